/*
 * mavp.h: a moving average of any kind (average.h) whose period is another series, as TA-Lib's MAVP: each value is that of the
 * average with the period of that bar, cut to a whole number and kept between two bounds. All averages have their first value at
 * the same bar, that of the longest.
 *
 * Values count from the first bar that has a value and a period. Missing values: those of `x` as the averages do; a missing
 * period gives NaN and nothing else. Look-back: that of the average with the longest period. A stream holds an average for each
 * period between the bounds.
 */
#ifndef FINSMART_COMPUTE_MAVP_H
#define FINSMART_COMPUTE_MAVP_H

#include "compute/ta/average.h"

/* Followed in memory by a struct fs_average for each period from `low`, and by a struct fs_window. */
struct fs_mavp {
    int32_t low; /* shortest period */
    int32_t high;
    int32_t matype;
    int32_t seen; /* bars since the first with a value and a period */
};

/* NaN-padded averages; bounds given the wrong way round are exchanged. */
int fs_mavp(const double *x, const double *periods, size_t length, int32_t minperiod, int32_t maxperiod,
            int32_t matype, double *average);
/* Leading values without output; -1 for a parameter out of range. */
int32_t fs_mavp_lookback(int32_t minperiod, int32_t maxperiod, int32_t matype);
/* Bytes of a stream's state; 0 for a parameter out of range. */
size_t fs_mavp_size(int32_t minperiod, int32_t maxperiod, int32_t matype);
int fs_mavp_init(struct fs_mavp *state, int32_t minperiod, int32_t maxperiod, int32_t matype);
/* The average with `x` as the newest value; NaN in the look-back. */
double fs_mavp_update(struct fs_mavp *state, double x, double period);
/* 1 if `size` bytes at `state` are a state that fs_mavp_update() may be given. */
int fs_mavp_valid(const struct fs_mavp *state, size_t size);

#endif
