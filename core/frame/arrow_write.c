#include "frame/arrow.h"

#include "frame/arrow_encode.h"
#include "frame/arrow_format.h"
#include "frame/flatbuf.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

static const int64_t COMPRESSED_BATCH_ROWS = 1 << 20; /* bounds what is compressed in memory at once */

struct blocks {
    struct arrow_block *items;
    uint32_t count, capacity;
};

struct fs_arrow_stream {
    fs_arrow_sink sink;
    void *context;
    int64_t offset; /* bytes written */
    struct fs_arrow_write_options options;
    struct fs_frame *like; /* the schema: a frame of the same names and types */
    struct arrow_body body;
    struct fs_fb_builder builder;
    struct blocks dictionaries, records; /* where they lie, for a file's footer */
};

/* ---- bytes ---- */

static int put(struct fs_arrow_stream *stream, const void *bytes, size_t size)
{
    if (size > 0 && stream->sink(stream->context, bytes, size) != 0)
        return -1;
    stream->offset += (int64_t)size;
    return 0;
}

static size_t padding_of(int64_t size)
{
    return (size_t)((ARROW_BODY_ALIGNMENT - size % ARROW_BODY_ALIGNMENT) % ARROW_BODY_ALIGNMENT);
}

static int put_padding(struct fs_arrow_stream *stream, size_t size)
{
    static const char zeros[ARROW_BODY_ALIGNMENT];
    return put(stream, zeros, size);
}

static int note_block(struct blocks *blocks, const struct arrow_block *block)
{
    if (blocks->count == blocks->capacity) {
        uint32_t capacity = blocks->capacity ? blocks->capacity * 2 : 8;
        struct arrow_block *items = realloc(blocks->items, capacity * sizeof *items);
        if (!items)
            return fs_error_nomem();
        blocks->items = items;
        blocks->capacity = capacity;
    }
    blocks->items[blocks->count++] = *block;
    return 0;
}

/* Wraps a header in a Message, and writes it with its body, if any; the body begins at a multiple of 64. */
static int put_message(struct fs_arrow_stream *stream, uint8_t header_type, fs_fb_ref header,
                       int64_t body_size, const struct arrow_body *body, struct blocks *blocks)
{
    struct fs_fb_builder *builder = &stream->builder;
    struct arrow_block block = {stream->offset, 0, 0, body_size};
    size_t size;
    fs_fb_start(builder);
    fs_fb_add_i64(builder, MESSAGE_BODY_LENGTH, body_size);
    fs_fb_add_ref(builder, MESSAGE_HEADER, header);
    fs_fb_add_i16(builder, MESSAGE_VERSION, ARROW_VERSION_5);
    fs_fb_add_u8(builder, MESSAGE_HEADER_TYPE, header_type);
    const uint8_t *bytes = fs_fb_finish(builder, fs_fb_end(builder), &size);
    if (!bytes)
        return -1;
    size_t padding = padding_of(stream->offset + 8 + (int64_t)size);
    int32_t prefix[2] = {ARROW_CONTINUATION, (int32_t)(size + padding)};
    block.metadata_length = (int32_t)(sizeof prefix + size + padding);
    int rc = put(stream, prefix, sizeof prefix);
    if (rc == 0)
        rc = put(stream, bytes, size);
    if (rc == 0)
        rc = put_padding(stream, padding);
    for (int i = 0; rc == 0 && body && i < body->out_count; i++) {
        rc = put(stream, body->outs[i].bytes, body->outs[i].size);
        if (rc == 0)
            rc = put_padding(stream, padding_of((int64_t)body->outs[i].size));
    }
    fs_fb_builder_clear(builder);
    return rc == 0 && blocks ? note_block(blocks, &block) : rc;
}

/* ---- schema ---- */

static fs_fb_ref build_int(struct fs_fb_builder *builder, int width)
{
    fs_fb_start(builder);
    fs_fb_add_i32(builder, TYPE_INT_WIDTH, width);
    fs_fb_add_u8(builder, TYPE_INT_SIGNED, 1);
    return fs_fb_end(builder);
}

static fs_fb_ref build_type(struct fs_fb_builder *builder, const struct fs_column *column, uint8_t *type_id)
{
    fs_fb_ref zone;
    const char *name;
    switch (column->type) {
    case FS_F64:
        *type_id = ARROW_FLOAT;
        fs_fb_start(builder);
        fs_fb_add_i16(builder, TYPE_FLOAT_PRECISION, ARROW_DOUBLE);
        return fs_fb_end(builder);
    case FS_TIME:
        *type_id = ARROW_TIMESTAMP;
        name = column->zone ? column->zone : "UTC";
        zone = fs_fb_put_text(builder, name, strlen(name));
        fs_fb_start(builder);
        fs_fb_add_ref(builder, TYPE_TIMESTAMP_ZONE, zone);
        fs_fb_add_i16(builder, TYPE_UNIT, ARROW_NANO);
        return fs_fb_end(builder);
    case FS_BOOL:
    case FS_STRING:
        *type_id = column->type == FS_BOOL ? ARROW_BOOL : ARROW_UTF8;
        fs_fb_start(builder);
        return fs_fb_end(builder);
    default:
        *type_id = ARROW_INT;
        return build_int(builder, column->type == FS_I32 ? 32 : 64);
    }
}

