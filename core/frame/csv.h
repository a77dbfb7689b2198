/*
 * csv.h: text tables in and out.
 *
 * RFC 4180 with what files in the wild add: a byte order mark, any of , ; tab | between fields, CRLF, LF or CR line
 * ends, gzip, decimal commas, thousands separators, many ways to write a time. A row that breaks a rule is never
 * guessed at: it is reported with its line, column, text and what was expected, and the read fails or leaves the row
 * out, as asked. Big files are read by several threads; the result does not depend on how many.
 *
 * A file is read in pieces and never mapped: one that another program cuts short meanwhile is an error (FS_E_IO). What
 * is appended after fs_csv_open() is not read.
 */
#ifndef FINSMART_FRAME_CSV_H
#define FINSMART_FRAME_CSV_H

#include "frame/csv_time.h"
#include "frame/frame.h"

#include <stdio.h>

/* Instructions that kernels may use; the values read are the same. */
enum fs_csv_kernels {
    FS_CSV_BEST, /* whatever the processor has */
    FS_CSV_BASELINE
};

enum fs_csv_on_error {
    FS_CSV_FAIL, /* the first bad row is the error */
    FS_CSV_SKIP  /* bad rows are left out and listed: fs_csv_bad() */
};

/* More bad rows than this are FS_E_LIMIT: the file is not what it was taken for. */
#define FS_CSV_BAD_MAX 100000
/* A row longer than this is FS_E_INPUT: most likely a quote was left open. */
#define FS_CSV_ROW_MAX (16 << 20)

/* How to read; zeroed (or NULL) means: detect everything, UTC, fail on the first bad row, all processors. */
struct fs_csv_options {
    char delimiter;             /* between fields; 0: detected from the first lines */
    char decimal;               /* decimal mark; 0: '.' */
    char thousands;             /* allowed between digits and ignored; 0: none */
    uint8_t no_header;          /* the first line is data; columns are column_1, column_2, ... */
    uint8_t time_format;        /* enum fs_csv_time_format for every time column; 0: detected per column */
    uint8_t on_error;           /* enum fs_csv_on_error */
    uint8_t kernels;            /* enum fs_csv_kernels: for tests */
    int threads;                /* at most this many; 0: as many as this process may run on */
    const struct fs_zone *zone; /* of times without an offset; NULL: UTC */
    const char *const *missing; /* texts that mean "no value" beside the empty field; NULL: fs_csv_missing */
    int missing_count;
    /* May be NULL. Shown the whole text (unpacked) once, in order, while fs_csv_read() reads it, by one thread at a time:
     * to hash what was read. An error that it returns as -1 ends the read. */
    int (*bytes)(void *context, const char *bytes, size_t count);
    void *bytes_context;
};

/* NA, N/A, n/a, NaN, nan, null, NULL, None, -, #N/A: the default for `missing`. */
extern const char *const fs_csv_missing[];
extern const int fs_csv_missing_count;

/* A row that was left out (or that made the read fail). */
struct fs_csv_bad {
    int64_t line;       /* 1 is the file's first */
    int column;         /* field of the row, 1 is the first; 0: the row as a whole */
    const char *name;   /* the column's name; NULL for the row as a whole */
    const char *text;   /* the field (shortened) or the row's beginning */
    const char *reason; /* "not a number" */
};

struct fs_csv;

/* Opens a file ("-" is standard input), finds delimiter, header and types. NULL with an error. `name` in messages is
 * the path. fs_csv_close() it; what `options` points to must live as long. */
struct fs_csv *fs_csv_open(const char *path, const struct fs_csv_options *options);
/* The same over bytes, which are copied. */
struct fs_csv *fs_csv_open_bytes(const void *bytes, size_t size, const char *name,
                                 const struct fs_csv_options *options);
void fs_csv_close(struct fs_csv *csv);

/* What was found: column count, names, and types (enum fs_type; 0 where a column is to be skipped). */
int fs_csv_columns(const struct fs_csv *csv);
const char *fs_csv_column_name(const struct fs_csv *csv, int index);
int fs_csv_column_type(const struct fs_csv *csv, int index);
int fs_csv_find(const struct fs_csv *csv, const char *name); /* -1 when there is none */
char fs_csv_delimiter(const struct fs_csv *csv);
/* Which line holds the header, 0 without one. */
int fs_csv_header_line(const struct fs_csv *csv);
/* Says what a column holds instead of the found type; 0 skips it. `time_format` counts for FS_TIME only. -1 with
 * FS_E_INPUT when it is to be a time and the way the times are written cannot be told (then give the format). */
int fs_csv_set_type(struct fs_csv *csv, int index, int type, int time_format);
int fs_csv_set_name(struct fs_csv *csv, int index, const char *name);

/* Reads everything. NULL with an error; then fs_csv_bad() has the row, if it was one. Once per fs_csv. */
struct fs_frame *fs_csv_read(struct fs_csv *csv);
/* After fs_csv_read(): the rows left out, in the file's order. */
int fs_csv_bad_count(const struct fs_csv *csv);
const struct fs_csv_bad *fs_csv_bad(const struct fs_csv *csv, int index);
/* The line on which row `row` of the frame begins. */
int64_t fs_csv_line(const struct fs_csv *csv, int64_t row);

/* All of the above in one. */
struct fs_frame *fs_csv_read_file(const char *path, const struct fs_csv_options *options);

struct fs_csv_write_options {
    char delimiter; /* 0: ',' */
    uint8_t no_header;
    uint8_t local_times; /* times as wall time of the column's zone with its offset, not UTC */
};
/* Writes the frame: header, shortest exact numbers, RFC 3339 times, missing values as empty fields (missing texts;
 * an empty text is ""). -1 with an error. */
int fs_csv_write(const struct fs_frame *frame, FILE *out, const struct fs_csv_write_options *options);

#endif
