#include "frame/csv_reader.h"

#include "base/error.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SNIFF_LINES = 30, SNIFF_BYTES = 256 << 10 };

int csv_need_head(struct fs_csv *csv, size_t size)
{
    size = size < csv->size ? size : csv->size;
    if (size <= csv->head_size)
        return 0;
    char *longer = realloc(csv->head_copy, size + FS_CSV_PADDING);
    if (!longer)
        return fs_error_nomem();
    csv->head = csv->head_copy = longer;
    memset(longer + size, 0, FS_CSV_PADDING);
    if (fs_text_read(csv->source, csv->head_size, size - csv->head_size, longer + csv->head_size) != 0)
        return -1;
    csv->head_size = size;
    return 0;
}

/* Fields that `delimiter` makes of each of the first lines: counts, and how many lines. */
static int count_fields(const char *text, size_t size, char delimiter, char eol, int counts[SNIFF_LINES])
{
    int lines = 0, state = FS_CSV_FIELD_START, fields = 1;
    for (size_t i = 0; i < size && lines < SNIFF_LINES; i++) {
        char c = text[i];
        if (state == FS_CSV_QUOTED) {
            state = c == '"' ? FS_CSV_QUOTE_SEEN : state;
        } else if (c == eol) {
            counts[lines++] = fields;
            fields = 1;
            state = FS_CSV_FIELD_START;
        } else if (c == delimiter) {
            fields++;
            state = FS_CSV_FIELD_START;
        } else if (c == '"') {
            state = state == FS_CSV_PLAIN ? FS_CSV_PLAIN : FS_CSV_QUOTED;
        } else {
            state = FS_CSV_PLAIN;
        }
    }
    if (lines == 0)
        counts[lines++] = fields;
    return lines;
}

/* The one that splits most lines alike into most fields; ',' where none does. */
static char find_delimiter(const char *text, size_t size, char eol)
{
    static const char candidates[] = ",;\t|";
    char best = ',';
    int best_score = 0;
    for (const char *c = candidates; *c; c++) {
        int counts[SNIFF_LINES], alike = 0, lines = count_fields(text, size, *c, eol, counts);
        for (int i = 0; i < lines; i++)
            alike += counts[i] == counts[0];
        int score = counts[0] < 2 ? 0 : (alike * 100 / lines) * 64 + (counts[0] < 64 ? counts[0] : 63);
        if (score > best_score) {
            best_score = score;
            best = *c;
        }
    }
    return best;
}

static int add_column(struct fs_csv *csv, const char *text, size_t length)
{
    char made[32], *copy = NULL;
    csv_trim(&text, &length);
    if (length && *text == '"') {
        if (!(copy = malloc(length)))
            return fs_error_nomem();
        const char *wrong = csv_unquote(&text, &length, copy);
        if (wrong) {
            free(copy);
            return fs_error_set(FS_E_INPUT, "%s:%d: column %d of the header: %s", csv->name, csv->header_line,
                                csv->count + 1, wrong);
        }
        csv_trim(&text, &length);
    }
    if (!csv->header_line || !length) {
        length = (size_t)snprintf(made, sizeof made, "column_%d", csv->count + 1);
        text = made;
    }
    int valid = fs_utf8_valid(text, length) && !memchr(text, '\0', length);
    struct csv_column *column = &csv->columns[csv->count];
    column->name = valid ? fs_arena_strndup(csv->arena, text, length) : NULL;
    free(copy);
    if (!valid) {
        fs_error_set(FS_E_INPUT, "%s:%d: the name of column %d is not UTF-8 text", csv->name,
                     csv->header_line, csv->count + 1);
        return fs_error_hint("convert the file first, e.g. iconv -f latin1 -t utf-8");
    }
    if (!column->name)
        return -1;
    int before = fs_csv_find(csv, column->name);
    if (before >= 0)
        return fs_error_set(FS_E_INPUT, "%s:%d: columns %d and %d are both named '%s'", csv->name,
                            csv->header_line, before + 1, csv->count + 1, column->name);
    csv->count++;
    return 0;
}

