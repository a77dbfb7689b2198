/*
 * expanding.h: statistics of all values so far, and exponentially weighted ones, as pandas' expanding() and ewm() have them.
 *
 * Missing values: skip (pandas' ignore_na = True; where pandas repeats the value before, these give NaN). Sums keep their
 * errors; third and fourth moments are updated after Pebay (2008).
 */
#ifndef FINSMART_COMPUTE_EXPANDING_H
#define FINSMART_COMPUTE_EXPANDING_H

#include "compute/ta/moving.h"

/* Sum, sum of squares and extremes so far. */
struct fs_expanding {
    int64_t count;
    struct fs_exact sum;
    struct fs_exact squares;
    double least, greatest;
};

static inline int fs_expanding_put(struct fs_expanding *s, double x)
{
    if (!fs_present(x))
        return 0;
    struct fs_exact square = fs_exact_product(x, x);
    fs_exact_add(&s->sum, x);
    fs_exact_add(&s->squares, square.high);
    s->squares.low += square.low;
    s->least = s->count == 0 || x < s->least ? x : s->least;
    s->greatest = s->count == 0 || x > s->greatest ? x : s->greatest;
    s->count++;
    return 1;
}

/* n * squares - sum^2 in about 106 bits: n^2 times the variance. 0 where it cannot be told from rounding. */
static inline double fs_expanding_spread(double n, struct fs_exact squares, struct fs_exact sum)
{
    squares = fs_exact_sum(squares.high, squares.low);
    sum = fs_exact_sum(sum.high, sum.low);
    struct fs_exact all = fs_exact_product(n, squares.high), square = fs_exact_product(sum.high, sum.high);
    double difference =
        (all.high - square.high) + ((all.low + n * squares.low) - (square.low + 2.0 * sum.high * sum.low));
    return difference > all.high * 0x1p-88 ? difference : 0.0;
}

static inline double fs_expanding_variance(const struct fs_expanding *s, int32_t ddof)
{
    double n = (double)s->count;
    if (s->count <= ddof)
        return NAN;
    return fs_expanding_spread(n, s->squares, s->sum) / (n * (n - (double)ddof));
}

#define FS_EXPANDING(name, result)                                                                           \
    struct fs_expanding_##name {                                                                             \
        struct fs_expanding all;                                                                             \
    };                                                                                                       \
    static inline void fs_expanding_##name##_start(struct fs_expanding_##name *s)                            \
    {                                                                                                        \
        (void)s;                                                                                             \
    }                                                                                                        \
    static inline int fs_expanding_##name##_sane(const struct fs_expanding_##name *s)                        \
    {                                                                                                        \
        return s->all.count >= 0;                                                                            \
    }                                                                                                        \
    static inline double fs_expanding_##name##_push(struct fs_expanding_##name *s, double x)                 \
    {                                                                                                        \
        if (!fs_expanding_put(&s->all, x))                                                                   \
            return NAN;                                                                                      \
        return result;                                                                                       \
    }

FS_EXPANDING(sum, fs_exact_value(s->all.sum))
FS_EXPANDING(mean, fs_exact_value(s->all.sum) / (double)s->all.count)
FS_EXPANDING(min, s->all.least)
FS_EXPANDING(max, s->all.greatest)

#define FS_EXPANDING_DDOF(name, result)                                                                      \
    struct fs_expanding_##name {                                                                             \
        struct fs_expanding all;                                                                             \
        int32_t ddof;                                                                                        \
        int32_t reserved;                                                                                    \
    };                                                                                                       \
    static inline void fs_expanding_##name##_start(struct fs_expanding_##name *s, int32_t ddof)              \
    {                                                                                                        \
        s->ddof = ddof;                                                                                      \
    }                                                                                                        \
    static inline int fs_expanding_##name##_sane(const struct fs_expanding_##name *s)                        \
    {                                                                                                        \
        return s->all.count >= 0 && (s->ddof == 0 || s->ddof == 1);                                          \
    }                                                                                                        \
    static inline double fs_expanding_##name##_push(struct fs_expanding_##name *s, double x)                 \
    {                                                                                                        \
        if (!fs_expanding_put(&s->all, x))                                                                   \
            return NAN;                                                                                      \
        return result;                                                                                       \
    }

FS_EXPANDING_DDOF(var, fs_expanding_variance(&s->all, s->ddof))
FS_EXPANDING_DDOF(std, sqrt(fs_expanding_variance(&s->all, s->ddof)))

