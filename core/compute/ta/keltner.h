/*
 * keltner.h: Keltner's channel as it is drawn today (L. Raschke): an exponential average of the close, and that plus and minus
 * a multiple of the average true range (ema.h, atr.h). Keltner's own, of 1960, had simple averages of typical prices and of
 * high - low.
 *
 * Missing values: skip (a bar of which any price is missing). Look-back: the longer of period - 1 and atr_period.
 */
#ifndef FINSMART_COMPUTE_KELTNER_H
#define FINSMART_COMPUTE_KELTNER_H

#include "compute/form.h"
#include "compute/ta/atr.h"
#include "compute/ta/ema.h"

struct fs_keltner {
    struct fs_ema middle;
    struct fs_atr range;
    double multiplier;
};

static inline void fs_keltner_start(struct fs_keltner *s, int32_t period, int32_t atr_period,
                                    double multiplier)
{
    fs_ema_init(&s->middle, period);
    fs_atr_init(&s->range, atr_period);
    s->multiplier = multiplier;
}

static inline int fs_keltner_sane(const struct fs_keltner *s)
{
    return fs_ema_valid(&s->middle, sizeof s->middle) && fs_atr_valid(&s->range, sizeof s->range);
}

static inline void fs_keltner_push(struct fs_keltner *s, double high, double low, double close, double *upper,
                                   double *middle, double *lower)
{
    *upper = *middle = *lower = NAN;
    if (!(fs_present(high) && fs_present(low) && fs_present(close)))
        return;
    double average = fs_ema_push(&s->middle, close), range = fs_atr_update(&s->range, high, low, close);
    if (average != average || range != range)
        return;
    *upper = average + s->multiplier * range;
    *middle = average;
    *lower = average - s->multiplier * range;
}

#endif
