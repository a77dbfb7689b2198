#include "compute/perf/significance.h"

#include "compute/perf/ratio.h"
#include "compute/stats/distributions.h"

#define EULER 0.57721566490153286061
#define E     2.71828182845904523536

double fs_perf_sharpe_probability(double sharpe, double target, double n, double skewness, double kurtosis)
{
    double variance = 1.0 - skewness * sharpe + (kurtosis - 1.0) / 4.0 * sharpe * sharpe;
    if (!(variance > 0.0))
        return NAN;
    return fs_norm_cdf((sharpe - target) * sqrt(n - 1.0) / sqrt(variance));
}

double fs_perf_expected_max_sharpe(double variance, double trials)
{
    if (trials <= 1.0)
        return 0.0;
    /* The upper tail's quantile keeps its digits when there are many trials. */
    double at = -fs_norm_quantile(1.0 / trials), beyond = -fs_norm_quantile(1.0 / (trials * E));
    return sqrt(variance) * ((1.0 - EULER) * at + EULER * beyond);
}

struct shape {
    double skewness;
    double kurtosis; /* raw */
};

/* Of at least 4 values that vary. */
static struct shape shape_of(const double *x, size_t n, double mean, int32_t shape)
{
    double m2 = 0.0, m3 = 0.0, m4 = 0.0, count = (double)n;
    for (size_t i = 0; i < n; i++) {
        double d = x[i] - mean, square = d * d;
        m2 += square;
        m3 += square * d;
        m4 += square * square;
    }
    m2 /= count;
    double skewness = m3 / count / (m2 * sqrt(m2)), excess = m4 / count / (m2 * m2) - 3.0;
    if (shape == FS_PERF_UNBIASED) {
        skewness *= sqrt(count * (count - 1.0)) / (count - 2.0);
        excess = (count - 1.0) / ((count - 2.0) * (count - 3.0)) * ((count + 1.0) * excess + 6.0);
    }
    return (struct shape){skewness, excess + 3.0};
}

struct record {
    int32_t kind;
    double periods;
    double rf;
    int32_t shape;
};

/* The Sharpe ratio of a period and the sample's shape. */
static int measure(const double *returns, size_t n, const struct record *record, double *sharpe,
                   struct shape *shape, struct fs_problem *problem)
{
    double rate = 0.0;
    int status = fs_perf_require_choice(record->shape, 2, "shape", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_rate(record->rf, record->periods, record->kind, &rate, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(returns, n, 4, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_perf_moments moments = fs_perf_moments(returns, n, 1);
    status = fs_perf_ratio(moments.mean - rate, moments.deviation, "the Sharpe ratio", "the volatility",
                           sharpe, problem);
    if (status == FS_COMPUTE_OK)
        *shape = shape_of(returns, n, moments.mean, record->shape);
    return status;
}

static int probability(double sharpe, double target, size_t n, struct shape shape, double *value,
                       struct fs_problem *problem)
{
    *value = fs_perf_sharpe_probability(sharpe, target, (double)n, shape.skewness, shape.kurtosis);
    if (isnan(*value))
        return fs_problem_set(
            problem, FS_COMPUTE_DOMAIN,
            "the variance of a Sharpe ratio of %.6g with skewness %.6g and kurtosis %.6g is not above "
            "0: its distribution is not approximated",
            sharpe, shape.skewness, shape.kurtosis);
    return FS_COMPUTE_OK;
}

int fs_perf_probabilistic_sharpe(const double *returns, size_t n,
                                 const struct fs_perf_probabilistic_sharpe_options *options,
                                 struct fs_perf_probabilistic_sharpe_result *result,
                                 struct fs_problem *problem)
{
    struct record record = {options->kind, options->periods, options->rf, options->shape};
    struct shape shape = {0};
    if (!isfinite(options->target))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "target is %g; expected a Sharpe ratio per period", options->target);
    int status = measure(returns, n, &record, &result->sharpe, &shape, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->skewness = shape.skewness;
    result->kurtosis = shape.kurtosis;
    return probability(result->sharpe, options->target, n, shape, &result->value, problem);
}

int fs_perf_deflated_sharpe(const double *returns, size_t n,
                            const struct fs_perf_deflated_sharpe_options *options,
                            struct fs_perf_deflated_sharpe_result *result, struct fs_problem *problem)
{
    struct record record = {options->kind, options->periods, options->rf, options->shape};
    struct shape shape = {0};
    if (!(options->trials >= 1.0 && isfinite(options->trials)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "trials is %g; expected a number from 1",
                              options->trials);
    if (!(options->variance >= 0.0 && isfinite(options->variance)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "variance is %g; expected the variance of the trials' Sharpe ratios, from 0",
                              options->variance);
    int status = measure(returns, n, &record, &result->sharpe, &shape, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->skewness = shape.skewness;
    result->kurtosis = shape.kurtosis;
    result->target = fs_perf_expected_max_sharpe(options->variance, options->trials);
    return probability(result->sharpe, result->target, n, shape, &result->value, problem);
}

int fs_perf_adjusted_sharpe(const double *returns, size_t n,
                            const struct fs_perf_adjusted_sharpe_options *options,
                            struct fs_perf_adjusted_sharpe_result *result, struct fs_problem *problem)
{
    struct fs_perf_sharpe_options sharpe_options = {options->kind, options->periods, options->rf,
                                                    options->ddof, options->compounding};
    struct fs_perf_sharpe_result sharpe = {0};
    int status = fs_perf_require_choice(options->shape, 2, "shape", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(returns, n, 4, "returns", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_sharpe(returns, n, &sharpe_options, &sharpe, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct shape shape = shape_of(returns, n, fs_perf_mean(returns, n), options->shape);
    double sr = sharpe.value;
    result->sharpe = sr;
    result->skewness = shape.skewness;
    result->kurtosis = shape.kurtosis;
    return fs_perf_value(sr * (1.0 + shape.skewness / 6.0 * sr - (shape.kurtosis - 3.0) / 24.0 * sr * sr),
                         "the adjusted Sharpe ratio", &result->value, problem);
}
