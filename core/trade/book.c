#include "trade/book.h"

#include "base/error.h"

#include <inttypes.h>
#include <stdlib.h>

static uint32_t home(const struct fs_book *book, int64_t id)
{
    return (uint32_t)((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (book->table_size - 1);
}

static void table_put(struct fs_book *book, fs_place place)
{
    uint32_t at = home(book, book->orders[place].id);
    while (book->table[at] != FS_NO_PLACE)
        at = (at + 1) & (book->table_size - 1);
    book->table[at] = place;
}

/* Doubles both the orders and the table, which is kept at most half full. */
static int grow(struct fs_book *book)
{
    uint32_t capacity = book->capacity ? book->capacity * 2 : 16;
    if (capacity > UINT32_MAX / 4)
        return fs_error_set(FS_E_LIMIT, "more than %" PRIu32 " orders wait at one time", book->capacity);
    struct fs_waiting *orders = realloc(book->orders, capacity * sizeof *orders);
    if (!orders)
        return fs_error_nomem();
    book->orders = orders;
    fs_place *table = malloc((size_t)capacity * 2 * sizeof *table);
    if (!table)
        return fs_error_nomem();
    free(book->table);
    book->table = table;
    book->table_size = capacity * 2;
    for (uint32_t i = 0; i < book->table_size; i++)
        table[i] = FS_NO_PLACE;
    for (fs_place p = 0; p < book->capacity; p++)
        table_put(book, p); /* it was full: every place is taken */
    for (fs_place p = capacity; p-- > book->capacity;) {
        orders[p].next = book->free;
        book->free = p;
    }
    book->capacity = capacity;
    return 0;
}

int fs_book_init(struct fs_book *book, uint32_t slots)
{
    *book = (struct fs_book){.free = FS_NO_PLACE, .slot_count = slots};
    if (!(book->slots = calloc(slots ? slots : 1, sizeof *book->slots)))
        return fs_error_nomem();
    for (uint32_t s = 0; s < slots; s++)
        book->slots[s].first = book->slots[s].last = FS_NO_PLACE;
    if (grow(book)) {
        fs_book_clear(book);
        return -1;
    }
    return 0;
}

void fs_book_clear(struct fs_book *book)
{
    free(book->orders);
    free(book->slots);
    free(book->table);
    *book = (struct fs_book){0};
}

/* Adds to the waiting quantities of an order's side. */
static int count_waiting(struct fs_book *book, const struct fs_waiting *order, int64_t qty)
{
    struct fs_book_side *side = &book->slots[order->slot];
    int64_t *total = order->working.side == FS_BUY ? &side->buy : &side->sell, sum;
    if (order->held || (order->flags & FS_ORDER_REDUCE_ONLY))
        return 0;
    if (__builtin_add_overflow(*total, qty, &sum))
        return fs_error_set(FS_E_LIMIT, "order %" PRId64 ": the quantities of the waiting orders overflow",
                            order->id);
    *total = sum;
    if (book->exposure)
        fs_exposure_touch(book->exposure, order->slot);
    return 0;
}

static uint32_t is_linked(const struct fs_waiting *order)
{
    return order->group != 0 || order->after != 0;
}

static void append(struct fs_book *book, fs_place place)
{
    struct fs_waiting *order = &book->orders[place];
    struct fs_book_side *side = &book->slots[order->slot];
    order->next = FS_NO_PLACE;
    order->previous = side->last;
    if (side->last == FS_NO_PLACE)
        side->first = place;
    else
        book->orders[side->last].next = place;
    side->last = place;
}

static void take_out(struct fs_book *book, fs_place place)
{
    struct fs_waiting *order = &book->orders[place];
    struct fs_book_side *side = &book->slots[order->slot];
    if (order->previous == FS_NO_PLACE)
        side->first = order->next;
    else
        book->orders[order->previous].next = order->next;
    if (order->next == FS_NO_PLACE)
        side->last = order->previous;
    else
        book->orders[order->next].previous = order->previous;
}

fs_place fs_book_add(struct fs_book *book, const struct fs_gate *gate, const struct fs_stamp *stamp,
                     int64_t id, uint32_t slot, const struct fs_order_request *request)
{
    if (!fs_gate_stamped(gate, stamp, id, request)) {
        fs_error_set(FS_E_INTERNAL, "order %" PRId64 " reached the broker without the gate's stamp", id);
        return FS_NO_PLACE;
    }
    if (book->free == FS_NO_PLACE && grow(book))
        return FS_NO_PLACE;
    fs_place place = book->free, next = book->orders[place].next;
    struct fs_waiting *new = &book->orders[place];
    *new = (struct fs_waiting){
        .id = id,
        .qty = request->qty,
        .full = request->qty,
        .display = request->display,
        .expires = request->tif == FS_TIF_GTD ? request->expires : INT64_MAX,
        .cancelled = INT64_MAX,
        .group = request->one_of,
        .after = request->after,
        .held = request->after != 0,
        .working = {.side = request->side,
                    .type = request->type,
                    .trail_percent = (request->flags & FS_ORDER_TRAIL_PERCENT) != 0,
                    .limit = request->limit,
                    .stop = request->stop,
                    .trail = request->trail,
                    .offset = request->offset},
        .tried = -1,
        .from_bar = -1,
        .tif = request->tif,
        .flags = request->flags,
        .slot = slot,
    };
    if (count_waiting(book, new, new->qty)) {
        new->next = next;
        return FS_NO_PLACE;
    }
    book->free = next;
    append(book, place);
    book->slots[slot].linked += is_linked(new);
    book->waiting++;
    table_put(book, place);
    return place;
}

void fs_book_fill(struct fs_book *book, fs_place place, int64_t qty)
{
    struct fs_waiting *order = &book->orders[place];
    count_waiting(book, order, -qty);
    order->filled += qty;
}

int fs_book_resize(struct fs_book *book, fs_place place, int64_t qty)
{
    struct fs_waiting *order = &book->orders[place];
    if (count_waiting(book, order, qty - order->qty))
        return -1;
    order->qty = qty;
    return 0;
}

int fs_book_set(struct fs_book *book, fs_place place, int64_t qty, int64_t filled)
{
    struct fs_waiting *order = &book->orders[place];
    if (count_waiting(book, order, qty - filled - fs_waiting_left(order)))
        return -1;
    order->qty = qty;
    order->filled = filled;
    return 0;
}

int fs_book_move(struct fs_book *book, fs_place place, uint32_t slot)
{
    struct fs_waiting *order = &book->orders[place];
    count_waiting(book, order, -fs_waiting_left(order));
    book->slots[order->slot].linked -= is_linked(order);
    take_out(book, place);
    order->slot = slot;
    order->tried = order->from_bar = -1;
    append(book, place);
    book->slots[slot].linked += is_linked(order);
    return count_waiting(book, order, fs_waiting_left(order));
}

int fs_book_release(struct fs_book *book, fs_place place, int64_t qty)
{
    struct fs_waiting *order = &book->orders[place];
    order->held = 0;
    if (count_waiting(book, order, qty)) {
        order->held = 1;
        return -1;
    }
    order->qty = qty;
    return 0;
}

void fs_book_group(struct fs_book *book, fs_place place, int64_t group)
{
    struct fs_waiting *order = &book->orders[place];
    uint32_t *linked = &book->slots[order->slot].linked;
    *linked -= is_linked(order);
    order->group = group;
    *linked += is_linked(order);
}

/* Takes an entry out of the table and closes the gap behind it. */
static void table_remove(struct fs_book *book, fs_place place)
{
    uint32_t mask = book->table_size - 1, at = home(book, book->orders[place].id);
    while (book->table[at] != place)
        at = (at + 1) & mask;
    for (uint32_t next = at;;) {
        next = (next + 1) & mask;
        if (book->table[next] == FS_NO_PLACE)
            break;
        uint32_t wants = home(book, book->orders[book->table[next]].id);
        if (((next - wants) & mask) >= ((next - at) & mask)) {
            book->table[at] = book->table[next];
            at = next;
        }
    }
    book->table[at] = FS_NO_PLACE;
}

void fs_book_remove(struct fs_book *book, fs_place place)
{
    struct fs_waiting *order = &book->orders[place];
    table_remove(book, place);
    count_waiting(book, order, -fs_waiting_left(order));
    book->slots[order->slot].linked -= is_linked(order);
    take_out(book, place);
    order->next = book->free;
    book->free = place;
    book->waiting--;
}

void fs_book_requeue(struct fs_book *book, fs_place place)
{
    take_out(book, place);
    append(book, place);
}

fs_place fs_book_find(const struct fs_book *book, int64_t id)
{
    for (uint32_t at = home(book, id); book->table[at] != FS_NO_PLACE; at = (at + 1) & (book->table_size - 1))
        if (book->orders[book->table[at]].id == id)
            return book->table[at];
    return FS_NO_PLACE;
}
