/* Single values: what is accepted becomes exactly this, and is shown so; what is not leaves no error and no value. */
#include "config/value.h"

#include "base/arena.h"
#include "base/error.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct fs_arena *arena;

static void setup(void)
{
    arena = fs_arena_new();
}

static void teardown(void)
{
    fs_arena_free(arena);
}

/* The int64 that a text becomes; INT64_MIN where it is refused. *shown: as people see it. */
static int64_t whole(int type, double min, double max, const char *text, const char **shown)
{
    int64_t value = -7;
    struct fs_config_key key = {.name = "k", .type = (uint8_t)type, .min = min, .max = max};
    struct fs_config_reading r = {arena, &key, type, "", &value, NULL};
    int wrong = fs_config_read_text(&r, text, strlen(text));
    ck_assert_int_ge(wrong, 0);
    ck_assert_ptr_null(fs_error_last());
    ck_assert_msg(!wrong == (r.shown != NULL), "%s", text);
    if (wrong)
        ck_assert_int_eq(value, -7);
    *shown = r.shown;
    return wrong ? INT64_MIN : value;
}

START_TEST(durations_are_nanoseconds_in_a_range_of_seconds)
{
    static const struct {
        const char *text;
        int64_t value;
        const char *shown;
    } cases[] = {
        {"500ms", 500000000, "500ms"},
        {"1h30m", 5400000000000, "1h30m"},
        {"0s", 0, "0s"},
        {"75s", 75000000000, "1m15s"},
        {"2h", 7200000000000, "2h"},
        {"2h1ns", INT64_MIN, NULL},
        {"", INT64_MIN, NULL},
        {"5", INT64_MIN, NULL},
        {"-1s", INT64_MIN, NULL},
        {"1 s", INT64_MIN, NULL},
        {"1x", INT64_MIN, NULL},
        {"99999999999w", INT64_MIN, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *shown;
        ck_assert_int_eq(whole(FS_CONFIG_DURATION, 0, 7200, cases[i].text, &shown), cases[i].value);
        if (cases[i].shown)
            ck_assert_str_eq(shown, cases[i].shown);
    }
}
END_TEST

START_TEST(sizes_are_bytes_in_steps_of_1024)
{
    static const struct {
        const char *text;
        int64_t value;
        const char *shown;
    } cases[] = {
        {"64 MB", 67108864, "64 MB"},
        {"64MB", 67108864, "64 MB"},
        {"1.5 KB", 1536, "1536"},
        {"100", 100, "100"},
        {"0", 0, "0"},
        {"1 TB", 1099511627776, "1 TB"},
        {"1024", 1024, "1 KB"},
        {"7B", 7, "7"},
        {"1.0001 KB", INT64_MIN, NULL},
        {"64 mb", INT64_MIN, NULL},
        {"-1", INT64_MIN, NULL},
        {"64  MB", INT64_MIN, NULL},
        {"64 MBs", INT64_MIN, NULL},
        {"1.2.3 KB", INT64_MIN, NULL},
        {"MB", INT64_MIN, NULL},
        {"9999999999999999999 TB", INT64_MIN, NULL},
        {"", INT64_MIN, NULL},
        {"1e3", INT64_MIN, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *shown;
        ck_assert_int_eq(whole(FS_CONFIG_SIZE, 0, 0, cases[i].text, &shown), cases[i].value);
        if (cases[i].shown)
            ck_assert_str_eq(shown, cases[i].shown);
    }
}
END_TEST

START_TEST(whole_numbers_are_exact_or_refused)
{
    const char *shown;
    ck_assert_int_eq(whole(FS_CONFIG_INT, 0, 0, "9007199254740992", &shown), 9007199254740992);
    ck_assert_int_eq(whole(FS_CONFIG_INT, 0, 0, "-3", &shown), -3);
    ck_assert_int_eq(whole(FS_CONFIG_INT, 0, 0, "1e3", &shown), 1000);
    ck_assert_str_eq(shown, "1000");
    ck_assert_int_eq(whole(FS_CONFIG_INT, 1, 10, "1", &shown), 1);
    ck_assert_int_eq(whole(FS_CONFIG_INT, 1, 10, "10", &shown), 10);
    ck_assert_int_eq(whole(FS_CONFIG_INT, 1, 10, "0", &shown), INT64_MIN);
    ck_assert_int_eq(whole(FS_CONFIG_INT, 1, 10, "11", &shown), INT64_MIN);
    static const char *const bad[] = {
        "9007199254740994", "1.5", "", " 1", "1 ", "0x10", "inf", "nan", "1e400", "--1", "1e"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(whole(FS_CONFIG_INT, 0, 0, bad[i], &shown) == INT64_MIN, "%s", bad[i]);
}
END_TEST

START_TEST(money_is_exact_to_eight_digits)
{
    const char *shown;
    ck_assert_int_eq(whole(FS_CONFIG_MONEY, 0, 1e10, "100000", &shown), 10000000000000);
    ck_assert_int_eq(whole(FS_CONFIG_MONEY, 0, 1e10, "0.00000001", &shown), 1);
    ck_assert_str_eq(shown, "0.00000001");
    ck_assert_int_eq(whole(FS_CONFIG_MONEY, 0, 1e10, "0.000000001", &shown), INT64_MIN);
    ck_assert_int_eq(whole(FS_CONFIG_MONEY, 0, 1e10, "-1", &shown), INT64_MIN);
    ck_assert_int_eq(whole(FS_CONFIG_MONEY, 0, 1e10, "1e30", &shown), INT64_MIN);
    int64_t value = 0;
    struct fs_config_key key = {.name = "k", .type = FS_CONFIG_MONEY};
    struct fs_config_reading r = {arena, &key, FS_CONFIG_MONEY, "", &value, NULL};
    struct fs_config_node node = {.type = FS_CONFIG_NODE_NUMBER, .number = 0.1};
    ck_assert_int_eq(fs_config_read_node(&r, &node), 0);
    ck_assert_int_eq(value, 10000000);
    node.number = 0.123456789;
    ck_assert_int_eq(fs_config_read_node(&r, &node), 1);
}
END_TEST

START_TEST(rates_are_a_count_in_a_time)
{
    static const struct {
        const char *text;
        int64_t count, per;
    } cases[] = {{"100/s", 100, 1000000000},
                 {"10/m", 10, 60000000000},
                 {"5000/h", 5000, 3600000000000},
                 {"0/d", 0, 86400000000000},
                 {"1/x", -1, 0},
                 {"/s", -1, 0},
                 {"1/", -1, 0},
                 {"-1/s", -1, 0},
                 {"1 /s", -1, 0},
                 {"9999999999999/s", -1, 0},
                 {"1/s ", -1, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fs_config_rate rate = {-1, 0};
        struct fs_config_key key = {.name = "k", .type = FS_CONFIG_RATE};
        struct fs_config_reading r = {arena, &key, FS_CONFIG_RATE, "", &rate, NULL};
        ck_assert_int_eq(fs_config_read_text(&r, cases[i].text, strlen(cases[i].text)), cases[i].count < 0);
        ck_assert_int_eq(rate.count, cases[i].count);
        ck_assert_int_eq(rate.per, cases[i].per);
    }
}
END_TEST

START_TEST(addresses_are_numeric_and_know_who_can_reach_them)
{
    static const struct {
        const char *text;
        int family;
        const char *host;
        int port, loopback;
    } cases[] = {
        {"127.0.0.1:8080", FS_CONFIG_INET, "127.0.0.1", 8080, 1},
        {"127.9.9.9:0", FS_CONFIG_INET, "127.9.9.9", 0, 1},
        {"0.0.0.0:65535", FS_CONFIG_INET, "0.0.0.0", 65535, 0},
        {"[::1]:0", FS_CONFIG_INET6, "::1", 0, 1},
        {"[::]:80", FS_CONFIG_INET6, "::", 80, 0},
        {"[fe80::1]:80", FS_CONFIG_INET6, "fe80::1", 80, 0},
        {"unix:/run/x.sock", FS_CONFIG_UNIX, "/run/x.sock", 0, 1},
        {"unix:x.sock", FS_CONFIG_UNIX, "etc/x.sock", 0, 1},
        {"localhost:80", 0, NULL, 0, 0},
        {"127.0.0.1", 0, NULL, 0, 0},
        {"127.0.0.1:", 0, NULL, 0, 0},
        {"127.0.0.1:65536", 0, NULL, 0, 0},
        {"127.0.0.1:-1", 0, NULL, 0, 0},
        {"127.0.0.1:80x", 0, NULL, 0, 0},
        {"127.0.0.1.:80", 0, NULL, 0, 0},
        {"::1:80", 0, NULL, 0, 0},
        {"[::1]80", 0, NULL, 0, 0},
        {"[::1", 0, NULL, 0, 0},
        {"[127.0.0.1]:80", 0, NULL, 0, 0},
        {"[]:80", 0, NULL, 0, 0},
        {":80", 0, NULL, 0, 0},
        {"", 0, NULL, 0, 0},
        {"unix:", 0, NULL, 0, 0},
        {"unix:/"
         "a23456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
         "012345678",
         0, NULL, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fs_config_address out = {0};
        struct fs_config_key key = {.name = "k", .type = FS_CONFIG_ADDRESS};
        struct fs_config_reading r = {arena, &key, FS_CONFIG_ADDRESS, "etc", &out, NULL};
        int wrong = fs_config_read_text(&r, cases[i].text, strlen(cases[i].text));
        ck_assert_msg(wrong == !cases[i].host, "%s", cases[i].text);
        ck_assert_int_eq(out.family, cases[i].family);
        if (wrong)
            continue;
        ck_assert_str_eq(out.text, cases[i].text);
        ck_assert_str_eq(out.host, cases[i].host);
        ck_assert_int_eq(out.port, cases[i].port);
        ck_assert_int_eq(out.loopback, cases[i].loopback);
    }
}
END_TEST

START_TEST(a_password_in_a_url_is_never_shown)
{
    static const struct {
        const char *url, *shown;
    } cases[] = {
        {"postgres://u:pw@host/db", "postgres://u:(secret)@host/db"},
        {"postgres://u:p@w:x@host/db?a=b@c:d", "postgres://u:(secret)@host/db?a=b@c:d"},
        {"postgres://u@host/db", "postgres://u@host/db"},
        {"postgres://host:5432/a@b", "postgres://host:5432/a@b"},
        {"https://:tok@h", "https://:(secret)@h"},
        {"sqlite:a.db", "sqlite:a.db"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *out = NULL;
        struct fs_config_key key = {.name = "k", .type = FS_CONFIG_URL};
        struct fs_config_reading r = {arena, &key, FS_CONFIG_URL, "", &out, NULL};
        ck_assert_int_eq(fs_config_read_text(&r, cases[i].url, strlen(cases[i].url)), 0);
        ck_assert_str_eq(out, cases[i].url);
        ck_assert_str_eq(r.shown, cases[i].shown);
    }
}
END_TEST

START_TEST(a_text_in_the_file_is_no_number_and_one_from_outside_may_be)
{
    int64_t value = 0;
    struct fs_config_key key = {.name = "k", .type = FS_CONFIG_INT};
    struct fs_config_reading r = {arena, &key, FS_CONFIG_INT, "", &value, NULL};
    struct fs_config_node node = {.type = FS_CONFIG_NODE_TEXT, .text = "5", .length = 1};
    ck_assert_int_eq(fs_config_read_node(&r, &node), 1);
    node.source = "env N";
    ck_assert_int_eq(fs_config_read_node(&r, &node), 0);
    ck_assert_int_eq(value, 5);
    node.length = 2; /* a zero byte in it */
    ck_assert_int_eq(fs_config_read_node(&r, &node), 1);
    node = (struct fs_config_node){.type = FS_CONFIG_NODE_TABLE};
    ck_assert_int_eq(fs_config_read_node(&r, &node), 1);
}
END_TEST

START_TEST(text_that_is_not_utf8_is_refused)
{
    const char *value = NULL;
    struct fs_config_key key = {.name = "k", .type = FS_CONFIG_TEXT};
    struct fs_config_reading r = {arena, &key, FS_CONFIG_TEXT, "", &value, NULL};
    ck_assert_int_eq(fs_config_read_text(&r, "\xff", 1), 1);
    ck_assert_int_eq(fs_config_read_text(&r, "\xc3\xa4", 2), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("config/value");
    TCase *tests = tcase_create("value");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, durations_are_nanoseconds_in_a_range_of_seconds);
    tcase_add_test(tests, sizes_are_bytes_in_steps_of_1024);
    tcase_add_test(tests, whole_numbers_are_exact_or_refused);
    tcase_add_test(tests, money_is_exact_to_eight_digits);
    tcase_add_test(tests, rates_are_a_count_in_a_time);
    tcase_add_test(tests, addresses_are_numeric_and_know_who_can_reach_them);
    tcase_add_test(tests, a_password_in_a_url_is_never_shown);
    tcase_add_test(tests, a_text_in_the_file_is_no_number_and_one_from_outside_may_be);
    tcase_add_test(tests, text_that_is_not_utf8_is_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
