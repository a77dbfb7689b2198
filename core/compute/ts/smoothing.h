/*
 * smoothing.h: the classical methods of exponential smoothing: simple (Brown 1959), Holt's with a trend
 * (1957), Holt and Winters' with a season (1960). They are ETS models with additive errors (ets.h):
 * parameters that are not given are those with the least sum of squared one-step errors, starts included.
 *
 * Parameters are the classical ones: level = alpha y + (1 - alpha)(...), trend = beta (level - last level) +
 * (1 - beta) (...), season = gamma (y - level - ...) + (1 - gamma) season; beta is that of ETS divided by
 * alpha, gamma that of ETS divided by 1 - alpha. A multiplicative season is corrected as in ETS, by y divided
 * by the level forecast (Hyndman, Koehler, Ord and Snyder 2008); Winters, and R's HoltWinters, divide by the
 * new level.
 */
#ifndef FINSMART_COMPUTE_SMOOTHING_H
#define FINSMART_COMPUTE_SMOOTHING_H

#include "compute/problem.h"

struct fs_ses_options {
    double alpha;    /* NaN: estimate */
    int32_t horizon; /* 1 to 10000 */
    double level;    /* of the intervals, between 0 and 1 */
};

struct fs_ses_result {
    double alpha;
    double initial_level;
    double sse, aicc;
    double *smoothed;                 /* n: the level after each value */
    double *fitted;                   /* n: the forecast of each value from those before it */
    double *forecast, *lower, *upper; /* horizon */
};

struct fs_holt_options {
    double alpha, beta; /* NaN: estimate */
    int32_t damped;     /* 1: the trend is damped */
    double phi;         /* the damping, NaN: estimate */
    int32_t horizon;
    double level;
};

struct fs_holt_result {
    double alpha, beta, phi; /* phi is NaN when the trend is not damped */
    double initial_level, initial_trend;
    double sse, aicc;
    double *smoothed, *trend, *fitted; /* n */
    double *forecast, *lower, *upper;  /* horizon */
};

enum fs_holt_winters_season { FS_HW_ADDITIVE, FS_HW_MULTIPLICATIVE };

struct fs_holt_winters_options {
    int32_t period;            /* 2 to 400 */
    int32_t season;            /* fs_holt_winters_season */
    double alpha, beta, gamma; /* NaN: estimate */
    int32_t damped;
    double phi;
    int32_t horizon;
    double level;
    int32_t paths; /* simulated for the intervals of a multiplicative season, 100 to 100000 */
    uint64_t seed;
};

struct fs_holt_winters_result {
    double alpha, beta, gamma, phi;
    double initial_level, initial_trend;
    double *initial_season; /* period */
    double sse, aicc;
    double *smoothed, *trend, *season, *fitted; /* n */
    double *forecast, *lower, *upper;           /* horizon */
};

int fs_ses(const double *y, size_t n, const struct fs_ses_options *options, struct fs_ses_result *result,
           struct fs_problem *problem);
int fs_holt(const double *y, size_t n, const struct fs_holt_options *options, struct fs_holt_result *result,
            struct fs_problem *problem);
int fs_holt_winters(const double *y, size_t n, const struct fs_holt_winters_options *options,
                    struct fs_holt_winters_result *result, struct fs_problem *problem);

#endif
