/*
 * agenda.h: many sources of events in one order, where they mostly take turns.
 *
 * The same as merge.h, with a queue before its heap: an event that comes after all those in the queue goes to its end, and
 * costs the same whether there are two sources or thousands. Bars of many symbols at the same times all go that way; what comes
 * in between goes through the heap, which stays small.
 */
#ifndef FINSMART_MARKET_AGENDA_H
#define FINSMART_MARKET_AGENDA_H

#include "market/merge.h"

#include <stddef.h>

struct fs_agenda {
    struct fs_merge heap;         /* of the events that are not in the queue */
    struct fs_merge_entry *queue; /* a ring, in ascending order; source FS_MERGE_ABSENT: of nobody any more */
    uint32_t *turn; /* of each source: its place in the ring; FS_MERGE_ABSENT: not in the queue */
    uint32_t first, count, mask; /* of the ring; the first and the last of it are somebody's */
};

/* Room for `sources` sources, none announced yet. -1 when out of memory. */
int fs_agenda_init(struct fs_agenda *agenda, uint32_t sources);
void fs_agenda_clear(struct fs_agenda *agenda);
/* Announces or changes a source's next event. */
void fs_agenda_set(struct fs_agenda *agenda, uint32_t source, int64_t time, uint32_t rank);
/* A source has no more events. */
void fs_agenda_remove(struct fs_agenda *agenda, uint32_t source);
/* No event but the first comes before this time; INT64_MAX: there is no other. */
int64_t fs_agenda_second(const struct fs_agenda *agenda);

/* The event that comes first; valid until something changes. NULL: there is none. */
static inline const struct fs_merge_entry *fs_agenda_first(const struct fs_agenda *agenda)
{
    const struct fs_merge_entry *queued = agenda->count ? &agenda->queue[agenda->first] : NULL;
    if (!agenda->heap.count)
        return queued;
    return queued && fs_merge_before(queued, agenda->heap.heap) ? queued : agenda->heap.heap;
}

#endif
