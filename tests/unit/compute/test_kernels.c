/* Variants of a kernel give the same bits, and windowed sums stay exact where plain ones drift. */
#include "compute/forms.h"
#include "compute/stats/mean_kernel.h"
#include "compute/stats/returns.h"
#include "compute/stats/returns_kernel.h"
#include "compute/stats/rolling_spread.h"
#include "compute/ta/extreme_kernel.h"
#include "compute/ta/sma.h"
#include "compute/ta/spread.h"
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

/* The next of a series of a kind that takes one of the ways through the loop of means. */
static double next_for_means(int kind, size_t i, double before)
{
    double walk = i ? before + random_unit() - 0.5 : 150.0;
    switch (kind) {
    case 3: /* spikes */
        return awkward(0) * (random_bits() % 500 == 0 ? 1e14 : 1);
    case 4: /* gaps */
        return random_bits() % 1500 == 0 ? NAN : awkward(0);
    case 5: /* prices, which have sums in integers */
        return walk;
    case 6: /* volumes with zeros of both signs: too far apart for them in some places */
        return i % 3000 < 2500 ? random_bits() % 4 ? floor(random_unit() * 300) : -0.0
                               : floor(exp(random_unit() * 12));
    case 7: /* both signs, and a few below all others by so much that an error could be rounded */
        return (random_unit() - 0.5) * (i == 7000 ? 1e-9 : 1);
    case 8: /* nothing for long */
        return i < 6000 ? 0.0 : 1e-250 * (1 + random_unit());
    default:
        return awkward(kind);
    }
}

/* Blocks, integers, value by value and streams agree, with gaps, spikes and extremes. */
START_TEST(every_variant_of_means_gives_the_bits_of_the_stream)
{
    enum { COUNT = LENGTH * 3, AHEAD = 3 };
    static double x[COUNT], mean[COUNT];
    static const int32_t periods[] = {1, 2, 5, 20, 255, 256, 257, 1024, 4500};
    for (int kind = 0; kind < 9; kind++) {
        for (size_t i = 0; i < COUNT; i++)
            x[i] = next_for_means(kind, i, i ? x[i - 1] : NAN);
        for (size_t i = 0; kind == 5 && i < AHEAD; i++)
            x[i] = NAN;
        for (size_t p = 0; p < sizeof periods / sizeof *periods; p++)
            for (int level = 0; level <= (int)fs_cpu_level(); level++) {
                int32_t period = periods[p];
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
            }
    }
}
END_TEST

/* What a stream of each kind says of its window. */
struct streams {
    struct fs_tree sum, spread, pair, trend, ramp;
    struct fs_sum *sums;
    struct fs_spread *spreads;
    struct fs_pair_spread *pairs;
    struct fs_tilt *trends;
    struct fs_ramp *ramps;
    struct fs_window_mean mean;
    struct fs_sum *means;
};

static void *parts(struct fs_tree *tree, int32_t period, size_t doubles)
{
    void *memory = malloc((doubles + 1) * sizeof(double));
    fs_tree_start(tree, period, memory, doubles);
    return memory;
}

static void stream_values(struct streams *s, double x, double y, double newest, int32_t period, double *out)
{
    double n = (double)period;
    struct fs_spread spread = fs_spread_slide(&s->spread, s->spreads, fs_spread_leaf(x));
    struct fs_pair_spread pair = fs_pair_spread_slide(&s->pair, s->pairs, fs_pair_spread_leaf(x, y));
    struct fs_tilt trend = fs_tilt_slide(&s->trend, s->trends, fs_tilt_leaf(x));
    out[FS_WINDOW_SUM] = fs_sum_slide(&s->sum, s->sums, fs_sum_leaf(x)).sum;
    out[FS_WINDOW_MEAN] = fs_window_mean_slide(&s->mean, s->means, x);
    out[FS_WINDOW_VARIANCE] = spread.variance * 1.25;
    out[FS_WINDOW_DEVIATION] = sqrt(spread.variance * 1.25) * 3.0;
    out[FS_WINDOW_ZSCORE] = fs_window_zscore(spread, newest, 1.25);
    out[FS_WINDOW_COVARIANCE] = pair.xy * 1.25;
    out[FS_WINDOW_CORRELATION] = fs_window_correlation(pair, 0.5);
    out[FS_WINDOW_SLOPE] = fs_window_slope(pair, 0.5);
    for (enum fs_window_what what = FS_WINDOW_LINE; what <= FS_WINDOW_LINE_ANGLE; what++)
        out[what] = fs_window_line(what, trend, n);
    out[FS_WINDOW_RAMP] = fs_window_ramp(fs_ramp_slide(&s->ramp, s->ramps, fs_ramp_leaf(x)), n);
}

