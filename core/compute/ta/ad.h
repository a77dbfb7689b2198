/*
 * ad.h: Chaikin's accumulation/distribution line and its oscillator, as TA-Lib's AD and ADOSC.
 *
 * Missing values: skip (a bar of which anything is missing). Look-back: 0, and the longer period - 1. Equal to TA-Lib bit for
 * bit.
 */
#ifndef FINSMART_COMPUTE_AD_H
#define FINSMART_COMPUTE_AD_H

#include "compute/form.h"

struct fs_ad {
    double value;
};

static inline void fs_ad_start(struct fs_ad *s)
{
    (void)s;
}

static inline int fs_ad_sane(const struct fs_ad *s)
{
    (void)s;
    return 1;
}

static inline double fs_ad_push(struct fs_ad *s, double high, double low, double close, double volume)
{
    if (!(fs_present(high) && fs_present(low) && fs_present(close) && fs_present(volume)))
        return NAN;
    double range = high - low;
    if (range > 0.0)
        s->value += (((close - low) - (high - close)) / range) * volume;
    return s->value;
}

/* The difference of two exponential averages of the line; both start with its first value. */
struct fs_adosc {
    struct fs_ad line;
    int32_t fast_period;
    int32_t slow_period;
    int32_t seen; /* bars, up to the longer period */
    int32_t reserved;
    double fast;
    double slow;
};

static inline void fs_adosc_start(struct fs_adosc *s, int32_t fast, int32_t slow)
{
    s->fast_period = fast;
    s->slow_period = slow;
}

static inline int fs_adosc_sane(const struct fs_adosc *s)
{
    return fs_period_valid(s->fast_period, 2) && fs_period_valid(s->slow_period, 2) && s->seen >= 0 &&
           (s->seen <= s->fast_period || s->seen <= s->slow_period);
}

static inline double fs_adosc_push(struct fs_adosc *s, double high, double low, double close, double volume)
{
    double ad = fs_ad_push(&s->line, high, low, close, volume);
    if (!fs_present(ad))
        return NAN;
    int32_t longest = s->fast_period > s->slow_period ? s->fast_period : s->slow_period;
    double fast = 2.0 / (double)(s->fast_period + 1), slow = 2.0 / (double)(s->slow_period + 1);
    s->fast = s->seen == 0 ? ad : fast * ad + (1.0 - fast) * s->fast;
    s->slow = s->seen == 0 ? ad : slow * ad + (1.0 - slow) * s->slow;
    s->seen += s->seen < longest;
    return s->seen == longest ? s->fast - s->slow : NAN;
}

#endif
