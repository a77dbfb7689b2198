/*
 * bbands.h: Bollinger bands: the mean of the last `period` values, and that mean plus and minus a number of
 * their standard deviations (ddof 0), as TA-Lib's BBANDS with a simple moving average.
 *
 * Missing values: window. Look-back: period - 1.
 */
#ifndef FINSMART_COMPUTE_BBANDS_H
#define FINSMART_COMPUTE_BBANDS_H

#include "compute/stats/deviation.h"

struct fs_bbands {
    struct fs_deviation core;
    double up;       /* deviations above the mean */
    double down;     /* deviations below it */
    double window[]; /* the last `period` values, 0 for missing ones and before the first */
};

/* NaN-padded bands of a series; `up` and `down` from -3e37 to 3e37. */
int fs_bbands(const double *x, size_t length, int32_t period, double up, double down, double *upper,
              double *middle, double *lower);
/* Leading values without output; -1 for a parameter out of range. */
int32_t fs_bbands_lookback(int32_t period, double up, double down);
/* Bytes of a stream's state; 0 for a parameter out of range. */
size_t fs_bbands_size(int32_t period, double up, double down);
int fs_bbands_init(struct fs_bbands *state, int32_t period, double up, double down);
/* The bands with `x` as the newest value; NaN until `period` values are there. */
void fs_bbands_update(struct fs_bbands *state, double x, double *upper, double *middle, double *lower);
/* 1 if `size` bytes at `state` are a state that fs_bbands_update() may be given. */
int fs_bbands_valid(const struct fs_bbands *state, size_t size);

#endif
