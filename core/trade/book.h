/*
 * book.h: the orders that wait at the (simulated) broker.
 *
 * Orders of one slot (symbol) are kept in the order of their acceptance. Memory is reused: a run needs as
 * much as it ever had orders waiting at one time.
 */
#ifndef FINSMART_TRADE_BOOK_H
#define FINSMART_TRADE_BOOK_H

#include "trade/exposure.h"
#include "trade/gate.h"
#include "trade/match.h"

#include <stdint.h>

/* An order's place in the book; valid until it is removed. */
typedef uint32_t fs_place;
#define FS_NO_PLACE UINT32_MAX

struct fs_waiting {
    int64_t id;
    int64_t qty;    /* as ordered, or changed since, or as much as what it follows has filled */
    int64_t filled; /* of it */
    int64_t full;   /* as ordered, or changed since */
    int64_t taken;  /* what has filled of the others of its group */
    int64_t tried;  /* number of the last bar whose open it has seen; -1 */
    int64_t display, expires;
    int64_t arrives;   /* when the broker has it; 0: at once */
    int64_t cancelled; /* when the broker has its cancellation; INT64_MAX: none is on the way */
    int64_t group;     /* of which one is meant to fill; 0: none */
    int64_t after;     /* the order that makes it work; 0: none */
    struct fs_working working;
    struct fs_hit from; /* where in bar `from_bar` it began to work */
    int64_t from_bar;   /* -1: at an open */
    uint8_t tif, flags;
    uint8_t opened; /* it has seen an open: it may be matched inside bars */
    uint8_t held;   /* it waits for the order `after` */
    uint32_t slot;
    fs_place next, previous; /* of the slot */
};

struct fs_book_side {
    fs_place first, last;
    int64_t buy, sell; /* quantities that wait, both positive: of orders that work and may open a position */
    uint32_t linked;   /* orders that are in a group or follow another */
};

struct fs_book {
    struct fs_waiting *orders;
    uint32_t capacity;
    fs_place free; /* chained by next */
    struct fs_book_side *slots;
    uint32_t slot_count;
    uint32_t waiting; /* orders in the book */
    fs_place *table;  /* by id, open addressing; a power of two */
    uint32_t table_size;
    struct fs_exposure
        *exposure; /* touched where waiting quantities change; not the book's own; NULL: none */
};

int fs_book_init(struct fs_book *book, uint32_t slots);
void fs_book_clear(struct fs_book *book);
/* Takes an order that the gate stamped; FS_NO_PLACE with FS_E_INTERNAL when the stamp is not the gate's, with
 * FS_E_LIMIT when the waiting quantities overflow. */
fs_place fs_book_add(struct fs_book *book, const struct fs_gate *gate, const struct fs_stamp *stamp,
                     int64_t id, uint32_t slot, const struct fs_order_request *request);
void fs_book_remove(struct fs_book *book, fs_place place);
/* `qty` of an order have filled. */
void fs_book_fill(struct fs_book *book, fs_place place, int64_t qty);
/* Changes the whole quantity, which is above what has filled. -1 with FS_E_LIMIT on overflow. */
int fs_book_resize(struct fs_book *book, fs_place place, int64_t qty);
/* Sets the whole quantity and what of it has filled. -1 with FS_E_LIMIT on overflow. */
int fs_book_set(struct fs_book *book, fs_place place, int64_t qty, int64_t filled);
/* The order is of another slot from now on, behind those of it. -1 with FS_E_LIMIT on overflow. */
int fs_book_move(struct fs_book *book, fs_place place, uint32_t slot);
/* A held order works from now on, for a whole quantity of `qty`. -1 with FS_E_LIMIT on overflow. */
int fs_book_release(struct fs_book *book, fs_place place, int64_t qty);
/* FS_NO_PLACE when no such order waits (no error). */
fs_place fs_book_find(const struct fs_book *book, int64_t id);

/* Puts an order behind all others of its slot. */
void fs_book_requeue(struct fs_book *book, fs_place place);
/* Puts an order into a group; 0: takes it out. */
void fs_book_group(struct fs_book *book, fs_place place, int64_t group);

/* What of an order has not filled. */
static inline int64_t fs_waiting_left(const struct fs_waiting *order)
{
    return order->qty - order->filled;
}

static inline struct fs_waiting *fs_book_at(const struct fs_book *book, fs_place place)
{
    return &book->orders[place];
}

#endif
