/*
 * rolling_std.h: standard deviation of the last `period` values; the variance is divided by period - ddof
 * (pandas' rolling().std() has ddof 1).
 *
 * Missing values: window. Look-back: period - 1.
 */
#ifndef FINSMART_COMPUTE_ROLLING_STD_H
#define FINSMART_COMPUTE_ROLLING_STD_H

#include "compute/stats/deviation.h"

struct fs_rolling_std {
    struct fs_deviation core;
    double window[]; /* the last `period` values, 0 for missing ones and before the first */
};

/* NaN-padded deviations of a series. */
int fs_rolling_std(const double *x, size_t length, int32_t period, int32_t ddof, double *out);
/* Leading values without output; -1 for a parameter out of range. */
int32_t fs_rolling_std_lookback(int32_t period, int32_t ddof);
/* Bytes of a stream's state; 0 for a parameter out of range. */
size_t fs_rolling_std_size(int32_t period, int32_t ddof);
int fs_rolling_std_init(struct fs_rolling_std *state, int32_t period, int32_t ddof);
/* The deviation with `x` as the newest value; NaN until `period` values are there. */
double fs_rolling_std_update(struct fs_rolling_std *state, double x);
/* 1 if `size` bytes at `state` are a state that fs_rolling_std_update() may be given. */
int fs_rolling_std_valid(const struct fs_rolling_std *state, size_t size);

#endif
