#include "base/calendar.h"
#include "base/error.h"
#include "base/time.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t day(const char *text)
{
    int64_t out = 0;
    ck_assert_int_eq(fs_time_parse_date(text, strlen(text), &out), 0);
    return out;
}

static int64_t at(const char *text)
{
    int64_t out = 0;
    ck_assert_int_eq(fs_time_parse(text, strlen(text), NULL, &out), 0);
    return out;
}

static const struct fs_calendar *calendar(const char *name)
{
    const struct fs_calendar *c = fs_calendar_find(name);
    ck_assert_msg(c != NULL, "%s: %s", name, fs_error_last() ? fs_error_last()->message : "");
    return c;
}

static void assert_session(const struct fs_calendar *c, const char *date, const char *opens,
                           const char *closes)
{
    int64_t open, close;
    ck_assert_msg(fs_calendar_session(c, day(date), &open, &close) == 0, "%s", date);
    ck_assert_msg(open == at(opens) && close == at(closes), "%s", date);
}

START_TEST(nyse_agrees_with_published_calendars_for_41_years)
{
    const struct fs_calendar *nyse = calendar("NYSE");
    FILE *file = fopen(TEST_DATA_DIR "/unit/base/golden/nyse.txt", "r");
    ck_assert_ptr_nonnull(file);
    int year, sessions, years = 0;
    int64_t opens, closes;
    while (fscanf(file, "%d %d %" SCNd64 " %" SCNd64, &year, &sessions, &opens, &closes) == 4) {
        int64_t days[366];
        int64_t count =
            fs_calendar_sessions(nyse, fs_time_day(year, 1, 1), fs_time_day(year, 12, 31), days, 366);
        ck_assert_int_eq(count, sessions);
        for (int64_t i = 0; i < count; i++) {
            int64_t open, close;
            ck_assert_int_eq(fs_calendar_session(nyse, days[i], &open, &close), 0);
            opens -= open / FS_NS_PER_MINUTE;
            closes -= close / FS_NS_PER_MINUTE;
        }
        ck_assert_msg(opens == 0 && closes == 0, "%d", year);
        years++;
    }
    fclose(file);
    ck_assert_int_eq(years, 41);
}
END_TEST

