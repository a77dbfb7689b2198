/* Portfolios that are best in mean and variance: values of quadprog and PyPortfolioOpt, properties, refusals. */
#include "compute/portfolio/mean_variance.h"
#include "golden.h"

#define K 12

static char *text;
static double *cov, *mu, *group, *group_lower, *group_upper, *previous, rf;

static double *list(const char *name)
{
    size_t found;
    return golden_list(text, name, &found);
}

static void setup(void)
{
    text = golden_read("portfolio");
    cov = list("cov");
    mu = list("mu");
    group = list("group");
    group_lower = list("group_lower");
    group_upper = list("group_upper");
    previous = list("previous");
    rf = golden_number(text, "rf");
}

static void teardown(void)
{
    free(text);
    free(cov);
    free(mu);
    free(group);
    free(group_lower);
    free(group_upper);
    free(previous);
}

/* K times `value`, until the next call for that `side`. */
static const double *same(int side, double value)
{
    static double values[2][K];
    for (int i = 0; i < K; i++)
        values[side][i] = value;
    return values[side];
}

#define NONE           .budget = 1, .turnover = NAN
#define BOX(low, high) .lower = same(0, low), .upper = same(1, high)
#define IN_GROUPS                                                                                            \
    .group = group, .group_lower = group_lower, .group_lower_length = 3, .group_upper = group_upper,         \
    .group_upper_length = 3

static double weights[K], duals[K];
static struct fs_problem problem;

static void min_variance(struct fs_portfolio_min_variance_options o, const char *name)
{
    struct fs_portfolio_min_variance_result r = {.weights = weights, .bound_dual = duals};
    ck_assert_msg(fs_portfolio_min_variance(cov, K, &o, &r, &problem) == FS_COMPUTE_OK, "%s", problem.text);
    golden_equal(text, name, weights, K, 1e-10, 1);
}

START_TEST(least_variance_equals_quadprog)
{
    min_variance((struct fs_portfolio_min_variance_options){NONE}, "min_variance");
    min_variance((struct fs_portfolio_min_variance_options){NONE, BOX(-INFINITY, INFINITY)},
                 "min_variance.short");
    min_variance((struct fs_portfolio_min_variance_options){NONE, BOX(0.02, 0.15)}, "min_variance.box");
    min_variance((struct fs_portfolio_min_variance_options){NONE, IN_GROUPS}, "min_variance.groups");
}
END_TEST

