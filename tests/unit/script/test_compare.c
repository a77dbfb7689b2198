/* Several runs side by side: what is asked for and what is refused. */
#include "base/error.h"
#include "script/compare.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char first[] = "/tmp/finsmart-compare-a-XXXXXX", second[] = "/tmp/finsmart-compare-b-XXXXXX";

static void write_run(char *path, const char *equity)
{
    strcpy(path + strlen(path) - 6, "XXXXXX");
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    dprintf(fd,
            "{\"version\": 1, \"run\": {\"script\": {\"name\": \"made up\"}, \"params\": {\"n\": %c}}, "
            "\"conventions\": {}, \"figures\": {\"sharpe\": 1.5, \"sortino\": null}, \"series\": {\"time\": "
            "[\"2001-01-01T00:00:00Z\", \"2001-01-02T00:00:00Z\", \"2001-01-03T00:00:00Z\", "
            "\"2001-01-04T00:00:00Z\"], \"equity\": %s}}",
            equity[1], equity);
    close(fd);
}

static void make_runs(void)
{
    write_run(first, "[100, 110, 99, 120]");
    write_run(second, "[200, 190, 210, 205]");
}

static void remove_runs(void)
{
    unlink(first);
    unlink(second);
}

START_TEST(gives_json_text_and_a_page_where_asked_for)
{
    const char *runs[] = {first, second};
    struct fs_comparison found;
    ck_assert_msg(fs_compare(runs, 2, 0, &found) == 0, "%s", fs_error_last()->message);
    ck_assert_ptr_null(found.page);
    ck_assert_ptr_nonnull(strstr(found.json, "\"name\":\"param n\",\"values\":[\"1\",\"2\"]"));
    ck_assert_ptr_nonnull(
        strstr(found.json, "\"key\":\"sharpe\",\"member\":\"figures\",\"values\":[1.5,1.5]"));
    ck_assert_ptr_null(strstr(found.json, "sortino"));
    ck_assert_ptr_nonnull(strstr(found.text, "made up n=1"));
    fs_comparison_free(&found);
    ck_assert_int_eq(fs_compare(runs, 2, 1, &found), 0);
    ck_assert_uint_eq(strlen(found.page), found.page_length);
    ck_assert_ptr_nonnull(strstr(found.page, "2 backtests side by side"));
    fs_comparison_free(&found);
    ck_assert_ptr_null(found.page);
}
END_TEST

START_TEST(refuses_one_run_and_too_many)
{
    const char *runs[FS_COMPARE_MAX + 1];
    struct fs_comparison found;
    for (int i = 0; i <= FS_COMPARE_MAX; i++)
        runs[i] = first;
    ck_assert_int_eq(fs_compare(runs, 1, 0, &found), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_USAGE);
    ck_assert_int_eq(fs_compare(runs, FS_COMPARE_MAX + 1, 0, &found), -1);
    ck_assert_int_eq(fs_compare(runs, FS_COMPARE_MAX, 1, &found), 0);
    fs_comparison_free(&found);
}
END_TEST

START_TEST(names_the_file_and_the_field_that_is_wrong)
{
    const char *runs[] = {first, second};
    struct fs_comparison found;
    unlink(second);
    write_run(second, "[200, 190, \"x\", 205]");
    ck_assert_int_eq(fs_compare(runs, 2, 1, &found), -1);
    const char *message = fs_error_last()->message;
    ck_assert_msg(strstr(message, second) && strstr(message, "series.equity[3] is a string"), "%s", message);
    ck_assert_ptr_null(found.json);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("compare");
    TCase *tc = tcase_create("runs");
    tcase_add_checked_fixture(tc, make_runs, remove_runs);
    tcase_add_test(tc, gives_json_text_and_a_page_where_asked_for);
    tcase_add_test(tc, refuses_one_run_and_too_many);
    tcase_add_test(tc, names_the_file_and_the_field_that_is_wrong);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
