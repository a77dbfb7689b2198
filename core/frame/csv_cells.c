#include "frame/csv_reader.h"

#include "base/error.h"
#include "base/time.h"
#include "base/utf8.h"
#include "frame/csv_numbers.h"
#include "frame/number.h"
#include "frame/number_digits.h"

#include <stdlib.h>
#include <string.h>

const char *const fs_csv_missing[] = {"NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "-", "#N/A"};
const int fs_csv_missing_count = (int)(sizeof fs_csv_missing / sizeof *fs_csv_missing);

enum { SHOWN = 48 }; /* bytes of a field in a message */

int csv_add_bad(struct chunk *chunk, int64_t line, int column, const char *text, size_t length,
                const char *reason)
{
    if (chunk->bad_count >= FS_CSV_BAD_MAX)
        return fs_error_set(FS_E_LIMIT, "more than %d bad rows; the last: %s", FS_CSV_BAD_MAX, reason);
    if (chunk->bad_count == chunk->bad_capacity) {
        size_t capacity = chunk->bad_capacity ? chunk->bad_capacity * 2 : 16;
        struct bad_field *bad = realloc(chunk->bad, capacity * sizeof *bad);
        if (!bad)
            return fs_error_nomem();
        chunk->bad = bad;
        chunk->bad_capacity = capacity;
    }
    char shown[SHOWN + 8];
    size_t n = 0;
    for (size_t i = 0; i < length && n < SHOWN; i++) {
        unsigned char c = (unsigned char)text[i];
        shown[n++] = c < 32 || c == 127 ? '.' : (char)c;
    }
    if (!fs_utf8_valid(shown, n)) /* cut in a character, or not UTF-8 at all: show what can be shown */
        for (size_t i = 0; i < n; i++)
            shown[i] = (unsigned char)shown[i] >= 128 ? '?' : shown[i];
    if (n < length && n == SHOWN) {
        memcpy(shown + n, "...", 3);
        n += 3;
    }
    if (!chunk->arena && !(chunk->arena = fs_arena_new()))
        return -1;
    char *copy = fs_arena_strndup(chunk->arena, shown, n), *why = fs_arena_strdup(chunk->arena, reason);
    if (!copy || !why)
        return -1;
    chunk->bad[chunk->bad_count++] = (struct bad_field){line, column, copy, why};
    return 0;
}

void csv_trim(const char **text, size_t *length)
{
    while (*length && (**text == ' ' || **text == '\t'))
        (*text)++, (*length)--;
    while (*length && ((*text)[*length - 1] == ' ' || (*text)[*length - 1] == '\t'))
        (*length)--;
}

const char *csv_unquote(const char **text, size_t *length, char *scratch)
{
    const char *from = *text + 1, *end = *text + *length - 1;
    if (*length < 2 || *end != '"')
        return "text follows the closing quote; expected the next field";
    const char *quote = memchr(from, '"', (size_t)(end - from));
    *text = from;
    *length = (size_t)(end - from);
    if (!quote)
        return NULL;
    char *to = scratch;
    for (const char *p = from; p < end; p++) {
        *to++ = *p;
        if (*p == '"' && (p + 1 == end || *++p != '"'))
            return "a quote inside a quoted field; expected it doubled";
    }
    *text = scratch;
    *length = (size_t)(to - scratch);
    return NULL;
}

static const char *const *missing_list(const struct fs_csv *csv, int *count)
{
    *count = csv->options.missing ? csv->options.missing_count : fs_csv_missing_count;
    return csv->options.missing ? csv->options.missing : fs_csv_missing;
}

void csv_note_missing(struct fs_csv *csv)
{
    int count;
    const char *const *list = missing_list(csv, &count);
    for (int i = 0; i < count; i++)
        csv->missing_first[(unsigned char)*list[i]] = 1;
}

int csv_is_missing(const struct fs_csv *csv, const char *text, size_t length)
{
    int count;
    if (!csv->missing_first[length ? (unsigned char)*text : 0])
        return 0;
    const char *const *list = missing_list(csv, &count);
    for (int i = 0; i < count; i++)
        if (strlen(list[i]) == length && memcmp(list[i], text, length) == 0)
            return 1;
    return 0;
}

char *csv_scratch(struct chunk *chunk, size_t length)
{
    if (chunk->scratch_size < length + FS_CSV_PADDING) {
        char *bigger = realloc(chunk->scratch, length * 2 + FS_CSV_PADDING);
        if (!bigger)
            return fs_error_nomem(), NULL;
        chunk->scratch = bigger;
        chunk->scratch_size = length * 2 + FS_CSV_PADDING;
    }
    return chunk->scratch;
}

/* "1,234,567.5" without its separators; they must part groups of three digits before the decimal mark. */
static size_t strip_thousands(const char *text, size_t length, char separator, char decimal, char *to)
{
    size_t n = 0, run = 0;
    int parted = 0, fraction = 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == separator && !fraction) {
            if (!run || run > 3 || (parted && run != 3))
                return 0;
            parted = 1;
            run = 0;
            continue;
        }
        if (c == decimal || c == 'e' || c == 'E') {
            if (parted && run != 3)
                return 0;
            fraction = 1;
        } else if (c >= '0' && c <= '9' && !fraction) {
            run++;
        }
        to[n++] = c;
    }
    return parted && !fraction && run != 3 ? 0 : n;
}

