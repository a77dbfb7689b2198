/*
 * auto_arima.h: the orders of an ARIMA model by the stepwise search of Hyndman and Khandakar (2008), least
 * AICc.
 *
 * Differences come first: seasonal, if the strength of the season (Wang, Smith and Hyndman 2006: 1 -
 * Var(remainder) / Var(season + remainder) of a classical additive decomposition) is above 0.64 and there are
 * two periods and a half; then d, as long as KPSS (level, Bartlett window of 3 sqrt(n) / 13 lags) rejects at
 * 5 %, at most 2. Then four models are fitted, and from the best one neighbours whose orders differ by one,
 * or whose constant comes or goes, as long as one is better. Models whose roots are nearly 1 do not count.
 * The search is no proof that there is none better.
 */
#ifndef FINSMART_COMPUTE_AUTO_ARIMA_H
#define FINSMART_COMPUTE_AUTO_ARIMA_H

#include "compute/problem.h"

struct fs_auto_arima_options {
    int32_t period;                         /* of the season, 1 (none) to 400 */
    int32_t d, seasonal_d;                  /* -1: chosen; up to 2, up to 1 */
    int32_t max_p, max_q;                   /* 0 to 12 */
    int32_t max_seasonal_p, max_seasonal_q; /* 0 to 2 */
    int32_t horizon;                        /* 1 to 10000 */
    double level;                           /* of the intervals, between 0 and 1 */
};

struct fs_auto_arima_result {
    int32_t p, d, q, seasonal_p, seasonal_d, seasonal_q;
    int32_t has_constant;
    int32_t models; /* fitted */
    double constant, sigma2;
    int32_t count; /* of parameters: 1 + p + q + seasonal_p + seasonal_q */
    /* Up to 1 + max_p + max_q + max_seasonal_p + max_seasonal_q: constant (0 if none), ar, ma, sar, sma. */
    double *parameters;
    double *std_errors; /* the same; NaN for what was not estimated */
    double log_likelihood, aic, aicc, bic;
    double *residuals, *fitted;                        /* n */
    double *forecast, *lower, *upper, *forecast_error; /* horizon */
};

/* y may have missing values (arima.h), which tests and decomposition leave out. At least 10 values. */
int fs_auto_arima(const double *y, size_t n, const struct fs_auto_arima_options *options,
                  struct fs_auto_arima_result *result, struct fs_problem *problem);

#endif
