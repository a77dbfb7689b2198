/*
 * diagnostics.h: tests of residuals and returns: serial correlation, normality, ARCH effects, randomness.
 */
#ifndef FINSMART_COMPUTE_DIAGNOSTICS_H
#define FINSMART_COMPUTE_DIAGNOSTICS_H

#include "compute/problem.h"

struct fs_ljung_box_options {
    int32_t lags; /* from 1 to n - 1 */
    /* parameters of the model whose residuals these are; taken from the degrees of freedom */
    int32_t model_df;
};

struct fs_ljung_box_result {
    double statistic,
        p_value; /* with all lags; the p-value is NaN when model_df leaves no degrees of freedom */
    double *statistics, *p_values; /* `lags` each: with 1, 2, ... lags */
};

/* Q = n (n + 2) sum r_k^2 / (n - k): Ljung and Box, Biometrika 1978. Autocorrelations are divided by n. */
int fs_ljung_box(const double *x, size_t n, const struct fs_ljung_box_options *options,
                 struct fs_ljung_box_result *result, struct fs_problem *problem);

struct fs_box_pierce_options {
    int32_t lags, model_df;
};

struct fs_box_pierce_result {
    double statistic, p_value;
    double *statistics, *p_values;
};

/* Q = n sum r_k^2: Box and Pierce, JASA 1970. */
int fs_box_pierce(const double *x, size_t n, const struct fs_box_pierce_options *options,
                  struct fs_box_pierce_result *result, struct fs_problem *problem);

struct fs_jarque_bera_result {
    double statistic, p_value; /* chi-squared with 2 degrees of freedom, exact only for large n */
    double skewness, kurtosis; /* moments divided by n; 3 for a normal distribution */
};

/* n / 6 (S^2 + (K - 3)^2 / 4): Jarque and Bera, International Statistical Review 1987. At least 2 values. */
int fs_jarque_bera(const double *x, size_t n, struct fs_jarque_bera_result *result,
                   struct fs_problem *problem);

struct fs_arch_lm_options {
    int32_t lags;     /* at least 1; -1: min(10, n / 5) */
    int32_t model_df; /* taken from the observations in n R2 */
};

struct fs_arch_lm_result {
    double statistic, p_value; /* (n - lags - model_df) R2, chi-squared */
    double f_statistic, f_p_value;
    int32_t lags;
};

/* Regression of the squares on their lags: Engle, Econometrica 1982. */
int fs_arch_lm(const double *x, size_t n, const struct fs_arch_lm_options *options,
               struct fs_arch_lm_result *result, struct fs_problem *problem);

struct fs_durbin_watson_result {
    double statistic;
};

/* Sum of squared changes over the sum of squares, from 0 to 4; 2 without first-order correlation. */
int fs_durbin_watson(const double *x, size_t n, struct fs_durbin_watson_result *result,
                     struct fs_problem *problem);

struct fs_runs_test_options {
    int32_t cutoff;     /* 0 mean, 1 median */
    int32_t correction; /* 1: continuity correction of 1/2 below 50 values */
};

struct fs_runs_test_result {
    double statistic, p_value; /* standard normal, two-sided */
    int32_t runs;
    int32_t above, below; /* values at or above the cutoff, and below it */
    double expected;      /* runs */
};

/* Wald and Wolfowitz, Annals of Mathematical Statistics 1940. FS_COMPUTE_DOMAIN when no value is below the
 * cutoff. */
int fs_runs_test(const double *x, size_t n, const struct fs_runs_test_options *options,
                 struct fs_runs_test_result *result, struct fs_problem *problem);

#endif
