#include "frame/csv_place.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* From LARGE bytes on a place is mapped. HUGE is the size of a huge page on x86-64. SLACK: a vector read of the last
 * values stays inside. */
enum { ALIGNMENT = 64, SLACK = 64, LARGE = 1 << 20, HUGE = 2 << 20 };

static size_t round_up(size_t size, size_t to)
{
    return (size + to - 1) / to * to;
}

/* Pages that begin where a huge page may. */
static char *map_aligned(size_t size)
{
    char *all =
        mmap(NULL, size + HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (all == MAP_FAILED)
        return NULL;
    size_t before = round_up((size_t)all, HUGE) - (size_t)all;
    if (before)
        munmap(all, before);
    if (before < HUGE)
        munmap(all + before + size, HUGE - before);
    return all + before;
}

static int grow_mapped(struct csv_place *place, size_t size)
{
    if (size > SIZE_MAX - 2 * HUGE)
        return fs_error_nomem();
    size = round_up(size, HUGE);
    char *data = map_aligned(size);
    if (!data)
        return fs_error_nomem();
    if (place->mapped) {
        if (mremap(place->data, place->size, size, MREMAP_MAYMOVE | MREMAP_FIXED, data) == MAP_FAILED) {
            munmap(data, size);
            return fs_error_nomem();
        }
    } else if (place->data) {
        memcpy(data, place->data, place->size);
        free(place->data);
    }
    madvise(data, size, MADV_HUGEPAGE);
    *place = (struct csv_place){data, size, 1};
    return 0;
}

int csv_place_grow(struct csv_place *place, size_t size)
{
    if (size <= place->size && place->data)
        return 0;
    if (size >= LARGE - SLACK)
        return grow_mapped(place, size + SLACK);
    size = round_up(size + SLACK, ALIGNMENT);
    char *data = aligned_alloc(ALIGNMENT, size);
    if (!data)
        return fs_error_nomem();
    if (place->data)
        memcpy(data, place->data, place->size);
    free(place->data);
    *place = (struct csv_place){data, size, 0};
    return 0;
}

void csv_place_fill(const struct csv_place *place, size_t from, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (!place->mapped)
        return;
    size_t first = round_up(from, page), last = (from + size) / page * page;
    if (last > first)
        madvise(place->data + first, last - first, MADV_POPULATE_WRITE);
}

static void unmap(void *owner)
{
    struct csv_place *place = owner;
    csv_place_free(place);
    free(place);
}

struct fs_buffer *csv_place_take(struct csv_place *place, size_t size)
{
    struct csv_place taken = *place, *owner;
    if (!taken.mapped) {
        *place = (struct csv_place){0};
        return fs_buffer_wrap(taken.data, size, free, taken.data);
    }
    if (!(owner = malloc(sizeof *owner))) {
        fs_error_nomem();
        return NULL;
    }
    *place = (struct csv_place){0};
    size_t kept = round_up(size + SLACK, HUGE);
    if (kept < taken.size) {
        munmap(taken.data + kept, taken.size - kept);
        taken.size = kept;
    }
    *owner = taken;
    return fs_buffer_wrap(taken.data, size, unmap, owner);
}

void csv_place_free(struct csv_place *place)
{
    if (place->mapped)
        munmap(place->data, place->size);
    else
        free(place->data);
    *place = (struct csv_place){0};
}
