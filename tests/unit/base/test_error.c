#include "base/error.h"

#include <check.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

START_TEST(an_error_says_what_where_and_what_to_do)
{
    ck_assert_ptr_null(fs_error_last());
    ck_assert_int_eq(fs_error_set(FS_E_INPUT, "column '%s' is missing", "close"), -1);
    int line = __LINE__ - 1;
    ck_assert_int_eq(fs_error_hint("add it to %s", "prices.csv"), -1);
    const struct fs_error *error = fs_error_last();
    ck_assert_int_eq(error->code, FS_E_INPUT);
    ck_assert_int_eq(error->line, line);
    ck_assert_ptr_nonnull(strstr(error->file, "test_error.c"));
    ck_assert_str_eq(error->message, "column 'close' is missing");
    ck_assert_str_eq(error->hint, "add it to prices.csv");
    fs_error_clear();
    ck_assert_ptr_null(fs_error_last());
    ck_assert_int_eq(fs_error_last_code(), FS_OK);
    ck_assert_int_eq(fs_error_hint("nothing to attach it to"), -1);
    ck_assert_ptr_null(fs_error_last());
}
END_TEST

START_TEST(a_new_error_replaces_the_old_and_may_quote_it)
{
    fs_error_set(FS_E_INPUT, "first");
    fs_error_set(FS_E_LIMIT, "second after %s", fs_error_last()->message);
    ck_assert_str_eq(fs_error_last()->message, "second after first");
    ck_assert_ptr_null(fs_error_last()->cause);
}
END_TEST

START_TEST(wrapping_keeps_the_cause_and_the_text_shows_both)
{
    errno = ENOENT;
    ck_assert_int_eq(fs_error_errno("cannot open %s", "x.csv"), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
    fs_error_hint("check the path");
    fs_error_wrap(FS_E_INPUT, "import failed");
    char *text = fs_error_text(fs_error_last());
    ck_assert_str_eq(fs_error_last()->message, "import failed");
    const char *cause = strstr(text, "because: cannot open x.csv: No such file or directory");
    ck_assert_msg(cause && strstr(cause, "hint: check the path"), "%s", text);
    free(text);
    errno = ENOMEM;
    fs_error_errno("map");
    ck_assert_int_eq(fs_error_last_code(), FS_E_MEMORY);
}
END_TEST

START_TEST(an_error_can_be_taken_away_and_put_back)
{
    fs_error_set(FS_E_CONFLICT, "twice");
    struct fs_error *taken = fs_error_take();
    ck_assert_ptr_null(fs_error_last());
    fs_error_set(FS_E_IO, "while it is away");
    ck_assert_int_eq(fs_error_restore(taken), -1);
    ck_assert_str_eq(fs_error_last()->message, "twice");
    fs_error_free(fs_error_take());
    fs_error_free(NULL);
}
END_TEST

START_TEST(running_out_of_memory_needs_none)
{
    ck_assert_int_eq(fs_error_nomem(), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_MEMORY);
    ck_assert_str_eq(fs_error_last()->message, "out of memory");
    fs_error_hint("has no place here");
    ck_assert_ptr_null(fs_error_last()->hint);
    fs_error_wrap(FS_E_INPUT, "reading");
    ck_assert_ptr_nonnull(fs_error_last()->cause);
    fs_error_clear();
    fs_error_nomem();
    fs_error_free(fs_error_take()); /* frees nothing that is static */
}
END_TEST

static void *other_thread(void *unused)
{
    (void)unused;
    if (fs_error_last())
        return "sees another thread's error";
    fs_error_set(FS_E_IO, "of the other thread");
    fs_error_clear();
    return NULL;
}

START_TEST(every_thread_has_its_own_error)
{
    fs_error_set(FS_E_INPUT, "mine");
    pthread_t thread;
    void *wrong;
    ck_assert_int_eq(pthread_create(&thread, NULL, other_thread, NULL), 0);
    pthread_join(thread, &wrong);
    ck_assert_ptr_null(wrong);
    ck_assert_str_eq(fs_error_last()->message, "mine");
}
END_TEST

START_TEST(every_code_has_a_name_and_an_exit_status)
{
    for (int code = FS_OK; code <= FS_E_INTERNAL; code++) {
        ck_assert_ptr_nonnull(fs_error_code_name(code));
        int status = fs_error_exit_status(code);
        ck_assert_int_eq(status, code == FS_OK ? 0 : code == FS_E_USAGE ? 2 : 1);
    }
    ck_assert_str_eq(fs_error_code_name(FS_E_NOT_FOUND), "not_found");
    ck_assert_int_eq(fs_error_exit_status(12345), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("error");
    TCase *tcase = tcase_create("error");
    tcase_add_test(tcase, an_error_says_what_where_and_what_to_do);
    tcase_add_test(tcase, a_new_error_replaces_the_old_and_may_quote_it);
    tcase_add_test(tcase, wrapping_keeps_the_cause_and_the_text_shows_both);
    tcase_add_test(tcase, an_error_can_be_taken_away_and_put_back);
    tcase_add_test(tcase, running_out_of_memory_needs_none);
    tcase_add_test(tcase, every_thread_has_its_own_error);
    tcase_add_test(tcase, every_code_has_a_name_and_an_exit_status);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
