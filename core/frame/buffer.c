#include "frame/frame.h"

#include "base/error.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { ALIGNMENT = 64 }; /* Arrow's recommendation: a cache line, and any vector load */

struct fs_buffer {
    atomic_int references;
    void *data;
    size_t size;
    void (*release)(void *owner);
    void *owner;
};

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
