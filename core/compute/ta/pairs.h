/*
 * pairs.h: correlation and beta of two series over a window, as TA-Lib's CORREL (of the values) and BETA (the slope of the
 * changes of y on the changes of x, both relative to the value before; a change from 0 counts as 0).
 *
 * TA-Lib's running sums drift and cancel; these keep 106 bits and are made anew from the window at times. 0 where nothing
 * varies. Missing values: window. Look-back: period - 1, and period.
 */
#ifndef FINSMART_COMPUTE_PAIRS_H
#define FINSMART_COMPUTE_PAIRS_H

#include "compute/ta/moving.h"

struct fs_ta_correl {
    struct fs_pairs pairs;
};

static inline void fs_ta_correl_start(struct fs_ta_correl *s, int32_t period)
{
    s->pairs.period = period;
}

static inline int fs_ta_correl_sane(const struct fs_ta_correl *s, int32_t window)
{
    return fs_pairs_sane(&s->pairs, 1) && window == s->pairs.period + 1;
}

static inline double fs_ta_correl_push(struct fs_ta_correl *s, const double *x, const double *y,
                                       int32_t there)
{
    (void)there;
    struct fs_pairs *p = &s->pairs;
    int32_t n = p->period, full = p->run == n;
    if (!(fs_present(x[0]) && fs_present(y[0]))) {
        fs_pairs_reset(p, 0);
        return NAN;
    }
    p->run += !full;
    if (fs_pairs_exchange(p, x[0], y[0], full ? x[-n] : 0.0, full ? y[-n] : 0.0)) {
        fs_pairs_reset(p, p->run);
        for (int32_t k = p->run; k-- > 0;)
            fs_pairs_exchange(p, x[-k], y[-k], 0.0, 0.0);
        p->age = 0;
    }
    if (p->run < n)
        return NAN;
    double xx = fs_moving_spread((double)n, p->xx, p->x, p->x),
           yy = fs_moving_spread((double)n, p->yy, p->y, p->y);
    if (!(xx > 0.0 && yy > 0.0))
        return 0.0;
    double r = fs_moving_spread((double)n, p->xy, p->x, p->y) / sqrt(xx) / sqrt(yy);
    return r > 1.0 ? 1.0 : r < -1.0 ? -1.0 : r;
}

struct fs_ta_beta {
    struct fs_pairs pairs;
    int32_t seen; /* 1 after a value, which the next change needs */
    int32_t reserved;
};

static inline void fs_ta_beta_start(struct fs_ta_beta *s, int32_t period)
{
    s->pairs.period = period;
}

static inline int fs_ta_beta_sane(const struct fs_ta_beta *s, int32_t window)
{
    return fs_pairs_sane(&s->pairs, 1) && window == s->pairs.period + 2 && (s->seen == 0 || s->seen == 1);
}

/* The change to the newest value; 0 where it is out of all proportion, so that sums stay numbers. */
static inline double fs_ta_beta_change(const double *x)
{
    double change = x[-1] != 0.0 ? (x[0] - x[-1]) / x[-1] : 0.0;
    return fs_present(change) ? change : 0.0;
}

static inline double fs_ta_beta_push(struct fs_ta_beta *s, const double *x, const double *y, int32_t there)
{
    (void)there;
    struct fs_pairs *p = &s->pairs;
    int32_t n = p->period, full = p->run == n;
    if (!(fs_present(x[0]) && fs_present(y[0]))) {
        fs_pairs_reset(p, 0);
        s->seen = 0;
        return NAN;
    }
    if (!s->seen) {
        s->seen = 1;
        return NAN;
    }
    p->run += !full;
    if (fs_pairs_exchange(p, fs_ta_beta_change(x), fs_ta_beta_change(y),
                          full ? fs_ta_beta_change(x - n) : 0.0, full ? fs_ta_beta_change(y - n) : 0.0)) {
        fs_pairs_reset(p, p->run);
        for (int32_t k = p->run; k-- > 0;)
            fs_pairs_exchange(p, fs_ta_beta_change(x - k), fs_ta_beta_change(y - k), 0.0, 0.0);
        p->age = 0;
    }
    if (p->run < n)
        return NAN;
    double xx = fs_moving_spread((double)n, p->xx, p->x, p->x);
    return xx > 0.0 ? fs_moving_spread((double)n, p->xy, p->x, p->y) / xx : 0.0;
}

#endif
