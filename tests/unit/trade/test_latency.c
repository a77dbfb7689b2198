/* Latency models: how they are written, what they give, and what is told of wrong ones. */
#include "base/error.h"
#include "base/time.h"
#include "trade/latency.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MS = 1000000, DRAWS = 20000 };

static struct fs_latency parsed(const char *text)
{
    struct fs_latency l;
    ck_assert_msg(fs_latency_parse(text, &l) == 0, "%s", text);
    return l;
}

static struct fs_latency_source *opened(const char *text, int of, uint64_t seed)
{
    struct fs_latency l = parsed(text);
    struct fs_latency_source *s = fs_latency_open(&l, of, seed);
    ck_assert_msg(s != NULL, "%s", fs_error_last() ? fs_error_last()->message : "no error");
    return s;
}

START_TEST(models_are_read)
{
    struct fs_latency l = parsed("5ms");
    int64_t ns = -1;
    ck_assert_int_eq(fs_latency_constant(&l, &ns), 1);
    ck_assert_int_eq(ns, 5 * MS);
    l = parsed("0");
    ck_assert_int_eq(fs_latency_constant(&l, &ns), 1);
    ck_assert_int_eq(ns, 0);
    l = parsed("normal:5ms:250us");
    ck_assert_int_eq(l.kind, FS_LATENCY_NORMAL);
    ck_assert_double_eq(l.a, 5e6);
    ck_assert_double_eq(l.b, 250e3);
    ck_assert_int_eq(fs_latency_constant(&l, &ns), 0);
    l = parsed("lognormal:1ms:0.5");
    ck_assert_double_eq(l.b, 0.5);
    l = parsed("exponential:1ms");
    ck_assert_double_eq(l.b, 0.0);
    l = parsed("exponential:1ms:2ms");
    ck_assert_double_eq(l.b, 2e6);
    l = parsed("file:a:b.csv");
    ck_assert_str_eq(l.path, "a:b.csv");
    ck_assert_int_eq(parsed("recorded").kind, FS_LATENCY_RECORDED);
}
END_TEST

START_TEST(wrong_models_are_told_with_what_is_expected)
{
    static const struct {
        const char *text, *says;
    } wrong[] = {
        {"", "expected a duration"},
        {"5", "expected a duration"},
        {"-5ms", "expected a duration"},
        {"25h", "expected a duration"},
        {"gauss:1ms:1ms", "expected a duration, uniform:"},
        {"normal", "expected normal:MEAN:DEVIATION"},
        {"normal:5ms", "expected normal:MEAN:DEVIATION"},
        {"normal:5ms:1", "expected normal:MEAN:DEVIATION"},
        {"normal:5ms:1ms:1ms", "expected normal:MEAN:DEVIATION"},
        {"uniform:5ms:1ms", "expected uniform:LEAST:MOST"},
        {"lognormal:5ms:x", "expected lognormal:MEDIAN:SIGMA"},
        {"lognormal:5ms:-1", "expected lognormal:MEDIAN:SIGMA"},
        {"lognormal:5ms:nan", "expected lognormal:MEDIAN:SIGMA"},
        {"recorded:1ms", "expected recorded"},
        {"file:", "expected file:FILE.csv"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct fs_latency l;
        ck_assert_msg(fs_latency_parse(wrong[i].text, &l) == -1, "%s", wrong[i].text);
        ck_assert_msg(strstr(fs_error_last()->message, wrong[i].says) != NULL, "%s: %s", wrong[i].text,
                      fs_error_last()->message);
    }
    struct fs_latency l = parsed("recorded");
    ck_assert_ptr_null(fs_latency_open(&l, FS_LATENCY_ORDER, 1));
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "the feed's"));
}
END_TEST

/* Mean and standard deviation of many draws, and the least. */
static void measure(const char *text, double *mean, double *deviation, int64_t *least)
{
    struct fs_latency_source *s = opened(text, FS_LATENCY_ORDER, 7);
    double sum = 0, squares = 0;
    *least = INT64_MAX;
    for (int i = 0; i < DRAWS; i++) {
        int64_t ns = fs_latency_next(s, i);
        sum += (double)ns;
        squares += (double)ns * (double)ns;
        *least = ns < *least ? ns : *least;
    }
    fs_latency_close(s);
    *mean = sum / DRAWS;
    *deviation = sqrt(squares / DRAWS - *mean * *mean);
}

START_TEST(distributions_have_their_moments)
{
    double mean, deviation;
    int64_t least;
    measure("normal:5ms:1ms", &mean, &deviation, &least);
    ck_assert_double_eq_tol(mean, 5e6, 4e6 / sqrt(DRAWS));
    ck_assert_double_eq_tol(deviation, 1e6, 0.03e6);
    measure("uniform:2ms:4ms", &mean, &deviation, &least);
    ck_assert_double_eq_tol(mean, 3e6, 4 * 0.577e6 / sqrt(DRAWS));
    ck_assert_double_eq_tol(deviation, 2e6 / sqrt(12), 0.02e6);
    ck_assert_int_ge(least, 2 * MS);
    measure("exponential:1ms:2ms", &mean, &deviation, &least);
    ck_assert_double_eq_tol(mean, 3e6, 4e6 / sqrt(DRAWS));
    ck_assert_double_eq_tol(deviation, 1e6, 0.05e6);
    ck_assert_int_ge(least, 2 * MS);
    measure("lognormal:1ms:0.5", &mean, &deviation, &least);
    ck_assert_double_eq_tol(mean, 1e6 * exp(0.125), 4 * 0.61e6 / sqrt(DRAWS));
    measure("normal:1ms:5ms", &mean, &deviation, &least); /* never negative */
    ck_assert_int_eq(least, 0);
}
END_TEST

