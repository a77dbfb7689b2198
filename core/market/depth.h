/*
 * depth.h: an order book by price levels (L2): how much is wanted and offered at each price.
 *
 * Prices and quantities are mantissas (finsmart/event.h). A level is there while its quantity is above 0.
 *
 * Events: FS_BOOK_ADD and FS_BOOK_CHANGE set a level to `qty`, 0 removes it; FS_BOOK_DELETE removes it; FS_BOOK_CLEAR
 * empties a side, or both where side is 0. A snapshot is a run of events of one time that have FS_EVENT_SNAPSHOT
 * (FS_EVENT_LAST ends it early): its first event empties the book. Sequence numbers (`seq`, 0: none) may repeat, since one
 * message may change several levels; what goes back is refused, a gap is applied and told. Events of single orders
 * (order_id set) are refused: they belong to orders_book.h.
 *
 * The book is what its source says: a bid at or above the ask is kept, told by fs_depth_state(), and never repaired.
 * One thread owns a book.
 */
#ifndef FINSMART_MARKET_DEPTH_H
#define FINSMART_MARKET_DEPTH_H

#include "market/apply.h"

#include <finsmart/event.h>
#include <stdint.h>

struct fs_depth;

/* What the two best prices say about a book. */
enum fs_book_state {
    FS_BOOK_EMPTY,     /* neither side has a level */
    FS_BOOK_ONE_SIDED, /* one has none */
    FS_BOOK_NORMAL,    /* the best bid is below the best ask */
    FS_BOOK_LOCKED,    /* they are equal */
    FS_BOOK_CROSSED    /* the best bid is above the best ask */
};

struct fs_level {
    int64_t price, qty;
    int64_t orders; /* how many make the qty; 0 where that is not known (L2) */
};

/* An empty book. `tick` is the smallest step of prices as a mantissa; 0: learned from the prices that come (the book then
 * takes every price). NULL with an error: FS_E_INPUT for a negative tick, or FS_E_MEMORY. */
struct fs_depth *fs_depth_new(int64_t tick);
void fs_depth_free(struct fs_depth *depth);

/* Applies a book event; enum fs_apply. Leaves no error object, and counts the result. */
int fs_depth_apply(struct fs_depth *depth, const struct fs_event *event);
/* The same for `count` events in order; how many were refused. */
int64_t fs_depth_apply_all(struct fs_depth *depth, const struct fs_event *events, int64_t count);
/* Prices whose changes somebody is to know of before they happen. */
struct fs_depth_watch {
    uint64_t prices[2]; /* by side (FS_BUY - 1, FS_SELL - 1): a bit for each price watched (fs_depth_bit()) */
    int64_t reach[2];   /* of bids at or above reach[0], of offers at or below reach[1] */
    int64_t until;      /* and all from this time on */
};
static inline unsigned fs_depth_place(int64_t price)
{
    return (unsigned)((uint64_t)price * UINT64_C(0x9e3779b97f4a7c15) >> 58);
}
static inline uint64_t fs_depth_bit(int64_t price)
{
    return UINT64_C(1) << fs_depth_place(price);
}
/* May the price be among those of the bits? */
static inline int fs_depth_watched(uint64_t prices, int64_t price)
{
    return (int)(prices >> fs_depth_place(price) & 1);
}
/* Applies events up to the first that is watched, or is more than a change of one level in its turn on a page that is there: that one is left
 * to fs_depth_apply(). How many. */
int64_t fs_depth_apply_quiet(struct fs_depth *depth, const struct fs_event *events, int64_t count,
                             const struct fs_depth_watch *watch);
/* Sets one level: side FS_BUY or FS_SELL, qty 0 removes it. enum fs_apply; not counted. */
int fs_depth_set(struct fs_depth *depth, int side, int64_t price, int64_t qty);
/* Empties a side, or both where it is 0. */
void fs_depth_clear(struct fs_depth *depth, int side);

/* The best level of a side; 0 where the side is empty (then *best is not touched). */
int fs_depth_best(const struct fs_depth *depth, int side, struct fs_level *best);
/* The quantity at a price, 0 where there is no level. */
int64_t fs_depth_qty(const struct fs_depth *depth, int side, int64_t price);
/* Up to `most` levels of a side from the best on; how many. */
int fs_depth_levels(const struct fs_depth *depth, int side, struct fs_level *levels, int most);
/* How many levels a side has. */
int64_t fs_depth_count(const struct fs_depth *depth, int side);
/* enum fs_book_state */
int fs_depth_state(const struct fs_depth *depth);
/* The tick given, or learned so far; 0 before the first price. */
int64_t fs_depth_tick(const struct fs_depth *depth);
/* How many events had a result (enum fs_apply). */
int64_t fs_depth_results(const struct fs_depth *depth, int result);

/* "empty", "one-sided", "normal", "locked", "crossed" */
const char *fs_book_state_name(int state);

#endif
