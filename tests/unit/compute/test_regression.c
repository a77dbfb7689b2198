/* Regressions: against NIST's certified values and statsmodels, invariances, tests of specification, and what is refused. */
#include "regression.h"

#include "compute/ts/specification.h"

/* Compares the coefficients with the intercept in front of them. */
static void near(const char *prefix, const char *what, double intercept, const double *rest, size_t k,
                 int has_intercept, double relative)
{
    char name[80];
    double all[MOST + 1];
    size_t first = has_intercept ? 1 : 0;
    all[0] = intercept;
    memcpy(all + first, rest, k * sizeof *rest);
    snprintf(name, sizeof name, "%s.%s", prefix, what);
    golden_equal(golden, name, all, k + first, relative, 0);
}

static void check_fit(const char *name, const struct fit *f, size_t k, int intercept)
{
    const struct fs_ols_result *r = &f->r;
    char key[80];
    near(name, "coefficients", r->intercept, f->coefficients, k, intercept, 1e-10);
    near(name, "standard_errors", r->intercept_standard_error, f->errors, k, intercept, 1e-10);
    near(name, "t", r->intercept_t, f->t, k, intercept, 1e-10);
    near(name, "p", r->intercept_p_value, f->p, k, intercept, 1e-10);
    near(name, "lower", r->intercept_lower, f->lower, k, intercept, 1e-10);
    near(name, "upper", r->intercept_upper, f->upper, k, intercept, 1e-10);
    snprintf(key, sizeof key, "%s.covariance", name);
    golden_equal(golden, key, f->covariance, (k + (size_t)intercept) * (k + (size_t)intercept), 1e-9, 1e-6);
    double measures[] = {r->r_squared,
                         r->adjusted_r_squared,
                         r->f_statistic,
                         r->f_p_value,
                         r->log_likelihood,
                         r->aic,
                         r->bic,
                         r->sigma,
                         r->durbin_watson,
                         (double)r->df_model,
                         (double)r->df_residual,
                         r->condition_number};
    snprintf(key, sizeof key, "%s.measures", name);
    golden_equal(golden, key, measures, sizeof measures / sizeof *measures, 1e-10, 1e-5);
    snprintf(key, sizeof key, "%s.residuals", name);
    golden_equal(golden, key, f->residuals, n, 1e-10, 1);
    snprintf(key, sizeof key, "%s.fitted", name);
    golden_equal(golden, key, f->fitted, n, 1e-10, 1);
}

static void fit_and_check(const char *name, const double *on, const double *by, size_t k,
                          struct fs_ols_options options)
{
    struct fit f;
    ck_assert_msg(run(&f, y, on, by, n, k, options) == FS_COMPUTE_OK, "%s", f.problem.text);
    check_fit(name, &f, k, options.intercept);
}

START_TEST(longley_has_ten_digits_of_the_certified_values)
{
    size_t rows, count;
    double *of = golden_list(golden, "longley.y", &rows), *on = golden_list(golden, "longley.x", &count);
    struct fit f;
    ck_assert_int_eq(run(&f, of, on, NULL, rows, 6, defaults), FS_COMPUTE_OK);
    near("longley", "coefficients", f.r.intercept, f.coefficients, 6, 1, 1e-10);
    near("longley", "standard_errors", f.r.intercept_standard_error, f.errors, 6, 1, 1e-10);
    golden_near("sigma", f.r.sigma, golden_number(golden, "longley.sigma"), 1e-10, 0);
    golden_near("r_squared", f.r.r_squared, golden_number(golden, "longley.r_squared"), 1e-10, 0);
    golden_near("f", f.r.f_statistic, golden_number(golden, "longley.f"), 1e-10, 0);
    free(of);
    free(on);
}
END_TEST

