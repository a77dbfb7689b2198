#include "compute/ta/ema.h"

#include "compute/ta/segments.h"

int32_t fs_ema_lookback(int32_t period)
{
    return fs_period_valid(period, 1) ? period - 1 : -1;
}

size_t fs_ema_size(int32_t period)
{
    return fs_period_valid(period, 1) ? sizeof(struct fs_ema) : 0;
}

int fs_ema_init(struct fs_ema *state, int32_t period)
{
    if (!fs_period_valid(period, 1))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    *state = (struct fs_ema){.period = period, .k = 2.0 / ((double)period + 1.0)};
    return FS_COMPUTE_OK;
}

double fs_ema_update(struct fs_ema *state, double x)
{
    return fs_ema_push(state, x);
}

int fs_ema_valid(const struct fs_ema *s, size_t size)
{
    return size == sizeof *s && fs_period_valid(s->period, 1) && s->seen >= 0 && s->seen <= s->period;
}

int fs_ema(const double *x, size_t length, int32_t period, double *out)
{
    struct fs_ema state;
    int status = fs_ema_init(&state, period);
    if (status == FS_COMPUTE_OK)
        status = fs_compute_arrays((const double *const[]){x, out}, 2, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_many_job job = {.in = {x}, .out = {out}, .length = length, .period = {period}};
    if (fs_segments(FS_MANY_EMA, &job, 1.0 / state.k))
        return FS_COMPUTE_OK;
    for (size_t i = 0; i < length; i++)
        out[i] = fs_ema_push(&state, x[i]);
    return FS_COMPUTE_OK;
}
