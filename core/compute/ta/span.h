/*
 * span.h: the highest high and the lowest low of a moving window, for the inline steps of indicators (core/compute/form.h).
 * Of equal values the newest counts, as in TA-Lib's AROON.
 */
#ifndef FINSMART_COMPUTE_SPAN_H
#define FINSMART_COMPUTE_SPAN_H

#include "compute/form.h"

struct fs_span {
    int32_t period;
    int32_t run;    /* bars present in a row, up to period */
    int32_t top;    /* how many bars ago the highest was; -1 while there is none */
    int32_t bottom; /* likewise the lowest */
};

static inline void fs_span_start(struct fs_span *s, int32_t period)
{
    *s = (struct fs_span){.period = period, .top = -1, .bottom = -1};
}

/* `window`: how many bars may be read. */
static inline int fs_span_sane(const struct fs_span *s, int32_t window)
{
    return s->period >= 1 && s->period <= window && s->run >= 0 && s->run <= s->period && s->top >= -1 &&
           s->top < s->period && s->bottom >= -1 && s->bottom < s->period;
}

/* Where the extreme is now that there is one value more; sign 1: the largest, -1: the smallest. */
static inline int32_t fs_span_move(int32_t best, const double *x, int32_t period, double sign)
{
    if (best >= 0 && best + 1 < period)
        return sign * x[0] >= sign * x[-(best + 1)] ? 0 : best + 1;
    best = period - 1;
    for (int32_t k = period - 1; k-- > 0;)
        if (sign * x[-k] >= sign * x[-best])
            best = k;
    return best;
}

/* One bar, missing unless `present`; 1 once the window is full. */
static inline int fs_span_step(struct fs_span *s, const double *high, const double *low, int present)
{
    if (!fs_run(&s->run, s->period, present)) {
        s->top = s->bottom = -1;
        return 0;
    }
    s->top = fs_span_move(s->top, high, s->period, 1.0);
    s->bottom = fs_span_move(s->bottom, low, s->period, -1.0);
    return 1;
}

/* Halfway between both. */
static inline double fs_span_middle(const struct fs_span *s, const double *high, const double *low)
{
    return (high[-s->top] + low[-s->bottom]) / 2.0;
}

/* Start and check of an indicator that has a span and nothing else. */
#define FS_SPAN_STATE(c, more, min)                                                                          \
    struct fs_##c {                                                                                          \
        struct fs_span span;                                                                                 \
    };                                                                                                       \
    static inline void fs_##c##_start(struct fs_##c *s, int32_t period)                                      \
    {                                                                                                        \
        fs_span_start(&s->span, period + (more));                                                            \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s, int32_t window)                                  \
    {                                                                                                        \
        return fs_period_valid(s->span.period - (more), min) && fs_span_sane(&s->span, window) &&            \
               window == s->span.period;                                                                     \
    }

#endif
