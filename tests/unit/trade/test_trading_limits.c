/* Who may be traded when, and at which prices: universes, halts, limits up and down, auctions. */
#include "events.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

static void bars_row(struct bars *b, double open, double high, double low, double close)
{
    bars_add(b, open, high, low, close);
}

START_TEST(outside_the_universe_positions_are_closed_and_not_opened)
{
    const double closes[] = {10, 10, 10, 10, 10, 10, 10};
    struct bars *a = flat("A", closes, COUNT(closes));
    events[0] = (struct fs_instrument_event){.time = DATE(2), .symbol = "A", .type = FS_IEVENT_JOIN};
    events[1] = (struct fs_instrument_event){.time = DATE(4), .symbol = "A", .type = FS_IEVENT_LEAVE};
    with_events(2);
    options.universe = 1;
    struct run run;
    open_run(&run, &a->series, 1);
    to_bar(&run);
    ck_assert_int_eq(fs_engine_standing(run.e, 0), 0);
    int64_t early = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 5, NAN, NAN);
    to_bar(&run); /* closes at the instant at which it joins, which comes after the close */
    int64_t still_early = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 5, NAN, NAN);
    to_bar(&run);
    ck_assert_int_eq(fs_engine_standing(run.e, 0), FS_SLOT_MEMBER);
    int64_t in_time = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 5, NAN, NAN);
    int64_t waits = order(&run, 0, FS_BUY, FS_ORDER_LIMIT, 5, 5, NAN);
    int64_t exit = order(&run, 0, FS_SELL, FS_ORDER_LIMIT, 5, 20, NAN);
    to_bar(&run);
    to_bar(&run); /* it has left */
    ck_assert_int_eq(fs_engine_standing(run.e, 0), 0);
    int64_t more = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1, NAN, NAN);
    int64_t beyond = order(&run, 0, FS_SELL, FS_ORDER_MARKET, 6, NAN, NAN);
    fs_engine_cancel(run.e, exit);
    int64_t close = order(&run, 0, FS_SELL, FS_ORDER_MARKET, 5, NAN, NAN);
    close_run(&run);
    ck_assert_int_eq(last_of(&run, early)->rule, FS_CHECK_UNIVERSE);
    ck_assert_int_eq(last_of(&run, still_early)->rule, FS_CHECK_UNIVERSE);
    ck_assert_int_eq(state_of(&run, in_time), FS_ORDER_FILLED);
    ck_assert_int_eq(state_of(&run, waits), FS_ORDER_CANCELLED); /* as it left: it would have opened */
    ck_assert_int_eq(state_of(&run, more), FS_ORDER_REJECTED);
    ck_assert_int_eq(last_of(&run, more)->rule, FS_CHECK_UNIVERSE);
    ck_assert_int_eq(last_of(&run, beyond)->rule, FS_CHECK_UNIVERSE);
    ck_assert_int_eq(state_of(&run, close), FS_ORDER_FILLED);
    ck_assert_int_eq(position(&run, 0), 0);
    fs_engine_free(run.e);
    free(a);
}
END_TEST

START_TEST(members_of_before_the_first_bar_are_members)
{
    const double closes[] = {10, 10, 10};
    struct bars *a = flat("A", closes, COUNT(closes)), *b = flat("B", closes, COUNT(closes));
    struct fs_series series[] = {a->series, b->series};
    events[0] = (struct fs_instrument_event){.time = DATE(-900), .symbol = "A", .type = FS_IEVENT_JOIN};
    events[1] = (struct fs_instrument_event){.time = DATE(-900), .symbol = "B", .type = FS_IEVENT_JOIN};
    events[2] = (struct fs_instrument_event){.time = DATE(-100), .symbol = "B", .type = FS_IEVENT_LEAVE};
    with_events(3);
    options.universe = 1;
    struct run run;
    open_run(&run, series, 2);
    ck_assert_int_eq(fs_engine_standing(run.e, 0), FS_SLOT_MEMBER);
    ck_assert_int_eq(fs_engine_standing(run.e, 1), 0);
    close_run(&run);
    ck_assert_int_eq(run.event_count, 0); /* nobody is told of what was before */
    fs_engine_free(run.e);
    free(a), free(b);
}
END_TEST

