#include "compute/ts/autocorrelation.h"

#include "compute/stats/distributions.h"
#include "compute/ts/fit.h"

static double mean_of(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] / (double)n;
    return sum;
}

static int constant(const double *x, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (x[i] != x[0])
            return 0;
    return 1;
}

/* Sum of (x[t + lag] - mean) (y[t] - mean). */
static double cross(const double *x, double mean_x, const double *y, double mean_y, size_t n, size_t lag)
{
    double sum = 0;
    for (size_t t = 0; t + lag < n; t++)
        sum += (x[t + lag] - mean_x) * (y[t] - mean_y);
    return sum;
}

int fs_autocovariances(const double *x, size_t n, size_t lags, int adjusted, double *covariances)
{
    double mean = mean_of(x, n);
    for (size_t k = 0; k <= lags; k++)
        covariances[k] = cross(x, mean, x, mean, n, k) / (double)(adjusted ? n - k : n);
    return !constant(x, n) && covariances[0] > 0 && isfinite(covariances[0]);
}

static int no_variance(const char *name, struct fs_problem *problem)
{
    return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                          "%s does not vary (or its squares are too large or small for numbers); its "
                          "correlations are not defined",
                          name);
}

static int check(const double *x, size_t n, const char *name, int32_t lags, size_t most, double confidence,
                 struct fs_problem *problem)
{
    if (!x)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "%s is not there", name);
    if (n < 3)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "%s has %zu values; expected at least 3", name, n);
    if (lags < -1 || (lags >= 0 && (size_t)lags > most))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "lags is %d; expected an integer from 0 to %zu for %zu values, or -1", lags,
                              most, n);
    if (!(confidence > 0 && confidence < 1))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "confidence is %g; expected a number between 0 and 1", confidence);
    return fs_require_finite(x, n, name, problem);
}

static size_t lag_rule(size_t n, size_t most)
{
    size_t rule = (size_t)(10.0 * log10((double)n));
    return rule < most ? rule : most;
}

static void band(double *lower, double *upper, size_t at, double value, double half)
{
    if (lower)
        lower[at] = value - half;
    if (upper)
        upper[at] = value + half;
}

int fs_acf(const double *x, size_t n, const struct fs_acf_options *options, struct fs_acf_result *result,
           struct fs_problem *problem)
{
    int status = check(x, n, "x", options->lags, n > 0 ? n - 1 : 0, options->confidence, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    size_t lags = options->lags < 0 ? lag_rule(n, n - 1) : (size_t)options->lags;
    double *c = fs_scratch_doubles(&scratch, lags + 1);
    if (scratch.failed)
        status = fs_no_memory(problem);
    else if (!fs_autocovariances(x, n, lags, options->adjusted, c))
        status = no_variance("x", problem);
    if (status == FS_COMPUTE_OK) {
        double z = fs_norm_quantile(0.5 + 0.5 * options->confidence), sum = 0;
        for (size_t k = 0; k <= lags; k++) {
            double r = c[k] / c[0], variance = 1.0 / (double)n;
            if (options->bartlett)
                variance *= k == 0 ? 0.0 : 1.0 + 2.0 * sum;
            if (k > 0)
                sum += r * r;
            if (result->values)
                result->values[k] = r;
            band(result->lower, result->upper, k, r, z * sqrt(variance));
        }
        result->count = (int32_t)lags + 1;
    }
    fs_scratch_free(&scratch);
    return status;
}

/* Levinson and Durbin's recursion on autocovariances; 0 where the series is predicted exactly before the last
 * lag. */
static int levinson(const double *c, size_t lags, double *phi, double *before, double *values)
{
    double error = c[0];
    values[0] = 1;
    for (size_t k = 1; k <= lags; k++) {
        double sum = c[k];
        for (size_t j = 1; j < k; j++)
            sum -= phi[j] * c[k - j];
        double r = sum / error;
        for (size_t j = 1; j < k; j++)
            before[j] = phi[j];
        for (size_t j = 1; j < k; j++)
            phi[j] = before[j] - r * before[k - j];
        phi[k] = values[k] = r;
        error *= 1.0 - r * r;
        if (!isfinite(r) || (k < lags && error == 0))
            return 0;
    }
    return 1;
}

static int burg(const double *x, size_t n, size_t lags, double *u, double *v, double *values)
{
    double mean = mean_of(x, n), d = 0;
    for (size_t i = 0; i < n; i++)
        u[i] = v[i] = x[n - 1 - i] - mean;
    values[0] = 1;
    for (size_t k = 1; k <= lags; k++) {
        double sum = 0;
        if (k == 1) {
            for (size_t i = 0; i + 1 < n; i++)
                d += u[i] * u[i] + v[i + 1] * v[i + 1];
        } else {
            double r = values[k - 1];
            for (size_t i = n - 1; i > 0; i--) {
                double forward = u[i - 1], backward = v[i];
                u[i] = forward - r * backward;
                v[i] = backward - r * forward;
            }
            d = (1.0 - r * r) * d - v[k - 1] * v[k - 1] - u[n - 1] * u[n - 1];
        }
        for (size_t i = k; i < n; i++)
            sum += v[i] * u[i - 1];
        values[k] = 2.0 * sum / d;
        if (!isfinite(values[k]))
            return 0;
    }
    return 1;
}

/* Row t of the design is the observations before t; lag k is column k - 1 (after the intercept). */
static int by_regression(const double *x, size_t n, size_t lags, int method, struct fs_scratch *scratch,
                         double *values, struct fs_problem *problem)
{
    int inefficient = method == FS_PACF_OLS_INEFFICIENT;
    size_t first = inefficient ? 0 : 1;
    double *design = fs_scratch_doubles(scratch, n * (lags + first)), *y = fs_scratch_doubles(scratch, n),
           mean = inefficient ? mean_of(x, n) : 0;
    if (scratch->failed)
        return fs_no_memory(problem);
    values[0] = 1;
    for (size_t k = 1; k <= lags; k++) {
        size_t skip = inefficient ? lags : k, rows = n - skip, columns = k + first;
        struct fs_scratch inner = {0};
        struct fs_fit fit;
        for (size_t i = 0; i < rows; i++) {
            y[i] = x[i + skip] - mean;
            if (first)
                design[i] = 1;
            for (size_t j = 1; j <= k; j++)
                design[(j - 1 + first) * rows + i] = x[i + skip - j] - mean;
        }
        int status = rows < columns
                         ? fs_problem_set(problem, FS_COMPUTE_SHORT,
                                          "%zu values are too few for %zu lags by regression", n, lags)
                         : fs_fit_alloc(&fit, &inner, rows, columns, problem);
        if (status == FS_COMPUTE_OK)
            status = fs_fit_run(&fit, y, design, rows, rows, (struct fs_qr_names){0}, problem);
        if (status == FS_COMPUTE_OK)
            values[k] = fit.coefficients[columns - 1] *
                        (method == FS_PACF_OLS_ADJUSTED ? (double)n / (double)(n - k) : 1.0);
        fs_scratch_free(&inner);
        if (status != FS_COMPUTE_OK)
            return status;
    }
    return FS_COMPUTE_OK;
}

static int partial(const double *x, size_t n, size_t lags, int method, struct fs_scratch *scratch,
                   double *values, struct fs_problem *problem)
{
    double *c = fs_scratch_doubles(scratch, lags + 1), *u = fs_scratch_doubles(scratch, n + 1),
           *v = fs_scratch_doubles(scratch, n + 1);
    if (scratch->failed)
        return fs_no_memory(problem);
    int adjusted = method == FS_PACF_YW_ADJUSTED || method == FS_PACF_LD_ADJUSTED;
    if (!fs_autocovariances(x, n, lags, adjusted, c))
        return no_variance("x", problem);
    if (method == FS_PACF_OLS || method == FS_PACF_OLS_INEFFICIENT || method == FS_PACF_OLS_ADJUSTED)
        return by_regression(x, n, lags, method, scratch, values, problem);
    int defined = method == FS_PACF_BURG ? burg(x, n, lags, u, v, values) : levinson(c, lags, u, v, values);
    if (!defined)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "fewer than %zu lags predict x exactly; later partial autocorrelations are not "
                              "defined",
                              lags);
    return FS_COMPUTE_OK;
}

