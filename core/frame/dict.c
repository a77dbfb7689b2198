#include "frame/frame.h"

#include "base/error.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 16, TEXT_BLOCK = 64 * 1024 };

struct text {
    const char *bytes; /* in a text block, NUL-terminated */
    uint32_t length;
    uint32_t hash;
};

struct block {
    struct block *next; /* older block */
    size_t used, size;
    char bytes[];
};

struct fs_dict {
    atomic_int references;
    int32_t count;
    int32_t capacity;     /* of `texts` */
    struct text *texts;   /* by code */
    int32_t *slots;       /* open addressing, code + 1, 0 = free; at most half full */
    uint32_t slot_mask;   /* slots - 1, a power of two less one */
    struct block *blocks; /* texts never move: callers hold pointers to them */
};

static uint32_t hash_text(const char *text, size_t length)
{
    uint64_t hash = 0x9E3779B97F4A7C15u ^ length;
    while (length > 0) {
        uint64_t word = 0;
        size_t n = length < 8 ? length : 8;
        memcpy(&word, text, n);
        hash = (hash ^ word) * 0xD6E8FEB86659FD93u;
        hash ^= hash >> 32;
        text += n;
        length -= n;
    }
    hash *= 0xD6E8FEB86659FD93u;
    return (uint32_t)(hash >> 32);
}

struct fs_dict *fs_dict_new(void)
{
    struct fs_dict *dict = calloc(1, sizeof *dict);
    if (!dict || !(dict->slots = calloc(FIRST_SLOTS, sizeof *dict->slots))) {
        free(dict);
        fs_error_nomem();
        return NULL;
    }
    atomic_init(&dict->references, 1);
    dict->slot_mask = FIRST_SLOTS - 1;
    return dict;
}

struct fs_dict *fs_dict_ref(struct fs_dict *dict)
{
    if (dict)
        atomic_fetch_add_explicit(&dict->references, 1, memory_order_relaxed);
    return dict;
}

void fs_dict_unref(struct fs_dict *dict)
{
    if (!dict || atomic_fetch_sub_explicit(&dict->references, 1, memory_order_acq_rel) != 1)
        return;
    while (dict->blocks) {
        struct block *next = dict->blocks->next;
        free(dict->blocks);
        dict->blocks = next;
    }
    free(dict->texts);
    free(dict->slots);
    free(dict);
}

/* The slot that holds the text, or the free one where it belongs. */
static uint32_t find_slot(const struct fs_dict *dict, const char *text, size_t length, uint32_t hash)
{
    uint32_t slot = hash & dict->slot_mask;
    for (; dict->slots[slot] != 0; slot = (slot + 1) & dict->slot_mask) {
        const struct text *seen = &dict->texts[dict->slots[slot] - 1];
        if (seen->hash == hash && seen->length == length &&
            (length == 0 || memcmp(seen->bytes, text, length) == 0))
            break;
    }
    return slot;
}

static int grow_slots(struct fs_dict *dict)
{
    if (dict->slot_mask > UINT32_MAX / 4)
        return fs_error_set(FS_E_LIMIT, "a string column has more than %d distinct texts", dict->count);
    uint32_t mask = dict->slot_mask * 2 + 1;
    int32_t *slots = calloc((size_t)mask + 1, sizeof *slots);
    if (!slots)
        return fs_error_nomem();
    for (int32_t code = 0; code < dict->count; code++) {
        uint32_t slot = dict->texts[code].hash & mask;
        while (slots[slot] != 0)
            slot = (slot + 1) & mask;
        slots[slot] = code + 1;
    }
    free(dict->slots);
    dict->slots = slots;
    dict->slot_mask = mask;
    return 0;
}

static int grow_texts(struct fs_dict *dict)
{
    if (dict->capacity > INT32_MAX / 2)
        return fs_error_set(FS_E_LIMIT, "a string column has more than %d distinct texts", dict->count);
    int32_t capacity = dict->capacity ? dict->capacity * 2 : FIRST_SLOTS / 2;
    struct text *texts = realloc(dict->texts, (size_t)capacity * sizeof *texts);
    if (!texts)
        return fs_error_nomem();
    dict->texts = texts;
    dict->capacity = capacity;
    return 0;
}

static char *store_text(struct fs_dict *dict, const char *text, size_t length)
{
    struct block *block = dict->blocks;
    if (!block || block->size - block->used <= length) {
        /* Small dictionaries are common (a symbol column of one symbol): their block is small too. */
        size_t size = dict->blocks ? TEXT_BLOCK : 256;
        if (size <= length)
            size = length + 1;
        block = malloc(sizeof *block + size);
        if (!block) {
            fs_error_nomem();
            return NULL;
        }
        *block = (struct block){dict->blocks, 0, size};
        dict->blocks = block;
    }
    char *bytes = block->bytes + block->used;
    if (length > 0)
        memcpy(bytes, text, length);
    bytes[length] = '\0';
    block->used += length + 1;
    return bytes;
}

int32_t fs_dict_put(struct fs_dict *dict, const char *text, size_t length)
{
    if (length >= UINT32_MAX)
        return fs_error_set(FS_E_LIMIT, "a text of %zu bytes is too long for a string column", length);
    uint32_t hash = hash_text(text, length);
    uint32_t slot = find_slot(dict, text, length, hash);
    if (dict->slots[slot] != 0)
        return dict->slots[slot] - 1;
    if (dict->count == dict->capacity && grow_texts(dict) != 0)
        return -1;
    if ((uint32_t)dict->count > dict->slot_mask / 2) {
        if (grow_slots(dict) != 0)
            return -1;
        slot = find_slot(dict, text, length, hash);
    }
    char *bytes = store_text(dict, text, length);
    if (!bytes)
        return -1;
    int32_t code = dict->count++;
    dict->texts[code] = (struct text){bytes, (uint32_t)length, hash};
    dict->slots[slot] = code + 1;
    return code;
}

int32_t fs_dict_find(const struct fs_dict *dict, const char *text, size_t length)
{
    if (length >= UINT32_MAX)
        return -1;
    return dict->slots[find_slot(dict, text, length, hash_text(text, length))] - 1;
}

const char *fs_dict_get(const struct fs_dict *dict, int32_t code, size_t *length)
{
    if (code < 0 || code >= dict->count)
        return NULL;
    if (length)
        *length = dict->texts[code].length;
    return dict->texts[code].bytes;
}

int32_t fs_dict_count(const struct fs_dict *dict)
{
    return dict->count;
}
