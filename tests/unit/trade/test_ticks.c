/* The engine over ticks: what is sent, what meets what at which time and what is told of it, on small feeds whose timelines are worked out by hand. */
#include "tick_runs.h"

#include <math.h>

START_TEST(a_delayed_order_fills_at_what_the_exchange_shows_when_it_arrives)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    quote(&f, 3, 100, 101); /* the ask has moved before the order is there */
    quote(&f, 9, 99, 100);
    struct stage on = stage_of(&f);
    latency(&on.ticks, FS_LATENCY_ORDER, 4);
    latency(&on.ticks, FS_LATENCY_REPORT, 2);
    struct run r = run_on(&on, MINE | FS_WANT_QUOTE);
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        note(&r, step);
        if (step == FS_STEP_QUOTE && r.v->now == 1 * MS)
            ck_assert_int_eq(fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN), 1);
        if (step == FS_STEP_QUOTE && r.v->now == 3 * MS) { /* nothing is known of it yet */
            ck_assert_double_eq(fs_engine_slots(r.e)[0].position, 0);
            ck_assert_double_eq(fs_engine_slots(r.e)[0].pending, 5);
        }
        if (step == FS_STEP_FILL) {
            ck_assert_int_eq(r.v->fill.bar_time, 5 * MS);
            ck_assert_int_eq(r.v->fill.liquidity, FS_FILL_TAKER);
            ck_assert_double_eq(fs_engine_slots(r.e)[0].position, 5);
            ck_assert_double_eq(fs_engine_slots(r.e)[0].pending, 0);
        }
    }
    ck_assert_str_eq(r.log, "quote 1, quote 3, fill 7, filled 7, quote 9");
    ck_assert_double_eq(r.price, 101);
    end(&r);
}
END_TEST

START_TEST(a_limit_that_the_market_left_behind_rests_and_does_not_fill_at_the_old_price)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    quote(&f, 3, 100, 101);
    quote(&f, 20, 100, 101);
    struct stage on = stage_of(&f);
    latency(&on.ticks, FS_LATENCY_ORDER, 4);
    struct run r = run_on(&on, MINE | FS_WANT_QUOTE);
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        note(&r, step);
        if (step == FS_STEP_QUOTE && r.v->now == 1 * MS)
            ck_assert_int_eq(fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_LIMIT, FS_TIF_GTC, 5, 100, NAN), 1);
    }
    ck_assert_str_eq(r.log, "quote 1, quote 3, accepted 5, quote 20");
    end(&r);
}
END_TEST

START_TEST(an_order_that_arrives_with_a_quote_meets_it)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    quote(&f, 5, 100, 101); /* at the very time */
    quote(&f, 20, 100, 101);
    struct stage on = stage_of(&f);
    latency(&on.ticks, FS_LATENCY_ORDER, 4);
    struct run r = run_on(&on, MINE | FS_WANT_QUOTE);
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        note(&r, step);
        if (step == FS_STEP_QUOTE && r.v->now == 1 * MS)
            fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN);
    }
    ck_assert_str_eq(r.log, "quote 1, quote 5, fill 5, filled 5, quote 20");
    ck_assert_double_eq(r.price, 101);
    end(&r);
}
END_TEST

START_TEST(events_of_one_time_all_happen_before_what_a_strategy_does_about_the_first)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    quote(&f, 1, 100, 101);
    quote(&f, 2, 100, 101);
    struct stage on = stage_of(&f);
    struct run r = run_on(&on, MINE | FS_WANT_QUOTE | FS_WANT_TIME);
    int seen = 0;
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        note(&r, step);
        if (step == FS_STEP_QUOTE && ++seen == 1) {
            ck_assert_double_eq(fs_engine_tick_views(r.e)[0].ask, 100); /* the second has not happened yet */
            fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN);
        }
    }
    ck_assert_str_eq(r.log, "quote 1, quote 1, fill 1, filled 1, time 1, quote 2, time 2");
    ck_assert_double_eq(r.price, 101);
    end(&r);
}
END_TEST

START_TEST(messages_do_not_overtake_each_other)
{
    struct feed f = {.symbol = "A"};
    for (int i = 1; i <= 30; i++)
        quote(&f, i, 99, 100);
    struct stage on = stage_of(&f);
    latency(&on.ticks, FS_LATENCY_ORDER, 10);
    latency(&on.ticks, FS_LATENCY_CANCEL, 1); /* it waits for the order that it is about */
    struct run r = run_on(&on, MINE | FS_WANT_QUOTE);
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        if (step != FS_STEP_QUOTE)
            note(&r, step);
        else if (r.v->now == 1 * MS)
            fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_LIMIT, FS_TIF_GTC, 5, 90, NAN);
        else if (r.v->now == 2 * MS)
            ck_assert_int_eq(fs_engine_cancel(r.e, 1), 0);
    }
    ck_assert_str_eq(r.log, "accepted 11, cancelled 11");
    end(&r);
}
END_TEST