/* Every kernel on every level, over single and interleaved series, with gaps, ties, spikes and extremes. */
START_TEST(every_variant_of_windows_gives_the_bits_of_the_stream)
{
    enum { COUNT = 3000 };
    static double x[COUNT * 8], y[COUNT * 8], got[COUNT * 8], expected[COUNT][FS_WINDOW_COUNT];
    static const int32_t periods[] = {1, 2, 3, 4, 5, 6, 7, 20, 63, 64, 129, 700, 2999, 3001};
    for (int kind = 0; kind < 5; kind++) {
        for (size_t i = 0; i < COUNT * 8; i++) {
            x[i] = awkward(kind < 3 ? kind : 0);
            y[i] = awkward(kind == 1 ? 1 : 0);
            if (kind == 3)
                x[i] = random_bits() % 500 == 0 ? x[i] * 1e14 : floor(x[i] / 40);
            if (kind == 4 && (random_bits() % 1500 == 0 || i % 8 == 3))
                x[i] = NAN;
        }
        for (size_t p = 0; p < sizeof periods / sizeof *periods; p++) {
            const int32_t period = periods[p];
            const size_t stride = p % 2 ? 8 : 1, lane = p % 2 ? (size_t)kind + 1 : 0;
            struct streams s;
            s.sums = parts(&s.sum, period, FS_TREE_DOUBLES(sum, period));
            s.spreads = parts(&s.spread, period, FS_TREE_DOUBLES(spread, period));
            s.pairs = parts(&s.pair, period, FS_TREE_DOUBLES(pair_spread, period));
            s.trends = parts(&s.trend, period, FS_TREE_DOUBLES(tilt, period));
            s.ramps = parts(&s.ramp, period, FS_TREE_DOUBLES(ramp, period));
            s.means = malloc((size_t)period * sizeof *s.means);
            fs_window_mean_start(&s.mean, period, s.means);
            for (size_t i = 0; i < COUNT; i++) {
                size_t at = i * stride + lane;
                stream_values(&s, x[at], y[at], x[at], period, expected[i]);
            }
            free(s.sums);
            free(s.spreads);
            free(s.pairs);
            free(s.trends);
            free(s.ramps);
            free(s.means);
            for (enum fs_window_what what = 0; what < FS_WINDOW_COUNT; what++)
                for (int level = 0; level <= (int)fs_cpu_level(); level++) {
                    if (what == FS_WINDOW_DISTANCE || what == FS_WINDOW_CCI ||
                        (period == 1 && what >= FS_WINDOW_LINE && what <= FS_WINDOW_LINE_ANGLE))
                        continue;
                    struct fs_window_job job = {.x = x,
                                                .y = y,
                                                .stride = stride,
                                                .period = period,
                                                .scale = 1.25,
                                                .factor = 3.0,
                                                .otherwise = 0.5,
                                                .out = got};
                    fs_window_series_at((enum fs_cpu_level)level, what, job, COUNT);
                    for (size_t i = 0; i < COUNT; i++)
                        if (!same(got[i * stride + lane], expected[i][what]))
                            ck_abort_msg("what %d level %d period %d kind %d at %zu: %a, expected %a",
                                         (int)what, level, (int)period, kind, i, got[i * stride + lane],
                                         expected[i][what]);
                }
        }
    }
}
END_TEST

START_TEST(every_variant_of_distances_gives_the_bits_of_the_single_window)
{
    enum { COUNT = 3000 };
    static double x[COUNT], got[COUNT];
    static struct fs_sum sums[COUNT];
    struct fs_window_mean mean;
    static const int32_t periods[] = {2, 3, 5, 14, 20, 100, 1500};
    for (int kind = 0; kind < 4; kind++) {
        for (size_t i = 0; i < COUNT; i++)
            x[i] = kind == 3 ? floor(awkward(0) / 40) : awkward(kind);
        for (size_t p = 0; p < sizeof periods / sizeof *periods; p++)
            for (int level = 0; level <= (int)fs_cpu_level(); level++)
                for (enum fs_window_what what = FS_WINDOW_DISTANCE; what <= FS_WINDOW_CCI; what++) {
                    int32_t n = periods[p], run = 0;
                    struct fs_window_job job = {.x = x, .stride = 1, .period = n, .out = got};
                    fs_window_series_at((enum fs_cpu_level)level, what, job, COUNT);
                    fs_window_mean_start(&mean, n, sums);
                    for (int32_t i = 0; i < COUNT; i++) {
                        double m = fs_window_mean_slide(&mean, sums, x[i]), expected = NAN;
                        run = fs_present(x[i]) ? run + 1 : 0;
                        if (run >= n) {
                            double distance = fs_window_distance(x + i + 1 - n, n, m);
                            expected = what == FS_WINDOW_DISTANCE ? distance / n
                                                                  : fs_window_cci(x[i], m, distance, n);
                        }
                        if (!same(got[i], expected))
                            ck_abort_msg("what %d level %d period %d kind %d at %d: %a, expected %a",
                                         (int)what, level, (int)n, kind, (int)i, got[i], expected);
                    }
                }
    }
}
END_TEST

