/*
 * The text in chunks of whole lines. Whoever is free takes the next one under a lock: reads it, finds its last line end,
 * counts its lines (an upper bound of its rows, and what numbers the next chunk's lines) and gives it its place in the
 * columns. How many rows there will be is guessed from the first ones; memory that turns out too small grows.
 */
#include "frame/csv_reader.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

enum { SCAN_PIECE = 8 << 10, SAMPLE = 128 << 10 };

/* Behind the last line end outside quotes; 0 without one. `text` begins a line. */
static size_t whole_lines(const struct fs_csv *csv, const char *text, size_t length, int quotes)
{
    if (!quotes) {
        const char *end = memrchr(text, csv->eol, length);
        return end ? (size_t)(end - text) + 1 : 0;
    }
    struct fs_csv_scan scan = {.delimiter = csv->delimiter, .eol = csv->eol, .state = FS_CSV_FIELD_START};
    uint32_t ends[SCAN_PIECE], rows[SCAN_PIECE];
    size_t last = 0;
    for (size_t at = 0; at < length; at += SCAN_PIECE) {
        size_t piece = length - at < SCAN_PIECE ? length - at : SCAN_PIECE;
        scan.end_count = scan.row_count = 0;
        fs_csv_scan(&scan, text + at, piece, ends, rows);
        if (scan.row_count)
            last = at + ends[rows[scan.row_count - 1]] + 1;
    }
    return last;
}

/* `length` bytes from `from` on into chunk->text. */
static int load(const struct fs_csv *csv, struct csv_buffer *buffer, size_t from, size_t length,
                struct chunk *chunk)
{
    const char *memory = fs_text_memory(csv->source);
    if (memory) {
        chunk->text = memory + from;
        chunk->readable = memory;
        return 0;
    }
    if (buffer->size < length + 2 * FS_CSV_PADDING) {
        free(buffer->memory);
        buffer->size = length + 2 * FS_CSV_PADDING;
        if (!(buffer->memory = calloc(1, buffer->size))) {
            buffer->size = 0;
            return fs_error_nomem();
        }
    }
    chunk->readable = buffer->memory;
    chunk->text = buffer->memory + FS_CSV_PADDING;
    return fs_text_read(csv->source, from, length, buffer->memory + FS_CSV_PADDING);
}

/* Finds text, length and capacity of the chunk that begins at work->from. */
static int cut(struct csv_work *work, struct csv_buffer *buffer, struct chunk *chunk)
{
    const struct fs_csv *csv = work->csv;
    size_t left = csv->size - work->from, length = work->chunk_size, end = 0, lines = 0;
    for (;; length *= 2) {
        length = length < left ? length : left;
        chunk->last = length == left;
        if (load(csv, buffer, work->from, length, chunk) != 0)
            return -1;
        int known = work->quotes;
        end = chunk->last ? length : whole_lines(csv, chunk->text, length, known);
        lines = fs_csv_count_lines(chunk->text, end, csv->eol, &work->quotes);
        if (work->quotes && !known && !chunk->last) {
            end = whole_lines(csv, chunk->text, length, 1);
            lines = fs_csv_count(chunk->text, end, csv->eol);
        }
        if (end)
            break;
        if (length >= FS_CSV_ROW_MAX) {
            fs_error_set(FS_E_INPUT, "%s:%lld: a row longer than 16 MiB", csv->name, (long long)work->line);
            return fs_error_hint("most likely a quote was left open in it");
        }
    }
    chunk->length = end;
    chunk->first_line = work->line;
    work->line += (int64_t)lines;
    lines += chunk->text[end - 1] != csv->eol;
    size_t most = end / (size_t)csv->count + 1; /* delimiters and line end of a row, which may be the last */
    chunk->capacity = (int64_t)(lines < most ? lines : most);
    return 0;
}

/* Memory for `rows` rows in all columns. */
static int make_room(struct csv_work *work, int64_t rows)
{
    struct fs_csv *csv = work->csv;
    int result = 0;
    pthread_rwlock_wrlock(&work->places);
    for (int k = 0; k < csv->count && result == 0; k++)
        if (csv->columns[k].type)
            result =
                csv_place_grow(&csv->columns[k].place, (size_t)rows * fs_type_size(csv->columns[k].type));
    pthread_rwlock_unlock(&work->places);
    if (result == 0)
        work->room = rows;
    return result;
}

