#include "market/symbol.h"

#include "base/error.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Texts by id - 1, and an open-addressing table of ids by hash (0: free), at most half full. */
static struct {
    pthread_mutex_t lock;
    char **texts;
    uint32_t *slots;
    uint32_t count, capacity, slot_count;
} table = {.lock = PTHREAD_MUTEX_INITIALIZER};

static uint64_t hash_text(const char *text)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

static uint32_t *find_slot(const char *text)
{
    for (uint64_t i = hash_text(text);; i++) {
        uint32_t *slot = &table.slots[i & (table.slot_count - 1)];
        if (!*slot || !strcmp(table.texts[*slot - 1], text))
            return slot;
    }
}

static int grow(void)
{
    uint32_t capacity = table.capacity ? table.capacity * 2 : 256;
    char **texts = realloc(table.texts, capacity * sizeof *texts);
    if (!texts)
        return fs_error_nomem();
    table.texts = texts;
    uint32_t *slots = calloc(capacity * 2, sizeof *slots);
    if (!slots)
        return fs_error_nomem();
    free(table.slots);
    table.slots = slots;
    table.slot_count = capacity * 2;
    table.capacity = capacity;
    for (uint32_t id = 1; id <= table.count; id++)
        *find_slot(table.texts[id - 1]) = id;
    return 0;
}

static uint32_t intern(const char *text)
{
    if (table.count == table.capacity && grow())
        return 0;
    uint32_t *slot = find_slot(text);
    if (!*slot) {
        char *copy = strdup(text);
        if (!copy) {
            fs_error_nomem();
            return 0;
        }
        table.texts[table.count++] = copy;
        *slot = table.count;
    }
    return *slot;
}

uint32_t fs_symbol_id(const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (length == 0 || length > FS_SYMBOL_MAX) {
        fs_error_set(FS_E_INPUT, "a symbol has %zu bytes; expected 1 to %d", length, FS_SYMBOL_MAX);
        return 0;
    }
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 32 || text[i] == 127) {
            fs_error_set(FS_E_INPUT, "byte %zu of a symbol is the control character 0x%02x", i + 1,
                         (unsigned char)text[i]);
            return 0;
        }
    pthread_mutex_lock(&table.lock);
    uint32_t id = intern(text);
    pthread_mutex_unlock(&table.lock);
    return id;
}

const char *fs_symbol_text(uint32_t id)
{
    pthread_mutex_lock(&table.lock);
    const char *text = id >= 1 && id <= table.count ? table.texts[id - 1] : NULL;
    pthread_mutex_unlock(&table.lock);
    return text;
}

uint32_t fs_symbol_count(void)
{
    pthread_mutex_lock(&table.lock);
    uint32_t count = table.count;
    pthread_mutex_unlock(&table.lock);
    return count;
}
