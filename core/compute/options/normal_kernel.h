/*
 * normal_kernel.h: exponential, logarithm and the normal distribution as straight-line code, for kernels that price many
 * options at once.
 *
 * No branches, tables, library calls or fused multiply-adds: a compiler turns loops over them into vector code, and every
 * processor gives the same bits. Largest errors of 6000 arguments over their ranges against 40 digits, in units in the last
 * place: exp 0.92, log of a ratio 1.6, density 2.0, Mills' ratio 5.0, cdf 4.9.
 */
#ifndef FINSMART_COMPUTE_NORMAL_KERNEL_H
#define FINSMART_COMPUTE_NORMAL_KERNEL_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define FS_KERNEL static inline __attribute__((always_inline))

#define FS_LOG2_E         1.4426950408889634
#define FS_LN2_HIGH       0x1.62e42fefa3800p-1 /* 42 bits: its product with an exponent is exact */
#define FS_LN2_LOW        0x1.ef35793c76730p-45
#define FS_ONE_SQRT_2PI   0.3989422804014327
#define FS_INTEGER_BITS   0x1.8p52 /* added to a double, leaves its nearest whole number in the low bits */
#define FS_DENSITY_SQUARE 708.0    /* of x * x / 2, up to which the exponential is normal */

FS_KERNEL uint64_t fs_bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

FS_KERNEL double fs_double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

FS_KERNEL double fs_smaller(double a, double b)
{
    return a < b ? a : b;
}

FS_KERNEL double fs_larger(double a, double b)
{
    return a > b ? a : b;
}

/* x / log 2 to the nearest whole number, in the low bits. */
FS_KERNEL double fs_exp_shifted(double x)
{
    return x * FS_LOG2_E + FS_INTEGER_BITS;
}

/* exp(high + low) for |high| <= 708 and |low| far below 1. */
FS_KERNEL double fs_exp_sum(double high, double low)
{
    double shifted = fs_exp_shifted(high), k = shifted - FS_INTEGER_BITS;
    double r = (high - k * FS_LN2_HIGH) - (k * FS_LN2_LOW - low), s = r * r;
    /* (exp(r) - 1 - r) / r^2 on [-ln 2 / 2, ln 2 / 2], interpolated at Chebyshev's points: 2e-17 */
    double even = 0.5000000000000001 +
                  s * (0.04166666666662413 + s * (0.0013888888917213717 +
                                                  s * (2.4801521295954376e-05 + s * 2.7620088445409746e-07)));
    double odd = 0.16666666666666669 +
                 s * (0.008333333333330062 + s * (0.00019841269863053618 +
                                                  s * (2.7557268459997064e-06 + s * 2.510038549551032e-08)));
    double value = 1.0 + (r + s * (even + r * odd));
    return fs_double_of(fs_bits_of(value) + (fs_bits_of(shifted) << 52));
}

/* exp(x) for |x| <= 708. */
FS_KERNEL double fs_exp_near(double x)
{
    return fs_exp_sum(x, 0.0);
}

/* log(a / b) for positive normal a and b: b is moved by a power of two 2^k to a factor of at most 1.51 from a, where the
 * difference of the two is exact; log = k log 2 + 2 artanh((a - b) / (a + b)). The polynomial of least error: 2e-17. */
FS_KERNEL double fs_log_ratio(double a, double b)
{
    uint64_t b_bits = fs_bits_of(b) - (UINT64_C(1023) << 52);
    uint64_t apart = fs_bits_of(a) - b_bits + (UINT64_C(1) << 51);
    double k = fs_double_of((apart >> 52) | UINT64_C(0x4330000000000000)) - (0x1p52 + 1023.0);
    double moved = fs_double_of(b_bits + (apart & UINT64_C(0xfff0000000000000)));
    double t = (a - moved) / (a + moved), z = t * t, w = z * z;
    double even =
        0.66666666666672891 + w * (0.2857142941292643 + w * (0.18186414938747766 + w * 0.15377334063749323));
    double odd = 0.39999999996063268 + w * (0.22222137062667316 + w * 0.15249011873802792);
    return k * FS_LN2_HIGH + ((t + t) + (t * (z * (even + z * odd)) + k * FS_LN2_LOW));
}

/* exp(-x^2 / 2) / sqrt(2 pi); 0 where x^2 / 2 > 708. The square is made in two parts, as its rounding would be multiplied
 * by the square. */
FS_KERNEL double fs_density(double x)
{
    const uint64_t upper = UINT64_C(0xfffffffff8000000);
    double half = -0.5 * x, high = fs_double_of(fs_bits_of(x) & upper),
           half_high = fs_double_of(fs_bits_of(half) & upper);
    double square = high * half_high, rest = (x - high) * (half + half_high);
    double value = FS_ONE_SQRT_2PI * fs_exp_sum(square, rest);
    return square >= -FS_DENSITY_SQUARE ? value : 0.0;
}

/* Mills' ratio (1 - N(t)) / n(t) for t from 0 to 40: the rational function of degrees 10 and 11 whose largest relative
 * error, 2e-18, is the least. All terms are positive, so that roundings do not grow. */
FS_KERNEL double fs_mills(double t)
{
    double s = t * t;
    double p_even =
        1.2533141373155003 +
        s * (1.6918982274659515 +
             s * (0.32646655346977066 +
                  s * (0.01746772478547339 + s * (0.00025863444863226284 + s * 5.358162796338342e-07))));
    double p_odd = 2.0679608543498222 +
                   s * (0.8866319168639417 +
                        s * (0.08784445239610003 + s * (0.0025374247485502642 + s * 1.6815993218488554e-05)));
    double q_even =
        1.0 + s * (2.8030640148736508 +
                   s * (0.9695698333644572 +
                        s * (0.09034824548228908 + s * (0.0025542407419975807 + s * 1.68159932185221e-05))));
    double q_odd =
        2.4478785988332916 +
        s * (1.9859736388415632 +
             s * (0.34342235956391287 +
                  s * (0.0177252875914739 + s * (0.0002591702649083411 + s * 5.358162796336901e-07))));
    return (p_even + t * p_odd) / (q_even + t * q_odd);
}

/* The normal distribution function; 0 below -37.6 and 1 above 8.3. */
FS_KERNEL double fs_normal_lower(double x)
{
    double t = fs_smaller(fabs(x), 40.0), tail = fs_density(t) * fs_mills(t);
    return x < 0.0 ? tail : 1.0 - tail;
}

#endif
