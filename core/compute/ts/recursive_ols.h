/*
 * recursive_ols.h: the regression over a growing sample, its recursive residuals and the CUSUM tests of
 * constant coefficients (Brown, Durbin and Evans, JRSS B 1975).
 *
 * The recursive residual of observation t is its error of prediction from the observations before, divided by
 * its standard deviation in units of the disturbance: under constant coefficients they are independent with
 * equal variance. CUSUM adds them up, divided by their sample standard deviation (ddof 1, as Kraemer,
 * Ploberger and Alt 1988, R's strucchange and statsmodels). The p-value is the probability that a Brownian
 * motion crosses either line of the band, in the approximation of Zeileis (2000), p Values and Alternative
 * Boundaries for CUSUM Tests.
 */
#ifndef FINSMART_COMPUTE_RECURSIVE_OLS_H
#define FINSMART_COMPUTE_RECURSIVE_OLS_H

#include "compute/problem.h"

struct fs_recursive_ols_options {
    int32_t intercept; /* 1: with a constant */
    double level;      /* of the CUSUM band, between 0 and 1 */
};

struct fs_recursive_ols_result {
    int32_t start;             /* the first observation that has a recursive residual, counted from 1 */
    double *intercept;         /* n: over the observations so far; NaN until they determine it */
    double *coefficients;      /* n x k, likewise */
    double *residuals;         /* n: recursive; NaN before `start` */
    double *cusum, *band;      /* n: crossing +-band rejects constant coefficients at `level` */
    double *cusum_squares;     /* n: share of the sum of squares so far, from 0 to 1 */
    double statistic, p_value; /* largest |CUSUM| / (sqrt(m) (1 + 2 j / m)) over the m residuals */
};

/* y has n values, x n rows and k columns; at least two recursive residuals are needed (n of two more than the
 * coefficients). */
int fs_recursive_ols(const double *y, const double *x, size_t n, size_t k,
                     const struct fs_recursive_ols_options *options, struct fs_recursive_ols_result *result,
                     struct fs_problem *problem);

#endif