START_TEST(polynomials_of_wampler_are_found)
{
    /* NIST StRD Wampler1 and Wampler2: y = sum x^j and sum (x / 10)^j for x = 0 ... 20, degree 5. */
    double powers[21 * 5], of[2][21];
    for (int i = 0; i < 21; i++) {
        of[0][i] = of[1][i] = 1;
        for (int j = 1; j <= 5; j++) {
            powers[(j - 1) * 21 + i] = pow(i, j);
            of[0][i] += pow(i, j);
            of[1][i] += pow(i, j) / pow(10, j);
        }
    }
    for (int which = 0; which < 2; which++) {
        struct fit f;
        ck_assert_int_eq(run(&f, of[which], powers, NULL, 21, 5, defaults), FS_COMPUTE_OK);
        golden_near("b0", f.r.intercept, 1, 1e-12, 0);
        for (int j = 1; j <= 5; j++)
            golden_near("b", f.coefficients[j - 1], which ? pow(10, -j) : 1, 1e-11, 0);
    }
}
END_TEST

START_TEST(every_covariance_is_that_of_statsmodels)
{
    static const char *const names[] = {"ols.nonrobust", "ols.hc0", "ols.hc1",
                                        "ols.hc2",       "ols.hc3", "ols.hac"};
    struct fs_ols_options options = defaults;
    for (int32_t c = FS_OLS_NONROBUST; c <= FS_OLS_HAC; c++) {
        options.covariance = c;
        fit_and_check(names[c], x, NULL, K, options);
    }
    options.lags = 7;
    options.small_sample = 1;
    fit_and_check("ols.hac7", x, NULL, K, options);
    options.distribution = 1;
    fit_and_check("ols.hac7normal", x, NULL, K, options);
}
END_TEST

START_TEST(regressions_through_the_origin_and_with_a_constant_of_their_own)
{
    struct fs_ols_options options = defaults;
    options.intercept = 0;
    fit_and_check("ols.origin", x, NULL, K, options);
    options.covariance = FS_OLS_HC0;
    fit_and_check("ols.origin_hc0", x, NULL, K, options);
    options.covariance = FS_OLS_NONROBUST;
    size_t count;
    double *dummies = golden_list(golden, "dummies", &count);
    fit_and_check("ols.dummies", dummies, NULL, 3, options);
    free(dummies);
}
END_TEST

START_TEST(weighted_least_squares_are_those_of_statsmodels)
{
    struct fs_ols_options options = defaults;
    fit_and_check("wls", x, weights, K, options);
    options.covariance = FS_OLS_HC3;
    fit_and_check("wls.hc3", x, weights, K, options);
}
END_TEST

START_TEST(a_mean_has_a_robust_error_too)
{
    struct fs_ols_options options = defaults;
    options.covariance = FS_OLS_HAC;
    options.lags = 5;
    struct fit f;
    ck_assert_int_eq(run(&f, y, NULL, NULL, n, 0, options), FS_COMPUTE_OK);
    near("mean.hac", "coefficients", f.r.intercept, f.coefficients, 0, 1, 1e-12);
    near("mean.hac", "standard_errors", f.r.intercept_standard_error, f.errors, 0, 1, 1e-12);
    ck_assert_double_nan(f.r.f_statistic);
    ck_assert_int_eq(f.r.df_model, 0);
}
END_TEST

START_TEST(residuals_are_orthogonal_to_every_regressor)
{
    struct fit f;
    ck_assert_int_eq(run(&f, y, x, NULL, n, K, defaults), FS_COMPUTE_OK);
    for (size_t j = 0; j < K; j++) {
        double sum = 0, size = 0;
        for (size_t i = 0; i < n; i++) {
            sum += f.residuals[i] * x[j * n + i];
            size += fabs(f.residuals[i] * x[j * n + i]);
        }
        ck_assert_double_le(fabs(sum), 1e-13 * size);
    }
}
END_TEST

START_TEST(units_do_not_matter)
{
    double scaled[400 * K], moved[400];
    for (size_t i = 0; i < n; i++) {
        scaled[i] = x[i] * 0x1p300;
        scaled[n + i] = x[n + i] * 0x1p-300;
        scaled[2 * n + i] = x[2 * n + i];
        moved[i] = 8 * y[i];
    }
    struct fit plain, f;
    ck_assert_int_eq(run(&plain, y, x, NULL, n, K, defaults), FS_COMPUTE_OK);
    ck_assert_int_eq(run(&f, moved, scaled, NULL, n, K, defaults), FS_COMPUTE_OK);
    ck_assert(f.coefficients[0] * 0x1p297 == plain.coefficients[0]);
    ck_assert(f.coefficients[1] * 0x1p-303 == plain.coefficients[1]);
    ck_assert(f.coefficients[2] * 0x1p-3 == plain.coefficients[2]);
    ck_assert(f.t[0] == plain.t[0] && f.p[1] == plain.p[1] && f.r.r_squared == plain.r.r_squared);
}
END_TEST

