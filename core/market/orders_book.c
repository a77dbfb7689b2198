#include "market/orders_book.h"

#include "base/error.h"
#include "market/levels.h"
#include "market/order_index.h"
#include "market/sequence.h"

#include <stdlib.h>

/* What a price level keeps. */
struct queue {
    int64_t qty;
    uint32_t head, tail;
    int64_t orders;
};

struct fs_orders_book {
    struct fs_levels levels; /* of struct queue */
    struct fs_sequence sequence;
    struct fs_order_index index; /* id -> place in the pool */
    struct fs_order_slot *pool;
    uint32_t used, capacity, free; /* places 1 to used were given out at least once */
    int64_t results[FS_APPLY_COUNT];
};

static int side_of(const struct fs_order_slot *order)
{
    return order->sell ? FS_SELL : FS_BUY;
}

struct fs_orders_book *fs_orders_book_new(int64_t tick)
{
    if (tick < 0) {
        fs_error_set(FS_E_INPUT, "the tick of a book is negative; expected 0 (learn it) or more");
        return NULL;
    }
    struct fs_orders_book *book = calloc(1, sizeof *book);
    if (!book) {
        fs_error_nomem();
        return NULL;
    }
    fs_levels_init(&book->levels, tick, sizeof(struct queue));
    return book;
}

void fs_orders_book_free(struct fs_orders_book *book)
{
    if (!book)
        return;
    fs_levels_free(&book->levels);
    fs_order_index_free(&book->index);
    free(book->pool);
    free(book);
}

/* A place for one more order, in the pool and in the index. 0 when there is no memory for it. */
static int make_room(struct fs_orders_book *book)
{
    if (!fs_order_index_reserve(&book->index))
        return 0;
    if (book->free || book->used + 1 < book->capacity)
        return 1;
    if (book->capacity >= UINT32_C(1) << 30)
        return 0;
    uint32_t capacity = book->capacity ? book->capacity * 2 : 1024;
    struct fs_order_slot *pool = realloc(book->pool, capacity * sizeof *pool);
    if (!pool)
        return 0;
    book->pool = pool;
    book->capacity = capacity;
    return 1;
}

static struct queue *queue_of(const struct fs_orders_book *book, const struct fs_order_slot *order)
{
    return fs_levels_find(&book->levels, side_of(order), order->price);
}

static void enqueue(struct fs_orders_book *book, struct queue *queue, uint32_t place)
{
    struct fs_order_slot *order = &book->pool[place];
    order->before = queue->tail;
    order->behind = 0;
    if (queue->tail)
        book->pool[queue->tail].behind = place & FS_ORDER_PLACES;
    else
        queue->head = place;
    queue->tail = place;
    queue->qty += order->qty;
    queue->orders++;
}

/* Takes an order out of its queue, and the level away with its last one. */
static void dequeue(struct fs_orders_book *book, uint32_t place)
{
    struct fs_order_slot *order = &book->pool[place];
    struct queue *queue = queue_of(book, order);
    if (order->before)
        book->pool[order->before].behind = order->behind;
    else
        queue->head = order->behind;
    if (order->behind)
        book->pool[order->behind].before = order->before;
    else
        queue->tail = order->before;
    queue->qty -= order->qty;
    if (!--queue->orders)
        fs_levels_remove(&book->levels, side_of(order), order->price);
}

static void drop(struct fs_orders_book *book, uint32_t place)
{
    dequeue(book, place);
    fs_order_index_remove(&book->index, book->pool[place].id, place);
    book->pool[place].behind = book->free & FS_ORDER_PLACES;
    book->free = place;
}

/* The queue at a price that has room for qty more; NULL with *why. */
static struct queue *queue_for(struct fs_orders_book *book, int side, int64_t price, int64_t qty, int *why)
{
    struct queue *queue = fs_levels_make(&book->levels, side, price, why);
    int64_t sum;
    if (queue && __builtin_add_overflow(queue->qty, qty, &sum)) {
        *why = FS_APPLY_QUANTITY;
        return NULL; /* it has orders: it was there before */
    }
    return queue;
}

