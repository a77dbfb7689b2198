#include "frame/arrow_schema.h"

#include "frame/arrow_format.h"

#include "base/error.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEEPEST = 64,          /* nested types below this are taken as damage */
    MOST_FIELDS = 1 << 20, /* children shared between tables could otherwise multiply without end */
};

static const char *const type_names[] = {"none",
                                         "null",
                                         "int",
                                         "float",
                                         "binary",
                                         "utf8",
                                         "bool",
                                         "decimal",
                                         "date",
                                         "time",
                                         "timestamp",
                                         "interval",
                                         "list",
                                         "struct",
                                         "union",
                                         "fixed_size_binary",
                                         "fixed_size_list",
                                         "map",
                                         "duration",
                                         "large_binary",
                                         "large_utf8",
                                         "large_list",
                                         "run_end_encoded",
                                         "binary_view",
                                         "utf8_view",
                                         "list_view",
                                         "large_list_view"};

static const char *type_name(int type)
{
    return type >= 0 && type <= ARROW_LARGE_LIST_VIEW ? type_names[type] : "unknown";
}

/* Nanoseconds in one of a TimeUnit; 0 for what is none. */
static int64_t unit_scale(int unit)
{
    static const int64_t scales[] = {1000000000, 1000000, 1000, 1};
    return unit >= ARROW_SECOND && unit <= ARROW_NANO ? scales[unit] : 0;
}

static struct arrow_value int_value(const struct fs_fb_table *type)
{
    int width = type->at ? fs_fb_i32(type, TYPE_INT_WIDTH, 0) : 32;
    int is_signed = type->at ? fs_fb_u8(type, TYPE_INT_SIGNED, 0) : 1;
    if (width != 8 && width != 16 && width != 32 && width != 64)
        return (struct arrow_value){KIND_UNSUPPORTED, 0, 0, 0};
    int small = width < 32 || (width == 32 && is_signed);
    return (struct arrow_value){is_signed ? KIND_SIGNED : KIND_UNSIGNED, small ? FS_I32 : FS_I64, width, 1};
}

static struct arrow_value timed_value(int type, int width, int64_t scale)
{
    if (scale == 0 || (width != 32 && width != 64))
        return (struct arrow_value){KIND_UNSUPPORTED, 0, 0, 0};
    return (struct arrow_value){KIND_SIGNED, (uint8_t)type, width, scale};
}

static struct arrow_value decimal_value(const struct fs_fb_table *type)
{
    int width = fs_fb_i32(type, TYPE_DECIMAL_WIDTH, 128), places = fs_fb_i32(type, TYPE_DECIMAL_SCALE, 0);
    if ((width != 32 && width != 64 && width != 128) || places < -1000 || places > 1000)
        return (struct arrow_value){KIND_UNSUPPORTED, 0, 0, 0};
    return (struct arrow_value){KIND_DECIMAL, FS_F64, width, places};
}

static struct arrow_value value_of(int type_id, const struct fs_fb_table *type)
{
    switch (type_id) {
    case ARROW_NULL:
        return (struct arrow_value){KIND_NULL, FS_F64, 0, 1};
    case ARROW_INT:
        return int_value(type);
    case ARROW_FLOAT:
        switch (fs_fb_i16(type, TYPE_FLOAT_PRECISION, ARROW_HALF)) {
        case ARROW_HALF:
            return (struct arrow_value){KIND_FLOAT, FS_F64, 16, 1};
        case ARROW_SINGLE:
            return (struct arrow_value){KIND_FLOAT, FS_F64, 32, 1};
        case ARROW_DOUBLE:
            return (struct arrow_value){KIND_FLOAT, FS_F64, 64, 1};
        default:
            return (struct arrow_value){KIND_UNSUPPORTED, 0, 0, 0};
        }
    case ARROW_DECIMAL:
        return decimal_value(type);
    case ARROW_BOOL:
        return (struct arrow_value){KIND_BOOL, FS_BOOL, 1, 1};
    case ARROW_UTF8:
        return (struct arrow_value){KIND_TEXT, FS_STRING, 32, 1};
    case ARROW_LARGE_UTF8:
        return (struct arrow_value){KIND_TEXT, FS_STRING, 64, 1};
    case ARROW_UTF8_VIEW:
        return (struct arrow_value){KIND_VIEW, FS_STRING, 128, 1};
    case ARROW_DATE:
        if (fs_fb_i16(type, TYPE_UNIT, ARROW_DATE_MILLI) == ARROW_DATE_DAY)
            return timed_value(FS_TIME, 32, 86400 * (int64_t)1000000000);
        return timed_value(FS_TIME, 64, 1000000);
    case ARROW_TIME:
        return timed_value(FS_I64, fs_fb_i32(type, TYPE_TIME_WIDTH, 32),
                           unit_scale(fs_fb_i16(type, TYPE_UNIT, ARROW_MILLI)));
    case ARROW_TIMESTAMP:
        return timed_value(FS_TIME, 64, unit_scale(fs_fb_i16(type, TYPE_UNIT, ARROW_SECOND)));
    case ARROW_DURATION:
        return timed_value(FS_I64, 64, unit_scale(fs_fb_i16(type, TYPE_UNIT, ARROW_MILLI)));
    default:
        return (struct arrow_value){KIND_UNSUPPORTED, 0, 0, 0};
    }
}

