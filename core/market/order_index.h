/*
 * order_index.h: from the ids of orders to places in an array: a table with open addressing. Inside the room only.
 */
#ifndef FINSMART_MARKET_ORDER_INDEX_H
#define FINSMART_MARKET_ORDER_INDEX_H

#include <stddef.h>
#include <stdint.h>

struct fs_order_entry {
    uint64_t id;
    uint64_t place; /* 0: the entry is free */
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
/* Removes an id that is there. */
void fs_order_index_remove(struct fs_order_index *index, uint64_t id);
void fs_order_index_free(struct fs_order_index *index);

static inline size_t fs_order_index_home(const struct fs_order_index *index, uint64_t id)
{
    id = (id ^ id >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(id ^ id >> 32) & index->mask;
}

/* The place of an id, 0 where it is not there. */
static inline uint32_t fs_order_index_find(const struct fs_order_index *index, uint64_t id)
{
    if (!index->entries)
        return 0;
    for (size_t i = fs_order_index_home(index, id);; i = (i + 1) & index->mask) {
        const struct fs_order_entry *entry = &index->entries[i];
        if (entry->id == id || !entry->place)
            return (uint32_t)entry->place;
    }
}

#endif
