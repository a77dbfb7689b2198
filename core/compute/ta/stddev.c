#include "compute/ta/stddev.h"

#include "compute/stats/window_kernel.h"

#include <string.h>

static int in_range(int32_t period, double factor)
{
    return fs_period_valid(period, 2) && factor >= -3e37 && factor <= 3e37;
}

int32_t fs_stddev_lookback(int32_t period, double factor)
{
    return in_range(period, factor) ? period - 1 : -1;
}

size_t fs_stddev_size(int32_t period, double factor)
{
    return in_range(period, factor) ? sizeof(struct fs_stddev) + (size_t)period * sizeof(double) : 0;
}

int fs_stddev_init(struct fs_stddev *state, int32_t period, double factor)
{
    if (!in_range(period, factor))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    memset(state, 0, fs_stddev_size(period, factor));
    fs_deviation_init(&state->core, period, 0);
    state->factor = factor;
    return FS_COMPUTE_OK;
}

double fs_stddev_update(struct fs_stddev *state, double x)
{
    return fs_deviation_push(&state->core, state->window, x).deviation * state->factor;
}

int fs_stddev_valid(const struct fs_stddev *state, size_t size)
{
    return size >= sizeof *state && fs_deviation_valid(&state->core) &&
           in_range(state->core.period, state->factor) &&
           size == fs_stddev_size(state->core.period, state->factor);
}

int fs_stddev(const double *x, size_t length, int32_t period, double factor, double *out)
{
    if (!in_range(period, factor))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, out}, 2, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    fs_deviation_kernel(fs_cpu_level())(x, length, period, 0, NULL, out);
    for (size_t i = 0; i < length; i++)
        out[i] *= factor;
    return FS_COMPUTE_OK;
}
