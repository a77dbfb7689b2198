/*
 * arima.h: ARIMA(p, d, q)(P, D, Q)s (Box and Jenkins 1970) by exact Gaussian maximum likelihood.
 *
 *   w = (1 - B)^d (1 - B^s)^D y - constant
 *   (1 - ar B - ...)(1 - sar B^s - ...) w = (1 + ma B + ...)(1 + sma B^s + ...) e
 *
 * where e is normal with variance sigma2.
 *
 * `constant` is the mean of the differenced series: the mean of y without differences, the drift with one.
 * (Intercepts as in statsmodels' SARIMAX are constant (1 - sum ar)(1 - sum sar).) y is differenced first, and
 * the likelihood is that of the differences (SARIMAX with simple_differencing=True; R's arima and SARIMAX
 * otherwise give differences a diffuse start, which is the same but for missing values). It is computed by
 * the Kalman filter from the stationary start. A missing value is NaN and costs nothing but its information;
 * differences that touch one are missing too.
 *
 * Coefficients are searched for as partial autocorrelations, so that all processes are stationary and
 * invertible, from the minimum of the conditional sum of squares. Standard errors are from second derivatives
 * of the log-likelihood by differences. sigma2 is the maximum likelihood estimate, without degrees of
 * freedom, and counts as a parameter in the criteria. `fixed` gives the parameters instead (constant if there
 * is one, ar, ma, sar, sma, and sigma2 or not): nothing is estimated then, there are no standard errors, and
 * only sigma2 (where it is not given) counts.
 *
 * The variances of forecasts are those of the errors to come and of the state; parameters are taken as known.
 */
#ifndef FINSMART_COMPUTE_ARIMA_H
#define FINSMART_COMPUTE_ARIMA_H

#include "compute/problem.h"

enum fs_arima_constant { FS_ARIMA_AUTO, FS_ARIMA_YES, FS_ARIMA_NO };

struct fs_arima_options {
    int32_t p, d, q;                            /* 0 to 24, 0 to 2, 0 to 24 */
    int32_t seasonal_p, seasonal_d, seasonal_q; /* 0 to 4, 0 to 1, 0 to 4 */
    int32_t period;                             /* of the season, 1 to 400; 1: none */
    int32_t constant;                           /* fs_arima_constant; auto: yes if d + seasonal_d is 0 */
    int32_t horizon;                            /* forecasts, 1 to 10000 */
    double level;                               /* of the forecasts' intervals, between 0 and 1 */
    const double *fixed;                        /* NULL: estimate */
    size_t fixed_length;
};

struct fs_arima_result {
    double constant, sigma2;
    double *ar, *ma, *sar, *sma; /* p, q, seasonal_p, seasonal_q */
    double *parameters; /* 1 + p + q + seasonal_p + seasonal_q: constant (0 if none), ar, ma, sar, sma */
    double *std_errors; /* the same; NaN for what was not estimated */
    double log_likelihood, aic, aicc, bic;
    int32_t used; /* differences that are not missing: the n of the criteria */
    /* 0, or the sum of 1: a root of the autoregression is nearly 1; 2: of the moving average */
    int32_t boundary;
    int32_t iterations; /* of the search */
    /* n: one-step errors of y; NaN for the first d + seasonal_d period, and where missing */
    double *residuals;
    double *fitted;                   /* n: y - residuals */
    double *forecast, *lower, *upper; /* horizon */
    double *forecast_error;           /* horizon: their standard deviations */
};

/* FS_COMPUTE_SHORT when there are not more differences than parameters + 1, FS_COMPUTE_DOMAIN for differences
 * without variance and fixed parameters of a process that is not stationary, FS_COMPUTE_MISSING when a value
 * from which forecasts of a differenced series go on is missing. */
int fs_arima(const double *y, size_t n, const struct fs_arima_options *options,
             struct fs_arima_result *result, struct fs_problem *problem);

#endif
