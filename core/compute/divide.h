/*
 * divide.h: division by a whole number as two multiplications, with the bits of the division. Private to this library.
 *
 * With high the reciprocal of n and low what it lacks, x / n is x * high + x * low, the last operation fused. Before that is
 * rounded it is off by some 2^-52 of a last place. x / n, as a fraction of whole numbers, is either a double or at least
 * 1/(2n) of a last place away from where rounding changes, so that for n below 2^50 both round to the same (Brisebarre, Muller
 * and Raina, Accelerating correctly rounded floating-point division when the divisor is known in advance, 2004).
 *
 * x must be a finite number whose product with `low` is not subnormal: 0, or at least FS_DIVIDE_LEAST in magnitude.
 */
#ifndef FINSMART_COMPUTE_DIVIDE_H
#define FINSMART_COMPUTE_DIVIDE_H

#define FS_DIVIDE_LEAST 0x1p-900

struct fs_divisor {
    double n, high, low;
};

/* `n` is a whole number from 1 to 2^31. */
static inline struct fs_divisor fs_divisor(double n)
{
    double high = 1.0 / n;
    return (struct fs_divisor){n, high, __builtin_fma(-high, n, 1.0) / n};
}

/* x / n; for functions whose processor level has fused operations. */
static inline __attribute__((always_inline)) double fs_divide(double x, struct fs_divisor by)
{
    return __builtin_fma(x, by.high, x * by.low);
}

#endif
