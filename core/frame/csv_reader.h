/*
 * csv_reader.h: what the parts of the CSV reader share. csv_open.c makes it, csv_infer.c finds the types, csv_read.c
 * splits the work, csv_cells.c turns fields into values.
 */
#ifndef FINSMART_FRAME_CSV_READER_H
#define FINSMART_FRAME_CSV_READER_H

#include "base/arena.h"
#include "frame/csv.h"
#include "frame/csv_scan.h"

#include <stdatomic.h>

/* Bytes behind the text that may be loaded. */
#define FS_CSV_PADDING 64

struct csv_column {
    const char *name;
    int type;          /* enum fs_type; 0: skipped */
    int time_format;   /* enum fs_csv_time_format */
    int given;         /* the caller said what it is: never widened */
    int empty;         /* the sample had no value: the first one decides */
    unsigned time_set; /* formats that read every time of the sample, 1 << format */
    atomic_int widen;  /* the type that a value asked for while reading; 0: none */
    /* While reading: */
    struct fs_buffer *buffer;
    void *data;
};

struct fs_csv {
    struct fs_arena *arena; /* names, and the texts of bad rows */
    struct fs_csv_options options;
    const char *name;
    struct fs_buffer *memory; /* the text, FS_CSV_PADDING readable bytes behind it */
    const char *text;
    size_t size, body; /* body: offset of the first row */
    char delimiter, decimal, eol;
    int header_line;
    int count;
    struct csv_column *columns;
    struct fs_csv_bad *bad;
    size_t bad_count;
    uint64_t *offsets; /* where each row of the frame begins */
    struct fs_buffer *offset_memory;
    int64_t rows;
    size_t counted; /* bytes whose lines fs_csv_line() has counted */
    int64_t counted_lines;
};

struct bad_field {
    size_t offset; /* of the row */
    int column;    /* -1: the row */
    const char *text;
    const char *reason;
};

/* One column's part of a chunk. */
struct chunk_column {
    uint8_t *nulls;       /* one byte a row, made with the first missing value; NULL: none (and for FS_F64) */
    struct fs_dict *dict; /* FS_STRING: the chunk's own */
    const char *last;     /* the last text and its code: neighbours are often equal */
    uint32_t last_length;
    int32_t last_code;
    struct fs_csv_time time;
};

/* A run of whole lines that one thread reads. */
struct chunk {
    size_t from, to;
    int64_t row, capacity, rows; /* first row of its place in the columns, rows there, rows filled */
    struct chunk_column *columns;
    struct bad_field *bad;
    size_t bad_count, bad_capacity;
    struct fs_arena *arena; /* texts of bad rows */
    char *scratch;          /* a field without its quotes; holds FS_CSV_ROW_MAX at most */
    size_t scratch_size;
};

/* Lists a row; -1 with an error when there are too many. */
int csv_add_bad(struct chunk *chunk, size_t row_offset, int column, const char *text, size_t length,
                const char *reason);

/* Reads column `index` of `rows` lines; field k of line i lies between base + ends[i * count + k] + 1 and
 * base + ends[i * count + k + 1]. Sets bad[i] where it lists the row. -1 with an error. */
int csv_read_cells(const struct fs_csv *csv, struct chunk *chunk, int index, const char *base,
                   const uint32_t *ends, int rows, uint8_t *bad);

/* The fields of one column in a run of lines. */
struct csv_cells {
    const struct fs_csv *csv;
    struct chunk *chunk;
    int index;
    const char *base;
    const uint32_t *ends; /* two ends hold a field between them; the next line's are `width` further */
    size_t width;
    int strip; /* a carriage return may end the field */
    uint8_t *bad;
};

static inline __attribute__((always_inline)) const char *csv_cell_text(const struct csv_cells *cells, int i,
                                                                       size_t *length)
{
    const uint32_t *ends = cells->ends + (size_t)i * cells->width;
    const char *text = cells->base + (uint32_t)(ends[0] + 1);
    *length = (uint32_t)(ends[1] - ends[0] - 1);
    if (cells->strip && *length && text[*length - 1] == '\r')
        (*length)--;
    return text;
}

/* Reads field i, of any type. -1 with an error. */
int csv_read_cell(const struct csv_cells *cells, int i, void *out);

/* Removes quotes: 0 and the text inside (in `scratch` where it had doubled quotes), or why not. */
const char *csv_unquote(const char **text, size_t *length, char *scratch);
/* Spaces and tabs at both ends. */
void csv_trim(const char **text, size_t *length);
int csv_is_missing(const struct fs_csv *csv, const char *text, size_t length);

/* Finds each column's type from the first rows. -1 with an error. */
int csv_infer(struct fs_csv *csv);

#endif
