#include "compute/stats/zscore.h"

#include <string.h>

static int in_range(int32_t period, int32_t ddof)
{
    return fs_period_valid(period, 2) && (ddof == 0 || ddof == 1);
}

/* The distance from the mean is n * x - sum in 106 bits: x - mean would lose what they have in common. */
static inline double score(const struct fs_deviation *core, double x, struct fs_deviation_result r)
{
    double n = (double)core->period;
    struct fs_exact product = fs_exact_product(n, x);
    double distance = ((product.high - core->sum.high) + (product.low - core->sum.low)) / n;
    return r.deviation > 0 ? distance / r.deviation : NAN;
}

int32_t fs_zscore_lookback(int32_t period, int32_t ddof)
{
    return in_range(period, ddof) ? period - 1 : -1;
}

size_t fs_zscore_size(int32_t period, int32_t ddof)
{
    return in_range(period, ddof) ? sizeof(struct fs_zscore) + (size_t)period * sizeof(double) : 0;
}

int fs_zscore_init(struct fs_zscore *state, int32_t period, int32_t ddof)
{
    if (!in_range(period, ddof))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    memset(state, 0, fs_zscore_size(period, ddof));
    fs_deviation_init(&state->core, period, ddof);
    return FS_COMPUTE_OK;
}

double fs_zscore_update(struct fs_zscore *state, double x)
{
    return score(&state->core, x, fs_deviation_push(&state->core, state->window, x));
}

int fs_zscore_valid(const struct fs_zscore *state, size_t size)
{
    return size >= sizeof *state && fs_deviation_valid(&state->core) &&
           in_range(state->core.period, state->core.ddof) &&
           size == fs_zscore_size(state->core.period, state->core.ddof);
}

int fs_zscore(const double *x, size_t length, int32_t period, int32_t ddof, double *out)
{
    if (!in_range(period, ddof))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, out}, 2, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_deviation core;
    fs_deviation_init(&core, period, ddof);
    for (size_t i = 0; i < length; i++) {
        out[i] = score(&core, x[i], fs_deviation_series(&core, x, i));
    }
    return FS_COMPUTE_OK;
}
