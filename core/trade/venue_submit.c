/* venue_submit.c: messages about own orders arrive. */
#include "trade/venue_state.h"

#include <stdlib.h>

/* What each type has; a type out of range has nothing. */
enum { LIMIT = 1, STOP = 2, TRAIL = 4, OFFSET = 8, MAY_STOP = 16 };
static const int has[] = {
    [FS_ORDER_MARKET] = 0,
    [FS_ORDER_LIMIT] = LIMIT,
    [FS_ORDER_STOP] = STOP,
    [FS_ORDER_STOP_LIMIT] = STOP | LIMIT,
    [FS_ORDER_TRAILING_STOP] = TRAIL | MAY_STOP,
    [FS_ORDER_TRAILING_STOP_LIMIT] = TRAIL | OFFSET | MAY_STOP,
    [FS_ORDER_MARKET_IF_TOUCHED] = STOP,
    [FS_ORDER_LIMIT_IF_TOUCHED] = STOP | LIMIT,
};

#define FLAGS (FS_ORDER_POST_ONLY | FS_ORDER_REDUCE_ONLY | FS_ORDER_TRAIL_PERCENT)

/* A price that a type has is above 0, another is not given. */
static int fits(int64_t value, int needs, int may)
{
    return needs ? value > 0 : value == 0 || (may && value > 0);
}

/* What is wrong with a request in itself; NULL: nothing. */
static const char *wrong(const struct fs_order_request *r, int64_t time)
{
    if (r->side != FS_BUY && r->side != FS_SELL)
        return "the side is neither buy nor sell";
    if (r->type < FS_ORDER_MARKET || r->type > FS_ORDER_LIMIT_IF_TOUCHED)
        return "there is no such order type";
    if (r->qty <= 0)
        return "the quantity is not above 0";
    int type = has[r->type];
    if (!fits(r->limit, type & LIMIT, 0) || !fits(r->stop, type & STOP, type & MAY_STOP) ||
        !fits(r->trail, type & TRAIL, 0) || !fits(r->offset, 0, type & OFFSET))
        return "the prices are not those of its type";
    if ((r->flags & ~FLAGS) ||
        ((r->flags & FS_ORDER_TRAIL_PERCENT) && (!(type & TRAIL) || r->trail >= FS_SCALE)))
        return "there is no such flag for its type";
    if (r->tif > FS_TIF_CLOSE || (r->tif >= FS_TIF_IOC && r->type > FS_ORDER_LIMIT))
        return "there is no such time in force for its type";
    if (r->tif == FS_TIF_GTD ? r->expires <= time : r->expires != 0)
        return r->tif == FS_TIF_GTD ? "its time has passed" : "only an order good till a date expires";
    int may_wait = r->type == FS_ORDER_LIMIT && r->tif < FS_TIF_IOC;
    if (((r->flags & FS_ORDER_POST_ONLY) || r->display) && !may_wait)
        return "only a limit order that may wait is posted only or shows a part of its quantity";
    if (r->display < 0 || r->display >= r->qty)
        return r->display ? "the quantity to show is not below the order's" : NULL;
    return NULL;
}

int fs_venue_outside_band(const struct fs_venue *v, int64_t limit)
{
    if (!v->options.band || !v->last || !limit)
        return 0;
    fs_i128 away = limit > v->last ? (fs_i128)limit - v->last : (fs_i128)v->last - limit;
    fs_i128 size = v->last < 0 ? -(fs_i128)v->last : v->last;
    return away * FS_SCALE > size * v->options.band;
}

static int off_tick(const struct fs_venue *v, int64_t price)
{
    return v->options.tick && price % v->options.tick;
}

/* Would the position leave 64 bits if all of a side filled? */
static int overflows(const struct fs_venue *v, int side, int64_t more)
{
    int64_t sum, position = side == FS_BUY ? v->position : -v->position;
    return __builtin_add_overflow(v->open[side - 1], more, &sum) ||
           __builtin_add_overflow(sum, position > 0 ? position : 0, &sum);
}

