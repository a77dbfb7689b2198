/* The log keeps whole records through a kill, drops a cut one, and refuses another's file. */
#include "base/error.h"
#include "sweep/run_log.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCKS = 3 };

static char path[64];

static void add(struct fs_run_log *log, int64_t first, int64_t last)
{
    struct fs_run *run = calloc(1, fs_run_log_record_size(BLOCKS));
    struct fs_block *blocks = (struct fs_block *)(void *)(run + 1);
    for (int64_t i = first; i < last; i++) {
        *run = (struct fs_run){.number = i, .status = FS_RUN_DONE, .objective = (double)i / 3.0};
        blocks[BLOCKS - 1].mean = (double)i;
        ck_assert_int_eq(fs_run_log_add(log, run), 0);
    }
    free(run);
}

static void check(struct fs_run_log *log, int64_t count)
{
    ck_assert_int_eq(fs_run_log_count(log), count);
    for (int64_t i = count - 1; i >= 0; i--) { /* backwards: through every window of the map */
        const struct fs_run *run = fs_run_log_get(log, i);
        ck_assert_ptr_nonnull(run);
        ck_assert_int_eq(run->number, i);
        ck_assert_double_eq(run->objective, (double)i / 3.0);
        ck_assert_double_eq(fs_run_log_blocks(run)[BLOCKS - 1].mean, (double)i);
    }
}

static void setup(void)
{
    snprintf(path, sizeof path, "/tmp/finsmart-log-%d", (int)getpid());
}

static void teardown(void)
{
    unlink(path);
}

START_TEST(records_come_back_from_all_parts_of_a_long_log)
{
    struct fs_run_log *log = fs_run_log_new(NULL, BLOCKS);
    add(log, 0, 50000);
    check(log, 50000);
    fs_run_log_close(log);
}
END_TEST

START_TEST(a_record_that_was_cut_off_is_dropped_and_the_log_goes_on)
{
    struct fs_run_log *log = fs_run_log_new(path, BLOCKS);
    add(log, 0, 100);
    ck_assert_int_eq(fs_run_log_flush(log), 0);
    fs_run_log_close(log);
    off_t record = (off_t)fs_run_log_record_size(BLOCKS) + 8;
    for (off_t cut = 1; cut < record; cut += 97) {
        ck_assert_int_eq(truncate(path, 64 + 100 * record - cut), 0);
        log = fs_run_log_open(path, BLOCKS);
        ck_assert_ptr_nonnull(log);
        check(log, 99);
        add(log, 99, 100);
        check(log, 100);
        fs_run_log_close(log);
    }
}
END_TEST

START_TEST(a_record_of_other_bits_is_dropped)
{
    struct fs_run_log *log = fs_run_log_new(path, BLOCKS);
    add(log, 0, 10);
    ck_assert_int_eq(fs_run_log_flush(log), 0);
    fs_run_log_close(log);
    FILE *file = fopen(path, "r+");
    fseek(file, -20, SEEK_END);
    fputc(0x5a, file);
    fclose(file);
    log = fs_run_log_open(path, BLOCKS);
    check(log, 9);
    fs_run_log_close(log);
}
END_TEST

START_TEST(another_file_is_refused)
{
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("no log", file);
    fclose(file);
    ck_assert_ptr_null(fs_run_log_open(path, BLOCKS));
    ck_assert_int_eq(fs_error_last_code(), FS_E_CONFLICT);
    struct fs_run_log *log = fs_run_log_new(path, BLOCKS);
    fs_run_log_close(log);
    ck_assert_ptr_null(fs_run_log_open(path, BLOCKS + 1));
    ck_assert_int_eq(fs_error_last_code(), FS_E_CONFLICT);
    ck_assert_int_eq(truncate(path, 10), 0);
    ck_assert_ptr_null(fs_run_log_open(path, BLOCKS));
    unlink(path);
    ck_assert_ptr_null(fs_run_log_open(path, BLOCKS));
    ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("run_log");
    TCase *tests = tcase_create("run_log");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, records_come_back_from_all_parts_of_a_long_log);
    tcase_add_test(tests, a_record_that_was_cut_off_is_dropped_and_the_log_goes_on);
    tcase_add_test(tests, a_record_of_other_bits_is_dropped);
    tcase_add_test(tests, another_file_is_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
