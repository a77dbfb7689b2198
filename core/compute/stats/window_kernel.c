#include "compute/stats/window_kernel.h"

#include <stdlib.h>

#define INLINE static inline __attribute__((always_inline))
#define NEAR   3072 /* doubles for short windows: 24 KiB, most of a first-level cache */
/* A loop whose arrays do not overlap; there are too many of them for the compiler to ask. */
#if defined(__clang__)
#define FOR_APART(j, count)                                                                                  \
    _Pragma("clang loop vectorize(assume_safety)") for (size_t j = 0; j < (count); j++)
#else
#define FOR_APART(j, count) _Pragma("GCC ivdep") for (size_t j = 0; j < (count); j++)
#endif

/* Values, missing ones as NaN. */
struct values {
    const double *x, *y;
};

/* A block of parts, each member in an array of its own. */
struct parts {
    double *a, *b, *c, *d, *e;
};

/* How each kind of part begins, lies in arrays, and ends as a result. */
INLINE struct fs_sum sum_single(struct values v, size_t j)
{
    return (struct fs_sum){v.x[j]};
}

INLINE struct fs_sum sum_load(struct values v, struct parts p, size_t j)
{
    (void)v;
    return (struct fs_sum){p.a[j]};
}

INLINE void sum_store(struct parts p, size_t j, struct fs_sum s)
{
    p.a[j] = s.sum;
}

INLINE double sum_result(enum fs_window_what what, const struct fs_window_job *job, struct fs_sum s,
                         double newest)
{
    (void)newest;
    return what == FS_WINDOW_SUM ? s.sum : s.sum / (double)job->period;
}

INLINE struct fs_spread spread_single(struct values v, size_t j)
{
    return (struct fs_spread){v.x[j], 0.0, 0.0};
}

INLINE struct fs_spread spread_load(struct values v, struct parts p, size_t j)
{
    return (struct fs_spread){v.x[j], p.a[j], p.b[j]};
}

INLINE void spread_store(struct parts p, size_t j, struct fs_spread s)
{
    p.a[j] = s.mean;
    p.b[j] = s.variance;
}

INLINE double spread_result(enum fs_window_what what, const struct fs_window_job *job, struct fs_spread s,
                            double newest)
{
    if (what == FS_WINDOW_VARIANCE)
        return s.variance * job->scale;
    if (what == FS_WINDOW_DEVIATION)
        return sqrt(s.variance * job->scale) * job->factor;
    return fs_window_zscore(s, newest, job->scale);
}

INLINE struct fs_pair_spread pair_spread_single(struct values v, size_t j)
{
    return (struct fs_pair_spread){v.x[j], v.y[j], 0.0, 0.0, 0.0, 0.0, 0.0};
}

INLINE struct fs_pair_spread pair_spread_load(struct values v, struct parts p, size_t j)
{
    return (struct fs_pair_spread){v.x[j], v.y[j], p.a[j], p.b[j], p.c[j], p.d[j], p.e[j]};
}

INLINE void pair_spread_store(struct parts p, size_t j, struct fs_pair_spread s)
{
    p.a[j] = s.mean_x;
    p.b[j] = s.mean_y;
    p.c[j] = s.xx;
    p.d[j] = s.yy;
    p.e[j] = s.xy;
}

INLINE double pair_spread_result(enum fs_window_what what, const struct fs_window_job *job,
                                 struct fs_pair_spread s, double newest)
{
    (void)newest;
    return what == FS_WINDOW_COVARIANCE    ? s.xy * job->scale
           : what == FS_WINDOW_CORRELATION ? fs_window_correlation(s, job->otherwise)
                                           : fs_window_slope(s, job->otherwise);
}

INLINE struct fs_tilt tilt_single(struct values v, size_t j)
{
    return (struct fs_tilt){v.x[j], 0.0, 0.0};
}

INLINE struct fs_tilt tilt_load(struct values v, struct parts p, size_t j)
{
    return (struct fs_tilt){v.x[j], p.a[j], p.b[j]};
}

INLINE void tilt_store(struct parts p, size_t j, struct fs_tilt s)
{
    p.a[j] = s.mean;
    p.b[j] = s.moment;
}