static int parse_bool(const char *text, size_t length, uint8_t *out)
{
    static const char *const yes[] = {"true", "t", "yes", "y", "1"}, *const no[] = {"false", "f", "no", "n",
                                                                                    "0"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (strlen(yes[i]) == length && !strncasecmp(yes[i], text, length))
            return *out = 1, 0;
        if (strlen(no[i]) == length && !strncasecmp(no[i], text, length))
            return *out = 0, 0;
    }
    return -1;
}

union value {
    double f64;
    int64_t i64;
    int32_t i32;
    uint8_t boolean;
};

/* NULL, or why the text is no value of the column. Never for strings. */
static const char *parse_value(const struct fs_csv *csv, int type, struct fs_csv_time *time, const char *text,
                               size_t length, union value *out)
{
    int64_t wide;
    switch (type) {
    case FS_F64:
        return fs_number_f64(text, length, csv->decimal, &out->f64) ? "not a number" : NULL;
    case FS_I64:
        return fs_number_i64(text, length, &out->i64) ? "not a whole number of 64 bits" : NULL;
    case FS_I32:
        if (fs_number_i64(text, length, &wide) || wide < INT32_MIN || wide > INT32_MAX)
            return "not a whole number of 32 bits";
        out->i32 = (int32_t)wide;
        return NULL;
    case FS_BOOL:
        return parse_bool(text, length, &out->boolean) ? "neither true nor false" : NULL;
    default:
        return fs_csv_time_read(time, text, length, &out->i64);
    }
}

int csv_set_missing(const struct csv_cells *cells, int i)
{
    struct chunk *chunk = cells->chunk;
    struct chunk_column *part = &chunk->columns[cells->index];
    if (!part->nulls && !(part->nulls = calloc((size_t)chunk->capacity, 1)))
        return fs_error_nomem();
    part->nulls[chunk->rows + i] = 1;
    return 0;
}

int csv_bad_cell(const struct csv_cells *cells, int i, const char *text, size_t length, const char *reason)
{
    if (cells->bad[i])
        return 0;
    cells->bad[i] = 1;
    return csv_add_bad(cells->chunk, csv_run_line(cells->chunk, i), cells->index, text, length, reason);
}

