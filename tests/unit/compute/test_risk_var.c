/* VaR and ES of series and portfolios against golden/risk.txt (tests/oracles/risk_golden.py). */
#include "golden.h"

#include "compute/risk/portfolio.h"
#include "compute/risk/scenario.h"
#include "compute/risk/sharpe.h"
#include "compute/risk/var.h"
#include "compute/stats/quantile.h"

#define N 400
#define K 4

static char *text;
static double *p, *y, *assets, *weights;
static size_t months, n, count;
static struct fs_problem problem;

static void setup(void)
{
    text = golden_read("risk");
    p = golden_list(text, "bacon.p", &months);
    y = golden_list(text, "returns", &n);
    assets = golden_list(text, "assets", &count);
    weights = golden_list(text, "weights", &count);
}

static void teardown(void)
{
    free(text), free(p), free(y), free(assets), free(weights);
}

static struct fs_risk_es_options options(int32_t method, double level)
{
    return (struct fs_risk_es_options){.method = method,
                                       .level = level,
                                       .horizon = 1,
                                       .quantile_type = 7,
                                       .ddof = 0,
                                       .lambda = 0.94,
                                       .distribution = 0,
                                       .df = 5,
                                       .paths = 100000,
                                       .seed = 1};
}

/* Both figures with the same options. */
static struct fs_risk_figures figures(const double *x, size_t length, struct fs_risk_es_options o)
{
    struct fs_risk_var_options v = {o.method, o.level,        o.horizon, o.quantile_type, o.ddof,
                                    o.lambda, o.distribution, o.df,      o.paths,         o.seed};
    struct fs_risk_var_result var = {0};
    struct fs_risk_es_result es = {0};
    ck_assert_msg(fs_risk_var(x, length, &v, &var, &problem) == 0, "%s", problem.text);
    ck_assert_msg(fs_risk_es(x, length, &o, &es, &problem) == 0, "%s", problem.text);
    ck_assert_double_eq(var.value, es.var);
    ck_assert_double_ge(es.value, var.value - 1e-15);
    return (struct fs_risk_figures){var.value, es.value};
}

static int status_of(const double *x, size_t length, struct fs_risk_es_options o)
{
    struct fs_risk_es_result es;
    return fs_risk_es(x, length, &o, &es, &problem);
}

static void compare(const char *name, struct fs_risk_figures got, double relative)
{
    double both[] = {got.var, got.es};
    golden_equal(text, name, both, 2, relative, 0);
}

START_TEST(historical_figures_are_those_of_the_references_for_all_quantile_types)
{
    double levels[] = {0.95, 0.975, 0.99};
    for (int i = 0; i < 3; i++) {
        char key[64];
        double got[9];
        struct fs_risk_es_options o = options(FS_RISK_HISTORICAL, levels[i]);
        for (o.quantile_type = 1; o.quantile_type <= 9; o.quantile_type++)
            got[o.quantile_type - 1] = figures(y, n, o).var;
        snprintf(key, sizeof key, "historical.%g", levels[i]);
        golden_equal(text, key, got, 9, 1e-12, 0);
        o.quantile_type = 7;
        snprintf(key, sizeof key, "historical.es.%g", levels[i]);
        golden_near(key, figures(y, n, o).es, golden_number(text, key), 1e-12, 0);
        o.tail = FS_RISK_FRACTION;
        snprintf(key, sizeof key, "historical.es.fraction.%g", levels[i]);
        golden_near(key, figures(y, n, o).es, golden_number(text, key), 1e-12, 0);
    }
}
END_TEST

START_TEST(the_lowest_values_are_those_of_a_full_sort)
{
    double x[997], sorted[997];
    for (size_t lowest = 0; lowest <= 997; lowest += 83) {
        for (int shape = 0; shape < 5; shape++) { /* scattered, with many ties, rising, falling, all equal */
            for (size_t i = 0; i < 997; i++)
                x[i] = sorted[i] = shape == 0   ? (double)((i * 7919) % 997)
                                   : shape == 1 ? (double)((i * 7919) % 7)
                                   : shape == 2 ? (double)i
                                   : shape == 3 ? -(double)i
                                                : 1;
            fs_sort_values(sorted, 997);
            fs_sort_lowest(x, 997, lowest);
            ck_assert_mem_eq(x, sorted, lowest * sizeof *x);
            for (size_t i = lowest; i < 997; i++)
                ck_assert_double_ge(x[i], lowest ? sorted[lowest - 1] : sorted[0]);
        }
    }
}
END_TEST

