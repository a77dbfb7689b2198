/* The series form of the bands: average and deviation by themselves, a block at a time where the average is simple, so that what one loop
 * wrote is near when the next reads it. */
#include "compute/ta/bbands.h"

#include "compute/forms.h"
#include "compute/stats/mean_kernel.h"

#define BLOCK 1024

/* `upper` has the deviations. */
#define BANDS(level, target)                                                                                 \
    target static void bands_##level(double *restrict upper, double *restrict middle,                        \
                                     double *restrict lower, size_t count, double up, double down)           \
    {                                                                                                        \
        for (size_t i = 0; i < count; i++) {                                                                 \
            double deviation = upper[i], average = deviation == deviation ? middle[i] : NAN;                 \
            middle[i] = average;                                                                             \
            upper[i] = average + deviation * up;                                                             \
            lower[i] = average - deviation * down;                                                           \
        }                                                                                                    \
    }
BANDS(base, )
BANDS(avx2, FS_CPU_TARGET_AVX2)
BANDS(avx512, FS_CPU_TARGET_AVX512)

static void bands(double *upper, double *middle, double *lower, size_t count, double up, double down)
{
    enum fs_cpu_level level = fs_cpu_level();
    (level == FS_CPU_AVX512 ? bands_avx512
     : level == FS_CPU_AVX2 ? bands_avx2
                            : bands_base)(upper, middle, lower, count, up, down);
}

int fs_bbands(const double *x, size_t length, int32_t period, double up, double down, int32_t matype,
              double *upper, double *middle, double *lower)
{
    if (fs_bbands_lookback(period, up, down, matype) < 0)
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, upper, middle, lower}, 4, 3, length);
    if (status != FS_COMPUTE_OK)
        return status;
    if (matype != FS_AVERAGE_SMA) {
        status = fs_ma(x, length, period, matype, middle);
        if (status == FS_COMPUTE_OK)
            status = fs_stddev(x, length, period, 1.0, upper);
        bands(upper, middle, lower, length, up, down);
        return status;
    }
    size_t before = (size_t)period - 1, block = before > BLOCK ? length : BLOCK;
    fs_mean_kernel(fs_cpu_level())(x, length, period, middle);
    for (size_t i = 0; i < length && i < before; i++)
        upper[i] = lower[i] = NAN;
    for (size_t start = 0; start + before < length && status == FS_COMPUTE_OK; start += block) {
        size_t windows = length - before - start < block ? length - before - start : block,
               at = start + before;
        struct fs_window_job job = {
            .x = x + start, .windows = windows, .stride = 1, .period = period, .scale = 1.0, .factor = 1.0};
        job.out = upper + at;
        status = fs_window_run(FS_WINDOW_DEVIATION, &job);
        bands(upper + at, middle + at, lower + at, windows, up, down);
    }
    return status;
}
