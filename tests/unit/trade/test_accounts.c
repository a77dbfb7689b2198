/* Accounts: every rule by an example that is worked by hand, as textbooks and brokers publish them. */
#include "accounts.h"

/* ---- Regulation T ---- */

/* 1,000 shares at 60 with 30,000 borrowed. At 42 the equity of 12,000 is above the maintenance margin of 42,000 / 4; at 38 it is
 * 8,000 and 9,500 are needed. The call of 1,500 is met by selling 1,500 / 0.25 = 6,000, at 38 that is 157.9 shares. */
START_TEST(a_call_on_a_long_position_sells_four_times_what_is_missing)
{
    const double closes[] = {60, 60, 42, 38, 38, 38};
    struct bars *b = flat("A", closes, COUNT(closes));
    options.cash = M(30000);
    options.account.terms = FS_TERMS_MARGIN;
    options.limits.max_leverage = 0;
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    int64_t more = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1001, NAN, NAN);
    int64_t entry = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1000, NAN, NAN);
    next_bar(&run);
    ck_assert_int_eq(last_of(&run, more)->rule, FS_CHECK_MARGIN);
    ck_assert_str_eq(reason_of(&run, more), "initial margin would be 30030.00; equity is 30000.00");
    ck_assert_int_eq(state_of(&run, entry), FS_ORDER_FILLED);
    ck_assert_money(cash_in(&run, 0), -30000);
    next_bar(&run);
    ck_assert_double_eq(account_of(&run).maintenance, 10500);
    ck_assert_double_eq(run.v->equity, 12000);
    next_bar(&run);
    ck_assert_double_eq(run.v->equity, 8000);
    next_bar(&run);
    ck_assert_int_eq(run.fill_count, 2);
    ck_assert_int_eq(run.fills[1].qty, M(158));
    ck_assert_int_eq(run.fills[1].price, M(38));
    ck_assert_str_eq(reason_of(&run, run.fills[1].order),
                     ""); /* its last update is that it filled; the one before says why */
    ck_assert_str_eq(run.reasons[run.update_count - 2],
                     "margin call: equity of 8000.00 is below the maintenance margin of 9500.00");
    ck_assert_int_eq(run.updates[run.update_count - 2].rule, FS_CHECK_MARGIN);
    ck_assert_double_eq(account_of(&run).maintenance, 842 * 38 * 0.25);
    close_run(&run); /* 8,000 cover 7,999 */
    ck_assert_int_eq(run.r->account.margin_calls, 1);
    ck_assert_int_eq(run.r->account.forced, 1);
    ck_assert_double_eq(run.r->account.most_margin, 30000);
    free_run(&run);
    free(b);
}
END_TEST

/* 100 shares sold short at 100 with 5,000 put in: a credit of 15,000, 150 %. 130 % are left until 15,000 / 1.3 / 100 = 115.38;
 * at 116 the equity is 3,400 and 30 % are 3,480: 80 / (0.3 * 116) = 2.3 shares are bought. */
START_TEST(a_short_sale_needs_150_percent_and_is_called_at_130)
{
    const double closes[] = {100, 100, 115, 116, 116, 116};
    struct bars *b = flat("A", closes, COUNT(closes));
    options.cash = M(5000);
    options.account.terms = FS_TERMS_MARGIN;
    options.account.minimum = 2000;
    options.limits.max_leverage = 0;
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    int64_t more = order(&run, 0, FS_SELL, FS_ORDER_MARKET, 101, NAN, NAN);
    order(&run, 0, FS_SELL, FS_ORDER_MARKET, 100, NAN, NAN);
    next_bar(&run);
    ck_assert_int_eq(state_of(&run, more), FS_ORDER_REJECTED);
    ck_assert_money(cash_in(&run, 0), 15000);
    next_bar(&run);
    ck_assert_double_eq(run.v->equity, 3500);
    ck_assert_double_eq(account_of(&run).maintenance, 3450);
    next_bar(&run);
    next_bar(&run);
    ck_assert_int_eq(run.fill_count, 2);
    ck_assert_int_eq(run.fills[1].side, FS_BUY);
    ck_assert_int_eq(run.fills[1].qty, M(3));
    close_run(&run);
    ck_assert_int_eq(run.r->account.margin_calls, 1);
    free_run(&run);
    free(b);
}
END_TEST

