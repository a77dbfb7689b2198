#include "compute/ts/diagnostics.h"

#include <stdlib.h>
#include <string.h>

#include "compute/stats/distributions.h"
#include "compute/ts/autocorrelation.h"
#include "compute/ts/fit.h"

static int check(const double *x, size_t n, size_t least, struct fs_problem *problem)
{
    if (!x)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "x is not there");
    if (n < least)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "x has %zu values; expected at least %zu", n, least);
    return fs_require_finite(x, n, "x", problem);
}

static int check_lags(int32_t lags, int32_t min, size_t most, struct fs_problem *problem)
{
    return fs_require_range(lags, min, most < FS_PERIOD_MAX ? (int32_t)most : FS_PERIOD_MAX, "lags", problem);
}

/* `ljung` weighs by (n + 2) / (n - k). */
static int portmanteau(const double *x, size_t n, int32_t lags, int32_t model_df, int ljung,
                       double *statistic, double *p_value, double *statistics, double *p_values,
                       struct fs_problem *problem)
{
    int status = check(x, n, 3, problem);
    if (status == FS_COMPUTE_OK)
        status = check_lags(lags, 1, n - 1, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_range(model_df, 0, FS_PERIOD_MAX, "model_df", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *c = fs_scratch_doubles(&scratch, (size_t)lags + 1), sum = 0, count = (double)n;
    if (scratch.failed)
        status = fs_no_memory(problem);
    else if (!fs_autocovariances(x, n, (size_t)lags, 0, c))
        status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                "x does not vary; its autocorrelations are not defined");
    for (int32_t k = 1; status == FS_COMPUTE_OK && k <= lags; k++) {
        double r = c[k] / c[0];
        sum += ljung ? r * r / (count - k) : r * r;
        *statistic = count * (ljung ? count + 2.0 : 1.0) * sum;
        *p_value = k > model_df ? fs_chi2_sf(*statistic, (double)(k - model_df)) : NAN;
        if (statistics)
            statistics[k - 1] = *statistic;
        if (p_values)
            p_values[k - 1] = *p_value;
    }
    fs_scratch_free(&scratch);
    return status;
}

int fs_ljung_box(const double *x, size_t n, const struct fs_ljung_box_options *options,
                 struct fs_ljung_box_result *result, struct fs_problem *problem)
{
    return portmanteau(x, n, options->lags, options->model_df, 1, &result->statistic, &result->p_value,
                       result->statistics, result->p_values, problem);
}

int fs_box_pierce(const double *x, size_t n, const struct fs_box_pierce_options *options,
                  struct fs_box_pierce_result *result, struct fs_problem *problem)
{
    return portmanteau(x, n, options->lags, options->model_df, 0, &result->statistic, &result->p_value,
                       result->statistics, result->p_values, problem);
}

int fs_jarque_bera(const double *x, size_t n, struct fs_jarque_bera_result *result,
                   struct fs_problem *problem)
{
    int status = check(x, n, 2, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double mean = 0, count = (double)n, largest = 0, m2 = 0, m3 = 0, m4 = 0;
    for (size_t i = 0; i < n; i++)
        mean += x[i] / count;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(x[i] - mean));
    int same = 1;
    for (size_t i = 1; i < n && same; i++)
        same = x[i] == x[0];
    if (same || !(largest > 0) || !isfinite(largest))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "x does not vary; its skewness and kurtosis are not defined");
    for (size_t i = 0; i < n; i++) { /* in units of the largest, so that fourth powers stay numbers */
        double d = (x[i] - mean) / largest, square = d * d;
        m2 += square / count;
        m3 += square * d / count;
        m4 += square * square / count;
    }
    result->skewness = m3 / (m2 * sqrt(m2));
    result->kurtosis = m4 / (m2 * m2);
    double excess = result->kurtosis - 3.0;
    result->statistic = count / 6.0 * (result->skewness * result->skewness + 0.25 * excess * excess);
    result->p_value = fs_chi2_sf(result->statistic, 2.0);
    return FS_COMPUTE_OK;
}

static int lag_squares(const double *x, size_t n, size_t lags, struct fs_scratch *scratch, struct fs_fit *fit,
                       double *total, struct fs_problem *problem)
{
    size_t rows = n - lags, columns = lags + 1;
    double *y = fs_scratch_doubles(scratch, rows), *design = fs_scratch_doubles(scratch, rows * columns),
           mean = 0;
    int status = fs_fit_alloc(fit, scratch, rows, columns, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t i = 0; i < rows; i++) {
        y[i] = x[i + lags] * x[i + lags];
        mean += y[i] / (double)rows;
        design[i] = 1.0;
        for (size_t k = 1; k <= lags; k++)
            design[k * rows + i] = x[i + lags - k] * x[i + lags - k];
    }
    *total = 0;
    for (size_t i = 0; i < rows; i++)
        *total += (y[i] - mean) * (y[i] - mean);
    if (!isfinite(*total))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "the squares of x are too large for numbers");
    return fs_fit_run(fit, y, design, rows, rows, (struct fs_qr_names){0}, problem);
}

