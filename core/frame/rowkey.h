/*
 * rowkey.h: rows as keys: values of any type as 64-bit words, and numbers for distinct combinations. Inside
 * this room.
 */
#ifndef FINSMART_FRAME_ROWKEY_H
#define FINSMART_FRAME_ROWKEY_H

#include "frame/frame.h"

/* A value as a word that is equal for equal values: -0.0 is 0.0, every NaN is one, a text is its code. */
uint64_t fs_rowkey_word(const struct fs_column *column, int64_t i);
/* A value as a word that orders like the value; texts by `ranks` of their codes (fs_rowkey_ranks()). */
uint64_t fs_rowkey_order(const struct fs_column *column, const int32_t *ranks, int64_t i);
/* The place of each code's text among the dictionary's texts sorted by bytes; free() it. NULL with an error.
 */
int32_t *fs_rowkey_ranks(const struct fs_dict *dict);

/* Distinct rows of some columns, numbered in order of first appearance. */
struct fs_rowkeys {
    int64_t count;  /* distinct rows */
    int64_t *ids;   /* of each row: its number; -1 where a key is missing and missing keys were not wanted */
    int64_t *first; /* of each number: the first row that has it */
    /* inside: */
    int words; /* a key: one word a column, and one that says which are missing */
    uint64_t *keys;
    int64_t *slots; /* open addressing: number + 1 */
    uint64_t mask;
};

/* Numbers the rows. `with_missing`: missing values are keys too, each equal to another. 0, or -1 with an
 * error. */
int fs_rowkeys_build(struct fs_rowkeys *keys, const struct fs_column *const *columns, int count, int64_t rows,
                     int with_missing);
/* The numbers that rows of another frame's columns (same types, i32 and i64 together) have here, -1 for none;
 * free() it. NULL with an error. */
int64_t *fs_rowkeys_match(const struct fs_rowkeys *keys, const struct fs_column *const *columns,
                          const struct fs_column *const *others, int count, int64_t rows);
/* Rows by number: those of number k are rows[starts[k]] to rows[starts[k + 1] - 1], in row order. Rows of
 * number -1 are left out. Free both with free(). */
int fs_rowkeys_lists(const struct fs_rowkeys *keys, int64_t rows, int64_t **starts, int64_t **lists);
void fs_rowkeys_clear(struct fs_rowkeys *keys);

#endif
