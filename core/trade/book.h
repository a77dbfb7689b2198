/*
 * book.h: the orders that wait at the (simulated) broker.
 *
 * Orders of one slot (symbol) are kept in the order of their acceptance. Memory is reused: a run needs as
 * much as it ever had orders waiting at one time.
 */
#ifndef FINSMART_TRADE_BOOK_H
#define FINSMART_TRADE_BOOK_H

#include "trade/gate.h"
#include "trade/match.h"

#include <stdint.h>

/* An order's place in the book; valid until it is removed. */
typedef uint32_t fs_place;
#define FS_NO_PLACE UINT32_MAX

struct fs_waiting {
    int64_t id;
    int64_t qty;   /* as ordered */
    int64_t tried; /* number of the last bar whose open it has seen; -1 */
    struct fs_working working;
    uint8_t tif;
    uint8_t opened; /* it has seen an open: it may be matched inside bars */
    uint32_t slot;
    fs_place next, previous; /* of the slot */
};

struct fs_book_side {
    fs_place first, last;
    int64_t buy, sell; /* quantities that wait, both positive */
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
};

int fs_book_init(struct fs_book *book, uint32_t slots);
void fs_book_clear(struct fs_book *book);
/* Takes an order that the gate stamped; FS_NO_PLACE with FS_E_INTERNAL when the stamp is not the gate's, with
 * FS_E_LIMIT when the waiting quantities overflow. */
fs_place fs_book_add(struct fs_book *book, const struct fs_gate *gate, const struct fs_stamp *stamp,
                     int64_t id, uint32_t slot, const struct fs_order_request *request);
void fs_book_remove(struct fs_book *book, fs_place place);
/* FS_NO_PLACE when no such order waits (no error). */
fs_place fs_book_find(const struct fs_book *book, int64_t id);

static inline struct fs_waiting *fs_book_at(const struct fs_book *book, fs_place place)
{
    return &book->orders[place];
}

#endif