INLINE double tilt_result(enum fs_window_what what, const struct fs_window_job *job, struct fs_tilt s,
                          double newest)
{
    (void)newest;
    return fs_window_line(what, s, (double)job->period);
}

INLINE struct fs_ramp ramp_single(struct values v, size_t j)
{
    return (struct fs_ramp){v.x[j], v.x[j]};
}

INLINE struct fs_ramp ramp_load(struct values v, struct parts p, size_t j)
{
    (void)v;
    return (struct fs_ramp){p.a[j], p.b[j]};
}

INLINE void ramp_store(struct parts p, size_t j, struct fs_ramp s)
{
    p.a[j] = s.sum;
    p.b[j] = s.weighted;
}

INLINE double ramp_result(enum fs_window_what what, const struct fs_window_job *job, struct fs_ramp s,
                          double newest)
{
    (void)what;
    (void)newest;
    return fs_window_ramp(s, (double)job->period);
}

/* A pass over a block. */
struct pass {
    size_t count;  /* parts that come out */
    size_t stride; /* from a value to the next of its series */
    size_t step;   /* from a part that comes in to the next newer one */
    double width;  /* of the parts that come in */
    size_t newest; /* from a window's oldest value to its newest */
    double *out;   /* of the last pass: for results instead of parts */
};

/* fill_sum(), ...: windows of a block. The first pass doubles twice, from single values, whose parts are soon made; each
 * after it once; the last gives results. The flags are constants where these are called, so that each is a loop of its own. */
#define PASSES(part)                                                                                         \
    INLINE struct fs_##part part##_two(struct values v, size_t j, size_t stride, int odd)                    \
    {                                                                                                        \
        struct fs_##part p = fs_##part##_meet(part##_single(v, j), part##_single(v, j + stride));            \
        return odd ? fs_##part##_append(p, part##_single(v, j + 2 * stride), 2.0) : p;                       \
    }                                                                                                        \
    INLINE struct fs_##part part##_four(struct values v, size_t j, size_t stride, int odd, int more)         \
    {                                                                                                        \
        size_t step = (odd ? 3 : 2) * stride;                                                                \
        struct fs_##part p = fs_##part##_join(part##_two(v, j, stride, odd),                                 \
                                              part##_two(v, j + step, stride, odd), odd ? 3.0 : 2.0);        \
        return more ? fs_##part##_append(p, part##_single(v, j + 2 * step), odd ? 6.0 : 4.0) : p;            \
    }                                                                                                        \
    INLINE struct fs_##part part##_double(struct values v, struct parts from, size_t j, struct pass s,       \
                                          int odd)                                                           \
    {                                                                                                        \
        struct fs_##part p =                                                                                 \
            fs_##part##_join(part##_load(v, from, j), part##_load(v, from, j + s.step), s.width);            \
        return odd ? fs_##part##_append(p, part##_single(v, j + 2 * s.step), 2.0 * s.width) : p;             \
    }                                                                                                        \
    INLINE void part##_pass(enum fs_window_what what, const struct fs_window_job *job, struct values v,      \
                            struct parts from, struct parts to, struct pass s, int first, int odd, int more, \
                            int last)                                                                        \
    {                                                                                                        \
        FOR_APART(j, s.count)                                                                                \
        {                                                                                                    \
            struct fs_##part p = first == 1   ? part##_two(v, j, s.stride, odd)                              \
                                 : first == 2 ? part##_four(v, j, s.stride, odd, more)                       \
                                              : part##_double(v, from, j, s, odd);                           \
            if (last)                                                                                        \
                s.out[j] = part##_result(what, job, p, v.x[j + s.newest]);                                   \
            else                                                                                             \
                part##_store(to, j, p);                                                                      \
        }                                                                                                    \
    }                                                                                                        \
    INLINE void part##_first(enum fs_window_what what, const struct fs_window_job *job, struct values v,     \
                             struct parts to, struct pass s, int doublings, int odd, int more, int last)     \
    {                                                                                                        \
        if (doublings == 1 && odd)                                                                           \
            part##_pass(what, job, v, to, to, s, 1, 1, 0, 1);                                                \
        else if (doublings == 1)                                                                             \
            part##_pass(what, job, v, to, to, s, 1, 0, 0, 1);                                                \
        else if (last)                                                                                       \
            part##_pass(what, job, v, to, to, s, 2, odd, more, 1);                                           \
        else if (odd && more)                                                                                \
            part##_pass(what, job, v, to, to, s, 2, 1, 1, 0);                                                \
        else if (odd)                                                                                        \
            part##_pass(what, job, v, to, to, s, 2, 1, 0, 0);                                                \
        else if (more)                                                                                       \
            part##_pass(what, job, v, to, to, s, 2, 0, 1, 0);                                                \
        else                                                                                                 \
            part##_pass(what, job, v, to, to, s, 2, 0, 0, 0);                                                \
    }                                                                                                        \
    INLINE void fill_##part(enum fs_window_what what, const struct fs_window_job *job, struct values v,      \
                            struct parts from, struct parts to, size_t windows, double *out)                 \
    {                                                                                                        \
        const int32_t n = job->period;                                                                       \
        const size_t stride = job->stride, newest = ((size_t)n - 1) * stride;                                \
        int bit = fs_tree_stages(n), doublings = bit < 2 ? bit : 2;                                          \
        if (n == 1) {                                                                                        \
            for (size_t j = 0; j < windows; j++)                                                             \
                out[j] = part##_result(what, job, part##_one(v, j), v.x[j]);                                 \
            return;                                                                                          \
        }                                                                                                    \
        bit -= doublings;                                                                                    \
        size_t width = (size_t)(n >> bit);                                                                   \
        struct pass s = {windows + newest - (width - 1) * stride, stride, stride, 1.0, newest, out};         \
        part##_first(what, job, v, from, s, doublings, n >> (bit + doublings - 1) & 1, n >> bit & 1,         \
                     bit == 0);                                                                              \
        while (bit-- > 0) {                                                                                  \
            int odd = n >> bit & 1;                                                                          \
            s.step = width * stride;                                                                         \
            s.width = (double)width;                                                                         \
            width = 2 * width + (size_t)odd;                                                                 \
            s.count = windows + newest - (width - 1) * stride;                                               \
            if (bit == 0 && odd)                                                                             \
                part##_pass(what, job, v, from, to, s, 0, 1, 0, 1);                                          \
            else if (bit == 0)                                                                               \
                part##_pass(what, job, v, from, to, s, 0, 0, 0, 1);                                          \
            else if (odd)                                                                                    \
                part##_pass(what, job, v, from, to, s, 0, 1, 0, 0);                                          \
            else                                                                                             \
                part##_pass(what, job, v, from, to, s, 0, 0, 0, 0);                                          \
            struct parts swap = from;                                                                        \
            from = to;                                                                                       \
            to = swap;                                                                                       \
        }                                                                                                    \
    }

