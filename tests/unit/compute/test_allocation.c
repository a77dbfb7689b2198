/* Whole units, statistics of weights, turnover: values of PyPortfolioOpt, brute force, closed forms,
 * refusals. */
#include "compute/portfolio/allocation.h"
#include "compute/portfolio/statistics.h"
#include "golden.h"

static struct fs_problem problem;
static uint64_t seed_state;

static double uniform(void)
{
    seed_state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = seed_state;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

START_TEST(greedy_equals_pyportfolioopt)
{
    char *text = golden_read("portfolio"), key[64];
    size_t k;
    double *weights = golden_list(text, "allocation.weights", &k),
           *prices = golden_list(text, "allocation.prices", &k), units[16], totals[] = {1000, 5000, 23456.78};
    for (int c = 0; c < 3; c++) {
        struct fs_portfolio_discrete_allocation_options o = {.total = totals[c], .lot = 1};
        struct fs_portfolio_discrete_allocation_result r = {.units = units};
        ck_assert_int_eq(fs_portfolio_discrete_allocation(weights, prices, k, &o, &r, &problem),
                         FS_COMPUTE_OK);
        snprintf(key, sizeof key, "allocation.%d", (int)totals[c]);
        golden_equal(text, key, units, k, 0, 0);
        snprintf(key, sizeof key, "allocation.%d.left", (int)totals[c]);
        golden_equal(text, key, &r.leftover, 1, 1e-10, 1);
        double greedy = r.shortfall;
        o.method = FS_ALLOCATION_EXACT;
        ck_assert_int_eq(fs_portfolio_discrete_allocation(weights, prices, k, &o, &r, &problem),
                         FS_COMPUTE_OK);
        ck_assert_double_le(r.shortfall, greedy + 1e-9);
    }
    free(weights), free(prices), free(text);
}
END_TEST

START_TEST(exact_equals_brute_force)
{
    for (int c = 0; c < 60; c++) {
        seed_state = (uint64_t)c;
        double weights[3], prices[3], units[3], sum = 0, total = 100, least = INFINITY;
        for (int i = 0; i < 3; i++) {
            sum += weights[i] = 0.1 + uniform();
            prices[i] = 4 + floor(2000 * uniform()) / 100;
        }
        for (int i = 0; i < 3; i++)
            weights[i] /= sum;
        for (double x = 0; x * prices[0] <= total; x++)
            for (double y = 0; x * prices[0] + y * prices[1] <= total; y++)
                for (double z = 0; x * prices[0] + y * prices[1] + z * prices[2] <= total; z++)
                    least = fmin(least, fmax(weights[0] * total - x * prices[0], 0) +
                                            fmax(weights[1] * total - y * prices[1], 0) +
                                            fmax(weights[2] * total - z * prices[2], 0));
        struct fs_portfolio_discrete_allocation_options o = {
            .total = total, .lot = 1, .method = FS_ALLOCATION_EXACT};
        struct fs_portfolio_discrete_allocation_result r = {.units = units};
        ck_assert_int_eq(fs_portfolio_discrete_allocation(weights, prices, 3, &o, &r, &problem),
                         FS_COMPUTE_OK);
        ck_assert_int_eq(r.proven, 1);
        ck_assert_double_eq_tol(r.shortfall, least, 1e-9);
        ck_assert_double_eq_tol(
            r.leftover + units[0] * prices[0] + units[1] * prices[1] + units[2] * prices[2], total, 1e-9);
    }
}
END_TEST

START_TEST(lots_and_cash_are_kept)
{
    double weights[2] = {0.5, 0.3}, prices[2] = {3, 7}, units[2], got[2];
    struct fs_portfolio_discrete_allocation_options o = {.total = 1000, .lot = 10};
    struct fs_portfolio_discrete_allocation_result r = {.units = units, .weights = got};
    ck_assert_int_eq(fs_portfolio_discrete_allocation(weights, prices, 2, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert(fmod(units[0], 10) == 0 && fmod(units[1], 10) == 0);
    ck_assert_double_ge(r.leftover, 200); /* 20 % was not to be invested */
    ck_assert_double_eq_tol(got[0] + got[1] + r.leftover / 1000, 1, 1e-15);
    o.lot = 0.001;
    o.method = FS_ALLOCATION_EXACT;
    ck_assert_int_eq(fs_portfolio_discrete_allocation(weights, prices, 2, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(got[0], 0.5, 1e-5);
}
END_TEST

START_TEST(many_assets_end_in_time)
{
    double weights[60], prices[60], units[60];
    for (int i = 0; i < 60; i++) {
        weights[i] = 1.0 / 60;
        prices[i] = 1 + 300 * uniform();
    }
    struct fs_portfolio_discrete_allocation_options o = {
        .total = 50000, .lot = 1, .method = FS_ALLOCATION_EXACT};
    struct fs_portfolio_discrete_allocation_result r = {.units = units};
    ck_assert_int_eq(fs_portfolio_discrete_allocation(weights, prices, 60, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_ge(r.leftover, 0);
}
END_TEST

START_TEST(refuses_what_cannot_be_bought)
{
    double weights[2] = {0.5, 0.5}, prices[2] = {3, 0};
    struct fs_portfolio_discrete_allocation_options o = {.total = 1000, .lot = 1};
    struct fs_portfolio_discrete_allocation_result r = {0};
    ck_assert_int_eq(fs_portfolio_discrete_allocation(weights, prices, 2, &o, &r, &problem),
                     FS_COMPUTE_DOMAIN);
    prices[1] = 1;
    weights[1] = 0.6;
    ck_assert_int_eq(fs_portfolio_discrete_allocation(weights, prices, 2, &o, &r, &problem),
                     FS_COMPUTE_DOMAIN);
    weights[1] = -0.6;
    ck_assert_int_eq(fs_portfolio_discrete_allocation(weights, prices, 2, &o, &r, &problem),
                     FS_COMPUTE_DOMAIN);
    weights[1] = NAN;
    ck_assert_int_eq(fs_portfolio_discrete_allocation(weights, prices, 2, &o, &r, &problem),
                     FS_COMPUTE_MISSING);
    weights[1] = 0;
    o.total = 0;
    ck_assert_int_eq(fs_portfolio_discrete_allocation(weights, prices, 2, &o, &r, &problem),
                     FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_portfolio_discrete_allocation(weights, prices, 0, &o, &r, &problem),
                     FS_COMPUTE_SHORT);
}
END_TEST

START_TEST(statistics_have_their_closed_forms)
{
    double w[4] = {0.25, 0.25, 0.25, 0.25}, s[16] = {0}, mu[4] = {0.1, 0.2, 0.3, 0.4};
    for (int i = 0; i < 4; i++)
        s[i + i * 4] = 0.04;
    struct fs_portfolio_statistics_options o = {.expected = mu, .rf = 0.05};
    struct fs_portfolio_statistics_result r;
    ck_assert_int_eq(fs_portfolio_statistics(w, s, 4, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(r.expected_return, 0.25, 1e-16);
    ck_assert_double_eq_tol(r.volatility, 0.1, 1e-16);
    ck_assert_double_eq_tol(r.sharpe, 2, 1e-14);
    ck_assert_double_eq_tol(r.diversification_ratio, 2, 1e-14); /* sqrt(n) for independent assets */
    ck_assert_double_eq_tol(r.effective_assets, 4, 1e-14);
    ck_assert_double_eq_tol(r.effective_bets, 4, 1e-12);
    /* All in one bet: everything moves together. */
    for (int i = 0; i < 16; i++)
        s[i] = 0.04;
    ck_assert_int_eq(fs_portfolio_statistics(w, s, 4, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(r.effective_bets, 1, 1e-12);
    ck_assert_double_eq_tol(r.diversification_ratio, 1, 1e-14);
    o.expected = NULL;
    w[0] = -0.25;
    ck_assert_int_eq(fs_portfolio_statistics(w, s, 4, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert(isnan(r.sharpe) && r.gross == 1 && r.net == 0.5);
    double none[4] = {0};
    ck_assert_int_eq(fs_portfolio_statistics(none, s, 4, &o, &r, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_portfolio_statistics(w, s, 0, &o, &r, &problem), FS_COMPUTE_SHORT);
}
END_TEST

START_TEST(turnover_counts_drift)
{
    double previous[2] = {0.5, 0.5}, target[2] = {0.5, 0.5}, returns[2] = {0.5, -0.1}, trades[2], drifted[2];
    struct fs_portfolio_turnover_options o = {0};
    struct fs_portfolio_turnover_result r = {.trades = trades, .drifted = drifted};
    ck_assert_int_eq(fs_portfolio_turnover(target, previous, 2, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq(r.turnover, 0);
    o.returns = returns;
    ck_assert_int_eq(fs_portfolio_turnover(target, previous, 2, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(drifted[0], 0.625, 1e-15);
    ck_assert_double_eq_tol(r.turnover, 0.25, 1e-15);
    ck_assert_double_eq_tol(r.one_way, 0.125, 1e-15);
    returns[0] = returns[1] = -1;
    ck_assert_int_eq(fs_portfolio_turnover(target, previous, 2, &o, &r, &problem), FS_COMPUTE_DOMAIN);
    target[0] = INFINITY;
    ck_assert_int_eq(fs_portfolio_turnover(target, previous, 2, &o, &r, &problem), FS_COMPUTE_MISSING);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("allocation");
    TCase *tests = tcase_create("allocation");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, greedy_equals_pyportfolioopt);
    tcase_add_test(tests, exact_equals_brute_force);
    tcase_add_test(tests, lots_and_cash_are_kept);
    tcase_add_test(tests, many_assets_end_in_time);
    tcase_add_test(tests, refuses_what_cannot_be_bought);
    tcase_add_test(tests, statistics_have_their_closed_forms);
    tcase_add_test(tests, turnover_counts_drift);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
