/*
 * stoch.h: stochastic oscillator, as TA-Lib's STOCH with simple moving averages: where the close lies between
 * the lowest low and the highest high of the last `fast_k` bars, in percent, averaged over `slow_k` bars
 * (%K), and that averaged over `slow_d` bars (%D). Where high and low are equal it is 0.
 *
 * Missing values: window (a bar of which any of the three is missing). Look-back: fast_k + slow_k + slow_d
 * - 3.
 */
#ifndef FINSMART_COMPUTE_STOCH_H
#define FINSMART_COMPUTE_STOCH_H

#include "compute/status.h"

/* Followed in memory by struct fs_extreme for the highs and for the lows and struct fs_sma for %K and for %D.
 */
struct fs_stoch {
    int32_t fast_k;
    int32_t slow_k;
    int32_t slow_d;
    int32_t reserved; /* 0 */
};

/* NaN-padded %K and %D of a series of bars. */
int fs_stoch(const double *high, const double *low, const double *close, size_t length, int32_t fast_k,
             int32_t slow_k, int32_t slow_d, double *k, double *d);
/* Leading values without output; -1 for a period out of range. */
int32_t fs_stoch_lookback(int32_t fast_k, int32_t slow_k, int32_t slow_d);
/* Bytes of a stream's state; 0 for a period out of range. */
size_t fs_stoch_size(int32_t fast_k, int32_t slow_k, int32_t slow_d);
int fs_stoch_init(struct fs_stoch *state, int32_t fast_k, int32_t slow_k, int32_t slow_d);
/* %K and %D with this bar as the newest; NaN until both are there. */
void fs_stoch_update(struct fs_stoch *state, double high, double low, double close, double *k, double *d);
/* 1 if `size` bytes at `state` are a state that fs_stoch_update() may be given. */
int fs_stoch_valid(const struct fs_stoch *state, size_t size);

#endif
