#include "compute/stats/moments.h"

#include "compute/perf/sample.h"
#include "compute/scratch.h"
#include "compute/stats/quantile.h"

#include <limits.h>
#include <string.h>

int fs_stats_mean(const double *x, size_t n, struct fs_stats_mean_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require(x, n, 1, "x", problem);
    if (status == FS_COMPUTE_OK)
        result->value = fs_perf_mean(x, n);
    return status;
}

static int moments(const double *x, size_t n, int32_t ddof, struct fs_perf_moments *m,
                   struct fs_problem *problem)
{
    int status = fs_perf_require_ddof(ddof, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(x, n, (size_t)ddof + 1, "x", problem);
    if (status == FS_COMPUTE_OK)
        *m = fs_perf_moments(x, n, ddof);
    return status;
}

int fs_stats_std(const double *x, size_t n, const struct fs_stats_std_options *options,
                 struct fs_stats_std_result *result, struct fs_problem *problem)
{
    struct fs_perf_moments m = {0};
    int status = moments(x, n, options->ddof, &m, problem);
    *result = (struct fs_stats_std_result){m.deviation, m.deviation * m.deviation, m.mean};
    return status;
}

int fs_stats_variance(const double *x, size_t n, const struct fs_stats_variance_options *options,
                      struct fs_stats_variance_result *result, struct fs_problem *problem)
{
    struct fs_perf_moments m = {0};
    int status = moments(x, n, options->ddof, &m, problem);
    *result = (struct fs_stats_variance_result){m.deviation * m.deviation, m.mean};
    return status;
}

/* Standardised moments with divisors n; 0 when the sample does not vary. */
static int standardised(const double *x, size_t n, double *third, double *fourth)
{
    struct fs_perf_moments m = fs_perf_moments(x, n, 0);
    if (!(m.deviation > 0.0))
        return 0;
    double s3 = 0, s4 = 0;
    for (size_t i = 0; i < n; i++) {
        double z = (x[i] - m.mean) / m.deviation, square = z * z;
        s3 += square * z;
        s4 += square * square;
    }
    *third = s3 / (double)n;
    *fourth = s4 / (double)n;
    return 1;
}

static int require_shape(const double *x, size_t n, size_t min, double *third, double *fourth,
                         const char *what, struct fs_problem *problem)
{
    int status = fs_perf_require(x, n, min, "x", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (!standardised(x, n, third, fourth))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "x does not vary: %s is not defined", what);
    return FS_COMPUTE_OK;
}

static double sample_skewness(double third, double n)
{
    return third * sqrt(n * (n - 1)) / (n - 2);
}

static double sample_kurtosis(double fourth, double n)
{
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (fourth - 3) + 6);
}

