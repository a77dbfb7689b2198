/*
 * wma.h: weighted moving average, with weight 1 for the oldest of the last `period` values up to `period` for the newest, as
 * TA-Lib's WMA.
 *
 * Missing values: window. Look-back: period - 1. Both sums are put together from halves (stats/window_tree.h).
 */
#ifndef FINSMART_COMPUTE_WMA_H
#define FINSMART_COMPUTE_WMA_H

#include "compute/stats/window_kernel.h"

FS_TREE_FORM(wma, ramp, 1)

static inline double fs_wma_push(struct fs_wma *s, double x)
{
    return fs_window_ramp(fs_ramp_slide(&s->tree, s->memory, fs_ramp_leaf(x)), (double)s->tree.period);
}

#endif
