/*
 * orders_book.h: an order book order by order (L3): who stands where in the queue of each price level.
 *
 * Prices and quantities are mantissas (finsmart/event.h). Orders of one price and side stand in one queue, first come
 * first; an order's place is exact.
 *
 * Events, all of orders (order_id set; those of levels, with order_id 0, are refused: they belong to depth.h):
 *   FS_BOOK_ADD      a new order, at the end of its queue
 *   FS_BOOK_CHANGE   the order now has this price and qty: it keeps its place where the price stays and the qty does not
 *                    grow, else it goes to the end; qty 0 removes it
 *   FS_BOOK_CANCEL   qty is taken away; what is left keeps its place
 *   FS_BOOK_EXECUTE  the same, by a trade
 *   FS_BOOK_DELETE   the order is gone
 *   FS_BOOK_CLEAR    empties a side, or both where side is 0; the one event without an order
 * The side of an event on a known order must be the order's. Snapshots and sequence numbers are as in depth.h, and so is
 * what is said there of crossed books. One thread owns a book; orders cost no allocation but the growth of two arrays.
 */
#ifndef FINSMART_MARKET_ORDERS_BOOK_H
#define FINSMART_MARKET_ORDERS_BOOK_H

#include "market/depth.h"

struct fs_orders_book;

struct fs_book_order {
    uint64_t id;
    int64_t price, qty; /* qty that is left */
    int side;           /* FS_BUY or FS_SELL */
};

/* As fs_depth_new(). */
struct fs_orders_book *fs_orders_book_new(int64_t tick);
void fs_orders_book_free(struct fs_orders_book *book);

/* Applies a book event; enum fs_apply. Leaves no error object, and counts the result. */
int fs_orders_book_apply(struct fs_orders_book *book, const struct fs_event *event);
/* The same for `count` events in order; how many were refused. */
int64_t fs_orders_book_apply_all(struct fs_orders_book *book, const struct fs_event *events, int64_t count);

/* The single changes; enum fs_apply, not counted. `side` 0 in change: whatever the order's is. */
int fs_orders_book_add(struct fs_orders_book *book, uint64_t id, int side, int64_t price, int64_t qty);
int fs_orders_book_change(struct fs_orders_book *book, uint64_t id, int side, int64_t price, int64_t qty);
/* Takes qty (above 0) away from an order. */
int fs_orders_book_reduce(struct fs_orders_book *book, uint64_t id, int64_t qty);
int fs_orders_book_remove(struct fs_orders_book *book, uint64_t id);
/* Empties a side, or both where it is 0. */
void fs_orders_book_clear(struct fs_orders_book *book, int side);

/* An order by its id; 0 where there is none (then *order is not touched). */
int fs_orders_book_find(const struct fs_orders_book *book, uint64_t id, struct fs_book_order *order);
/* What stands before an order in its queue: orders and their quantities. 0 where there is no such order. Takes time in
 * proportion to the orders before it. */
int fs_orders_book_ahead(const struct fs_orders_book *book, uint64_t id, int64_t *orders, int64_t *qty);
/* Up to `most` orders of a level, first in the queue first; how many. */
int fs_orders_book_queue(const struct fs_orders_book *book, int side, int64_t price,
                         struct fs_book_order *orders, int most);

/* As of struct fs_depth; levels have their number of orders. */
int fs_orders_book_best(const struct fs_orders_book *book, int side, struct fs_level *best);
int fs_orders_book_level(const struct fs_orders_book *book, int side, int64_t price, struct fs_level *level);
int fs_orders_book_levels(const struct fs_orders_book *book, int side, struct fs_level *levels, int most);
int64_t fs_orders_book_count(const struct fs_orders_book *book, int side);
int fs_orders_book_state(const struct fs_orders_book *book);
int64_t fs_orders_book_tick(const struct fs_orders_book *book);
int64_t fs_orders_book_results(const struct fs_orders_book *book, int result);
/* How many orders there are. */
int64_t fs_orders_book_orders(const struct fs_orders_book *book);

#endif
