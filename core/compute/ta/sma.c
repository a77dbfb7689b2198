#include "compute/ta/sma.h"

#include "compute/stats/window_kernel.h"

#include <string.h>

int32_t fs_sma_lookback(int32_t period)
{
    return fs_period_valid(period, 1) ? period - 1 : -1;
}

size_t fs_sma_size(int32_t period)
{
    return fs_period_valid(period, 1) ? sizeof(struct fs_sma) + (size_t)period * sizeof(double) : 0;
}

int fs_sma_init(struct fs_sma *state, int32_t period)
{
    if (!fs_period_valid(period, 1))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    memset(state, 0, fs_sma_size(period));
    state->period = period;
    return FS_COMPUTE_OK;
}

double fs_sma_update(struct fs_sma *state, double x)
{
    return fs_sma_push(state, x);
}

int fs_sma_valid(const struct fs_sma *s, size_t size)
{
    return size >= sizeof *s && fs_period_valid(s->period, 1) && size == fs_sma_size(s->period) &&
           s->at >= 0 && s->at < s->period && s->run >= 0 && s->run <= s->period;
}

int fs_sma(const double *x, size_t length, int32_t period, double *out)
{
    if (!fs_period_valid(period, 1))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, out}, 2, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    fs_mean_kernel(fs_cpu_level())(x, length, period, out);
    return FS_COMPUTE_OK;
}
