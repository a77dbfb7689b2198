#include "frame/arrow_decode.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int arrow_column_init(struct arrow_column *column, int type, struct fs_dict *dict)
{
    column->type = type;
    if (type != FS_STRING)
        return 0;
    column->dict = dict ? fs_dict_ref(dict) : fs_dict_new();
    return column->dict ? 0 : -1;
}

void arrow_column_restart(struct arrow_column *column)
{
    fs_buffer_unref(column->bitmap);
    column->bitmap = NULL;
    column->validity = NULL;
    column->rows = 0;
    column->null_count = 0;
}

void arrow_column_clear(struct arrow_column *column)
{
    fs_buffer_unref(column->owner);
    fs_buffer_unref(column->bitmap);
    fs_dict_unref(column->dict);
    *column = (struct arrow_column){.type = 0};
}

static size_t bitmap_bytes(int64_t rows)
{
    return (size_t)(rows / 8 + 1);
}

static int grow_bitmap(struct arrow_column *column, int64_t capacity)
{
    struct fs_buffer *bitmap = fs_buffer_new(bitmap_bytes(capacity));
    if (!bitmap)
        return -1;
    uint8_t *bits = fs_buffer_data(bitmap);
    memset(bits, 0xFF, bitmap_bytes(capacity));
    if (column->bitmap)
        memcpy(bits, column->validity, bitmap_bytes(column->rows));
    fs_buffer_unref(column->bitmap);
    column->bitmap = bitmap;
    column->validity = bits;
    return 0;
}

int arrow_column_reserve(struct arrow_column *column, struct arrow_reading *reading, int64_t rows)
{
    if (rows <= column->capacity && column->owner)
        return 0;
    int64_t capacity = rows;
    if (column->capacity > 0 && capacity < column->capacity * 2) /* a dictionary that grows bit by bit */
        capacity = column->capacity * 2;
    int64_t size = (int64_t)fs_type_size(column->type);
    if (arrow_charge(reading, capacity * size) != 0)
        return -1;
    struct fs_buffer *owner = fs_buffer_new((size_t)(capacity * size));
    if (!owner)
        return -1;
    if (column->rows > 0)
        memcpy(fs_buffer_data(owner), column->data, (size_t)(column->rows * size));
    fs_buffer_unref(column->owner);
    column->owner = owner;
    column->data = fs_buffer_data(owner);
    column->capacity = capacity;
    return column->bitmap ? grow_bitmap(column, capacity) : 0;
}

/* Where the next rows of a column with memory of its own go. */
static void *next_values(struct arrow_column *column)
{
    return (char *)fs_buffer_data(column->owner) + (size_t)column->rows * fs_type_size(column->type);
}

static int64_t count_clear(const uint8_t *bits, int64_t rows)
{
    int64_t set = 0, i = 0;
    for (; i + 64 <= rows; i += 64) {
        uint64_t word;
        memcpy(&word, bits + i / 8, sizeof word);
        set += __builtin_popcountll(word);
    }
    for (; i < rows; i++)
        set += arrow_bit(bits, i);
    return rows - set;
}

/* Notes which of the next rows are missing. */
static int mark_missing(struct arrow_column *column, const uint8_t *present, int64_t rows)
{
    int64_t missing = present ? count_clear(present, rows) : 0;
    if (missing == 0)
        return 0;
    if (!column->bitmap && grow_bitmap(column, column->capacity) != 0)
        return -1;
    uint8_t *bits = fs_buffer_data(column->bitmap);
    for (int64_t i = 0; i < rows; i++)
        if (!arrow_bit(present, i)) {
            int64_t bit = column->rows + i;
            bits[bit / 8] = (uint8_t)(bits[bit / 8] & ~(1u << (bit % 8)));
        }
    column->null_count += missing;
    return 0;
}

/* Does the memory of such an array equal the column's? */
static int same_layout(const struct arrow_value *value)
{
    size_t size = fs_type_size(value->type);
    return (value->kind == KIND_FLOAT || (value->kind == KIND_SIGNED && value->scale == 1)) &&
           (size_t)value->width == size * 8;
}

/* Lets the column own an array's bytes as they are: they lie in the reading's memory, or were inflated for
 * it. */
static void keep(struct arrow_column *column, struct arrow_cursor *cursor, struct arrow_bytes *values,
                 struct arrow_bytes *present, int64_t rows)
{
    struct fs_buffer *shared = cursor->reading->owner;
    column->owner = values->owner ? values->owner : fs_buffer_ref(shared);
    column->data = values->bytes;
    values->owner = NULL;
    column->rows = column->capacity = rows;
    int64_t missing = present->bytes ? count_clear(present->bytes, rows) : 0;
    if (missing == 0)
        return;
    column->bitmap = present->owner ? present->owner : fs_buffer_ref(shared);
    column->validity = present->bytes;
    column->null_count = missing;
    present->owner = NULL;
}

