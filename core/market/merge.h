/*
 * merge.h: many sources of events in one order.
 *
 * Each source (0 to count-1) announces the time and rank of its next event; the merge knows whose is first:
 * smaller time, then smaller rank, and ranks of one time are distinct. An indexed binary heap: with one
 * source it costs nothing.
 */
#ifndef FINSMART_MARKET_MERGE_H
#define FINSMART_MARKET_MERGE_H

#include <stdint.h>

struct fs_merge_entry {
    int64_t time;
    uint32_t rank;
    uint32_t source;
};

struct fs_merge {
    struct fs_merge_entry *heap; /* heap[0] is first; owned */
    uint32_t *place;             /* of each source in the heap; FS_MERGE_ABSENT: not there; owned */
    uint32_t count;              /* entries in the heap */
};

#define FS_MERGE_ABSENT UINT32_MAX

/* Without branches: which of two comes first cannot be predicted. */
static inline int fs_merge_before(const struct fs_merge_entry *a, const struct fs_merge_entry *b)
{
    return (a->time < b->time) | ((a->time == b->time) & (a->rank < b->rank));
}

/* Room for `sources` sources, none announced yet. -1 when out of memory. */
int fs_merge_init(struct fs_merge *merge, uint32_t sources);
void fs_merge_clear(struct fs_merge *merge);
/* Announces or changes a source's next event. */
void fs_merge_set(struct fs_merge *merge, uint32_t source, int64_t time, uint32_t rank);
/* A source has no more events. */
void fs_merge_remove(struct fs_merge *merge, uint32_t source);

#endif