START_TEST(multipliers_are_derivatives_of_the_objective)
{
    double low[K] = {0};
    struct fs_portfolio_min_variance_options o = {NONE, .lower = low};
    struct fs_portfolio_min_variance_result r = {.weights = weights, .bound_dual = duals};
    ck_assert_int_eq(fs_portfolio_min_variance(cov, K, &o, &r, &problem), FS_COMPUTE_OK);
    double base = 0.5 * r.volatility * r.volatility, budget = r.budget_dual, dual[K], step = 1e-5;
    memcpy(dual, duals, sizeof dual);
    o.budget = 1 + step;
    ck_assert_int_eq(fs_portfolio_min_variance(cov, K, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq_tol((0.5 * r.volatility * r.volatility - base) / step, budget, 1e-8);
    o.budget = 1;
    for (int i = 0; i < K; i++) {
        low[i] = step;
        ck_assert_int_eq(fs_portfolio_min_variance(cov, K, &o, &r, &problem), FS_COMPUTE_OK);
        ck_assert_double_eq_tol((0.5 * r.volatility * r.volatility - base) / step, dual[i], 1e-8);
        low[i] = 0;
    }
}
END_TEST

START_TEST(utility_and_return_equal_quadprog)
{
    struct fs_portfolio_max_utility_options o = {NONE, .risk_aversion = 8};
    struct fs_portfolio_max_utility_result r = {.weights = weights};
    ck_assert_int_eq(fs_portfolio_max_utility(mu, cov, K, &o, &r, &problem), FS_COMPUTE_OK);
    golden_equal(text, "max_utility", weights, K, 1e-10, 1);
    ck_assert_double_eq(r.risk_aversion, 8);
    struct fs_portfolio_max_utility_options box = {NONE, BOX(-0.1, 0.3), .risk_aversion = 8};
    ck_assert_int_eq(fs_portfolio_max_utility(mu, cov, K, &box, &r, &problem), FS_COMPUTE_OK);
    golden_equal(text, "max_utility.box", weights, K, 1e-10, 1);
    struct fs_portfolio_efficient_return_options e = {NONE, .target = 0.0012};
    struct fs_portfolio_efficient_return_result er = {.weights = weights};
    ck_assert_int_eq(fs_portfolio_efficient_return(mu, cov, K, &e, &er, &problem), FS_COMPUTE_OK);
    golden_equal(text, "efficient_return", weights, K, 1e-10, 1);
    ck_assert_double_eq_tol(er.expected_return, 0.0012, 1e-15);
    /* The risk aversion that it tells leads to the same portfolio. */
    double same[K];
    o.risk_aversion = er.risk_aversion;
    r.weights = same;
    ck_assert_int_eq(fs_portfolio_max_utility(mu, cov, K, &o, &r, &problem), FS_COMPUTE_OK);
    for (int i = 0; i < K; i++)
        ck_assert_double_eq_tol(same[i], weights[i], 1e-10);
    /* A target below what the least variance earns binds nothing. */
    e.target = -1;
    ck_assert_int_eq(fs_portfolio_efficient_return(mu, cov, K, &e, &er, &problem), FS_COMPUTE_OK);
    golden_equal(text, "min_variance", weights, K, 1e-10, 1);
    ck_assert(isinf(er.risk_aversion));
}
END_TEST

static void max_sharpe(struct fs_portfolio_max_sharpe_options o, const char *name)
{
    struct fs_portfolio_max_sharpe_result r = {.weights = weights};
    o.rf = rf;
    ck_assert_msg(fs_portfolio_max_sharpe(mu, cov, K, &o, &r, &problem) == FS_COMPUTE_OK, "%s", problem.text);
    golden_equal(text, name, weights, K, 1e-10, 1);
    if (strcmp(name, "max_sharpe") == 0)
        golden_equal(text, "max_sharpe.sharpe", &r.sharpe, 1, 1e-12, 0);
}

START_TEST(tangency_equals_quadprog)
{
    max_sharpe((struct fs_portfolio_max_sharpe_options){NONE}, "max_sharpe");
    max_sharpe((struct fs_portfolio_max_sharpe_options){NONE, BOX(-INFINITY, INFINITY)}, "max_sharpe.short");
    max_sharpe((struct fs_portfolio_max_sharpe_options){NONE, BOX(-0.05, 0.2)}, "max_sharpe.box");
    max_sharpe((struct fs_portfolio_max_sharpe_options){NONE, IN_GROUPS}, "max_sharpe.groups");
}
END_TEST

START_TEST(a_target_of_risk_equals_quadprog)
{
    struct fs_portfolio_efficient_risk_options o = {NONE, .target = 0.008};
    struct fs_portfolio_efficient_risk_result r = {.weights = weights};
    ck_assert_int_eq(fs_portfolio_efficient_risk(mu, cov, K, &o, &r, &problem), FS_COMPUTE_OK);
    golden_equal(text, "efficient_risk", weights, K, 1e-10, 1);
    ck_assert_double_eq_tol(r.volatility, 0.008, 1e-14);
    struct fs_portfolio_efficient_risk_options box = {NONE, BOX(0, 0.25), .target = 0.008};
    ck_assert_int_eq(fs_portfolio_efficient_risk(mu, cov, K, &box, &r, &problem), FS_COMPUTE_OK);
    golden_equal(text, "efficient_risk.box", weights, K, 1e-10, 1);
    /* More risk than there is: the asset with the greatest return. */
    o.target = 1;
    ck_assert_int_eq(fs_portfolio_efficient_risk(mu, cov, K, &o, &r, &problem), FS_COMPUTE_OK);
    double most = mu[0];
    for (int i = 0; i < K; i++)
        most = fmax(most, mu[i]);
    ck_assert_double_eq_tol(r.expected_return, most, 1e-15);
    o.target = 0.0001;
    ck_assert_int_eq(fs_portfolio_efficient_risk(mu, cov, K, &o, &r, &problem), FS_COMPUTE_INFEASIBLE);
    ck_assert_msg(strstr(problem.text, "least volatility") != NULL, "%s", problem.text);
}
END_TEST

START_TEST(the_frontier_equals_quadprog)
{
    enum { POINTS = 7 };
    double means[POINTS], volatilities[POINTS], all[POINTS * K];
    struct fs_portfolio_frontier_options o = {NONE, .points = POINTS};
    struct fs_portfolio_frontier_result r = {
        .expected_returns = means, .volatilities = volatilities, .weights = all};
    ck_assert_int_eq(fs_portfolio_frontier(mu, cov, K, &o, &r, &problem), FS_COMPUTE_OK);
    golden_equal(text, "frontier.returns", means, POINTS - 1, 1e-10, 0);
    golden_equal(text, "frontier.volatilities", volatilities, POINTS - 1, 1e-10, 0);
    for (int i = 0; i < POINTS; i++) {
        double sum = 0;
        for (int j = 0; j < K; j++)
            sum += all[i + j * POINTS];
        ck_assert_double_eq_tol(sum, 1, 1e-12);
        if (i > 0)
            ck_assert(means[i] > means[i - 1] && volatilities[i] > volatilities[i - 1]);
    }
    struct fs_portfolio_frontier_options open = {NONE, BOX(-INFINITY, INFINITY), .points = POINTS};
    ck_assert_int_eq(fs_portfolio_frontier(mu, cov, K, &open, &r, &problem), FS_COMPUTE_DOMAIN);
}
END_TEST

START_TEST(turnover_is_kept)
{
    struct fs_portfolio_max_utility_options o = {
        .budget = 1, .previous = previous, .turnover = 0.25, .risk_aversion = 8};
    struct fs_portfolio_max_utility_result r = {.weights = weights};
    ck_assert_msg(fs_portfolio_max_utility(mu, cov, K, &o, &r, &problem) == FS_COMPUTE_OK, "%s",
                  problem.text);
    double value = 0.5 * r.volatility * r.volatility - r.expected_return / 8;
    ck_assert_double_eq_tol(r.turnover, 0.25, 1e-12);
    golden_equal(text, "turnover.utility.value", &value, 1, 1e-10, 0);
    golden_equal(text, "turnover.utility", weights, K, 1e-6, 1); /* of an interior point method */
    struct fs_portfolio_min_variance_options m = {.budget = 1, .previous = previous, .turnover = 0.3};
    struct fs_portfolio_min_variance_result mr = {.weights = weights};
    ck_assert_msg(fs_portfolio_min_variance(cov, K, &m, &mr, &problem) == FS_COMPUTE_OK, "%s", problem.text);
    value = 0.5 * mr.volatility * mr.volatility;
    golden_equal(text, "turnover.min_variance.value", &value, 1, 1e-10, 0);
    golden_equal(text, "turnover.min_variance", weights, K, 1e-6, 1);
    /* A limit that does not bind changes nothing; none at all allows nothing. */
    m.turnover = 2;
    ck_assert_int_eq(fs_portfolio_min_variance(cov, K, &m, &mr, &problem), FS_COMPUTE_OK);
    golden_equal(text, "min_variance", weights, K, 1e-10, 1);
    m.turnover = 0;
    ck_assert_msg(fs_portfolio_min_variance(cov, K, &m, &mr, &problem) == FS_COMPUTE_OK, "%s", problem.text);
    for (int i = 0; i < K; i++)
        ck_assert_double_eq_tol(weights[i], previous[i], 1e-12);
    /* Bounds that the previous weights break. */
    m = (struct fs_portfolio_min_variance_options){
        .budget = 1, .previous = previous, .turnover = 0.1, BOX(0, 0.083)};
    ck_assert_int_eq(fs_portfolio_min_variance(cov, K, &m, &mr, &problem), FS_COMPUTE_INFEASIBLE);
    m.upper = same(1, 0.09);
    m.lower = (const double[]){0.05, 0.085, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    ck_assert_msg(fs_portfolio_min_variance(cov, K, &m, &mr, &problem) == FS_COMPUTE_OK, "%s", problem.text);
    ck_assert_double_eq_tol(mr.turnover, 0.1, 1e-12);
    ck_assert_double_ge(weights[1], 0.085);
    m.turnover = 0.001;
    ck_assert_int_eq(fs_portfolio_min_variance(cov, K, &m, &mr, &problem), FS_COMPUTE_INFEASIBLE);
    ck_assert_msg(strstr(problem.text, "turnover of at most 0.001") != NULL, "%s", problem.text);
}
END_TEST

START_TEST(turnover_in_max_sharpe_beats_every_point_near)
{
    struct fs_portfolio_max_sharpe_options o = {.budget = 1, .previous = previous, .turnover = 0.4, .rf = rf};
    struct fs_portfolio_max_sharpe_result r = {.weights = weights};
    ck_assert_msg(fs_portfolio_max_sharpe(mu, cov, K, &o, &r, &problem) == FS_COMPUTE_OK, "%s", problem.text);
    ck_assert_double_le(r.turnover, 0.4 + 1e-12);
    for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++) {
            double w[K], step = fmin(1e-4, weights[j]), turnover = 0, mean = 0;
            memcpy(w, weights, sizeof w);
            w[i] += step;
            w[j] -= step;
            for (int n = 0; n < K; n++) {
                turnover += fabs(w[n] - previous[n]);
                mean += mu[n] * w[n];
            }
            if (turnover <= 0.4 + 1e-12)
                ck_assert_double_le((mean - rf) / sqrt(fs_portfolio_variance(cov, w, K)), r.sharpe + 1e-12);
        }
}
END_TEST

START_TEST(order_of_assets_does_not_matter)
{
    double other[K * K], means[K], got[K];
    for (int i = 0; i < K; i++) {
        means[i] = mu[(i * 5) % K];
        for (int j = 0; j < K; j++)
            other[i + j * K] = cov[(i * 5) % K + (j * 5) % K * K];
    }
    struct fs_portfolio_max_sharpe_options o = {NONE, .rf = rf};
    struct fs_portfolio_max_sharpe_result r = {.weights = weights}, s = {.weights = got};
    ck_assert_int_eq(fs_portfolio_max_sharpe(mu, cov, K, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_int_eq(fs_portfolio_max_sharpe(means, other, K, &o, &s, &problem), FS_COMPUTE_OK);
    for (int i = 0; i < K; i++)
        ck_assert_double_eq_tol(got[i], weights[(i * 5) % K], 1e-12);
}
END_TEST

START_TEST(one_asset_and_singular_covariances_work)
{
    double variance = 0.04, mean = 0.1, w;
    struct fs_portfolio_max_sharpe_options o = {NONE};
    struct fs_portfolio_max_sharpe_result r = {.weights = &w};
    ck_assert_msg(fs_portfolio_max_sharpe(&mean, &variance, 1, &o, &r, &problem) == FS_COMPUTE_OK, "%s",
                  problem.text);
    ck_assert_double_eq_tol(w, 1, 1e-15);
    ck_assert_double_eq_tol(r.sharpe, 0.5, 1e-15);
    /* Twice the same asset. */
    double twins[4] = {0.04, 0.04, 0.04, 0.04}, means[2] = {0.1, 0.1}, both[2];
    r.weights = both;
    ck_assert_msg(fs_portfolio_max_sharpe(means, twins, 2, &o, &r, &problem) == FS_COMPUTE_OK, "%s",
                  problem.text);
    ck_assert_double_eq_tol(both[0] + both[1], 1, 1e-12);
    ck_assert_double_eq_tol(r.sharpe, 0.5, 1e-12);
}
END_TEST

START_TEST(refuses_what_has_no_portfolio)
{
    struct fs_portfolio_max_sharpe_options o = {NONE, .rf = 0.5};
    struct fs_portfolio_max_sharpe_result r = {.weights = weights};
    ck_assert_int_eq(fs_portfolio_max_sharpe(mu, cov, K, &o, &r, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_msg(strstr(problem.text, "above rf, 0.5") != NULL, "%s", problem.text);
    struct fs_portfolio_max_sharpe_options open = {NONE, BOX(-INFINITY, INFINITY), .rf = 0.5};
    ck_assert_int_eq(fs_portfolio_max_sharpe(mu, cov, K, &open, &r, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_msg(strstr(problem.text, "no maximum") != NULL, "%s", problem.text);
    o.rf = NAN;
    ck_assert_int_eq(fs_portfolio_max_sharpe(mu, cov, K, &o, &r, &problem), FS_COMPUTE_PARAMETER);
    struct fs_portfolio_min_variance_options m = {NONE, BOX(0, 0.05)};
    struct fs_portfolio_min_variance_result mr = {.weights = weights};
    ck_assert_int_eq(fs_portfolio_min_variance(cov, K, &m, &mr, &problem), FS_COMPUTE_INFEASIBLE);
    ck_assert_msg(strstr(problem.text, "the sum of weights equal to 1") != NULL, "%s", problem.text);
    ck_assert_int_eq(fs_portfolio_min_variance(cov, 0, &m, &mr, &problem), FS_COMPUTE_SHORT);
    m.upper = same(1, NAN);
    ck_assert_int_eq(fs_portfolio_min_variance(cov, K, &m, &mr, &problem), FS_COMPUTE_MISSING);
    m = (struct fs_portfolio_min_variance_options){NONE, .group = group};
    ck_assert_int_eq(fs_portfolio_min_variance(cov, K, &m, &mr, &problem), FS_COMPUTE_PARAMETER);
    m = (struct fs_portfolio_min_variance_options){NONE, .group = mu, .group_lower = mu,
                                                   .group_lower_length = 1};
    ck_assert_int_eq(fs_portfolio_min_variance(cov, K, &m, &mr, &problem), FS_COMPUTE_PARAMETER);
    m = (struct fs_portfolio_min_variance_options){.budget = 1, .turnover = 0.1};
    ck_assert_int_eq(fs_portfolio_min_variance(cov, K, &m, &mr, &problem), FS_COMPUTE_PARAMETER);
    m = (struct fs_portfolio_min_variance_options){NONE};
    double bad[4] = {1, 0.5, 0.4, 1};
    ck_assert_int_eq(fs_portfolio_min_variance(bad, 2, &m, &mr, &problem), FS_COMPUTE_DOMAIN);
    bad[1] = bad[2] = 2;
    ck_assert_int_eq(fs_portfolio_min_variance(bad, 2, &m, &mr, &problem), FS_COMPUTE_SINGULAR);
    bad[0] = NAN;
    ck_assert_int_eq(fs_portfolio_min_variance(bad, 2, &m, &mr, &problem), FS_COMPUTE_MISSING);
    double hedged[4] = {0.04, -0.04, -0.04, 0.04}; /* half and half has no risk */
    struct fs_portfolio_max_sharpe_options safe = {NONE};
    ck_assert_int_eq(fs_portfolio_max_sharpe((const double[]){0.1, 0.1}, hedged, 2, &safe, &r, &problem),
                     FS_COMPUTE_DOMAIN);
    ck_assert_msg(strstr(problem.text, "without any risk") != NULL, "%s", problem.text);
    struct fs_portfolio_efficient_return_options e = {NONE, .target = 1};
    struct fs_portfolio_efficient_return_result er = {.weights = weights};
    ck_assert_int_eq(fs_portfolio_efficient_return(mu, cov, K, &e, &er, &problem), FS_COMPUTE_INFEASIBLE);
    ck_assert_msg(strstr(problem.text, "the expected return at least 1") != NULL, "%s", problem.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mean_variance");
    TCase *tests = tcase_create("mean_variance");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, least_variance_equals_quadprog);
    tcase_add_test(tests, multipliers_are_derivatives_of_the_objective);
    tcase_add_test(tests, utility_and_return_equal_quadprog);
    tcase_add_test(tests, tangency_equals_quadprog);
    tcase_add_test(tests, a_target_of_risk_equals_quadprog);
    tcase_add_test(tests, the_frontier_equals_quadprog);
    tcase_add_test(tests, turnover_is_kept);
    tcase_add_test(tests, turnover_in_max_sharpe_beats_every_point_near);
    tcase_add_test(tests, order_of_assets_does_not_matter);
    tcase_add_test(tests, one_asset_and_singular_covariances_work);
    tcase_add_test(tests, refuses_what_has_no_portfolio);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
