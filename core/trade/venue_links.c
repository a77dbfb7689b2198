/* venue_links.c: own orders that are tied together: one cancels the other, one triggers the other. */
#include "trade/venue_state.h"

int fs_own_may_grow(const struct fs_venue *v, const struct fs_own *o)
{
    return o->after && o->released < o->full && fs_own_find(v, o->after) != FS_NOWHERE;
}

static int in_group(const struct fs_own *o, int64_t id, int64_t group)
{
    return group && o->group == group && o->id != id;
}

/* It has nothing left that could fill, nor will it get more. */
static int used_up(const struct fs_venue *v, const struct fs_own *o, int64_t id, int64_t group)
{
    int began = o->where != FS_OWN_HELD || o->released;
    return began && !fs_own_left(o) && !fs_own_may_grow(v, o) && (in_group(o, id, group) || o->after == id);
}

/* Ends orders that are used up, but not the groups they are in, of which one has filled. */
static int drop_used_up(struct fs_venue *v, int64_t id, int64_t group)
{
    for (uint32_t place = v->first; place != FS_NOWHERE;) {
        struct fs_own *o = &v->own[place];
        uint32_t next = o->next;
        if (used_up(v, o, id, group)) {
            int alone = o->after == id;
            v->linked -= o->group && !o->after;
            o->group = 0;
            if (fs_own_end(v, place, FS_ORDER_CANCELLED, 0,
                           alone ? "its entry fills no more" : "another order of its group has filled"))
                return -1;
        }
        place = next; /* ties of what ended are followed later: nothing else has left the list */
    }
    return 0;
}

int fs_venue_links_gone(struct fs_venue *v, const struct fs_gone *by)
{
    for (uint32_t place = v->first; v->linked && place != FS_NOWHERE;) {
        const struct fs_own *o = &v->own[place];
        uint32_t next = o->next;
        const char *reason = NULL;
        if (!by->filled && o->where == FS_OWN_HELD && o->after == by->id)
            reason = "the order it waited for is gone";
        else if (by->state == FS_ORDER_CANCELLED && in_group(o, by->id, by->group))
            reason = "another order of its group was cancelled";
        if (reason && fs_own_end(v, place, FS_ORDER_CANCELLED, 0, reason))
            return -1;
        place = next;
    }
    return drop_used_up(v, by->id, by->group);
}

int fs_venue_links_filled(struct fs_venue *v, int64_t id, int64_t group, int64_t filled, int64_t qty)
{
    for (uint32_t place = v->first; place != FS_NOWHERE; place = v->own[place].next) {
        struct fs_own *o = &v->own[place];
        if (o->id == id)
            continue;
        if (o->after == id) {
            o->released = filled;
            if (o->where == FS_OWN_HELD) {
                o->wake = v->now;
                fs_own_move(v, o, FS_OWN_READY);
            }
        }
        if (in_group(o, id, group))
            o->taken = fs_add_most(o->taken, qty);
    }
    if (!group)
        return 0;
    v->linking++; /* the caller follows what this leads to */
    int failed = drop_used_up(v, id, group);
    v->linking--;
    return failed;
}
