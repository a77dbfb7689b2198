#include "frame/json.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/json_memory.h"
#include "base/progress.h"
#include "base/time.h"
#include "base/utf8.h"
#include "frame/number.h"
#include "frame/text_file.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 4096 };

/* What a column's values turned out to be. `cells` grow by doubling; rows that came before the column are missing. */
struct cells {
    char *name;
    int type;      /* enum fs_type; 0: only null so far */
    int64_t count; /* rows filled */
    int64_t capacity;
    void *values;     /* 8 bytes a row, whatever the type */
    uint8_t *present; /* one byte a row */
    struct fs_dict *dict;
};

struct reader {
    const char *name;
    int lines; /* records are lines */
    int64_t rows;
    int count;
    struct cells columns[COLUMNS_MAX];
};

static int wrong(const struct reader *reader, int64_t record, const char *field, const char *found,
                 const char *expected)
{
    if (reader->lines)
        return fs_error_set(FS_E_INPUT, "%s:%lld: field '%s' is %s; expected %s", reader->name,
                            (long long)record, field, found, expected);
    return fs_error_set(FS_E_INPUT, "%s: record %lld: field '%s' is %s; expected %s", reader->name,
                        (long long)record, field, found, expected);
}

static const char *kind_of(int type)
{
    return type == FS_STRING ? "a text" : type == FS_BOOL ? "true or false" : "a number";
}

static int room(struct cells *column, int64_t rows)
{
    if (rows <= column->capacity)
        return 0;
    int64_t capacity = column->capacity ? column->capacity * 2 : 64;
    while (capacity < rows)
        capacity *= 2;
    void *values = realloc(column->values, (size_t)capacity * 8);
    if (!values)
        return fs_error_nomem();
    column->values = values;
    uint8_t *present = realloc(column->present, (size_t)capacity);
    if (!present)
        return fs_error_nomem();
    column->present = present;
    column->capacity = capacity;
    return 0;
}

/* Rows up to `rows` that had no such member. */
static int fill(struct cells *column, int64_t rows)
{
    if (room(column, rows) != 0)
        return -1;
    for (; column->count < rows; column->count++) {
        memset((char *)column->values + column->count * 8, 0, 8);
        column->present[column->count] = 0;
    }
    return 0;
}

static struct cells *column_of(struct reader *reader, const char *name, int hint)
{
    if (hint < reader->count && !strcmp(reader->columns[hint].name, name)) /* records mostly have one order */
        return &reader->columns[hint];
    for (int i = 0; i < reader->count; i++)
        if (!strcmp(reader->columns[i].name, name))
            return &reader->columns[i];
    if (reader->count == COLUMNS_MAX) {
        fs_error_set(FS_E_LIMIT, "%s: more than %d different fields", reader->name, COLUMNS_MAX);
        return NULL;
    }
    struct cells *column = &reader->columns[reader->count];
    if (!(column->name = strdup(name))) {
        fs_error_nomem();
        return NULL;
    }
    reader->count++;
    return column;
}

static int widen_to_double(struct cells *column)
{
    for (int64_t i = 0; i < column->count; i++) {
        int64_t whole = ((int64_t *)column->values)[i];
        double value = (double)whole;
        if (column->present[i] && (whole > INT64_C(1) << 53 || whole < -(INT64_C(1) << 53)))
            return -1;
        ((double *)column->values)[i] = value;
    }
    column->type = FS_F64;
    return 0;
}

static int put(struct reader *reader, struct cells *column, const json_t *value, int64_t record)
{
    int type = json_is_integer(value)   ? FS_I64
               : json_is_real(value)    ? FS_F64
               : json_is_string(value)  ? FS_STRING
               : json_is_boolean(value) ? FS_BOOL
                                        : 0;
    if (json_is_null(value))
        return fill(column, column->count + 1);
    if (!type)
        return wrong(reader, record, column->name, json_is_array(value) ? "an array" : "an object",
                     "a number, text, true, false or null");
    if (!column->type)
        column->type = type;
    if (column->type == FS_I64 && type == FS_F64 && widen_to_double(column) != 0)
        return wrong(reader, record, column->name, "a fraction",
                     "a whole number, as earlier ones are too large for a double");
    if (column->type == FS_F64 && type == FS_I64)
        type = FS_F64;
    if (column->type != type)
        return wrong(reader, record, column->name, kind_of(type), kind_of(column->type));
    if (room(column, column->count + 1) != 0)
        return -1;
    int64_t *whole = (int64_t *)column->values + column->count;
    double *real = (double *)column->values + column->count;
    column->present[column->count++] = 1;
    if (type == FS_F64)
        *real = json_number_value(value);
    else if (type == FS_I64)
        *whole = json_integer_value(value);
    else if (type == FS_BOOL)
        *whole = json_is_true(value);
    else {
        if (!column->dict && !(column->dict = fs_dict_new()))
            return -1;
        int32_t code = fs_dict_put(column->dict, json_string_value(value), json_string_length(value));
        if (code < 0)
            return -1;
        *whole = code;
    }
    return 0;
}

