/* The engine over ticks: when a strategy hears of the market, and what of it, on small feeds whose timelines are worked out by hand. */
#include "base/calendar.h"
#include "base/time.h"
#include "tick_runs.h"

#include <math.h>

START_TEST(a_strategy_hears_the_feed_later_and_sees_the_book_as_it_was)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    quote(&f, 3, 104, 105);
    quote(&f, 30, 104, 105);
    struct stage on = stage_of(&f);
    latency(&on.ticks, FS_LATENCY_FEED, 10);
    latency(&on.ticks, FS_LATENCY_REPORT, 1);
    struct run r = run_on(&on, MINE | FS_WANT_QUOTE);
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        note(&r, step);
        if (step == FS_STEP_QUOTE && r.v->now == 11 * MS) {
            ck_assert_double_eq(fs_engine_tick_views(r.e)[0].ask, 100); /* though it is at 105 by now */
            ck_assert_int_eq(r.v->quote.time_ns, 1 * MS);
            fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN);
        }
    }
    ck_assert_str_eq(r.log, "quote 11, fill 12, filled 12, quote 13, quote 40");
    ck_assert_double_eq(r.price, 105);
    end(&r);
}
END_TEST

START_TEST(times_of_receipt_are_when_a_strategy_hears_and_never_before_it_happened)
{
    struct feed f = {.symbol = "A", .received = 1};
    quote(&f, 1, 99, 100);
    quote(&f, 2, 99, 101);
    quote(&f, 4, 99, 102);
    f.quote[0].heard = 3;
    f.quote[1].heard = 1.5; /* a clock that is wrong: it overtakes, and is heard when it happened */
    f.quote[2].heard = 9;
    struct stage on = stage_of(&f);
    on.ticks.latency[FS_LATENCY_FEED].kind = FS_LATENCY_RECORDED;
    struct run r = run_on(&on, FS_WANT_QUOTE);
    double asks[3];
    int seen = 0;
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        note(&r, step);
        asks[seen++] = r.v->quote.ask;
    }
    ck_assert_str_eq(r.log, "quote 2, quote 3, quote 9");
    ck_assert_double_eq(asks[0], 101);
    ck_assert_double_eq(asks[1], 100);
    end(&r);
}
END_TEST

START_TEST(timers_run_between_events_and_nothing_else_is_delivered_that_nobody_wants)
{
    struct feed f = {.symbol = "A"};
    for (int i = 1; i <= 35; i++)
        quote(&f, i, 99, 100);
    struct stage on = stage_of(&f);
    struct run r = run_on(&on, FS_WANT_TIMER);
    fs_engine_every(r.e, 10 * MS);
    for (int step; (step = fs_engine_next(r.e)) > 0;)
        note(&r, step);
    ck_assert_str_eq(r.log, "timer 10, timer 20, timer 30");
    end(&r);
}
END_TEST

START_TEST(a_timer_sees_what_happened_at_its_time)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    quote(&f, 10, 50, 51);
    quote(&f, 11, 70, 71);
    struct stage on = stage_of(&f);
    struct run r = run_on(&on, FS_WANT_TIMER);
    fs_engine_every(r.e, 10 * MS);
    ck_assert_int_eq(fs_engine_next(r.e), FS_STEP_TIMER);
    ck_assert_double_eq(fs_engine_tick_views(r.e)[0].bid, 50);
    ck_assert_double_eq(fs_engine_slots(r.e)[0].price, 50.5); /* the middle */
    ck_assert_int_eq(fs_engine_next(r.e), FS_STEP_END);
    end(&r);
}
END_TEST

START_TEST(bars_are_made_of_trades_and_seen_once_closed)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    quote(&f, 3500, 99, 100);
    trade(&f, 100, 10, 1);
    trade(&f, 200, 13, 2);
    trade(&f, 999, 9, 1);
    trade(&f, 1000, 11, 4); /* the next bar's */
    trade(&f, 3200, 20, 1);
    struct stage on = stage_of(&f);
    struct run r = run_on(&on, FS_WANT_BAR);
    ck_assert_int_eq(fs_engine_bars(r.e, 0, 1000 * (int64_t)MS), 1);
    ck_assert_int_eq(fs_engine_next(r.e), FS_STEP_BAR);
    ck_assert_int_eq(r.v->now, 1000 * (int64_t)MS);
    ck_assert_int_eq(r.v->time, 0);
    ck_assert_double_eq(r.v->open, 10);
    ck_assert_double_eq(r.v->high, 13);
    ck_assert_double_eq(r.v->low, 9);
    ck_assert_double_eq(r.v->close, 9);
    ck_assert_double_eq(r.v->volume, 4);
    ck_assert_int_eq(fs_engine_next(r.e), FS_STEP_BAR);
    ck_assert_int_eq(r.v->now, 2000 * (int64_t)MS);
    ck_assert_double_eq(r.v->volume, 4);
    ck_assert_int_eq(fs_engine_next(r.e), FS_STEP_END); /* the last one is not over */
    end(&r);
}
END_TEST

