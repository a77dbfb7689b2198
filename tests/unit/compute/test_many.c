#include "compute/entry.h"
#include "compute/ta/many_kernel.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 9500, LANES = FS_MANY_LANES };

static uint64_t seed = 7;

static double uniform(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(seed >> 11) * 0x1p-53;
}

/* How each indicator is called in both forms; parameters of the single form are the periods, then the factors. */
static const struct {
    const char *name;
    enum fs_many_what what;
    int inputs, periods, factors, outputs;
} indicators[] = {
    {"ta.sma", FS_MANY_SMA, 1, 1, 0, 1},       {"ta.ema", FS_MANY_EMA, 1, 1, 0, 1},
    {"ta.rsi", FS_MANY_RSI, 1, 1, 0, 1},       {"ta.atr", FS_MANY_ATR, 3, 1, 0, 1},
    {"ta.macd", FS_MANY_MACD, 1, 3, 0, 3},     {"ta.stddev", FS_MANY_STDDEV, 1, 1, 1, 1},
    {"ta.bbands", FS_MANY_BBANDS, 1, 1, 2, 3}, {"ta.adx", FS_MANY_ADX, 3, 1, 0, 1},
    {"ta.obv", FS_MANY_OBV, 2, 0, 0, 1},       {"ta.linearreg_slope", FS_MANY_SLOPE, 1, 1, 0, 1},
};
enum { COUNT = sizeof indicators / sizeof *indicators };

static const struct fs_compute_entry *find(const char *name)
{
    size_t count;
    const struct fs_compute_entry *entries = fs_compute_entries(&count);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(entries[i].name, name))
            return &entries[i];
    ck_abort_msg("no %s", name);
    return NULL;
}

/* Three inputs of eight lanes: gaps of their own, one empty, one that begins late, one constant, one with huge values that
 * come and go, one of zeros of both signs. */
static void make(double *in, int gaps)
{
    static const double missing[] = {NAN, INFINITY, -INFINITY, 0x1p481};
    for (size_t lane = 0; lane < LANES; lane++) {
        double price = 50 + 100 * uniform();
        for (size_t i = 0; i < ROWS; i++) {
            price *= 1 + 0.02 * (uniform() - 0.5);
            double *at = in + i * LANES + lane, high = price * (1 + 0.01 * uniform()), low = price * 0.99;
            double values[] = {high, low, price};
            for (int k = 0; k < 3; k++) {
                double x = values[k];
                if (gaps && uniform() < 0.01 * (double)(lane % 3))
                    x = missing[(int)(4 * uniform())];
                if (gaps && (lane == 3 || (lane == 4 && i < 5000)))
                    x = NAN;
                if (lane == 5)
                    x = 7.25;
                if (lane == 6 && uniform() < 0.001)
                    x = 1e14 * (uniform() - 0.5);
                if (lane == 7 && i > 2000 && i < 2200)
                    x = uniform() < 0.5 ? 0.0 : -0.0;
                at[(size_t)k * ROWS * LANES] = x;
            }
        }
    }
}

static double *doubles(size_t count)
{
    double *memory = malloc(count * sizeof *memory);
    ck_assert_ptr_nonnull(memory);
    return memory;
}

/* 1 where both are NaN, or the same bits. */
static int same(double a, double b)
{
    return (isnan(a) && isnan(b)) || !memcmp(&a, &b, sizeof a);
}

static void check(int which, enum fs_cpu_level level, const double *in, const int32_t period[3], size_t rows)
{
    const struct fs_compute_entry *entry = find(indicators[which].name);
    double params[5] = {0}, factors[] = {2, 1.5};
    struct fs_many_job job = {.length = rows};
    for (int k = 0; k < indicators[which].periods; k++)
        params[k] = job.period[k] = period[k];
    for (int k = 0; k < indicators[which].factors; k++)
        params[indicators[which].periods + k] = job.factor[k] = factors[k];
    double *many = doubles(3 * ROWS * LANES), *column = doubles(6 * ROWS);
    for (int k = 0; k < 3; k++) {
        job.in[k] = in + k * ROWS * LANES;
        job.out[k] = many + k * ROWS * LANES;
    }
    ck_assert_int_eq(fs_many_run(level, indicators[which].what, &job), FS_COMPUTE_OK);
    for (size_t lane = 0; lane < LANES; lane++) {
        const double *inputs[3];
        double *outputs[3];
        for (size_t k = 0; k < 3; k++) {
            for (size_t i = 0; i < rows; i++)
                column[k * ROWS + i] = job.in[k][i * LANES + lane];
            inputs[k] = column + k * ROWS;
            outputs[k] = column + (3 + k) * ROWS;
        }
        ck_assert_int_eq(entry->series(inputs, rows, params, outputs), FS_COMPUTE_OK);
        for (int k = 0; k < indicators[which].outputs; k++)
            for (size_t i = 0; i < rows; i++)
                if (!same(job.out[k][i * LANES + lane],
                          outputs[k][i])) /* an assertion for each would take long */
                    ck_abort_msg("%s, level %d, period %d, output %d, lane %zu, row %zu: %.17g, alone %.17g",
                                 entry->name, (int)level, (int)period[0], k, lane, i,
                                 job.out[k][i * LANES + lane], outputs[k][i]);
    }
    free(many);
    free(column);
}