static int can_keep(const struct arrow_cursor *cursor, const struct arrow_bytes *bytes)
{
    return bytes->owner || cursor->reading->owner || !bytes->bytes;
}

/* The array's bitmap: `present->bytes` NULL when all is there. */
static int next_present(struct arrow_cursor *cursor, const struct arrow_node *node,
                        struct arrow_bytes *present)
{
    if (arrow_next_bytes(cursor, node->null_count ? (uint64_t)(node->length + 7) / 8 : 0, present) != 0)
        return -1;
    if (node->null_count == 0) { /* may be there even so, and says nothing */
        fs_buffer_unref(present->owner);
        *present = (struct arrow_bytes){NULL, 0, NULL};
    }
    return 0;
}

static int next_array(struct arrow_cursor *cursor, int64_t rows, struct arrow_node *node)
{
    if (arrow_next_node(cursor, node) != 0)
        return -1;
    if (node->length != rows)
        return fs_error_set(FS_E_INPUT, "column '%s' has %lld values in a record batch of %lld rows",
                            cursor->column, (long long)node->length, (long long)rows);
    return 0;
}

static int append_nulls(struct arrow_column *column, struct arrow_cursor *cursor, int64_t rows)
{
    if (arrow_column_reserve(column, cursor->reading, column->rows + rows) != 0)
        return -1;
    double *values = next_values(column);
    for (int64_t i = 0; i < rows; i++)
        values[i] = (double)NAN;
    column->rows += rows;
    column->null_count += rows;
    return 0;
}

static int append_texts(struct arrow_column *column, const struct arrow_value *value,
                        struct arrow_cursor *cursor, const struct arrow_bytes *present, int64_t rows)
{
    if (arrow_column_reserve(column, cursor->reading, column->rows + rows) != 0 ||
        arrow_decode_texts(value, cursor, column->dict, column->rows, rows, present->bytes,
                           next_values(column)) != 0 ||
        mark_missing(column, present->bytes, rows) != 0)
        return -1;
    column->rows += rows;
    return 0;
}

static int append_fixed(struct arrow_column *column, const struct arrow_value *value,
                        struct arrow_cursor *cursor, struct arrow_bytes *present, int64_t rows, int may_keep)
{
    struct arrow_bytes values;
    if (arrow_next_bytes(cursor, ((uint64_t)rows * (uint64_t)value->width + 7) / 8, &values) != 0)
        return -1;
    /* A double that is missing must be NaN, so those with a bitmap are copied. */
    if (may_keep && rows > 0 && same_layout(value) && can_keep(cursor, &values) &&
        can_keep(cursor, present) && !(value->type == FS_F64 && present->bytes)) {
        keep(column, cursor, &values, present, rows);
        return 0;
    }
    int rc = arrow_column_reserve(column, cursor->reading, column->rows + rows);
    if (rc == 0)
        rc = arrow_decode_values(value, cursor, values.bytes, present->bytes, column->rows, rows,
                                 column->type, next_values(column));
    if (rc == 0 && column->type != FS_F64)
        rc = mark_missing(column, present->bytes, rows);
    else if (rc == 0 && present->bytes)
        column->null_count += count_clear(present->bytes, rows);
    if (rc == 0)
        column->rows += rows;
    fs_buffer_unref(values.owner);
    return rc;
}

int arrow_column_append(struct arrow_column *column, const struct arrow_value *value,
                        struct arrow_cursor *cursor, int64_t rows, int may_keep)
{
    struct arrow_node node;
    struct arrow_bytes present;
    if (next_array(cursor, rows, &node) != 0)
        return -1;
    if (value->kind == KIND_NULL)
        return append_nulls(column, cursor, rows);
    if (next_present(cursor, &node, &present) != 0)
        return -1;
    int rc = value->type == FS_STRING ? append_texts(column, value, cursor, &present, rows)
                                      : append_fixed(column, value, cursor, &present, rows, may_keep);
    fs_buffer_unref(present.owner);
    return rc;
}

/* ---- dictionary-encoded columns ---- */

