/* Returns, cash flows and drifting portfolios against golden/performance.txt
 * (tests/oracles/performance_golden.py). */
#include "golden.h"

#include "compute/perf/composite.h"
#include "compute/perf/flows.h"
#include "compute/perf/irr.h"
#include "compute/perf/rebalance.h"
#include "compute/perf/returns.h"

#define DAY INT64_C(86400000000000)

static char *text;
static double *p, *b;
static size_t n;
static struct fs_problem problem;

static void setup(void)
{
    text = golden_read("performance");
    p = golden_list(text, "bacon.p", &n);
    b = golden_list(text, "bacon.b", &n);
}

static void teardown(void)
{
    free(text), free(p), free(b);
}

static double total(const double *r, size_t count, int32_t kind, int32_t compounding)
{
    struct fs_perf_total_return_result result;
    ck_assert_int_eq(fs_perf_total_return(r, count, &(struct fs_perf_total_return_options){kind, compounding},
                                          &result, &problem),
                     FS_COMPUTE_OK);
    return result.value;
}

START_TEST(totals_and_annual_returns_are_those_of_the_references)
{
    double out[24];
    struct fs_perf_cumulative_result cumulative = {out};
    ck_assert_int_eq(fs_perf_cumulative(p, n, &(struct fs_perf_cumulative_options){0, 0}, &cumulative, NULL),
                     0);
    golden_equal(text, "cumulative", out, n, 1e-12, 0);
    golden_near("total", total(p, n, 0, 0), golden_number(text, "total"), 1e-12, 0);
    struct fs_perf_annual_return_result annual;
    ck_assert_int_eq(
        fs_perf_annual_return(p, n, &(struct fs_perf_annual_return_options){0, 12, 0}, &annual, NULL), 0);
    golden_near("annual", annual.value, golden_number(text, "annual"), 1e-12, 0);
    golden_near("PerformanceAnalytics", annual.value, 0.103678, 5e-6, 0);
    ck_assert_double_eq(annual.years, 2);
    ck_assert_int_eq(
        fs_perf_annual_return(p, n, &(struct fs_perf_annual_return_options){0, 12, 1}, &annual, NULL), 0);
    golden_near("annual.arithmetic", annual.value, golden_number(text, "annual.arithmetic"), 1e-12, 0);
}
END_TEST

START_TEST(log_returns_give_what_simple_returns_give)
{
    double logs[24], prices[2][24];
    for (size_t i = 0; i < n; i++)
        logs[i] = log1p(p[i]);
    golden_near("total", total(logs, n, FS_PERF_LOG, 0), total(p, n, FS_PERF_SIMPLE, 0), 1e-13, 0);
    for (int32_t kind = 0; kind < 2; kind++) {
        struct fs_perf_to_prices_result result = {prices[kind]};
        struct fs_perf_to_prices_options options = {kind, 50};
        ck_assert_int_eq(fs_perf_to_prices(kind ? logs : p, n, &options, &result, NULL), 0);
    }
    for (size_t i = 0; i < n; i++)
        golden_near("price", prices[1][i], prices[0][i], 1e-13, 0);
    golden_near("first price", prices[0][0], 50.15, 1e-15, 0);
    golden_near("last price", prices[0][23], 50 * (1 + total(p, n, 0, 0)), 1e-13, 0);
}
END_TEST

