/*
 * unit_root.h: tests whether a series has a unit root (ADF, Phillips-Perron) or none (KPSS).
 */
#ifndef FINSMART_COMPUTE_UNIT_ROOT_H
#define FINSMART_COMPUTE_UNIT_ROOT_H

#include "compute/problem.h"
#include "compute/ts/mackinnon.h"

enum fs_lag_criterion { FS_LAGS_AIC, FS_LAGS_BIC, FS_LAGS_T_STAT };

struct fs_adf_options {
    int32_t trend;     /* enum fs_trend */
    int32_t lags;      /* differences in the regression; -1: chosen by the criterion */
    int32_t criterion; /* enum fs_lag_criterion */
    int32_t max_lags; /* the most tried; -1: ceil(12 (n / 100)^(1/4)), but below n / 2 - terms of the trend */
};

struct fs_adf_result {
    double statistic;                   /* t of the level; far below 0 speaks for a stationary series */
    double p_value;                     /* MacKinnon (1994) */
    double *critical;                   /* at 1, 5 and 10 %, MacKinnon (2010) */
    int32_t lags;                       /* used */
    int32_t used;                       /* observations of the regression */
    double criterion;                   /* AIC, BIC or |t| of the choice; NaN when the lags were given */
    double coefficient, standard_error; /* of the level; the coefficient is rho - 1 */
};

/* Dickey and Fuller (1979), Said and Dickey (1984). Lags are compared on the same observations, those that
 * max_lags leaves; the regression with the lags chosen is then made on all it can. "t_stat" takes the most
 * lags whose last is significant at 10 % (two-sided, |t| >= 1.645). As statsmodels' adfuller. */
int fs_adf(const double *y, size_t n, const struct fs_adf_options *options, struct fs_adf_result *result,
           struct fs_problem *problem);

struct fs_phillips_perron_options {
    int32_t trend; /* FS_TREND_NONE, _CONSTANT or _LINEAR */
    int32_t lags;  /* of the long-run variance (Bartlett); -1: ceil(12 (n / 100)^(1/4)) */
    int32_t test;  /* what `statistic` is: 0 tau, 1 rho */
};

struct fs_phillips_perron_result {
    double statistic, p_value;
    double *critical; /* at 1, 5 and 10 % */
    double tau, rho;
    int32_t lags;
    double long_run_variance, variance; /* of the residuals, both divided by n */
};

/* Phillips and Perron, Biometrika 1988, as in Hamilton (1994), 17.6. */
int fs_phillips_perron(const double *y, size_t n, const struct fs_phillips_perron_options *options,
                       struct fs_phillips_perron_result *result, struct fs_problem *problem);

struct fs_kpss_options {
    int32_t trend; /* 0 level, 1 linear: what the series is stationary around */
    int32_t lags;  /* of the long-run variance (Bartlett); -1: by the rule */
    int32_t rule;  /* 0 auto (Hobijn, Franses and Ooms 1998), 1 legacy: ceil(12 (n / 100)^(1/4)) */
};

struct fs_kpss_result {
    double statistic; /* high speaks against a stationary series */
    double p_value;   /* between the published levels by interpolation; 0.01 and 0.10 at the ends */
    int32_t limit;    /* -1: p is below the 0.01 told, 1: above the 0.10 told, 0: inside the table */
    double *critical; /* at 1, 2.5, 5 and 10 % */
    int32_t lags;
};

/* Kwiatkowski, Phillips, Schmidt and Shin, Journal of Econometrics 1992; critical values of their table 1. */
int fs_kpss(const double *y, size_t n, const struct fs_kpss_options *options, struct fs_kpss_result *result,
            struct fs_problem *problem);

/* For the tests of this module: the lags of Schwert's rule, ceil(12 (n / 100)^(1/4)). */
size_t fs_schwert_lags(size_t n);
/* FS_COMPUTE_OK if y is there, finite, at least `least` long and varies. */
int fs_require_varying(const double *y, size_t n, size_t least, const char *name, struct fs_problem *problem);
/* Sum of squares plus twice the Bartlett-weighted sums of products `lags` apart, divided by n. */
double fs_bartlett_variance(const double *u, size_t n, size_t lags);

#endif
