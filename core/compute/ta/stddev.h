/*
 * stddev.h: standard deviation of the last `period` values, divided by the period (ddof 0), times `factor`:
 * TA-Lib's STDDEV without its cancellation and without its rule that a variance below 1e-14 is 0.
 *
 * Missing values: window. Look-back: period - 1.
 */
#ifndef FINSMART_COMPUTE_STDDEV_H
#define FINSMART_COMPUTE_STDDEV_H

#include "compute/stats/deviation.h"

struct fs_stddev {
    struct fs_deviation core;
    double factor;   /* the deviation is multiplied with it */
    double window[]; /* the last `period` values, 0 for missing ones and before the first */
};

/* NaN-padded deviations of a series; `factor` from -3e37 to 3e37. */
int fs_stddev(const double *x, size_t length, int32_t period, double factor, double *out);
/* Leading values without output; -1 for a parameter out of range. */
int32_t fs_stddev_lookback(int32_t period, double factor);
/* Bytes of a stream's state; 0 for a parameter out of range. */
size_t fs_stddev_size(int32_t period, double factor);
int fs_stddev_init(struct fs_stddev *state, int32_t period, double factor);
/* The deviation with `x` as the newest value; NaN until `period` values are there. */
double fs_stddev_update(struct fs_stddev *state, double x);
/* 1 if `size` bytes at `state` are a state that fs_stddev_update() may be given. */
int fs_stddev_valid(const struct fs_stddev *state, size_t size);

#endif
