/* venue_index.h: from ids to places in an array: a table with open addressing. Inside the room only. */
#ifndef FINSMART_TRADE_VENUE_INDEX_H
#define FINSMART_TRADE_VENUE_INDEX_H

#include <stddef.h>
#include <stdint.h>

#define FS_NOWHERE UINT32_MAX

struct fs_venue_index {
    struct fs_venue_entry {
        uint64_t id;
        uint32_t place; /* FS_NOWHERE: the entry is free */
    } * entries;
    size_t mask; /* entries - 1; entries NULL: 0 */
    size_t count;
};

void fs_venue_index_free(struct fs_venue_index *index);
/* Room for one more id. -1 with an error; nothing is changed then. */
int fs_venue_index_reserve(struct fs_venue_index *index);
/* Puts an id that is not there; after fs_venue_index_reserve(). */
void fs_venue_index_put(struct fs_venue_index *index, uint64_t id, uint32_t place);
/* Nothing happens where the id is not there. */
void fs_venue_index_remove(struct fs_venue_index *index, uint64_t id);

static inline size_t fs_venue_index_start(const struct fs_venue_index *index, uint64_t id)
{
    return (size_t)((id ^ id >> 32) * UINT64_C(0x9e3779b97f4a7c15) >> 32) & index->mask;
}

/* FS_NOWHERE where the id is not there. */
static inline uint32_t fs_venue_index_find(const struct fs_venue_index *index, uint64_t id)
{
    if (!index->count)
        return FS_NOWHERE;
    for (size_t i = fs_venue_index_start(index, id);; i = (i + 1) & index->mask) {
        const struct fs_venue_entry *entry = &index->entries[i];
        if (entry->place == FS_NOWHERE || entry->id == id)
            return entry->place;
    }
}

#endif