START_TEST(levels_do_not_matter)
{
    double moved[400 * K], up[400];
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < K; j++)
            moved[j * n + i] = x[j * n + i] + 4096; /* costs the values 12 bits at most: 1e-12 */
        up[i] = y[i] - 4096;
    }
    struct fit plain, f;
    ck_assert_int_eq(run(&plain, y, x, NULL, n, K, defaults), FS_COMPUTE_OK);
    ck_assert_int_eq(run(&f, up, moved, NULL, n, K, defaults), FS_COMPUTE_OK);
    for (size_t j = 0; j < K; j++) {
        golden_near("b", f.coefficients[j], plain.coefficients[j], 1e-11, 0);
        golden_near("e", f.errors[j], plain.errors[j], 1e-11, 0);
    }
    golden_near("r2", f.r.r_squared, plain.r.r_squared, 1e-11, 0);
}
END_TEST

START_TEST(the_order_of_columns_does_not_matter)
{
    double turned[400 * K];
    for (size_t j = 0; j < K; j++)
        memcpy(turned + j * n, x + (K - 1 - j) * n, n * sizeof *x);
    struct fit plain, f;
    struct fs_ols_options options = defaults;
    options.covariance = FS_OLS_HC3;
    run(&plain, y, x, NULL, n, K, options);
    run(&f, y, turned, NULL, n, K, options);
    for (size_t j = 0; j < K; j++) {
        golden_near("b", f.coefficients[j], plain.coefficients[K - 1 - j], 1e-13, 0);
        golden_near("e", f.errors[j], plain.errors[K - 1 - j], 1e-12, 0);
    }
}
END_TEST

START_TEST(equal_weights_change_nothing)
{
    double twos[400];
    for (size_t i = 0; i < n; i++)
        twos[i] = 4;
    struct fit plain, f;
    run(&plain, y, x, NULL, n, K, defaults);
    run(&f, y, x, twos, n, K, defaults);
    for (size_t j = 0; j < K; j++) {
        golden_near("b", f.coefficients[j], plain.coefficients[j], 1e-13, 0);
        golden_near("e", f.errors[j], plain.errors[j], 1e-13, 0);
    }
}
END_TEST

START_TEST(a_dependent_column_is_named)
{
    double design[400 * 4];
    struct fit f;
    memcpy(design, x, n * K * sizeof *x);
    for (size_t i = 0; i < n; i++)
        design[3 * n + i] = x[i] - 2 * x[2 * n + i] + 5;
    ck_assert_int_eq(run(&f, y, design, NULL, n, 4, defaults), FS_COMPUTE_SINGULAR);
    ck_assert_ptr_nonnull(strstr(f.problem.text, "column 4 of x is a linear combination of"));
    ck_assert_ptr_nonnull(strstr(f.problem.text, "the intercept"));
    ck_assert_ptr_nonnull(strstr(f.problem.text, "column 1"));
    ck_assert_ptr_nonnull(strstr(f.problem.text, "column 3"));
    ck_assert_ptr_null(strstr(f.problem.text, "column 2"));

    for (size_t i = 0; i < n; i++)
        design[n + i] = 7;
    ck_assert_int_eq(run(&f, y, design, NULL, n, 2, defaults), FS_COMPUTE_SINGULAR);
    ck_assert_str_eq(f.problem.text,
                     "column 2 of x is a linear combination of the intercept; leave one of them out");
    for (size_t i = 0; i < n; i++)
        design[n + i] = 0;
    ck_assert_int_eq(run(&f, y, design, NULL, n, 2, defaults), FS_COMPUTE_SINGULAR);
    ck_assert_str_eq(f.problem.text, "column 2 of x holds only zeros; leave it out");
    ck_assert_int_eq(run(&f, y, design, NULL, n, 4, (struct fs_ols_options){.lags = -1, .confidence = 0.9}),
                     FS_COMPUTE_SINGULAR);
}
END_TEST

