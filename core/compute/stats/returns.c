#include "compute/stats/returns.h"

#include "compute/stats/returns_kernel.h"

static int in_range(int32_t kind)
{
    return kind == FS_RETURNS_SIMPLE || kind == FS_RETURNS_LOG;
}

int32_t fs_returns_lookback(int32_t kind)
{
    return in_range(kind) ? 1 : -1;
}

size_t fs_returns_size(int32_t kind)
{
    return in_range(kind) ? sizeof(struct fs_returns) : 0;
}

int fs_returns_init(struct fs_returns *state, int32_t kind)
{
    if (!in_range(kind))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    *state = (struct fs_returns){.kind = kind, .previous = NAN};
    return FS_COMPUTE_OK;
}

double fs_returns_update(struct fs_returns *s, double x)
{
    double previous = s->previous;
    s->previous = x;
    s->seen = 1;
    return s->kind == FS_RETURNS_SIMPLE ? fs_return_simple(previous, x) : fs_return_log(previous, x);
}

int fs_returns_valid(const struct fs_returns *s, size_t size)
{
    return size == sizeof *s && in_range(s->kind) && (s->seen == 0 || s->seen == 1) &&
           (s->seen == 1 || s->previous != s->previous);
}

int fs_returns(const double *x, size_t length, int32_t kind, double *out)
{
    if (!in_range(kind))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, out}, 2, 1, length);
    if (status == FS_COMPUTE_OK)
        fs_returns_kernel(fs_cpu_level())(x, length, kind, out);
    return status;
}
