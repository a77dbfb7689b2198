/* Where written Arrow goes: a file, atomically, or one block of memory. */
#include "frame/arrow.h"

#include "frame/arrow_encode.h"

#include "base/error.h"
#include "base/replace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block {
    char *bytes;
    size_t size, capacity;
};

static int to_block(void *context, const void *bytes, size_t size)
{
    struct block *block = context;
    if (size > block->capacity - block->size) {
        size_t capacity = block->capacity ? block->capacity * 2 : 4096;
        while (capacity - block->size < size)
            capacity *= 2;
        char *grown = realloc(block->bytes, capacity);
        if (!grown)
            return fs_error_nomem();
        block->bytes = grown;
        block->capacity = capacity;
    }
    memcpy(block->bytes + block->size, bytes, size);
    block->size += size;
    return 0;
}

struct fs_buffer *fs_arrow_write_buffer(const struct fs_frame *frame,
                                        const struct fs_arrow_write_options *options)
{
    struct block block = {NULL, 0, 0};
    if (fs_arrow_write_stream(frame, to_block, &block, options) != 0) {
        free(block.bytes);
        return NULL;
    }
    return fs_buffer_wrap(block.bytes, block.size, free, block.bytes);
}

static int to_file(void *context, const void *bytes, size_t size)
{
    return fwrite(bytes, 1, size, context) == size ? 0 : fs_error_errno("write failed");
}

int fs_arrow_write_file(const struct fs_frame *frame, const char *path,
                        const struct fs_arrow_write_options *options)
{
    struct fs_replace replace;
    if (fs_replace_open(&replace, path))
        return -1;
    if (arrow_write_all(frame, to_file, replace.file, options, 1) == 0)
        return fs_replace_commit(&replace);
    fs_replace_abort(&replace);
    return fs_error_wrap(fs_error_last_code(), "%s: could not be written", path);
}
