/*
 * directional.h: Wilder's directional movement as TA-Lib's PLUS_DM, MINUS_DM, PLUS_DI, MINUS_DI, DX, ADX and ADXR.
 *
 * Of each bar the larger of the rise of the high and the fall of the low counts, if it is above 0. Movements and true ranges
 * are kept as sums: those of the first period - 1 pairs of bars, from then on sum - sum / period + new. A range of 0 gives a DI
 * of 0, and leaves DX and ADX where they were.
 *
 * Missing values: skip (a bar of which any price is missing). Look-back: told at each. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_DIRECTIONAL_H
#define FINSMART_COMPUTE_DIRECTIONAL_H

#include "compute/form.h"

#define FS_DIRECTIONAL_ZERO 1e-14 /* TA-Lib: what is smaller counts as 0 */

struct fs_directional {
    int32_t period;
    int32_t bars; /* so far, up to period + 1 */
    double high;  /* of the last bar */
    double low;
    double close;
    double plus; /* the sums */
    double minus;
    double range;
};

static inline int fs_directional_sane(const struct fs_directional *s, int32_t min)
{
    return fs_period_valid(s->period, min) && s->bars >= 0 && s->bars <= s->period + 1;
}

/* One bar, of which all is present. 1 from the second bar on. */
static inline int fs_directional_bar(struct fs_directional *s, double high, double low, double close)
{
    double n = (double)s->period, up = high - s->high, down = s->low - low;
    double range = high - low, above = fabs(high - s->close), below = fabs(low - s->close);
    s->high = high;
    s->low = low;
    s->close = close;
    if (s->bars == 0) {
        s->bars = 1;
        return 0;
    }
    range = above > range ? above : range;
    range = below > range ? below : range;
    if (s->bars >= s->period) {
        s->plus -= s->plus / n;
        s->minus -= s->minus / n;
        s->range -= s->range / n;
    }
    s->bars += s->bars <= s->period;
    if (down > 0.0 && up < down)
        s->minus += down;
    else if (up > 0.0 && up > down)
        s->plus += up;
    s->range += range;
    return 1;
}

/* 1 if this bar gives an index: the first period pairs of bars only make the sums. */
static inline int fs_directional_index(struct fs_directional *s, double high, double low, double close)
{
    if (!(fs_present(high) && fs_present(low) && fs_present(close)))
        return 0;
    return fs_directional_bar(s, high, low, close) && s->bars > s->period;
}

/* The directional movement index now; `otherwise` where ranges or movements are 0. */
static inline double fs_directional_dx(const struct fs_directional *s, double otherwise)
{
    if (fabs(s->range) < FS_DIRECTIONAL_ZERO)
        return otherwise;
    double minus = 100.0 * (s->minus / s->range), plus = 100.0 * (s->plus / s->range), sum = minus + plus;
    return fabs(sum) < FS_DIRECTIONAL_ZERO ? otherwise : 100.0 * (fabs(minus - plus) / sum);
}

/* PLUS_DM and MINUS_DM: the sums of movements, smoothed as Wilder does. Look-back: period - 1, and 1 for a period of 1, which
 * gives the movement of each bar. */
#define FS_DIRECTIONAL_DM(c, member)                                                                         \
    struct fs_##c {                                                                                          \
        struct fs_directional d;                                                                             \
    };                                                                                                       \
    static inline void fs_##c##_start(struct fs_##c *s, int32_t period)                                      \
    {                                                                                                        \
        s->d.period = period;                                                                                \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s)                                                  \
    {                                                                                                        \
        return fs_directional_sane(&s->d, 1);                                                                \
    }                                                                                                        \
    static inline double fs_##c##_push(struct fs_##c *s, double high, double low)                            \
    {                                                                                                        \
        if (!(fs_present(high) && fs_present(low)))                                                          \
            return NAN;                                                                                      \
        return fs_directional_bar(&s->d, high, low, low) && s->d.bars >= s->d.period ? s->d.member : NAN;    \
    }

FS_DIRECTIONAL_DM(plus_dm, plus)
FS_DIRECTIONAL_DM(minus_dm, minus)

