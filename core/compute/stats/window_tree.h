/*
 * window_tree.h: sums, variances, covariances and lines of a moving window, put together from halves.
 *
 * What is to be known of n values is joined from what is known of two halves, these from their quarters, and so on: a window of
 * n takes about log2(n) steps (n's bits, from the highest: twice the width, and one value more where the bit is set).
 * Neighbouring windows share all their parts. The result depends on nothing but the values in the window, rounding included: it
 * is the same bits wherever the series begins, whatever passed before, and in every form. Sums of halves of halves
 * round log2(n) times where a plain sum rounds n times (Higham, Accuracy and Stability of Numerical Algorithms, 4.2), and no
 * value is ever taken out of a sum again, so that nothing drifts.
 *
 * Means are kept as distances from a part's first value and variances are joined by the distance between means (Chan, Golub
 * and LeVeque 1983), so that the level of the values costs no digit: those of x + 1e9 have the digits of those of x.
 *
 * A missing value is NaN here (fs_tree_leaf()) and makes every window NaN that holds it. A stream keeps the latest parts of
 * each width, period - 1 of them in all, in memory behind its state; before there are enough values they are NaN too.
 */
#ifndef FINSMART_COMPUTE_WINDOW_TREE_H
#define FINSMART_COMPUTE_WINDOW_TREE_H

#include "compute/status.h"

#define FS_TREE_STAGES 16 /* doublings up to FS_PERIOD_MAX */

/* Where a stream is in the ring of each width; the i-th bit of the period has at[i]. */
struct fs_tree {
    int32_t period;
    int32_t reserved; /* 0 */
    int32_t at[FS_TREE_STAGES];
};

/* Fills a tree and its memory. */
static inline void fs_tree_start(struct fs_tree *t, int32_t period, void *memory, size_t doubles)
{
    double *part = memory;
    *t = (struct fs_tree){.period = period};
    for (size_t i = 0; i < doubles; i++)
        part[i] = NAN;
}

/* Doublings of a period. */
static inline int fs_tree_stages(int32_t period)
{
    return 31 - __builtin_clz((unsigned)period);
}

static inline int fs_tree_sane(const struct fs_tree *t, int32_t min)
{
    if (!fs_period_valid(t->period, min))
        return 0;
    for (int bit = fs_tree_stages(t->period); bit-- > 0;)
        if (t->at[bit] < 0 || t->at[bit] >= (t->period >> (bit + 1)) + (t->period >> bit & 1))
            return 0;
    return 1;
}

/* A value, NaN where it is missing. */
static inline double fs_tree_leaf(double x)
{
    return fs_present(x) ? x : NAN;
}

/* What is known of some values in a row. */
struct fs_sum {
    double sum;
};

struct fs_spread {
    double first;    /* the oldest value */
    double mean;     /* of the values less the first */
    double variance; /* ddof 0 */
};

struct fs_pair_spread {
    double first_x, first_y;
    double mean_x, mean_y; /* less the first */
    double xx, yy, xy;     /* variances and covariance, ddof 0 */
};

struct fs_tilt {
    double first;
    double mean;   /* less the first */
    double moment; /* sum of (age less the mean age) * value, growing with the newest */
};

struct fs_ramp {
    double sum;
    double weighted; /* the oldest value once, ..., the newest n times */
};

/* A single value; 0 or, where it is missing, NaN. */
static inline struct fs_sum fs_sum_leaf(double x)
{
    return (struct fs_sum){fs_tree_leaf(x)};
}

static inline struct fs_spread fs_spread_leaf(double x)
{
    x = fs_tree_leaf(x);
    return (struct fs_spread){x, x - x, x - x};
}

static inline struct fs_pair_spread fs_pair_spread_leaf(double x, double y)
{
    int present = fs_present(x) && fs_present(y);
    double zero = present ? 0.0 : NAN;
    return (struct fs_pair_spread){present ? x : NAN, present ? y : NAN, zero, zero, zero, zero, zero};
}

static inline struct fs_tilt fs_tilt_leaf(double x)
{
    x = fs_tree_leaf(x);
    return (struct fs_tilt){x, x - x, x - x};
}

static inline struct fs_ramp fs_ramp_leaf(double x)
{
    x = fs_tree_leaf(x);
    return (struct fs_ramp){x, x};
}

/* Joins two parts of `width` values each, the older first; and a part of `count` values with the next value. */
static inline struct fs_sum fs_sum_join(struct fs_sum a, struct fs_sum b, double width)
{
    (void)width;
    return (struct fs_sum){a.sum + b.sum};
}

static inline struct fs_sum fs_sum_append(struct fs_sum a, struct fs_sum next, double count)
{
    (void)count;
    return (struct fs_sum){a.sum + next.sum};
}

