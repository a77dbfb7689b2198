#include "base/error.h"
#include "base/time.h"
#include "base/zone.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static int64_t parse(const char *text)
{
    int64_t time = FS_TIME_NONE;
    ck_assert_msg(fs_time_parse(text, strlen(text), NULL, &time) == 0, "%s was refused", text);
    return time;
}

static void assert_refused(const char *text, const char *why)
{
    int64_t time = 7;
    fs_error_clear();
    ck_assert_msg(fs_time_parse(text, strlen(text), NULL, &time) == -1, "%s was accepted", text);
    ck_assert_int_eq(fs_error_last()->code, FS_E_INPUT);
    ck_assert_msg(strstr(fs_error_last()->message, why) != NULL, "%s", fs_error_last()->message);
    ck_assert_int_eq(time, 7);
}

START_TEST(days_and_dates_convert_both_ways_over_a_thousand_years)
{
    int64_t day = fs_time_day(1500, 1, 1);
    int weekday = fs_time_weekday(day);
    for (int year = 1500; year < 2500; year++)
        for (int month = 1; month <= 12; month++)
            for (int date = 1; fs_time_date_valid(year, month, date); date++) {
                struct fs_civil c;
                fs_time_date(day, &c);
                if (fs_time_day(year, month, date) != day || c.year != year || c.month != month ||
                    c.day != date ||
                    fs_time_weekday(day) != weekday) /* not ck_assert: it costs a write each */
                    ck_abort_msg("%d-%d-%d", year, month, date);
                weekday = weekday % 7 + 1;
                day++;
            }
    ck_assert_int_eq(fs_time_day(1970, 1, 1), 0);
    ck_assert_int_eq(fs_time_weekday(0), 4);
}
END_TEST

START_TEST(reads_rfc_3339_and_iso_8601)
{
    ck_assert_int_eq(parse("1970-01-01"), 0);
    ck_assert_int_eq(parse("20200102"), INT64_C(1577923200) * FS_NS_PER_SECOND);
    ck_assert_int_eq(parse("2020-01-02T09:30"), INT64_C(1577957400) * FS_NS_PER_SECOND);
    ck_assert_int_eq(parse("2020-01-02 09:30:00"), INT64_C(1577957400) * FS_NS_PER_SECOND);
    ck_assert_int_eq(parse("2020-01-02t09:30:00z"), INT64_C(1577957400) * FS_NS_PER_SECOND);
    ck_assert_int_eq(parse("20200102T093000Z"), INT64_C(1577957400) * FS_NS_PER_SECOND);
    ck_assert_int_eq(parse("2020-01-02T09:30:00.123456789-05:00"),
                     INT64_C(1577975400) * FS_NS_PER_SECOND + 123456789);
    ck_assert_int_eq(parse("2020-01-02 09:30:00.5 +0530"),
                     INT64_C(1577937600) * FS_NS_PER_SECOND + 500000000);
    ck_assert_int_eq(parse("2020-01-02T09:30:00,25+01"), INT64_C(1577953800) * FS_NS_PER_SECOND + 250000000);
    ck_assert_int_eq(parse("2020-01-02T00:00:00.1234567890000Z"), parse("2020-01-02T00:00:00.123456789Z"));
    ck_assert_int_eq(parse("2020-02-28T24:00"), parse("2020-02-29"));
    ck_assert_int_eq(parse("2016-12-31T23:59:60Z"), parse("2017-01-01"));
    ck_assert_int_eq(parse("1969-12-31T23:59:59.999999999Z"), -1);
}
END_TEST

