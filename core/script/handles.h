/*
 * handles.h: what scripts hold instead of pointers.
 *
 * A handle is a 32-bit number: a slot of a table and the generation of what lives there. A script can at
 * worst give a wrong number, and every use is checked: slot, generation, kind. The table belongs to the
 * process and to the one thread that runs scripts in it. What handles stand for lives in an arena and goes
 * with it; a slot whose generations are used up is never used again.
 */
#ifndef FINSMART_SCRIPT_HANDLES_H
#define FINSMART_SCRIPT_HANDLES_H

#include <stddef.h>
#include <stdint.h>

struct fs_arena;

struct fs_handle_slot {
    void *state;         /* in the arena; NULL when free */
    size_t size;         /* of the state, bytes */
    uint64_t key;        /* fs_handle_key() of the handle that is valid now; 0 when free */
    uint32_t generation; /* of the next handle in this slot */
    uint32_t next;       /* next slot of the same owner or of the free list; UINT32_MAX ends it */
};

/* For the inline lookup below; written by handles.c alone. */
extern struct fs_handle_slot *fs_handle_slots;
extern uint32_t fs_handle_slot_count;

#define FS_HANDLE_SLOT_BITS 20

/* What saved states of a kind are checked with. */
struct fs_handle_kind {
    uint32_t version; /* of the state's layout */
    int (*valid)(const void *state, size_t size);
};

/* Streams made from now on live in `arena` (NULL: none can be made) and are gone when it is freed or reset.
 * -1 with FS_E_MEMORY. */
int fs_handles_use(struct fs_arena *arena);
/* A new handle for `size` zeroed bytes; 0 and the fault flag when there is no arena, memory or slot, or size
 * is 0. */
uint32_t fs_handle_new(uint32_t kind, size_t size, void **state);
/* Raises the fault flag and returns NaN, for leaf functions that were given a bad handle. */
double fs_handle_bad(void);
/* 1 if the fault flag was raised since the last call, else 0; lowers it. */
int32_t fs_handle_fault(void);

/* Writes a stream so that fs_handle_restore() can make it again; returns its size in bytes, nothing is
 * written when that is above `size`. 0 and the fault flag for a bad handle. `kinds` is indexed by kind. */
size_t fs_handle_save(uint32_t handle, const struct fs_handle_kind *kinds, void *bytes, size_t size);
/* A new handle from saved bytes, which are not trusted; *kind is its kind. 0 and the fault flag when they are
 * not a valid state of the present layout. */
uint32_t fs_handle_restore(const void *bytes, size_t size, const struct fs_handle_kind *kinds,
                           size_t kind_count, int32_t *kind);

/* Handle and kind (above 0) as one number, so that one comparison checks both. */
static inline uint64_t fs_handle_key(uint32_t handle, uint32_t kind)
{
    return (uint64_t)kind << 32 | handle;
}

/* The state of a handle of this kind, NULL if it is none. */
static inline void *fs_handle_get(uint32_t handle, uint32_t kind)
{
    uint32_t slot = handle & ((1u << FS_HANDLE_SLOT_BITS) - 1);
    if (slot >= fs_handle_slot_count)
        return NULL;
    const struct fs_handle_slot *s = &fs_handle_slots[slot];
    return s->key == fs_handle_key(handle, kind) ? s->state : NULL;
}

#endif
