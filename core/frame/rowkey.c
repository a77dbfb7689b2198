#include "frame/rowkey.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

static uint64_t double_word(double value)
{
    uint64_t word;
    if (value == 0)
        value = 0; /* -0.0 too */
    if (value != value)
        return UINT64_MAX;
    memcpy(&word, &value, sizeof word);
    return word;
}

uint64_t fs_rowkey_word(const struct fs_column *column, int64_t i)
{
    switch (column->type) {
    case FS_F64:
        return double_word(((const double *)column->data)[i]);
    case FS_I32:
    case FS_STRING:
        return (uint64_t)(int64_t)((const int32_t *)column->data)[i];
    case FS_BOOL:
        return ((const uint8_t *)column->data)[i] != 0;
    default:
        return (uint64_t)((const int64_t *)column->data)[i];
    }
}

uint64_t fs_rowkey_order(const struct fs_column *column, const int32_t *ranks, int64_t i)
{
    const uint64_t sign = (uint64_t)1 << 63;
    uint64_t word = fs_rowkey_word(column, i);
    if (column->type == FS_STRING) {
        int32_t code = ((const int32_t *)column->data)[i];
        return (uint64_t)ranks[code];
    }
    if (column->type == FS_F64)
        return word & sign ? ~word : word | sign;
    return word ^ sign;
}

struct ranked {
    const char *text;
    size_t length;
    int32_t code;
};