START_TEST(refuses_malformed_times_and_says_where)
{
    assert_refused("", "expected a year of four digits at character 1");
    assert_refused("20-01-02", "year of four digits");
    assert_refused("2020-1-2", "month of two digits at character 6");
    assert_refused("2020-01", "day");
    assert_refused("2020-02-30", "no such date");
    assert_refused("2021-02-29", "no such date");
    assert_refused("2020-13-01", "no such date");
    assert_refused("2020-01-02T25:00", "no such time of day");
    assert_refused("2020-01-02T24:00:01", "no such time of day");
    assert_refused("2020-01-02T09:60", "no such time of day");
    assert_refused("2020-01-02T09:30:61", "no such time of day");
    assert_refused("2020-01-02T", "hour");
    assert_refused("2020-01-02T09", "minutes");
    assert_refused("2020-01-02X09:30", "expected 'T' or a space");
    assert_refused("2020-01-02T09:30:00.", "digits after the point");
    assert_refused("2020-01-02T09:30:00.1234567891", "finer than a nanosecond");
    assert_refused("2020-01-02T09:30:00Zx", "end of the time");
    assert_refused("2020-01-02T09:30:00 ", "end of the time");
    assert_refused("2020-01-02T09:30:00+1", "offset");
    assert_refused("2020-01-02T09:30:00+24:00", "offset");
    assert_refused("1677-09-20", "outside");
    assert_refused("2262-04-12", "outside");
    assert_refused("9999-12-31T23:59:59Z", "outside");
    assert_refused("1677-09-21T00:12:43.145224192Z", "outside"); /* INT64_MIN is FS_TIME_NONE */
}
END_TEST

START_TEST(a_time_that_is_cut_anywhere_never_reads_beyond_its_end)
{
    const char *text = "2020-01-02T09:30:00.123456789+05:30:15";
    for (size_t length = 0; length <= strlen(text); length++) {
        char *exact = malloc(length + 1);
        memcpy(exact, text, length);
        exact[length] = '9'; /* would change the result if it were read */
        int64_t time;
        fs_time_scan(exact, length, NULL, &time, NULL);
        free(exact);
    }
}
END_TEST

START_TEST(what_is_written_reads_back_to_the_nanosecond)
{
    static const int64_t times[] = {
        0,
        -1,
        1,
        INT64_MAX,
        INT64_MIN + 1,
        INT64_C(1577975400123456789),
        1577975400 * FS_NS_PER_SECOND,
        -86400000000001,
    };
    const struct fs_zone *zones[] = {NULL, fs_zone_find("America/New_York"), fs_zone_find("Asia/Kathmandu")};
    for (int z = 0; z < 3; z++)
        for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
            char text[FS_TIME_TEXT];
            size_t length = fs_time_format_zone(times[i], zones[z], text, sizeof text);
            ck_assert_uint_eq(length, strlen(text));
            int64_t back = 0;
            if (z > 0 && (i == 3 || i == 4))
                continue; /* the wall time itself is beyond the range */
            ck_assert_msg(fs_time_parse(text, length, NULL, &back) == 0, "%s", text);
            ck_assert_int_eq(back, times[i]);
        }
    char text[FS_TIME_TEXT];
    fs_time_format(INT64_C(1577975400500000000), text, sizeof text);
    ck_assert_str_eq(text, "2020-01-02T14:30:00.5Z");
    fs_time_format(INT64_MIN + 1, text, sizeof text);
    ck_assert_str_eq(text, "1677-09-21T00:12:43.145224193Z");
    fs_time_format(INT64_MAX, text, sizeof text);
    ck_assert_str_eq(text, "2262-04-11T23:47:16.854775807Z");
    ck_assert_uint_eq(fs_time_format(FS_TIME_NONE, text, sizeof text), 0);
    fs_time_format_date(fs_time_day(2020, 1, 2), text, sizeof text);
    ck_assert_str_eq(text, "2020-01-02");
}
END_TEST

