/*
 * state_space.h: the Kalman filter and smoother of a linear Gaussian model with an exact diffuse start, one
 * observed value at a time (Durbin and Koopman 2012, chapters 4 to 6); what kalman.c and random_walk.c are
 * made of.
 *
 *   y[t] = Z[t] a[t] + e[t],  e with variance H;   a[t+1] = T a[t] + u[t],  u with variance Q
 *   a[1] has mean `start` and variance start_covariance + infinity * diffuse
 *
 * Arrays of states here have the k values of one time together.
 */
#ifndef FINSMART_COMPUTE_STATE_SPACE_H
#define FINSMART_COMPUTE_STATE_SPACE_H

#include "compute/scratch.h"

struct fs_state_space {
    size_t n, m, k;       /* times, observed series, states */
    const double *y;      /* n x m by columns; NaN is missing */
    const double *design; /* m x k by columns; that of time t at design + t * design_step */
    size_t design_step;
    const double *observation_covariance;   /* m x m */
    const double *transition;               /* k x k; NULL: identity */
    const double *state_covariance;         /* k x k */
    const double *start, *start_covariance; /* k, k x k */
    const double *diffuse;                  /* k x k, or NULL: the start is known */
};

struct fs_filtered {
    double log_f;   /* sum of log F over the values observed, of log F-infinity while that is above 0 */
    double squares; /* sum of v^2 / F over the others */
    size_t count, diffuse; /* values observed; of them, those taken up by the diffuse start */
    double *predicted, *predicted_covariance; /* (n + 1) x k and (n + 1) x k k: given the times before */
    double *predicted_diffuse;                /* (n + 1) x k k, its diffuse part; needed for smoothing */
    /* n x k and n x k k: given that time too; infinite parts are left out */
    double *filtered, *filtered_covariance;
};

/* Fills what is not NULL. 0 without memory. */
int fs_state_filter(const struct fs_state_space *model, struct fs_filtered *filtered,
                    struct fs_scratch *scratch);

/* The states given all times: n x k and n x k k, from the predicted ones. 0 without memory. */
int fs_state_smooth(const struct fs_state_space *model, const struct fs_filtered *filtered, double *smoothed,
                    double *smoothed_covariance, struct fs_scratch *scratch);

#endif
