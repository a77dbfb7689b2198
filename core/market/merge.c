#include "market/merge.h"

#include "base/error.h"

#include <stdlib.h>

int fs_merge_init(struct fs_merge *merge, uint32_t sources)
{
    size_t room = sources ? sources : 1;
    merge->count = 0;
    merge->heap = calloc(room, sizeof *merge->heap);
    merge->place = malloc(room * sizeof *merge->place);
    if (!merge->heap || !merge->place) {
        fs_merge_clear(merge);
        return fs_error_nomem();
    }
    for (uint32_t i = 0; i < sources; i++)
        merge->place[i] = FS_MERGE_ABSENT;
    return 0;
}

void fs_merge_clear(struct fs_merge *merge)
{
    free(merge->heap);
    free(merge->place);
    *merge = (struct fs_merge){0};
}

static void put(struct fs_merge *merge, uint32_t place, struct fs_merge_entry entry)
{
    merge->heap[place] = entry;
    merge->place[entry.source] = place;
}

/* Moves an entry up from `place` to where it belongs, at most to `top`. */
static void rise(struct fs_merge *merge, uint32_t place, uint32_t top, struct fs_merge_entry entry)
{
    while (place > top && fs_merge_before(&entry, &merge->heap[(place - 1) / 2])) {
        put(merge, place, merge->heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    put(merge, place, entry);
}

/* Puts an entry at `place` or where it belongs. What was first and comes again later mostly belongs far below: the hole goes down
 * to the bottom without a look at the entry, which then rises, seldom by much. */
static void sift(struct fs_merge *merge, uint32_t place, struct fs_merge_entry entry)
{
    uint32_t hole = place, child;
    if (place > 0 && fs_merge_before(&entry, &merge->heap[(place - 1) / 2])) {
        rise(merge, place, 0, entry);
        return;
    }
    for (; (child = 2 * hole + 2) < merge->count; hole = child) {
        child -= (uint32_t)fs_merge_before(&merge->heap[child - 1], &merge->heap[child]);
        put(merge, hole, merge->heap[child]);
    }
    if (child - 1 < merge->count) {
        put(merge, hole, merge->heap[child - 1]);
        hole = child - 1;
    }
    rise(merge, hole, place, entry);
}

void fs_merge_set(struct fs_merge *merge, uint32_t source, int64_t time, uint32_t rank)
{
    uint32_t place = merge->place[source];
    if (place == FS_MERGE_ABSENT)
        place = merge->count++;
    sift(merge, place, (struct fs_merge_entry){time, rank, source});
}

void fs_merge_remove(struct fs_merge *merge, uint32_t source)
{
    uint32_t place = merge->place[source];
    if (place == FS_MERGE_ABSENT)
        return;
    merge->place[source] = FS_MERGE_ABSENT;
    struct fs_merge_entry last = merge->heap[--merge->count];
    if (last.source != source)
        sift(merge, place, last);
}
