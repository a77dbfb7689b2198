#include "compute/ts/rolling_ols.h"

#include "compute/ts/fit.h"

static int check(const double *y, const double *x, size_t n, size_t k, const struct fs_rolling_ols_options *o,
                 struct fs_problem *problem)
{
    if (!y || (k > 0 && !x))
        return fs_problem_set(problem, FS_COMPUTE_NULL, "%s is not there", y ? "x" : "y");
    size_t p = k + (o->intercept != 0);
    if (p == 0)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "there is neither a regressor nor an intercept");
    if (p >= FS_PERIOD_MAX)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "x has %zu columns; expected fewer than %d", k,
                              FS_PERIOD_MAX);
    int status = fs_require_range(o->period, (int32_t)p + 1, FS_PERIOD_MAX, "period", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (n < (size_t)o->period)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "y has %zu observations; the period needs %d", n,
                              o->period);
    status = fs_require_finite(y, n, "y", problem);
    return status == FS_COMPUTE_OK ? fs_require_matrix(x, n, k, "x", problem) : status;
}

static void put(double *to, size_t at, double value)
{
    if (to)
        to[at] = value;
}

static double total(const double *y, size_t n, int about_mean)
{
    double mean = 0, sum = 0;
    for (size_t i = 0; about_mean && i < n; i++)
        mean += y[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        sum += (y[i] - mean) * (y[i] - mean);
    return sum;
}

/* Row `at` of the results: the regression when `fitted`, otherwise NaN. */
static void store(const struct fs_fit *fit, size_t at, size_t n, size_t k, int intercept, double all,
                  int fitted, struct fs_rolling_ols_result *r)
{
    size_t first = intercept ? 1 : 0;
    put(r->intercept, at, fitted && intercept ? fit->coefficients[0] : NAN);
    put(r->intercept_standard_error, at, fitted && intercept ? fs_fit_standard_error(fit, 0) : NAN);
    for (size_t j = 0; j < k; j++) {
        put(r->coefficients, j * n + at, fitted ? fit->coefficients[j + first] : NAN);
        put(r->standard_errors, j * n + at, fitted ? fs_fit_standard_error(fit, j + first) : NAN);
    }
    put(r->r_squared, at, fitted && all > 0 ? 1.0 - fit->ssr / all : NAN);
    put(r->sigma, at, fitted ? sqrt(fit->ssr / (double)(fit->rows - fit->columns)) : NAN);
}

int fs_rolling_ols(const double *y, const double *x, size_t n, size_t k,
                   const struct fs_rolling_ols_options *options, struct fs_rolling_ols_result *result,
                   struct fs_problem *problem)
{
    int status = check(y, x, n, k, options, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    size_t window = (size_t)options->period, first = options->intercept ? 1 : 0, p = k + first;
    double *design = fs_scratch_doubles(&scratch, n * p);
    struct fs_fit fit;
    status = fs_fit_alloc(&fit, &scratch, window, p, problem);
    result->singular = 0;
    if (status == FS_COMPUTE_OK) {
        for (size_t i = 0; i < n * p; i++)
            design[i] = i < n * first ? 1.0 : x[i - n * first];
        for (size_t i = 0; i + 1 < window; i++)
            store(&fit, i, n, k, options->intercept, 0, 0, result);
    }
    for (size_t end = window; status == FS_COMPUTE_OK && end <= n; end++) {
        const double *from = y + (end - window);
        struct fs_qr_names names = {.matrix = "x", .intercept = options->intercept};
        status = fs_fit_run(&fit, from, design + (end - window), window, n, names, problem);
        int singular = status == FS_COMPUTE_SINGULAR;
        if (status != FS_COMPUTE_OK && !singular)
            break;
        status = FS_COMPUTE_OK;
        result->singular += singular;
        store(&fit, end - 1, n, k, options->intercept, total(from, window, options->intercept), !singular,
              result);
    }
    fs_scratch_free(&scratch);
    return status;
}
