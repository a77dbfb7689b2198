/* links.c: orders that are tied together: one cancels the other, one triggers the other. */
#include "trade/state.h"

/* The first order of the slot, in book order, of which `what` is true with regard to `by`. Taking one out of the book may take
 * others with it, so that each search begins anew. */
static fs_place find(const struct fs_engine *e, const struct fs_waiting *by,
                     int (*what)(const struct fs_engine *, const struct fs_waiting *,
                                 const struct fs_waiting *))
{
    fs_place place = e->book.slots[by->slot].first;
    while (place != FS_NO_PLACE && !what(e, fs_book_at(&e->book, place), by))
        place = fs_book_at(&e->book, place)->next;
    return place;
}

static int in_group(const struct fs_engine *e, const struct fs_waiting *order, const struct fs_waiting *by)
{
    (void)e;
    return by->group && order->group == by->group && order->id != by->id;
}

static int held_by(const struct fs_engine *e, const struct fs_waiting *order, const struct fs_waiting *by)
{
    (void)e;
    return order->held && order->after == by->id;
}

int fs_links_may_grow(const struct fs_engine *e, const struct fs_waiting *order)
{
    return order->after && order->full - order->taken > order->filled &&
           fs_book_find(&e->book, order->after) != FS_NO_PLACE;
}

/* It has nothing left that could fill, nor will it get more. */
static int used_up(const struct fs_engine *e, const struct fs_waiting *order, const struct fs_waiting *by)
{
    return !order->held && fs_waiting_left(order) <= 0 && !fs_links_may_grow(e, order) &&
           (in_group(e, order, by) || order->after == by->id);
}

/* Ends orders that are used up, but not the groups they are in, of which one has filled. */
static int drop_used_up(struct fs_engine *e, const struct fs_waiting *by)
{
    fs_place place;
    while ((place = find(e, by, used_up)) != FS_NO_PLACE) {
        int alone = fs_book_at(&e->book, place)->after == by->id;
        fs_book_group(&e->book, place, 0);
        if (fs_broker_drop(e, place, FS_ORDER_CANCELLED, 0,
                           alone ? "its entry fills no more" : "another order of its group has filled"))
            return -1;
    }
    return 0;
}

int fs_links_gone(struct fs_engine *e, const struct fs_waiting *order, int state)
{
    fs_place place;
    if (!e->book.slots[order->slot].linked)
        return 0;
    while (!order->filled && (place = find(e, order, held_by)) != FS_NO_PLACE)
        if (fs_broker_drop(e, place, FS_ORDER_CANCELLED, 0, "the order it waited for is gone"))
            return -1;
    while (state == FS_ORDER_CANCELLED && (place = find(e, order, in_group)) != FS_NO_PLACE)
        if (fs_broker_drop(e, place, FS_ORDER_CANCELLED, 0, "another order of its group was cancelled"))
            return -1;
    return drop_used_up(e, order);
}

/* Makes an order work after `by` has filled, or work for more. */
static int release(struct fs_engine *e, fs_place place, const struct fs_waiting *by, const struct fs_hit *hit)
{
    struct fs_waiting *order = fs_book_at(&e->book, place);
    const struct slot *s = &e->slots[order->slot];
    int64_t qty = (order->full < by->filled ? order->full : by->filled) - order->taken;
    qty = qty < order->filled ? order->filled : qty;
    if (!order->held)
        return fs_book_resize(&e->book, place, qty);
    if (fs_book_release(&e->book, place, qty))
        return -1;
    order->opened = 1;
    order->tried = s->next;
    order->from_bar = hit ? s->next : -1;
    if (hit) {
        order->from = *hit;
        e->released = 1;
    }
    fs_match_follow(&order->working, hit ? hit->price : price_mantissa(s->series.open[s->next]));
    return 0;
}

int fs_links_filled(struct fs_engine *e, const struct fs_waiting *by, int64_t qty, const struct fs_hit *hit)
{
    for (fs_place place = e->book.slots[by->slot].first; place != FS_NO_PLACE;
         place = fs_book_at(&e->book, place)->next) {
        struct fs_waiting *order = fs_book_at(&e->book, place);
        if (order->id == by->id)
            continue;
        if (order->after == by->id && release(e, place, by, hit))
            return -1;
        if (in_group(e, order, by)) {
            order->taken = qty < INT64_MAX - order->taken ? order->taken + qty : INT64_MAX;
            int64_t left = fs_waiting_left(order) - qty;
            if (!order->held && fs_book_resize(&e->book, place, order->filled + (left > 0 ? left : 0)))
                return -1;
        }
    }
    return by->group ? drop_used_up(e, by) : 0;
}
