#include "compute/perf/composite.h"

#include "compute/perf/sample.h"
#include "compute/scratch.h"

static int check(const double *returns, const double *values, const double *buckets, size_t n, size_t k,
                 const struct fs_perf_composite_options *options, struct fs_problem *problem)
{
    int status = fs_perf_require_periods(options->periods, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(options->dispersion, 2, "dispersion", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_ddof(options->ddof, problem);
    if (status == FS_COMPUTE_OK && options->trailing < 2)
        status = fs_problem_set(problem, FS_COMPUTE_PARAMETER, "trailing is %d; expected at least 2 periods",
                                (int)options->trailing);
    if (status == FS_COMPUTE_OK && (n == 0 || k == 0 || n > INT32_MAX || n > SIZE_MAX / k))
        status = fs_problem_set(problem, FS_COMPUTE_SHORT,
                                "there are %zu periods of %zu portfolios; expected some", n, k);
    if (status == FS_COMPUTE_OK && (!returns || !values))
        status = fs_problem_set(problem, FS_COMPUTE_NULL, "%s is NULL", returns ? "values" : "returns");
    if (status == FS_COMPUTE_OK && buckets)
        status = fs_perf_require(buckets, n, 1, "buckets", problem);
    for (size_t i = 0; status == FS_COMPUTE_OK && i < n * k; i++) {
        size_t period = i % n + 1, portfolio = i / n + 1;
        if (isnan(returns[i]))
            continue;
        if (!(returns[i] >= -1.0) || !fs_present(returns[i]))
            status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                    "returns[%zu][%zu] is %.10g; a simple return is at least -1", period,
                                    portfolio, returns[i]);
        else if (!(values[i] > 0.0) || !fs_present(values[i]))
            status =
                fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                               "values[%zu][%zu] is %.10g; a portfolio in the composite has a value above 0",
                               period, portfolio, values[i]);
    }
    return status;
}

/* The composite's return in each period, and how many portfolios made it. */
static int combine(const double *returns, const double *values, size_t n, size_t k, double *composite,
                   double *members, struct fs_problem *problem)
{
    for (size_t t = 0; t < n; t++) {
        double gain = 0.0, value = 0.0, count = 0.0;
        for (size_t j = 0; j < k; j++) {
            if (isnan(returns[t + j * n]))
                continue;
            gain += values[t + j * n] * returns[t + j * n];
            value += values[t + j * n];
            count += 1.0;
        }
        if (count == 0.0)
            return fs_problem_set(problem, FS_COMPUTE_MISSING,
                                  "no portfolio is in the composite in period %zu", t + 1);
        composite[t] = gain / value;
        if (members)
            members[t] = count;
    }
    return FS_COMPUTE_OK;
}

/* Dispersion of the portfolios that are in all of `count` periods from `from`; `linked` and `weights` have
 * room for k. */
static double disperse(const double *returns, const double *values, size_t n, size_t k, size_t from,
                       size_t count, const struct fs_perf_composite_options *options, double *linked,
                       double *weights, double *full)
{
    size_t members = 0;
    double weight = 0.0, mean = 0.0, squares = 0.0;
    for (size_t j = 0; j < k; j++) {
        const double *r = returns + from + j * n;
        size_t in = 0;
        while (in < count && !isnan(r[in]))
            in++;
        if (in < count)
            continue;
        linked[members] = fs_perf_total(r, count, FS_PERF_SIMPLE, FS_PERF_GEOMETRIC);
        weights[members] = values[from + j * n];
        weight += weights[members++];
    }
    *full = (double)members;
    if (members < 2)
        return NAN;
    if (options->dispersion == 0)
        return fs_perf_moments(linked, members, options->ddof).deviation;
    for (size_t j = 0; j < members; j++)
        mean += weights[j] / weight * linked[j];
    for (size_t j = 0; j < members; j++)
        squares += weights[j] / weight * (linked[j] - mean) * (linked[j] - mean);
    return fs_perf_settle(sqrt(squares), fabs(mean));
}

int fs_perf_composite(const double *returns, const double *values, const double *buckets, size_t n, size_t k,
                      const struct fs_perf_composite_options *options,
                      struct fs_perf_composite_result *result, struct fs_problem *problem)
{
    int status = check(returns, values, buckets, n, k, options, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *composite = fs_scratch_doubles(&scratch, n), *linked = fs_scratch_doubles(&scratch, k);
    double *weights = fs_scratch_doubles(&scratch, k);
    if (scratch.failed)
        status = fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    if (status == FS_COMPUTE_OK)
        status = combine(returns, values, n, k, composite, result->members, problem);
    if (status != FS_COMPUTE_OK) {
        fs_scratch_free(&scratch);
        return status;
    }
    size_t window = (size_t)options->trailing;
    for (size_t t = 0; t < n; t++) {
        if (result->returns)
            result->returns[t] = composite[t];
        if (result->deviation)
            result->deviation[t] =
                t + 1 < window
                    ? NAN
                    : fs_perf_moments(composite + t + 1 - window, window, options->ddof).deviation *
                          sqrt(options->periods);
    }
    int32_t found = 0;
    for (size_t from = 0, to; from < n; from = to, found++) {
        for (to = from + 1; to < n && (!buckets || buckets[to] == buckets[from]);)
            to++;
        double full = 0.0,
               dispersion = disperse(returns, values, n, k, from, to - from, options, linked, weights, &full);
        if (result->labels)
            result->labels[found] = buckets ? buckets[from] : 1.0;
        if (result->bucket_returns)
            result->bucket_returns[found] =
                fs_perf_total(composite + from, to - from, FS_PERF_SIMPLE, FS_PERF_GEOMETRIC);
        if (result->dispersion)
            result->dispersion[found] = dispersion;
        if (result->full_members)
            result->full_members[found] = full;
    }
    result->found = found;
    status = fs_perf_value(fs_perf_total(composite, n, FS_PERF_SIMPLE, FS_PERF_GEOMETRIC), "the total return",
                           &result->total, problem);
    fs_scratch_free(&scratch);
    return status;
}