static int add_record(struct reader *reader, json_t *object, int64_t record)
{
    const char *key;
    json_t *value;
    int hint = 0;
    if (!json_is_object(object)) {
        if (reader->lines)
            return fs_error_set(FS_E_INPUT, "%s:%lld: not an object; expected {\"field\": value, ...}",
                                reader->name, (long long)record);
        return fs_error_set(FS_E_INPUT,
                            "%s: record %lld is not an object; expected [{\"field\": value, ...}, ...]",
                            reader->name, (long long)record);
    }
    json_object_foreach(object, key, value)
    {
        struct cells *column = column_of(reader, key, hint++);
        if (!column || fill(column, reader->rows) != 0 || put(reader, column, value, record) != 0)
            return -1;
    }
    reader->rows++;
    return 0;
}

static int make_column(struct reader *reader, struct cells *column, struct fs_frame *frame)
{
    if (fill(column, reader->rows) != 0)
        return -1;
    int type = column->type ? column->type : FS_F64;
    struct fs_dict *dict = type == FS_STRING ? fs_dict_ref(column->dict) : NULL;
    void *data;
    if (fs_frame_add_new(frame, column->name, type, reader->rows, dict, &data) != 0)
        return -1;
    struct fs_buffer *bitmap = fs_buffer_new((size_t)reader->rows / 8 + 1);
    if (!bitmap)
        return -1;
    uint8_t *bits = fs_buffer_data(bitmap);
    int64_t missing = 0;
    memset(bits, 0xff, (size_t)reader->rows / 8 + 1);
    for (int64_t i = 0; i < reader->rows; i++) {
        int64_t whole = ((int64_t *)column->values)[i];
        int there = column->present[i];
        if (!there) {
            bits[i / 8] &= (uint8_t) ~(1u << (i % 8));
            missing++;
        }
        if (type == FS_F64)
            ((double *)data)[i] = there ? ((double *)column->values)[i] : __builtin_nan("");
        else if (type == FS_I64)
            ((int64_t *)data)[i] = whole;
        else if (type == FS_BOOL)
            ((uint8_t *)data)[i] = (uint8_t)whole;
        else
            ((int32_t *)data)[i] = (int32_t)whole;
    }
    if (missing && type != FS_F64)
        return fs_frame_set_validity(frame, fs_frame_columns(frame) - 1, bitmap, missing);
    fs_buffer_unref(bitmap);
    return 0;
}

static int wrong_json(const struct reader *reader, int64_t line, const json_error_t *error)
{
    return !fs_json_memory_failed() ? fs_error_set(FS_E_INPUT, "%s:%lld:%d: %s", reader->name,
                                                   (long long)line, error->column, error->text)
                                    : fs_error_nomem();
}

/* Now and then: where we are, and whether somebody wants to stop. -1 with an error then. */
static int look_up(const struct reader *reader, int64_t record, double done)
{
    if (record % 4096)
        return 0;
    fs_progress_update(done);
    return fs_cancel_requested() ? fs_error_set(FS_E_CANCELLED, "%s: stopped while reading", reader->name)
                                 : 0;
}

static int read_lines(struct reader *reader, const char *text, size_t size)
{
    int64_t line = 1;
    for (size_t at = 0; at < size; line++) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t length = end ? (size_t)(end - text) - at : size - at;
        json_error_t error;
        if (look_up(reader, line, (double)at))
            return -1;
        if (strspn(text + at, " \t\r") < length) {
            fs_json_memory_begin();
            json_t *object = json_loadb(text + at, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
            int result = object ? add_record(reader, object, line) : wrong_json(reader, line, &error);
            json_decref(object);
            if (result != 0)
                return -1;
        }
        at += length + 1;
    }
    return 0;
}

static int read_array(struct reader *reader, const char *text, size_t size)
{
    json_error_t error;
    fs_json_memory_begin();
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    int result = 0;
    if (!root)
        result = wrong_json(reader, error.line, &error);
    else if (!json_is_array(root))
        result = fs_error_set(FS_E_INPUT, "%s: not an array; expected [{\"field\": value, ...}, ...]",
                              reader->name);
    size_t count = json_array_size(root);
    for (size_t i = 0; result == 0 && i < count; i++)
        result = look_up(reader, (int64_t)i + 1, (double)size * (double)i / (double)count) ||
                         add_record(reader, json_array_get(root, i), (int64_t)i + 1)
                     ? -1
                     : 0;
    json_decref(root);
    return result;
}

