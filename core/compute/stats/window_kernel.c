/*
 * A running sum waits for itself: each value needs the sum before it. Only the two additions to the sum and to its error do,
 * though. All else, what comes and leaves, the errors, and the results, is the same for any value, so that a block of values
 * goes through it in loops that the compiler turns into vector code, and through the additions one by one. Every operation is
 * that of fs_sma_step() and fs_deviation_series(), in the same order for each value, and so are the bits.
 *
 * Blocks are for full windows without missing values, and for deviations without sums that must be made anew; what else comes
 * goes value by value.
 */
#include "compute/stats/window_kernel.h"

#include "compute/stats/deviation.h"
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

/* The changes of both sums as a block comes. `square_low` is added to the error of the squares by itself. */
INLINE void changes(const double *restrict come, const double *restrict leave, size_t count, struct track *s,
                    struct track *q, double *restrict square_low)
{
    for (size_t j = 0; j < count; j++) {
        struct fs_exact change = fs_exact_sum(come[j], -leave[j]);
        struct fs_exact in = fs_exact_product(come[j], come[j]), left = fs_exact_product(leave[j], leave[j]);
        struct fs_exact square = fs_exact_sum(in.high, -left.high);
        s->change[j] = change.high;
        s->error[j] = change.low;
        q->change[j] = square.high;
        q->error[j] = square.low;
        square_low[j] = in.low - left.low;
    }
}

/* A block of full windows; 0, with nothing changed, if sums must be made anew in it. */
INLINE int block(struct fs_deviation *d, const double *x, size_t i, size_t count, double *restrict mean,
                 double *restrict deviation)
{
    struct track s, q;
    double square_low[BLOCK];
    changes(x + i, x + i - (size_t)d->period, count, &s, &q, square_low);
    double sum = s.high[0] = d->sum.high, squares = q.high[0] = d->squares.high, peak = d->peak,
           least = INFINITY;
    for (size_t j = 0; j < count; j++) {
        s.high[j + 1] = sum += s.change[j];
        q.high[j + 1] = squares += q.change[j];
        peak = squares > peak ? squares : peak;
        least = squares < least ? squares : least;
    }
    if (!(least * 0x1p30 >= peak)) /* perhaps; step by step shows it */
        return 0;
    add_errors(&s, count);
    add_errors(&q, count);
    double low = d->sum.low, squares_low = d->squares.low;
    for (size_t j = 0; j < count; j++) {
        s.low[j + 1] = low += s.error[j];
        squares_low += q.error[j];
        q.low[j + 1] = squares_low += square_low[j];
    }
    d->sum = (struct fs_exact){sum, low};
    d->squares = (struct fs_exact){squares, squares_low};
    d->peak = peak;
    d->age += (int32_t)count;
    const double n = (double)d->period, divisor = n * (n - (double)d->ddof);
    for (size_t j = 0; j < count; j++) { /* fs_deviation_result() */
        struct fs_exact a = fs_exact_sum(s.high[j + 1], s.low[j + 1]),
                        b = fs_exact_sum(q.high[j + 1], q.low[j + 1]);
        struct fs_exact ss = fs_exact_product(a.high, a.high), nq = fs_exact_product(n, b.high);
        double difference = (nq.high - ss.high) + ((nq.low + n * b.low) - (ss.low + 2.0 * a.high * a.low));
        deviation[j] = sqrt(difference > nq.high * 0x1p-88 ? difference / divisor : 0.0);
        s.change[j] = a.high / n;
    }
    if (mean)
        for (size_t j = 0; j < count; j++)
            mean[j] = s.change[j];
    return 1;
}

INLINE void deviations(const double *x, size_t length, int32_t period, int32_t ddof, double *mean,
                       double *deviation)
{
    struct fs_deviation d;
    fs_deviation_init(&d, period, ddof);
    const int32_t limit = period > 4096 ? period : 4096;
    for (size_t i = 0; i < length;) {
        size_t count = length - i < BLOCK ? length - i : BLOCK, fresh = (size_t)(limit - 1 - d.age);
        if (d.run == period && fresh > 0) {
            count = count < fresh ? count : fresh;
            if (all_present(x + i, count) && block(&d, x, i, count, mean ? mean + i : NULL, deviation + i)) {
                i += count;
                continue;
            }
        } else {
            count = 1;
        }
        for (size_t end = i + count; i < end; i++) {
            struct fs_deviation_result r = fs_deviation_series(&d, x, i);
            deviation[i] = r.deviation;
            if (mean)
                mean[i] = r.mean;
        }
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

static void deviations_base(const double *x, size_t length, int32_t period, int32_t ddof, double *mean,
                            double *deviation)
{
    deviations(x, length, period, ddof, mean, deviation);
}

FS_CPU_TARGET_AVX2 static void deviations_avx2(const double *x, size_t length, int32_t period, int32_t ddof,
                                               double *mean, double *deviation)
{
    deviations(x, length, period, ddof, mean, deviation);
}

FS_CPU_TARGET_AVX512 static void deviations_avx512(const double *x, size_t length, int32_t period,
                                                   int32_t ddof, double *mean, double *deviation)
{
    deviations(x, length, period, ddof, mean, deviation);
}

fs_mean_fill *fs_mean_kernel(enum fs_cpu_level level)
{
    return level == FS_CPU_AVX512 ? means_avx512 : level == FS_CPU_AVX2 ? means_avx2 : means_base;
}

fs_deviation_fill *fs_deviation_kernel(enum fs_cpu_level level)
{
    return level == FS_CPU_AVX512 ? deviations_avx512
           : level == FS_CPU_AVX2 ? deviations_avx2
                                  : deviations_base;
}
