/* Autocorrelation, diagnostics, causality, filters and factor models against statsmodels, their invariances, and what is refused. */
#include "econometrics.h"

#include "compute/ts/autocorrelation.h"
#include "compute/ts/diagnostics.h"
#include "compute/ts/factor_model.h"
#include "compute/ts/granger.h"
#include "compute/ts/hp_filter.h"
#include "compute/ts/mean_reversion.h"
#include "compute/ts/ols.h"

#define MOST 400

START_TEST(acf_is_that_of_statsmodels)
{
    double values[MOST], lower[MOST], upper[MOST];
    struct fs_acf_result r = {.values = values, .lower = lower, .upper = upper};
    for (int32_t adjusted = 0; adjusted < 2; adjusted++)
        for (int32_t bartlett = 0; bartlett < 2; bartlett++) {
            struct fs_acf_options options = {12, adjusted, bartlett, 0.9};
            char name[40];
            ok(fs_acf(returns, n, &options, &r, &problem));
            ck_assert_int_eq(r.count, 13);
            snprintf(name, sizeof name, "acf.%d%d.values", adjusted, bartlett);
            golden_equal(golden, name, values, 13, 1e-10, 1e-2);
            snprintf(name, sizeof name, "acf.%d%d.lower", adjusted, bartlett);
            golden_equal(golden, name, lower, 13, 1e-10, 1e-2);
            snprintf(name, sizeof name, "acf.%d%d.upper", adjusted, bartlett);
            golden_equal(golden, name, upper, 13, 1e-10, 1e-2);
        }
    struct fs_acf_options options = {-1, 0, 1, 0.95};
    ok(fs_acf(returns, n, &options, &r, &problem));
    golden_equal(golden, "acf.default", values, (size_t)r.count, 1e-10, 1e-2);
}
END_TEST

START_TEST(pacf_by_every_method_is_that_of_statsmodels)
{
    static const char *const names[] = {"ywadjusted",   "ywmle",      "ols",      "ols-inefficient",
                                        "ols-adjusted", "ldadjusted", "ldbiased", "burg"};
    double values[MOST], upper[MOST];
    struct fs_pacf_result r = {.values = values, .upper = upper};
    for (int32_t method = FS_PACF_YW_ADJUSTED; method <= FS_PACF_BURG; method++) {
        struct fs_pacf_options options = {12, method, 0.9};
        char name[40];
        ok(fs_pacf(returns, n, &options, &r, &problem));
        snprintf(name, sizeof name, "pacf.%s", names[method]);
        golden_equal(golden, name, values, 13, 1e-10, 1e-2);
        if (method == 0)
            golden_equal(golden, "pacf.upper", upper, 13, 1e-10, 1e-2);
    }
    struct fs_pacf_options options = {-1, 0, 0.9};
    ok(fs_pacf(returns, n, &options, &r, &problem));
    golden_equal(golden, "pacf.default", values, (size_t)r.count, 1e-10, 1e-2);
}
END_TEST

START_TEST(ccf_is_that_of_statsmodels_and_turns_with_its_arguments)
{
    double values[MOST], leads[MOST], turned[MOST];
    struct fs_ccf_result r = {.values = values, .leads = leads}, back = {.values = turned};
    for (int32_t adjusted = 0; adjusted < 2; adjusted++) {
        struct fs_ccf_options options = {8, adjusted};
        char name[40];
        ok(fs_ccf(follower, returns, n, &options, &r, &problem));
        snprintf(name, sizeof name, "ccf.%d.values", adjusted);
        golden_equal(golden, name, values, 9, 1e-10, 1e-2);
        snprintf(name, sizeof name, "ccf.%d.leads", adjusted);
        golden_equal(golden, name, leads, 9, 1e-10, 1e-2);
        ok(fs_ccf(returns, follower, n, &options, &back, &problem));
        for (int k = 0; k < 9; k++)
            ck_assert(turned[k] == leads[k]);
    }
}
END_TEST

