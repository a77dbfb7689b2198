/* broker.c: the simulated broker of bar mode: which waiting orders trade when. fills.c says for how much. */
#include "base/error.h"
#include "base/time.h"
#include "trade/state.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* The prices of the slot's next bar. */
static const struct fs_bar_prices *range_of(struct slot *s)
{
    struct fs_bar_prices *bar = &s->range;
    int64_t i = s->next;
    if (s->ranged == i)
        return bar;
    s->ranged = i;
    bar->open = price_mantissa(s->series.open[i]);
    bar->high = price_mantissa(s->series.high[i]);
    bar->low = price_mantissa(s->series.low[i]);
    bar->close = price_mantissa(s->series.close[i]);
    if (bar->open > bar->high || bar->close > bar->high)
        bar->high = bar->open > bar->close ? bar->open : bar->close;
    if (bar->open < bar->low || bar->close < bar->low)
        bar->low = bar->open < bar->close ? bar->open : bar->close;
    return bar;
}

/* Is a bar the first of its session? */
static int opens_session(const struct fs_series *series, int64_t i)
{
    return i == 0 || series->interval >= FS_NS_PER_DAY ||
           fs_series_session(series, i - 1) != fs_series_session(series, i);
}

/* Is the slot's next bar the last of its session? */
static int closes_session(struct slot *s)
{
    const struct fs_series *series = &s->series;
    int64_t i = s->next;
    if (i + 1 >= series->count || series->interval >= FS_NS_PER_DAY)
        return 1;
    if (series->calendar)
        return fs_series_session(series, i + 1) != fs_series_session(series, i);
    if (series->time[i] >= s->session_until &&
        __builtin_mul_overflow(fs_series_session(series, i) + 1, FS_NS_PER_DAY, &s->session_until))
        s->session_until = INT64_MAX;
    return series->time[i + 1] >= s->session_until;
}

/* Does it wait on, whatever the opens and bars that it has seen? */
static int rests(const struct fs_waiting *order)
{
    return order->tif <= FS_TIF_GTD;
}

/* Does it take from the position there is? */
static int reduces(const struct slot *s, const struct fs_waiting *order)
{
    return order->working.side == FS_BUY ? s->holding.qty < 0 : s->holding.qty > 0;
}

/* Orders whose time has passed by `time` and cancellations that have arrived by it. */
static int lapse(struct fs_engine *e, int slot, int64_t time)
{
    if (!e->timed)
        return 0;
    if (e->change_count && fs_changes_arrive(e, slot, time))
        return -1;
    for (fs_place place = e->book.slots[slot].first; place != FS_NO_PLACE;) {
        const struct fs_waiting *order = fs_book_at(&e->book, place);
        int gone = order->cancelled <= time, late = order->expires <= time;
        if (!gone && !late) {
            place = order->next;
            continue;
        }
        if (gone ? fs_broker_drop(e, place, FS_ORDER_CANCELLED, 0, NULL)
                 : fs_broker_drop(e, place, FS_ORDER_EXPIRED, 0, "its time has passed"))
            return -1;
        place = e->book.slots[slot].first; /* others may have gone with it */
    }
    return 0;
}

/* The price of an auction in the slot's bar: what the data say in the column of that name, else `otherwise`. The bar's range is
 * widened to it. -1 with an error. */
static __attribute__((noinline)) int auction(const struct slot *s, int column, int64_t otherwise,
                                             struct fs_bar_prices *bar, int64_t *price)
{
    double value = column < 0 ? NAN : s->series.extra[column][s->next];
    *price = otherwise;
    if (isnan(value))
        return 0;
    if (!(value > 0.0) || value > FS_PRICE_MAX)
        return fs_error_set(FS_E_INPUT, "symbol '%s', bar %" PRId64 ": %s is %.17g; expected a price above 0",
                            s->series.symbol, s->next + 1, s->series.extra_names[column], value);
    *price = price_mantissa(value);
    bar->high = *price > bar->high ? *price : bar->high;
    bar->low = *price < bar->low ? *price : bar->low;
    return 0;
}