START_TEST(symbols_have_their_own_markets_and_one_account)
{
    struct feed a = {.symbol = "A"}, b = {.symbol = "B"};
    quote(&a, 1, 99, 100);
    quote(&b, 1, 49, 50);
    quote(&b, 2, 59, 60);
    quote(&a, 3, 99, 101);
    struct market m = {{&b, &a}, 2};
    struct fs_engine_options options;
    struct fs_tick_options ticks;
    fs_engine_defaults(&options);
    fs_tick_defaults(&ticks);
    struct run r = run_of(engine_over(&m, &options, &ticks), MINE | FS_WANT_TIME);
    ck_assert_int_eq(fs_engine_slot(r.e, "B"), 1);
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        if (step == FS_STEP_TIME && r.v->now == 1 * MS)
            for (int slot = 0; slot < 2; slot++)
                fs_engine_order(r.e, slot, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN);
        if (step == FS_STEP_FILL)
            ck_assert_double_eq((double)r.v->fill.price / 1e8, r.v->slot ? 50 : 100);
    }
    const struct fs_result *result = fs_engine_finish(r.e);
    ck_assert_double_eq(result->metrics.final_equity, 100000 + 5 * (100 - 100) + 5 * (59.5 - 50));
    ck_assert_int_eq(result->feed->events, 4);
    ck_assert_int_eq(result->feed->quotes, 4);
    end(&r);
}
END_TEST

START_TEST(equity_points_are_at_a_regular_interval_of_what_was_before_them)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 101);
    quote(&f, 10, 199, 201); /* at the time of a point: after it */
    quote(&f, 35, 299, 301);
    struct stage on = stage_of(&f);
    on.ticks.equity_interval = 10 * MS;
    struct run r = run_on(&on, FS_WANT_QUOTE);
    for (int step; (step = fs_engine_next(r.e)) > 0;)
        if (r.v->now == 1 * MS)
            fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN);
    const struct fs_result *result = fs_engine_finish(r.e);
    ck_assert_int_eq(result->equity_count, 4);
    const double expected[] = {100000 - 5, 100000 + 5 * 99, 100000 + 5 * 99, 100000 + 5 * 199};
    const int64_t times[] = {10, 20, 30, 35};
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(result->equity_time[i], times[i] * MS);
        ck_assert_double_eq(result->equity_value[i], expected[i]);
    }
    ck_assert_int_eq(result->feed->marks, 4);
    ck_assert_double_eq(result->feed->mark[0][3], 300);
    ck_assert_double_eq_tol(result->conventions.periods_per_year, 365.0 * 86400 * 100, 1e-3);
    end(&r);
}
END_TEST

START_TEST(a_run_may_begin_with_a_book_that_was_made_before)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    quote(&f, 5, 199, 200);
    quote(&f, 20, 299, 300);
    struct stage on = stage_of(&f);
    on.ticks.from = 6 * MS;
    struct run r = run_on(&on, FS_WANT_QUOTE | FS_WANT_TIMER);
    fs_engine_every(r.e, 21 * MS); /* from the first event that counts: at 21 the feed is over */
    int step = fs_engine_next(r.e);
    note(&r, step);
    ck_assert_str_eq(r.log, "quote 20");
    ck_assert_int_eq(fs_engine_next(r.e), FS_STEP_END);
    ck_assert_int_eq(fs_engine_finish(r.e)->feed->events, 1);
    end(&r);
}
END_TEST