/* Central moments so far. */
struct fs_expanding_moments {
    int64_t count;
    double mean, second, third, fourth;
};

static inline int fs_expanding_moments_put(struct fs_expanding_moments *s, double x)
{
    if (!fs_present(x))
        return 0;
    double before = (double)s->count, n = before + 1, delta = x - s->mean, part = delta / n,
           square = part * part, term = delta * part * before;
    s->count++;
    s->mean += part;
    s->fourth += term * square * (n * n - 3 * n + 3) + 6 * square * s->second - 4 * part * s->third;
    s->third += term * part * (n - 2) - 3 * part * s->second;
    s->second += term;
    return 1;
}

#define FS_EXPANDING_MOMENT(name, result)                                                                    \
    struct fs_expanding_##name {                                                                             \
        struct fs_expanding_moments all;                                                                     \
    };                                                                                                       \
    static inline void fs_expanding_##name##_start(struct fs_expanding_##name *s)                            \
    {                                                                                                        \
        (void)s;                                                                                             \
    }                                                                                                        \
    static inline int fs_expanding_##name##_sane(const struct fs_expanding_##name *s)                        \
    {                                                                                                        \
        return s->all.count >= 0;                                                                            \
    }                                                                                                        \
    static inline double fs_expanding_##name##_push(struct fs_expanding_##name *s, double x)                 \
    {                                                                                                        \
        if (!fs_expanding_moments_put(&s->all, x))                                                           \
            return NAN;                                                                                      \
        return result(&s->all);                                                                              \
    }

static inline double fs_expanding_skewness(const struct fs_expanding_moments *m)
{
    double n = (double)m->count, variance = m->second / n;
    if (m->count < 3 || !(m->second > n * m->mean * m->mean * 0x1p-90))
        return NAN;
    return sqrt(n * (n - 1)) / (n - 2) * (m->third / n) / (variance * sqrt(variance));
}

static inline double fs_expanding_kurtosis(const struct fs_expanding_moments *m)
{
    double n = (double)m->count;
    if (m->count < 4 || !(m->second > n * m->mean * m->mean * 0x1p-90))
        return NAN;
    double ratio = m->fourth / m->second / m->second * n;
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (ratio - 3) + 6);
}

FS_EXPANDING_MOMENT(skew, fs_expanding_skewness)
FS_EXPANDING_MOMENT(kurt, fs_expanding_kurtosis)

/* Exponentially weighted mean: weights (1 - alpha)^age that are divided by their sum (adjust), or the recursion from the first
 * value; alpha = 2 / (span + 1). */
struct fs_ewm_mean {
    double alpha;
    double sum, weight;
    int32_t adjust;
    int32_t started;
};

static inline void fs_ewm_mean_start(struct fs_ewm_mean *s, double span, int32_t adjust)
{
    s->alpha = 2.0 / (span + 1.0);
    s->adjust = adjust == 0; /* the choice's first is "yes" */
}

static inline int fs_ewm_sane(double alpha, int32_t adjust, int32_t started)
{
    return alpha > 0.0 && alpha <= 1.0 && (adjust == 0 || adjust == 1) && (started == 0 || started == 1);
}

static inline int fs_ewm_mean_sane(const struct fs_ewm_mean *s)
{
    return fs_ewm_sane(s->alpha, s->adjust, s->started);
}

static inline double fs_ewm_mean_push(struct fs_ewm_mean *s, double x)
{
    if (!fs_present(x))
        return NAN;
    double keep = 1.0 - s->alpha;
    if (!s->started) {
        s->started = 1;
        s->sum = x;
        s->weight = 1.0;
    } else if (s->adjust) {
        s->sum = keep * s->sum + x;
        s->weight = keep * s->weight + 1.0;
    } else {
        s->sum = keep * s->sum + s->alpha * x;
    }
    return s->sum / s->weight;
}

/* Exponentially weighted covariance, corrected for bias, as pandas' ewm().cov(bias = False). */
struct fs_ewm_pair {
    double alpha;
    double mean_x, mean_y, xx, yy, xy; /* weighted means, and weighted products about them */
    double weight, sum, squares; /* of the past relative to the next; sums of weights and of their squares */
    int32_t adjust;
    int32_t started;
};

static inline void fs_ewm_pair_start(struct fs_ewm_pair *s, double span, int32_t adjust)
{
    s->alpha = 2.0 / (span + 1.0);
    s->adjust = adjust == 0;
}

