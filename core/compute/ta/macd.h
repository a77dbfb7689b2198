/*
 * macd.h: moving average convergence and divergence, as TA-Lib's MACD: the difference of a fast and a slow
 * EMA, the EMA of that (the signal), and the difference of both (the histogram). The fast average is seeded
 * with the end of the slow one's window, so that both begin on the same bar. Periods given the wrong way
 * round are exchanged.
 *
 * Missing values: skip. Look-back of all three: max(fast, slow) + signal - 2. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_MACD_H
#define FINSMART_COMPUTE_MACD_H

#include "compute/ta/ema.h"

struct fs_macd {
    int32_t fast;
    int32_t slow;
    int32_t seen;     /* values present so far, up to slow */
    int32_t reserved; /* 0 */
    double fast_k;    /* weights of a new value */
    double slow_k;
    double fast_value; /* the averages; until they are seeded the sums so far */
    double slow_value;
    struct fs_ema line; /* of the signal */
};

/* NaN-padded series of the three. */
int fs_macd(const double *x, size_t length, int32_t fast, int32_t slow, int32_t signal, double *macd,
            double *signal_line, double *histogram);
/* Leading values without output; -1 for a period out of range (fast and slow from 2, signal from 1). */
int32_t fs_macd_lookback(int32_t fast, int32_t slow, int32_t signal);
/* Bytes of a stream's state; 0 for a period out of range. */
size_t fs_macd_size(int32_t fast, int32_t slow, int32_t signal);
int fs_macd_init(struct fs_macd *state, int32_t fast, int32_t slow, int32_t signal);
/* The three with `x` as the newest value; NaN until all are there. */
void fs_macd_update(struct fs_macd *state, double x, double *macd, double *signal_line, double *histogram);
/* 1 if `size` bytes at `state` are a state that fs_macd_update() may be given. */
int fs_macd_valid(const struct fs_macd *state, size_t size);

/* fs_macd_update() for use inside other functions' loops. */
static inline void fs_macd_push(struct fs_macd *s, double x, double *macd, double *signal_line,
                                double *histogram)
{
    *macd = *signal_line = *histogram = NAN;
    if (__builtin_expect(!fs_present(x), 0))
        return;
    if (__builtin_expect(s->seen < s->slow, 0)) {
        s->slow_value += x;
        if (s->seen >= s->slow - s->fast)
            s->fast_value += x;
        if (++s->seen < s->slow)
            return;
        s->slow_value /= (double)s->slow;
        s->fast_value /= (double)s->fast;
    } else {
        s->fast_value = (x - s->fast_value) * s->fast_k + s->fast_value;
        s->slow_value = (x - s->slow_value) * s->slow_k + s->slow_value;
    }
    double difference = s->fast_value - s->slow_value, line = fs_ema_push(&s->line, difference);
    if (line == line) {
        *macd = difference;
        *signal_line = line;
        *histogram = difference - line;
    }
}

#endif
