/* Events of instruments: what they do to positions, cash, waiting orders and prices. Every number is worked by hand. */
#include "events.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

START_TEST(split_changes_position_lots_and_brackets_and_keeps_the_value)
{
    const double closes[] = {100, 100, 102, 51, 52, 60, 60};
    struct bars *b = flat("A", closes, COUNT(closes));
    events[0] = (struct fs_instrument_event){
        .time = DATE(3), .symbol = "A", .type = FS_IEVENT_SPLIT, .after = 2, .before = 1};
    with_events(1);
    struct run run;
    open_run(&run, &b->series, 1);
    to_bar(&run);
    int64_t entry = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 7, NAN, NAN);
    struct fs_order_request exit = {.side = FS_SELL,
                                    .type = FS_ORDER_LIMIT,
                                    .qty = M(7),
                                    .limit = M(119),
                                    .after = entry,
                                    .flags = FS_ORDER_REDUCE_ONLY};
    int64_t profit = fs_engine_submit(run.e, 0, &exit);
    exit.type = FS_ORDER_STOP;
    exit.limit = 0;
    exit.stop = M(80.5);
    exit.one_of = profit;
    int64_t loss = fs_engine_submit(run.e, 0, &exit);
    ck_assert_msg(profit > 0 && loss > 0, "%s", why());
    to_bar(&run);
    to_bar(&run);
    double equity = run.v->equity;
    ck_assert_int_eq(position(&run, 0), M(7));
    to_bar(&run); /* after the split, at 51 */
    ck_assert_int_eq(position(&run, 0), M(14));
    struct fs_position p;
    fs_engine_position(run.e, 0, &p);
    ck_assert_int_eq(p.avg_price, M(50));
    ck_assert_double_eq(run.v->equity, equity);
    ck_assert_int_eq(run.event_count, 1);
    ck_assert_int_eq(run.event_times[0], DATE(3));
    ck_assert_double_eq(run.events[0].before, 7);
    ck_assert_double_eq(run.events[0].after, 14);
    ck_assert_int_eq(state_of(&run, profit), FS_ORDER_MODIFIED);
    ck_assert_int_eq(last_of(&run, profit)->qty, M(14));
    ck_assert_int_eq(last_of(&run, loss)->qty, M(14));
    close_run(&run); /* the profit's limit is 59.5 now; the bar opens at 60 */
    ck_assert_int_eq(run.fills[1].qty, M(14));
    ck_assert_int_eq(run.fills[1].price, M(60));
    ck_assert_int_eq(state_of(&run, loss), FS_ORDER_CANCELLED);
    ck_assert_double_eq(run.r->metrics.final_equity, 100000 + 14 * 10);
    ck_assert_int_eq(run.r->trade_count, 1);
    ck_assert_double_eq(run.r->trades[0].pnl, 140);
    fs_engine_free(run.e);
    free(b);
}
END_TEST

START_TEST(reverse_split_pays_the_fraction_in_cash)
{
    const double closes[] = {10, 10, 11, 110, 110};
    struct bars *b = flat("A", closes, COUNT(closes));
    events[0] = (struct fs_instrument_event){
        .time = DATE(3), .symbol = "A", .type = FS_IEVENT_SPLIT, .after = 1, .before = 10};
    with_events(1);
    struct run run;
    open_run(&run, &b->series, 1);
    to_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 27, NAN, NAN);
    int64_t small = order(&run, 0, FS_BUY, FS_ORDER_LIMIT, 9, 5, NAN); /* 0.9 of a unit after it */
    close_run(&run);
    /* 27 at 10 become 2.7 at 100; 0.7 are paid at 110. */
    ck_assert_int_eq(position(&run, 0), M(2));
    ck_assert_double_eq(run.events[0].cash, 77);
    ck_assert_double_eq(run.v->cash, 100000 - 270 + 77);
    ck_assert_double_eq(run.r->metrics.final_equity, 100000 - 270 + 297);
    ck_assert_int_eq(run.r->trade_count, 2);
    ck_assert_int_eq(run.r->trades[0].qty, M(0.7));
    ck_assert_double_eq(run.r->trades[0].pnl, 7);
    ck_assert_int_eq(state_of(&run, small), FS_ORDER_CANCELLED);
    fs_engine_free(run.e);
    free(b);
}
END_TEST

