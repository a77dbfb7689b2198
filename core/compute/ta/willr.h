/*
 * willr.h: Williams' %R, as TA-Lib's WILLR: how far the close lies below the highest high of the last `period` bars, in
 * percent of their range, from -100 to 0; 0 where there is no range.
 *
 * Missing values: window (a bar of which any price is missing). Look-back: period - 1. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_WILLR_H
#define FINSMART_COMPUTE_WILLR_H

#include "compute/ta/span.h"

FS_SPAN_STATE(willr, 0, 2)

static inline double fs_willr_push(struct fs_willr *s, const double *high, const double *low,
                                   const double *close, int32_t there)
{
    (void)there;
    if (!fs_span_step(&s->span, high, low, fs_present(high[0]) && fs_present(low[0]) && fs_present(close[0])))
        return NAN;
    double highest = high[-s->span.top], range = (highest - low[-s->span.bottom]) / -100.0;
    return range != 0.0 ? (highest - close[0]) / range : 0.0;
}

#endif
