/*
 * rsi.h: relative strength index, as TA-Lib's RSI: Wilder's averages of gains and losses, seeded with the
 * means of the first `period` changes; 0 where nothing moved.
 *
 * Missing values: skip. Look-back: period. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_RSI_H
#define FINSMART_COMPUTE_RSI_H

#include "compute/status.h"

struct fs_rsi {
    int32_t period;
    int32_t seen;    /* changes so far, up to period; -1 before the first value */
    double previous; /* the last value present */
    double gain;     /* Wilder's average of gains; until it is seeded their sum */
    double loss;     /* the same of losses, positive */
};

/* NaN-padded index of a series, 0 to 100. */
int fs_rsi(const double *x, size_t length, int32_t period, double *out);
/* Leading values without output; -1 for a period out of range (2 to FS_PERIOD_MAX). */
int32_t fs_rsi_lookback(int32_t period);
/* Bytes of a stream's state; 0 for a period out of range. */
size_t fs_rsi_size(int32_t period);
int fs_rsi_init(struct fs_rsi *state, int32_t period);
/* The index with `x` as the newest value; NaN until `period` changes are there. */
double fs_rsi_update(struct fs_rsi *state, double x);
/* 1 if `size` bytes at `state` are a state that fs_rsi_update() may be given. */
int fs_rsi_valid(const struct fs_rsi *state, size_t size);

#endif
