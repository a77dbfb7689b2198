/* Bars of longer intervals: which bars they are made of, and when they are seen. */
#include "events.h"

#include "base/calendar.h"
#include "base/time.h"

/* Steps of a stream as "start>seen:open/close/volume ", times as month-day hour:minute. */
static void when(int64_t time, char out[16])
{
    struct fs_civil c;
    fs_time_civil(time, &c);
    snprintf(out, 16, "%02d-%02d %02d:%02d", c.month, c.day, c.hour, c.minute);
}

static void log_stream(const struct fs_series *series, int64_t interval, char *log, size_t size)
{
    struct run run;
    int step;
    size_t used = 0;
    *log = '\0';
    open_run(&run, series, 1);
    int stream = fs_engine_bars(run.e, 0, interval);
    ck_assert_msg(stream > 0, "%s", why());
    while ((step = fs_engine_next(run.e)) > 0)
        if (step == FS_STEP_BAR && run.v->stream == stream && used < size) {
            char start[16], seen[16];
            when(run.v->time, start);
            when(run.v->now, seen);
            used += (size_t)snprintf(log + used, size - used, "%s>%s:%g/%g/%g ", start, seen, run.v->open,
                                     run.v->close, run.v->volume);
        }
    ck_assert_int_eq(step, FS_STEP_END);
    fs_engine_free(run.e);
}

/* Half hours of New York's sessions of Thursday 2020-07-02 (whole) and Monday 2020-07-06, and of 2020-11-27, which ends at 13:00. */
static struct bars *half_hours(int thanksgiving)
{
    struct bars *b = bars_new("A", 30 * FS_NS_PER_MINUTE);
    const int64_t thursday = INT64_C(1593696600) * FS_NS_PER_SECOND,
                  early = INT64_C(1606487400) * FS_NS_PER_SECOND;
    for (int day = 0; day < (thanksgiving ? 1 : 2); day++)
        for (int i = 0; i < (thanksgiving ? 7 : 13); i++)
            bars_add_at(b, (thanksgiving ? early : thursday + day * 4 * DAY) + i * b->series.interval,
                        100 + i, 120, 90, 101 + i);
    b->series.calendar = fs_calendar_find("NYSE");
    ck_assert_ptr_nonnull(b->series.calendar);
    return b;
}

START_TEST(hours_begin_with_the_session_and_end_with_it)
{
    char log[1024];
    struct bars *b = half_hours(1); /* 09:30 to 13:00, in winter time */
    log_stream(&b->series, FS_NS_PER_HOUR, log, sizeof log);
    ck_assert_str_eq(log, "11-27 14:30>11-27 15:30:100/102/2000 11-27 15:30>11-27 16:30:102/104/2000 "
                          "11-27 16:30>11-27 17:30:104/106/2000 11-27 17:30>11-27 18:00:106/107/1000 ");
    free(b);
}
END_TEST

START_TEST(days_are_sessions_and_are_seen_at_their_close)
{
    char log[1024];
    struct bars *b = half_hours(0);
    log_stream(&b->series, DAY, log, sizeof log);
    ck_assert_str_eq(log, "07-02 00:00>07-02 20:00:100/113/13000 07-06 00:00>07-06 20:00:100/113/13000 ");
    free(b);
}
END_TEST

START_TEST(weeks_begin_on_monday_and_end_with_their_last_session)
{
    char log[1024];
    struct bars *b = bars_new("A", DAY);
    for (int i = 0; i < 12; i++) { /* from Monday 2020-06-29 on; Friday 07-03 is a holiday */
        int64_t day = INT64_C(1593388800) * FS_NS_PER_SECOND + i * DAY;
        if (i == 4 || i % 7 > 4)
            continue;
        bars_add_at(b, day, 100 + i, 200, 50, 101 + i);
    }
    b->series.calendar = fs_calendar_find("NYSE");
    log_stream(&b->series, 7 * DAY, log, sizeof log);
    ck_assert_str_eq(log, "06-29 00:00>07-02 20:00:100/104/4000 07-06 00:00>07-10 20:00:107/112/5000 ");
    b->series.calendar = NULL; /* round the clock: the week's end is midnight */
    log_stream(&b->series, 7 * DAY, log, sizeof log);
    ck_assert_str_eq(log, "06-29 00:00>07-06 00:00:100/104/4000 ");
    free(b);
}
END_TEST

START_TEST(day_of_a_session_that_begins_the_evening_before_is_the_day_on_which_it_closes)
{
    char log[1024];
    struct bars *b = bars_new("EURUSD", 6 * FS_NS_PER_HOUR);
    const int64_t open = INT64_C(1577916000) * FS_NS_PER_SECOND; /* Wednesday 2020-01-01 17:00 in New York */
    for (int i = 0; i < 8; i++)
        bars_add_at(b, open + i * b->series.interval, 1 + i, 20, 0.5, 2 + i);
    b->series.calendar = fs_calendar_find("FX");
    log_stream(&b->series, DAY, log, sizeof log);
    ck_assert_str_eq(log, "01-02 00:00>01-02 22:00:1/5/4000 01-03 00:00>01-03 22:00:5/9/4000 ");
    free(b);
}
END_TEST

START_TEST(bar_that_lies_across_the_end_belongs_to_where_it_began)
{
    char log[1024];
    struct bars *b = bars_new("A", 2 * FS_NS_PER_HOUR);
    for (int i = 0; i < 6; i++)
        bars_add(b, 10 + i, 30, 5, 11 + i);
    log_stream(&b->series, 3 * FS_NS_PER_HOUR, log, sizeof log);
    ck_assert_str_eq(log, "01-01 00:00>01-01 04:00:10/12/2000 01-01 03:00>01-01 06:00:12/13/1000 "
                          "01-01 06:00>01-01 10:00:13/15/2000 01-01 09:00>01-01 12:00:15/16/1000 ");
    free(b);
}
END_TEST

START_TEST(split_inside_a_longer_bar_brings_it_to_the_new_units)
{
    char log[1024];
    struct bars *b = bars_new("A", DAY);
    for (int i = 0; i < 6; i++) /* from Wednesday 2020-01-01 on */
        bars_add(b, i < 2 ? 100 : 25, 110, 20, i < 2 ? 104 : 26);
    events[0] = (struct fs_instrument_event){
        .time = DATE(2), .symbol = "A", .type = FS_IEVENT_SPLIT, .after = 4, .before = 1};
    with_events(1);
    log_stream(&b->series, 7 * DAY, log, sizeof log);
    ck_assert_str_eq(log, "12-30 00:00>01-06 00:00:25/26/11000 ");
    free(b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("streams");
    TCase *tc = tcase_create("cases");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, defaults, NULL);
    tcase_add_test(tc, hours_begin_with_the_session_and_end_with_it);
    tcase_add_test(tc, days_are_sessions_and_are_seen_at_their_close);
    tcase_add_test(tc, weeks_begin_on_monday_and_end_with_their_last_session);
    tcase_add_test(tc, day_of_a_session_that_begins_the_evening_before_is_the_day_on_which_it_closes);
    tcase_add_test(tc, bar_that_lies_across_the_end_belongs_to_where_it_began);
    tcase_add_test(tc, split_inside_a_longer_bar_brings_it_to_the_new_units);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
