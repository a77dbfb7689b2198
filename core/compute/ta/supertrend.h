/*
 * supertrend.h: Seban's SuperTrend: a stop `multiplier` average true ranges (atr.h) from the middle of the bar, which only moves
 * with the trend; a close beyond it turns the trend.
 *
 * The lower stop rises to (high + low) / 2 - multiplier * atr, but falls there only after a close below it; the upper one
 * mirrors that. The first trend is taken as falling, as TradingView does. Missing values: skip (a bar of which any price is
 * missing). Look-back: period.
 */
#ifndef FINSMART_COMPUTE_SUPERTREND_H
#define FINSMART_COMPUTE_SUPERTREND_H

#include "compute/form.h"
#include "compute/ta/atr.h"

struct fs_supertrend {
    struct fs_atr range;
    double multiplier;
    double upper; /* stop of a falling trend */
    double lower; /* stop of a rising one */
    double close; /* of the last bar */
    int32_t started;
    int32_t up; /* 1 in a rising trend */
};

static inline void fs_supertrend_start(struct fs_supertrend *s, int32_t period, double multiplier)
{
    fs_atr_init(&s->range, period);
    s->multiplier = multiplier;
}

static inline int fs_supertrend_sane(const struct fs_supertrend *s)
{
    return fs_atr_valid(&s->range, sizeof s->range) && (s->started == 0 || s->started == 1) &&
           (s->up == 0 || s->up == 1);
}

static inline void fs_supertrend_push(struct fs_supertrend *s, double high, double low, double close,
                                      double *supertrend, double *direction)
{
    *supertrend = *direction = NAN;
    if (!(fs_present(high) && fs_present(low) && fs_present(close)))
        return;
    double range = fs_atr_update(&s->range, high, low, close), before = s->close;
    s->close = close;
    if (range != range)
        return;
    double middle = (high + low) / 2.0, reach = s->multiplier * range;
    double upper = middle + reach, lower = middle - reach;
    if (!s->started || upper < s->upper || before > s->upper)
        s->upper = upper;
    if (!s->started || lower > s->lower || before < s->lower)
        s->lower = lower;
    if (s->started)
        s->up = s->up ? !(close < s->lower) : close > s->upper;
    s->started = 1;
    *supertrend = s->up ? s->lower : s->upper;
    *direction = s->up ? 1.0 : -1.0;
}

#endif