static fs_fb_ref build_field(struct fs_fb_builder *builder, const struct fs_column *column, int index)
{
    uint8_t type_id = 0;
    fs_fb_ref name = fs_fb_put_text(builder, column->name, strlen(column->name));
    fs_fb_ref children = fs_fb_put_refs(builder, NULL, 0); /* some readers insist on it */
    fs_fb_ref type = build_type(builder, column, &type_id), encoding = 0;
    if (column->type == FS_STRING) {
        fs_fb_ref index_type = build_int(builder, 32);
        fs_fb_start(builder);
        fs_fb_add_i64(builder, ENCODING_ID,
                      index); /* a column's dictionary is known by the column's position */
        fs_fb_add_ref(builder, ENCODING_INDEX_TYPE, index_type);
        encoding = fs_fb_end(builder);
    }
    fs_fb_start(builder);
    fs_fb_add_ref(builder, FIELD_NAME, name);
    fs_fb_add_ref(builder, FIELD_TYPE, type);
    fs_fb_add_ref(builder, FIELD_DICTIONARY, encoding);
    fs_fb_add_ref(builder, FIELD_CHILDREN, children);
    fs_fb_add_u8(builder, FIELD_TYPE_TYPE, type_id);
    fs_fb_add_u8(builder, FIELD_NULLABLE, 1);
    return fs_fb_end(builder);
}

static fs_fb_ref build_pair(struct fs_fb_builder *builder, const char *key, const char *value)
{
    fs_fb_ref value_text = fs_fb_put_text(builder, value, strlen(value));
    fs_fb_ref key_text = fs_fb_put_text(builder, key, strlen(key));
    fs_fb_start(builder);
    fs_fb_add_ref(builder, KEYVALUE_KEY, key_text);
    fs_fb_add_ref(builder, KEYVALUE_VALUE, value_text);
    return fs_fb_end(builder);
}

/* The Schema table; 0 with an error when out of memory. */
static fs_fb_ref build_schema(struct fs_arrow_stream *stream)
{
    struct fs_fb_builder *builder = &stream->builder;
    int columns = fs_frame_columns(stream->like), pairs = fs_frame_meta_count(stream->like);
    size_t most = (size_t)(columns > pairs ? columns : pairs) + 1;
    fs_fb_ref *refs = malloc(most * sizeof *refs), metadata = 0, fields, schema;
    const char *key, *value;
    if (!refs) {
        fs_error_nomem();
        return 0;
    }
    for (int i = 0; fs_frame_meta_at(stream->like, i, &key, &value) == 0; i++)
        refs[i] = build_pair(builder, key, value);
    if (pairs > 0)
        metadata = fs_fb_put_refs(builder, refs, (uint32_t)pairs);
    for (int i = 0; i < columns; i++)
        refs[i] = build_field(builder, fs_frame_column(stream->like, i), i);
    fields = fs_fb_put_refs(builder, refs, (uint32_t)columns);
    fs_fb_start(builder);
    fs_fb_add_ref(builder, SCHEMA_FIELDS, fields);
    fs_fb_add_ref(builder, SCHEMA_METADATA, metadata);
    schema = fs_fb_end(builder);
    free(refs);
    return schema;
}

/* ---- batches ---- */

/* The RecordBatch table of stream->body; *size is that of the body. */
static fs_fb_ref build_records(struct fs_arrow_stream *stream, int64_t rows, int64_t *size)
{
    struct fs_fb_builder *builder = &stream->builder;
    const struct arrow_body *body = &stream->body;
    struct arrow_span *spans = calloc((size_t)body->out_count + 1, sizeof *spans);
    if (!spans) {
        fs_error_nomem();
        return 0;
    }
    *size = 0;
    for (int i = 0; i < body->out_count; i++) {
        spans[i] = (struct arrow_span){*size, (int64_t)body->outs[i].size};
        *size += spans[i].length + (int64_t)padding_of(spans[i].length);
    }
    fs_fb_ref compression = 0;
    fs_fb_ref buffers = fs_fb_put_structs(builder, spans, (uint32_t)body->out_count, sizeof *spans, 8);
    fs_fb_ref nodes =
        fs_fb_put_structs(builder, body->nodes, (uint32_t)body->node_count, sizeof *body->nodes, 8);
    free(spans);
    if (body->compression != FS_ARROW_NONE) {
        fs_fb_start(builder);
        fs_fb_add_u8(builder, COMPRESSION_CODEC,
                     body->compression == FS_ARROW_LZ4 ? ARROW_CODEC_LZ4 : ARROW_CODEC_ZSTD);
        compression = fs_fb_end(builder);
    }
    fs_fb_start(builder);
    fs_fb_add_i64(builder, RECORDS_LENGTH, rows);
    fs_fb_add_ref(builder, RECORDS_NODES, nodes);
    fs_fb_add_ref(builder, RECORDS_BUFFERS, buffers);
    fs_fb_add_ref(builder, RECORDS_COMPRESSION, compression);
    return fs_fb_end(builder);
}

