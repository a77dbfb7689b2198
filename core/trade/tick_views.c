/* tick_views.c: the market as the strategy sees it, what its positions are worth there, and equity points. */
#include "base/calendar.h"
#include "base/error.h"
#include "trade/tick_state.h"

#include <math.h>
#include <stdlib.h>

/* What a position is valued at: the middle of the best prices, where both sides are there and not crossed, else the last trade;
 * else what it was. */
static int64_t price_of(const struct tick_slot *s, const struct fs_level best[2], const int there[2])
{
    if (there[0] && there[1] && best[0].price < best[1].price)
        return best[0].price + (best[1].price - best[0].price) / 2;
    return s->last;
}

static int refresh(struct fs_engine *e, uint32_t slot)
{
    struct tick_engine *t = e->ticks;
    struct tick_slot *s = &t->slots[slot];
    struct fs_tick_view *v = &t->views[slot];
    struct fs_holding *h = &e->slots[slot].holding;
    struct fs_level best[2];
    int there[2];
    for (int side = 0; side < 2; side++)
        there[side] = fs_venue_best(s->seen, side ? FS_SELL : FS_BUY, &best[side]);
    v->bid = there[0] ? (double)best[0].price / 1e8 : NAN;
    v->bid_qty = there[0] ? (double)best[0].qty / 1e8 : NAN;
    v->ask = there[1] ? (double)best[1].price / 1e8 : NAN;
    v->ask_qty = there[1] ? (double)best[1].qty / 1e8 : NAN;
    s->last = fs_venue_last(s->seen);
    v->last = s->last ? (double)s->last / 1e8 : NAN;
    s->dirty = 0;
    int64_t price = price_of(s, best, there);
    if (price <= 0)
        return 0;
    e->slot_views[slot].price = (double)price / 1e8;
    fs_exposure_touch(&e->exposure, slot);
    if (!h->qty || price == h->mark)
        return 0;
    if (!e->slots[slot].plain)
        return fs_account_mark(e, (int)slot, price);
    if (fs_ledger_mark(&e->ledger, h->qty, price - h->mark))
        return fs_error_set(FS_E_LIMIT, "the value of the positions leaves the range of the ledger");
    h->mark = price;
    e->view.equity = fs_money_double(fs_ledger_equity(&e->ledger));
    return 0;
}

int tick_views_refresh(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    for (uint32_t i = 0; i < t->dirty_count; i++)
        if (refresh(e, t->dirty[i]))
            return -1;
    t->dirty_count = 0;
    return 0;
}

/* Is any of the exchanges open? Where none is, equity does not move. */
static int is_open(const struct fs_engine *e, int64_t time)
{
    for (int i = 0; i < e->count; i++) {
        int64_t day;
        const struct fs_calendar *calendar = e->slots[i].series.calendar;
        /* A point says what was before it: that of the close belongs to the session. */
        int open = calendar ? fs_calendar_session_at(calendar, time - 1, &day) : 1;
        if (open > 0)
            return 1;
        if (open < 0)
            fs_error_clear();
    }
    return 0;
}

static int keep_marks(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    if (e->options.keep_equity != FS_EQUITY_BAR)
        return 0;
    if (t->mark_count == t->mark_capacity) {
        int64_t capacity = t->mark_capacity ? t->mark_capacity * 2 : 1024;
        for (int i = 0; i < e->count; i++) {
            double *more = realloc(t->marks[i], (size_t)capacity * sizeof *more);
            if (!more)
                return fs_error_nomem();
            t->marks[i] = more;
        }
        t->mark_capacity = capacity;
    }
    for (int i = 0; i < e->count; i++)
        t->marks[i][t->mark_count] = e->slot_views[i].price;
    t->mark_count++;
    return 0;
}

