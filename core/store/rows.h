/*
 * rows.h: rows of frames cut, joined, picked, compared and hashed, as history needs it.
 */
#ifndef FINSMART_STORE_ROWS_H
#define FINSMART_STORE_ROWS_H

#include "base/hash.h"
#include "frame/frame.h"

/* First index whose time is not below `time`. */
int64_t rows_lower_bound(const int64_t *times, int64_t count, int64_t time);
/* Rows first..first+count-1, sharing memory. NULL with an error. */
struct fs_frame *rows_slice(const struct fs_frame *frame, int64_t first, int64_t count);
/* A row of one of several frames. */
struct row_ref {
    int32_t frame;
    int64_t row;
};
/* New columns of those rows, in that order. All frames have the columns (names, types) of the first. */
struct fs_frame *rows_pick(struct fs_frame *const *frames, int count, const struct row_ref *refs,
                           int64_t rows);
/* All rows of all frames, one after the other. */
struct fs_frame *rows_concat(struct fs_frame *const *frames, int count);
/* The first column in which two rows differ, -1 where they are equal (NaN equals NaN). */
int rows_difference(const struct fs_frame *a, int64_t row_a, const struct fs_frame *b, int64_t row_b);
/* A value as text for messages; `out` holds 64 bytes. */
void rows_text(const struct fs_column *column, int64_t row, char out[64]);
/* SHA-256 of the rows' content in hexadecimal: column by column in blocks of 65536 rows, texts as texts, missing values
 * and NaN alike whatever their bits. -1 with an error. */
int rows_hash(const struct fs_frame *frame, char out[FS_SHA256_HEX]);

#endif
