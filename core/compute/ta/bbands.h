/*
 * bbands.h: Bollinger bands: a moving average of `period` values of any kind (average.h), and that average plus and minus a
 * number of the values' standard deviations (ddof 0, about their mean whatever the average), as TA-Lib's BBANDS.
 *
 * Missing values: window; an average of another kind than simple treats them as it does by itself. Look-back: the average's, at
 * least period - 1. The bits are those of ta.ma and ta.stddev.
 */
#ifndef FINSMART_COMPUTE_BBANDS_H
#define FINSMART_COMPUTE_BBANDS_H

#include "compute/ta/average.h"

struct fs_bbands {
    struct fs_tree tree;
    struct fs_average average; /* not used for the simple one, which has a stream of its own */
    double up;                 /* deviations above the average */
    double down;               /* deviations below it */
    struct fs_spread memory[]; /* period - 1, and a struct fs_sma with its memory behind them */
};

static inline struct fs_sma *fs_bbands_middle(struct fs_bbands *s)
{
    return (struct fs_sma *)(void *)(s->memory + (s->tree.period - 1));
}

static inline void fs_bbands_start(struct fs_bbands *s, int32_t period, double up, double down,
                                   int32_t matype)
{
    fs_tree_start(&s->tree, period, s->memory, FS_TREE_DOUBLES(spread, period));
    fs_sma_start(fs_bbands_middle(s), period);
    fs_average_start(&s->average, period, matype);
    s->up = up;
    s->down = down;
}

static inline size_t fs_bbands_memory(const struct fs_bbands *s)
{
    int32_t n = s->tree.period;
    return n > 0 ? FS_TREE_DOUBLES(spread, n) + sizeof(struct fs_sma) / sizeof(double) + (size_t)n : 0;
}

static inline int fs_bbands_sane(const struct fs_bbands *s, int32_t window)
{
    if (!fs_tree_sane(&s->tree, 2) || window != s->tree.period + 2)
        return 0;
    const struct fs_sma *middle = (const struct fs_sma *)(const void *)(s->memory + (s->tree.period - 1));
    return middle->period == s->tree.period && fs_sma_sane(middle) && s->average.period == s->tree.period &&
           fs_average_sane(&s->average, window);
}

static inline void fs_bbands_push(struct fs_bbands *s, const double *x, int32_t there, double *upper,
                                  double *middle, double *lower)
{
    double deviation = sqrt(fs_spread_slide(&s->tree, s->memory, fs_spread_leaf(x[0])).variance);
    double average = s->average.kind == FS_AVERAGE_SMA ? fs_sma_push(fs_bbands_middle(s), x[0])
                                                       : fs_average_push(&s->average, x, there);
    if (deviation != deviation || average != average)
        average = NAN;
    *upper = average + deviation * s->up;
    *middle = average;
    *lower = average - deviation * s->down;
}

#endif