START_TEST(nyse_knows_special_closures_and_half_days)
{
    const struct fs_calendar *nyse = calendar("NYSE");
    static const char *const closed[] = {"1994-04-27", "2001-09-11", "2001-09-14", "2004-06-11",
                                         "2007-01-02", "2012-10-29", "2012-10-30", "2018-12-05",
                                         "2025-01-09", "2022-06-20"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        ck_assert_int_eq(fs_calendar_is_session(nyse, day(closed[i])), 0);
    ck_assert_int_eq(fs_calendar_is_session(nyse, day("2021-06-18")), 1); /* Juneteenth came a year later */
    ck_assert_int_eq(fs_calendar_is_session(nyse, day("2024-06-01")), 0); /* a Saturday */
    ck_assert_int_eq(fs_calendar_is_early(nyse, day("2023-11-24")), 1);
    ck_assert_int_eq(fs_calendar_is_early(nyse, day("2023-11-22")), 0);
    assert_session(nyse, "2023-11-24", "2023-11-24T14:30:00Z", "2023-11-24T18:00:00Z");
    assert_session(nyse, "2023-07-05", "2023-07-05T13:30:00Z", "2023-07-05T20:00:00Z"); /* daylight saving */
    ck_assert_str_eq(fs_calendar_note(nyse, day("2012-10-29")), "Hurricane Sandy");
    ck_assert_str_eq(fs_calendar_note(nyse, day("2012-10-31")), "");
}
END_TEST

START_TEST(neighbours_and_ranges_skip_days_without_a_session)
{
    const struct fs_calendar *nyse = calendar("NYSE");
    int64_t session, days[3];
    ck_assert_int_eq(fs_calendar_next(nyse, day("2001-09-10"), &session), 0);
    ck_assert_int_eq(session, day("2001-09-17"));
    ck_assert_int_eq(fs_calendar_previous(nyse, day("2001-09-17"), &session), 0);
    ck_assert_int_eq(session, day("2001-09-10"));
    ck_assert_int_eq(fs_calendar_sessions(nyse, day("2001-09-08"), day("2001-09-19"), days, 3), 4);
    ck_assert(days[0] == day("2001-09-10") && days[1] == day("2001-09-17") && days[2] == day("2001-09-18"));
    ck_assert_int_eq(fs_calendar_sessions(nyse, day("2001-09-11"), day("2001-09-14"), NULL, 0), 0);
    ck_assert_int_eq(fs_calendar_sessions(nyse, day("2001-09-14"), day("2001-09-11"), NULL, 0), 0);
}
END_TEST

START_TEST(an_instant_belongs_to_the_session_it_lies_in)
{
    const struct fs_calendar *nyse = calendar("NYSE");
    int64_t session;
    ck_assert_int_eq(fs_calendar_session_at(nyse, at("2020-01-02T14:30:00Z"), &session), 1);
    ck_assert_int_eq(session, day("2020-01-02"));
    ck_assert_int_eq(fs_calendar_session_at(nyse, at("2020-01-02T14:29:59.999999999Z"), &session), 0);
    ck_assert_int_eq(session, day("2020-01-02"));
    ck_assert_int_eq(fs_calendar_session_at(nyse, at("2020-01-03T20:59:59Z"), &session), 1);
    ck_assert_int_eq(fs_calendar_session_at(nyse, at("2020-01-03T21:00:00Z"), &session), 0);
    ck_assert_int_eq(session, day("2020-01-06"));
}
END_TEST

START_TEST(the_fx_day_turns_at_17_00_in_new_york)
{
    const struct fs_calendar *fx = calendar("FX");
    int64_t session;
    assert_session(fx, "2024-01-08", "2024-01-07T22:00:00Z", "2024-01-08T22:00:00Z");
    assert_session(fx, "2024-07-08", "2024-07-07T21:00:00Z", "2024-07-08T21:00:00Z");
    ck_assert_int_eq(fs_calendar_session_at(fx, at("2024-01-08T22:00:00Z"), &session), 1);
    ck_assert_int_eq(session, day("2024-01-09"));
    ck_assert_int_eq(fs_calendar_session_at(fx, at("2024-01-07T22:00:00Z"), &session), 1);
    ck_assert_int_eq(session, day("2024-01-08"));
    ck_assert_int_eq(fs_calendar_session_at(fx, at("2024-01-06T12:00:00Z"), &session), 0); /* a Saturday */
    ck_assert_int_eq(session, day("2024-01-08"));
    ck_assert_int_eq(fs_calendar_session_at(fx, at("2024-01-05T22:00:00Z"), &session), 0); /* Friday 17:00 */
}
END_TEST

START_TEST(always_open_means_every_utc_day)
{
    const struct fs_calendar *always = calendar("24/7");
    int64_t session;
    assert_session(always, "2024-02-29", "2024-02-29", "2024-03-01");
    ck_assert_int_eq(fs_calendar_session_at(always, at("2024-03-01"), &session), 1);
    ck_assert_int_eq(session, day("2024-03-01"));
    ck_assert_int_eq(fs_calendar_sessions(always, day("2024-01-01"), day("2024-12-31"), NULL, 0), 366);
}
END_TEST

START_TEST(asking_outside_the_known_years_is_an_error)
{
    const struct fs_calendar *nyse = calendar("NYSE");
    int64_t session, first, last;
    fs_calendar_range(nyse, &first, &last);
    ck_assert(first == day("1990-01-01") && last == day("2030-12-31"));
    fs_error_clear();
    ck_assert_int_eq(fs_calendar_is_session(nyse, day("1989-12-29")), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_LIMIT);
    ck_assert_str_eq(fs_error_last()->message,
                     "calendar NYSE knows 1990-01-01 to 2030-12-31, not 1989-12-29");
    ck_assert_int_eq(fs_calendar_is_early(nyse, day("2031-01-02")), -1);
    ck_assert_int_eq(fs_calendar_next(nyse, day("2030-12-31"), &session), -1);
    ck_assert_int_eq(fs_calendar_next(nyse, day("1980-12-31"), &session), -1);
    ck_assert_int_eq(fs_calendar_previous(nyse, day("1990-01-02"), &session), -1);
    ck_assert_int_eq(fs_calendar_sessions(nyse, day("1989-01-01"), day("1991-01-01"), NULL, 0), -1);
    ck_assert_int_eq(fs_calendar_session_at(nyse, at("2031-01-01"), &session), -1);
    ck_assert_int_eq(fs_calendar_session_at(nyse, at("1980-01-01"), &session), -1);
    ck_assert_int_eq(fs_calendar_session(nyse, day("2020-01-01"), &first, &last), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
    ck_assert_ptr_null(fs_calendar_find("LSE"));
    ck_assert_int_eq(fs_error_last_code(), FS_E_NOT_FOUND);
}
END_TEST

START_TEST(a_malformed_calendar_is_refused_with_its_line)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"name X\nzone UTC\ndays Mon\nopen 9:30\n", "file:4: expected a time such as 09:30, got '9:30'"},
        {"zone Mars/Base\n", "file:1: zone 'Mars/Base'"},
        {"days Mon Dienstag\n", "file:1: expected Mon Tue Wed Thu Fri Sat Sun, got 'Dienstag'"},
        {"hours 9-5\n", "expected name, zone, days, open, close, range, closed or early, got 'hours'"},
        {"closed 2020-01-01\n", "range, open and close must come before"},
        {"open 09:00\nclose 17:00\nrange 2020-01-01 2020-12-31\nclosed 2021-01-01 Late\n",
         "outside the calendar's range"},
        {"open 09:00\nclose 17:00\nrange 2020-01-01 2020-12-31\nearly 2020-02-01 18:00\n",
         "between open and close"},
        {"open 09:00\nclose 17:00\nrange 2020-01-01 2020-12-31\nclosed 2020-02-02 A\nclosed 2020-02-01 B\n",
         "file:5: days must ascend, this one does not: 'B'"},
        {"range 2020-01-01 2019-12-31\n", "the range ends before it begins"},
        {"range 1200-01-01 2019-12-31\n", "from 1678-01-01 to 2261-12-31"},
        {"range 1990-01-01 2262-01-01\n", "from 1678-01-01 to 2261-12-31"},
        {"name X\n", "it needs a line each of"},
        {"name X\nzone UTC\ndays Mon\nopen 17:00\nclose 09:00\nrange 2020-01-01 2020-12-31\n",
         "closes before it opens"},
        {"close 24:30\n", "expected a time"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fs_error_clear();
        ck_assert_ptr_null(fs_calendar_parse("file", cases[i].text, strlen(cases[i].text)));
        ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
        ck_assert_msg(strstr(fs_error_last()->message, cases[i].message) != NULL, "%s",
                      fs_error_last()->message);
    }
    ck_assert_ptr_null(fs_calendar_parse("file", "name X\0", 7));
    const char *good = "name Own # not a comment\r\nzone Europe/Berlin\ndays Sat\nopen 00:00\nclose 24:00\n"
                       "range 2020-01-01 2020-12-31\nclosed 2020-01-04 Test";
    struct fs_calendar *own = fs_calendar_parse("file", good, strlen(good));
    ck_assert_ptr_nonnull(own);
    ck_assert_str_eq(fs_calendar_name(own), "Own");
    ck_assert_int_eq(fs_calendar_is_session(own, day("2020-01-04")), 0);
    ck_assert_int_eq(fs_calendar_is_session(own, day("2020-01-11")), 1);
    fs_calendar_free(own);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("calendar");
    TCase *tcase = tcase_create("calendar");
    tcase_add_test(tcase, nyse_agrees_with_published_calendars_for_41_years);
    tcase_add_test(tcase, nyse_knows_special_closures_and_half_days);
    tcase_add_test(tcase, neighbours_and_ranges_skip_days_without_a_session);
    tcase_add_test(tcase, an_instant_belongs_to_the_session_it_lies_in);
    tcase_add_test(tcase, the_fx_day_turns_at_17_00_in_new_york);
    tcase_add_test(tcase, always_open_means_every_utc_day);
    tcase_add_test(tcase, asking_outside_the_known_years_is_an_error);
    tcase_add_test(tcase, a_malformed_calendar_is_refused_with_its_line);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