/* A field that is not plainly a value: quotes, spaces, missing, separators, or bad (then *reason). */
static int odd_cell(const struct csv_cells *cells, int i, const char *text, size_t length, union value *value,
                    const char **reason)
{
    const struct fs_csv *csv = cells->csv;
    struct chunk *chunk = cells->chunk;
    struct csv_column *column = &((struct fs_csv *)(uintptr_t)csv)->columns[cells->index];
    struct chunk_column *part = &chunk->columns[cells->index];
    csv_trim(&text, &length);
    char *scratch = csv_scratch(chunk, length + FS_CSV_PADDING);
    if (!scratch)
        return -1;
    if (length && *text == '"') {
        if ((*reason = csv_unquote(&text, &length, scratch)) != NULL)
            return 0;
        csv_trim(&text, &length);
    }
    if (!length || csv_is_missing(csv, text, length)) {
        memset(value, 0, sizeof *value);
        if (column->type == FS_F64)
            value->f64 = __builtin_nan("");
        return column->type == FS_F64 ? 0 : csv_set_missing(cells, i);
    }
    if ((*reason = parse_value(csv, column->type, &part->time, text, length, value)) == NULL)
        return 0;
    char separator = csv->options.thousands;
    if (separator && memchr(text, separator, length) &&
        (column->type != FS_TIME && column->type != FS_BOOL)) {
        char *plain = text == scratch ? scratch : csv_scratch(chunk, length);
        if (!plain)
            return -1;
        size_t n = strip_thousands(text, length, separator, csv->decimal, plain);
        if (n && !parse_value(csv, column->type, &part->time, plain, n, value))
            *reason = NULL;
        if (!*reason)
            return 0;
    }
    double number;
    if (!column->given && column->type == FS_I64 && !fs_number_f64(text, length, csv->decimal, &number))
        atomic_store_explicit(&column->widen, FS_F64, memory_order_relaxed);
    else if (!column->given && column->empty)
        atomic_store_explicit(&column->widen, FS_STRING, memory_order_relaxed);
    return 0;
}

__attribute__((noinline)) int csv_read_cell(const struct csv_cells *cells, int i, void *out)
{
    const struct fs_csv *csv = cells->csv;
    int type = csv->columns[cells->index].type;
    const char *reason = NULL;
    size_t length;
    const char *text = csv_cell_text(cells, i, &length);
    union value value;
    if (type == FS_F64) {
        if (fs_number_f64(text, length, csv->decimal, out) == 0)
            return 0;
    } else if (type == FS_I64) {
        if (fs_number_i64(text, length, out) == 0)
            return 0;
    }
    if (odd_cell(cells, i, text, length, &value, &reason) != 0)
        return -1;
    if (reason)
        return csv_bad_cell(cells, i, text, length, reason);
    memcpy(out, &value, fs_type_size(type));
    return 0;
}

/* Times as text. */
static int read_times(const struct csv_cells *cells, int rows, int64_t *out)
{
    struct fs_csv_time *time = &cells->chunk->columns[cells->index].time;
    for (int i = 0; i < rows; i++) {
        size_t length;
        const char *text = csv_plain_text(cells, i, &length);
        if ((!length || fs_csv_time_read(time, text, length, &out[i]) != NULL) &&
            csv_read_cell(cells, i, &out[i]) != 0)
            return -1;
    }
    return 0;
}

int csv_read_cells(const struct fs_csv *csv, struct chunk *chunk, int index, const char *base,
                   const uint32_t *ends, int rows, uint8_t *bad)
{
    static const int64_t units[] = {FS_NS_PER_SECOND, FS_NS_PER_MS, FS_NS_PER_US, 1};
    const struct csv_column *column = &csv->columns[index];
    size_t size = fs_type_size(column->type);
    char *out = column->place.data + (size_t)(chunk->row + chunk->rows) * size;
    struct csv_cells cells = {.csv = csv,
                              .chunk = chunk,
                              .index = index,
                              .base = base,
                              .ends = ends + index,
                              .width = (size_t)csv->count,
                              .strip = index == csv->count - 1 && csv->eol == '\n',
                              .quotes = chunk->quotes,
                              .bad = bad};
    fs_number_begin();
    if (column->type == FS_F64)
        return csv_read_f64s(&cells, rows, (double *)(void *)out);
    if (column->type == FS_I64)
        return csv_read_i64s(&cells, rows, 1, (int64_t *)(void *)out);
    if (column->type == FS_STRING)
        return csv_read_texts(&cells, rows, (int32_t *)(void *)out);
    if (column->type == FS_TIME && column->time_format >= FS_CSV_TIME_S)
        return csv_read_i64s(&cells, rows, units[column->time_format - FS_CSV_TIME_S],
                             (int64_t *)(void *)out);
    if (column->type == FS_TIME)
        return read_times(&cells, rows, (int64_t *)(void *)out);
    for (int i = 0; i < rows; i++)
        if (csv_read_cell(&cells, i, out + (size_t)i * size))
            return -1;
    return 0;
}
