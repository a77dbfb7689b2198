/*
 * factor_model.h: returns of many assets regressed on the same factors, and the covariance of the assets that
 * the model implies.
 */
#ifndef FINSMART_COMPUTE_FACTOR_MODEL_H
#define FINSMART_COMPUTE_FACTOR_MODEL_H

#include "compute/problem.h"

struct fs_factor_model_options {
    int32_t intercept;    /* 1: with alphas */
    int32_t covariance;   /* of the estimates: enum fs_ols_covariance (ols.h) */
    int32_t lags;         /* of HAC; -1: floor(4 (n / 100)^(2/9)) */
    int32_t small_sample; /* 1: HAC is multiplied by n / (n - k) */
};

struct fs_factor_model_result {
    double *alphas, *alpha_standard_errors, *alpha_t_values, *alpha_p_values; /* m; NaN without intercept */
    double *betas, *standard_errors, *t_values, *p_values; /* m x k: assets down, factors across */
    double *r_squared, *sigma;                             /* m: as fs_ols() has them */
    double *residuals;                                     /* n x m */
    double *factor_covariance;                             /* k x k, sample (ddof 1) */
    double *covariance;                                    /* m x m: B F B' + the diagonal of sigma^2 */
};

/* y has n rows and m columns (assets), x n rows and k columns (factors). Each asset is fs_ols() of its
 * column; p-values by t. */
int fs_factor_model(const double *y, const double *x, size_t n, size_t m, size_t k,
                    const struct fs_factor_model_options *options, struct fs_factor_model_result *result,
                    struct fs_problem *problem);

#endif
