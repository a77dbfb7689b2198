/*
 * midpoint.h: the middle between the highest and the lowest of a window, as TA-Lib's MIDPOINT (of values) and MIDPRICE (of
 * highs and lows), and Donchian's channel, which is both extremes and their middle.
 *
 * Missing values: window. Look-back: period - 1. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_MIDPOINT_H
#define FINSMART_COMPUTE_MIDPOINT_H

#include "compute/ta/span.h"

FS_SPAN_STATE(midpoint, 0, 2)
FS_SPAN_STATE(midprice, 0, 2)
FS_SPAN_STATE(donchian, 0, 1)

static inline double fs_midpoint_push(struct fs_midpoint *s, const double *x, int32_t there)
{
    (void)there;
    return fs_span_step(&s->span, x, x, fs_present(x[0])) ? fs_span_middle(&s->span, x, x) : NAN;
}

static inline double fs_midprice_push(struct fs_midprice *s, const double *high, const double *low,
                                      int32_t there)
{
    (void)there;
    return fs_span_step(&s->span, high, low, fs_present(high[0]) && fs_present(low[0]))
               ? fs_span_middle(&s->span, high, low)
               : NAN;
}

static inline void fs_donchian_push(struct fs_donchian *s, const double *high, const double *low,
                                    int32_t there, double *upper, double *middle, double *lower)
{
    (void)there;
    int full = fs_span_step(&s->span, high, low, fs_present(high[0]) && fs_present(low[0]));
    *upper = full ? high[-s->span.top] : NAN;
    *middle = full ? fs_span_middle(&s->span, high, low) : NAN;
    *lower = full ? low[-s->span.bottom] : NAN;
}

#endif