START_TEST(order_decided_before_a_split_fills_in_new_units_after_it)
{
    const double closes[] = {100, 100, 25, 25};
    struct bars *b = flat("A", closes, COUNT(closes));
    events[0] = (struct fs_instrument_event){
        .time = DATE(2), .symbol = "A", .type = FS_IEVENT_SPLIT, .after = 4, .before = 1};
    with_events(1);
    struct run run;
    open_run(&run, &b->series, 1);
    to_bar(&run);
    to_bar(&run);
    int64_t id = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 10, NAN, NAN);
    close_run(&run);
    ck_assert_int_eq(state_of(&run, id), FS_ORDER_FILLED);
    ck_assert_int_eq(run.fills[0].qty, M(40));
    ck_assert_int_eq(run.fills[0].price, M(25));
    fs_engine_free(run.e);
    free(b);
}
END_TEST

START_TEST(dividend_is_paid_on_what_is_held_before_its_day_and_by_shorts)
{
    const double closes[] = {100, 100, 99, 99};
    struct bars *a = flat("A", closes, COUNT(closes)), *b = flat("B", closes, COUNT(closes)),
                *c = flat("C", closes, COUNT(closes));
    struct fs_series series[] = {a->series, b->series, c->series};
    const char *names[] = {"A", "B", "C"};
    for (int i = 0; i < 3; i++)
        events[i] = (struct fs_instrument_event){
            .time = DATE(2), .symbol = names[i], .type = FS_IEVENT_DIVIDEND, .amount = M(1.25)};
    with_events(3);
    struct run run;
    open_run(&run, series, 3);
    for (int i = 0; i < 3; i++)
        to_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 100, NAN, NAN);
    order(&run, 1, FS_SELL, FS_ORDER_MARKET, 40, NAN, NAN);
    for (int i = 0; i < 3; i++)
        to_bar(&run);
    order(&run, 2, FS_BUY, FS_ORDER_MARKET, 100, NAN, NAN); /* bought on the day itself: too late */
    close_run(&run);
    ck_assert_double_eq(run.events[0].cash, 125);
    ck_assert_double_eq(run.events[1].cash, -50);
    ck_assert_double_eq(run.events[2].cash, 0);
    ck_assert_double_eq(run.r->dividends, 75);
    ck_assert_int_eq(run.r->event_count, 2); /* the third met no position */
    /* 100 and 40 lost and won a unit each, dividends came and went. */
    ck_assert_double_eq(run.r->metrics.final_equity, 100000 - 100 + 40 + 125 - 50);
    fs_engine_free(run.e);
    free(a), free(b), free(c);
}
END_TEST

START_TEST(merger_pays_cash_and_stock_and_the_symbol_is_gone)
{
    const double target[] = {50, 50, 60, 60, 60}, buyer[] = {20, 20, 22, 22, 24};
    struct bars *a = flat("A", target, COUNT(target)), *b = flat("B", buyer, COUNT(buyer));
    struct fs_series series[] = {a->series, b->series};
    events[0] = (struct fs_instrument_event){.time = DATE(3),
                                             .symbol = "A",
                                             .into = "B",
                                             .type = FS_IEVENT_MERGER,
                                             .after = 3,
                                             .before = 2,
                                             .amount = M(30)};
    with_events(1);
    struct run run;
    open_run(&run, series, 2);
    to_bar(&run);
    to_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 15, NAN, NAN);
    to_bar(&run);
    int64_t waits = order(&run, 0, FS_SELL, FS_ORDER_LIMIT, 15, 90, NAN);
    for (int i = 0; i < 4; i++)
        to_bar(&run);
    /* A unit is 30 in cash and 1.5 of B at 22: 63. 15 of them: 22 of B, half a unit of B in cash. */
    ck_assert_int_eq(position(&run, 0), 0);
    ck_assert_int_eq(position(&run, 1), M(22));
    ck_assert_double_eq(run.events[0].cash, 15 * 30 + 11);
    ck_assert_double_eq(run.v->cash, 100000 - 750 + 461);
    ck_assert_int_eq(state_of(&run, waits), FS_ORDER_CANCELLED);
    int64_t late = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1, NAN, NAN);
    ck_assert_int_eq(fs_engine_standing(run.e, 0), FS_SLOT_MEMBER | FS_SLOT_GONE);
    close_run(&run);
    ck_assert_int_eq(last_of(&run, late)->rule, FS_CHECK_EXPIRED);
    ck_assert_double_eq(run.r->trades[0].pnl, 15 * 13);
    ck_assert_int_eq(run.r->trades[0].exit_price, M(63));
    ck_assert_double_eq(run.r->metrics.final_equity, 100000 + 15 * 13 + 22 * 2);
    fs_engine_free(run.e);
    free(a), free(b);
}
END_TEST