/* FINRA rule 4210(b): 2,000 at least, but nobody has to put in more than what is bought costs. */
START_TEST(below_2000_nothing_is_borrowed_and_nothing_sold_short)
{
    const double closes[] = {50, 50, 50};
    struct bars *b = flat("A", closes, COUNT(closes));
    options.cash = M(1500);
    options.account.terms = FS_TERMS_MARGIN;
    options.account.minimum = 2000;
    options.limits.max_leverage = 0;
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    ck_assert_double_eq(account_of(&run).buying_power, 1500);
    int64_t borrowed = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 31, NAN, NAN);
    int64_t shorted = order(&run, 0, FS_SELL, FS_ORDER_MARKET, 1, NAN, NAN);
    int64_t paid = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 30, NAN, NAN);
    next_bar(&run);
    ck_assert_str_eq(reason_of(&run, borrowed), "initial margin would be 1550.00; equity is 1500.00");
    ck_assert_str_eq(reason_of(&run, shorted), "initial margin would be 2000.00; equity is 1500.00");
    ck_assert_int_eq(state_of(&run, paid), FS_ORDER_FILLED);
    free_run(&run);
    options.cash = M(3000); /* twice 3,000 */
    open_run(&run, &b->series, 1);
    next_bar(&run);
    ck_assert_double_eq(account_of(&run).buying_power, 6000);
    paid = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 120, NAN, NAN);
    next_bar(&run);
    ck_assert_int_eq(state_of(&run, paid), FS_ORDER_FILLED);
    ck_assert_double_eq(account_of(&run).buying_power, 0);
    free_run(&run);
    free(b);
}
END_TEST

/* A gap: the equity of 30,000 - 45,000 is gone, so that all of it is sold; what is left is a debt. */
START_TEST(a_call_that_nothing_can_meet_sells_everything)
{
    const double closes[] = {60, 60, 15, 15, 15};
    struct bars *b = flat("A", closes, COUNT(closes));
    options.cash = M(30000);
    options.account.terms = FS_TERMS_MARGIN;
    options.limits.max_leverage = 0;
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1000, NAN, NAN);
    close_run(&run);
    ck_assert_int_eq(position(&run, 0), 0);
    ck_assert_double_eq(run.r->metrics.final_equity, -15000);
    ck_assert_int_eq(run.r->account.margin_calls, 1);
    free_run(&run);
    free(b);
}
END_TEST

