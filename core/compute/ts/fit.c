#include "compute/ts/fit.h"

int fs_fit_alloc(struct fs_fit *fit, struct fs_scratch *scratch, size_t rows, size_t columns,
                 struct fs_problem *problem)
{
    *fit = (struct fs_fit){.columns = columns};
    int status = fs_qr_alloc(&fit->qr, scratch, rows, columns);
    fit->coefficients = fs_scratch_doubles(scratch, columns);
    fit->inverse = fs_scratch_doubles(scratch, columns * columns);
    fit->residuals = fs_scratch_doubles(scratch, rows);
    return status != FS_COMPUTE_OK || scratch->failed ? fs_no_memory(problem) : FS_COMPUTE_OK;
}

int fs_fit_run(struct fs_fit *fit, const double *y, const double *x, size_t rows, size_t stride,
               struct fs_qr_names names, struct fs_problem *problem)
{
    int status = fs_qr_factor(&fit->qr, x, rows, stride, names, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    fit->rows = rows;
    fs_qr_solve(&fit->qr, y, fit->coefficients, fit->residuals);
    fs_qr_inverse(&fit->qr, fit->inverse);
    fit->ssr = 0;
    for (size_t i = 0; i < rows; i++)
        fit->ssr += fit->residuals[i] * fit->residuals[i];
    if (!isfinite(fit->ssr))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "the sum of squared residuals is too large for a number; scale the data down");
    return FS_COMPUTE_OK;
}

double fs_fit_standard_error(const struct fs_fit *fit, size_t j)
{
    return sqrt(fit->ssr / (double)(fit->rows - fit->columns) * fit->inverse[j * fit->columns + j]);
}

double fs_log_likelihood(double ssr, size_t rows)
{
    const double two_pi = 6.283185307179586476925;
    return -0.5 * (double)rows * (log(two_pi) + log(ssr / (double)rows) + 1.0);
}

int fs_require_matrix(const double *x, size_t rows, size_t columns, const char *name,
                      struct fs_problem *problem)
{
    for (size_t j = 0; j < columns; j++)
        for (size_t i = 0; i < rows; i++)
            if (!isfinite(x[j * rows + i]))
                return fs_problem_set(problem, FS_COMPUTE_MISSING,
                                      "row %zu of column %zu of %s is %s; expected a finite number", i + 1,
                                      j + 1, name, isnan(x[j * rows + i]) ? "missing" : "infinite");
    return FS_COMPUTE_OK;
}

int fs_require_range(int32_t value, int32_t min, int32_t max, const char *name, struct fs_problem *problem)
{
    if (value >= min && value <= max)
        return FS_COMPUTE_OK;
    return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "%s is %d; expected an integer from %d to %d", name,
                          value, min, max);
}

int fs_no_memory(struct fs_problem *problem)
{
    return fs_problem_set(problem, FS_COMPUTE_MEMORY, "there is no memory for this calculation");
}

size_t fs_trend_columns(double *x, size_t rows, size_t stride, int32_t order)
{
    size_t columns = (size_t)(order + 1);
    for (size_t j = 0; j < columns; j++)
        for (size_t i = 0; i < rows; i++) {
            double t = (double)(i + 1);
            x[j * stride + i] = j == 0 ? 1.0 : j == 1 ? t : t * t;
        }
    return columns;
}
