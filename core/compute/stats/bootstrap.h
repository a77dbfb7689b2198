/*
 * bootstrap.h: standard errors and confidence intervals of a statistic by resampling.
 *
 * Samples are drawn with replacement: single observations (iid), blocks of `block` that start anywhere in the sample (moving:
 * Kuensch 1989), that also run over its end into its beginning (circular: Politis and Romano 1992), or blocks of random
 * length with mean `block` that do so (stationary: Politis and Romano 1994). Replicate i uses stream i of the seed
 * (random.h), so that results do not depend on the order of work.
 */
#ifndef FINSMART_COMPUTE_BOOTSTRAP_H
#define FINSMART_COMPUTE_BOOTSTRAP_H

#include "compute/problem.h"

enum fs_stats_bootstrap_statistic {
    FS_BOOTSTRAP_MEAN,
    FS_BOOTSTRAP_STD,
    FS_BOOTSTRAP_MEDIAN,
    FS_BOOTSTRAP_SHARPE
};
enum fs_stats_bootstrap_method {
    FS_BOOTSTRAP_IID,
    FS_BOOTSTRAP_MOVING,
    FS_BOOTSTRAP_CIRCULAR,
    FS_BOOTSTRAP_STATIONARY
};
/* percentile: quantiles of the replicates; basic: 2 value - those; bca: percentile, corrected for bias and acceleration by
 * the jackknife (Efron 1987; for iid only). */
enum fs_stats_bootstrap_interval { FS_BOOTSTRAP_PERCENTILE, FS_BOOTSTRAP_BASIC, FS_BOOTSTRAP_BCA };

struct fs_stats_bootstrap_options {
    int32_t statistic; /* std with divisor n - 1; sharpe is mean / std, of one period */
    int32_t method;
    int32_t interval;
    int32_t samples;   /* 2 or more */
    double block;      /* length, at least 1, at most n; the mean length of stationary */
    double confidence; /* of the interval, between 0 and 1 */
    uint64_t seed;
};
struct fs_stats_bootstrap_result {
    double value;          /* of the sample itself */
    double standard_error; /* deviation of the replicates, divisor samples - 1 */
    double bias;           /* mean of the replicates less value */
    double lower, upper;
    double *replicates; /* samples */
};
/* FS_COMPUTE_DOMAIN where the statistic is not defined for a sample that was drawn (the Sharpe ratio of one that does not
 * vary). */
int fs_stats_bootstrap(const double *x, size_t n, const struct fs_stats_bootstrap_options *options,
                       struct fs_stats_bootstrap_result *result, struct fs_problem *problem);

#endif
