/* The first pass over a file or stream: framing, schema, and where the batches are. */
#include "frame/arrow_reader.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* A message whose metadata is checked and whose body is in bounds. */
struct message {
    struct fs_fb fb;
    struct fs_fb_table header;
    int version, header_type;
    size_t body, body_size; /* offset and size in the bytes */
    size_t next;            /* offset of what follows */
};

enum found { FOUND_ERROR = -1, FOUND_END, FOUND_MESSAGE, FOUND_CUT };

static int32_t load_i32(const uint8_t *bytes)
{
    int32_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

/* The message at `offset`, or the end, or that it goes beyond `end`. */
static enum found read_message(const struct arrow_reader *reader, size_t offset, size_t end,
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

static int take_schema(struct arrow_reader *reader, const struct fs_fb_table *table, int version)
{
    if (arrow_schema_read(&reader->schema, table, version) != 0)
        return -1;
    reader->has_schema = 1;
    return arrow_schema_select(&reader->schema, &reader->options);
}

static struct arrow_part *new_part(struct arrow_reader *reader)
{
    if (reader->part_count == reader->part_capacity) {
        size_t capacity = reader->part_capacity ? reader->part_capacity * 2 : 16;
        struct arrow_part *parts = realloc(reader->parts, capacity * sizeof *parts);
        if (!parts) {
            fs_error_nomem();
            return NULL;
        }
        reader->parts = parts;
        reader->part_capacity = capacity;
    }
    struct arrow_part *part = &reader->parts[reader->part_count++];
    *part = (struct arrow_part){.is_dictionary = 0};
    return part;
}

/* Notes a dictionary or record batch for the second pass. */
static int take_batch(struct arrow_reader *reader, const struct message *message)
{
    struct arrow_part *part = new_part(reader);
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

static int read_stream(struct arrow_reader *reader, size_t offset)
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
static int read_blocks(struct arrow_reader *reader, const struct fs_fb_vector *blocks, int header_type,
                       size_t end, size_t *left)
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

static int read_file(struct arrow_reader *reader)
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

int arrow_scan(struct arrow_reader *reader)
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
