/*
 * accbands.h: Headley's acceleration bands, as TA-Lib's ACCBANDS: means over `period` bars of the highs, moved up by four times
 * the bar's range over the sum of high and low, of the closes, and of the lows, moved down by as much.
 *
 * Sums keep their errors; TA-Lib's running sums drift. Missing values: window (a bar of which any price is missing).
 * Look-back: period - 1.
 */
#ifndef FINSMART_COMPUTE_ACCBANDS_H
#define FINSMART_COMPUTE_ACCBANDS_H

#include "compute/ta/moving.h"

struct fs_accbands {
    int32_t period;
    int32_t run; /* bars present in a row, up to period */
    struct fs_exact upper, middle, lower;
};

static inline void fs_accbands_start(struct fs_accbands *s, int32_t period)
{
    s->period = period;
}

static inline int fs_accbands_sane(const struct fs_accbands *s, int32_t window)
{
    return fs_period_valid(s->period, 2) && window == s->period + 1 && s->run >= 0 && s->run <= s->period;
}

static inline double fs_accbands_width(double high, double low)
{
    double sum = high + low;
    return fabs(sum) < 1e-14 ? 0.0 : 4.0 * (high - low) / sum;
}

static inline void fs_accbands_push(struct fs_accbands *s, const double *high, const double *low,
                                    const double *close, int32_t there, double *upper, double *middle,
                                    double *lower)
{
    (void)there;
    int32_t n = s->period, full = s->run == n;
    *upper = *middle = *lower = NAN;
    if (!(fs_present(high[0]) && fs_present(low[0]) && fs_present(close[0]))) {
        *s = (struct fs_accbands){.period = n};
        return;
    }
    s->run += !full;
    double width = fs_accbands_width(high[0], low[0]), old_high = 0.0, old_low = 0.0, old_close = 0.0;
    if (full) {
        double old = fs_accbands_width(high[-n], low[-n]);
        old_high = high[-n] * (1.0 + old);
        old_low = low[-n] * (1.0 - old);
        old_close = close[-n];
    }
    fs_exact_exchange(&s->upper, high[0] * (1.0 + width), old_high);
    fs_exact_exchange(&s->lower, low[0] * (1.0 - width), old_low);
    fs_exact_exchange(&s->middle, close[0], old_close);
    if (s->run < n)
        return;
    *upper = fs_exact_value(s->upper) / (double)n;
    *middle = fs_exact_value(s->middle) / (double)n;
    *lower = fs_exact_value(s->lower) / (double)n;
}

#endif
