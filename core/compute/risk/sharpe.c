#include "compute/risk/sharpe.h"

#include "compute/perf/sample.h"
#include "compute/risk/var.h"

int fs_risk_sharpe(const double *returns, size_t n, const struct fs_risk_sharpe_options *options,
                   struct fs_risk_sharpe_result *result, struct fs_problem *problem)
{
    double rate = 0.0;
    struct fs_risk_es_options es_options = {.method = options->method,
                                            .level = options->level,
                                            .horizon = 1.0,
                                            .quantile_type = options->quantile_type,
                                            .ddof = options->ddof};
    struct fs_risk_es_result es = {0};
    int status = fs_perf_require_choice(options->measure, 2, "measure", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(options->method, 3, "method", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_rate(options->rf, options->periods, options->kind, &rate, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_risk_es(returns, n, &es_options, &es, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    const char *name = options->measure == 1 ? "ES" : "VaR";
    result->excess = fs_perf_mean(returns, n) - rate;
    result->risk = options->measure == 1 ? es.value : es.var;
    if (!(result->risk > 0.0))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "%s is %.10g, no loss: the Sharpe ratio by %s is not defined", name,
                              result->risk, name);
    return fs_perf_ratio(result->excess, result->risk, "the Sharpe ratio", name, &result->value, problem);
}
