/*
 * nearest.h: the nearest matrix that has no negative eigenvalues.
 *
 * Correlations of pairs from different rows, or as someone wishes them to be, need not be those of any assets: the matrix
 * then has negative eigenvalues, and portfolios with a variance below 0. What is given instead is the nearest in Frobenius'
 * norm among those with a diagonal of 1 and eigenvalues of at least a floor, by alternating projections on both with
 * Dykstra's correction (Higham 2002, IMA Journal of Numerical Analysis 22).
 */
#ifndef FINSMART_COMPUTE_STATS_NEAREST_H
#define FINSMART_COMPUTE_STATS_NEAREST_H

#include "compute/problem.h"

/* correlation: of a diagonal of 1. covariance: the diagonal stays, and its correlations become the nearest. any: the diagonal
 * may change too, which takes one projection. */
enum fs_stats_nearest_kind { FS_NEAREST_COVARIANCE, FS_NEAREST_CORRELATION, FS_NEAREST_ANY };
struct fs_stats_nearest_psd_options {
    int32_t kind;
    double floor;       /* 0 to 1: least eigenvalue of the correlations; of the matrix itself for any */
    double tolerance;   /* above 0, at most 0.01: greatest change of a correlation in the last round */
    int32_t iterations; /* rounds at most, from 1 */
};
struct fs_stats_nearest_psd_result {
    double *matrix;  /* k x k */
    double distance; /* Frobenius' norm of matrix less what was given */
    double smallest; /* eigenvalue before: of the correlations, for any of the matrix */
    double change;   /* of a correlation in the last round; 0 without rounds */
    int32_t iterations;
};
/* `matrix` is k x k and symmetric. One without eigenvalues below the floor comes back as it is. FS_COMPUTE_DOMAIN for a
 * variance below 0; a variance of 0 has covariances of 0. */
int fs_stats_nearest_psd(const double *matrix, size_t k, const struct fs_stats_nearest_psd_options *options,
                         struct fs_stats_nearest_psd_result *result, struct fs_problem *problem);

/* The same of `c` (k x k, symmetric) in place, as a correlation matrix: options->kind is not looked at, result->matrix may be NULL
 * and is not written. */
int fs_nearest_correlation(double *c, size_t k, const struct fs_stats_nearest_psd_options *options,
                           struct fs_stats_nearest_psd_result *result, struct fs_problem *problem);

/* FS_COMPUTE_OK if `a` (k x k) is finite and symmetric, but for rounding. */
int fs_require_symmetric(const double *a, size_t k, const char *name, struct fs_problem *problem);

#endif
