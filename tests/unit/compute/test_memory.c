/* Calculations when there is no memory: each allocation failed in turn, once and from then on. */
#include "../failing.h"

#include "compute/attribution/brinson.h"
#include "compute/defaults.h"
#include "compute/portfolio/hrp.h"
#include "compute/portfolio/mean_variance.h"
#include "compute/portfolio/risk_parity.h"
#include "compute/risk/var.h"
#include "compute/stats/bootstrap.h"
#include "compute/stats/covariance.h"
#include "compute/stats/moments.h"
#include "compute/stats/random.h"
#include "compute/ts/arima.h"
#include "compute/ts/ets.h"
#include "compute/ts/garch.h"
#include "compute/ts/johansen.h"
#include "compute/ts/ols.h"
#include "compute/ts/unit_root.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { N = 120, K = 4 };
static double x[N * K], weights[N * K], covariance[K * K], out[N * K], more[N * K];

static void make_data(void)
{
    struct fs_random random;
    fs_random_init(&random, 3, 0);
    for (int i = 0; i < N * K; i++) {
        x[i] = 0.01 * fs_random_normal(&random) + 0.0005;
        weights[i] = 1.0 / K;
    }
    struct fs_stats_covariance_options o = FS_STATS_COVARIANCE_DEFAULTS;
    struct fs_stats_covariance_result r = {covariance};
    ck_assert_int_eq(fs_stats_covariance(x, N, K, &o, &r, NULL), FS_COMPUTE_OK);
}

static int32_t method;
static unsigned char last[1024]; /* the latest result */

#define CALL(name, c, NAME, arguments, ...)                                                                  \
    static int name(struct fs_problem *problem)                                                              \
    {                                                                                                        \
        struct fs_##c##_options options = FS_##NAME##_DEFAULTS;                                              \
        struct fs_##c##_result result;                                                                       \
        memset(&result, 0, sizeof result);                                                                   \
        __VA_ARGS__;                                                                                         \
        int status = fs_##c arguments;                                                                       \
        _Static_assert(sizeof result <= sizeof last, "");                                                    \
        memcpy(last, &result, sizeof result);                                                                \
        return status;                                                                                       \
    }

CALL(quantile, stats_quantile, STATS_QUANTILE, (x, N, &options, &result, problem), )
CALL(huber, stats_huber, STATS_HUBER, (x, N, &options, &result, problem), )
CALL(covariances, stats_covariance, STATS_COVARIANCE, (x, N, K, &options, &result, problem),
     result.covariance = out)
CALL(correlation, stats_correlation, STATS_CORRELATION, (x, N, K, &options, &result, problem),
     result.correlation = out;
     options.method = method % 3)
CALL(shrunk, stats_shrunk_covariance, STATS_SHRUNK_COVARIANCE, (x, N, K, &options, &result, problem),
     result.covariance = out;
     options.method = method % 3)
CALL(bootstrap, stats_bootstrap, STATS_BOOTSTRAP, (x, N, &options, &result, problem), options.samples = 20)
CALL(value_at_risk, risk_var, RISK_VAR, (x, N, &options, &result, problem), options.method = method;
     options.paths = 200)
CALL(shortfall, risk_es, RISK_ES, (x, N, &options, &result, problem), options.method = method;
     options.paths = 200)
CALL(brinson, attribution_brinson, ATTRIBUTION_BRINSON,
     (weights, x, weights, x, N, K, &options, &result, problem), options.linking = method % 5)
CALL(ols, ols, OLS, (x, x + N, NULL, N, K - 1, &options, &result, problem), )
CALL(adf, adf, ADF, (x, N, &options, &result, problem), )
CALL(johansen, johansen, JOHANSEN, (x, N, 2, &options, &result, problem), )
CALL(garch, garch, GARCH, (x, N, &options, &result, problem), )
CALL(arima, arima, ARIMA, (x, N, &options, &result, problem), )
CALL(ets, ets, ETS, (x, N, &options, &result, problem), )
CALL(min_variance, portfolio_min_variance, PORTFOLIO_MIN_VARIANCE,
     (covariance, K, &options, &result, problem), result.weights = out)
CALL(risk_parity, portfolio_risk_parity, PORTFOLIO_RISK_PARITY, (covariance, K, &options, &result, problem),
     result.weights = out)
CALL(hrp, portfolio_hrp, PORTFOLIO_HRP, (covariance, K, &options, &result, problem), result.weights = out;
     result.order = more)

/* Fails allocation 1, 2, ... until the call needs no more; only "out of memory" or the same result may come of it, and nothing
 * may leak. */
static void each_failing(const char *name, int (*call)(struct fs_problem *))
{
    struct fs_problem problem = {0};
    int expected = call(&problem); /* BLAS makes its buffers at the first call */
    unsigned char before[sizeof last];
    double values[K * K];
    memcpy(before, last, sizeof last);
    memcpy(values, out, sizeof values);
    ck_assert_msg(expected == FS_COMPUTE_OK || expected == FS_COMPUTE_CONVERGENCE, "%s: %s", name,
                  problem.text);
    for (int all = 0; all < 2; all++)
        for (long nth = 1;; nth++) {
            ck_assert_int_lt(nth, 5000);
            long live = failing_live();
            problem.status = 0;
            failing_arm(FAILING_MEMORY, nth, all);
            int status = call(&problem);
            int failed = failing_disarm();
            ck_assert_msg(failing_live() == live, "%s leaks when allocation %ld fails", name, nth);
            if (!failed)
                break;
            if (status ==
                expected) { /* the C library did without, as its qsort() can: the result is the same */
                ck_assert_msg(!memcmp(before, last, sizeof last) && !memcmp(values, out, sizeof values),
                              "%s gives another result when allocation %ld fails", name, nth);
                continue;
            }
            ck_assert_msg(status == FS_COMPUTE_MEMORY, "%s gives %d (%s) when allocation %ld fails", name,
                          status, problem.text, nth);
            ck_assert_int_eq(problem.status, FS_COMPUTE_MEMORY);
            ck_assert_ptr_nonnull(strstr(problem.text, "memory"));
        }
    ck_assert_int_eq(call(&problem), expected);
}

START_TEST(calculations_tell_a_lack_of_memory)
{
    make_data();
    for (method = 0; method < 7; method++) {
        each_failing("risk.var", value_at_risk);
        each_failing("risk.es", shortfall);
        each_failing("attribution.brinson", brinson);
        each_failing("stats.correlation", correlation);
        each_failing("stats.shrunk_covariance", shrunk);
    }
    each_failing("stats.quantile", quantile);
    each_failing("stats.huber", huber);
    each_failing("stats.covariance", covariances);
    each_failing("stats.bootstrap", bootstrap);
    each_failing("ts.ols", ols);
    each_failing("ts.adf", adf);
    each_failing("ts.johansen", johansen);
    each_failing("ts.garch", garch);
    each_failing("ts.arima", arima);
    each_failing("ts.ets", ets);
    each_failing("portfolio.min_variance", min_variance);
    each_failing("portfolio.risk_parity", risk_parity);
    each_failing("portfolio.hrp", hrp);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *tcase = tcase_create("memory");
    tcase_add_test(tcase, calculations_tell_a_lack_of_memory);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
