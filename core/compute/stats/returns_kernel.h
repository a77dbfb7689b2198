/* returns_kernel.h: returns of a series, one function per processor level. Private to returns.c and tests. */
#ifndef FINSMART_COMPUTE_RETURNS_KERNEL_H
#define FINSMART_COMPUTE_RETURNS_KERNEL_H

#include "compute/cpu.h"
#include "compute/status.h"

/* out[i] is the return from x[i - 1] to x[i], for i from 1; out[0] is NaN. */
typedef void fs_returns_fill(const double *x, size_t length, int32_t kind, double *out);
/* The variant for a level that the processor has. */
fs_returns_fill *fs_returns_kernel(enum fs_cpu_level level);

/* x / previous - 1, with one rounding less. */
static inline double fs_return_simple(double previous, double x)
{
    int defined = fs_present(previous) & fs_present(x) & (previous != 0);
    double result = (x - previous) / previous;
    return defined ? result : NAN;
}

/* log((1 + s) / (1 - s)) = 2 (s + s^3/3 + s^5/5 + ...) for |s| up to 0.1716, where (1 + s) / (1 - s) is
 * sqrt(2): the twelfth term is below 2^-62 of the first. */
static inline double fs_log_series(double s)
{
    double z = s * s, sum = 2.0 / 23.0;
    sum = sum * z + 2.0 / 21.0;
    sum = sum * z + 2.0 / 19.0;
    sum = sum * z + 2.0 / 17.0;
    sum = sum * z + 2.0 / 15.0;
    sum = sum * z + 2.0 / 13.0;
    sum = sum * z + 2.0 / 11.0;
    sum = sum * z + 2.0 / 9.0;
    sum = sum * z + 2.0 / 7.0;
    sum = sum * z + 2.0 / 5.0;
    sum = sum * z + 2.0 / 3.0;
    return s * 2.0 + s * (z * sum);
}

/* 1 where log(x / previous) is fs_log_near(): both present and positive and their ratio within sqrt(2). */
static inline int fs_log_is_near(double previous, double x)
{
    return (previous < FS_COMPUTE_LIMIT) & (x < FS_COMPUTE_LIMIT) & (previous > 0x1p-1000) &
           (x > previous * 0.70710678118654757) & (x < previous * 1.4142135623730949);
}

static inline double fs_log_near(double previous, double x)
{
    return fs_log_series((x - previous) / (x + previous));
}

/* log(x / previous) for any values; NaN where it is not defined. */
static inline double fs_return_log(double previous, double x)
{
    if (__builtin_expect(fs_log_is_near(previous, x), 1))
        return fs_log_near(previous, x);
    if (!fs_present(previous) || !fs_present(x) || !(previous > 0) || !(x > 0))
        return NAN;
    int x_exponent, previous_exponent;
    double a = frexp(x, &x_exponent), b = frexp(previous, &previous_exponent); /* from 0.5 to 1: exact */
    int k = x_exponent - previous_exponent;
    if (a > b * 1.4142135623730951) {
        a *= 0.5;
        k++;
    } else if (a < b * 0.70710678118654757) {
        a *= 2.0;
        k--;
    }
    /* log(2) in two parts, the first of 33 bits, so that its product with k is exact */
    double high = (double)k * 0x1.62e42fefp-1, low = (double)k * 0x1.473de6af278edp-34;
    return high + (fs_log_series((a - b) / (a + b)) + low);
}

#endif