START_TEST(correlations_ignore_scale_and_level_and_refuse_constants)
{
    double moved[MOST], flat[MOST], a[MOST], b[MOST];
    struct fs_acf_options options = {10, 0, 1, 0.95};
    for (size_t i = 0; i < n; i++) {
        moved[i] = 1e160 * (returns[i] + 8);
        flat[i] = 0.1;
    }
    struct fs_acf_result r = {.values = a}, s = {.values = b};
    ok(fs_acf(returns, n, &options, &r, &problem));
    refused(fs_acf(moved, n, &options, &s, &problem), FS_COMPUTE_DOMAIN);
    for (size_t i = 0; i < n; i++)
        moved[i] *= 1e-60;
    ok(fs_acf(moved, n, &options, &s, &problem));
    for (int k = 0; k <= 10; k++)
        golden_near("r", b[k], a[k], 1e-11, 0.1);
    refused(fs_acf(flat, n, &options, &r, &problem), FS_COMPUTE_DOMAIN);
    told("x does not vary");
    refused(fs_acf(flat, 0, &options, &r, &problem), FS_COMPUTE_SHORT);
    refused(fs_acf(returns, 10, &options, &r, &problem), FS_COMPUTE_PARAMETER);
    told("lags is 10; expected an integer from 0 to 9");
    flat[3] = NAN;
    refused(fs_acf(flat, n, &options, &r, &problem), FS_COMPUTE_MISSING);
    struct fs_pacf_options partial = {3, FS_PACF_YW_MLE, 0.95};
    struct fs_pacf_result p = {.values = a};
    flat[3] = 0.1;
    refused(fs_pacf(flat, n, &partial, &p, &problem), FS_COMPUTE_DOMAIN);
    partial.method = 8;
    refused(fs_pacf(returns, n, &partial, &p, &problem), FS_COMPUTE_PARAMETER);
    partial = (struct fs_pacf_options){(int32_t)n / 2 + 1, 0, 0.95};
    refused(fs_pacf(returns, n, &partial, &p, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(portmanteau_tests_are_those_of_statsmodels)
{
    double both[16];
    for (int32_t model_df = 0; model_df <= 2; model_df += 2) {
        char name[40];
        struct fs_ljung_box_options options = {8, model_df};
        struct fs_ljung_box_result r = {.statistics = both, .p_values = both + 8};
        ok(fs_ljung_box(returns, n, &options, &r, &problem));
        snprintf(name, sizeof name, "ljung_box.%d", model_df);
        golden_equal(golden, name, both, 16, 1e-10, 0);
        ck_assert(r.statistic == both[7] && r.p_value == both[15]);
        struct fs_box_pierce_options pierce = {8, model_df};
        struct fs_box_pierce_result q = {.statistics = both, .p_values = both + 8};
        ok(fs_box_pierce(returns, n, &pierce, &q, &problem));
        snprintf(name, sizeof name, "box_pierce.%d", model_df);
        golden_equal(golden, name, both, 16, 1e-10, 0);
    }
    struct fs_ljung_box_options options = {(int32_t)n, 0};
    struct fs_ljung_box_result r = {0};
    refused(fs_ljung_box(returns, n, &options, &r, &problem), FS_COMPUTE_PARAMETER);
    options.lags = 0;
    refused(fs_ljung_box(returns, n, &options, &r, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(tests_of_residuals_are_those_of_statsmodels)
{
    struct fs_jarque_bera_result jb;
    ok(fs_jarque_bera(returns, n, &jb, &problem));
    golden_equal(golden, "jarque_bera", (double[]){jb.statistic, jb.p_value, jb.skewness, jb.kurtosis}, 4,
                 1e-10, 0);

    static const struct {
        const char *name;
        struct fs_arch_lm_options options;
    } arch[] = {{"arch_lm", {4, 0}}, {"arch_lm.default", {-1, 0}}, {"arch_lm.ddof", {3, 2}}};
    for (size_t i = 0; i < sizeof arch / sizeof *arch; i++) {
        struct fs_arch_lm_result r;
        ok(fs_arch_lm(returns, n, &arch[i].options, &r, &problem));
        golden_equal(golden, arch[i].name, (double[]){r.statistic, r.p_value, r.f_statistic, r.f_p_value}, 4,
                     1e-10, 0);
    }

    struct fs_durbin_watson_result dw;
    ok(fs_durbin_watson(returns, n, &dw, &problem));
    golden_near("durbin_watson", dw.statistic, golden_number(golden, "durbin_watson"), 1e-12, 0);

    struct fs_runs_test_result runs;
    ok(fs_runs_test(returns, n, &(struct fs_runs_test_options){0, 1}, &runs, &problem));
    golden_equal(golden, "runs.mean", (double[]){runs.statistic, runs.p_value}, 2, 1e-10, 0);
    ck_assert_int_eq(runs.above + runs.below, (int)n);
    ok(fs_runs_test(brief, 31, &(struct fs_runs_test_options){1, 1}, &runs, &problem));
    golden_equal(golden, "runs.short", (double[]){runs.statistic, runs.p_value}, 2, 1e-10, 0);
    ok(fs_runs_test(brief, 31, &(struct fs_runs_test_options){1, 0}, &runs, &problem));
    golden_equal(golden, "runs.plain", (double[]){runs.statistic, runs.p_value}, 2, 1e-10, 0);
}
END_TEST

START_TEST(tests_of_residuals_refuse_what_has_no_answer)
{
    double flat[50] = {0}, alternating[50];
    struct fs_jarque_bera_result jb;
    struct fs_durbin_watson_result dw;
    struct fs_runs_test_result runs;
    struct fs_arch_lm_result lm;
    for (int i = 0; i < 50; i++)
        alternating[i] = i % 2 ? 1 : -1;
    refused(fs_jarque_bera(flat, 50, &jb, &problem), FS_COMPUTE_DOMAIN);
    refused(fs_jarque_bera(flat, 1, &jb, &problem), FS_COMPUTE_SHORT);
    refused(fs_durbin_watson(flat, 50, &dw, &problem), FS_COMPUTE_DOMAIN);
    refused(fs_runs_test(flat, 50, &(struct fs_runs_test_options){0, 1}, &runs, &problem), FS_COMPUTE_DOMAIN);
    refused(fs_arch_lm(alternating, 50, &(struct fs_arch_lm_options){2, 0}, &lm, &problem),
            FS_COMPUTE_SINGULAR);
    refused(fs_arch_lm(returns, 10, &(struct fs_arch_lm_options){5, 0}, &lm, &problem), FS_COMPUTE_PARAMETER);
    refused(fs_arch_lm(NULL, 10, &(struct fs_arch_lm_options){1, 0}, &lm, &problem), FS_COMPUTE_NULL);
    ok(fs_durbin_watson(alternating, 50, &dw, &problem));
    golden_near("dw", dw.statistic, 4.0 * 49 / 50, 1e-15, 0);
    ok(fs_runs_test(alternating, 50, &(struct fs_runs_test_options){0, 1}, &runs, &problem));
    ck_assert_int_eq(runs.runs, 50);
    flat[1] = INFINITY;
    refused(fs_durbin_watson(flat, 50, &dw, &problem), FS_COMPUTE_MISSING);
    told("x[2] is infinite");
}
END_TEST

START_TEST(granger_is_that_of_statsmodels)
{
    double f[4], fp[4], chi2[4], chi2p[4], lr[4], lrp[4], df[4];
    struct fs_granger_result r = {.f = f,
                                  .f_p_value = fp,
                                  .chi2 = chi2,
                                  .chi2_p_value = chi2p,
                                  .lr = lr,
                                  .lr_p_value = lrp,
                                  .df_residual = df};
    struct fs_granger_options options = {4};
    for (int leads = 0; leads < 2; leads++) {
        ok(fs_granger(leads ? follower : returns, leads ? returns : follower, n, &options, &r, &problem));
        for (int lag = 0; lag < 4; lag++) {
            char name[60];
            snprintf(name, sizeof name, "granger.%s.%d", leads ? "leads" : "follows", lag + 1);
            golden_equal(golden, name,
                         (double[]){f[lag], fp[lag], chi2[lag], chi2p[lag], lr[lag], lrp[lag], df[lag]}, 7,
                         1e-10, 1e-3);
        }
        ck_assert(r.statistic == f[3] && r.p_value == fp[3]);
    }
    double flat[MOST] = {0};
    refused(fs_granger(returns, flat, n, &options, &r, &problem), FS_COMPUTE_DOMAIN);
    told("x is 0 throughout");
    refused(fs_granger(returns, returns, n, &options, &r, &problem), FS_COMPUTE_SINGULAR);
    refused(fs_granger(returns, follower, 13, &options, &r, &problem), FS_COMPUTE_SHORT);
    options.lags = 0;
    refused(fs_granger(returns, follower, n, &options, &r, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(hp_filter_keeps_its_digits_with_every_lambda)
{
    static const double lambdas[] = {6.25, 1600, 129600, 1e11};
    double trend[MOST], cycle[MOST];
    struct fs_hp_filter_result r = {.trend = trend, .cycle = cycle};
    for (int i = 0; i < 4; i++) {
        struct fs_hp_filter_options options = {lambdas[i]};
        char name[60];
        ok(fs_hp_filter(walk, n, &options, &r, &problem));
        snprintf(name, sizeof name, "hp.%g.cycle", lambdas[i]);
        golden_equal(golden, name, cycle, n, 1e-12, 1);
        for (size_t t = 0; t < n; t++)
            golden_near("sum", trend[t] + cycle[t], walk[t], 1e-15, 0);
    }
}
END_TEST

START_TEST(hp_filter_keeps_straight_lines_and_refuses_bad_lambda)
{
    double line[MOST], trend[MOST], cycle[MOST];
    struct fs_hp_filter_result r = {.trend = trend, .cycle = cycle};
    for (size_t i = 0; i < n; i++)
        line[i] = 3 - 0.25 * (double)i;
    struct fs_hp_filter_options options = {1600};
    ok(fs_hp_filter(line, n, &options, &r, &problem));
    for (size_t i = 0; i < n; i++)
        ck_assert(trend[i] == line[i] && cycle[i] == 0);
    ok(fs_hp_filter(walk, 3, &options, &r, &problem));
    golden_near("sum", cycle[0] + cycle[1] + cycle[2], 0, 1e-14, 1);
    refused(fs_hp_filter(walk, 2, &options, &r, &problem), FS_COMPUTE_SHORT);
    options.lambda = 0;
    ok(fs_hp_filter(walk, n, &options, &r, &problem));
    for (size_t i = 0; i < n; i++)
        ck_assert(trend[i] == walk[i]);
    options.lambda = -1;
    refused(fs_hp_filter(walk, n, &options, &r, &problem), FS_COMPUTE_PARAMETER);
    options.lambda = NAN;
    refused(fs_hp_filter(walk, n, &options, &r, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(half_life_is_that_of_the_exact_autoregression)
{
    double spread[MOST];
    for (size_t i = 0; i < n; i++)
        spread[i] = returns[i] + 5;
    struct fs_half_life_options options = {1.0 / 252};
    struct fs_half_life_result r;
    ok(fs_half_life(spread, n, &options, &r, &problem));
    golden_equal(golden, "half_life",
                 (double[]){r.half_life, r.kappa, r.mean, r.sigma, r.deviation, r.slope, r.t}, 7, 1e-10, 0);
    for (size_t i = 0; i < n; i++) /* without noise: a decay of one half in 10 steps */
        spread[i] = 7 + exp2(-0.1 * (double)i);
    options.dt = 1;
    ok(fs_half_life(spread, 60, &options, &r, &problem));
    golden_near("half_life", r.half_life, 10, 1e-10, 0);
    golden_near("mean", r.mean, 7, 1e-10, 0);
    for (size_t i = 0; i < n; i++)
        spread[i] = exp2(0.05 * (double)i);
    ok(fs_half_life(spread, 60, &options, &r, &problem));
    ck_assert(isinf(r.half_life) && r.kappa < 0 && isnan(r.deviation) && r.sigma >= 0);
    for (size_t i = 0; i < n; i++)
        spread[i] = i % 2 ? 1 : -1;
    refused(fs_half_life(spread, n, &options, &r, &problem), FS_COMPUTE_DOMAIN);
    told("jumps over its mean");
    options.dt = 0;
    refused(fs_half_life(walk, n, &options, &r, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(factor_models_are_one_regression_for_each_asset)
{
    size_t count;
    double *assets = golden_list(golden, "factor.assets", &count),
           *factors = golden_list(golden, "factor.factors", &count);
    double estimates[4][9], r2[3], sigma[3], residuals[3 * MOST], inner[4], covariance[9];
    struct fs_factor_model_result r = {.alphas = estimates[0],
                                       .betas = estimates[0] + 3,
                                       .alpha_standard_errors = estimates[1],
                                       .standard_errors = estimates[1] + 3,
                                       .alpha_t_values = estimates[2],
                                       .t_values = estimates[2] + 3,
                                       .alpha_p_values = estimates[3],
                                       .p_values = estimates[3] + 3,
                                       .r_squared = r2,
                                       .sigma = sigma,
                                       .residuals = residuals,
                                       .factor_covariance = inner,
                                       .covariance = covariance};
    struct fs_factor_model_options options = {1, FS_OLS_HC1, -1, 0};
    ok(fs_factor_model(assets, factors, n, 3, 2, &options, &r, &problem));
    static const char *const names[] = {"params", "bse", "tvalues", "pvalues"};
    for (int i = 0; i < 4; i++) {
        char name[40];
        snprintf(name, sizeof name, "factor.%s", names[i]);
        golden_equal(golden, name, estimates[i], 9, 1e-10, 1e-6);
    }
    golden_equal(golden, "factor.r_squared", r2, 3, 1e-10, 0);
    golden_equal(golden, "factor.sigma", sigma, 3, 1e-10, 0);
    golden_equal(golden, "factor.residuals", residuals, 3 * n, 1e-10, 1);
    golden_equal(golden, "factor.factor_covariance", inner, 4, 1e-10, 0);
    golden_equal(golden, "factor.covariance", covariance, 9, 1e-10, 1e-2);

    assets[n + 4] = INFINITY;
    refused(fs_factor_model(assets, factors, n, 3, 2, &options, &r, &problem), FS_COMPUTE_MISSING);
    told("asset 2: y[5] is infinite");
    refused(fs_factor_model(assets, factors, n, 3, 0, &options, &r, &problem), FS_COMPUTE_SHORT);
    free(assets);
    free(factors);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("econometrics");
    TCase *tcase = tcase_create("econometrics");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, acf_is_that_of_statsmodels);
    tcase_add_test(tcase, pacf_by_every_method_is_that_of_statsmodels);
    tcase_add_test(tcase, ccf_is_that_of_statsmodels_and_turns_with_its_arguments);
    tcase_add_test(tcase, correlations_ignore_scale_and_level_and_refuse_constants);
    tcase_add_test(tcase, portmanteau_tests_are_those_of_statsmodels);
    tcase_add_test(tcase, tests_of_residuals_are_those_of_statsmodels);
    tcase_add_test(tcase, tests_of_residuals_refuse_what_has_no_answer);
    tcase_add_test(tcase, granger_is_that_of_statsmodels);
    tcase_add_test(tcase, hp_filter_keeps_its_digits_with_every_lambda);
    tcase_add_test(tcase, hp_filter_keeps_straight_lines_and_refuses_bad_lambda);
    tcase_add_test(tcase, half_life_is_that_of_the_exact_autoregression);
    tcase_add_test(tcase, factor_models_are_one_regression_for_each_asset);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