int fs_stats_skewness(const double *x, size_t n, const struct fs_stats_skewness_options *options,
                      struct fs_stats_skewness_result *result, struct fs_problem *problem)
{
    double third, fourth, c = (double)n;
    int status = fs_perf_require_choice(options->method, 2, "method", problem);
    if (status == FS_COMPUTE_OK)
        status = require_shape(x, n, options->method == FS_SKEWNESS_SAMPLE ? 3 : 2, &third, &fourth,
                               "skewness", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->value = options->method == FS_SKEWNESS_SAMPLE ? sample_skewness(third, c) : third;
    result->standard_error = n > 2 ? sqrt(6 * c * (c - 1) / ((c - 2) * (c + 1) * (c + 3))) : NAN;
    return FS_COMPUTE_OK;
}

int fs_stats_kurtosis(const double *x, size_t n, const struct fs_stats_kurtosis_options *options,
                      struct fs_stats_kurtosis_result *result, struct fs_problem *problem)
{
    double third, fourth, c = (double)n;
    int32_t method = options->method;
    int status = fs_perf_require_choice(method, 5, "method", problem);
    if (status == FS_COMPUTE_OK)
        status = require_shape(x, n, method >= FS_KURTOSIS_SAMPLE_EXCESS ? 4 : 2, &third, &fourth, "kurtosis",
                               problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double skew_error = n > 3 ? sqrt(6 * c * (c - 1) / ((c - 2) * (c + 1) * (c + 3))) : NAN;
    result->standard_error = n > 3 ? 2 * skew_error * sqrt((c * c - 1) / ((c - 3) * (c + 5))) : NAN;
    switch (method) {
    case FS_KURTOSIS_EXCESS:
        result->value = fourth - 3;
        break;
    case FS_KURTOSIS_MOMENT:
        result->value = fourth;
        break;
    case FS_KURTOSIS_SAMPLE: /* with the deviation of divisor n - 1 */
        result->value = c * (c + 1) / ((c - 1) * (c - 2) * (c - 3)) * fourth * (c - 1) * (c - 1) / c;
        break;
    default:
        result->value = sample_kurtosis(fourth, c);
    }
    return FS_COMPUTE_OK;
}

/* A sorted copy of at least `min` finite values. */
static int sorted_copy(const double *x, size_t n, size_t min, struct fs_scratch *scratch, double **sorted,
                       struct fs_problem *problem)
{
    int status = fs_perf_require(x, n, min, "x", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    *sorted = fs_scratch_doubles(scratch, n);
    if (!*sorted)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    memcpy(*sorted, x, n * sizeof *x);
    fs_sort_values(*sorted, n);
    return FS_COMPUTE_OK;
}

int fs_stats_describe(const double *x, size_t n, struct fs_stats_describe_result *r,
                      struct fs_problem *problem)
{
    struct fs_scratch scratch = {0};
    double *sorted, third, fourth, c = (double)n;
    int status = sorted_copy(x, n, 1, &scratch, &sorted, problem);
    if (status == FS_COMPUTE_OK) {
        struct fs_perf_moments m = fs_perf_moments(x, n, n > 1);
        int varies = standardised(x, n, &third, &fourth);
        *r = (struct fs_stats_describe_result){
            .count = n > INT32_MAX ? INT32_MAX : (int32_t)n,
            .mean = m.mean,
            .std = n > 1 ? m.deviation : NAN,
            .min = sorted[0],
            .q25 = fs_quantile_sorted(sorted, n, 0.25, 7),
            .median = fs_quantile_sorted(sorted, n, 0.5, 7),
            .q75 = fs_quantile_sorted(sorted, n, 0.75, 7),
            .max = sorted[n - 1],
            .skewness = varies && n > 2 ? sample_skewness(third, c) : NAN,
            .kurtosis = varies && n > 3 ? sample_kurtosis(fourth, c) : NAN,
        };
    }
    fs_scratch_free(&scratch);
    return status;
}

static int require_type(int32_t type, struct fs_problem *problem)
{
    if (type < 1 || type > FS_QUANTILE_TYPES)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "type is %d; expected a whole number from 1 to 9", type);
    return FS_COMPUTE_OK;
}

int fs_stats_quantile(const double *x, size_t n, const struct fs_stats_quantile_options *options,
                      struct fs_stats_quantile_result *result, struct fs_problem *problem)
{
    static const double middle = 0.5;
    const double *p = options->p ? options->p : &middle;
    size_t count = options->p ? options->p_length : 1;
    int status = require_type(options->type, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (count == 0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "p has no values");
    for (size_t i = 0; i < count; i++)
        if (!(p[i] >= 0.0 && p[i] <= 1.0))
            return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                                  "p[%zu] is %g; expected a number from 0 to 1", i + 1, p[i]);
    struct fs_scratch scratch = {0};
    double *sorted;
    status = sorted_copy(x, n, 1, &scratch, &sorted, problem);
    if (status == FS_COMPUTE_OK) {
        result->value = fs_quantile_sorted(sorted, n, p[0], options->type);
        for (size_t i = 0; result->values && i < count; i++)
            result->values[i] = fs_quantile_sorted(sorted, n, p[i], options->type);
    }
    fs_scratch_free(&scratch);
    return status;
}

int fs_stats_median(const double *x, size_t n, struct fs_stats_median_result *result,
                    struct fs_problem *problem)
{
    struct fs_stats_quantile_options options = {.type = 7};
    struct fs_stats_quantile_result quantile = {0};
    int status = fs_stats_quantile(x, n, &options, &quantile, problem);
    result->value = quantile.value;
    return status;
}

/* The median of |x - centre|; overwrites `work`, which holds n values. */
static double median_distance(const double *x, size_t n, double centre, double *work)
{
    for (size_t i = 0; i < n; i++)
        work[i] = fabs(x[i] - centre);
    fs_sort_values(work, n);
    return fs_quantile_sorted(work, n, 0.5, 7);
}

int fs_stats_mad(const double *x, size_t n, const struct fs_stats_mad_options *options,
                 struct fs_stats_mad_result *result, struct fs_problem *problem)
{
    if (!(options->scale > 0.0) || isinf(options->scale))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "scale is %g; expected a number above 0",
                              options->scale);
    struct fs_scratch scratch = {0};
    double *sorted;
    int status = sorted_copy(x, n, 1, &scratch, &sorted, problem);
    if (status == FS_COMPUTE_OK) {
        result->median = fs_quantile_sorted(sorted, n, 0.5, 7);
        result->value = options->scale * median_distance(x, n, result->median, sorted);
    }
    fs_scratch_free(&scratch);
    return status;
}

int fs_stats_iqr(const double *x, size_t n, const struct fs_stats_iqr_options *options,
                 struct fs_stats_iqr_result *result, struct fs_problem *problem)
{
    const double p[2] = {0.25, 0.75};
    double values[2] = {0};
    struct fs_stats_quantile_options quantiles = {.p = p, .p_length = 2, .type = options->type};
    struct fs_stats_quantile_result found = {.values = values};
    int status = fs_stats_quantile(x, n, &quantiles, &found, problem);
    *result = (struct fs_stats_iqr_result){values[1] - values[0], values[0], values[1]};
    return status;
}

/* The mean of the middle; `stay`: what is cut counts as the nearest value that stays. */
static int cut_mean(const double *x, size_t n, double proportion, int stay, double *value, int32_t *cut,
                    struct fs_problem *problem)
{
    if (!(proportion >= 0.0 && proportion < 0.5))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "proportion is %g; expected a number from 0 to below 0.5", proportion);
    struct fs_scratch scratch = {0};
    double *sorted;
    int status = sorted_copy(x, n, 1, &scratch, &sorted, problem);
    if (status == FS_COMPUTE_OK) {
        size_t k = (size_t)(proportion * (double)n);
        for (size_t i = 0; stay && i < k; i++) {
            sorted[i] = sorted[k];
            sorted[n - 1 - i] = sorted[n - 1 - k];
        }
        *value = stay ? fs_perf_mean(sorted, n) : fs_perf_mean(sorted + k, n - 2 * k);
        *cut = (int32_t)k;
    }
    fs_scratch_free(&scratch);
    return status;
}

