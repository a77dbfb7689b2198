#include "frame/arrow_encode.h"

#include "base/error.h"

#include <lz4frame.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

int arrow_codes_find(struct arrow_codes *codes, const struct fs_column *column)
{
    const int32_t *data = column->data;
    int32_t count = fs_dict_count(column->dict), used = 0;
    int as_they_are = 1;
    *codes = (struct arrow_codes){NULL, 0};
    int32_t *written = malloc(((size_t)count + 1) * sizeof *written);
    if (!written)
        return fs_error_nomem();
    memset(written, 0xFF, ((size_t)count + 1) * sizeof *written); /* -1: not in use */
    for (int64_t i = 0; i < column->length; i++) {
        if (data[i] >= 0 && data[i] < count) {
            if (written[data[i]] < 0 && !fs_column_is_null(column, i))
                written[data[i]] = 0;
        } else if (fs_column_is_null(column, i))
            as_they_are = 0; /* code of a missing row: any number, which other programs may trip over */
        else {
            free(written);
            return fs_error_set(FS_E_INTERNAL, "column '%s', row %lld: code %d in a dictionary of %d",
                                column->name, (long long)i + 1, data[i], count);
        }
    }
    for (int32_t code = 0; code < count; code++)
        if (written[code] == 0)
            written[code] = used++;
    codes->count = used;
    if (as_they_are && used == count)
        free(written);
    else
        codes->written = written;
    return 0;
}

void arrow_codes_clear(struct arrow_codes *codes)
{
    free(codes->written);
    *codes = (struct arrow_codes){NULL, 0};
}

/* Room for one more item of an array that doubles. */
static int make_room(void **items, int count, int *capacity, size_t size)
{
    if (count < *capacity)
        return 0;
    int more = *capacity ? *capacity * 2 : 16;
    void *grown = realloc(*items, (size_t)more * size);
    if (!grown)
        return fs_error_nomem();
    *items = grown;
    *capacity = more;
    return 0;
}

/* Takes over a reference of `owner`, also when it fails. */
static int add_out(struct arrow_body *body, const void *bytes, size_t size, struct fs_buffer *owner)
{
    void *items = body->outs;
    if (make_room(&items, body->out_count, &body->out_capacity, sizeof *body->outs) != 0) {
        fs_buffer_unref(owner);
        return -1;
    }
    body->outs = items;
    body->outs[body->out_count++] = (struct arrow_out){bytes, size, owner};
    return 0;
}

static int add_node(struct arrow_body *body, int64_t length, int64_t null_count)
{
    void *items = body->nodes;
    if (make_room(&items, body->node_count, &body->node_capacity, sizeof *body->nodes) != 0)
        return -1;
    body->nodes = items;
    body->nodes[body->node_count++] = (struct arrow_node){length, null_count};
    return 0;
}

/* The bitmap of some rows, and how many are missing; no bytes when none is. */
static int add_validity(struct arrow_body *body, const struct fs_column *column, int64_t from, int64_t rows)
{
    int64_t missing = 0;
    int may_miss = column->type == FS_F64 ? body->nan_as_null : column->validity != NULL;
    for (int64_t i = 0; may_miss && i < rows; i++)
        missing += fs_column_is_null(column, from + i);
    if (add_node(body, rows, missing) != 0)
        return -1;
    if (missing == 0)
        return add_out(body, NULL, 0, NULL);
    struct fs_buffer *bitmap = fs_buffer_new((size_t)(rows + 7) / 8);
    if (!bitmap)
        return -1;
    uint8_t *bits = fs_buffer_data(bitmap);
    memset(bits, 0, fs_buffer_size(bitmap));
    for (int64_t i = 0; i < rows; i++)
        if (!fs_column_is_null(column, from + i))
            bits[i / 8] = (uint8_t)(bits[i / 8] | 1u << (i % 8));
    return add_out(body, bits, fs_buffer_size(bitmap), bitmap);
}

static int add_bits(struct arrow_body *body, const uint8_t *flags, int64_t rows)
{
    struct fs_buffer *packed = fs_buffer_new((size_t)(rows + 7) / 8);
    if (!packed)
        return -1;
    uint8_t *bits = fs_buffer_data(packed);
    memset(bits, 0, fs_buffer_size(packed));
    for (int64_t i = 0; i < rows; i++)
        bits[i / 8] = (uint8_t)(bits[i / 8] | (flags[i] != 0) << (i % 8));
    return add_out(body, bits, fs_buffer_size(packed), packed);
}

