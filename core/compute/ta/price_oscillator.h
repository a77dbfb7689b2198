/*
 * price_oscillator.h: a fast moving average less a slow one, as TA-Lib's APO, and in percent of the slow one, as PPO (0 where
 * that is 0). Periods given the wrong way round are exchanged.
 *
 * Missing values: window for simple averages; otherwise as the averages do (average.h). Look-back: the longer of both averages'.
 */
#ifndef FINSMART_COMPUTE_PRICE_OSCILLATOR_H
#define FINSMART_COMPUTE_PRICE_OSCILLATOR_H

#include "compute/ta/average.h"

struct fs_averages {
    struct fs_average fast, slow;
};

static inline void fs_averages_start(struct fs_averages *s, int32_t fast, int32_t slow, int32_t kind)
{
    fs_average_start(&s->fast, fast < slow ? fast : slow, kind);
    fs_average_start(&s->slow, fast < slow ? slow : fast, kind);
}

static inline int fs_averages_sane(const struct fs_averages *s, int32_t window)
{
    return s->fast.period <= s->slow.period && window == s->slow.period + 2 &&
           fs_average_sane(&s->fast, window) && fs_average_sane(&s->slow, window);
}

static inline double fs_apo_value(double fast, double slow)
{
    return fast - slow;
}

static inline double fs_ppo_value(double fast, double slow)
{
    return slow != slow ? NAN : slow != 0.0 ? (fast - slow) / slow * 100.0 : 0.0;
}

#define FS_PRICE_OSCILLATOR(c)                                                                               \
    struct fs_##c {                                                                                          \
        struct fs_averages of;                                                                               \
    };                                                                                                       \
    static inline void fs_##c##_start(struct fs_##c *s, int32_t fast, int32_t slow, int32_t matype)          \
    {                                                                                                        \
        fs_averages_start(&s->of, fast, slow, matype);                                                       \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s, int32_t window)                                  \
    {                                                                                                        \
        return fs_averages_sane(&s->of, window);                                                             \
    }                                                                                                        \
    static inline double fs_##c##_push(struct fs_##c *s, const double *x, int32_t there)                     \
    {                                                                                                        \
        double fast = fs_average_push(&s->of.fast, x, there);                                                \
        double slow = fs_average_push(&s->of.slow, x, there);                                                \
        return fs_##c##_value(fast, slow);                                                                   \
    }

FS_PRICE_OSCILLATOR(apo)
FS_PRICE_OSCILLATOR(ppo)

#endif
