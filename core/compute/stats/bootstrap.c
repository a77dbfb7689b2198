#include "compute/stats/bootstrap.h"

#include "compute/perf/sample.h"
#include "compute/scratch.h"
#include "compute/stats/distributions.h"
#include "compute/stats/quantile.h"
#include "compute/stats/random.h"
#include "compute/ts/fit.h"

#include <string.h>

/* The statistic; NaN where it is not defined. `work` holds n values. */
static double statistic_of(const double *x, size_t n, int32_t statistic, double *work)
{
    if (statistic == FS_BOOTSTRAP_MEAN)
        return fs_perf_mean(x, n);
    if (statistic == FS_BOOTSTRAP_MEDIAN) {
        memcpy(work, x, n * sizeof *x);
        fs_sort_values(work, n);
        return fs_quantile_sorted(work, n, 0.5, 7);
    }
    struct fs_perf_moments m = fs_perf_moments(x, n, 1);
    if (statistic == FS_BOOTSTRAP_STD)
        return m.deviation;
    return m.deviation > 0.0 ? m.mean / m.deviation : NAN;
}

static void resample(const double *x, size_t n, const struct fs_stats_bootstrap_options *o,
                     struct fs_random *random, double *out)
{
    size_t block = (size_t)o->block, at = 0, left = 0;
    for (size_t i = 0; i < n; i++) {
        int fresh = o->method == FS_BOOTSTRAP_IID || left == 0;
        if (o->method == FS_BOOTSTRAP_STATIONARY)
            fresh = i == 0 || fs_random_unit(random) * o->block < 1.0;
        if (fresh) {
            at = (size_t)fs_random_below(random, o->method == FS_BOOTSTRAP_MOVING ? n - block + 1 : n);
            left = block;
        }
        out[i] = x[at];
        at = at + 1 == n ? 0 : at + 1;
        left -= left > 0;
    }
}

/* The levels of the two ends after bias and acceleration. */
static void bca_levels(const double *x, size_t n, const struct fs_stats_bootstrap_options *o, double value,
                       const double *sorted, double *left_out, double *work, double *low, double *high)
{
    size_t below = 0, equal = 0, count = (size_t)o->samples;
    for (size_t i = 0; i < count; i++) {
        below += sorted[i] < value;
        equal += sorted[i] == value;
    }
    double z0 = fs_norm_quantile(((double)below + 0.5 * (double)equal) / (double)count);
    double sum = 0, cubes = 0, squares = 0;
    double *jack = left_out + n;
    for (size_t i = 0; i < n; i++) {
        memcpy(left_out, x, i * sizeof *x);
        memcpy(left_out + i, x + i + 1, (n - 1 - i) * sizeof *x);
        sum += jack[i] = statistic_of(left_out, n - 1, o->statistic, work);
    }
    for (size_t i = 0; i < n; i++) {
        double d = sum / (double)n - jack[i];
        squares += d * d;
        cubes += d * d * d;
    }
    double a = squares > 0 ? cubes / (6 * squares * sqrt(squares)) : 0.0,
           z = fs_norm_quantile(0.5 * (1 - o->confidence));
    *low = fs_norm_cdf(z0 + (z0 + z) / (1 - a * (z0 + z)));
    *high = fs_norm_cdf(z0 + (z0 - z) / (1 - a * (z0 - z)));
}

static int check(const double *x, size_t n, const struct fs_stats_bootstrap_options *o,
                 struct fs_problem *problem)
{
    int status = fs_perf_require_choice(o->statistic, 4, "statistic", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(o->method, 4, "method", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(o->interval, 3, "interval", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_range(o->samples, 2, 10000000, "samples", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(x, n, 3, "x", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (!(o->confidence > 0 && o->confidence < 1))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "confidence is %g; expected a number between 0 and 1", o->confidence);
    if (o->method != FS_BOOTSTRAP_IID && !(o->block >= 1 && o->block <= (double)n))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "block is %g; expected a number from 1 to the %zu observations", o->block, n);
    if (o->interval == FS_BOOTSTRAP_BCA && o->method != FS_BOOTSTRAP_IID)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "the bca interval is for iid samples; expected percentile or basic");
    return FS_COMPUTE_OK;
}

int fs_stats_bootstrap(const double *x, size_t n, const struct fs_stats_bootstrap_options *o,
                       struct fs_stats_bootstrap_result *r, struct fs_problem *problem)
{
    int status = check(x, n, o, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    size_t count = (size_t)o->samples;
    double *drawn = fs_scratch_doubles(&scratch, 2 * n), *work = fs_scratch_doubles(&scratch, n),
           *sorted = fs_scratch_doubles(&scratch, count);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_no_memory(problem);
    }
    r->value = statistic_of(x, n, o->statistic, work);
    if (isnan(r->value))
        status = fs_problem_set(problem, FS_COMPUTE_DOMAIN, "x does not vary: it has no Sharpe ratio");
    for (size_t i = 0; status == FS_COMPUTE_OK && i < count; i++) {
        struct fs_random random;
        fs_random_init(&random, o->seed, i);
        resample(x, n, o, &random, drawn);
        sorted[i] = statistic_of(drawn, n, o->statistic, work);
        if (r->replicates)
            r->replicates[i] = sorted[i];
        if (isnan(sorted[i]))
            status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                    "sample %zu that was drawn does not vary: it has no Sharpe ratio", i + 1);
    }
    if (status == FS_COMPUTE_OK) {
        struct fs_perf_moments m = fs_perf_moments(sorted, count, 1);
        r->standard_error = m.deviation;
        r->bias = m.mean - r->value;
        fs_sort_values(sorted, count);
        double low = 0.5 * (1 - o->confidence), high = 1 - low;
        if (o->interval == FS_BOOTSTRAP_BCA)
            bca_levels(x, n, o, r->value, sorted, drawn, work, &low, &high);
        r->lower = fs_quantile_sorted(sorted, count, low, 7);
        r->upper = fs_quantile_sorted(sorted, count, high, 7);
        if (o->interval == FS_BOOTSTRAP_BASIC) {
            double lower = 2 * r->value - r->upper;
            r->upper = 2 * r->value - r->lower;
            r->lower = lower;
        }
    }
    fs_scratch_free(&scratch);
    return status;
}
