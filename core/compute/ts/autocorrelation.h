/*
 * autocorrelation.h: autocorrelation, partial and cross-correlation of series.
 *
 * Autocovariances are about the mean of the whole series and divided by n; `adjusted` divides by n - k. Lag 0
 * comes first. Constant series have none: FS_COMPUTE_DOMAIN.
 */
#ifndef FINSMART_COMPUTE_AUTOCORRELATION_H
#define FINSMART_COMPUTE_AUTOCORRELATION_H

#include "compute/problem.h"

struct fs_acf_options {
    int32_t lags;      /* below n; -1: min(10 log10(n), n - 1), rounded down */
    int32_t adjusted;  /* 1: divided by n - k */
    int32_t bartlett;  /* 1: the band widens with the squares of the autocorrelations before (Bartlett) */
    double confidence; /* of the band */
};

struct fs_acf_result {
    int32_t count;         /* lags + 1, the values in each array; the caller gives room for n */
    double *values;        /* autocorrelations, lag 0 first */
    double *lower, *upper; /* values -+ the half width, which is 0 at lag 0 with Bartlett's */
};

int fs_acf(const double *x, size_t n, const struct fs_acf_options *options, struct fs_acf_result *result,
           struct fs_problem *problem);

enum fs_pacf_method {
    FS_PACF_YW_ADJUSTED,     /* Yule-Walker, autocovariances divided by n - k */
    FS_PACF_YW_MLE,          /* Yule-Walker, divided by n */
    FS_PACF_OLS,             /* regressions with intercept, lag k on n - k observations */
    FS_PACF_OLS_INEFFICIENT, /* on the deviations from the mean, all on n - lags observations */
    FS_PACF_OLS_ADJUSTED,    /* as OLS, times n / (n - k) */
    FS_PACF_LD_ADJUSTED,     /* Levinson-Durbin: the numbers of Yule-Walker */
    FS_PACF_LD_BIASED,
    FS_PACF_BURG
};

struct fs_pacf_options {
    int32_t lags;   /* up to n / 2; -1: min(10 log10(n), n / 2 - 1), at least 1 */
    int32_t method; /* enum fs_pacf_method */
    double confidence;
};

struct fs_pacf_result {
    int32_t count;
    double *values;
    double *lower, *upper; /* values -+ z / sqrt(n); the value itself at lag 0 */
};

int fs_pacf(const double *x, size_t n, const struct fs_pacf_options *options, struct fs_pacf_result *result,
            struct fs_problem *problem);

struct fs_ccf_options {
    int32_t lags;     /* below n; -1: as fs_acf() */
    int32_t adjusted; /* 1: divided by n - k */
};

struct fs_ccf_result {
    int32_t count;
    double *values; /* of x[t + k] with y[t]: high where y leads x by k */
    double *leads;  /* of x[t] with y[t + k]: high where x leads y by k */
};

int fs_ccf(const double *x, const double *y, size_t n, const struct fs_ccf_options *options,
           struct fs_ccf_result *result, struct fs_problem *problem);

/* For the tests: autocovariances of lags 0 ... `lags`; returns 0 when all values are the same, or their
 * variance is no positive number. */
int fs_autocovariances(const double *x, size_t n, size_t lags, int adjusted, double *covariances);

#endif
