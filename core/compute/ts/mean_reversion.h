/*
 * mean_reversion.h: how fast a spread returns to its mean: the Ornstein-Uhlenbeck process dx = kappa (mean -
 * x) dt + sigma dW, estimated by maximum likelihood from equally spaced values (its exact discrete form is an
 * autoregression of order one).
 *
 * kappa comes from log(1 + b), not from -b, where b is the slope of the changes on the levels: the two agree
 * only for slow reversion. Short samples make reversion look faster than it is.
 */
#ifndef FINSMART_COMPUTE_MEAN_REVERSION_H
#define FINSMART_COMPUTE_MEAN_REVERSION_H

#include "compute/problem.h"

struct fs_half_life_options {
    double dt; /* time between values, above 0; the unit of the results */
};

struct fs_half_life_result {
    double half_life; /* log(2) / kappa; infinite when the series does not revert (slope of 0 or more) */
    double kappa;     /* speed; not above 0 when the series does not revert */
    double mean;      /* level of reversion; NaN when the slope is 0 */
    double sigma;     /* volatility of the process, per square root of time */
    double deviation; /* standard deviation around the mean in the long run; NaN when it does not revert */
    double slope, t;  /* of the changes on the levels, and its t value (no t distribution: see fs_adf()) */
};

/* x has at least 4 values. FS_COMPUTE_DOMAIN for a constant series, and where the slope is -1 or less: such
 * values jump over their mean and belong to no such process. */
int fs_half_life(const double *x, size_t n, const struct fs_half_life_options *options,
                 struct fs_half_life_result *result, struct fs_problem *problem);

#endif
