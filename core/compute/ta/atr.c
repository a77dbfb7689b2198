#include "compute/ta/atr.h"

#include "compute/ta/segments.h"

static inline double push(struct fs_atr *s, double high, double low, double close)
{
    if (__builtin_expect(!(fs_present(high) && fs_present(low) && fs_present(close)), 0))
        return NAN;
    /* Compared in TA-Lib's order: it decides which of equal candidates is taken. */
    double range = high - low, up = fabs(s->previous - high), down = fabs(s->previous - low),
           n = (double)s->period;
    range = up > range ? up : range;
    range = down > range ? down : range;
    s->previous = close;
    if (__builtin_expect(s->seen < s->period, 0)) {
        if (++s->seen == 0) /* the first bar has no close before it */
            return NAN;
        s->value += range;
        if (s->seen < s->period)
            return NAN;
    } else {
        s->value = s->value * (n - 1.0) + range;
    }
    s->value /= n;
    return s->value;
}

int32_t fs_atr_lookback(int32_t period)
{
    return fs_period_valid(period, 1) ? period : -1;
}

size_t fs_atr_size(int32_t period)
{
    return fs_period_valid(period, 1) ? sizeof(struct fs_atr) : 0;
}

int fs_atr_init(struct fs_atr *state, int32_t period)
{
    if (!fs_period_valid(period, 1))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    *state = (struct fs_atr){.period = period, .seen = -1};
    return FS_COMPUTE_OK;
}

double fs_atr_update(struct fs_atr *state, double high, double low, double close)
{
    return push(state, high, low, close);
}

int fs_atr_valid(const struct fs_atr *s, size_t size)
{
    return size == sizeof *s && fs_period_valid(s->period, 1) && s->seen >= -1 && s->seen <= s->period;
}

int fs_atr(const double *high, const double *low, const double *close, size_t length, int32_t period,
           double *out)
{
    struct fs_atr state;
    int status = fs_atr_init(&state, period);
    if (status == FS_COMPUTE_OK)
        status = fs_compute_arrays((const double *const[]){high, low, close, out}, 4, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_many_job job = {.in = {high, low, close}, .out = {out}, .length = length, .period = {period}};
    if (fs_segments(FS_MANY_ATR, &job, (double)period))
        return FS_COMPUTE_OK;
    for (size_t i = 0; i < length; i++)
        out[i] = push(&state, high[i], low[i], close[i]);
    return FS_COMPUTE_OK;
}
