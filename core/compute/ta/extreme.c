#include "compute/ta/extreme.h"

#include "compute/cpu.h"
#include "compute/ta/extreme_kernel.h"

#include <string.h>

static size_t state_size(int32_t period)
{
    if (!fs_period_valid(period, 1))
        return 0;
    return sizeof(struct fs_extreme) + (size_t)period * sizeof(struct fs_extreme_slot);
}

static int init(void *state, int32_t period, int32_t sign)
{
    if (!fs_period_valid(period, 1))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    memset(state, 0, state_size(period));
    struct fs_extreme *s = state;
    s->period = period;
    s->sign = sign;
    return FS_COMPUTE_OK;
}

static int valid(const void *state, size_t size, int32_t sign)
{
    const struct fs_extreme *s = state;
    return size >= sizeof *s && fs_period_valid(s->period, 1) && size == state_size(s->period) &&
           s->head >= 0 && s->head < s->period && s->count >= 0 && s->count <= s->period && s->run >= 0 &&
           s->run <= s->period && (s->run < s->period || s->count > 0) && s->sign == sign;
}

static int series(const double *x, size_t length, int32_t period, double *out, int32_t sign)
{
    if (!fs_period_valid(period, 1))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, out}, 2, 1, length);
    if (status == FS_COMPUTE_OK)
        fs_extreme_kernel(fs_cpu_level())(x, length, (size_t)period, out, sign);
    return status;
}

int fs_max(const double *x, size_t length, int32_t period, double *out)
{
    return series(x, length, period, out, 1);
}

int fs_min(const double *x, size_t length, int32_t period, double *out)
{
    return series(x, length, period, out, -1);
}

int32_t fs_max_lookback(int32_t period)
{
    return fs_period_valid(period, 1) ? period - 1 : -1;
}

int32_t fs_min_lookback(int32_t period)
{
    return fs_max_lookback(period);
}

size_t fs_max_size(int32_t period)
{
    return state_size(period);
}

size_t fs_min_size(int32_t period)
{
    return state_size(period);
}

int fs_max_init(struct fs_max *state, int32_t period)
{
    return init(state, period, 1);
}

int fs_min_init(struct fs_min *state, int32_t period)
{
    return init(state, period, -1);
}

double fs_max_update(struct fs_max *state, double x)
{
    return fs_extreme_push((struct fs_extreme *)(void *)state, x);
}

double fs_min_update(struct fs_min *state, double x)
{
    return fs_extreme_push((struct fs_extreme *)(void *)state, x);
}

int fs_max_valid(const struct fs_max *state, size_t size)
{
    return valid(state, size, 1);
}

int fs_min_valid(const struct fs_min *state, size_t size)
{
    return valid(state, size, -1);
}
