#include "compute/risk/var.h"

#include "compute/perf/sample.h"
#include "compute/scratch.h"
#include "compute/stats/random.h"
#include "compute/ts/garch.h"

#include <string.h>

/* What a method gives for one period. */
struct outcome {
    struct fs_risk_figures figures;
    double deviation;
    int32_t monotone;
};

typedef int method(const double *r, size_t n, const struct fs_risk_es_options *options, struct outcome *out,
                   struct fs_scratch *scratch, struct fs_problem *problem);

static int no_memory(struct fs_problem *problem)
{
    return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
}

static int historical(const double *r, size_t n, const struct fs_risk_es_options *options,
                      struct outcome *out, struct fs_scratch *scratch, struct fs_problem *problem)
{
    double *copy = fs_scratch_doubles(scratch, n);
    if (scratch->failed)
        return no_memory(problem);
    memcpy(copy, r, n * sizeof *copy);
    out->figures = fs_risk_historical(copy, n, fs_risk_probability(options->level), options->quantile_type,
                                      options->tail);
    return FS_COMPUTE_OK;
}

static int gaussian(const double *r, size_t n, const struct fs_risk_es_options *options, struct outcome *out,
                    struct fs_scratch *scratch, struct fs_problem *problem)
{
    (void)scratch, (void)problem;
    struct fs_perf_moments moments = fs_perf_moments(r, n, options->ddof);
    out->deviation = moments.deviation;
    out->figures = fs_risk_gaussian(moments.mean, moments.deviation, fs_risk_probability(options->level));
    return FS_COMPUTE_OK;
}

static int cornish_fisher(const double *r, size_t n, const struct fs_risk_es_options *options,
                          struct outcome *out, struct fs_scratch *scratch, struct fs_problem *problem)
{
    (void)scratch;
    out->deviation = fs_perf_moments(r, n, options->ddof).deviation;
    if (out->deviation == 0.0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "returns do not vary: their skewness and kurtosis are not defined");
    struct fs_risk_moments moments = fs_risk_moments(r, n);
    struct fs_risk_cornish_fisher f =
        fs_risk_cornish_fisher(moments.skewness, moments.excess, fs_risk_probability(options->level));
    out->figures.var = -(moments.mean + out->deviation * f.quantile);
    out->figures.es = -(moments.mean + out->deviation * f.shortfall);
    out->monotone = f.monotone;
    return FS_COMPUTE_OK;
}

static int ewma(const double *r, size_t n, const struct fs_risk_es_options *options, struct outcome *out,
                struct fs_scratch *scratch, struct fs_problem *problem)
{
    (void)scratch;
    double lambda = options->lambda, variance = 0.0;
    if (!(lambda > 0.0 && lambda < 1.0))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "lambda is %g; expected a number between 0 and 1", lambda);
    for (size_t i = 0; i < n; i++)
        variance += r[i] * r[i];
    variance /= (double)n;
    if (variance == 0.0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "all returns are 0: they have no volatility");
    for (size_t i = 0; i < n; i++)
        variance = lambda * variance + (1.0 - lambda) * r[i] * r[i];
    out->deviation = sqrt(variance);
    out->figures = fs_risk_gaussian(0.0, out->deviation, fs_risk_probability(options->level));
    return FS_COMPUTE_OK;
}