static int add_point(struct fs_engine *e, int64_t time)
{
    if (tick_views_refresh(e) || keep_marks(e))
        return -1;
    e->block_time[e->block_count] = e->last_point = time;
    e->block_equity[e->block_count++] = e->view.equity;
    e->exposed += e->open_positions > 0;
    return e->block_count == FS_CURVE_BLOCK ? fs_closing_flush(e) : 0;
}

int tick_views_point(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    int64_t time = t->point;
    t->point = time > INT64_MAX - t->interval ? INT64_MAX : time + t->interval;
    if (!e->account.on)
        return is_open(e, time) ? add_point(e, time) : 0;
    e->view.now = time > e->view.now ? time : e->view.now;
    if (fs_account_clock(e) || (is_open(e, time) && add_point(e, time)))
        return -1;
    return e->account.margins ? fs_calls_watch(e) : 0;
}

int fs_tick_settle(struct fs_engine *e)
{
    if (tick_views_refresh(e))
        return -1;
    return e->view.now > e->last_point ? add_point(e, e->view.now) : 0;
}

const struct fs_tick_view *fs_engine_tick_views(const struct fs_engine *e)
{
    return e->ticks ? e->ticks->views : NULL;
}

/* At least `count` levels of a side in the scratch, where there are so many; how many. */
static int load(struct fs_engine *e, int slot, int side, int count)
{
    struct tick_engine *t = e->ticks;
    if (count > t->level_capacity) {
        struct fs_level *more = realloc(t->levels, (size_t)count * sizeof *more);
        if (!more)
            return 0;
        t->levels = more;
        t->level_capacity = count;
    }
    return fs_venue_levels(t->slots[slot].seen, side, t->levels, count);
}

/* The deepest level that a script may ask for. */
#define DEEPEST 100000

const struct fs_event *fs_engine_event(const struct fs_engine *e)
{
    return &e->ticks->shown;
}

int fs_engine_levels(struct fs_engine *e, int slot, int side, int most, const struct fs_level **levels)
{
    if (!e->ticks || slot < 0 || slot >= e->count || most <= 0)
        return 0;
    int count = load(e, slot, side, most < DEEPEST ? most : DEEPEST);
    *levels = e->ticks->levels;
    return count;
}

int fs_engine_level(struct fs_engine *e, int slot, int side, int index, double *price, double *qty,
                    double *orders)
{
    if (!e->ticks || slot < 0 || slot >= e->count || index < 0 || index >= DEEPEST ||
        load(e, slot, side, index + 1) <= index)
        return 0;
    const struct fs_level *level = &e->ticks->levels[index];
    *price = (double)level->price / 1e8;
    *qty = (double)level->qty / 1e8;
    *orders = (double)level->orders;
    return 1;
}

double fs_engine_depth_qty(struct fs_engine *e, int slot, int side, double price)
{
    int64_t wanted;
    if (!e->ticks || slot < 0 || slot >= e->count || fs_orders_number(e, slot, "price", price, &wanted)) {
        fs_error_clear();
        return 0.0;
    }
    int sign = side == FS_BUY ? 1 : -1, from = 0;
    for (int most = 64; most <= DEEPEST * 2; from = most, most *= 2) {
        int found = load(e, slot, side, most);
        const struct fs_level *levels = e->ticks->levels;
        for (int i = from; i < found; i++)
            if (sign * levels[i].price <= sign * wanted)
                return levels[i].price == wanted ? (double)levels[i].qty / 1e8 : 0.0;
        if (found < most)
            break;
    }
    return 0.0;
}

double fs_engine_ahead(const struct fs_engine *e, int64_t order)
{
    fs_place place = fs_book_find(&e->book, order);
    if (!e->ticks || place == FS_NO_PLACE)
        return NAN;
    int64_t ahead = fs_venue_ahead(e->ticks->slots[fs_book_at(&e->book, place)->slot].seen, order);
    return ahead < 0 || ahead == INT64_MAX ? NAN : (double)ahead / 1e8;
}
