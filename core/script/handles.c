#include "script/handles.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SLOT_LIMIT       (1u << FS_HANDLE_SLOT_BITS)
#define GENERATION_LIMIT (1u << (32 - FS_HANDLE_SLOT_BITS))
#define NONE             UINT32_MAX

struct fs_handle_slot *fs_handle_slots;
uint32_t fs_handle_slot_count;

static uint32_t slot_capacity;
static uint32_t free_slots = NONE; /* chained by `next` */
static int32_t fault;

/* The handles that live in one arena. */
struct owner {
    struct fs_arena *arena;
    uint32_t slots; /* chained by `next` */
};
static struct owner *current;

static void release(void *data)
{
    struct owner *owner = data;
    uint32_t slot = owner->slots;
    while (slot != NONE) {
        struct fs_handle_slot *s = &fs_handle_slots[slot];
        uint32_t next = s->next;
        s->state = NULL;
        s->key = 0;
        s->generation++;
        if (s->generation < GENERATION_LIMIT) { /* else an old handle could come to mean something new */
            s->next = free_slots;
            free_slots = slot;
        }
        slot = next;
    }
    if (current == owner)
        current = NULL;
}

int fs_handles_use(struct fs_arena *arena)
{
    current = NULL;
    if (!arena)
        return 0;
    struct owner *owner = fs_arena_alloc(arena, sizeof *owner);
    if (!owner)
        return -1;
    owner->arena = arena;
    owner->slots = NONE;
    if (fs_arena_cleanup(arena, release, owner) != 0)
        return -1;
    current = owner;
    return 0;
}

/* A slot that nobody uses, or NONE. */
static uint32_t take_slot(void)
{
    if (free_slots != NONE) {
        uint32_t slot = free_slots;
        free_slots = fs_handle_slots[slot].next;
        return slot;
    }
    if (fs_handle_slot_count == slot_capacity) {
        uint32_t capacity = slot_capacity ? slot_capacity * 2 : 256;
        if (capacity > SLOT_LIMIT)
            return NONE;
        struct fs_handle_slot *slots = realloc(fs_handle_slots, capacity * sizeof *slots);
        if (!slots)
            return NONE;
        fs_handle_slots = slots;
        slot_capacity = capacity;
    }
    /* Generation 0 is left out, so that no handle is 0. */
    fs_handle_slots[fs_handle_slot_count] = (struct fs_handle_slot){.generation = 1};
    return fs_handle_slot_count++;
}

uint32_t fs_handle_new(uint32_t kind, size_t size, void **state)
{
    void *memory = current && size ? fs_arena_alloc(current->arena, size) : NULL;
    uint32_t slot = memory ? take_slot() : NONE;
    if (slot == NONE) {
        fault = 1;
        return 0;
    }
    struct fs_handle_slot *s = &fs_handle_slots[slot];
    s->state = memory;
    s->size = size;
    uint32_t handle = s->generation << FS_HANDLE_SLOT_BITS | slot;
    s->key = fs_handle_key(handle, kind);
    s->next = current->slots;
    current->slots = slot;
    *state = memory;
    return handle;
}

double fs_handle_bad(void)
{
    fault = 1;
    return NAN;
}

int32_t fs_handle_fault(void)
{
    int32_t raised = fault;
    fault = 0;
    return raised;
}

/* What a saved state begins with. */
struct saved {
    char magic[4]; /* "FSst" */
    uint32_t kind;
    uint32_t version; /* of the kind's layout */
    uint32_t size;    /* of the state that follows */
};

size_t fs_handle_save(uint32_t handle, const struct fs_handle_kind *kinds, void *bytes, size_t size)
{
    uint32_t slot = handle & (SLOT_LIMIT - 1);
    const struct fs_handle_slot *s = slot < fs_handle_slot_count ? &fs_handle_slots[slot] : NULL;
    uint32_t kind = s ? (uint32_t)(s->key >> 32) : 0;
    if (!kind || s->key != fs_handle_key(handle, kind)) {
        fault = 1;
        return 0;
    }
    size_t total = sizeof(struct saved) + s->size;
    if (total <= size) {
        struct saved head = {"FSst", kind, kinds[kind].version, (uint32_t)s->size};
        memcpy(bytes, &head, sizeof head);
        memcpy((char *)bytes + sizeof head, s->state, s->size);
    }
    return total;
}

uint32_t fs_handle_restore(const void *bytes, size_t size, const struct fs_handle_kind *kinds,
                           size_t kind_count, int32_t *kind)
{
    struct saved head;
    void *state, *aligned = NULL;
    uint32_t handle = 0;
    if (size < sizeof head)
        goto bad;
    memcpy(&head, bytes, sizeof head);
    if (memcmp(head.magic, "FSst", 4) != 0 || head.kind == 0 || head.kind >= kind_count ||
        !kinds[head.kind].valid || head.version != kinds[head.kind].version ||
        head.size != size - sizeof head || head.size == 0)
        goto bad;
    aligned = malloc(head.size);
    if (!aligned)
        goto bad;
    memcpy(aligned, (const char *)bytes + sizeof head, head.size);
    if (!kinds[head.kind].valid(aligned, head.size))
        goto bad;
    handle = fs_handle_new(head.kind, head.size, &state);
    if (handle != 0) {
        memcpy(state, aligned, head.size);
        *kind = (int32_t)head.kind;
    }
    free(aligned);
    return handle;
bad:
    free(aligned);
    fault = 1;
    return 0;
}
