/* Permuted bars and redrawn trades: what changes, and what must not. */
#include "compute/stats/random.h"
#include "sweep/monte_carlo.h"
#include "sweep/permute.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BARS = 300 };

static int64_t times[BARS];
static double opens[BARS], highs[BARS], lows[BARS], closes[BARS], volumes[BARS];

static struct fs_series market(uint64_t seed)
{
    struct fs_random random;
    fs_random_init(&random, seed, 0);
    double price = 100.0;
    for (int i = 0; i < BARS; i++) {
        times[i] = i;
        opens[i] = price * (1.0 + 0.002 * fs_random_normal(&random));
        closes[i] = opens[i] * (1.0 + 0.01 * fs_random_normal(&random));
        highs[i] = fmax(opens[i], closes[i]) * 1.003;
        lows[i] = fmin(opens[i], closes[i]) * 0.998;
        volumes[i] = i;
        price = closes[i];
    }
    return (struct fs_series){.symbol = "A",
                              .count = BARS,
                              .time = times,
                              .open = opens,
                              .high = highs,
                              .low = lows,
                              .close = closes,
                              .volume = volumes,
                              .interval = 1};
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

START_TEST(permuted_bars_have_the_same_returns_in_another_order)
{
    struct fs_series series = market(1);
    struct fs_permuted *permuted = fs_permuted_new(&series, 1);
    fs_permuted_make(permuted, 42, 3);
    const struct fs_series *p = fs_permuted_series(permuted);
    ck_assert_int_eq(fs_series_check(p, 0, p->count), 0);
    ck_assert_double_eq(p->open[0], opens[0]);
    ck_assert_double_eq_tol(p->close[BARS - 1] / closes[BARS - 1], 1.0, 1e-10);
    double inside[BARS], before[BARS];
    int moved = 0, seen[BARS] = {0};
    for (int i = 0; i < BARS; i++) {
        inside[i] = p->close[i] / p->open[i];
        before[i] = closes[i] / opens[i];
        moved += p->volume[i] != (double)i;
        seen[(int)p->volume[i]]++;
    }
    ck_assert_int_gt(moved, BARS - 20);
    qsort(inside, BARS, sizeof *inside, ascending);
    qsort(before, BARS, sizeof *before, ascending);
    for (int i = 0; i < BARS; i++) {
        ck_assert_int_eq(seen[i], 1);
        ck_assert_double_eq_tol(inside[i], before[i], 1e-12);
    }
    double first[BARS];
    memcpy(first, p->close, sizeof first);
    fs_permuted_make(permuted, 42, 4);
    ck_assert_int_ne(memcmp(first, fs_permuted_series(permuted)->close, sizeof first), 0);
    fs_permuted_make(permuted, 42, 3);
    ck_assert_int_eq(memcmp(first, fs_permuted_series(permuted)->close, sizeof first), 0);
    fs_permuted_free(permuted);
}
END_TEST

START_TEST(symbols_of_equal_length_move_together)
{
    struct fs_series both[2] = {market(1), market(1)};
    both[1].symbol = "B";
    struct fs_permuted *permuted = fs_permuted_new(both, 2);
    fs_permuted_make(permuted, 1, 1);
    const struct fs_series *p = fs_permuted_series(permuted);
    ck_assert_int_eq(memcmp(p[0].close, p[1].close, sizeof closes), 0);
    fs_permuted_free(permuted);
}
END_TEST

START_TEST(redrawn_trades_have_the_distribution_that_they_must)
{
    /* +10 of 100 and -5 of 110: bootstrap compounds two of them, shuffled they always end at 105. */
    static const double pnl[] = {10.0, -5.0};
    const double down = 105.0 / 110.0;
    struct fs_monte_carlo mc, again;
    ck_assert_int_eq(fs_monte_carlo(pnl, 2, 100.0, 20000, 9, &mc), 0);
    ck_assert_double_eq_tol(mc.bootstrap_equity[0], 100.0 * down * down, 1e-10);
    ck_assert_double_eq_tol(mc.bootstrap_equity[3], 105.0, 1e-10);
    ck_assert_double_eq_tol(mc.bootstrap_equity[6], 121.0, 1e-10);
    ck_assert_double_eq_tol(mc.loss, 0.25, 0.01);
    ck_assert_double_eq(mc.ruin, 0.0);
    ck_assert_double_eq_tol(mc.bootstrap_drawdown[0], down * down - 1.0, 1e-15);
    ck_assert_double_eq_tol(mc.bootstrap_drawdown[6], 0.0, 1e-15);
    ck_assert_double_eq_tol(mc.shuffle_drawdown[0], down - 1.0, 1e-15);
    ck_assert_double_eq_tol(mc.shuffle_drawdown[6], down - 1.0, 1e-15);
    ck_assert_int_eq(fs_monte_carlo(pnl, 2, 100.0, 20000, 9, &again), 0);
    ck_assert_double_eq(again.loss, mc.loss);
}
END_TEST

START_TEST(trades_after_ruin_do_not_count)
{
    static const double pnl[] = {50.0, -150.0, 30.0};
    struct fs_monte_carlo mc;
    ck_assert_int_eq(fs_monte_carlo(pnl, 3, 100.0, 8000, 1, &mc), 0);
    ck_assert_int_eq(mc.trades, 2);
    ck_assert_double_eq_tol(mc.ruin, 0.75, 0.02);
    ck_assert_double_eq(mc.bootstrap_equity[0], 0.0);
    ck_assert_double_eq(mc.shuffle_drawdown[3], -1.0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("draws");
    TCase *tests = tcase_create("draws");
    tcase_add_test(tests, permuted_bars_have_the_same_returns_in_another_order);
    tcase_add_test(tests, symbols_of_equal_length_move_together);
    tcase_add_test(tests, redrawn_trades_have_the_distribution_that_they_must);
    tcase_add_test(tests, trades_after_ruin_do_not_count);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
