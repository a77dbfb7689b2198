/* adjust.c: prices as if splits and dividends had not been. Only what took effect until now counts, but for the benchmark. */
#include "base/error.h"
#include "trade/state.h"

#include <stdlib.h>

int fs_adjust_add(struct fs_engine *e, int slot, double price, double volume)
{
    struct slot *s = &e->slots[slot];
    if (s->factor_count == s->factor_capacity) {
        int capacity = s->factor_capacity ? s->factor_capacity * 2 : 8;
        struct factor *factors = realloc(s->factors, (size_t)capacity * sizeof *factors);
        if (!factors)
            return fs_error_nomem();
        s->factors = factors;
        s->factor_capacity = capacity;
    }
    s->band_session = INT64_MIN; /* the close that its band is counted from is another price now */
    const struct factor *last = s->factor_count ? &s->factors[s->factor_count - 1] : NULL;
    s->factors[s->factor_count++] = (struct factor){.index = s->next,
                                                    .time = e->view.now,
                                                    .price = (last ? last->price : 1.0) * price,
                                                    .volume = (last ? last->volume : 1.0) * volume};
    return 0;
}

/* The factor that was in force at a bar; NULL: none yet. */
static const struct factor *at(const struct slot *s, int64_t index)
{
    int low = 0, high = s->factor_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (s->factors[middle].index <= index)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &s->factors[low - 1] : NULL;
}

double fs_adjust_price(const struct slot *s, int64_t index)
{
    const struct factor *then = at(s, index);
    if (!s->factor_count)
        return 1.0;
    return (then ? then->price : 1.0) / s->factors[s->factor_count - 1].price;
}

double fs_engine_adjustment(const struct fs_engine *e, int slot)
{
    const struct slot *s = slot >= 0 && slot < e->count ? &e->slots[slot] : NULL;
    return s && s->factor_count ? s->factors[s->factor_count - 1].price : 1.0;
}

double fs_engine_units(const struct fs_engine *e, int slot, int64_t time)
{
    const struct slot *s = slot >= 0 && slot < e->count ? &e->slots[slot] : NULL;
    int i = s ? s->factor_count : 0;
    while (i > 0 && s->factors[i - 1].time > time)
        i--;
    return s && s->factor_count
               ? s->factors[s->factor_count - 1].volume / (i ? s->factors[i - 1].volume : 1.0)
               : 1.0;
}

int fs_adjust_benchmark(struct fs_engine *e, const struct happening *list, int64_t count)
{
    struct fs_series *copy = fs_arena_alloc(e->arena, sizeof *copy);
    const struct fs_series *b = e->options.benchmark;
    double *close = fs_arena_array(e->arena, (size_t)b->count + 1, sizeof *close), factor = 1.0;
    if (!copy || !close)
        return -1;
    int64_t next = 0;
    double before = 1.0; /* the units that the close before is in, by the splits of the present time */
    for (int64_t i = 0; i < b->count; i++, before = 1.0) {
        for (; next < count && list[next].at <= fs_series_opening(b, i); next++) {
            const struct fs_instrument_event *x = &list[next].event;
            double last = i ? b->close[i - 1] * before : 0.0, amount = (double)x->amount / 1e8;
            if (x->type == FS_IEVENT_SPLIT) {
                before *= (double)x->before / (double)x->after;
                factor *= (double)x->after / (double)x->before;
            } else if (x->type == FS_IEVENT_DIVIDEND && amount < last) {
                factor *= last / (last - amount);
            }
        }
        close[i] = b->close[i] * (i ? factor : (factor = 1.0));
    }
    *copy = *b;
    copy->close = close;
    e->options.benchmark = copy;
    return 0;
}

int64_t fs_engine_adjusted(const struct fs_engine *e, int slot, int column, int64_t n, double *out)
{
    if (column < 0 || column > 4)
        return fs_error_set(FS_E_INPUT, "only open, high, low, close and volume are adjusted");
    const double *values;
    int64_t have = fs_engine_history(e, slot, column, n, &values);
    if (!have)
        return 0;
    const struct slot *s = &e->slots[slot];
    const struct factor *now = s->factor_count ? &s->factors[s->factor_count - 1] : NULL;
    for (int64_t i = 0, bar = s->next - have; i < have; i++, bar++) {
        const struct factor *then = now ? at(s, bar) : NULL;
        out[i] = then == now   ? values[i]
                 : column == 4 ? values[i] * now->volume / (then ? then->volume : 1.0)
                               : values[i] * (then ? then->price : 1.0) / now->price;
    }
    return have;
}