START_TEST(merger_into_what_is_not_part_of_the_run_is_an_error_only_where_it_is_held)
{
    const double closes[] = {50, 50, 60, 60};
    struct bars *a = flat("A", closes, COUNT(closes));
    events[0] = (struct fs_instrument_event){
        .time = DATE(3), .symbol = "A", .into = "B", .type = FS_IEVENT_MERGER, .after = 1, .before = 1};
    with_events(1);
    struct run run;
    open_run(&run, &a->series, 1);
    close_run(&run);
    fs_engine_free(run.e);
    open_run(&run, &a->series, 1);
    to_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 3, NAN, NAN);
    int step;
    while ((step = to_bar(&run)) > 0)
        ;
    ck_assert_int_eq(step, -1);
    ck_assert_str_eq(
        why(), "merger of A into B at 2020-01-04T00:00:00Z: 3 units are held, but B is not part of the run");
    fs_engine_free(run.e);
    free(a);
}
END_TEST

START_TEST(delisting_at_zero_loses_what_was_paid_and_gives_it_to_the_short)
{
    for (int side = FS_BUY; side <= FS_SELL; side++) {
        const double closes[] = {4, 4, 2, 2};
        struct bars *a = flat("A", closes, 3), *z = flat("Z", closes, 4); /* the run goes on with Z */
        struct fs_series series[] = {a->series, z->series};
        events[0] = (struct fs_instrument_event){.time = DATE(3), .symbol = "A", .type = FS_IEVENT_DELISTING};
        with_events(1);
        struct run run;
        open_run(&run, series, 2);
        to_bar(&run);
        to_bar(&run);
        order(&run, 0, side, FS_ORDER_MARKET, 100, NAN, NAN);
        close_run(&run);
        int sign = side == FS_BUY ? 1 : -1;
        ck_assert_int_eq(position(&run, 0), 0);
        ck_assert_double_eq(run.r->metrics.final_equity, 100000 - sign * 400);
        ck_assert_int_eq(run.r->trade_count, 1);
        ck_assert_int_eq(run.r->open_trades, 0);
        ck_assert_int_eq(run.r->trades[0].exit_time, DATE(3));
        ck_assert_double_eq(run.r->trades[0].pnl, -400 * sign);
        fs_engine_free(run.e);
        free(a), free(z);
    }
}
END_TEST

START_TEST(renamed_symbol_hands_over_position_and_orders)
{
    const double old[] = {10, 10, 12}, new[] = {13, 13, 20};
    struct bars *a = flat("OLD", old, COUNT(old)), *b = bars_new("NEW", DAY);
    for (int i = 0; i < COUNT(new); i++)
        bars_add_at(b, DATE(3 + i), new[i], new[i], new[i], new[i]);
    struct fs_series series[] = {a->series, b->series};
    events[0] = (struct fs_instrument_event){
        .time = DATE(3), .symbol = "OLD", .into = "NEW", .type = FS_IEVENT_RENAME};
    with_events(1);
    struct run run;
    open_run(&run, series, 2);
    int was = fs_engine_slot(run.e, "OLD"), is = fs_engine_slot(run.e, "NEW");
    to_bar(&run);
    order(&run, was, FS_BUY, FS_ORDER_MARKET, 5, NAN, NAN);
    int64_t limit = order(&run, was, FS_SELL, FS_ORDER_LIMIT, 5, 18, NAN);
    close_run(&run);
    ck_assert_int_eq(state_of(&run, limit), FS_ORDER_FILLED);
    ck_assert_int_eq(run.fills[1].price, M(20));
    ck_assert_int_eq(position(&run, is), 0);
    ck_assert_int_eq(run.r->trade_count, 1);
    ck_assert_double_eq(run.r->trades[0].pnl, 50);
    ck_assert_int_eq(run.r->trades[0].slot, is);
    ck_assert(fs_engine_standing(run.e, was) & FS_SLOT_GONE);
    fs_engine_free(run.e);
    free(a), free(b);
}
END_TEST

