/*
 * kalman.h: the Kalman filter (1960) and the smoother of Rauch, Tung and Striebel (1965) for a linear
 * Gaussian model whose matrices are given (Durbin and Koopman 2012, chapters 4 to 6).
 *
 *   y[t] = design a[t] + e[t],  e with variance observation_covariance
 *   a[t+1] = transition a[t] + u[t],  u with variance state_covariance
 *
 * y has its m series across; NaN is missing, and what else was observed at that time still counts. The start
 * is that of the first time: initial_state (0 when left out) with initial_covariance. Without the latter it
 * is diffuse, that is, nothing is known of it: exactly (the limit of large variances), not by a large number.
 * Then the first values only settle the start; they enter the log-likelihood by the logarithm of their
 * diffuse variance, as in statsmodels' use_exact_diffuse. Values that are already certain (variance 0) tell
 * nothing and do not count.
 */
#ifndef FINSMART_COMPUTE_KALMAN_H
#define FINSMART_COMPUTE_KALMAN_H

#include "compute/problem.h"

struct fs_kalman_options {
    int32_t horizon; /* states and observations ahead, 0 to 10000 */
};

struct fs_kalman_result {
    double log_likelihood;
    int32_t observed; /* values that counted */
    int32_t diffuse;  /* of them, those that settled a diffuse start */
    /* n x k: given times up to that one; NaN while the state is still diffuse */
    double *filtered, *filtered_variance;
    double *smoothed, *smoothed_variance; /* n x k: given all times */
    /* n x m: y less its forecast one step before; NaN while diffuse */
    double *innovations, *innovation_variance;
    double *forecast, *forecast_variance; /* horizon x m: of y */
    /* k, k x k: of the state after the last time, given all; NaN if diffuse */
    double *last_state, *last_covariance;
};

/* At most 50 states and 50 series. FS_COMPUTE_DOMAIN for covariances that are not symmetric or have negative
 * variances. */
int fs_kalman(const double *y, const double *design, const double *transition, const double *state_covariance,
              const double *observation_covariance, const double *initial_state,
              const double *initial_covariance, size_t n, size_t m, size_t k,
              const struct fs_kalman_options *options, struct fs_kalman_result *result,
              struct fs_problem *problem);

#endif