/* PLUS_DI and MINUS_DI: movements in percent of ranges. Look-back: period. A period of 1 gives fractions, as in TA-Lib. */
#define FS_DIRECTIONAL_DI(c, member)                                                                         \
    struct fs_##c {                                                                                          \
        struct fs_directional d;                                                                             \
    };                                                                                                       \
    static inline void fs_##c##_start(struct fs_##c *s, int32_t period)                                      \
    {                                                                                                        \
        s->d.period = period;                                                                                \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s)                                                  \
    {                                                                                                        \
        return fs_directional_sane(&s->d, 1);                                                                \
    }                                                                                                        \
    static inline double fs_##c##_push(struct fs_##c *s, double high, double low, double close)              \
    {                                                                                                        \
        if (!fs_directional_index(&s->d, high, low, close))                                                  \
            return NAN;                                                                                      \
        if (fabs(s->d.range) < FS_DIRECTIONAL_ZERO)                                                          \
            return 0.0;                                                                                      \
        return s->d.period == 1 ? s->d.member / s->d.range : 100.0 * (s->d.member / s->d.range);             \
    }

FS_DIRECTIONAL_DI(plus_di, plus)
FS_DIRECTIONAL_DI(minus_di, minus)

/* DX: the difference of both DI in percent of their sum. Look-back: period. */
struct fs_dx {
    struct fs_directional d;
    double value; /* the last one */
};

static inline void fs_dx_start(struct fs_dx *s, int32_t period)
{
    s->d.period = period;
}

static inline int fs_dx_sane(const struct fs_dx *s)
{
    return fs_directional_sane(&s->d, 2);
}

static inline double fs_dx_push(struct fs_dx *s, double high, double low, double close)
{
    if (!fs_directional_index(&s->d, high, low, close))
        return NAN;
    s->value = fs_directional_dx(&s->d, s->value);
    return s->value;
}

/* ADX: Wilder's average of DX, from the mean of the first `period` of them (a DX that is not defined counts as 0 there).
 * Look-back: 2 * period - 1. */
struct fs_adx {
    struct fs_directional d;
    int32_t seen; /* DX so far, up to period */
    int32_t reserved;
    double value; /* the average; their sum while there are fewer than period */
};

static inline void fs_adx_start(struct fs_adx *s, int32_t period)
{
    s->d.period = period;
}

static inline int fs_adx_sane(const struct fs_adx *s)
{
    return fs_directional_sane(&s->d, 2) && s->seen >= 0 && s->seen <= s->d.period;
}

static inline double fs_adx_push(struct fs_adx *s, double high, double low, double close)
{
    if (!fs_directional_index(&s->d, high, low, close))
        return NAN;
    double n = (double)s->d.period, dx = fs_directional_dx(&s->d, NAN);
    if (s->seen == s->d.period) {
        if (dx == dx)
            s->value = (s->value * (n - 1.0) + dx) / n;
        return s->value;
    }
    s->value += dx == dx ? dx : 0.0;
    if (++s->seen < s->d.period)
        return NAN;
    s->value /= n;
    return s->value;
}

/* ADXR: the mean of ADX now and period - 1 bars ago. Look-back: 3 * period - 2. */
struct fs_adxr {
    struct fs_adx adx;
    int32_t at;    /* slot of the oldest ADX */
    int32_t there; /* ADX so far, up to period */
    double past[]; /* the last `period` of them */
};

static inline void fs_adxr_start(struct fs_adxr *s, int32_t period)
{
    s->adx.d.period = period;
}

static inline int fs_adxr_sane(const struct fs_adxr *s)
{
    return fs_adx_sane(&s->adx) && s->at >= 0 && s->at < s->adx.d.period && s->there >= 0 &&
           s->there <= s->adx.d.period;
}

static inline size_t fs_adxr_memory(const struct fs_adxr *s)
{
    return (size_t)s->adx.d.period;
}

static inline double fs_adxr_push(struct fs_adxr *s, double high, double low, double close)
{
    double adx = fs_adx_push(&s->adx, high, low, close);
    if (adx != adx)
        return NAN;
    s->past[s->at] = adx;
    s->at = s->at + 1 == s->adx.d.period ? 0 : s->at + 1;
    s->there += s->there < s->adx.d.period;
    return s->there == s->adx.d.period ? (adx + s->past[s->at]) / 2.0 : NAN;
}

#endif
