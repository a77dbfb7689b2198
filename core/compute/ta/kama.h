/*
 * kama.h: Kaufman's adaptive moving average, as TA-Lib's KAMA: an exponential average whose weight goes with the squared share
 * of net movement in all movement over `period` changes, from that of 30 bars (none) to that of 2 (straight).
 *
 * The sum of movements keeps its errors; TA-Lib's running sum drifts. Missing values: window; the average begins anew after
 * one. Look-back: period.
 */
#ifndef FINSMART_COMPUTE_KAMA_H
#define FINSMART_COMPUTE_KAMA_H

#include "compute/ta/moving.h"

struct fs_kama {
    int32_t period;
    int32_t run;         /* values present in a row, up to period + 1 */
    struct fs_exact sum; /* of the magnitudes of the last `period` changes */
    double value;
};

static inline void fs_kama_start(struct fs_kama *s, int32_t period)
{
    s->period = period;
}

static inline int fs_kama_sane(const struct fs_kama *s, int32_t window)
{
    return fs_period_valid(s->period, 2) && window == s->period + 2 && s->run >= 0 && s->run <= s->period + 1;
}

static inline double fs_kama_push(struct fs_kama *s, const double *x, int32_t there)
{
    (void)there;
    int32_t n = s->period, full = s->run == n + 1;
    if (!fs_present(x[0])) {
        *s = (struct fs_kama){.period = n};
        return NAN;
    }
    s->run += !full;
    if (s->run == 1)
        return NAN;
    fs_exact_exchange(&s->sum, fabs(x[0] - x[-1]), full ? fabs(x[-n] - x[-n - 1]) : 0.0);
    if (s->run <= n)
        return NAN;
    if (!full)
        s->value = x[-1];
    const double slow = 2.0 / (30.0 + 1.0), span = 2.0 / (2.0 + 1.0) - slow;
    double net = x[0] - x[-n], all = fs_exact_value(s->sum);
    double weight = (all <= net || fabs(all) < 1e-14 ? 1.0 : fabs(net / all)) * span + slow;
    weight *= weight;
    s->value = (x[0] - s->value) * weight + s->value;
    return s->value;
}

#endif
