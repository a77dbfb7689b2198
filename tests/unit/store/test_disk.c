/* The store when the disk fails or is full: every sync, rename, new file and folder of an import failing in turn, and every
 * file cut off at every length, leaves the dataset as it was, with an error that names the file. */
#include "../failing.h"

#include "dataset.h"

#include <signal.h>
#include <sys/resource.h>

/* After an import that gave `result`: the dataset of before, or the new one where that was said. */
static void check_result(int result, const char *what, long nth)
{
    const struct fs_error *error = fs_error_last();
    /* The last step of all: the manifest is there, but might not survive a power failure. */
    int in_place = result != 0 && error && strstr(error->message, "manifest.json: is in place") != NULL;
    if (result != 0) {
        ck_assert_msg(error != NULL, "%s %ld: no error", what, nth);
        while (error->cause)
            error = error->cause;
        ck_assert_msg(error->code == FS_E_IO, "%s %ld: %s", what, nth, fs_error_last()->message);
        ck_assert_msg(strstr(fs_error_last()->message, "/tmp") != NULL, "%s %ld names no file: %s", what, nth,
                      fs_error_last()->message);
    }
    int is_new = result == 0 || in_place;
    ck_assert_msg(dataset_is("d", is_new ? new_hash : old_hash), "%s %ld: the dataset holds other rows", what,
                  nth);
    if (is_new) {
        ck_assert_int_eq(fs_history_remove(home, "d"), 0);
        ck_assert_int_eq(import_file(old_csv, "d"), 0);
    }
    /* nothing but the dataset's files is left */
    char command[160], line[16] = "";
    snprintf(command, sizeof command, "find %s/history -type f ! -name .lock | wc -l", home);
    FILE *pipe = popen(command, "r");
    ck_assert(pipe && fgets(line, sizeof line, pipe));
    pclose(pipe);
    ck_assert_msg(atoi(line) == 3, "%s %ld: %d files", what, nth, atoi(line));
    fs_error_clear();
}

START_TEST(any_call_that_fails_leaves_the_dataset_as_it_was)
{
    for (int all = 0; all < 2; all++)
        for (long nth = 1;; nth++) {
            failing_arm(FAILING_FILES, nth, all);
            int result = import_file(new_csv, "d");
            int failed = failing_disarm();
            ck_assert_msg(!failed || result != 0, "call %ld failed and nobody noticed", nth);
            check_result(result, "call", nth);
            if (!failed)
                break;
        }
}
END_TEST

START_TEST(a_first_import_that_fails_leaves_no_dataset)
{
    for (long nth = 1;; nth++) {
        failing_arm(FAILING_FILES, nth, 0);
        int result = import_file(old_csv, "fresh");
        int failed = failing_disarm();
        int in_place = result != 0 && strstr(fs_error_last()->message, "manifest.json: is in place") != NULL;
        fs_error_clear();
        if (result == 0 || in_place) {
            ck_assert(dataset_is("fresh", old_hash));
            ck_assert_int_eq(fs_history_remove(home, "fresh"), 0);
        } else {
            char folder[96];
            snprintf(folder, sizeof folder, "%s/history/fresh", home);
            ck_assert_msg(access(folder, F_OK) != 0 || rmdir(folder) == 0, "call %ld: %s holds something",
                          nth, folder);
        }
        if (!failed)
            break;
    }
    ck_assert(dataset_is("d", old_hash));
}
END_TEST

/* A write past the limit is short and then fails, as on a full disk. */
START_TEST(a_file_cut_off_at_any_length_leaves_the_dataset_as_it_was)
{
    signal(SIGXFSZ, SIG_IGN);
    int result = -1;
    for (rlim_t limit = 0; result != 0; limit += 17) {
        struct rlimit before, small;
        ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
        small = (struct rlimit){limit, before.rlim_max};
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
        result = import_file(new_csv, "d");
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
        check_result(result, "limit", (long)limit);
        ck_assert_uint_lt(limit, 100000);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("disk");
    TCase *cases = tcase_create("disk");
    tcase_add_checked_fixture(cases, make_home, remove_home);
    tcase_add_test(cases, any_call_that_fails_leaves_the_dataset_as_it_was);
    tcase_add_test(cases, a_first_import_that_fails_leaves_no_dataset);
    tcase_add_test(cases, a_file_cut_off_at_any_length_leaves_the_dataset_as_it_was);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
