#include "compute/ts/variance_ratio.h"

#include "compute/stats/distributions.h"
#include "compute/ts/fit.h"
#include "compute/ts/unit_root.h"

/* Sum over the k of products of squared deviations k apart, weighed: theta of Lo and MacKinlay. `z` has m
 * values. */
static double robust_variance(const double *z, size_t m, size_t q)
{
    double all = 0, theta = 0;
    for (size_t t = 0; t < m; t++)
        all += z[t];
    for (size_t k = 1; k < q; k++) {
        double sum = 0, weight = 1.0 - (double)k / (double)q;
        for (size_t t = k; t < m; t++)
            sum += z[t] * z[t - k];
        theta += 4.0 * weight * weight * ((double)m * sum / (all * all));
    }
    return theta;
}

static int ratio(const double *y, size_t m, size_t q, const struct fs_variance_ratio_options *o, double *z,
                 struct fs_variance_ratio_result *r, struct fs_problem *problem)
{
    double count = (double)m, mean = o->drift ? (y[m] - y[0]) / count : 0, one = 0, many = 0,
           period = (double)q;
    for (size_t t = 0; t < m; t++) {
        double deviation = y[t + 1] - y[t] - mean;
        z[t] = deviation * deviation;
        one += z[t] / count;
    }
    for (size_t t = q; t <= m; t += o->overlap ? 1 : q) {
        double deviation = y[t] - y[t - q] - period * mean;
        many += deviation * deviation / (o->overlap ? count * period : count);
    }
    if (o->overlap && o->debiased) {
        one *= count / (count - 1.0);
        many *= count / ((count - period + 1.0) * (1.0 - period / count));
    }
    if (!o->overlap)
        r->variance = 2.0 * (period - 1.0);
    else if (!o->robust)
        r->variance = 2.0 * (2.0 * period - 1.0) * (period - 1.0) / (3.0 * period);
    else
        r->variance = robust_variance(z, m, q);
    r->ratio = many / one;
    r->statistic = sqrt(count) * (r->ratio - 1.0) / sqrt(r->variance);
    r->p_value = 2.0 * fs_norm_sf(fabs(r->statistic));
    r->used = (int32_t)m;
    if (!isfinite(r->statistic))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "the changes of y do not vary, or their squares are too large for numbers");
    return FS_COMPUTE_OK;
}

int fs_variance_ratio(const double *y, size_t n, const struct fs_variance_ratio_options *options,
                      struct fs_variance_ratio_result *result, struct fs_problem *problem)
{
    int status = fs_require_range(options->lags, 2, FS_PERIOD_MAX, "lags", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t q = (size_t)options->lags;
    status = fs_require_varying(y, n, 2 * q > q + 2 ? 2 * q : q + 2, "y", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t m = n - 1;
    if (!options->overlap)
        m -= m % q;
    struct fs_scratch scratch = {0};
    double *z = fs_scratch_doubles(&scratch, m);
    status = scratch.failed ? fs_no_memory(problem) : ratio(y, m, q, options, z, result, problem);
    fs_scratch_free(&scratch);
    return status;
}
