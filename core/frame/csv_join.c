/*
 * What the chunks found, as one frame: gaps between them closed, dictionaries, bitmaps, line numbers and bad rows joined
 * in the text's order, so that it does not matter which thread read what.
 */
#include "frame/csv_reader.h"

#include "base/error.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

/* A time column's chunks must agree on offsets, as its rows do within a chunk. */
static int check_zones(struct fs_csv *csv, struct csv_work *work)
{
    for (int k = 0; k < csv->count; k++) {
        const struct fs_csv_time *first = NULL;
        for (size_t i = 0; i < work->count && csv->columns[k].type == FS_TIME; i++) {
            const struct fs_csv_time *time = &work->chunks[i]->columns[k].time;
            if (!time->kind)
                continue;
            if (first && (first->kind != time->kind || time->offset - first->offset > 3600 ||
                          first->offset - time->offset > 3600))
                return fs_error_set(
                    FS_E_INPUT,
                    "%s:%lld: column '%s' mixes time zones: its offset is not that of the first rows",
                    csv->name, (long long)work->chunks[i]->first_line, csv->columns[k].name);
            first = first ? first : time;
        }
    }
    return 0;
}

/* The chunks' texts in one dictionary, and their codes as its codes. NULL with an error. */
static struct fs_dict *join_texts(struct csv_column *column, struct csv_work *work, int k)
{
    struct fs_dict *all;
    if (work->count == 1) {
        all = fs_dict_ref(work->chunks[0]->columns[k].dict);
    } else if (!(all = fs_dict_new())) {
        return NULL;
    }
    int failed = 0;
    for (size_t i = 0; i < work->count && work->count > 1 && !failed; i++) {
        const struct chunk *chunk = work->chunks[i];
        const struct fs_dict *part = chunk->columns[k].dict;
        int32_t count = fs_dict_count(part), *codes = (int32_t *)(void *)column->place.data + chunk->row;
        int32_t *map = malloc(((size_t)count + 1) * sizeof *map);
        int same = 1;
        failed = !map && fs_error_nomem();
        for (int32_t c = 0; c < count && !failed; c++) {
            size_t length;
            const char *text = fs_dict_get(part, c, &length);
            failed = (map[c] = fs_dict_put(all, text, length)) < 0;
            same &= map[c] == c;
        }
        for (int64_t r = 0; r < chunk->rows && !failed && count && !same; r++)
            codes[r] = map[codes[r]];
        free(map);
    }
    if (!failed && fs_dict_count(all) == 0) /* all missing: codes must point at something */
        failed = fs_dict_put(all, "", 0) < 0;
    if (!failed)
        return all;
    fs_dict_unref(all);
    return NULL;
}

/* The bitmap of the rows that are there; no buffer where all are. -1 with an error. */
static int join_nulls(const struct fs_csv *csv, struct csv_work *work, int k, struct fs_column *made)
{
    size_t size = (size_t)(csv->rows + 7) / 8 + 1;
    int64_t row = 0;
    uint8_t *bits = NULL;
    for (size_t i = 0; i < work->count; row += work->chunks[i++]->rows) {
        const uint8_t *nulls = work->chunks[i]->columns[k].nulls;
        if (nulls && !bits) {
            if (!(made->validity_owner = fs_buffer_new(size)))
                return -1;
            bits = memset(fs_buffer_data(made->validity_owner), 0xff, size);
        }
        for (int64_t r = 0; nulls && r < work->chunks[i]->rows; r++)
            if (nulls[r]) {
                bits[(row + r) / 8] &= (uint8_t) ~(1u << ((row + r) % 8));
                made->null_count++;
            }
    }
    made->validity = bits;
    return 0;
}

