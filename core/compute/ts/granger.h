/*
 * granger.h: whether the past of one series helps to predict another.
 */
#ifndef FINSMART_COMPUTE_GRANGER_H
#define FINSMART_COMPUTE_GRANGER_H

#include "compute/problem.h"

struct fs_granger_options {
    int32_t lags; /* the most, from 1 */
};

struct fs_granger_result {
    double statistic, p_value;   /* F with all lags */
    double *f, *f_p_value;       /* `lags` each, for 1, 2, ... lags: F(lags, df_residual) */
    double *chi2, *chi2_p_value; /* n (SSR restricted - SSR) / SSR */
    double *lr, *lr_p_value;     /* likelihood ratio */
    double *df_residual;
};

/* Granger, Econometrica 1969: do past values of x help to predict y beyond its own past? Regressions with an
 * intercept, each on the n - l observations that its lags leave. As statsmodels' grangercausalitytests([y,
 * x]). */
int fs_granger(const double *y, const double *x, size_t n, const struct fs_granger_options *options,
               struct fs_granger_result *result, struct fs_problem *problem);

#endif
