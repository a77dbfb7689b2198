/*
 * A running sum waits for itself: each value needs the sum before it. Only the two additions to the sum and to its error do,
 * though. All else, what comes and leaves, the errors, and the results, is the same for any value, so that a block of values
 * goes through it in loops that the compiler turns into vector code, and through the additions one by one. Every operation is
 * that of fs_sma_step(), in the same order for each value, and so are the bits.
 *
 * Blocks are for full windows without missing values; what else comes goes value by value.
 */
#include "compute/stats/mean_kernel.h"

#include "compute/ta/sma.h"

#define BLOCK  256
#define INLINE static inline __attribute__((always_inline))

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

FS_CPU_TARGET_AVX512 static void means_avx512(const double *x, size_t length, int32_t period, double *out)
{
    means(x, length, period, out);
}

fs_mean_fill *fs_mean_kernel(enum fs_cpu_level level)
{
    return level == FS_CPU_AVX512 ? means_avx512 : level == FS_CPU_AVX2 ? means_avx2 : means_base;
}
