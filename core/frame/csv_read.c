/*
 * Reading in parallel: the text is cut into chunks of whole lines, each chunk's lines are counted (an upper bound of its
 * rows), columns of that many rows are allocated once, and every chunk fills its own part of them. Rows that were left
 * out make gaps, which are closed at the end. Within a chunk, blocks that fit the cache are scanned for field ends and
 * then read column by column, so that the inner loops stay with one type.
 */
#include "frame/csv_reader.h"

#include "base/cancel.h"
#include "base/error.h"
#include "base/progress.h"
#include "base/zone.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CHUNK_SIZE = 8 << 20, BLOCK_SIZE = 16 << 10, THREADS_MAX = 64 };

struct work {
    struct fs_csv *csv;
    struct chunk *chunks;
    size_t count;
    atomic_size_t next;   /* chunk to take */
    atomic_size_t failed; /* the first chunk with a bad row or an error; those after it need not be read */
    atomic_size_t done;   /* bytes, for progress */
    atomic_int stop;      /* an error, a wish to stop, or a column must be widened */
    pthread_mutex_t lock;
    size_t error_chunk;
    struct fs_error *error; /* of the first chunk that had one */
};

struct block {
    uint32_t *ends, *rows; /* ends[0] is the end before the first field */
    uint8_t *bad;
    size_t size;
};

static int block_size(struct block *block, size_t size)
{
    free(block->ends);
    free(block->rows);
    free(block->bad);
    block->ends = malloc((size + 2) * sizeof *block->ends);
    block->rows = malloc((size + 1) * sizeof *block->rows);
    block->bad = malloc(size + 1);
    block->size = size;
    return block->ends && block->rows && block->bad ? 0 : fs_error_nomem();
}

