/* Black-Litterman: He and Litterman's published tables, values of PyPortfolioOpt, limits of belief. */
#include "compute/portfolio/black_litterman.h"
#include "golden.h"

static struct fs_problem problem;

/* He and Litterman (1999), "The intuition behind Black-Litterman model portfolios", tables 1, 2, 4 and 5:
 * Australia, Canada, France, Germany, Japan, the United Kingdom, the USA. */
static const double correlation[7][7] = {
    {1, .488, .478, .515, .439, .512, .491}, {.488, 1, .664, .655, .310, .608, .779},
    {.478, .664, 1, .861, .355, .783, .668}, {.515, .655, .861, 1, .354, .777, .653},
    {.439, .310, .355, .354, 1, .405, .306}, {.512, .608, .783, .777, .405, 1, .652},
    {.491, .779, .668, .653, .306, .652, 1},
};
static const double volatility[7] = {.160, .203, .248, .271, .210, .200, .187};
static const double market[7] = {.016, .022, .052, .055, .116, .124, .615};

START_TEST(equals_the_tables_of_he_and_litterman)
{
    const double equilibrium[7] = {3.9, 6.9, 8.4, 9.0, 4.3, 6.8, 7.6};
    const double returns[2][7] = {{4.3, 7.6, 9.3, 11.0, 4.5, 7.0, 8.1}, {4.4, 8.7, 9.5, 11.2, 4.6, 7.0, 7.5}};
    const double weights[2][7] = {{1.5, 2.1, -4.0, 35.4, 11.0, -9.5, 58.6},
                                  {1.5, 41.9, -3.4, 33.6, 11.0, -8.2, 18.8}};
    double s[49], got[7], prior[7], w[7], omega[4];
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < 7; j++)
            s[i + j * 7] = correlation[i][j] * volatility[i] * volatility[j];
    for (size_t v = 1; v <= 2; v++) {
        double views[14] = {0}, q[2] = {.05, .03};
        views[2 * v] = -.052 / .176; /* Germany above the rest of Europe, by its markets' size */
        views[3 * v] = 1;
        views[5 * v] = -.124 / .176;
        if (v == 2) {
            views[1 * v + 1] = 1; /* Canada above the USA */
            views[6 * v + 1] = -1;
        }
        struct fs_portfolio_black_litterman_options o = {
            .market_weights = market, .risk_aversion = 2.5, .tau = 0.05};
        struct fs_portfolio_black_litterman_result r = {
            .returns = got, .prior = prior, .weights = w, .omega = omega};
        ck_assert_msg(fs_portfolio_black_litterman(s, views, q, 7, v, &o, &r, &problem) == FS_COMPUTE_OK,
                      "%s", problem.text);
        for (int i = 0; i < 7; i++) {
            ck_assert_double_eq_tol(100 * prior[i], equilibrium[i], 0.0501);
            ck_assert_double_eq_tol(100 * got[i], returns[v - 1][i], 0.0501);
            ck_assert_double_eq_tol(100 * w[i], weights[v - 1][i], 0.0501);
        }
        ck_assert_double_eq_tol(omega[0] / 0.05, 0.021, 0.0005);
        if (v == 2)
            ck_assert_double_eq_tol(omega[3] / 0.05, 0.017, 0.0005);
    }
}
END_TEST

START_TEST(equals_pyportfolioopt)
{
    char *text = golden_read("portfolio");
    size_t k, kk, v, found;
    double *s = golden_list(text, "cov", &kk), *caps = golden_list(text, "bl.market", &k),
           *views = golden_list(text, "bl.views", &found), *q = golden_list(text, "bl.q", &v),
           *confidence = golden_list(text, "bl.confidence", &found),
           *given = golden_list(text, "bl.omega", &found), prior[12], returns[12], covariance[144], omega[9];
    for (size_t i = 0; i < kk; i++)
        s[i] *= 252;
    const char *names[] = {"default", "idzorek", "given"};
    for (int c = 0; c < 3; c++) {
        struct fs_portfolio_black_litterman_options o = {.market_weights = caps,
                                                         .risk_aversion = 2.5,
                                                         .tau = 0.05,
                                                         .rf = 0.02,
                                                         .confidence = c == 1 ? confidence : NULL,
                                                         .omega = c == 2 ? given : NULL};
        struct fs_portfolio_black_litterman_result r = {
            .returns = returns, .prior = prior, .covariance = covariance, .omega = omega};
        ck_assert_msg(fs_portfolio_black_litterman(s, views, q, k, v, &o, &r, &problem) == FS_COMPUTE_OK,
                      "%s", problem.text);
        char key[64];
        golden_equal(text, "bl.prior", prior, k, 1e-10, 0);
        snprintf(key, sizeof key, "bl.%s.returns", names[c]);
        golden_equal(text, key, returns, k, 1e-10, 0);
        snprintf(key, sizeof key, "bl.%s.covariance", names[c]);
        golden_equal(text, key, covariance, kk, 1e-10, 1e-3);
        snprintf(key, sizeof key, "bl.%s.omega", names[c]);
        golden_equal(text, key, omega, v * v, 1e-10, 1e-3);
    }
    free(s), free(caps), free(views), free(q), free(confidence), free(given), free(text);
}
END_TEST

