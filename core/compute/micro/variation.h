/*
 * variation.h: what prices alone tell of their noise, costs and jumps.
 *
 *   realised_variance   the sum of the last `period` squared log returns
 *   bipower_variation   pi / 2 times the sum of the products of neighbouring |log returns| among the last `period`, without a
 *                       correction for the one product less (Barndorff-Nielsen and Shephard, Journal of Financial Econometrics 2,
 *                       2004): in it a jump vanishes, and realised variance less bipower variation is what jumps added
 *   roll_spread         2 * sqrt(-covariance of each price change with the one before), over `period` pairs, divisor `period`
 *                       (Roll, Journal of Finance 39, 1984), in units of price; 0 where the covariance is not negative
 *   amihud              the mean over `period` bars of |simple return| / (close * volume), times 1e6 (Amihud, Journal of Financial
 *                       Markets 5, 2002); bars without volume do not count, NaN where no bar of the window has any
 *
 * Variances are of the whole window, not annualised. Missing values: window; a price that is not above 0 counts as missing (but
 * not for roll_spread). Look-back: period; period + 1 for roll_spread. Sums keep their errors; logarithms are this library's
 * own, the same on every processor.
 */
#ifndef FINSMART_COMPUTE_VARIATION_H
#define FINSMART_COMPUTE_VARIATION_H

#include "compute/stats/returns_kernel.h"
#include "compute/stats/window_tree.h"
#include "compute/ta/moving.h"

struct fs_variation {
    int32_t period;
    int32_t run; /* prices in a row, up to period + 1 */
    struct fs_exact sum;
};

static inline int fs_variation_sane(const struct fs_variation *s, int32_t window, int32_t min)
{
    return fs_period_valid(s->period, min) && window == s->period + 2 && s->run >= 0 &&
           s->run <= s->period + 1;
}

static inline double fs_variation_square(const double *price)
{
    double r = fs_return_log(price[-1], price[0]);
    return r * r;
}

static inline double fs_variation_product(const double *price)
{
    return fabs(fs_return_log(price[-1], price[0])) * fabs(fs_return_log(price[-2], price[-1]));
}

struct fs_micro_realised_variance {
    struct fs_variation v;
};

static inline void fs_micro_realised_variance_start(struct fs_micro_realised_variance *s, int32_t period)
{
    s->v.period = period;
}

static inline int fs_micro_realised_variance_sane(const struct fs_micro_realised_variance *s, int32_t window)
{
    return fs_variation_sane(&s->v, window, 1);
}

static inline double fs_micro_realised_variance_push(struct fs_micro_realised_variance *s,
                                                     const double *price, int32_t there)
{
    (void)there;
    struct fs_variation *v = &s->v;
    int32_t n = v->period, full = v->run == n + 1;
    if (!(fs_present(price[0]) && price[0] > 0.0)) {
        *v = (struct fs_variation){.period = n};
        return NAN;
    }
    v->run += !full;
    if (v->run == 1)
        return NAN;
    fs_exact_exchange(&v->sum, fs_variation_square(price), full ? fs_variation_square(price - n) : 0.0);
    return v->run > n ? fmax(fs_exact_value(v->sum), 0.0) : NAN;
}

struct fs_micro_bipower_variation {
    struct fs_variation v;
};

static inline void fs_micro_bipower_variation_start(struct fs_micro_bipower_variation *s, int32_t period)
{
    s->v.period = period;
}

static inline int fs_micro_bipower_variation_sane(const struct fs_micro_bipower_variation *s, int32_t window)
{
    return fs_variation_sane(&s->v, window, 2);
}

static inline double fs_micro_bipower_variation_push(struct fs_micro_bipower_variation *s,
                                                     const double *price, int32_t there)
{
    (void)there;
    struct fs_variation *v = &s->v;
    int32_t n = v->period, full = v->run == n + 1;
    if (!(fs_present(price[0]) && price[0] > 0.0)) {
        *v = (struct fs_variation){.period = n};
        return NAN;
    }
    v->run += !full;
    if (v->run < 3)
        return NAN;
    fs_exact_exchange(&v->sum, fs_variation_product(price),
                      full ? fs_variation_product(price - (n - 1)) : 0.0);
    return v->run > n ? 1.57079632679489661923 * fmax(fs_exact_value(v->sum), 0.0) : NAN;
}

/* Of a price change and the one before. */
FS_TREE_STATE(roll_spread, pair_spread, 2, double price; double change;)

static inline void fs_roll_spread_start(struct fs_roll_spread *s, int32_t period)
{
    fs_roll_spread_begin(s, period);
    s->price = s->change = NAN;
}

static inline int fs_roll_spread_sane(const struct fs_roll_spread *s)
{
    return fs_roll_spread_whole_tree(s);
}

static inline double fs_roll_spread_push(struct fs_roll_spread *s, double price)
{
    price = fs_tree_leaf(price);
    double change = price - s->price;
    double covariance = fs_pair_spread_slide(&s->tree, s->memory, fs_pair_spread_leaf(change, s->change)).xy;
    s->price = price;
    s->change = change;
    return covariance < 0.0 ? 2.0 * sqrt(-covariance) : covariance * 0.0;
}

struct fs_amihud {
    int32_t period;
    int32_t run;    /* bars in a row, up to period + 1 */
    int32_t traded; /* of those in the window, the ones that count */
    int32_t reserved;
    struct fs_exact sum;
};

static inline void fs_amihud_start(struct fs_amihud *s, int32_t period)
{
    s->period = period;
}

static inline int fs_amihud_sane(const struct fs_amihud *s, int32_t window)
{
    return fs_period_valid(s->period, 1) && window == s->period + 2 && s->run >= 0 &&
           s->run <= s->period + 1 && s->traded >= 0 && s->traded <= s->period;
}

/* Of the newest bar; 0 with `traded` 0 where it does not count. */
static inline double fs_amihud_ratio(const double *close, const double *volume, int32_t *traded)
{
    double ratio = fabs(fs_return_simple(close[-1], close[0])) / (close[0] * volume[0]);
    *traded = volume[0] > 0.0 && fs_present(ratio);
    return *traded ? ratio : 0.0;
}

static inline double fs_amihud_push(struct fs_amihud *s, const double *close, const double *volume,
                                    int32_t there)
{
    (void)there;
    int32_t n = s->period, full = s->run == n + 1, came, left = 0;
    if (!(fs_present(close[0]) && fs_present(volume[0]) && close[0] > 0.0)) {
        *s = (struct fs_amihud){.period = n};
        return NAN;
    }
    s->run += !full;
    if (s->run == 1)
        return NAN;
    double come = fs_amihud_ratio(close, volume, &came),
           leave = full ? fs_amihud_ratio(close - n, volume - n, &left) : 0.0;
    fs_exact_exchange(&s->sum, come, leave);
    s->traded += came - left;
    return s->run > n && s->traded > 0 ? 1e6 * (fmax(fs_exact_value(s->sum), 0.0) / (double)s->traded) : NAN;
}

#endif