static int64_t index_at(const struct arrow_value *index, const uint8_t *bytes, int64_t i)
{
    const void *at = bytes + i * index->width / 8;
    int is_signed = index->kind == KIND_SIGNED;
    switch (index->width) {
    case 8:
        return is_signed ? *(const int8_t *)at : *(const uint8_t *)at;
    case 16:
        return is_signed ? *(const int16_t *)at : *(const uint16_t *)at;
    case 32:
        return is_signed ? *(const int32_t *)at : (int64_t) * (const uint32_t *)at;
    default:
        return *(const int64_t *)
            at; /* an unsigned one above the signed range reads as negative: out of range too */
    }
}

/* Are the dictionary's texts distinct and all there, so that an index is a code? */
static int codes_are_indices(const struct arrow_dictionary *dictionary)
{
    const int32_t *codes = dictionary->values.data;
    if (dictionary->values.type != FS_STRING || dictionary->values.bitmap)
        return 0;
    for (int64_t i = 0; i < dictionary->values.rows; i++)
        if (codes[i] != i)
            return 0;
    return 1;
}

static int all_in_range(const uint8_t *bytes, int64_t rows, int64_t count)
{
    const uint32_t *in = (const uint32_t *)(const void *)bytes; /* a negative one is large */
    uint32_t largest = 0;
    for (int64_t i = 0; i < rows; i++)
        largest = in[i] > largest ? in[i] : largest;
    return largest < count;
}

/* The value of each index; rows whose dictionary value is missing are noted in `absent` (a bitmap made on
 * demand). */
static int gather(struct arrow_column *column, const struct arrow_value *index,
                  const struct arrow_column *from, struct arrow_cursor *cursor, const uint8_t *bytes,
                  const uint8_t *present, int64_t rows, uint8_t *merged)
{
    size_t size = fs_type_size(column->type);
    char *to = next_values(column);
    const char *values = from->data;
    for (int64_t i = 0; i < rows; i++) {
        int64_t at = index_at(index, bytes, i);
        if (!arrow_bit(present, i)) {
            memset(to + (size_t)i * size, 0, size);
            continue;
        }
        if (at < 0 || at >= from->rows)
            return fs_error_set(
                FS_E_INPUT, "column '%s', row %lld: index %lld into a dictionary of %lld values",
                cursor->column, (long long)(column->rows + i + 1), (long long)at, (long long)from->rows);
        memcpy(to + (size_t)i * size, values + (size_t)at * size, size);
        if (merged && arrow_bit(from->validity, at))
            merged[i / 8] = (uint8_t)(merged[i / 8] | 1u << (i % 8));
    }
    return 0;
}

static int append_gathered(struct arrow_column *column, const struct arrow_value *index,
                           const struct arrow_column *from, struct arrow_cursor *cursor, const uint8_t *bytes,
                           const uint8_t *present, int64_t rows)
{
    uint8_t *merged = NULL;
    if (arrow_column_reserve(column, cursor->reading, column->rows + rows) != 0)
        return -1;
    if (from->bitmap && !(merged = calloc(bitmap_bytes(rows), 1)))
        return fs_error_nomem();
    int rc = gather(column, index, from, cursor, bytes, present, rows, merged);
    const uint8_t *there = merged ? merged : present;
    if (rc == 0 && column->type != FS_F64)
        rc = mark_missing(column, there, rows);
    else if (rc == 0 && there) {
        double *values = next_values(column);
        for (int64_t i = 0; i < rows; i++)
            if (!arrow_bit(there, i))
                values[i] = (double)NAN;
        column->null_count += count_clear(there, rows);
    }
    if (rc == 0)
        column->rows += rows;
    free(merged);
    return rc;
}

int arrow_column_append_encoded(struct arrow_column *column, const struct arrow_value *index,
                                const struct arrow_dictionary *dictionary, struct arrow_cursor *cursor,
                                int64_t rows, int may_keep)
{
    struct arrow_node node;
    struct arrow_bytes present, indices;
    if (next_array(cursor, rows, &node) != 0 || next_present(cursor, &node, &present) != 0)
        return -1;
    int rc = arrow_next_bytes(cursor, (uint64_t)rows * (uint64_t)index->width / 8, &indices);
    if (rc == 0) {
        if (may_keep && rows > 0 && index->width == 32 && index->kind == KIND_SIGNED &&
            can_keep(cursor, &indices) && can_keep(cursor, &present) && codes_are_indices(dictionary) &&
            all_in_range(indices.bytes, rows, dictionary->values.rows))
            keep(column, cursor, &indices, &present, rows);
        else
            rc = append_gathered(column, index, &dictionary->values, cursor, indices.bytes, present.bytes,
                                 rows);
        fs_buffer_unref(indices.owner);
    }
    fs_buffer_unref(present.owner);
    return rc;
}