/* Against sums of 64 bits' precision: every result is exact to a few roundings for each doubling, at any level of the values. */
START_TEST(windows_are_exact_but_for_a_rounding_or_two_for_each_doubling)
{
    enum { COUNT = 4000 };
    static double x[COUNT], y[COUNT], mean[COUNT], deviation[COUNT], slope[COUNT], correlation[COUNT];
    static const double levels[] = {0, 100, 0x1p30};
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++)
        for (int32_t n = 2; n <= 300; n = n * 2 + 1) {
            double walk = 0, other = 0;
            for (size_t i = 0; i < COUNT; i++) {
                walk += ldexp(floor(random_unit() * 1024) - 512, -12); /* the level adds no rounding */
                other += ldexp(floor(random_unit() * 1024) - 512, -12);
                x[i] = levels[l] + walk;
                y[i] = levels[l] + other;
            }
            ck_assert_int_eq(fs_sma(x, COUNT, n, mean), 0);
            ck_assert_int_eq(fs_stddev(x, COUNT, n, 1, deviation), 0);
            ck_assert_int_eq(fs_linearreg_slope(x, COUNT, n, slope), 0);
            ck_assert_int_eq(fs_ta_correl(x, y, COUNT, n, correlation), 0);
            for (int32_t i = n - 1; i < COUNT; i++) {
                long double sx = 0, sy = 0, xx = 0, yy = 0, xy = 0, tx = 0, tt = 0;
                for (int32_t k = 0; k < n; k++) {
                    sx += x[i - k] - levels[l];
                    sy += y[i - k] - levels[l];
                }
                sx /= n;
                sy /= n;
                for (int32_t k = 0; k < n; k++) {
                    long double a = x[i - k] - levels[l] - sx, b = y[i - k] - levels[l] - sy,
                                t = (long double)(n - 1) / 2 - k;
                    xx += a * a;
                    yy += b * b;
                    xy += a * b;
                    tx += t * a;
                    tt += t * t;
                }
                long double size = sqrtl(xx / n);
                ck_assert(fabsl(mean[i] - (levels[l] + sx)) <=
                          4e-16L * (fabs(mean[i]) + fabs(x[i])) + 1e-18L);
                ck_assert(fabsl(deviation[i] - sqrtl(xx / n)) <= 2e-15L * size);
                ck_assert(fabsl(slope[i] - tx / tt) <= 4e-15L * size / sqrtl(tt / n));
                if (xx > 0 && yy > 0)
                    ck_assert(fabsl(correlation[i] - xy / sqrtl(xx * yy)) <= 5e-15L);
            }
        }
}
END_TEST

START_TEST(a_window_of_equal_values_does_not_vary)
{
    enum { COUNT = 600 };
    static double x[COUNT], mean[COUNT], deviation[COUNT], variance[COUNT];
    for (int32_t n = 2; n < 130; n += 1 + n / 20) {
        for (size_t i = 0; i < COUNT; i++)
            x[i] = i % 200 == 0 || i == 0 ? 0.1 + random_unit() * 1000 : x[i - 1];
        fs_sma(x, COUNT, n, mean);
        fs_stddev(x, COUNT, n, 1, deviation);
        fs_ta_var(x, COUNT, n, 1, variance);
        for (int32_t i = n - 1; i < COUNT; i++) {
            int flat = 1;
            for (int32_t k = 1; k < n; k++)
                flat &= x[i - k] == x[i];
            ck_assert_msg(
                !flat || (fabs(mean[i] - x[i]) <= 0x1p-52 * x[i] && deviation[i] == 0 && variance[i] == 0),
                "period %d at %d", (int)n, (int)i);
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
    tcase_add_test(tcase, every_variant_of_means_gives_the_bits_of_the_stream);
    tcase_add_test(tcase, every_variant_of_windows_gives_the_bits_of_the_stream);
    tcase_add_test(tcase, every_variant_of_distances_gives_the_bits_of_the_single_window);
    tcase_add_test(tcase, windows_are_exact_but_for_a_rounding_or_two_for_each_doubling);
    tcase_add_test(tcase, a_window_of_equal_values_does_not_vary);
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
