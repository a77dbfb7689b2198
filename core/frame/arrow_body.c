#include "frame/arrow_body.h"

#include "base/error.h"

#include <lz4frame.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

/* Far more than any memory holds, and small enough that sizes in bits or bytes cannot overflow. */
static const int64_t MOST_ROWS = (int64_t)1 << 48;

int arrow_charge(struct arrow_reading *reading, int64_t bytes)
{
    if (reading->left == INT64_MAX)
        return 0;
    if (bytes > reading->left)
        return fs_error_set(FS_E_LIMIT, "its columns need more memory than the limit on this reading allows");
    reading->left -= bytes;
    return 0;
}

int arrow_batch_read(struct arrow_batch *batch, const struct fs_fb_table *table, const uint8_t *body,
                     int64_t body_size, int64_t body_origin)
{
    struct fs_fb_vector nodes = fs_fb_items(table, RECORDS_NODES, sizeof(struct arrow_node));
    struct fs_fb_vector spans = fs_fb_items(table, RECORDS_BUFFERS, sizeof(struct arrow_span));
    struct fs_fb_vector variadic = fs_fb_items(table, RECORDS_VARIADIC, sizeof(int64_t));
    struct fs_fb_table compression = fs_fb_child(table, RECORDS_COMPRESSION);
    *batch = (struct arrow_batch){.rows = fs_fb_i64(table, RECORDS_LENGTH, 0),
                                  .nodes = fs_fb_struct(&nodes, 0, 0),
                                  .spans = fs_fb_struct(&spans, 0, 0),
                                  .variadic = fs_fb_struct(&variadic, 0, 0),
                                  .node_count = nodes.count,
                                  .span_count = spans.count,
                                  .variadic_count = variadic.count,
                                  .codec = -1,
                                  .body = body,
                                  .body_size = body_size,
                                  .body_origin = body_origin};
    if (compression.at) {
        batch->codec = fs_fb_u8(&compression, COMPRESSION_CODEC, ARROW_CODEC_LZ4);
        if (fs_fb_u8(&compression, COMPRESSION_METHOD, 0) != 0 || batch->codec > ARROW_CODEC_ZSTD)
            return fs_error_set(FS_E_UNSUPPORTED,
                                "a record batch is compressed with codec %d, which is neither LZ4 "
                                "(0) nor ZSTD (1)",
                                batch->codec);
    }
    if (table->fb->failed)
        return -1;
    if (batch->rows < 0 || batch->rows > MOST_ROWS)
        return fs_error_set(FS_E_INPUT, "malformed Arrow metadata: a record batch of %lld rows",
                            (long long)batch->rows);
    return 0;
}

int arrow_next_node(struct arrow_cursor *cursor, struct arrow_node *node)
{
    if (cursor->node >= cursor->batch->node_count)
        return fs_error_set(FS_E_INPUT, "column '%s': the record batch has no node for it", cursor->column);
    memcpy(node, cursor->batch->nodes + cursor->node++ * sizeof *node, sizeof *node);
    if (node->length < 0 || node->null_count < 0 || node->null_count > node->length)
        return fs_error_set(FS_E_INPUT, "column '%s': a node of %lld values, %lld of them null",
                            cursor->column, (long long)node->length, (long long)node->null_count);
    return 0;
}

int arrow_next_variadic(struct arrow_cursor *cursor, int64_t *count)
{
    if (cursor->variadic >= cursor->batch->variadic_count)
        return fs_error_set(FS_E_INPUT, "column '%s': the record batch does not count its text buffers",
                            cursor->column);
    memcpy(count, cursor->batch->variadic + cursor->variadic++ * sizeof *count, sizeof *count);
    if (*count < 0 || *count > (int64_t)cursor->batch->span_count - (int64_t)cursor->span)
        return fs_error_set(FS_E_INPUT, "column '%s': %lld text buffers, more than the record batch has",
                            cursor->column, (long long)*count);
    return 0;
}

/* How unpacking ends. */
enum { WHOLE, DAMAGED, NO_MEMORY };

static int inflate_lz4(const uint8_t *from, size_t from_size, uint8_t *to, size_t to_size)
{
    LZ4F_dctx *context;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
        return NO_MEMORY;
    size_t hint = 1, done = 0;
    int starved = 0;
    while (hint != 0) {
        size_t in = from_size, out = to_size - done;
        hint = LZ4F_decompress(context, to + done, &out, from, &in, NULL);
        starved = LZ4F_isError(hint) && !strcmp(LZ4F_getErrorName(hint), "ERROR_allocation_failed");
        if (LZ4F_isError(hint) || (in == 0 && out == 0))
            break;
        from += in;
        from_size -= in;
        done += out;
    }
    LZ4F_freeDecompressionContext(context);
    return starved ? NO_MEMORY : hint == 0 && done == to_size ? WHOLE : DAMAGED;
}