START_TEST(bad_inputs_are_told)
{
    struct fit f;
    struct fs_ols_options options = defaults;
    ck_assert_int_eq(run(&f, y, x, NULL, 4, 1, options), FS_COMPUTE_OK);
    ck_assert_int_eq(run(&f, y, x, NULL, 2, 1, options), FS_COMPUTE_SHORT);
    ck_assert_str_eq(f.problem.text,
                     "y has 2 observations; a regression with 2 coefficients needs at least 3");
    ck_assert_int_eq(run(&f, y, NULL, NULL, n, 1, options), FS_COMPUTE_NULL);
    ck_assert_int_eq(run(&f, y, x, NULL, 0, 1, options), FS_COMPUTE_SHORT);
    options.intercept = 0;
    ck_assert_int_eq(run(&f, y, NULL, NULL, n, 0, options), FS_COMPUTE_PARAMETER);
    options = defaults;
    options.confidence = 1;
    ck_assert_int_eq(run(&f, y, x, NULL, n, K, options), FS_COMPUTE_PARAMETER);
    options = defaults;
    options.covariance = FS_OLS_HAC;
    options.lags = (int32_t)n;
    ck_assert_int_eq(run(&f, y, x, NULL, n, K, options), FS_COMPUTE_PARAMETER);

    double bad[400 * K];
    memcpy(bad, x, n * K * sizeof *x);
    bad[n + 4] = NAN;
    ck_assert_int_eq(run(&f, y, bad, NULL, n, K, defaults), FS_COMPUTE_MISSING);
    ck_assert_str_eq(f.problem.text, "row 5 of column 2 of x is missing; expected a finite number");
    memcpy(bad, weights, n * sizeof *weights);
    bad[2] = 0;
    ck_assert_int_eq(run(&f, y, x, bad, n, K, defaults), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(f.problem.text, "weights[3] is 0; expected a number above 0");
    for (size_t i = 0; i < n; i++)
        bad[i] = y[i] * 1e200;
    ck_assert_int_eq(run(&f, bad, x, NULL, n, K, defaults), FS_COMPUTE_DOMAIN);
    for (size_t i = 0; i < n; i++) /* a regressor for one observation alone */
        bad[i] = i == 6;
    options = defaults;
    options.covariance = FS_OLS_HC3;
    ck_assert_int_eq(run(&f, y, bad, NULL, n, 1, options), FS_COMPUTE_DOMAIN);
    ck_assert_ptr_nonnull(strstr(f.problem.text, "observation 7 has leverage 1"));
    options.covariance = FS_OLS_HC1;
    ck_assert_int_eq(run(&f, y, bad, NULL, n, 1, options), FS_COMPUTE_OK);
}
END_TEST

START_TEST(a_perfect_fit_is_no_error)
{
    double line[400];
    for (size_t i = 0; i < n; i++)
        line[i] = 2 * x[i] + 1;
    struct fit f;
    ck_assert_int_eq(run(&f, line, x, NULL, n, 1, defaults), FS_COMPUTE_OK);
    golden_near("slope", f.coefficients[0], 2, 1e-14, 0);
    golden_near("r2", f.r.r_squared, 1, 1e-14, 0);
}
END_TEST

START_TEST(tests_of_specification_are_those_of_statsmodels)
{
    struct fit f;
    struct fs_problem problem = {0};
    run(&f, y, x, NULL, n, K, defaults);
    struct fs_breusch_pagan_result bp;
    ck_assert_int_eq(fs_breusch_pagan(f.residuals, x, n, K, &bp, &problem), FS_COMPUTE_OK);
    golden_equal(golden, "breusch_pagan", (double[]){bp.statistic, bp.p_value, bp.f_statistic, bp.f_p_value},
                 4, 1e-10, 0);
    struct fs_white_result w;
    ck_assert_int_eq(fs_white(f.residuals, x, n, K, &w, &problem), FS_COMPUTE_OK);
    ck_assert_int_eq(w.df, 9);
    golden_equal(golden, "white", (double[]){w.statistic, w.p_value, w.f_statistic, w.f_p_value}, 4, 1e-10,
                 0);
    for (int32_t lags = 1; lags <= 4; lags += 3) {
        char name[40];
        struct fs_breusch_godfrey_options options = {lags};
        struct fs_breusch_godfrey_result bg;
        ck_assert_int_eq(fs_breusch_godfrey(f.residuals, x, n, K, &options, &bg, &problem), FS_COMPUTE_OK);
        snprintf(name, sizeof name, "breusch_godfrey.%d", lags);
        golden_equal(golden, name, (double[]){bg.statistic, bg.p_value, bg.f_statistic, bg.f_p_value}, 4,
                     1e-10, 0);
    }

    size_t count;
    double *dummies = golden_list(golden, "dummies", &count);
    run(&f, y, dummies + n, NULL, n, 2, defaults);
    ck_assert_int_eq(fs_white(f.residuals, dummies + n, n, 2, &w, &problem), FS_COMPUTE_OK);
    ck_assert_int_eq(w.df, 4); /* the square of the dummy is the dummy */
    golden_equal(golden, "white.dummy", (double[]){w.statistic, w.p_value, w.f_statistic, w.f_p_value}, 4,
                 1e-10, 0);
    free(dummies);
}
END_TEST

START_TEST(tests_of_specification_refuse_what_has_no_answer)
{
    double flat[400] = {0};
    struct fs_problem problem = {0};
    struct fs_breusch_pagan_result bp;
    struct fs_white_result w;
    struct fs_breusch_godfrey_result bg;
    struct fs_breusch_godfrey_options options = {1};
    ck_assert_int_eq(fs_breusch_pagan(flat, x, n, K, &bp, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_breusch_pagan(y, x, 4, K, &bp, &problem), FS_COMPUTE_SHORT);
    ck_assert_int_eq(fs_breusch_pagan(y, flat, n, 1, &bp, &problem), FS_COMPUTE_SINGULAR);
    ck_assert_int_eq(fs_white(y, x, 10, K, &w, &problem), FS_COMPUTE_SHORT);
    ck_assert_int_eq(fs_white(y, x, n, 0, &w, &problem), FS_COMPUTE_SHORT);
    ck_assert_int_eq(fs_breusch_godfrey(y, NULL, n, 0, &options, &bg, &problem), FS_COMPUTE_OK);
    ck_assert_int_eq(fs_breusch_godfrey(flat, NULL, n, 0, &options, &bg, &problem), FS_COMPUTE_SINGULAR);
    options.lags = 0;
    ck_assert_int_eq(fs_breusch_godfrey(y, x, n, K, &options, &bg, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("regression");
    TCase *tcase = tcase_create("regression");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, longley_has_ten_digits_of_the_certified_values);
    tcase_add_test(tcase, polynomials_of_wampler_are_found);
    tcase_add_test(tcase, every_covariance_is_that_of_statsmodels);
    tcase_add_test(tcase, regressions_through_the_origin_and_with_a_constant_of_their_own);
    tcase_add_test(tcase, weighted_least_squares_are_those_of_statsmodels);
    tcase_add_test(tcase, a_mean_has_a_robust_error_too);
    tcase_add_test(tcase, residuals_are_orthogonal_to_every_regressor);
    tcase_add_test(tcase, units_do_not_matter);
    tcase_add_test(tcase, levels_do_not_matter);
    tcase_add_test(tcase, the_order_of_columns_does_not_matter);
    tcase_add_test(tcase, equal_weights_change_nothing);
    tcase_add_test(tcase, a_dependent_column_is_named);
    tcase_add_test(tcase, bad_inputs_are_told);
    tcase_add_test(tcase, a_perfect_fit_is_no_error);
    tcase_add_test(tcase, tests_of_specification_are_those_of_statsmodels);
    tcase_add_test(tcase, tests_of_specification_refuse_what_has_no_answer);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