START_TEST(nothing_fills_while_halted_and_what_waited_fills_after_the_gap)
{
    struct bars *a = bars_new("A", DAY);
    bars_row(a, 100, 101, 99, 100);
    bars_row(a, 100, 101, 99, 100);
    bars_row(a, 100, 120, 80, 100); /* halted */
    bars_row(a, 100, 120, 80, 100); /* halted */
    bars_row(a, 70, 75, 69, 72);    /* opens far below the stop */
    bars_row(a, 72, 75, 69, 72);
    events[0] = (struct fs_instrument_event){.time = DATE(2), .symbol = "A", .type = FS_IEVENT_HALT};
    events[1] = (struct fs_instrument_event){.time = DATE(4), .symbol = "A", .type = FS_IEVENT_RESUME};
    with_events(2);
    struct run run;
    open_run(&run, &a->series, 1);
    to_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 10, NAN, NAN);
    to_bar(&run);
    int64_t stop = order(&run, 0, FS_SELL, FS_ORDER_STOP, 10, NAN, 90);
    int64_t day = fs_engine_order(run.e, 0, FS_BUY, FS_ORDER_LIMIT, FS_TIF_DAY, 1, 85, NAN);
    to_bar(&run);
    ck_assert_int_eq(fs_engine_standing(run.e, 0), FS_SLOT_MEMBER | FS_SLOT_HALTED);
    ck_assert_int_eq(position(&run, 0), M(10));
    int64_t gone = order(&run, 0, FS_BUY, FS_ORDER_LIMIT, 1, 95, NAN);
    ck_assert_int_eq(fs_engine_cancel(run.e, gone), 0); /* cancellations work */
    close_run(&run);
    ck_assert_int_eq(state_of(&run, day), FS_ORDER_EXPIRED); /* its day went by without trading */
    ck_assert_int_eq(state_of(&run, gone), FS_ORDER_CANCELLED);
    ck_assert_int_eq(state_of(&run, stop), FS_ORDER_FILLED);
    ck_assert_int_eq(run.fills[1].price, M(70));
    ck_assert_int_eq(run.fills[1].bar_time, DATE(4));
    ck_assert_int_eq(run.event_count, 2);
    ck_assert_int_eq(run.events[0].type, FS_IEVENT_HALT);
    ck_assert_int_eq(run.events[1].type, FS_IEVENT_RESUME);
    fs_engine_free(run.e);
    free(a);
}
END_TEST

START_TEST(halt_that_begins_inside_a_bar_leaves_its_open_and_ends_the_rest_of_it)
{
    struct bars *a = bars_new("A", FS_NS_PER_HOUR);
    for (int i = 0; i < 5; i++)
        bars_row(a, 100, 110, 90, 100);
    int64_t at = FIRST + FS_NS_PER_HOUR;
    events[0] = (struct fs_instrument_event){
        .time = at + 20 * FS_NS_PER_MINUTE, .symbol = "A", .type = FS_IEVENT_HALT};
    events[1] = (struct fs_instrument_event){
        .time = at + 25 * FS_NS_PER_MINUTE, .symbol = "A", .type = FS_IEVENT_RESUME};
    with_events(2);
    struct run run;
    open_run(&run, &a->series, 1);
    to_bar(&run);
    int64_t market = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1, NAN, NAN);
    int64_t limit = order(&run, 0, FS_BUY, FS_ORDER_LIMIT, 1, 95, NAN);
    to_bar(&run);
    ck_assert_int_eq(state_of(&run, market), FS_ORDER_FILLED);
    ck_assert_int_eq(state_of(&run, limit), FS_ORDER_ACCEPTED);
    to_bar(&run);
    close_run(&run);
    ck_assert_int_eq(state_of(&run, limit), FS_ORDER_FILLED);
    ck_assert_int_eq(run.fills[1].bar_time, FIRST + 2 * FS_NS_PER_HOUR);
    fs_engine_free(run.e);
    free(a);
}
END_TEST

