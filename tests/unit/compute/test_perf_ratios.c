/* Figures of one series of returns against golden/performance.txt (tests/oracles/performance_golden.py). */
#include "golden.h"

#include "compute/perf/dispersion.h"
#include "compute/perf/drawdown.h"
#include "compute/perf/outcome.h"
#include "compute/perf/ratio.h"
#include "compute/perf/significance.h"

static char *text;
static double *p, *s, *z;
static size_t n, m;
static struct fs_problem problem;

static void setup(void)
{
    text = golden_read("performance");
    p = golden_list(text, "bacon.p", &n);
    s = golden_list(text, "s", &m);
    z = golden_list(text, "z", &m);
}

static void teardown(void)
{
    free(text), free(p), free(s), free(z);
}

/* The value of a calculation with options, and without. */
#define VALUE(NAME, X, N, ...)                                                                               \
    __extension__({                                                                                          \
        struct fs_perf_##NAME##_result got = {0};                                                            \
        int status =                                                                                         \
            fs_perf_##NAME((X), (N), &(struct fs_perf_##NAME##_options){__VA_ARGS__}, &got, &problem);       \
        ck_assert_msg(status == FS_COMPUTE_OK, "%s: %s", #NAME, problem.text);                               \
        got.value;                                                                                           \
    })
#define PLAIN(NAME, X, N)                                                                                    \
    __extension__({                                                                                          \
        struct fs_perf_##NAME##_result got = {0};                                                            \
        int status = fs_perf_##NAME((X), (N), &got, &problem);                                               \
        ck_assert_msg(status == FS_COMPUTE_OK, "%s: %s", #NAME, problem.text);                               \
        got.value;                                                                                           \
    })
#define STATUS(NAME, X, N, ...)                                                                              \
    __extension__({                                                                                          \
        struct fs_perf_##NAME##_result got = {0};                                                            \
        fs_perf_##NAME((X), (N), &(struct fs_perf_##NAME##_options){__VA_ARGS__}, &got, &problem);           \
    })
#define GOLDEN(KEY, GOT) golden_near(KEY, (GOT), golden_number(text, KEY), 1e-10, 0)
/* What PerformanceAnalytics is known to give, with about six digits. */
#define PUBLISHED(KEY, GOT, DIGIT) ck_assert_double_eq_tol((GOT), golden_number(text, KEY), DIGIT)

START_TEST(deviations_are_those_of_the_references)
{
    GOLDEN("volatility", VALUE(volatility, p, n, 12, 1));
    GOLDEN("volatility.ddof0", VALUE(volatility, s, m, 252, 0));
    GOLDEN("semideviation", VALUE(semideviation, p, n, 1, FS_PERF_FULL));
    GOLDEN("semideviation.subset", VALUE(semideviation, p, n, 1, FS_PERF_SUBSET));
    GOLDEN("downside", VALUE(downside_deviation, p, n, 0.005, 12, FS_PERF_FULL));
    PUBLISHED("pa.downside", VALUE(downside_deviation, p, n, 0.005, 1, FS_PERF_FULL), 5e-8);
    PUBLISHED("pa.downside.subset", VALUE(downside_deviation, p, n, 0.005, 1, FS_PERF_SUBSET), 5e-8);
    GOLDEN("lpm.0", VALUE(lpm, s, m, 0, 0.001, FS_PERF_FULL));
    GOLDEN("lpm.1.subset", VALUE(lpm, s, m, 1, 0.001, FS_PERF_SUBSET));
    GOLDEN("lpm.2.5", VALUE(lpm, s, m, 2.5, 0.001, FS_PERF_FULL));
    GOLDEN("lpm.2.5.subset", VALUE(lpm, s, m, 2.5, 0.001, FS_PERF_SUBSET));
}
END_TEST

START_TEST(ratios_are_those_of_the_references)
{
    GOLDEN("sharpe", VALUE(sharpe, p, n, 0, 12, 0, 1, FS_PERF_ARITHMETIC));
    GOLDEN("sharpe.qs", VALUE(sharpe, p, n, 0, 12, 0, 1, FS_PERF_ARITHMETIC));
    GOLDEN("sharpe.s", VALUE(sharpe, s, m, 0, 252, 0.02, 1, FS_PERF_ARITHMETIC));
    GOLDEN("sharpe.geometric", VALUE(sharpe, s, m, 0, 252, 0.02, 1, FS_PERF_GEOMETRIC));
    PUBLISHED("pa.sharpe", VALUE(sharpe, p, n, 0, 12, 0, 1, FS_PERF_ARITHMETIC), 5e-6);
    PUBLISHED("pa.sharpe.geometric", VALUE(sharpe, p, n, 0, 12, 0, 1, FS_PERF_GEOMETRIC), 6e-6);
    GOLDEN("sortino", VALUE(sortino, p, n, 0.005, 12, FS_PERF_FULL));
    GOLDEN("sortino.s", VALUE(sortino, s, m, 0, 252, FS_PERF_FULL));
    PUBLISHED("pa.sortino", VALUE(sortino, p, n, 0.005, 1, FS_PERF_FULL), 5e-6);
    GOLDEN("omega", VALUE(omega, s, m, 0));
    GOLDEN("omega.mar", VALUE(omega, s, m, 0.001));
    GOLDEN("calmar", VALUE(calmar, p, n, 0, 12, 0));
    PUBLISHED("pa.calmar", VALUE(calmar, p, n, 0, 12, 0), 5e-7);
    GOLDEN("sterling", VALUE(sterling, s, m, 0, 252, 0, 0, 0.1));
    GOLDEN("sterling.deepest", VALUE(sterling, s, m, 0, 252, 0, 1, 0.1));
    GOLDEN("burke", VALUE(burke, s, m, 0, 252, 0.02, 0, 0));
    golden_near("modified", VALUE(burke, s, m, 0, 252, 0.02, 0, 1), sqrt(500) * golden_number(text, "burke"),
                1e-10, 0);
    GOLDEN("martin", VALUE(martin, s, m, 0, 252, 0.02, 0, 0));
    GOLDEN("pain_ratio", VALUE(pain_ratio, s, m, 0, 252, 0.02, 0));
    PUBLISHED("pa.pain_ratio", VALUE(pain_ratio, p, n, 0, 12, 0, 0), 5e-5);
}
END_TEST

START_TEST(drawdowns_are_those_of_the_references)
{
    double columns[7][250], underwater[500];
    struct fs_perf_drawdowns_result r = {.depth = columns[0],
                                         .peak = columns[1],
                                         .trough = columns[2],
                                         .recovery = columns[3],
                                         .length = columns[4],
                                         .decline_length = columns[5],
                                         .recovery_length = columns[6],
                                         .underwater = underwater};
    struct fs_perf_drawdowns_options options = {0, 0, 0};
    ck_assert_int_eq(fs_perf_drawdowns(s, m, &options, &r, &problem), 0);
    size_t count, found = (size_t)r.found;
    double *expected = golden_list(text, "drawdowns", &count);
    ck_assert_uint_eq(count, 5 * found);
    for (size_t c = 0; c < 5; c++)
        for (size_t i = 0; i < found; i++)
            golden_near("episode", columns[c][i], expected[c * found + i], 1e-10, 1e-4);
    free(expected);
    golden_equal(text, "underwater", underwater, m, 1e-10, 1e-4);
    for (size_t i = 0; i < found; i++) {
        ck_assert_double_eq(columns[5][i], columns[2][i] - columns[1][i]);
        ck_assert(isnan(columns[3][i]) || columns[6][i] == columns[3][i] - columns[2][i]);
    }
    options.order = 1;
    ck_assert_int_eq(fs_perf_drawdowns(s, m, &options, &r, &problem), 0);
    for (size_t i = 1; i < found; i++)
        ck_assert_double_ge(columns[0][i - 1], columns[0][i]);
    options.compounding = FS_PERF_ARITHMETIC;
    ck_assert_int_eq(fs_perf_drawdowns(s, m, &options, &r, &problem), 0);
    golden_equal(text, "underwater.arithmetic", underwater, m, 1e-10, 1e-4);
}
END_TEST

START_TEST(figures_of_drawdowns_are_those_of_the_references)
{
    GOLDEN("max_drawdown", VALUE(max_drawdown, s, m, 0, 0));
    PUBLISHED("pa.max_drawdown", VALUE(max_drawdown, p, n, 0, 0), 5e-7);
    GOLDEN("average_drawdown", VALUE(average_drawdown, s, m, 0, 0));
    GOLDEN("ulcer", VALUE(ulcer_index, s, m, 0, 0, 0));
    GOLDEN("ulcer.qs", VALUE(ulcer_index, p, n, 0, 1, 0));
    PUBLISHED("pa.ulcer", VALUE(ulcer_index, p, n, 0, 0, 0), 5e-8);
    GOLDEN("pain", VALUE(pain_index, s, m, 0, 0));
    GOLDEN("cdar.0.95", VALUE(cdar, s, m, 0.95, 0, 0));
    GOLDEN("cdar.0.9", VALUE(cdar, s, m, 0.9, 0, 0));
    GOLDEN("cdar.0.875", VALUE(cdar, s, m, 0.875, 0, 0));
    GOLDEN("cdar.0.999", VALUE(cdar, s, m, 0.999, 0, 0));
    struct fs_perf_max_drawdown_result deepest;
    ck_assert_int_eq(fs_perf_max_drawdown(p, n, &(struct fs_perf_max_drawdown_options){0, 0}, &deepest, NULL),
                     0);
    ck_assert_double_eq(deepest.peak, 13);
    ck_assert_double_eq(deepest.trough, 18);
    ck_assert(isnan(deepest.recovery));
}
END_TEST

START_TEST(log_returns_have_the_drawdowns_of_simple_ones)
{
    double logs[500];
    for (size_t i = 0; i < m; i++)
        logs[i] = log1p(s[i]);
    golden_near("max", VALUE(max_drawdown, logs, m, 1, 0), VALUE(max_drawdown, s, m, 0, 0), 1e-11, 0);
    golden_near("ulcer", VALUE(ulcer_index, logs, m, 1, 0, 0), VALUE(ulcer_index, s, m, 0, 0, 0), 1e-11, 0);
    golden_near("calmar", VALUE(calmar, logs, m, 1, 252, 0), VALUE(calmar, s, m, 0, 252, 0), 1e-11, 0);
    double vast[3000];
    for (size_t i = 0; i < 3000; i++)
        vast[i] = i % 3 == 2 ? -0.5 : 9.0; /* wealth passes 1e1000 */
    ck_assert_double_eq(VALUE(max_drawdown, vast, 3000, 0, 0), 0.5);
}
END_TEST

START_TEST(a_drawdown_ends_when_the_peak_is_back)
{
    double r[] = {-0.5, 1.0, 0.0, -0.1, 1.0 / 9.0, -1.0, 0.5}, depth[4], recovery[4], peak[4];
    struct fs_perf_drawdowns_result result = {.depth = depth, .recovery = recovery, .peak = peak};
    ck_assert_int_eq(fs_perf_drawdowns(r, 7, &(struct fs_perf_drawdowns_options){0}, &result, NULL), 0);
    ck_assert_int_eq(result.found, 3);
    ck_assert_double_eq(peak[0], 0);
    ck_assert_double_eq(recovery[0], 2);
    ck_assert_double_eq(recovery[1], 5);
    ck_assert_double_eq(depth[2], 1);
    ck_assert(isnan(recovery[2]));
    double rising[] = {0.1, 0.0, 0.2};
    ck_assert_double_eq(VALUE(max_drawdown, rising, 3, 0, 0), 0);
    ck_assert_double_eq(VALUE(average_drawdown, rising, 3, 0, 0), 0);
    ck_assert_int_eq(STATUS(calmar, rising, 3, 0, 12, 0), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "the deepest drawdown is 0: the Calmar ratio is not defined");
}
END_TEST

START_TEST(wins_and_losses_are_those_of_the_references)
{
    GOLDEN("win_rate", PLAIN(win_rate, z, m));
    GOLDEN("payoff", PLAIN(payoff_ratio, z, m));
    GOLDEN("profit_factor", PLAIN(profit_factor, z, m));
    GOLDEN("gain_to_pain", PLAIN(gain_to_pain, z, m));
    GOLDEN("tail_ratio", VALUE(tail_ratio, s, m, 0.95, 7));
    GOLDEN("kelly.wins", VALUE(kelly, p, n, 1, 1, 0, 12, 0));
    PUBLISHED("pa.kelly", VALUE(kelly, p, n, 0, 0.5, 0, 12, 0), 5e-6);
    GOLDEN("best", PLAIN(best, z, m));
    GOLDEN("worst", PLAIN(worst, z, m));
    size_t two;
    double *runs = golden_list(text, "consecutive", &two);
    ck_assert_double_eq(PLAIN(consecutive_wins, z, m), runs[0]);
    ck_assert_double_eq(PLAIN(consecutive_losses, z, m), runs[1]);
    free(runs);
    double wins[] = {0.1, 0.2}, zeros[] = {0, 0};
    struct fs_perf_profit_factor_result factor;
    struct fs_perf_win_rate_result rate;
    ck_assert_int_eq(fs_perf_profit_factor(wins, 2, &factor, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_perf_win_rate(zeros, 2, &rate, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_double_eq(PLAIN(consecutive_losses, wins, 2), 0);
}
END_TEST

START_TEST(significance_is_that_of_the_references)
{
    GOLDEN("psr", VALUE(probabilistic_sharpe, s, m, 0.03, 0, 252, 1.02 - 1, 0));
    GOLDEN("psr.unbiased", VALUE(probabilistic_sharpe, p, n, 0, 0, 12, 0, 1));
    PUBLISHED("psr.proper", VALUE(probabilistic_sharpe, p, n, 0, 0, 12, 0, 1), 5e-5);
    GOLDEN("dsr", VALUE(deflated_sharpe, s, m, 50, 0.0004, 0, 252, 0, 0));
    GOLDEN("dsr.target", fs_perf_expected_max_sharpe(0.0004, 50));
    PUBLISHED("pa.adjusted", VALUE(adjusted_sharpe, p, n, 0, 12, 0, 1, FS_PERF_ARITHMETIC, 0), 5e-6);
    size_t four;
    double *c12 = golden_list(text, "c12", &four), trials[] = {100, 46};
    for (int i = 0; i < 2; i++) { /* Bailey and Lopez de Prado (2014): 2.5 a year of 250 days, V 0.5 a year */
        double target = fs_perf_expected_max_sharpe(0.5 / 250, trials[i]);
        ck_assert_double_eq_tol(target, c12[2 * i], 5e-8);
        double dsr = fs_perf_sharpe_probability(2.5 / sqrt(250), target, 1250, -3, 10);
        ck_assert_double_eq_tol(dsr, c12[2 * i + 1], 5e-8);
    }
    free(c12);
    ck_assert_double_eq(fs_perf_expected_max_sharpe(1, 1), 0);
    ck_assert_int_eq(STATUS(deflated_sharpe, s, m, 0, 0.01, 0, 252, 0, 0), FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(constant_returns_have_no_deviation_and_no_ratios)
{
    double flat[40], prices[41] = {100};
    for (size_t i = 0; i < 40; i++) {
        prices[i + 1] = prices[i] * 1.0003; /* rounded each time */
        flat[i] = prices[i + 1] / prices[i] - 1;
    }
    ck_assert_double_eq(VALUE(volatility, flat, 40, 252, 1), 0);
    ck_assert_int_eq(STATUS(sharpe, flat, 40, 0, 252, 0, 1, 1), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "the volatility is 0: the Sharpe ratio is not defined");
    ck_assert_int_eq(STATUS(sortino, flat, 40, flat[0], 252, 0), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(STATUS(sortino, flat, 40, 0, 252, 0), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(STATUS(omega, flat, 40, 0), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(STATUS(kelly, flat, 40, 0, 1, 0, 252, 0), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(STATUS(probabilistic_sharpe, flat, 40, 0, 0, 252, 0, 0), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(STATUS(martin, flat, 40, 0, 252, 0, 0, 0), FS_COMPUTE_DOMAIN);
}
END_TEST

START_TEST(ratios_do_not_depend_on_the_scale_and_deviations_follow_it)
{
    double twice[500], tiny[500];
    for (size_t i = 0; i < m; i++)
        twice[i] = 2 * s[i], tiny[i] = s[i] * 1e-7;
    golden_near("sharpe", VALUE(sharpe, twice, m, 0, 252, 0, 1, 1), VALUE(sharpe, s, m, 0, 252, 0, 1, 1),
                1e-14, 0);
    golden_near("omega", VALUE(omega, twice, m, 0), VALUE(omega, s, m, 0), 1e-14, 0);
    golden_near("volatility", VALUE(volatility, tiny, m, 252, 1), 1e-7 * VALUE(volatility, s, m, 252, 1),
                1e-13, 0);
    golden_near("sortino", VALUE(sortino, tiny, m, 0, 252, 0), VALUE(sortino, s, m, 0, 252, 0), 1e-12, 0);
}
END_TEST

START_TEST(refuses_bad_options_and_values)
{
    double one = 0.01, bad[] = {0.01, INFINITY, 0.02};
    ck_assert_int_eq(STATUS(sharpe, &one, 1, 0, 252, 0, 1, 1), FS_COMPUTE_SHORT);
    ck_assert_int_eq(STATUS(sharpe, bad, 3, 0, 252, 0, 1, 1), FS_COMPUTE_MISSING);
    ck_assert_str_eq(problem.text, "returns[2] is infinite; expected a finite number");
    ck_assert_int_eq(STATUS(sharpe, p, n, 0, 0, 0, 1, 1), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(STATUS(sharpe, p, n, 0, 252, -1, 1, 1), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(STATUS(sharpe, p, n, 2, 252, 0, 1, 1), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(STATUS(volatility, p, n, 252, 2), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(STATUS(cdar, p, n, 1, 0, 0), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(STATUS(lpm, p, n, -1, 0, 0), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(STATUS(max_drawdown, p, 0, 0, 0), FS_COMPUTE_SHORT);
    ck_assert_int_eq(STATUS(max_drawdown, NULL, 3, 0, 0), FS_COMPUTE_NULL);
    double huge[] = {1e200, -1e200, 0.1};
    ck_assert_int_eq(STATUS(sharpe, huge, 3, 0, 252, 0, 1, 1), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "returns[1] is 1e+200; magnitudes from 3e144 are too large to be squared");
    huge[0] = 1e140, huge[1] = -1;
    ck_assert_int_eq(STATUS(kelly, huge, 3, 0, 1, 0, 252, 0), FS_COMPUTE_OK);
    ck_assert_int_eq(STATUS(sortino, huge, 3, 1e300, 252, 0), FS_COMPUTE_DOMAIN);
    double low[] = {0.1, -2, 0.1, 0.2};
    ck_assert_int_eq(STATUS(max_drawdown, low, 4, 0, 0), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(STATUS(sortino, p, n, NAN, 252, 0), FS_COMPUTE_PARAMETER);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("perf_ratios");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, deviations_are_those_of_the_references);
    tcase_add_test(tests, ratios_are_those_of_the_references);
    tcase_add_test(tests, drawdowns_are_those_of_the_references);
    tcase_add_test(tests, figures_of_drawdowns_are_those_of_the_references);
    tcase_add_test(tests, log_returns_have_the_drawdowns_of_simple_ones);
    tcase_add_test(tests, a_drawdown_ends_when_the_peak_is_back);
    tcase_add_test(tests, wins_and_losses_are_those_of_the_references);
    tcase_add_test(tests, significance_is_that_of_the_references);
    tcase_add_test(tests, constant_returns_have_no_deviation_and_no_ratios);
    tcase_add_test(tests, ratios_do_not_depend_on_the_scale_and_deviations_follow_it);
    tcase_add_test(tests, refuses_bad_options_and_values);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
