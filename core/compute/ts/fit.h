/*
 * fit.h: one ordinary least squares regression inside a test, with memory that may be used again.
 */
#ifndef FINSMART_COMPUTE_FIT_H
#define FINSMART_COMPUTE_FIT_H

#include "compute/linear/qr.h"

struct fs_fit {
    struct fs_qr qr;
    size_t rows, columns;
    double *coefficients, *inverse; /* columns; columns x columns, (X'X)^-1 */
    double *residuals;              /* rows */
    double ssr;                     /* sum of squared residuals */
};

/* FS_COMPUTE_MEMORY with a text when there is none. */
int fs_fit_alloc(struct fs_fit *fit, struct fs_scratch *scratch, size_t rows, size_t columns,
                 struct fs_problem *problem);
/* Regresses y on x (columns `stride` apart). */
int fs_fit_run(struct fs_fit *fit, const double *y, const double *x, size_t rows, size_t stride,
               struct fs_qr_names names, struct fs_problem *problem);
/* The standard error of coefficient j with residual variance ssr / (rows - columns). */
double fs_fit_standard_error(const struct fs_fit *fit, size_t j);
/* Gaussian log-likelihood at variance ssr / rows. */
double fs_log_likelihood(double ssr, size_t rows);

/* As fs_require_finite() for a matrix; the text tells row and column. */
int fs_require_matrix(const double *x, size_t rows, size_t columns, const char *name,
                      struct fs_problem *problem);
/* FS_COMPUTE_PARAMETER with a text unless min <= value <= max. */
int fs_require_range(int32_t value, int32_t min, int32_t max, const char *name, struct fs_problem *problem);
/* Out of memory, in words. */
int fs_no_memory(struct fs_problem *problem);

/* Columns of deterministic terms written behind each other, `stride` apart: 1, t, t^2 for order 0, 1, 2 (none
 * for -1), with t = 1 in the first row. Returns how many. */
size_t fs_trend_columns(double *x, size_t rows, size_t stride, int32_t order);

#endif
