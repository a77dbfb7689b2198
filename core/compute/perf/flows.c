#include "compute/perf/flows.h"

#include "compute/perf/sample.h"

int fs_perf_modified_dietz(const double *flows, const double *days, size_t k,
                           const struct fs_perf_modified_dietz_options *options,
                           struct fs_perf_modified_dietz_result *result, struct fs_problem *problem)
{
    double begin = options->begin_value, end = options->end_value, length = options->length;
    int status = fs_perf_require_choice(options->timing, 2, "timing", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(flows, k, 0, "flows", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(days, k, 0, "days", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (!isfinite(begin) || !isfinite(end))
        return fs_problem_set(problem, FS_COMPUTE_MISSING, "%s is missing; expected a number",
                              isfinite(begin) ? "end_value" : "begin_value");
    if (!(length > 0.0 && isfinite(length)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "length is %g; expected days above 0", length);
    double first = options->timing == FS_PERF_START ? 1.0 : 0.0, total = 0.0, capital = begin;
    for (size_t i = 0; i < k; i++) {
        double weight = (length - days[i] + first) / length;
        if (!(weight >= 0.0 && weight <= 1.0))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "days[%zu] is %.10g; expected %g to %g", i + 1,
                                  days[i], first, length + first);
        total += flows[i];
        capital += weight * flows[i];
    }
    if (!(capital > 0.0))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "the average capital is %.10g; a return needs one above 0", capital);
    result->gain = end - begin - total;
    result->average_capital = capital;
    return fs_perf_ratio(result->gain, capital, "the return", "the average capital", &result->value, problem);
}

int fs_perf_twr(const double *values, const double *flows, size_t n,
                const struct fs_perf_twr_options *options, struct fs_perf_twr_result *result,
                struct fs_problem *problem)
{
    int status = fs_perf_require_choice(options->timing, 2, "timing", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(values, n, 2, "values", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(flows, n, 2, "flows", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double growth = 1.0;
    for (size_t i = 1; i < n; i++) {
        double begin = values[i - 1] + (options->timing == FS_PERF_START ? flows[i] : 0.0);
        double end = values[i] - (options->timing == FS_PERF_END ? flows[i] : 0.0);
        if (!(begin > 0.0))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "the capital at the start of sub-period %zu is %.10g; expected more than 0",
                                  i, begin);
        if (result->returns)
            result->returns[i - 1] = (end - begin) / begin;
        growth *= end / begin;
    }
    return fs_perf_value(growth - 1.0, "the time-weighted return", &result->value, problem);
}