START_TEST(roll_at_given_prices_pays_the_fees_of_both_contracts)
{
    const double near[] = {100, 100, 101, 101}, next[] = {103, 103, 104, 105};
    struct bars *a = flat("H0", near, COUNT(near)), *b = flat("M0", next, COUNT(next));
    struct fs_series series[] = {a->series, b->series};
    events[0] = (struct fs_instrument_event){.time = DATE(3),
                                             .symbol = "H0",
                                             .into = "M0",
                                             .type = FS_IEVENT_ROLL,
                                             .price = M(101.5),
                                             .into_price = M(104.5)};
    with_events(1);
    options.fees.per_share = 0.5;
    struct run run;
    open_run(&run, series, 2);
    to_bar(&run);
    to_bar(&run);
    order(&run, 0, FS_SELL, FS_ORDER_MARKET, 10, NAN, NAN);
    int64_t stop = 0;
    to_bar(&run);
    stop = order(&run, 0, FS_BUY, FS_ORDER_STOP, 10, NAN, 120);
    close_run(&run);
    ck_assert_int_eq(position(&run, 0), 0);
    ck_assert_int_eq(position(&run, 1), M(-10));
    ck_assert_int_eq(state_of(&run, stop), FS_ORDER_CANCELLED);
    ck_assert_double_eq(run.events[0].fee, 10);
    ck_assert_double_eq(run.r->metrics.fees, 15);
    ck_assert_double_eq(run.r->metrics.final_equity, 100000 - 10 * 1.5 - 10 * 0.5 - 15);
    fs_engine_free(run.e);
    free(a), free(b);
}
END_TEST

START_TEST(roll_without_prices_trades_both_at_the_next_opens)
{
    const double near[] = {100, 100, 101, 102}, next[] = {103, 103, 104, 106};
    struct bars *a = flat("H0", near, COUNT(near)), *b = flat("M0", next, COUNT(next));
    struct fs_series series[] = {a->series, b->series};
    events[0] =
        (struct fs_instrument_event){.time = DATE(3), .symbol = "H0", .into = "M0", .type = FS_IEVENT_ROLL};
    with_events(1);
    struct run run;
    open_run(&run, series, 2);
    to_bar(&run);
    to_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 900, NAN,
          NAN); /* nearly all there is: the sale pays for the purchase */
    close_run(&run);
    ck_assert_int_eq(position(&run, 0), 0);
    ck_assert_int_eq(position(&run, 1), M(900));
    ck_assert_int_eq(run.fills[1].price, M(102));
    ck_assert_int_eq(run.fills[2].price, M(106));
    ck_assert_int_eq(run.fills[1].ts, DATE(3));
    fs_engine_free(run.e);
    free(a), free(b);
}
END_TEST

START_TEST(future_expires_at_its_settlement_or_last_price)
{
    for (int given = 0; given < 2; given++) {
        const double closes[] = {100, 100, 103, 103, 103};
        struct bars *a = flat("H0", closes, 3), *z = flat("Z", closes, 5);
        const struct fs_instrument future = {
            .symbol = "H0", .kind = FS_INSTRUMENT_EQUITY, .multiplier = M(1), .expiry = INT64_MAX};
        struct fs_instrument ends = future;
        ends.kind = FS_INSTRUMENT_FUTURE;
        ends.expiry = DATE(3);
        struct fs_series series[] = {a->series, z->series};
        series[0].instrument = &ends;
        events[0] = (struct fs_instrument_event){
            .time = DATE(2), .dated = 1, .symbol = "H0", .type = FS_IEVENT_EXPIRY, .price = M(105.5)};
        with_events(given);
        struct run run;
        open_run(&run, series, 2);
        to_bar(&run);
        to_bar(&run);
        order(&run, 0, FS_BUY, FS_ORDER_MARKET, 10, NAN, NAN);
        close_run(&run);
        ck_assert_int_eq(position(&run, 0), 0);
        ck_assert_int_eq(run.event_times[0], DATE(3)); /* after the bar of the day */
        ck_assert_double_eq(run.r->metrics.final_equity, 100000 + (given ? 55 : 30));
        ck_assert(fs_engine_standing(run.e, 0) & FS_SLOT_GONE);
        fs_engine_free(run.e);
        free(a), free(z);
    }
}
END_TEST