START_TEST(without_views_the_market_comes_back)
{
    double s[4] = {0.04, 0.01, 0.01, 0.09}, w[2] = {0.6, 0.4}, returns[2], got[2], covariance[4];
    struct fs_portfolio_black_litterman_options o = {
        .market_weights = w, .risk_aversion = 3, .tau = 0.05, .rf = 0.01};
    struct fs_portfolio_black_litterman_result r = {
        .returns = returns, .weights = got, .covariance = covariance};
    ck_assert_int_eq(fs_portfolio_black_litterman(s, NULL, NULL, 2, 0, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(returns[0], 0.01 + 3 * (0.04 * 0.6 + 0.01 * 0.4), 1e-16);
    ck_assert_double_eq_tol(got[0], 0.6 / 1.05, 1e-14);
    ck_assert_double_eq_tol(covariance[1], 0.0105, 1e-17);
    o.covariance = FS_BLACK_LITTERMAN_PRIOR;
    ck_assert_int_eq(fs_portfolio_black_litterman(s, NULL, NULL, 2, 0, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(got[0], 0.6, 1e-14);
    ck_assert_double_eq(covariance[1], 0.01);
}
END_TEST

START_TEST(certain_views_hold_and_doubted_ones_do_nothing)
{
    double s[9] = {0.04, 0.01, 0.005, 0.01, 0.09, 0.02, 0.005, 0.02, 0.06}, prior[3] = {0.05, 0.07, 0.06},
           returns[3], views[6] = {1, 0, -1, 0, 0, 1}, q[2] = {0.02, 0.1}, belief[2] = {1, 0}, omega[4];
    struct fs_portfolio_black_litterman_options o = {
        .prior = prior, .risk_aversion = 2.5, .tau = 0.05, .confidence = belief};
    struct fs_portfolio_black_litterman_result r = {.returns = returns, .omega = omega};
    ck_assert_msg(fs_portfolio_black_litterman(s, views, q, 3, 2, &o, &r, &problem) == FS_COMPUTE_OK, "%s",
                  problem.text);
    ck_assert_double_eq_tol(returns[0] - returns[1], 0.02, 1e-15);
    ck_assert(fabs(returns[2] - 0.1) > 0.01 && isinf(omega[3]));
    double alone[3], first[3] = {1, -1, 0}, sure = 1;
    o.confidence = &sure;
    r = (struct fs_portfolio_black_litterman_result){.returns = alone};
    ck_assert_int_eq(fs_portfolio_black_litterman(s, first, q, 3, 1, &o, &r, &problem), FS_COMPUTE_OK);
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq_tol(alone[i], returns[i], 1e-15);
}
END_TEST

START_TEST(refuses_what_is_no_view)
{
    double s[4] = {0.04, 0.01, 0.01, 0.09}, prior[2] = {0.05, 0.07}, returns[2], views[4] = {1, 2, 0, 0},
           q[2] = {0.02, 0.03}, belief[2] = {1, 1};
    struct fs_portfolio_black_litterman_options o = {
        .prior = prior, .risk_aversion = 2.5, .tau = 0.05, .confidence = belief};
    struct fs_portfolio_black_litterman_result r = {.returns = returns};
    ck_assert_int_eq(fs_portfolio_black_litterman(s, views, q, 2, 2, &o, &r, &problem), FS_COMPUTE_SINGULAR);
    belief[0] = 1.5;
    ck_assert_int_eq(fs_portfolio_black_litterman(s, views, q, 2, 2, &o, &r, &problem), FS_COMPUTE_PARAMETER);
    belief[0] = 0.5;
    q[1] = NAN;
    ck_assert_int_eq(fs_portfolio_black_litterman(s, views, q, 2, 2, &o, &r, &problem), FS_COMPUTE_MISSING);
    o.prior = NULL;
    ck_assert_int_eq(fs_portfolio_black_litterman(s, NULL, NULL, 2, 0, &o, &r, &problem),
                     FS_COMPUTE_PARAMETER);
    o.prior = o.market_weights = prior;
    ck_assert_int_eq(fs_portfolio_black_litterman(s, NULL, NULL, 2, 0, &o, &r, &problem),
                     FS_COMPUTE_PARAMETER);
    o.market_weights = NULL;
    o.tau = 0;
    ck_assert_int_eq(fs_portfolio_black_litterman(s, NULL, NULL, 2, 0, &o, &r, &problem),
                     FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_portfolio_black_litterman(s, NULL, NULL, 2, 1, &o, &r, &problem), FS_COMPUTE_NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("black_litterman");
    TCase *tests = tcase_create("black_litterman");
    tcase_add_test(tests, equals_the_tables_of_he_and_litterman);
    tcase_add_test(tests, equals_pyportfolioopt);
    tcase_add_test(tests, without_views_the_market_comes_back);
    tcase_add_test(tests, certain_views_hold_and_doubted_ones_do_nothing);
    tcase_add_test(tests, refuses_what_is_no_view);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
