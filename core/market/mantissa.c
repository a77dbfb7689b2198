#include "market/mantissa.h"

#include "base/decimal.h"
#include "base/error.h"
#include "compute/cpu.h"

#include <math.h>

enum { DIGITS = 8, BLOCK = 64 };
static const double SCALE = 1e8;

/* One value that the short way does not settle: a tie, more digits than fit, or none at all. 0 where it does not fit. */
static int careful(double value, int64_t *out, int *missing)
{
    if (isnan(value)) {
        *out = FS_MANTISSA_NONE;
        *missing = 1;
        return 1;
    }
    int64_t whole = fabs(value) < 9e18 ? (int64_t)value : 0;
    if ((double)whole == value && value != 0)
        return !__builtin_mul_overflow(whole, (int64_t)SCALE, out);
    if (fs_decimal_from_double(value, DIGITS, out) == 0)
        return 1;
    fs_error_clear();
    return 0;
}

/* Adding 1.5 * 2^52 leaves the nearest whole number in the low bits, for products below 2^51. The text's value times 10^8
 * is within |product| * 2^-52 of the product (half a unit each of double and multiplication), so whenever the product is
 * nearer than the rest of a half to a whole number, that one is the right one. Returns whether that was so for all. */
static inline __attribute__((always_inline)) int short_way(const double *values, int64_t count, int64_t *out)
{
    const double magic = 0x1.8p52;
    int64_t sure = -1;
    for (int64_t i = 0; i < count; i++) {
        union {
            double real;
            int64_t bits;
        } sum = {.real = values[i] * SCALE + magic}, zero = {.real = magic};
        double product = values[i] * SCALE, off = fabs(product - (sum.real - magic));
        out[i] = sum.bits - zero.bits;
        /* Above 2^51 the second term alone is a half: one comparison does. NaN is in doubt too. */
        sure &= -(int64_t)(off + fabs(product) * 0x1p-52 < 0.5);
    }
    return sure != 0;
}

/* A block of them, one function per processor level. */
static int block_base(const double *values, int64_t *out)
{
    return short_way(values, BLOCK, out);
}

FS_CPU_TARGET_AVX2 static int block_avx2(const double *values, int64_t *out)
{
    return short_way(values, BLOCK, out);
}

int64_t fs_mantissas(const double *values, int64_t count, int64_t *out, int *missing)
{
    int (*const block)(const double *, int64_t *) = fs_cpu_level() >= FS_CPU_AVX2 ? block_avx2 : block_base;
    for (int64_t first = 0; first < count; first += BLOCK) {
        int64_t last = count - first < BLOCK ? count : first + BLOCK;
        int sure = last - first == BLOCK ? block(values + first, out + first)
                                         : short_way(values + first, last - first, out + first);
        for (int64_t i = first; i < last && !sure; i++)
            if (!short_way(values + i, 1, out + i) && !careful(values[i], &out[i], missing))
                return i;
    }
    return count;
}