/* The number of the check that refuses an order, with its reason; 0 with a reason or NULL. */
static int judge(struct fs_venue *v, int64_t id, const struct fs_order_request *r, const char **reason)
{
    int taken = id <= 0 || fs_own_find(v, id) != FS_NOWHERE;
    *reason = taken ? "its id is not above 0, or another order has it" : wrong(r, v->now);
    if (*reason)
        return 0;
    if (off_tick(v, r->limit) || off_tick(v, r->stop)) {
        *reason = "a price is no multiple of the tick";
        return FS_CHECK_TICK;
    }
    if (overflows(v, r->side, r->qty)) {
        *reason = "the quantities of the own orders leave 64 bits";
        return FS_CHECK_ORDER_QTY;
    }
    if (r->type == FS_ORDER_LIMIT && fs_venue_outside_band(v, r->limit)) {
        *reason = "its limit is too far from the last trade";
        v->against = v->last;
        return FS_CHECK_BAND;
    }
    int waits = r->after || r->type > FS_ORDER_LIMIT || r->tif >= FS_TIF_OPEN;
    if (v->halted && !waits && (r->type == FS_ORDER_MARKET || r->tif >= FS_TIF_IOC)) {
        *reason = "trading is halted";
        return FS_CHECK_HALTED;
    }
    int64_t reducible = r->side == FS_BUY ? -v->position : v->position;
    if ((r->flags & FS_ORDER_REDUCE_ONLY) && !r->after && reducible <= 0) {
        *reason = "there is no position to reduce";
        return FS_CHECK_REDUCE;
    }
    return 0;
}

static void fill_in(struct fs_own *o, const struct fs_order_request *r, int64_t time)
{
    o->working = (struct fs_working){
        .side = r->side,
        .type = r->type,
        .trail_percent = (r->flags & FS_ORDER_TRAIL_PERCENT) != 0,
        .limit = r->limit,
        .stop = !r->stop && r->trail && r->side == FS_BUY ? INT64_MAX : r->stop,
        .trail = r->trail,
        .offset = r->offset,
    };
    o->full = r->qty;
    o->released = INT64_MAX;
    o->display = r->display;
    o->expires = r->tif == FS_TIF_GTD ? r->expires : INT64_MAX;
    o->after = r->after;
    o->tif = r->tif;
    o->flags = r->flags;
    o->wake = time;
}

/* Ties a new order to those it names. What became of it without them: a text, and *state. */
static const char *tie(struct fs_venue *v, struct fs_own *o, const struct fs_order_request *r, int *state)
{
    uint32_t place = r->after ? fs_own_find(v, r->after) : FS_NOWHERE;
    *state = FS_ORDER_REJECTED;
    if (r->after) {
        const struct fs_gone *gone = place == FS_NOWHERE ? fs_own_gone(v, r->after) : NULL;
        if (place == FS_NOWHERE && !gone)
            return "the order that it is to follow does not wait (any more)";
        o->released = gone ? gone->filled : v->own[place].filled;
        if (gone && !gone->filled) {
            *state = FS_ORDER_CANCELLED;
            return "the order it waited for is gone";
        }
    }
    if (!r->one_of)
        return NULL;
    place = fs_own_find(v, r->one_of);
    if (place != FS_NOWHERE) {
        struct fs_own *other = &v->own[place];
        if (!other->group) {
            v->linked += !other->after;
            other->group = other->id;
        }
        o->group = other->group;
        return NULL;
    }
    const struct fs_gone *gone = fs_own_gone(v, r->one_of);
    if (!gone)
        return "the order that it is tied to does not wait (any more)";
    o->group = gone->group ? gone->group : gone->id;
    o->taken = gone->filled;
    *state = FS_ORDER_CANCELLED;
    if (gone->state == FS_ORDER_CANCELLED)
        return "another order of its group was cancelled";
    return o->taken >= o->full ? "another order of its group has filled" : NULL;
}

static int refuse(struct fs_venue *v, int64_t id, int state, int rule, const char *reason)
{
    return fs_venue_tell(v, &(struct fs_own){.id = id}, state, rule, reason);
}

static int add(struct fs_venue *v, int64_t id, const struct fs_order_request *r)
{
    uint32_t place = fs_own_new(v, id);
    if (place == FS_NOWHERE)
        return -1;
    struct fs_own *o = &v->own[place];
    int state;
    fill_in(o, r, v->now);
    v->open[r->side - 1] += r->qty;
    v->reducing += (r->flags & FS_ORDER_REDUCE_ONLY) != 0;
    const char *reason = tie(v, o, r, &state);
    o->group = reason ? 0 : o->group;
    v->linked += o->group || o->after;
    if (reason)
        return fs_own_end(v, place, state, 0, reason);
    if (o->after && !o->released) {
        fs_own_move(v, o, FS_OWN_HELD);
        o->told = 1;
        return fs_venue_tell(v, o, FS_ORDER_ACCEPTED, 0, NULL);
    }
    return fs_own_start(v, place);
}

