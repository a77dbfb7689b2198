/* Choosing rows: slice, take, filter, concat. */
#include "frame/ops.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Ends a function that builds a frame: the frame when all went well, NULL otherwise. */
static struct fs_frame *done(struct fs_frame *frame, int rc)
{
    if (rc == 0)
        return frame;
    fs_frame_unref(frame);
    return NULL;
}

static int slice_column(struct fs_frame *out, const struct fs_column *column, int64_t first, int64_t rows)
{
    struct fs_column part = *column;
    part.data = (const char *)column->data + (size_t)first * fs_type_size(column->type);
    part.length = rows;
    part.validity_offset += first;
    part.null_count = 0;
    for (int64_t i = 0; column->null_count > 0 && i < rows; i++)
        part.null_count += fs_column_is_null(&part, i);
    return fs_frame_add_shared(out, &part, NULL);
}

struct fs_frame *fs_frame_slice(const struct fs_frame *frame, int64_t first, int64_t rows)
{
    int64_t all = fs_frame_rows(frame);
    first = first < 0 ? 0 : first > all ? all : first;
    rows = rows < 0 ? 0 : rows > all - first ? all - first : rows;
    struct fs_frame *out = fs_frame_new();
    int rc = out ? fs_frame_meta_copy(out, frame) : -1;
    for (int i = 0; i < fs_frame_columns(frame) && rc == 0; i++)
        rc = slice_column(out, fs_frame_column(frame, i), first, rows);
    return done(out, rc);
}

#define GATHER(type, missing)                                                                                \
    do {                                                                                                     \
        const type *from = column->data;                                                                     \
        type *to = data;                                                                                     \
        for (int64_t i = 0; i < count; i++)                                                                  \
            to[i] = indices[i] < 0 ? (type)(missing) : from[indices[i]];                                     \
    } while (0)

/* A bitmap for `count` rows, all of them there. */
static uint8_t *full_bitmap(int64_t count, struct fs_buffer **owner)
{
    *owner = fs_buffer_new((size_t)(count / 8 + 1));
    return *owner ? memset(fs_buffer_data(*owner), 0xFF, (size_t)(count / 8 + 1)) : NULL;
}

static int gather_validity(struct fs_frame *out, const struct fs_column *column, const int64_t *indices,
                           int64_t count)
{
    int64_t missing = 0;
    struct fs_buffer *owner = NULL;
    uint8_t *bits = NULL;
    for (int64_t i = 0; i < count; i++) {
        if (indices[i] >= 0 && !fs_column_is_null(column, indices[i]))
            continue;
        missing++;
        if (!bits && !(bits = full_bitmap(count, &owner)))
            return -1;
        bits[i / 8] = (uint8_t)(bits[i / 8] & ~(1u << (i % 8)));
    }
    return owner ? fs_frame_set_validity(out, fs_frame_columns(out) - 1, owner, missing) : 0;
}

static int take_column(struct fs_frame *out, const struct fs_column *column, const int64_t *indices,
                       int64_t count)
{
    void *data;
    if (fs_frame_add_new(out, column->name, column->type, count, fs_dict_ref(column->dict), &data) != 0)
        return -1;
    if (column->type == FS_F64)
        GATHER(double, NAN);
    else if (column->type == FS_BOOL)
        GATHER(uint8_t, 0);
    else if (fs_type_size(column->type) == 4)
        GATHER(int32_t, 0);
    else
        GATHER(int64_t, 0);
    if (column->zone && fs_frame_set_zone(out, fs_frame_columns(out) - 1, column->zone) != 0)
        return -1;
    return column->type == FS_F64 ? 0 : gather_validity(out, column, indices, count);
}

struct fs_frame *fs_frame_take(const struct fs_frame *frame, const int64_t *indices, int64_t count)
{
    int64_t rows = fs_frame_rows(frame);
    for (int64_t i = 0; i < count; i++)
        if (indices[i] < -1 || indices[i] >= rows) {
            fs_error_set(FS_E_INPUT, "row %lld of a frame of %lld", (long long)indices[i], (long long)rows);
            return NULL;
        }
    struct fs_frame *out = fs_frame_new();
    int rc = out ? fs_frame_meta_copy(out, frame) : -1;
    for (int i = 0; i < fs_frame_columns(frame) && rc == 0; i++)
        rc = take_column(out, fs_frame_column(frame, i), indices, count);
    return done(out, rc);
}

