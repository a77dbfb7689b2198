/*
 * window_kernel.h: what window_tree.h knows of each window of a series, for whole series at once. Private to this library.
 *
 * Every part is the same arithmetic for any place of the series, so that a block of them goes through a loop that the
 * compiler turns into vector code, one loop a doubling; the bits are those of the stream.
 */
#ifndef FINSMART_COMPUTE_WINDOW_KERNEL_H
#define FINSMART_COMPUTE_WINDOW_KERNEL_H

#include "compute/cpu.h"
#include "compute/stats/window_tree.h"

enum fs_window_what {
    FS_WINDOW_SUM,
    FS_WINDOW_MEAN,
    FS_WINDOW_DISTANCE, /* the mean distance from the mean */
    FS_WINDOW_CCI,      /* of typical prices */
    FS_WINDOW_VARIANCE,
    FS_WINDOW_DEVIATION,
    FS_WINDOW_ZSCORE,
    FS_WINDOW_COVARIANCE,
    FS_WINDOW_CORRELATION,
    FS_WINDOW_SLOPE, /* of x on y */
    FS_WINDOW_LINE,  /* the least-squares line's value at the newest, ... */
    FS_WINDOW_LINE_FIRST,
    FS_WINDOW_LINE_NEXT,
    FS_WINDOW_LINE_SLOPE,
    FS_WINDOW_LINE_ANGLE,
    FS_WINDOW_RAMP, /* the mean with the weights 1, ..., n */
    FS_WINDOW_COUNT
};

struct fs_window_job {
    const double *x;
    const double *y;  /* of pairs, else NULL */
    size_t windows;   /* the j-th begins with x[j] and ends with x[j + (period - 1) * stride] */
    size_t stride;    /* 1, or how many interleaved series there are; 1 for distances and CCI */
    int32_t period;   /* for lines and ratios at least 2 */
    double scale;     /* of variances: period / (period - ddof); else unused */
    double factor;    /* of deviations */
    double otherwise; /* a correlation or slope where nothing varies */
    double *out;      /* `windows` results */
};

/* `memory`: fs_window_arrays() arrays of `room` doubles, room > (period - 1) * stride. */
typedef void fs_window_fill(const struct fs_window_job *job, double *memory, size_t room);

/* The variant for a level that the processor has. */
fs_window_fill *fs_window_kernel(enum fs_cpu_level level, enum fs_window_what what);
size_t fs_window_arrays(enum fs_window_what what);

/* Windows that lie in a row; FS_COMPUTE_MEMORY for long windows without memory, which is allocated only where 24 KiB are too
 * little. On the processor's highest level, or on one that it has. */
int fs_window_run(enum fs_window_what what, const struct fs_window_job *job);
int fs_window_run_at(enum fs_cpu_level level, enum fs_window_what what, const struct fs_window_job *job);
/* `length` values a series: NaN for the look-back, then the windows. `windows` of the job is not read. */
int fs_window_series(enum fs_window_what what, struct fs_window_job job, size_t length);
int fs_window_series_at(enum fs_cpu_level level, enum fs_window_what what, struct fs_window_job job,
                        size_t length);

/* The results, from what is known of a window: both forms share them. */

/* Sum of the distances of `count` values from their mean; four sums, so that one addition does not wait for the other. */
static inline double fs_window_distance(const double *oldest, int32_t count, double mean)
{
    double part[4] = {0.0, 0.0, 0.0, 0.0};
    for (int32_t k = 0; k < count; k++)
        part[k & 3] += fabs(oldest[k] - mean);
    return (part[0] + part[1]) + (part[2] + part[3]);
}

/* CCI's result; 0 where a distance is 0. */
static inline double fs_window_cci(double newest, double mean, double distance, double n)
{
    double now = newest - mean, unit = 0.015 * (distance / n);
    return now == 0.0 || distance == 0.0 ? 0.0 : now / unit;
}

/* Correlation of a window; -1 to 1. */
static inline double fs_window_correlation(struct fs_pair_spread s, double otherwise)
{
    double r = s.xy / sqrt(s.xx) / sqrt(s.yy);
    r = r > 1.0 ? 1.0 : r;
    r = r < -1.0 ? -1.0 : r;
    return s.xx == 0.0 || s.yy == 0.0 ? otherwise : r;
}

/* Slope of x on y. */
static inline double fs_window_slope(struct fs_pair_spread s, double otherwise)
{
    return s.yy == 0.0 ? otherwise : s.xy / s.yy;
}

/* The newest value's distance from the mean, in deviations. */
static inline double fs_window_zscore(struct fs_spread s, double newest, double scale)
{
    double deviation = sqrt(s.variance * scale);
    return deviation == 0.0 ? NAN : ((newest - s.first) - s.mean) / deviation;
}

/* The mean with the weights 1, ..., n. */
static inline double fs_window_ramp(struct fs_ramp s, double n)
{
    return s.weighted / (n * (n + 1.0) * 0.5);
}

static inline double fs_window_line(enum fs_window_what what, struct fs_tilt s, double n)
{
    double slope = s.moment * (12.0 / (n * (n * n - 1.0))), mean = s.first + s.mean;
    switch (what) {
    case FS_WINDOW_LINE:
        return mean + slope * ((n - 1.0) * 0.5);
    case FS_WINDOW_LINE_FIRST:
        return mean - slope * ((n - 1.0) * 0.5);
    case FS_WINDOW_LINE_NEXT:
        return mean + slope * ((n + 1.0) * 0.5);
    case FS_WINDOW_LINE_ANGLE:
        return atan(slope) * (180.0 / 3.14159265358979323846);
    default:
        return slope;
    }
}

#endif