static struct fs_frame *read_text(struct fs_buffer *text, size_t size, const char *name, int form)
{
    struct reader *reader = text ? calloc(1, sizeof *reader) : NULL;
    struct fs_frame *frame = NULL;
    if (!reader) {
        if (text)
            fs_error_nomem();
        fs_buffer_unref(text);
        return NULL;
    }
    reader->name = name;
    reader->lines = form == FS_JSON_LINES;
    const char *bytes = fs_buffer_data(text);
    size_t mark = size >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3) ? 3 : 0;
    fs_progress_begin("reading", "bytes", (double)size);
    int result = reader->lines ? read_lines(reader, bytes + mark, size - mark)
                               : read_array(reader, bytes + mark, size - mark);
    fs_progress_end();
    if (result == 0 && reader->rows == 0)
        result = fs_error_set(FS_E_INPUT, "%s: there are no records; expected at least one object", name);
    if (result == 0 && (frame = fs_frame_new()) == NULL)
        result = -1;
    for (int i = 0; i < reader->count && result == 0; i++)
        result = make_column(reader, &reader->columns[i], frame);
    for (int i = 0; i < reader->count; i++) {
        free(reader->columns[i].name);
        free(reader->columns[i].values);
        free(reader->columns[i].present);
        fs_dict_unref(reader->columns[i].dict);
    }
    free(reader);
    fs_buffer_unref(text);
    if (result == 0)
        return frame;
    fs_frame_unref(frame);
    return NULL;
}

struct fs_frame *fs_json_read_file(const char *path, int form)
{
    size_t size;
    struct fs_buffer *text = fs_text_file_read(path, 64, &size);
    return read_text(text, size, strcmp(path, "-") ? path : "standard input", form);
}

struct fs_frame *fs_json_read_bytes(const void *bytes, size_t size, const char *name, int form)
{
    struct fs_buffer *text = fs_text_file_copy(bytes, size, name, 64, &size);
    return read_text(text, size, name, form);
}

static void write_text(const char *text, size_t length, FILE *out)
{
    putc('"', out);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 32)
            fprintf(out, "\\u%04x", c);
        else
            putc(c, out);
    }
    putc('"', out);
}

static void write_value(const struct fs_column *column, int64_t row, FILE *out)
{
    char text[FS_TIME_TEXT > FS_NUMBER_TEXT ? FS_TIME_TEXT : FS_NUMBER_TEXT];
    size_t length;
    if (fs_column_is_null(column, row) ||
        (column->type == FS_F64 && !isfinite(((const double *)column->data)[row]))) {
        fputs("null", out);
        return;
    }
    switch (column->type) {
    case FS_F64:
        length = fs_number_format(((const double *)column->data)[row], text);
        fwrite(text, 1, length, out);
        if (strspn(text, "-0123456789") == length) /* a whole double stays one when it is read back */
            fputs(".0", out);
        break;
    case FS_I64:
        fprintf(out, "%" PRId64, ((const int64_t *)column->data)[row]);
        break;
    case FS_I32:
        fprintf(out, "%" PRId32, ((const int32_t *)column->data)[row]);
        break;
    case FS_BOOL:
        fputs(((const uint8_t *)column->data)[row] ? "true" : "false", out);
        break;
    case FS_TIME:
        length = fs_time_format(((const int64_t *)column->data)[row], text, sizeof text);
        write_text(text, length, out);
        break;
    default: {
        const char *string = fs_dict_get(column->dict, ((const int32_t *)column->data)[row], &length);
        write_text(string ? string : "", string ? length : 0, out);
    }
    }
}

int fs_json_write(const struct fs_frame *frame, FILE *out, int form)
{
    int64_t rows = fs_frame_rows(frame);
    if (form == FS_JSON_ARRAY)
        fputs(rows ? "[\n" : "[]\n", out);
    for (int64_t i = 0; i < rows && !ferror(out); i++) {
        for (int k = 0; k < fs_frame_columns(frame); k++) {
            const struct fs_column *column = fs_frame_column(frame, k);
            fputs(k ? ", " : "{", out);
            write_text(column->name, strlen(column->name), out);
            fputs(": ", out);
            write_value(column, i, out);
        }
        fputs(form == FS_JSON_LINES || i == rows - 1 ? "}\n" : "},\n", out);
    }
    if (form == FS_JSON_ARRAY && rows)
        fputs("]\n", out);
    return fflush(out) || ferror(out) ? fs_error_errno("the JSON text could not be written") : 0;
}
