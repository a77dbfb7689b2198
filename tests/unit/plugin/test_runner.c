#include "plugin/runner.h"

#include "fake_engine.h"
#include "plugin/context.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static struct fs_runner *open_plugin(const char *name, const char *const *params, int count)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.so", TEST_PLUGINS, name);
    return fs_plugin_runner_open(path, params, count);
}

static const char *said(void)
{
    const struct fs_error *error = fs_error_last();
    return error ? error->message : "";
}

START_TEST(drives_a_strategy_through_all_bars)
{
    const char *const params[] = {"quantity=25"};
    struct fs_runner *runner = open_plugin("recorder", params, 1);
    ck_assert_msg(runner != NULL, "%s", said());
    ck_assert_str_eq(runner->name, "recorder");
    ck_assert_uint_eq(strlen(runner->hash), 64);
    ck_assert_int_eq(runner->param_count, 3);
    ck_assert_str_eq(runner->params[1].name, "quantity");
    ck_assert_double_eq(runner->params[1].number, 25.0);
    struct fs_engine engine = fake_engine(5);
    ck_assert_msg(runner->run(runner, &engine) == 0, "%s", said());
    ck_assert_int_eq(engine.position, 15);
    ck_assert_uint_eq(engine.wants, FS_WANT_BAR | FS_WANT_TIME);
    ck_assert_double_eq(engine.target, 25.0);
    ck_assert_int_eq(engine.target_slot, 0);
    struct fs_engine again = fake_engine(5);
    ck_assert_int_eq(runner->run(runner, &again), 0);
    ck_assert_int_eq(again.orders, engine.orders);
    runner->free(runner);
}
END_TEST

START_TEST(names_callback_symbol_time_and_bar_of_a_failure)
{
    const char *const params[] = {"fail_at=3"};
    struct fs_runner *runner = open_plugin("recorder", params, 1);
    struct fs_engine engine = fake_engine(5);
    ck_assert_int_eq(runner->run(runner, &engine), -1);
    ck_assert_str_eq(said(),
                     "plugin 'recorder': on_bar of AAPL at 1970-01-01T00:00:04Z (bar 4): close is 103");
    runner->free(runner);
}
END_TEST

START_TEST(sweeps_an_init_that_fails)
{
    const char *const params[] = {"misuse=fail_init"};
    struct fs_runner *runner = open_plugin("recorder", params, 1);
    struct fs_engine engine = fake_engine(5);
    ck_assert_int_eq(runner->run(runner, &engine), -1);
    ck_assert_str_eq(said(), "plugin 'recorder': init of AAPL: no use for AAPL");
    ck_assert_int_eq(engine.position, 0);
    runner->free(runner);
}
END_TEST

START_TEST(refuses_orders_before_the_first_bar)
{
    const char *const params[] = {"misuse=order_in_start"};
    struct fs_runner *runner = open_plugin("recorder", params, 1);
    struct fs_engine engine = fake_engine(5);
    ck_assert_int_eq(runner->run(runner, &engine), -1);
    ck_assert_str_eq(
        said(), "plugin 'recorder': start: target() in start: orders are possible in on_* callbacks only");
    ck_assert_int_eq(engine.orders, 0);
    runner->free(runner);
}
END_TEST

START_TEST(gives_up_on_a_start_that_never_returns)
{
    struct fs_runner *runner = open_plugin("slow_start", NULL, 0);
    ck_assert_msg(runner != NULL, "%s", said());
    struct fs_engine engine = fake_engine(5);
    fs_instance_limit(50000000);
    ck_assert_int_eq(runner->run(runner, &engine), -1);
    ck_assert_str_eq(said(), "plugin 'slow_start': start has not returned after 0.05 s");
    ck_assert_int_eq(fs_error_last_code(), FS_E_LIMIT);
    runner->free(runner);
}
END_TEST

START_TEST(suggests_the_nearest_parameter)
{
    const char *const params[] = {"quantty=25"};
    ck_assert_ptr_null(open_plugin("recorder", params, 1));
    ck_assert_str_eq(said(), "plugin 'recorder' has no setting 'quantty'");
    ck_assert_str_eq(fs_error_last()->hint, "did you mean 'quantity'?");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plugin/runner");
    TCase *cases = tcase_create("runner");
    tcase_add_test(cases, drives_a_strategy_through_all_bars);
    tcase_add_test(cases, names_callback_symbol_time_and_bar_of_a_failure);
    tcase_add_test(cases, sweeps_an_init_that_fails);
    tcase_add_test(cases, refuses_orders_before_the_first_bar);
    tcase_add_test(cases, gives_up_on_a_start_that_never_returns);
    tcase_add_test(cases, suggests_the_nearest_parameter);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