/* Rows there will be, judged by the first ones; no fewer than `least`. */
static int64_t guess_rows(const struct fs_csv *csv, int64_t least)
{
    size_t all = csv->size - csv->body, seen = csv->head_size - csv->body;
    seen = seen < SAMPLE ? seen : SAMPLE;
    size_t lines = fs_csv_count(csv->head + csv->body, seen, csv->eol);
    double more = seen < all && seen ? (double)lines * (double)all / (double)seen * 1.02 + 64 : 0;
    return (double)least < more ? (int64_t)more : least;
}

static int make_parts(const struct fs_csv *csv, struct chunk *chunk)
{
    chunk->columns = calloc((size_t)csv->count + 1, sizeof *chunk->columns);
    if (!chunk->columns)
        return fs_error_nomem();
    for (int k = 0; k < csv->count; k++) {
        chunk->columns[k].time =
            (struct fs_csv_time){.format = csv->columns[k].time_format, .zone = csv->options.zone};
        if (csv->columns[k].type == FS_STRING && !(chunk->columns[k].dict = fs_dict_new()))
            return -1;
    }
    return 0;
}

static int show(struct fs_csv *csv, const char *text, size_t from, size_t length)
{
    size_t known =
        csv->shown > from ? csv->shown - from : 0; /* a second reading after a column was widened */
    if (!csv->options.bytes || known >= length)
        return 0;
    csv->shown = from + length;
    return csv->options.bytes(csv->options.bytes_context, text + known, length - known);
}

static int list(struct csv_work *work, struct chunk *chunk)
{
    if (work->count == work->capacity) {
        size_t capacity = work->capacity ? work->capacity * 2 : 16;
        struct chunk **more = realloc(work->chunks, capacity * sizeof(struct chunk *));
        if (!more)
            return fs_error_nomem();
        work->chunks = more;
        work->capacity = capacity;
    }
    chunk->index = work->count;
    work->chunks[work->count++] = chunk;
    return 0;
}

static int take(struct csv_work *work, struct csv_buffer *buffer, struct chunk **out)
{
    struct fs_csv *csv = work->csv;
    if (csv->shown < csv->body && show(csv, csv->head, 0, csv->body) != 0)
        return -1;
    if (work->from >= csv->size)
        return 0;
    struct chunk *chunk = calloc(1, sizeof *chunk);
    if (!chunk)
        return fs_error_nomem();
    chunk->row = work->row;
    if (cut(work, buffer, chunk) != 0 || make_parts(csv, chunk) != 0 ||
        show(csv, chunk->text, work->from, chunk->length) != 0)
        goto failed;
    int64_t rows = chunk->row + chunk->capacity;
    if (rows > work->room && make_room(work, work->room ? rows + rows / 2 : guess_rows(csv, rows)) != 0)
        goto failed;
    if (list(work, chunk) != 0)
        goto failed;
    work->row = rows;
    work->from += chunk->length;
    *out = chunk;
    return 1;
failed:
    csv_chunk_free(csv, chunk);
    return -1;
}

int csv_next_chunk(struct csv_work *work, struct csv_buffer *buffer, struct chunk **out)
{
    pthread_mutex_lock(&work->lock);
    int result = take(work, buffer, out);
    if (result < 0) {
        work->from = work->csv->size; /* nobody takes what follows */
        if (!work->error) {           /* chunks before it may still find an earlier fault */
            work->error = fs_error_take();
            work->error_chunk = work->count;
        }
        fs_error_clear();
    }
    pthread_mutex_unlock(&work->lock);
    return result;
}

void csv_chunk_free(const struct fs_csv *csv, struct chunk *chunk)
{
    for (int k = 0; k < csv->count && chunk->columns; k++) {
        free(chunk->columns[k].nulls);
        fs_dict_unref(chunk->columns[k].dict);
    }
    free(chunk->columns);
    free(chunk->marks);
    free(chunk->bad);
    free(chunk->scratch);
    fs_arena_free(chunk->arena);
    free(chunk);
}
