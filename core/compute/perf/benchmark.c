#include "compute/perf/benchmark.h"

static int require_both(const double *returns, const double *benchmark, size_t n, size_t min, int32_t kind,
                        int32_t compounding, double periods, struct fs_problem *problem)
{
    int status = fs_perf_require_convention(returns, n, min, kind, compounding, periods, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    return fs_perf_require_convention(benchmark, n, min, kind, compounding, periods, "benchmark", problem);
}

/* cov / var over all observations; the benchmark must vary. */
static int slope(const double *returns, const double *benchmark, size_t n, double *beta,
                 struct fs_problem *problem)
{
    double deviation = fs_perf_moments(benchmark, n, 1).deviation;
    if (deviation == 0.0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "the benchmark does not vary: beta is not defined");
    return fs_perf_value(fs_perf_covariance(returns, benchmark, n, 1) / (deviation * deviation), "beta", beta,
                         problem);
}

/* The same over the observations with `sign` * (b - rate) > 0. */
static int slope_on_side(const double *returns, const double *benchmark, size_t n, double rate, double sign,
                         struct fs_perf_beta_result *result, struct fs_problem *problem)
{
    double count = 0.0, mean_r = 0.0, mean_b = 0.0, cov = 0.0, var = 0.0, scale = 0.0;
    for (size_t i = 0; i < n; i++) {
        double b = benchmark[i] - rate;
        if (!(sign * b > 0.0))
            continue;
        /* Welford's update: the sides need no memory of their own. */
        count += 1.0;
        double d = b - mean_b;
        mean_b += d / count;
        mean_r += (returns[i] - mean_r) / count;
        cov += d * (returns[i] - mean_r);
        var += d * (b - mean_b);
        scale = fmax(scale, fabs(benchmark[i]));
    }
    const char *side = sign > 0.0 ? "above" : "below";
    if (count < 2.0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT,
                              "the benchmark is %s the risk-free rate %g times; expected at least 2", side,
                              count);
    if (fs_perf_settle(sqrt(fmax(var, 0.0) / (count - 1.0)), scale) == 0.0)
        return fs_problem_set(
            problem, FS_COMPUTE_DOMAIN,
            "the benchmark does not vary where it is %s the risk-free rate: beta is not defined", side);
    result->used = count < INT32_MAX ? (int32_t)count : INT32_MAX;
    return fs_perf_value(cov / var, "beta", &result->value, problem);
}

int fs_perf_beta(const double *returns, const double *benchmark, size_t n,
                 const struct fs_perf_beta_options *options, struct fs_perf_beta_result *result,
                 struct fs_problem *problem)
{
    double rate = 0.0;
    int status =
        require_both(returns, benchmark, n, 2, options->kind, FS_PERF_ARITHMETIC, options->periods, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(options->side, 3, "side", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_rate(options->rf, options->periods, options->kind, &rate, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (options->side != 0)
        return slope_on_side(returns, benchmark, n, rate, options->side == 1 ? 1.0 : -1.0, result, problem);
    result->used = n < INT32_MAX ? (int32_t)n : INT32_MAX;
    return slope(returns, benchmark, n, &result->value, problem);
}

int fs_perf_alpha(const double *returns, const double *benchmark, size_t n,
                  const struct fs_perf_alpha_options *options, struct fs_perf_alpha_result *result,
                  struct fs_problem *problem)
{
    double rate = 0.0, periods = options->periods, beta = 0.0;
    int status = require_both(returns, benchmark, n, 2, options->kind, FS_PERF_GEOMETRIC, periods, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(options->annualisation, 4, "annualisation", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_rate(options->rf, periods, options->kind, &rate, problem);
    if (status == FS_COMPUTE_OK)
        status = slope(returns, benchmark, n, &beta, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double a = (fs_perf_mean(returns, n) - rate) - beta * (fs_perf_mean(benchmark, n) - rate);
    result->beta = beta;
    result->per_period = a;
    result->multiplied = a * periods;
    result->compounded = a < -1.0 ? NAN : expm1(log1p(a) * periods);
    result->jensen =
        fs_perf_annual(returns, n, options->kind, FS_PERF_GEOMETRIC, periods) - options->rf -
        beta * (fs_perf_annual(benchmark, n, options->kind, FS_PERF_GEOMETRIC, periods) - options->rf);
    const double choices[] = {result->jensen, result->multiplied, result->compounded, a};
    if (options->annualisation == FS_PERF_COMPOUND && a < -1.0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "alpha is %.10g a period; below -1 it does not compound", a);
    return fs_perf_value(choices[options->annualisation], "alpha", &result->value, problem);
}

int fs_perf_r_squared(const double *returns, const double *benchmark, size_t n,
                      struct fs_perf_r_squared_result *result, struct fs_problem *problem)
{
    int status = require_both(returns, benchmark, n, 2, FS_PERF_SIMPLE, FS_PERF_ARITHMETIC, 1.0, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double r = fs_perf_moments(returns, n, 1).deviation, b = fs_perf_moments(benchmark, n, 1).deviation;
    if (r == 0.0 || b == 0.0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "%s does not vary: a correlation is not defined",
                              r == 0.0 ? "the series of returns" : "the benchmark");
    double correlation = fs_perf_covariance(returns, benchmark, n, 1) / r / b;
    result->correlation = fmin(fmax(correlation, -1.0), 1.0);
    result->value = result->correlation * result->correlation;
    return FS_COMPUTE_OK;
}

int fs_perf_treynor(const double *returns, const double *benchmark, size_t n,
                    const struct fs_perf_treynor_options *options, struct fs_perf_treynor_result *result,
                    struct fs_problem *problem)
{
    double rate = 0.0;
    int status = require_both(returns, benchmark, n, 2, options->kind, options->compounding, options->periods,
                              problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_rate(options->rf, options->periods, options->kind, &rate, problem);
    if (status == FS_COMPUTE_OK)
        status = slope(returns, benchmark, n, &result->beta, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double excess =
        fs_perf_annual_excess(returns, n, options->kind, options->compounding, options->periods, rate);
    if (isnan(excess))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "a return less the rate of a period (%.10g) is below -1: it does not compound",
                              rate);
    double risk = fs_perf_settle(fabs(result->beta), 0.0) == 0.0 ? 0.0 : result->beta;
    if (options->modified)
        risk *= fs_perf_moments(benchmark, n, 1).deviation * sqrt(options->periods);
    return fs_perf_ratio(excess, risk, "the Treynor ratio", "beta", &result->value, problem);
}

int fs_perf_m2(const double *returns, const double *benchmark, size_t n,
               const struct fs_perf_m2_options *options, struct fs_perf_m2_result *result,
               struct fs_problem *problem)
{
    double rate = 0.0, leverage = 0.0, rf = options->rf;
    int status = require_both(returns, benchmark, n, 2, options->kind, options->compounding, options->periods,
                              problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_rate(rf, options->periods, options->kind, &rate, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_ratio(fs_perf_moments(benchmark, n, 1).deviation,
                               fs_perf_moments(returns, n, 1).deviation, "M squared",
                               "the deviation of returns", &leverage, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double value =
        (fs_perf_annual(returns, n, options->kind, options->compounding, options->periods) - rf) * leverage +
        rf;
    result->excess =
        value - fs_perf_annual(benchmark, n, options->kind, options->compounding, options->periods);
    return fs_perf_value(value, "M squared", &result->value, problem);
}

int fs_perf_active_premium(const double *returns, const double *benchmark, size_t n,
                           const struct fs_perf_active_premium_options *options,
                           struct fs_perf_active_premium_result *result, struct fs_problem *problem)
{
    int32_t kind = options->kind, compounding = options->compounding;
    int status = require_both(returns, benchmark, n, 1, kind, compounding, options->periods, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    return fs_perf_value(fs_perf_annual(returns, n, kind, compounding, options->periods) -
                             fs_perf_annual(benchmark, n, kind, compounding, options->periods),
                         "the active premium", &result->value, problem);
}

int fs_perf_information_ratio(const double *returns, const double *benchmark, size_t n,
                              const struct fs_perf_information_ratio_options *options,
                              struct fs_perf_information_ratio_result *result, struct fs_problem *problem)
{
    int32_t kind = options->kind, compounding = options->compounding;
    int status = fs_perf_require_ddof(options->ddof, problem);
    if (status == FS_COMPUTE_OK)
        status = require_both(returns, benchmark, n, 1 + (size_t)options->ddof, kind, compounding,
                              options->periods, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_perf_moments active = fs_perf_moments_of_difference(returns, benchmark, n, options->ddof);
    result->tracking_error = active.deviation * sqrt(options->periods);
    result->active_premium = compounding == FS_PERF_ARITHMETIC
                                 ? active.mean * options->periods
                                 : fs_perf_annual(returns, n, kind, compounding, options->periods) -
                                       fs_perf_annual(benchmark, n, kind, compounding, options->periods);
    return fs_perf_ratio(result->active_premium, result->tracking_error, "the information ratio",
                         "the tracking error", &result->value, problem);
}

int fs_perf_appraisal(const double *returns, const double *benchmark, size_t n,
                      const struct fs_perf_appraisal_options *options,
                      struct fs_perf_appraisal_result *result, struct fs_problem *problem)
{
    struct fs_perf_alpha_options alpha_options = {options->kind, options->periods, options->rf,
                                                  FS_PERF_JENSEN};
    struct fs_perf_alpha_result alpha = {0};
    int status = fs_perf_require_ddof(options->ddof, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_alpha(returns, benchmark, n, &alpha_options, &alpha, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double mean_r = fs_perf_mean(returns, n), mean_b = fs_perf_mean(benchmark, n), squares = 0.0, scale = 0.0;
    for (size_t i = 0; i < n; i++) {
        double residual = (returns[i] - mean_r) - alpha.beta * (benchmark[i] - mean_b);
        squares += residual * residual;
        scale = fmax(scale, fabs(returns[i]) + fabs(alpha.beta * benchmark[i]));
    }
    result->alpha = alpha.jensen;
    result->specific_risk =
        fs_perf_settle(sqrt(squares / (double)(n - (size_t)options->ddof)), scale) * sqrt(options->periods);
    return fs_perf_ratio(result->alpha, result->specific_risk, "the appraisal ratio", "the specific risk",
                         &result->value, problem);
}