START_TEST(excess_returns_take_a_years_rate_to_the_period)
{
    double out[24];
    struct fs_perf_excess_returns_result result = {.excess = out};
    struct fs_perf_excess_returns_options options = {0, 12, 0.03, FS_PERF_ARITHMETIC};
    ck_assert_int_eq(fs_perf_excess_returns(p, n, &options, &result, NULL), 0);
    golden_equal(text, "excess", out, n, 1e-12, 1e-3);
    golden_near("rate", pow(1 + result.rate, 12), 1.03, 1e-14, 0);
    options.compounding = FS_PERF_GEOMETRIC;
    ck_assert_int_eq(fs_perf_excess_returns(p, n, &options, &result, NULL), 0);
    golden_equal(text, "excess.geometric", out, n, 1e-12, 1e-3);
    options.rf = -1;
    ck_assert_int_eq(fs_perf_excess_returns(p, n, &options, &result, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(buckets_are_compounded_and_keep_the_total)
{
    double labels[24], out[24], names[24], counts[24];
    for (size_t i = 0; i < n; i++)
        labels[i] = (double)(i / 3 + 1);
    struct fs_perf_aggregate_result result = {.returns = out, .labels = names, .counts = counts};
    struct fs_perf_aggregate_options options = {0, 0};
    ck_assert_int_eq(fs_perf_aggregate(p, labels, n, &options, &result, NULL), 0);
    ck_assert_int_eq(result.found, 8);
    golden_equal(text, "quarters", out, 8, 1e-12, 1e-3);
    ck_assert_double_eq(names[7], 8);
    ck_assert_double_eq(counts[7], 3);
    golden_near("total", total(out, 8, 0, 0), total(p, n, 0, 0), 1e-13, 0);
}
END_TEST

START_TEST(refuses_returns_that_cannot_compound)
{
    double bad[] = {0.1, -1.5, 0.2}, missing[] = {0.1, NAN};
    struct fs_perf_total_return_options options = {0, 0};
    struct fs_perf_total_return_result result;
    ck_assert_int_eq(fs_perf_total_return(bad, 3, &options, &result, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "returns[2] is -1.5; a simple return that compounds is at least -1");
    ck_assert_int_eq(fs_perf_total_return(missing, 2, &options, &result, &problem), FS_COMPUTE_MISSING);
    ck_assert_int_eq(fs_perf_total_return(bad, 0, &options, &result, &problem), FS_COMPUTE_SHORT);
    ck_assert_int_eq(fs_perf_total_return(NULL, 3, &options, &result, &problem), FS_COMPUTE_NULL);
    ck_assert_double_eq(total((double[]){0.5, -1, 0.5}, 3, 0, 0), -1);
    double huge[] = {700, 700};
    options.kind = FS_PERF_LOG;
    ck_assert_int_eq(fs_perf_total_return(huge, 2, &options, &result, &problem), FS_COMPUTE_DOMAIN);
}
END_TEST

START_TEST(modified_dietz_weighs_flows_by_their_days)
{
    struct fs_perf_modified_dietz_options options = {100000, 135000, 31, FS_PERF_END};
    struct fs_perf_modified_dietz_result result;
    double flows[] = {20000, 5000}, days[] = {10, 25};
    ck_assert_int_eq(fs_perf_modified_dietz(flows, days, 2, &options, &result, NULL), 0);
    golden_near("end", result.value, 10000 / (100000 + 20000 * 21.0 / 31 + 5000 * 6.0 / 31), 1e-14, 0);
    options.timing = FS_PERF_START;
    ck_assert_int_eq(fs_perf_modified_dietz(flows, days, 2, &options, &result, NULL), 0);
    golden_near("start", result.value, 10000 / (100000 + 20000 * 22.0 / 31 + 5000 * 7.0 / 31), 1e-14, 0);
    ck_assert_int_eq(fs_perf_modified_dietz(NULL, NULL, 0, &options, &result, NULL), 0);
    golden_near("none", result.value, 0.35, 1e-14, 0);
    days[1] = 40;
    ck_assert_int_eq(fs_perf_modified_dietz(flows, days, 2, &options, &result, &problem), FS_COMPUTE_DOMAIN);
    options.begin_value = -50000;
    ck_assert_int_eq(fs_perf_modified_dietz(flows, days, 1, &options, &result, &problem), FS_COMPUTE_DOMAIN);
    options.end_value = NAN;
    ck_assert_int_eq(fs_perf_modified_dietz(flows, days, 1, &options, &result, &problem), FS_COMPUTE_MISSING);
}
END_TEST

START_TEST(time_weighted_returns_do_not_see_flows)
{
    double r[] = {0.05, -0.02, 0.03}, values[4] = {100}, flows[] = {0, 40, -30, 10}, sub[3];
    for (int32_t timing = 0; timing < 2; timing++) {
        for (int i = 1; i < 4; i++)
            values[i] = timing == FS_PERF_START ? (values[i - 1] + flows[i]) * (1 + r[i - 1])
                                                : values[i - 1] * (1 + r[i - 1]) + flows[i];
        struct fs_perf_twr_result result = {.returns = sub};
        ck_assert_int_eq(fs_perf_twr(values, flows, 4, &(struct fs_perf_twr_options){timing}, &result, NULL),
                         0);
        golden_near("twr", result.value, 1.05 * 0.98 * 1.03 - 1, 1e-13, 0);
        for (int i = 0; i < 3; i++)
            golden_near("sub-period", sub[i], r[i], 1e-13, 0);
    }
    struct fs_perf_twr_result result = {.returns = NULL};
    values[1] = 0;
    ck_assert_int_eq(
        fs_perf_twr(values, flows, 4, &(struct fs_perf_twr_options){FS_PERF_END}, &result, &problem),
        FS_COMPUTE_DOMAIN);
}
END_TEST

START_TEST(irr_and_xirr_are_those_of_the_published_examples)
{
    size_t k;
    double *flows = golden_list(text, "irr.flows", &k), rates[FS_PERF_IRR_ROOTS];
    struct fs_perf_irr_result irr = {.rates = rates};
    ck_assert_int_eq(fs_perf_irr(flows, k, &(struct fs_perf_irr_options){NAN}, &irr, NULL), 0);
    golden_near("irr", irr.value, golden_number(text, "irr"), 1e-14, 0);
    golden_near("Excel", irr.value, 0.0866, 1e-3, 0);
    free(flows);
    double *days = golden_list(text, "xirr.days", &k), *amounts = golden_list(text, "xirr.amounts", &k);
    int64_t times[5];
    for (size_t i = 0; i < k; i++)
        times[i] = (int64_t)days[i] * DAY;
    struct fs_perf_xirr_result xirr = {.rates = NULL};
    ck_assert_int_eq(fs_perf_xirr(amounts, times, k, &(struct fs_perf_xirr_options){NAN}, &xirr, NULL), 0);
    golden_near("xirr", xirr.value, golden_number(text, "xirr"), 1e-13, 0);
    golden_near("Microsoft", xirr.value, 0.3733625335, 1e-8, 0);
    free(days), free(amounts);
}
END_TEST

START_TEST(rates_that_are_several_are_told_and_the_nearest_to_a_guess_is_taken)
{
    double flows[] = {-100, 330, -362, 132}, rates[FS_PERF_IRR_ROOTS];
    struct fs_perf_irr_options options = {NAN};
    struct fs_perf_irr_result result = {.rates = rates};
    ck_assert_int_eq(fs_perf_irr(flows, 4, &options, &result, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_ptr_nonnull(strstr(problem.text, "have 3 rates: "));
    ck_assert_ptr_nonnull(strstr(problem.text, "0.1"));
    options.guess = 0.18;
    ck_assert_int_eq(fs_perf_irr(flows, 4, &options, &result, &problem), 0);
    ck_assert_int_eq(result.found, 3);
    golden_near("nearest", result.value, 0.2, 1e-12, 0);
    golden_equal(text, "irr.three", rates, 3, 1e-12, 0.1);
    double near[] = {-1, 2.201, -1.2111}; /* 10 % and 10.1 % */
    ck_assert_int_eq(fs_perf_irr(near, 3, &options, &result, &problem), 0);
    ck_assert_int_eq(result.found, 2);
    golden_near("upper", result.value, 0.101, 1e-11, 0);
    double twice[] = {-1, 2.2, -1.21}; /* touches 0 at 10 % */
    ck_assert_int_eq(fs_perf_irr(twice, 3, &options, &result, &problem), 0);
    golden_near("touching", result.value, 0.1, 1e-6, 0);
}
END_TEST

START_TEST(flows_without_a_rate_are_refused)
{
    struct fs_perf_irr_options options = {NAN};
    struct fs_perf_irr_result result = {.rates = NULL};
    double positive[] = {1, 2, 3}, none[] = {1, -2, 1.5}, zero[] = {0, 0};
    ck_assert_int_eq(fs_perf_irr(positive, 3, &options, &result, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_perf_irr(none, 3, &options, &result, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "no rate above -1 gives these cash flows a net present value of 0");
    ck_assert_int_eq(fs_perf_irr(zero, 2, &options, &result, &problem), FS_COMPUTE_DOMAIN);
    options.guess = -2;
    ck_assert_int_eq(fs_perf_irr(none, 3, &options, &result, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(dates_are_taken_in_any_order_and_joined)
{
    double flows[] = {60, -100, 10, 50}, apart[] = {-100, 60, 60};
    int64_t times[] = {730 * DAY, 0, 365 * DAY, 365 * DAY}, sorted[] = {0, 365 * DAY, 730 * DAY};
    struct fs_perf_xirr_options options = {NAN};
    struct fs_perf_xirr_result a = {.rates = NULL}, other = {.rates = NULL};
    ck_assert_int_eq(fs_perf_xirr(flows, times, 4, &options, &a, &problem), 0);
    ck_assert_int_eq(fs_perf_xirr(apart, sorted, 3, &options, &other, &problem), 0);
    golden_near("rate", a.value, other.value, 1e-14, 0);
    golden_near("quadratic", a.value, 1 / ((-60 + sqrt(3600 + 24000)) / 120) - 1, 1e-13, 0);
    times[0] = times[2] = times[3] = 1; /* a nanosecond: the rate of a year is beyond numbers */
    ck_assert_int_eq(fs_perf_xirr(flows, times, 4, &options, &a, &problem), FS_COMPUTE_DOMAIN);
    double tiny[] = {-1e-320, 1, 1};
    ck_assert_int_eq(fs_perf_xirr(tiny, sorted, 3, &options, &a, &problem), FS_COMPUTE_DOMAIN);
}
END_TEST

START_TEST(extreme_rates_are_found)
{
    double r[] = {-0.999999, -0.5, -1e-6, 1e-9, 3, 1e6};
    struct fs_perf_irr_result result = {.rates = NULL};
    for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
        double flows[] = {-1e9, 0, 0, 1e9 * pow(1 + r[i], 3)};
        ck_assert_int_eq(fs_perf_irr(flows, 4, &(struct fs_perf_irr_options){NAN}, &result, &problem), 0);
        golden_near("1 + rate", 1 + result.value, 1 + r[i], 1e-13, 0);
    }
}
END_TEST

static void drifts(const char *name, int32_t rebalance, double cash, double cost)
{
    size_t count;
    double *assets = golden_list(text, "portfolio.assets", &count), weights[] = {0.5, 0.3, 0.1};
    double returns[24], bop[72], eop[72], contribution[72], turnover[24], idle[24];
    struct fs_perf_portfolio_return_result result = {returns, bop, eop, contribution, idle, turnover, 0};
    struct fs_perf_portfolio_return_options options = {0, rebalance, cash, cost};
    ck_assert_int_eq(fs_perf_portfolio_return(assets, weights, NULL, 24, 3, &options, &result, &problem), 0);
    const char *part[] = {"", ".bop", ".eop", ".contribution", ".turnover"};
    const double *got[] = {returns, bop, eop, contribution, turnover};
    for (int i = 0; i < 5; i++) {
        char key[64];
        snprintf(key, sizeof key, "portfolio.%s%s", name, part[i]);
        golden_equal(text, key, got[i], i == 0 || i == 4 ? 24 : 72, 1e-12, 1e-3);
    }
    for (size_t t = 0; t < 24; t++)
        golden_near("contributions",
                    contribution[t] + contribution[t + 24] + contribution[t + 48] + idle[t] -
                        cost * turnover[t],
                    returns[t], 1e-14, 1e-2);
    golden_near("total", result.total, total(returns, 24, 0, 0), 1e-13, 0);
    free(assets);
}

START_TEST(portfolios_drift_and_are_rebalanced)
{
    drifts("drift", 0, 0, 0);
    drifts("six", 6, 0.002, 0.001);
}
END_TEST

START_TEST(rebalancing_by_bucket_is_rebalancing_at_its_first_period)
{
    double assets[48], labels[24], weights[] = {0.6, 0.4}, by_label[24], by_count[24];
    for (size_t i = 0; i < 24; i++) {
        assets[i] = p[i];
        assets[24 + i] = -b[i];
        labels[i] = (double)(i / 4);
    }
    struct fs_perf_portfolio_return_result result = {.returns = by_label};
    struct fs_perf_portfolio_return_options options = {0, 0, 0, 0.01};
    ck_assert_int_eq(fs_perf_portfolio_return(assets, weights, labels, 24, 2, &options, &result, NULL), 0);
    result.returns = by_count;
    options.rebalance = 4;
    ck_assert_int_eq(fs_perf_portfolio_return(assets, weights, NULL, 24, 2, &options, &result, NULL), 0);
    ck_assert_mem_eq(by_label, by_count, sizeof by_label);
    double ruin[] = {0.1, -0.6}, twice = 2;
    ck_assert_int_eq(fs_perf_portfolio_return(ruin, &twice, NULL, 2, 1, &options, &result, &problem),
                     FS_COMPUTE_DOMAIN);
}
END_TEST

START_TEST(composites_are_weighted_by_assets_and_disperse_over_full_members)
{
    size_t cells;
    double *r = golden_list(text, "composite.returns", &cells),
           *v = golden_list(text, "composite.values", &cells);
    double returns[24], members[24], deviation[24], labels[24], linked[24], dispersion[24], full[24],
        years[24];
    for (size_t i = 0; i < 24; i++)
        years[i] = i < 12 ? 2000 : 2001;
    struct fs_perf_composite_result result = {returns, members, deviation,  0,   0,
                                              labels,  linked,  dispersion, full};
    struct fs_perf_composite_options options = {12, 6, 0, 1};
    ck_assert_int_eq(fs_perf_composite(r, v, years, 24, 4, &options, &result, &problem), 0);
    golden_equal(text, "composite", returns, 24, 1e-12, 1e-3);
    golden_equal(text, "composite.deviation", deviation, 24, 1e-10, 0);
    golden_equal(text, "composite.dispersion.equal", dispersion, 2, 1e-11, 0);
    golden_equal(text, "composite.years", linked, 2, 1e-12, 0);
    ck_assert_int_eq(result.found, 2);
    ck_assert_double_eq(labels[1], 2001);
    ck_assert_double_eq(full[0], 3);
    ck_assert_double_eq(members[0], 3);
    ck_assert_double_eq(members[10], 4);
    golden_near("linked", (1 + linked[0]) * (1 + linked[1]) - 1, result.total, 1e-13, 0);
    options.dispersion = 1;
    ck_assert_int_eq(fs_perf_composite(r, v, years, 24, 4, &options, &result, &problem), 0);
    golden_equal(text, "composite.dispersion.asset", dispersion, 2, 1e-11, 0);
    v[30] = 0;
    ck_assert_int_eq(fs_perf_composite(r, v, NULL, 24, 4, &options, &result, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "values[7][2] is 0; a portfolio in the composite has a value above 0");
    for (size_t i = 0; i < 4; i++)
        r[3 + 24 * i] = NAN;
    ck_assert_int_eq(fs_perf_composite(r, v, NULL, 4, 1, &options, &result, &problem), FS_COMPUTE_MISSING);
    free(r), free(v);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("perf_returns");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, totals_and_annual_returns_are_those_of_the_references);
    tcase_add_test(tests, log_returns_give_what_simple_returns_give);
    tcase_add_test(tests, excess_returns_take_a_years_rate_to_the_period);
    tcase_add_test(tests, buckets_are_compounded_and_keep_the_total);
    tcase_add_test(tests, refuses_returns_that_cannot_compound);
    tcase_add_test(tests, modified_dietz_weighs_flows_by_their_days);
    tcase_add_test(tests, time_weighted_returns_do_not_see_flows);
    tcase_add_test(tests, irr_and_xirr_are_those_of_the_published_examples);
    tcase_add_test(tests, rates_that_are_several_are_told_and_the_nearest_to_a_guess_is_taken);
    tcase_add_test(tests, flows_without_a_rate_are_refused);
    tcase_add_test(tests, dates_are_taken_in_any_order_and_joined);
    tcase_add_test(tests, extreme_rates_are_found);
    tcase_add_test(tests, portfolios_drift_and_are_rebalanced);
    tcase_add_test(tests, rebalancing_by_bucket_is_rebalancing_at_its_first_period);
    tcase_add_test(tests, composites_are_weighted_by_assets_and_disperse_over_full_members);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
