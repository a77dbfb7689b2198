#include "store/history.h"

#include "base/error.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char home[64];

static void make_home(void)
{
    strcpy(home, "/tmp/fs-history-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(home));
}

static void remove_home(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", home);
    ck_assert_int_eq(system(command), 0);
}

/* Rows of times first, first + step, ... whose value is time * factor. */
static struct fs_frame *series(int64_t first, int64_t step, int64_t rows, double factor)
{
    struct fs_frame *frame = fs_frame_new();
    void *times, *values;
    ck_assert_int_eq(fs_frame_add_new(frame, "time", FS_TIME, rows, NULL, &times), 0);
    ck_assert_int_eq(fs_frame_add_new(frame, "close", FS_F64, rows, NULL, &values), 0);
    for (int64_t i = 0; i < rows; i++) {
        ((int64_t *)times)[i] = first + i * step;
        ((double *)values)[i] = (double)(first + i * step) * factor;
    }
    return frame;
}

static int put(const char *symbol, struct fs_frame *frame, int replace, struct fs_history_written *written)
{
    struct fs_history_write how = {.kind = FS_KIND_BARS, .replace = replace};
    const char *const symbols[] = {symbol};
    int result = fs_history_write(home, "d", &how, symbols, &frame, 1, written);
    fs_frame_unref(frame);
    return result;
}

static char *hash(void)
{
    struct fs_history *history = fs_history_open(home, "d");
    ck_assert_ptr_nonnull(history);
    char *copy = strdup(fs_history_hash(history));
    fs_history_close(history);
    return copy;
}

START_TEST(loads_the_rows_between_two_times_inclusive)
{
    ck_assert_int_eq(put("A/B", series(100, 10, 50, 1), 0, NULL), 0);
    struct fs_history *history = fs_history_open(home, "d");
    static const struct {
        int64_t from, to, rows, first;
    } cases[] = {{INT64_MIN, INT64_MAX, 50, 100},
                 {100, 590, 50, 100},
                 {101, 589, 48, 110},
                 {200, 200, 1, 200},
                 {201, 209, 0, 0},
                 {0, 99, 0, 0},
                 {591, INT64_MAX, 0, 0},
                 {580, INT64_MAX, 2, 580}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fs_frame *frame = fs_history_load(history, "A/B", cases[i].from, cases[i].to);
        ck_assert_ptr_nonnull(frame);
        ck_assert_int_eq(fs_frame_rows(frame), cases[i].rows);
        ck_assert_int_eq(fs_frame_columns(frame), 2);
        if (cases[i].rows)
            ck_assert_int_eq(((const int64_t *)fs_frame_find(frame, "time")->data)[0], cases[i].first);
        fs_frame_unref(frame);
    }
    const struct fs_history_symbol *symbol = fs_history_find(history, "A/B");
    ck_assert(symbol->rows == 50 && symbol->from == 100 && symbol->to == 590 && symbol->interval == 10);
    ck_assert_ptr_null(fs_history_find(history, "A-B"));
    ck_assert_int_eq(fs_error_last_code(), FS_E_NOT_FOUND);
    fs_history_close(history);
}
END_TEST

START_TEST(appends_and_merges_in_time_order)
{
    struct fs_history_written written;
    ck_assert_int_eq(put("A", series(0, 20, 10, 1), 0, NULL), 0);
    ck_assert_int_eq(put("A", series(10, 20, 15, 1), 0, &written), 0);
    ck_assert_int_eq(written.added, 15);
    ck_assert_int_eq(put("A", series(0, 10, 20, 1), 0, &written), 0);
    ck_assert(written.added == 0 && written.unchanged == 20 && written.symbols == 0);
    struct fs_history *history = fs_history_open(home, "d");
    struct fs_frame *frame = fs_history_load(history, "A", INT64_MIN, INT64_MAX);
    ck_assert_int_eq(fs_frame_rows(frame), 25);
    for (int64_t i = 1; i < 25; i++)
        ck_assert(((const int64_t *)fs_frame_find(frame, "time")->data)[i - 1] <
                  ((const int64_t *)fs_frame_find(frame, "time")->data)[i]);
    fs_frame_unref(frame);
    fs_history_close(history);
}
END_TEST

START_TEST(hashes_content_and_not_the_way_it_came_in)
{
    ck_assert_int_eq(put("B", series(0, 10, 100, 1), 0, NULL), 0);
    ck_assert_int_eq(put("A", series(0, 10, 100, 1), 0, NULL), 0);
    char *whole = hash();
    remove_home();
    make_home();
    ck_assert_int_eq(put("A", series(500, 10, 50, 1), 0, NULL), 0);
    ck_assert_int_eq(put("A", series(0, 10, 60, 1), 0, NULL), 0);
    ck_assert_int_eq(put("B", series(0, 10, 100, 1), 0, NULL), 0);
    char *pieces = hash();
    ck_assert_str_eq(whole, pieces);
    ck_assert_int_eq(put("B", series(0, 10, 1, 1), 0, NULL), 0);
    ck_assert_int_eq(put("B", series(990, 10, 1, 2), 1, NULL), 0);
    char *changed = hash();
    ck_assert_str_ne(whole, changed);
    free(whole);
    free(pieces);
    free(changed);
}
END_TEST

START_TEST(refuses_conflicting_rows_and_changes_nothing)
{
    struct fs_history_written written;
    ck_assert_int_eq(put("A", series(0, 10, 10, 1), 0, NULL), 0);
    char *before = hash();
    ck_assert_int_eq(put("A", series(50, 10, 10, 2), 0, NULL), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "close 50"));
    char *after = hash();
    ck_assert_str_eq(before, after);
    ck_assert_int_eq(put("A", series(50, 10, 10, 2), 1, &written), 0);
    ck_assert(written.replaced == 5 && written.added == 5);
    free(before);
    free(after);
}
END_TEST

