/* venue_marks.c: orders of the market that matter to own ones, where the feed tells of each (FS_VENUE_ORDERS). */
#include "base/error.h"
#include "trade/venue_state.h"

#include <stdlib.h>

int fs_marks_queue(struct fs_venue *v, int side, int64_t price)
{
    struct fs_level level;
    if (!fs_orders_book_level(v->orders, side, price, &level))
        return 0;
    if (fs_venue_grow(&v->queue, &v->queue_capacity, (int)level.orders, sizeof *v->queue))
        return -1;
    return fs_orders_book_queue(v->orders, side, price, v->queue, (int)level.orders);
}

static struct fs_mark *find(const struct fs_venue *v, uint64_t id)
{
    uint32_t place = fs_venue_index_find(&v->mark_index, id);
    return place == FS_NOWHERE ? NULL : &v->marks[place];
}

const struct fs_mark *fs_marks_find(const struct fs_venue *v, uint64_t id)
{
    return find(v, id);
}

/* The mark of an order, made where there is none. NULL with an error. */
static struct fs_mark *mark_of(struct fs_venue *v, const struct fs_book_order *order)
{
    struct fs_mark *mark = find(v, order->id);
    if (mark)
        return mark;
    if (fs_venue_index_reserve(&v->mark_index))
        return NULL;
    if (v->mark_free == FS_NOWHERE) {
        uint32_t capacity = v->mark_capacity ? v->mark_capacity * 2 : 256;
        struct fs_mark *marks = realloc(v->marks, capacity * sizeof *marks);
        if (!marks) {
            fs_error_nomem();
            return NULL;
        }
        for (uint32_t i = v->mark_capacity; i < capacity; i++)
            marks[i].next = i + 1 < capacity ? i + 1 : FS_NOWHERE;
        v->marks = marks;
        v->mark_free = v->mark_capacity;
        v->mark_capacity = capacity;
    }
    uint32_t place = v->mark_free;
    mark = &v->marks[place];
    v->mark_free = mark->next;
    *mark = (struct fs_mark){
        .id = order->id, .price = order->price, .qty = order->qty, .side = order->side, .stands = INT64_MAX};
    fs_venue_index_put(&v->mark_index, order->id, place);
    return mark;
}

static void drop(struct fs_venue *v, struct fs_mark *mark)
{
    uint32_t place = (uint32_t)(mark - v->marks);
    v->marks_taken -= mark->taken != 0;
    fs_venue_index_remove(&v->mark_index, mark->id);
    mark->next = v->mark_free;
    v->mark_free = place;
}

/* Drops a mark that says nothing any more. */
static void tidy(struct fs_venue *v, struct fs_mark *mark)
{
    if (!mark->taken && mark->stands == INT64_MAX)
        drop(v, mark);
}

int64_t fs_marks_free(const struct fs_venue *v, const struct fs_book_order *order)
{
    const struct fs_mark *mark = find(v, order->id);
    return mark && mark->taken ? order->qty - mark->taken : order->qty;
}

int fs_marks_take(struct fs_venue *v, const struct fs_book_order *order, int64_t qty)
{
    struct fs_mark *mark = mark_of(v, order);
    if (!mark)
        return -1;
    v->marks_taken += !mark->taken;
    mark->taken += qty;
    return 0;
}

int fs_marks_join(struct fs_venue *v, struct fs_own *o)
{
    int count = fs_marks_queue(v, o->working.side, o->working.limit);
    for (int i = 0; i < count; i++) {
        struct fs_mark *mark = mark_of(v, &v->queue[i]);
        if (!mark)
            return -1;
        if (mark->stands == INT64_MAX)
            mark->stands = o->place;
    }
    return count < 0 ? -1 : 0;
}

void fs_marks_leave(struct fs_venue *v, int side, int64_t price)
{
    struct fs_level level;
    struct fs_book_order first[64];
    if (!fs_orders_book_level(v->orders, side, price, &level))
        return;
    /* Of a longer queue the marks of those further back stay until their orders go; they say what is not asked. */
    int count = fs_orders_book_queue(v->orders, side, price, first, 64);
    for (int i = 0; i < count; i++) {
        struct fs_mark *mark = find(v, first[i].id);
        if (mark) {
            mark->stands = INT64_MAX;
            tidy(v, mark);
        }
    }
}

/* `gone` of an order that stood before own ones is gone. */
static void forward(struct fs_venue *v, const struct fs_mark *mark, int64_t gone)
{
    struct fs_own_level *level = mark->stands == INT64_MAX ? NULL : fs_own_level(v, mark->side, mark->price);
    if (!level)
        return;
    for (uint32_t place = level->first; place != FS_NOWHERE; place = v->own[place].behind) {
        struct fs_own *o = &v->own[place];
        if (o->place < mark->stands || o->place > v->joined)
            continue; /* it stands before it, or found the book without it */
        o->ahead -= gone;
        if (o->credit_time != v->now)
            o->credit = 0;
        o->credit_time = v->now;
        o->credit += gone < v->unprinted ? gone : v->unprinted;
    }
}

static void follow(struct fs_venue *v, struct fs_mark *mark)
{
    struct fs_book_order order;
    int there = fs_orders_book_find(v->orders, mark->id, &order) && order.side == mark->side;
    int stays = there && order.price == mark->price && order.qty <= mark->qty;
    forward(v, mark, stays ? mark->qty - order.qty : mark->qty);
    if (!there) {
        drop(v, mark);
        return;
    }
    if (!stays)
        mark->stands = INT64_MAX; /* it went to the end of its queue, behind the own orders there */
    mark->price = order.price;
    mark->qty = order.qty;
    if (mark->taken > order.qty)
        mark->taken = order.qty;
    tidy(v, mark);
}

void fs_marks_follow(struct fs_venue *v, uint64_t id)
{
    struct fs_mark *mark = find(v, id);
    if (mark)
        follow(v, mark);
}

void fs_marks_settle(struct fs_venue *v)
{
    v->unprinted = 0;
    for (int side = FS_BUY; side <= FS_SELL; side++)
        for (int i = 0; i < fs_venue_side(v, side)->own_count; i++) {
            struct fs_own_level *level = &fs_venue_side(v, side)->own[i];
            level->qty = fs_venue_qty(v, side, level->price);
        }
    for (uint32_t place = 0; place < v->mark_capacity; place++) {
        struct fs_mark *mark = &v->marks[place];
        if (fs_venue_index_find(&v->mark_index, mark->id) == place)
            follow(v, mark);
    }
}
