#include "market/reference.h"

#include "base/decimal.h"
#include "base/error.h"
#include "base/nearest.h"
#include "base/time.h"
#include "frame/number.h"
#include "frame/read_file.h"
#include "market/symbol.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* "a, b or c" */
static void list_names(const char *const *names, int count, char *out, size_t size)
{
    size_t used = 0;
    *out = '\0';
    for (int i = 0; i < count && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s",
                                 i == 0           ? ""
                                 : i == count - 1 ? " or "
                                                  : ", ",
                                 names[i]);
}

static int unknown_column(const struct fs_reference *file, const char *name)
{
    char all[512];
    const char *near = fs_nearest(name, file->names, file->count);
    list_names(file->names, file->count, all, sizeof all);
    fs_error_set(FS_E_INPUT, "%s: column '%s' is not known%s%s%s", file->path, name,
                 near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return fs_error_hint("a column is one of %s", all);
}

static int find_columns(struct fs_reference *file, unsigned required)
{
    for (int c = 0; c < fs_frame_columns(file->frame); c++) {
        const struct fs_column *column = fs_frame_column(file->frame, c);
        int at = 0;
        while (at < file->count && strcasecmp(column->name, file->names[at]))
            at++;
        if (at == file->count)
            return unknown_column(file, column->name);
        if (file->columns[at])
            return fs_error_set(FS_E_INPUT, "%s: column '%s' is there twice", file->path, file->names[at]);
        file->columns[at] = column;
    }
    for (int i = 0; i < file->count; i++)
        if ((required >> i & 1) && !file->columns[i])
            return fs_error_set(FS_E_INPUT, "%s: there is no column '%s'", file->path, file->names[i]);
    return 0;
}

int fs_reference_open(struct fs_reference *file, const char *path, const char *const *names, int count,
                      unsigned required)
{
    *file = (struct fs_reference){.path = path, .names = names, .count = count};
    file->frame = fs_frame_read_file(path, 1);
    return file->frame ? find_columns(file, required) : -1;
}

void fs_reference_close(struct fs_reference *file)
{
    fs_frame_unref(file->frame);
    *file = (struct fs_reference){0};
}

int64_t fs_reference_rows(const struct fs_reference *file)
{
    return fs_frame_rows(file->frame);
}

int fs_reference_has(const struct fs_reference *file, int64_t row, int column)
{
    char buffer[FS_REFERENCE_TEXT];
    return *fs_reference_text(file, row, column, buffer) != '\0';
}

const char *fs_reference_text(const struct fs_reference *file, int64_t row, int column,
                              char buffer[FS_REFERENCE_TEXT])
{
    const struct fs_column *c = file->columns[column];
    *buffer = '\0';
    if (!c || fs_column_is_null(c, row))
        return buffer;
    switch (c->type) {
    case FS_STRING:
        return fs_dict_get(c->dict, ((const int32_t *)c->data)[row], NULL);
    case FS_F64:
        fs_number_format(((const double *)c->data)[row], buffer);
        break;
    case FS_I64:
        snprintf(buffer, FS_REFERENCE_TEXT, "%" PRId64, ((const int64_t *)c->data)[row]);
        break;
    case FS_I32:
        snprintf(buffer, FS_REFERENCE_TEXT, "%" PRId32, ((const int32_t *)c->data)[row]);
        break;
    case FS_TIME:
        fs_time_format(((const int64_t *)c->data)[row], buffer, FS_REFERENCE_TEXT);
        break;
    default:
        snprintf(buffer, FS_REFERENCE_TEXT, "%s", ((const uint8_t *)c->data)[row] ? "true" : "false");
    }
    return buffer;
}

int fs_reference_bad(const struct fs_reference *file, int64_t row, int column, const char *format, ...)
{
    char what[300], buffer[FS_REFERENCE_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    const char *text = fs_reference_text(file, row, column, buffer);
    if (!*text)
        return fs_error_set(FS_E_INPUT, "%s: row %" PRId64 ": column '%s' is empty; expected %s", file->path,
                            row + 1, file->names[column], what);
    return fs_error_set(FS_E_INPUT, "%s: row %" PRId64 ": column '%s' is '%.60s'; expected %s", file->path,
                        row + 1, file->names[column], text, what);
}

int fs_reference_number(const struct fs_reference *file, int64_t row, int column, int64_t least, int64_t most,
                        const char *expected, int64_t *out)
{
    char buffer[FS_REFERENCE_TEXT];
    const char *text = fs_reference_text(file, row, column, buffer);
    int64_t value;
    if (*text && fs_decimal_parse(text, strlen(text), 8, FS_ROUND_EXACT, &value) == 0 && value >= least &&
        value <= most) {
        *out = value;
        return 0;
    }
    fs_error_clear();
    return fs_reference_bad(file, row, column, "%s", expected);
}

int fs_reference_time(const struct fs_reference *file, int64_t row, int column, int64_t *time, int *date)
{
    const struct fs_column *c = file->columns[column];
    char buffer[FS_REFERENCE_TEXT];
    int64_t day;
    if (c && c->type == FS_TIME && !fs_column_is_null(c, row)) {
        *time = ((const int64_t *)c->data)[row];
        *date = *time % FS_NS_PER_DAY == 0;
        return 0;
    }
    const char *text = fs_reference_text(file, row, column, buffer);
    *date = fs_time_parse_date(text, strlen(text), &day) == 0;
    fs_error_clear();
    if (fs_time_parse(text, strlen(text), NULL, time) == 0)
        return 0;
    fs_error_clear();
    return fs_reference_bad(file, row, column, "a date or a time, such as 2020-08-31");
}

int fs_reference_symbol(const struct fs_reference *file, int64_t row, int column,
                        char buffer[FS_REFERENCE_TEXT], const char **symbol)
{
    const char *text = fs_reference_text(file, row, column, buffer);
    if (!*text || strlen(text) > FS_SYMBOL_MAX)
        return fs_reference_bad(file, row, column, "a symbol of at most %d bytes", FS_SYMBOL_MAX);
    *symbol = text;
    return 0;
}

int fs_reference_choice(const struct fs_reference *file, int64_t row, int column, const char *const *names,
                        int count)
{
    char buffer[FS_REFERENCE_TEXT], all[256];
    const char *text = fs_reference_text(file, row, column, buffer);
    for (int i = 0; i < count; i++)
        if (!strcasecmp(text, names[i]))
            return i;
    const char *near = *text ? fs_nearest(text, names, count) : NULL;
    list_names(names, count, all, sizeof all);
    return near ? fs_reference_bad(file, row, column, "%s; did you mean '%s'?", all, near)
                : fs_reference_bad(file, row, column, "%s", all);
}
