/*
 * rolling_ols.h: the regression of y on x over each window of the last observations, every one computed anew
 * by QR, so that values do not depend on where the series began and no error adds up.
 */
#ifndef FINSMART_COMPUTE_ROLLING_OLS_H
#define FINSMART_COMPUTE_ROLLING_OLS_H

#include "compute/problem.h"

struct fs_rolling_ols_options {
    int32_t period;    /* observations in a window, more than coefficients */
    int32_t intercept; /* 1: with a constant */
};

struct fs_rolling_ols_result {
    double *intercept,
        *intercept_standard_error;          /* n each; all arrays are NaN before the first full window */
    double *coefficients, *standard_errors; /* n x k */
    double *r_squared, *sigma;              /* n: as fs_ols() has them, over the window */
    int32_t singular;                       /* windows in which regressors depend on each other: NaN there */
};

/* y has n values, x n rows and k columns. R2 is about the mean with an intercept, about 0 without.
 * FS_COMPUTE_SHORT when n is below the window. */
int fs_rolling_ols(const double *y, const double *x, size_t n, size_t k,
                   const struct fs_rolling_ols_options *options, struct fs_rolling_ols_result *result,
                   struct fs_problem *problem);

#endif
