/*
 * Two algorithms, both exact, so that which of them runs shows only in time.
 *
 * Short windows double: the maximum of 2w values is that of two maxima of w values, so a window of n takes
 * log2(n) passes over a block that lies in the first-level cache, each of them a loop that the compiler turns
 * into vector code.
 *
 * Long windows work in blocks of `period` values (van Herk 1992; Gil and Werman 1993): a window is the end of
 * one block and the beginning of the next, so the larger of a running maximum backward through the one and
 * forward through the other is its maximum. The backward maxima are kept in the output, where the windows
 * that need them end.
 *
 * Both look for the maximum of sign * x, with missing values as minus infinity; windows that hold one are
 * blanked last.
 */
#include "compute/ta/extreme_kernel.h"

#define BLOCK        1024
#define SHORT_PERIOD 512

static inline double key_of(double x, double sign)
{
    return fs_present(x) ? (x + 0.0) * sign : -INFINITY;
}

static inline double larger(double a, double b)
{
    return a > b ? a : b;
}

static inline __attribute__((always_inline)) void doubling(const double *restrict x, size_t length,
                                                           size_t period, double *restrict out, double sign)
{
    double memory[2][BLOCK + SHORT_PERIOD];
    for (size_t start = 0; start < length; start += BLOCK) {
        size_t count = length - start < BLOCK ? length - start : BLOCK, filled = count + period - 1;
        double *restrict from = memory[0], *restrict to = memory[1];
        /* from[j] is the key of value start + j - (period - 1) */
        size_t before = start >= period - 1 ? 0 : period - 1 - start;
        for (size_t j = 0; j < before; j++)
            from[j] = -INFINITY;
        const double *base = x + (start + before - (period - 1));
        for (size_t j = before; j < filled; j++)
            from[j] = key_of(base[j - before], sign);
        size_t width = 1;
        for (; width * 2 <= period; width *= 2) {
            size_t left = filled - 2 * width + 1;
            for (size_t j = 0; j < left; j++)
                to[j] = larger(from[j], from[j + width]);
            double *swap = from;
            from = to;
            to = swap;
        }
        double *restrict block = out + start;
        for (size_t j = 0; j < count; j++)
            block[j] = larger(from[j], from[j + period - width]) * sign;
    }
}

static inline __attribute__((always_inline)) void in_blocks(const double *restrict x, size_t length,
                                                            size_t period, double *restrict out, double sign)
{
    for (size_t start = 0; start < length; start += period) {
        /* forward through this block, joined with the backward maxima of the one before */
        size_t end = length - start < period ? length : start + period;
        double best = -INFINITY;
        for (size_t i = start; i < end; i++) {
            best = larger(best, key_of(x[i], sign));
            double backward = start > 0 && i + 1 < start + period ? out[i] : -INFINITY;
            out[i] = larger(best, backward) * sign;
        }
        /* backward through this block, for windows that end in the next */
        best = -INFINITY;
        for (size_t i = end; i-- > start + 1;) {
            best = larger(best, key_of(x[i], sign));
            if (i + period - 1 < length)
                out[i + period - 1] = best;
        }
    }
}

/* NaN for windows that are not full or hold a missing value. */
static void blank(const double *x, size_t length, size_t period, double *out)
{
    size_t until = period - 1;
    for (size_t i = 0; i < length && i < until; i++)
        out[i] = NAN;
    for (size_t i = 0; i < length; i++)
        if (__builtin_expect(!fs_present(x[i]), 0)) {
            size_t end = length - i < period ? length : i + period;
            for (size_t j = i > until ? i : until; j < end; j++)
                out[j] = NAN;
            until = end;
        }
}

static inline __attribute__((always_inline)) void fill(const double *x, size_t length, size_t period,
                                                       double *out, int32_t sign)
{
    if (period <= SHORT_PERIOD)
        doubling(x, length, period, out, sign);
    else
        in_blocks(x, length, period, out, sign);
    blank(x, length, period, out);
}

static void fill_base(const double *x, size_t length, size_t period, double *out, int32_t sign)
{
    fill(x, length, period, out, sign);
}

FS_CPU_TARGET_AVX2 static void fill_avx2(const double *x, size_t length, size_t period, double *out,
                                         int32_t sign)
{
    fill(x, length, period, out, sign);
}

FS_CPU_TARGET_AVX512 static void fill_avx512(const double *x, size_t length, size_t period, double *out,
                                             int32_t sign)
{
    fill(x, length, period, out, sign);
}

fs_extreme_fill *fs_extreme_kernel(enum fs_cpu_level level)
{
    return level == FS_CPU_AVX512 ? fill_avx512 : level == FS_CPU_AVX2 ? fill_avx2 : fill_base;
}