/* Closes the gaps that bad rows leave among the `rows` just read. */
static int64_t keep_good(const struct fs_csv *csv, struct chunk *chunk, const uint8_t *bad, int rows)
{
    int64_t kept = 0;
    for (int i = 0; i < rows; i++)
        kept += !bad[i];
    for (int k = 0; k < csv->count && kept < rows; k++) {
        size_t size = fs_type_size(csv->columns[k].type);
        char *first = size ? (char *)csv->columns[k].data + (size_t)(chunk->row + chunk->rows) * size : NULL,
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
    uint64_t *offsets = csv->offsets + chunk->row + chunk->rows;
    for (int64_t i = 0, at = 0; i < rows && kept < rows; i++)
        if (!bad[i])
            offsets[at++] = offsets[i];
    return kept;
}

/* Lines that all have the right number of fields. */
static int read_lines(const struct fs_csv *csv, struct chunk *chunk, const char *base, const uint32_t *ends,
                      int rows, struct block *block)
{
    size_t width = (size_t)csv->count, bad_before = chunk->bad_count;
    uint64_t start = (uint64_t)(base - csv->text), *offsets = csv->offsets + chunk->row + chunk->rows;
    memset(block->bad, 0, (size_t)rows);
    for (int i = 0; i < rows; i++)
        offsets[i] = start + (uint32_t)(ends[(size_t)i * width] + 1);
    for (int k = 0; k < csv->count; k++)
        if (csv->columns[k].type && csv_read_cells(csv, chunk, k, base, ends, rows, block->bad) != 0)
            return -1;
    chunk->rows += chunk->bad_count > bad_before ? keep_good(csv, chunk, block->bad, rows) : rows;
    return 0;
}

static int bad_line(const struct fs_csv *csv, struct chunk *chunk, const char *base, uint32_t from,
                    uint32_t to, size_t fields)
{
    char reason[64];
    snprintf(reason, sizeof reason, "%zu field%s; expected %d", fields, fields == 1 ? "" : "s", csv->count);
    const char *kept = fs_arena_strdup(chunk->arena, reason);
    return kept ? csv_add_bad(chunk, (size_t)(base - csv->text) + from, -1, base + from, to - from, kept)
                : -1;
}

/* Takes a block's lines in runs of regular ones. */
static int read_block(const struct fs_csv *csv, struct chunk *chunk, const char *base, size_t row_count,
                      struct block *block)
{
    size_t width = (size_t)csv->count, run = 0, i = 0;
    uint32_t *ends = block->ends, first = 0; /* index in ends of the line's predecessor */
    uint32_t run_first = 0;
    for (; i < row_count; i++) {
        size_t fields = block->rows[i] + 1 - first;
        uint32_t from = ends[first] + 1, to = ends[block->rows[i] + 1];
        int blank = fields == 1 && (to == from || (to == from + 1 && base[from] == '\r'));
        if (fields != width || (blank && width > 1)) {
            if (i > run && read_lines(csv, chunk, base, ends + run_first, (int)(i - run), block) != 0)
                return -1;
            if (!blank && bad_line(csv, chunk, base, from, to, fields) != 0)
                return -1;
            run = i + 1;
            run_first = block->rows[i] + 1;
        }
        first = block->rows[i] + 1;
    }
    return i > run ? read_lines(csv, chunk, base, ends + run_first, (int)(i - run), block) : 0;
}

static int order_bad(const void *a, const void *b)
{
    const struct bad_field *x = a, *y = b;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Has the kernel map the whole pages of a chunk's place in a column at once: a fault for each costs more than the
 * values. What it refuses is mapped when written, as ever. */
static void map_pages(void *data, int64_t row, int64_t rows, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), from = (size_t)data + (size_t)row * size,
           to = from + (size_t)rows * size;
    from = (from + page - 1) / page * page;
    to = to / page * page;
    if (to > from)
        madvise((char *)data + (from - (size_t)data), to - from, MADV_POPULATE_WRITE);
}

static void map_chunk(const struct fs_csv *csv, const struct chunk *chunk)
{
    if ((size_t)chunk->capacity * (size_t)csv->count > chunk->to - chunk->from)
        return; /* more lines than can be rows: much of the place will stay empty */
    map_pages(csv->offsets, chunk->row, chunk->capacity, sizeof *csv->offsets);
    for (int k = 0; k < csv->count; k++)
        if (csv->columns[k].type)
            map_pages(csv->columns[k].data, chunk->row, chunk->capacity, fs_type_size(csv->columns[k].type));
}

static int read_chunk(struct work *work, size_t index)
{
    struct fs_csv *csv = work->csv;
    struct chunk *chunk = &work->chunks[index];
    struct block block = {0};
    int result = block_size(&block, BLOCK_SIZE);
    map_chunk(csv, chunk);
    for (size_t at = chunk->from; at < chunk->to && result == 0;) {
        if (atomic_load_explicit(&work->stop, memory_order_relaxed) ||
            atomic_load_explicit(&work->failed, memory_order_relaxed) < index)
            break;
        size_t length = chunk->to - at < block.size ? chunk->to - at : block.size;
        const char *base = csv->text + at;
        struct fs_csv_scan scan = {csv->delimiter, csv->eol, FS_CSV_FIELD_START, 0, 0};
        block.ends[0] = (uint32_t)-1;
        fs_csv_scan(&scan, base, length, block.ends + 1, block.rows);
        if (at + length == csv->size &&
            (!scan.end_count || block.ends[scan.end_count] != length - 1 || scan.state == FS_CSV_QUOTED)) {
            if (scan.state == FS_CSV_QUOTED) {
                uint32_t from = scan.row_count ? block.ends[block.rows[scan.row_count - 1] + 1] + 1 : 0;
                csv_add_bad(chunk, at + from, -1, base + from, length - from,
                            "a quote is opened and never closed");
                scan.end_count = scan.row_count ? block.rows[scan.row_count - 1] + 1 : 0;
                length = scan.row_count ? from : length;
            } else { /* the last line has no line end */
                block.rows[scan.row_count++] = (uint32_t)scan.end_count;
                block.ends[++scan.end_count] = (uint32_t)length;
            }
            result = read_block(csv, chunk, base, scan.row_count, &block);
            at = csv->size;
        } else if (scan.row_count) {
            result = read_block(csv, chunk, base, scan.row_count, &block);
            length = block.ends[block.rows[scan.row_count - 1] + 1] + 1;
            at += length;
        } else if (block.size < FS_CSV_ROW_MAX) {
            result = block_size(&block, block.size * 2);
            continue;
        } else {
            result = csv_add_bad(chunk, at, -1, base, length,
                                 "a row longer than 16 MiB; most likely a quote was left open");
            break;
        }
        size_t done = atomic_fetch_add_explicit(&work->done, length, memory_order_relaxed) + length;
        fs_progress_update((double)done);
        if (chunk->bad_count && csv->options.on_error == FS_CSV_FAIL)
            break;
        if (fs_cancel_requested())
            result = fs_error_set(FS_E_CANCELLED, "%s: stopped while reading", csv->name);
    }
    free(block.ends);
    free(block.rows);
    free(block.bad);
    if (chunk->bad_count > 1)
        qsort(chunk->bad, chunk->bad_count, sizeof *chunk->bad, order_bad);
    for (int k = 0; k < csv->count && result == 0; k++)
        if (atomic_load_explicit(&csv->columns[k].widen, memory_order_relaxed))
            atomic_store_explicit(&work->stop, 1, memory_order_relaxed);
    return result;
}

static void *run_worker(void *data)
{
    struct work *work = data;
    for (size_t i; (i = atomic_fetch_add(&work->next, 1)) < work->count;) {
        if (atomic_load(&work->stop) || atomic_load(&work->failed) < i)
            break;
        int failed = read_chunk(work, i) != 0;
        if (!failed && !(work->chunks[i].bad_count && work->csv->options.on_error == FS_CSV_FAIL))
            continue;
        pthread_mutex_lock(&work->lock);
        if (failed && (!work->error || i < work->error_chunk)) {
            fs_error_free(work->error);
            work->error = fs_error_take();
            work->error_chunk = i;
            atomic_store(&work->stop, 1);
        }
        if (i < atomic_load(&work->failed))
            atomic_store(&work->failed, i);
        pthread_mutex_unlock(&work->lock);
    }
    return NULL;
}

/* The end of the line that holds `at`, outside quotes; `state` is that at `from`, a line's start. */
static size_t chunk_end(const struct fs_csv *csv, size_t from, size_t at, int quotes)
{
    if (at >= csv->size)
        return csv->size;
    if (!quotes) {
        const char *end = memchr(csv->text + at, csv->eol, csv->size - at);
        return end ? (size_t)(end - csv->text) + 1 : csv->size;
    }
    int state = FS_CSV_FIELD_START;
    for (size_t i = from; i < csv->size; i++) {
        char c = csv->text[i];
        if (state == FS_CSV_QUOTED) {
            const char *quote = memchr(csv->text + i, '"', csv->size - i);
            if (!quote)
                return csv->size;
            i = (size_t)(quote - csv->text);
            state = FS_CSV_QUOTE_SEEN;
        } else if (c == csv->eol) {
            if (i >= at)
                return i + 1;
            state = FS_CSV_FIELD_START;
        } else if (c == csv->delimiter) {
            state = FS_CSV_FIELD_START;
        } else if (c == '"') {
            state = state == FS_CSV_PLAIN ? FS_CSV_PLAIN : FS_CSV_QUOTED;
        } else {
            state = FS_CSV_PLAIN;
        }
    }
    return csv->size;
}

/* The next chunk of whole lines from `from` on: its end and the rows it may have. A file has no quotes until the first
 * is seen; then *quotes is set, and lines end only outside of them. */
static void cut_chunk(const struct fs_csv *csv, struct chunk *chunk, size_t from, int *quotes)
{
    int known = *quotes;
    chunk->from = from;
    chunk->to = chunk_end(csv, from, from + CHUNK_SIZE, known);
    size_t lines = fs_csv_count_lines(csv->text + from, chunk->to - from, csv->eol, quotes);
    if (*quotes && !known) {
        chunk->to = chunk_end(csv, from, from + CHUNK_SIZE, 1);
        lines = fs_csv_count(csv->text + from, chunk->to - from, csv->eol);
    }
    chunk->capacity = (int64_t)lines + (csv->text[chunk->to - 1] != csv->eol);
}

static int make_chunk(const struct fs_csv *csv, struct chunk *chunk, int64_t row)
{
    chunk->row = row;
    chunk->columns = calloc((size_t)csv->count + 1, sizeof *chunk->columns);
    chunk->arena = fs_arena_new();
    if (!chunk->columns || !chunk->arena)
        return fs_error_nomem();
    for (int k = 0; k < csv->count; k++) {
        chunk->columns[k].time =
            (struct fs_csv_time){.format = csv->columns[k].time_format, .zone = csv->options.zone};
        if (csv->columns[k].type == FS_STRING && !(chunk->columns[k].dict = fs_dict_new()))
            return -1;
    }
    return 0;
}

static int make_chunks(struct work *work)
{
    struct fs_csv *csv = work->csv;
    int quotes = 0;
    work->chunks = calloc((csv->size - csv->body) / CHUNK_SIZE + 2, sizeof *work->chunks);
    if (!work->chunks)
        return fs_error_nomem();
    int64_t row = 0;
    for (size_t from = csv->body; from < csv->size; work->count++) {
        cut_chunk(csv, &work->chunks[work->count], from, &quotes);
        if (make_chunk(csv, &work->chunks[work->count], row) != 0) {
            work->count++;
            return -1;
        }
        row += work->chunks[work->count].capacity;
        from = work->chunks[work->count].to;
    }
    for (int k = 0; k < csv->count; k++) {
        struct csv_column *column = &csv->columns[k];
        fs_buffer_unref(column->buffer);
        column->buffer = NULL;
        if (!column->type)
            continue;
        if (!(column->buffer = fs_buffer_new((size_t)row * fs_type_size(column->type))))
            return -1;
        column->data = fs_buffer_data(column->buffer);
    }
    fs_buffer_unref(csv->offset_memory);
    csv->offset_memory = fs_buffer_new((size_t)row * sizeof *csv->offsets);
    csv->offsets = csv->offset_memory ? fs_buffer_data(csv->offset_memory) : NULL;
    return csv->offsets ? 0 : -1;
}

/* A time column's chunks must agree on offsets, as its rows do within a chunk. */
static int check_zones(struct fs_csv *csv, struct work *work)
{
    for (int k = 0; k < csv->count; k++) {
        const struct fs_csv_time *first = NULL;
        for (size_t i = 0; i < work->count && csv->columns[k].type == FS_TIME; i++) {
            const struct fs_csv_time *time = &work->chunks[i].columns[k].time;
            if (!time->kind)
                continue;
            if (first && (first->kind != time->kind || time->offset - first->offset > 3600 ||
                          first->offset - time->offset > 3600))
                return fs_error_set(
                    FS_E_INPUT,
                    "%s:%lld: column '%s' mixes time zones: its offset is not that of the first rows",
                    csv->name, (long long)fs_csv_line(csv, work->chunks[i].row), csv->columns[k].name);
            first = first ? first : time;
        }
    }
    return 0;
}

/* Closes the gaps between chunks, joins dictionaries and bitmaps, and makes the frame. */
static int join_column(struct fs_csv *csv, struct work *work, int k, struct fs_frame *frame)
{
    struct csv_column *column = &csv->columns[k];
    size_t size = fs_type_size(column->type);
    struct fs_column made = {
        .name = column->name, .type = (uint8_t)column->type, .length = csv->rows, .data = column->data};
    int any = 0;
    for (size_t i = 0; i < work->count; i++)
        any |= work->chunks[i].columns[k].nulls != NULL;
    if (any && !(made.validity_owner = fs_buffer_new((size_t)(csv->rows + 7) / 8 + 1)))
        return -1;
    uint8_t *bits = any ? fs_buffer_data(made.validity_owner) : NULL;
    if (bits)
        memset(bits, 0xff, (size_t)(csv->rows + 7) / 8 + 1);
    if (column->type == FS_STRING && !(made.dict = fs_dict_new())) {
        fs_buffer_unref(made.validity_owner);
        return -1;
    }
    int64_t row = 0;
    for (size_t i = 0; i < work->count; i++) {
        struct chunk *chunk = &work->chunks[i];
        struct chunk_column *part = &chunk->columns[k];
        char *to = (char *)column->data + (size_t)row * size;
        if (row != chunk->row)
            memmove(to, (char *)column->data + (size_t)chunk->row * size, (size_t)chunk->rows * size);
        if (made.dict && (i > 0 || work->count > 1)) {
            int32_t count = fs_dict_count(part->dict), *codes = (int32_t *)(void *)to;
            int32_t *map = malloc(((size_t)count + 1) * sizeof *map);
            int failed = !map;
            for (int32_t c = 0; c < count && !failed; c++) {
                size_t length;
                const char *text = fs_dict_get(part->dict, c, &length);
                failed = (map[c] = fs_dict_put(made.dict, text, length)) < 0;
            }
            for (int64_t r = 0; r < chunk->rows && !failed && count; r++)
                codes[r] = map[codes[r]];
            free(map);
            if (failed) {
                fs_dict_unref(made.dict);
                fs_buffer_unref(made.validity_owner);
                return fs_error_nomem();
            }
        } else if (made.dict) {
            fs_dict_unref(made.dict);
            made.dict = part->dict;
            part->dict = NULL;
        }
        for (int64_t r = 0; r < chunk->rows && part->nulls; r++)
            if (part->nulls[r]) {
                bits[(row + r) / 8] &= (uint8_t) ~(1u << ((row + r) % 8));
                made.null_count++;
            }
        row += chunk->rows;
    }
    if (made.dict && fs_dict_count(made.dict) == 0) /* all missing: codes must point at something */
        fs_dict_put(made.dict, "", 0);
    made.validity = bits;
    made.owner = column->buffer;
    column->buffer = NULL;
    made.zone = column->type == FS_TIME && csv->options.zone ? fs_zone_name(csv->options.zone) : NULL;
    return fs_frame_add(frame, &made);
}

static int join_bad(struct fs_csv *csv, struct work *work)
{
    size_t count = 0, at = 0;
    for (size_t i = 0; i < work->count; i++)
        count += work->chunks[i].bad_count;
    if (count > FS_CSV_BAD_MAX)
        return fs_error_set(FS_E_LIMIT, "%s: more than %d bad rows; is it the right delimiter and kind?",
                            csv->name, FS_CSV_BAD_MAX);
    csv->bad = fs_arena_array(csv->arena, count + 1, sizeof *csv->bad);
    if (!csv->bad)
        return -1;
    int64_t line = 1;
    size_t counted = 0;
    for (size_t i = 0; i < work->count; i++)
        for (size_t b = 0; b < work->chunks[i].bad_count; b++) {
            struct bad_field *field = &work->chunks[i].bad[b];
            line += (int64_t)fs_csv_count(csv->text + counted, field->offset - counted, csv->eol);
            counted = field->offset;
            const char *name = field->column < 0 ? NULL : csv->columns[field->column].name;
            csv->bad[at++] =
                (struct fs_csv_bad){line, field->column + 1, name, fs_arena_strdup(csv->arena, field->text),
                                    fs_arena_strdup(csv->arena, field->reason)};
        }
    csv->bad_count = count;
    return 0;
}

static int bad_error(const struct fs_csv *csv)
{
    const struct fs_csv_bad *bad = &csv->bad[0];
    if (bad->name) {
        fs_error_set(FS_E_INPUT, "%s:%lld: field %d '%s': '%s': %s", csv->name, (long long)bad->line,
                     bad->column, bad->name, bad->text, bad->reason);
        int k = bad->column - 1;
        if (!csv->columns[k].given && csv->columns[k].type != FS_STRING)
            fs_error_hint("the first rows hold %s here; give the column another type if that is wrong",
                          fs_type_name(csv->columns[k].type));
    } else {
        fs_error_set(FS_E_INPUT, "%s:%lld: %s: '%s'", csv->name, (long long)bad->line, bad->reason,
                     bad->text);
    }
    return -1;
}

static int thread_count(const struct fs_csv *csv, size_t chunks)
{
    cpu_set_t set;
    int count = csv->options.threads;
    if (count <= 0)
        count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    if (count > THREADS_MAX)
        count = THREADS_MAX;
    return (size_t)count > chunks ? (int)chunks : count;
}

static void run_all(struct work *work)
{
    pthread_t threads[THREADS_MAX];
    int wanted = thread_count(work->csv, work->count), started = 0;
    while (started < wanted - 1 && pthread_create(&threads[started], NULL, run_worker, work) == 0)
        started++;
    run_worker(work);
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

static void free_chunks(struct work *work)
{
    for (size_t i = 0; i < work->count; i++) {
        struct chunk *chunk = &work->chunks[i];
        for (int k = 0; k < work->csv->count && chunk->columns; k++) {
            free(chunk->columns[k].nulls);
            fs_dict_unref(chunk->columns[k].dict);
        }
        free(chunk->columns);
        free(chunk->bad);
        free(chunk->scratch);
        fs_arena_free(chunk->arena);
    }
    free(work->chunks);
    fs_error_free(work->error);
    pthread_mutex_destroy(&work->lock);
}

/* 1 when a column had to be widened and everything is to be read again, 0 done, -1 failed. */
static int read_once(struct fs_csv *csv, struct fs_frame *frame)
{
    struct work work = {.csv = csv};
    atomic_init(&work.failed, SIZE_MAX);
    pthread_mutex_init(&work.lock, NULL);
    int result = make_chunks(&work);
    if (result == 0) {
        run_all(&work);
        for (int k = 0; k < csv->count; k++) {
            int wider = atomic_exchange(&csv->columns[k].widen, 0);
            if (wider) {
                csv->columns[k].type = wider;
                csv->columns[k].empty = 0;
                result = 1;
            }
        }
    }
    if (result == 0 && work.error) {
        result = fs_error_restore(work.error);
        work.error = NULL;
    }
    if (result == 0)
        result = join_bad(csv, &work);
    if (result == 0 && csv->bad_count && csv->options.on_error == FS_CSV_FAIL)
        result = bad_error(csv);
    if (result == 0)
        result = check_zones(csv, &work);
    for (size_t i = 0; i < work.count && result == 0; i++) {
        memmove(csv->offsets + csv->rows, csv->offsets + work.chunks[i].row,
                (size_t)work.chunks[i].rows * sizeof *csv->offsets);
        csv->rows += work.chunks[i].rows;
    }
    for (int k = 0; k < csv->count && result == 0; k++)
        if (csv->columns[k].type)
            result = join_column(csv, &work, k, frame);
    free_chunks(&work);
    return result;
}

struct fs_frame *fs_csv_read(struct fs_csv *csv)
{
    for (int k = 0; k < csv->count; k++) /* a time whose format cannot be told, and nobody gave it */
        if (csv->columns[k].type == FS_TIME && !csv->columns[k].time_format &&
            fs_csv_set_type(csv, k, FS_TIME, 0) != 0)
            return NULL;
    struct fs_frame *frame = fs_frame_new();
    if (!frame)
        return NULL;
    fs_progress_begin("reading", "bytes", (double)csv->size);
    int result;
    while ((result = read_once(csv, frame)) == 1)
        ;
    fs_progress_end();
    if (result == 0)
        return frame;
    fs_frame_unref(frame);
    return NULL;
}
