#include "compute/ta/stoch.h"

#include "compute/forms.h"
#include "compute/ta/average.h"
#include "compute/ta/extreme.h"
#include "compute/ta/extreme_kernel.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK 512 /* windows at a time */

static int in_range(int32_t fast_k, int32_t slow_k, int32_t slow_d, int32_t slow_k_matype,
                    int32_t slow_d_matype)
{
    return fs_period_valid(fast_k, 1) && fs_ma_lookback(slow_k, slow_k_matype) >= 0 &&
           fs_ma_lookback(slow_d, slow_d_matype) >= 0;
}

/* The four parts of a state. */
struct parts {
    struct fs_max *highest;
    struct fs_min *lowest;
    void *k;
    void *d;
};

static size_t average_size(int32_t period, int32_t matype)
{
    return matype == FS_AVERAGE_SMA
               ? sizeof(struct fs_window_mean) + ((size_t)period - 1) * sizeof(struct fs_sum)
               : fs_ma_size(period, matype);
}

static void average_init(void *average, int32_t period, int32_t matype)
{
    struct fs_window_mean *mean = average;
    if (matype == FS_AVERAGE_SMA)
        fs_window_mean_start(mean, period, (struct fs_sum *)(void *)(mean + 1));
    else
        fs_ma_init(average, period, matype);
}

static double average_update(void *average, int32_t matype, double x)
{
    struct fs_window_mean *mean = average;
    return matype == FS_AVERAGE_SMA ? fs_window_mean_slide(mean, (struct fs_sum *)(void *)(mean + 1), x)
                                    : fs_ma_update(average, x);
}

/* Whether an average is the one that its place stands for. */
static int average_valid(const void *average, int32_t period, int32_t matype)
{
    const struct fs_window_mean *mean = average;
    const struct fs_ma *other = average;
    if (matype == FS_AVERAGE_SMA)
        return mean->tree.period == period && fs_window_mean_sane(mean, 1);
    return other->average.period == period && other->average.kind == matype &&
           fs_ma_valid(other, fs_ma_size(period, matype));
}

static struct parts parts_of(struct fs_stoch *state)
{
    char *memory = (char *)(state + 1);
    size_t extreme = fs_max_size(state->fast_k);
    return (struct parts){(struct fs_max *)(void *)memory, (struct fs_min *)(void *)(memory + extreme),
                          memory + 2 * extreme,
                          memory + 2 * extreme + average_size(state->slow_k, state->slow_k_matype)};
}

int32_t fs_stoch_lookback(int32_t fast_k, int32_t slow_k, int32_t slow_d, int32_t slow_k_matype,
                          int32_t slow_d_matype)
{
    if (!in_range(fast_k, slow_k, slow_d, slow_k_matype, slow_d_matype))
        return -1;
    return fast_k - 1 + fs_average_lookback(slow_k, slow_k_matype) +
           fs_average_lookback(slow_d, slow_d_matype);
}

size_t fs_stoch_size(int32_t fast_k, int32_t slow_k, int32_t slow_d, int32_t slow_k_matype,
                     int32_t slow_d_matype)
{
    if (!in_range(fast_k, slow_k, slow_d, slow_k_matype, slow_d_matype))
        return 0;
    return sizeof(struct fs_stoch) + 2 * fs_max_size(fast_k) + average_size(slow_k, slow_k_matype) +
           average_size(slow_d, slow_d_matype);
}

int fs_stoch_init(struct fs_stoch *state, int32_t fast_k, int32_t slow_k, int32_t slow_d,
                  int32_t slow_k_matype, int32_t slow_d_matype)
{
    if (!in_range(fast_k, slow_k, slow_d, slow_k_matype, slow_d_matype))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    *state = (struct fs_stoch){.fast_k = fast_k,
                               .slow_k = slow_k,
                               .slow_d = slow_d,
                               .slow_k_matype = slow_k_matype,
                               .slow_d_matype = slow_d_matype};
    struct parts parts = parts_of(state);
    fs_max_init(parts.highest, fast_k);
    fs_min_init(parts.lowest, fast_k);
    average_init(parts.k, slow_k, slow_k_matype);
    average_init(parts.d, slow_d, slow_d_matype);
    return FS_COMPUTE_OK;
}

void fs_stoch_update(struct fs_stoch *state, double high, double low, double close, double *k, double *d)
{
    struct parts parts = parts_of(state);
    if (__builtin_expect(!(fs_present(high) && fs_present(low) && fs_present(close)), 0))
        high = low = close = NAN;
    double highest = fs_extreme_push((struct fs_extreme *)(void *)parts.highest, high);
    double lowest = fs_extreme_push((struct fs_extreme *)(void *)parts.lowest, low);
    double smooth = average_update(parts.k, state->slow_k_matype, fs_stoch_raw(highest, lowest, close));
    *d = average_update(parts.d, state->slow_d_matype, smooth);
    *k = *d == *d ? smooth : NAN;
}

