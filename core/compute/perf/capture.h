/*
 * capture.h: how returns behave when the benchmark rises and when it falls. Both series are simple returns or
 * both log.
 */
#ifndef FINSMART_COMPUTE_PERF_CAPTURE_H
#define FINSMART_COMPUTE_PERF_CAPTURE_H

#include "compute/perf/sample.h"

/* Return over the periods in which the benchmark rose (b > 0; fell: b < 0, with `zeros` b <= 0) by the
 * benchmark's own over the same: compounded; annualised with the number of those periods (empyrical); or
 * their means. FS_COMPUTE_SHORT when there is no such period, FS_COMPUTE_DOMAIN when the benchmark made 0 in
 * them. */
enum fs_perf_capture_method { FS_PERF_CAPTURE_COMPOUND, FS_PERF_CAPTURE_ANNUALISED, FS_PERF_CAPTURE_MEAN };
struct fs_perf_up_capture_options {
    int32_t kind;
    double periods;
    int32_t method; /* enum fs_perf_capture_method */
};
struct fs_perf_up_capture_result {
    double value;
    int32_t used; /* periods */
};
int fs_perf_up_capture(const double *returns, const double *benchmark, size_t n,
                       const struct fs_perf_up_capture_options *options,
                       struct fs_perf_up_capture_result *result, struct fs_problem *problem);

struct fs_perf_down_capture_options {
    int32_t kind;
    double periods;
    int32_t method;
    int32_t zeros; /* 1: periods in which the benchmark stood still count as down */
};
struct fs_perf_down_capture_result {
    double value;
    int32_t used;
};
int fs_perf_down_capture(const double *returns, const double *benchmark, size_t n,
                         const struct fs_perf_down_capture_options *options,
                         struct fs_perf_down_capture_result *result, struct fs_problem *problem);

/* Shares of the periods in which the benchmark rose (fell): those in which returns rose (fell) too (number),
 * and those in which they were above the benchmark (percent). */
struct fs_perf_up_down_options {
    int32_t measure; /* what `value` is: 0 up_number, 1 down_number, 2 up_percent, 3 down_percent */
};
/* Members are NaN where the benchmark never rose (fell); `value` is FS_COMPUTE_SHORT then. */
struct fs_perf_up_down_result {
    double value;
    double up_number;
    double down_number;
    double up_percent;
    double down_percent;
};
int fs_perf_up_down(const double *returns, const double *benchmark, size_t n,
                    const struct fs_perf_up_down_options *options, struct fs_perf_up_down_result *result,
                    struct fs_problem *problem);

#endif
