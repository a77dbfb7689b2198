/*
 * rolling_spread.h: variance, standard deviation, z-score, covariance, correlation and slope of a moving window, as pandas'
 * rolling() has them; ddof is what is taken from the count before it divides.
 *
 * Missing values: window. Look-back: period - 1. A window that does not vary has variance 0 exactly, and no score, correlation or
 * slope (NaN). The level of the values costs no digit (window_tree.h).
 */
#ifndef FINSMART_COMPUTE_ROLLING_SPREAD_H
#define FINSMART_COMPUTE_ROLLING_SPREAD_H

#include "compute/stats/window_kernel.h"

/* What a variance with ddof 0 is multiplied with for another. */
static inline double fs_rolling_scale(int32_t period, int32_t ddof)
{
    return (double)period / (double)(period - ddof);
}

/* An indicator whose state is a tree and the scale of its variances. */
#define FS_ROLLING_SCALED(c, part)                                                                           \
    FS_TREE_STATE(c, part, 2, double scale;)                                                                 \
    static inline void fs_##c##_start(struct fs_##c *s, int32_t period, int32_t ddof)                        \
    {                                                                                                        \
        fs_##c##_begin(s, period);                                                                           \
        s->scale = fs_rolling_scale(period, ddof);                                                           \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s)                                                  \
    {                                                                                                        \
        return fs_##c##_whole_tree(s) && s->scale >= 1.0 && s->scale <= 2.0;                                 \
    }

FS_ROLLING_SCALED(rolling_var, spread)
FS_ROLLING_SCALED(rolling_std, spread)
FS_ROLLING_SCALED(zscore, spread)
FS_ROLLING_SCALED(rolling_cov, pair_spread)

static inline double fs_rolling_var_push(struct fs_rolling_var *s, double x)
{
    return fs_spread_slide(&s->tree, s->memory, fs_spread_leaf(x)).variance * s->scale;
}

static inline double fs_rolling_std_push(struct fs_rolling_std *s, double x)
{
    return sqrt(fs_spread_slide(&s->tree, s->memory, fs_spread_leaf(x)).variance * s->scale);
}

static inline double fs_zscore_push(struct fs_zscore *s, double x)
{
    return fs_window_zscore(fs_spread_slide(&s->tree, s->memory, fs_spread_leaf(x)), x, s->scale);
}

static inline double fs_rolling_cov_push(struct fs_rolling_cov *s, double x, double y)
{
    return fs_pair_spread_slide(&s->tree, s->memory, fs_pair_spread_leaf(x, y)).xy * s->scale;
}

FS_TREE_FORM(rolling_corr, pair_spread, 2)
FS_TREE_FORM(rolling_beta, pair_spread, 2)

static inline double fs_rolling_corr_push(struct fs_rolling_corr *s, double x, double y)
{
    return fs_window_correlation(fs_pair_spread_slide(&s->tree, s->memory, fs_pair_spread_leaf(x, y)), NAN);
}

static inline double fs_rolling_beta_push(struct fs_rolling_beta *s, double x, double y)
{
    return fs_window_slope(fs_pair_spread_slide(&s->tree, s->memory, fs_pair_spread_leaf(x, y)), NAN);
}

#endif
