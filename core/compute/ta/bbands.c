#include "compute/ta/bbands.h"

#include <string.h>

static int in_range(int32_t period, double up, double down)
{
    return fs_period_valid(period, 2) && up >= -3e37 && up <= 3e37 && down >= -3e37 && down <= 3e37;
}

static inline void bands(struct fs_deviation_result r, double up, double down, double *upper, double *middle,
                         double *lower)
{
    *upper = r.mean + r.deviation * up;
    *middle = r.mean;
    *lower = r.mean - r.deviation * down;
}

int32_t fs_bbands_lookback(int32_t period, double up, double down)
{
    return in_range(period, up, down) ? period - 1 : -1;
}

size_t fs_bbands_size(int32_t period, double up, double down)
{
    return in_range(period, up, down) ? sizeof(struct fs_bbands) + (size_t)period * sizeof(double) : 0;
}

int fs_bbands_init(struct fs_bbands *state, int32_t period, double up, double down)
{
    if (!in_range(period, up, down))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    memset(state, 0, fs_bbands_size(period, up, down));
    fs_deviation_init(&state->core, period, 0);
    state->up = up;
    state->down = down;
    return FS_COMPUTE_OK;
}

void fs_bbands_update(struct fs_bbands *state, double x, double *upper, double *middle, double *lower)
{
    bands(fs_deviation_push(&state->core, state->window, x), state->up, state->down, upper, middle, lower);
}

int fs_bbands_valid(const struct fs_bbands *state, size_t size)
{
    return size >= sizeof *state && fs_deviation_valid(&state->core) &&
           in_range(state->core.period, state->up, state->down) &&
           size == fs_bbands_size(state->core.period, state->up, state->down);
}

int fs_bbands(const double *x, size_t length, int32_t period, double up, double down, double *upper,
              double *middle, double *lower)
{
    if (!in_range(period, up, down))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, upper, middle, lower}, 4, 3, length);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_deviation core;
    fs_deviation_init(&core, period, 0);
    for (size_t i = 0; i < length; i++) {
        bands(fs_deviation_series(&core, x, i), up, down, &upper[i], &middle[i], &lower[i]);
    }
    return FS_COMPUTE_OK;
}
