#include "trade/venue_index.h"

#include "base/error.h"

#include <stdlib.h>

void fs_venue_index_free(struct fs_venue_index *index)
{
    free(index->entries);
    *index = (struct fs_venue_index){0};
}

void fs_venue_index_put(struct fs_venue_index *index, uint64_t id, uint32_t place)
{
    size_t i = fs_venue_index_start(index, id);
    while (index->entries[i].place != FS_NOWHERE)
        i = (i + 1) & index->mask;
    index->entries[i] = (struct fs_venue_entry){id, place};
    index->count++;
}

int fs_venue_index_reserve(struct fs_venue_index *index)
{
    size_t size = index->entries ? index->mask + 1 : 0;
    if (index->count * 2 < size)
        return 0;
    struct fs_venue_index next = {.mask = size ? size * 2 - 1 : 63};
    next.entries = malloc((next.mask + 1) * sizeof *next.entries);
    if (!next.entries)
        return fs_error_nomem();
    for (size_t i = 0; i <= next.mask; i++)
        next.entries[i].place = FS_NOWHERE;
    for (size_t i = 0; i < size; i++)
        if (index->entries[i].place != FS_NOWHERE)
            fs_venue_index_put(&next, index->entries[i].id, index->entries[i].place);
    free(index->entries);
    *index = next;
    return 0;
}

void fs_venue_index_remove(struct fs_venue_index *index, uint64_t id)
{
    if (!index->count)
        return;
    size_t hole = fs_venue_index_start(index, id);
    while (index->entries[hole].id != id || index->entries[hole].place == FS_NOWHERE) {
        if (index->entries[hole].place == FS_NOWHERE)
            return;
        hole = (hole + 1) & index->mask;
    }
    /* Entries behind the hole move up, so that a search never meets a gap too early (Knuth 6.4, algorithm R). */
    for (size_t i = (hole + 1) & index->mask; index->entries[i].place != FS_NOWHERE;
         i = (i + 1) & index->mask) {
        size_t start = fs_venue_index_start(index, index->entries[i].id);
        if (((i - start) & index->mask) >= ((i - hole) & index->mask)) {
            index->entries[hole] = index->entries[i];
            hole = i;
        }
    }
    index->entries[hole].place = FS_NOWHERE;
    index->count--;
}
