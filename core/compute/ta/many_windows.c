/* Those of many.h that look at windows: the single form's kernel over interleaved series, and which kernel does what. */
#include "compute/stats/window_kernel.h"
#include "compute/ta/many_kernel.h"

static int windows(enum fs_cpu_level level, enum fs_window_what what, const struct fs_many_job *job,
                   double factor, double *out)
{
    struct fs_window_job windows = {.x = job->in[0],
                                    .stride = FS_MANY_LANES,
                                    .period = job->period[0],
                                    .scale = 1.0,
                                    .factor = factor,
                                    .out = out};
    return fs_window_series_at(level, what, windows, job->length);
}

static int bands(enum fs_cpu_level level, const struct fs_many_job *job)
{
    double *restrict upper = job->out[0], *restrict middle = job->out[1], *restrict lower = job->out[2];
    struct fs_many_job means = {
        .in = {job->in[0]}, .out = {middle}, .length = job->length, .period = {job->period[0]}};
    fs_many_rows(level, FS_MANY_SMA, &means);
    int status = windows(level, FS_WINDOW_DEVIATION, job, 1.0, upper);
    for (size_t i = 0; i < job->length * FS_MANY_LANES; i++) {
        double deviation = upper[i];
        upper[i] = middle[i] + deviation * job->factor[0];
        lower[i] = middle[i] - deviation * job->factor[1];
    }
    return status;
}

int fs_many_run(enum fs_cpu_level level, enum fs_many_what what, const struct fs_many_job *job)
{
    switch (what) {
    case FS_MANY_STDDEV:
        return windows(level, FS_WINDOW_DEVIATION, job, job->factor[0], job->out[0]);
    case FS_MANY_SLOPE:
        return windows(level, FS_WINDOW_LINE_SLOPE, job, 1.0, job->out[0]);
    case FS_MANY_BBANDS:
        return bands(level, job);
    case FS_MANY_SMA:
        fs_many_rows(level, what, job);
        return FS_COMPUTE_OK;
    default:
        fs_many_blocks(level, what, job);
        return FS_COMPUTE_OK;
    }
}