/* Closes the gaps between chunks and adds the column to the frame. */
static int join_column(struct fs_csv *csv, struct csv_work *work, int k, struct fs_frame *frame)
{
    struct csv_column *column = &csv->columns[k];
    size_t size = fs_type_size(column->type);
    struct fs_column made = {.name = column->name, .type = (uint8_t)column->type, .length = csv->rows};
    if (!work->count && csv_place_grow(&column->place, 1) != 0)
        return -1;
    if (column->type == FS_STRING && !(made.dict = join_texts(column, work, k)))
        return -1;
    if (join_nulls(csv, work, k, &made) != 0) {
        fs_dict_unref(made.dict);
        return -1;
    }
    int64_t row = 0;
    for (size_t i = 0; i < work->count; row += work->chunks[i++]->rows)
        if (row != work->chunks[i]->row)
            memmove(column->place.data + (size_t)row * size,
                    column->place.data + (size_t)work->chunks[i]->row * size,
                    (size_t)work->chunks[i]->rows * size);
    if (!(made.owner = csv_place_take(&column->place, (size_t)csv->rows * size))) {
        fs_dict_unref(made.dict);
        fs_buffer_unref(made.validity_owner);
        return -1;
    }
    made.data = fs_buffer_data(made.owner);
    made.zone = column->type == FS_TIME && csv->options.zone ? fs_zone_name(csv->options.zone) : NULL;
    return fs_frame_add(frame, &made);
}

static int join_bad(struct fs_csv *csv, struct csv_work *work)
{
    size_t count = 0;
    for (size_t i = 0; i < work->count; i++)
        count += work->chunks[i]->bad_count;
    if (count > FS_CSV_BAD_MAX)
        return fs_error_set(FS_E_LIMIT, "%s: more than %d bad rows; is it the right delimiter and kind?",
                            csv->name, FS_CSV_BAD_MAX);
    csv->bad = fs_arena_array(csv->arena, count + 1, sizeof *csv->bad);
    if (!csv->bad)
        return -1;
    for (size_t i = 0; i < work->count; i++)
        for (size_t b = 0; b < work->chunks[i]->bad_count; b++) {
            const struct bad_field *field = &work->chunks[i]->bad[b];
            struct fs_csv_bad *bad = &csv->bad[csv->bad_count];
            *bad = (struct fs_csv_bad){.line = field->line,
                                       .column = field->column + 1,
                                       .name = field->column < 0 ? NULL : csv->columns[field->column].name,
                                       .text = fs_arena_strdup(csv->arena, field->text),
                                       .reason = fs_arena_strdup(csv->arena, field->reason)};
            if (!bad->text || !bad->reason)
                return -1;
            csv->bad_count++;
        }
    return 0;
}

/* The lines of all rows, as marks where they jump. */
static int join_lines(struct fs_csv *csv, struct csv_work *work)
{
    size_t count = 0;
    for (size_t i = 0; i < work->count; i++)
        count += work->chunks[i]->mark_count;
    csv->marks = calloc(count + 1, sizeof *csv->marks);
    if (!csv->marks)
        return fs_error_nomem();
    csv->marks[0].line = csv->body_line;
    for (size_t i = 0; i < work->count; csv->rows += work->chunks[i++]->rows)
        for (size_t m = 0; m < work->chunks[i]->mark_count; m++) {
            struct csv_line_mark mark = work->chunks[i]->marks[m];
            mark.row += csv->rows;
            const struct csv_line_mark *last = csv->mark_count ? &csv->marks[csv->mark_count - 1] : NULL;
            if (!last || last->line + (mark.row - last->row) != mark.line)
                csv->marks[csv->mark_count++] = mark;
        }
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

int csv_join(struct fs_csv *csv, struct csv_work *work, struct fs_frame *frame)
{
    if (join_bad(csv, work) != 0)
        return -1;
    if (csv->bad_count && csv->options.on_error == FS_CSV_FAIL)
        return bad_error(csv);
    if (check_zones(csv, work) != 0 || join_lines(csv, work) != 0)
        return -1;
    for (int k = 0; k < csv->count; k++)
        if (csv->columns[k].type && join_column(csv, work, k, frame) != 0)
            return -1;
    return 0;
}
