/* Statistics of samples against NumPy, SciPy, pandas, scikit-learn and PyPortfolioOpt, and what must hold for all. */
#include "compute/defaults.h"
#include "compute/stats/bootstrap.h"
#include "compute/stats/covariance.h"
#include "compute/stats/evaluate.h"
#include "compute/stats/moments.h"

#include "golden.h"

static char *text;
static double *x, *r;
static size_t n;

static void load(void)
{
    size_t count;
    text = golden_read("statistics");
    x = golden_list(text, "x", &n);
    r = golden_list(text, "r", &count);
    ck_assert_uint_eq(count, 400);
}

static void unload(void)
{
    free(text);
    free(x);
    free(r);
}

START_TEST(moments_are_those_of_scipy_and_pandas)
{
    double got[10];
    for (int32_t ddof = 1; ddof >= 0; ddof--) {
        struct fs_stats_std_options o = {ddof};
        struct fs_stats_std_result result;
        ck_assert_int_eq(fs_stats_std(x, n, &o, &result, NULL), FS_COMPUTE_OK);
        got[1 - ddof] = result.value;
    }
    golden_equal(text, "std", got, 2, 1e-14, 0);
    for (int32_t method = 0; method < 2; method++) {
        struct fs_stats_skewness_options o = {method};
        struct fs_stats_skewness_result result;
        ck_assert_int_eq(fs_stats_skewness(x, n, &o, &result, NULL), FS_COMPUTE_OK);
        got[method] = result.value;
    }
    golden_equal(text, "skewness", got, 2, 1e-12, 0);
    for (int32_t method = 0; method < 5; method++) {
        struct fs_stats_kurtosis_options o = {method};
        struct fs_stats_kurtosis_result result;
        ck_assert_int_eq(fs_stats_kurtosis(x, n, &o, &result, NULL), FS_COMPUTE_OK);
        got[method] = result.value;
    }
    golden_equal(text, "kurtosis", got, 5, 1e-12, 0);
    struct fs_stats_describe_result d;
    ck_assert_int_eq(fs_stats_describe(x, n, &d, NULL), FS_COMPUTE_OK);
    double described[] = {d.count,  d.mean, d.std, d.min,      d.q25,
                          d.median, d.q75,  d.max, d.skewness, d.kurtosis};
    golden_equal(text, "describe", described, 10, 1e-12, 0);
}
END_TEST

START_TEST(quantiles_of_all_types_are_those_of_numpy)
{
    size_t count;
    double *p = golden_list(text, "p", &count), values[8];
    for (int32_t type = 1; type <= 9; type++) {
        struct fs_stats_quantile_options o = {.p = p, .p_length = count, .type = type};
        struct fs_stats_quantile_result result = {.values = values};
        char name[32];
        snprintf(name, sizeof name, "quantile.%d", type);
        ck_assert_int_eq(fs_stats_quantile(x, n, &o, &result, NULL), FS_COMPUTE_OK);
        golden_equal(text, name, values, count, 1e-13, 1e-3);
        ck_assert_double_eq(result.value, values[0]);
    }
    free(p);
}
END_TEST

START_TEST(robust_figures_are_those_of_scipy)
{
    struct fs_stats_mad_options bare = {1.0}, scaled = FS_STATS_MAD_DEFAULTS;
    struct fs_stats_mad_result mad[2];
    ck_assert_int_eq(fs_stats_mad(x, n, &bare, &mad[0], NULL), FS_COMPUTE_OK);
    ck_assert_int_eq(fs_stats_mad(x, n, &scaled, &mad[1], NULL), FS_COMPUTE_OK);
    golden_equal(text, "mad", (double[]){mad[0].value, mad[1].value}, 2, 1e-12, 0);
    struct fs_stats_trimmed_mean_options cut = {0.13};
    struct fs_stats_trimmed_mean_result trimmed;
    ck_assert_int_eq(fs_stats_trimmed_mean(x, n, &cut, &trimmed, NULL), FS_COMPUTE_OK);
    golden_near("trimmed", trimmed.value, golden_number(text, "trimmed"), 1e-12, 0.1);
    struct fs_stats_winsorized_mean_options pull = {0.13};
    struct fs_stats_winsorized_mean_result winsorized;
    ck_assert_int_eq(fs_stats_winsorized_mean(x, n, &pull, &winsorized, NULL), FS_COMPUTE_OK);
    golden_near("winsorized", winsorized.value, golden_number(text, "winsorized"), 1e-12, 0.1);
    struct fs_stats_huber_options huber = FS_STATS_HUBER_DEFAULTS;
    struct fs_stats_huber_result location;
    ck_assert_int_eq(fs_stats_huber(x, n, &huber, &location, NULL), FS_COMPUTE_OK);
    golden_near("huber", location.value, golden_number(text, "huber"), 1e-12, 0.1);
}
END_TEST

