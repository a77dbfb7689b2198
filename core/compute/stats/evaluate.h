/*
 * evaluate.h: the distributions of distributions.h value by value, as scripts call them, and samples of random numbers.
 *
 * FS_STATS_PLAIN(norm_cdf) declares
 *   int fs_stats_norm_cdf(const double *x, size_t x_step, size_t n, struct fs_stats_norm_cdf_result *result, problem)
 * where x_step is 0 for one number that stands for all n, else 1; those with parameters take options behind n. A value
 * outside of what is defined gives NaN at its place; parameters out of range are FS_COMPUTE_PARAMETER.
 */
#ifndef FINSMART_COMPUTE_EVALUATE_H
#define FINSMART_COMPUTE_EVALUATE_H

#include "compute/problem.h"

#define FS_STATS_PLAIN(name)                                                                                 \
    struct fs_stats_##name##_result {                                                                        \
        double *value; /* n */                                                                               \
    };                                                                                                       \
    int fs_stats_##name(const double *x, size_t x_step, size_t n, struct fs_stats_##name##_result *result,   \
                        struct fs_problem *problem);
#define FS_STATS_ONE(name, a)                                                                                \
    struct fs_stats_##name##_options {                                                                       \
        double a;                                                                                            \
    };                                                                                                       \
    struct fs_stats_##name##_result {                                                                        \
        double *value; /* n */                                                                               \
    };                                                                                                       \
    int fs_stats_##name(const double *x, size_t x_step, size_t n,                                            \
                        const struct fs_stats_##name##_options *options,                                     \
                        struct fs_stats_##name##_result *result, struct fs_problem *problem);
#define FS_STATS_TWO(name, a, b)                                                                             \
    struct fs_stats_##name##_options {                                                                       \
        double a, b;                                                                                         \
    };                                                                                                       \
    struct fs_stats_##name##_result {                                                                        \
        double *value; /* n */                                                                               \
    };                                                                                                       \
    int fs_stats_##name(const double *x, size_t x_step, size_t n,                                            \
                        const struct fs_stats_##name##_options *options,                                     \
                        struct fs_stats_##name##_result *result, struct fs_problem *problem);

/* pdf: density; cdf: lower tail; sf: upper tail; ppf: quantile, x being a probability. */
FS_STATS_PLAIN(norm_pdf)
FS_STATS_PLAIN(norm_cdf)
FS_STATS_PLAIN(norm_sf)
FS_STATS_PLAIN(norm_ppf)
FS_STATS_ONE(t_pdf, df)
FS_STATS_ONE(t_cdf, df)
FS_STATS_ONE(t_sf, df)
FS_STATS_ONE(t_ppf, df)
FS_STATS_ONE(chi2_pdf, df)
FS_STATS_ONE(chi2_cdf, df)
FS_STATS_ONE(chi2_sf, df)
FS_STATS_ONE(chi2_ppf, df)
FS_STATS_TWO(f_pdf, d1, d2)
FS_STATS_TWO(f_cdf, d1, d2)
FS_STATS_TWO(f_sf, d1, d2)
FS_STATS_TWO(f_ppf, d1, d2)
FS_STATS_TWO(gamma_pdf, shape, scale)
FS_STATS_TWO(gamma_cdf, shape, scale)
FS_STATS_TWO(gamma_sf, shape, scale)
FS_STATS_TWO(gamma_ppf, shape, scale)
FS_STATS_TWO(beta_pdf, a, b)
FS_STATS_TWO(beta_cdf, a, b)
FS_STATS_TWO(beta_sf, a, b)
FS_STATS_TWO(beta_ppf, a, b)

/* `n` random numbers of stream `stream` of `seed` (random.h). */
enum fs_stats_random_distribution {
    FS_RANDOM_NORMAL,
    FS_RANDOM_UNIFORM,
    FS_RANDOM_EXPONENTIAL,
    FS_RANDOM_GAMMA,
    FS_RANDOM_T
};
struct fs_stats_random_options {
    int32_t n;
    int32_t distribution;
    double mean, scale; /* numbers are mean + scale * those of the standard form */
    double shape;       /* of gamma */
    double df;          /* of t */
    uint64_t seed;
    int32_t stream;
};
struct fs_stats_random_result {
    double *values; /* n */
};
int fs_stats_random(const struct fs_stats_random_options *options, struct fs_stats_random_result *result,
                    struct fs_problem *problem);

#endif