/* The number of buffers of one node of a type, children apart; -1 for a type that we do not know. */
static int own_buffers(int type_id, int version)
{
    switch (type_id) {
    case ARROW_NULL:
    case ARROW_RUN_END:
        return 0;
    case ARROW_STRUCT:
    case ARROW_FIXED_LIST:
        return 1;
    case ARROW_BINARY:
    case ARROW_UTF8:
    case ARROW_LARGE_BINARY:
    case ARROW_LARGE_UTF8:
    case ARROW_LIST_VIEW:
    case ARROW_LARGE_LIST_VIEW:
        return 3;
    case ARROW_UNION: /* told apart by the caller: sparse; a dense one has one more */
        return version < ARROW_VERSION_5 ? 2 : 1;
    default:
        return type_id >= ARROW_NULL && type_id <= ARROW_LARGE_LIST_VIEW ? 2 : -1;
    }
}

/* Counts what a field and its children take of a batch. */
static int count_layout(struct arrow_field *field, const struct fs_fb_table *table, int version, int depth,
                        int *budget)
{
    if (depth > DEEPEST || --*budget < 0) {
        fs_fb_fail(table->fb, table->at, "types nested too deeply");
        return -1;
    }
    field->nodes++;
    struct fs_fb_table encoding = fs_fb_child(table, FIELD_DICTIONARY);
    if (encoding.at) {
        field->buffers += 2;
        return 0;
    }
    int type_id = fs_fb_u8(table, FIELD_TYPE_TYPE, 0);
    int buffers = own_buffers(type_id, version);
    if (buffers < 0)
        return fs_error_set(FS_E_UNSUPPORTED, "column '%s': Arrow type number %d is unknown", field->name,
                            type_id);
    if (type_id == ARROW_UNION) {
        struct fs_fb_table type = fs_fb_child(table, FIELD_TYPE);
        buffers += fs_fb_i16(&type, TYPE_UNIT, 0) == 1; /* dense */
    }
    field->buffers += buffers;
    field->variadic += type_id == ARROW_UTF8_VIEW || type_id == ARROW_BINARY_VIEW;
    struct fs_fb_vector children = fs_fb_items(table, FIELD_CHILDREN, 4);
    for (uint32_t i = 0; i < children.count && !table->fb->failed; i++) {
        struct fs_fb_table child = fs_fb_item(&children, i);
        if (count_layout(field, &child, version, depth + 1, budget) != 0)
            return -1;
    }
    return 0;
}

static int read_name(struct arrow_field *field, const struct fs_fb_table *table, int index)
{
    size_t length;
    const char *name = fs_fb_text(table, FIELD_NAME, &length);
    if (table->fb->failed)
        return -1;
    if (!name)
        name = "", length = 0;
    if (memchr(name, 0, length) || !fs_utf8_valid(name, length))
        return fs_error_set(FS_E_INPUT, "column %d: its name is not UTF-8 text", index + 1);
    field->name = strdup(name);
    return field->name ? 0 : fs_error_nomem();
}

static int read_zone(struct arrow_field *field, const struct fs_fb_table *type)
{
    size_t length;
    const char *zone = fs_fb_text(type, TYPE_TIMESTAMP_ZONE, &length);
    field->naive = !zone || length == 0;
    if (field->naive || strcmp(zone, "UTC") == 0)
        return 0;
    if (memchr(zone, 0, length) || !fs_utf8_valid(zone, length))
        return fs_error_set(FS_E_INPUT, "column '%s': its time zone is not UTF-8 text", field->name);
    field->zone = strdup(zone);
    return field->zone ? 0 : fs_error_nomem();
}

static int read_field(struct arrow_field *field, const struct fs_fb_table *table, int index, int version,
                      int *budget)
{
    if (read_name(field, table, index) != 0)
        return -1;
    int type_id = fs_fb_u8(table, FIELD_TYPE_TYPE, 0);
    struct fs_fb_table type = fs_fb_child(table, FIELD_TYPE);
    if (!type.at && !table->fb->failed)
        fs_fb_fail(table->fb, table->at, "a field without a type");
    field->value = value_of(type_id, &type);
    snprintf(field->type_name, sizeof field->type_name, "%s", type_name(type_id));
    if (type_id == ARROW_TIMESTAMP && !table->fb->failed && read_zone(field, &type) != 0)
        return -1;
    struct fs_fb_table encoding = fs_fb_child(table, FIELD_DICTIONARY);
    if (encoding.at) {
        struct fs_fb_table index_type = fs_fb_child(&encoding, ENCODING_INDEX_TYPE);
        field->encoded = 1;
        field->dictionary_id = fs_fb_i64(&encoding, ENCODING_ID, 0);
        field->index = int_value(&index_type);
        snprintf(field->type_name, sizeof field->type_name, "dictionary<%s>", type_name(type_id));
        if (field->index.kind == KIND_UNSUPPORTED)
            field->value = field->index;
    }
    return table->fb->failed ? -1 : count_layout(field, table, version, 0, budget);
}