struct fs_frame *fs_frame_filter(const struct fs_frame *frame, const uint8_t *mask)
{
    int64_t rows = fs_frame_rows(frame), count = 0;
    for (int64_t i = 0; i < rows; i++)
        count += mask[i] != 0;
    if (count == rows) /* nothing to leave out: share */
        return fs_frame_slice(frame, 0, rows);
    int64_t *indices = malloc(((size_t)count + 1) * sizeof *indices);
    if (!indices) {
        fs_error_nomem();
        return NULL;
    }
    count = 0;
    for (int64_t i = 0; i < rows; i++)
        if (mask[i])
            indices[count++] = i;
    struct fs_frame *out = fs_frame_take(frame, indices, count);
    free(indices);
    return out;
}

/* ---- concat ---- */

static int check_alike(struct fs_frame *const *frames, int count)
{
    const struct fs_frame *first = frames[0];
    for (int f = 1; f < count; f++) {
        if (fs_frame_columns(frames[f]) != fs_frame_columns(first))
            return fs_error_set(FS_E_INPUT, "frame %d has %d columns; the first has %d", f + 1,
                                fs_frame_columns(frames[f]), fs_frame_columns(first));
        for (int i = 0; i < fs_frame_columns(first); i++) {
            const struct fs_column *a = fs_frame_column(first, i), *b = fs_frame_require(frames[f], a->name);
            if (!b)
                return fs_error_wrap(FS_E_INPUT, "frame %d differs from the first", f + 1);
            if (a->type != b->type)
                return fs_error_set(FS_E_INPUT, "column '%s' is of type %s in frame %d and %s in the first",
                                    a->name, fs_type_name(b->type), f + 1, fs_type_name(a->type));
        }
    }
    return 0;
}

/* The codes of a column in the dictionary of the result, which takes in its texts. */
static int append_codes(const struct fs_column *column, struct fs_dict *dict, int32_t *to)
{
    const int32_t *codes = column->data;
    int32_t count = fs_dict_count(column->dict);
    int32_t *map = malloc(((size_t)count + 1) * sizeof *map);
    if (!map)
        return fs_error_nomem();
    memset(map, 0xFF, ((size_t)count + 1) * sizeof *map);
    for (int64_t i = 0; i < column->length; i++) {
        to[i] = 0;
        if (fs_column_is_null(column, i))
            continue;
        if (map[codes[i]] < 0) {
            size_t length;
            const char *text = fs_dict_get(column->dict, codes[i], &length);
            map[codes[i]] = fs_dict_put(dict, text, length);
            if (map[codes[i]] < 0) {
                free(map);
                return -1;
            }
        }
        to[i] = map[codes[i]];
    }
    free(map);
    return 0;
}

static int concat_column(struct fs_frame *out, struct fs_frame *const *frames, int count, int index,
                         int64_t rows)
{
    const struct fs_column *first = fs_frame_column(frames[0], index);
    size_t size = fs_type_size(first->type);
    int64_t at = 0, missing = 0;
    struct fs_buffer *owner = NULL;
    uint8_t *bits = NULL;
    void *data;
    struct fs_dict *dict = first->type == FS_STRING ? fs_dict_new() : NULL;
    if ((first->type == FS_STRING && !dict) ||
        fs_frame_add_new(out, first->name, first->type, rows, dict, &data) != 0)
        return -1;
    if (first->zone && fs_frame_set_zone(out, fs_frame_columns(out) - 1, first->zone) != 0)
        return -1;
    for (int f = 0; f < count; f++) {
        const struct fs_column *column = fs_frame_find(frames[f], first->name);
        if (first->type == FS_STRING) {
            if (append_codes(column, dict, (int32_t *)data + at) != 0)
                goto fail;
        } else if (column->length > 0)
            memcpy((char *)data + (size_t)at * size, column->data, (size_t)column->length * size);
        for (int64_t i = 0; first->type != FS_F64 && column->validity && i < column->length; i++)
            if (fs_column_is_null(column, i)) {
                if (!bits && !(bits = full_bitmap(rows, &owner)))
                    goto fail;
                bits[(at + i) / 8] = (uint8_t)(bits[(at + i) / 8] & ~(1u << ((at + i) % 8)));
                missing++;
            }
        at += column->length;
    }
    return owner ? fs_frame_set_validity(out, fs_frame_columns(out) - 1, owner, missing) : 0;
fail:
    fs_buffer_unref(owner);
    return -1;
}

struct fs_frame *fs_frame_concat(struct fs_frame *const *frames, int count)
{
    int64_t rows = 0;
    if (count == 0)
        return fs_frame_new();
    if (check_alike(frames, count) != 0)
        return NULL;
    for (int f = 0; f < count; f++)
        rows += fs_frame_rows(frames[f]);
    struct fs_frame *out = fs_frame_new();
    int rc = out ? fs_frame_meta_copy(out, frames[0]) : -1;
    for (int i = 0; i < fs_frame_columns(frames[0]) && rc == 0; i++)
        rc = concat_column(out, frames, count, i, rows);
    return done(out, rc);
}
