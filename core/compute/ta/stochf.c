#include "compute/forms.h"
#include "compute/ta/average.h"
#include "compute/ta/span.h"
#include "compute/ta/stoch.h"

int32_t fs_stochf_lookback(int32_t fast_k, int32_t fast_d, int32_t fast_d_matype)
{
    return fs_stoch_lookback(fast_k, 1, fast_d, 0, fast_d_matype);
}

size_t fs_stochf_size(int32_t fast_k, int32_t fast_d, int32_t fast_d_matype)
{
    return fs_stoch_size(fast_k, 1, fast_d, 0, fast_d_matype);
}

int fs_stochf_init(struct fs_stochf *state, int32_t fast_k, int32_t fast_d, int32_t fast_d_matype)
{
    return fs_stoch_init(state ? &state->stoch : NULL, fast_k, 1, fast_d, 0, fast_d_matype);
}

void fs_stochf_update(struct fs_stochf *state, double high, double low, double close, double *k, double *d)
{
    fs_stoch_update(&state->stoch, high, low, close, k, d);
}

int fs_stochf_valid(const struct fs_stochf *s, size_t size)
{
    return size >= sizeof *s && s->stoch.slow_k == 1 && s->stoch.slow_k_matype == 0 &&
           fs_stoch_valid(&s->stoch, size);
}

int fs_stochf(const double *high, const double *low, const double *close, size_t length, int32_t fast_k,
              int32_t fast_d, int32_t fast_d_matype, double *k, double *d)
{
    return fs_stoch(high, low, close, length, fast_k, 1, fast_d, 0, fast_d_matype, k, d);
}

int32_t fs_stochrsi_lookback(int32_t period, int32_t fast_k, int32_t fast_d, int32_t fast_d_matype)
{
    int32_t rsi = fs_rsi_lookback(period), stoch = fs_stochf_lookback(fast_k, fast_d, fast_d_matype);
    return rsi < 0 || stoch < 0 ? -1 : rsi + stoch;
}

size_t fs_stochrsi_size(int32_t period, int32_t fast_k, int32_t fast_d, int32_t fast_d_matype)
{
    size_t rsi = fs_rsi_size(period), stoch = fs_stochf_size(fast_k, fast_d, fast_d_matype);
    return rsi == 0 || stoch == 0 ? 0 : rsi + stoch;
}

int fs_stochrsi_init(struct fs_stochrsi *state, int32_t period, int32_t fast_k, int32_t fast_d,
                     int32_t fast_d_matype)
{
    if (fs_stochrsi_size(period, fast_k, fast_d, fast_d_matype) == 0)
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    fs_rsi_init(&state->rsi, period);
    return fs_stoch_init(&state->stoch, fast_k, 1, fast_d, 0, fast_d_matype);
}

void fs_stochrsi_update(struct fs_stochrsi *state, double x, double *k, double *d)
{
    double rsi = fs_rsi_update(&state->rsi, x);
    fs_stoch_update(&state->stoch, rsi, rsi, rsi, k, d);
}

int fs_stochrsi_valid(const struct fs_stochrsi *s, size_t size)
{
    return size >= sizeof *s && fs_rsi_valid(&s->rsi, sizeof s->rsi) && s->stoch.slow_k == 1 &&
           s->stoch.slow_k_matype == 0 && fs_stoch_valid(&s->stoch, size - sizeof s->rsi);
}

int fs_stochrsi(const double *x, size_t length, int32_t period, int32_t fast_k, int32_t fast_d,
                int32_t fast_d_matype, double *k, double *d)
{
    if (fs_stochrsi_size(period, fast_k, fast_d, fast_d_matype) == 0)
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, k, d}, 3, 2, length);
    if (status != FS_COMPUTE_OK)
        return status;
    /* d holds the index, of which k becomes the unsmoothed %K */
    fs_rsi(x, length, period, d);
    struct fs_span span;
    fs_span_start(&span, fast_k);
    for (size_t i = 0; i < length; i++)
        k[i] = fs_span_step(&span, d + i, d + i, fs_present(d[i]))
                   ? fs_stoch_raw(d[(ptrdiff_t)i - span.top], d[(ptrdiff_t)i - span.bottom], d[i])
                   : NAN;
    status = fs_stoch_smooth(k, length, fast_d, fast_d_matype, d);
    for (size_t i = 0; i < length; i++)
        if (d[i] != d[i])
            k[i] = NAN;
    return status;
}
