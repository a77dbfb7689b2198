/*
 * A running sum waits for itself: each value needs the sum before it. Only the two additions to the sum and to its error do,
 * though. All else, what comes and leaves, the errors, and the results, is the same for any value, so that a block of values
 * goes through it in loops that the compiler turns into vector code, and through the additions one by one. Every operation is
 * that of fs_sma_step(), in the same order for each value, and so are the bits.
 *
 * Blocks are for full windows without missing values; what else comes goes value by value.
 *
 * Where no value is missing and their exponents do not lie far apart, no addition to the errors is rounded either: then the sum is
 * exact after each value, whatever was before, and any exact sum of the window gives the same bits. Processors that turn
 * doubles into 64-bit integers in vectors take that of integers, which waits for itself only a cycle.
 */
#include "compute/stats/mean_kernel.h"

#include "compute/divide.h"
#include "compute/ta/sma.h"

#include <string.h>

#define BLOCK   256
#define CHUNK   2048 /* values whose integers lie in a first-level cache */
#define LONGEST 1024 /* window that is summed in integers */
#define INLINE  static inline __attribute__((always_inline))

/* Sums after each value of a block; the first slots hold those before it. */
struct track {
    double change[BLOCK]; /* what comes less what leaves */
    double error[BLOCK];  /* of that */
    double high[BLOCK + 1];
    double low[BLOCK + 1];
};

INLINE int all_present(const double *x, size_t count)
{
    int64_t missing = 0;
    for (size_t j = 0; j < count; j++)
        missing |= !fs_present(x[j]);
    return !missing;
}

/* Adds to `error` those of the additions to `high`. */
INLINE void add_errors(struct track *t, size_t count)
{
    for (size_t j = 0; j < count; j++) {
        double a = t->high[j], b = t->change[j], sum = t->high[j + 1], b_part = sum - a,
               a_part = sum - b_part;
        t->error[j] = ((a - a_part) + (b - b_part)) + t->error[j];
    }
}

INLINE void means(const double *x, size_t length, int32_t period, double *restrict out)
{
    struct fs_exact sum = {0.0, 0.0};
    struct track t;
    int32_t run = 0;
    size_t window = (size_t)period;
    const double n = (double)period;
    for (size_t i = 0; i < length;) {
        size_t count = length - i < BLOCK ? length - i : BLOCK;
        if (run < period || !all_present(x + i, count)) {
            size_t end = run < period ? i + 1 : i + count;
            for (; i < end; i++) {
                double old = i >= window && fs_present(x[i - window]) ? x[i - window] : 0.0, value = x[i];
                if (!fs_present(value)) {
                    value = 0.0;
                    run = -1;
                }
                out[i] = fs_sma_step(&sum, &run, period, value, old);
            }
            continue;
        }
        const double *come = x + i, *leave = x + i - window;
        for (size_t j = 0; j < count; j++) {
            struct fs_exact change = fs_exact_sum(come[j], -leave[j]);
            t.change[j] = change.high;
            t.error[j] = change.low;
        }
        t.high[0] = sum.high;
        for (size_t j = 0; j < count; j++)
            t.high[j + 1] = sum.high += t.change[j];
        add_errors(&t, count);
        for (size_t j = 0; j < count; j++)
            t.low[j + 1] = sum.low += t.error[j];
        double *restrict block = out + i;
        for (size_t j = 0; j < count; j++)
            block[j] = (t.high[j + 1] + t.low[j + 1]) / n;
        i += count;
    }
}

static void means_base(const double *x, size_t length, int32_t period, double *out)
{
    means(x, length, period, out);
}

FS_CPU_TARGET_AVX2 static void means_avx2(const double *x, size_t length, int32_t period, double *out)
{
    means(x, length, period, out);
}

/* Binary exponents of the least and the greatest magnitude of some values, zeros left aside: least above most where there are only
 * zeros. What is missing has the greatest exponent of all. */
struct extent {
    int least, most;
};

