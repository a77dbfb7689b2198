/*
 * ema.h: exponential moving average, as TA-Lib's EMA: seeded with the mean of the first `period` values, then
 * value += (x - value) * 2 / (period + 1).
 *
 * Missing values: skip. Look-back: period - 1. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_EMA_H
#define FINSMART_COMPUTE_EMA_H

#include "compute/status.h"

struct fs_ema {
    int32_t period;
    int32_t seen; /* values present so far, up to period */
    double k;     /* weight of a new value */
    double value; /* the average; until it is seeded the sum so far */
};

/* NaN-padded averages of a series. */
int fs_ema(const double *x, size_t length, int32_t period, double *out);
/* Leading values without output; -1 for a period out of range. */
int32_t fs_ema_lookback(int32_t period);
/* Bytes of a stream's state; 0 for a period out of range. */
size_t fs_ema_size(int32_t period);
int fs_ema_init(struct fs_ema *state, int32_t period);
/* The average with `x` as the newest value; NaN until `period` values are there. */
double fs_ema_update(struct fs_ema *state, double x);
/* 1 if `size` bytes at `state` are a state that fs_ema_update() may be given. */
int fs_ema_valid(const struct fs_ema *state, size_t size);

/* fs_ema_update() for use inside other functions' loops. */
static inline double fs_ema_push(struct fs_ema *s, double x)
{
    if (__builtin_expect(!fs_present(x), 0))
        return NAN;
    if (__builtin_expect(s->seen < s->period, 0)) {
        s->value += x;
        if (++s->seen < s->period)
            return NAN;
        s->value /= (double)s->period;
        return s->value;
    }
    s->value = (x - s->value) * s->k + s->value;
    return s->value;
}

#endif
