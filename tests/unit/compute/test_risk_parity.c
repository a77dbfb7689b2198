/* Shares of risk and portfolios made from them: the budget itself is the proof, closed forms, refusals. */
#include "compute/portfolio/limits.h"
#include "compute/portfolio/risk_parity.h"
#include "golden.h"

static uint64_t seed_state;

static double uniform(void)
{
    seed_state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = seed_state;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

static double *random_covariance(size_t k, size_t factors)
{
    double *s = calloc(k * k, sizeof *s), *f = calloc(k * factors, sizeof *f);
    for (size_t i = 0; i < k * factors; i++)
        f[i] = 0.02 * (uniform() - 0.4);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++)
            for (size_t n = 0; n < factors; n++)
                s[i + j * k] += f[i + n * k] * f[j + n * k];
    free(f);
    return s;
}

static struct fs_problem problem;

START_TEST(shares_of_risk_are_the_budget)
{
    for (int c = 0; c < 60; c++) {
        seed_state = (uint64_t)c;
        size_t k = 1 + (size_t)(uniform() * 60);
        double *s = random_covariance(k, k + 5), w[64], share[64], budget[64], sum = 0, total = 0;
        for (size_t i = 0; i < k; i++)
            total += budget[i] = c % 2 ? 1 : pow(10, -3 * uniform());
        for (size_t i = 0; i < k; i++) /* scales differ as bonds and coins do */
            for (size_t j = 0; j < k; j++)
                s[i + j * k] *= (i % 3 ? 1 : 30) * (j % 3 ? 1 : 30);
        struct fs_portfolio_risk_parity_options o = {.budget = c % 2 ? NULL : budget};
        struct fs_portfolio_risk_parity_result r = {.weights = w, .share = share};
        ck_assert_msg(fs_portfolio_risk_parity(s, k, &o, &r, &problem) == FS_COMPUTE_OK, "%d: %s", c,
                      problem.text);
        struct fs_portfolio_risk_contributions_result parts = {.share = share};
        ck_assert_int_eq(fs_portfolio_risk_contributions(w, s, k, &parts, &problem), FS_COMPUTE_OK);
        for (size_t i = 0; i < k; i++) {
            ck_assert_double_gt(w[i], 0);
            ck_assert_double_eq_tol(share[i], budget[i] / total, 2e-12);
            sum += w[i];
        }
        ck_assert_double_eq_tol(sum, 1, 1e-13);
        ck_assert_double_eq_tol(parts.volatility, r.volatility, 1e-15);
        free(s);
    }
}
END_TEST

