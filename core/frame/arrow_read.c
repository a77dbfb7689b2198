/*
 * Reading goes over the messages twice: first all headers, so that the rows are known and memory is taken
 * once; then the dictionaries and record batches in their order.
 */
#include "frame/arrow.h"

#include "frame/arrow_decode.h"
#include "frame/arrow_schema.h"

#include "base/error.h"
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A null column takes no bytes in a file, so nothing but this bounds what it asks of memory. */
static const int64_t MOST_NULL_ROWS = (int64_t)1 << 28;

/* A message whose metadata is checked and whose body is in bounds. */
struct message {
    struct fs_fb fb;
    struct fs_fb_table header;
    int version, header_type;
    size_t body, body_size; /* offset and size in the bytes */
    size_t next;            /* offset of what follows */
};

/* A dictionary or record batch, in the order of the file. */
struct part {
    struct arrow_batch batch;
    int is_dictionary, is_delta;
    int64_t id; /* of the dictionary */
};

struct reader {
    const uint8_t *bytes;
    size_t size;
    struct fs_arrow_read_options options;
    const struct fs_zone *naive_zone; /* options.naive_zone, NULL for UTC */
    struct arrow_reading reading;
    int is_file;
    struct arrow_schema schema;
    int has_schema;
    struct part *parts;
    size_t part_count, part_capacity;
    int64_t rows, batches;
    struct arrow_dictionary *dictionaries;
    int dictionary_count;
    struct arrow_column *columns; /* one a field */
};

/* ---- framing ---- */

enum found { FOUND_ERROR = -1, FOUND_END, FOUND_MESSAGE, FOUND_CUT };

