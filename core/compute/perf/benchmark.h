/*
 * benchmark.h: returns beside those of a benchmark. The convention record as in sample.h; both series have
 * the same kind and length. A benchmark (or a difference) that does not vary is FS_COMPUTE_DOMAIN.
 */
#ifndef FINSMART_COMPUTE_PERF_BENCHMARK_H
#define FINSMART_COMPUTE_PERF_BENCHMARK_H

#include "compute/perf/sample.h"

/* cov(r, b) / var(b); a constant risk-free rate does not change it. */
struct fs_perf_beta_options {
    int32_t side; /* 0: all, 1: bull, where b > f, 2: bear, where b < f */
    int32_t kind;
    double periods;
    double rf;
};
struct fs_perf_beta_result {
    double value;
    int32_t used; /* observations on that side */
};
int fs_perf_beta(const double *returns, const double *benchmark, size_t n,
                 const struct fs_perf_beta_options *options, struct fs_perf_beta_result *result,
                 struct fs_problem *problem);

/* The intercept a of r - f on b - f, and Jensen's alpha. `value` is the one that `annualisation` names. */
enum fs_perf_annualisation { FS_PERF_JENSEN, FS_PERF_MULTIPLY, FS_PERF_COMPOUND, FS_PERF_PER_PERIOD };
struct fs_perf_alpha_options {
    int32_t kind;
    double periods;
    double rf;
    int32_t annualisation;
};
struct fs_perf_alpha_result {
    double value;
    double beta;
    double per_period; /* a */
    double multiplied; /* periods * a */
    double compounded; /* (1 + a)^periods - 1 */
    double jensen;     /* R - rf - beta (B - rf), with geometric returns of a year */
};
int fs_perf_alpha(const double *returns, const double *benchmark, size_t n,
                  const struct fs_perf_alpha_options *options, struct fs_perf_alpha_result *result,
                  struct fs_problem *problem);

/* Squared correlation, the share of the variance that the benchmark explains. */
struct fs_perf_r_squared_result {
    double value;
    double correlation;
};
int fs_perf_r_squared(const double *returns, const double *benchmark, size_t n,
                      struct fs_perf_r_squared_result *result, struct fs_problem *problem);

/* Treynor ratio: excess return of a year / beta; modified: / (beta * volatility of the benchmark, ddof 1). */
struct fs_perf_treynor_options {
    int32_t kind;
    double periods;
    double rf;
    int32_t compounding;
    int32_t modified;
};
struct fs_perf_treynor_result {
    double value;
    double beta;
};
int fs_perf_treynor(const double *returns, const double *benchmark, size_t n,
                    const struct fs_perf_treynor_options *options, struct fs_perf_treynor_result *result,
                    struct fs_problem *problem);

/* M squared (Modigliani and Modigliani 1997): (R - rf) * sd(b) / sd(r) + rf, returns of a year. */
struct fs_perf_m2_options {
    int32_t kind;
    double periods;
    double rf;
    int32_t compounding;
};
struct fs_perf_m2_result {
    double value;
    double excess; /* value - B */
};
int fs_perf_m2(const double *returns, const double *benchmark, size_t n,
               const struct fs_perf_m2_options *options, struct fs_perf_m2_result *result,
               struct fs_problem *problem);

/* Active premium: R - B, returns of a year. */
struct fs_perf_active_premium_options {
    int32_t kind;
    double periods;
    int32_t compounding;
};
struct fs_perf_active_premium_result {
    double value;
};
int fs_perf_active_premium(const double *returns, const double *benchmark, size_t n,
                           const struct fs_perf_active_premium_options *options,
                           struct fs_perf_active_premium_result *result, struct fs_problem *problem);

/* Information ratio: active premium / tracking error, both of a year. Arithmetic: mean(r - b) / sd(r - b) *
 * sqrt(periods). */
struct fs_perf_information_ratio_options {
    int32_t kind;
    double periods;
    int32_t ddof;
    int32_t compounding;
};
struct fs_perf_information_ratio_result {
    double value;
    double active_premium;
    double tracking_error;
};
int fs_perf_information_ratio(const double *returns, const double *benchmark, size_t n,
                              const struct fs_perf_information_ratio_options *options,
                              struct fs_perf_information_ratio_result *result, struct fs_problem *problem);

/* Appraisal ratio: Jensen's alpha / (sd of the regression's residuals * sqrt(periods)). */
struct fs_perf_appraisal_options {
    int32_t kind;
    double periods;
    double rf;
    int32_t ddof;
};
struct fs_perf_appraisal_result {
    double value;
    double alpha;
    double specific_risk; /* the denominator */
};
int fs_perf_appraisal(const double *returns, const double *benchmark, size_t n,
                      const struct fs_perf_appraisal_options *options,
                      struct fs_perf_appraisal_result *result, struct fs_problem *problem);

#endif