/* Of a window of one value: 0 or, where it is missing, NaN. */
INLINE struct fs_sum sum_one(struct values v, size_t j)
{
    return (struct fs_sum){v.x[j]};
}

INLINE struct fs_spread spread_one(struct values v, size_t j)
{
    return fs_spread_leaf(v.x[j]);
}

INLINE struct fs_pair_spread pair_spread_one(struct values v, size_t j)
{
    return fs_pair_spread_leaf(v.x[j], v.y[j]);
}

INLINE struct fs_tilt tilt_one(struct values v, size_t j)
{
    return fs_tilt_leaf(v.x[j]);
}

INLINE struct fs_ramp ramp_one(struct values v, size_t j)
{
    return fs_ramp_leaf(v.x[j]);
}

PASSES(sum)
PASSES(spread)
PASSES(pair_spread)
PASSES(tilt)
PASSES(ramp)

/* A window of equal values has them as its mean, whatever their sum was rounded to. Any such window holds one of the pairs of
 * neighbours that are looked at. */
INLINE void flat_means(const double *x, size_t windows, size_t stride, size_t period, double *out)
{
    const size_t count = windows + (period - 1) * stride, apart = (period > 1 ? period - 1 : 1) * stride;
    for (size_t lane = 0; lane < stride; lane++)
        for (size_t i = lane; i + stride < count; i += apart) {
            if (__builtin_expect(x[i] != x[i + stride], 1))
                continue;
            size_t from = i, to = i + stride;
            while (from >= stride && x[from - stride] == x[i])
                from -= stride;
            while (to + stride < count && x[to + stride] == x[i])
                to += stride;
            for (; from + (period - 1) * stride <= to && x[i] != 0.0; from += stride)
                out[from] = x[i];
            while (i + apart < to)
                i += apart;
        }
}

