/* Accounts of several currencies: exchange rates, what fills and days convert, balances that stay. Worked by hand. */
#include "accounts.h"

static struct fs_instrument instruments[3];
static struct fs_series rates[3];

/* A share priced in a currency. */
static struct bars *share(const char *symbol, const char *currency, const double *closes, int count)
{
    static int used;
    struct bars *b = flat(symbol, closes, count);
    struct fs_instrument *i = &instruments[used++ % COUNT(instruments)];
    *i = (struct fs_instrument){.symbol = symbol, .currency = currency, .multiplier = FS_SCALE};
    b->series.instrument = i;
    return b;
}

static struct bars *rate(int number, const char *symbol, const double *closes, int count)
{
    struct bars *b = flat(symbol, closes, count);
    rates[number] = b->series;
    options.account.rates = rates;
    options.account.rate_count = number + 1;
    return b;
}

/* 100 shares at 120 euros with a rate of 1.10 and 10 basis points: 13,200 dollars and 13.20. At 125 and 1.12 they are worth 14,000:
 * 500 euros of gains at 1.12 are 560, 12,000 euros at 0.02 more are 240. 2 euros a share of dividend are 224 dollars less 0.224. */
START_TEST(a_purchase_abroad_is_paid_at_the_rate_and_revalued_with_it)
{
    const double closes[] = {120, 120, 120, 125, 125, 125}, euro[] = {1.08, 1.10, 1.10, 1.12, 1.12, 1.12};
    struct bars *b = share("SAP", "EUR", closes, COUNT(closes)), *fx = rate(0, "EURUSD", euro, COUNT(euro));
    options.account.currency = "USD";
    options.account.fx_bps = 10;
    events[0] = (struct fs_instrument_event){
        .time = DATE(5), .symbol = "SAP", .type = FS_IEVENT_DIVIDEND, .amount = M(2), .currency = "EUR"};
    with_events(1);
    /* the order of the close of the 2nd fills at the open of the 3rd, when the rate is that of the 2nd, 1.10 */
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run), next_bar(&run);
    ck_assert_double_eq(fs_engine_point_value(run.e, 0), 1.10);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 100, NAN, NAN);
    next_bar(&run), next_bar(&run);
    ck_assert_money(cash_in(&run, 0), 100000 - 13200 - 13.2);
    ck_assert_money(cash_in(&run, 1), 0);
    ck_assert_double_eq(run.v->equity, 100000 - 13213.2 + 100 * 120 * 1.12 + 100 * 5 * 1.12);
    ck_assert_double_eq(run.v->cash, 86786.8);
    fs_i128 gains = -fs_ledger_total(&run.e->ledger, FS_ACCOUNT_GAINS),
            conversion = -fs_ledger_total(&run.e->ledger, FS_ACCOUNT_CONVERSION);
    ck_assert_money(gains, 560);
    ck_assert_money(conversion, 240);
    close_run(&run);
    ck_assert_double_eq(run.events[0].cash, 200); /* in euros */
    ck_assert_money(cash_in(&run, 0), 86786.8 + 224 - 0.224);
    ck_assert_double_eq(run.r->dividends, 224);
    ck_assert_double_eq(run.r->account.conversion_costs, 13.424);
    ck_assert_double_eq(run.r->account.balances[1].positions, 12500);
    ck_assert_double_eq(run.r->account.balances[1].value, 14000);
    ck_assert_double_eq(run.r->metrics.fees, 13.424);
    ck_assert_double_eq(run.r->trades[0].pnl, 500 * 1.12);
    free_run(&run);
    free(b), free(fx);
}
END_TEST

