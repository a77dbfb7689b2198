#include "store/rows.h"

#include "base/error.h"
#include "base/time.h"
#include "frame/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HASH_BLOCK = 65536 };

int64_t rows_lower_bound(const int64_t *times, int64_t count, int64_t time)
{
    int64_t low = 0, high = count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (times[middle] < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct fs_frame *rows_slice(const struct fs_frame *frame, int64_t first, int64_t count)
{
    struct fs_frame *out = fs_frame_new();
    int failed = !out;
    for (int k = 0; k < fs_frame_columns(frame) && !failed; k++) {
        struct fs_column column = *fs_frame_column(frame, k);
        column.data = (const char *)column.data + (size_t)first * fs_type_size(column.type);
        column.length = count;
        column.validity_offset += first;
        column.owner = fs_buffer_ref(column.owner);
        column.validity_owner = fs_buffer_ref(column.validity_owner);
        column.dict = fs_dict_ref(column.dict);
        if (column.validity && column.type != FS_F64) {
            column.null_count = 0;
            for (int64_t i = 0; i < count; i++)
                column.null_count += !(column.validity[(column.validity_offset + i) / 8] >>
                                           ((column.validity_offset + i) % 8) &
                                       1);
        }
        failed = fs_frame_add(out, &column) != 0;
    }
    if (!failed && fs_frame_meta_copy(out, frame) == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}

/* Codes of one dictionary in another; free() it. */
static int32_t *translate(const struct fs_dict *from, struct fs_dict *to)
{
    int32_t count = fs_dict_count(from), *map = malloc(((size_t)count + 1) * sizeof *map);
    if (!map) {
        fs_error_nomem();
        return NULL;
    }
    for (int32_t c = 0; c < count; c++) {
        size_t length;
        const char *text = fs_dict_get(from, c, &length);
        if ((map[c] = fs_dict_put(to, text, length)) < 0) {
            free(map);
            return NULL;
        }
    }
    return map;
}

static int pick_column(struct fs_frame *out, int k, struct fs_frame *const *frames, int count,
                       const struct row_ref *refs, int64_t rows)
{
    const struct fs_column *model = fs_frame_column(frames[0], k);
    size_t size = fs_type_size(model->type);
    struct fs_dict *dict = model->type == FS_STRING ? fs_dict_new() : NULL;
    int32_t **maps = calloc((size_t)count + 1, sizeof *maps);
    void *data;
    int64_t nulls = 0;
    int result = !maps ? fs_error_nomem() : dict || model->type != FS_STRING ? 0 : -1;
    for (int f = 0; f < count && result == 0 && dict; f++)
        if (!(maps[f] = translate(fs_frame_column(frames[f], k)->dict, dict)))
            result = -1;
    if (result != 0)
        fs_dict_unref(dict);
    else
        result = fs_frame_add_new(out, model->name, model->type, rows, dict, &data);
    struct fs_buffer *bitmap = result == 0 ? fs_buffer_new((size_t)rows / 8 + 1) : NULL;
    uint8_t *bits = bitmap ? fs_buffer_data(bitmap) : NULL;
    if (bits) {
        memset(bits, 0xff, (size_t)rows / 8 + 1);
        for (int64_t i = 0; i < rows; i++) {
            const struct fs_column *from = fs_frame_column(frames[refs[i].frame], k);
            memcpy((char *)data + (size_t)i * size, (const char *)from->data + (size_t)refs[i].row * size,
                   size);
            int missing = model->type != FS_F64 && fs_column_is_null(from, refs[i].row);
            if (missing) {
                bits[i / 8] &= (uint8_t) ~(1u << (i % 8));
                nulls++;
            }
            if (dict) {
                int32_t *code = (int32_t *)data + i;
                *code = missing ? 0 : maps[refs[i].frame][*code];
            }
        }
        if (nulls)
            result = fs_frame_set_validity(out, k, bitmap, nulls);
        else
            fs_buffer_unref(bitmap);
        if (result == 0 && model->type == FS_TIME && model->zone)
            result = fs_frame_set_zone(out, k, model->zone);
    } else {
        result = -1;
    }
    for (int f = 0; maps && f < count; f++)
        free(maps[f]);
    free(maps);
    return result;
}

struct fs_frame *rows_pick(struct fs_frame *const *frames, int count, const struct row_ref *refs,
                           int64_t rows)
{
    struct fs_frame *out = fs_frame_new();
    int result = out ? 0 : -1;
    for (int k = 0; count && k < fs_frame_columns(frames[0]) && result == 0; k++)
        result = pick_column(out, k, frames, count, refs, rows);
    if (result == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}

struct fs_frame *rows_concat(struct fs_frame *const *frames, int count)
{
    int64_t rows = 0, at = 0;
    for (int f = 0; f < count; f++)
        rows += fs_frame_rows(frames[f]);
    struct row_ref *refs = malloc(((size_t)rows + 1) * sizeof *refs);
    if (!refs) {
        fs_error_nomem();
        return NULL;
    }
    for (int f = 0; f < count; f++)
        for (int64_t i = 0; i < fs_frame_rows(frames[f]); i++)
            refs[at++] = (struct row_ref){f, i};
    struct fs_frame *out = rows_pick(frames, count, refs, rows);
    free(refs);
    return out;
}

static int same_value(const struct fs_column *a, int64_t i, const struct fs_column *b, int64_t j)
{
    int missing = fs_column_is_null(a, i);
    if (missing != fs_column_is_null(b, j))
        return 0;
    if (missing)
        return 1;
    size_t size = fs_type_size(a->type), n, m;
    if (a->type == FS_F64)
        return ((const double *)a->data)[i] == ((const double *)b->data)[j];
    if (a->type == FS_STRING) {
        const char *x = fs_dict_get(a->dict, ((const int32_t *)a->data)[i], &n);
        const char *y = fs_dict_get(b->dict, ((const int32_t *)b->data)[j], &m);
        return x && y && n == m && !memcmp(x, y, n);
    }
    return !memcmp((const char *)a->data + (size_t)i * size, (const char *)b->data + (size_t)j * size, size);
}

int rows_difference(const struct fs_frame *a, int64_t row_a, const struct fs_frame *b, int64_t row_b)
{
    for (int k = 0; k < fs_frame_columns(a); k++)
        if (!same_value(fs_frame_column(a, k), row_a, fs_frame_column(b, k), row_b))
            return k;
    return -1;
}

void rows_text(const struct fs_column *column, int64_t row, char out[64])
{
    if (fs_column_is_null(column, row))
        snprintf(out, 64, "nothing");
    else if (column->type == FS_F64)
        fs_number_format(((const double *)column->data)[row], out);
    else if (column->type == FS_I64)
        snprintf(out, 64, "%" PRId64, ((const int64_t *)column->data)[row]);
    else if (column->type == FS_I32)
        snprintf(out, 64, "%" PRId32, ((const int32_t *)column->data)[row]);
    else if (column->type == FS_BOOL)
        snprintf(out, 64, "%s", ((const uint8_t *)column->data)[row] ? "true" : "false");
    else if (column->type == FS_TIME)
        fs_time_format(((const int64_t *)column->data)[row], out, 64);
    else
        snprintf(out, 64, "'%.58s'", fs_dict_get(column->dict, ((const int32_t *)column->data)[row], NULL));
}

/* A block of a column in its canonical form. */
static int hash_values(struct fs_sha256 *hash, const struct fs_column *column, int64_t first, int64_t rows,
                       uint64_t *space)
{
    if (column->type == FS_F64) {
        const double *values = (const double *)column->data + first;
        for (int64_t i = 0; i < rows; i++) {
            double value = isnan(values[i]) ? __builtin_nan("")
                           : values[i] == 0 ? 0.0
                                            : values[i]; /* -0 is 0 */
            memcpy(&space[i], &value, 8);
        }
        return fs_sha256_update(hash, space, (size_t)rows * 8);
    }
    if (column->type == FS_STRING) {
        for (int64_t i = first; i < first + rows; i++) {
            size_t length = 0;
            const char *text = fs_dict_get(column->dict, ((const int32_t *)column->data)[i], &length);
            int64_t mark = fs_column_is_null(column, i) || !text ? -1 : (int64_t)length;
            if (fs_sha256_update(hash, &mark, 8) != 0 ||
                (mark > 0 && fs_sha256_update(hash, text, length) != 0))
                return -1;
        }
        return 0;
    }
    for (int64_t i = 0; i < rows; i++) {
        int64_t row = first + i, value;
        switch (column->type) {
        case FS_I32:
            value = ((const int32_t *)column->data)[row];
            break;
        case FS_BOOL:
            value = ((const uint8_t *)column->data)[row];
            break;
        default:
            value = ((const int64_t *)column->data)[row];
        }
        memcpy(&space[i], &value, 8);
    }
    uint8_t *missing = (uint8_t *)(space + rows);
    memset(missing, 0, HASH_BLOCK); /* all there is room for */
    for (int64_t i = 0; i < rows && column->validity; i++)
        if (fs_column_is_null(column, first + i)) {
            space[i] = 0;
            missing[i] = 1;
        }
    return fs_sha256_update(hash, space, (size_t)rows * 9);
}

int rows_hash(const struct fs_frame *frame, char out[FS_SHA256_HEX])
{
    struct fs_sha256 *hash = fs_sha256_new();
    uint64_t *space = malloc((HASH_BLOCK + HASH_BLOCK / 8 + 8) * sizeof *space);
    int64_t rows = fs_frame_rows(frame);
    int result = hash && space ? 0 : fs_error_nomem();
    for (int k = 0; k < fs_frame_columns(frame) && result == 0; k++) {
        const struct fs_column *column = fs_frame_column(frame, k);
        result = fs_sha256_update(hash, column->name, strlen(column->name) + 1) ||
                 fs_sha256_update(hash, fs_type_name(column->type), strlen(fs_type_name(column->type)) + 1);
    }
    if (result == 0)
        result = fs_sha256_update(hash, &rows, sizeof rows);
    for (int64_t first = 0; first < rows && result == 0; first += HASH_BLOCK)
        for (int k = 0; k < fs_frame_columns(frame) && result == 0; k++)
            result = hash_values(hash, fs_frame_column(frame, k), first,
                                 rows - first < HASH_BLOCK ? rows - first : HASH_BLOCK, space);
    if (result == 0)
        result = fs_sha256_hex(hash, out);
    fs_sha256_free(hash);
    free(space);
    return result ? -1 : 0;
}
