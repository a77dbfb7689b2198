#include "frame/buffer.h"

#include "base/error.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ALIGNMENT = 64 }; /* Arrow's recommendation: a cache line, and any vector load */

struct fs_buffer *fs_buffer_wrap(void *data, size_t size, void (*release)(void *owner), void *owner)
{
    struct fs_buffer *buffer = malloc(sizeof *buffer);
    if (!buffer) {
        if (release)
            release(owner);
        fs_error_nomem();
        return NULL;
    }
    atomic_init(&buffer->references, 1);
    buffer->mapped = 0;
    buffer->data = data;
    buffer->size = size;
    buffer->release = release;
    buffer->owner = owner;
    return buffer;
}

struct fs_buffer *fs_buffer_new(size_t size)
{
    void *data = NULL;
    if (size <= SIZE_MAX - ALIGNMENT) /* rounded up, so that a vector read of the last values stays inside */
        data = aligned_alloc(ALIGNMENT, (size / ALIGNMENT + 1) * ALIGNMENT);
    if (!data) {
        fs_error_nomem();
        return NULL;
    }
    return fs_buffer_wrap(data, size, free, data);
}

struct fs_buffer *fs_buffer_ref(struct fs_buffer *buffer)
{
    if (buffer)
        atomic_fetch_add_explicit(&buffer->references, 1, memory_order_relaxed);
    return buffer;
}

void fs_buffer_unref(struct fs_buffer *buffer)
{
    if (!buffer || atomic_fetch_sub_explicit(&buffer->references, 1, memory_order_acq_rel) != 1)
        return;
    if (buffer->release)
        buffer->release(buffer->owner);
    free(buffer);
}

void *fs_buffer_data(struct fs_buffer *buffer)
{
    return buffer->data;
}

size_t fs_buffer_size(const struct fs_buffer *buffer)
{
    return buffer->size;
}

void fs_buffer_done(struct fs_buffer *buffer, const void *from, size_t size)
{
    if (!buffer || !buffer->mapped)
        return;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (uintptr_t)from, end = start + size,
              least = (uintptr_t)buffer->data, most = least + buffer->size;
    start = (start < least ? least : start) / page * page; /* what lies before was read too */
    end = (end > most ? most : end) / page * page;
    if (end > start)
        (void)madvise((char *)buffer->data + (start - least), end - start, MADV_DONTNEED); /* a wish */
}