/* Names from the first line (or made up), and csv->body. */
static int read_header(struct fs_csv *csv, size_t at)
{
    size_t left = csv->size - at, length = left < FS_CSV_ROW_MAX ? left : FS_CSV_ROW_MAX, size = 64 << 10;
    uint32_t *ends = NULL, *rows = NULL;
    struct fs_csv_scan scan;
    do { /* as much as holds the line */
        size = size * 4 < length ? size * 4 : length;
        free(ends);
        free(rows);
        ends = malloc((size + 1) * sizeof *ends);
        rows = malloc((size + 1) * sizeof *rows);
        if (!ends || !rows || csv_need_head(csv, at + size) != 0) {
            int result = ends && rows ? -1 : fs_error_nomem();
            free(ends);
            free(rows);
            return result;
        }
        scan =
            (struct fs_csv_scan){.delimiter = csv->delimiter, .eol = csv->eol, .state = FS_CSV_FIELD_START};
        fs_csv_scan(&scan, csv->head + at, size, ends, rows);
    } while (!scan.row_count && size < length);
    if (!scan.row_count) {
        rows[0] = (uint32_t)scan.end_count;
        ends[scan.end_count] = (uint32_t)size;
    }
    int result = 0;
    size_t fields = (size_t)rows[0] + 1, line_end = ends[rows[0]];
    csv->columns = fs_arena_array(csv->arena, fields, sizeof *csv->columns);
    if (!csv->columns)
        result = -1;
    else if (scan.state == FS_CSV_QUOTED && !scan.row_count)
        result = fs_error_set(FS_E_INPUT, "%s:%d: a quote is opened and never closed", csv->name,
                              csv->header_line);
    else if (fields > 65536)
        result = fs_error_set(FS_E_LIMIT, "%s: %zu columns; at most 65536 are read", csv->name, fields);
    for (size_t i = 0, from = 0; i < fields && result == 0; i++) {
        size_t to = ends[i];
        if (i == fields - 1 && to > from && csv->head[at + to - 1] == '\r')
            to--;
        result = add_column(csv, csv->head + at + from, to - from);
        from = (size_t)ends[i] + 1;
    }
    csv->body = csv->header_line ? at + line_end + 1 : at;
    if (csv->body > csv->size)
        csv->body = csv->size;
    csv->body_line += (int64_t)fs_csv_count(csv->head + at, csv->body - at, csv->eol);
    free(ends);
    free(rows);
    return result;
}

static int begin(struct fs_csv *csv)
{
    size_t size = csv->size, at = 0;
    if (csv_need_head(csv, SNIFF_BYTES + 8) != 0)
        return -1;
    const char *text = csv->head;
    int line = 1;
    if (size >= 2 && (!memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2))) {
        fs_error_set(FS_E_INPUT, "%s: is UTF-16 text; expected UTF-8", csv->name);
        return fs_error_hint("convert it first: iconv -f utf-16 -t utf-8");
    }
    if (size >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        at = 3;
    size_t sniff = size - at < SNIFF_BYTES ? size - at : SNIFF_BYTES;
    if (memchr(text + at, '\0', sniff))
        return fs_error_set(FS_E_INPUT, "%s: has zero bytes; expected text", csv->name);
    csv->eol = !memchr(text + at, '\n', sniff) && memchr(text + at, '\r', sniff) ? '\r' : '\n';
    csv->delimiter = csv->options.delimiter;
    if (sniff >= 6 && !memcmp(text + at, "sep=", 4) &&
        (text[at + 5] == '\n' || text[at + 5] == '\r')) { /* Excel's hint */
        csv->delimiter = csv->delimiter ? csv->delimiter : text[at + 4];
        at += text[at + 5] == '\r' && text[at + 6] == '\n' ? 7 : 6;
        line++;
    }
    while (at < size && (text[at] == '\n' || text[at] == '\r')) { /* blank lines before the header */
        line += text[at++] == csv->eol;
        if (at < size && at == csv->head_size && csv_need_head(csv, at * 2) != 0)
            return -1;
        text = csv->head;
    }
    if (csv_need_head(csv, at + sniff) != 0)
        return -1;
    text = csv->head;
    if (at == size)
        return fs_error_set(FS_E_INPUT, "%s: the file is empty; expected a header line and rows", csv->name);
    if (!csv->delimiter)
        csv->delimiter = find_delimiter(text + at, size - at < sniff ? size - at : sniff, csv->eol);
    csv->header_line = csv->options.no_header ? 0 : line;
    csv->body_line = line;
    csv->decimal = csv->options.decimal ? csv->options.decimal : '.';
    if (csv->delimiter == '"' || csv->delimiter == csv->eol || csv->decimal == csv->delimiter ||
        csv->options.thousands == csv->decimal)
        return fs_error_set(FS_E_USAGE,
                            "%s: delimiter, decimal mark and thousands separator must differ from each other",
                            csv->name);
    return read_header(csv, at) == 0 ? csv_infer(csv) : -1;
}

