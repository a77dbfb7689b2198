/* Cash accounts, interest and fees by days, and terms that make no sense: by examples that are worked by hand. */
#include "accounts.h"

static struct fs_instrument instruments[3];

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
    Suite *suite = suite_create("account terms");
    TCase *cash = tcase_create("cash"), *interest = tcase_create("interest"), *bad = tcase_create("bad");
    TCase *const all[] = {cash, interest, bad};
    for (int i = 0; i < COUNT(all); i++)
        tcase_add_checked_fixture(all[i], defaults, NULL);
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
