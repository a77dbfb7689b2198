/*
 * engle_granger.h: whether a series and others with unit roots share a trend, by the residuals of their
 * regression.
 */
#ifndef FINSMART_COMPUTE_ENGLE_GRANGER_H
#define FINSMART_COMPUTE_ENGLE_GRANGER_H

#include "compute/problem.h"
#include "compute/ts/unit_root.h"

struct fs_engle_granger_options {
    int32_t trend;     /* enum fs_trend: of the cointegrating regression */
    int32_t lags;      /* of the test of its residuals; -1: chosen by the criterion */
    int32_t criterion; /* enum fs_lag_criterion */
    int32_t max_lags;  /* as fs_adf() */
};

struct fs_engle_granger_result {
    double statistic, p_value; /* tau of the residuals; MacKinnon (1994), NaN for more than 5 regressors */
    /* at 1, 5 and 10 %, MacKinnon (2010), for n - 1 observations; NaN without a trend term */
    double *critical;
    int32_t lags;
    double intercept;     /* NaN without */
    double *coefficients; /* k: y = intercept + trend + x coefficients + residual */
    double *residuals;    /* n: the spread */
};

/* Engle and Granger, Econometrica 1987: y on x by least squares, then fs_adf() without deterministic terms on
 * the residuals; a p-value below 0.05 speaks for cointegration. As statsmodels' coint. x has n rows and k
 * columns. */
int fs_engle_granger(const double *y, const double *x, size_t n, size_t k,
                     const struct fs_engle_granger_options *options, struct fs_engle_granger_result *result,
                     struct fs_problem *problem);

#endif
