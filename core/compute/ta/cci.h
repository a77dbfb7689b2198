/*
 * cci.h: commodity channel index, as TA-Lib's CCI: how far the typical price lies from its mean over `period` bars, in units
 * of 0.015 of the mean distance; 0 where either distance is 0.
 *
 * TA-Lib adds up the window in the order of the slots of its ring, so that the newest value's place goes round; here its sum
 * is put together from halves (stats/window_tree.h), and the last digits differ. Missing values: window (a bar of which any price is missing). Look-back:
 * period - 1.
 */
#ifndef FINSMART_COMPUTE_CCI_H
#define FINSMART_COMPUTE_CCI_H

#include "compute/stats/window_kernel.h"

struct fs_cci {
    struct fs_window_mean mean; /* of typical prices */
    int32_t at;                 /* where the newest typical price was put */
    int32_t reserved;           /* 0 */
    /* The last `period` typical prices, NaN where one is missing, each twice so that they lie in a row; then the sums of `mean`. */
    double typical[];
};

static inline struct fs_sum *fs_cci_sums(struct fs_cci *s)
{
    return (struct fs_sum *)(void *)(s->typical + 2 * (size_t)s->mean.tree.period);
}

static inline void fs_cci_start(struct fs_cci *s, int32_t period)
{
    s->mean.tree.period = period;
    fs_window_mean_start(&s->mean, period, fs_cci_sums(s));
    for (int32_t i = 0; i < 2 * period; i++)
        s->typical[i] = NAN;
}

static inline size_t fs_cci_memory(const struct fs_cci *s)
{
    return 3 * (size_t)s->mean.tree.period - 1;
}

static inline int fs_cci_sane(const struct fs_cci *s)
{
    return fs_window_mean_sane(&s->mean, 2) && s->at >= 0 && s->at < s->mean.tree.period;
}

static inline double fs_cci_typical(double high, double low, double close)
{
    int present = fs_present(high) & fs_present(low) & fs_present(close);
    return present ? (high + low + close) / 3.0 : NAN;
}

static inline double fs_cci_push(struct fs_cci *s, double high, double low, double close)
{
    int32_t n = s->mean.tree.period, at = s->at + 1 == n ? 0 : s->at + 1;
    double *newest = s->typical + at + n;
    s->at = at;
    *newest = s->typical[at] = fs_cci_typical(high, low, close);
    double mean = fs_window_mean_slide(&s->mean, fs_cci_sums(s), *newest);
    return fs_window_cci(*newest, mean, fs_window_distance(newest - (n - 1), n, mean), (double)n);
}

#endif
