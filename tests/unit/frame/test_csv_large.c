/* CSV files of many rows: in chunks, by threads, growing, cut short. */
#include "csv_texts.h"

#include "base/hash.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

/* One thread or many, with quotes and line ends inside them, with bad rows: always the same. */
START_TEST(gives_the_same_whatever_the_number_of_threads)
{
    size_t rows = 600000;
    char *input = malloc(rows * 64), *p = input;
    p += sprintf(p, "n,x,s,i\n");
    for (size_t i = 0; i < rows; i++)
        p += sprintf(p, "%zu,%s,%s%zu%s,%s\n", i, i % 97 ? "1.25" : "", i % 3 ? "" : "\"a\n", i % 50,
                     i % 3 ? "" : "\"",
                     i % 1000 == 999 ? "bad"
                     : i % 11        ? "7"
                                     : "");
    struct fs_frame *frames[2];
    int bad[2];
    for (int t = 0; t < 2; t++) {
        struct fs_csv_options options = {.threads = t ? 4 : 1, .on_error = FS_CSV_SKIP};
        struct fs_csv *csv = open_text(input, &options);
        fs_csv_set_type(csv, 3, FS_I64, 0);
        frames[t] = fs_csv_read(csv);
        bad[t] = fs_csv_bad_count(csv);
        ck_assert_int_eq(fs_csv_bad(csv, bad[t] - 1)->line, (int64_t)(rows + rows / 3 + 1));
        fs_csv_close(csv);
    }
    ck_assert_int_eq(bad[0], (int)rows / 1000);
    ck_assert_int_eq(bad[1], bad[0]);
    ck_assert_int_eq(fs_frame_rows(frames[0]), (int64_t)rows - bad[0]);
    static const int types[] = {FS_I64, FS_F64, FS_STRING, FS_I64};
    const struct fs_column *columns[2][4];
    for (int t = 0; t < 2; t++)
        for (int k = 0; k < 4; k++) {
            columns[t][k] = fs_frame_column(frames[t], k);
            ck_assert_int_eq(columns[t][k]->type, types[k]);
        }
    for (int64_t i = 0; i < fs_frame_rows(frames[0]);
         i++) { /* one assertion a row: each is a write to the runner */
        int64_t n = ((const int64_t *)columns[0][0]->data)[i];
        int same = n == ((const int64_t *)columns[1][0]->data)[i];
        const char *texts[2];
        for (int t = 0; t < 2; t++)
            texts[t] = fs_dict_get(columns[t][2]->dict, ((const int32_t *)columns[t][2]->data)[i], NULL);
        same &= strcmp(texts[0], texts[1]) == 0;
        for (int k = 0; k < 4; k++)
            same &= fs_column_is_null(columns[0][k], i) == fs_column_is_null(columns[1][k], i);
        same &= fs_column_is_null(columns[0][3], i) == (n % 11 == 0);
        same &= (isnan(((const double *)columns[0][1]->data)[i]) != 0) == (n % 97 == 0);
        ck_assert_msg(same, "row %lld differs", (long long)i);
    }
    fs_frame_unref(frames[0]);
    fs_frame_unref(frames[1]);
    free(input);
}
END_TEST

/* Without a quote so far, lines are cut where they end; the first one stands where the second chunk would begin, or
 * anywhere in a longer text. */
START_TEST(keeps_a_quoted_field_whole_when_it_is_the_first_and_far_into_the_file)
{
    size_t border = _i ? (size_t)16 << 20 : (256 << 10) + 4, field = 400;
    char *input = malloc(border + (1 << 20)), *p = input, *quote;
    int64_t before = 0, after = 1000;
    p += sprintf(p, "n,s\n");
    while ((size_t)(p - input) < border - field / 2)
        p += sprintf(p, "%lld,plain\n", (long long)before++);
    p += sprintf(p, "%lld,\"", (long long)before);
    quote = p;
    for (size_t i = 0; i < field; i++)
        *p++ = i % 2 ? '\n' : 'x';
    p += sprintf(p, "\"\n");
    for (int64_t i = 1; i <= after; i++)
        p += sprintf(p, "%lld,behind\n", (long long)(before + i));
    for (int threads = 1; threads <= 2; threads++) {
        struct fs_frame *frame = read_text(input, &(struct fs_csv_options){.threads = threads});
        ck_assert_ptr_nonnull(frame);
        ck_assert_int_eq(fs_frame_rows(frame), before + 1 + after);
        const int64_t *n = fs_frame_find(frame, "n")->data;
        int64_t same = 0;
        while (same < before + 1 + after && n[same] == same)
            same++;
        ck_assert_int_eq(same, before + 1 + after);
        ck_assert_str_eq(text(frame, "s", before - 1), "plain");
        ck_assert_uint_eq(strlen(text(frame, "s", before)), field);
        ck_assert_mem_eq(text(frame, "s", before), quote, field);
        ck_assert_str_eq(text(frame, "s", before + 1), "behind");
        fs_frame_unref(frame);
    }
    free(input);
}
END_TEST