/* Yen for a dollar: 1,000 shares at 1,100 yen are 1,100,000 yen, at 110 yen exactly 10,000 dollars. Francs by way of the euro. */
START_TEST(rates_go_the_other_way_round_and_by_way_of_a_third_currency)
{
    const double closes[] = {1100, 1100, 1100}, yen[] = {110, 110, 110}, swiss[] = {54, 54, 54},
                 euro[] = {1.1, 1.1, 1.1}, franc[] = {1.08, 1.08, 1.08};
    struct bars *b = share("7203", "JPY", closes, COUNT(closes)),
                *c = share("NESN", "CHF", swiss, COUNT(swiss)), *y = rate(0, "USD/JPY", yen, COUNT(yen)),
                *e = rate(1, "EUR-USD", euro, COUNT(euro)), *f = rate(2, "EURCHF", franc, COUNT(franc));
    struct fs_series series[] = {b->series, c->series};
    options.account.currency = "USD";
    struct run run;
    open_run(&run, series, 2);
    next_bar(&run), next_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1000, NAN, NAN);
    order(&run, 1, FS_BUY, FS_ORDER_MARKET, 100, NAN, NAN);
    close_run(&run);
    ck_assert(run.e->ledger.books[1].worth == money(10000));
    /* 5,400 francs at 1.1 / 1.08, to 12 digits 1.018518518519, are 5,500.0000000026 */
    ck_assert_double_eq(run.r->account.balances[2].rate, 1.018518518519);
    ck_assert_double_eq(run.r->account.balances[2].value, 5500.0000000026);
    ck_assert_double_eq_tol(run.v->equity, 100000, 1e-9);
    free_run(&run);
    free(b), free(c), free(y), free(e), free(f);
}
END_TEST

/* Euros are bought first and stay: 10,000 dollars at 1.25 are 8,000 euros, less 10 dollars of cost. Shares beyond them are paid with
 * borrowed euros, which cost interest in euros. */
START_TEST(balances_that_are_kept_change_with_the_strategys_own_conversions_only)
{
    const double closes[] = {100, 100, 100, 100}, euro[] = {1.25, 1.25, 1.25, 1.25};
    struct bars *b = share("SAP", "EUR", closes, COUNT(closes)), *fx = rate(0, "EURUSD", euro, COUNT(euro));
    options.account = (struct fs_account_options){.currency = "USD",
                                                  .keep_currencies = 1,
                                                  .fx_bps = 10,
                                                  .interest_debit = 0.036,
                                                  .rates = rates,
                                                  .rate_count = 1};
    struct run run;
    open_run(&run, &b->series, 1);
    ck_assert(isnan(fs_engine_exchange(run.e, "USD", "EUR", 1)));
    ck_assert_str_eq(why(), "no rate of EUR is known yet");
    next_bar(&run);
    ck_assert(isnan(fs_engine_exchange(run.e, "USD", "GBP", 1)));
    ck_assert_str_eq(why(), "the account has no currency 'GBP'");
    ck_assert(isnan(fs_engine_balance(run.e, "GBP")));
    ck_assert(isnan(fs_engine_exchange(run.e, "USD", "USD", 1)));
    ck_assert_str_eq(why(), "conversion of 1 USD into USD; expected an amount above 0 of another currency");
    ck_assert(isnan(fs_engine_exchange(run.e, "USD", "EUR", -5)));
    ck_assert_str_eq(why(), "conversion of -5 USD into EUR; expected an amount above 0 of another currency");
    ck_assert(isnan(fs_engine_exchange(run.e, "USD", "EUR", (double)NAN)));
    ck_assert(isnan(fs_engine_exchange(run.e, "USD", "EUR", 100001)));
    ck_assert_str_eq(why(), "conversion of 100001 USD into EUR: the balance is 100000");
    ck_assert_double_eq(fs_engine_exchange(run.e, "USD", "EUR", 10000), 8000);
    ck_assert_double_eq(fs_engine_balance(run.e, "USD"), 89990);
    ck_assert_double_eq(fs_engine_balance(run.e, "EUR"), 8000);
    ck_assert_double_eq(run.v->equity, 99990);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 180, NAN, NAN);
    next_bar(&run); /* bought on the 2nd; a day of 10,000 borrowed euros * 0.036 / 360 = 1 */
    ck_assert_money(cash_in(&run, 1), -10001);
    ck_assert_money(cash_in(&run, 0), 89990);
    ck_assert_double_eq(run.v->equity, 99990 - 1.25);
    close_run(&run);
    ck_assert_double_eq(run.r->account.conversion_costs, 10);
    free_run(&run);
    free(b), free(fx);
}
END_TEST

