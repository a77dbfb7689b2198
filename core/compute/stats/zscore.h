/*
 * zscore.h: how many standard deviations a value lies above the mean of the last `period` values, itself
 * included; NaN where these are all equal.
 *
 * Missing values: window. Look-back: period - 1.
 */
#ifndef FINSMART_COMPUTE_ZSCORE_H
#define FINSMART_COMPUTE_ZSCORE_H

#include "compute/stats/deviation.h"

struct fs_zscore {
    struct fs_deviation core;
    double window[]; /* the last `period` values, 0 for missing ones and before the first */
};

/* NaN-padded scores of a series. */
int fs_zscore(const double *x, size_t length, int32_t period, int32_t ddof, double *out);
/* Leading values without output; -1 for a parameter out of range. */
int32_t fs_zscore_lookback(int32_t period, int32_t ddof);
/* Bytes of a stream's state; 0 for a parameter out of range. */
size_t fs_zscore_size(int32_t period, int32_t ddof);
int fs_zscore_init(struct fs_zscore *state, int32_t period, int32_t ddof);
/* The score of `x` as the newest value; NaN until `period` values are there. */
double fs_zscore_update(struct fs_zscore *state, double x);
/* 1 if `size` bytes at `state` are a state that fs_zscore_update() may be given. */
int fs_zscore_valid(const struct fs_zscore *state, size_t size);

#endif