INLINE struct extent extent(const double *x, size_t count)
{
    uint64_t least = UINT64_MAX, most = 0;
    for (size_t j = 0; j < count; j++) {
        uint64_t bits;
        memcpy(&bits, x + j, sizeof bits);
        bits <<= 1; /* the sign */
        most = bits > most ? bits : most;
        bits -= 1; /* zeros become the greatest */
        least = bits < least ? bits : least;
    }
    return most ? (struct extent){(int)((least + 1) >> 53) - 1023, (int)(most >> 53) - 1023}
                : (struct extent){INT32_MAX, INT32_MIN};
}

/* Bits that a number of values takes: 2^bits >= count. */
static int bits_of(size_t count)
{
    int bits = 0;
    while (((size_t)1 << bits) < count)
        bits++;
    return bits;
}

/* 2^e for a normal number. */
INLINE double power_of_two(int e)
{
    uint64_t bits = (uint64_t)(e + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

/*
 * The means of `count` windows of n values whose first begins at x, all values multiples of 2^(least - 52) in magnitude below
 * 2^(most + 1). 0 if their sums do not fit into integers.
 */
FS_CPU_TARGET_AVX512 static int integer_means(const double *x, size_t n, size_t count, struct extent e,
                                              double *restrict out)
{
    int64_t whole[LONGEST + CHUNK], sum = 0;
    if (e.most < e.least)
        e.least = e.most = 0;
    if (e.most - e.least + bits_of(n) > 9) /* and the 53 of a double */
        return 0;
    const double up = power_of_two(52 - e.least), down = power_of_two(e.least - 52);
    const struct fs_divisor by = fs_divisor((double)n);
    for (size_t j = 0; j < n - 1 + count; j++)
        whole[j] = (int64_t)(x[j] * up);
    for (size_t j = 0; j < n - 1; j++)
        sum += whole[j];
    for (size_t j = 0; j < count; j++) { /* the sums take the places of what has left */
        int64_t leaves = whole[j];
        sum += whole[j + n - 1];
        whole[j] = sum;
        sum -= leaves;
    }
    for (size_t j = 0; j < count; j++)
        out[j] = fs_divide((double)whole[j] * down, by);
    return 1;
}

/* Means of values of which the sum of the stream is exact. 0 if that cannot be said; `out` holds nothing then. */
FS_CPU_TARGET_AVX512 static int exact_means(const double *x, size_t length, int32_t period,
                                            double *restrict out)
{
    size_t n = (size_t)period, before = n - 1;
    if (n > LONGEST || length < 4 * n)
        return 0;
    struct extent all = {INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < before; i++)
        out[i] = NAN;
    for (size_t at = 0; at + before < length; at += CHUNK) {
        size_t count = length - before - at < CHUNK ? length - before - at : CHUNK;
        struct extent here = extent(x + at, before + count);
        all.least = here.least < all.least ? here.least : all.least;
        all.most = here.most > all.most ? here.most : all.most;
        if (all.most >= 480 || all.least < -800)
            return 0;
        /* A step's errors are multiples of 2^(least - 52) and together at most n times 2^(most - 51): `length` of them add up to
         * less than 2^53 such multiples, which a double holds. */
        if (all.least <= all.most && all.most - all.least + bits_of(n) + bits_of(length) > 51)
            return 0;
        if (!integer_means(x + at, n, count, here, out + before + at)) {
            double scratch[LONGEST + CHUNK];
            means(x + at, before + count, period, scratch);
            memcpy(out + before + at, scratch + before, count * sizeof *out);
        }
    }
    return 1;
}

FS_CPU_TARGET_AVX512 static void means_avx512(const double *x, size_t length, int32_t period, double *out)
{
    size_t first = 0; /* values before the first that is present leave no trace */
    for (; first < length && !fs_present(x[first]); first++)
        ;
    if (exact_means(x + first, length - first, period, out + first)) {
        for (size_t i = 0; i < first; i++)
            out[i] = NAN;
        return;
    }
    means(x, length, period, out);
}

fs_mean_fill *fs_mean_kernel(enum fs_cpu_level level)
{
    return level == FS_CPU_AVX512 ? means_avx512 : level == FS_CPU_AVX2 ? means_avx2 : means_base;
}