static int read_metadata(struct arrow_schema *schema, const struct fs_fb_table *table)
{
    struct fs_fb_vector pairs = fs_fb_items(table, SCHEMA_METADATA, 4);
    for (uint32_t i = 0; i < pairs.count && !table->fb->failed; i++) {
        struct fs_fb_table pair = fs_fb_item(&pairs, i);
        size_t key_length, value_length;
        const char *key = fs_fb_text(&pair, KEYVALUE_KEY, &key_length);
        const char *value = fs_fb_text(&pair, KEYVALUE_VALUE, &value_length);
        if (!key || !value || memchr(key, 0, key_length) || memchr(value, 0, value_length) ||
            !fs_utf8_valid(key, key_length) || !fs_utf8_valid(value, value_length))
            continue;
        if (fs_frame_meta_set(schema->meta, key, value) != 0)
            return -1;
    }
    return 0;
}

static int read_schema(struct arrow_schema *schema, const struct fs_fb_table *table, int version)
{
    if (fs_fb_i16(table, SCHEMA_ENDIANNESS, 0) != 0)
        return fs_error_set(FS_E_UNSUPPORTED, "the Arrow data is big-endian; only little-endian is read");
    struct fs_fb_vector fields = fs_fb_items(table, SCHEMA_FIELDS, 4);
    int budget = MOST_FIELDS;
    schema->meta = fs_frame_new();
    schema->fields = calloc((size_t)fields.count + 1, sizeof *schema->fields);
    if (!schema->meta || !schema->fields)
        return fs_error_nomem();
    for (uint32_t i = 0; i < fields.count; i++) {
        struct fs_fb_table field = fs_fb_item(&fields, i);
        schema->count = (int)i + 1;
        if (table->fb->failed || read_field(&schema->fields[i], &field, (int)i, version, &budget) != 0)
            return -1;
    }
    if (read_metadata(schema, table) != 0)
        return -1;
    return table->fb->failed ? -1 : 0;
}

int arrow_schema_read(struct arrow_schema *schema, const struct fs_fb_table *table, int version)
{
    *schema = (struct arrow_schema){NULL, 0, NULL};
    if (read_schema(schema, table, version) == 0)
        return 0;
    arrow_schema_clear(schema);
    return -1;
}

static int is_asked_for(const struct fs_arrow_read_options *options, const char *name)
{
    if (!options->columns)
        return 1;
    for (int i = 0; i < options->column_count; i++)
        if (strcmp(options->columns[i], name) == 0)
            return 1;
    return 0;
}

static int check_asked_columns(const struct arrow_schema *schema, const struct fs_arrow_read_options *options)
{
    for (int i = 0; options->columns && i < options->column_count; i++) {
        int found = 0;
        for (int j = 0; j < schema->count && !found; j++)
            found = strcmp(schema->fields[j].name, options->columns[i]) == 0;
        if (!found)
            return fs_error_set(FS_E_NOT_FOUND, "there is no column '%s' among its %d", options->columns[i],
                                schema->count);
    }
    return 0;
}

int arrow_schema_select(struct arrow_schema *schema, const struct fs_arrow_read_options *options)
{
    if (check_asked_columns(schema, options) != 0)
        return -1;
    for (int i = 0; i < schema->count; i++) {
        struct arrow_field *field = &schema->fields[i];
        field->wanted = is_asked_for(options, field->name);
        if (!field->wanted || field->value.kind != KIND_UNSUPPORTED)
            continue;
        if (!options->skip_unsupported) {
            fs_error_set(FS_E_UNSUPPORTED, "column '%s' is of Arrow type %s, which a frame cannot hold",
                         field->name, field->type_name);
            return fs_error_hint(
                "flatten or drop the column before writing the file, or read it with unsupported "
                "columns skipped");
        }
        field->wanted = 0;
        if (options->skipped)
            options->skipped(options->context, field->name, field->type_name);
    }
    return 0;
}

void arrow_schema_clear(struct arrow_schema *schema)
{
    for (int i = 0; i < schema->count; i++) {
        free(schema->fields[i].name);
        free(schema->fields[i].zone);
    }
    free(schema->fields);
    fs_frame_unref(schema->meta);
    *schema = (struct arrow_schema){NULL, 0, NULL};
}