START_TEST(nothing_trades_beyond_the_limits_of_the_session)
{
    struct bars *a = bars_new("A", DAY);
    bars_row(a, 100, 100, 100, 100);
    bars_row(a, 112, 113, 109, 110); /* opens above the limit up of 110 */
    bars_row(a, 111, 120, 108, 119); /* limits are 99 and 121 */
    bars_row(a, 119, 119, 119, 119);
    options.price_band = 0.1;
    options.slippage_bps = 500;
    struct run run;
    open_run(&run, &a->series, 1);
    to_bar(&run);
    int64_t buy = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1, NAN, NAN);
    /* Before there is a session to count from everything is allowed; the first bar's close is one. */
    int64_t above = order(&run, 0, FS_BUY, FS_ORDER_LIMIT, 1, 110.5, NAN);
    int64_t at = order(&run, 0, FS_SELL, FS_ORDER_LIMIT, 1, 110, NAN);
    to_bar(&run);
    ck_assert_int_eq(last_of(&run, above)->rule, FS_CHECK_BAND);
    ck_assert_int_eq(state_of(&run, buy), FS_ORDER_ACCEPTED); /* it waits */
    ck_assert_int_eq(state_of(&run, at),
                     FS_ORDER_ACCEPTED); /* and so do sales at prices that there can't be */
    close_run(&run);
    ck_assert_int_eq(state_of(&run, buy), FS_ORDER_FILLED);
    ck_assert_int_eq(run.fills[0].price, M(116.55)); /* 5 % worse than 111, within 120 and 121 */
    ck_assert_int_eq(state_of(&run, at), FS_ORDER_FILLED);
    ck_assert_int_eq(run.fills[1].price, M(111));
    fs_engine_free(run.e);
    free(a);
}
END_TEST

START_TEST(locked_market_fills_only_the_other_side)
{
    struct bars *a = bars_new("A", DAY);
    bars_row(a, 100, 100, 100, 100);
    bars_row(a, 100, 100, 100, 100);
    bars_row(a, 90, 90, 90, 90); /* limit down, all day */
    bars_row(a, 85, 90, 84, 88);
    options.price_band = 0.1;
    struct run run;
    open_run(&run, &a->series, 1);
    to_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1, NAN, NAN);
    to_bar(&run);
    int64_t sell = order(&run, 0, FS_SELL, FS_ORDER_MARKET, 1, NAN, NAN);
    int64_t buy = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 2, NAN, NAN);
    to_bar(&run);
    ck_assert_int_eq(state_of(&run, sell), FS_ORDER_ACCEPTED);
    ck_assert_int_eq(state_of(&run, buy), FS_ORDER_FILLED);
    close_run(&run);
    ck_assert_int_eq(state_of(&run, sell), FS_ORDER_FILLED);
    ck_assert_int_eq(run.fills[2].price, M(85));
    fs_engine_free(run.e);
    free(a);
}
END_TEST

START_TEST(limits_are_counted_from_the_close_in_new_units_after_a_split)
{
    struct bars *a = bars_new("A", DAY);
    bars_row(a, 100, 100, 100, 100);
    bars_row(a, 51, 52, 50, 51);
    bars_row(a, 51, 52, 50, 51);
    events[0] = (struct fs_instrument_event){
        .time = DATE(1), .symbol = "A", .type = FS_IEVENT_SPLIT, .after = 2, .before = 1};
    with_events(1);
    options.price_band = 0.1;
    struct run run;
    open_run(&run, &a->series, 1);
    to_bar(&run);
    int64_t buy = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1, NAN, NAN);
    close_run(&run);
    ck_assert_int_eq(state_of(&run, buy), FS_ORDER_FILLED);
    ck_assert_int_eq(run.fills[0].price, M(51));
    fs_engine_free(run.e);
    free(a);
}
END_TEST