static int put_dictionary(struct fs_arrow_stream *stream, const struct fs_column *column, int index,
                          const struct arrow_codes *codes)
{
    int64_t size = 0;
    arrow_body_reset(&stream->body);
    if (arrow_body_add_texts(&stream->body, column->dict, codes) != 0 ||
        arrow_body_finish(&stream->body) != 0)
        return -1;
    fs_fb_ref records = build_records(stream, codes->count, &size);
    if (records == 0)
        return -1;
    fs_fb_start(&stream->builder);
    fs_fb_add_i64(&stream->builder, DICTIONARY_ID, index);
    fs_fb_add_ref(&stream->builder, DICTIONARY_DATA, records);
    fs_fb_ref dictionary = fs_fb_end(&stream->builder);
    return put_message(stream, ARROW_HEADER_DICTIONARY, dictionary, size, &stream->body,
                       &stream->dictionaries);
}

static int put_records(struct fs_arrow_stream *stream, const struct fs_frame *frame,
                       const struct arrow_codes *codes, int64_t from, int64_t rows)
{
    int64_t size = 0;
    arrow_body_reset(&stream->body);
    for (int i = 0; i < fs_frame_columns(frame); i++)
        if (arrow_body_add(&stream->body, fs_frame_column(frame, i), &codes[i], from, rows) != 0)
            return -1;
    if (arrow_body_finish(&stream->body) != 0)
        return -1;
    fs_fb_ref records = build_records(stream, rows, &size);
    if (records == 0)
        return -1;
    return put_message(stream, ARROW_HEADER_RECORDS, records, size, &stream->body, &stream->records);
}

static int put_frame(struct fs_arrow_stream *stream, const struct fs_frame *frame, struct arrow_codes *codes)
{
    int64_t rows = fs_frame_rows(frame), step = stream->options.batch_rows;
    for (int i = 0; i < fs_frame_columns(frame); i++) {
        const struct fs_column *column = fs_frame_column(frame, i);
        if (column->type == FS_STRING &&
            (arrow_codes_find(&codes[i], column) != 0 || put_dictionary(stream, column, i, &codes[i]) != 0))
            return -1;
    }
    if (step <= 0)
        step = stream->options.compression != FS_ARROW_NONE ? COMPRESSED_BATCH_ROWS : INT64_MAX;
    for (int64_t from = 0; from < rows || (from == 0 && rows == 0); from += step) {
        int64_t count = rows - from < step ? rows - from : step;
        if (put_records(stream, frame, codes, from, count) != 0)
            return -1;
        if (rows - from <= step)
            break;
    }
    return 0;
}

static int check_same_schema(const struct fs_frame *like, const struct fs_frame *frame)
{
    int count = fs_frame_columns(like);
    if (fs_frame_columns(frame) != count)
        return fs_error_set(FS_E_INPUT, "a frame of %d columns added to a stream of %d",
                            fs_frame_columns(frame), count);
    for (int i = 0; i < count; i++) {
        const struct fs_column *a = fs_frame_column(like, i), *b = fs_frame_column(frame, i);
        if (a->type != b->type || strcmp(a->name, b->name) != 0)
            return fs_error_set(FS_E_INPUT,
                                "column %d added to a stream is '%s' of type %s; expected '%s' of type %s",
                                i + 1, b->name, fs_type_name(b->type), a->name, fs_type_name(a->type));
    }
    return 0;
}

int fs_arrow_stream_add(struct fs_arrow_stream *stream, const struct fs_frame *frame)
{
    int count = fs_frame_columns(frame);
    if (check_same_schema(stream->like, frame) != 0)
        return -1;
    struct arrow_codes *codes = calloc((size_t)count + 1, sizeof *codes);
    if (!codes)
        return fs_error_nomem();
    int rc = put_frame(stream, frame, codes);
    for (int i = 0; i < count; i++)
        arrow_codes_clear(&codes[i]);
    free(codes);
    arrow_body_reset(&stream->body);
    return rc;
}

/* ---- beginning and end ---- */

