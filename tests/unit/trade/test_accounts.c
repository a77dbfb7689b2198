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

static struct bars *future(const char *symbol, const double *closes, int count, struct fs_instrument *i)
{
    struct bars *b = flat(symbol, closes, count);
    *i = (struct fs_instrument){.symbol = symbol,
                                .kind = FS_INSTRUMENT_FUTURE,
                                .currency = "USD",
                                .multiplier = M(50),
                                .initial_margin = M(12000),
                                .maintenance_margin = M(10900),
                                .expiry = INT64_MAX};
    b->series.instrument = i;
    return b;
}

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

/* ---- Cash accounts ---- */

/* 2020-01-03 is a Friday: the money of a sale on it comes on Tuesday the 7th. */
START_TEST(a_cash_account_spends_settled_money_only)
{
    const double closes[] = {100, 100, 110, 110, 110, 110, 110, 110, 110};
    struct bars *b = flat("A", closes, COUNT(closes));
    options.cash = M(1050);
    options.account.terms = FS_TERMS_CASH;
    options.account.settlement_days = 2;
    options.limits.max_leverage = 0;
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run); /* 1 January */
    int64_t shorted = order(&run, 0, FS_SELL, FS_ORDER_MARKET, 1, NAN, NAN);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 10, NAN, NAN);
    next_bar(&run);
    ck_assert_int_eq(last_of(&run, shorted)->rule, FS_CHECK_CASH);
    ck_assert_str_eq(reason_of(&run, shorted),
                     "a sale of 1 of A would be short, which a cash account cannot be");
    order(&run, 0, FS_SELL, FS_ORDER_MARKET, 10, NAN, NAN);
    next_bar(&run); /* sold on the 3rd at 110 */
    ck_assert_money(cash_in(&run, 0), 1150);
    ck_assert_double_eq(account_of(&run).settled, 50);
    int64_t early = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1, NAN, NAN);
    next_bar(&run), next_bar(&run); /* the 5th has ended: it is the 6th */
    ck_assert_int_eq(state_of(&run, early), FS_ORDER_REJECTED);
    ck_assert_str_eq(
        reason_of(&run, early),
        "a purchase of 110.00 is above the settled cash that no waiting order is meant for, 50.00");
    ck_assert_double_eq(account_of(&run).settled, 50);
    next_bar(&run); /* and now the 7th */
    ck_assert_double_eq(account_of(&run).settled, 1150);
    int64_t first = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 6, NAN, NAN);
    int64_t second = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 6, NAN, NAN); /* 490 are left */
    next_bar(&run);
    ck_assert_int_eq(state_of(&run, first), FS_ORDER_FILLED);
    ck_assert_int_eq(last_of(&run, second)->rule, FS_CHECK_CASH);
    free_run(&run);
    free(b);
}
END_TEST

/* An opening above the close: what the settled money does not pay is cut. */
START_TEST(a_cash_account_cuts_what_it_cannot_pay)
{
    const double closes[] = {100, 104, 104};
    struct bars *b = flat("A", closes, COUNT(closes));
    options.cash = M(1000);
    options.fees.per_trade = 1;
    options.account.terms = FS_TERMS_CASH;
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    int64_t id = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 10, NAN, NAN);
    next_bar(&run);
    ck_assert_int_eq(state_of(&run, id), FS_ORDER_CUT);
    ck_assert_int_eq(position(&run, 0), M(9)); /* 9 * 104 + 1 = 937 */
    ck_assert_money(cash_in(&run, 0), 63);
    free_run(&run);
    free(b);
}
END_TEST

/* ---- Interest and borrow fees, actual/360 ---- */

/* 30,000 borrowed at 6 %: 30,000 * 0.06 / 360 = 5 a day, and interest on interest once it is charged: 30,005 * 0.06 / 360 =
 * 5.00083333. From a Friday to a Monday three days. */
