/*
 * deviation.h: mean and standard deviation of a moving window, the core of stddev, rolling_std, bbands and
 * zscore.
 *
 * n * sum(x^2) - sum(x)^2 loses its digits where the mean is large beside the deviation. Both sums are kept
 * in 106 bits here, so that a window whose deviation is a hundred-millionth of its mean still gives 15
 * digits. Sums are made anew from the window when much of their bits was lost (a huge value has left) and
 * every 4096 values. A deviation below 2^-44 of the mean cannot be told from rounding and is 0.
 */
#ifndef FINSMART_COMPUTE_DEVIATION_H
#define FINSMART_COMPUTE_DEVIATION_H

#include "compute/exact.h"
#include "compute/status.h"

struct fs_deviation {
    int32_t period;
    int32_t ddof;            /* the variance's divisor is period - ddof */
    int32_t at;              /* slot of the oldest value of a stream's window */
    int32_t run;             /* values present since the last missing one, up to period */
    int32_t age;             /* values since the sums were made anew */
    int32_t reserved;        /* 0 */
    double peak;             /* the largest sum of squares since then */
    struct fs_exact sum;     /* of the window */
    struct fs_exact squares; /* of the window's values */
};

/* Mean and deviation of the present window; both NaN while it is not full. */
struct fs_deviation_result {
    double mean;
    double deviation;
};

static inline void fs_deviation_init(struct fs_deviation *d, int32_t period, int32_t ddof)
{
    *d = (struct fs_deviation){.period = period, .ddof = ddof};
}

static inline int fs_deviation_valid(const struct fs_deviation *d)
{
    return fs_period_valid(d->period, 2) && (d->ddof == 0 || d->ddof == 1) && d->at >= 0 &&
           d->at < d->period && d->run >= 0 && d->run <= d->period;
}

/* Adds a value to the sums. */
static inline void fs_deviation_add(struct fs_deviation *d, double x)
{
    struct fs_exact square = fs_exact_product(x, x);
    fs_exact_add(&d->sum, x);
    fs_exact_add(&d->squares, square.high);
    d->squares.low += square.low;
}

/* One step: `x` comes (0 with `missing` set where it is missing), `old` leaves. 1 when the sums must be made
 * anew. */
static inline int fs_deviation_step(struct fs_deviation *d, double x, double old, int missing)
{
    struct fs_exact come = fs_exact_product(x, x), leave = fs_exact_product(old, old);
    fs_exact_exchange(&d->sum, x, old);
    fs_exact_exchange(&d->squares, come.high, leave.high);
    d->squares.low += come.low - leave.low;
    d->run = missing ? 0 : d->run + (d->run < d->period);
    d->peak = d->squares.high > d->peak ? d->squares.high : d->peak;
    d->age++;
    return d->age >= (d->period > 4096 ? d->period : 4096) || d->squares.high * 0x1p30 < d->peak;
}

/* Makes the sums anew from the window's values, oldest first, in two pieces; missing values count as 0. */
void fs_deviation_refresh(struct fs_deviation *d, const double *first, size_t first_count,
                          const double *second, size_t second_count);

static inline struct fs_deviation_result fs_deviation_result(const struct fs_deviation *d)
{
    if (d->run < d->period)
        return (struct fs_deviation_result){NAN, NAN};
    double n = (double)d->period;
    struct fs_exact s = fs_exact_sum(d->sum.high, d->sum.low);
    struct fs_exact q = fs_exact_sum(d->squares.high, d->squares.low);
    struct fs_exact ss = fs_exact_product(s.high, s.high), nq = fs_exact_product(n, q.high);
    double difference = (nq.high - ss.high) + ((nq.low + n * q.low) - (ss.low + 2.0 * s.high * s.low));
    double deviation = difference > nq.high * 0x1p-88 ? sqrt(difference / (n * (n - (double)d->ddof))) : 0.0;
    return (struct fs_deviation_result){s.high / n, deviation};
}

/* One value of a stream whose window has `period` slots. */
static inline struct fs_deviation_result fs_deviation_push(struct fs_deviation *d, double *window, double x)
{
    double old = window[d->at];
    int missing = !fs_present(x);
    if (__builtin_expect(missing, 0))
        x = 0.0;
    window[d->at] = x;
    d->at = d->at + 1 == d->period ? 0 : d->at + 1;
    if (__builtin_expect(fs_deviation_step(d, x, old, missing), 0))
        fs_deviation_refresh(d, window + d->at, (size_t)(d->period - d->at), window, (size_t)d->at);
    return fs_deviation_result(d);
}

/* Value i of a series, after the values before it. */
static inline struct fs_deviation_result fs_deviation_series(struct fs_deviation *d, const double *x,
                                                             size_t i)
{
    size_t window = (size_t)d->period;
    double old = i >= window && fs_present(x[i - window]) ? x[i - window] : 0.0;
    int missing = !fs_present(x[i]);
    if (__builtin_expect(fs_deviation_step(d, missing ? 0.0 : x[i], old, missing), 0)) {
        size_t count = i + 1 < window ? i + 1 : window;
        fs_deviation_refresh(d, x + i + 1 - count, count, x, 0);
    }
    return fs_deviation_result(d);
}

#endif