static inline int fs_ewm_pair_put(struct fs_ewm_pair *s, double x, double y)
{
    if (!(fs_present(x) && fs_present(y)))
        return 0;
    if (!s->started) {
        s->started = 1;
        s->mean_x = x;
        s->mean_y = y;
        s->weight = s->sum = s->squares = 1.0;
        return 1;
    }
    double keep = 1.0 - s->alpha, fresh = s->adjust ? 1.0 : s->alpha;
    s->sum *= keep;
    s->squares *= keep * keep;
    s->weight *= keep;
    double total = s->weight + fresh, old_x = s->mean_x, old_y = s->mean_y;
    s->mean_x = (s->weight * old_x + fresh * x) / total;
    s->mean_y = (s->weight * old_y + fresh * y) / total;
    double mx = old_x - s->mean_x, my = old_y - s->mean_y, dx = x - s->mean_x, dy = y - s->mean_y;
    s->xx = (s->weight * (s->xx + mx * mx) + fresh * (dx * dx)) / total;
    s->yy = (s->weight * (s->yy + my * my) + fresh * (dy * dy)) / total;
    s->xy = (s->weight * (s->xy + mx * my) + fresh * (dx * dy)) / total;
    s->sum += fresh;
    s->squares += fresh * fresh;
    s->weight += fresh;
    if (!s->adjust) {
        s->sum /= s->weight;
        s->squares /= s->weight * s->weight;
        s->weight = 1.0;
    }
    return 1;
}

/* What a product is multiplied with to be unbiased; NaN for one value. */
static inline double fs_ewm_correction(const struct fs_ewm_pair *s)
{
    double square = s->sum * s->sum, rest = square - s->squares;
    return rest > 0.0 ? square / rest : NAN;
}

#define FS_EWM_ONE(name, result)                                                                             \
    struct fs_ewm_##name {                                                                                   \
        struct fs_ewm_pair pair;                                                                             \
    };                                                                                                       \
    static inline void fs_ewm_##name##_start(struct fs_ewm_##name *s, double span, int32_t adjust)           \
    {                                                                                                        \
        fs_ewm_pair_start(&s->pair, span, adjust);                                                           \
    }                                                                                                        \
    static inline int fs_ewm_##name##_sane(const struct fs_ewm_##name *s)                                    \
    {                                                                                                        \
        return fs_ewm_sane(s->pair.alpha, s->pair.adjust, s->pair.started);                                  \
    }                                                                                                        \
    static inline double fs_ewm_##name##_push(struct fs_ewm_##name *s, double x)                             \
    {                                                                                                        \
        if (!fs_ewm_pair_put(&s->pair, x, x))                                                                \
            return NAN;                                                                                      \
        return result;                                                                                       \
    }

#define FS_EWM_TWO(name, result)                                                                             \
    struct fs_ewm_##name {                                                                                   \
        struct fs_ewm_pair pair;                                                                             \
    };                                                                                                       \
    static inline void fs_ewm_##name##_start(struct fs_ewm_##name *s, double span, int32_t adjust)           \
    {                                                                                                        \
        fs_ewm_pair_start(&s->pair, span, adjust);                                                           \
    }                                                                                                        \
    static inline int fs_ewm_##name##_sane(const struct fs_ewm_##name *s)                                    \
    {                                                                                                        \
        return fs_ewm_sane(s->pair.alpha, s->pair.adjust, s->pair.started);                                  \
    }                                                                                                        \
    static inline double fs_ewm_##name##_push(struct fs_ewm_##name *s, double x, double y)                   \
    {                                                                                                        \
        if (!fs_ewm_pair_put(&s->pair, x, y))                                                                \
            return NAN;                                                                                      \
        return result;                                                                                       \
    }

static inline double fs_ewm_correlation(const struct fs_ewm_pair *s)
{
    return s->xx > 0.0 && s->yy > 0.0 ? s->xy / sqrt(s->xx) / sqrt(s->yy) : NAN;
}

FS_EWM_ONE(var, s->pair.xx *fs_ewm_correction(&s->pair))
FS_EWM_ONE(std, sqrt(s->pair.xx *fs_ewm_correction(&s->pair)))
FS_EWM_TWO(cov, s->pair.xy *fs_ewm_correction(&s->pair))
FS_EWM_TWO(corr, fs_ewm_correlation(&s->pair))

#endif