START_TEST(keeps_an_open_snapshot_apart_from_later_imports)
{
    ck_assert_int_eq(put("A", series(0, 10, 10, 1), 0, NULL), 0);
    struct fs_history *history = fs_history_open(home, "d");
    struct fs_frame *frame = fs_history_load(history, "A", INT64_MIN, INT64_MAX);
    ck_assert_int_eq(put("A", series(100, 10, 10, 1), 0, NULL), 0);
    ck_assert_int_eq(fs_frame_rows(frame), 10);
    ck_assert(((const double *)fs_frame_find(frame, "close")->data)[9] == 90);
    fs_frame_unref(frame);
    fs_history_close(history);
}
END_TEST

START_TEST(lists_and_removes_datasets)
{
    char **names = fs_history_list(home);
    ck_assert_ptr_null(names[0]);
    free(names);
    ck_assert_int_eq(put("A", series(0, 10, 10, 1), 0, NULL), 0);
    names = fs_history_list(home);
    ck_assert_str_eq(names[0], "d");
    ck_assert_ptr_null(names[1]);
    free(names);
    ck_assert_int_eq(fs_history_remove(home, "d"), 0);
    ck_assert_ptr_null(fs_history_open(home, "d"));
    ck_assert_int_eq(fs_history_remove(home, "d"), -1);
    ck_assert_ptr_null(fs_history_open(home, "../d"));
    ck_assert_int_eq(fs_error_last_code(), FS_E_USAGE);
}
END_TEST

START_TEST(refuses_a_damaged_manifest)
{
    char path[128];
    ck_assert_int_eq(put("A", series(0, 10, 10, 1), 0, NULL), 0);
    snprintf(path, sizeof path, "%s/history/d/manifest.json", home);
    static const char *const texts[] = {"",
                                        "{",
                                        "[]",
                                        "{\"format\":1}",
                                        "{\"format\":9,\"kind\":\"bars\"}",
                                        "{\"format\":1,\"kind\":\"bars\",\"hash\":\"x\",\"symbols\":{\"A\":{"
                                        "\"hash\":\"x\",\"files\":[{\"file\":\"../../x\"}]}}}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        FILE *file = fopen(path, "w");
        fputs(texts[i], file);
        fclose(file);
        ck_assert_ptr_null(fs_history_open(home, "d"));
        ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "manifest.json"));
        ck_assert_int_eq(put("A", series(0, 10, 10, 1), 0, NULL), -1);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("history");
    TCase *cases = tcase_create("history");
    tcase_add_checked_fixture(cases, make_home, remove_home);
    tcase_add_test(cases, loads_the_rows_between_two_times_inclusive);
    tcase_add_test(cases, appends_and_merges_in_time_order);
    tcase_add_test(cases, hashes_content_and_not_the_way_it_came_in);
    tcase_add_test(cases, refuses_conflicting_rows_and_changes_nothing);
    tcase_add_test(cases, keeps_an_open_snapshot_apart_from_later_imports);
    tcase_add_test(cases, lists_and_removes_datasets);
    tcase_add_test(cases, refuses_a_damaged_manifest);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
