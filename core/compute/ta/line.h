/*
 * line.h: the least-squares line through the last `period` values, as TA-Lib's LINEARREG (its value at the newest bar),
 * LINEARREG_SLOPE, LINEARREG_INTERCEPT (its value at the window's first bar), LINEARREG_ANGLE (of the slope, in degrees) and
 * TSF (its value one bar ahead).
 *
 * Two sums are kept in 106 bits, of the values and of the values times their age, and made anew from the window at times; the
 * line is drawn through the window's mean. TA-Lib sums plainly, anew at each bar, and loses digits to cancellation where the
 * slope is small beside the level.
 *
 * Missing values: window. Look-back: period - 1.
 */
#ifndef FINSMART_COMPUTE_LINE_H
#define FINSMART_COMPUTE_LINE_H

#include "compute/ta/moving.h"

struct fs_line {
    int32_t period;
    int32_t run; /* values present in a row, up to period */
    int32_t age; /* values since the sums were made anew */
    int32_t reserved;
    double mass; /* the sum of the values' magnitudes, roughly */
    double peak; /* the largest mass since then */
    struct fs_exact sum;
    struct fs_exact aged; /* sum of age * value, the newest value's age is 0 */
    double mean;          /* of the window, after a push that filled it */
    double slope;
};

static inline int fs_line_sane(const struct fs_line *s, int32_t window)
{
    return fs_period_valid(s->period, 2) && window == s->period + 1 && s->run >= 0 && s->run <= s->period &&
           s->age >= 0 && s->age < 2 * FS_PERIOD_MAX;
}

/* All in the window grow a bar older, and `x` comes. */
static inline void fs_line_add(struct fs_line *s, double x)
{
    fs_exact_add(&s->aged, s->sum.high);
    s->aged.low += s->sum.low;
    fs_exact_add(&s->sum, x);
    s->mass += fabs(x);
    s->peak = s->mass > s->peak ? s->mass : s->peak;
}

/* One value; 1 if there is a line, told by mean and slope. */
static inline int fs_line_step(struct fs_line *s, const double *x)
{
    int32_t period = s->period;
    double n = (double)period;
    if (!fs_present(x[0])) {
        *s = (struct fs_line){.period = period};
        return 0;
    }
    if (s->run < period) {
        fs_line_add(s, x[0]);
        s->run++;
    } else {
        struct fs_exact left = fs_exact_product(n, x[-period]);
        fs_exact_exchange(&s->aged, s->sum.high, left.high);
        s->aged.low += s->sum.low - left.low;
        fs_exact_exchange(&s->sum, x[0], x[-period]);
        s->mass += fabs(x[0]) - fabs(x[-period]);
        s->peak = s->mass > s->peak ? s->mass : s->peak;
    }
    if (++s->age >= (period > 4096 ? period : 4096) || s->mass * 0x1p20 < s->peak) {
        *s = (struct fs_line){.period = period, .run = s->run};
        for (int32_t k = s->run; k-- > 0;)
            fs_line_add(s, x[-k]);
    }
    if (s->run < period)
        return 0;
    struct fs_exact sum = fs_exact_sum(s->sum.high, s->sum.low),
                    aged = fs_exact_sum(s->aged.high, s->aged.low);
    struct fs_exact a = fs_exact_product(n * (n - 1.0) * 0.5, sum.high), b = fs_exact_product(n, aged.high);
    double difference =
        (a.high - b.high) + ((a.low + n * (n - 1.0) * 0.5 * sum.low) - (b.low + n * aged.low));
    s->mean = sum.high / n;
    s->slope = difference * 12.0 / (n * n * (n * n - 1.0));
    return 1;
}

#define FS_LINE(c, value)                                                                                    \
    struct fs_##c {                                                                                          \
        struct fs_line line;                                                                                 \
    };                                                                                                       \
    static inline void fs_##c##_start(struct fs_##c *s, int32_t period)                                      \
    {                                                                                                        \
        s->line.period = period;                                                                             \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s, int32_t window)                                  \
    {                                                                                                        \
        return fs_line_sane(&s->line, window);                                                               \
    }                                                                                                        \
    static inline double fs_##c##_push(struct fs_##c *s, const double *x, int32_t there)                     \
    {                                                                                                        \
        (void)there;                                                                                         \
        if (!fs_line_step(&s->line, x))                                                                      \
            return NAN;                                                                                      \
        double n = (double)s->line.period, mean = s->line.mean, slope = s->line.slope;                       \
        (void)n;                                                                                             \
        (void)mean;                                                                                          \
        return value;                                                                                        \
    }

FS_LINE(linearreg, mean + slope * ((n - 1.0) * 0.5))
FS_LINE(linearreg_intercept, mean - slope * ((n - 1.0) * 0.5))
FS_LINE(tsf, mean + slope * ((n + 1.0) * 0.5))
FS_LINE(linearreg_slope, slope)
FS_LINE(linearreg_angle, atan(slope) * (180.0 / 3.14159265358979323846))

#endif
