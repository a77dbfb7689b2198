/* The books balance whatever is posted, and refuse what does not fit. */
#include "base/error.h"
#include "trade/ledger.h"

#include <check.h>
#include <finsmart/order.h>
#include <math.h>
#include <string.h>

static uint64_t seed = 88172645463325252u;
static int64_t roll(int64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (int64_t)(seed >> 1) % below;
}

/* amount * numerator / denominator, half to even, by long multiplication and division: another way than the ledger's. */
static fs_i128 long_ratio(fs_i128 amount, int64_t numerator, int64_t denominator)
{
    fs_u128 size = amount < 0 ? -(fs_u128)amount : (fs_u128)amount;
    uint64_t n = (uint64_t)numerator, d = (uint64_t)denominator, limb[3];
    fs_u128 low = (fs_u128)(uint64_t)size * n, high = (fs_u128)(uint64_t)(size >> 64) * n + (low >> 64);
    limb[0] = (uint64_t)low;
    limb[1] = (uint64_t)high;
    limb[2] = (uint64_t)(high >> 64);
    fs_u128 rest = 0, quotient = 0;
    for (int i = 2; i >= 0; i--) {
        fs_u128 part = rest << 64 | limb[i];
        quotient = quotient << 64 | (uint64_t)(part / d);
        rest = part % d;
    }
    if (2 * rest > d || (2 * rest == d && (quotient & 1)))
        quotient++;
    return amount < 0 ? -(fs_i128)quotient : (fs_i128)quotient;
}

/* The account as a list of facts: what is held, at what marks and rates, and the cash of each currency. */
enum { CURRENCIES = 4, INSTRUMENTS = 8 };
struct model {
    fs_i128 cash[CURRENCIES], income[CURRENCIES][FS_ACCOUNT_COUNT];
    struct fs_rate rate[CURRENCIES];
    int64_t units[INSTRUMENTS], mark[INSTRUMENTS];
};

static int currency_of(int instrument)
{
    return instrument % CURRENCIES;
}

/* Two of the instruments are futures: their gains are paid in cash. */
static int margined(int instrument)
{
    return instrument >= 6;
}

static fs_i128 model_equity(const struct model *m)
{
    fs_i128 equity = 0;
    for (int c = 0; c < CURRENCIES; c++) {
        fs_i128 net = m->cash[c];
        for (int i = c; i < INSTRUMENTS; i += CURRENCIES)
            net += margined(i) ? 0 : (fs_i128)m->units[i] * m->mark[i];
        equity += long_ratio(net, m->rate[c].numerator, m->rate[c].denominator);
    }
    return equity;
}

static int mark(struct fs_ledger *ledger, struct model *m, int i, int64_t price)
{
    int c = currency_of(i);
    fs_i128 gain = (fs_i128)m->units[i] * (price - m->mark[i]);
    m->income[c][FS_ACCOUNT_GAINS] -= gain;
    m->cash[c] += margined(i) ? gain : 0;
    m->mark[i] = price;
    return fs_ledger_move(ledger, c, FS_ACCOUNT_GAINS, margined(i) ? FS_ACCOUNT_CASH : FS_ACCOUNT_POSITIONS,
                          gain);
}

static int64_t random_price(void)
{
    return 1 + roll(500 * FS_SCALE);
}

/* A purchase, a sale, a short sale or one that turns the position round; the fee may be a rebate. */
static int fill(struct fs_ledger *ledger, struct model *m)
{
    int i = (int)roll(INSTRUMENTS), c = currency_of(i);
    int64_t price = random_price(), fee = roll(FS_SCALE) - FS_SCALE / 10;
    int64_t units = (1 + roll(100000)) * (FS_SCALE / 1000) * (roll(2) ? 1 : -1);
    if (mark(ledger, m, i, price))
        return -1;
    fs_i128 value = margined(i) ? 0 : fs_amount_product(units, price);
    m->units[i] += units;
    m->cash[c] -= value + fee * FS_MONEY;
    m->income[c][FS_ACCOUNT_FEES] += fee * FS_MONEY;
    return fs_ledger_buy(ledger, c, value, fee);
}

