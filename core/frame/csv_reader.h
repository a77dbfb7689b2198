/*
 * csv_reader.h: what the parts of the CSV reader share. csv_open.c makes it, csv_infer.c finds the types, csv_read.c
 * runs the threads, csv_feed.c cuts the text into chunks, csv_chunk.c finds a chunk's lines, csv_cells.c and
 * csv_numbers.c turn fields into values, csv_join.c makes the frame.
 */
#ifndef FINSMART_FRAME_CSV_READER_H
#define FINSMART_FRAME_CSV_READER_H

#include "base/arena.h"
#include "frame/csv.h"
#include "frame/csv_place.h"
#include "frame/csv_scan.h"
#include "frame/text_file.h"

#include <pthread.h>
#include <stdatomic.h>

/* Bytes behind the text, and before a chunk of a file, that may be loaded. */
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
    struct csv_place place;
};

/* From `row` on (up to the next mark) each row begins one line below the one before; `row` itself on `line`. */
struct csv_line_mark {
    int64_t row, line;
};

struct fs_csv {
    struct fs_arena *arena; /* names, and the texts of bad rows */
    struct fs_csv_options options;
    const char *name;
    struct fs_text *source;
    char *head_copy;  /* owns `head` where the text lies on disk */
    const char *head; /* the text's first head_size bytes, FS_CSV_PADDING readable bytes behind them */
    size_t head_size, size, body; /* body: offset of the first row */
    int64_t body_line;            /* the line it is on */
    size_t shown;                 /* bytes that options.bytes has seen */
    char delimiter, decimal, eol;
    uint8_t missing_first[256]; /* 1: a text that means "no value" begins so; [0]: the empty one does */
    int header_line;
    int count;
    struct csv_column *columns;
    struct fs_csv_bad *bad;
    size_t bad_count;
    struct csv_line_mark *marks; /* of the frame's rows */
    size_t mark_count;
    int64_t rows;
};

/* Has csv->head hold the first `size` bytes (or all there are). -1 with an error. */
int csv_need_head(struct fs_csv *csv, size_t size);

struct bad_field {
    int64_t line; /* on which the row begins */
    int column;   /* -1: the row */
    const char *text;
    const char *reason;
};

/* One column's part of a chunk. */
struct chunk_column {
    uint8_t *nulls;       /* one byte a row, made with the first missing value; NULL: none (and for FS_F64) */
    struct fs_dict *dict; /* FS_STRING: the chunk's own */
    struct fs_csv_time time;
};

/* Whole lines that one thread reads. */
struct chunk {
    size_t index;
    const char *text;     /* while being read */
    const char *readable; /* from here on memory may be loaded */
    size_t length;
    int last;                    /* nothing follows */
    int quotes;                  /* the block at hand has some */
    int64_t first_line, line;    /* number of its first line; of the run of lines at hand */
    const uint32_t *line_of;     /* lines from `line` to each row of the run; NULL: 0, 1, 2, ... */
    int64_t row, capacity, rows; /* first row of its place in the columns, rows there, rows filled */
    struct chunk_column *columns;
    struct csv_line_mark *marks; /* rows counted from `row` on */
    size_t mark_count, mark_capacity;
    struct bad_field *bad;
    size_t bad_count, bad_capacity;
    struct fs_arena *arena; /* texts of bad rows; made with the first */
    char *scratch;          /* a field without its quotes; holds FS_CSV_ROW_MAX at most */
    size_t scratch_size;
};

/* One reading of the whole text. */
struct csv_work {
    struct fs_csv *csv;
    pthread_mutex_t lock;  /* of what follows up to `done` */
    struct chunk **chunks; /* in the text's order */
    size_t count, capacity;
    size_t from;       /* where the next chunk begins */
    int64_t row, line; /* of the next chunk */
    int64_t room;      /* rows that the columns have memory for */
    int quotes;        /* a quote has been seen: lines end only outside of them */
    size_t chunk_size;
    size_t error_chunk;
    struct fs_error *error;  /* of the first chunk that had one */
    atomic_size_t done;      /* bytes, for progress */
    atomic_size_t failed;    /* the first chunk with a bad row or an error; those after it need not be read */
    atomic_int stop;         /* a column must be widened: everything is read again */
    pthread_rwlock_t places; /* held for writing while the columns' memory moves */
};

/* A thread's piece of the text, where it lies on disk. */
struct csv_buffer {
    char *memory;
    size_t size;
};

/* The next chunk, its text in `buffer` or in memory; its lines are numbered and have a place in the columns. 1, 0 at
 * the end, -1 with an error. */
int csv_next_chunk(struct csv_work *work, struct csv_buffer *buffer, struct chunk **out);
void csv_chunk_free(const struct fs_csv *csv, struct chunk *chunk);
/* Fills the chunk's place. -1 with an error. */
int csv_read_chunk(struct csv_work *work, struct chunk *chunk);
/* Bad rows, lines and columns of all chunks together, as a frame's. -1 with an error. */
int csv_join(struct fs_csv *csv, struct csv_work *work, struct fs_frame *frame);

/* Lists a row that begins on `line`; -1 with an error when there are too many. */
int csv_add_bad(struct chunk *chunk, int64_t line, int column, const char *text, size_t length,
                const char *reason);
/* The line on which row `i` of the run of lines begins. */
static inline int64_t csv_run_line(const struct chunk *chunk, int64_t i)
{
    return chunk->line + (chunk->line_of ? (int64_t)chunk->line_of[i] : i);
}

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
    int strip;  /* a carriage return may end the field */
    int quotes; /* quotes may stand round it */
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

/* The same without the quotes that may stand round it. Those inside stay: then it is no number and no time. */
static inline __attribute__((always_inline)) const char *csv_plain_text(const struct csv_cells *cells, int i,
                                                                        size_t *length)
{
    const char *text = csv_cell_text(cells, i, length);
    if (cells->quotes && *length >= 2 && *text == '"' && text[*length - 1] == '"') {
        text++;
        *length -= 2;
    }
    return text;
}

/* Reads field i, of any type but FS_STRING. -1 with an error. */
int csv_read_cell(const struct csv_cells *cells, int i, void *out);
/* Reads all fields of a column of text. -1 with an error. */
int csv_read_texts(const struct csv_cells *cells, int rows, int32_t *out);
/* Field i has no value. -1 with an error. */
int csv_set_missing(const struct csv_cells *cells, int i);
/* Lists the row of field i, if it is not yet; -1 with an error. */
int csv_bad_cell(const struct csv_cells *cells, int i, const char *text, size_t length, const char *reason);
/* At least `length` bytes, valid until the next call; NULL with an error. */
char *csv_scratch(struct chunk *chunk, size_t length);

/* Removes quotes: 0 and the text inside (in `scratch` where it had doubled quotes), or why not. */
const char *csv_unquote(const char **text, size_t *length, char *scratch);
/* Spaces and tabs at both ends. */
void csv_trim(const char **text, size_t *length);
/* Once csv->options are set. */
void csv_note_missing(struct fs_csv *csv);
int csv_is_missing(const struct fs_csv *csv, const char *text, size_t length);

/* Finds each column's type from the first rows. -1 with an error. */
int csv_infer(struct fs_csv *csv);

#endif
