/* venue_rest.c: own orders in their queues. */
#include "base/error.h"
#include "trade/venue_state.h"

#include <string.h>

/* The index of a price among own levels, or the one that it would have. */
static int search(const struct fs_venue_side *s, int side, int64_t price)
{
    int low = 0, high = s->own_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (fs_price_better(side, s->own[middle].price, price))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct fs_own_level *fs_own_level(struct fs_venue *v, int side, int64_t price)
{
    struct fs_venue_side *s = fs_venue_side(v, side);
    int at = search(s, side, price);
    return at < s->own_count && s->own[at].price == price ? &s->own[at] : NULL;
}

void fs_level_left(const struct fs_venue *v, struct fs_own_level *level, int64_t qty)
{
    level->left = fs_add_most(level->left_time == v->now ? level->left : 0, qty);
    level->left_time = v->now;
}

static void append(struct fs_venue *v, struct fs_own_level *level, uint32_t place)
{
    struct fs_own *o = &v->own[place];
    o->before = level->last;
    o->behind = FS_NOWHERE;
    if (level->last == FS_NOWHERE)
        level->first = place;
    else
        v->own[level->last].behind = place;
    level->last = place;
    o->place = ++v->places;
}

static void unlink_from(struct fs_venue *v, struct fs_own_level *level, uint32_t place)
{
    const struct fs_own *o = &v->own[place];
    if (o->before == FS_NOWHERE)
        level->first = o->behind;
    else
        v->own[o->before].behind = o->behind;
    if (o->behind == FS_NOWHERE)
        level->last = o->before;
    else
        v->own[o->behind].before = o->before;
}

/* Is a price one that the feed shows? Quotes show nothing behind the best one. */
static int shown(const struct fs_venue *v, int side, int64_t price)
{
    struct fs_level best;
    return v->options.feed != FS_VENUE_QUOTES || !fs_venue_best(v, side, &best) ||
           !fs_price_better(side, best.price, price);
}

/* At the end of the queue: all that the market has there stands before it, but what is known to have traded. */
static int join(struct fs_venue *v, struct fs_own_level *level, uint32_t place)
{
    struct fs_own *o = &v->own[place];
    int64_t qty = fs_venue_qty(v, o->working.side, level->price);
    append(v, level, place);
    o->slice = o->display;
    o->credit =
        level->left_time == v->now ? level->left : 0; /* it may yet be told as traded: not once more */
    o->credit_time = v->now;
    if (v->options.feed == FS_VENUE_ORDERS) {
        o->ahead = qty;
        return fs_marks_join(v, o);
    }
    o->ahead = !shown(v, o->working.side, level->price) ? INT64_MAX
               : qty > level->traded                    ? qty - level->traded
                                                        : 0;
    return 0;
}

int fs_own_rest(struct fs_venue *v, uint32_t place)
{
    struct fs_own *o = &v->own[place];
    int side = o->working.side;
    struct fs_venue_side *s = fs_venue_side(v, side);
    int64_t price = o->working.limit;
    int at = search(s, side, price);
    if (at == s->own_count || s->own[at].price != price) {
        if (fs_venue_grow(&s->own, &s->own_capacity, s->own_count + 1, sizeof *s->own))
            return -1;
        memmove(&s->own[at + 1], &s->own[at], (size_t)(s->own_count - at) * sizeof *s->own);
        s->own_count++;
        s->own[at] = (struct fs_own_level){
            .price = price, .qty = fs_venue_qty(v, side, price), .first = FS_NOWHERE, .last = FS_NOWHERE};
    }
    fs_own_move(v, o, FS_OWN_RESTING);
    return join(v, &s->own[at], place);
}

void fs_own_leave(struct fs_venue *v, uint32_t place)
{
    struct fs_own *o = &v->own[place];
    struct fs_venue_side *s = fs_venue_side(v, o->working.side);
    int at = search(s, o->working.side, o->working.limit);
    unlink_from(v, &s->own[at], place);
    if (s->own[at].first != FS_NOWHERE)
        return;
    s->own_count--;
    memmove(&s->own[at], &s->own[at + 1], (size_t)(s->own_count - at) * sizeof *s->own);
    if (v->options.feed == FS_VENUE_ORDERS)
        fs_marks_leave(v, o->working.side, o->working.limit);
}

int fs_own_slice(struct fs_venue *v, uint32_t place)
{
    struct fs_own *o = &v->own[place];
    struct fs_own_level *level = fs_own_level(v, o->working.side, o->working.limit);
    unlink_from(v, level, place);
    return join(v, level, place);
}

int fs_own_reslice(struct fs_venue *v, uint32_t place, int64_t id)
{
    const struct fs_own *o = &v->own[place];
    if (fs_own_find(v, id) != place || o->where != FS_OWN_RESTING || !o->display || o->slice)
        return 0;
    return fs_own_slice(v, place);
}