START_TEST(a_seed_and_a_kind_of_message_have_their_own_numbers)
{
    struct fs_latency_source *a = opened("exponential:1ms", FS_LATENCY_ORDER, 1),
                             *same = opened("exponential:1ms", FS_LATENCY_ORDER, 1),
                             *seed = opened("exponential:1ms", FS_LATENCY_ORDER, 2),
                             *kind = opened("exponential:1ms", FS_LATENCY_REPORT, 1);
    int other_seed = 0, other_kind = 0;
    for (int i = 0; i < 100; i++) {
        int64_t ns = fs_latency_next(a, i);
        ck_assert_int_eq(fs_latency_next(same, 1000 - i), ns);
        other_seed += fs_latency_next(seed, i) != ns;
        other_kind += fs_latency_next(kind, i) != ns;
    }
    ck_assert_int_gt(other_seed, 90);
    ck_assert_int_gt(other_kind, 90);
    fs_latency_close(a);
    fs_latency_close(same);
    fs_latency_close(seed);
    fs_latency_close(kind);
}
END_TEST

/* A file in the present folder, which the caller removes. */
static void write_file(char name[32], const char *text)
{
    strcpy(name, "latency_XXXXXX.csv");
    int fd = mkstemps(name, 4);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

START_TEST(a_file_is_followed_on_the_line_between_its_rows)
{
    char name[32], text[64];
    write_file(name, "time,order,report\n"
                     "1970-01-01T00:00:10Z,1000000,4000000\n"
                     "1970-01-01T00:00:20Z,3000000,5000000\n"
                     "1970-01-01T00:00:21Z,0,6000000\n");
    snprintf(text, sizeof text, "file:%s", name);
    struct fs_latency_source *order = opened(text, FS_LATENCY_ORDER, 1),
                             *report = opened(text, FS_LATENCY_REPORT, 1);
    const int64_t s = FS_NS_PER_SECOND;
    ck_assert_int_eq(fs_latency_next(order, 0), 1 * MS); /* before the first row as there */
    ck_assert_int_eq(fs_latency_next(order, 10 * s), 1 * MS);
    ck_assert_int_eq(fs_latency_next(order, 15 * s), 2 * MS);
    ck_assert_int_eq(fs_latency_next(order, 20 * s), 3 * MS);
    ck_assert_int_eq(fs_latency_next(order, 20 * s + s / 2), 3 * MS / 2);
    ck_assert_int_eq(fs_latency_next(order, 99 * s), 0); /* after the last */
    ck_assert_int_eq(fs_latency_next(order, 15 * s), 2 * MS);
    ck_assert_int_eq(fs_latency_next(report, 15 * s), 9 * MS / 2);
    fs_latency_close(order);
    fs_latency_close(report);
    unlink(name);
}
END_TEST

START_TEST(wrong_files_are_told_with_row_and_field)
{
    static const struct {
        const char *text, *says;
    } wrong[] = {
        {"time,report\n1970-01-01,1\n", "expected columns time, order and report"},
        {"when,order\n1970-01-01,1\n", "there is no column 'time'"},
        {"time,order\n", "there are no rows"},
        {"time,order\n1970-01-01T00:00:02Z,5\n1970-01-01T00:00:02Z,5\n",
         "row 2: field 'time': times do not ascend"},
        {"time,order\n1970-01-01T00:00:02Z,-5\n", "row 1: field 'order': expected a latency from 0 to a day"},
        {"time,order\n1970-01-01T00:00:02Z,soon\n", "row 1: field 'order'"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char name[32], text[64];
        write_file(name, wrong[i].text);
        snprintf(text, sizeof text, "file:%s", name);
        struct fs_latency l = parsed(text);
        ck_assert_ptr_null(fs_latency_open(&l, FS_LATENCY_ORDER, 1));
        ck_assert_msg(strstr(fs_error_last()->message, wrong[i].says) != NULL, "%s",
                      fs_error_last()->message);
        ck_assert_ptr_nonnull(strstr(fs_error_last()->message, name));
        unlink(name);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("latency");
    TCase *tests = tcase_create("latency");
    tcase_add_test(tests, models_are_read);
    tcase_add_test(tests, wrong_models_are_told_with_what_is_expected);
    tcase_add_test(tests, distributions_have_their_moments);
    tcase_add_test(tests, a_seed_and_a_kind_of_message_have_their_own_numbers);
    tcase_add_test(tests, a_file_is_followed_on_the_line_between_its_rows);
    tcase_add_test(tests, wrong_files_are_told_with_row_and_field);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