int fs_venue_submit(struct fs_venue *v, int64_t time, int64_t id, const struct fs_order_request *request)
{
    const char *reason;
    if (fs_venue_begin(v, time))
        return -1;
    int rule = judge(v, id, request, &reason);
    if (reason ? refuse(v, id, FS_ORDER_REJECTED, rule, reason) : add(v, id, request))
        return -1;
    return fs_venue_end(v);
}

int fs_venue_cancel(struct fs_venue *v, int64_t time, int64_t id)
{
    if (fs_venue_begin(v, time))
        return -1;
    uint32_t place = fs_own_find(v, id);
    if (place == FS_NOWHERE ? refuse(v, id, FS_ORDER_KEPT, 0, "the order does not wait (any more)")
                            : fs_own_end(v, place, FS_ORDER_CANCELLED, 0, NULL))
        return -1;
    return fs_venue_end(v);
}

/* What is wrong with a change; NULL: nothing. */
static const char *wrong_change(const struct fs_venue *v, const struct fs_own *o,
                                const struct fs_order_change *c, int *rule)
{
    *rule = 0;
    if (c->qty < 0 || (c->qty && c->qty <= o->filled))
        return "the quantity is not above what has filled";
    if (c->limit < 0 || c->stop < 0 || c->trail < 0)
        return "a price is not above 0";
    if (c->limit && !o->working.limit)
        return "it has no limit price";
    if (c->stop && (!o->working.stop || o->working.triggered))
        return "it has no stop price (any more)";
    if (c->trail && (!o->working.trail || o->working.triggered))
        return "it does not trail the price (any more)";
    if (o->working.trail_percent && c->trail >= FS_SCALE)
        return "the trailing distance is not below the price";
    if (!c->qty && !c->limit && !c->stop && !c->trail)
        return "nothing is to change";
    if (o->display && c->qty && o->display >= c->qty)
        return "the quantity to show is not below the order's";
    *rule = FS_CHECK_TICK;
    if (off_tick(v, c->limit) || off_tick(v, c->stop))
        return "a price is no multiple of the tick";
    *rule = FS_CHECK_ORDER_QTY;
    if (c->qty > o->full && overflows(v, o->working.side, c->qty - o->full))
        return "the quantities of the own orders leave 64 bits";
    *rule = FS_CHECK_BAND;
    if (c->limit && o->working.type == FS_ORDER_LIMIT && fs_venue_outside_band(v, c->limit))
        return "its limit is too far from the last trade";
    return NULL;
}

static int change(struct fs_venue *v, uint32_t place, const struct fs_order_change *c)
{
    struct fs_own *o = &v->own[place];
    int64_t id = o->id, qty = c->qty ? c->qty : o->full;
    int anew = qty > o->full || (c->limit && c->limit != o->working.limit);
    if (anew && o->where == FS_OWN_RESTING) { /* before its price changes, by which its queue is found */
        fs_own_move(v, o, FS_OWN_READY);
        o->wake = v->now;
    }
    v->open[o->working.side - 1] += qty - o->full;
    o->full = qty;
    o->working.limit = c->limit ? c->limit : o->working.limit;
    o->working.stop = c->stop ? c->stop : o->working.stop;
    o->working.trail = c->trail ? c->trail : o->working.trail;
    v->dirty = 1;
    if (fs_venue_tell(v, o, FS_ORDER_MODIFIED, 0, NULL))
        return -1;
    v->reports[v->report_count - 1].qty = qty;
    if (o->where == FS_OWN_STOPPED) { /* the new stop may have been reached already */
        fs_own_move(v, o, FS_OWN_READY);
        o->wake = v->now;
    }
    if (o->where == FS_OWN_READY && o->wake <= v->now && fs_venue_trading(v) && fs_own_start(v, place))
        return -1;
    if (fs_own_find(v, id) == place && !fs_own_left(o) && o->where != FS_OWN_HELD)
        return fs_own_idle(v, place);
    return 0;
}

int fs_venue_change(struct fs_venue *v, int64_t time, int64_t id, const struct fs_order_change *c)
{
    int rule = 0;
    if (fs_venue_begin(v, time))
        return -1;
    uint32_t place = fs_own_find(v, id);
    const char *reason = place == FS_NOWHERE ? "the order does not wait (any more)"
                                             : wrong_change(v, &v->own[place], c, &rule);
    if (reason ? refuse(v, id, FS_ORDER_KEPT, rule, reason) : change(v, place, c))
        return -1;
    return fs_venue_end(v);
}
