/* venue_stops.c: stops, trailing stops and touched prices. */
#include "trade/venue_state.h"

/* Does the order wait for the price to rise? */
static int upward(const struct fs_own *o)
{
    int touched =
        o->working.type == FS_ORDER_MARKET_IF_TOUCHED || o->working.type == FS_ORDER_LIMIT_IF_TOUCHED;
    return (o->working.side == FS_BUY) != touched;
}

static void convert(struct fs_working *w)
{
    int limit = w->type == FS_ORDER_STOP_LIMIT || w->type == FS_ORDER_LIMIT_IF_TOUCHED;
    if (w->type == FS_ORDER_TRAILING_STOP_LIMIT) {
        limit = 1;
        w->limit = w->side == FS_BUY ? fs_add_most(w->stop, w->offset) : w->stop - w->offset;
        if (w->limit < 1)
            w->limit = 1;
    }
    w->type = limit ? FS_ORDER_LIMIT : FS_ORDER_MARKET;
    w->triggered = 1;
}

int fs_stop_reached(struct fs_own *o, int64_t price)
{
    if (upward(o) ? price >= o->working.stop : price <= o->working.stop) {
        convert(&o->working);
        return 1;
    }
    fs_match_follow(&o->working, price);
    return 0;
}

int64_t fs_stop_price(const struct fs_venue *v, int side)
{
    struct fs_level best;
    if (v->last)
        return v->last;
    return fs_venue_best(v, fs_other_side(side), &best) ? best.price : 0;
}

static void pass(struct fs_venue *v, struct fs_own *o, int64_t price, int64_t wake)
{
    if (!fs_stop_reached(o, price))
        return;
    o->wake = wake;
    fs_own_move(v, o, FS_OWN_READY);
}

void fs_stops_pass(struct fs_venue *v, int64_t price, int64_t wake)
{
    if (!v->wheres[FS_OWN_STOPPED] || (!v->trailing && price < v->up && price > v->down))
        return;
    for (uint32_t place = v->first; place != FS_NOWHERE; place = v->own[place].next)
        if (v->own[place].where == FS_OWN_STOPPED)
            pass(v, &v->own[place], price, wake);
}

void fs_stops_quotes(struct fs_venue *v)
{
    for (uint32_t place = v->first; place != FS_NOWHERE; place = v->own[place].next) {
        struct fs_own *o = &v->own[place];
        int64_t price = o->where == FS_OWN_STOPPED ? fs_stop_price(v, o->working.side) : 0;
        if (price)
            pass(v, o, price, fs_add_most(v->now, 1));
    }
}
