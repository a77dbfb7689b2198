#include "compute/stats/rolling_std.h"

#include "compute/stats/window_kernel.h"

#include <string.h>

static int in_range(int32_t period, int32_t ddof)
{
    return fs_period_valid(period, 2) && (ddof == 0 || ddof == 1);
}

int32_t fs_rolling_std_lookback(int32_t period, int32_t ddof)
{
    return in_range(period, ddof) ? period - 1 : -1;
}

size_t fs_rolling_std_size(int32_t period, int32_t ddof)
{
    return in_range(period, ddof) ? sizeof(struct fs_rolling_std) + (size_t)period * sizeof(double) : 0;
}

int fs_rolling_std_init(struct fs_rolling_std *state, int32_t period, int32_t ddof)
{
    if (!in_range(period, ddof))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    memset(state, 0, fs_rolling_std_size(period, ddof));
    fs_deviation_init(&state->core, period, ddof);
    return FS_COMPUTE_OK;
}

double fs_rolling_std_update(struct fs_rolling_std *state, double x)
{
    return fs_deviation_push(&state->core, state->window, x).deviation;
}

int fs_rolling_std_valid(const struct fs_rolling_std *state, size_t size)
{
    return size >= sizeof *state && fs_deviation_valid(&state->core) &&
           in_range(state->core.period, state->core.ddof) &&
           size == fs_rolling_std_size(state->core.period, state->core.ddof);
}

int fs_rolling_std(const double *x, size_t length, int32_t period, int32_t ddof, double *out)
{
    if (!in_range(period, ddof))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, out}, 2, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    fs_deviation_kernel(fs_cpu_level())(x, length, period, ddof, NULL, out);
    return FS_COMPUTE_OK;
}
