/*
 * stddev.h: standard deviation of the last `period` values, divided by the period (ddof 0), times `factor`:
 * TA-Lib's STDDEV without its cancellation and without its rule that a variance below 1e-14 is 0.
 *
 * Missing values: window. Look-back: period - 1. Of values that are all equal exactly 0; the level of the values costs no
 * digit (stats/window_tree.h).
 */
#ifndef FINSMART_COMPUTE_STDDEV_H
#define FINSMART_COMPUTE_STDDEV_H

#include "compute/stats/window_tree.h"

FS_TREE_STATE(stddev, spread, 2, double factor;)

static inline void fs_stddev_start(struct fs_stddev *s, int32_t period, double factor)
{
    fs_stddev_begin(s, period);
    s->factor = factor;
}

static inline int fs_stddev_sane(const struct fs_stddev *s)
{
    return fs_stddev_whole_tree(s) && s->factor >= -3e37 && s->factor <= 3e37;
}

static inline double fs_stddev_push(struct fs_stddev *s, double x)
{
    return sqrt(fs_spread_slide(&s->tree, s->memory, fs_spread_leaf(x)).variance) * s->factor;
}

#endif