START_TEST(funding_goes_from_longs_to_shorts_where_the_rate_is_positive)
{
    for (int side = FS_BUY; side <= FS_SELL; side++) {
        const double closes[] = {200, 200, 200, 200};
        struct bars *a = flat("P", closes, COUNT(closes));
        events[0] = (struct fs_instrument_event){.time = DATE(2) + 8 * FS_NS_PER_HOUR,
                                                 .symbol = "P",
                                                 .type = FS_IEVENT_FUNDING,
                                                 .rate = M(0.0001)};
        events[1] = (struct fs_instrument_event){.time = DATE(2) + 16 * FS_NS_PER_HOUR,
                                                 .symbol = "P",
                                                 .type = FS_IEVENT_FUNDING,
                                                 .rate = M(-0.0003),
                                                 .price = M(210)};
        with_events(2);
        struct run run;
        open_run(&run, &a->series, 1);
        to_bar(&run);
        order(&run, 0, side, FS_ORDER_MARKET, 10, NAN, NAN);
        close_run(&run);
        int sign = side == FS_BUY ? 1 : -1;
        ck_assert_double_eq_tol(run.events[0].cash, -sign * 0.2, 1e-12);
        ck_assert_double_eq_tol(run.events[1].cash, sign * 0.63, 1e-12);
        ck_assert_double_eq_tol(run.r->funding, sign * 0.43, 1e-12);
        ck_assert_double_eq_tol(run.r->metrics.final_equity, 100000 + sign * 0.43, 1e-9);
        ck_assert_int_eq(run.event_times[0], DATE(2) + 8 * FS_NS_PER_HOUR);
        fs_engine_free(run.e);
        free(a);
    }
}
END_TEST

START_TEST(adjusted_prices_know_of_nothing_that_is_still_to_come)
{
    const double closes[] = {100, 110, 55, 50, 45};
    struct bars *a = flat("A", closes, COUNT(closes));
    events[0] = (struct fs_instrument_event){
        .time = DATE(2), .symbol = "A", .type = FS_IEVENT_SPLIT, .after = 2, .before = 1};
    events[1] = (struct fs_instrument_event){
        .time = DATE(4), .symbol = "A", .type = FS_IEVENT_DIVIDEND, .amount = M(5)};
    with_events(2);
    struct run run;
    open_run(&run, &a->series, 1);
    double out[8];
    to_bar(&run);
    to_bar(&run);
    ck_assert_int_eq(fs_engine_adjusted(run.e, 0, 3, 8, out), 2);
    ck_assert_double_eq(out[0], 100);
    ck_assert_double_eq(out[1], 110);
    to_bar(&run);
    ck_assert_int_eq(fs_engine_adjusted(run.e, 0, 3, 8, out), 3);
    ck_assert_double_eq(out[0], 50);
    ck_assert_double_eq(out[1], 55);
    ck_assert_double_eq(out[2], 55);
    ck_assert_int_eq(fs_engine_adjusted(run.e, 0, 4, 2, out), 2);
    ck_assert_double_eq(out[0], 2000); /* volume of before, in new units */
    ck_assert_double_eq(out[1], 1000);
    to_bar(&run);
    to_bar(&run); /* 5 of 50 were paid: what was before is worth nine tenths */
    ck_assert_int_eq(fs_engine_adjusted(run.e, 0, 3, 3, out), 3);
    ck_assert_double_eq_tol(out[0], 55 * 0.9, 1e-12);
    ck_assert_double_eq_tol(out[1], 45, 1e-12);
    ck_assert_double_eq(out[2], 45);
    ck_assert_double_eq_tol(fs_engine_adjustment(run.e, 0), 2 / 0.9, 1e-12);
    ck_assert_int_eq(fs_engine_adjusted(run.e, 0, 5, 3, out), -1);
    fs_engine_free(run.e);
    free(a);
}
END_TEST

START_TEST(event_within_a_bar_waits_for_its_end)
{
    struct bars *w = bars_new("W", 7 * DAY);
    for (int i = 0; i < 4; i++)
        bars_add(w, 100, 100, 100, 100);
    events[0] = (struct fs_instrument_event){
        .time = DATE(9), .symbol = "W", .type = FS_IEVENT_DIVIDEND, .amount = M(1)};
    with_events(1);
    struct run run;
    open_run(&run, &w->series, 1);
    close_run(&run);
    ck_assert_int_eq(run.event_times[0], DATE(14));
    fs_engine_free(run.e);
    free(w);
}
END_TEST

