/* Backtests and stress tests against golden/risk.txt (tests/oracles/risk_golden.py). */
#include "golden.h"

#include "compute/risk/backtest.h"
#include "compute/risk/correlation.h"
#include "compute/risk/stress.h"

static char *text;
static double *hits;
static size_t n;
static struct fs_problem problem;

static void setup(void)
{
    text = golden_read("risk");
    hits = golden_list(text, "hits", &n);
}

static void teardown(void)
{
    free(text), free(hits);
}

START_TEST(exceedances_are_losses_above_var)
{
    double r[] = {0.01, -0.02, -0.05, -0.021}, var[] = {0.02, 0.02, 0.02, 0.02}, marks[4];
    struct fs_risk_exceedances_result result = {.hits = marks};
    ck_assert_int_eq(fs_risk_exceedances(r, var, 4, &result, &problem), 0);
    ck_assert_double_eq(result.value, 2);
    ck_assert_double_eq(result.rate, 0.5);
    golden_near("excess", result.excess, 0.0155, 1e-14, 0);
    ck_assert_double_eq(marks[1], 0); /* a loss of just the VaR is none */
    ck_assert_double_eq(marks[2], 1);
}
END_TEST

START_TEST(kupiecs_test_is_that_of_the_published_table)
{
    struct fs_risk_kupiec_options options = {0.95, 252, 20, 0.95};
    struct fs_risk_kupiec_result result;
    ck_assert_int_eq(fs_risk_kupiec(NULL, 0, &options, &result, &problem), 0);
    double both[] = {result.value, result.p_value};
    golden_equal(text, "kupiec", both, 2, 1e-10, 0);
    size_t count;
    double *published = golden_list(text, "c13", &count);
    ck_assert_double_eq_tol(both[0], published[0], 5e-6);
    ck_assert_double_eq_tol(both[1], published[1], 5e-6);
    ck_assert_int_eq(result.rejected, 1);
    free(published);
    double *regions = golden_list(text, "c13.regions", &count);
    for (size_t i = 0; i < count; i += 4) {
        options = (struct fs_risk_kupiec_options){1 - regions[i + 1], (int32_t)regions[i], 0, 0.95};
        ck_assert_int_eq(fs_risk_kupiec(NULL, 0, &options, &result, &problem), 0);
        ck_assert_double_eq(result.accept_low, regions[i + 2]);
        ck_assert_double_eq(result.accept_high, regions[i + 3]);
    }
    free(regions);
    options = (struct fs_risk_kupiec_options){0.95, 100, 5, 0.95};
    ck_assert_int_eq(fs_risk_kupiec(NULL, 0, &options, &result, &problem), 0);
    ck_assert_double_eq_tol(result.value, 0, 1e-12);
    options.exceedances = 101;
    ck_assert_int_eq(fs_risk_kupiec(NULL, 0, &options, &result, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(christoffersens_tests_are_those_of_the_formula)
{
    struct fs_risk_christoffersen_options options = {0.95, 0.95};
    struct fs_risk_christoffersen_result r;
    ck_assert_int_eq(fs_risk_christoffersen(hits, n, &options, &r, &problem), 0);
    double all[] = {r.coverage, r.p_coverage, r.independence, r.p_independence, r.value, r.p_value};
    golden_equal(text, "christoffersen", all, 6, 1e-9,
                 0); /* the reference takes differences of large logarithms */
    ck_assert_int_eq(r.n00 + r.n01 + r.n10 + r.n11, 499);
    struct fs_risk_kupiec_result kupiec;
    ck_assert_int_eq(
        fs_risk_kupiec(hits, n, &(struct fs_risk_kupiec_options){0.95, 0, 0, 0.95}, &kupiec, NULL), 0);
    ck_assert_double_eq(kupiec.value, r.coverage);
    double none[50] = {0};
    ck_assert_int_eq(fs_risk_christoffersen(none, 50, &options, &r, &problem), 0);
    ck_assert_double_eq(r.independence, 0);
    golden_near("coverage", r.coverage, -100 * log(0.95), 1e-13, 0);
    double bad[] = {0, 0.5, 1};
    ck_assert_int_eq(fs_risk_christoffersen(bad, 3, &options, &r, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "hits[2] is 0.5; expected 0 or 1");
}
END_TEST

START_TEST(the_basel_zones_are_the_published_ones)
{
    double probabilities[12], plus[] = {0, 0.4, 0.5, 0.65, 0.75, 0.85, 1};
    struct fs_risk_basel_zone_result r;
    for (int32_t k = 0; k < 12; k++) {
        struct fs_risk_basel_zone_options options = {k, 250, 0.99};
        ck_assert_int_eq(fs_risk_basel_zone(NULL, 0, &options, &r, &problem), 0);
        probabilities[k] = r.probability;
        ck_assert_double_eq(r.value, k < 5 ? 0 : k < 10 ? 1 : 2);
        ck_assert_double_eq(r.plus, plus[k < 4 ? 0 : k > 10 ? 6 : k - 4]);
        ck_assert_double_eq(r.yellow_from, 5);
        ck_assert_double_eq(r.red_from, 10);
    }
    golden_equal(text, "basel", probabilities, 12, 1e-11, 0);
    size_t count;
    double *c14 = golden_list(text, "c14", &count);
    for (size_t i = 0; i < count; i++)
        ck_assert_double_eq_tol(100 * probabilities[i == 0 ? 0 : i + 3], c14[i], 0.00501);
    free(c14);
    ck_assert_int_eq(fs_risk_basel_zone(hits, n, &(struct fs_risk_basel_zone_options){0, 0, 0.95}, &r, NULL),
                     0);
    ck_assert(isnan(r.plus));
}
END_TEST

START_TEST(shocks_give_profits_of_first_and_second_order)
{
    size_t count;
    double *shocks = golden_list(text, "stress.shocks", &count),
           *delta = golden_list(text, "stress.delta", &count);
    double *gamma = golden_list(text, "stress.gamma", &count), pnl[5], first[5], second[5], parts[15];
    struct fs_risk_stress_result r = {
        .pnl = pnl, .first_order = first, .second_order = second, .contribution = parts};
    ck_assert_int_eq(fs_risk_stress(shocks, delta, gamma, 5, 3, &r, &problem), 0);
    golden_equal(text, "stress.pnl", pnl, 5, 1e-12, 10);
    for (size_t i = 0; i < 5; i++) {
        golden_near("orders", first[i] + second[i], pnl[i], 1e-14, 0);
        golden_near("parts", parts[i] + parts[i + 5] + parts[i + 10], pnl[i], 1e-13, 10);
        ck_assert_double_ge(pnl[i], r.worst);
    }
    ck_assert_int_eq(fs_risk_stress(shocks, delta, NULL, 5, 3, &r, &problem), 0);
    ck_assert_mem_eq(pnl, first, sizeof pnl);
    shocks[7] = NAN;
    ck_assert_int_eq(fs_risk_stress(shocks, delta, NULL, 5, 3, &r, &problem), FS_COMPUTE_MISSING);
    free(shocks), free(delta), free(gamma);
}
END_TEST

START_TEST(reverse_stress_finds_the_smallest_scale_that_loses_so_much)
{
    double delta[] = {100, -50}, shock[] = {-0.1, 0.2}, gamma[] = {40, 3, -3, 20}, scenario[2];
    struct fs_risk_reverse_stress_options options = {30};
    struct fs_risk_reverse_stress_result r = {.scenario = scenario};
    ck_assert_int_eq(fs_risk_reverse_stress(shock, delta, NULL, 2, &options, &r, &problem), 0);
    golden_near("linear", r.value, 1.5, 1e-14, 0);
    ck_assert_int_eq(fs_risk_reverse_stress(shock, delta, gamma, 2, &options, &r, &problem), 0);
    double pnl;
    struct fs_risk_stress_result stress = {.pnl = &pnl};
    ck_assert_int_eq(fs_risk_stress(scenario, delta, gamma, 1, 2, &stress, &problem), 0);
    golden_near("loss", pnl, -30, 1e-13, 0);
    options.loss = 500; /* the gains of second order come first */
    ck_assert_int_eq(fs_risk_reverse_stress(shock, delta, gamma, 2, &options, &r, &problem),
                     FS_COMPUTE_DOMAIN);
    double gain[] = {0.1, 0}, concave[] = {-400, 0, 0, 0};
    ck_assert_int_eq(fs_risk_reverse_stress(gain, delta, NULL, 2, &options, &r, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_risk_reverse_stress(gain, delta, concave, 2, &options, &r, &problem), 0);
    ck_assert_int_eq(fs_risk_stress(scenario, delta, concave, 1, 2, &stress, &problem), 0);
    golden_near("concave", pnl, -500, 1e-13, 0);
}
END_TEST

START_TEST(shocks_of_windows_are_compounded_returns)
{
    size_t count, rows;
    double *assets = golden_list(text, "assets", &count), *expected = golden_list(text, "windows", &rows);
    double *shocks = malloc(rows * sizeof *shocks), first[] = {1, 100}, last[] = {10, 109}, two[8];
    struct fs_risk_window_shocks_result windows = {.shocks = shocks};
    ck_assert_int_eq(fs_risk_window_shocks(assets, 400, 4, &(struct fs_risk_window_shocks_options){10, 0},
                                           &windows, &problem),
                     0);
    ck_assert_uint_eq(rows, 4 * 391);
    for (size_t i = 0; i < rows; i++)
        golden_near("window", shocks[i], expected[i], 1e-11, 1e-2);
    struct fs_risk_period_shocks_result periods = {.shocks = two};
    struct fs_risk_period_shocks_options options = {0};
    ck_assert_int_eq(fs_risk_period_shocks(assets, first, last, 400, 4, 2, &options, &periods, &problem), 0);
    for (size_t j = 0; j < 4; j++) {
        ck_assert_double_eq(two[2 * j], shocks[391 * j]);
        ck_assert_double_eq(two[2 * j + 1], shocks[391 * j + 99]);
    }
    last[1] = 401;
    ck_assert_int_eq(fs_risk_period_shocks(assets, first, last, 400, 4, 2, &options, &periods, &problem),
                     FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_risk_window_shocks(assets, 400, 4, &(struct fs_risk_window_shocks_options){401, 0},
                                           &windows, &problem),
                     FS_COMPUTE_PARAMETER);
    free(assets), free(expected), free(shocks);
}
END_TEST

START_TEST(correlations_that_cannot_be_become_the_nearest_that_can)
{
    double covariance[] = {4, 0, 0, 0, 1, 0, 0, 0, 9}, target[] = {1, 1, 0, 1, 1, 1, 0, 1, 1}, used[9];
    double positions[] = {1, 2, -1};
    struct fs_risk_correlation_stress_options options = {1, 0, 0.99, 0};
    struct fs_risk_correlation_stress_result r = {.correlations = used};
    ck_assert_int_eq(fs_risk_correlation_stress(covariance, positions, target, 3, &options, &r, &problem), 0);
    golden_equal(text, "nearest", used, 9, 1e-10, 0); /* Higham (2002), section 5 */
    golden_near("smallest", r.smallest, 1 - sqrt(2), 1e-14, 0);
    golden_near("base", r.base_deviation, sqrt(4 + 4 + 9), 1e-14, 0);
    ck_assert_double_gt(r.distance, 0.5);
}
END_TEST

START_TEST(correlation_stress_moves_risk_and_keeps_volatilities)
{
    double covariance[] = {0.04, 0.012, 0.012, 0.09}, positions[] = {1, 1}, used[4];
    struct fs_risk_correlation_stress_options options = {1, 1, 0.95, 0};
    struct fs_risk_correlation_stress_result r = {.correlations = used};
    ck_assert_int_eq(fs_risk_correlation_stress(covariance, positions, NULL, 2, &options, &r, &problem), 0);
    golden_near("all as one", r.deviation, 0.5, 1e-14, 0);
    golden_near("var", r.value, 0.5 * 1.6448536269514722, 1e-12, 0);
    ck_assert_double_le(r.distance, 1e-12);
    options.share = 0;
    ck_assert_int_eq(fs_risk_correlation_stress(covariance, positions, NULL, 2, &options, &r, &problem), 0);
    golden_near("none", r.value, r.base, 1e-15, 0);
    golden_near("own", used[1], 0.2, 1e-15, 0);
    options.share = 0.5;
    ck_assert_int_eq(fs_risk_correlation_stress(covariance, positions, NULL, 2, &options, &r, &problem), 0);
    golden_near("half way", used[1], 0.6, 1e-15, 0);
    covariance[0] = 0;
    ck_assert_int_eq(fs_risk_correlation_stress(covariance, positions, NULL, 2, &options, &r, &problem),
                     FS_COMPUTE_DOMAIN);
    covariance[0] = 0.04, covariance[1] = 0.5;
    ck_assert_int_eq(fs_risk_correlation_stress(covariance, positions, NULL, 2, &options, &r, &problem),
                     FS_COMPUTE_DOMAIN);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("risk_stress");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, exceedances_are_losses_above_var);
    tcase_add_test(tests, kupiecs_test_is_that_of_the_published_table);
    tcase_add_test(tests, christoffersens_tests_are_those_of_the_formula);
    tcase_add_test(tests, the_basel_zones_are_the_published_ones);
    tcase_add_test(tests, shocks_give_profits_of_first_and_second_order);
    tcase_add_test(tests, reverse_stress_finds_the_smallest_scale_that_loses_so_much);
    tcase_add_test(tests, shocks_of_windows_are_compounded_returns);
    tcase_add_test(tests, correlations_that_cannot_be_become_the_nearest_that_can);
    tcase_add_test(tests, correlation_stress_moves_risk_and_keeps_volatilities);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