START_TEST(auction_orders_fill_at_the_auctions_own_prices)
{
    static const char *const names[] = {"close_auction", "open_auction"};
    const double closing[] = {NAN, 103, NAN}, opening[] = {NAN, 99.5, NAN};
    const double *const extra[] = {closing, opening};
    struct bars *a = bars_new("A", DAY);
    for (int i = 0; i < 3; i++)
        bars_row(a, 100, 101.5, 99.75, 101);
    a->series.extra = extra;
    a->series.extra_names = names;
    a->series.extra_count = 2;
    struct run run;
    open_run(&run, &a->series, 1);
    to_bar(&run);
    fs_engine_order(run.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_OPEN, 1, NAN, NAN);
    fs_engine_order(run.e, 0, FS_SELL, FS_ORDER_MARKET, FS_TIF_CLOSE, 1, NAN, NAN);
    fs_engine_order(run.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 1, NAN, NAN);
    to_bar(&run);
    fs_engine_order(run.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_OPEN, 1, NAN,
                    NAN); /* no print: the bar's open */
    close_run(&run);
    ck_assert_int_eq(run.fills[0].price, M(99.5));
    ck_assert_int_eq(run.fills[1].price, M(100));
    ck_assert_int_eq(run.fills[2].price, M(103));
    ck_assert_int_eq(run.fills[3].price, M(100));
    fs_engine_free(run.e);
    free(a);
}
END_TEST

START_TEST(auction_price_that_is_none_is_named)
{
    static const char *const names[] = {"open_auction"};
    const double opening[] = {NAN, -1, NAN};
    const double *const extra[] = {opening};
    struct bars *a = bars_new("A", DAY);
    for (int i = 0; i < 3; i++)
        bars_row(a, 100, 101, 99, 100);
    a->series.extra = extra;
    a->series.extra_names = names;
    a->series.extra_count = 1;
    struct run run;
    open_run(&run, &a->series, 1);
    to_bar(&run);
    fs_engine_order(run.e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_OPEN, 1, NAN, NAN);
    ck_assert_int_eq(to_bar(&run), -1);
    ck_assert_str_eq(why(), "symbol 'A', bar 2: open_auction is -1; expected a price above 0");
    fs_engine_free(run.e);
    free(a);
}
END_TEST

START_TEST(band_that_is_none_is_refused)
{
    struct bars *a = bars_new("A", DAY);
    bars_row(a, 100, 101, 99, 100);
    options.price_band = 1;
    ck_assert_ptr_null(fs_engine_new(&options, &a->series, 1));
    ck_assert_str_eq(why(), "the price band is 1 of the price; expected 0 to below 1");
    free(a);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trading limits");
    TCase *tc = tcase_create("cases");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, defaults, NULL);
    tcase_add_test(tc, outside_the_universe_positions_are_closed_and_not_opened);
    tcase_add_test(tc, members_of_before_the_first_bar_are_members);
    tcase_add_test(tc, nothing_fills_while_halted_and_what_waited_fills_after_the_gap);
    tcase_add_test(tc, halt_that_begins_inside_a_bar_leaves_its_open_and_ends_the_rest_of_it);
    tcase_add_test(tc, nothing_trades_beyond_the_limits_of_the_session);
    tcase_add_test(tc, locked_market_fills_only_the_other_side);
    tcase_add_test(tc, limits_are_counted_from_the_close_in_new_units_after_a_split);
    tcase_add_test(tc, auction_orders_fill_at_the_auctions_own_prices);
    tcase_add_test(tc, auction_price_that_is_none_is_named);
    tcase_add_test(tc, band_that_is_none_is_refused);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