START_TEST(covariances_and_correlations_are_those_of_pandas)
{
    double m[25];
    size_t count;
    struct fs_stats_covariance_options o = FS_STATS_COVARIANCE_DEFAULTS;
    struct fs_stats_covariance_result result = {m};
    ck_assert_int_eq(fs_stats_covariance(r, 80, 5, &o, &result, NULL), FS_COMPUTE_OK);
    golden_equal(text, "covariance", m, 25, 1e-12, 1e-5);
    const char *const names[] = {"pearson", "spearman", "kendall"};
    for (int32_t method = 0; method < 3; method++) {
        struct fs_stats_correlation_options c = {.method = method};
        struct fs_stats_correlation_result found = {m};
        ck_assert_int_eq(fs_stats_correlation(r, 80, 5, &c, &found, NULL), FS_COMPUTE_OK);
        golden_equal(text, names[method], m, 25, 1e-12, 0.1);
    }
    double *holes = golden_list(text, "holes", &count);
    o.pairwise = 1;
    ck_assert_int_eq(fs_stats_covariance(holes, 80, 5, &o, &result, NULL), FS_COMPUTE_OK);
    golden_equal(text, "pairwise.covariance", m, 25, 1e-12, 1e-5);
    struct fs_stats_correlation_options c = {.method = FS_CORRELATION_SPEARMAN, .pairwise = 1};
    struct fs_stats_correlation_result found = {m};
    ck_assert_int_eq(fs_stats_correlation(holes, 80, 5, &c, &found, NULL), FS_COMPUTE_OK);
    golden_equal(text, "pairwise.spearman", m, 25, 1e-12, 0.1);
    o.pairwise = 0;
    struct fs_problem problem;
    ck_assert_int_eq(fs_stats_covariance(holes, 80, 5, &o, &result, &problem), FS_COMPUTE_MISSING);
    ck_assert_ptr_nonnull(strstr(problem.text, "x"));
    free(holes);
}
END_TEST

START_TEST(weighted_and_shrunk_covariances_are_those_of_their_libraries)
{
    double m[25];
    struct fs_stats_ewma_covariance_options e = FS_STATS_EWMA_COVARIANCE_DEFAULTS;
    struct fs_stats_ewma_covariance_result ewma = {m};
    ck_assert_int_eq(fs_stats_ewma_covariance(r, 80, 5, &e, &ewma, NULL), FS_COMPUTE_OK);
    golden_equal(text, "ewma", m, 25, 1e-12, 1e-5);
    e.centre = 1;
    ck_assert_int_eq(fs_stats_ewma_covariance(r, 80, 5, &e, &ewma, NULL), FS_COMPUTE_OK);
    golden_equal(text, "ewma.centred", m, 25, 1e-12, 1e-5);
    const char *const names[] = {"ledoit_wolf", "constant_correlation", "oas"};
    for (int32_t method = 0; method < 3; method++) {
        struct fs_stats_shrunk_covariance_options o = {method};
        struct fs_stats_shrunk_covariance_result result = {.covariance = m};
        char name[64];
        snprintf(name, sizeof name, "%s.shrinkage", names[method]);
        ck_assert_int_eq(fs_stats_shrunk_covariance(r, 80, 5, &o, &result, NULL), FS_COMPUTE_OK);
        golden_near(name, result.shrinkage, golden_number(text, name), 1e-10, 0);
        golden_equal(text, names[method], m, 25, 1e-11, 1e-5);
    }
}
END_TEST

