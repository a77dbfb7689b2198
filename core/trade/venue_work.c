/* venue_work.c: own orders meet the book. */
#include "trade/venue_state.h"

/* How an order ends that was not to be: refused where it was never accepted. */
static int refuse(struct fs_venue *v, uint32_t place, int rule, const char *reason)
{
    const struct fs_own *o = &v->own[place];
    return fs_own_end(v, place, o->told || o->filled ? FS_ORDER_CANCELLED : FS_ORDER_REJECTED, rule, reason);
}

static int accept(struct fs_venue *v, struct fs_own *o)
{
    if (o->told)
        return 0;
    o->told = 1;
    return fs_venue_tell(v, o, FS_ORDER_ACCEPTED, 0, NULL);
}

/* Would it trade with an own order next? What the market has at better prices is taken first. */
static int meets_own(struct fs_venue *v, const struct fs_own *o)
{
    const struct fs_venue_side *other = fs_venue_side(v, fs_other_side(o->working.side));
    return other->own_count &&
           (!o->working.limit || !fs_price_better(o->working.side, other->own[0].price, o->working.limit));
}

/* Takes what is there at the order's limit or better. 1: the order is no more. */
static int take(struct fs_venue *v, uint32_t place)
{
    int64_t id = v->own[place].id;
    int found;
    struct fs_level level;
    for (;;) {
        const struct fs_own *o = &v->own[place];
        int side = o->working.side;
        int64_t want = fs_own_fillable(v, o);
        if (!want)
            return 0;
        if ((found = fs_venue_next_free(v, side, o->working.limit, &level)) <= 0)
            return found;
        int64_t qty = want < level.qty ? want : level.qty;
        if (fs_venue_take(v, fs_other_side(side), level.price, qty) ||
            fs_own_fill(v, place, qty, level.price, 0))
            return -1;
        if (fs_own_find(v, id) != place)
            return 1;
    }
}

/* What is left of an order that has taken all that it could. */
static int rest(struct fs_venue *v, uint32_t place)
{
    struct fs_own *o = &v->own[place];
    if (!fs_own_left(o) && fs_own_may_grow(v, o)) { /* its entry may fill more, and then so may it */
        fs_own_move(v, o, FS_OWN_HELD);
        return 0;
    }
    if (meets_own(v, o)) {
        v->against = fs_venue_side(v, fs_other_side(o->working.side))->own[0].price;
        return refuse(v, place, FS_CHECK_SELF, "it would trade with an own order");
    }
    if (o->working.type == FS_ORDER_MARKET)
        return fs_own_end(v, place, FS_ORDER_EXPIRED, 0,
                          o->filled ? "there is no more to take in the book"
                                    : "there is nothing to take in the book");
    if (o->tif >= FS_TIF_IOC)
        return fs_own_end(v, place, FS_ORDER_EXPIRED, 0, "it did not fill at once");
    return accept(v, o) || fs_own_rest(v, place) ? -1 : 0;
}

static int outside_band(const struct fs_venue *v, const struct fs_own *o)
{
    return o->working.triggered && fs_venue_outside_band(v, o->working.limit);
}

int fs_own_meet(struct fs_venue *v, uint32_t place)
{
    struct fs_own *o = &v->own[place];
    struct fs_level level;
    if ((o->flags & FS_ORDER_REDUCE_ONLY) && fs_own_left(o) && !fs_own_fillable(v, o))
        return refuse(v, place, FS_CHECK_REDUCE, "there is no position to reduce");
    if (outside_band(v, o)) {
        v->against = v->last;
        return refuse(v, place, FS_CHECK_BAND, "its limit is too far from the last trade");
    }
    if (o->flags & FS_ORDER_POST_ONLY) {
        int found = fs_venue_next_free(v, o->working.side, o->working.limit, &level);
        if (found < 0)
            return -1;
        if (found) {
            v->against = level.price;
            return refuse(v, place, FS_CHECK_POST_ONLY, "it would fill at once, and is to be posted only");
        }
    }
    if (o->tif == FS_TIF_FOK) {
        int64_t left = fs_own_left(o), reach = fs_venue_reachable(v, o->working.side, o->working.limit, left);
        if (reach < 0)
            return -1;
        if (reach < left || fs_own_fillable(v, o) < left)
            return fs_own_end(v, place, FS_ORDER_EXPIRED, 0, "not all of it could fill at once");
    }
    int taken = take(v, place);
    return taken < 0 ? -1 : taken ? 0 : rest(v, place);
}

static int is_stop(const struct fs_own *o)
{
    return o->working.type != FS_ORDER_MARKET && o->working.type != FS_ORDER_LIMIT;
}

int fs_own_start(struct fs_venue *v, uint32_t place)
{
    struct fs_own *o = &v->own[place];
    if (is_stop(o)) {
        int64_t price = fs_stop_price(v, o->working.side);
        int ready = price && !v->closed && !v->halted;
        if (ready)
            fs_match_follow(&o->working, price);
        if (!ready || !fs_stop_reached(o, price)) {
            fs_own_move(v, o, FS_OWN_STOPPED);
            return accept(v, o);
        }
    }
    if (o->tif == FS_TIF_OPEN || o->tif == FS_TIF_CLOSE) {
        fs_own_move(v, o, FS_OWN_AUCTION);
        return accept(v, o);
    }
    if (fs_venue_trading(v))
        return fs_own_meet(v, place);
    o->wake = v->now;
    fs_own_move(v, o, FS_OWN_READY);
    return accept(v, o);
}

int fs_venue_work(struct fs_venue *v)
{
    for (uint32_t place = v->first; v->wheres[FS_OWN_READY] && place != FS_NOWHERE && fs_venue_trading(v);) {
        const struct fs_own *o = &v->own[place];
        uint32_t next = o->next;
        if (o->where == FS_OWN_READY && o->wake <= v->now) {
            if (fs_own_start(v, place))
                return -1;
            next = v->first;
        }
        place = next;
    }
    return 0;
}
