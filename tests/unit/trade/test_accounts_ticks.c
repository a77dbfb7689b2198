/* Accounts over ticks: the same rules as over bars (test_accounts.c, test_currencies.c), by the market's prices as they come. */
#include "base/time.h"
#include "feeds.h"
#include "market/instrument.h"
#include "trade/state.h"

#include <math.h>

#define M(x)   ((int64_t)llrint((x)*1e8))
#define MINUTE 60000.0 /* ms */
#define DAY_MS (24 * 60 * MINUTE)

static struct fs_engine_options options;
static struct fs_tick_options ticks;
static struct fs_instrument future;

static void defaults(void)
{
    fs_engine_defaults(&options);
    fs_tick_defaults(&ticks);
    future = (struct fs_instrument){.symbol = "ES",
                                    .kind = FS_INSTRUMENT_FUTURE,
                                    .currency = "USD",
                                    .multiplier = M(50),
                                    .initial_margin = M(12000),
                                    .maintenance_margin = M(10900),
                                    .expiry = INT64_MAX};
}

static struct fs_engine *engine_of(struct feed *feed)
{
    static struct market market;
    market = (struct market){{feed}, 1};
    struct fs_engine *e = engine_over(&market, &options, &ticks);
    fs_engine_want(e, FS_WANT_QUOTE | FS_WANT_ORDER | FS_WANT_FILL);
    return e;
}

/* To the next step of a kind, the books in balance after all. */
static int to(struct fs_engine *e, int kind)
{
    int step;
    while ((step = fs_engine_next(e)) > 0) {
        ck_assert(fs_ledger_sum(&e->ledger) == 0);
        if (step == kind)
            break;
    }
    ck_assert_msg(step >= 0, "%s", why());
    return step;
}

static void ask(struct fs_engine *e, int side, double qty)
{
    ck_assert_int_gt(fs_engine_order(e, 0, side, FS_ORDER_MARKET, FS_TIF_GTC, qty, NAN, NAN), 0);
}

/* Four contracts are bought at 3,000. In the middle of 2,959.75 and 2,960.25 the account has 42,000 of the 43,600 that it must keep: at
 * the next equity point one contract is sold, at the bid, and 42,000 less half a spread of 12.50 are left. */
START_TEST(a_future_is_settled_in_cash_and_called_at_an_equity_point)
{
    struct feed f = {.symbol = "ES", .instrument = &future};
    quote(&f, 1000, 2999.75, 3000);
    quote(&f, 2000, 3009.75, 3010.25);
    quote(&f, 3000, 2959.75, 2960.25);
    quote(&f, 2 * MINUTE, 2959.75, 2960.25);
    quote(&f, 3 * MINUTE, 2959.75, 2960.25);
    options.cash = M(50000);
    struct fs_engine *e = engine_of(&f);
    const struct fs_engine_view *v = fs_engine_view(e);
    to(e, FS_STEP_QUOTE);
    ask(e, FS_BUY, 5); /* refused: 60,000 */
    ask(e, FS_BUY, 4);
    to(e, FS_STEP_ORDER);
    ck_assert_int_eq(v->order.rule, FS_CHECK_MARGIN);
    ck_assert_str_eq(v->order.reason, "initial margin would be 60000.00; equity is 50000.00");
    to(e, FS_STEP_FILL);
    ck_assert(e->ledger.balance[FS_ACCOUNT_POSITIONS] == 0);
    to(e, FS_STEP_QUOTE);
    ck_assert_double_eq(v->cash, 52000); /* ten points */
    to(e, FS_STEP_QUOTE);
    ck_assert_double_eq(v->equity, 42000);
    to(e, FS_STEP_FILL);
    ck_assert_double_eq((double)v->now / MS, MINUTE);
    ck_assert_int_eq(v->fill.qty, M(1));
    ck_assert_int_eq(v->fill.price, M(2959.75));
    ck_assert_double_eq(v->equity, 42000 - 4 * 50 * 0.25 + 3 * 50 * 0.25);
    ck_assert_int_eq(to(e, FS_STEP_END), FS_STEP_END);
    const struct fs_result *r = fs_engine_finish(e);
    ck_assert_msg(r != NULL, "%s", why());
    ck_assert_int_eq(r->account.margin_calls, 1);
    ck_assert_double_eq(r->metrics.final_equity, 42000 - 12.5);
    ck_assert_double_eq(r->trades[0].pnl, -40.25 * 50);
    fs_engine_free(e);
}
END_TEST

