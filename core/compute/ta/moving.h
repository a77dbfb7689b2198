/*
 * moving.h: sums over a moving window, for the inline steps of indicators (core/compute/form.h). They keep their errors
 * (exact.h), and begin anew after a missing value, so that all that ever leaves had come.
 */
#ifndef FINSMART_COMPUTE_MOVING_H
#define FINSMART_COMPUTE_MOVING_H

#include "compute/exact.h"
#include "compute/form.h"

/* A sum without its errors. */
static inline double fs_exact_value(struct fs_exact s)
{
    return s.high + s.low;
}

/* n * product - a * b in about 106 bits, where product, a and b are sums of n products and of the n factors: n^2 times their
 * covariance. 0 where it cannot be told from rounding. */
static inline double fs_moving_spread(double n, struct fs_exact product, struct fs_exact a, struct fs_exact b)
{
    product = fs_exact_sum(product.high, product.low);
    a = fs_exact_sum(a.high, a.low);
    b = fs_exact_sum(b.high, b.low);
    struct fs_exact np = fs_exact_product(n, product.high), ab = fs_exact_product(a.high, b.high);
    double difference =
        (np.high - ab.high) + ((np.low + n * product.low) - (ab.low + a.high * b.low + a.low * b.high));
    double size = fabs(np.high) > fabs(ab.high) ? fabs(np.high) : fabs(ab.high);
    return fabs(difference) > size * 0x1p-88 ? difference : 0.0;
}

/* The sums of pairs: of both, their squares and their products. */
struct fs_pairs {
    int32_t period; /* pairs in the window */
    int32_t run;    /* pairs in a row so far, up to period */
    int32_t age;    /* pairs since the sums were made anew */
    int32_t reserved;
    double peak_x; /* the largest sums of squares since then */
    double peak_y;
    struct fs_exact x, y, xx, yy, xy;
};

static inline int fs_pairs_sane(const struct fs_pairs *s, int32_t min)
{
    return fs_period_valid(s->period, min) && s->run >= 0 && s->run <= s->period && s->age >= 0 &&
           s->age < 2 * FS_PERIOD_MAX;
}

/* Empties the window. */
static inline void fs_pairs_reset(struct fs_pairs *s, int32_t run)
{
    *s = (struct fs_pairs){.period = s->period, .run = run};
}

static inline void fs_moving_product(struct fs_exact *sum, double come_a, double come_b, double leave_a,
                                     double leave_b)
{
    struct fs_exact come = fs_exact_product(come_a, come_b), leave = fs_exact_product(leave_a, leave_b);
    fs_exact_exchange(sum, come.high, leave.high);
    sum->low += come.low - leave.low;
}

/* One pair comes, one (0, 0 while the window is not full) leaves. 1 when the sums must be made anew: after fs_pairs_reset()
 * with the run that there is, by exchanging all pairs of the window for (0, 0), the oldest first. */
static inline int fs_pairs_exchange(struct fs_pairs *s, double x, double y, double old_x, double old_y)
{
    fs_exact_exchange(&s->x, x, old_x);
    fs_exact_exchange(&s->y, y, old_y);
    fs_moving_product(&s->xx, x, x, old_x, old_x);
    fs_moving_product(&s->yy, y, y, old_y, old_y);
    fs_moving_product(&s->xy, x, y, old_x, old_y);
    s->peak_x = s->xx.high > s->peak_x ? s->xx.high : s->peak_x;
    s->peak_y = s->yy.high > s->peak_y ? s->yy.high : s->peak_y;
    s->age++;
    /* in time, or when what has left was so large that it took digits with it */
    return s->age >= (s->period > 4096 ? s->period : 4096) || s->xx.high * 0x1p30 < s->peak_x ||
           s->yy.high * 0x1p30 < s->peak_y;
}

#endif
