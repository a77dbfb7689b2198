#include "compute/perf/ratio.h"

#include "compute/perf/dispersion.h"
#include "compute/perf/drawdown.h"

int fs_perf_sharpe(const double *returns, size_t n, const struct fs_perf_sharpe_options *options,
                   struct fs_perf_sharpe_result *result, struct fs_problem *problem)
{
    double rate = 0.0;
    int status = fs_perf_require_ddof(options->ddof, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_convention(returns, n, 1 + (size_t)options->ddof, options->kind,
                                            options->compounding, options->periods, "returns", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_rate(options->rf, options->periods, options->kind, &rate, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->excess =
        fs_perf_annual_excess(returns, n, options->kind, options->compounding, options->periods, rate);
    if (isnan(result->excess))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "a return less the rate of a period (%.10g) is below -1: it does not compound",
                              rate);
    result->volatility = fs_perf_moments(returns, n, options->ddof).deviation * sqrt(options->periods);
    return fs_perf_ratio(result->excess, result->volatility, "the Sharpe ratio", "the volatility",
                         &result->value, problem);
}

/* The check of figures with a threshold. */
static int require_threshold(const double *returns, size_t n, double mar, struct fs_problem *problem)
{
    if (!isfinite(mar))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "mar is %g; expected a return of one period",
                              mar);
    return fs_perf_require(returns, n, 1, "returns", problem);
}

int fs_perf_sortino(const double *returns, size_t n, const struct fs_perf_sortino_options *options,
                    struct fs_perf_sortino_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_periods(options->periods, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(options->divisor, 2, "divisor", problem);
    if (status == FS_COMPUTE_OK)
        status = require_threshold(returns, n, options->mar, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->downside = fs_perf_downside(returns, n, options->mar, options->divisor);
    return fs_perf_ratio((fs_perf_mean(returns, n) - options->mar) * sqrt(options->periods), result->downside,
                         "the Sortino ratio", "the deviation of returns below mar", &result->value, problem);
}

int fs_perf_omega(const double *returns, size_t n, const struct fs_perf_omega_options *options,
                  struct fs_perf_omega_result *result, struct fs_problem *problem)
{
    int status = require_threshold(returns, n, options->mar, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double above = 0.0, below = 0.0, scale = fabs(options->mar);
    for (size_t i = 0; i < n; i++) {
        double d = returns[i] - options->mar;
        scale = fmax(scale, fabs(returns[i]));
        above += d > 0.0 ? d : 0.0;
        below -= d < 0.0 ? d : 0.0;
    }
    below = fs_perf_settle(below / (double)n, scale) * (double)n;
    return fs_perf_ratio(above, below, "omega", "the sum of returns below mar", &result->value, problem);
}

/* What figures of drawdowns ask; *annual is the return of a year less rf. */
static int annual_over_rf(const double *returns, size_t n, int32_t kind, double periods, int32_t compounding,
                          double rf, double *annual, struct fs_problem *problem)
{
    int status = fs_perf_require_convention(returns, n, 1, kind, compounding, periods, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (!(rf > -1.0 && isfinite(rf)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "rf is %g; expected the rate of a year as a fraction, above -1", rf);
    *annual = fs_perf_annual(returns, n, kind, compounding, periods) - rf;
    return FS_COMPUTE_OK;
}

struct depths {
    double deepest;
    double average; /* of drawdowns */
    double squares; /* sum over drawdowns */
};

static struct depths measure(const double *returns, size_t n, int32_t kind, int32_t compounding)
{
    struct fs_perf_walk walk = FS_PERF_WALK(kind, compounding);
    struct fs_perf_episode episode;
    struct depths depths = {0};
    double sum = 0.0, found = 0.0;
    for (size_t at = 0; fs_perf_episode_next(&walk, returns, n, &at, &episode); found += 1.0) {
        depths.deepest = fmax(depths.deepest, episode.depth);
        depths.squares += episode.depth * episode.depth;
        sum += episode.depth;
    }
    depths.average = found > 0.0 ? sum / found : 0.0;
    return depths;
}

int fs_perf_calmar(const double *returns, size_t n, const struct fs_perf_calmar_options *options,
                   struct fs_perf_calmar_result *result, struct fs_problem *problem)
{
    double annual = 0.0;
    int status = annual_over_rf(returns, n, options->kind, options->periods, options->compounding, 0.0,
                                &annual, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    return fs_perf_ratio(annual, measure(returns, n, options->kind, options->compounding).deepest,
                         "the Calmar ratio", "the deepest drawdown", &result->value, problem);
}

int fs_perf_sterling(const double *returns, size_t n, const struct fs_perf_sterling_options *options,
                     struct fs_perf_sterling_result *result, struct fs_problem *problem)
{
    double annual = 0.0;
    int status = annual_over_rf(returns, n, options->kind, options->periods, options->compounding, 0.0,
                                &annual, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(options->drawdown, 2, "drawdown", problem);
    if (status == FS_COMPUTE_OK && !(options->excess >= 0.0 && isfinite(options->excess)))
        status = fs_problem_set(problem, FS_COMPUTE_PARAMETER, "excess is %g; expected a fraction from 0",
                                options->excess);
    if (status != FS_COMPUTE_OK)
        return status;
    struct depths depths = measure(returns, n, options->kind, options->compounding);
    return fs_perf_ratio(annual, (options->drawdown == 1 ? depths.deepest : depths.average) + options->excess,
                         "the Sterling ratio", "the drawdown with its excess", &result->value, problem);
}

int fs_perf_burke(const double *returns, size_t n, const struct fs_perf_burke_options *options,
                  struct fs_perf_burke_result *result, struct fs_problem *problem)
{
    double annual = 0.0;
    int status = annual_over_rf(returns, n, options->kind, options->periods, options->compounding,
                                options->rf, &annual, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double root = sqrt(measure(returns, n, options->kind, options->compounding).squares);
    return fs_perf_ratio(options->modified ? annual * sqrt((double)n) : annual, root, "the Burke ratio",
                         "the sum of squared drawdowns", &result->value, problem);
}

int fs_perf_martin(const double *returns, size_t n, const struct fs_perf_martin_options *options,
                   struct fs_perf_martin_result *result, struct fs_problem *problem)
{
    double annual = 0.0;
    int status = annual_over_rf(returns, n, options->kind, options->periods, options->compounding,
                                options->rf, &annual, problem);
    struct fs_perf_ulcer_index_options ulcer_options = {options->kind, options->ddof, options->compounding};
    struct fs_perf_ulcer_index_result ulcer = {0};
    if (status == FS_COMPUTE_OK)
        status = fs_perf_ulcer_index(returns, n, &ulcer_options, &ulcer, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    return fs_perf_ratio(annual, ulcer.value, "the Martin ratio", "the ulcer index", &result->value, problem);
}

int fs_perf_pain_ratio(const double *returns, size_t n, const struct fs_perf_pain_ratio_options *options,
                       struct fs_perf_pain_ratio_result *result, struct fs_problem *problem)
{
    double annual = 0.0;
    int status = annual_over_rf(returns, n, options->kind, options->periods, options->compounding,
                                options->rf, &annual, problem);
    struct fs_perf_pain_index_options pain_options = {options->kind, options->compounding};
    struct fs_perf_pain_index_result pain = {0};
    if (status == FS_COMPUTE_OK)
        status = fs_perf_pain_index(returns, n, &pain_options, &pain, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    return fs_perf_ratio(annual, pain.value, "the pain ratio", "the pain index", &result->value, problem);
}
