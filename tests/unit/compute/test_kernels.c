/* Variants of a kernel give the same bits, and windowed sums stay exact where plain ones drift. */
#include "compute/stats/deviation.h"
#include "compute/stats/returns.h"
#include "compute/stats/returns_kernel.h"
#include "compute/stats/rolling_std.h"
#include "compute/stats/window_kernel.h"
#include "compute/stats/zscore.h"
#include "compute/ta/extreme_kernel.h"
#include "compute/ta/sma.h"
#include "compute/ta/wma.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static uint64_t seed_state = 5;

static uint64_t random_bits(void)
{
    seed_state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = seed_state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double random_unit(void)
{
    return (double)(random_bits() >> 11) * 0x1p-53;
}

static int same(double a, double b)
{
    return (a != a && b != b) || memcmp(&a, &b, sizeof a) == 0;
}

/* Values with ties, both zeros, missing ones and extremes. */
static double awkward(int kind)
{
    static const double values[] = {0.0, -0.0, 1.0, -1.0, 0x1p479, -0x1p479, 0x1p-1074, -0x1p-1074, 2.5};
    if (kind == 1 && random_bits() % 40 == 0)
        return (const double[]){NAN, INFINITY, -INFINITY, 0x1p480}[random_bits() % 4];
    if (kind == 2)
        return values[random_bits() % 9];
    return 100.0 * (0.5 + random_unit());
}

#define LENGTH 5000

START_TEST(every_variant_of_max_and_min_gives_the_bits_of_the_plain_definition)
{
    static double x[LENGTH], y[LENGTH];
    static const size_t periods[] = {1,   2,   3,   4,   5,   7,   8,   9,    16,   20,   31,  64,
                                     100, 255, 256, 511, 512, 513, 700, 1024, 4999, 5000, 6000};
    for (int kind = 0; kind < 3; kind++) {
        for (size_t i = 0; i < LENGTH; i++)
            x[i] = awkward(kind);
        for (size_t p = 0; p < sizeof periods / sizeof *periods; p++)
            for (int32_t sign = -1; sign <= 1; sign += 2)
                for (int level = 0; level <= (int)fs_cpu_level(); level++) {
                    size_t length = p % 2 ? LENGTH : LENGTH - 17;
                    fs_extreme_kernel((enum fs_cpu_level)level)(x, length, periods[p], y, sign);
                    for (size_t i = 0; i<length; i += periods[p]> 64 ? 13 : 1) {
                        double expected = NAN;
                        size_t run = 0;
                        for (size_t j = i; run < periods[p] && j < length && fs_present(x[j]); j--, run++)
                            if (run == 0 || (x[j] - expected) * sign > 0)
                                expected = x[j] + 0.0;
                        if (run < periods[p])
                            expected = NAN;
                        if (!same(y[i], expected))
                            ck_abort_msg("level %d period %zu sign %d at %zu: %a, expected %a", level,
                                         periods[p], sign, i, y[i], expected);
                    }
                }
    }
}
END_TEST

START_TEST(every_variant_of_returns_gives_the_bits_of_the_single_value)
{
    static double x[LENGTH], y[LENGTH];
    for (int kind = 0; kind < 5; kind++) {
        for (size_t i = 0; i < LENGTH; i++) {
            x[i] = kind < 3 ? awkward(kind) : random_unit() * 100;
            if (kind == 4) {
                uint64_t bits = random_bits() >> 1;
                memcpy(&x[i], &bits, sizeof bits);
            }
        }
        for (int32_t log = 0; log < 2; log++)
            for (int level = 0; level <= (int)fs_cpu_level(); level++) {
                fs_returns_kernel((enum fs_cpu_level)level)(x, LENGTH, log, y);
                ck_assert(y[0] != y[0]);
                for (size_t i = 1; i < LENGTH; i++) {
                    double expected = log ? fs_return_log(x[i - 1], x[i]) : fs_return_simple(x[i - 1], x[i]);
                    if (!same(y[i], expected))
                        ck_abort_msg("level %d log %d at %zu: %a to %a gave %a, expected %a", level, log, i,
                                     x[i - 1], x[i], y[i], expected);
                }
            }
    }
}
END_TEST

/* Blocks, value by value and streams agree, with gaps, spikes that make sums anew, and extremes. */
START_TEST(every_variant_of_means_and_deviations_gives_the_bits_of_the_stream)
{
    static double x[LENGTH * 3], mean[LENGTH * 3], deviation[LENGTH * 3];
    static const int32_t periods[] = {1, 2, 5, 20, 255, 256, 257, 4500};
    enum { COUNT = LENGTH * 3 };
    for (int kind = 0; kind < 5; kind++) {
        for (size_t i = 0; i < COUNT; i++) {
            x[i] = awkward(kind < 3 ? kind : 0);
            if (kind == 3 && random_bits() % 500 == 0)
                x[i] *= 1e14;
            if (kind == 4 && random_bits() % 1500 == 0)
                x[i] = NAN;
        }
        for (size_t p = 0; p < sizeof periods / sizeof *periods; p++)
            for (int level = 0; level <= (int)fs_cpu_level(); level++) {
                int32_t period = periods[p], ddof = (int32_t)(p % 2);
                fs_mean_kernel((enum fs_cpu_level)level)(x, COUNT, period, mean);
                struct fs_sma *sma = malloc(fs_sma_size(period));
                fs_sma_init(sma, period);
                for (size_t i = 0; i < COUNT; i++) {
                    double expected = fs_sma_update(sma, x[i]);
                    if (!same(mean[i], expected))
                        ck_abort_msg("mean, level %d period %d kind %d at %zu: %a, expected %a", level,
                                     (int)period, kind, i, mean[i], expected);
                }
                free(sma);
                if (period < 2)
                    continue;
                fs_deviation_kernel((enum fs_cpu_level)level)(x, COUNT, period, ddof, mean, deviation);
                struct fs_deviation stream;
                double *window = calloc((size_t)period, sizeof *window);
                fs_deviation_init(&stream, period, ddof);
                for (size_t i = 0; i < COUNT; i++) {
                    struct fs_deviation_result r = fs_deviation_push(&stream, window, x[i]);
                    if (!same(mean[i], r.mean) || !same(deviation[i], r.deviation))
                        ck_abort_msg(
                            "deviation, level %d period %d kind %d at %zu: %a and %a, expected %a and %a",
                            level, (int)period, kind, i, mean[i], deviation[i], r.mean, r.deviation);
                }
                free(window);
            }
    }
}
END_TEST

START_TEST(log_returns_are_within_two_units_of_the_last_place)
{
    double worst = 0;
    for (int i = 0; i < 300000; i++) {
        double a = exp((random_unit() - 0.5) * 20), b = a * exp((random_unit() - 0.5) * (i % 3 == 0   ? 1e-6
                                                                                         : i % 3 == 1 ? 0.6
                                                                                                      : 30));
        long double exact = logl((long double)b / (long double)a);
        if (fabsl(exact) < 0.3L) /* the quotient's rounding would count */
            exact = log1pl(((long double)b - (long double)a) / (long double)a);
        double got = fs_return_log(a, b);
        double ulp = nextafter(fabs(got), INFINITY) - fabs(got);
        if (got != 0)
            worst = fmax(worst, (double)(fabsl(got - exact) / ulp));
    }
    ck_assert_msg(worst <= 2.0, "off by %g units", worst);
    ck_assert(fs_return_log(1, 1) == 0 && fs_return_log(3, 6) == log(2) &&
              fs_return_log(1, -1) != fs_return_log(1, -1));
    ck_assert(fabsl(fs_return_log(0x1p-1074, 0x1p479) - 1553 * logl(2)) < 2e-13L);
}
END_TEST

START_TEST(means_do_not_drift_over_millions_of_values_and_forget_a_spike)
{
    enum { PERIOD = 50 };
    char memory[1024];
    struct fs_sma *sma = (struct fs_sma *)(void *)memory;
    ck_assert_uint_le(fs_sma_size(PERIOD), sizeof memory);
    fs_sma_init(sma, PERIOD);
    double window[PERIOD] = {0};
    for (int i = 0; i < 3000000; i++) {
        double x = 100 * random_unit() + (i % 1000000 == 500 ? 1e15 : 0), got = fs_sma_update(sma, x);
        window[i % PERIOD] = x;
        if (i % 9973 == 0 && i > PERIOD) {
            long double exact = 0;
            for (int j = 0; j < PERIOD; j++)
                exact += window[j];
            exact /= PERIOD;
            if (fabsl(got - exact) > 2e-16L * fabsl(exact))
                ck_abort_msg("at %d: %.17g, exact %.20Lg", i, got, exact);
        }
    }
}
END_TEST

START_TEST(deviations_keep_their_digits_at_a_high_level)
{
    enum { PERIOD = 20, COUNT = 20000 };
    static double x[COUNT], sd[COUNT], z[COUNT], shifted[COUNT], again[COUNT];
    for (int i = 0; i < COUNT; i++) {
        x[i] = (double)(random_bits() % 1000) / 1024.0; /* so that adding 2^40 below is exact */
        shifted[i] = x[i] + 0x1p36;
    }
    /* the same deviations and scores, whatever the level */
    ck_assert_int_eq(fs_rolling_std(x, COUNT, PERIOD, 1, sd), 0);
    ck_assert_int_eq(fs_rolling_std(shifted, COUNT, PERIOD, 1, again), 0);
    for (int i = PERIOD - 1; i < COUNT; i++)
        if (fabs(sd[i] - again[i]) > 1e-12 * sd[i])
            ck_abort_msg("at %d: %.17g, shifted %.17g", i, sd[i], again[i]);
    ck_assert_int_eq(fs_zscore(x, COUNT, PERIOD, 1, z), 0);
    ck_assert_int_eq(fs_zscore(shifted, COUNT, PERIOD, 1, again), 0);
    for (int i = PERIOD - 1; i < COUNT; i++)
        if (fabs(z[i] - again[i]) > 1e-12 * fmax(1, fabs(z[i])))
            ck_abort_msg("at %d: %.17g, shifted %.17g", i, z[i], again[i]);
    /* a power of two scales the bits */
    for (int i = 0; i < COUNT; i++)
        shifted[i] = x[i] * 0x1p-20;
    ck_assert_int_eq(fs_rolling_std(shifted, COUNT, PERIOD, 1, again), 0);
    for (int i = PERIOD - 1; i < COUNT; i++)
        ck_assert(again[i] == sd[i] * 0x1p-20);
}
END_TEST

START_TEST(a_constant_has_no_deviation_and_no_score_even_after_a_spike)
{
    enum { PERIOD = 10, COUNT = 9000 };
    static double x[COUNT], sd[COUNT], z[COUNT];
    for (int i = 0; i < COUNT; i++)
        x[i] = i < 4000 ? 0.1 + random_unit() : 0.1;
    x[4100] = 1e12;
    fs_rolling_std(x, COUNT, PERIOD, 0, sd);
    fs_zscore(x, COUNT, PERIOD, 0, z);
    for (int i = 4000 + PERIOD; i < COUNT; i++)
        if (i < 4100 || i >= 4100 + PERIOD)
            ck_assert_msg(sd[i] == 0 && z[i] != z[i], "at %d: %g %g", i, sd[i], z[i]);
        else
            ck_assert(sd[i] > 1e11);
}
END_TEST

START_TEST(a_window_with_a_missing_value_is_blank_and_the_next_is_exact_again)
{
    double x[40], mean[40], weighted[40], sd[40];
    for (int i = 0; i < 40; i++)
        x[i] = i == 12 ? (double)INFINITY : i == 20 ? (double)NAN : i;
    fs_sma(x, 40, 4, mean);
    fs_wma(x, 40, 4, weighted);
    fs_rolling_std(x, 40, 4, 1, sd);
    for (int i = 0; i < 40; i++) {
        int blank = i < 3 || (i >= 12 && i < 16) || (i >= 20 && i < 24);
        ck_assert_msg((mean[i] != mean[i]) == blank && (weighted[i] != weighted[i]) == blank &&
                          (sd[i] != sd[i]) == blank,
                      "at %d", i);
        if (!blank)
            ck_assert(mean[i] == i - 1.5 && weighted[i] == i - 1.0 && sd[i] == sqrt(5.0 / 3.0));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kernels");
    TCase *tcase = tcase_create("kernels");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, every_variant_of_max_and_min_gives_the_bits_of_the_plain_definition);
    tcase_add_test(tcase, every_variant_of_returns_gives_the_bits_of_the_single_value);
    tcase_add_test(tcase, every_variant_of_means_and_deviations_gives_the_bits_of_the_stream);
    tcase_add_test(tcase, log_returns_are_within_two_units_of_the_last_place);
    tcase_add_test(tcase, means_do_not_drift_over_millions_of_values_and_forget_a_spike);
    tcase_add_test(tcase, deviations_keep_their_digits_at_a_high_level);
    tcase_add_test(tcase, a_constant_has_no_deviation_and_no_score_even_after_a_spike);
    tcase_add_test(tcase, a_window_with_a_missing_value_is_blank_and_the_next_is_exact_again);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
