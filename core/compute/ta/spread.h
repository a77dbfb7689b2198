/*
 * spread.h: how far the values of a window lie apart, as TA-Lib's VAR (population variance) and AVGDEV (mean distance from
 * the mean), and their sum, as SUM.
 *
 * The variance keeps about 15 digits where TA-Lib 0.6.4 loses them to cancellation; below 2^-88 of the mean square it is 0.
 * Sums keep their errors. Missing values: window. Look-back: period - 1.
 */
#ifndef FINSMART_COMPUTE_SPREAD_H
#define FINSMART_COMPUTE_SPREAD_H

#include "compute/ta/moving.h"

struct fs_ta_sum {
    int32_t period;
    int32_t run; /* values present in a row, up to period */
    struct fs_exact sum;
};

static inline void fs_ta_sum_start(struct fs_ta_sum *s, int32_t period)
{
    s->period = period;
}

static inline int fs_ta_sum_sane(const struct fs_ta_sum *s, int32_t window)
{
    return fs_period_valid(s->period, 2) && window == s->period + 1 && s->run >= 0 && s->run <= s->period;
}

static inline double fs_ta_sum_push(struct fs_ta_sum *s, const double *x, int32_t there)
{
    (void)there;
    if (!fs_present(x[0])) {
        *s = (struct fs_ta_sum){.period = s->period};
        return NAN;
    }
    if (s->run == s->period) {
        fs_exact_exchange(&s->sum, x[0], x[-s->period]);
        return fs_exact_value(s->sum);
    }
    fs_exact_add(&s->sum, x[0]);
    return ++s->run == s->period ? fs_exact_value(s->sum) : NAN;
}

struct fs_ta_var {
    int32_t period;
    int32_t run; /* values present in a row, up to period */
    int32_t age; /* values since the sums were made anew */
    int32_t reserved;
    double peak; /* the largest sum of squares since then */
    struct fs_exact sum, squares;
};

/* nbdev is in TA-Lib's list of parameters and has no effect there either. */
static inline void fs_ta_var_start(struct fs_ta_var *s, int32_t period, double nbdev)
{
    (void)nbdev;
    s->period = period;
}

static inline int fs_ta_var_sane(const struct fs_ta_var *s, int32_t window)
{
    return fs_period_valid(s->period, 1) && window == s->period + 1 && s->run >= 0 && s->run <= s->period &&
           s->age >= 0 && s->age < 2 * FS_PERIOD_MAX;
}

static inline double fs_ta_var_push(struct fs_ta_var *s, const double *x, int32_t there)
{
    (void)there;
    int32_t n = s->period, full = s->run == n;
    if (!fs_present(x[0])) {
        *s = (struct fs_ta_var){.period = n};
        return NAN;
    }
    s->run += !full;
    double old = full ? x[-n] : 0.0;
    fs_exact_exchange(&s->sum, x[0], old);
    fs_moving_product(&s->squares, x[0], x[0], old, old);
    s->peak = s->squares.high > s->peak ? s->squares.high : s->peak;
    s->age++;
    if (s->age >= (n > 4096 ? n : 4096) || s->squares.high * 0x1p30 < s->peak) {
        *s = (struct fs_ta_var){.period = n, .run = s->run};
        for (int32_t k = s->run; k-- > 0;) {
            fs_exact_add(&s->sum, x[-k]);
            fs_moving_product(&s->squares, x[-k], x[-k], 0.0, 0.0);
        }
        s->peak = s->squares.high;
    }
    if (s->run < n)
        return NAN;
    double spread = fs_moving_spread((double)n, s->squares, s->sum, s->sum);
    return spread > 0.0 ? spread / ((double)n * (double)n) : 0.0;
}

struct fs_avgdev {
    struct fs_ta_sum sum;
};

static inline void fs_avgdev_start(struct fs_avgdev *s, int32_t period)
{
    s->sum.period = period;
}

static inline int fs_avgdev_sane(const struct fs_avgdev *s, int32_t window)
{
    return fs_ta_sum_sane(&s->sum, window);
}

static inline double fs_avgdev_push(struct fs_avgdev *s, const double *x, int32_t there)
{
    int32_t n = s->sum.period, k = 0;
    double mean = fs_ta_sum_push(&s->sum, x, there) / (double)n;
    if (mean != mean)
        return NAN;
    const double *first = x - (n - 1);
    double part[4] = {0.0, 0.0, 0.0, 0.0}; /* four at a time: one does not wait for the other */
    for (; k + 4 <= n; k += 4)
        for (int32_t j = 0; j < 4; j++)
            part[j] += fabs(first[k + j] - mean);
    for (; k < n; k++)
        part[0] += fabs(first[k] - mean);
    return ((part[0] + part[1]) + (part[2] + part[3])) / (double)n;
}

#endif
