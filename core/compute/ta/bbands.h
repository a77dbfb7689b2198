/*
 * bbands.h: Bollinger bands: a moving average of `period` values of any kind (average.h), and that average plus and minus a
 * number of the values' standard deviations (ddof 0, about their mean whatever the average), as TA-Lib's BBANDS.
 *
 * Missing values: window; an average of another kind than simple treats them as it does by itself. Look-back: the average's, at
 * least period - 1.
 */
#ifndef FINSMART_COMPUTE_BBANDS_H
#define FINSMART_COMPUTE_BBANDS_H

#include "compute/stats/deviation.h"
#include "compute/ta/average.h"

struct fs_bbands {
    struct fs_deviation core;
    struct fs_average average; /* not used for the simple one: that is the core's mean */
    double up;                 /* deviations above the average */
    double down;               /* deviations below it */
};

static inline void fs_bbands_start(struct fs_bbands *s, int32_t period, double up, double down,
                                   int32_t matype)
{
    fs_deviation_init(&s->core, period, 0);
    fs_average_start(&s->average, period, matype);
    s->up = up;
    s->down = down;
}

static inline int fs_bbands_sane(const struct fs_bbands *s, int32_t window)
{
    return fs_deviation_valid(&s->core) && s->core.age >= 0 && s->core.age < 2 * FS_PERIOD_MAX &&
           window == s->core.period + 2 && s->average.period == s->core.period &&
           fs_average_sane(&s->average, window);
}

static inline void fs_bbands_push(struct fs_bbands *s, const double *x, int32_t there, double *upper,
                                  double *middle, double *lower)
{
    int32_t n = s->core.period, count = there < n ? there : n;
    int missing = !fs_present(x[0]);
    double old = there > n && fs_present(x[-n]) ? x[-n] : 0.0;
    if (__builtin_expect(fs_deviation_step(&s->core, missing ? 0.0 : x[0], old, missing), 0))
        fs_deviation_refresh(&s->core, x + 1 - count, (size_t)count, x, 0);
    struct fs_deviation_result r = fs_deviation_result(&s->core);
    double average = s->average.kind == FS_AVERAGE_SMA ? r.mean : fs_average_push(&s->average, x, there);
    if (r.mean != r.mean || average != average)
        average = NAN;
    *upper = average + r.deviation * s->up;
    *middle = average;
    *lower = average - r.deviation * s->down;
}

#endif
