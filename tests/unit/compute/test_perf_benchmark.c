/* Figures beside a benchmark against golden/performance.txt (tests/oracles/performance_golden.py). */
#include "golden.h"

#include "compute/perf/benchmark.h"
#include "compute/perf/capture.h"
#include "compute/perf/dispersion.h"

static char *text;
static double *p, *b, *s, *m;
static size_t n, k;
static struct fs_problem problem;

static void setup(void)
{
    text = golden_read("performance");
    p = golden_list(text, "bacon.p", &n);
    b = golden_list(text, "bacon.b", &n);
    s = golden_list(text, "s", &k);
    m = golden_list(text, "m", &k);
}

static void teardown(void)
{
    free(text), free(p), free(b), free(s), free(m);
}

#define VALUE(NAME, X, Y, N, ...)                                                                            \
    __extension__({                                                                                          \
        struct fs_perf_##NAME##_result got = {0};                                                            \
        int status =                                                                                         \
            fs_perf_##NAME((X), (Y), (N), &(struct fs_perf_##NAME##_options){__VA_ARGS__}, &got, &problem);  \
        ck_assert_msg(status == FS_COMPUTE_OK, "%s: %s", #NAME, problem.text);                               \
        got.value;                                                                                           \
    })
#define STATUS(NAME, X, Y, N, ...)                                                                           \
    __extension__({                                                                                          \
        struct fs_perf_##NAME##_result got = {0};                                                            \
        fs_perf_##NAME((X), (Y), (N), &(struct fs_perf_##NAME##_options){__VA_ARGS__}, &got, &problem);      \
    })
#define GOLDEN(KEY, GOT)           golden_near(KEY, (GOT), golden_number(text, KEY), 1e-10, 0)
#define PUBLISHED(KEY, GOT, DIGIT) ck_assert_double_eq_tol((GOT), golden_number(text, KEY), DIGIT)

START_TEST(beta_and_alpha_are_those_of_the_references)
{
    GOLDEN("beta", VALUE(beta, s, m, k, 0, 0, 252, 0));
    GOLDEN("beta.bull", VALUE(beta, s, m, k, 1, 0, 252, 0));
    GOLDEN("beta.bear", VALUE(beta, s, m, k, 2, 0, 252, 0));
    GOLDEN("alpha.compound", VALUE(alpha, p, b, n, 0, 12, 0, FS_PERF_COMPOUND));
    GOLDEN("alpha.multiply", VALUE(alpha, p, b, n, 0, 12, 0, FS_PERF_MULTIPLY));
    PUBLISHED("pa.alpha", VALUE(alpha, p, b, n, 0, 12, 0, FS_PERF_PER_PERIOD), 5e-9);
    PUBLISHED("pa.jensen", VALUE(alpha, p, b, n, 0, 12, 0, FS_PERF_JENSEN), 5e-8);
    GOLDEN("alpha.s", VALUE(alpha, s, m, k, 0, 252, 0.02, FS_PERF_COMPOUND));
    struct fs_perf_r_squared_result r;
    ck_assert_int_eq(fs_perf_r_squared(s, m, k, &r, NULL), 0);
    GOLDEN("r_squared", r.value);
}
END_TEST

START_TEST(ratios_are_those_of_the_references)
{
    GOLDEN("tracking", VALUE(tracking_error, p, b, n, 12, 1));
    PUBLISHED("pa.treynor", VALUE(treynor, p, b, n, 0, 12, 0, 0, 0), 5e-7);
    PUBLISHED("pa.treynor.modified", VALUE(treynor, p, b, n, 0, 12, 0, 0, 1), 5e-7);
    GOLDEN("m2", VALUE(m2, p, b, n, 0, 12, 0.02, 0));
    GOLDEN("active", VALUE(active_premium, p, b, n, 0, 12, 0));
    GOLDEN("information", VALUE(information_ratio, p, b, n, 0, 1, 1, FS_PERF_ARITHMETIC));
    PUBLISHED("pa.information", VALUE(information_ratio, p, b, n, 0, 12, 1, FS_PERF_GEOMETRIC), 5e-6);
    GOLDEN("appraisal", VALUE(appraisal, p, b, n, 0, 12, 0, 0));
    PUBLISHED("pa.appraisal", VALUE(appraisal, p, b, n, 0, 12, 0, 0), 1e-4);
}
END_TEST

START_TEST(captures_are_those_of_the_references)
{
    PUBLISHED("pa.up_capture", VALUE(up_capture, p, b, n, 0, 12, FS_PERF_CAPTURE_COMPOUND), 5e-7);
    PUBLISHED("pa.down_capture", VALUE(down_capture, p, b, n, 0, 12, FS_PERF_CAPTURE_COMPOUND, 1), 5e-7);
    GOLDEN("up_capture", VALUE(up_capture, p, b, n, 0, 12, FS_PERF_CAPTURE_ANNUALISED));
    GOLDEN("down_capture", VALUE(down_capture, p, b, n, 0, 12, FS_PERF_CAPTURE_ANNUALISED, 0));
    GOLDEN("up_capture.mean", VALUE(up_capture, p, b, n, 0, 12, FS_PERF_CAPTURE_MEAN));
    size_t four;
    double *shares = golden_list(text, "up_down", &four);
    for (int32_t i = 0; i < 4; i++)
        golden_near("share", VALUE(up_down, s, m, k, i), shares[i], 1e-15, 0);
    free(shares);
}
END_TEST

START_TEST(a_series_beside_itself_is_its_own_benchmark)
{
    golden_near("beta", VALUE(beta, s, s, k, 0, 0, 252, 0), 1, 1e-14, 0);
    golden_near("bear beta", VALUE(beta, s, s, k, 2, 0, 252, 0), 1, 1e-12, 0);
    golden_near("capture", VALUE(down_capture, s, s, k, 0, 252, 0, 0), 1, 1e-15, 0);
    ck_assert_double_eq(VALUE(tracking_error, s, s, k, 252, 1), 0);
    ck_assert_double_eq(VALUE(active_premium, s, s, k, 0, 252, 0), 0);
    ck_assert_int_eq(STATUS(information_ratio, s, s, k, 0, 252, 1, 0), FS_COMPUTE_DOMAIN);
    double above[500];
    for (size_t i = 0; i < k; i++)
        above[i] = s[i] + 0.0001; /* differs by a constant and rounding */
    ck_assert_int_eq(STATUS(information_ratio, above, s, k, 0, 252, 1, 1), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(STATUS(appraisal, above, s, k, 0, 252, 0, 1), FS_COMPUTE_DOMAIN);
}
END_TEST

START_TEST(leverage_scales_beta_and_keeps_m_squared)
{
    double twice[500];
    for (size_t i = 0; i < k; i++)
        twice[i] = 2 * s[i];
    golden_near("beta", VALUE(beta, twice, m, k, 0, 0, 252, 0), 2 * golden_number(text, "beta"), 1e-12, 0);
    golden_near("m2", VALUE(m2, twice, m, k, 0, 252, 0, FS_PERF_ARITHMETIC),
                VALUE(m2, s, m, k, 0, 252, 0, FS_PERF_ARITHMETIC), 1e-12, 0);
}
END_TEST

START_TEST(refuses_benchmarks_that_do_not_vary_or_do_not_fit)
{
    double flat[24], missing[24];
    for (size_t i = 0; i < n; i++)
        flat[i] = 0.01, missing[i] = i == 4 ? NAN : 0.01;
    struct fs_perf_r_squared_result r;
    ck_assert_int_eq(STATUS(beta, p, flat, n, 0, 0, 12, 0), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "the benchmark does not vary: beta is not defined");
    ck_assert_int_eq(STATUS(beta, p, flat, n, 1, 0, 12, 0), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(STATUS(beta, p, flat, n, 2, 0, 12, 0), FS_COMPUTE_SHORT);
    ck_assert_int_eq(STATUS(beta, p, missing, n, 0, 0, 12, 0), FS_COMPUTE_MISSING);
    ck_assert_str_eq(problem.text, "benchmark[5] is missing; expected a finite number");
    ck_assert_int_eq(STATUS(down_capture, p, flat, n, 0, 12, 0, 0), FS_COMPUTE_SHORT);
    ck_assert_int_eq(fs_perf_r_squared(p, flat, n, &r, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(STATUS(m2, flat, b, n, 0, 12, 0, 0), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(STATUS(treynor, flat, b, n, 0, 12, 0, 0, 0), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(STATUS(alpha, p, b, n, 0, 12, 0, 4), FS_COMPUTE_PARAMETER);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("perf_benchmark");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, beta_and_alpha_are_those_of_the_references);
    tcase_add_test(tests, ratios_are_those_of_the_references);
    tcase_add_test(tests, captures_are_those_of_the_references);
    tcase_add_test(tests, a_series_beside_itself_is_its_own_benchmark);
    tcase_add_test(tests, leverage_scales_beta_and_keeps_m_squared);
    tcase_add_test(tests, refuses_benchmarks_that_do_not_vary_or_do_not_fit);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
