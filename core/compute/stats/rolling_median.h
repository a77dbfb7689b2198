/* rolling_median.h: the middle of the last `period` values, the quantile of 0.5 (rolling.h) under its own name. */
#ifndef FINSMART_COMPUTE_STATS_ROLLING_MEDIAN_H
#define FINSMART_COMPUTE_STATS_ROLLING_MEDIAN_H

#include "compute/stats/rolling.h"

__extension__ struct fs_rolling_median {
    struct fs_rolling_quantile window; /* its values lie behind */
};
static inline void fs_rolling_median_start(struct fs_rolling_median *s, int32_t period)
{
    fs_rolling_quantile_start(&s->window, period, 0.5);
}
static inline size_t fs_rolling_median_memory(const struct fs_rolling_median *s)
{
    return fs_rolling_quantile_memory(&s->window);
}
static inline int fs_rolling_median_sane(const struct fs_rolling_median *s)
{
    return fs_rolling_quantile_sane(&s->window) && s->window.p == 0.5;
}
static inline double fs_rolling_median_push(struct fs_rolling_median *s, double x)
{
    return fs_rolling_quantile_push(&s->window, x);
}

#endif
