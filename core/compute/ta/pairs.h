/*
 * pairs.h: correlation and beta of two series over a window, as TA-Lib's CORREL (of the values) and BETA (the slope of the
 * changes of y on the changes of x, both relative to the value before; a change from 0 counts as 0).
 *
 * TA-Lib's running sums drift and cancel; these are put together from halves (stats/window_tree.h). 0 where nothing varies.
 * Missing values: window. Look-back: period - 1, and period.
 */
#ifndef FINSMART_COMPUTE_PAIRS_H
#define FINSMART_COMPUTE_PAIRS_H

#include "compute/stats/window_kernel.h"

FS_TREE_FORM(ta_correl, pair_spread, 1)

static inline double fs_ta_correl_push(struct fs_ta_correl *s, double x, double y)
{
    return fs_window_correlation(fs_pair_spread_slide(&s->tree, s->memory, fs_pair_spread_leaf(x, y)), 0.0);
}

FS_TREE_STATE(ta_beta, pair_spread, 1, double before_x; double before_y;)

static inline void fs_ta_beta_start(struct fs_ta_beta *s, int32_t period)
{
    fs_ta_beta_begin(s, period);
    s->before_x = s->before_y = NAN;
}

static inline int fs_ta_beta_sane(const struct fs_ta_beta *s)
{
    return fs_ta_beta_whole_tree(s);
}

/* The change from `before` to `x`, NaN where one of them is missing; 0 where it is out of all proportion. */
static inline double fs_ta_beta_change(double before, double x)
{
    double change = before != 0.0 ? (x - before) / before : 0.0;
    change = fs_present(change) ? change : 0.0;
    return fs_present(x) && fs_present(before) ? change : NAN;
}

static inline double fs_ta_beta_push(struct fs_ta_beta *s, double x, double y)
{
    struct fs_pair_spread leaf =
        fs_pair_spread_leaf(fs_ta_beta_change(s->before_x, x), fs_ta_beta_change(s->before_y, y));
    struct fs_pair_spread window = fs_pair_spread_slide(&s->tree, s->memory, leaf);
    s->before_x = x;
    s->before_y = y;
    return window.xx == 0.0 ? 0.0 : window.xy / window.xx;
}

#endif