/* A future in euros: its gains are euros, which become dollars at the first event of the next day. */
START_TEST(gains_of_a_future_abroad_are_converted_each_day)
{
    const double closes[] = {5000, 5000, 5010, 5010, 5010}, euro[] = {1.1, 1.1, 1.2, 1.25, 1.25};
    struct bars *b = share("FESX", "EUR", closes, COUNT(closes)), *fx = rate(0, "EURUSD", euro, COUNT(euro));
    struct fs_instrument *i = (struct fs_instrument *)b->series.instrument;
    i->kind = FS_INSTRUMENT_FUTURE;
    i->multiplier = M(10);
    i->initial_margin = M(3000);
    i->maintenance_margin = M(2500);
    i->expiry = INT64_MAX;
    options.account.currency = "USD";
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 2, NAN, NAN);
    next_bar(&run);
    ck_assert_double_eq(account_of(&run).initial, 6600); /* 2 * 3,000 euros at 1.1 */
    next_bar(&run);
    ck_assert_money(cash_in(&run, 1), 200);
    ck_assert_double_eq(run.v->equity, 100240);
    ck_assert_double_eq(run.v->cash, 100240);
    next_bar(&run); /* the rate of the day when they were gained, not the new one */
    ck_assert_money(cash_in(&run, 1), 0);
    ck_assert_money(cash_in(&run, 0), 100240);
    free_run(&run);
    free(b), free(fx);
}
END_TEST

START_TEST(what_is_missing_or_wrong_in_rates_is_told)
{
    const double closes[] = {100, 100}, euro[] = {1.1, 1.1}, nothing[] = {1.1, 0}, negative[] = {-1.1, 1.1},
                 huge[] = {1e7, 1e7};
    struct bars *b = share("SAP", "EUR", closes, COUNT(closes)),
                *c = share("IBM", "USD", closes, COUNT(closes)), *fx = rate(0, "GBPUSD", euro, COUNT(euro)),
                *bad;
    struct fs_series both[] = {b->series, c->series};
    options.account.currency = "USD";
    ck_assert_ptr_null(fs_engine_new(&options, &b->series, 1));
    ck_assert_str_eq(why(),
                     "there is no rate of EUR in USD: neither EURUSD nor USDEUR is among the exchange rates");
    options.account.currency = NULL;
    ck_assert_ptr_null(fs_engine_new(&options, both, 2));
    ck_assert_str_eq(why(), "the instruments have prices in USD and in EUR, and the account has no currency");
    options.account.currency = "USD";
    bad = rate(0, "EURUSD", nothing, COUNT(nothing));
    ck_assert_ptr_null(fs_engine_new(&options, &b->series, 1));
    ck_assert_str_eq(
        why(), "symbol 'EURUSD', bar 2 (2020-01-02T00:00:00Z): open is 0; expected a price above 0 and at "
               "most 9e+10");
    free(bad);
    bad = rate(0, "EURUSD", negative, COUNT(negative));
    ck_assert_ptr_null(fs_engine_new(&options, &b->series, 1));
    ck_assert_str_eq(why(),
                     "symbol 'EURUSD', bar 1 (2020-01-01T00:00:00Z): open is -1.1000000000000001; expected a "
                     "price above 0 and at most 9e+10");
    free(bad);
    bad = rate(0, "EURUSD", huge, COUNT(huge));
    struct run run;
    open_run(&run, &b->series, 1);
    ck_assert_int_eq(to_bar(&run), 1); /* 1e7 is a rate */
    fs_engine_free(run.e);
    free(bad), free(fx);
    free(b), free(c);
}
END_TEST

/* The rates end on the 2nd, its end is the 3rd. After the 10th they are older than 7 days: nothing is opened, but what is there may
 * be closed; and no conversion. Before the first there is none. */
START_TEST(with_an_old_rate_positions_are_closed_but_not_opened)
{
    double closes[16], euro[] = {1.1, 1.1};
    for (int i = 0; i < 16; i++)
        closes[i] = 100;
    struct bars *b = share("SAP", "EUR", closes, 16), *fx = rate(0, "EURUSD", euro, COUNT(euro));
    options.account.currency = "USD";
    struct run run;
    fx->time[0] += DAY, fx->time[1] += DAY;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    int64_t unknown = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 10, NAN, NAN);
    ck_assert_int_eq(fs_engine_target_percent(run.e, 0, 0.1), -1);
    ck_assert_str_eq(why(), "target for SAP: no rate of EUR is known yet");
    for (int i = 0; i < 8; i++)
        next_bar(&run);
    ck_assert_str_eq(reason_of(&run, unknown), "SAP is paid in EUR, of which no rate is known yet");
    ck_assert_int_eq(last_of(&run, unknown)->rule, FS_CHECK_PRICE);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 10, NAN, NAN); /* on the 10th */
    next_bar(&run), next_bar(&run);
    ck_assert_int_eq(position(&run, 0), M(10));
    int64_t late = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1, NAN, NAN);
    int64_t out = order(&run, 0, FS_SELL, FS_ORDER_MARKET, 10, NAN, NAN);
    int64_t beyond = order(&run, 0, FS_SELL, FS_ORDER_MARKET, 1, NAN, NAN);
    ck_assert(isnan(fs_engine_exchange(run.e, "USD", "EUR", 1)));
    ck_assert_str_eq(why(), "the last rate of USD and EUR is too old to convert at");
    next_bar(&run);
    ck_assert_str_eq(reason_of(&run, late),
                     "SAP is paid in EUR, of which the last rate is too old (--fx-age)");
    ck_assert_int_eq(state_of(&run, out), FS_ORDER_FILLED);
    ck_assert_int_eq(state_of(&run, beyond), FS_ORDER_REJECTED);
    free_run(&run);
    free(b), free(fx);
}
END_TEST