START_TEST(debit_interest_is_by_days_over_360)
{
    struct bars *b = bars_new("A", DAY);
    const int days[] = {0, 1, 2, 5, 6};
    for (int i = 0; i < COUNT(days); i++)
        bars_add_at(b, FIRST + days[i] * DAY, 60, 60, 60, 60);
    options.cash = M(30000);
    options.account.terms = FS_TERMS_MARGIN;
    options.account.interest_debit = 0.06;
    options.account.interest_credit = 0.01;
    options.limits.max_leverage = 0;
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run); /* 30,000 * 0.01 / 360 = 0.83333333 since the beginning of the day */
    ck_assert_money(cash_in(&run, 0), 30000.83333333);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1000, NAN, NAN);
    next_bar(&run); /* bought at the 2nd's open: a day of 29,999.16666667 * 0.06 / 360 = 4.99986111 */
    ck_assert_money(cash_in(&run, 0), -30004.16652778);
    next_bar(&run); /* 30,004.16652778 * 0.06 / 360 = 5.00069442 */
    ck_assert_money(cash_in(&run, 0), -30009.16722220);
    next_bar(&run); /* the 6th has ended: three days, 30,009.1672222 * 0.06 * 3 / 360 = 15.00458361 */
    ck_assert_money(cash_in(&run, 0), -30024.17180581);
    close_run(&run); /* 30,024.17180581 * 0.06 / 360 = 5.00402863 */
    ck_assert_double_eq_tol(run.r->account.interest,
                            0.83333333 - 4.99986111 - 5.00069442 - 15.00458361 - 5.00402863, 1e-8);
    free_run(&run);
    free(b);
}
END_TEST

/* 100 shares short at 100: 10,000 * 0.03 / 360 = 0.83333333 a day, at 116 11,600 * 0.03 / 360 = 0.96666667. The proceeds earn
 * nothing: of the 15,000 of cash 5,000 do, 5,000 * 0.02 / 360 = 0.27777778. */
START_TEST(a_short_pays_its_borrow_fee_and_its_proceeds_earn_nothing)
{
    const double closes[] = {100, 100, 116, 116};
    struct bars *b = flat("A", closes, COUNT(closes));
    options.cash = M(5000);
    options.account.borrow_rate = 0.03;
    options.account.interest_credit = 0.02;
    options.limits.max_leverage = 4;
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run); /* 5,000 of cash earn 0.27777778 */
    order(&run, 0, FS_SELL, FS_ORDER_MARKET, 100, NAN, NAN);
    next_bar(
        &run); /* sold at the open of the 2nd; a day until its close: cash 15,000.27777778 less 10,000 short */
    ck_assert_money(cash_in(&run, 0), 15000.27777778 - 0.83333333 + 0.27779321);
    ck_assert_money(fs_ledger_balance(&run.e->ledger, 0, FS_ACCOUNT_BORROW), 0.83333333);
    next_bar(&run); /* the mark of the day before counts: still 100 */
    ck_assert_money(fs_ledger_balance(&run.e->ledger, 0, FS_ACCOUNT_BORROW), 1.66666666);
    next_bar(&run);
    ck_assert_money(fs_ledger_balance(&run.e->ledger, 0, FS_ACCOUNT_BORROW), 2.63333333);
    close_run(&run);
    ck_assert_double_eq(run.r->account.borrow, -2.63333333);
    free_run(&run);
    instruments[0] = (struct fs_instrument){.symbol = "A", .multiplier = FS_SCALE, .borrow_rate = M(0.36)};
    b->series.instrument = &instruments[0]; /* hard to borrow: 10 a day */
    open_run(&run, &b->series, 1);
    next_bar(&run);
    order(&run, 0, FS_SELL, FS_ORDER_MARKET, 100, NAN, NAN);
    next_bar(&run);
    ck_assert_money(fs_ledger_balance(&run.e->ledger, 0, FS_ACCOUNT_BORROW), 10);
    free_run(&run);
    free(b);
}
END_TEST

/* ---- What makes no sense ---- */