int fs_stoch_valid(const struct fs_stoch *s, size_t size)
{
    if (size < sizeof *s ||
        size != fs_stoch_size(s->fast_k, s->slow_k, s->slow_d, s->slow_k_matype, s->slow_d_matype))
        return 0;
    struct fs_stoch *state =
        (struct fs_stoch *)(uintptr_t)s; /* parts_of() is shared with the update; nothing is written */
    struct parts parts = parts_of(state);
    /* each part must also have the period that its place and size stand for */
    return fs_max_valid(parts.highest, fs_max_size(s->fast_k)) &&
           fs_min_valid(parts.lowest, fs_min_size(s->fast_k)) &&
           average_valid(parts.k, s->slow_k, s->slow_k_matype) &&
           average_valid(parts.d, s->slow_d, s->slow_d_matype);
}

int fs_stoch_smooth(const double *x, size_t length, int32_t period, int32_t matype, double *out)
{
    if (matype != FS_AVERAGE_SMA)
        return fs_ma(x, length, period, matype, out);
    struct fs_window_job job = {.x = x, .stride = 1, .period = period, .out = out};
    return fs_window_series(FS_WINDOW_MEAN, job, length);
}

/* Unsmoothed %K of the bars of a block, each of the window that ends with it; NaN for the first fast_k - 1. `memory` has room
 * for 4 * bars doubles, of which the first are the result. 1 if nothing is missing, neither bars nor results. */
static inline __attribute__((always_inline)) int raw_values(const double *high, const double *low,
                                                            const double *close, size_t bars, size_t fast_k,
                                                            fs_extreme_fill *extreme, double *memory)
{
    double *restrict raw = memory, *restrict top = memory + bars, *restrict bottom = memory + 2 * bars;
    double *restrict clean = memory + 3 * bars;
    int64_t missing = 0, wild = 0;
    for (size_t j = 0; j < bars; j++)
        missing |= (fs_present(high[j]) & fs_present(low[j]) & fs_present(close[j])) ^ 1;
    if (missing) { /* a bar's missing part blanks its windows in both extremes */
        for (size_t j = 0; j < bars; j++)
            clean[j] = fs_present(low[j]) && fs_present(close[j]) ? high[j] : NAN;
        extreme(clean, bars, fast_k, top, 1);
        for (size_t j = 0; j < bars; j++)
            clean[j] = fs_present(high[j]) && fs_present(close[j]) ? low[j] : NAN;
        extreme(clean, bars, fast_k, bottom, -1);
    } else {
        extreme(high, bars, fast_k, top, 1);
        extreme(low, bars, fast_k, bottom, -1);
    }
    for (size_t j = 0; j < bars; j++)
        raw[j] = fs_stoch_raw(top[j], bottom[j], close[j]);
    for (size_t j = fast_k - 1; j < bars; j++)
        wild |= !fs_present(raw[j]);
    return !(missing | wild);
}

#define AT_LEVEL(level, target)                                                                              \
    target static int raw_##level(const double *high, const double *low, const double *close, size_t bars,   \
                                  size_t fast_k, fs_extreme_fill *extreme, double *memory)                   \
    {                                                                                                        \
        return raw_values(high, low, close, bars, fast_k, extreme, memory);                                  \
    }
AT_LEVEL(base, )
AT_LEVEL(avx2, FS_CPU_TARGET_AVX2)
AT_LEVEL(avx512, FS_CPU_TARGET_AVX512)

int fs_stoch(const double *high, const double *low, const double *close, size_t length, int32_t fast_k,
             int32_t slow_k, int32_t slow_d, int32_t slow_k_matype, int32_t slow_d_matype, double *k,
             double *d)
{
    if (!in_range(fast_k, slow_k, slow_d, slow_k_matype, slow_d_matype))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){high, low, close, k, d}, 5, 2, length);
    if (status != FS_COMPUTE_OK)
        return status;
    /* Windows first, a block at a time; the blocks overlap by a window. %D holds the unsmoothed %K until its average is made. */
    const size_t before = (size_t)fast_k - 1, block = BLOCK + before;
    double near[4 * 2 * BLOCK], *memory = before <= BLOCK ? near : malloc(4 * block * sizeof *memory);
    if (!memory)
        return FS_COMPUTE_MEMORY;
    const enum fs_cpu_level level = fs_cpu_level();
    int (*raw)(const double *, const double *, const double *, size_t, size_t, fs_extreme_fill *, double *) =
        level == FS_CPU_AVX512 ? raw_avx512
        : level == FS_CPU_AVX2 ? raw_avx2
                               : raw_base;
    int whole = 1;
    for (size_t start = 0; start < length; start += BLOCK) {
        size_t count = length - start < BLOCK ? length - start : BLOCK,
               early = start < before ? start : before;
        const double *h = high + start - early, *l = low + start - early, *c = close + start - early;
        int all = raw(h, l, c, count + early, (size_t)fast_k, fs_extreme_kernel(level), memory);
        whole &= all;
        memcpy(d + start, memory + early, count * sizeof *d);
    }
    if (memory != near)
        free(memory);
    status = fs_stoch_smooth(d, length, slow_k, slow_k_matype, k);
    if (status == FS_COMPUTE_OK)
        status = fs_stoch_smooth(k, length, slow_d, slow_d_matype, d);
    size_t lookback = before + (size_t)fs_average_lookback(slow_k, slow_k_matype) +
                      (size_t)fs_average_lookback(slow_d, slow_d_matype),
           end = whole && lookback < length ? lookback : length; /* then %D is there to the end */
    for (size_t i = 0; i < end; i++)
        k[i] = d[i] == d[i] ? k[i] : NAN;
    return status;
}
