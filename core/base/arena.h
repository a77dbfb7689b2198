/*
 * arena.h: memory freed by lifetime, not by object.
 *
 * Everything allocated from an arena lives until fs_arena_free() or fs_arena_reset(). Not thread-safe: one
 * thread owns an arena. Memory comes zeroed and aligned to 16 bytes (fs_arena_alloc_aligned() for more).
 */
#ifndef FINSMART_BASE_ARENA_H
#define FINSMART_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct fs_arena;

/* NULL with an error when out of memory. */
struct fs_arena *fs_arena_new(void);
/* Runs the cleanups, newest first, and frees everything. NULL is allowed. */
void fs_arena_free(struct fs_arena *arena);
/* Runs the cleanups and forgets everything; the first block is kept for reuse. */
void fs_arena_reset(struct fs_arena *arena);
/* Zeroed memory; NULL with an error when out of memory or `size` overflows. */
void *fs_arena_alloc(struct fs_arena *arena, size_t size) __attribute__((malloc, alloc_size(2)));
/* `count` zeroed elements of `size` bytes, overflow checked. */
void *fs_arena_array(struct fs_arena *arena, size_t count, size_t size);
/* As fs_arena_alloc(), aligned to a power of two up to 4096. */
void *fs_arena_alloc_aligned(struct fs_arena *arena, size_t size, size_t alignment);
char *fs_arena_strdup(struct fs_arena *arena, const char *text);
char *fs_arena_strndup(struct fs_arena *arena, const char *text, size_t length);
char *fs_arena_printf(struct fs_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Calls fn(data) when the arena is freed or reset. -1 with an error when out of memory (fn is then called at
 * once). */
int fs_arena_cleanup(struct fs_arena *arena, void (*fn)(void *data), void *data);
/* Bytes handed out so far. */
size_t fs_arena_used(const struct fs_arena *arena);

#endif
