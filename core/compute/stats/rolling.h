/*
 * rolling.h: statistics of moving windows, as pandas' rolling() has them: skewness, kurtosis and rank (computed anew from each
 * window, so that nothing drifts), quantiles (a window kept sorted). Variances and what follows from them are in
 * rolling_spread.h.
 *
 * Missing values: window. Look-back: period - 1. A window that does not vary has no skewness or kurtosis (NaN).
 */
#ifndef FINSMART_COMPUTE_ROLLING_H
#define FINSMART_COMPUTE_ROLLING_H

#include "compute/form.h"

#include <string.h>

/* Sums of the second, third and fourth powers of the distances from a window's mean; 0 in `second` where it cannot be told
 * from rounding. */
struct fs_rolling_powers {
    double second, third, fourth;
};

/* A sum of a window waits for its own last addition, so each is made of four: of every fourth value, in two pairs. */
typedef double fs_rolling_pair __attribute__((vector_size(16)));

/* x[0] and x[1], as far as `count` says that they are there, else `other`. */
static inline fs_rolling_pair fs_rolling_pair_at(const double *x, int32_t count, double other)
{
    return (fs_rolling_pair){count > 0 ? x[0] : other, count > 1 ? x[1] : other};
}

struct fs_rolling_sums {
    fs_rolling_pair first, second, third, fourth;
};

static inline void fs_rolling_add(struct fs_rolling_sums *s, fs_rolling_pair x, double mean)
{
    fs_rolling_pair d = x - mean, square = d * d;
    s->first += d;
    s->second += square;
    s->third += square * d;
    s->fourth += square * square;
}

static inline double fs_rolling_total(fs_rolling_pair a, fs_rolling_pair b)
{
    a += b;
    return a[0] + a[1];
}

/* About a first mean and then moved to the mean itself, which lies within its rounding. */
static inline struct fs_rolling_powers fs_rolling_powers(const double *newest, int32_t n)
{
    const double *x = newest - (n - 1);
    fs_rolling_pair sum_a = {0, 0}, sum_b = {0, 0};
    int32_t whole = n - n % 4, rest = n % 4;
    for (int32_t i = 0; i < whole; i += 4) {
        sum_a += (fs_rolling_pair){x[i], x[i + 1]};
        sum_b += (fs_rolling_pair){x[i + 2], x[i + 3]};
    }
    if (rest) {
        sum_a += fs_rolling_pair_at(x + whole, rest, 0.0);
        sum_b += fs_rolling_pair_at(x + whole + 2, rest - 2, 0.0);
    }
    double count = (double)n, mean = fs_rolling_total(sum_a, sum_b) / count;
    struct fs_rolling_sums a = {0}, b = {0};
    for (int32_t i = 0; i < whole; i += 4) {
        fs_rolling_add(&a, (fs_rolling_pair){x[i], x[i + 1]}, mean);
        fs_rolling_add(&b, (fs_rolling_pair){x[i + 2], x[i + 3]}, mean);
    }
    if (rest) { /* what is at the mean adds nothing */
        fs_rolling_add(&a, fs_rolling_pair_at(x + whole, rest, mean), mean);
        fs_rolling_add(&b, fs_rolling_pair_at(x + whole + 2, rest - 2, mean), mean);
    }
    double e = fs_rolling_total(a.first, b.first) / count, second = fs_rolling_total(a.second, b.second),
           third = fs_rolling_total(a.third, b.third), fourth = fs_rolling_total(a.fourth, b.fourth),
           square = e * e;
    struct fs_rolling_powers p = {
        second - count * square,
        third - e * (3 * second - 2 * count * square),
        fourth - e * (4 * third - e * (6 * second - 3 * count * square)),
    };
    /* where so little is left, all values are as large as their mean */
    if (!(p.second > count * mean * mean * 0x1p-96))
        p.second = 0.0;
    return p;
}

struct fs_rolling_skew {
    int32_t period;
    int32_t run;
};

static inline void fs_rolling_skew_start(struct fs_rolling_skew *s, int32_t period)
{
    s->period = period;
}

static inline int fs_rolling_skew_sane(const struct fs_rolling_skew *s, int32_t window)
{
    return fs_period_valid(s->period, 3) && window == s->period && s->run >= 0 && s->run <= s->period;
}

static inline double fs_rolling_skew_push(struct fs_rolling_skew *s, const double *x, int32_t there)
{
    (void)there;
    if (!fs_run(&s->run, s->period, fs_present(x[0])))
        return NAN;
    double n = (double)s->period;
    struct fs_rolling_powers p = fs_rolling_powers(x, s->period);
    double variance = p.second / n;
    if (!(p.second > 0.0))
        return NAN;
    return sqrt(n * (n - 1)) / (n - 2) * (p.third / n) / (variance * sqrt(variance));
}