START_TEST(a_change_waits_for_its_report_and_what_may_fill_counts_from_when_it_was_sent)
{
    struct feed f = {.symbol = "A"};
    for (int i = 1; i <= 30; i++)
        quote(&f, i, 99, 100);
    struct stage on = stage_of(&f);
    on.options.limits.max_position = 12;
    latency(&on.ticks, FS_LATENCY_CHANGE, 4);
    latency(&on.ticks, FS_LATENCY_REPORT, 2);
    struct run r = run_on(&on, MINE | FS_WANT_QUOTE);
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        double pending = fs_engine_slots(r.e)[0].pending;
        if (step != FS_STEP_QUOTE)
            note(&r, step);
        else if (r.v->now == 1 * MS)
            fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_LIMIT, FS_TIF_GTC, 5, 90, NAN);
        else if (r.v->now == 5 * MS)
            ck_assert_int_eq(fs_engine_change_to(r.e, 1, 8, 91, NAN, NAN), 0);
        else if (r.v->now == 6 * MS)
            ck_assert_double_eq(pending, 8);
        else if (r.v->now == 15 * MS)
            ck_assert_int_eq(fs_engine_change_to(r.e, 1, 13, NAN, NAN, NAN),
                             0); /* the gate keeps it as it is */
        else if (r.v->now == 20 * MS)
            ck_assert_double_eq(pending, 8);
    }
    ck_assert_str_eq(r.log, "accepted 3, modified 11, kept 15");
    end(&r);
}
END_TEST

START_TEST(a_cancellation_that_comes_too_late_says_nothing_more)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    quote(&f, 9, 99, 100);
    quote(&f, 30, 99, 100);
    struct stage on = stage_of(&f);
    latency(&on.ticks, FS_LATENCY_REPORT, 10); /* filled at 1, known at 11 */
    struct run r = run_on(&on, MINE | FS_WANT_QUOTE);
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        note(&r, step);
        if (step == FS_STEP_QUOTE && r.v->now == 1 * MS)
            fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN);
        if (step == FS_STEP_QUOTE && r.v->now == 9 * MS)
            ck_assert_int_eq(fs_engine_cancel(r.e, 1), 0);
    }
    ck_assert_str_eq(r.log, "quote 1, quote 9, fill 11, filled 11, quote 30");
    ck_assert_int_eq(fs_engine_cancel(r.e, 1), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_NOT_FOUND);
    end(&r);
}
END_TEST

START_TEST(reports_of_the_last_events_still_come_and_orders_after_them_do_not_arrive)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    quote(&f, 2, 99, 100);
    struct stage on = stage_of(&f);
    latency(&on.ticks, FS_LATENCY_REPORT, 10);
    struct run r = run_on(&on, MINE | FS_WANT_QUOTE);
    fs_engine_every(r.e, 5 * MS); /* no timer keeps the run going */
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        note(&r, step);
        if (step == FS_STEP_QUOTE && r.v->now == 2 * MS)
            fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN);
        if (step == FS_STEP_FILL)
            fs_engine_order(r.e, 0, FS_SELL, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN);
    }
    ck_assert_str_eq(r.log, "quote 1, quote 2, fill 12, filled 12");
    ck_assert_double_eq(fs_engine_slots(r.e)[0].position, 5);
    end(&r);
}
END_TEST

START_TEST(makers_and_takers_pay_their_own_fees)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    trade(&f, 5, 90, 50); /* through the resting order */
    quote(&f, 6, 99, 100);
    quote(&f, 9, 99, 100);
    struct stage on = stage_of(&f);
    on.options.fees.bps = 7;
    on.ticks.maker_bps = -1;
    on.ticks.taker_bps = 2;
    struct run r = run_on(&on, MINE | FS_WANT_QUOTE);
    double maker = NAN, taker = NAN;
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        if (step == FS_STEP_QUOTE && r.v->now == 1 * MS)
            fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_LIMIT, FS_TIF_GTC, 5, 98, NAN);
        if (step == FS_STEP_QUOTE && r.v->now == 6 * MS)
            fs_engine_order(r.e, 0, FS_SELL, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN);
        if (step == FS_STEP_FILL)
            *(r.v->fill.liquidity == FS_FILL_MAKER ? &maker : &taker) = (double)r.v->fill.fee / 1e8;
    }
    ck_assert_double_eq_tol(maker, -0.0001 * 5 * 98, 1e-12);
    ck_assert_double_eq_tol(taker, 0.0002 * 5 * 99, 1e-12);
    const struct fs_result *result = fs_engine_finish(r.e);
    ck_assert_double_eq_tol(result->metrics.fees, maker + taker, 1e-12);
    ck_assert_double_eq_tol(result->metrics.final_equity, 100000 + 5 * (99 - 98) - maker - taker, 1e-9);
    end(&r);
}
END_TEST