static int32_t load_i32(const uint8_t *bytes)
{
    int32_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

/* The message at `offset`, or the end, or that it goes beyond `end`. */
static enum found read_message(const struct reader *reader, size_t offset, size_t end,
                               struct message *message)
{
    size_t at = offset;
    if (at == end)
        return FOUND_END;
    if (end - at < 4)
        return FOUND_CUT;
    int32_t length = load_i32(reader->bytes + at);
    at += 4;
    if (length == ARROW_CONTINUATION) {
        if (end - at < 4)
            return FOUND_CUT;
        length = load_i32(reader->bytes + at);
        at += 4;
    }
    if (length == 0)
        return FOUND_END;
    if (length < 0 || length > ARROW_MAX_METADATA) {
        fs_error_set(FS_E_INPUT, "malformed Arrow data: a message of %d bytes at offset %zu", length, offset);
        return FOUND_ERROR;
    }
    if ((size_t)length > end - at)
        return FOUND_CUT;
    *message = (struct message){.fb = {reader->bytes + at, (size_t)length, (int64_t)at, 0}};
    struct fs_fb_table root = fs_fb_root(&message->fb);
    message->version = fs_fb_i16(&root, MESSAGE_VERSION, 0);
    message->header_type = fs_fb_u8(&root, MESSAGE_HEADER_TYPE, 0);
    message->header = fs_fb_child(&root, MESSAGE_HEADER);
    int64_t body_size = fs_fb_i64(&root, MESSAGE_BODY_LENGTH, 0);
    if (message->fb.failed)
        return FOUND_ERROR;
    if (message->version != ARROW_VERSION_4 && message->version != ARROW_VERSION_5) {
        fs_error_set(FS_E_UNSUPPORTED, "Arrow metadata of version V%d at offset %zu; V4 and V5 are read",
                     message->version + 1, offset);
        return FOUND_ERROR;
    }
    if (body_size < 0) {
        fs_error_set(FS_E_INPUT, "malformed Arrow data: a body of %lld bytes at offset %zu",
                     (long long)body_size, offset);
        return FOUND_ERROR;
    }
    message->body = at + (size_t)length;
    if ((uint64_t)body_size > end - message->body)
        return FOUND_CUT;
    message->body_size = (size_t)body_size;
    message->next = message->body + message->body_size;
    return FOUND_MESSAGE;
}

static int take_schema(struct reader *reader, const struct fs_fb_table *table, int version)
{
    if (arrow_schema_read(&reader->schema, table, version) != 0)
        return -1;
    reader->has_schema = 1;
    return arrow_schema_select(&reader->schema, &reader->options);
}

static struct part *new_part(struct reader *reader)
{
    if (reader->part_count == reader->part_capacity) {
        size_t capacity = reader->part_capacity ? reader->part_capacity * 2 : 16;
        struct part *parts = realloc(reader->parts, capacity * sizeof *parts);
        if (!parts) {
            fs_error_nomem();
            return NULL;
        }
        reader->parts = parts;
        reader->part_capacity = capacity;
    }
    struct part *part = &reader->parts[reader->part_count++];
    *part = (struct part){.is_dictionary = 0};
    return part;
}

/* Notes a dictionary or record batch for the second pass. */
static int take_batch(struct reader *reader, const struct message *message)
{
    struct part *part = new_part(reader);
    if (!part)
        return -1;
    struct fs_fb_table records = message->header;
    if (message->header_type == ARROW_HEADER_DICTIONARY) {
        part->is_dictionary = 1;
        part->id = fs_fb_i64(&records, DICTIONARY_ID, 0);
        part->is_delta = fs_fb_u8(&records, DICTIONARY_DELTA, 0);
        records = fs_fb_child(&records, DICTIONARY_DATA);
    }
    if (arrow_batch_read(&part->batch, &records, reader->bytes + message->body, (int64_t)message->body_size,
                         (int64_t)message->body) != 0)
        return -1;
    if (part->is_dictionary)
        return 0;
    reader->batches++;
    if (__builtin_add_overflow(reader->rows, part->batch.rows, &reader->rows))
        return fs_error_set(FS_E_INPUT, "malformed Arrow data: more rows than a 64-bit number holds");
    return 0;
}

static int read_stream(struct reader *reader, size_t offset)
{
    for (;;) {
        struct message message;
        enum found found = read_message(reader, offset, reader->size, &message);
        if (found == FOUND_CUT && reader->options.partial_tail && reader->has_schema)
            found = FOUND_END;
        if (found == FOUND_CUT) {
            fs_error_set(FS_E_INPUT,
                         "the Arrow stream is cut off: its message at offset %zu goes beyond the end at "
                         "%zu",
                         offset, reader->size);
            return fs_error_hint("fetch or write it again");
        }
        if (found == FOUND_ERROR)
            return -1;
        if (found == FOUND_END)
            break;
        int rc;
        if (message.header_type == ARROW_HEADER_SCHEMA && !reader->has_schema)
            rc = take_schema(reader, &message.header, message.version);
        else if (!reader->has_schema || (message.header_type != ARROW_HEADER_DICTIONARY &&
                                         message.header_type != ARROW_HEADER_RECORDS))
            rc = fs_error_set(FS_E_INPUT,
                              "malformed Arrow stream: message of kind %d at offset %zu; expected %s",
                              message.header_type, offset,
                              reader->has_schema ? "a dictionary or record batch" : "the schema");
        else
            rc = take_batch(reader, &message);
        if (rc != 0)
            return -1;
        offset = message.next;
    }
    if (!reader->has_schema)
        return fs_error_set(FS_E_INPUT, "the Arrow stream holds no schema");
    return 0;
}

/* Reads the batches that a vector of the footer's blocks names; `left` guards against blocks that overlap. */
static int read_blocks(struct reader *reader, const struct fs_fb_vector *blocks, int header_type, size_t end,
                       size_t *left)
{
    for (uint32_t i = 0; i < blocks->count; i++) {
        struct arrow_block block;
        struct message message;
        memcpy(&block, fs_fb_struct(blocks, i, sizeof block), sizeof block);
        if (block.offset < ARROW_FILE_HEAD || (uint64_t)block.offset >= end)
            return fs_error_set(FS_E_INPUT, "malformed Arrow footer: a block at offset %lld of %zu",
                                (long long)block.offset, end);
        size_t offset = (size_t)block.offset;
        enum found found = read_message(reader, offset, end, &message);
        if (found == FOUND_ERROR)
            return -1;
        if (found != FOUND_MESSAGE || message.header_type != header_type)
            return fs_error_set(FS_E_INPUT, "malformed Arrow file: there is no whole %s at offset %zu",
                                header_type == ARROW_HEADER_RECORDS ? "record batch" : "dictionary batch",
                                offset);
        if (message.next - offset > *left)
            return fs_error_set(FS_E_INPUT, "malformed Arrow footer: its blocks overlap");
        *left -= message.next - offset;
        if (take_batch(reader, &message) != 0)
            return -1;
    }
    return 0;
}

static int read_file(struct reader *reader)
{
    const size_t tail = 4 + ARROW_MAGIC_SIZE;
    const uint8_t *bytes = reader->bytes;
    size_t size = reader->size;
    if (size < ARROW_FILE_HEAD + tail ||
        memcmp(bytes + size - ARROW_MAGIC_SIZE, ARROW_FILE_MAGIC, ARROW_MAGIC_SIZE)) {
        if (reader->options.partial_tail && size >= ARROW_FILE_HEAD)
            return read_stream(reader, ARROW_FILE_HEAD); /* what stands between head and footer is a stream */
        fs_error_set(FS_E_INPUT, "the Arrow file is cut off: it does not end with its footer");
        return fs_error_hint("fetch or write it again");
    }
    int32_t length = load_i32(bytes + size - tail);
    if (length <= 0 || (size_t)length > size - tail - ARROW_FILE_HEAD)
        return fs_error_set(FS_E_INPUT, "malformed Arrow file: a footer of %d bytes at offset %zu", length,
                            size - tail);
    size_t end = size - tail - (size_t)length, left = size;
    struct fs_fb fb = {bytes + end, (size_t)length, (int64_t)end, 0};
    struct fs_fb_table footer = fs_fb_root(&fb);
    int version = fs_fb_i16(&footer, FOOTER_VERSION, 0);
    struct fs_fb_table schema = fs_fb_child(&footer, FOOTER_SCHEMA);
    struct fs_fb_vector dictionaries = fs_fb_items(&footer, FOOTER_DICTIONARIES, sizeof(struct arrow_block));
    struct fs_fb_vector records = fs_fb_items(&footer, FOOTER_RECORDS, sizeof(struct arrow_block));
    if (!schema.at && !fb.failed)
        fs_fb_fail(&fb, 0, "a footer without a schema");
    if (fb.failed || take_schema(reader, &schema, version) != 0)
        return -1;
    reader->is_file = 1;
    if (read_blocks(reader, &dictionaries, ARROW_HEADER_DICTIONARY, end, &left) != 0)
        return -1;
    return read_blocks(reader, &records, ARROW_HEADER_RECORDS, end, &left);
}

/* ---- batches ---- */

static struct arrow_dictionary *find_dictionary(struct reader *reader, int64_t id)
{
    for (int i = 0; i < reader->dictionary_count; i++)
        if (reader->dictionaries[i].id == id)
            return &reader->dictionaries[i];
    return NULL;
}

static int start_columns(struct reader *reader)
{
    size_t count = (size_t)reader->schema.count + 1;
    reader->reading.single = reader->batches == 1;
    reader->columns = calloc(count, sizeof *reader->columns);
    reader->dictionaries = calloc(count, sizeof *reader->dictionaries);
    if (!reader->columns || !reader->dictionaries)
        return fs_error_nomem();
    for (int i = 0; i < reader->schema.count; i++) {
        const struct arrow_field *field = &reader->schema.fields[i];
        struct fs_dict *dict = NULL;
        if (!field->wanted)
            continue;
        if (field->encoded) {
            struct arrow_dictionary *dictionary = find_dictionary(reader, field->dictionary_id);
            if (!dictionary) {
                dictionary = &reader->dictionaries[reader->dictionary_count++];
                dictionary->id = field->dictionary_id;
                dictionary->value = field->value;
                if (arrow_column_init(&dictionary->values, field->value.type, NULL) != 0)
                    return -1;
            } else if (memcmp(&dictionary->value, &field->value, sizeof field->value) != 0)
                return fs_error_set(FS_E_INPUT,
                                    "column '%s' shares dictionary %lld with a column of another type",
                                    field->name, (long long)field->dictionary_id);
            dict = dictionary->values.dict;
        }
        if (arrow_column_init(&reader->columns[i], field->value.type, dict) != 0)
            return -1;
        if (field->value.kind == KIND_NULL && reader->rows > MOST_NULL_ROWS)
            return fs_error_set(FS_E_LIMIT, "column '%s': %lld rows of nothing but null are too many",
                                field->name, (long long)reader->rows);
        if (!reader->reading.single &&
            arrow_column_reserve(&reader->columns[i], &reader->reading, reader->rows) != 0)
            return -1;
    }
    return 0;
}

static int apply_dictionary(struct reader *reader, const struct part *part)
{
    struct arrow_dictionary *dictionary = find_dictionary(reader, part->id);
    if (!dictionary)
        return 0; /* of a column that is not read */
    struct arrow_column *values = &dictionary->values;
    struct arrow_cursor cursor = {&reader->reading, &part->batch, "(dictionary)", 0, 0, 0};
    for (int i = 0; i < reader->schema.count; i++)
        if (reader->schema.fields[i].encoded && reader->schema.fields[i].dictionary_id == part->id)
            cursor.column = reader->schema.fields[i].name;
    if (!part->is_delta) {
        if (reader->is_file && values->rows > 0)
            return fs_error_set(FS_E_INPUT,
                                "column '%s': an Arrow file replaces dictionary %lld, which only a stream "
                                "may",
                                cursor.column, (long long)part->id);
        arrow_column_restart(values);
    }
    return arrow_column_append(values, &dictionary->value, &cursor, part->batch.rows, 0);
}

/* Steps over the arrays of a column that is not read. */
static int step_over(const struct arrow_field *field, struct arrow_cursor *cursor)
{
    cursor->node += (uint32_t)field->nodes;
    cursor->span += (uint32_t)field->buffers;
    for (int i = 0; i < field->variadic; i++) {
        int64_t count;
        if (arrow_next_variadic(cursor, &count) != 0)
            return -1;
        cursor->span += (uint32_t)count;
    }
    return 0;
}

static int apply_records(struct reader *reader, const struct part *part)
{
    static const struct arrow_dictionary nothing = {.id = 0};
    struct arrow_cursor cursor = {&reader->reading, &part->batch, "", 0, 0, 0};
    for (int i = 0; i < reader->schema.count; i++) {
        const struct arrow_field *field = &reader->schema.fields[i];
        struct arrow_column *column = &reader->columns[i];
        int rc, may_keep = reader->reading.single && !(field->naive && reader->naive_zone);
        cursor.column = field->name;
        if (!field->wanted)
            rc = step_over(field, &cursor);
        else if (field->encoded) {
            const struct arrow_dictionary *dictionary = find_dictionary(reader, field->dictionary_id);
            rc = arrow_column_append_encoded(column, &field->index, dictionary ? dictionary : &nothing,
                                             &cursor, part->batch.rows, may_keep);
        } else
            rc = arrow_column_append(column, &field->value, &cursor, part->batch.rows, may_keep);
        if (rc != 0)
            return -1;
    }
    return 0;
}

/* Turns the wall clock times of a column, whose memory is its own, into instants. */
static int settle_naive(const struct fs_zone *zone, const char *name, struct arrow_column *column)
{
    int64_t *times = fs_buffer_data(column->owner);
    for (int64_t i = 0; i < column->rows; i++) {
        if (column->bitmap && !arrow_bit(column->validity, i))
            continue;
        if (fs_zone_to_utc(zone, times[i], FS_ZONE_FIRST, &times[i]) != 0)
            return fs_error_wrap(FS_E_INPUT, "column '%s', row %lld: no instant of %s", name,
                                 (long long)i + 1, fs_zone_name(zone));
    }
    return 0;
}

static int add_column(struct reader *reader, struct fs_frame *frame, int i)
{
    const struct arrow_field *field = &reader->schema.fields[i];
    struct arrow_column *from = &reader->columns[i];
    if (!from->owner &&
        arrow_column_reserve(from, &reader->reading, 0) != 0) /* no rows, but memory to point to */
        return -1;
    int naive = field->naive && reader->naive_zone;
    if (naive && settle_naive(reader->naive_zone, field->name, from) != 0)
        return -1;
    struct fs_column column = {.name = field->name,
                               .type = (uint8_t)from->type,
                               .length = from->rows,
                               .data = from->data,
                               .validity = from->bitmap ? from->validity : NULL,
                               .null_count = from->null_count,
                               .dict = fs_dict_ref(from->dict),
                               .zone = naive ? reader->options.naive_zone : field->zone,
                               .owner = fs_buffer_ref(from->owner),
                               .validity_owner = fs_buffer_ref(from->bitmap)};
    return fs_frame_add(frame, &column);
}

static struct fs_frame *make_frame(struct reader *reader)
{
    struct fs_frame *frame = fs_frame_new();
    int rc = frame ? fs_frame_meta_copy(frame, reader->schema.meta) : -1;
    for (int i = 0; i < reader->schema.count && rc == 0; i++)
        if (reader->schema.fields[i].wanted)
            rc = add_column(reader, frame, i);
    if (rc == 0)
        return frame;
    fs_frame_unref(frame);
    return NULL;
}

static int read_parts(struct reader *reader)
{
    if (start_columns(reader) != 0)
        return -1;
    for (size_t i = 0; i < reader->part_count; i++) {
        const struct part *part = &reader->parts[i];
        if ((part->is_dictionary ? apply_dictionary : apply_records)(reader, part) != 0)
            return -1;
    }
    return 0;
}

static void reader_clear(struct reader *reader)
{
    for (int i = 0; reader->columns && i < reader->schema.count; i++)
        arrow_column_clear(&reader->columns[i]);
    for (int i = 0; i < reader->dictionary_count; i++)
        arrow_column_clear(&reader->dictionaries[i].values);
    free(reader->columns);
    free(reader->dictionaries);
    free(reader->parts);
    if (reader->has_schema)
        arrow_schema_clear(&reader->schema);
}

/* ---- what the bytes are ---- */

static int refuse_format(const uint8_t *bytes, size_t size)
{
    if (size >= 4 && memcmp(bytes, "PAR1", 4) == 0) {
        fs_error_set(FS_E_UNSUPPORTED, "this is a Parquet file; Arrow IPC is read");
        return fs_error_hint("convert it: python3 -c \"import polars; polars.read_parquet('in.parquet')"
                             ".write_ipc('out.arrow')\" (docs/frames.md has more ways)");
    }
    if (size >= 4 && memcmp(bytes, "FEA1", 4) == 0) {
        fs_error_set(FS_E_UNSUPPORTED, "this is a Feather version 1 file; version 2 (Arrow IPC) is read");
        return fs_error_hint("write it again with to_feather(version=2), pandas' default since 1.1");
    }
    return fs_error_set(FS_E_INPUT,
                        "this is neither an Arrow file (it does not begin with ARROW1) nor an Arrow "
                        "stream");
}

int fs_arrow_sniff(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    if (size >= ARROW_MAGIC_SIZE && memcmp(at, ARROW_FILE_MAGIC, ARROW_MAGIC_SIZE) == 0)
        return 1;
    return size >= 8 && load_i32(at) == ARROW_CONTINUATION && load_i32(at + 4) > 0 &&
           load_i32(at + 4) <= ARROW_MAX_METADATA;
}

static int read_any(struct reader *reader)
{
    const uint8_t *bytes = reader->bytes;
    if (reader->size >= ARROW_MAGIC_SIZE && memcmp(bytes, ARROW_FILE_MAGIC, ARROW_MAGIC_SIZE) == 0)
        return read_file(reader);
    /* Before format 0.15 a stream began with a small length at once. */
    int32_t length = reader->size >= 8 ? load_i32(bytes) : 0;
    if (!fs_arrow_sniff(bytes, reader->size) && (length <= 0 || length > 1 << 24 || length % 4 != 0))
        return refuse_format(bytes, reader->size);
    return read_stream(reader, 0);
}

/* Puts where it happened before the error's message. */
static void name_source(const char *name)
{
    struct fs_error *error = fs_error_take();
    char *message = NULL;
    if (error && error->code != FS_E_MEMORY && asprintf(&message, "%s: %s", name, error->message) >= 0) {
        free(error->message);
        error->message = message;
    }
    if (error)
        fs_error_restore(error);
}

static struct fs_frame *read_source(struct fs_buffer *owner, const void *bytes, size_t size, const char *name,
                                    const struct fs_arrow_read_options *options)
{
    struct reader reader = {.bytes = bytes, .size = size};
    if (options)
        reader.options = *options;
    reader.reading.owner = owner;
    reader.reading.left = reader.options.max_bytes > 0 ? reader.options.max_bytes : INT64_MAX;
    struct fs_frame *frame = NULL;
    const char *zone = reader.options.naive_zone;
    if (zone && strcmp(zone, "UTC") != 0 && !(reader.naive_zone = fs_zone_find(zone)))
        return NULL;
    if (read_any(&reader) == 0 && read_parts(&reader) == 0)
        frame = make_frame(&reader);
    reader_clear(&reader);
    if (!frame)
        name_source(name);
    return frame;
}

struct fs_frame *fs_arrow_read_bytes(const void *bytes, size_t size, const char *name,
                                     const struct fs_arrow_read_options *options)
{
    return read_source(NULL, bytes, size, name, options);
}

struct fs_frame *fs_arrow_read_buffer(struct fs_buffer *buffer, const char *name,
                                      const struct fs_arrow_read_options *options)
{
    return read_source(buffer, fs_buffer_data(buffer), fs_buffer_size(buffer), name, options);
}

struct fs_frame *fs_arrow_read_file(const char *path, const struct fs_arrow_read_options *options)
{
    struct fs_buffer *buffer = fs_buffer_map(path);
    if (!buffer)
        return NULL;
    struct fs_frame *frame = fs_arrow_read_buffer(buffer, path, options);
    fs_buffer_unref(buffer);
    return frame;
}