/* 1,000 dollars are settled and so many euros sold for: 9 shares at 100 euros and 1.1 are 990. */
START_TEST(a_cash_account_pays_abroad_with_what_is_settled_in_all_currencies)
{
    const double closes[] = {100, 100, 100, 100, 100, 100, 100}, euro[] = {1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1};
    struct bars *b = share("SAP", "EUR", closes, COUNT(closes)), *fx = rate(0, "EURUSD", euro, COUNT(euro));
    options.cash = M(1000);
    options.account.currency = "USD";
    options.account.terms = FS_TERMS_CASH;
    options.account.settlement_days = 2;
    struct run run;
    open_run(&run, &b->series, 1);
    next_bar(&run);
    int64_t more = order(&run, 0, FS_BUY, FS_ORDER_MARKET, 10, NAN, NAN);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 9, NAN, NAN);
    next_bar(&run);
    ck_assert_int_eq(state_of(&run, more), FS_ORDER_REJECTED);
    ck_assert_double_eq(account_of(&run).settled, 10);
    order(&run, 0, FS_SELL, FS_ORDER_MARKET, 9, NAN, NAN);
    next_bar(&run); /* Friday the 3rd */
    ck_assert_money(cash_in(&run, 0), 1000);
    ck_assert_double_eq(account_of(&run).settled, 10);
    next_bar(&run), next_bar(&run), next_bar(&run);
    ck_assert_double_eq(account_of(&run).settled, 1000);
    free_run(&run);
    free(b), free(fx);
}
END_TEST

START_TEST(events_between_instruments_of_different_currencies_are_errors)
{
    const double closes[] = {100, 100, 100, 100}, euro[] = {1.1, 1.1, 1.1, 1.1};
    struct bars *a = share("A", "EUR", closes, COUNT(closes)), *b = share("B", "USD", closes, COUNT(closes)),
                *fx = rate(0, "EURUSD", euro, COUNT(euro));
    struct fs_series series[] = {a->series, b->series};
    options.account.currency = "USD";
    events[0] = (struct fs_instrument_event){
        .time = DATE(3), .symbol = "A", .into = "B", .type = FS_IEVENT_MERGER, .after = 1, .before = 1};
    with_events(1);
    struct run run;
    open_run(&run, series, 2);
    next_bar(&run), next_bar(&run);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 1, NAN, NAN);
    int step;
    while ((step = to_bar(&run)) > 0)
        ;
    ck_assert_int_eq(step, -1);
    ck_assert_str_eq(why(), "merger of A into B: the instruments differ in currency; expected the same");
    free_run(&run);
    free(a), free(b), free(fx);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("currencies");
    TCase *tc = tcase_create("currencies");
    tcase_add_checked_fixture(tc, defaults, NULL);
    tcase_add_test(tc, a_purchase_abroad_is_paid_at_the_rate_and_revalued_with_it);
    tcase_add_test(tc, rates_go_the_other_way_round_and_by_way_of_a_third_currency);
    tcase_add_test(tc, balances_that_are_kept_change_with_the_strategys_own_conversions_only);
    tcase_add_test(tc, gains_of_a_future_abroad_are_converted_each_day);
    tcase_add_test(tc, what_is_missing_or_wrong_in_rates_is_told);
    tcase_add_test(tc, with_an_old_rate_positions_are_closed_but_not_opened);
    tcase_add_test(tc, a_cash_account_pays_abroad_with_what_is_settled_in_all_currencies);
    tcase_add_test(tc, events_between_instruments_of_different_currencies_are_errors);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
