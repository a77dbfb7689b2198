#include "market/agenda.h"

#include "base/error.h"

#include <stdlib.h>

int fs_agenda_init(struct fs_agenda *a, uint32_t sources)
{
    uint32_t room = 2;
    *a = (struct fs_agenda){0};
    while (room / 2 < sources &&
           room <
               UINT32_MAX / 4) /* places of those that moved away are free again when all before have gone */
        room *= 2;
    a->mask = room - 1;
    a->queue = calloc(room, sizeof *a->queue);
    a->turn = malloc(((size_t)sources + 1) * sizeof *a->turn);
    if (!a->queue || !a->turn || fs_merge_init(&a->heap, sources)) {
        fs_agenda_clear(a);
        return fs_error_nomem();
    }
    for (uint32_t i = 0; i < sources; i++)
        a->turn[i] = FS_MERGE_ABSENT;
    return 0;
}

void fs_agenda_clear(struct fs_agenda *a)
{
    fs_merge_clear(&a->heap);
    free(a->queue);
    free(a->turn);
    *a = (struct fs_agenda){0};
}

static struct fs_merge_entry *last_of(const struct fs_agenda *a)
{
    return &a->queue[(a->first + a->count - 1) & a->mask];
}

/* Takes a source out of the queue, where it is in it: mostly it is the first. */
static inline void leave_queue(struct fs_agenda *a, uint32_t source)
{
    if (a->turn[source] == FS_MERGE_ABSENT)
        return;
    a->queue[a->turn[source]].source = FS_MERGE_ABSENT;
    a->turn[source] = FS_MERGE_ABSENT;
    for (; a->count && a->queue[a->first].source == FS_MERGE_ABSENT; a->count--)
        a->first = (a->first + 1) & a->mask;
    while (a->count && last_of(a)->source == FS_MERGE_ABSENT)
        a->count--;
}

void fs_agenda_set(struct fs_agenda *a, uint32_t source, int64_t time, uint32_t rank)
{
    const struct fs_merge_entry entry = {time, rank, source};
    if (a->count == 1 && a->queue[a->first].source == source) { /* it has the queue to itself */
        a->queue[a->first] = entry;
        return;
    }
    leave_queue(a, source);
    if (a->count > a->mask || (a->count && fs_merge_before(&entry, last_of(a)))) {
        fs_merge_set(&a->heap, source, time, rank);
        return;
    }
    if (a->heap.count)
        fs_merge_remove(&a->heap, source);
    a->turn[source] = (a->first + a->count++) & a->mask;
    a->queue[a->turn[source]] = entry;
}

void fs_agenda_remove(struct fs_agenda *a, uint32_t source)
{
    leave_queue(a, source);
    fs_merge_remove(&a->heap, source);
}

int64_t fs_agenda_second(const struct fs_agenda *a)
{
    const struct fs_merge *heap = &a->heap;
    int queued = fs_agenda_first(a) != heap->heap && a->count > 0;
    int64_t time = INT64_MAX;
    if (a->count > (uint32_t)queued)
        time = a->queue[(a->first + (uint32_t)queued) & a->mask].time;
    /* In a heap the second is a child of the root. */
    for (uint32_t i = !queued; i < heap->count && i < 3; i++)
        if (heap->heap[i].time < time)
            time = heap->heap[i].time;
    return time;
}
