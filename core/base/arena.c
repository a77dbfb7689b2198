#include "base/arena.h"

#include "base/error.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct block {
    struct block *next; /* older block */
    size_t size;        /* usable bytes after this header */
    size_t used;
};

struct cleanup {
    struct cleanup *next;
    void (*fn)(void *);
    void *data;
};

struct fs_arena {
    struct block *blocks;     /* newest first; the last one is the first made */
    struct cleanup *cleanups; /* newest first */
    size_t used;
};

static struct block *block_new(size_t size)
{
    struct block *block = malloc(sizeof *block + size);
    if (block)
        *block = (struct block){NULL, size, 0};
    return block;
}

struct fs_arena *fs_arena_new(void)
{
    struct fs_arena *arena = calloc(1, sizeof *arena);
    if (!arena || !(arena->blocks = block_new(FIRST_BLOCK))) {
        free(arena);
        fs_error_nomem();
        return NULL;
    }
    return arena;
}

static void run_cleanups(struct fs_arena *arena)
{
    while (arena->cleanups) { /* a cleanup lives in the arena itself */
        struct cleanup *cleanup = arena->cleanups;
        arena->cleanups = cleanup->next;
        cleanup->fn(cleanup->data);
    }
}

void fs_arena_reset(struct fs_arena *arena)
{
    run_cleanups(arena);
    while (arena->blocks->next) {
        struct block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    arena->blocks->used = 0;
    arena->used = 0;
}

void fs_arena_free(struct fs_arena *arena)
{
    if (!arena)
        return;
    fs_arena_reset(arena);
    free(arena->blocks);
    free(arena);
}

void *fs_arena_alloc_aligned(struct fs_arena *arena, size_t size, size_t alignment)
{
    if (size > SIZE_MAX / 2) {
        fs_error_set(FS_E_MEMORY, "allocation of %zu bytes is too large", size);
        return NULL;
    }
    struct block *block = arena->blocks;
    uintptr_t start = (uintptr_t)(block + 1) + block->used;
    size_t pad = (size_t)(-start & (alignment - 1));
    if (block->size - block->used < pad || block->size - block->used - pad < size) {
        size_t wanted = block->size < LARGEST_BLOCK ? block->size * 2 : LARGEST_BLOCK;
        if (wanted < size + alignment)
            wanted = size + alignment;
        struct block *fresh = block_new(wanted);
        if (!fresh) {
            fs_error_nomem();
            return NULL;
        }
        fresh->next = block;
        arena->blocks = block = fresh;
        pad = (size_t)(-(uintptr_t)(block + 1) & (alignment - 1));
    }
    char *memory = (char *)(block + 1) + block->used + pad;
    block->used += pad + size;
    arena->used += size;
    return memset(memory, 0, size);
}

void *fs_arena_alloc(struct fs_arena *arena, size_t size)
{
    return fs_arena_alloc_aligned(arena, size, 16);
}

void *fs_arena_array(struct fs_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        fs_error_set(FS_E_MEMORY, "allocation of %zu elements of %zu bytes is too large", count, size);
        return NULL;
    }
    return fs_arena_alloc(arena, bytes);
}

char *fs_arena_strndup(struct fs_arena *arena, const char *text, size_t length)
{
    char *copy = fs_arena_alloc_aligned(arena, length + 1, 1);
    return copy ? memcpy(copy, text, length) : NULL;
}

char *fs_arena_strdup(struct fs_arena *arena, const char *text)
{
    return fs_arena_strndup(arena, text, strlen(text));
}

char *fs_arena_printf(struct fs_arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    char *text = length < 0 ? NULL : fs_arena_alloc_aligned(arena, (size_t)length + 1, 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

int fs_arena_cleanup(struct fs_arena *arena, void (*fn)(void *), void *data)
{
    struct cleanup *cleanup = fs_arena_alloc(arena, sizeof *cleanup);
    if (!cleanup) {
        fn(data);
        return -1;
    }
    *cleanup = (struct cleanup){arena->cleanups, fn, data};
    arena->cleanups = cleanup;
    return 0;
}

size_t fs_arena_used(const struct fs_arena *arena)
{
    return arena->used;
}
