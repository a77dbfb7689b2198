#include "compute/ts/engle_granger.h"

#include "compute/ts/fit.h"

static int cointegrating_regression(const double *y, const double *x, size_t n, size_t k, int32_t trend,
                                    struct fs_scratch *scratch, struct fs_fit *fit,
                                    struct fs_problem *problem)
{
    size_t columns = k + (size_t)trend;
    double *design = fs_scratch_doubles(scratch, n * columns), all = 0;
    int status = fs_fit_alloc(fit, scratch, n, columns, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    /* The intercept comes first, as the texts of singular designs expect; other terms of the trend last. */
    size_t first = trend > 0 ? 1 : 0;
    if (first)
        fs_trend_columns(design, n, n, 0);
    for (size_t i = 0; i < n * k; i++)
        design[n * first + i] = x[i];
    for (size_t i = 0; i < n; i++) {
        double t = (double)(i + 1);
        all += y[i] * y[i];
        for (size_t j = 1; j < (size_t)trend; j++)
            design[(k + j) * n + i] = j == 1 ? t : t * t;
    }
    struct fs_qr_names names = {.matrix = "x and trend", .intercept = trend > 0};
    status = fs_fit_run(fit, y, design, n, n, names, problem);
    if (status == FS_COMPUTE_OK && !(fit->ssr > 1e-20 * all))
        status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                "y is an exact combination of the columns of x; there is no spread to test");
    return status;
}

int fs_engle_granger(const double *y, const double *x, size_t n, size_t k,
                     const struct fs_engle_granger_options *options, struct fs_engle_granger_result *result,
                     struct fs_problem *problem)
{
    int status = fs_require_range(options->trend, FS_TREND_NONE, FS_TREND_QUADRATIC, "trend", problem);
    if (status == FS_COMPUTE_OK && k == 0)
        status = fs_problem_set(problem, FS_COMPUTE_SHORT, "x has no columns; expected at least one");
    if (status == FS_COMPUTE_OK)
        status = fs_require_varying(y, n, k + (size_t)options->trend + 4, "y", problem);
    if (status == FS_COMPUTE_OK && !x)
        status = fs_problem_set(problem, FS_COMPUTE_NULL, "x is not there");
    if (status == FS_COMPUTE_OK)
        status = fs_require_matrix(x, n, k, "x", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    struct fs_fit fit;
    status = cointegrating_regression(y, x, n, k, options->trend, &scratch, &fit, problem);
    if (status == FS_COMPUTE_OK) {
        struct fs_adf_options adf = {.trend = FS_TREND_NONE,
                                     .lags = options->lags,
                                     .criterion = options->criterion,
                                     .max_lags = options->max_lags};
        struct fs_adf_result test = {0};
        status = fs_adf(fit.residuals, n, &adf, &test, problem);
        size_t first = options->trend > 0 ? 1 : 0;
        result->statistic = test.statistic;
        result->lags = test.lags;
        result->p_value = fs_mackinnon_p(test.statistic, options->trend, k + 1);
        if (result->critical)
            fs_mackinnon_critical(result->critical, options->trend, k + 1, (double)(n - 1));
        result->intercept = first ? fit.coefficients[0] : NAN;
        for (size_t j = 0; j < k && result->coefficients; j++)
            result->coefficients[j] = fit.coefficients[j + first];
        for (size_t i = 0; i < n && result->residuals; i++)
            result->residuals[i] = fit.residuals[i];
    }
    fs_scratch_free(&scratch);
    return status;
}
