/*
 * significance.h: how sure a Sharpe ratio is, given the length and the shape of its sample (Bailey and Lopez
 * de Prado 2012, 2014). Sharpe ratios are per period here: mean(r - f) / sd, ddof 1.
 */
#ifndef FINSMART_COMPUTE_PERF_SIGNIFICANCE_H
#define FINSMART_COMPUTE_PERF_SIGNIFICANCE_H

#include "compute/perf/sample.h"

/* Skewness and raw kurtosis (3 of a normal): central moments with divisor n, or corrected for bias as pandas
 * and Excel do. */
enum fs_perf_shape { FS_PERF_POPULATION, FS_PERF_UNBIASED };

/* The probability that the true ratio is above `target`, Phi((SR - target) sqrt(n - 1) / sqrt(1 - S SR + (K -
 * 1) / 4 SR^2)); NaN where the root's argument is not above 0. */
double fs_perf_sharpe_probability(double sharpe, double target, double n, double skewness, double kurtosis);
/* The largest ratio to expect from `trials` independent tries with no skill, whose ratios have this variance:
 * sqrt(V) ((1 - g) Z(1 - 1 / N) + g Z(1 - 1 / (N e))), g Euler's constant; 0 for one try. */
double fs_perf_expected_max_sharpe(double variance, double trials);

/* Probabilistic Sharpe ratio. At least 4 returns. */
struct fs_perf_probabilistic_sharpe_options {
    double target; /* a Sharpe ratio per period */
    int32_t kind;
    double periods;
    double rf;
    int32_t shape; /* enum fs_perf_shape */
};
struct fs_perf_probabilistic_sharpe_result {
    double value;
    double sharpe; /* per period */
    double skewness;
    double kurtosis;
};
int fs_perf_probabilistic_sharpe(const double *returns, size_t n,
                                 const struct fs_perf_probabilistic_sharpe_options *options,
                                 struct fs_perf_probabilistic_sharpe_result *result,
                                 struct fs_problem *problem);

/* Deflated Sharpe ratio: the same against the largest ratio to expect from `trials` tries. */
struct fs_perf_deflated_sharpe_options {
    double trials;   /* independent tries, from 1 */
    double variance; /* of their Sharpe ratios per period, from 0 */
    int32_t kind;
    double periods;
    double rf;
    int32_t shape;
};
struct fs_perf_deflated_sharpe_result {
    double value;
    double target; /* per period */
    double sharpe; /* per period */
    double skewness;
    double kurtosis;
};
int fs_perf_deflated_sharpe(const double *returns, size_t n,
                            const struct fs_perf_deflated_sharpe_options *options,
                            struct fs_perf_deflated_sharpe_result *result, struct fs_problem *problem);

/* Adjusted Sharpe ratio (Pezier and White 2006): SR (1 + S / 6 SR - (K - 3) / 24 SR^2), SR of a year as
 * fs_perf_sharpe(). */
struct fs_perf_adjusted_sharpe_options {
    int32_t kind;
    double periods;
    double rf;
    int32_t ddof;
    int32_t compounding;
    int32_t shape;
};
struct fs_perf_adjusted_sharpe_result {
    double value;
    double sharpe; /* of a year */
    double skewness;
    double kurtosis;
};
int fs_perf_adjusted_sharpe(const double *returns, size_t n,
                            const struct fs_perf_adjusted_sharpe_options *options,
                            struct fs_perf_adjusted_sharpe_result *result, struct fs_problem *problem);

#endif
