/*
 * cmo.h: Chande's momentum oscillator, as TA-Lib's CMO: gains less losses in percent of both, each averaged after Wilder as
 * in rsi.h; 0 where nothing moved.
 *
 * Missing values: skip. Look-back: period. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_CMO_H
#define FINSMART_COMPUTE_CMO_H

#include "compute/form.h"

struct fs_cmo {
    int32_t period;
    int32_t seen; /* changes so far, up to period; -1 before the first value */
    double previous;
    double gain; /* averages; sums while there are fewer than period */
    double loss;
};

static inline void fs_cmo_start(struct fs_cmo *s, int32_t period)
{
    s->period = period;
    s->seen = -1;
}

static inline int fs_cmo_sane(const struct fs_cmo *s)
{
    return fs_period_valid(s->period, 2) && s->seen >= -1 && s->seen <= s->period;
}

static inline double fs_cmo_push(struct fs_cmo *s, double x)
{
    if (!fs_present(x))
        return NAN;
    double n = (double)s->period, change = x - s->previous;
    double gain = change < 0.0 ? 0.0 : change, loss = change < 0.0 ? -change : 0.0;
    s->previous = x;
    if (s->seen < s->period) {
        if (++s->seen == 0)
            return NAN;
        s->gain += gain;
        s->loss += loss;
        if (s->seen < s->period)
            return NAN;
    } else {
        s->gain = s->gain * (n - 1.0) + gain;
        s->loss = s->loss * (n - 1.0) + loss;
    }
    s->gain /= n;
    s->loss /= n;
    double sum = s->gain + s->loss;
    return fabs(sum) < 1e-14 ? 0.0 : 100.0 * ((s->gain - s->loss) / sum);
}

#endif