START_TEST(what_has_no_answer_is_told)
{
    const double constant[] = {0.1, 0.1, 0.1, 0.1, 0.1}, bad[] = {1, NAN, 2}, two[] = {1, 2, 3, 5, 5, 5};
    struct fs_problem problem;
    struct fs_stats_std_options so = {1};
    struct fs_stats_std_result s;
    ck_assert_int_eq(fs_stats_std(constant, 5, &so, &s, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq(s.value, 0.0);
    ck_assert_int_eq(fs_stats_std(constant, 1, &so, &s, &problem), FS_COMPUTE_SHORT);
    ck_assert_int_eq(fs_stats_std(bad, 3, &so, &s, &problem), FS_COMPUTE_MISSING);
    struct fs_stats_skewness_options ko = {1};
    struct fs_stats_skewness_result k;
    ck_assert_int_eq(fs_stats_skewness(constant, 5, &ko, &k, &problem), FS_COMPUTE_DOMAIN);
    struct fs_stats_huber_options ho = {1.345};
    struct fs_stats_huber_result h;
    ck_assert_int_eq(fs_stats_huber(constant, 5, &ho, &h, &problem), FS_COMPUTE_DOMAIN);
    struct fs_stats_quantile_options qo = {.p = (const double[]){1.5}, .p_length = 1, .type = 7};
    struct fs_stats_quantile_result q = {0};
    ck_assert_int_eq(fs_stats_quantile(two, 6, &qo, &q, &problem), FS_COMPUTE_PARAMETER);
    qo.type = 10;
    ck_assert_int_eq(fs_stats_quantile(two, 6, &qo, &q, &problem), FS_COMPUTE_PARAMETER);
    double m[4];
    struct fs_stats_correlation_options co = {0};
    struct fs_stats_correlation_result c = {m};
    ck_assert_int_eq(fs_stats_correlation(two, 3, 2, &co, &c, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_ptr_nonnull(strstr(problem.text, "column 2"));
    ck_assert_int_eq(fs_stats_correlation(two, 0, 2, &co, &c, &problem), FS_COMPUTE_SHORT);
    struct fs_stats_shrunk_covariance_options shrink = {FS_SHRINKAGE_CONSTANT_CORRELATION};
    struct fs_stats_shrunk_covariance_result shrunk = {.covariance = m};
    ck_assert_int_eq(fs_stats_shrunk_covariance(two, 3, 2, &shrink, &shrunk, &problem), FS_COMPUTE_DOMAIN);
}
END_TEST

START_TEST(scale_and_shift_change_figures_as_they_should)
{
    double y[100];
    for (size_t i = 0; i < n; i++)
        y[i] = 1000.0 + 4.0 * x[i];
    struct fs_stats_describe_result a, b;
    fs_stats_describe(x, n, &a, NULL);
    fs_stats_describe(y, n, &b, NULL);
    ck_assert_double_eq_tol(b.mean, 1000 + 4 * a.mean, 1e-10);
    ck_assert_double_eq_tol(b.std, 4 * a.std, 1e-11);
    ck_assert_double_eq_tol(b.median, 1000 + 4 * a.median, 1e-10);
    ck_assert_double_eq_tol(b.skewness, a.skewness, 1e-10);
    ck_assert_double_eq_tol(b.kurtosis, a.kurtosis, 1e-9);
}
END_TEST

START_TEST(bootstrap_finds_the_error_of_the_mean)
{
    double replicates[4000];
    struct fs_stats_bootstrap_options o = FS_STATS_BOOTSTRAP_DEFAULTS;
    struct fs_stats_bootstrap_result result = {.replicates = replicates}, again = {0};
    struct fs_stats_std_options so = {0};
    struct fs_stats_std_result s;
    fs_stats_std(x, n, &so, &s, NULL);
    double expected = s.value / sqrt((double)n);
    o.samples = 4000;
    for (int32_t method = 0; method < 4; method++) {
        o.method = method;
        o.block = 4;
        ck_assert_int_eq(fs_stats_bootstrap(x, n, &o, &result, NULL), FS_COMPUTE_OK);
        if (method == FS_BOOTSTRAP_IID)
            ck_assert_double_eq_tol(result.standard_error / expected, 1.0, 0.05);
        ck_assert_double_gt(result.standard_error / expected, 0.5);
        ck_assert_double_lt(result.standard_error / expected, 2.0);
        ck_assert(result.lower < result.value && result.value < result.upper);
        ck_assert_int_eq(fs_stats_bootstrap(x, n, &o, &again, NULL), FS_COMPUTE_OK);
        ck_assert_double_eq(again.upper, result.upper);
    }
    o.method = FS_BOOTSTRAP_IID;
    for (int32_t interval = 0; interval < 3; interval++) {
        o.interval = interval;
        ck_assert_int_eq(fs_stats_bootstrap(x, n, &o, &result, NULL), FS_COMPUTE_OK);
        ck_assert_double_eq_tol(result.lower, s.mean - 1.96 * expected, 0.4 * expected);
        ck_assert_double_eq_tol(result.upper, s.mean + 1.96 * expected, 0.4 * expected);
    }
    struct fs_problem problem;
    o.method = FS_BOOTSTRAP_MOVING;
    o.interval = FS_BOOTSTRAP_BCA;
    ck_assert_int_eq(fs_stats_bootstrap(x, n, &o, &result, &problem), FS_COMPUTE_PARAMETER);
    o.interval = FS_BOOTSTRAP_BASIC;
    o.block = 1000;
    ck_assert_int_eq(fs_stats_bootstrap(x, n, &o, &result, &problem), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_stats_bootstrap(x, 2, &o, &result, &problem), FS_COMPUTE_SHORT);
}
END_TEST

START_TEST(distributions_work_value_by_value)
{
    const double at[] = {-1.0, 0.0, NAN, 1.959963984540054};
    double values[4];
    struct fs_stats_norm_cdf_result norm = {values};
    ck_assert_int_eq(fs_stats_norm_cdf(at, 1, 4, &norm, NULL), FS_COMPUTE_OK);
    ck_assert_double_eq(values[1], 0.5);
    ck_assert_double_nan(values[2]);
    ck_assert_double_eq_tol(values[3], 0.975, 1e-15);
    struct fs_stats_t_ppf_options df = {-1.0};
    struct fs_stats_t_ppf_result t = {values};
    struct fs_problem problem;
    ck_assert_int_eq(fs_stats_t_ppf(at, 1, 4, &df, &t, &problem), FS_COMPUTE_PARAMETER);
    struct fs_stats_random_options o = FS_STATS_RANDOM_DEFAULTS;
    struct fs_stats_random_result random = {values};
    o.n = 4;
    ck_assert_int_eq(fs_stats_random(&o, &random, NULL), FS_COMPUTE_OK);
    double first = values[0];
    ck_assert_int_eq(fs_stats_random(&o, &random, NULL), FS_COMPUTE_OK);
    ck_assert_double_eq(values[0], first);
    o.seed = 2;
    ck_assert_int_eq(fs_stats_random(&o, &random, NULL), FS_COMPUTE_OK);
    ck_assert_double_ne(values[0], first);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("statistics");
    TCase *tcase = tcase_create("statistics");
    tcase_add_checked_fixture(tcase, load, unload);
    tcase_add_test(tcase, moments_are_those_of_scipy_and_pandas);
    tcase_add_test(tcase, quantiles_of_all_types_are_those_of_numpy);
    tcase_add_test(tcase, robust_figures_are_those_of_scipy);
    tcase_add_test(tcase, covariances_and_correlations_are_those_of_pandas);
    tcase_add_test(tcase, weighted_and_shrunk_covariances_are_those_of_their_libraries);
    tcase_add_test(tcase, what_has_no_answer_is_told);
    tcase_add_test(tcase, scale_and_shift_change_figures_as_they_should);
    tcase_add_test(tcase, bootstrap_finds_the_error_of_the_mean);
    tcase_add_test(tcase, distributions_work_value_by_value);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