struct fs_rolling_kurt {
    int32_t period;
    int32_t run;
};

static inline void fs_rolling_kurt_start(struct fs_rolling_kurt *s, int32_t period)
{
    s->period = period;
}

static inline int fs_rolling_kurt_sane(const struct fs_rolling_kurt *s, int32_t window)
{
    return fs_period_valid(s->period, 4) && window == s->period && s->run >= 0 && s->run <= s->period;
}

static inline double fs_rolling_kurt_push(struct fs_rolling_kurt *s, const double *x, int32_t there)
{
    (void)there;
    if (!fs_run(&s->run, s->period, fs_present(x[0])))
        return NAN;
    double n = (double)s->period;
    struct fs_rolling_powers p = fs_rolling_powers(x, s->period);
    if (!(p.second > 0.0))
        return NAN;
    double ratio = p.fourth / p.second / p.second * n;
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (ratio - 3) + 6);
}

struct fs_rolling_rank {
    int32_t period;
    int32_t run;
};

static inline void fs_rolling_rank_start(struct fs_rolling_rank *s, int32_t period)
{
    s->period = period;
}

static inline int fs_rolling_rank_sane(const struct fs_rolling_rank *s, int32_t window)
{
    return fs_period_valid(s->period, 1) && window == s->period && s->run >= 0 && s->run <= s->period;
}

static inline double fs_rolling_rank_push(struct fs_rolling_rank *s, const double *x, int32_t there)
{
    (void)there;
    if (!fs_run(&s->run, s->period, fs_present(x[0])))
        return NAN;
    int32_t below = 0, equal = 0;
    for (int32_t k = 0; k < s->period; k++) {
        below += x[-k] < x[0];
        equal += x[-k] == x[0];
    }
    return (double)below + 0.5 * ((double)equal + 1.0);
}

/* A window kept sorted: `values` has the ring of the last period values, then those that are present in order. */
struct fs_rolling_quantile {
    double p; /* 0 to 1 */
    int32_t period;
    int32_t at;      /* slot of the oldest value in the ring */
    int32_t present; /* values in the window that are there */
    int32_t reserved;
    double values[];
};

static inline void fs_rolling_quantile_start(struct fs_rolling_quantile *s, int32_t period, double p)
{
    s->period = period;
    s->p = p;
    for (int32_t i = 0; i < period; i++)
        s->values[i] = NAN;
}

static inline size_t fs_rolling_quantile_memory(const struct fs_rolling_quantile *s)
{
    return fs_period_valid(s->period, 1) ? 2 * (size_t)s->period : 0;
}

static inline int fs_rolling_quantile_sane(const struct fs_rolling_quantile *s)
{
    return fs_period_valid(s->period, 1) && s->p >= 0.0 && s->p <= 1.0 && s->at >= 0 && s->at < s->period &&
           s->present >= 0 && s->present <= s->period;
}

/* The first place in `sorted` whose value is not below x. */
static inline int32_t fs_rolling_place(const double *sorted, int32_t count, double x)
{
    int32_t low = 0;
    while (count > 0) {
        int32_t half = count / 2;
        if (sorted[low + half] < x) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

static inline double fs_rolling_quantile_push(struct fs_rolling_quantile *s, double x)
{
    double *sorted = s->values + s->period, old = s->values[s->at];
    s->values[s->at] = x;
    s->at = s->at + 1 == s->period ? 0 : s->at + 1;
    int come = fs_present(x), leave = fs_present(old) && s->present > 0;
    if (leave) {
        int32_t from = fs_rolling_place(sorted, s->present, old);
        from = from == s->present ? from - 1 : from; /* only for a state that was tampered with */
        if (come) {                                  /* what lies between both moves by one */
            int32_t to = fs_rolling_place(sorted, s->present, x);
            if (to > from + 1) {
                memmove(sorted + from, sorted + from + 1, (size_t)(to - 1 - from) * sizeof *sorted);
                sorted[to - 1] = x;
            } else if (to <= from) {
                memmove(sorted + to + 1, sorted + to, (size_t)(from - to) * sizeof *sorted);
                sorted[to] = x;
            } else {
                sorted[from] = x;
            }
        } else {
            s->present--;
            memmove(sorted + from, sorted + from + 1, (size_t)(s->present - from) * sizeof *sorted);
        }
    } else if (come && s->present < s->period) {
        int32_t to = fs_rolling_place(sorted, s->present, x);
        memmove(sorted + to + 1, sorted + to, (size_t)(s->present - to) * sizeof *sorted);
        sorted[to] = x;
        s->present++;
    }
    if (s->present < s->period)
        return NAN;
    double place = s->p * (double)(s->period - 1);
    int32_t below = (int32_t)place;
    double share = place - (double)below, low = sorted[below];
    return share > 0.0 ? low + (sorted[below + 1] - low) * share : low;
}

#endif
