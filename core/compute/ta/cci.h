/*
 * cci.h: commodity channel index, as TA-Lib's CCI: how far the typical price lies from its mean over `period` bars, in units
 * of 0.015 of the mean distance; 0 where either distance is 0.
 *
 * TA-Lib adds up the window in the order of the slots of its ring, so that the newest value's place goes round; the sums here
 * follow it. Missing values: window (a bar of which any price is missing). Look-back: period - 1. Equal to TA-Lib bit for bit
 * (after a missing bar, to TA-Lib given the bars since).
 */
#ifndef FINSMART_COMPUTE_CCI_H
#define FINSMART_COMPUTE_CCI_H

#include "compute/form.h"

#define FS_CCI_NEAR 64 /* bars whose typical prices find room beside the sums */

struct fs_cci {
    int32_t period;
    int32_t run;  /* bars present in a row, up to period */
    int32_t slot; /* the newest bar's slot in TA-Lib's ring */
    int32_t reserved;
};

static inline void fs_cci_start(struct fs_cci *s, int32_t period)
{
    s->period = period;
}

static inline int fs_cci_sane(const struct fs_cci *s, int32_t window)
{
    return fs_period_valid(s->period, 2) && window == s->period && s->run >= 0 && s->run <= window &&
           s->slot >= 0 && s->slot < window;
}

static inline double fs_cci_typical(const double *high, const double *low, const double *close, int32_t ago)
{
    return (high[-ago] + low[-ago] + close[-ago]) / 3.0;
}

static inline double fs_cci_push(struct fs_cci *s, const double *high, const double *low, const double *close,
                                 int32_t there)
{
    (void)there;
    int32_t run = s->run, n = s->period;
    int full = fs_run(&s->run, n, fs_present(high[0]) && fs_present(low[0]) && fs_present(close[0]));
    s->slot = run == 0 || s->slot + 1 == n ? 0 : s->slot + 1;
    if (!full)
        return NAN;
    double room[FS_CCI_NEAR], sum = 0.0, distance = 0.0;
    const double *near = n <= FS_CCI_NEAR ? room : NULL;
    for (int32_t i = 0; near && i < n; i++) /* each is made once where there is room */
        room[i] = fs_cci_typical(high, low, close, n - 1 - i);
    int32_t first = n - 1 - s->slot; /* the bar in TA-Lib's first slot, counted from the oldest */
    for (int32_t i = first; i < n; i++)
        sum += near ? near[i] : fs_cci_typical(high, low, close, n - 1 - i);
    for (int32_t i = 0; i < first; i++)
        sum += near ? near[i] : fs_cci_typical(high, low, close, n - 1 - i);
    double mean = sum / (double)n;
    for (int32_t i = first; i < n; i++)
        distance += fabs((near ? near[i] : fs_cci_typical(high, low, close, n - 1 - i)) - mean);
    for (int32_t i = 0; i < first; i++)
        distance += fabs((near ? near[i] : fs_cci_typical(high, low, close, n - 1 - i)) - mean);
    double now = fs_cci_typical(high, low, close, 0) - mean;
    return now != 0.0 && distance != 0.0 ? now / (0.015 * (distance / (double)n)) : 0.0;
}

#endif