START_TEST(options_that_make_no_sense_are_errors)
{
    const double closes[] = {100, 100};
    struct bars *b = flat("A", closes, COUNT(closes));
    static const struct {
        struct fs_account_options account;
        const char *error;
    } cases[] = {
        {{.terms = 3}, "there are no account terms 3"},
        {{.settlement_days = 11}, "the days of settlement are 11; expected 0 to 10"},
        {{.settlement_days = -1}, "the days of settlement are -1; expected 0 to 10"},
        {{.initial = 1.5}, "the initial margin is 1.5; expected 0.0001 to 1"},
        {{.initial = -0.5}, "the initial margin is -0.5; expected 0.0001 to 1"},
        {{.initial = (double)NAN}, "the initial margin is nan; expected 0.0001 to 1"},
        {{.maintenance_long = 0.6},
         "the maintenance margin of long positions is 0.6; expected at most the initial "
         "margin, 0.5"},
        {{.maintenance_short = 0.51},
         "the maintenance margin of short positions is 0.51; expected at most the "
         "initial margin, 0.5"},
        {{.interest_debit = -0.01}, "the interest on debit balances is -0.01; expected 0 to 10"},
        {{.interest_credit = 11}, "the interest on credit balances is 11; expected -1 to 10"},
        {{.borrow_rate = 101}, "the borrow rate is 101; expected -1 to 100"},
        {{.minimum = -1}, "the least equity of a margin account is -1; expected 0 to 9e+10"},
        {{.fx_bps = -1}, "the cost of conversions is -1; expected 0 to 1000"},
        {{.fx_age = -1}, "the greatest age of an exchange rate is negative"},
        {{.currency = "usd"}, "the account's currency is 'usd'; expected 3 to 8 capitals such as USD"},
        {{.currency = ""}, "the account's currency is ''; expected 3 to 8 capitals such as USD"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        defaults();
        options.account = cases[i].account;
        ck_assert_ptr_null(fs_engine_new(&options, &b->series, 1));
        ck_assert_str_eq(why(), cases[i].error);
    }
    free(b);
}
END_TEST

START_TEST(instruments_that_an_account_cannot_hold_are_errors)
{
    const double closes[] = {100, 100};
    struct bars *b = future("F", closes, COUNT(closes), &instruments[0]);
    options.account.terms = FS_TERMS_CASH;
    ck_assert_ptr_null(fs_engine_new(&options, &b->series, 1));
    ck_assert_str_eq(why(), "F is a future or perpetual, which a cash account cannot hold");
    options.account.terms = FS_TERMS_FREE;
    instruments[0].maintenance_margin = M(12001);
    ck_assert_ptr_null(fs_engine_new(&options, &b->series, 1));
    ck_assert_str_eq(why(),
                     "F: its initial margin is 12000 and its maintenance margin 12001; expected an initial "
                     "margin above 0 and no higher maintenance margin");
    instruments[0].maintenance_margin = M(10900);
    instruments[0].multiplier = 1;
    b->series.lot = 1;
    ck_assert_ptr_null(fs_engine_new(&options, &b->series, 1));
    ck_assert_str_eq(why(),
                     "F: the lot 1e-08 times the multiplier 1e-08 is finer than money is counted, 1e-8");
    free(b);
}
END_TEST

/* 9e10 dollars a point times 1e9 times 100 contracts is 9e21. */
START_TEST(values_that_no_ledger_holds_are_refused_cut_or_errors)
{
    const double closes[] = {1e9, 1e9, 2e9};
    struct bars *b = future("F", closes, COUNT(closes), &instruments[0]);
    instruments[0].multiplier = M(9e10);
    instruments[0].initial_margin = instruments[0].maintenance_margin = M(0.05);
    instruments[0].margin_rate = 1;
    options.cash = M(9e10);
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    int64_t id = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 100, NAN, NAN);
    next_bar(&run);
    ck_assert_int_eq(last_of(&run, id)->rule, FS_CHECK_MARGIN);
    free_run(&run);
    /* Without margin rules a fill is cut to what a ledger can hold, and a gain beyond that ends the run. */
    instruments[0] = (struct fs_instrument){.symbol = "F", .multiplier = M(9e10)};
    options.limits.max_leverage = 0;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    id = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 100, NAN, NAN);
    next_bar(&run);
    ck_assert_int_eq(state_of(&run, id), FS_ORDER_CUT);
    ck_assert_int_eq(position(&run, 0), M(11)); /* 9.9e20 */
    ck_assert_int_eq(to_bar(&run), -1);
    ck_assert_str_eq(why(), "an account balance leaves the range of the ledger (1e21)");
    ck_assert_int_eq(fs_error_last_code(), FS_E_LIMIT);
    free_run(&run);
    free(b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("accounts");
    TCase *margin = tcase_create("margin"), *futures = tcase_create("futures"), *cash = tcase_create("cash"),
          *interest = tcase_create("interest"), *bad = tcase_create("bad");
    TCase *const all[] = {margin, futures, cash, interest, bad};
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
    tcase_add_test(cash, a_cash_account_spends_settled_money_only);
    tcase_add_test(cash, a_cash_account_cuts_what_it_cannot_pay);
    tcase_add_test(interest, debit_interest_is_by_days_over_360);
    tcase_add_test(interest, a_short_pays_its_borrow_fee_and_its_proceeds_earn_nothing);
    tcase_add_test(bad, options_that_make_no_sense_are_errors);
    tcase_add_test(bad, instruments_that_an_account_cannot_hold_are_errors);
    tcase_add_test(bad, values_that_no_ledger_holds_are_refused_cut_or_errors);
    for (int i = 0; i < COUNT(all); i++)
        suite_add_tcase(suite, all[i]);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
