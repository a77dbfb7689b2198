/* engine.c: the sequence of events; see engine.h for its order. */
#include "trade/engine.h"

#include "base/cancel.h"
#include "base/error.h"
#include "base/time.h"
#include "market/symbol.h"
#include "trade/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void fs_engine_defaults(struct fs_engine_options *options)
{
    *options = (struct fs_engine_options){
        .cash = 100000 * FS_SCALE,
        .limits = {.max_leverage = 1.0, .allow_short = 1},
        .wants = FS_WANT_BAR | FS_WANT_ORDER | FS_WANT_FILL | FS_WANT_TIME | FS_WANT_TIMER | FS_WANT_SESSION |
                 FS_WANT_EVENT,
    };
}

/* Bars are checked a block at a time, when the first of it is needed. */
static int check_block(const struct fs_engine *e, struct slot *s)
{
    int64_t last = s->checked + e->check_block, count = s->series.count;
    last = last < count ? last : count;
    if (fs_series_check(&s->series, s->checked, last))
        return -1;
    s->checked = last;
    return 0;
}

static int fail(struct fs_engine *e)
{
    e->failed = 1;
    e->view.step = FS_STEP_ERROR;
    return FS_STEP_ERROR;
}

void fs_engine_schedule(struct fs_engine *e, uint32_t slot)
{
    struct slot *s = &e->slots[slot];
    if (s->next >= s->series.count) {
        fs_agenda_remove(&e->agenda, slot);
        return;
    }
    s->end = fs_series_end(&s->series, s->next);
    if (e->book.slots[slot].first != FS_NO_PLACE)
        fs_agenda_set(&e->agenda, slot, fs_series_opening(&s->series, s->next), RANK_OPEN | slot);
    else
        fs_agenda_set(&e->agenda, slot, s->end, slot);
}

/* Values the slot's position at a close. -1 with an error. */
static inline int mark_slot(struct fs_engine *e, struct slot *s, double close)
{
    struct fs_holding *h = &s->holding;
    if (!h->qty)
        return 0;
    int64_t mark = price_mantissa(close);
    if (!s->plain)
        return fs_account_mark(e, (int)(s - e->slots), mark);
    if (fs_ledger_mark(&e->ledger, h->qty, mark - h->mark))
        return fs_error_set(FS_E_LIMIT, "the value of the positions leaves the range of the ledger");
    h->mark = mark;
    e->view.equity = fs_money_double(fs_ledger_equity(&e->ledger));
#ifndef NDEBUG
    if (fs_ledger_sum(&e->ledger) != 0)
        return fs_error_set(FS_E_INTERNAL, "the ledger does not balance after a bar");
#endif
    return 0;
}

static inline void put_point(struct fs_engine *e, int64_t time)
{
    e->block_time[e->block_count] = time;
    e->block_equity[e->block_count++] = e->view.equity;
    e->exposed += e->open_positions > 0;
}

/* A part of its caller: a call for each bar is felt. */
static inline __attribute__((always_inline)) int close_bar(struct fs_engine *e, uint32_t slot)
{
    struct slot *s = &e->slots[slot];
    int64_t i = s->next;
    if (i >= s->checked && check_block(e, s))
        return fail(e);
    if (s->opened == i && e->book.slots[slot].first != FS_NO_PLACE)
        if (fs_broker_close(e, (int)slot))
            return fail(e);
    double close = s->series.close[i];
    if (mark_slot(e, s, close))
        return fail(e);
    e->slot_views[slot].price = close;
    if (s->holding.qty || e->book.slots[slot].first != FS_NO_PLACE)
        fs_exposure_touch(&e->exposure, slot);
    fs_engine_show_bar(e, s, i);
    e->activity->bar = i;
    e->view.warm = i + 1 >= e->options.warmup;
    e->view.slot = (int32_t)slot;
    e->view.stream = 0;
    int64_t start = s->series.time[i];
    if (!e->bars_now || start > e->latest_start)
        e->latest_start = start;
    e->bars_now = 1;
    e->bars++;
    s->next = i + 1;
    if (s->streams && fs_streams_add_bar(e, (int)slot, i))
        return fail(e);
    fs_engine_schedule(e, slot);
    fs_run_begin(e, slot);
    return e->view.step = FS_STEP_BAR;
}

