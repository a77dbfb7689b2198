#include "trade/curve_kernel.h"
#include "trade/metrics.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 3 * FS_CURVE_BLOCK + 7 };

static double equity[MOST];
static int64_t when[MOST];

/* Falls, recovers, rises to new heights and stays level, by a fixed sequence. */
static void make(int count, uint64_t seed)
{
    double value = 1e5;
    for (int i = 0; i < count; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        double u = (double)(seed >> 11) * 0x1p-53;
        value *= u < 0.2 ? 1.0 : 1.0 + 0.04 * (u - 0.6);
        equity[i] = value;
        when[i] = (int64_t)i * 1000;
    }
}

/* The definitions, in long double and without blocks. */
static void check_against_definitions(const struct fs_curve *c, int count, double start, double target)
{
    long double sum = 0, mean = 0, m2 = 0, m3 = 0, m4 = 0, down = 0, deepest = 0, peak = start;
    int64_t longest = 0, peak_time = when[0];
    for (int i = 0; i < count; i++) {
        sum += equity[i];
        if (i)
            mean += (long double)equity[i] / equity[i - 1] - 1;
        if (equity[i] >= peak) {
            if (when[i] - peak_time > longest && i && equity[i - 1] < peak)
                longest = when[i] - peak_time;
            peak = equity[i];
            peak_time = when[i];
        } else if (when[i] - peak_time > longest) {
            longest = when[i] - peak_time;
        }
        deepest = equity[i] / peak - 1 < deepest ? equity[i] / peak - 1 : deepest;
    }
    mean /= count > 1 ? count - 1 : 1;
    for (int i = 1; i < count; i++) {
        long double r = (long double)equity[i] / equity[i - 1] - 1, a = r - mean, d = r - target;
        m2 += a * a;
        m3 += a * a * a;
        m4 += a * a * a * a;
        down += d < 0 ? d * d : 0;
    }
    ck_assert_int_eq(c->points, count);
    ck_assert_int_eq(c->n, count - 1);
    ck_assert_double_eq_tol(c->sum, (double)sum, 1e-12 * (double)sum);
    ck_assert_double_eq_tol(c->mean, (double)mean, 1e-15);
    ck_assert_double_eq_tol(c->m2, (double)m2, 1e-12 * (double)m2 + 1e-25);
    ck_assert_double_eq_tol(c->m3, (double)m3, 1e-12 * (double)m2 + 1e-25);
    ck_assert_double_eq_tol(c->m4, (double)m4, 1e-12 * (double)m4 + 1e-25);
    ck_assert_double_eq_tol(c->downside, (double)down, 1e-12 * (double)down + 1e-25);
    ck_assert_double_eq_tol(c->drawdown, (double)deepest, 1e-15);
    ck_assert_int_eq(c->longest, longest);
    ck_assert_double_eq(c->last, equity[count - 1]);
}

START_TEST(blocks_of_any_length_give_the_figures_of_their_definitions)
{
    static const int counts[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1023, 1024, 1025, 2048, MOST};
    static const int blocks[] = {1, 2, 3, 5, 64, FS_CURVE_BLOCK};
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
        for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
            struct fs_curve c;
            make(counts[k], 7 * k + b);
            fs_curve_init(&c, 1e5, 0.001);
            for (int i = 0; i < counts[k]; i += blocks[b]) {
                int left = counts[k] - i;
                fs_curve_add(&c, when + i, equity + i, NULL, left < blocks[b] ? left : blocks[b]);
            }
            check_against_definitions(&c, counts[k], 1e5, 0.001);
        }
}
END_TEST

START_TEST(a_curve_that_only_rises_or_only_falls)
{
    struct fs_curve c;
    for (int rising = 0; rising <= 1; rising++) {
        for (int i = 0; i < 100; i++) {
            equity[i] = rising ? 100.0 + i : 100.0 - i * 0.5;
            when[i] = i;
        }
        fs_curve_init(&c, 100.0, 0.0);
        fs_curve_add(&c, when, equity, NULL, 100);
        ck_assert_double_eq_tol(c.drawdown, rising ? 0.0 : -0.495, 1e-15);
        ck_assert_int_eq(c.longest, rising ? 0 : 99);
    }
}
END_TEST

START_TEST(every_processor_level_gives_the_same_bits)
{
    double base_returns[FS_CURVE_BLOCK + FS_CURVE_PADDING], returns[FS_CURVE_BLOCK + FS_CURVE_PADDING];
    for (int level = FS_CPU_AVX2; level <= (int)fs_cpu_level(); level++)
        for (int count = 1; count <= FS_CURVE_BLOCK; count = count < 70 ? count + 1 : count * 2 - 61)
            for (int first = 0; first <= 1; first++) {
                struct fs_curve_sums base, other;
                double before = first ? NAN : 99000.0;
                make(count, (uint64_t)count);
                fs_curve_kernel(FS_CPU_BASE)(equity, count, before, 0.0001, base_returns, &base);
                fs_curve_kernel((enum fs_cpu_level)level)(equity, count, before, 0.0001, returns, &other);
                ck_assert_mem_eq(&base, &other, sizeof base);
                ck_assert_mem_eq(base_returns, returns, (size_t)(count - first) * sizeof *returns);
            }
}
END_TEST

START_TEST(figures_a_year_are_of_a_hundredth_of_one_at_least)
{
    for (int days = 3; days <= 4; days++) { /* of 365: 3.65 are the hundredth */
        struct fs_result r = {.conventions = {.periods = days * 1440, .periods_per_year = 365.0 * 1440.0},
                              .metrics = {.total_return = 0.1,
                                          .cagr = 1,
                                          .volatility = 2,
                                          .sharpe = 3,
                                          .sortino = 4,
                                          .calmar = 5,
                                          .turnover = 6,
                                          .alpha = 7,
                                          .beta = 8,
                                          .max_drawdown = -0.2}};
        struct fs_metrics *m = &r.metrics;
        fs_result_annual(&r);
        const double yearly[] = {m->cagr,   m->volatility, m->sharpe, m->sortino,
                                 m->calmar, m->turnover,   m->alpha};
        for (int i = 0; i < 7; i++)
            ck_assert(days == 3 ? isnan(yearly[i]) : yearly[i] == i + 1);
        ck_assert_int_eq(r.conventions.annual_left_out != NULL, days == 3);
        ck_assert_double_eq(m->total_return, 0.1);
        ck_assert_double_eq(m->beta, 8);
        ck_assert_double_eq(m->max_drawdown, -0.2);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("curve");
    TCase *cases = tcase_create("curve");
    tcase_add_test(cases, blocks_of_any_length_give_the_figures_of_their_definitions);
    tcase_add_test(cases, a_curve_that_only_rises_or_only_falls);
    tcase_add_test(cases, every_processor_level_gives_the_same_bits);
    tcase_add_test(cases, figures_a_year_are_of_a_hundredth_of_one_at_least);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