START_TEST(ties_at_the_quantile_are_all_in_the_tail)
{
    double x[100];
    for (int i = 0; i < 100; i++)
        x[i] = i < 40 ? -0.02 : i < 42 ? -0.05 : 0.01;
    struct fs_risk_figures got = figures(x, 100, options(FS_RISK_HISTORICAL, 0.95));
    golden_near("var", got.var, 0.02, 1e-14, 0);
    golden_near("es", got.es, (40 * 0.02 + 2 * 0.05) / 42, 1e-13, 0);
    for (int i = 0; i < 100; i++)
        x[i] = -0.01;
    golden_near("flat", figures(x, 100, options(FS_RISK_HISTORICAL, 0.95)).es, 0.01, 1e-13, 0);
}
END_TEST

START_TEST(parametric_figures_are_those_of_the_references)
{
    struct fs_risk_es_options o = options(FS_RISK_GAUSSIAN, 0.975);
    compare("gaussian.0.975.0", figures(y, n, o), 1e-12);
    o.ddof = 1;
    compare("gaussian.0.975.1", figures(y, n, o), 1e-12);
    o.level = 0.95;
    golden_near("quantstats", figures(p, months, o).var, golden_number(text, "qs.var"), 1e-12, 0);
    compare("cornish_fisher.0.95", figures(y, n, options(FS_RISK_CORNISH_FISHER, 0.95)), 1e-11);
    compare("cornish_fisher.0.99", figures(y, n, options(FS_RISK_CORNISH_FISHER, 0.99)), 1e-11);
    compare("ewma", figures(y, n, options(FS_RISK_EWMA, 0.99)), 1e-12);
}
END_TEST

START_TEST(figures_of_bacons_months_are_the_published_ones)
{
    const char *names[] = {"pa.historical", "pa.gaussian", "pa.modified"};
    for (int32_t method = 0; method < 3; method++) {
        struct fs_risk_figures got = figures(p, months, options(method, 0.95));
        size_t two;
        double *published = golden_list(text, names[method], &two);
        ck_assert_double_eq_tol(got.var, published[0], 5e-8);
        ck_assert_double_eq_tol(got.es, published[1], 5e-8);
        free(published);
    }
}
END_TEST