int fs_pacf(const double *x, size_t n, const struct fs_pacf_options *options, struct fs_pacf_result *result,
            struct fs_problem *problem)
{
    int status = check(x, n, "x", options->lags, n / 2, options->confidence, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_range(options->method, FS_PACF_YW_ADJUSTED, FS_PACF_BURG, "method", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    size_t lags = options->lags < 0 ? lag_rule(n, n / 2 - 1) : (size_t)options->lags;
    if (lags == 0)
        lags = 1;
    double *values = fs_scratch_doubles(&scratch, lags + 1);
    status = scratch.failed ? fs_no_memory(problem)
                            : partial(x, n, lags, options->method, &scratch, values, problem);
    if (status == FS_COMPUTE_OK) {
        double half = fs_norm_quantile(0.5 + 0.5 * options->confidence) / sqrt((double)n);
        for (size_t k = 0; k <= lags; k++) {
            if (result->values)
                result->values[k] = values[k];
            band(result->lower, result->upper, k, values[k], k == 0 ? 0 : half);
        }
        result->count = (int32_t)lags + 1;
    }
    fs_scratch_free(&scratch);
    return status;
}

int fs_ccf(const double *x, const double *y, size_t n, const struct fs_ccf_options *options,
           struct fs_ccf_result *result, struct fs_problem *problem)
{
    int status = check(x, n, "x", options->lags, n > 0 ? n - 1 : 0, 0.5, problem);
    if (status == FS_COMPUTE_OK)
        status = check(y, n, "y", options->lags, n - 1, 0.5, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t lags = options->lags < 0 ? lag_rule(n, n - 1) : (size_t)options->lags;
    double variance_x, variance_y, mean_x = mean_of(x, n), mean_y = mean_of(y, n);
    if (!fs_autocovariances(x, n, 0, 0, &variance_x))
        return no_variance("x", problem);
    if (!fs_autocovariances(y, n, 0, 0, &variance_y))
        return no_variance("y", problem);
    double scale = sqrt(variance_x) * sqrt(variance_y);
    for (size_t k = 0; k <= lags; k++) {
        double count = (double)(options->adjusted ? n - k : n);
        if (result->values)
            result->values[k] = cross(x, mean_x, y, mean_y, n, k) / count / scale;
        if (result->leads)
            result->leads[k] = cross(y, mean_y, x, mean_x, n, k) / count / scale;
    }
    result->count = (int32_t)lags + 1;
    return FS_COMPUTE_OK;
}
