/*
 * random_walk.h: regressions whose coefficients are random walks, by the Kalman filter with an exact diffuse
 * start; the variances by maximum likelihood (Harvey 1989; Durbin and Koopman 2012).
 *
 *   y[t] = b[t]' x[t] + e[t],  b[t+1] = b[t] + u[t],
 *
 * where e has variance sigma2, and u of coefficient i variance walk[i].
 *
 * The local level model is that with x = 1. A walk whose variance comes out as nothing (below 1e-8 of the
 * noise in units of y) is a constant coefficient, and told in `boundary`. Filtered values know the past and
 * the present only, smoothed ones all times. y or x that are missing at a time make that time tell nothing.
 */
#ifndef FINSMART_COMPUTE_RANDOM_WALK_H
#define FINSMART_COMPUTE_RANDOM_WALK_H

#include "compute/problem.h"

struct fs_dynamic_beta_options {
    int32_t constant;   /* 1: the first coefficient is that of a constant */
    double sigma2;      /* variance of e; NaN: estimate */
    const double *walk; /* variances of the walks, NULL: estimate; given with sigma2 */
    size_t walk_length; /* columns of x, and one for the constant, which comes first */
};

struct fs_dynamic_beta_result {
    double sigma2;
    double *walk;                    /* K = k + constant */
    double log_likelihood, aic, bic; /* criteria count the variances estimated and the coefficients */
    int32_t boundary; /* 0, or the sum of 1: the variance of a walk is 0; 2: that of the noise is */
    int32_t iterations;
    double *beta, *beta_error;         /* n x K: filtered, with standard errors; NaN until they are settled */
    double *smoothed, *smoothed_error; /* n x K */
    double *residuals;                 /* n: y less its forecast one step before; NaN until there is one */
};

/* y of n, x of n x k. At least K + 3 times at which nothing is missing, more than parameters. */
int fs_dynamic_beta(const double *y, const double *x, size_t n, size_t k,
                    const struct fs_dynamic_beta_options *options, struct fs_dynamic_beta_result *result,
                    struct fs_problem *problem);

struct fs_local_level_options {
    double sigma2;   /* variance of the noise; NaN: estimate */
    double walk;     /* of the level's steps; NaN: estimate; given with sigma2 */
    int32_t horizon; /* 1 to 10000 */
    double level;    /* of the intervals, between 0 and 1 */
};

struct fs_local_level_result {
    double sigma2, walk, ratio; /* ratio: walk / sigma2 */
    double log_likelihood, aic, bic;
    int32_t boundary; /* 0, or 1: the level is constant, or 2: there is no noise */
    int32_t iterations;
    double *filtered, *filtered_error, *smoothed, *smoothed_error; /* n */
    double *residuals;                                             /* n */
    double *forecast, *lower, *upper;                              /* horizon: of y */
};

int fs_local_level(const double *y, size_t n, const struct fs_local_level_options *options,
                   struct fs_local_level_result *result, struct fs_problem *problem);

#endif