int fs_orders_book_add(struct fs_orders_book *book, uint64_t id, int side, int64_t price, int64_t qty)
{
    int why = FS_APPLY_DONE;
    if (side != FS_BUY && side != FS_SELL)
        return FS_APPLY_SIDE;
    if (qty <= 0)
        return FS_APPLY_QUANTITY;
    if (!id)
        return FS_APPLY_UNKNOWN;
    if (fs_order_index_find(&book->index, book->pool, id))
        return FS_APPLY_DUPLICATE;
    if (!make_room(book))
        return FS_APPLY_MEMORY;
    struct queue *queue = queue_for(book, side, price, qty, &why);
    if (!queue)
        return why;
    uint32_t place = book->free;
    if (place)
        book->free = book->pool[place].behind;
    else
        place = ++book->used;
    book->pool[place] = (struct fs_order_slot){.id = id, .price = price, .qty = qty, .sell = side == FS_SELL};
    fs_order_index_put(&book->index, id, place);
    enqueue(book, queue, place);
    return FS_APPLY_DONE;
}

int fs_orders_book_change(struct fs_orders_book *book, uint64_t id, int side, int64_t price, int64_t qty)
{
    uint32_t place = fs_order_index_find(&book->index, book->pool, id);
    int why = FS_APPLY_DONE;
    if (!place)
        return FS_APPLY_UNKNOWN;
    struct fs_order_slot *order = &book->pool[place];
    if (side && side != side_of(order))
        return FS_APPLY_SIDE;
    if (qty < 0)
        return FS_APPLY_QUANTITY;
    if (!qty) {
        drop(book, place);
        return FS_APPLY_DONE;
    }
    if (price == order->price && qty <= order->qty) {
        queue_of(book, order)->qty -= order->qty - qty;
        order->qty = qty;
        return FS_APPLY_DONE;
    }
    int64_t more =
        price == order->price ? qty - order->qty : qty; /* its own quantity makes room for itself */
    if (!queue_for(book, side_of(order), price, more, &why))
        return why;
    dequeue(book, place);
    order->price = price;
    order->qty = qty;
    /* The level may have gone with the order, and it was there a moment ago: the page is too. */
    enqueue(book, fs_levels_make(&book->levels, side_of(order), price, &why), place);
    return FS_APPLY_DONE;
}

int fs_orders_book_reduce(struct fs_orders_book *book, uint64_t id, int64_t qty)
{
    uint32_t place = fs_order_index_find(&book->index, book->pool, id);
    if (!place)
        return FS_APPLY_UNKNOWN;
    if (qty <= 0)
        return FS_APPLY_QUANTITY;
    struct fs_order_slot *order = &book->pool[place];
    if (qty >= order->qty) {
        int over = qty > order->qty;
        drop(book, place);
        return over ? FS_APPLY_OVER : FS_APPLY_DONE;
    }
    order->qty -= qty;
    queue_of(book, order)->qty -= qty;
    return FS_APPLY_DONE;
}

int fs_orders_book_remove(struct fs_orders_book *book, uint64_t id)
{
    uint32_t place = fs_order_index_find(&book->index, book->pool, id);
    if (!place)
        return FS_APPLY_UNKNOWN;
    drop(book, place);
    return FS_APPLY_DONE;
}

void fs_orders_book_clear(struct fs_orders_book *book, int side)
{
    for (int s = FS_BUY; s <= FS_SELL; s++) {
        int64_t price;
        struct queue *queue;
        while ((!side || side == s) && (queue = fs_levels_best(&book->levels, s, &price)))
            drop(book, queue->head);
    }
}

/* The side of an event on an order must be the order's. */
static int fits(const struct fs_orders_book *book, uint64_t id, int side)
{
    uint32_t place = fs_order_index_find(&book->index, book->pool, id);
    return !place ? FS_APPLY_UNKNOWN : side_of(&book->pool[place]) == side ? FS_APPLY_DONE : FS_APPLY_SIDE;
}

static int change(struct fs_orders_book *book, const struct fs_event_book *b)
{
    int fit;
    switch (b->action) {
    case FS_BOOK_ADD:
        return fs_orders_book_add(book, b->order_id, b->side, b->price, b->qty);
    case FS_BOOK_CHANGE:
        return fs_orders_book_change(book, b->order_id, b->side, b->price, b->qty);
    case FS_BOOK_CLEAR:
        fs_orders_book_clear(book, b->side);
        return FS_APPLY_DONE;
    case FS_BOOK_DELETE:
        fit = fits(book, b->order_id, b->side);
        return fit ? fit : fs_orders_book_remove(book, b->order_id);
    default:
        fit = fits(book, b->order_id, b->side);
        return fit ? fit : fs_orders_book_reduce(book, b->order_id, b->qty);
    }
}

