/*
 * flow.h: the money flow index and the intraday momentum index, as TA-Lib's MFI and IMI.
 *
 * Sums keep their errors; TA-Lib's running sums of MFI drift. Missing values: window (of any price or volume). Look-back:
 * period, and period - 1.
 */
#ifndef FINSMART_COMPUTE_FLOW_H
#define FINSMART_COMPUTE_FLOW_H

#include "compute/ta/moving.h"

struct fs_mfi {
    int32_t period;
    int32_t run; /* bars in a row, up to period + 1 */
    struct fs_exact up, down;
};

static inline void fs_mfi_start(struct fs_mfi *s, int32_t period)
{
    s->period = period;
}

static inline int fs_mfi_sane(const struct fs_mfi *s, int32_t window)
{
    return fs_period_valid(s->period, 2) && window == s->period + 2 && s->run >= 0 && s->run <= s->period + 1;
}

/* Typical price times volume, with the sign of the typical price's change. */
static inline double fs_mfi_flow(const double *high, const double *low, const double *close,
                                 const double *volume)
{
    double now = (high[0] + low[0] + close[0]) / 3.0, before = (high[-1] + low[-1] + close[-1]) / 3.0;
    double flow = now > before ? now * volume[0] : now < before ? -now * volume[0] : 0.0;
    return fs_present(flow) ? flow : 0.0;
}

static inline double fs_mfi_push(struct fs_mfi *s, const double *high, const double *low, const double *close,
                                 const double *volume, int32_t there)
{
    (void)there;
    int32_t n = s->period, full = s->run == n + 1;
    if (!(fs_present(high[0]) && fs_present(low[0]) && fs_present(close[0]) && fs_present(volume[0]))) {
        *s = (struct fs_mfi){.period = n};
        return NAN;
    }
    s->run += !full;
    if (s->run == 1)
        return NAN;
    double come = fs_mfi_flow(high, low, close, volume),
           leave = full ? fs_mfi_flow(high - n, low - n, close - n, volume - n) : 0.0;
    fs_exact_exchange(&s->up, come > 0.0 ? come : 0.0, leave > 0.0 ? leave : 0.0);
    fs_exact_exchange(&s->down, come < 0.0 ? -come : 0.0, leave < 0.0 ? -leave : 0.0);
    if (s->run <= n)
        return NAN;
    double up = fs_exact_value(s->up), total = up + fs_exact_value(s->down);
    return total < 1.0 ? 0.0 : 100.0 * (up / total);
}

struct fs_imi {
    int32_t period;
    int32_t run;   /* bars in a row, up to period */
    int32_t moved; /* of these, those whose close is not the open */
    int32_t reserved;
    struct fs_exact up, down;
};

static inline void fs_imi_start(struct fs_imi *s, int32_t period)
{
    s->period = period;
}

static inline int fs_imi_sane(const struct fs_imi *s, int32_t window)
{
    return fs_period_valid(s->period, 2) && window == s->period + 1 && s->run >= 0 && s->run <= s->period &&
           s->moved >= 0 && s->moved <= s->run;
}

static inline double fs_imi_push(struct fs_imi *s, const double *open, const double *close, int32_t there)
{
    (void)there;
    int32_t n = s->period, full = s->run == n;
    if (!(fs_present(open[0]) && fs_present(close[0]))) {
        *s = (struct fs_imi){.period = n};
        return NAN;
    }
    s->run += !full;
    double come = close[0] - open[0], leave = full ? close[-n] - open[-n] : 0.0;
    fs_exact_exchange(&s->up, come > 0.0 ? come : 0.0, leave > 0.0 ? leave : 0.0);
    fs_exact_exchange(&s->down, come < 0.0 ? -come : 0.0, leave < 0.0 ? -leave : 0.0);
    s->moved += (come != 0.0) - (leave != 0.0);
    if (s->moved <= 0) /* nothing moved: the sums are 0 without any error */
        *s = (struct fs_imi){.period = n, .run = s->run};
    if (s->run < n || s->moved == 0)
        return NAN;
    double up = fs_exact_value(s->up), total = up + fs_exact_value(s->down);
    return 100.0 * (up / total);
}

#endif