static inline struct fs_spread fs_spread_join(struct fs_spread a, struct fs_spread b, double width)
{
    (void)width;
    double newer = (b.first - a.first) + b.mean, apart = newer - a.mean;
    return (struct fs_spread){a.first, 0.5 * (a.mean + newer),
                              0.5 * (a.variance + b.variance) + 0.25 * (apart * apart)};
}

static inline struct fs_spread fs_spread_append(struct fs_spread a, struct fs_spread next, double count)
{
    double share = 1.0 / (count + 1.0), rest = count * share;
    double apart = (next.first - a.first) - a.mean;
    return (struct fs_spread){a.first, a.mean + apart * share, rest * (a.variance + share * (apart * apart))};
}

static inline struct fs_pair_spread fs_pair_spread_join(struct fs_pair_spread a, struct fs_pair_spread b,
                                                        double width)
{
    (void)width;
    double newer_x = (b.first_x - a.first_x) + b.mean_x, x = newer_x - a.mean_x;
    double newer_y = (b.first_y - a.first_y) + b.mean_y, y = newer_y - a.mean_y;
    return (struct fs_pair_spread){a.first_x,
                                   a.first_y,
                                   0.5 * (a.mean_x + newer_x),
                                   0.5 * (a.mean_y + newer_y),
                                   0.5 * (a.xx + b.xx) + 0.25 * (x * x),
                                   0.5 * (a.yy + b.yy) + 0.25 * (y * y),
                                   0.5 * (a.xy + b.xy) + 0.25 * (x * y)};
}

static inline struct fs_pair_spread fs_pair_spread_append(struct fs_pair_spread a, struct fs_pair_spread next,
                                                          double count)
{
    double share = 1.0 / (count + 1.0), rest = count * share;
    double x = (next.first_x - a.first_x) - a.mean_x, y = (next.first_y - a.first_y) - a.mean_y;
    return (struct fs_pair_spread){a.first_x,
                                   a.first_y,
                                   a.mean_x + x * share,
                                   a.mean_y + y * share,
                                   rest * (a.xx + share * (x * x)),
                                   rest * (a.yy + share * (y * y)),
                                   rest * (a.xy + share * (x * y))};
}

static inline struct fs_tilt fs_tilt_join(struct fs_tilt a, struct fs_tilt b, double width)
{
    double newer = (b.first - a.first) + b.mean, apart = newer - a.mean;
    return (struct fs_tilt){a.first, 0.5 * (a.mean + newer),
                            (a.moment + b.moment) + (0.5 * width * width) * apart};
}

static inline struct fs_tilt fs_tilt_append(struct fs_tilt a, struct fs_tilt next, double count)
{
    double apart = (next.first - a.first) - a.mean;
    return (struct fs_tilt){a.first, a.mean + apart * (1.0 / (count + 1.0)),
                            a.moment + (0.5 * count) * apart};
}

static inline struct fs_ramp fs_ramp_join(struct fs_ramp a, struct fs_ramp b, double width)
{
    return (struct fs_ramp){a.sum + b.sum, (a.weighted + b.weighted) + width * b.sum};
}

static inline struct fs_ramp fs_ramp_append(struct fs_ramp a, struct fs_ramp next, double count)
{
    return (struct fs_ramp){a.sum + next.sum, a.weighted + (count + 1.0) * next.sum};
}

/* Joins two single values: what fs_spread_join() gives, with fewer operations. */
static inline struct fs_sum fs_sum_meet(struct fs_sum a, struct fs_sum b)
{
    return fs_sum_join(a, b, 1.0);
}

static inline struct fs_spread fs_spread_meet(struct fs_spread a, struct fs_spread b)
{
    double apart = b.first - a.first;
    return (struct fs_spread){a.first, 0.5 * apart, 0.25 * (apart * apart)};
}

static inline struct fs_pair_spread fs_pair_spread_meet(struct fs_pair_spread a, struct fs_pair_spread b)
{
    double x = b.first_x - a.first_x, y = b.first_y - a.first_y;
    return (struct fs_pair_spread){a.first_x,      a.first_y,      0.5 * x,       0.5 * y,
                                   0.25 * (x * x), 0.25 * (y * y), 0.25 * (x * y)};
}

static inline struct fs_tilt fs_tilt_meet(struct fs_tilt a, struct fs_tilt b)
{
    double apart = b.first - a.first;
    return (struct fs_tilt){a.first, 0.5 * apart, 0.5 * apart};
}

static inline struct fs_ramp fs_ramp_meet(struct fs_ramp a, struct fs_ramp b)
{
    return fs_ramp_join(a, b, 1.0);
}

