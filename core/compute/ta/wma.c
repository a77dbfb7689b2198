#include "compute/ta/wma.h"

#include <string.h>

int32_t fs_wma_lookback(int32_t period)
{
    return fs_period_valid(period, 1) ? period - 1 : -1;
}

size_t fs_wma_size(int32_t period)
{
    return fs_period_valid(period, 1) ? sizeof(struct fs_wma) + (size_t)period * sizeof(double) : 0;
}

int fs_wma_init(struct fs_wma *state, int32_t period)
{
    if (!fs_period_valid(period, 1))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    memset(state, 0, fs_wma_size(period));
    state->period = period;
    return FS_COMPUTE_OK;
}

double fs_wma_update(struct fs_wma *s, double x)
{
    double old = s->window[s->at];
    if (__builtin_expect(!fs_present(x), 0)) {
        x = 0.0;
        s->run = -1; /* the step makes it 0 */
    }
    s->window[s->at] = x;
    s->at = s->at + 1 == s->period ? 0 : s->at + 1;
    return fs_wma_step(&s->sum, &s->weighted, &s->run, s->period, x, old);
}

int fs_wma_valid(const struct fs_wma *s, size_t size)
{
    return size >= sizeof *s && fs_period_valid(s->period, 1) && size == fs_wma_size(s->period) &&
           s->at >= 0 && s->at < s->period && s->run >= 0 && s->run <= s->period;
}

int fs_wma(const double *x, size_t length, int32_t period, double *out)
{
    if (!fs_period_valid(period, 1))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, out}, 2, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_exact sum = {0.0, 0.0}, weighted = {0.0, 0.0};
    int32_t run = 0;
    size_t window = (size_t)period;
    for (size_t i = 0; i < length; i++) {
        double old = i >= window && fs_present(x[i - window]) ? x[i - window] : 0.0;
        double value = x[i];
        if (__builtin_expect(!fs_present(value), 0)) {
            value = 0.0;
            run = -1;
        }
        out[i] = fs_wma_step(&sum, &weighted, &run, period, value, old);
    }
    return FS_COMPUTE_OK;
}
