/* venue_orders.c: how own orders come to be, what they fill, and how they end. */
#include "base/error.h"
#include "trade/venue_state.h"

#include <stdlib.h>

uint32_t fs_own_find(const struct fs_venue *v, int64_t id)
{
    return fs_venue_index_find(&v->index, (uint64_t)id);
}

uint32_t fs_own_new(struct fs_venue *v, int64_t id)
{
    if (fs_venue_index_reserve(&v->index))
        return FS_NOWHERE;
    if (v->own_free == FS_NOWHERE) {
        uint32_t capacity = v->own_capacity ? v->own_capacity * 2 : 64;
        struct fs_own *own = realloc(v->own, capacity * sizeof *own);
        if (!own) {
            fs_error_nomem();
            return FS_NOWHERE;
        }
        for (uint32_t i = v->own_capacity; i < capacity; i++)
            own[i] = (struct fs_own){.next = i + 1 < capacity ? i + 1 : FS_NOWHERE};
        v->own = own;
        v->own_free = v->own_capacity;
        v->own_capacity = capacity;
    }
    uint32_t place = v->own_free;
    v->own_free = v->own[place].next;
    v->own[place] = (struct fs_own){.id = id, .previous = v->last_own, .next = FS_NOWHERE};
    if (v->last_own == FS_NOWHERE)
        v->first = place;
    else
        v->own[v->last_own].next = place;
    v->last_own = place;
    fs_venue_index_put(&v->index, (uint64_t)id, place);
    v->count++;
    v->wheres[FS_OWN_FREE]++; /* the caller moves it on */
    v->dirty = 1;
    return place;
}

void fs_own_move(struct fs_venue *v, struct fs_own *o, int where)
{
    if (o->where == FS_OWN_RESTING && where != FS_OWN_RESTING)
        fs_own_leave(v, (uint32_t)(o - v->own));
    v->wheres[o->where]--;
    v->wheres[where]++;
    o->where = (uint8_t)where;
    v->dirty = 1;
}

int64_t fs_own_fillable(const struct fs_venue *v, const struct fs_own *o)
{
    int64_t left = fs_own_left(o);
    if (!(o->flags & FS_ORDER_REDUCE_ONLY))
        return left;
    int64_t most = o->working.side == FS_BUY ? -v->position : v->position;
    return most < 0 ? 0 : most < left ? most : left;
}

static void remove_own(struct fs_venue *v, uint32_t place)
{
    struct fs_own *o = &v->own[place];
    fs_own_move(v, o, FS_OWN_FREE);
    v->wheres[FS_OWN_FREE]--;
    if (o->previous == FS_NOWHERE)
        v->first = o->next;
    else
        v->own[o->previous].next = o->next;
    if (o->next == FS_NOWHERE)
        v->last_own = o->previous;
    else
        v->own[o->next].previous = o->previous;
    fs_venue_index_remove(&v->index, (uint64_t)o->id);
    v->open[o->working.side - 1] -= o->full - o->filled;
    v->linked -= o->group || o->after;
    v->reducing -= (o->flags & FS_ORDER_REDUCE_ONLY) != 0;
    v->count--;
    o->next = v->own_free;
    v->own_free = place;
}

/* Follows the ties of ended orders. Whatever ends on the way waits for its turn here: chains of any length need no stack. */
static int follow_links(struct fs_venue *v)
{
    if (v->linking)
        return 0;
    v->linking = 1;
    int failed = 0;
    for (int i = 0; i < v->link_count && !failed; i++) {
        const struct fs_gone by = v->links[i];
        failed = fs_venue_links_gone(v, &by);
    }
    v->link_count = 0;
    v->linking = 0;
    return failed;
}

/* An order is no more: remembered for what is tied to it, now or later. */
static int gone(struct fs_venue *v, uint32_t place, int state)
{
    const struct fs_own *o = &v->own[place];
    struct fs_gone by = {.id = o->id, .group = o->group, .filled = o->filled, .state = state};
    remove_own(v, place);
    v->gone[v->gone_count++ % FS_GONE_MOST] = by;
    if (!v->linked)
        return 0;
    if (fs_venue_grow(&v->links, &v->link_capacity, v->link_count + 1, sizeof *v->links))
        return -1;
    v->links[v->link_count++] = by;
    return 0;
}

const struct fs_gone *fs_own_gone(const struct fs_venue *v, int64_t id)
{
    int64_t count = v->gone_count < FS_GONE_MOST ? v->gone_count : FS_GONE_MOST;
    for (int64_t i = 0; i < count; i++)
        if (v->gone[i].id == id)
            return &v->gone[i];
    return NULL;
}

int fs_own_end(struct fs_venue *v, uint32_t place, int state, int rule, const char *reason)
{
    if (fs_venue_tell(v, &v->own[place], state, rule, reason) || gone(v, place, state))
        return -1;
    return follow_links(v);
}

/* Reduce-only orders end with the position that they were to reduce. */
static int drop_reducing(struct fs_venue *v)
{
    for (uint32_t place = v->first; v->reducing && place != FS_NOWHERE;) {
        const struct fs_own *o = &v->own[place];
        uint32_t next = o->next;
        if ((o->flags & FS_ORDER_REDUCE_ONLY) && o->where != FS_OWN_HELD && fs_own_left(o) &&
            !fs_own_fillable(v, o)) {
            if (fs_own_end(v, place, FS_ORDER_CANCELLED, 0, "the position it was to reduce is closed"))
                return -1;
            next = v->first; /* others may have gone with it */
        }
        place = next;
    }
    return 0;
}

int fs_own_fill(struct fs_venue *v, uint32_t place, int64_t qty, int64_t price, int maker)
{
    struct fs_own *o = &v->own[place];
    int64_t id = o->id, group = o->group, filled = o->filled + qty;
    o->filled = filled;
    o->slice = o->slice > qty ? o->slice - qty : 0;
    v->position += o->working.side == FS_BUY ? qty : -qty;
    v->open[o->working.side - 1] -= qty;
    v->dirty = 1;
    int full = !fs_own_left(o) && !fs_own_may_grow(v, o);
    if (fs_venue_tell(v, o, full ? FS_ORDER_FILLED : FS_ORDER_PARTIAL, 0, NULL))
        return -1;
    struct fs_venue_report *report = &v->reports[v->report_count - 1];
    report->qty = qty;
    report->price = price;
    report->maker = maker;
    if (!full && !fs_own_left(o) && o->where == FS_OWN_RESTING)
        fs_own_move(v, o, FS_OWN_HELD); /* until the order that it follows fills more */
    int linked = v->linked != 0;
    if (full && gone(v, place, FS_ORDER_FILLED))
        return -1;
    if (linked && fs_venue_links_filled(v, id, group, filled, qty))
        return -1;
    return follow_links(v) || (v->reducing && drop_reducing(v)) ? -1 : 0;
}

int fs_own_idle(struct fs_venue *v, uint32_t place)
{
    struct fs_own *o = &v->own[place];
    if (fs_own_left(o))
        return fs_own_end(v, place, FS_ORDER_CANCELLED, 0, "there is no position to reduce");
    if (!fs_own_may_grow(v, o))
        return fs_own_end(v, place, FS_ORDER_CANCELLED, 0, "another order of its group has filled");
    fs_own_move(v, o, FS_OWN_HELD);
    return 0;
}