int fs_arch_lm(const double *x, size_t n, const struct fs_arch_lm_options *options,
               struct fs_arch_lm_result *result, struct fs_problem *problem)
{
    int status = check(x, n, 5, problem);
    /* More observations than coefficients, after the lags: n - lags > lags + 1. */
    if (status == FS_COMPUTE_OK && options->lags != -1)
        status = check_lags(options->lags, 1, (n - 2) / 2, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_range(options->model_df, 0, FS_PERIOD_MAX, "model_df", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t lags = options->lags != -1 ? (size_t)options->lags : n / 5 < 10 ? n / 5 : 10, rows = n - lags;
    struct fs_scratch scratch = {0};
    struct fs_fit fit;
    double total = 0;
    status = lag_squares(x, n, lags, &scratch, &fit, &total, problem);
    if (status == FS_COMPUTE_OK) {
        double r2 = 1.0 - fit.ssr / total, k = (double)lags, df = (double)(rows - lags - 1);
        result->lags = (int32_t)lags;
        result->statistic = ((double)rows - options->model_df) * r2;
        result->p_value = fs_chi2_sf(result->statistic, k);
        result->f_statistic = (total - fit.ssr) / k / (fit.ssr / df);
        result->f_p_value = fs_f_sf(result->f_statistic, k, df);
        if (!isfinite(result->f_statistic))
            status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                    "the squares of x do not vary, or follow from those before exactly");
    }
    fs_scratch_free(&scratch);
    return status;
}

int fs_durbin_watson(const double *x, size_t n, struct fs_durbin_watson_result *result,
                     struct fs_problem *problem)
{
    int status = check(x, n, 2, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double largest = 0, squares = 0, changes = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(x[i]));
    if (!(largest > 0))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "all values of x are 0; the statistic is not defined");
    for (size_t i = 0; i < n; i++) {
        double value = x[i] / largest, change = i > 0 ? value - x[i - 1] / largest : 0;
        squares += value * value;
        changes += change * change;
    }
    result->statistic = changes / squares;
    return FS_COMPUTE_OK;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int cutoff_of(const double *x, size_t n, int median, double *cutoff, struct fs_problem *problem)
{
    *cutoff = 0;
    if (!median) {
        for (size_t i = 0; i < n; i++)
            *cutoff += x[i] / (double)n;
        return FS_COMPUTE_OK;
    }
    struct fs_scratch scratch = {0};
    double *sorted = fs_scratch_doubles(&scratch, n);
    if (scratch.failed)
        return fs_no_memory(problem);
    memcpy(sorted, x, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, ascending);
    *cutoff = n % 2 ? sorted[n / 2] : 0.5 * sorted[n / 2 - 1] + 0.5 * sorted[n / 2];
    fs_scratch_free(&scratch);
    return FS_COMPUTE_OK;
}

int fs_runs_test(const double *x, size_t n, const struct fs_runs_test_options *options,
                 struct fs_runs_test_result *result, struct fs_problem *problem)
{
    double cutoff;
    int status = check(x, n, 3, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_range(options->cutoff, 0, 1, "cutoff", problem);
    if (status == FS_COMPUTE_OK)
        status = cutoff_of(x, n, options->cutoff, &cutoff, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double above = 0, runs = 1;
    for (size_t i = 0; i < n; i++) {
        above += x[i] >= cutoff;
        runs += i > 0 && (x[i] >= cutoff) != (x[i - 1] >= cutoff);
    }
    double count = (double)n, below = count - above, pairs = 2.0 * above * below,
           variance = pairs * (pairs - count) / (count * count) / (count - 1.0);
    if (above == 0 || below == 0 || !(variance > 0))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "%g values of x are at or above the cutoff %g and %g below it; both are needed",
                              above, cutoff, below);
    double away = runs - (pairs / count + 1.0);
    if (options->correction && n < 50)
        away = fabs(away) > 0.5 ? copysign(fabs(away) - 0.5, away) : 0.0;
    result->statistic = away / sqrt(variance);
    result->p_value = 2.0 * fs_norm_sf(fabs(result->statistic));
    result->runs = (int32_t)runs;
    result->above = (int32_t)above;
    result->below = (int32_t)below;
    result->expected = pairs / count + 1.0;
    return FS_COMPUTE_OK;
}