START_TEST(what_the_exchange_has_filled_is_never_cut)
{
    struct feed f = {.symbol = "A"};
    quote(&f, 1, 99, 100);
    quote(&f, 3, 199, 200);
    quote(&f, 9, 199, 200);
    struct stage on = stage_of(&f);
    on.options.cash = 600 * FS_SCALE;
    latency(&on.ticks, FS_LATENCY_ORDER, 4);
    struct run r = run_on(&on, MINE | FS_WANT_QUOTE);
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        note(&r, step);
        if (step == FS_STEP_QUOTE && r.v->now == 1 * MS) {
            fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN); /* 500 of 600 */
            fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN); /* refused: beyond */
        }
    }
    ck_assert_str_eq(r.log, "quote 1, rejected 1, quote 3, fill 5, filled 5, quote 9");
    ck_assert_double_eq(fs_engine_slots(r.e)[0].position, 5);
    ck_assert_double_eq(r.v->cash, 600 - 5 * 200);
    end(&r);
}
END_TEST

START_TEST(close_cancels_what_waits_and_never_turns_the_position_round)
{
    struct feed f = {.symbol = "A"};
    for (int i = 1; i <= 30; i++)
        quote(&f, i, 99, 100);
    struct stage on = stage_of(&f);
    latency(&on.ticks, FS_LATENCY_ORDER, 3);
    latency(&on.ticks, FS_LATENCY_CANCEL, 3);
    struct run r = run_on(&on, MINE | FS_WANT_QUOTE);
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        if (step != FS_STEP_QUOTE) {
            note(&r, step);
        } else if (r.v->now == 1 * MS) {
            fs_engine_order(r.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 5, NAN, NAN);
            fs_engine_order(r.e, 0, FS_SELL, FS_ORDER_LIMIT, FS_TIF_GTC, 2, 120, NAN);
        } else if (r.v->now >= 10 * MS && r.v->now <= 12 * MS) {
            ck_assert_int_eq(fs_engine_close(r.e, 0),
                             r.v->now == 10 * MS ? 3 : 0); /* the others know it is on its way */
        }
    }
    ck_assert_str_eq(r.log, "fill 4, filled 4, accepted 4, cancelled 13, fill 13, filled 13");
    ck_assert_double_eq(fs_engine_slots(r.e)[0].position, 0);
    end(&r);
}
END_TEST

START_TEST(day_orders_end_with_the_utc_day_and_others_at_their_time)
{
    const double day = 86400e3; /* ms */
    struct feed f = {.symbol = "A"};
    quote(&f, day - 100, 99, 100);
    quote(&f, day + 100, 99, 100);
    struct stage on = stage_of(&f);
    latency(&on.ticks, FS_LATENCY_REPORT, 3);
    struct run r = run_on(&on, FS_WANT_ORDER | FS_WANT_QUOTE);
    for (int step; (step = fs_engine_next(r.e)) > 0;) {
        if (step == FS_STEP_ORDER)
            note(&r, step);
        else if (r.v->now < (int64_t)day * MS) {
            const struct fs_order_request by_day = {.side = FS_BUY,
                                                    .type = FS_ORDER_LIMIT,
                                                    .tif = FS_TIF_DAY,
                                                    .qty = FS_SCALE,
                                                    .limit = 90 * FS_SCALE},
                                          by_time = {.side = FS_BUY,
                                                     .type = FS_ORDER_LIMIT,
                                                     .tif = FS_TIF_GTD,
                                                     .expires = (int64_t)(day - 50) * MS,
                                                     .qty = FS_SCALE,
                                                     .limit = 90 * FS_SCALE};
            ck_assert_int_eq(fs_engine_submit(r.e, 0, &by_day), 1);
            ck_assert_int_eq(fs_engine_submit(r.e, 0, &by_time), 2);
        }
    }
    char expected[200];
    snprintf(expected, sizeof expected, "accepted %g, accepted %g, expired %g, expired %g", day - 97,
             day - 97, day - 47, day + 3);
    ck_assert_str_eq(r.log, expected);
    ck_assert_double_eq(fs_engine_slots(r.e)[0].pending, 0);
    end(&r);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ticks");
    TCase *tests = tcase_create("ticks");
    tcase_add_test(tests, a_delayed_order_fills_at_what_the_exchange_shows_when_it_arrives);
    tcase_add_test(tests, a_limit_that_the_market_left_behind_rests_and_does_not_fill_at_the_old_price);
    tcase_add_test(tests, an_order_that_arrives_with_a_quote_meets_it);
    tcase_add_test(tests, events_of_one_time_all_happen_before_what_a_strategy_does_about_the_first);
    tcase_add_test(tests, messages_do_not_overtake_each_other);
    tcase_add_test(tests, a_change_waits_for_its_report_and_what_may_fill_counts_from_when_it_was_sent);
    tcase_add_test(tests, a_cancellation_that_comes_too_late_says_nothing_more);
    tcase_add_test(tests, reports_of_the_last_events_still_come_and_orders_after_them_do_not_arrive);
    tcase_add_test(tests, makers_and_takers_pay_their_own_fees);
    tcase_add_test(tests, what_the_exchange_has_filled_is_never_cut);
    tcase_add_test(tests, close_cancels_what_waits_and_never_turns_the_position_round);
    tcase_add_test(tests, day_orders_end_with_the_utc_day_and_others_at_their_time);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
