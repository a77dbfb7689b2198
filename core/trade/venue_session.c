/* venue_session.c: sessions with their auctions, halts, and time. */
#include "trade/venue_state.h"

/* Ends all orders of which `what` is true. */
static int end_all(struct fs_venue *v, int (*what)(const struct fs_venue *, const struct fs_own *),
                   const char *reason)
{
    for (uint32_t place = v->first; place != FS_NOWHERE;) {
        uint32_t next = v->own[place].next;
        if (what(v, &v->own[place])) {
            if (fs_own_end(v, place, FS_ORDER_EXPIRED, 0, reason))
                return -1;
            next = v->first; /* others may have gone with it */
        }
        place = next;
    }
    return 0;
}

static int is_late(const struct fs_venue *v, const struct fs_own *o)
{
    return o->tif == FS_TIF_GTD && o->expires <= v->now;
}

static int is_day(const struct fs_venue *v, const struct fs_own *o)
{
    (void)v;
    return o->tif == FS_TIF_DAY;
}

static int was_called_to_open(const struct fs_venue *v, const struct fs_own *o)
{
    (void)v;
    return o->where == FS_OWN_AUCTION && o->called && o->tif == FS_TIF_OPEN;
}

static int was_called_to_close(const struct fs_venue *v, const struct fs_own *o)
{
    (void)v;
    return o->where == FS_OWN_AUCTION && o->called && o->tif == FS_TIF_CLOSE;
}

static int accepts(const struct fs_own *o, int64_t price)
{
    return !o->working.limit || !fs_price_better(o->working.side, price, o->working.limit);
}

static const char *over(int tif)
{
    return tif == FS_TIF_OPEN ? "the opening is over" : "the close is over";
}

/* The first order that the auction calls; FS_NOWHERE: none. */
static uint32_t next_called(const struct fs_venue *v)
{
    uint32_t place = v->first;
    while (place != FS_NOWHERE && !(v->own[place].where == FS_OWN_AUCTION && v->own[place].called))
        place = v->own[place].next;
    return place;
}

int fs_venue_auction(struct fs_venue *v, int64_t price, int64_t *qty)
{
    uint32_t place;
    while (!v->halted && (place = next_called(v)) != FS_NOWHERE) {
        struct fs_own *o = &v->own[place];
        int64_t id = o->id, want = accepts(o, price) ? fs_own_fillable(v, o) : 0,
                part = want < *qty ? want : *qty;
        const char *reason = over(o->tif);
        *qty -= part;
        if (part && fs_own_fill(v, place, part, price, 0))
            return -1;
        if (fs_own_find(v, id) == place && fs_own_end(v, place, FS_ORDER_EXPIRED, 0, reason))
            return -1;
    }
    return 0;
}

/* Calls the orders of an auction. Where the feed has no trades they meet the book as it is. */
static int call(struct fs_venue *v, int tif)
{
    for (uint32_t place = v->first; place != FS_NOWHERE;) {
        struct fs_own *o = &v->own[place];
        uint32_t next = o->next;
        if (o->where == FS_OWN_AUCTION && o->tif == tif) {
            o->called = 1;
            if (!v->last && !v->halted) {
                if (fs_own_meet(v, place))
                    return -1;
                next = v->first;
            }
        }
        place = next;
    }
    return 0;
}

int fs_venue_session(struct fs_venue *v, int64_t time, int open)
{
    if (fs_venue_begin(v, time))
        return -1;
    v->dirty = 1;
    if (open) {
        v->closed = 0;
        if (call(v, FS_TIF_OPEN))
            return -1;
    } else {
        if (end_all(v, was_called_to_open, over(FS_TIF_OPEN)) ||
            end_all(v, was_called_to_close, over(FS_TIF_CLOSE)) || call(v, FS_TIF_CLOSE) ||
            end_all(v, is_day, "the session ended"))
            return -1;
        v->closed = 1;
    }
    return fs_venue_end(v);
}

int fs_venue_halt(struct fs_venue *v, int64_t time, int halted)
{
    if (fs_venue_begin(v, time))
        return -1;
    v->dirty = 1;
    v->halted = halted;
    return fs_venue_end(v);
}

int fs_venue_advance(struct fs_venue *v, int64_t time)
{
    while (v->due <= time && v->due != INT64_MAX) { /* which is none */
        if (v->due > v->now)
            v->now = v->due;
        if (end_all(v, is_late, "its time has passed") || fs_venue_end(v))
            return -1;
        fs_venue_refresh(v);
    }
    return 0;
}

int fs_venue_time(struct fs_venue *v, int64_t time)
{
    if (fs_venue_begin(v, time))
        return -1;
    return fs_venue_end(v);
}