/* A needs 0.25 * 40,000, B 0.25 * 15,000: of A is sold first. Its limit orders go, and what was to close it anyway counts. */
START_TEST(a_call_takes_the_largest_first_and_cancels_its_waiting_orders)
{
    const double a_closes[] = {100, 100, 80, 80, 80}, b_closes[] = {50, 50, 30, 30, 30};
    struct bars *a = flat("A", a_closes, COUNT(a_closes)), *b = flat("B", b_closes, COUNT(b_closes));
    struct fs_series series[] = {a->series, b->series};
    options.cash = M(37500);
    options.account.terms = FS_TERMS_MARGIN;
    options.limits.max_leverage = 0;
    struct run run;
    open_run(&run, series, 2);
    next_bar(&run), next_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 500, NAN, NAN);
    order(&run, 1, FS_BUY, FS_ORDER_MARKET, 500, NAN, NAN);
    next_bar(&run), next_bar(&run);
    int64_t profit = order(&run, 0, FS_SELL, FS_ORDER_LIMIT, 500, 150, NAN);
    int64_t kept = order(&run, 1, FS_SELL, FS_ORDER_LIMIT, 500, 150, NAN);
    next_bar(&run), next_bar(&run);
    /* 37,500 - 10,000 - 10,000 = 17,500 of equity, 40,000 + 15,000 of value: 13,750 are enough. */
    ck_assert_int_eq(run.fill_count, 2);
    ck_assert_double_eq(run.v->equity, 17500);
    close_run(&run);
    ck_assert_int_eq(run.r->account.margin_calls, 0);
    ck_assert_int_eq(state_of(&run, profit), FS_ORDER_ACCEPTED);
    free_run(&run);
    a->close[2] = a->open[2] = a->low[2] = a->high[2] = 70;
    options.cash = M(37500);
    open_run(&run, series, 2);
    next_bar(&run), next_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 500, NAN, NAN);
    order(&run, 1, FS_BUY, FS_ORDER_MARKET, 500, NAN, NAN);
    next_bar(&run), next_bar(&run);
    profit = order(&run, 0, FS_SELL, FS_ORDER_LIMIT, 500, 150, NAN);
    kept = order(&run, 1, FS_SELL, FS_ORDER_LIMIT, 500, 150, NAN);
    next_bar(&run), next_bar(&run);
    /* 12,500 of equity; 0.25 * (35,000 + 15,000) are 12,500: not below it. */
    ck_assert_double_eq(run.v->equity, 12500);
    ck_assert_int_eq(run.fill_count, 2);
    free_run(&run);
    a->close[2] = a->open[2] = a->low[2] = a->high[2] = 69;
    open_run(&run, series, 2);
    next_bar(&run), next_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 500, NAN, NAN);
    order(&run, 1, FS_BUY, FS_ORDER_MARKET, 500, NAN, NAN);
    next_bar(&run), next_bar(&run);
    profit = order(&run, 0, FS_SELL, FS_ORDER_LIMIT, 500, 150, NAN);
    kept = order(&run, 1, FS_SELL, FS_ORDER_LIMIT, 500, 150, NAN);
    next_bar(&run), next_bar(&run), next_bar(&run), next_bar(&run);
    /* 12,000 of equity, 12,375 needed: 375 / (0.25 * 69) = 21.7 of A, at the next open. */
    ck_assert_int_eq(run.fill_count, 3);
    ck_assert_int_eq(run.fills[2].symbol, run.fills[0].symbol);
    ck_assert_int_eq(run.fills[2].qty, M(22));
    ck_assert_int_eq(state_of(&run, profit), FS_ORDER_CANCELLED);
    ck_assert_str_eq(reason_of(&run, profit), "margin call");
    ck_assert_int_eq(state_of(&run, kept), FS_ORDER_ACCEPTED);
    free_run(&run);
    free(a), free(b);
}
END_TEST

START_TEST(what_the_strategy_closes_itself_is_not_closed_twice)
{
    const double closes[] = {60, 60, 38, 38, 38};
    struct bars *b = flat("A", closes, COUNT(closes));
    options.cash = M(30000);
    options.account.terms = FS_TERMS_MARGIN;
    options.limits.max_leverage = 0;
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1000, NAN, NAN);
    next_bar(&run), next_bar(&run);
    order(&run, 0, FS_SELL, FS_ORDER_MARKET, 900, NAN, NAN); /* at the close that would make the call */
    close_run(&run);
    ck_assert_int_eq(run.r->account.margin_calls, 0); /* 8,000 of equity for 100 shares */
    ck_assert_int_eq(position(&run, 0), M(100));
    free_run(&run);
    free(b);
}
END_TEST

/* ---- Futures ---- */

static struct fs_instrument instruments[3];

/* An index future of 50 dollars a point: two contracts at 3,000, fees of 2.25 each. +10 points are 1,000 of cash the same day,
 * -20 points take 2,000. */
START_TEST(a_future_pays_and_takes_its_gains_in_cash_every_day)
{
    const double closes[] = {3000, 3000, 3010, 2990, 3025};
    struct bars *b = future("ES", closes, COUNT(closes), &instruments[0]);
    options.cash = M(50000);
    options.fees.per_share = 2.25;
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 2, NAN, NAN);
    next_bar(&run);
    ck_assert_money(cash_in(&run, 0), 49995.5);
    ck_assert(fs_ledger_balance(&run.e->ledger, 0, FS_ACCOUNT_POSITIONS) == 0);
    ck_assert_double_eq(account_of(&run).initial, 24000);
    ck_assert_double_eq(account_of(&run).maintenance, 21800);
    next_bar(&run);
    ck_assert_money(cash_in(&run, 0), 50995.5);
    next_bar(&run);
    ck_assert_money(cash_in(&run, 0), 48995.5);
    struct fs_position p;
    fs_engine_position(run.e, 0, &p);
    ck_assert_double_eq(p.unrealised, -10 * 50 * 2 - 4.5);
    order(&run, 0, FS_SELL, FS_ORDER_MARKET, 2, NAN, NAN);
    close_run(&run);
    ck_assert_money(cash_in(&run, 0), 50000 + 25 * 50 * 2 - 9);
    ck_assert_double_eq(run.r->trades[0].pnl, 25 * 50 * 2 - 9);
    ck_assert_double_eq(run.r->account.gains, 2500);
    ck_assert_double_eq(run.r->metrics.turnover > 0, 1);
    free_run(&run);
    free(b);
}
END_TEST

