/*
 * wma.h: weighted moving average: the newest of `period` values weighs `period`, the oldest 1.
 *
 * Missing values: window. Look-back: period - 1.
 */
#ifndef FINSMART_COMPUTE_WMA_H
#define FINSMART_COMPUTE_WMA_H

#include "compute/exact.h"
#include "compute/status.h"

struct fs_wma {
    int32_t period;
    int32_t at;               /* slot of the oldest value in `window` */
    int32_t run;              /* values present since the last missing one, up to period */
    int32_t reserved;         /* 0 */
    struct fs_exact sum;      /* of the window */
    struct fs_exact weighted; /* sum of weight * value */
    double window[];          /* the last `period` values, 0 for missing ones and before the first */
};

/* NaN-padded averages of a series. */
int fs_wma(const double *x, size_t length, int32_t period, double *out);
/* Leading values without output; -1 for a period out of range. */
int32_t fs_wma_lookback(int32_t period);
/* Bytes of a stream's state; 0 for a period out of range. */
size_t fs_wma_size(int32_t period);
int fs_wma_init(struct fs_wma *state, int32_t period);
/* The average with `x` as the newest value; NaN until `period` values are there. */
double fs_wma_update(struct fs_wma *state, double x);
/* 1 if `size` bytes at `state` are a state that fs_wma_update() may be given. */
int fs_wma_valid(const struct fs_wma *state, size_t size);

/* One step: every weight falls by one, which takes the sum away once; `x` comes with the weight `period`. */
static inline double fs_wma_step(struct fs_exact *sum, struct fs_exact *weighted, int32_t *run,
                                 int32_t period, double x, double old)
{
    double n = (double)period;
    struct fs_exact product = fs_exact_product(n, x);
    fs_exact_exchange(weighted, product.high, sum->high);
    weighted->low += product.low - sum->low;
    fs_exact_exchange(sum, x, old);
    *run += *run < period;
    return *run < period ? NAN : (weighted->high + weighted->low) / (n * (n + 1.0) / 2.0);
}

#endif
