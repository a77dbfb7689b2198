/*
 * variance_ratio.h: the test of Lo and MacKinlay (Review of Financial Studies 1988) whether prices follow a
 * random walk: the variance of returns over q periods is q times that over one. Formulas and corrections as
 * in Campbell, Lo and MacKinlay (1997), 2.4.3.
 */
#ifndef FINSMART_COMPUTE_VARIANCE_RATIO_H
#define FINSMART_COMPUTE_VARIANCE_RATIO_H

#include "compute/problem.h"

struct fs_variance_ratio_options {
    int32_t lags;     /* q, from 2 */
    int32_t drift;    /* 1: the mean return is taken out */
    int32_t robust;   /* 1: variance that holds under heteroskedasticity (overlapping only) */
    int32_t debiased; /* 1: unbiased variances (overlapping only) */
    /* 1: all q-period returns; 0: every q-th, without prices that fill no block at the end */
    int32_t overlap;
};

struct fs_variance_ratio_result {
    double ratio;              /* above 1: trends, below 1: reversals */
    double statistic, p_value; /* standard normal, two-sided */
    double variance;           /* of sqrt(n) (ratio - 1) */
    int32_t used;              /* one-period returns */
};

/* y holds levels, usually logarithms of prices. At least 2 q values, and q + 2. */
int fs_variance_ratio(const double *y, size_t n, const struct fs_variance_ratio_options *options,
                      struct fs_variance_ratio_result *result, struct fs_problem *problem);

#endif
