#include "compute/ta/rsi.h"

#include "compute/ta/segments.h"

/* Below this TA-Lib takes a value for zero. */
#define EPSILON 1e-14

static inline double push(struct fs_rsi *s, double x)
{
    if (__builtin_expect(!fs_present(x), 0))
        return NAN;
    double n = (double)s->period, change = x - s->previous;
    double gain = change < 0 ? 0.0 : change, loss = change < 0 ? -change : 0.0;
    s->previous = x;
    if (__builtin_expect(s->seen < s->period, 0)) {
        if (++s->seen == 0) /* the first value is no change */
            return NAN;
        s->gain += gain;
        s->loss += loss;
        if (s->seen < s->period)
            return NAN;
    } else {
        /* TA-Lib's three roundings: multiply, add, divide */
        s->gain = s->gain * (n - 1.0) + gain;
        s->loss = s->loss * (n - 1.0) + loss;
    }
    s->gain /= n;
    s->loss /= n;
    double sum = s->gain + s->loss;
    return sum > -EPSILON && sum < EPSILON ? 0.0 : 100.0 * (s->gain / sum);
}

int32_t fs_rsi_lookback(int32_t period)
{
    return fs_period_valid(period, 2) ? period : -1;
}

size_t fs_rsi_size(int32_t period)
{
    return fs_period_valid(period, 2) ? sizeof(struct fs_rsi) : 0;
}

int fs_rsi_init(struct fs_rsi *state, int32_t period)
{
    if (!fs_period_valid(period, 2))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    *state = (struct fs_rsi){.period = period, .seen = -1};
    return FS_COMPUTE_OK;
}

double fs_rsi_update(struct fs_rsi *state, double x)
{
    return push(state, x);
}

int fs_rsi_valid(const struct fs_rsi *s, size_t size)
{
    return size == sizeof *s && fs_period_valid(s->period, 2) && s->seen >= -1 && s->seen <= s->period;
}

int fs_rsi(const double *x, size_t length, int32_t period, double *out)
{
    struct fs_rsi state;
    int status = fs_rsi_init(&state, period);
    if (status == FS_COMPUTE_OK)
        status = fs_compute_arrays((const double *const[]){x, out}, 2, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_many_job job = {.in = {x}, .out = {out}, .length = length, .period = {period}};
    if (fs_segments(FS_MANY_RSI, &job, (double)period))
        return FS_COMPUTE_OK;
    for (size_t i = 0; i < length; i++)
        out[i] = push(&state, x[i]);
    return FS_COMPUTE_OK;
}
