#include "compute/perf/returns.h"

int fs_perf_to_prices(const double *returns, size_t n, const struct fs_perf_to_prices_options *options,
                      struct fs_perf_to_prices_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_growth(returns, n, 1, options->kind, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (!(options->base > 0.0 && isfinite(options->base)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "base is %g; expected a price above 0",
                              options->base);
    double price = options->base;
    for (size_t i = 0; i < n; i++) {
        price *= options->kind == FS_PERF_LOG ? exp(returns[i]) : 1.0 + returns[i];
        if (!isfinite(price))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "the price at %zu is too large for a number",
                                  i + 1);
        if (result->prices)
            result->prices[i] = price;
    }
    return FS_COMPUTE_OK;
}

int fs_perf_cumulative(const double *returns, size_t n, const struct fs_perf_cumulative_options *options,
                       struct fs_perf_cumulative_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_choice(options->compounding, 2, "compounding", problem);
    if (status == FS_COMPUTE_OK)
        status = options->compounding == FS_PERF_GEOMETRIC
                     ? fs_perf_require_growth(returns, n, 1, options->kind, "returns", problem)
                     : fs_perf_require(returns, n, 1, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        int plain = options->compounding == FS_PERF_ARITHMETIC || options->kind == FS_PERF_LOG;
        sum += plain ? returns[i] : log1p(returns[i]);
        double total = options->compounding == FS_PERF_ARITHMETIC ? sum : expm1(sum);
        if (result->cumulative)
            result->cumulative[i] = total;
        if (!isfinite(total))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "the total return at %zu is too large for a number", i + 1);
    }
    return FS_COMPUTE_OK;
}

/* The check of both totals below. */
static int require_total(const double *returns, size_t n, int32_t kind, int32_t compounding,
                         struct fs_problem *problem)
{
    int status = fs_perf_require_choice(compounding, 2, "compounding", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    return compounding == FS_PERF_GEOMETRIC ? fs_perf_require_growth(returns, n, 1, kind, "returns", problem)
                                            : fs_perf_require(returns, n, 1, "returns", problem);
}

int fs_perf_total_return(const double *returns, size_t n, const struct fs_perf_total_return_options *options,
                         struct fs_perf_total_return_result *result, struct fs_problem *problem)
{
    int status = require_total(returns, n, options->kind, options->compounding, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    return fs_perf_value(fs_perf_total(returns, n, options->kind, options->compounding), "the total return",
                         &result->value, problem);
}

int fs_perf_annual_return(const double *returns, size_t n,
                          const struct fs_perf_annual_return_options *options,
                          struct fs_perf_annual_return_result *result, struct fs_problem *problem)
{
    int status = require_total(returns, n, options->kind, options->compounding, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_periods(options->periods, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->years = (double)n / options->periods;
    return fs_perf_value(fs_perf_annual(returns, n, options->kind, options->compounding, options->periods),
                         "the return of a year", &result->value, problem);
}

int fs_perf_excess_returns(const double *returns, size_t n,
                           const struct fs_perf_excess_returns_options *options,
                           struct fs_perf_excess_returns_result *result, struct fs_problem *problem)
{
    double rate = 0.0;
    int status = fs_perf_rate(options->rf, options->periods, options->kind, &rate, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(options->compounding, 2, "compounding", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(returns, n, 1, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->rate = rate;
    double divisor =
        options->compounding == FS_PERF_GEOMETRIC && options->kind == FS_PERF_SIMPLE ? 1.0 + rate : 1.0;
    for (size_t i = 0; result->excess && i < n; i++)
        result->excess[i] = (returns[i] - rate) / divisor; /* (1 + r) / (1 + f) - 1 without cancellation */
    return FS_COMPUTE_OK;
}

int fs_perf_aggregate(const double *returns, const double *labels, size_t n,
                      const struct fs_perf_aggregate_options *options,
                      struct fs_perf_aggregate_result *result, struct fs_problem *problem)
{
    int status = require_total(returns, n, options->kind, options->compounding, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(labels, n, 1, "labels", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (n > INT32_MAX)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "there are more than 2^31 returns");
    /* Log returns compound by addition. */
    int32_t compounding = options->kind == FS_PERF_LOG ? FS_PERF_ARITHMETIC : options->compounding, found = 0;
    for (size_t from = 0, to; from < n; from = to, found++) {
        for (to = from + 1; to < n && labels[to] == labels[from];)
            to++;
        double total = fs_perf_total(returns + from, to - from, options->kind, compounding);
        if (!isfinite(total))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "the return of the bucket from %zu is too large for a number", from + 1);
        if (result->returns)
            result->returns[found] = total;
        if (result->labels)
            result->labels[found] = labels[from];
        if (result->counts)
            result->counts[found] = (double)(to - from);
    }
    result->found = found;
    return FS_COMPUTE_OK;
}