/* The equity point of a time at which bars closed. */
static int add_point(struct fs_engine *e)
{
    int64_t time = e->latest_start > e->last_point ? e->latest_start : e->view.now;
    e->bars_now = 0;
    e->last_point = time;
    const struct fs_series *b = e->options.benchmark;
    if (b) {
        while (e->benchmark_next < b->count && fs_series_end(b, e->benchmark_next) <= e->view.now)
            e->benchmark_close = b->close[e->benchmark_next++];
        e->block_benchmark[e->block_count] = e->benchmark_close;
    }
    put_point(e, time);
    return e->block_count == FS_CURVE_BLOCK ? fs_closing_flush(e) : 0;
}

int fs_engine_settle(struct fs_engine *e)
{
    if (e->ticks)
        return fs_tick_settle(e);
    return fs_run_end(e) || (e->bars_now && add_point(e)) ? -1 : 0;
}

int fs_engine_deliver(struct fs_engine *e)
{
    e->shown = e->queue[e->queue_head];
    e->queue_head = (e->queue_head + 1) & (e->queue_size - 1);
    e->queue_count--;
    e->view.slot = e->shown.slot;
    if (e->shown.step == FS_STEP_ORDER) {
        e->view.order = e->shown.u.order;
        if (e->view.order.reason)
            e->view.order.reason = e->shown.reason;
    } else {
        e->view.fill = e->shown.u.fill;
    }
    return e->view.step = e->shown.step;
}

int fs_engine_after(struct fs_engine *e)
{
    if (e->due <= e->view.now) {
        int step = fs_streams_step(e);
        if (step)
            return e->view.step = step;
    }
    if (!e->step_pending)
        return 0;
    e->step_pending = 0;
    e->view.slot = -1;
    return e->view.step = FS_STEP_TIME;
}

/* The slots whose bars start now and have orders waiting. */
static int open_bars(struct fs_engine *e)
{
    uint32_t count = 0;
    const struct fs_merge_entry *top;
    while ((top = fs_agenda_first(&e->agenda)) && top->time == e->view.now && top->rank >= RANK_OPEN) {
        uint32_t slot = top->source;
        struct slot *s = &e->slots[slot];
        if (s->next >= s->checked && check_block(e, s))
            return -1;
        s->opened = s->next;
        e->opening[count++] = slot;
        fs_agenda_set(&e->agenda, slot, s->end, slot);
    }
    return count ? fs_broker_open(e, e->opening, (int)count) : 0;
}

static int finish_step(struct fs_engine *e)
{
    e->phase = PHASE_END;
    e->view.slot = -1;
    return e->view.step = FS_STEP_END;
}

static int next_step(struct fs_engine *e)
{
    if (fs_run_end(e))
        return fail(e);
    if (fs_cancel_requested())
        return e->view.step = FS_STEP_STOPPED;
    if ((e->wants & FS_WANT_SESSION) && !e->sessions && fs_streams_sessions(e))
        return fail(e);
    for (;;) {
        const struct fs_merge_entry *top = fs_agenda_first(&e->agenda);
        switch (e->phase) {
        case PHASE_CLOSE:
            if (top && top->time == e->view.now && top->rank < RANK_OPEN) {
                int step = close_bar(e, top->source);
                if (step == FS_STEP_ERROR || (e->wants & FS_WANT_BAR))
                    return step;
                continue;
            }
            if (e->bars_now && (add_point(e) || (e->account.margins && fs_calls_watch(e))))
                return fail(e);
            e->phase = PHASE_AFTER;
            /* fallthrough */
        case PHASE_AFTER:
            if (e->queue_count)
                return fs_engine_deliver(e);
            if (e->due <= e->view.now || e->step_pending) {
                int step = fs_engine_after(e);
                if (step)
                    return step;
            }
            e->phase = PHASE_OPEN;
            if (open_bars(e))
                return fail(e);
            /* fallthrough */
        case PHASE_OPEN:
            if (e->queue_count)
                return fs_engine_deliver(e);
            if (!(top = fs_agenda_first(&e->agenda)))
                return finish_step(e);
            e->activity->time = e->view.now = top->time < e->due ? top->time : e->due;
            if (e->account.on && fs_account_clock(e))
                return fail(e);
            e->phase = PHASE_CLOSE;
            e->step_pending = (e->wants & FS_WANT_TIME) != 0;
            continue;
        default:
            return e->failed ? FS_STEP_ERROR : FS_STEP_END;
        }
    }
}

