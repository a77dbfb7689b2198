/*
 * frame_text.h: frames from and to text, so that tests can be read.
 *   "close:f 1.5 - 2 | symbol:s A - B"     columns between bars; a name, a type, the values; - is missing
 * Types: f f64, i i64, j i32, b bool, t timestamp (nanoseconds), s string.
 */
#ifndef FRAME_TEXT_H
#define FRAME_TEXT_H

#include "frame/frame.h"

#include <check.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void add_text_column(struct fs_frame *frame, char *text)
{
    const char *letters = "?fijbts";
    char *rest, *name = strtok_r(text, " ", &rest), *colon = strchr(name, ':'), *word;
    int type = (int)(strchr(letters, colon[1]) - letters), rows = 0, row = 0;
    *colon = 0;
    for (char *c = rest; c && *c; c++)
        rows += *c != ' ' && (c == rest || c[-1] == ' ');
    struct fs_dict *dict = type == FS_STRING ? fs_dict_new() : NULL;
    void *data;
    ck_assert_int_eq(fs_frame_add_new(frame, name, type, rows, dict, &data), 0);
    struct fs_buffer *bitmap = fs_buffer_new((size_t)rows / 8 + 1);
    uint8_t *bits = memset(fs_buffer_data(bitmap), 0, (size_t)rows / 8 + 1);
    int missing = 0;
    for (; (word = strtok_r(NULL, " ", &rest)); row++) {
        int is_missing = strcmp(word, "-") == 0;
        missing += is_missing;
        bits[row / 8] = (uint8_t)(bits[row / 8] | !is_missing << row % 8);
        switch (type) {
        case FS_F64:
            ((double *)data)[row] = is_missing ? (double)NAN : strtod(word, NULL);
            break;
        case FS_I32:
            ((int32_t *)data)[row] = atoi(word);
            break;
        case FS_BOOL:
            ((uint8_t *)data)[row] = word[0] == '1';
            break;
        case FS_STRING:
            ((int32_t *)data)[row] = is_missing ? 0 : fs_dict_put(dict, word, strlen(word));
            break;
        default:
            ((int64_t *)data)[row] = strtoll(word, NULL, 10);
        }
    }
    if (missing == 0 || type == FS_F64) {
        fs_buffer_unref(bitmap);
        return;
    }
    ck_assert_int_eq(fs_frame_set_validity(frame, fs_frame_columns(frame) - 1, bitmap, missing), 0);
}

static inline struct fs_frame *frame_of(const char *text)
{
    struct fs_frame *frame = fs_frame_new();
    char *copy = strdup(text), *rest = NULL;
    for (char *part = strtok_r(copy, "|", &rest); part; part = strtok_r(NULL, "|", &rest))
        add_text_column(frame, part);
    free(copy);
    return frame;
}

static inline void put_text_value(FILE *out, const struct fs_column *column, int64_t i)
{
    if (fs_column_is_null(column, i))
        fputs(" -", out);
    else if (column->type == FS_F64)
        fprintf(out, " %.15g", ((const double *)column->data)[i]);
    else if (column->type == FS_I32)
        fprintf(out, " %d", ((const int32_t *)column->data)[i]);
    else if (column->type == FS_BOOL)
        fprintf(out, " %d", ((const uint8_t *)column->data)[i]);
    else if (column->type == FS_STRING)
        fprintf(out, " %s", fs_dict_get(column->dict, ((const int32_t *)column->data)[i], NULL));
    else
        fprintf(out, " %" PRId64, ((const int64_t *)column->data)[i]);
}

/* The text of a frame; free() it. */
static inline char *text_of(const struct fs_frame *frame)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (int c = 0; c < fs_frame_columns(frame); c++) {
        const struct fs_column *column = fs_frame_column(frame, c);
        int64_t missing = 0;
        fprintf(out, "%s%s:%c", c ? " | " : "", column->name, "?fijbts"[column->type]);
        for (int64_t i = 0; i < column->length; i++) {
            put_text_value(out, column, i);
            missing += fs_column_is_null(column, i);
        }
        if (column->type != FS_F64)
            ck_assert_int_eq(column->null_count, missing);
    }
    fclose(out);
    return text;
}

/* Checks a frame against its text, and lets go of it. */
static inline void expect(struct fs_frame *frame, const char *text)
{
    ck_assert_ptr_nonnull(frame);
    char *got = text_of(frame);
    ck_assert_str_eq(got, text);
    free(got);
    fs_frame_unref(frame);
}

#define RUN_TESTS(name, ...)                                                                                 \
    int main(void)                                                                                           \
    {                                                                                                        \
        const TTest *const tests[] = {__VA_ARGS__};                                                          \
        Suite *suite = suite_create(name);                                                                   \
        TCase *tcase = tcase_create(name);                                                                   \
        suite_add_tcase(suite, tcase);                                                                       \
        for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)                                            \
            tcase_add_test(tcase, tests[i]);                                                                 \
        SRunner *runner = srunner_create(suite);                                                             \
        srunner_run_all(runner, CK_ENV);                                                                     \
        int failed = srunner_ntests_failed(runner);                                                          \
        srunner_free(runner);                                                                                \
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                                         \
    }

#endif