static int garch(const double *r, size_t n, const struct fs_risk_es_options *options, struct outcome *out,
                 struct fs_scratch *scratch, struct fs_problem *problem)
{
    double alpha, beta, forecast, *residuals = fs_scratch_doubles(scratch, n);
    if (scratch->failed)
        return no_memory(problem);
    struct fs_garch_options fit_options = {.p = 1,
                                           .q = 1,
                                           .mean = FS_GARCH_CONSTANT,
                                           .distribution = FS_GARCH_NORMAL,
                                           .start = FS_GARCH_BACKCAST,
                                           .covariance = FS_GARCH_ROBUST,
                                           .horizon = 1};
    struct fs_garch_result fit = {
        .alpha = &alpha, .beta = &beta, .residuals = residuals, .forecast = &forecast};
    int status = fs_garch(r, n, &fit_options, &fit, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double p = fs_risk_probability(options->level);
    out->deviation = sqrt(forecast);
    out->figures = fs_risk_gaussian(fit.mu, out->deviation, p);
    if (options->method == FS_RISK_FILTERED_HISTORICAL) {
        struct fs_risk_figures z = fs_risk_historical(residuals, n, p, options->quantile_type, options->tail);
        out->figures.var = out->deviation * z.var - fit.mu;
        out->figures.es = out->deviation * z.es - fit.mu;
    }
    return FS_COMPUTE_OK;
}

static int monte_carlo(const double *r, size_t n, const struct fs_risk_es_options *options,
                       struct outcome *out, struct fs_scratch *scratch, struct fs_problem *problem)
{
    int status = fs_perf_require_choice(options->distribution, 3, "distribution", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (options->paths < 100 || options->paths > 100000000)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "paths is %d; expected 100 to 100000000",
                              (int)options->paths);
    if (options->distribution == FS_RISK_T_PATHS && !(options->df > 2.0 && isfinite(options->df)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "df is %g; expected above 2, where Student's t has a variance", options->df);
    size_t paths = (size_t)options->paths;
    double *drawn = fs_scratch_doubles(scratch, paths);
    if (scratch->failed)
        return no_memory(problem);
    struct fs_perf_moments moments = fs_perf_moments(r, n, options->ddof);
    double scale = moments.deviation;
    if (options->distribution == FS_RISK_T_PATHS)
        scale *= sqrt((options->df - 2.0) / options->df);
    struct fs_random random;
    fs_random_init(&random, options->seed, 0);
    for (size_t i = 0; i < paths; i++) {
        if (options->distribution == FS_RISK_BOOTSTRAP)
            drawn[i] = r[fs_random_below(&random, n)];
        else if (options->distribution == FS_RISK_T_PATHS)
            drawn[i] = moments.mean + scale * fs_random_t(&random, options->df);
        else
            drawn[i] = moments.mean + scale * fs_random_normal(&random);
    }
    out->figures = fs_risk_historical(drawn, paths, fs_risk_probability(options->level),
                                      options->quantile_type, options->tail);
    out->deviation = options->distribution == FS_RISK_BOOTSTRAP ? NAN : moments.deviation;
    return FS_COMPUTE_OK;
}

static int measure(const double *returns, size_t n, const struct fs_risk_es_options *options,
                   struct outcome *out, struct fs_problem *problem)
{
    static method *const methods[] = {historical, gaussian, cornish_fisher, ewma, garch, garch, monte_carlo};
    *out = (struct outcome){.deviation = NAN, .monotone = 1};
    int status = fs_perf_require_choice(options->method, 7, "method", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_risk_require_level(options->level, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_risk_require_horizon(options->horizon, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_risk_require_quantile_type(options->quantile_type, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_ddof(options->ddof, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(options->tail, 2, "tail", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(returns, n, 2, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    status = methods[options->method](returns, n, options, out, &scratch, problem);
    fs_scratch_free(&scratch);
    out->figures.var *= sqrt(options->horizon);
    out->figures.es *= sqrt(options->horizon);
    return status;
}

int fs_risk_var(const double *returns, size_t n, const struct fs_risk_var_options *options,
                struct fs_risk_var_result *result, struct fs_problem *problem)
{
    struct fs_risk_es_options all = {options->method,        options->level, options->horizon,
                                     options->quantile_type, options->ddof,  options->lambda,
                                     options->distribution,  options->df,    options->paths,
                                     options->seed,          FS_RISK_BEYOND};
    struct outcome out;
    int status = measure(returns, n, &all, &out, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->deviation = out.deviation;
    result->monotone = out.monotone;
    return fs_perf_value(out.figures.var, "VaR", &result->value, problem);
}

int fs_risk_es(const double *returns, size_t n, const struct fs_risk_es_options *options,
               struct fs_risk_es_result *result, struct fs_problem *problem)
{
    struct outcome out;
    int status = measure(returns, n, options, &out, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->var = out.figures.var;
    result->deviation = out.deviation;
    result->monotone = out.monotone;
    return fs_perf_value(out.figures.es, "ES", &result->value, problem);
}
