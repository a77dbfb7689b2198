/*
 * spread.h: how far the values of a window lie apart, as TA-Lib's VAR (population variance) and AVGDEV (mean distance from
 * the mean), and their sum, as SUM.
 *
 * Sums and variances are put together from halves (stats/window_tree.h): a variance has about 15 digits at any level of the
 * values, where TA-Lib 0.6.4 loses them to cancellation, and is exactly 0 where all values are equal. Missing values: window.
 * Look-back: period - 1.
 */
#ifndef FINSMART_COMPUTE_SPREAD_H
#define FINSMART_COMPUTE_SPREAD_H

#include "compute/stats/window_kernel.h"

FS_TREE_FORM(ta_sum, sum, 2)

static inline double fs_ta_sum_push(struct fs_ta_sum *s, double x)
{
    return fs_sum_slide(&s->tree, s->memory, fs_sum_leaf(x)).sum;
}

FS_TREE_STATE(ta_var, spread, 1, )

/* nbdev is in TA-Lib's list of parameters and has no effect there either. */
static inline void fs_ta_var_start(struct fs_ta_var *s, int32_t period, double nbdev)
{
    (void)nbdev;
    fs_ta_var_begin(s, period);
}

static inline int fs_ta_var_sane(const struct fs_ta_var *s)
{
    return fs_ta_var_whole_tree(s);
}

static inline double fs_ta_var_push(struct fs_ta_var *s, double x)
{
    return fs_spread_slide(&s->tree, s->memory, fs_spread_leaf(x)).variance;
}

struct fs_avgdev {
    struct fs_window_mean mean;
    struct fs_sum memory[]; /* period - 1 */
};

static inline void fs_avgdev_start(struct fs_avgdev *s, int32_t period)
{
    fs_window_mean_start(&s->mean, period, s->memory);
}

static inline size_t fs_avgdev_memory(const struct fs_avgdev *s)
{
    return FS_TREE_DOUBLES(sum, s->mean.tree.period);
}

static inline int fs_avgdev_sane(const struct fs_avgdev *s, int32_t window)
{
    return fs_window_mean_sane(&s->mean, 2) && window == s->mean.tree.period;
}

static inline double fs_avgdev_push(struct fs_avgdev *s, const double *x, int32_t there)
{
    int32_t n = s->mean.tree.period;
    double mean = fs_window_mean_slide(&s->mean, s->memory, x[0]);
    return there < n ? NAN : fs_window_distance(x - (n - 1), n, mean) / (double)n;
}

#endif
