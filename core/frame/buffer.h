/*
 * buffer.h: what a buffer is made of. Inside the room only; see frame.h.
 */
#ifndef FINSMART_FRAME_BUFFER_H
#define FINSMART_FRAME_BUFFER_H

#include "frame/frame.h"

#include <stdatomic.h>

struct fs_buffer {
    atomic_int references;
    int mapped; /* `data` is a file's map, which can be read again at any time */
    void *data;
    size_t size;
    void (*release)(void *owner);
    void *owner;
};

#endif
