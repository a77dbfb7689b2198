#include "plugin/settings.h"

#include "base/error.h"
#include "trade/runner.h"

#include <check.h>
#include <math.h>

static const struct fs_setting table[] = {
    {.name = "host", .doc = "Where to.", .fallback = "localhost", .type = FS_SETTING_TEXT},
    {.name = "port", .doc = "Its port.", .fallback = "80", .type = FS_SETTING_INT, .min = 1, .max = 65535},
    {.name = "rate",
     .doc = "How fast.",
     .fallback = "1.5",
     .unit = "a second",
     .type = FS_SETTING_NUMBER,
     .min = 0,
     .max = 10},
    {.name = "tls", .doc = "Encrypt.", .fallback = "no", .type = FS_SETTING_BOOL},
    {.name = "kind",
     .doc = "Which.",
     .fallback = "bars",
     .choices = "bars|trades|book",
     .type = FS_SETTING_CHOICE},
    {.name = "wait",
     .doc = "How long.",
     .fallback = "1m30s",
     .type = FS_SETTING_DURATION,
     .min = 0,
     .max = 3600},
    {.name = "from", .doc = "Since.", .fallback = "2020-01-01", .type = FS_SETTING_TIME},
    {.name = "key",
     .doc = "The key.",
     .type = FS_SETTING_TEXT,
     .flags = FS_SETTING_REQUIRED | FS_SETTING_SECRET},
};
static const struct fs_plugin plugin = {
    .name = "demo", .settings = table, .setting_count = 8, .setting_size = sizeof *table};

static const char *said(void)
{
    return fs_error_last() ? fs_error_last()->message : "";
}

START_TEST(fills_in_defaults)
{
    const char *const pairs[] = {"key=xyzzy"};
    struct fs_settings *s = fs_settings_new(&plugin, pairs, 1);
    ck_assert_msg(s != NULL, "%s", said());
    ck_assert_str_eq(fs_settings_text(s, "host"), "localhost");
    ck_assert_int_eq(fs_settings_int(s, "port"), 80);
    ck_assert_double_eq(fs_settings_number(s, "rate"), 1.5);
    ck_assert_int_eq(fs_settings_int(s, "tls"), 0);
    ck_assert_int_eq(fs_settings_int(s, "kind"), 0);
    ck_assert_int_eq(fs_settings_int(s, "wait"), 90000000000);
    ck_assert_int_eq(fs_settings_int(s, "from"), 1577836800000000000);
    ck_assert_str_eq(fs_settings_text(s, "key"), "xyzzy");
    ck_assert_ptr_null(fs_settings_text(s, "hosts"));
    ck_assert(isnan(fs_settings_number(s, "hosts")));
    ck_assert_int_eq(fs_settings_int(s, NULL), INT64_MIN);
    fs_settings_free(s);
}
END_TEST

START_TEST(reads_what_is_given_and_the_last_one_counts)
{
    const char *const pairs[] = {"key=a=b",   "port=1",     "port=8080", "tls=TRUE",
                                 "kind=book", "wait=250ms", "host="};
    struct fs_settings *s = fs_settings_new(&plugin, pairs, 7);
    ck_assert_msg(s != NULL, "%s", said());
    ck_assert_str_eq(fs_settings_text(s, "key"), "a=b");
    ck_assert_int_eq(fs_settings_int(s, "port"), 8080);
    ck_assert_int_eq(fs_settings_int(s, "tls"), 1);
    ck_assert_int_eq(fs_settings_int(s, "kind"), 2);
    ck_assert_int_eq(fs_settings_int(s, "wait"), 250000000);
    ck_assert_str_eq(fs_settings_text(s, "host"), "");
    fs_settings_free(s);
}
END_TEST

START_TEST(never_shows_a_secret)
{
    const char *const pairs[] = {"key=xyzzy"};
    struct fs_settings *s = fs_settings_new(&plugin, pairs, 1);
    int count;
    const struct fs_param *params = fs_settings_params(s, &count);
    ck_assert_int_eq(count, 8);
    ck_assert_str_eq(params[7].text, "(secret)");
    ck_assert_int_eq(params[1].type, 'n');
    ck_assert_int_eq(params[3].type, 'b');
    fs_settings_free(s);
}
END_TEST

START_TEST(says_what_is_wrong_and_what_is_right)
{
    static const struct {
        const char *pair, *message;
    } cases[] = {
        {"port=0", "setting 'port' is '0'; expected a whole number from 1 to 65535"},
        {"port=80x", "setting 'port' is '80x'; expected a whole number"},
        {"port=", "setting 'port' is ''; expected a whole number"},
        {"port=99999999999999999999", "setting 'port' is '99999999999999999999'; expected a whole number"},
        {"rate=nan", "setting 'rate' is 'nan'; expected a number"},
        {"rate=inf", "setting 'rate' is 'inf'; expected a number"},
        {"rate=11", "setting 'rate' is '11'; expected a number from 0 to 10 a second"},
        {"tls=maybe", "setting 'tls' is 'maybe'; expected true or false"},
        {"kind=bar", "setting 'kind' is 'bar'; expected one of bars|trades|book"},
        {"wait=soon", "setting 'wait' is 'soon'; expected a duration such as 250ms, 10s or 1h30m"},
        {"wait=2h", "setting 'wait' is '2h'; expected a duration in seconds from 0 to 3600"},
        {"from=yesterday",
         "setting 'from' is 'yesterday'; expected a time such as 2024-01-31 or 2024-01-31T09:30:00Z"},
        {"key=", "setting 'key' is empty"},
        {"port", "setting 'port' is no 'name=value'"},
        {"prt=1", "plugin 'demo' has no setting 'prt'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const pairs[] = {"key=k", cases[i].pair};
        ck_assert_ptr_null(fs_settings_new(&plugin, pairs, 2));
        ck_assert_str_eq(said(), cases[i].message);
        ck_assert_int_eq(fs_error_last_code(), FS_E_USAGE);
    }
    ck_assert_str_eq(fs_error_last()->hint, "did you mean 'port'?");
    ck_assert_ptr_null(fs_settings_new(&plugin, NULL, 0));
    ck_assert_str_eq(said(), "plugin 'demo' needs the setting 'key'");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plugin/settings");
    TCase *cases = tcase_create("settings");
    tcase_add_test(cases, fills_in_defaults);
    tcase_add_test(cases, reads_what_is_given_and_the_last_one_counts);
    tcase_add_test(cases, never_shows_a_secret);
    tcase_add_test(cases, says_what_is_wrong_and_what_is_right);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