START_TEST(gives_every_lane_the_bits_of_the_single_form)
{
    static const int32_t periods[][3] = {{14, 26, 9}, {2, 5, 1}, {20, 3, 7}, {300, 40, 30}, {5000, 60, 9}};
    double *in = doubles(3 * ROWS * LANES);
    for (int gaps = 0; gaps < 2; gaps++) {
        make(in, gaps);
        for (int level = 0; level <= (int)fs_cpu_level(); level++)
            for (size_t p = 0; p < sizeof periods / sizeof *periods; p++)
                check(_i, (enum fs_cpu_level)level, in, periods[p], ROWS);
    }
    free(in);
}
END_TEST

START_TEST(takes_series_of_any_length)
{
    double *in = doubles(3 * ROWS * LANES);
    make(in, 1);
    for (size_t rows = 0; rows < 40; rows++)
        check(_i, fs_cpu_level(), in, (const int32_t[]){5, 9, 3}, rows);
    free(in);
}
END_TEST

START_TEST(takes_a_period_of_one_where_the_single_form_does)
{
    double *in = doubles(3 * ROWS * LANES);
    make(in, 1);
    for (int i = 0; i < COUNT; i++)
        if (indicators[i].what == FS_MANY_SMA || indicators[i].what == FS_MANY_EMA ||
            indicators[i].what == FS_MANY_ATR)
            check(i, fs_cpu_level(), in, (const int32_t[]){1, 0, 0}, 500);
    free(in);
}
END_TEST

START_TEST(checks_parameters_and_arrays)
{
    double x[16] = {0}, a[16], b[16], c[16];
    ck_assert_int_eq(fs_sma_many(x, 2, 0, a), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_ema_many(x, 2, FS_PERIOD_MAX + 1, a), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_rsi_many(x, 2, 1, a), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_atr_many(x, x, x, 2, 0, a), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_macd_many(x, 2, 1, 26, 9, a, b, c), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_stddev_many(x, 2, 5, NAN, a), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_bbands_many(x, 2, 1, 2, 2, a, b, c), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_adx_many(x, x, x, 2, 1, a), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_linearreg_slope_many(x, 2, 1, a), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_sma_many(x, SIZE_MAX / 8, 5, a), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_sma_many(NULL, 2, 5, a), FS_COMPUTE_NULL);
    ck_assert_int_eq(fs_obv_many(x, NULL, 2, a), FS_COMPUTE_NULL);
    ck_assert_int_eq(fs_obv_many(x, x, 2, x + 8), FS_COMPUTE_OVERLAP);
    ck_assert_int_eq(fs_macd_many(x, 2, 12, 26, 9, a, b, a), FS_COMPUTE_OVERLAP);
    ck_assert_int_eq(fs_obv_many(NULL, NULL, 0, NULL), FS_COMPUTE_OK);
}
END_TEST

START_TEST(calls_the_loop_that_the_function_names)
{
    double x[] = {1, 2, 3, 4, 5, 6, 7, 8, 3, 2, 1, 4, 5, 6, 7, 9}, v[16], out[16], three[3][16];
    for (int i = 0; i < 16; i++)
        v[i] = 10;
    ck_assert_int_eq(fs_sma_many(x, 2, 2, out), FS_COMPUTE_OK);
    ck_assert(isnan(out[0]) && out[8] == 2 && out[15] == 8.5);
    ck_assert_int_eq(fs_obv_many(x, v, 2, out), FS_COMPUTE_OK);
    ck_assert(out[0] == 10 && out[8] == 20 && out[9] == 10 && out[10] == 0);
    ck_assert_int_eq(fs_stddev_many(x, 2, 2, 3, out), FS_COMPUTE_OK);
    ck_assert(out[8] == 3 && out[9] == 0);
    ck_assert_int_eq(fs_bbands_many(x, 2, 2, 1, 2, three[0], three[1], three[2]), FS_COMPUTE_OK);
    ck_assert(three[0][8] == 3 && three[1][8] == 2 && three[2][8] == 0);
    ck_assert_int_eq(fs_linearreg_slope_many(x, 2, 2, out), FS_COMPUTE_OK);
    ck_assert(out[8] == 2 && out[10] == -2);
    ck_assert_int_eq(fs_ema_many(x, 2, 1, out), FS_COMPUTE_OK);
    ck_assert(!memcmp(out, x, sizeof x));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("many");
    TCase *cases = tcase_create("many");
    tcase_add_loop_test(cases, gives_every_lane_the_bits_of_the_single_form, 0, COUNT);
    tcase_add_loop_test(cases, takes_series_of_any_length, 0, COUNT);
    tcase_add_test(cases, takes_a_period_of_one_where_the_single_form_does);
    tcase_add_test(cases, checks_parameters_and_arrays);
    tcase_add_test(cases, calls_the_loop_that_the_function_names);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