/* 100 shares at 120 euros and 1.1 dollars; a day later 1.2 are known. What was sold settles in two weekdays. */
START_TEST(a_cash_account_abroad_converts_settles_and_accrues)
{
    static const struct fs_instrument share = {.symbol = "SAP", .currency = "EUR", .multiplier = FS_SCALE};
    int64_t time[] = {-FS_NS_PER_DAY, 0};
    double rate[] = {1.1, 1.2};
    const struct fs_series fx = {.symbol = "EURUSD",
                                 .count = 2,
                                 .time = time,
                                 .open = rate,
                                 .high = rate,
                                 .low = rate,
                                 .close = rate,
                                 .interval = FS_NS_PER_DAY};
    struct feed f = {.symbol = "SAP", .instrument = &share};
    quote(&f, 1000, 119, 120); /* Thursday, 1 January 1970 */
    quote(&f, 2000, 119, 121);
    quote(&f, DAY_MS, 119, 121);
    quote(&f, DAY_MS + 1000, 125, 127);
    quote(&f, 3 * DAY_MS, 125, 127);
    quote(&f, 5 * DAY_MS, 125, 127);
    options.account = (struct fs_account_options){.currency = "USD",
                                                  .terms = FS_TERMS_CASH,
                                                  .settlement_days = 2,
                                                  .interest_credit = 0.036,
                                                  .rates = &fx,
                                                  .rate_count = 1};
    ticks.equity_interval = FS_NS_PER_HOUR;
    struct fs_engine *e = engine_of(&f);
    const struct fs_engine_view *v = fs_engine_view(e);
    struct fs_account_view account;
    to(e, FS_STEP_QUOTE);
    ask(e, FS_BUY, 10);
    to(e, FS_STEP_FILL);
    ck_assert_double_eq(v->cash, 100000 - 10 * 120 * 1.1);
    to(e, FS_STEP_QUOTE), to(e, FS_STEP_QUOTE); /* a day: 98,680 * 0.036 / 360 */
    ck_assert_double_eq(v->cash, 98680 + 9.868);
    ck_assert_double_eq_tol(v->equity, 98689.868 + 10 * 120 * 1.2, 1e-9);
    to(e, FS_STEP_QUOTE);
    ask(e, FS_SELL, 10);
    to(e, FS_STEP_FILL); /* on a Friday, at 125 and 1.2 */
    ck_assert_double_eq(v->cash, 98689.868 + 1500);
    fs_engine_account(e, &account);
    ck_assert_double_eq(account.settled, 98689.868);
    to(e, FS_STEP_QUOTE); /* Sunday */
    fs_engine_account(e, &account);
    ck_assert_double_eq(account.settled, v->cash - 1500);
    to(e, FS_STEP_QUOTE); /* Tuesday */
    fs_engine_account(e, &account);
    ck_assert_double_eq(account.settled, v->cash);
    to(e, FS_STEP_END);
    ck_assert_msg(fs_engine_finish(e) != NULL, "%s", why());
    fs_engine_free(e);
}
END_TEST

/* A maker's rebate and a taker's fee are of 50 times the price. */
START_TEST(fees_of_makers_and_takers_are_of_the_contracts_value)
{
    struct feed f = {.symbol = "ES", .instrument = &future};
    quote(&f, 1000, 2999, 3000);
    quote(&f, 2000, 2999, 3000);
    trade(&f, 2500, 2990, 100);
    quote(&f, 3000, 2980, 2985);
    options.cash = M(50000);
    ticks.maker_bps = -0.1;
    ticks.taker_bps = 0.2;
    ticks.queue = FS_QUEUE_RISK_AVERSE;
    struct fs_engine *e = engine_of(&f);
    const struct fs_engine_view *v = fs_engine_view(e);
    to(e, FS_STEP_QUOTE);
    ask(e, FS_BUY, 1);
    to(e, FS_STEP_FILL);
    ck_assert_int_eq(v->fill.fee, M(3000 * 50 * 0.00002));
    ck_assert_int_gt(fs_engine_order(e, 0, FS_BUY, FS_ORDER_LIMIT, FS_TIF_GTC, 1, 2995, NAN), 0);
    to(e, FS_STEP_FILL);
    ck_assert_int_eq(v->fill.fee, -M(2995 * 50 * 0.00001));
    to(e, FS_STEP_END);
    ck_assert_msg(fs_engine_finish(e) != NULL, "%s", why());
    fs_engine_free(e);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("accounts over ticks");
    TCase *tc = tcase_create("ticks");
    tcase_add_checked_fixture(tc, defaults, NULL);
    tcase_add_test(tc, a_future_is_settled_in_cash_and_called_at_an_equity_point);
    tcase_add_test(tc, a_cash_account_abroad_converts_settles_and_accrues);
    tcase_add_test(tc, fees_of_makers_and_takers_are_of_the_contracts_value);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