static int inflate_zstd(const uint8_t *from, size_t from_size, uint8_t *to, size_t to_size)
{
    size_t done = ZSTD_decompress(to, to_size, from, from_size);
    if (ZSTD_isError(done) && ZSTD_getErrorCode(done) == ZSTD_error_memory_allocation)
        return NO_MEMORY;
    return !ZSTD_isError(done) && done == to_size ? WHOLE : DAMAGED;
}

/* Replaces the compressed bytes in `out` by what they stand for. */
static int inflate(struct arrow_cursor *cursor, struct arrow_bytes *out, int64_t origin)
{
    /* The most that either codec can make of one byte: a larger claim is a lie, found before memory is taken.
     */
    static const uint64_t most[] = {[ARROW_CODEC_LZ4] = 256, [ARROW_CODEC_ZSTD] = 1 << 17};
    int codec = cursor->batch->codec;
    int64_t size;
    if (out->size < sizeof size)
        return fs_error_set(FS_E_INPUT, "column '%s': a compressed buffer without its length at offset %lld",
                            cursor->column, (long long)origin);
    memcpy(&size, out->bytes, sizeof size);
    const uint8_t *from = out->bytes + sizeof size;
    size_t from_size = out->size - sizeof size;
    if (size == -1) { /* was not worth compressing */
        out->bytes = from;
        out->size = from_size;
        return 0;
    }
    if (size < 0 || (uint64_t)size / most[codec] > from_size)
        return fs_error_set(FS_E_INPUT, "column '%s': a compressed buffer claims %lld bytes at offset %lld",
                            cursor->column, (long long)size, (long long)origin);
    if (arrow_charge(cursor->reading, size) != 0 || !(out->owner = fs_buffer_new((size_t)size)))
        return -1;
    uint8_t *to = fs_buffer_data(out->owner);
    out->bytes = to;
    out->size = (size_t)size;
    int how = size > 0
                  ? (codec == ARROW_CODEC_LZ4 ? inflate_lz4 : inflate_zstd)(from, from_size, to, out->size)
                  : WHOLE;
    if (how == NO_MEMORY)
        return fs_error_nomem();
    if (how == DAMAGED)
        return fs_error_set(FS_E_INPUT, "column '%s': damaged %s data at offset %lld", cursor->column,
                            codec == ARROW_CODEC_LZ4 ? "LZ4" : "ZSTD", (long long)origin);
    return 0;
}

/* Moves bytes that lie askew (messages read from memory, old writers) to where they can be read as numbers.
 */
static int straighten(struct arrow_bytes *out)
{
    if ((uintptr_t)out->bytes % 8 == 0)
        return 0;
    struct fs_buffer *copy = fs_buffer_new(out->size);
    if (!copy)
        return -1;
    if (out->size > 0)
        memcpy(fs_buffer_data(copy), out->bytes, out->size);
    fs_buffer_unref(out->owner);
    out->owner = copy;
    out->bytes = fs_buffer_data(copy);
    return 0;
}

static int load_bytes(struct arrow_cursor *cursor, uint64_t needed, struct arrow_bytes *out)
{
    const struct arrow_batch *batch = cursor->batch;
    if (cursor->span >= batch->span_count)
        return fs_error_set(FS_E_INPUT, "column '%s': the record batch has no buffer for it", cursor->column);
    struct arrow_span span;
    memcpy(&span, batch->spans + cursor->span++ * sizeof span, sizeof span);
    if (span.offset < 0 || span.length < 0 || span.offset > batch->body_size ||
        span.length > batch->body_size - span.offset)
        return fs_error_set(
            FS_E_INPUT, "column '%s': a buffer of %lld bytes at %lld lies outside its body of %lld",
            cursor->column, (long long)span.length, (long long)span.offset, (long long)batch->body_size);
    int64_t origin = batch->body_origin + span.offset;
    out->bytes = batch->body + span.offset;
    out->size = (size_t)span.length;
    if (out->size > 0 && batch->codec >= 0 && inflate(cursor, out, origin) != 0)
        return -1;
    if (out->size < needed)
        return fs_error_set(FS_E_INPUT,
                            "column '%s': a buffer of %zu bytes at offset %lld; expected at least %llu",
                            cursor->column, out->size, (long long)origin, (unsigned long long)needed);
    return straighten(out);
}

int arrow_next_bytes(struct arrow_cursor *cursor, uint64_t needed, struct arrow_bytes *out)
{
    *out = (struct arrow_bytes){NULL, 0, NULL};
    if (load_bytes(cursor, needed, out) == 0)
        return 0;
    fs_buffer_unref(out->owner);
    out->owner = NULL;
    return -1;
}