/* The first rows are long and tell too few rows for the memory that is taken at first. */
START_TEST(grows_when_there_are_more_rows_than_the_first_ones_told)
{
    enum { LONG = 2000, SHORT = 700000 };
    size_t size = LONG * 120 + SHORT * 8 + 16;
    char *input = malloc(size), *p = input;
    p += sprintf(p, "n,s\n");
    for (int i = 0; i < LONG; i++)
        p += sprintf(p, "%d,%0100d\n", i % 10, 7);
    for (int i = 0; i < SHORT; i++)
        p += sprintf(p, "%d,%d\n", i % 10, i % 100);
    for (int threads = 1; threads <= 3; threads += 2) {
        struct fs_csv *csv = open_text(input, &(struct fs_csv_options){.threads = threads});
        fs_csv_set_type(csv, 1, FS_STRING, 0);
        struct fs_frame *f = fs_csv_read(csv);
        ck_assert_int_eq(fs_frame_rows(f), LONG + SHORT);
        const int64_t *n = fs_frame_find(f, "n")->data;
        int64_t same = 0;
        while (same < LONG + SHORT && n[same] == (same < LONG ? same : same - LONG) % 10)
            same++;
        ck_assert_int_eq(same, LONG + SHORT);
        ck_assert_str_eq(text(f, "s", LONG + SHORT - 1), "99");
        ck_assert_int_eq(fs_csv_line(csv, LONG + SHORT - 1), LONG + SHORT + 1);
        fs_frame_unref(f);
        fs_csv_close(csv);
    }
    free(input);
}
END_TEST

static char *write_file(int64_t rows, size_t *size)
{
    char *path = strdup("/tmp/finsmart_csv_XXXXXX");
    FILE *out = fdopen(mkstemp(path), "w");
    fprintf(out, "n,x\n");
    for (int64_t i = 0; i < rows; i++)
        fprintf(out, "%lld,%lld.25\n", (long long)i, (long long)i);
    *size = (size_t)ftell(out);
    fclose(out);
    return path;
}

struct shown {
    struct fs_sha256 *hash;
    size_t bytes;
};

static int note_bytes(void *context, const char *bytes, size_t count)
{
    struct shown *shown = context;
    shown->bytes += count;
    return fs_sha256_update(shown->hash, bytes, count);
}

START_TEST(shows_the_text_once_and_in_order_also_when_a_column_is_widened)
{
    size_t size;
    char *path = write_file(200000, &size);
    FILE *out = fopen(path, "a");
    size += (size_t)fprintf(out, "0.5,1\n\n\n");
    fclose(out);
    struct fs_buffer *whole = fs_buffer_map(path);
    char expected[FS_SHA256_HEX], found[FS_SHA256_HEX];
    ck_assert_int_eq(fs_sha256_of(fs_buffer_data(whole), size, expected), 0);
    struct shown shown = {.hash = fs_sha256_new()};
    struct fs_csv_options options = {.threads = 3, .bytes = note_bytes, .bytes_context = &shown};
    struct fs_csv *csv = fs_csv_open(path, &options);
    struct fs_frame *f = fs_csv_read(csv);
    ck_assert_int_eq(fs_frame_rows(f), 200001);
    ck_assert(f64(f, "n", 200000) == 0.5 && f64(f, "x", 199999) == 199999.25);
    ck_assert_uint_eq(shown.bytes, size);
    ck_assert_int_eq(fs_sha256_hex(shown.hash, found), 0);
    ck_assert_str_eq(found, expected);
    fs_frame_unref(f);
    fs_csv_close(csv);
    fs_buffer_unref(whole);
    fs_sha256_free(shown.hash);
    unlink(path);
    free(path);
}
END_TEST

static int cut_file(void *path, const char *bytes, size_t count)
{
    (void)bytes;
    (void)count;
    return truncate(path, 5000);
}

START_TEST(says_so_when_the_file_is_cut_short_while_it_is_read)
{
    size_t size;
    for (int threads = 1; threads <= 2; threads++) {
        char *path = write_file(400000, &size);
        struct fs_csv_options options = {.threads = threads, .bytes = cut_file, .bytes_context = path};
        struct fs_csv *csv = fs_csv_open(path, &options);
        ck_assert_ptr_nonnull(csv);
        ck_assert_ptr_null(fs_csv_read(csv));
        ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
        ck_assert_msg(strstr(fs_error_last()->message, "was cut short while it was read") != NULL, "%s",
                      fs_error_last()->message);
        ck_assert(strstr(fs_error_last()->message, path) != NULL);
        fs_csv_close(csv);
        unlink(path);
        free(path);
    }
}
END_TEST

START_TEST(refuses_a_row_longer_than_16_mib)
{
    size_t size = (size_t)20 << 20;
    char *input = malloc(size + 1);
    memset(input, 'x', size);
    memcpy(input, "a,b\n1,2\n3,\"", 11);
    input[size] = '\0';
    fails(input, NULL, "t.csv:3: a row longer than 16 MiB");
    free(input);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv_large");
    TCase *cases = tcase_create("csv_large");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, gives_the_same_whatever_the_number_of_threads);
    tcase_add_loop_test(cases, keeps_a_quoted_field_whole_when_it_is_the_first_and_far_into_the_file, 0, 2);
    tcase_add_test(cases, grows_when_there_are_more_rows_than_the_first_ones_told);
    tcase_add_test(cases, shows_the_text_once_and_in_order_also_when_a_column_is_widened);
    tcase_add_test(cases, says_so_when_the_file_is_cut_short_while_it_is_read);
    tcase_add_test(cases, refuses_a_row_longer_than_16_mib);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
