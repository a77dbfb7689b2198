/*
 * map.h: what a mapping says of a file, and what is made of its columns. The script that says it is core/script's.
 */
#ifndef FINSMART_STORE_MAP_H
#define FINSMART_STORE_MAP_H

#include "frame/frame.h"

#include <stdint.h>

struct fs_zone;

/* A text of the file and what it becomes; `to` NULL: the row is left out. */
struct fs_map_word {
    const char *from, *to;
};

/* One column of ticks. */
struct fs_map_output {
    const char *name; /* ours */
    int type;         /* enum fs_type */
    const char *from; /* the file's; NULL: `value` in every row */
    const char *value;
    int time_format;  /* enum fs_csv_time_format of times without a date */
    int dated;        /* times count from `midnight`, in units of `unit` nanoseconds */
    int64_t midnight; /* as local nanoseconds */
    double unit;
    const struct fs_zone *zone; /* whose midnight; NULL: UTC */
    double divisor;             /* of FS_F64 */
    double none; /* of FS_F64: numbers of the file at least this far from 0 are missing; 0: none is */
    const struct fs_map_word *words;
    int word_count; /* 0: texts stay as they are */
};

/* A column that `rows` sees beside the outputs: FS_F64 or FS_STRING. */
struct fs_map_use {
    const char *name;
    int type;
};

/* A file whose rows hold the best levels of a book: each row becomes the changes from the one before. */
struct fs_map_levels {
    int count;                /* 0: it is no such file */
    const char *const *names; /* of bid, bid size, ask, ask size of the best level, then of the next, ... */
    double divisor;           /* of prices */
    double none;              /* prices at least this far from 0 are no level; 0: there are none */
};

struct fs_map_plan {
    int kind; /* enum fs_history_kind */
    int header;
    const char *const *columns; /* names of a file without header */
    int column_count;
    const char *const *missing; /* texts that mean no value; 0 of them: as always */
    int missing_count;
    const char *beside; /* a second file whose columns belong to the rows of the first; NULL: none */
    const char *const *beside_columns;
    int beside_count;
    const struct fs_map_output *outputs;
    int output_count;
    const struct fs_map_use *uses;
    int use_count;
    struct fs_map_levels levels;
    int has_rows;
};

/* A column of the loop over rows: double, or int32_t codes into `dict` with -1 for nothing. */
struct fs_map_field {
    const char *name;
    int is_text, is_output;
    void *data;
    struct fs_dict *dict; /* of a text; `rows` may put another in its place (and takes over the reference) */
};

/* Who says how. */
struct fs_import_map {
    void *context;
    /* The plan for a file, valid until the next call. -1 with an error. */
    int (*plan)(void *context, const char *path, const struct fs_map_plan **plan);
    /* Goes through the rows: may change outputs, and clears keep[i] of rows to be left out. -1 with an error; then *at is
     * the row. Called only where the plan has rows. */
    int (*rows)(void *context, struct fs_map_field *fields, int count, int64_t n, uint8_t *keep, int64_t *at);
};

/* The file's columns as ours. *rows says for each new row of which of `raw` it is made (malloc'd); *at which row of `raw`
 * an error is about, -1: none. NULL with an error. */
struct fs_frame *fs_map_convert(const struct fs_import_map *map, const struct fs_map_plan *plan,
                                const struct fs_frame *raw, int64_t **rows, int64_t *at);
/* The part of it for files of levels: `heads` are the outputs of the rows. */
struct fs_frame *fs_map_expand(const struct fs_map_levels *levels, const struct fs_frame *raw,
                               const struct fs_frame *heads, int64_t **rows);

#endif
