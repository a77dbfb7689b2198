/*
 * dispersion.h: how far returns spread. `periods`, `ddof` as in sample.h; figures are of a year (times the
 * square root of `periods`, lower partial moments times nothing): periods = 1 gives them per period. Inputs
 * must be finite.
 */
#ifndef FINSMART_COMPUTE_PERF_DISPERSION_H
#define FINSMART_COMPUTE_PERF_DISPERSION_H

#include "compute/perf/sample.h"

/* Standard deviation of at least 1 + ddof returns, times sqrt(periods). */
struct fs_perf_volatility_options {
    double periods;
    int32_t ddof;
};
struct fs_perf_volatility_result {
    double value;
    double per_period;
};
int fs_perf_volatility(const double *returns, size_t n, const struct fs_perf_volatility_options *options,
                       struct fs_perf_volatility_result *result, struct fs_problem *problem);

/* Root of the mean square below a threshold, sqrt(sum min(r - threshold, 0)^2 / divisor): the mean of the
 * returns for the semideviation, `mar` (of one period) for the downside deviation. The divisor is n (full) or
 * the number of returns below (subset). 0 when none is below. */
struct fs_perf_semideviation_options {
    double periods;
    int32_t divisor; /* enum fs_perf_divisor */
};
struct fs_perf_semideviation_result {
    double value;
    double per_period;
};
int fs_perf_semideviation(const double *returns, size_t n,
                          const struct fs_perf_semideviation_options *options,
                          struct fs_perf_semideviation_result *result, struct fs_problem *problem);

struct fs_perf_downside_deviation_options {
    double mar;
    double periods;
    int32_t divisor;
};
struct fs_perf_downside_deviation_result {
    double value;
    double per_period;
};
int fs_perf_downside_deviation(const double *returns, size_t n,
                               const struct fs_perf_downside_deviation_options *options,
                               struct fs_perf_downside_deviation_result *result, struct fs_problem *problem);

/* The same without options checked, per period. */
double fs_perf_downside(const double *r, size_t n, double threshold, int32_t divisor);

/* Mean of max(mar - r, 0)^order, per period; order 0 is the share of returns below mar. */
struct fs_perf_lpm_options {
    double order; /* from 0 */
    double mar;
    int32_t divisor;
};
struct fs_perf_lpm_result {
    double value;
};
int fs_perf_lpm(const double *returns, size_t n, const struct fs_perf_lpm_options *options,
                struct fs_perf_lpm_result *result, struct fs_problem *problem);

/* Standard deviation of returns less the benchmark's, times sqrt(periods). */
struct fs_perf_tracking_error_options {
    double periods;
    int32_t ddof;
};
struct fs_perf_tracking_error_result {
    double value;
    double per_period;
};
int fs_perf_tracking_error(const double *returns, const double *benchmark, size_t n,
                           const struct fs_perf_tracking_error_options *options,
                           struct fs_perf_tracking_error_result *result, struct fs_problem *problem);

#endif