START_TEST(sessions_of_a_calendar_are_told_and_equity_points_keep_to_them)
{
    const struct fs_calendar *calendar = fs_calendar_find("NYSE");
    int64_t day = fs_time_utc_day(INT64_C(1709562600) * FS_NS_PER_SECOND), open, close, next_open,
            next_close; /* 2024-03-04 */
    ck_assert_ptr_nonnull(calendar);
    ck_assert_int_eq(fs_calendar_session(calendar, day, &open, &close), 0);
    ck_assert_int_eq(fs_calendar_session(calendar, day + 1, &next_open, &next_close), 0);
    struct feed f = {.symbol = "A"};
    quote(&f, (double)(open / MS) + 1, 99, 100);
    quote(&f, (double)(next_open / MS) + 1, 99, 101);
    quote(&f, (double)(next_close / MS) - 1, 99, 101);
    struct market m = {{&f}, 1};
    struct fs_tick_symbol symbol = {.symbol = "A", .feed = FS_VENUE_QUOTES, .calendar = calendar};
    struct fs_engine_options options;
    struct fs_tick_options ticks;
    fs_engine_defaults(&options);
    fs_tick_defaults(&ticks);
    ticks.open = open_feed;
    ticks.data = &m;
    ticks.equity_interval = FS_NS_PER_HOUR;
    struct fs_engine *e = fs_engine_new_ticks(&options, &ticks, &symbol, 1);
    ck_assert_msg(e != NULL, "%s", why());
    fs_engine_want(e, FS_WANT_SESSION);
    const struct fs_engine_view *v = fs_engine_view(e);
    ck_assert_int_eq(fs_engine_next(e), FS_STEP_SESSION);
    ck_assert_int_eq(v->now, close);
    ck_assert_int_eq(v->session_open, 0);
    ck_assert_int_eq(fs_engine_next(e), FS_STEP_SESSION);
    ck_assert_int_eq(v->now, next_open);
    ck_assert_int_eq(v->session_open, 1);
    ck_assert_int_eq(fs_engine_next(e), FS_STEP_END);
    const struct fs_result *r = fs_engine_finish(e);
    /* 15:00 to 21:00, both days, and the end just before 21:00 instead of the last */
    ck_assert_int_eq(r->equity_count, 7 + 7);
    ck_assert_int_eq(r->equity_time[6], close);
    ck_assert_int_eq(r->equity_time[7], next_open + FS_NS_PER_HOUR / 2);
    ck_assert_double_eq_tol(r->conventions.periods_per_year, 252 * 6.5, 1e-9);
    fs_engine_free(e);
}
END_TEST

START_TEST(options_of_bars_and_empty_feeds_are_refused)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    struct market m = {{&f}, 1};
    struct fs_engine_options options;
    struct fs_tick_options ticks;
    struct fs_tick_symbol symbol = {.symbol = "A", .feed = FS_VENUE_QUOTES};
    fs_engine_defaults(&options);
    fs_tick_defaults(&ticks);
    ticks.open = open_feed;
    ticks.data = &m;
    options.warmup = 3;
    ck_assert_ptr_null(fs_engine_new_ticks(&options, &ticks, &symbol, 1));
    ck_assert_ptr_nonnull(strstr(why(), "a warm-up of bars"));
    options.warmup = 0;
    ticks.from = 2 * MS;
    ck_assert_ptr_null(fs_engine_new_ticks(&options, &ticks, &symbol, 1));
    ck_assert_ptr_nonnull(strstr(why(), "no events"));
    struct fs_tick_symbol twice[] = {symbol, symbol};
    ticks.from = INT64_MIN;
    ck_assert_ptr_null(fs_engine_new_ticks(&options, &ticks, twice, 2));
    ck_assert_ptr_nonnull(strstr(why(), "'A' is there twice"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tick_feed");
    TCase *tests = tcase_create("tick_feed");
    tcase_add_test(tests, a_strategy_hears_the_feed_later_and_sees_the_book_as_it_was);
    tcase_add_test(tests, times_of_receipt_are_when_a_strategy_hears_and_never_before_it_happened);
    tcase_add_test(tests, timers_run_between_events_and_nothing_else_is_delivered_that_nobody_wants);
    tcase_add_test(tests, a_timer_sees_what_happened_at_its_time);
    tcase_add_test(tests, bars_are_made_of_trades_and_seen_once_closed);
    tcase_add_test(tests, symbols_have_their_own_markets_and_one_account);
    tcase_add_test(tests, equity_points_are_at_a_regular_interval_of_what_was_before_them);
    tcase_add_test(tests, a_run_may_begin_with_a_book_that_was_made_before);
    tcase_add_test(tests, sessions_of_a_calendar_are_told_and_equity_points_keep_to_them);
    tcase_add_test(tests, options_of_bars_and_empty_feeds_are_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