/* Four doubles, and the same in memory, aligned like one. */
typedef double lanes __attribute__((vector_size(32)));
typedef int64_t lane_bits __attribute__((vector_size(32)));
typedef double lanes_there __attribute__((vector_size(32), aligned(8), may_alias));

INLINE lanes distance_of(const double *x, lanes mean)
{
    return (lanes)((lane_bits)(*(const lanes_there *)x - mean) & INT64_MAX);
}

/* `out` has the means of windows and gets what their distances say: fs_window_distance() of four windows at once. */
INLINE void distances(enum fs_window_what what, const double *x, size_t windows, int32_t period, double *out)
{
    const double n = (double)period;
    size_t j = 0;
    for (; j + 4 <= windows; j += 4) {
        const double *at = x + j, *end = at + period;
        lanes mean = *(const lanes_there *)(out + j), a = {0}, b = a, c = a, d = a;
        for (; at + 4 <= end; at += 4) {
            a += distance_of(at, mean);
            b += distance_of(at + 1, mean);
            c += distance_of(at + 2, mean);
            d += distance_of(at + 3, mean);
        }
        a += at < end ? distance_of(at, mean) : (lanes){0};
        b += at + 1 < end ? distance_of(at + 1, mean) : (lanes){0};
        c += at + 2 < end ? distance_of(at + 2, mean) : (lanes){0};
        lanes distance = (a + b) + (c + d), result = distance / n;
        if (what == FS_WINDOW_CCI) { /* fs_window_cci() */
            lanes now = *(const lanes_there *)(end - 1) - mean;
            lane_bits none = (lane_bits)(now == 0.0) | (lane_bits)(distance == 0.0);
            result = (lanes)((lane_bits)(now / (0.015 * result)) & ~none);
        }
        *(lanes_there *)(out + j) = result;
    }
    for (; j < windows; j++) {
        double mean = out[j], distance = fs_window_distance(x + j, period, mean);
        out[j] = what == FS_WINDOW_DISTANCE ? distance / n
                                            : fs_window_cci(x[j + (size_t)period - 1], mean, distance, n);
    }
}

INLINE int all_present(const double *x, size_t count)
{
    int64_t missing = 0;
    for (size_t j = 0; j < count; j++)
        missing |= !fs_present(x[j]);
    return !missing;
}

/* The values of a block, with NaN for what is missing; a value is missing where its pair is. */
INLINE struct values clean(const double *x, const double *y, size_t count, double *restrict to_x,
                           double *restrict to_y)
{
    if (all_present(x, count) && (!y || all_present(y, count)))
        return (struct values){x, y};
    for (size_t j = 0; j < count; j++) {
        int present = fs_present(x[j]) && (!y || fs_present(y[j]));
        to_x[j] = present ? x[j] : NAN;
        if (y)
            to_y[j] = present ? y[j] : NAN;
    }
    return (struct values){to_x, to_y};
}

INLINE int is_pair(enum fs_window_what what)
{
    return what >= FS_WINDOW_COVARIANCE && what <= FS_WINDOW_SLOPE;
}

/* Members of a part besides its first values. */
INLINE size_t members(enum fs_window_what what)
{
    return what <= FS_WINDOW_CCI ? 1 : is_pair(what) ? 5 : 2;
}

INLINE struct parts parts_in(double *memory, size_t room, size_t count)
{
    struct parts p = {memory, NULL, NULL, NULL, NULL};
    if (count > 1)
        p.b = memory + room;
    if (count > 2) {
        p.c = memory + 2 * room;
        p.d = memory + 3 * room;
        p.e = memory + 4 * room;
    }
    return p;
}