static int move(struct fs_ledger *ledger, struct model *m)
{
    static const int from[] = {FS_ACCOUNT_DIVIDENDS, FS_ACCOUNT_INTEREST, FS_ACCOUNT_BORROW,
                               FS_ACCOUNT_FUNDING, FS_ACCOUNT_CAPITAL};
    int c = (int)roll(CURRENCIES), account = from[roll(5)];
    fs_i128 amount = (fs_i128)(roll(2000 * FS_SCALE) - 1000 * FS_SCALE) * roll(FS_SCALE);
    m->cash[c] += amount;
    m->income[c][account] -= amount;
    return fs_ledger_move(ledger, c, account, FS_ACCOUNT_CASH, amount);
}

static int exchange(struct fs_ledger *ledger, struct model *m)
{
    int from = (int)roll(CURRENCIES), to = (from + 1 + (int)roll(CURRENCIES - 1)) % CURRENCIES;
    fs_i128 amount = (fs_i128)roll(10000 * FS_SCALE) * FS_MONEY, received;
    if (fs_ledger_exchange(ledger, from, to, amount, &received))
        return -1;
    fs_i128 value = long_ratio(amount, m->rate[from].numerator, m->rate[from].denominator);
    value = long_ratio(value, m->rate[to].denominator, m->rate[to].numerator);
    m->cash[from] -= amount;
    m->cash[to] += value;
    m->income[from][FS_ACCOUNT_CONVERSION] += amount;
    m->income[to][FS_ACCOUNT_CONVERSION] -= value;
    return value != received;
}

static int set_rate(struct fs_ledger *ledger, struct model *m)
{
    int c = 1 + (int)roll(CURRENCIES - 1);
    int64_t quote = FS_SCALE / 10 + roll(200 * FS_SCALE);
    m->rate[c] = c == 2 ? (struct fs_rate){FS_SCALE, quote} : (struct fs_rate){quote, FS_SCALE};
    return fs_ledger_rate(ledger, c, m->rate[c]);
}

/* Two shares for one: half the price each; what the half loses is moved as a gain. */
static int split(struct fs_ledger *ledger, struct model *m)
{
    int i = (int)roll(INSTRUMENTS);
    if (m->units[i] > INT64_MAX / 4 || m->units[i] < -INT64_MAX / 4 || m->mark[i] < 2)
        return 0;
    if (mark(ledger, m, i, m->mark[i] - m->mark[i] % 2))
        return -1;
    m->units[i] *= 2;
    m->mark[i] /= 2;
    return 0;
}

/* What leaves the range is refused and changes nothing. */
static int overflow(struct fs_ledger *ledger)
{
    struct fs_ledger before = *ledger;
    int c = (int)roll(CURRENCIES), refused = 0;
    switch (roll(4)) {
    case 0:
        refused = fs_ledger_buy(ledger, c, fs_amount_product(INT64_MAX, INT64_MAX), 0);
        break;
    case 1:
        refused = fs_ledger_move(ledger, c, FS_ACCOUNT_CAPITAL, FS_ACCOUNT_CASH, FS_I128_MAX / 16);
        refused = refused && ledger->balance[FS_ACCOUNT_CASH] == before.balance[FS_ACCOUNT_CASH] ? -1 : 0;
        if (!refused) { /* it fitted: then it must not a second time */
            refused = fs_ledger_move(ledger, c, FS_ACCOUNT_CAPITAL, FS_ACCOUNT_CASH, FS_I128_MAX / 16);
            *ledger = before;
        }
        break;
    case 2:
        refused = fs_ledger_exchange(ledger, c, (c + 1) % CURRENCIES, FS_I128_MAX, NULL);
        break;
    default:
        refused = fs_ledger_rate(ledger, 1, (struct fs_rate){0, FS_SCALE});
    }
    int same = !memcmp(&before, ledger, sizeof before);
    fs_error_clear();
    return refused == -1 && same ? 0 : -1;
}