START_TEST(two_assets_and_equal_correlations_are_weighed_by_inverse_volatility)
{
    double s[9], w[3], v[3], vol[3] = {0.1, 0.2, 0.35};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            s[i + j * 3] = vol[i] * vol[j] * (i == j ? 1 : 0.3);
    struct fs_portfolio_risk_parity_options o = {0};
    struct fs_portfolio_risk_parity_result r = {.weights = w};
    struct fs_portfolio_inverse_volatility_result inverse = {.weights = v};
    ck_assert_int_eq(fs_portfolio_risk_parity(s, 3, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_int_eq(fs_portfolio_inverse_volatility(s, 3, &inverse, &problem), FS_COMPUTE_OK);
    for (int i = 0; i < 3; i++) {
        ck_assert_double_eq_tol(w[i], v[i], 1e-13);
        ck_assert_double_eq_tol(v[i], 1 / vol[i] / (10 + 5 + 1 / 0.35), 1e-15);
    }
    double two[4] = {0.01, -0.015, -0.015, 0.04};
    ck_assert_int_eq(fs_portfolio_risk_parity(two, 2, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(w[0], 2.0 / 3, 1e-13);
}
END_TEST

START_TEST(contributions_sum_to_the_volatility)
{
    seed_state = 4;
    double *s = random_covariance(9, 12), w[9], marginal[9], contribution[9], share[9], sum = 0, shares = 0;
    for (int i = 0; i < 9; i++)
        w[i] = uniform() - 0.3;
    struct fs_portfolio_risk_contributions_result r = {
        .marginal = marginal, .contribution = contribution, .share = share};
    ck_assert_int_eq(fs_portfolio_risk_contributions(w, s, 9, &r, &problem), FS_COMPUTE_OK);
    for (int i = 0; i < 9; i++) {
        sum += contribution[i];
        shares += share[i];
    }
    ck_assert_double_eq_tol(sum, r.volatility, 1e-16);
    ck_assert_double_eq_tol(shares, 1, 1e-14);
    /* Marginal risk is the derivative. */
    double before = r.volatility, slope = marginal[2];
    w[2] += 1e-6;
    ck_assert_int_eq(fs_portfolio_risk_contributions(w, s, 9, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq_tol((r.volatility - before) / 1e-6, slope, 1e-7);
    free(s);
}
END_TEST

START_TEST(a_singular_covariance_with_risk_works)
{
    seed_state = 8;
    double *s = random_covariance(40, 10), w[40], share[40];
    for (int i = 0; i < 40; i++)
        for (int j = 0; j < 40; j++)
            s[i + j * 40] += 1e-4; /* one common factor, the same sign for all */
    struct fs_portfolio_risk_parity_options o = {0};
    struct fs_portfolio_risk_parity_result r = {.weights = w, .share = share};
    ck_assert_msg(fs_portfolio_risk_parity(s, 40, &o, &r, &problem) == FS_COMPUTE_OK, "%s", problem.text);
    for (int i = 0; i < 40; i++)
        ck_assert_double_eq_tol(share[i], 0.025, 1e-12);
    free(s);
}
END_TEST

START_TEST(equal_weights_are_equal)
{
    double s[4] = {0.04, 0, 0, 0.04}, w[2];
    struct fs_portfolio_equal_weight_result r = {.weights = w};
    ck_assert_int_eq(fs_portfolio_equal_weight(s, 2, &r, &problem), FS_COMPUTE_OK);
    ck_assert(w[0] == 0.5 && w[1] == 0.5);
    ck_assert_double_eq_tol(r.volatility, sqrt(0.02), 1e-16);
}
END_TEST

START_TEST(refuses_what_has_no_shares_of_risk)
{
    double hedged[4] = {0.04, -0.04, -0.04, 0.04}, w[2] = {0.5, 0.5}, none[4] = {0.04, 0, 0, 0},
           bad[2] = {0.5, 0}, wrong[4] = {0.04, NAN, NAN, 0.04};
    struct fs_portfolio_risk_parity_options o = {0}, zero = {.budget = bad};
    struct fs_portfolio_risk_parity_result r = {.weights = w};
    struct fs_portfolio_inverse_volatility_result inverse = {.weights = w};
    struct fs_portfolio_risk_contributions_result parts = {0};
    ck_assert_int_eq(fs_portfolio_risk_contributions(w, hedged, 2, &parts, &problem), FS_COMPUTE_DOMAIN);
    int status = fs_portfolio_risk_parity(hedged, 2, &o, &r, &problem);
    ck_assert_msg(status == FS_COMPUTE_SINGULAR, "%d %s", status, problem.text);
    ck_assert_int_eq(fs_portfolio_risk_parity(none, 2, &o, &r, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_portfolio_risk_parity(wrong, 2, &o, &r, &problem), FS_COMPUTE_MISSING);
    ck_assert_int_eq(fs_portfolio_inverse_volatility(none, 2, &inverse, &problem), FS_COMPUTE_DOMAIN);
    none[3] = 0.04;
    ck_assert_int_eq(fs_portfolio_risk_parity(none, 2, &zero, &r, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_portfolio_risk_parity(none, 0, &o, &r, &problem), FS_COMPUTE_SHORT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("risk_parity");
    TCase *tests = tcase_create("risk_parity");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, shares_of_risk_are_the_budget);
    tcase_add_test(tests, two_assets_and_equal_correlations_are_weighed_by_inverse_volatility);
    tcase_add_test(tests, contributions_sum_to_the_volatility);
    tcase_add_test(tests, a_singular_covariance_with_risk_works);
    tcase_add_test(tests, equal_weights_are_equal);
    tcase_add_test(tests, refuses_what_has_no_shares_of_risk);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
