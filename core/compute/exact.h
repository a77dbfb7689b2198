/*
 * exact.h: sums that forget nothing.
 *
 * A running sum that adds new values and subtracts old ones drifts when its roundings are lost: a price of
 * 1e9 that once passed through a window would blur it for ever. Here every rounding error is computed exactly
 * (Knuth, TAOCP 4.2.2; Dekker 1971; Ogita, Rump and Oishi 2005) and kept in a second double, so that a
 * window's sum depends on what is in the window. None of it uses a fused multiply-add, so that every
 * processor gives the same bits.
 */
#ifndef FINSMART_COMPUTE_EXACT_H
#define FINSMART_COMPUTE_EXACT_H

/* A value of about 106 bits: high + low. */
struct fs_exact {
    double high;
    double low;
};

/* a + b without error, for any a and b. */
static inline struct fs_exact fs_exact_sum(double a, double b)
{
    double sum = a + b;
    double b_part = sum - a;
    double a_part = sum - b_part;
    return (struct fs_exact){sum, (a - a_part) + (b - b_part)};
}

/* a + b without error where |a| >= |b| or a is 0. */
static inline struct fs_exact fs_exact_fast_sum(double a, double b)
{
    double sum = a + b;
    return (struct fs_exact){sum, b - (sum - a)};
}

/* a * b without error where neither overflows nor underflows: |a|, |b| below 2^510, |a * b| above 2^-960 or
 * 0. */
static inline struct fs_exact fs_exact_product(double a, double b)
{
    double a_scaled = a * 134217729.0, b_scaled = b * 134217729.0; /* 2^27 + 1 splits a double in halves */
    double a_high = a_scaled - (a_scaled - a), b_high = b_scaled - (b_scaled - b);
    double a_low = a - a_high, b_low = b - b_high;
    double product = a * b;
    return (struct fs_exact){product,
                             ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

/* Adds to a running sum; `low` collects the errors and is small beside `high` until values cancel. */
static inline void fs_exact_add(struct fs_exact *sum, double x)
{
    struct fs_exact s = fs_exact_sum(sum->high, x);
    sum->high = s.high;
    sum->low += s.low;
}

/* Adds `come` and takes `leave` away. Their difference is made first, beside the sum: the next step waits for one
 * addition to the sum instead of two. */
static inline void fs_exact_exchange(struct fs_exact *sum, double come, double leave)
{
    struct fs_exact change = fs_exact_sum(come, -leave), s = fs_exact_sum(sum->high, change.high);
    sum->high = s.high;
    sum->low += s.low + change.low;
}

#endif
