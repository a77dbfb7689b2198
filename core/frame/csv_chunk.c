/*
 * The lines of a chunk. Blocks that fit the nearest cache are scanned for field ends and then read column by column, so
 * that the inner loops stay with one type. Rows that are left out make gaps, which are closed at once.
 */
#include "frame/csv_reader.h"

#include "base/cancel.h"
#include "base/error.h"
#include "base/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 << 10 };

struct block {
    uint32_t *ends, *rows; /* ends[0] is the end before the first field */
    uint32_t *line_of;
    uint8_t *bad;
    size_t size;
};

static void block_free(struct block *block)
{
    free(block->ends);
    free(block->rows);
    free(block->line_of);
    free(block->bad);
    *block = (struct block){0};
}

static int block_size(struct block *block, size_t size)
{
    block_free(block);
    block->ends = malloc((size + 2) * sizeof *block->ends);
    block->rows = malloc((size + 1) * sizeof *block->rows);
    block->line_of = malloc((size + 1) * sizeof *block->line_of);
    block->bad = malloc(size + 1);
    block->size = size;
    return block->ends && block->rows && block->line_of && block->bad ? 0 : fs_error_nomem();
}

/* Says that row `row` of the chunk begins on `line`. */
static int mark_line(struct chunk *chunk, int64_t row, int64_t line)
{
    if (chunk->mark_count) {
        const struct csv_line_mark *last = &chunk->marks[chunk->mark_count - 1];
        if (last->line + (row - last->row) == line)
            return 0;
    }
    if (chunk->mark_count == chunk->mark_capacity) {
        size_t capacity = chunk->mark_capacity ? chunk->mark_capacity * 2 : 4;
        struct csv_line_mark *marks = realloc(chunk->marks, capacity * sizeof *marks);
        if (!marks)
            return fs_error_nomem();
        chunk->marks = marks;
        chunk->mark_capacity = capacity;
    }
    chunk->marks[chunk->mark_count++] = (struct csv_line_mark){row, line};
    return 0;
}

/* Marks the lines of the rows of a run that are kept; `bad` NULL: all are. */
static int mark_lines(struct chunk *chunk, const uint8_t *bad, int rows)
{
    if (!bad && !chunk->line_of)
        return mark_line(chunk, chunk->rows, chunk->line);
    int64_t row = chunk->rows;
    for (int i = 0; i < rows; i++)
        if ((!bad || !bad[i]) && mark_line(chunk, row++, csv_run_line(chunk, i)) != 0)
            return -1;
    return 0;
}

/* Closes the gaps that bad rows leave among the `rows` just read. */
static int64_t keep_good(const struct fs_csv *csv, struct chunk *chunk, const uint8_t *bad, int rows)
{
    int64_t kept = 0;
    for (int i = 0; i < rows; i++)
        kept += !bad[i];
    for (int k = 0; k < csv->count && kept < rows; k++) {
        size_t size = fs_type_size(csv->columns[k].type);
        char *first = size ? csv->columns[k].place.data + (size_t)(chunk->row + chunk->rows) * size : NULL,
             *to = first;
        for (int i = 0; i < rows && size; i++)
            if (!bad[i]) {
                memmove(to, first + (size_t)i * size, size);
                to += size;
            }
        uint8_t *nulls = chunk->columns[k].nulls ? chunk->columns[k].nulls + chunk->rows : NULL;
        int64_t at = 0;
        for (int i = 0; i < rows && nulls; i++)
            if (!bad[i])
                nulls[at++] = nulls[i];
        if (nulls)
            memset(nulls + at, 0, (size_t)(rows - at));
    }
    return kept;
}

/* Lines that all have the right number of fields. */
static int read_lines(const struct fs_csv *csv, struct chunk *chunk, const char *base, const uint32_t *ends,
                      int rows, struct block *block)
{
    size_t bad_before = chunk->bad_count;
    memset(block->bad, 0, (size_t)rows);
    for (int k = 0; k < csv->count; k++)
        if (csv->columns[k].type && csv_read_cells(csv, chunk, k, base, ends, rows, block->bad) != 0)
            return -1;
    int dropped = chunk->bad_count > bad_before;
    if (mark_lines(chunk, dropped ? block->bad : NULL, rows) != 0)
        return -1;
    chunk->rows += dropped ? keep_good(csv, chunk, block->bad, rows) : rows;
    return 0;
}

static int bad_line(const struct fs_csv *csv, struct chunk *chunk, int64_t line, const char *text,
                    size_t length, size_t fields)
{
    char reason[64];
    snprintf(reason, sizeof reason, "%zu field%s; expected %d", fields, fields == 1 ? "" : "s", csv->count);
    return csv_add_bad(chunk, line, -1, text, length, reason);
}

/* Lines from the first of the block to each of its rows: quoted fields have line ends inside. */
static const uint32_t *number_lines(const struct fs_csv *csv, const char *base, size_t row_count,
                                    const struct block *block)
{
    uint32_t line = 0;
    for (size_t i = 0, from = 0; i < row_count; i++) {
        size_t end = block->ends[block->rows[i] + 1],
               inside = fs_csv_count(base + from, end - from, csv->eol);
        block->line_of[i] = line;
        line += (uint32_t)inside + 1;
        from = end + 1;
    }
    return block->line_of;
}

