/*
 * ultosc.h: Williams' ultimate oscillator, as TA-Lib's ULTOSC: buying pressure (the close less the lower of the low and the
 * close before) over the true range, summed over three windows of which the shortest weighs 4, the longest 1; in percent.
 * A window without any range adds nothing.
 *
 * Sums keep their errors; TA-Lib's running sums drift. Missing values: window (a bar of which any price is missing).
 * Look-back: the longest period.
 */
#ifndef FINSMART_COMPUTE_ULTOSC_H
#define FINSMART_COMPUTE_ULTOSC_H

#include "compute/ta/moving.h"

struct fs_ultosc {
    int32_t period[3]; /* rising */
    int32_t run;       /* bars in a row, up to the longest period + 2 */
    int32_t moved[3];  /* bars with a range in each window */
    int32_t reserved;
    struct fs_exact pressure[3], range[3];
};

static inline void fs_ultosc_start(struct fs_ultosc *s, int32_t period1, int32_t period2, int32_t period3)
{
    int32_t low = period1 < period2 ? period1 : period2, high = period1 < period2 ? period2 : period1;
    s->period[0] = low < period3 ? low : period3;
    s->period[1] = period3 < low ? low : period3 < high ? period3 : high;
    s->period[2] = high > period3 ? high : period3;
}

static inline int fs_ultosc_sane(const struct fs_ultosc *s, int32_t window)
{
    for (int i = 0; i < 3; i++)
        if (!fs_period_valid(s->period[i], 1) || s->period[i] > s->period[2])
            return 0;
    for (int i = 0; i < 3; i++)
        if (s->moved[i] < 0 || s->moved[i] > s->period[2])
            return 0;
    return window == s->period[2] + 2 && s->run >= 0 && s->run <= s->period[2] + 1;
}

static inline double fs_ultosc_range(const double *high, const double *low, const double *close,
                                     double *pressure)
{
    double before = close[-1], range = high[0] - low[0];
    double above = fabs(before - high[0]), below = fabs(before - low[0]);
    range = above > range ? above : range;
    range = below > range ? below : range;
    *pressure = close[0] - (low[0] < before ? low[0] : before);
    return range;
}

static inline double fs_ultosc_push(struct fs_ultosc *s, const double *high, const double *low,
                                    const double *close, int32_t there)
{
    (void)there;
    if (!(fs_present(high[0]) && fs_present(low[0]) && fs_present(close[0]))) {
        *s = (struct fs_ultosc){.period = {s->period[0], s->period[1], s->period[2]}};
        return NAN;
    }
    int32_t changes = s->run; /* bars that have one before them, with this one */
    s->run += s->run <= s->period[2];
    if (changes == 0)
        return NAN;
    double pressure, old_pressure, range = fs_ultosc_range(high, low, close, &pressure), total = 0.0;
    for (int i = 0; i < 3; i++) {
        int32_t n = s->period[i];
        double old = old_pressure = 0.0;
        if (changes > n)
            old = fs_ultosc_range(high - n, low - n, close - n, &old_pressure);
        fs_exact_exchange(&s->pressure[i], pressure, old_pressure);
        fs_exact_exchange(&s->range[i], range, old);
        s->moved[i] += (range != 0.0) - (old != 0.0);
        if (s->moved[i] <= 0) { /* nothing moved: the sums are 0 without any error */
            s->moved[i] = 0;
            s->range[i] = (struct fs_exact){0.0, 0.0};
        }
        double all = fs_exact_value(s->range[i]);
        if (fabs(all) >= 1e-14)
            total += (double)(4 >> i) * (fs_exact_value(s->pressure[i]) / all);
    }
    return changes < s->period[2] ? NAN : 100.0 * (total / 7.0);
}

#endif
