/*
 * aroon.h: how long ago the extremes of the last period + 1 bars were, as TA-Lib's AROON (100 when an extreme is now, 0 when
 * it is `period` bars ago) and AROONOSC (up less down). Of equal extremes the newest counts.
 *
 * Missing values: window (of high or low). Look-back: period. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_AROON_H
#define FINSMART_COMPUTE_AROON_H

#include "compute/ta/span.h"

FS_SPAN_STATE(aroon, 1, 2)
FS_SPAN_STATE(aroonosc, 1, 2)

static inline void fs_aroon_push(struct fs_aroon *s, const double *high, const double *low, int32_t there,
                                 double *down, double *up)
{
    (void)there;
    *down = *up = NAN;
    if (!fs_span_step(&s->span, high, low, fs_present(high[0]) && fs_present(low[0])))
        return;
    int32_t period = s->span.period - 1;
    double factor = 100.0 / (double)period;
    *up = factor * (double)(period - s->span.top);
    *down = factor * (double)(period - s->span.bottom);
}

static inline double fs_aroonosc_push(struct fs_aroonosc *s, const double *high, const double *low,
                                      int32_t there)
{
    (void)there;
    if (!fs_span_step(&s->span, high, low, fs_present(high[0]) && fs_present(low[0])))
        return NAN;
    return 100.0 / (double)(s->span.period - 1) * (double)(s->span.bottom - s->span.top);
}

#endif