static int compare_texts(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

int32_t *fs_rowkey_ranks(const struct fs_dict *dict)
{
    int32_t count = fs_dict_count(dict);
    struct ranked *sorted = malloc(((size_t)count + 1) * sizeof *sorted);
    int32_t *ranks = calloc((size_t)count + 1, sizeof *ranks);
    if (!sorted || !ranks) {
        free(sorted);
        free(ranks);
        fs_error_nomem();
        return NULL;
    }
    for (int32_t code = 0; code < count; code++) {
        sorted[code].text = fs_dict_get(dict, code, &sorted[code].length);
        sorted[code].code = code;
    }
    qsort(sorted, (size_t)count, sizeof *sorted, compare_texts);
    for (int32_t i = 0; i < count; i++)
        ranks[sorted[i].code] = i;
    free(sorted);
    return ranks;
}

static uint64_t hash_key(const uint64_t *key, int words)
{
    uint64_t hash = 0x9E3779B97F4A7C15u;
    for (int i = 0; i < words; i++) {
        hash = (hash ^ key[i]) * 0xD6E8FEB86659FD93u;
        hash ^= hash >> 32;
    }
    return hash;
}

/* The key of a row; returns whether any value is missing. `maps`: for texts, what a code is called, may be
 * NULL. */
static int make_key(const struct fs_column *const *columns, int32_t *const *maps, int count, int64_t row,
                    uint64_t *key)
{
    uint64_t missing = 0;
    for (int c = 0; c < count; c++) {
        key[c] = 0;
        if (fs_column_is_null(columns[c], row))
            missing |= (uint64_t)1 << (c % 64);
        else if (maps && maps[c])
            key[c] = (uint64_t)(int64_t)maps[c][((const int32_t *)columns[c]->data)[row]];
        else
            key[c] = fs_rowkey_word(columns[c], row);
    }
    key[count] = missing;
    return missing != 0;
}

/* The slot that holds the key, or the free one where it belongs. */
static uint64_t find_slot(const struct fs_rowkeys *keys, const uint64_t *key)
{
    uint64_t slot = hash_key(key, keys->words) & keys->mask;
    for (; keys->slots[slot] != 0; slot = (slot + 1) & keys->mask)
        if (memcmp(keys->keys + (keys->slots[slot] - 1) * keys->words, key, (size_t)keys->words * 8) == 0)
            break;
    return slot;
}

static int grow(struct fs_rowkeys *keys, int64_t capacity)
{
    uint64_t *words = realloc(keys->keys, (size_t)capacity * (size_t)keys->words * 8);
    if (words)
        keys->keys = words;
    int64_t *first = realloc(keys->first, (size_t)capacity * sizeof *first);
    if (first)
        keys->first = first;
    int64_t *slots = calloc((size_t)capacity * 2, sizeof *slots);
    if (!words || !first || !slots) {
        free(slots);
        return fs_error_nomem();
    }
    free(keys->slots);
    keys->slots = slots;
    keys->mask = (uint64_t)capacity * 2 - 1;
    for (int64_t id = 0; id < keys->count; id++)
        keys->slots[find_slot(keys, keys->keys + id * keys->words)] = id + 1;
    return 0;
}

static int number_rows(struct fs_rowkeys *keys, const struct fs_column *const *columns, int count,
                       int64_t rows, int with_missing, uint64_t *key)
{
    int64_t capacity = 64;
    if (grow(keys, capacity) != 0)
        return -1;
    for (int64_t row = 0; row < rows; row++) {
        if (make_key(columns, NULL, count, row, key) && !with_missing) {
            keys->ids[row] = -1;
            continue;
        }
        uint64_t slot = find_slot(keys, key);
        if (keys->slots[slot] == 0) {
            if (keys->count == capacity) {
                if (grow(keys, capacity *= 2) != 0)
                    return -1;
                slot = find_slot(keys, key);
            }
            memcpy(keys->keys + keys->count * keys->words, key, (size_t)keys->words * 8);
            keys->first[keys->count] = row;
            keys->slots[slot] = ++keys->count;
        }
        keys->ids[row] = keys->slots[slot] - 1;
    }
    return 0;
}

int fs_rowkeys_build(struct fs_rowkeys *keys, const struct fs_column *const *columns, int count, int64_t rows,
                     int with_missing)
{
    *keys = (struct fs_rowkeys){.words = count + 1};
    if (count > 64) /* a bit each in the word of what is missing */
        return fs_error_set(FS_E_LIMIT, "%d key columns; at most 64 can be used", count);
    keys->ids = malloc(((size_t)rows + 1) * sizeof *keys->ids);
    uint64_t *key = calloc((size_t)count + 1, sizeof *key);
    int rc = keys->ids && key ? number_rows(keys, columns, count, rows, with_missing, key) : fs_error_nomem();
    free(key);
    if (rc != 0)
        fs_rowkeys_clear(keys);
    return rc;
}

/* For texts of another dictionary: the code that each has in ours, -1 for none. */
static int32_t *map_codes(const struct fs_dict *ours, const struct fs_dict *theirs)
{
    int32_t count = fs_dict_count(theirs);
    int32_t *map = malloc(((size_t)count + 1) * sizeof *map);
    if (!map) {
        fs_error_nomem();
        return NULL;
    }
    for (int32_t code = 0; code < count; code++) {
        size_t length;
        const char *text = fs_dict_get(theirs, code, &length);
        map[code] = fs_dict_find(ours, text, length);
    }
    return map;
}

static int64_t *match_rows(const struct fs_rowkeys *keys, const struct fs_column *const *others,
                           int32_t *const *maps, int count, int64_t rows)
{
    int64_t *ids = malloc(((size_t)rows + 1) * sizeof *ids);
    uint64_t *key = calloc((size_t)count + 1, sizeof *key);
    if (!ids || !key) {
        free(ids);
        free(key);
        fs_error_nomem();
        return NULL;
    }
    for (int64_t row = 0; row < rows; row++)
        ids[row] = make_key(others, maps, count, row, key) ? -1 : keys->slots[find_slot(keys, key)] - 1;
    free(key);
    return ids;
}

int64_t *fs_rowkeys_match(const struct fs_rowkeys *keys, const struct fs_column *const *columns,
                          const struct fs_column *const *others, int count, int64_t rows)
{
    int32_t **maps = calloc((size_t)count + 1, sizeof *maps);
    int64_t *ids = NULL;
    int ready = maps != NULL;
    if (!maps)
        fs_error_nomem();
    for (int c = 0; c < count && ready; c++)
        if (columns[c]->type == FS_STRING && columns[c]->dict != others[c]->dict)
            ready = (maps[c] = map_codes(columns[c]->dict, others[c]->dict)) != NULL;
    if (ready)
        ids = match_rows(keys, others, maps, count, rows);
    for (int c = 0; maps && c < count; c++)
        free(maps[c]);
    free(maps);
    return ids;
}

int fs_rowkeys_lists(const struct fs_rowkeys *keys, int64_t rows, int64_t **starts, int64_t **lists)
{
    int64_t *at = *starts = calloc((size_t)keys->count + 2, sizeof **starts);
    *lists = malloc(((size_t)rows + 1) * sizeof **lists);
    if (!*starts || !*lists) {
        free(*starts);
        free(*lists);
        *starts = *lists = NULL;
        return fs_error_nomem();
    }
    /* A counting sort, with the counts shifted by two so that they end up as the starts. */
    for (int64_t i = 0; i < rows; i++)
        if (keys->ids[i] >= 0 && keys->ids[i] + 2 <= keys->count)
            at[keys->ids[i] + 2]++;
    for (int64_t k = 2; k <= keys->count; k++)
        at[k] += at[k - 1];
    for (int64_t i = 0; i < rows; i++)
        if (keys->ids[i] >= 0)
            (*lists)[at[keys->ids[i] + 1]++] = i;
    return 0;
}

void fs_rowkeys_clear(struct fs_rowkeys *keys)
{
    free(keys->ids);
    free(keys->first);
    free(keys->keys);
    free(keys->slots);
    *keys = (struct fs_rowkeys){.count = 0};
}