int fs_engine_next(struct fs_engine *e)
{
    if (fs_engine_run(e))
        return FS_STEP_BAR;
    return e->ticks ? fs_tick_step(e) : next_step(e);
}

const struct fs_engine_view *fs_engine_view(const struct fs_engine *engine)
{
    return &engine->view;
}

const struct fs_slot_view *fs_engine_slots(const struct fs_engine *engine)
{
    return engine->slot_views;
}

int fs_engine_slot_count(const struct fs_engine *engine)
{
    return engine->count;
}

const char *fs_engine_symbol(const struct fs_engine *engine, int slot)
{
    return slot >= 0 && slot < engine->count ? engine->slots[slot].series.symbol : NULL;
}

int fs_engine_slot(const struct fs_engine *engine, const char *symbol)
{
    int low = 0, high = engine->count - 1;
    while (low <= high) {
        int middle = (low + high) / 2, order = strcmp(engine->slots[middle].series.symbol, symbol);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return -1;
}

int fs_engine_extra_count(const struct fs_engine *engine)
{
    return engine->slots[0].series.extra_count;
}

const char *fs_engine_extra_name(const struct fs_engine *engine, int index)
{
    return index >= 0 && index < fs_engine_extra_count(engine) ? engine->slots[0].series.extra_names[index]
                                                               : NULL;
}

void fs_engine_want(struct fs_engine *engine, unsigned wants)
{
    engine->wants = wants;
    engine->run.stop = 0;
}

void fs_engine_position(const struct fs_engine *e, int slot, struct fs_position *position)
{
    *position = (struct fs_position){.price = NAN};
    if (slot < 0 || slot >= e->count)
        return;
    const struct fs_holding *h = &e->slots[slot].holding;
    const struct fs_book_side *side = &e->book.slots[slot];
    position->qty = h->qty;
    position->avg_price = fs_holding_average(h);
    position->pending = side->buy - side->sell;
    position->price = e->slot_views[slot].price;
    position->realised = fs_money_double(h->realised);
    int64_t mark = e->run.slot == &e->slots[slot] ? e->run.mark : h->mark;
    fs_i128 value = fs_amount_product(h->qty, mark), fees = 0;
    for (uint32_t i = 0; i < h->count; i++)
        fees += h->lots[(h->first + i) & (h->capacity - 1)].fee;
    fs_i128 gain = h->qty < 0 ? value + h->cost : value - h->cost;
    if (e->slots[slot].plain) {
        position->unrealised = fs_money_double(gain - fees * FS_MONEY);
        return;
    }
    if ((h->multiplier && fs_amount_ratio(gain, h->multiplier, FS_SCALE, &gain)) ||
        fs_ledger_value(&e->ledger, e->account.units[slot].currency, gain - fees * FS_MONEY, &gain)) {
        fs_error_clear(); /* of a currency that is not known yet nothing is held */
        return;
    }
    position->unrealised = fs_money_double(gain);
}

int64_t fs_engine_history(const struct fs_engine *e, int slot, int column, int64_t n, const double **values)
{
    *values = NULL;
    if (slot < 0 || slot >= e->count || column < 0 || n <= 0)
        return 0;
    const struct slot *s = &e->slots[slot];
    const double *const columns[] = {s->series.open, s->series.high, s->series.low, s->series.close,
                                     s->series.volume};
    const double *column_values = column < 5                           ? columns[column]
                                  : column - 5 < s->series.extra_count ? s->series.extra[column - 5]
                                                                       : NULL;
    if (!column_values)
        return 0;
    int64_t have = s->next < n ? s->next : n;
    *values = column_values + s->next - have;
    return have;
}