static int apply(struct fs_orders_book *book, const struct fs_event *event)
{
    const struct fs_event_book *b = &event->u.book;
    if (event->type != FS_EVENT_BOOK || b->action < FS_BOOK_ADD || b->action > FS_BOOK_EXECUTE ||
        (!b->order_id && b->action != FS_BOOK_CLEAR))
        return FS_APPLY_ACTION;
    if (b->side > FS_SELL || (!b->side && b->action != FS_BOOK_CLEAR))
        return FS_APPLY_SIDE;
    int order = fs_sequence_check(&book->sequence, event);
    if (order == FS_APPLY_OLD)
        return order;
    if (fs_sequence_begins(&book->sequence, event))
        fs_orders_book_clear(book, 0);
    int result = change(book, b);
    return result == FS_APPLY_DONE ? order : result;
}

int fs_orders_book_apply(struct fs_orders_book *book, const struct fs_event *event)
{
    int result = apply(book, event);
    book->results[result]++;
    return result;
}

int64_t fs_orders_book_apply_all(struct fs_orders_book *book, const struct fs_event *events, int64_t count)
{
    int64_t refused = 0;
    for (int64_t i = 0; i < count; i++)
        refused += fs_orders_book_apply(book, &events[i]) >= FS_APPLY_OLD;
    return refused;
}

static struct fs_book_order view(const struct fs_order_slot *order)
{
    return (struct fs_book_order){order->id, order->price, order->qty, side_of(order)};
}

int fs_orders_book_find(const struct fs_orders_book *book, uint64_t id, struct fs_book_order *order)
{
    uint32_t place = fs_order_index_find(&book->index, book->pool, id);
    if (place)
        *order = view(&book->pool[place]);
    return place != 0;
}

int fs_orders_book_ahead(const struct fs_orders_book *book, uint64_t id, int64_t *orders, int64_t *qty)
{
    uint32_t place = fs_order_index_find(&book->index, book->pool, id);
    *orders = *qty = 0;
    if (!place)
        return 0;
    for (uint32_t i = book->pool[place].before; i; i = book->pool[i].before) {
        ++*orders;
        *qty += book->pool[i].qty;
    }
    return 1;
}

int fs_orders_book_queue(const struct fs_orders_book *book, int side, int64_t price,
                         struct fs_book_order *orders, int most)
{
    const struct queue *queue = fs_levels_find(&book->levels, side, price);
    int count = 0;
    for (uint32_t i = queue ? queue->head : 0; i && count < most; i = book->pool[i].behind)
        orders[count++] = view(&book->pool[i]);
    return count;
}

static struct fs_level level_of(const struct queue *queue, int64_t price)
{
    return (struct fs_level){price, queue->qty, queue->orders};
}

int fs_orders_book_best(const struct fs_orders_book *book, int side, struct fs_level *best)
{
    int64_t price;
    const struct queue *queue = fs_levels_best(&book->levels, side, &price);
    if (queue)
        *best = level_of(queue, price);
    return queue != NULL;
}

int fs_orders_book_level(const struct fs_orders_book *book, int side, int64_t price, struct fs_level *level)
{
    const struct queue *queue = fs_levels_find(&book->levels, side, price);
    if (queue)
        *level = level_of(queue, price);
    return queue != NULL;
}

int fs_orders_book_levels(const struct fs_orders_book *book, int side, struct fs_level *levels, int most)
{
    int count = 0;
    int64_t price;
    const struct queue *queue = fs_levels_best(&book->levels, side, &price);
    for (; queue && count < most; queue = fs_levels_next(&book->levels, side, &price))
        levels[count++] = level_of(queue, price);
    return count;
}

int64_t fs_orders_book_count(const struct fs_orders_book *book, int side)
{
    return book->levels.ladder[side - 1].levels;
}

int fs_orders_book_state(const struct fs_orders_book *book)
{
    return fs_levels_state(&book->levels);
}

int64_t fs_orders_book_tick(const struct fs_orders_book *book)
{
    return book->levels.tick.size;
}

int64_t fs_orders_book_results(const struct fs_orders_book *book, int result)
{
    return result < 0 || result >= FS_APPLY_COUNT ? 0 : book->results[result];
}

int64_t fs_orders_book_orders(const struct fs_orders_book *book)
{
    return (int64_t)book->index.count;
}
