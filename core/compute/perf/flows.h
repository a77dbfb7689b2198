/*
 * flows.h: returns of money that had deposits and withdrawals on its way. Flows are above 0 when money comes
 * in.
 */
#ifndef FINSMART_COMPUTE_PERF_FLOWS_H
#define FINSMART_COMPUTE_PERF_FLOWS_H

#include "compute/problem.h"

/* Whether a flow works from the start of the day (or sub-period) in which it falls, or from its end. */
enum fs_perf_timing { FS_PERF_START, FS_PERF_END };

/* Modified Dietz: (end - begin - F) / (begin + sum w f), where a flow on day d of D (counted from 1 ... D)
 * has the weight w = (D - d) / D at the end of its day, (D - d + 1) / D at its start. `days` of the flows are
 * within 0 ... D (1 ... D + 1 at start). FS_COMPUTE_DOMAIN unless the average capital is above 0. No flows at
 * all give end / begin - 1. */
struct fs_perf_modified_dietz_options {
    double begin_value;
    double end_value;
    double length; /* D, in the unit of `days`, above 0 */
    int32_t timing;
};
struct fs_perf_modified_dietz_result {
    double value;
    double gain;            /* end - begin - F */
    double average_capital; /* the denominator */
};
int fs_perf_modified_dietz(const double *flows, const double *days, size_t k,
                           const struct fs_perf_modified_dietz_options *options,
                           struct fs_perf_modified_dietz_result *result, struct fs_problem *problem);

/* Time-weighted return: values v at the ends of n - 1 sub-periods, v[0] before the first, each after all
 * flows of its sub-period; flows[i] fell in the sub-period that ends with v[i], flows[0] lies before and is
 * not used. A flow at the start gives v[i] / (v[i-1] + f[i]) - 1, at the end (v[i] - f[i]) / v[i-1] - 1; they
 * are multiplied. Capital at the start of a sub-period must be above 0 (FS_COMPUTE_DOMAIN). Not annualised.
 */
struct fs_perf_twr_options {
    int32_t timing;
};
struct fs_perf_twr_result {
    double value;
    double *returns; /* n - 1: of the sub-periods */
};
int fs_perf_twr(const double *values, const double *flows, size_t n,
                const struct fs_perf_twr_options *options, struct fs_perf_twr_result *result,
                struct fs_problem *problem);

#endif
