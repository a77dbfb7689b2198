/* Rolling and recursive regressions against statsmodels, CUSUM, and windows without a solution. */
#include "regression.h"

#include "compute/ts/recursive_ols.h"
#include "compute/ts/rolling_ols.h"

START_TEST(rolling_regressions_are_those_of_statsmodels)
{
    double intercept[400], errors[400], b[400 * K], e[400 * K], r2[400], sigma[400], joined[400 * 4];
    struct fs_rolling_ols_result r = {.intercept = intercept,
                                      .intercept_standard_error = errors,
                                      .coefficients = b,
                                      .standard_errors = e,
                                      .r_squared = r2,
                                      .sigma = sigma};
    struct fs_rolling_ols_options options = {.period = 25, .intercept = 1};
    struct fs_problem problem = {0};
    ck_assert_int_eq(fs_rolling_ols(y, x, n, K, &options, &r, &problem), FS_COMPUTE_OK);
    ck_assert_int_eq(r.singular, 0);
    memcpy(joined, intercept, n * sizeof *b);
    memcpy(joined + n, b, n * K * sizeof *b);
    golden_equal(golden, "rolling.coefficients", joined, n * 4, 1e-10, 1e-2);
    memcpy(joined, errors, n * sizeof *b);
    memcpy(joined + n, e, n * K * sizeof *b);
    golden_equal(golden, "rolling.standard_errors", joined, n * 4, 1e-10, 1e-2);
    golden_equal(golden, "rolling.r_squared", r2, n, 1e-10, 0);
    golden_equal(golden, "rolling.sigma", sigma, n, 1e-10, 0);

    /* Each window is the regression over it. */
    struct fit f;
    double part[25 * K];
    for (size_t j = 0; j < K; j++)
        memcpy(part + j * 25, x + j * n + 60, 25 * sizeof *x);
    run(&f, y + 60, part, NULL, 25, K, defaults);
    for (size_t j = 0; j < K; j++)
        ck_assert(f.coefficients[j] == b[j * n + 84] && f.errors[j] == e[j * n + 84]);
}
END_TEST

START_TEST(rolling_windows_without_a_solution_are_blank_and_counted)
{
    double still[400], b[400], r2[400];
    for (size_t i = 0; i < n; i++)
        still[i] = i >= 30 && i < 50 ? 1.5 : x[i];
    struct fs_rolling_ols_result r = {.coefficients = b, .r_squared = r2};
    struct fs_rolling_ols_options options = {.period = 15, .intercept = 1};
    struct fs_problem problem = {0};
    ck_assert_int_eq(fs_rolling_ols(y, still, n, 1, &options, &r, &problem), FS_COMPUTE_OK);
    ck_assert_int_eq(r.singular, 6);
    for (size_t i = 0; i < n; i++)
        ck_assert_msg((b[i] != b[i]) == (i < 14 || (i >= 44 && i < 50)), "at %zu", i);
    options.period = 2;
    ck_assert_int_eq(fs_rolling_ols(y, still, n, 1, &options, &r, &problem), FS_COMPUTE_PARAMETER);
    options.period = (int32_t)n + 1;
    ck_assert_int_eq(fs_rolling_ols(y, still, n, 1, &options, &r, &problem), FS_COMPUTE_SHORT);
}
END_TEST

START_TEST(recursive_regressions_are_those_of_statsmodels)
{
    double intercept[400], b[400 * K], w[400], cusum[400], band[400], squares[400], joined[400 * 4];
    struct fs_recursive_ols_result r = {.intercept = intercept,
                                        .coefficients = b,
                                        .residuals = w,
                                        .cusum = cusum,
                                        .band = band,
                                        .cusum_squares = squares};
    struct fs_recursive_ols_options options = {.intercept = 1, .level = 0.05};
    struct fs_problem problem = {0};
    ck_assert_int_eq(fs_recursive_ols(y, x, n, K, &options, &r, &problem), FS_COMPUTE_OK);
    ck_assert_int_eq(r.start, 5);
    size_t count;
    double *expected = golden_list(golden, "recursive.residuals", &count);
    for (size_t i = 0; i < n; i++)
        if (i < 4)
            ck_assert_double_nan(w[i]);
        else
            golden_near("recursive residual", w[i], expected[i], 1e-10, 1);
    free(expected);
    golden_equal(golden, "recursive.cusum", cusum + 4, n - 4, 1e-10, 1);
    golden_equal(golden, "recursive.cusum_squares", squares + 4, n - 4, 1e-10, 1e-2);
    expected = golden_list(golden, "recursive.coefficients", &count);
    memcpy(joined, intercept, n * sizeof *b);
    memcpy(joined + n, b, n * K * sizeof *b);
    for (size_t j = 0; j < 4; j++)
        for (size_t i = 0; i < n; i++)
            golden_near("recursive coefficient", joined[j * n + i], expected[j * n + i], 1e-10, 1);
    free(expected);
    /* statsmodels rounds the boundary to 0.948. */
    expected = golden_list(golden, "recursive.band", &count);
    for (size_t i = 4; i < n; i++)
        golden_near("band", band[i], expected[i - 3], 5e-4, 0);
    free(expected);

    /* The last coefficients are those of the whole sample, and the squares add up to its residuals. */
    struct fit f;
    run(&f, y, x, NULL, n, K, defaults);
    double sum = 0;
    for (size_t i = 4; i < n; i++)
        sum += w[i] * w[i];
    golden_near("squares", sum, f.r.sigma * f.r.sigma * f.r.df_residual, 1e-12, 0);
    for (size_t j = 0; j < K; j++)
        golden_near("last", b[j * n + n - 1], f.coefficients[j], 1e-11, 0);
}
END_TEST

