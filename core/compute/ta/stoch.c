#include "compute/ta/stoch.h"

#include "compute/forms.h"
#include "compute/ta/average.h"
#include "compute/ta/extreme.h"

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
    struct fs_ma *k;
    struct fs_ma *d;
};

static struct parts parts_of(struct fs_stoch *state)
{
    char *memory = (char *)(state + 1);
    size_t extreme = fs_max_size(state->fast_k);
    return (struct parts){
        (struct fs_max *)(void *)memory, (struct fs_min *)(void *)(memory + extreme),
        (struct fs_ma *)(void *)(memory + 2 * extreme),
        (struct fs_ma *)(void *)(memory + 2 * extreme + fs_ma_size(state->slow_k, state->slow_k_matype))};
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
    return sizeof(struct fs_stoch) + 2 * fs_max_size(fast_k) + fs_ma_size(slow_k, slow_k_matype) +
           fs_ma_size(slow_d, slow_d_matype);
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
    fs_ma_init(parts.k, slow_k, slow_k_matype);
    return fs_ma_init(parts.d, slow_d, slow_d_matype);
}

void fs_stoch_update(struct fs_stoch *state, double high, double low, double close, double *k, double *d)
{
    struct parts parts = parts_of(state);
    if (__builtin_expect(!(fs_present(high) && fs_present(low) && fs_present(close)), 0))
        high = low = close = NAN;
    double highest = fs_extreme_push((struct fs_extreme *)(void *)parts.highest, high);
    double lowest = fs_extreme_push((struct fs_extreme *)(void *)parts.lowest, low);
    double smooth = fs_ma_update(parts.k, fs_stoch_raw(highest, lowest, close));
    *d = fs_ma_update(parts.d, smooth);
    *k = *d == *d ? smooth : NAN;
}

/* Whether an average is the one that its place stands for. */
static int average_valid(const struct fs_ma *s, int32_t period, int32_t matype)
{
    return s->average.period == period && s->average.kind == matype &&
           fs_ma_valid(s, fs_ma_size(period, matype));
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

int fs_stoch(const double *high, const double *low, const double *close, size_t length, int32_t fast_k,
             int32_t slow_k, int32_t slow_d, int32_t slow_k_matype, int32_t slow_d_matype, double *k,
             double *d)
{
    if (!in_range(fast_k, slow_k, slow_d, slow_k_matype, slow_d_matype))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){high, low, close, k, d}, 5, 2, length);
    if (status != FS_COMPUTE_OK)
        return status;
    /* The extremes fill the outputs, the raw %K takes the place of one, its average that of the other. A
     * bar's missing part must blank its window in both extremes, which fs_stoch_raw() does where either is NaN, and
     * its close where not. */
    fs_max(high, length, fast_k, k);
    fs_min(low, length, fast_k, d);
    size_t blank_until = 0;
    for (size_t i = 0; i < length; i++) {
        if (__builtin_expect(!fs_present(close[i]), 0))
            blank_until = i + (size_t)fast_k;
        d[i] = i < blank_until ? NAN : fs_stoch_raw(k[i], d[i], close[i]);
    }
    status = fs_ma(d, length, slow_k, slow_k_matype, k);
    if (status == FS_COMPUTE_OK)
        status = fs_ma(k, length, slow_d, slow_d_matype, d);
    for (size_t i = 0; i < length; i++)
        if (d[i] != d[i])
            k[i] = NAN;
    return status;
}