START_TEST(a_million_random_operations_balance_and_equal_an_independent_account)
{
    static struct fs_ledger ledger;
    static struct model m;
    int64_t broken = 0, differs = 0, failed = 0;
    memset(&ledger, 0, sizeof ledger);
    memset(&m, 0, sizeof m);
    for (int c = 0; c < CURRENCIES; c++) {
        m.rate[c] = (struct fs_rate){FS_SCALE, FS_SCALE};
        failed += c && fs_ledger_rate(&ledger, c, m.rate[c]);
    }
    for (int i = 0; i < INSTRUMENTS; i++)
        m.mark[i] = random_price();
    ck_assert_int_eq(fs_ledger_deposit(&ledger, 1000000 * FS_SCALE), 0);
    m.cash[0] = (fs_i128)1000000 * FS_SCALE * FS_MONEY;
    m.income[0][FS_ACCOUNT_CAPITAL] = -m.cash[0];
    for (int n = 0; n < 1000000; n++) {
        int kind = (int)roll(16), i = (int)roll(INSTRUMENTS);
        failed += kind < 6    ? fill(&ledger, &m) != 0
                  : kind < 9  ? mark(&ledger, &m, i, random_price()) != 0
                  : kind < 11 ? move(&ledger, &m) != 0
                  : kind < 12 ? exchange(&ledger, &m) != 0
                  : kind < 14 ? set_rate(&ledger, &m) != 0
                  : kind < 15 ? split(&ledger, &m) != 0
                              : overflow(&ledger) != 0;
        broken += fs_ledger_sum(&ledger) != 0;
        differs += model_equity(&m) != fs_ledger_equity(&ledger);
    }
    ck_assert_int_eq(failed, 0);
    ck_assert_int_eq(broken, 0);
    ck_assert_int_eq(differs, 0);
    fs_i128 named = 0;
    for (int a = 0; a < FS_ACCOUNT_COUNT; a++) {
        for (int c = 0; c < CURRENCIES; c++) {
            fs_i128 expected = a == FS_ACCOUNT_CASH ? m.cash[c] : m.income[c][a];
            if (a != FS_ACCOUNT_POSITIONS)
                ck_assert(fs_ledger_balance(&ledger, c, a) == expected);
        }
        if (a != FS_ACCOUNT_CASH && a != FS_ACCOUNT_POSITIONS)
            named -= fs_ledger_total(&ledger, a);
    }
    ck_assert(named == fs_ledger_equity(&ledger));
    ck_assert(fs_ledger_total(&ledger, FS_ACCOUNT_CASH) + fs_ledger_total(&ledger, FS_ACCOUNT_POSITIONS) ==
              named);
}
END_TEST

static fs_i128 money(double amount)
{
    return (fs_i128)llrint(amount * 1e8) * FS_MONEY;
}

/* 1000 EUR of shares bought at 1.10, sold for 1100 EUR at 1.20: 100 EUR of gains and 100 dollars by the rate. */
START_TEST(a_gain_of_prices_and_a_gain_of_rates_are_told_apart)
{
    struct fs_ledger ledger = {0};
    fs_i128 paid, got;
    ck_assert_int_eq(fs_ledger_deposit(&ledger, 10000 * FS_SCALE), 0);
    ck_assert_int_eq(fs_ledger_rate(&ledger, 1, (struct fs_rate){110000000, FS_SCALE}), 0);
    ck_assert_int_eq(fs_ledger_exchange(&ledger, 0, 1, money(1100), &paid), 0);
    ck_assert(paid == money(1000));
    ck_assert_int_eq(fs_ledger_buy(&ledger, 1, money(1000), 0), 0);
    ck_assert(fs_ledger_equity(&ledger) == money(10000));
    ck_assert_int_eq(fs_ledger_rate(&ledger, 1, (struct fs_rate){120000000, FS_SCALE}), 0);
    ck_assert(fs_ledger_equity(&ledger) == money(10100));
    ck_assert(fs_ledger_total(&ledger, FS_ACCOUNT_CONVERSION) == money(-100));
    ck_assert_int_eq(fs_ledger_move(&ledger, 1, FS_ACCOUNT_GAINS, FS_ACCOUNT_POSITIONS, money(100)), 0);
    ck_assert(fs_ledger_total(&ledger, FS_ACCOUNT_GAINS) == money(-120));
    ck_assert_int_eq(fs_ledger_buy(&ledger, 1, money(-1100), 0), 0);
    ck_assert_int_eq(fs_ledger_exchange(&ledger, 1, 0, money(1100), &got), 0);
    ck_assert(got == money(1320));
    ck_assert(ledger.balance[FS_ACCOUNT_CASH] == money(10220));
    ck_assert(fs_ledger_equity(&ledger) == money(10220));
    ck_assert(fs_ledger_total(&ledger, FS_ACCOUNT_CONVERSION) == money(-100));
    ck_assert(fs_ledger_sum(&ledger) == 0);
}
END_TEST

