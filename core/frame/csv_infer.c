#include "frame/csv_reader.h"

#include "base/error.h"
#include "frame/number.h"

#include <stdlib.h>
#include <string.h>

/* The sample: as much of the beginning as says what the columns hold. */
enum { SAMPLE_BYTES = 1 << 17 };

struct evidence {
    int64_t values; /* that are not missing */
    int not_i64, not_f64, not_bool, leading_zero;
    unsigned times; /* formats that read all of them */
};

static int is_bool(const char *text, size_t n)
{
    return (n == 4 && !strncasecmp(text, "true", 4)) || (n == 5 && !strncasecmp(text, "false", 5));
}

/* Digits, in grouped form where there is a separator: enough to tell a number from text. */
static int is_number(const struct fs_csv *csv, const char *text, size_t n, int *whole)
{
    char plain[64 + FS_NUMBER_PADDING];
    size_t length = 0;
    int64_t i64;
    double f64;
    if (n > 63)
        return 0;
    for (size_t i = 0; i < n; i++)
        if (text[i] != csv->options.thousands || !csv->options.thousands || i == 0)
            plain[length++] = text[i];
    *whole = fs_number_i64(plain, length, &i64) == 0;
    return *whole || fs_number_f64(plain, length, csv->decimal, &f64) == 0;
}

static void look_at(const struct fs_csv *csv, struct evidence *seen, const char *text, size_t n)
{
    char *scratch = NULL;
    csv_trim(&text, &n);
    if (n && *text == '"') {
        if (!(scratch = malloc(n)) || csv_unquote(&text, &n, scratch)) {
            free(scratch);
            return; /* a bad field; reading will say so */
        }
        csv_trim(&text, &n);
    }
    if (n && !csv_is_missing(csv, text, n)) {
        int whole = 0, number = is_number(csv, text, n, &whole);
        seen->values++;
        seen->not_f64 |= !number;
        seen->not_i64 |= !whole;
        seen->leading_zero |= whole && n > 1 && *text == '0';
        seen->not_bool |= !is_bool(text, n);
        if (seen->times)
            seen->times &= fs_csv_time_guess(text, n);
    }
    free(scratch);
}

static void decide(struct csv_column *column, const struct evidence *seen)
{
    unsigned text_times = seen->times & ((1u << FS_CSV_TIME_ISO) | (1u << FS_CSV_TIME_MDY) |
                                         (1u << FS_CSV_TIME_DMY) | (1u << FS_CSV_TIME_MONTH));
    column->time_set = seen->values ? seen->times : 0;
    column->empty = seen->values == 0;
    if (!seen->values)
        column->type = FS_F64;
    else if (!seen->not_i64 && !seen->leading_zero) /* "000700" is a code: its zeros matter */
        column->type = FS_I64;
    else if (!seen->not_f64 && !(seen->leading_zero && !seen->not_i64))
        column->type = FS_F64;
    else if (!seen->not_bool)
        column->type = FS_BOOL;
    else if (text_times && seen->not_f64) {
        column->type = FS_TIME;
        column->time_format = (text_times & (text_times - 1)) ? FS_CSV_TIME_AUTO : __builtin_ctz(text_times);
    } else
        column->type = FS_STRING;
}

static void sample_rows(struct fs_csv *csv, struct evidence *seen, size_t length, const uint32_t *ends,
                        const uint32_t *rows, size_t row_count)
{
    const char *base = csv->head + csv->body;
    size_t width = (size_t)csv->count, end = 0, from = 0;
    for (size_t r = 0; r < row_count; r++) {
        size_t fields = rows[r] + 1 - end;
        for (size_t k = 0; k < fields; k++) {
            size_t to = ends[end + k], stop = to;
            if (k == fields - 1 && stop > from && base[stop - 1] == '\r')
                stop--;
            if (fields == width && stop <= length)
                look_at(csv, &seen[k], base + from, stop - from);
            from = to + 1;
        }
        end = (size_t)rows[r] + 1;
    }
}

int csv_infer(struct fs_csv *csv)
{
    size_t left = csv->size - csv->body, length = left < SAMPLE_BYTES ? left : SAMPLE_BYTES;
    if (csv_need_head(csv, csv->body + length) != 0)
        return -1;
    uint32_t *ends = malloc((length + 2) * sizeof *ends), *rows = malloc((length + 2) * sizeof *rows);
    struct evidence *seen = calloc((size_t)csv->count, sizeof *seen);
    int result = ends && rows && seen ? 0 : fs_error_nomem();
    if (result == 0) {
        for (int k = 0; k < csv->count; k++)
            seen[k].times = ~0u;
        struct fs_csv_scan scan = {.delimiter = csv->delimiter, .eol = csv->eol, .state = FS_CSV_FIELD_START};
        fs_csv_scan(&scan, csv->head + csv->body, length, ends, rows);
        if (length == left && length && (!scan.end_count || ends[scan.end_count - 1] != length - 1)) {
            rows[scan.row_count++] = (uint32_t)scan.end_count;
            ends[scan.end_count++] = (uint32_t)length;
        }
        sample_rows(csv, seen, length, ends, rows, scan.row_count);
        for (int k = 0; k < csv->count; k++) {
            decide(&csv->columns[k], &seen[k]);
            if (csv->columns[k].type == FS_TIME && csv->options.time_format)
                csv->columns[k].time_format = csv->options.time_format;
        }
    }
    free(ends);
    free(rows);
    free(seen);
    return result;
}

static int cannot_tell(const struct fs_csv *csv, const struct csv_column *column)
{
    if (column->time_set & (1u << FS_CSV_TIME_MDY)) {
        fs_error_set(FS_E_INPUT, "%s: the dates of column '%s' could be month/day/year or day/month/year",
                     csv->name, column->name);
        return fs_error_hint("say which with --date-format mdy or --date-format dmy");
    }
    fs_error_set(FS_E_INPUT,
                 "%s: the times of column '%s' are not written in one known way; expected 2000-01-31, "
                 "20000131, 1/31/2000, "
                 "Jan 31 2000 (with a time of day or not) or time since 1970",
                 csv->name, column->name);
    return fs_error_hint(
        "say how with --date-format iso|mdy|dmy|month|s|ms|us|ns to see the first row that differs");
}

int fs_csv_set_type(struct fs_csv *csv, int index, int type, int time_format)
{
    struct csv_column *column = &csv->columns[index];
    if (type == FS_TIME && !time_format)
        time_format = csv->options.time_format;
    if (type == FS_TIME && !time_format && column->empty)
        time_format = FS_CSV_TIME_ISO; /* nothing speaks against it; a later value that does is reported */
    if (type == FS_TIME && !time_format) {
        if (!column->time_set || (column->time_set & (column->time_set - 1)))
            return cannot_tell(csv, column);
        time_format = __builtin_ctz(column->time_set);
    }
    column->type = type;
    column->time_format = time_format;
    column->given = 1;
    return 0;
}
