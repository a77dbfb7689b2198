#include "compute/perf/sample.h"

/* Deviations up to this, relative to 1 + the largest magnitude, are rounding. */
#define ROUNDING 0x1p-48

int fs_perf_require(const double *x, size_t n, size_t min, const char *name, struct fs_problem *problem)
{
    if (n < min)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "%s has %zu values; expected at least %zu", name, n,
                              min);
    if (!x && n > 0)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "%s is NULL", name);
    for (size_t i = 0; i < n; i++)
        if (!fs_present(x[i]))
            return isfinite(x[i])
                       ? fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                        "%s[%zu] is %g; magnitudes from 3e144 are too large to be squared",
                                        name, i + 1, x[i])
                       : fs_require_finite(x, n, name, problem);
    return FS_COMPUTE_OK;
}

int fs_perf_require_growth(const double *r, size_t n, size_t min, int32_t kind, const char *name,
                           struct fs_problem *problem)
{
    int status = fs_perf_require_choice(kind, 2, "kind", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(r, n, min, name, problem);
    if (status != FS_COMPUTE_OK || kind == FS_PERF_LOG)
        return status;
    for (size_t i = 0; i < n; i++)
        if (r[i] < -1.0)
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "%s[%zu] is %.10g; a simple return that compounds is at least -1", name,
                                  i + 1, r[i]);
    return FS_COMPUTE_OK;
}

int fs_perf_require_choice(int32_t choice, int32_t choices, const char *name, struct fs_problem *problem)
{
    if (choice >= 0 && choice < choices)
        return FS_COMPUTE_OK;
    return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "%s is %d; expected 0 to %d", name, (int)choice,
                          (int)choices - 1);
}

int fs_perf_require_periods(double periods, struct fs_problem *problem)
{
    if (periods > 0.0 && isfinite(periods))
        return FS_COMPUTE_OK;
    return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                          "periods is %g; expected the number of returns in a year, above 0", periods);
}

int fs_perf_require_ddof(int32_t ddof, struct fs_problem *problem)
{
    if (ddof == 0 || ddof == 1)
        return FS_COMPUTE_OK;
    return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "ddof is %d; expected 0 or 1", (int)ddof);
}

int fs_perf_rate(double rf, double periods, int32_t kind, double *rate, struct fs_problem *problem)
{
    int status = fs_perf_require_periods(periods, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(kind, 2, "kind", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (!(rf > -1.0 && isfinite(rf)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "rf is %g; expected the rate of a year as a fraction, above -1", rf);
    double log_rate = log1p(rf) / periods;
    *rate = kind == FS_PERF_LOG ? log_rate : expm1(log_rate);
    return FS_COMPUTE_OK;
}

double fs_perf_mean(const double *x, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] - x[0];
    return x[0] + sum / (double)n;
}

/* Differences are taken from the first value, so that a constant series has a deviation of 0 and a mean of
 * that very value. */
struct fs_perf_moments fs_perf_moments_of_difference(const double *x, const double *y, size_t n, int32_t ddof)
{
    double first = y ? x[0] - y[0] : x[0], sum = 0.0, squares = 0.0, scale = 0.0;
    for (size_t i = 0; i < n; i++) {
        double size = y ? fabs(x[i]) + fabs(y[i]) : fabs(x[i]);
        scale = size > scale ? size : scale;
        sum += (y ? x[i] - y[i] : x[i]) - first;
    }
    double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) {
        double d = ((y ? x[i] - y[i] : x[i]) - first) - mean;
        squares += d * d;
    }
    double deviation = sqrt(squares / ((double)n - (double)ddof));
    return (struct fs_perf_moments){first + mean, fs_perf_settle(deviation, scale)};
}

struct fs_perf_moments fs_perf_moments(const double *x, size_t n, int32_t ddof)
{
    return fs_perf_moments_of_difference(x, NULL, n, ddof);
}

double fs_perf_covariance(const double *x, const double *y, size_t n, int32_t ddof)
{
    double sum_x = 0.0, sum_y = 0.0, products = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum_x += x[i] - x[0];
        sum_y += y[i] - y[0];
    }
    double mean_x = sum_x / (double)n, mean_y = sum_y / (double)n;
    for (size_t i = 0; i < n; i++)
        products += ((x[i] - x[0]) - mean_x) * ((y[i] - y[0]) - mean_y);
    return products / ((double)n - (double)ddof);
}

/* The sum of log growth: it neither overflows nor loses the digits of a small total. */
static double log_growth(const double *r, size_t n, int32_t kind)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += kind == FS_PERF_LOG ? r[i] : log1p(r[i]);
    return sum;
}

double fs_perf_total(const double *r, size_t n, int32_t kind, int32_t compounding)
{
    if (compounding == FS_PERF_GEOMETRIC)
        return expm1(log_growth(r, n, kind));
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += r[i];
    return sum;
}

double fs_perf_annual(const double *r, size_t n, int32_t kind, int32_t compounding, double periods)
{
    if (compounding == FS_PERF_ARITHMETIC)
        return fs_perf_mean(r, n) * periods;
    return expm1(log_growth(r, n, kind) * (periods / (double)n));
}

int fs_perf_value(double x, const char *figure, double *value, struct fs_problem *problem)
{
    *value = x;
    if (!isfinite(x))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "%s is too large for a number", figure);
    return FS_COMPUTE_OK;
}

int fs_perf_ratio(double numerator, double denominator, const char *figure, const char *name, double *value,
                  struct fs_problem *problem)
{
    if (denominator == 0.0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "%s is 0: %s is not defined", name, figure);
    if (!isfinite(denominator))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "%s is too large for a number", name);
    return fs_perf_value(numerator / denominator, figure, value, problem);
}

double fs_perf_annual_excess(const double *r, size_t n, int32_t kind, int32_t compounding, double periods,
                             double rate)
{
    if (compounding == FS_PERF_ARITHMETIC)
        return (fs_perf_mean(r, n) - rate) * periods;
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += kind == FS_PERF_LOG ? r[i] - rate : log1p(r[i] - rate);
    return expm1(sum * (periods / (double)n));
}

int fs_perf_require_convention(const double *r, size_t n, size_t min, int32_t kind, int32_t compounding,
                               double periods, const char *name, struct fs_problem *problem)
{
    int status = fs_perf_require_choice(compounding, 2, "compounding", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(kind, 2, "kind", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_periods(periods, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    return compounding == FS_PERF_GEOMETRIC ? fs_perf_require_growth(r, n, min, kind, name, problem)
                                            : fs_perf_require(r, n, min, name, problem);
}

double fs_perf_settle(double deviation, double scale)
{
    return deviation <= ROUNDING * (1.0 + scale) ? 0.0 : deviation;
}