static struct fs_csv *open_source(struct fs_text *source, const char *name,
                                  const struct fs_csv_options *options)
{
    struct fs_csv *csv = source ? calloc(1, sizeof *csv) : NULL;
    if (!csv) {
        if (source)
            fs_error_nomem();
        fs_text_close(source);
        return NULL;
    }
    csv->source = source;
    csv->size = fs_text_size(source);
    csv->head = fs_text_memory(source);
    csv->head_size = csv->head ? csv->size : 0;
    csv->arena = fs_arena_new();
    csv->name = csv->arena ? fs_arena_strdup(csv->arena, name) : NULL;
    if (options)
        csv->options = *options;
    csv_note_missing(csv);
    if (csv->name && begin(csv) == 0)
        return csv;
    fs_csv_close(csv);
    return NULL;
}

struct fs_csv *fs_csv_open(const char *path, const struct fs_csv_options *options)
{
    return open_source(fs_text_open(path, FS_CSV_PADDING), strcmp(path, "-") ? path : "standard input",
                       options);
}

struct fs_csv *fs_csv_open_bytes(const void *bytes, size_t size, const char *name,
                                 const struct fs_csv_options *options)
{
    return open_source(fs_text_open_bytes(bytes, size, name, FS_CSV_PADDING), name, options);
}

void fs_csv_close(struct fs_csv *csv)
{
    if (!csv)
        return;
    for (int i = 0; i < csv->count; i++)
        csv_place_free(&csv->columns[i].place);
    free(csv->marks);
    free(csv->head_copy);
    fs_text_close(csv->source);
    fs_arena_free(csv->arena);
    free(csv);
}

int fs_csv_columns(const struct fs_csv *csv)
{
    return csv->count;
}

const char *fs_csv_column_name(const struct fs_csv *csv, int index)
{
    return csv->columns[index].name;
}

int fs_csv_column_type(const struct fs_csv *csv, int index)
{
    return csv->columns[index].type;
}

int fs_csv_find(const struct fs_csv *csv, const char *name)
{
    for (int i = 0; i < csv->count; i++)
        if (!strcmp(csv->columns[i].name, name))
            return i;
    return -1;
}

char fs_csv_delimiter(const struct fs_csv *csv)
{
    return csv->delimiter;
}

int fs_csv_header_line(const struct fs_csv *csv)
{
    return csv->header_line;
}

int fs_csv_set_name(struct fs_csv *csv, int index, const char *name)
{
    int other = fs_csv_find(csv, name);
    if (other >= 0 && other != index)
        return fs_error_set(FS_E_CONFLICT, "%s: columns %d and %d would both be named '%s'", csv->name,
                            other + 1, index + 1, name);
    const char *copy = fs_arena_strdup(csv->arena, name);
    if (!copy)
        return -1;
    csv->columns[index].name = copy;
    return 0;
}

int fs_csv_bad_count(const struct fs_csv *csv)
{
    return (int)csv->bad_count;
}

const struct fs_csv_bad *fs_csv_bad(const struct fs_csv *csv, int index)
{
    return &csv->bad[index];
}

int64_t fs_csv_line(const struct fs_csv *csv, int64_t row)
{
    size_t from = 0, to = csv->mark_count; /* the last mark at or before `row` lies in [from, to) */
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (csv->marks[middle].row <= row)
            from = middle;
        else
            to = middle;
    }
    return csv->marks[from].line + (row - csv->marks[from].row);
}

struct fs_frame *fs_csv_read_file(const char *path, const struct fs_csv_options *options)
{
    struct fs_csv *csv = fs_csv_open(path, options);
    struct fs_frame *frame = csv ? fs_csv_read(csv) : NULL;
    fs_csv_close(csv);
    return frame;
}
