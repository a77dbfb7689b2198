/*
 * moments.h: mean, deviation, skewness, kurtosis and robust statistics of one sample.
 *
 * Deviations are taken from the mean in two passes; one that cannot be told from rounding is 0 (perf/sample.h), so that a
 * constant sample has variance 0 and no skewness. FS_COMPUTE_MISSING names a value that is no number, FS_COMPUTE_SHORT tells
 * how many observations are needed, FS_COMPUTE_DOMAIN a sample that does not vary where a ratio to its deviation is asked.
 */
#ifndef FINSMART_COMPUTE_MOMENTS_H
#define FINSMART_COMPUTE_MOMENTS_H

#include "compute/problem.h"

struct fs_stats_mean_result {
    double value;
};
int fs_stats_mean(const double *x, size_t n, struct fs_stats_mean_result *result, struct fs_problem *problem);

/* The variance is divided by n - ddof; ddof 0 or 1. */
struct fs_stats_std_options {
    int32_t ddof;
};
struct fs_stats_std_result {
    double value, variance, mean;
};
int fs_stats_std(const double *x, size_t n, const struct fs_stats_std_options *options,
                 struct fs_stats_std_result *result, struct fs_problem *problem);
struct fs_stats_variance_options {
    int32_t ddof;
};
struct fs_stats_variance_result {
    double value, mean;
};
int fs_stats_variance(const double *x, size_t n, const struct fs_stats_variance_options *options,
                      struct fs_stats_variance_result *result, struct fs_problem *problem);

/* moment: m3 / m2^(3/2) with divisors n; sample: that times sqrt(n (n - 1)) / (n - 2), as pandas, Excel. */
enum fs_stats_skewness_method { FS_SKEWNESS_MOMENT, FS_SKEWNESS_SAMPLE };
struct fs_stats_skewness_options {
    int32_t method;
};
struct fs_stats_skewness_result {
    double value, standard_error; /* of the sample form under normality */
};
int fs_stats_skewness(const double *x, size_t n, const struct fs_stats_skewness_options *options,
                      struct fs_stats_skewness_result *result, struct fs_problem *problem);

/* excess: m4 / m2^2 - 3; moment: m4 / m2^2; sample_excess and fisher: (n - 1) / ((n - 2) (n - 3)) ((n + 1) excess + 6), as
 * pandas, Excel; sample: n (n + 1) / ((n - 1) (n - 2) (n - 3)) sum (x - mean)^4 / s^4. PerformanceAnalytics' names. */
enum fs_stats_kurtosis_method {
    FS_KURTOSIS_EXCESS,
    FS_KURTOSIS_MOMENT,
    FS_KURTOSIS_SAMPLE_EXCESS,
    FS_KURTOSIS_SAMPLE,
    FS_KURTOSIS_FISHER
};
struct fs_stats_kurtosis_options {
    int32_t method;
};
struct fs_stats_kurtosis_result {
    double value, standard_error;
};
int fs_stats_kurtosis(const double *x, size_t n, const struct fs_stats_kurtosis_options *options,
                      struct fs_stats_kurtosis_result *result, struct fs_problem *problem);

/* What pandas' describe() tells and a little more; skewness and kurtosis are the sample forms, NaN where they are not
 * defined; quartiles are of type 7. */
struct fs_stats_describe_result {
    int32_t count;
    double mean, std, min, q25, median, q75, max, skewness, kurtosis;
};
int fs_stats_describe(const double *x, size_t n, struct fs_stats_describe_result *result,
                      struct fs_problem *problem);

/* Quantiles at the probabilities `p` (0 to 1; NULL: the median alone) in one of the nine types of quantile.h. */
struct fs_stats_quantile_options {
    const double *p;
    size_t p_length;
    int32_t type;
};
struct fs_stats_quantile_result {
    double value;   /* the first */
    double *values; /* one for each p */
};
int fs_stats_quantile(const double *x, size_t n, const struct fs_stats_quantile_options *options,
                      struct fs_stats_quantile_result *result, struct fs_problem *problem);

struct fs_stats_median_result {
    double value;
};
int fs_stats_median(const double *x, size_t n, struct fs_stats_median_result *result,
                    struct fs_problem *problem);

/* Median absolute deviation from the median, times `scale`; 1.4826 makes it the deviation of a normal sample. */
struct fs_stats_mad_options {
    double scale;
};
struct fs_stats_mad_result {
    double value, median;
};
int fs_stats_mad(const double *x, size_t n, const struct fs_stats_mad_options *options,
                 struct fs_stats_mad_result *result, struct fs_problem *problem);

struct fs_stats_iqr_options {
    int32_t type;
};
struct fs_stats_iqr_result {
    double value, q25, q75;
};
int fs_stats_iqr(const double *x, size_t n, const struct fs_stats_iqr_options *options,
                 struct fs_stats_iqr_result *result, struct fs_problem *problem);

/* The mean without, or with the nearest that stays in place of, the floor(proportion n) lowest and as many highest
 * (SciPy's trim_mean; winsorize). */
struct fs_stats_trimmed_mean_options {
    double proportion; /* 0 to below 0.5 */
};
struct fs_stats_trimmed_mean_result {
    double value;
    int32_t cut; /* values on each side */
};
int fs_stats_trimmed_mean(const double *x, size_t n, const struct fs_stats_trimmed_mean_options *options,
                          struct fs_stats_trimmed_mean_result *result, struct fs_problem *problem);
struct fs_stats_winsorized_mean_options {
    double proportion;
};
struct fs_stats_winsorized_mean_result {
    double value;
    int32_t cut;
};
int fs_stats_winsorized_mean(const double *x, size_t n,
                             const struct fs_stats_winsorized_mean_options *options,
                             struct fs_stats_winsorized_mean_result *result, struct fs_problem *problem);

/* Huber's M-estimate of location (1964) with the scaled median absolute deviation held fixed: sum psi((x - m) / s) = 0,
 * psi cut at `k`. FS_COMPUTE_DOMAIN where more than half of the sample is one value. */
struct fs_stats_huber_options {
    double k;
};
struct fs_stats_huber_result {
    double value, scale;
    int32_t iterations;
};
int fs_stats_huber(const double *x, size_t n, const struct fs_stats_huber_options *options,
                   struct fs_stats_huber_result *result, struct fs_problem *problem);

#endif
