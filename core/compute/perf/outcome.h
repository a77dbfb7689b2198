/*
 * outcome.h: wins and losses. A win is a return above 0, a loss one below; a return of 0 is neither. Figures
 * are per period, not annualised; the kind of return does not matter to them. Losses of 0 in a denominator
 * are FS_COMPUTE_DOMAIN.
 */
#ifndef FINSMART_COMPUTE_PERF_OUTCOME_H
#define FINSMART_COMPUTE_PERF_OUTCOME_H

#include "compute/perf/sample.h"

/* Wins by wins and losses. */
struct fs_perf_win_rate_result {
    double value;
    int32_t wins;
    int32_t losses;
    int32_t zeros;
};
int fs_perf_win_rate(const double *returns, size_t n, struct fs_perf_win_rate_result *result,
                     struct fs_problem *problem);

/* Mean win by mean loss (as a positive number). */
struct fs_perf_payoff_ratio_result {
    double value;
    double average_win;
    double average_loss; /* positive */
};
int fs_perf_payoff_ratio(const double *returns, size_t n, struct fs_perf_payoff_ratio_result *result,
                         struct fs_problem *problem);

/* Sum of wins by sum of losses (positive). */
struct fs_perf_profit_factor_result {
    double value;
};
int fs_perf_profit_factor(const double *returns, size_t n, struct fs_perf_profit_factor_result *result,
                          struct fs_problem *problem);

/* Sum of all returns by sum of losses (positive); Schwager (2012). */
struct fs_perf_gain_to_pain_result {
    double value;
};
int fs_perf_gain_to_pain(const double *returns, size_t n, struct fs_perf_gain_to_pain_result *result,
                         struct fs_problem *problem);

/* The right tail by the left: |quantile at `level`| / |quantile at 1 - level|. */
struct fs_perf_tail_ratio_options {
    double level;          /* above 0.5, below 1 */
    int32_t quantile_type; /* 1 to 9, as R (stats/quantile.h) */
};
struct fs_perf_tail_ratio_result {
    double value;
};
int fs_perf_tail_ratio(const double *returns, size_t n, const struct fs_perf_tail_ratio_options *options,
                       struct fs_perf_tail_ratio_result *result, struct fs_problem *problem);

/* Kelly's share of the capital to stake, times `fraction`. Continuous: (mean - f) / variance (ddof 1); wins:
 * p - (1 - p) / payoff ratio, p the win rate. */
struct fs_perf_kelly_options {
    int32_t method; /* 0: continuous, 1: wins */
    double fraction;
    int32_t kind;
    double periods;
    double rf; /* continuous only */
};
struct fs_perf_kelly_result {
    double value;
};
int fs_perf_kelly(const double *returns, size_t n, const struct fs_perf_kelly_options *options,
                  struct fs_perf_kelly_result *result, struct fs_problem *problem);

/* The largest and the smallest return, the first of equal ones, and its position from 1. */
struct fs_perf_best_result {
    double value;
    double position;
};
int fs_perf_best(const double *returns, size_t n, struct fs_perf_best_result *result,
                 struct fs_problem *problem);
struct fs_perf_worst_result {
    double value;
    double position;
};
int fs_perf_worst(const double *returns, size_t n, struct fs_perf_worst_result *result,
                  struct fs_problem *problem);

/* The longest run of wins (losses), the first of equal ones, and the position of its last; NaN when there is
 * none. */
struct fs_perf_consecutive_wins_result {
    double value;
    double end;
};
int fs_perf_consecutive_wins(const double *returns, size_t n, struct fs_perf_consecutive_wins_result *result,
                             struct fs_problem *problem);
struct fs_perf_consecutive_losses_result {
    double value;
    double end;
};
int fs_perf_consecutive_losses(const double *returns, size_t n,
                               struct fs_perf_consecutive_losses_result *result, struct fs_problem *problem);

#endif