/* One waiting order at the open of its slot's bar. 1 when it or another order may have left the book. */
static int open_order(struct fs_engine *e, fs_place place, const struct fs_bar_prices *bar)
{
    struct fs_waiting *order = fs_book_at(&e->book, place);
    const struct slot *s = &e->slots[order->slot];
    int64_t id = order->id;
    struct fs_hit hit;
    order->tried = s->next;
    if (order->tif == FS_TIF_OPEN && !opens_session(&s->series, s->next))
        return 0;
    int first = !order->opened;
    order->opened = 1;
    if (order->tif == FS_TIF_CLOSE)
        return 0;
    if ((order->flags & FS_ORDER_POST_ONLY) && first && fs_match_accepts(&order->working, bar->open))
        return fs_broker_drop(e, place, FS_ORDER_REJECTED, FS_CHECK_POST_ONLY,
                              "it would fill at once, and is to be posted only")
                   ? -1
                   : 1;
    struct fs_bar_prices range;
    int64_t open = bar->open;
    if (order->tif == FS_TIF_OPEN && e->open_auction >= 0) {
        range = *bar;
        if (auction(s, e->open_auction, bar->open, &range, &open))
            return -1;
        bar = &range;
    }
    int hits = fs_match_open(&order->working, open, &hit),
        at_once = order->tif == FS_TIF_IOC || order->tif == FS_TIF_FOK || order->tif == FS_TIF_OPEN;
    if (hits && fs_broker_fill(e, place, &hit, bar, 0))
        return -1;
    if (at_once && fs_book_find(&e->book, id) == place)
        return fs_broker_drop(e, place, FS_ORDER_EXPIRED, 0,
                              fs_book_at(&e->book, place)->tif == FS_TIF_OPEN ? "the opening is over"
                                                                              : "it did not fill at once")
                   ? -1
                   : 1;
    return hits;
}

/* A halted symbol opens without trading: whoever has arrived has seen it. */
static __attribute__((noinline)) void pass_open(struct fs_engine *e, int slot)
{
    for (fs_place place = e->book.slots[slot].first; place != FS_NO_PLACE;
         place = fs_book_at(&e->book, place)->next) {
        struct fs_waiting *order = fs_book_at(&e->book, place);
        if (!order->held && order->arrives <= e->view.now)
            order->tried = e->slots[slot].next;
    }
}

/* Was it halted at any time of the slot's bar, which has just ended? */
static int was_halted(const struct slot *s)
{
    return s->halted || (s->resumed != INT64_MIN && s->resumed > fs_series_opening(&s->series, s->next));
}

/* Fills at the open of a slot's bar: only orders that reduce the position when `reducing`, else those left. */
static int open_slot(struct fs_engine *e, int slot, int reducing)
{
    struct slot *s = &e->slots[slot];
    if (reducing && !s->holding.qty)
        return 0;
    if (s->halted) {
        pass_open(e, slot);
        return 0;
    }
    const struct fs_bar_prices *bar = range_of(s);
    for (fs_place place = e->book.slots[slot].first, next; place != FS_NO_PLACE; place = next) {
        struct fs_waiting *order = fs_book_at(&e->book, place);
        next = order->next;
        if (order->tried == s->next || order->held || order->arrives > e->view.now ||
            (reducing && !reduces(s, order)))
            continue;
        if (order->opened && rests(order) && fs_match_is_away(&order->working, bar->open, bar->open)) {
            order->tried = s->next;
            continue;
        }
        uint32_t linked = e->book.slots[slot].linked;
        int status = open_order(e, place, bar);
        if (status < 0)
            return -1;
        if (status && linked) /* the next may have gone with it */
            next = e->book.slots[slot].first;
    }
    return 0;
}

int fs_broker_open(struct fs_engine *e, const uint32_t *slots, int count)
{
    /* Who comes first is a question only where there are two. */
    if (count == 1 && e->book.slots[slots[0]].first == e->book.slots[slots[0]].last)
        return lapse(e, (int)slots[0], e->view.now) || open_slot(e, (int)slots[0], 0) ? -1 : 0;
    for (int reducing = 1; reducing >= 0; reducing--)
        for (int i = 0; i < count; i++)
            if ((reducing && lapse(e, (int)slots[i], e->view.now)) || open_slot(e, (int)slots[i], reducing))
                return -1;
    return 0;
}

static int by_path(const struct fs_hit *x, const struct fs_hit *y)
{
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    return (x->distance > y->distance) - (x->distance < y->distance);
}

