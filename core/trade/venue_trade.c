/* venue_trade.c: what trades in the market means for own orders that rest. */
#include "base/error.h"
#include "trade/venue_state.h"

/* How far an order came forward at this time by what may turn out to be the print of `qty`. */
static int64_t credit(const struct fs_venue *v, const struct fs_own *o, int64_t qty)
{
    return o->credit_time != v->now ? 0 : o->credit < qty ? o->credit : qty;
}

/* What stood before an order when `qty` was printed: of what was told before the print nothing has gone, what was printed before
 * and is yet to be seen gone has. */
static int64_t before(const struct fs_venue *v, const struct fs_own_level *level, const struct fs_own *o,
                      int64_t qty)
{
    int64_t printed = v->orders && level->traded_time == v->now ? level->traded : 0,
            ahead = fs_add_most(o->ahead, credit(v, o, qty));
    return ahead > printed ? ahead - printed : 0;
}

/*
 * Gives `qty` that traded at a price to own orders of a side: those at better prices first, which the trade would have met
 * before, then those at its price as far as it came in the queue. `stands` is where an executed order stood among own ones
 * (FS_VENUE_ORDERS: then only who has nothing before it fills), INT64_MAX else.
 */
static int fill(struct fs_venue *v, int side, int64_t price, int64_t qty, int64_t stands, int executed)
{
    struct fs_venue_side *s = fs_venue_side(v, side);
    const int64_t all = executed ? 0 : qty, places = v->places;
    int64_t passed = 0; /* what stood there of the market and the trade went through */
    while (qty && s->own_count && !fs_price_better(side, price, s->own[0].price)) {
        uint32_t place = s->own[0].first;
        const struct fs_own *o = &v->own[place];
        int64_t id = o->id, limit = s->own[0].price, fillable = fs_own_fillable(v, o), shown = fillable;
        if (limit == price) {
            int64_t ahead = before(v, &s->own[0], o, all), gap = ahead > passed ? ahead - passed : 0;
            if (gap >= qty || (executed && (gap || o->place >= stands)))
                return 0;
            qty -= gap;
            passed += gap;
            if (gap ||
                o->place <=
                    places) /* else only icebergs are left, of which the trade takes one part after another */
                shown = fs_own_shown(o, fillable);
        }
        if (!shown) {
            if (fs_own_idle(v, place))
                return -1;
            continue;
        }
        int64_t part = shown < qty ? shown : qty;
        qty -= part;
        if (fs_own_fill(v, place, part, limit, 1) || fs_own_reslice(v, place, id))
            return -1;
    }
    return 0;
}

/* The front of a queue has traded, by as much as has not been seen to go yet. */
static void consume(struct fs_venue *v, struct fs_own_level *level, int64_t qty)
{
    int64_t left = level->left_time == v->now ? level->left : 0, seen = left < qty ? left : qty;
    level->left = left - seen;
    if (level->traded_time != v->now && v->orders)
        level->traded = 0;
    level->traded = fs_add_most(level->traded, qty - seen);
    level->traded_time = v->now;
    for (uint32_t place = level->first; place != FS_NOWHERE; place = v->own[place].behind) {
        struct fs_own *o = &v->own[place];
        int64_t back = credit(v, o, qty);
        if (o->ahead == INT64_MAX)
            continue;
        o->credit -= back;
        if (v->orders)
            continue; /* the orders that traded are told */
        o->ahead = fs_add_most(o->ahead, back);
        o->ahead = o->ahead > qty ? o->ahead - qty : 0;
    }
}

/* Nothing stands any more before orders at prices that the market has traded through. */
static void pass(struct fs_venue *v, int side, int64_t price)
{
    struct fs_venue_side *s = fs_venue_side(v, side);
    for (int i = 0; i < s->own_count && fs_price_better(side, s->own[i].price, price); i++)
        for (uint32_t place = s->own[i].first; place != FS_NOWHERE; place = v->own[place].behind) {
            v->own[place].ahead = 0;
            v->own[place].credit = 0;
        }
}