START_TEST(sharpe_ratios_by_var_divide_by_it)
{
    struct fs_risk_sharpe_options o = {0, FS_RISK_CORNISH_FISHER, 0.95, 7, 0, 0, 12, 0.03};
    struct fs_risk_sharpe_result r;
    for (o.measure = 0; o.measure < 2; o.measure++) {
        ck_assert_int_eq(fs_risk_sharpe(p, months, &o, &r, &problem), 0);
        struct fs_risk_figures got = figures(p, months, options(FS_RISK_CORNISH_FISHER, 0.95));
        golden_near("ratio", r.value, (0.009 - (pow(1.03, 1.0 / 12) - 1)) / (o.measure ? got.es : got.var),
                    1e-12, 0);
    }
    double gains[] = {0.01, 0.02, 0.03, 0.01};
    o = (struct fs_risk_sharpe_options){0, FS_RISK_HISTORICAL, 0.95, 7, 1, 0, 12, 0};
    ck_assert_int_eq(fs_risk_sharpe(gains, 4, &o, &r, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "VaR is -0.01, no loss: the Sharpe ratio by VaR is not defined");
}
END_TEST

START_TEST(garch_figures_are_those_of_arch)
{
    /* arch's search ends where its own gradient, by differences, is small: about six digits of the
     * parameters. */
    size_t two;
    double *expected = golden_list(text, "garch", &two);
    struct fs_risk_es_options o = options(FS_RISK_GARCH, 0.99);
    golden_near("garch", figures(y, n, o).var, expected[0], 2e-5, 0);
    o.method = FS_RISK_FILTERED_HISTORICAL;
    golden_near("filtered", figures(y, n, o).var, golden_number(text, "filtered"), 2e-5, 0);
    free(expected);
}
END_TEST

START_TEST(simulated_figures_come_near_the_exact_ones_and_again_with_their_seed)
{
    struct fs_risk_es_options o = options(FS_RISK_MONTE_CARLO, 0.95), exact = options(FS_RISK_GAUSSIAN, 0.95);
    struct fs_risk_figures first = figures(y, n, o), normal = figures(y, n, exact);
    golden_near("var", first.var, normal.var, 0.02, 0); /* four standard errors of 100,000 paths */
    golden_near("es", first.es, normal.es, 0.02, 0);
    ck_assert_double_eq(figures(y, n, o).es, first.es);
    o.seed = 2;
    ck_assert_double_ne(figures(y, n, o).es, first.es);
    o.distribution = FS_RISK_T_PATHS;
    o.level = 0.99;
    exact.level = 0.99;
    ck_assert_double_gt(figures(y, n, o).es, figures(y, n, exact).es);
    o.distribution = FS_RISK_BOOTSTRAP;
    struct fs_risk_figures historical = figures(y, n, options(FS_RISK_HISTORICAL, 0.99));
    golden_near("bootstrap", figures(y, n, o).var, historical.var, 0.05, 0);
}
END_TEST

START_TEST(figures_scale_with_returns_and_with_the_root_of_the_horizon)
{
    double twice[N], moved[N];
    for (size_t i = 0; i < n; i++)
        twice[i] = 2 * y[i], moved[i] = y[i] + 0.01;
    for (int32_t method = 0; method < 7; method++) {
        struct fs_risk_es_options o = options(method, 0.99);
        struct fs_risk_figures one = figures(y, n, o), two = figures(twice, n, o);
        double tolerance = method == FS_RISK_GARCH || method == FS_RISK_FILTERED_HISTORICAL ? 1e-6 : 1e-12;
        golden_near("twice", two.var, 2 * one.var, tolerance, 0);
        golden_near("twice", two.es, 2 * one.es, tolerance, 0);
        if (method != FS_RISK_EWMA)
            golden_near("moved", figures(moved, n, o).var, one.var - 0.01, tolerance, 0);
        o.horizon = 10;
        golden_near("horizon", figures(y, n, o).es, sqrt(10) * one.es, 1e-14, 0);
    }
}
END_TEST

START_TEST(constant_returns_have_no_risk_where_that_can_be_said)
{
    double flat[20];
    for (int i = 0; i < 20; i++)
        flat[i] = 0.01;
    ck_assert_double_eq(figures(flat, 20, options(FS_RISK_HISTORICAL, 0.95)).var, -0.01);
    ck_assert_double_eq(figures(flat, 20, options(FS_RISK_GAUSSIAN, 0.95)).es, -0.01);
    ck_assert_int_eq(status_of(flat, 20, options(FS_RISK_CORNISH_FISHER, 0.95)), FS_COMPUTE_DOMAIN);
    ck_assert_int_lt(status_of(flat, 20, options(FS_RISK_GARCH, 0.95)), 0);
    memset(flat, 0, sizeof flat);
    ck_assert_int_eq(status_of(flat, 20, options(FS_RISK_EWMA, 0.95)), FS_COMPUTE_DOMAIN);
}
END_TEST

START_TEST(refuses_bad_options_and_values)
{
    struct fs_risk_es_options o = options(0, 1);
    ck_assert_int_eq(status_of(y, n, o), FS_COMPUTE_PARAMETER);
    ck_assert_str_eq(problem.text, "level is 1; expected a confidence between 0 and 1, such as 0.95");
    o = options(0, 0.95), o.quantile_type = 10;
    ck_assert_int_eq(status_of(y, n, o), FS_COMPUTE_PARAMETER);
    o = options(0, 0.95), o.horizon = 0;
    ck_assert_int_eq(status_of(y, n, o), FS_COMPUTE_PARAMETER);
    o = options(FS_RISK_EWMA, 0.95), o.lambda = 1;
    ck_assert_int_eq(status_of(y, n, o), FS_COMPUTE_PARAMETER);
    o = options(FS_RISK_MONTE_CARLO, 0.95), o.distribution = FS_RISK_T_PATHS, o.df = 2;
    ck_assert_int_eq(status_of(y, n, o), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(status_of(y, n, options(7, 0.95)), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(status_of(y, 1, options(0, 0.95)), FS_COMPUTE_SHORT);
    ck_assert_int_eq(status_of((double[]){0.1, NAN}, 2, options(0, 0.95)), FS_COMPUTE_MISSING);
}
END_TEST

/* The figure of a portfolio alone. */
static double portfolio(const double *w, int32_t method, int32_t tail, int shortfall)
{
    struct fs_risk_portfolio_var_result var = {0};
    struct fs_risk_portfolio_es_result es = {0};
    int status =
        shortfall ? fs_risk_portfolio_es(assets, w, N, K,
                                         &(struct fs_risk_portfolio_es_options){method, 0.95, 1, 7, 1, tail},
                                         &es, &problem)
                  : fs_risk_portfolio_var(assets, w, N, K,
                                          &(struct fs_risk_portfolio_var_options){method, 0.95, 1, 7, 1},
                                          &var, &problem);
    ck_assert_msg(status == 0, "%s", problem.text);
    return shortfall ? es.value : var.value;
}

static void check_parts(int32_t method, int32_t tail, int shortfall)
{
    double marginal[K], component[K], percent[K], incremental[K], sum = 0, share = 0;
    double value = portfolio(weights, method, tail, shortfall);
    struct fs_risk_portfolio_var_result var = {0, marginal, component, percent, incremental};
    struct fs_risk_portfolio_es_result es = {0, marginal, component, percent, incremental};
    if (shortfall)
        fs_risk_portfolio_es(assets, weights, N, K,
                             &(struct fs_risk_portfolio_es_options){method, 0.95, 1, 7, 1, tail}, &es, NULL);
    else
        fs_risk_portfolio_var(assets, weights, N, K,
                              &(struct fs_risk_portfolio_var_options){method, 0.95, 1, 7, 1}, &var, NULL);
    for (size_t j = 0; j < K; j++) {
        double up[K], down[K], without[K], step = method == FS_RISK_HISTORICAL ? 1e-7 : 1e-5;
        memcpy(up, weights, sizeof up), memcpy(down, weights, sizeof down),
            memcpy(without, weights, sizeof without);
        up[j] += step, down[j] -= step, without[j] = 0;
        double slope =
            (portfolio(up, method, tail, shortfall) - portfolio(down, method, tail, shortfall)) / (2 * step);
        golden_near("marginal", marginal[j], slope, 1e-6, 1e-2);
        golden_near("component", component[j], weights[j] * marginal[j], 1e-14, 0);
        golden_near("incremental", incremental[j], value - portfolio(without, method, tail, shortfall), 1e-11,
                    1e-2);
        sum += component[j], share += percent[j];
    }
    golden_near("sum of components", sum, value, 1e-12, 0);
    golden_near("sum of shares", share, 1, 1e-12, 0);
}

START_TEST(components_sum_to_the_figure_and_are_its_derivatives)
{
    for (int32_t method = 0; method < 3; method++)
        for (int shortfall = 0; shortfall < 2; shortfall++)
            check_parts(method, FS_RISK_BEYOND, shortfall);
    check_parts(FS_RISK_HISTORICAL, FS_RISK_FRACTION, 1);
}
END_TEST

START_TEST(a_portfolio_has_the_figures_of_its_series)
{
    for (int32_t method = 0; method < 3; method++) {
        struct fs_risk_es_options o = options(method, 0.95);
        o.ddof = 1;
        struct fs_risk_figures series = figures(y, n, o);
        golden_near("var", portfolio(weights, method, 0, 0), series.var, 1e-12, 0);
        golden_near("es", portfolio(weights, method, 0, 1), series.es, 1e-12, 0);
        double money[K];
        for (size_t j = 0; j < K; j++)
            money[j] = 1e6 * weights[j];
        golden_near("money", portfolio(money, method, 0, 1), 1e6 * series.es, 1e-12, 0);
    }
    double nothing[K] = {0};
    struct fs_risk_portfolio_var_result var = {0};
    struct fs_risk_portfolio_var_options gaussian = {FS_RISK_GAUSSIAN, 0.95, 1, 7, 1};
    ck_assert_int_eq(fs_risk_portfolio_var(assets, nothing, N, K, &gaussian, &var, &problem),
                     FS_COMPUTE_DOMAIN);
    gaussian.method = 3;
    ck_assert_int_eq(fs_risk_portfolio_var(assets, weights, N, K, &gaussian, &var, &problem),
                     FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(scenarios_give_profits_and_their_quantiles)
{
    size_t cells, positions, rows;
    double *shocks = golden_list(text, "scenario.shocks", &cells);
    double *exposures = golden_list(text, "scenario.exposures", &positions);
    double *expected = golden_list(text, "scenario.pnl", &rows), pnl[9], worst = 0;
    struct fs_risk_scenario_pnl_options o = {0.9, 7, 0};
    struct fs_risk_scenario_pnl_result result = {.pnl = pnl};
    ck_assert_int_eq(fs_risk_scenario_pnl(shocks, exposures, 9, 21, &o, &result, &problem), 0);
    for (size_t i = 0; i < rows; i++) {
        golden_near("pnl", pnl[i], expected[i], 1e-12, 1000);
        worst = fmin(worst, expected[i]);
    }
    golden_near("worst", result.worst, worst, 1e-12, 0);
    golden_near("row", pnl[result.worst_row - 1], worst, 1e-12, 0);
    golden_near("var", result.var, golden_number(text, "scenario.var"), 1e-12, 0);
    shocks[9 * 3 + 4] = NAN;
    ck_assert_int_eq(fs_risk_scenario_pnl(shocks, exposures, 9, 21, &o, &result, &problem),
                     FS_COMPUTE_MISSING);
    ck_assert_str_eq(problem.text, "shocks[5][4] is missing; expected a finite number");
    ck_assert_int_eq(fs_risk_scenario_pnl(shocks, exposures, 0, 21, &o, &result, &problem), FS_COMPUTE_SHORT);
    free(shocks), free(exposures), free(expected);
}
END_TEST

START_TEST(profits_of_many_scenarios_are_the_plain_sums)
{
    size_t rows = 2051, columns = 19; /* two tiles and an odd rest, two groups of columns and a rest */
    double *x = malloc(rows * columns * sizeof *x), *pnl = malloc(rows * sizeof *pnl), w[19];
    for (size_t i = 0; i < rows * columns; i++)
        x[i] = (double)((i * 7919) % 1000) - 500;
    for (size_t j = 0; j < columns; j++)
        w[j] = (double)(j * j) - 50;
    fs_risk_combine(x, w, rows, columns, pnl);
    for (size_t i = 0; i < rows; i++) {
        double sum = 0;
        for (size_t j = 0; j < columns; j++)
            sum += x[i + j * rows] * w[j];
        ck_assert_double_eq(pnl[i], sum); /* whole numbers: exact */
    }
    free(x), free(pnl);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("risk_var");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, historical_figures_are_those_of_the_references_for_all_quantile_types);
    tcase_add_test(tests, the_lowest_values_are_those_of_a_full_sort);
    tcase_add_test(tests, ties_at_the_quantile_are_all_in_the_tail);
    tcase_add_test(tests, parametric_figures_are_those_of_the_references);
    tcase_add_test(tests, figures_of_bacons_months_are_the_published_ones);
    tcase_add_test(tests, sharpe_ratios_by_var_divide_by_it);
    tcase_add_test(tests, garch_figures_are_those_of_arch);
    tcase_add_test(tests, simulated_figures_come_near_the_exact_ones_and_again_with_their_seed);
    tcase_add_test(tests, figures_scale_with_returns_and_with_the_root_of_the_horizon);
    tcase_add_test(tests, constant_returns_have_no_risk_where_that_can_be_said);
    tcase_add_test(tests, refuses_bad_options_and_values);
    tcase_add_test(tests, components_sum_to_the_figure_and_are_its_derivatives);
    tcase_add_test(tests, a_portfolio_has_the_figures_of_its_series);
    tcase_add_test(tests, scenarios_give_profits_and_their_quantiles);
    tcase_add_test(tests, profits_of_many_scenarios_are_the_plain_sums);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