int fs_stats_trimmed_mean(const double *x, size_t n, const struct fs_stats_trimmed_mean_options *options,
                          struct fs_stats_trimmed_mean_result *result, struct fs_problem *problem)
{
    return cut_mean(x, n, options->proportion, 0, &result->value, &result->cut, problem);
}

int fs_stats_winsorized_mean(const double *x, size_t n,
                             const struct fs_stats_winsorized_mean_options *options,
                             struct fs_stats_winsorized_mean_result *result, struct fs_problem *problem)
{
    return cut_mean(x, n, options->proportion, 1, &result->value, &result->cut, problem);
}

int fs_stats_huber(const double *x, size_t n, const struct fs_stats_huber_options *options,
                   struct fs_stats_huber_result *result, struct fs_problem *problem)
{
    double k = options->k;
    if (!(k > 0.0) || isinf(k))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "k is %g; expected a number above 0", k);
    struct fs_stats_mad_options mad_options = {1.482602218505602};
    struct fs_stats_mad_result mad;
    int status = fs_stats_mad(x, n, &mad_options, &mad, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (!(mad.value > 0.0))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "more than half of x is one value: its scale is 0");
    double m = mad.median, s = mad.value;
    for (int i = 1; i <= 1000; i++) {
        /* Newton's step on a piecewise linear function: arrives exactly once the pieces stay the same. */
        double sum = 0;
        size_t inside = 0;
        for (size_t j = 0; j < n; j++) {
            double z = (x[j] - m) / s;
            if (z > k || z < -k) {
                sum += z > 0 ? k : -k;
            } else {
                sum += z;
                inside++;
            }
        }
        double step = inside > 0 ? s * sum / (double)inside : s * sum / (double)n;
        m += step;
        *result = (struct fs_stats_huber_result){m, s, i};
        if (fabs(step) <= 1e-15 * (fabs(m) + s))
            return FS_COMPUTE_OK;
    }
    return fs_problem_set(problem, FS_COMPUTE_CONVERGENCE,
                          "no fixed point after 1000 steps; best so far %.17g", m);
}