START_TEST(benchmark_goes_on_through_splits_and_dividends)
{
    const double closes[] = {100, 100, 50, 54, 54};
    struct bars *a = flat("A", closes, COUNT(closes)), *b = flat("B", closes, COUNT(closes));
    events[0] = (struct fs_instrument_event){
        .time = DATE(4), .symbol = "B", .type = FS_IEVENT_DIVIDEND, .amount = M(13.5)};
    events[1] = (struct fs_instrument_event){
        .time = DATE(2), .symbol = "B", .type = FS_IEVENT_SPLIT, .after = 2, .before = 1};
    with_events(2);
    options.benchmark = &b->series;
    struct run run;
    open_run(&run, &a->series, 1);
    close_run(&run);
    const double expected[] = {100, 100, 100, 108, 144}; /* 54 of 54 - 13.5 */
    ck_assert_int_eq(run.r->equity_count, 5);
    for (int i = 0; i < 5; i++)
        ck_assert_double_eq_tol(run.r->benchmark_value[i], expected[i], 1e-9);
    ck_assert_double_eq_tol(run.r->metrics.benchmark_return, 0.44, 1e-12);
    fs_engine_free(run.e);
    free(a), free(b);
}
END_TEST

START_TEST(amount_in_another_currency_than_the_prices_is_refused)
{
    const double closes[] = {100, 101};
    struct bars *a = flat("A", closes, COUNT(closes));
    const struct fs_instrument dollars = {
        .symbol = "A", .currency = "USD", .multiplier = M(1), .expiry = INT64_MAX};
    a->series.instrument = &dollars;
    events[0] = (struct fs_instrument_event){
        .time = DATE(1), .symbol = "A", .currency = "EUR", .type = FS_IEVENT_DIVIDEND, .amount = M(1)};
    with_events(1);
    ck_assert_ptr_null(fs_engine_new(&options, &a->series, 1));
    ck_assert_str_eq(why(), "dividend of A: its amount is in EUR; expected USD, the currency of its prices");
    free(a);
}
END_TEST

START_TEST(runs_without_events_decide_as_ever)
{
    const double closes[] = {100, 101, 102, 103};
    struct bars *a = flat("A", closes, COUNT(closes));
    char hashes[2][65];
    for (int i = 0; i < 2; i++) {
        events[0] = (struct fs_instrument_event){
            .time = DATE(2), .symbol = "NOT HERE", .type = FS_IEVENT_SPLIT, .after = 2, .before = 1};
        with_events(i);
        struct run run;
        open_run(&run, &a->series, 1);
        to_bar(&run);
        order(&run, 0, FS_BUY, FS_ORDER_MARKET, 10, NAN, NAN);
        close_run(&run);
        memcpy(hashes[i], run.r->journal_hash, 65);
        fs_engine_free(run.e);
    }
    ck_assert_str_eq(hashes[0], hashes[1]);
    free(a);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("events");
    TCase *tc = tcase_create("cases");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, defaults, NULL);
    tcase_add_test(tc, split_changes_position_lots_and_brackets_and_keeps_the_value);
    tcase_add_test(tc, reverse_split_pays_the_fraction_in_cash);
    tcase_add_test(tc, order_decided_before_a_split_fills_in_new_units_after_it);
    tcase_add_test(tc, dividend_is_paid_on_what_is_held_before_its_day_and_by_shorts);
    tcase_add_test(tc, merger_pays_cash_and_stock_and_the_symbol_is_gone);
    tcase_add_test(tc, merger_into_what_is_not_part_of_the_run_is_an_error_only_where_it_is_held);
    tcase_add_test(tc, delisting_at_zero_loses_what_was_paid_and_gives_it_to_the_short);
    tcase_add_test(tc, renamed_symbol_hands_over_position_and_orders);
    tcase_add_test(tc, roll_at_given_prices_pays_the_fees_of_both_contracts);
    tcase_add_test(tc, roll_without_prices_trades_both_at_the_next_opens);
    tcase_add_test(tc, future_expires_at_its_settlement_or_last_price);
    tcase_add_test(tc, funding_goes_from_longs_to_shorts_where_the_rate_is_positive);
    tcase_add_test(tc, adjusted_prices_know_of_nothing_that_is_still_to_come);
    tcase_add_test(tc, event_within_a_bar_waits_for_its_end);
    tcase_add_test(tc, benchmark_goes_on_through_splits_and_dividends);
    tcase_add_test(tc, amount_in_another_currency_than_the_prices_is_refused);
    tcase_add_test(tc, runs_without_events_decide_as_ever);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
