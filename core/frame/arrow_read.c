#include "frame/arrow.h"

#include "frame/arrow_reader.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A null column takes no bytes in a file, so nothing but this bounds what it asks of memory. */
static const int64_t MOST_NULL_ROWS = (int64_t)1 << 28;

static struct arrow_dictionary *find_dictionary(struct arrow_reader *reader, int64_t id)
{
    for (int i = 0; i < reader->dictionary_count; i++)
        if (reader->dictionaries[i].id == id)
            return &reader->dictionaries[i];
    return NULL;
}

static int start_columns(struct arrow_reader *reader)
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

static int apply_dictionary(struct arrow_reader *reader, const struct arrow_part *part)
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

static int apply_records(struct arrow_reader *reader, const struct arrow_part *part)
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

static int add_column(struct arrow_reader *reader, struct fs_frame *frame, int i)
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

static struct fs_frame *make_frame(struct arrow_reader *reader)
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

static int read_parts(struct arrow_reader *reader)
{
    if (start_columns(reader) != 0)
        return -1;
    for (size_t i = 0; i < reader->part_count; i++) {
        const struct arrow_part *part = &reader->parts[i];
        if ((part->is_dictionary ? apply_dictionary : apply_records)(reader, part) != 0)
            return -1;
    }
    return 0;
}

static void reader_clear(struct arrow_reader *reader)
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
    struct arrow_reader reader = {.bytes = bytes, .size = size};
    if (options)
        reader.options = *options;
    reader.reading.owner = owner;
    reader.reading.left = reader.options.max_bytes > 0 ? reader.options.max_bytes : INT64_MAX;
    struct fs_frame *frame = NULL;
    const char *zone = reader.options.naive_zone;
    if (zone && strcmp(zone, "UTC") != 0 && !(reader.naive_zone = fs_zone_find(zone)))
        return NULL;
    if (arrow_scan(&reader) == 0 && read_parts(&reader) == 0)
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