START_TEST(cusum_levels_are_the_published_ones)
{
    /* Brown, Durbin and Evans: 0.850, 0.948 and 1.143 at 10, 5 and 1 %; the band begins at a (1 + 2 / m) sqrt(m). */
    static const double levels[] = {0.10, 0.05, 0.01}, published[] = {0.850, 0.948, 1.143};
    double band[400], m = (double)n - 2;
    struct fs_recursive_ols_result r = {.band = band};
    for (int i = 0; i < 3; i++) {
        struct fs_recursive_ols_options options = {.intercept = 1, .level = levels[i]};
        ck_assert_int_eq(fs_recursive_ols(y, x, n, 1, &options, &r, NULL), FS_COMPUTE_OK);
        golden_near("boundary", band[n - 1] / (3 * sqrt(m)), published[i], 1e-3, 0);
    }
}
END_TEST

START_TEST(a_break_is_found_by_cusum)
{
    double broken[400];
    for (size_t i = 0; i < n; i++)
        broken[i] = y[i] + (i > n / 2 ? 4.0 : 0.0);
    struct fs_recursive_ols_result r = {0}, calm = {0};
    struct fs_recursive_ols_options options = {.intercept = 1, .level = 0.05};
    ck_assert_int_eq(fs_recursive_ols(broken, x, n, 1, &options, &r, NULL), FS_COMPUTE_OK);
    ck_assert_int_eq(fs_recursive_ols(y, x, n, 1, &options, &calm, NULL), FS_COMPUTE_OK);
    ck_assert_double_lt(r.p_value, 0.01);
    ck_assert_double_gt(calm.p_value, r.p_value);
}
END_TEST

START_TEST(recursion_starts_where_the_regressors_are_independent)
{
    double late[400], b[400], w[400];
    for (size_t i = 0; i < n; i++)
        late[i] = i < 10 ? 3 : x[i];
    struct fs_recursive_ols_result r = {.coefficients = b, .residuals = w};
    struct fs_recursive_ols_options options = {.intercept = 1, .level = 0.05};
    struct fs_problem problem = {0};
    ck_assert_int_eq(fs_recursive_ols(y, late, n, 1, &options, &r, &problem), FS_COMPUTE_OK);
    ck_assert_int_eq(r.start, 12);
    ck_assert(b[9] != b[9] && b[10] == b[10] && w[10] != w[10] && w[11] == w[11]);
    for (size_t i = 0; i < n; i++)
        late[i] = 3;
    ck_assert_int_eq(fs_recursive_ols(y, late, n, 1, &options, &r, &problem), FS_COMPUTE_SINGULAR);
    ck_assert_int_eq(fs_recursive_ols(y, x, 3, 1, &options, &r, &problem), FS_COMPUTE_SHORT);
    memset(late, 0, sizeof late);
    ck_assert_int_eq(fs_recursive_ols(late, x, n, 1, &options, &r, &problem), FS_COMPUTE_DOMAIN);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("moving_regression");
    TCase *tcase = tcase_create("moving_regression");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, rolling_regressions_are_those_of_statsmodels);
    tcase_add_test(tcase, rolling_windows_without_a_solution_are_blank_and_counted);
    tcase_add_test(tcase, recursive_regressions_are_those_of_statsmodels);
    tcase_add_test(tcase, cusum_levels_are_the_published_ones);
    tcase_add_test(tcase, a_break_is_found_by_cusum);
    tcase_add_test(tcase, recursion_starts_where_the_regressors_are_independent);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