START_TEST(a_rate_may_be_quoted_the_other_way_round_and_stays_exact)
{
    struct fs_ledger ledger = {0};
    fs_i128 yen;
    ck_assert_int_eq(fs_ledger_deposit(&ledger, 100 * FS_SCALE), 0);
    ck_assert_int_eq(fs_ledger_rate(&ledger, 1, (struct fs_rate){FS_SCALE, 150 * FS_SCALE}), 0);
    ck_assert_int_eq(fs_ledger_exchange(&ledger, 0, 1, money(100), &yen), 0);
    ck_assert(yen == money(15000));
    ck_assert(fs_ledger_equity(&ledger) == money(100));
}
END_TEST

START_TEST(money_of_a_currency_without_a_rate_is_refused)
{
    struct fs_ledger ledger = {0};
    ck_assert_int_eq(fs_ledger_move(&ledger, 2, FS_ACCOUNT_DIVIDENDS, FS_ACCOUNT_CASH, money(1)), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
    ck_assert_str_eq(fs_error_last()->message, "the rate of a currency is not known yet");
    ck_assert_int_eq(fs_ledger_move(&ledger, 16, FS_ACCOUNT_DIVIDENDS, FS_ACCOUNT_CASH, money(1)), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_INTERNAL);
}
END_TEST

START_TEST(a_fill_out_of_range_is_refused_and_changes_nothing)
{
    struct fs_ledger ledger = {0}, before;
    ck_assert_int_eq(fs_ledger_deposit(&ledger, FS_SCALE), 0);
    before = ledger;
    ck_assert_int_eq(fs_ledger_fill(&ledger, INT64_MAX, INT64_MAX, 0), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_LIMIT);
    ck_assert_mem_eq(&before, &ledger, sizeof ledger);
}
END_TEST

START_TEST(amounts_become_the_nearest_double)
{
    ck_assert_double_eq(fs_money_double((fs_i128)100000 * 100000000 * 100000000), 100000.0);
    ck_assert_double_eq(fs_money_double(-(fs_i128)123456789 * 100000000), -1.23456789);
    ck_assert_double_eq(fs_money_double(0), 0.0);
    ck_assert_double_eq(fs_money_double(1), 1e-16);
    ck_assert_double_eq(fs_money_double(((fs_i128)1 << 63)), 922.3372036854775808);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ledger");
    TCase *tc = tcase_create("cases");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, a_million_random_operations_balance_and_equal_an_independent_account);
    tcase_add_test(tc, a_gain_of_prices_and_a_gain_of_rates_are_told_apart);
    tcase_add_test(tc, a_rate_may_be_quoted_the_other_way_round_and_stays_exact);
    tcase_add_test(tc, money_of_a_currency_without_a_rate_is_refused);
    tcase_add_test(tc, a_fill_out_of_range_is_refused_and_changes_nothing);
    tcase_add_test(tc, amounts_become_the_nearest_double);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