/* Four contracts with 50,000. At 2,960 the account has 42,000, below 4 * 10,900; it is brought back to the initial margin of what
 * is left: (4 * 12,000 - 42,000) / 12,000, one contract. */
START_TEST(a_call_on_futures_goes_back_to_the_initial_margin)
{
    const double closes[] = {3000, 3000, 2960, 2960, 2960};
    struct bars *b = future("ES", closes, COUNT(closes), &instruments[0]);
    options.cash = M(50000);
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    int64_t more = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 5, NAN, NAN);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 4, NAN, NAN);
    next_bar(&run);
    ck_assert_str_eq(reason_of(&run, more), "initial margin would be 60000.00; equity is 50000.00");
    close_run(&run);
    ck_assert_int_eq(run.fill_count, 2);
    ck_assert_int_eq(run.fills[1].qty, M(1));
    ck_assert_double_eq(run.r->metrics.final_equity, 42000);
    free_run(&run);
    /* A margin that is a share of the value: 5 % of 3,000 * 50 is 7,500 a contract. */
    instruments[0].initial_margin = M(0.05);
    instruments[0].maintenance_margin = M(0.04);
    instruments[0].margin_rate = 1;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    order(&run, 0, FS_SELL, FS_ORDER_MARKET, 6, NAN, NAN);
    next_bar(&run);
    ck_assert_double_eq(account_of(&run).initial, 45000);
    ck_assert_double_eq(account_of(&run).maintenance, 36000);
    free_run(&run);
    free(b);
}
END_TEST

/* 0.5 of 100,000 at 3,000 * 50 a contract: 0.33, nothing; 5 times the equity are 3. */
START_TEST(a_target_in_percent_is_of_what_a_contract_is_worth)
{
    const double closes[] = {3000, 3000, 3000};
    struct bars *b = future("ES", closes, COUNT(closes), &instruments[0]);
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    ck_assert_int_eq(fs_engine_target_percent(run.e, 0, 0.5), 0);
    ck_assert_int_gt(fs_engine_target_percent(run.e, 0, 5), 0);
    next_bar(&run);
    ck_assert_int_eq(position(&run, 0), M(3));
    free_run(&run);
    free(b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("accounts");
    TCase *margin = tcase_create("margin"), *futures = tcase_create("futures");
    TCase *const all[] = {margin, futures};
    for (int i = 0; i < COUNT(all); i++)
        tcase_add_checked_fixture(all[i], defaults, NULL);
    tcase_add_test(margin, a_call_on_a_long_position_sells_four_times_what_is_missing);
    tcase_add_test(margin, a_short_sale_needs_150_percent_and_is_called_at_130);
    tcase_add_test(margin, below_2000_nothing_is_borrowed_and_nothing_sold_short);
    tcase_add_test(margin, a_call_that_nothing_can_meet_sells_everything);
    tcase_add_test(margin, a_call_takes_the_largest_first_and_cancels_its_waiting_orders);
    tcase_add_test(margin, what_the_strategy_closes_itself_is_not_closed_twice);
    tcase_add_test(futures, a_future_pays_and_takes_its_gains_in_cash_every_day);
    tcase_add_test(futures, a_call_on_futures_goes_back_to_the_initial_margin);
    tcase_add_test(futures, a_target_in_percent_is_of_what_a_contract_is_worth);
    for (int i = 0; i < COUNT(all); i++)
        suite_add_tcase(suite, all[i]);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