/* Matches an order inside the bar and puts it into the list of those that fill, sorted by where on the path, from `at` on. */
static void try_inside(struct fs_engine *e, fs_place place, const struct fs_bar_prices *bar, uint32_t at,
                       uint32_t *count)
{
    struct fs_waiting *order = fs_book_at(&e->book, place);
    struct found found = {.place = place, .id = order->id};
    const struct fs_hit *from = order->from_bar == e->slots[order->slot].next ? &order->from : NULL;
    order->from_bar = -1;
    if (!fs_match_inside(&order->working, bar, e->options.price_path, from, &found.hit))
        return;
    uint32_t i = (*count)++; /* stable insertion: mostly there is one */
    for (; i > at && by_path(&found.hit, &e->found[i - 1].hit) < 0; i--)
        e->found[i] = e->found[i - 1];
    e->found[i] = found;
}

/* Orders that work inside bars, not only in their auctions. */
static int works_inside(const struct fs_waiting *order)
{
    return order->opened && !order->held && order->tif != FS_TIF_CLOSE && order->tif != FS_TIF_OPEN;
}

static int fill_inside(struct fs_engine *e, int slot, const struct fs_bar_prices *bar)
{
    const struct slot *s = &e->slots[slot];
    uint32_t count = 0;
    if (e->found_capacity < e->book.capacity) {
        struct found *found = realloc(e->found, e->book.capacity * sizeof *found);
        if (!found)
            return fs_error_nomem();
        e->found = found;
        e->found_capacity = e->book.capacity;
    }
    for (fs_place place = e->book.slots[slot].first; place != FS_NO_PLACE;
         place = fs_book_at(&e->book, place)->next) {
        const struct fs_waiting *order = fs_book_at(&e->book, place);
        if (order->from_bar < 0 && fs_match_is_away(&order->working, bar->low, bar->high))
            continue;
        if (works_inside(order) && (!e->timed || order->expires >= s->end))
            try_inside(e, place, bar, 0, &count);
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct found found = e->found[i];
        e->released = 0;
        if (fs_book_find(&e->book, found.id) != found.place)
            continue; /* an order it was tied to has taken it along */
        if (fs_broker_fill(e, found.place, &found.hit, bar, 1))
            return -1;
        if (!e->released)
            continue;
        for (fs_place place = e->book.slots[slot].first; place != FS_NO_PLACE;
             place = fs_book_at(&e->book, place)->next)
            if (fs_book_at(&e->book, place)->from_bar == s->next)
                try_inside(e, place, bar, i + 1, &count);
    }
    return 0;
}

/* The closing auction: orders that reduce the position first. */
static int fill_at_close(struct fs_engine *e, int slot, const struct fs_bar_prices *bar)
{
    const struct slot *s = &e->slots[slot];
    for (int reducing = 1; reducing >= 0; reducing--)
        for (fs_place place = e->book.slots[slot].first, next; place != FS_NO_PLACE; place = next) {
            struct fs_waiting *order = fs_book_at(&e->book, place);
            next = order->next;
            struct fs_hit hit;
            struct fs_bar_prices range;
            int64_t close;
            if (order->tif != FS_TIF_CLOSE || !order->opened || order->held ||
                (reducing && !reduces(s, order)))
                continue;
            order->opened = 0; /* it has had its close */
            range = *bar;
            if (auction(s, e->close_auction, bar->close, &range, &close))
                return -1;
            if (!fs_match_close(&order->working, close, &hit))
                continue;
            uint32_t linked = e->book.slots[slot].linked;
            if (fs_broker_fill(e, place, &hit, &range, 1))
                return -1;
            if (linked)
                next = e->book.slots[slot].first;
        }
    return 0;
}

/* Orders for the session that ended with the slot's bar. */
static int end_session(struct fs_engine *e, int slot)
{
    for (fs_place place = e->book.slots[slot].first; place != FS_NO_PLACE;) {
        const struct fs_waiting *order = fs_book_at(&e->book, place);
        int day = order->tif == FS_TIF_DAY && (order->opened || order->tried == e->slots[slot].next),
            close = order->tif == FS_TIF_CLOSE && order->tried >= 0;
        if (order->held || (!day && !close)) {
            place = order->next;
            continue;
        }
        if (fs_broker_drop(e, place, FS_ORDER_EXPIRED, 0, day ? "the session ended" : "the close is over"))
            return -1;
        place = e->book.slots[slot].first;
    }
    return 0;
}

int fs_broker_close(struct fs_engine *e, int slot)
{
    struct slot *s = &e->slots[slot];
    const struct fs_bar_prices *bar = range_of(s);
    if (!was_halted(s) && fill_inside(e, slot, bar))
        return -1;
    if (closes_session(s) && ((!s->halted && fill_at_close(e, slot, bar)) || end_session(e, slot)))
        return -1;
    return lapse(e, slot, s->end);
}
