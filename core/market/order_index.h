/*
 * order_index.h: the orders of a book in an array, and from their ids to places there: a table with open addressing.
 * Inside the room only.
 *
 * What a change of an order touches decides what it costs, so that entries are 8 bytes (the hash, which settles nearly
 * every search, and the place) and orders half a cache line.
 */
#ifndef FINSMART_MARKET_ORDER_INDEX_H
#define FINSMART_MARKET_ORDER_INDEX_H

#include <stddef.h>
#include <stdint.h>

/* An order; places in the array are its neighbours in the queue, 0 none. */
struct fs_order_slot {
    uint64_t id;
    int64_t price, qty;
    uint32_t before;
    uint32_t behind : 31; /* of a free one the next free one */
    uint32_t sell : 1;
};
_Static_assert(sizeof(struct fs_order_slot) == 32, "two orders to a cache line");

/* Places are at most this. */
#define FS_ORDER_PLACES 0x7fffffffu

struct fs_order_entry {
    uint32_t hash;
    uint32_t place; /* 0: the entry is free */
};

struct fs_order_index {
    struct fs_order_entry *entries;
    size_t mask; /* entries - 1, a power of two less one; entries NULL: 0 */
    size_t count;
};

/* Room for one more id. 0 when there is no memory for it; nothing is changed then. */
int fs_order_index_reserve(struct fs_order_index *index);
/* Puts an id that is not there; after fs_order_index_reserve(). */
void fs_order_index_put(struct fs_order_index *index, uint64_t id, uint32_t place);
/* Removes an id that is there, at `place`. */
void fs_order_index_remove(struct fs_order_index *index, uint64_t id, uint32_t place);
void fs_order_index_free(struct fs_order_index *index);

static inline uint32_t fs_order_index_hash(uint64_t id)
{
    id = (id ^ id >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(id >> 32);
}

/* The place of an id among `slots`, 0 where it is not there. */
static inline uint32_t fs_order_index_find(const struct fs_order_index *index,
                                           const struct fs_order_slot *slots, uint64_t id)
{
    uint32_t hash = fs_order_index_hash(id);
    if (!index->entries)
        return 0;
    for (size_t i = hash & index->mask;; i = (i + 1) & index->mask) {
        const struct fs_order_entry *entry = &index->entries[i];
        if (!entry->place || (entry->hash == hash && slots[entry->place].id == id))
            return entry->place;
    }
}

#endif
