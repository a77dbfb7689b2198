/*
 * Random orders, conversions and events over shares and futures of several currencies, on every kind of terms: the books
 * balance after each event in each currency, and hold what positions are worth. The same decisions in every build.
 */
#include "accounts.h"

#include "base/hash.h"

enum { RUNS = 256, BARS = 400, SYMBOLS = 5, RATES = 2 };

/* SHA-256 over the journal hashes of all runs. */
static const char decisions[] = "a1c9b5a5880f8a9a3ed3383753eed5ff840b1d9ca73a1675eee25d95d8952f4f";

static uint64_t seed;

static int below(int n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (int)((seed >> 1) % (uint64_t)n);
}

static int chance(int percent)
{
    return below(100) < percent;
}

static const struct fs_instrument all[SYMBOLS] = {
    {.symbol = "A", .currency = "USD", .multiplier = FS_SCALE},
    {.symbol = "B", .currency = "EUR", .multiplier = FS_SCALE, .borrow_rate = 8000000},
    {.symbol = "C",
     .kind = FS_INSTRUMENT_FUTURE,
     .currency = "USD",
     .multiplier = 50 * FS_SCALE,
     .initial_margin = 700 * FS_SCALE,
     .maintenance_margin = 600 * FS_SCALE,
     .expiry = INT64_MAX},
    {.symbol = "D",
     .kind = FS_INSTRUMENT_PERPETUAL,
     .currency = "JPY",
     .multiplier = FS_SCALE / 100,
     .initial_margin = 10000000,
     .maintenance_margin = 5000000,
     .margin_rate = 1,
     .expiry = INT64_MAX},
    {.symbol = "E", .currency = "JPY", .multiplier = 5 * FS_SCALE},
};

/* A walk in quarters; rates in thousandths. */
static struct bars *walk(const char *symbol, double start, double step)
{
    struct bars *b = bars_new(symbol, FS_NS_PER_HOUR * 6);
    double price = start;
    for (int i = 0; i < BARS; i++) {
        double open = fmax(price + step * (below(9) - 4), start / 4),
               close = fmax(open + step * (below(17) - 8), start / 4);
        bars_add(b, open, fmax(open, close) + step * below(5), fmin(open, close) - step * below(3), close);
        price = close;
    }
    return b;
}

static void random_options(struct fs_series *rates)
{
    defaults();
    options.cash = (chance(30) ? 3000 : 50000) * FS_SCALE;
    options.fees.bps = 3;
    options.fees.per_share = 0.01;
    options.slippage_bps = chance(50) ? 4 : 0;
    options.lots = below(3);
    options.limits.max_leverage = chance(50) ? 0 : 1 + below(3);
    options.account = (struct fs_account_options){.currency = chance(70) ? "USD" : "EUR",
                                                  .terms = below(3),
                                                  .settlement_days = below(4),
                                                  .minimum = chance(50) ? 2000 : 0,
                                                  .interest_debit = chance(60) ? 0.05 : 0,
                                                  .interest_credit = chance(60) ? 0.01 : 0,
                                                  .borrow_rate = chance(60) ? 0.02 : 0,
                                                  .fx_bps = chance(50) ? 7 : 0,
                                                  .keep_currencies = chance(50),
                                                  .rates = rates,
                                                  .rate_count = RATES};
}

static void random_events(void)
{
    for (int i = 0; i < 24; i++) {
        struct fs_instrument_event *x = &events[i];
        *x = (struct fs_instrument_event){.time = FIRST + (1 + i * 4) * DAY, .symbol = i % 2 ? "A" : "B"};
        if (i % 3 == 0)
            x->type = FS_IEVENT_DIVIDEND, x->amount = FS_SCALE / 7;
        else if (i % 3 == 1)
            x->type = FS_IEVENT_SPLIT, x->after = chance(50) ? 3 : 1, x->before = 2;
        else
            x->type = FS_IEVENT_FUNDING, x->rate = (below(21) - 10) * 10000, x->symbol = "D";
    }
    with_events(24);
}

static void do_anything(struct fs_engine *e)
{
    static const char *const codes[] = {"USD", "EUR", "JPY", "XXX"};
    int slot = below(e->count), what = below(20);
    double price = fs_engine_slots(e)[slot].price, near = price * (1 + 0.01 * (below(9) - 4));
    if (isnan(price))
        return;
    near = 0.25 * floor(near * 4 + 1);
    if (what < 8)
        fs_engine_order(e, slot, chance(50) ? FS_BUY : FS_SELL, FS_ORDER_MARKET, FS_TIF_GTC, 1 + below(60),
                        NAN, NAN);
    else if (what < 11)
        fs_engine_order(e, slot, chance(50) ? FS_BUY : FS_SELL, FS_ORDER_LIMIT, FS_TIF_GTC, 1 + below(60),
                        near, NAN);
    else if (what < 13)
        fs_engine_order(e, slot, chance(50) ? FS_BUY : FS_SELL, FS_ORDER_STOP, FS_TIF_DAY, 1 + below(60), NAN,
                        near);
    else if (what < 16)
        fs_engine_target_percent(e, slot, 0.1 * (below(21) - 10));
    else if (what < 17)
        fs_engine_close(e, slot);
    else if (what < 18 && e->orders)
        fs_engine_change_to(e, e->orders, 1 + below(50), NAN, NAN, NAN);
    else
        fs_engine_exchange(e, codes[below(4)], codes[below(4)], 1 + below(2000));
    fs_error_clear();
}