/* The columns without their rows, and the metadata that is written. */
static int copy_schema(struct fs_arrow_stream *stream, const struct fs_frame *from)
{
    struct fs_frame *like = stream->like = fs_frame_new();
    if (!like)
        return -1;
    for (int i = 0; i < fs_frame_columns(from); i++) {
        struct fs_column column = *fs_frame_column(from, i);
        column.length = column.null_count = 0;
        column.owner = column.validity_owner = NULL;
        column.data = column.validity = NULL;
        fs_dict_ref(column.dict);
        if (fs_frame_add(like, &column) != 0)
            return -1;
    }
    if (fs_frame_meta_copy(like, from) != 0)
        return -1;
    fs_frame_meta_set(like, "pandas", NULL);
    fs_frame_meta_set(like, "r", NULL);
    for (int i = 0; i < stream->options.metadata_count; i++)
        if (fs_frame_meta_set(like, stream->options.metadata[2 * i], stream->options.metadata[2 * i + 1]) !=
            0)
            return -1;
    return 0;
}

static struct fs_arrow_stream *stream_begin(const struct fs_frame *like, fs_arrow_sink sink, void *context,
                                            const struct fs_arrow_write_options *options, int is_file)
{
    struct fs_arrow_stream *stream = calloc(1, sizeof *stream);
    if (!stream) {
        fs_error_nomem();
        return NULL;
    }
    stream->sink = sink;
    stream->context = context;
    if (options)
        stream->options = *options;
    stream->body.compression = stream->options.compression;
    stream->body.nan_as_null = stream->options.nan_as_null;
    fs_fb_ref schema = 0;
    if ((is_file && put(stream, ARROW_FILE_MAGIC "\0", ARROW_FILE_HEAD) != 0) ||
        copy_schema(stream, like) != 0 || (schema = build_schema(stream)) == 0 ||
        put_message(stream, ARROW_HEADER_SCHEMA, schema, 0, NULL, NULL) != 0) {
        fs_arrow_stream_free(stream);
        return NULL;
    }
    return stream;
}

struct fs_arrow_stream *fs_arrow_stream_new(const struct fs_frame *like, fs_arrow_sink sink, void *context,
                                            const struct fs_arrow_write_options *options)
{
    return stream_begin(like, sink, context, options, 0);
}

int fs_arrow_stream_end(struct fs_arrow_stream *stream)
{
    static const int32_t end[2] = {ARROW_CONTINUATION, 0};
    return put(stream, end, sizeof end);
}

static int put_footer(struct fs_arrow_stream *stream)
{
    struct fs_fb_builder *builder = &stream->builder;
    size_t size;
    fs_fb_ref schema = build_schema(stream);
    if (schema == 0)
        return -1;
    fs_fb_ref records = fs_fb_put_structs(builder, stream->records.items, stream->records.count,
                                          sizeof(struct arrow_block), 8);
    fs_fb_ref dictionaries = fs_fb_put_structs(builder, stream->dictionaries.items,
                                               stream->dictionaries.count, sizeof(struct arrow_block), 8);
    fs_fb_start(builder);
    fs_fb_add_ref(builder, FOOTER_SCHEMA, schema);
    fs_fb_add_ref(builder, FOOTER_DICTIONARIES, dictionaries);
    fs_fb_add_ref(builder, FOOTER_RECORDS, records);
    fs_fb_add_i16(builder, FOOTER_VERSION, ARROW_VERSION_5);
    const uint8_t *bytes = fs_fb_finish(builder, fs_fb_end(builder), &size);
    if (!bytes)
        return -1;
    int32_t length = (int32_t)size;
    if (put(stream, bytes, size) != 0 || put(stream, &length, sizeof length) != 0)
        return -1;
    return put(stream, ARROW_FILE_MAGIC, ARROW_MAGIC_SIZE);
}

void fs_arrow_stream_free(struct fs_arrow_stream *stream)
{
    if (!stream)
        return;
    arrow_body_clear(&stream->body);
    fs_fb_builder_clear(&stream->builder);
    fs_frame_unref(stream->like);
    free(stream->dictionaries.items);
    free(stream->records.items);
    free(stream);
}

int arrow_write_all(const struct fs_frame *frame, fs_arrow_sink sink, void *context,
                    const struct fs_arrow_write_options *options, int is_file)
{
    struct fs_arrow_stream *stream = stream_begin(frame, sink, context, options, is_file);
    if (!stream)
        return -1;
    int rc = fs_arrow_stream_add(stream, frame);
    if (rc == 0)
        rc = fs_arrow_stream_end(stream);
    if (rc == 0 && is_file)
        rc = put_footer(stream);
    fs_arrow_stream_free(stream);
    return rc;
}

int fs_arrow_write_stream(const struct fs_frame *frame, fs_arrow_sink sink, void *context,
                          const struct fs_arrow_write_options *options)
{
    return arrow_write_all(frame, sink, context, options, 0);
}
