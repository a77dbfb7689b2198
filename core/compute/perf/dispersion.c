#include "compute/perf/dispersion.h"

int fs_perf_volatility(const double *returns, size_t n, const struct fs_perf_volatility_options *options,
                       struct fs_perf_volatility_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_periods(options->periods, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_ddof(options->ddof, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(returns, n, 1 + (size_t)options->ddof, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->per_period = fs_perf_moments(returns, n, options->ddof).deviation;
    return fs_perf_value(result->per_period * sqrt(options->periods), "the volatility", &result->value,
                         problem);
}

double fs_perf_downside(const double *r, size_t n, double threshold, int32_t divisor)
{
    double sum = 0.0, scale = fabs(threshold);
    size_t below = 0;
    for (size_t i = 0; i < n; i++) {
        double d = r[i] < threshold ? r[i] - threshold : 0.0;
        scale = fabs(r[i]) > scale ? fabs(r[i]) : scale;
        below += r[i] < threshold;
        sum += d * d;
    }
    size_t count = divisor == FS_PERF_SUBSET ? below : n;
    return count == 0 ? 0.0 : fs_perf_settle(sqrt(sum / (double)count), scale);
}

/* The check of both deviations below. */
static int require_downside(const double *returns, size_t n, double mar, double periods, int32_t divisor,
                            struct fs_problem *problem)
{
    int status = fs_perf_require_periods(periods, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(divisor, 2, "divisor", problem);
    if (status == FS_COMPUTE_OK && !isfinite(mar))
        status =
            fs_problem_set(problem, FS_COMPUTE_PARAMETER, "mar is %g; expected a return of one period", mar);
    return status == FS_COMPUTE_OK ? fs_perf_require(returns, n, 1, "returns", problem) : status;
}

int fs_perf_semideviation(const double *returns, size_t n,
                          const struct fs_perf_semideviation_options *options,
                          struct fs_perf_semideviation_result *result, struct fs_problem *problem)
{
    int status = require_downside(returns, n, 0.0, options->periods, options->divisor, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->per_period = fs_perf_downside(returns, n, fs_perf_mean(returns, n), options->divisor);
    return fs_perf_value(result->per_period * sqrt(options->periods), "the semideviation", &result->value,
                         problem);
}

int fs_perf_downside_deviation(const double *returns, size_t n,
                               const struct fs_perf_downside_deviation_options *options,
                               struct fs_perf_downside_deviation_result *result, struct fs_problem *problem)
{
    int status = require_downside(returns, n, options->mar, options->periods, options->divisor, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->per_period = fs_perf_downside(returns, n, options->mar, options->divisor);
    return fs_perf_value(result->per_period * sqrt(options->periods), "the downside deviation",
                         &result->value, problem);
}

int fs_perf_lpm(const double *returns, size_t n, const struct fs_perf_lpm_options *options,
                struct fs_perf_lpm_result *result, struct fs_problem *problem)
{
    int status = require_downside(returns, n, options->mar, 1.0, options->divisor, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (!(options->order >= 0.0 && isfinite(options->order)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "order is %g; expected a number from 0",
                              options->order);
    double sum = 0.0;
    size_t below = 0;
    for (size_t i = 0; i < n; i++) {
        if (returns[i] < options->mar) {
            sum += pow(options->mar - returns[i], options->order);
            below++;
        }
    }
    size_t count = options->divisor == FS_PERF_SUBSET ? below : n;
    return fs_perf_value(count == 0 ? 0.0 : sum / (double)count, "the moment", &result->value, problem);
}

int fs_perf_tracking_error(const double *returns, const double *benchmark, size_t n,
                           const struct fs_perf_tracking_error_options *options,
                           struct fs_perf_tracking_error_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_periods(options->periods, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_ddof(options->ddof, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(returns, n, 1 + (size_t)options->ddof, "returns", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(benchmark, n, 1 + (size_t)options->ddof, "benchmark", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->per_period = fs_perf_moments_of_difference(returns, benchmark, n, options->ddof).deviation;
    return fs_perf_value(result->per_period * sqrt(options->periods), "the tracking error", &result->value,
                         problem);
}