/* What the positions of each currency are worth at their marks is what its books say. Plain conditions: Check's own cost more than
 * the run. */
static void check_books(struct fs_engine *e, int number)
{
    fs_i128 held[FS_CURRENCIES_MAX] = {0}, value = 0, wrong = fs_ledger_sum(&e->ledger);
    if (wrong)
        ck_abort_msg("run %d: the books are out by %.16g", number, fs_money_double(wrong));
    for (int s = 0; s < e->count; s++) {
        const struct fs_holding *h = &e->slots[s].holding;
        if (fs_account_value(e, s, h->qty, h->mark, &value))
            ck_abort_msg("run %d: %s", number, why());
        held[e->account.units[s].currency] += e->account.units[s].margined ? 0 : value;
        if (e->options.account.terms == FS_TERMS_CASH && h->qty < 0)
            ck_abort_msg("run %d: a cash account is short", number);
    }
    for (int c = 0; c < e->account.currencies; c++) {
        fs_i128 books = fs_ledger_balance(&e->ledger, c, FS_ACCOUNT_POSITIONS);
        if (books != held[c])
            ck_abort_msg("run %d: positions in %s are %.10f, the books say %.10f", number,
                         e->account.codes[c], fs_money_double(held[c]), fs_money_double(books));
    }
    if (e->view.equity != fs_money_double(fs_ledger_equity(&e->ledger)))
        ck_abort_msg("run %d: the view has an equity of %.10f, the books %.10f", number, e->view.equity,
                     fs_money_double(fs_ledger_equity(&e->ledger)));
}

/* Its journal hash; how often things happened that must happen somewhere. */
struct seen {
    int64_t fills, calls, conversions, interest, cut, refused;
};

static void one(int number, char hash[65], struct seen *seen)
{
    seed = UINT64_C(88172645463325252) + (uint64_t)number * 7919;
    struct bars *b[SYMBOLS], *fx[RATES] = {walk("EURUSD", 1.1, 0.001), walk("USDJPY", 110, 0.25)};
    struct fs_series series[SYMBOLS], rates[RATES];
    struct fs_instrument instruments[SYMBOLS];
    memcpy(instruments, all, sizeof all);
    for (int r = 0; r < RATES; r++)
        rates[r] = fx[r]->series;
    random_options(rates);
    random_events();
    int count = options.account.terms == FS_TERMS_CASH ? 0 : SYMBOLS;
    static const int paid[] = {0, 1, 4}; /* a cash account has no futures */
    for (int i = 0; i < (count ? count : 3); i++) {
        int k = count ? i : paid[i];
        b[i] = walk(instruments[k].symbol, k == 3 || k == 4 ? 2000 : 100, 0.25);
        b[i]->series.instrument = &instruments[k];
        series[i] = b[i]->series;
    }
    count = count ? count : 3;
    struct fs_engine *e = fs_engine_new(&options, series, count);
    ck_assert_msg(e != NULL, "run %d: %s", number, why());
    int step;
    while ((step = fs_engine_next(e)) > 0) {
        check_books(e, number);
        if (step == FS_STEP_BAR && chance(60))
            do_anything(e);
        check_books(e, number);
    }
    ck_assert_msg(step == FS_STEP_END, "run %d: %s", number, why());
    const struct fs_result *r = fs_engine_finish(e);
    ck_assert_msg(r != NULL, "run %d: %s", number, why());
    memcpy(hash, r->journal_hash, 65);
    seen->fills += r->fills;
    seen->cut += r->cut;
    seen->refused += r->rejected;
    seen->calls += r->account.margin_calls;
    seen->conversions += r->account.conversion_costs > 0;
    seen->interest += r->account.interest != 0 && r->account.borrow != 0;
    /* All that the account has gained is in one of its accounts. */
    double gain = r->account.gains + r->account.interest + r->account.borrow + r->account.conversion +
                  r->dividends + r->funding - r->metrics.fees;
    ck_assert_double_eq_tol(gain, r->metrics.final_equity - (double)options.cash / 1e8, 1e-6);
    fs_engine_free(e);
    for (int i = 0; i < count; i++)
        free(b[i]);
    for (int i = 0; i < RATES; i++)
        free(fx[i]);
}

START_TEST(books_balance_whatever_happens_and_every_build_decides_the_same)
{
    struct seen seen = {0};
    char hashes[RUNS][65], text[65];
    for (int i = 0; i < RUNS; i++)
        one(i, hashes[i], &seen);
    ck_assert_int_gt(seen.fills, 2000);
    ck_assert_int_gt(seen.calls, 20);
    ck_assert_int_gt(seen.conversions, 5);
    ck_assert_int_gt(seen.interest, 5);
    ck_assert_int_gt(seen.cut, 50);
    ck_assert_int_gt(seen.refused, 500);
    ck_assert_int_eq(fs_sha256_of(hashes, sizeof hashes, text), 0);
    ck_assert_str_eq(text, decisions);
    char again[65];
    one(7, again, &seen);
    ck_assert_str_eq(again, hashes[7]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("accounts random");
    TCase *tc = tcase_create("random");
    tcase_set_timeout(tc, 600);
    tcase_add_test(tc, books_balance_whatever_happens_and_every_build_decides_the_same);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
