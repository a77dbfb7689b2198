#include "compute/perf/rebalance.h"

#include "compute/perf/sample.h"
#include "compute/scratch.h"

#include <string.h>

static int check(const double *returns, const double *weights, const double *buckets, size_t n, size_t k,
                 const struct fs_perf_portfolio_return_options *options, struct fs_problem *problem)
{
    if (n == 0 || k == 0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "there are %zu returns of %zu assets; expected some",
                              n, k);
    int status = fs_perf_require_choice(options->kind, 2, "kind", problem);
    if (status == FS_COMPUTE_OK && n > SIZE_MAX / k)
        status = fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_growth(returns, n * k, 1, options->kind, "returns", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(weights, k, 1, "weights", problem);
    if (status == FS_COMPUTE_OK && buckets)
        status = fs_perf_require(buckets, n, 1, "buckets", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (options->rebalance < 0)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "rebalance is %d; expected 0 (never) or periods",
                              (int)options->rebalance);
    if (!isfinite(options->cash) || !(options->cash > -1.0))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "cash is %g; expected a rate above -1",
                              options->cash);
    if (!(options->cost >= 0.0 && isfinite(options->cost)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "cost is %g; expected a fraction from 0",
                              options->cost);
    return FS_COMPUTE_OK;
}

/* Sets the weights to their targets; the sum of all changes. */
static double rebalance(double *held, const double *weights, size_t k)
{
    double turnover = 0.0;
    for (size_t j = 0; j < k; j++) {
        turnover += fabs(weights[j] - held[j]);
        held[j] = weights[j];
    }
    return turnover;
}

int fs_perf_portfolio_return(const double *returns, const double *weights, const double *buckets, size_t n,
                             size_t k, const struct fs_perf_portfolio_return_options *options,
                             struct fs_perf_portfolio_return_result *result, struct fs_problem *problem)
{
    int status = check(returns, weights, buckets, n, k, options, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *held = fs_scratch_doubles(&scratch, k), *simple = fs_scratch_doubles(&scratch, k);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    }
    memcpy(held, weights, k * sizeof *held);
    size_t since = 0;
    double log_value = 0.0;
    for (size_t t = 0; t < n; t++, since++) {
        double turnover = 0.0, invested = 0.0, earned = 0.0;
        int due = options->rebalance > 0 && since == (size_t)options->rebalance;
        if (t > 0 && (due || (buckets && buckets[t] != buckets[t - 1]))) {
            turnover = rebalance(held, weights, k);
            since = 0;
        }
        for (size_t j = 0; j < k; j++) {
            double r = returns[t + j * n];
            simple[j] = options->kind == FS_PERF_LOG ? expm1(r) : r;
            invested += held[j];
            earned += held[j] * simple[j];
        }
        double cash = (1.0 - invested) * options->cash, total = earned + cash - options->cost * turnover;
        if (!(total > -1.0) || !isfinite(total)) {
            fs_scratch_free(&scratch);
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "the portfolio's return in period %zu is %.10g: nothing is left", t + 1,
                                  total);
        }
        for (size_t j = 0; j < k; j++) {
            if (result->bop)
                result->bop[t + j * n] = held[j];
            if (result->contribution)
                result->contribution[t + j * n] = held[j] * simple[j];
            held[j] *= (1.0 + simple[j]) / (1.0 + total);
            if (result->eop)
                result->eop[t + j * n] = held[j];
        }
        if (result->returns)
            result->returns[t] = total;
        if (result->cash_contribution)
            result->cash_contribution[t] = cash;
        if (result->turnover)
            result->turnover[t] = turnover;
        log_value += log1p(total);
    }
    result->total = expm1(log_value);
    fs_scratch_free(&scratch);
    return FS_COMPUTE_OK;
}
