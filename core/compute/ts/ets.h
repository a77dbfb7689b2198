/*
 * ets.h: exponential smoothing as state space models, ETS(error, trend, season) (Hyndman, Koehler, Ord and
 * Snyder 2008), by maximum likelihood.
 *
 *   y[t] = m[t] + e[t],  m = (level + phi slope) season  or  (level + phi slope) + season
 *   level' = level + phi slope + alpha e,  slope' = phi slope + beta e,  season' = season + gamma e
 *
 * where e is divided by the season in the first two lines and by level + phi slope in the third if the season
 * is multiplicative. Errors are normal: e itself has variance sigma2 when they are additive, e / m when they
 * are multiplicative (points forecast are the same, intervals grow with the level). In this form beta is
 * alpha times Holt's beta, and gamma is (1 - alpha) times Winters' gamma. (statsmodels 0.15 divides by the
 * new level where a season is multiplicative, which is another model; R's ets has this one.) The search keeps
 * alpha from 0.0001 to 0.9999, beta within 0.0001 to 0.9999 of alpha, gamma of 1 - alpha, phi from 0.8 to
 * 0.98; an estimate on an edge is told in `boundary`.
 *
 * Starts are estimated too, or by a rule ("heuristic"); seasons start with mean 0 (or 1). Criteria count what
 * is estimated (of the seasons one less than there are) and sigma2, whose estimate has no degrees of freedom.
 *
 * Intervals are normal with the exact variances, except with a multiplicative season, where they are
 * quantiles of simulated paths; parameters are taken as known.
 */
#ifndef FINSMART_COMPUTE_ETS_H
#define FINSMART_COMPUTE_ETS_H

#include "compute/problem.h"

enum fs_ets_error { FS_ETS_ADDITIVE, FS_ETS_MULTIPLICATIVE };
enum fs_ets_trend { FS_ETS_NO_TREND, FS_ETS_TREND, FS_ETS_DAMPED };
enum fs_ets_initial { FS_ETS_ESTIMATED, FS_ETS_HEURISTIC };

struct fs_ets_options {
    int32_t error;                       /* fs_ets_error */
    int32_t trend;                       /* fs_ets_trend */
    int32_t season;                      /* fs_ets_season: 0 none, 1 additive, 2 multiplicative */
    int32_t period;                      /* of the season, 1 to 400, 1 if there is none */
    double alpha, beta, gamma, phi;      /* NaN: estimate */
    int32_t initial;                     /* fs_ets_initial, for the starts that are not given */
    double initial_level, initial_trend; /* NaN: as `initial` says */
    const double *initial_season;        /* NULL: as `initial` says; of the first values */
    size_t initial_season_length;        /* period */
    int32_t horizon;                     /* forecasts, 1 to 10000 */
    double level;                        /* of the intervals, between 0 and 1 */
    int32_t paths;                       /* simulated, 100 to 100000; horizon * paths at most 2e7 */
    uint64_t seed;
};

struct fs_ets_result {
    double alpha, beta, gamma, phi;      /* NaN where the model has none */
    double initial_level, initial_trend; /* the latter NaN without trend */
    double *initial_season;              /* period; NaN without season */
    double sigma2, sse;                  /* sse: of y - fitted */
    double log_likelihood, aic, aicc, bic;
    int32_t boundary;   /* 0, or the sum of 1, 2, 4, 8 for alpha, beta, gamma, phi on an edge */
    int32_t iterations; /* of the search */
    /* n: the states after each value; NaN where there is none */
    double *level_path, *trend_path, *season_path;
    double *fitted;                   /* n: m */
    double *residuals;                /* n: e, or e / m when errors are multiplicative */
    double *forecast, *lower, *upper; /* horizon */
    double *forecast_error;           /* horizon: their standard deviations */
};

/* Needs 10 values, with a season two periods and 10 + 2 (period / 2), and more than there are parameters.
 * FS_COMPUTE_DOMAIN for values at or below 0 when errors or seasons are multiplicative, and for a series that
 * is fitted without error. */
int fs_ets(const double *y, size_t n, const struct fs_ets_options *options, struct fs_ets_result *result,
           struct fs_problem *problem);

#endif
