/*
 * covariance.h: covariance and correlation of k samples, and their shrunk estimates.
 *
 * x has n rows (observations) and k columns, by columns; results are k x k, symmetric, by columns. Products run through
 * BLAS (dsyrk) on columns whose means were taken away first.
 */
#ifndef FINSMART_COMPUTE_COVARIANCE_H
#define FINSMART_COMPUTE_COVARIANCE_H

#include "compute/problem.h"

/* Sample covariance with divisor n - ddof. `pairwise`: NaN in x are left out of each pair, whose means are its own, as pandas
 * does; a pair with too few observations is NaN. */
struct fs_stats_covariance_options {
    int32_t ddof;
    int32_t pairwise;
};
struct fs_stats_covariance_result {
    double *covariance;
};
int fs_stats_covariance(const double *x, size_t n, size_t k,
                        const struct fs_stats_covariance_options *options,
                        struct fs_stats_covariance_result *result, struct fs_problem *problem);

/* Pearson's, Spearman's (Pearson's of mean ranks) or Kendall's tau-b correlation. FS_COMPUTE_DOMAIN names a column that does
 * not vary; with `pairwise` such a pair is NaN. */
enum fs_stats_correlation_method { FS_CORRELATION_PEARSON, FS_CORRELATION_SPEARMAN, FS_CORRELATION_KENDALL };
struct fs_stats_correlation_options {
    int32_t method;
    int32_t pairwise;
};
struct fs_stats_correlation_result {
    double *correlation;
};
int fs_stats_correlation(const double *x, size_t n, size_t k,
                         const struct fs_stats_correlation_options *options,
                         struct fs_stats_correlation_result *result, struct fs_problem *problem);

/* Exponential weights lambda^age that sum to 1; about 0 as RiskMetrics, or about the weighted mean when `centre`. */
struct fs_stats_ewma_covariance_options {
    double lambda; /* between 0 and 1 */
    int32_t centre;
};
struct fs_stats_ewma_covariance_result {
    double *covariance;
};
int fs_stats_ewma_covariance(const double *x, size_t n, size_t k,
                             const struct fs_stats_ewma_covariance_options *options,
                             struct fs_stats_ewma_covariance_result *result, struct fs_problem *problem);

/* (1 - shrinkage) S + shrinkage * target. ledoit_wolf: the scaled identity with S of divisor n (Ledoit and Wolf 2004, "A
 * well-conditioned estimator", scikit-learn's), or constant correlation with S of divisor n - 1 (Ledoit and Wolf 2004, "Honey, I shrunk
 * the sample covariance matrix", PyPortfolioOpt's); oas: the scaled identity with the oracle-approximating intensity of Chen,
 * Wiesel, Eldar and Hero (2010) in scikit-learn's form. */
enum fs_stats_shrinkage_method {
    FS_SHRINKAGE_LEDOIT_WOLF,
    FS_SHRINKAGE_CONSTANT_CORRELATION,
    FS_SHRINKAGE_OAS
};
struct fs_stats_shrunk_covariance_options {
    int32_t method;
};
struct fs_stats_shrunk_covariance_result {
    double *covariance;
    double shrinkage; /* 0 to 1 */
};
int fs_stats_shrunk_covariance(const double *x, size_t n, size_t k,
                               const struct fs_stats_shrunk_covariance_options *options,
                               struct fs_stats_shrunk_covariance_result *result, struct fs_problem *problem);

/* The sample's own variances with the mean correlation between all pairs (Elton and Gruber 1973). */
struct fs_stats_constant_correlation_options {
    int32_t ddof;
};
struct fs_stats_constant_correlation_result {
    double *covariance;
    double correlation;
};
int fs_stats_constant_correlation(const double *x, size_t n, size_t k,
                                  const struct fs_stats_constant_correlation_options *options,
                                  struct fs_stats_constant_correlation_result *result,
                                  struct fs_problem *problem);

#endif