static int add_codes(struct arrow_body *body, const struct fs_column *column, const struct arrow_codes *codes,
                     int64_t from, int64_t rows)
{
    struct fs_buffer *recoded = fs_buffer_new((size_t)rows * sizeof(int32_t));
    if (!recoded)
        return -1;
    const int32_t *data = (const int32_t *)column->data + from;
    int32_t *out = fs_buffer_data(recoded);
    for (int64_t i = 0; i < rows; i++)
        out[i] = fs_column_is_null(column, from + i) ? 0 : codes->written[data[i]];
    return add_out(body, out, fs_buffer_size(recoded), recoded);
}

int arrow_body_add(struct arrow_body *body, const struct fs_column *column, const struct arrow_codes *codes,
                   int64_t from, int64_t rows)
{
    size_t size = fs_type_size(column->type);
    const char *data = column->data;
    if (add_validity(body, column, from, rows) != 0)
        return -1;
    if (rows == 0)
        return add_out(body, NULL, 0, NULL);
    if (column->type == FS_BOOL)
        return add_bits(body, (const uint8_t *)column->data + from, rows);
    if (column->type == FS_STRING && codes->written)
        return add_codes(body, column, codes, from, rows);
    return add_out(body, data + (size_t)from * size, (size_t)rows * size, NULL);
}

int arrow_body_add_texts(struct arrow_body *body, const struct fs_dict *dict, const struct arrow_codes *codes)
{
    size_t total = 0, length;
    int32_t count = fs_dict_count(dict);
    for (int32_t code = 0; code < count; code++)
        if (!codes->written || codes->written[code] >= 0) {
            fs_dict_get(dict, code, &length);
            total += length;
        }
    if (total > INT32_MAX)
        return fs_error_set(FS_E_LIMIT,
                            "a string column has %zu bytes of distinct texts; at most %d are written", total,
                            INT32_MAX);
    struct fs_buffer *ends = fs_buffer_new(((size_t)codes->count + 1) * sizeof(int32_t));
    struct fs_buffer *texts = fs_buffer_new(total);
    if (!ends || !texts) {
        fs_buffer_unref(ends);
        fs_buffer_unref(texts);
        return -1;
    }
    int32_t *end = fs_buffer_data(ends);
    char *bytes = fs_buffer_data(texts);
    *end = 0;
    for (int32_t code = 0; code < count; code++)
        if (!codes->written || codes->written[code] >= 0) {
            const char *text = fs_dict_get(dict, code, &length);
            memcpy(bytes + *end, text, length);
            end[1] = *end + (int32_t)length;
            end++;
        }
    if (add_node(body, codes->count, 0) != 0 || add_out(body, NULL, 0, NULL) != 0) {
        fs_buffer_unref(ends);
        fs_buffer_unref(texts);
        return -1;
    }
    if (add_out(body, fs_buffer_data(ends), fs_buffer_size(ends), ends) != 0) {
        fs_buffer_unref(texts);
        return -1;
    }
    return add_out(body, bytes, total, texts);
}

/* Replaces a buffer by its length and its LZ4 or ZSTD frame. */
static int compress_out(struct arrow_out *out, int compression)
{
    int64_t size = (int64_t)out->size;
    LZ4F_preferences_t how = {.frameInfo = {.contentSize = out->size}};
    size_t most = compression == FS_ARROW_LZ4 ? LZ4F_compressFrameBound(out->size, &how)
                                              : ZSTD_compressBound(out->size);
    struct fs_buffer *packed = fs_buffer_new(sizeof size + most);
    if (!packed)
        return -1;
    char *to = fs_buffer_data(packed);
    memcpy(to, &size, sizeof size);
    size_t done =
        compression == FS_ARROW_LZ4
            ? LZ4F_compressFrame(to + sizeof size, most, out->bytes, out->size, &how)
            : ZSTD_compress(to + sizeof size, most, out->bytes, out->size, 1); /* 1 as Arrow's own writer */
    if (compression == FS_ARROW_LZ4 ? LZ4F_isError(done) : ZSTD_isError(done)) {
        fs_buffer_unref(packed); /* there is room for all: only memory for their own use can be lacking */
        return fs_error_set(FS_E_MEMORY, "compressing %lld bytes failed; most likely out of memory",
                            (long long)size);
    }
    fs_buffer_unref(out->owner);
    *out = (struct arrow_out){to, sizeof size + done, packed};
    return 0;
}

int arrow_body_finish(struct arrow_body *body)
{
    for (int i = 0; body->compression != FS_ARROW_NONE && i < body->out_count; i++)
        if (body->outs[i].size > 0 && compress_out(&body->outs[i], body->compression) != 0)
            return -1;
    return 0;
}

void arrow_body_reset(struct arrow_body *body)
{
    for (int i = 0; i < body->out_count; i++)
        fs_buffer_unref(body->outs[i].owner);
    body->out_count = body->node_count = 0;
}

void arrow_body_clear(struct arrow_body *body)
{
    arrow_body_reset(body);
    free(body->outs);
    free(body->nodes);
    *body = (struct arrow_body){.outs = NULL};
}
