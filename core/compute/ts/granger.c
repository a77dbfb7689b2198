#include "compute/ts/granger.h"

#include "compute/stats/distributions.h"
#include "compute/ts/fit.h"
#include "compute/ts/unit_root.h"

/* Sums of squared residuals without and with the lags of x, of y at `lags` lags. */
static int granger_pair(const double *y, const double *x, size_t n, size_t lags, double ssr[2],
                        struct fs_problem *problem)
{
    struct fs_scratch scratch = {0};
    size_t rows = n - lags, columns = 2 * lags + 1;
    double *design = fs_scratch_doubles(&scratch, rows * columns);
    int status = scratch.failed ? fs_no_memory(problem) : FS_COMPUTE_OK;
    for (size_t i = 0; status == FS_COMPUTE_OK && i < rows; i++) {
        design[i] = 1.0;
        for (size_t l = 1; l <= lags; l++) {
            design[l * rows + i] = y[i + lags - l];
            design[(lags + l) * rows + i] = x[i + lags - l];
        }
    }
    for (int joint = 0; status == FS_COMPUTE_OK && joint < 2; joint++) {
        struct fs_fit fit;
        status = fs_fit_alloc(&fit, &scratch, rows, joint ? columns : lags + 1, problem);
        if (status == FS_COMPUTE_OK)
            status = fs_fit_run(&fit, y + lags, design, rows, rows, (struct fs_qr_names){0}, problem);
        if (status == FS_COMPUTE_OK)
            ssr[joint] = fit.ssr;
    }
    fs_scratch_free(&scratch);
    return status;
}

static void put(double *to, size_t at, double value)
{
    if (to)
        to[at] = value;
}

int fs_granger(const double *y, const double *x, size_t n, const struct fs_granger_options *options,
               struct fs_granger_result *result, struct fs_problem *problem)
{
    int status = fs_require_range(options->lags, 1, FS_PERIOD_MAX, "lags", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t most = (size_t)options->lags;
    status = fs_require_varying(y, n, 3 * most + 2, "y", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_varying(x, n, 3 * most + 2, "x", problem);
    for (size_t lags = 1; status == FS_COMPUTE_OK && lags <= most; lags++) {
        double ssr[2], all = 0, rows = (double)(n - lags), k = (double)lags, df = rows - 2.0 * k - 1.0;
        status = granger_pair(y, x, n, lags, ssr, problem);
        if (status != FS_COMPUTE_OK)
            break;
        for (size_t i = lags; i < n; i++)
            all += y[i] * y[i];
        if (!(ssr[1] > 1e-24 * all))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "%zu lags predict y exactly; the test is not defined", lags);
        double f = (ssr[0] - ssr[1]) / ssr[1] / k * df, chi2 = rows * (ssr[0] - ssr[1]) / ssr[1],
               lr = rows * log(ssr[0] / ssr[1]);
        result->statistic = f;
        result->p_value = fs_f_sf(f, k, df);
        put(result->f, lags - 1, f);
        put(result->f_p_value, lags - 1, result->p_value);
        put(result->chi2, lags - 1, chi2);
        put(result->chi2_p_value, lags - 1, fs_chi2_sf(chi2, k));
        put(result->lr, lags - 1, lr);
        put(result->lr_p_value, lags - 1, fs_chi2_sf(lr, k));
        put(result->df_residual, lags - 1, df);
    }
    return status;
}
