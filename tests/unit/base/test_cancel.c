/* The wish to stop: heard until what was asked to stop has stopped. */
#include "base/cancel.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>

START_TEST(a_signal_is_a_wish_to_stop)
{
    fs_cancel_install(0);
    ck_assert_int_eq(fs_cancel_requested(), 0);
    raise(SIGINT);
    ck_assert_int_eq(fs_cancel_requested(), 1);
}
END_TEST

START_TEST(a_second_signal_ends_the_process)
{
    fs_cancel_install(0);
    raise(SIGTERM);
    fs_cancel_finish();
    raise(SIGTERM);
}
END_TEST

START_TEST(after_the_finish_nobody_is_heard)
{
    fs_cancel_install(1);
    raise(SIGINT);
    fs_cancel_finish();
    ck_assert_int_eq(fs_cancel_requested(), 0);
    raise(SIGTERM);
    fs_cancel_request();
    ck_assert_int_eq(fs_cancel_requested(), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cancel");
    TCase *tc = tcase_create("signals");
    tcase_add_test(tc, a_signal_is_a_wish_to_stop);
    tcase_add_test_raise_signal(tc, a_second_signal_ends_the_process, SIGTERM);
    tcase_add_test(tc, after_the_finish_nobody_is_heard);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
