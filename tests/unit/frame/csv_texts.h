/* csv_texts.h: CSV texts as frames, for the tests of the reader. */
#ifndef TEST_CSV_TEXTS_H
#define TEST_CSV_TEXTS_H

#include "base/error.h"
#include "frame/csv.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static inline struct fs_csv *open_text(const char *text, const struct fs_csv_options *options)
{
    return fs_csv_open_bytes(text, strlen(text), "t.csv", options);
}

static inline struct fs_frame *read_text(const char *text, const struct fs_csv_options *options)
{
    struct fs_csv *csv = open_text(text, options);
    struct fs_frame *frame = csv ? fs_csv_read(csv) : NULL;
    if (!frame)
        fprintf(stderr, "%s\n", fs_error_last()->message);
    fs_csv_close(csv);
    return frame;
}

static inline double f64(const struct fs_frame *frame, const char *name, int64_t row)
{
    const struct fs_column *column = fs_frame_find(frame, name);
    ck_assert_ptr_nonnull(column);
    ck_assert_int_eq(column->type, FS_F64);
    return ((const double *)column->data)[row];
}

static inline int64_t i64(const struct fs_frame *frame, const char *name, int64_t row)
{
    const struct fs_column *column = fs_frame_find(frame, name);
    ck_assert_ptr_nonnull(column);
    ck_assert(column->type == FS_I64 || column->type == FS_TIME);
    return ((const int64_t *)column->data)[row];
}

static inline const char *text(const struct fs_frame *frame, const char *name, int64_t row)
{
    const struct fs_column *column = fs_frame_find(frame, name);
    ck_assert_ptr_nonnull(column);
    ck_assert_int_eq(column->type, FS_STRING);
    return fs_dict_get(column->dict, ((const int32_t *)column->data)[row], NULL);
}

static inline void fails(const char *input, const struct fs_csv_options *options, const char *words)
{
    struct fs_csv *csv = open_text(input, options);
    struct fs_frame *frame = csv ? fs_csv_read(csv) : NULL;
    ck_assert_ptr_null(frame);
    ck_assert_msg(strstr(fs_error_last()->message, words) != NULL, "'%s' lacks '%s'",
                  fs_error_last()->message, words);
    fs_csv_close(csv);
}

#endif
