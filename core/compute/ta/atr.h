/*
 * atr.h: average true range, as TA-Lib's ATR: Wilder's average of the true range, seeded with the mean of the
 * first `period` of them. The true range begins with the second bar, as it needs the close before.
 *
 * Missing values: skip (a bar of which any of the three is missing). Look-back: period. Equal to TA-Lib bit
 * for bit.
 */
#ifndef FINSMART_COMPUTE_ATR_H
#define FINSMART_COMPUTE_ATR_H

#include "compute/status.h"

struct fs_atr {
    int32_t period;
    int32_t seen;    /* true ranges so far, up to period; -1 before the first bar */
    double previous; /* the last close present */
    double value;    /* the average; until it is seeded the sum so far */
};

/* NaN-padded range of a series of bars. */
int fs_atr(const double *high, const double *low, const double *close, size_t length, int32_t period,
           double *out);
/* Leading values without output; -1 for a period out of range. */
int32_t fs_atr_lookback(int32_t period);
/* Bytes of a stream's state; 0 for a period out of range. */
size_t fs_atr_size(int32_t period);
int fs_atr_init(struct fs_atr *state, int32_t period);
/* The range with this bar as the newest; NaN until `period` true ranges are there. */
double fs_atr_update(struct fs_atr *state, double high, double low, double close);
/* 1 if `size` bytes at `state` are a state that fs_atr_update() may be given. */
int fs_atr_valid(const struct fs_atr *state, size_t size);

#endif
