/*
 * ets_recursion.h: the recursion of exponential smoothing in its state space form, its starts by a rule, and
 * the variances of its forecasts; what ets.c fits with.
 */
#ifndef FINSMART_COMPUTE_ETS_RECURSION_H
#define FINSMART_COMPUTE_ETS_RECURSION_H

#include <stddef.h>

enum fs_ets_season { FS_ETS_NO_SEASON, FS_ETS_ADDITIVE_SEASON, FS_ETS_MULTIPLICATIVE_SEASON };

struct fs_ets_model {
    int multiplicative_error, trend, damped;
    int season;    /* enum above */
    size_t period; /* 1 without a season */
};

/* Smoothing parameters and states. Without a trend beta and slope are 0, without damping phi is 1, without a
 * season gamma is 0. `seasonal` has `period` values, those of the next observations in their order. */
struct fs_ets_state {
    double alpha, beta, gamma, phi;
    double level, slope;
    double *seasonal;
};

/* Runs the state over y. Gives the sum of squared errors (relative ones when they are multiplicative) and in
 * *logs the sum of the logarithms of the fitted values then. 0 where a value that must be above 0 is not.
 * Arrays may be NULL. */
int fs_ets_run(const struct fs_ets_model *model, struct fs_ets_state *state, const double *y, size_t n,
               double *squares, double *logs, double *level, double *slope, double *season, double *fitted);

/* The start of Hyndman, Koehler, Ord and Snyder (2008, section 2.6): seasons from a moving average over the
 * first cycles, at most 5, level and slope by a line through the first 10 values without season. n >= 10 + 2
 * (period / 2) and 2 periods; `work` has n doubles. */
void fs_ets_heuristic(const struct fs_ets_model *model, const double *y, size_t n, struct fs_ets_state *state,
                      double *work);

/* The point forecasts of the next `horizon` values (the state is not moved). */
void fs_ets_ahead(const struct fs_ets_model *model, const struct fs_ets_state *state, double *forecast,
                  size_t horizon);

/* Their variances, for models without a multiplicative season (the same, chapter 6); `work` has 2 * horizon
 * doubles. */
void fs_ets_variances(const struct fs_ets_model *model, const struct fs_ets_state *state, double sigma2,
                      const double *forecast, double *variance, size_t horizon, double *work);

#endif
