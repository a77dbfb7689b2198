#include "market/order_index.h"

#include <stdlib.h>

static void put(struct fs_order_index *index, struct fs_order_entry entry)
{
    size_t i = entry.hash & index->mask;
    while (index->entries[i].place)
        i = (i + 1) & index->mask;
    index->entries[i] = entry;
    index->count++;
}

int fs_order_index_reserve(struct fs_order_index *index)
{
    if (index->entries && index->count * 2 < index->mask)
        return 1;
    struct fs_order_index wider = {.mask = index->entries ? index->mask * 2 + 1 : 1023};
    if (!(wider.entries = calloc(wider.mask + 1, sizeof *wider.entries)))
        return 0;
    for (size_t i = 0; index->entries && i <= index->mask; i++)
        if (index->entries[i].place)
            put(&wider, index->entries[i]);
    free(index->entries);
    *index = wider;
    return 1;
}

void fs_order_index_put(struct fs_order_index *index, uint64_t id, uint32_t place)
{
    put(index, (struct fs_order_entry){fs_order_index_hash(id), place});
}

void fs_order_index_remove(struct fs_order_index *index, uint64_t id, uint32_t place)
{
    size_t hole = fs_order_index_hash(id) & index->mask;
    while (index->entries[hole].place != place)
        hole = (hole + 1) & index->mask;
    /* What was pushed behind the hole by it moves up, so that no search ends early. */
    for (size_t i = (hole + 1) & index->mask; index->entries[i].place; i = (i + 1) & index->mask) {
        size_t home = index->entries[i].hash & index->mask;
        if (((i - home) & index->mask) >= ((i - hole) & index->mask)) {
            index->entries[hole] = index->entries[i];
            hole = i;
        }
    }
    index->entries[hole] = (struct fs_order_entry){0, 0};
    index->count--;
}

void fs_order_index_free(struct fs_order_index *index)
{
    free(index->entries);
    *index = (struct fs_order_index){0};
}