INLINE void fill(enum fs_window_what what, const struct fs_window_job *job, double *memory, size_t room)
{
    const size_t before = ((size_t)job->period - 1) * job->stride, most = room - before, each = members(what);
    double *x = memory, *y = is_pair(what) ? memory + room : NULL;
    double *parts = memory + (is_pair(what) ? 2 : 1) * room;
    struct parts from = parts_in(parts, room, each), to = parts_in(parts + each * room, room, each);
    for (size_t start = 0; start < job->windows; start += most) {
        size_t count = job->windows - start < most ? job->windows - start : most;
        struct values v = clean(job->x + start, y ? job->y + start : NULL, count + before, x, y);
        double *out = job->out + start;
        if (what <= FS_WINDOW_CCI)
            fill_sum(what, job, v, from, to, count, out);
        else if (what <= FS_WINDOW_ZSCORE)
            fill_spread(what, job, v, from, to, count, out);
        else if (is_pair(what))
            fill_pair_spread(what, job, v, from, to, count, out);
        else if (what < FS_WINDOW_RAMP)
            fill_tilt(what, job, v, from, to, count, out);
        else
            fill_ramp(what, job, v, from, to, count, out);
        if (what >= FS_WINDOW_MEAN && what <= FS_WINDOW_CCI)
            flat_means(v.x, count, job->stride, (size_t)job->period, out);
        if (what == FS_WINDOW_DISTANCE || what == FS_WINDOW_CCI)
            distances(what, v.x, count, job->period, out);
    }
}

size_t fs_window_arrays(enum fs_window_what what)
{
    return (is_pair(what) ? 2 : 1) + 2 * members(what);
}

/* Every kind of result on every level. */
#define EACH(X)                                                                                              \
    X(SUM)                                                                                                   \
    X(MEAN)                                                                                                  \
    X(DISTANCE)                                                                                              \
    X(CCI)                                                                                                   \
    X(VARIANCE)                                                                                              \
    X(DEVIATION)                                                                                             \
    X(ZSCORE)                                                                                                \
    X(COVARIANCE)                                                                                            \
    X(CORRELATION)                                                                                           \
    X(SLOPE)                                                                                                 \
    X(LINE)                                                                                                  \
    X(LINE_FIRST)                                                                                            \
    X(LINE_NEXT)                                                                                             \
    X(LINE_SLOPE)                                                                                            \
    X(LINE_ANGLE)                                                                                            \
    X(RAMP)
#define AT_LEVEL(what, level, target)                                                                        \
    target static void what##_##level(const struct fs_window_job *job, double *memory, size_t room)          \
    {                                                                                                        \
        fill(FS_WINDOW_##what, job, memory, room);                                                           \
    }
#define ALL_LEVELS(what)                                                                                     \
    AT_LEVEL(what, base, )                                                                                   \
    AT_LEVEL(what, avx2, FS_CPU_TARGET_AVX2) AT_LEVEL(what, avx512, FS_CPU_TARGET_AVX512)
EACH(ALL_LEVELS)

fs_window_fill *fs_window_kernel(enum fs_cpu_level level, enum fs_window_what what)
{
#define ROW(what) {what##_base, what##_avx2, what##_avx512},
    static fs_window_fill *const kernels[FS_WINDOW_COUNT][FS_CPU_LEVELS] = {EACH(ROW)};
    return kernels[what][level];
}

int fs_window_run_at(enum fs_cpu_level level, enum fs_window_what what, const struct fs_window_job *job)
{
    double near[NEAR], *memory = near;
    size_t arrays = fs_window_arrays(what), room = NEAR / arrays,
           before = ((size_t)job->period - 1) * job->stride;
    if (2 * before > room) {
        room = 3 * before + 1;
        memory = malloc(arrays * room * sizeof *memory);
        if (!memory)
            return FS_COMPUTE_MEMORY;
    }
    fs_window_kernel(level, what)(job, memory, room);
    if (memory != near)
        free(memory);
    return FS_COMPUTE_OK;
}

int fs_window_run(enum fs_window_what what, const struct fs_window_job *job)
{
    return fs_window_run_at(fs_cpu_level(), what, job);
}

int fs_window_series_at(enum fs_cpu_level level, enum fs_window_what what, struct fs_window_job job,
                        size_t length)
{
    size_t before = ((size_t)job.period - 1) * job.stride, values = length * job.stride;
    for (size_t j = 0; j < values && j < before; j++)
        job.out[j] = NAN;
    if (values <= before)
        return FS_COMPUTE_OK;
    job.out += before;
    job.windows = values - before;
    return fs_window_run_at(level, what, &job);
}

int fs_window_series(enum fs_window_what what, struct fs_window_job job, size_t length)
{
    return fs_window_series_at(fs_cpu_level(), what, job, length);
}