/* A quantity that traded at a price against those who rested on a side. `mine`: what of it own orders may have. */
static int print(struct fs_venue *v, int side, int64_t price, int64_t qty, int64_t mine)
{
    int still = v->closed || v->halted;
    if (!still && fill(v, side, price, mine, INT64_MAX, 0))
        return -1;
    struct fs_own_level *level = fs_own_level(v, side, price);
    if (level)
        consume(v, level, qty);
    if (v->depth && !still)
        pass(v, side, price);
    return 0;
}

/* Trades and executions tell of the same quantity: how much of `qty` is new. NULL *print: there is no memory. */
static int64_t unmatched(struct fs_venue *v, int side, int64_t price, int64_t qty, int executed)
{
    if (v->print_time != v->now)
        v->print_count = 0;
    v->print_time = v->now;
    struct fs_print *p = NULL;
    for (int i = 0; i < v->print_count && !p; i++)
        if (v->prints[i].price == price && v->prints[i].side == side)
            p = &v->prints[i];
    if (!p) {
        if (fs_venue_grow(&v->prints, &v->print_capacity, v->print_count + 1, sizeof *v->prints))
            return -1;
        p = &v->prints[v->print_count++];
        *p = (struct fs_print){.price = price, .side = side};
    }
    int64_t *other = executed ? &p->printed : &p->executed, *own = executed ? &p->executed : &p->printed;
    int64_t known = *other < qty ? *other : qty;
    *other -= known;
    *own = fs_add_most(*own, qty - known);
    return qty - known;
}

/* Could an own order of the side have met a trade at a price? */
static int concerned(const struct fs_venue *v, int side, int64_t price)
{
    const struct fs_venue_side *s = &v->sides[side - 1];
    return s->own_count && !fs_price_better(side, price, s->own[0].price);
}

/* The side whose orders rested when a trade happened: opposite to who came; else judged by the book, else by own orders. */
static int resting_side(const struct fs_venue *v, const struct fs_event_trade *t)
{
    struct fs_level bid, ask;
    if (t->side == FS_BUY || t->side == FS_SELL)
        return fs_other_side(t->side);
    int at_bid = fs_venue_best(v, FS_BUY, &bid) && t->price <= bid.price,
        at_ask = fs_venue_best(v, FS_SELL, &ask) && t->price >= ask.price;
    if (at_bid != at_ask)
        return at_bid ? FS_BUY : FS_SELL;
    return concerned(v, FS_BUY, t->price) ? FS_BUY : concerned(v, FS_SELL, t->price) ? FS_SELL : 0;
}

int fs_venue_trade(struct fs_venue *v, const struct fs_event *event)
{
    const struct fs_event_trade *t = &event->u.trade;
    int64_t qty = t->qty;
    if (qty <= 0 || !t->price)
        return 0;
    v->dirty |= !v->last;
    v->last = t->price;
    if (!v->count)
        return 0;
    if (v->wheres[FS_OWN_AUCTION] && fs_venue_auction(v, t->price, &qty))
        return -1;
    int side = resting_side(v, t);
    if (side && concerned(v, side, t->price)) {
        int64_t fresh = v->orders ? unmatched(v, side, t->price, t->qty, 0) : t->qty;
        if (fresh < 0 || (fresh && print(v, side, t->price, fresh, fresh < qty ? fresh : qty)))
            return -1;
    }
    if (!v->closed && !v->halted)
        fs_stops_pass(v, t->price, fs_add_most(v->now, 1));
    return 0;
}

int fs_venue_execute(struct fs_venue *v, const struct fs_book_order *order, int64_t qty, int64_t stands)
{
    if (!concerned(v, order->side, order->price) || v->closed || v->halted)
        return 0;
    int64_t fresh = unmatched(v, order->side, order->price, qty, 1);
    if (fresh <= 0)
        return fresh < 0 ? -1 : 0;
    return fill(v, order->side, order->price, fresh, stands, 1);
}