START_TEST(fields_out_of_range_are_refused)
{
    struct fs_civil good = {2020, 2, 29, 23, 59, 59, 999999999};
    int64_t time;
    ck_assert_int_eq(fs_time_from_civil(&good, &time), 0);
    struct fs_civil back;
    fs_time_civil(time, &back);
    ck_assert_int_eq(memcmp(&good, &back, sizeof good), 0);
    for (int field = 0; field < 7; field++) {
        struct fs_civil bad = good;
        int *fields[] = {&bad.year,   &bad.month,  &bad.day,       &bad.hour,
                         &bad.minute, &bad.second, &bad.nanosecond};
        *fields[field] = field == 0 ? 2300 : 1000000000;
        ck_assert_int_eq(fs_time_from_civil(&bad, &time), -1);
        *fields[field] = -1;
        ck_assert_int_eq(fs_time_from_civil(&bad, &time), -1);
    }
}
END_TEST

START_TEST(durations_read_and_write)
{
    static const struct {
        const char *text;
        int64_t ns;
        const char *written;
    } cases[] = {
        {"5m", 5 * FS_NS_PER_MINUTE, "5m"},
        {"1h", FS_NS_PER_HOUR, "1h"},
        {"1d", FS_NS_PER_DAY, "1d"},
        {"90s", 90 * FS_NS_PER_SECOND, "1m30s"},
        {"1h30m", 90 * FS_NS_PER_MINUTE, "1h30m"},
        {"2w", 14 * FS_NS_PER_DAY, "14d"},
        {"250ms", 250 * FS_NS_PER_MS, "250ms"},
        {"1s5us7ns", FS_NS_PER_SECOND + 5007, "1s5us7ns"},
        {"0s", 0, "0s"},
        {"9223372036854775807ns", INT64_MAX, "106751d23h47m16s854ms775us807ns"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t ns = -1;
        char text[FS_TIME_TEXT];
        ck_assert_int_eq(fs_duration_parse(cases[i].text, strlen(cases[i].text), &ns), 0);
        ck_assert_int_eq(ns, cases[i].ns);
        fs_duration_format(ns, text, sizeof text);
        ck_assert_str_eq(text, cases[i].written);
    }
    char text[FS_TIME_TEXT];
    fs_duration_format(-90 * FS_NS_PER_SECOND, text, sizeof text);
    ck_assert_str_eq(text, "-1m30s");
    fs_duration_format(INT64_MIN, text, sizeof text);
    ck_assert_str_eq(text, "-106751d23h47m16s854ms775us808ns");
}
END_TEST

START_TEST(refuses_malformed_durations)
{
    static const char *const bad[] = {"",       "m",
                                      "5",      "-5m",
                                      "5 m",    "5M",
                                      "1m1h",   "1m1m",
                                      "1.5h",   "5mo",
                                      "m5",     "9223372036854775808ns",
                                      "15251w", "99999999999999999999s"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t ns = 7;
        fs_error_clear();
        ck_assert_msg(fs_duration_parse(bad[i], strlen(bad[i]), &ns) == -1, "%s", bad[i]);
        ck_assert_int_eq(fs_error_last()->code, FS_E_INPUT);
        ck_assert_int_eq(ns, 7);
    }
}
END_TEST

START_TEST(clocks_run)
{
    ck_assert_int_gt(fs_time_now(), parse("2024-01-01"));
    int64_t first = fs_time_monotonic();
    ck_assert_int_ge(fs_time_monotonic(), first);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("time");
    TCase *tcase = tcase_create("time");
    tcase_add_test(tcase, days_and_dates_convert_both_ways_over_a_thousand_years);
    tcase_add_test(tcase, reads_rfc_3339_and_iso_8601);
    tcase_add_test(tcase, refuses_malformed_times_and_says_where);
    tcase_add_test(tcase, a_time_that_is_cut_anywhere_never_reads_beyond_its_end);
    tcase_add_test(tcase, what_is_written_reads_back_to_the_nanosecond);
    tcase_add_test(tcase, fields_out_of_range_are_refused);
    tcase_add_test(tcase, durations_read_and_write);
    tcase_add_test(tcase, refuses_malformed_durations);
    tcase_add_test(tcase, clocks_run);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