/* fs_sum_slide(), ...: a value comes to a stream, whose memory has period - 1 parts; what is known of its window. */
#define FS_TREE_SLIDE(part)                                                                                  \
    static inline struct fs_##part fs_##part##_slide(struct fs_tree *t, struct fs_##part *memory,            \
                                                     struct fs_##part leaf)                                  \
    {                                                                                                        \
        struct fs_##part newest = leaf;                                                                      \
        int32_t width = 1;                                                                                   \
        for (int bit = fs_tree_stages(t->period); bit-- > 0;) {                                              \
            int32_t odd = t->period >> bit & 1, length = width + odd, at = t->at[bit];                       \
            struct fs_##part *ring = memory + (width - 1), oldest = ring[at], before = newest;               \
            if (odd)                                                                                         \
                before = ring[at ? at - 1 : length - 1];                                                     \
            ring[at] = newest;                                                                               \
            t->at[bit] = at + 1 == length ? 0 : at + 1;                                                      \
            newest = width == 1 ? fs_##part##_meet(oldest, before)                                           \
                                : fs_##part##_join(oldest, before, (double)width);                           \
            width *= 2;                                                                                      \
            if (odd)                                                                                         \
                newest = fs_##part##_append(newest, leaf, (double)width++);                                  \
        }                                                                                                    \
        return newest;                                                                                       \
    }

FS_TREE_SLIDE(sum)
FS_TREE_SLIDE(spread)
FS_TREE_SLIDE(pair_spread)
FS_TREE_SLIDE(tilt)
FS_TREE_SLIDE(ramp)

/* What is known of `count` values in a row, oldest first, made at once from all of them. */
static inline struct fs_ramp fs_ramp_whole(const double *x, int32_t count)
{
    int32_t half = count / 2;
    if (count == 1)
        return fs_ramp_leaf(x[0]);
    struct fs_ramp all = fs_ramp_join(fs_ramp_whole(x, half), fs_ramp_whole(x + half, half), (double)half);
    return count % 2 ? fs_ramp_append(all, fs_ramp_leaf(x[count - 1]), (double)(count - 1)) : all;
}

/* The mean of windows; of equal values exactly these, whatever their sum was rounded to. */
struct fs_window_mean {
    struct fs_tree tree;
    double last;      /* the newest value */
    int32_t equal;    /* values in a row that are equal to it, itself included, up to the period */
    int32_t reserved; /* 0 */
};

static inline void fs_window_mean_start(struct fs_window_mean *m, int32_t period, struct fs_sum *memory)
{
    *m = (struct fs_window_mean){.last = NAN};
    fs_tree_start(&m->tree, period, memory, (size_t)period - 1);
}

static inline int fs_window_mean_sane(const struct fs_window_mean *m, int32_t min)
{
    return fs_tree_sane(&m->tree, min) && m->equal >= 0 && m->equal <= m->tree.period;
}

static inline double fs_window_mean_slide(struct fs_window_mean *m, struct fs_sum *memory, double x)
{
    int32_t n = m->tree.period;
    double sum = fs_sum_slide(&m->tree, memory, fs_sum_leaf(x)).sum;
    m->equal = x == m->last ? m->equal + (m->equal < n) : 1;
    m->last = x;
    return m->equal == n && x != 0.0 && sum == sum ? x : sum / (double)n;
}

/* How many doubles the parts of a window need; 0 for bytes that give no period. */
#define FS_TREE_DOUBLES(part, period)                                                                        \
    ((period) > 1 ? ((size_t)(period)-1) * (sizeof(struct fs_##part) / sizeof(double)) : 0)

/* The state and its memory, for core/compute/form.h, of an indicator that knows its windows as such parts and keeps `more`. */
#define FS_TREE_STATE(c, part, least, more)                                                                  \
    struct fs_##c {                                                                                          \
        struct fs_tree tree;                                                                                 \
        more struct fs_##part memory[]; /* period - 1 */                                                     \
    };                                                                                                       \
    static inline void fs_##c##_begin(struct fs_##c *s, int32_t period)                                      \
    {                                                                                                        \
        fs_tree_start(&s->tree, period, s->memory, FS_TREE_DOUBLES(part, period));                           \
    }                                                                                                        \
    static inline size_t fs_##c##_memory(const struct fs_##c *s)                                             \
    {                                                                                                        \
        return FS_TREE_DOUBLES(part, s->tree.period);                                                        \
    }                                                                                                        \
    static inline int fs_##c##_whole_tree(const struct fs_##c *s)                                            \
    {                                                                                                        \
        return fs_tree_sane(&s->tree, least);                                                                \
    }

/* The same with start and sane, of one that has no parameter but the period. */
#define FS_TREE_FORM(c, part, least)                                                                         \
    FS_TREE_STATE(c, part, least, )                                                                          \
    static inline void fs_##c##_start(struct fs_##c *s, int32_t period)                                      \
    {                                                                                                        \
        fs_##c##_begin(s, period);                                                                           \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s)                                                  \
    {                                                                                                        \
        return fs_##c##_whole_tree(s);                                                                       \
    }

#endif
