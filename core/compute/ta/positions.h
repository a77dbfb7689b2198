/*
 * positions.h: where the extremes of a window stand, as TA-Lib's MAXINDEX, MININDEX and MINMAXINDEX, and both extremes, as
 * MINMAX.
 *
 * Positions are those of a series counted from 1; TA-Lib's are counted from 0, so theirs are one less. A stream counts its
 * updates. Which of equal values is meant is decided as in TA-Lib: a new value replaces an equal one before it, but when the
 * extreme has left the window, the oldest of equal ones follows.
 *
 * Missing values: window. Look-back: period - 1. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_POSITIONS_H
#define FINSMART_COMPUTE_POSITIONS_H

#include "compute/form.h"

struct fs_positions {
    int32_t period;
    int32_t run;    /* values present in a row, up to period */
    int32_t top;    /* how many bars ago the largest value was; -1 while there is none */
    int32_t bottom; /* likewise the smallest */
    uint64_t at;    /* values so far */
};

static inline void fs_positions_start(struct fs_positions *s, int32_t period)
{
    *s = (struct fs_positions){.period = period, .top = -1, .bottom = -1};
}

static inline int fs_positions_sane(const struct fs_positions *s, int32_t window)
{
    return fs_period_valid(s->period, 2) && window == s->period && s->run >= 0 && s->run <= window &&
           s->top >= -1 && s->top < window && s->bottom >= -1 && s->bottom < window;
}

/* Where the extreme is now that there is one value more; sign 1: the largest, -1: the smallest. */
static inline int32_t fs_positions_move(int32_t best, const double *x, int32_t period, double sign)
{
    if (best >= 0 && best + 1 < period)
        return sign * x[0] >= sign * x[-(best + 1)] ? 0 : best + 1;
    best = period - 1;
    for (int32_t k = period - 1; k-- > 0;)
        if (sign * x[-k] > sign * x[-best])
            best = k;
    return best;
}

/* One value; 1 once the window is full. */
static inline int fs_positions_step(struct fs_positions *s, const double *x, int top, int bottom)
{
    s->at++;
    if (!fs_run(&s->run, s->period, fs_present(x[0]))) {
        s->top = s->bottom = -1;
        return 0;
    }
    if (top)
        s->top = fs_positions_move(s->top, x, s->period, 1.0);
    if (bottom)
        s->bottom = fs_positions_move(s->bottom, x, s->period, -1.0);
    return 1;
}

static inline double fs_positions_value(const struct fs_positions *s, int32_t ago)
{
    return (double)s->at - (double)ago;
}

#define FS_POSITIONS(c)                                                                                      \
    struct fs_##c {                                                                                          \
        struct fs_positions p;                                                                               \
    };                                                                                                       \
    static inline void fs_##c##_start(struct fs_##c *s, int32_t period)                                      \
    {                                                                                                        \
        fs_positions_start(&s->p, period);                                                                   \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s, int32_t window)                                  \
    {                                                                                                        \
        return fs_positions_sane(&s->p, window);                                                             \
    }

FS_POSITIONS(maxindex)
FS_POSITIONS(minindex)
FS_POSITIONS(minmax)
FS_POSITIONS(minmaxindex)

static inline double fs_maxindex_push(struct fs_maxindex *s, const double *x, int32_t there)
{
    (void)there;
    return fs_positions_step(&s->p, x, 1, 0) ? fs_positions_value(&s->p, s->p.top) : NAN;
}

static inline double fs_minindex_push(struct fs_minindex *s, const double *x, int32_t there)
{
    (void)there;
    return fs_positions_step(&s->p, x, 0, 1) ? fs_positions_value(&s->p, s->p.bottom) : NAN;
}

static inline void fs_minmax_push(struct fs_minmax *s, const double *x, int32_t there, double *min,
                                  double *max)
{
    (void)there;
    int full = fs_positions_step(&s->p, x, 1, 1);
    *min = full ? x[-s->p.bottom] : NAN;
    *max = full ? x[-s->p.top] : NAN;
}

static inline void fs_minmaxindex_push(struct fs_minmaxindex *s, const double *x, int32_t there,
                                       double *minidx, double *maxidx)
{
    (void)there;
    int full = fs_positions_step(&s->p, x, 1, 1);
    *minidx = full ? fs_positions_value(&s->p, s->p.bottom) : NAN;
    *maxidx = full ? fs_positions_value(&s->p, s->p.top) : NAN;
}

#endif
