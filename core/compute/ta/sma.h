/*
 * sma.h: simple moving average, the mean of the last `period` values.
 *
 * Missing values: window. Look-back: period - 1. Correctly rounded but for the last bit: the running sum keeps its errors.
 */
#ifndef FINSMART_COMPUTE_SMA_H
#define FINSMART_COMPUTE_SMA_H

#include "compute/exact.h"
#include "compute/status.h"

/* One step: `x` comes, `old` leaves. Both forms share it, which is what makes their bits equal. */
static inline double fs_sma_step(struct fs_exact *sum, int32_t *run, int32_t period, double x, double old)
{
    fs_exact_exchange(sum, x, old);
    if (__builtin_expect(*run < period, 0) && ++*run < period)
        return NAN;
    return (sum->high + sum->low) / (double)period;
}

/* There are two of the kind, of prices and of volumes. */
#define FS_SMA(c)                                                                                            \
    struct fs_##c {                                                                                          \
        int32_t period;                                                                                      \
        int32_t at;          /* slot of the oldest value in `window` */                                      \
        int32_t run;         /* values present since the last missing one, up to period */                   \
        int32_t reserved;    /* 0 */                                                                         \
        struct fs_exact sum; /* of the window */                                                             \
        double window[];     /* the last `period` values, 0 for missing ones and before the first */         \
    };                                                                                                       \
    static inline void fs_##c##_start(struct fs_##c *s, int32_t period)                                      \
    {                                                                                                        \
        s->period = period;                                                                                  \
    }                                                                                                        \
    static inline size_t fs_##c##_memory(const struct fs_##c *s)                                             \
    {                                                                                                        \
        return (size_t)s->period;                                                                            \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s)                                                  \
    {                                                                                                        \
        return fs_period_valid(s->period, 1) && s->at >= 0 && s->at < s->period && s->run >= 0 &&            \
               s->run <= s->period;                                                                          \
    }                                                                                                        \
    static inline double fs_##c##_push(struct fs_##c *s, double x)                                           \
    {                                                                                                        \
        double old = s->window[s->at];                                                                       \
        if (__builtin_expect(!fs_present(x), 0)) {                                                           \
            x = 0.0;                                                                                         \
            s->run = -1; /* the step makes it 0 */                                                           \
        }                                                                                                    \
        s->window[s->at] = x;                                                                                \
        int32_t at = s->at + 1;                                                                              \
        s->at = at == s->period ? 0 : at;                                                                    \
        return fs_sma_step(&s->sum, &s->run, s->period, x, old);                                             \
    }

FS_SMA(sma)

#endif
