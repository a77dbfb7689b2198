#include "compute/ta/macd.h"

#include "compute/ta/segments.h"

static int in_range(int32_t fast, int32_t slow, int32_t signal)
{
    return fs_period_valid(fast, 2) && fs_period_valid(slow, 2) && fs_period_valid(signal, 1);
}

int32_t fs_macd_lookback(int32_t fast, int32_t slow, int32_t signal)
{
    return in_range(fast, slow, signal) ? (fast > slow ? fast : slow) + signal - 2 : -1;
}

size_t fs_macd_size(int32_t fast, int32_t slow, int32_t signal)
{
    return in_range(fast, slow, signal) ? sizeof(struct fs_macd) : 0;
}

int fs_macd_init(struct fs_macd *state, int32_t fast, int32_t slow, int32_t signal)
{
    if (!in_range(fast, slow, signal))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    *state = (struct fs_macd){.fast = fast < slow ? fast : slow, .slow = fast < slow ? slow : fast};
    state->fast_k = 2.0 / ((double)state->fast + 1.0);
    state->slow_k = 2.0 / ((double)state->slow + 1.0);
    return fs_ema_init(&state->line, signal);
}

void fs_macd_update(struct fs_macd *state, double x, double *macd, double *signal_line, double *histogram)
{
    fs_macd_push(state, x, macd, signal_line, histogram);
}

int fs_macd_valid(const struct fs_macd *s, size_t size)
{
    return size == sizeof *s && in_range(s->fast, s->slow, 1) && s->fast <= s->slow && s->seen >= 0 &&
           s->seen <= s->slow && fs_ema_valid(&s->line, sizeof s->line);
}

int fs_macd(const double *x, size_t length, int32_t fast, int32_t slow, int32_t signal, double *macd,
            double *signal_line, double *histogram)
{
    struct fs_macd state;
    int status = fs_macd_init(&state, fast, slow, signal);
    if (status == FS_COMPUTE_OK)
        status = fs_compute_arrays((const double *const[]){x, macd, signal_line, histogram}, 4, 3, length);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_many_job job = {
        .in = {x}, .out = {macd, signal_line, histogram}, .length = length, .period = {fast, slow, signal}};
    if (fs_segments(FS_MANY_MACD, &job, 1.0 / state.slow_k + 1.0 / state.line.k))
        return FS_COMPUTE_OK;
    for (size_t i = 0; i < length; i++)
        fs_macd_push(&state, x[i], &macd[i], &signal_line[i], &histogram[i]);
    return FS_COMPUTE_OK;
}