/* Takes a block's lines in runs of regular ones. The block's first is on chunk->line. */
static int read_block(const struct fs_csv *csv, struct chunk *chunk, const char *base, size_t row_count,
                      const uint32_t *line_of, struct block *block)
{
    size_t width = (size_t)csv->count, run = 0, i = 0;
    uint32_t *ends = block->ends, first = 0; /* index in ends of the line's predecessor */
    uint32_t run_first = 0;
    int64_t line = chunk->line;
    for (; i <= row_count; i++) {
        size_t fields = i < row_count ? block->rows[i] + 1 - first : 0;
        uint32_t from = 0, to = 0;
        int blank = 0;
        if (fields == 1) {
            from = ends[first] + 1, to = ends[block->rows[i] + 1];
            blank = to == from || (to == from + 1 && base[from] == '\r');
        }
        if (fields == width && !(blank && width > 1)) {
            first = block->rows[i] + 1;
            continue;
        }
        chunk->line = line_of ? line : line + (int64_t)run;
        chunk->line_of = line_of ? line_of + run : NULL;
        if (i > run && read_lines(csv, chunk, base, ends + run_first, (int)(i - run), block) != 0)
            return -1;
        if (i == row_count)
            break;
        from = ends[first] + 1, to = ends[block->rows[i] + 1];
        if (!blank && bad_line(csv, chunk, line + (line_of ? (int64_t)line_of[i] : (int64_t)i), base + from,
                               to - from, fields) != 0)
            return -1;
        run = i + 1;
        run_first = first = block->rows[i] + 1;
    }
    return 0;
}

static int order_bad(const void *a, const void *b)
{
    const struct bad_field *x = a, *y = b;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* Reads what the block at `at` holds of whole lines; *length becomes theirs, 0 where it holds none. */
static int take_block(const struct fs_csv *csv, struct chunk *chunk, size_t at, struct block *block,
                      size_t *length)
{
    size_t size = chunk->length - at < block->size ? chunk->length - at : block->size;
    const char *base = chunk->text + at;
    struct fs_csv_scan scan = {.delimiter = csv->delimiter,
                               .eol = csv->eol,
                               .state = FS_CSV_FIELD_START,
                               .baseline = csv->options.kernels == FS_CSV_BASELINE};
    block->ends[0] = (uint32_t)-1;
    fs_csv_scan(&scan, base, size, block->ends + 1, block->rows);
    int64_t line = chunk->line;
    size_t whole = scan.row_count ? block->ends[block->rows[scan.row_count - 1] + 1] + 1 : 0;
    int ended = 1;   /* by a line end */
    size_t open = 0; /* begins a row whose quote is never closed, if not 0: counted from 1 */
    if (chunk->last && at + size == chunk->length && whole < size) {
        if (scan.state == FS_CSV_QUOTED) {
            open = whole + 1;
        } else { /* the last line has no line end */
            block->rows[scan.row_count++] = (uint32_t)scan.end_count;
            block->ends[++scan.end_count] = (uint32_t)size;
            ended = 0;
        }
        whole = size;
    }
    *length = whole;
    chunk->quotes = scan.quotes;
    int64_t lines = scan.quotes ? (int64_t)fs_csv_count(base, whole, csv->eol) : (int64_t)scan.row_count;
    const uint32_t *line_of =
        lines + !ended > (int64_t)scan.row_count ? number_lines(csv, base, scan.row_count, block) : NULL;
    if (scan.row_count && read_block(csv, chunk, base, scan.row_count, line_of, block) != 0)
        return -1;
    chunk->line = line + lines;
    if (!open)
        return 0;
    line += (int64_t)fs_csv_count(base, open - 1, csv->eol);
    return csv_add_bad(chunk, line, -1, base + open - 1, size - (open - 1),
                       "a quote is opened and never closed");
}

static void fill_places(const struct fs_csv *csv, const struct chunk *chunk)
{
    for (int k = 0; k < csv->count; k++) {
        size_t size = fs_type_size(csv->columns[k].type);
        if (size)
            csv_place_fill(&csv->columns[k].place, (size_t)chunk->row * size, (size_t)chunk->capacity * size);
    }
}

int csv_read_chunk(struct csv_work *work, struct chunk *chunk)
{
    struct fs_csv *csv = work->csv;
    struct block block = {0};
    int result = block_size(&block, BLOCK_SIZE);
    chunk->line = chunk->first_line;
    fill_places(csv, chunk);
    for (size_t at = 0, length; at < chunk->length && result == 0; at += length) {
        if (atomic_load_explicit(&work->stop, memory_order_relaxed) ||
            atomic_load_explicit(&work->failed, memory_order_relaxed) < chunk->index)
            break;
        result = take_block(csv, chunk, at, &block, &length);
        if (result == 0 && !length) /* a line longer than the block, but not than the chunk */
            result = block_size(&block, block.size * 2);
        size_t done = atomic_fetch_add_explicit(&work->done, length, memory_order_relaxed) + length;
        fs_progress_update((double)done);
        if (chunk->bad_count && csv->options.on_error == FS_CSV_FAIL)
            break;
        if (result == 0 && fs_cancel_requested())
            result = fs_error_set(FS_E_CANCELLED, "%s: stopped while reading", csv->name);
    }
    block_free(&block);
    if (chunk->bad_count > 1)
        qsort(chunk->bad, chunk->bad_count, sizeof *chunk->bad, order_bad);
    for (int k = 0; k < csv->count && result == 0; k++)
        if (atomic_load_explicit(&csv->columns[k].widen, memory_order_relaxed))
            atomic_store_explicit(&work->stop, 1, memory_order_relaxed);
    return result;
}
