/*
 * sma.h: simple moving average, the mean of the last `period` values.
 *
 * Missing values: window. Look-back: period - 1. Correctly rounded but for the last bit: the running sum is
 * exact.
 */
#ifndef FINSMART_COMPUTE_SMA_H
#define FINSMART_COMPUTE_SMA_H

#include "compute/exact.h"
#include "compute/status.h"

struct fs_sma {
    int32_t period;
    int32_t at;          /* slot of the oldest value in `window` */
    int32_t run;         /* values present since the last missing one, up to period */
    int32_t reserved;    /* 0 */
    struct fs_exact sum; /* of the window */
    double window[];     /* the last `period` values, 0 for missing ones and before the first */
};

/* NaN-padded means of a series. */
int fs_sma(const double *x, size_t length, int32_t period, double *out);
/* Leading values without output; -1 for a period out of range. */
int32_t fs_sma_lookback(int32_t period);
/* Bytes of a stream's state; 0 for a period out of range. */
size_t fs_sma_size(int32_t period);
int fs_sma_init(struct fs_sma *state, int32_t period);
/* The mean with `x` as the newest value; NaN until `period` values are there. */
double fs_sma_update(struct fs_sma *state, double x);
/* 1 if `size` bytes at `state` are a state that fs_sma_update() may be given. */
int fs_sma_valid(const struct fs_sma *state, size_t size);

/* One step: `x` comes, `old` leaves. Both forms share it, which is what makes their bits equal. */
static inline double fs_sma_step(struct fs_exact *sum, int32_t *run, int32_t period, double x, double old)
{
    fs_exact_exchange(sum, x, old);
    if (__builtin_expect(*run < period, 0) && ++*run < period)
        return NAN;
    return (sum->high + sum->low) / (double)period;
}

/* fs_sma_update() for use inside other functions' loops. */
static inline double fs_sma_push(struct fs_sma *s, double x)
{
    double old = s->window[s->at];
    if (__builtin_expect(!fs_present(x), 0)) {
        x = 0.0;
        s->run = -1; /* the step makes it 0 */
    }
    s->window[s->at] = x;
    int32_t at = s->at + 1;
    s->at = at == s->period ? 0 : at;
    return fs_sma_step(&s->sum, &s->run, s->period, x, old);
}

#endif
