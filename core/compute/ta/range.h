/*
 * range.h: the true range and its average in percent of the close, as TA-Lib's TRANGE and NATR.
 *
 * The true range is the largest of the bar's own range and the distances of its high and low from the close before.
 * Missing values: skip (a bar of which any price is missing). Look-back: 1, and period. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_RANGE_H
#define FINSMART_COMPUTE_RANGE_H

#include "compute/form.h"

struct fs_trange {
    double close;    /* of the last bar */
    int32_t started; /* 1 after the first bar */
    int32_t reserved;
};

static inline void fs_trange_start(struct fs_trange *s)
{
    (void)s;
}

static inline int fs_trange_sane(const struct fs_trange *s)
{
    return s->started == 0 || s->started == 1;
}

static inline double fs_trange_push(struct fs_trange *s, double high, double low, double close)
{
    if (!(fs_present(high) && fs_present(low) && fs_present(close)))
        return NAN;
    double range = high - low, above = fabs(s->close - high), below = fabs(s->close - low);
    range = above > range ? above : range;
    range = below > range ? below : range;
    int started = s->started;
    s->close = close;
    s->started = 1;
    return started ? range : NAN;
}

/* Wilder's average as in atr.h, in percent of the close; 0 where the close is 0. A period of 1 gives the true range itself, as
 * in TA-Lib. */
struct fs_natr {
    struct fs_trange range;
    int32_t period;
    int32_t seen;   /* true ranges so far, up to period */
    double average; /* until it is there, the sum so far */
};

static inline void fs_natr_start(struct fs_natr *s, int32_t period)
{
    s->period = period;
}

static inline int fs_natr_sane(const struct fs_natr *s)
{
    return fs_trange_sane(&s->range) && fs_period_valid(s->period, 1) && s->seen >= 0 && s->seen <= s->period;
}

static inline double fs_natr_push(struct fs_natr *s, double high, double low, double close)
{
    double range = fs_trange_push(&s->range, high, low, close), n = (double)s->period;
    if (range != range || s->period == 1)
        return range;
    if (s->seen < s->period) {
        s->average += range;
        if (++s->seen < s->period)
            return NAN;
    } else {
        s->average = s->average * (n - 1.0) + range;
    }
    s->average /= n;
    return fabs(close) < 1e-14 ? 0.0 : s->average / close * 100.0;
}

#endif
