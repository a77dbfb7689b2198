/*
 * dema.h: averages of exponential averages, as TA-Lib's DEMA, TEMA and TRIX. Each average is seeded with the mean of its first
 * `period` values (ema.h).
 *
 * Missing values: skip. Look-backs: 2 * (period - 1), 3 * (period - 1), and for TRIX one more. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_DEMA_H
#define FINSMART_COMPUTE_DEMA_H

#include "compute/form.h"
#include "compute/ta/ema.h"

/* Up to three, each the average of the one before. */
struct fs_emas {
    struct fs_ema ema[3];
};

static inline void fs_emas_start(struct fs_emas *s, int32_t period)
{
    for (int i = 0; i < 3; i++)
        s->ema[i] = (struct fs_ema){.period = period, .k = 2.0 / ((double)period + 1.0)};
}

static inline int fs_emas_sane(const struct fs_emas *s, int32_t min)
{
    for (int i = 0; i < 3; i++)
        if (!fs_period_valid(s->ema[i].period, min) || s->ema[i].seen < 0 ||
            s->ema[i].seen > s->ema[i].period)
            return 0;
    return 1;
}

#define FS_EMAS(c, min, members)                                                                             \
    struct fs_##c {                                                                                          \
        struct fs_emas of;                                                                                   \
        members                                                                                              \
    };                                                                                                       \
    static inline void fs_##c##_start(struct fs_##c *s, int32_t period)                                      \
    {                                                                                                        \
        fs_emas_start(&s->of, period);                                                                       \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s)                                                  \
    {                                                                                                        \
        return fs_emas_sane(&s->of, min);                                                                    \
    }

FS_EMAS(dema, 2, )
FS_EMAS(tema, 2, )
FS_EMAS(trix, 1, double previous;) /* the last of the threefold averages, 0 before the first */

static inline double fs_dema_push(struct fs_dema *s, double x)
{
    double first = fs_ema_push(&s->of.ema[0], x), second = fs_ema_push(&s->of.ema[1], first);
    return 2.0 * first - second;
}

static inline double fs_tema_push(struct fs_tema *s, double x)
{
    double first = fs_ema_push(&s->of.ema[0], x), second = fs_ema_push(&s->of.ema[1], first);
    double third = fs_ema_push(&s->of.ema[2], second);
    return third + (3.0 * first - 3.0 * second);
}

static inline double fs_trix_push(struct fs_trix *s, double x)
{
    double value = fs_ema_push(&s->of.ema[0], x);
    value = fs_ema_push(&s->of.ema[1], value);
    int begun = s->of.ema[2].seen == s->of.ema[2].period;
    value = fs_ema_push(&s->of.ema[2], value);
    if (value != value)
        return NAN;
    double previous = s->previous;
    s->previous = value;
    return !begun ? NAN : previous != 0.0 ? (value / previous - 1.0) * 100.0 : 0.0;
}

#endif
