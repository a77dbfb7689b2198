/*
 * stress.h: what a portfolio makes in given scenarios, and what scenario makes a given loss.
 *
 * Shocks are changes of k factors (returns, rates, prices), one scenario a row. `delta` is the portfolio's
 * change by one unit of each factor, `gamma` (k x k, may be NULL) its second derivatives; of a matrix that is
 * not symmetric the symmetric part counts. Profits are delta'x + x'Gamma x / 2.
 */
#ifndef FINSMART_COMPUTE_RISK_STRESS_H
#define FINSMART_COMPUTE_RISK_STRESS_H

#include "compute/problem.h"

/* Profit of each of n scenarios, and each factor's part: delta x + x (Gamma x) / 2, which sum to the profit.
 */
struct fs_risk_stress_result {
    double *pnl;          /* n */
    double *first_order;  /* n: delta'x */
    double *second_order; /* n: x'Gamma x / 2 */
    double *contribution; /* n x k */
    double worst;         /* the lowest profit */
    int32_t worst_row;    /* and its scenario, from 1 */
};
int fs_risk_stress(const double *shocks, const double *delta, const double *gamma, size_t n, size_t k,
                   struct fs_risk_stress_result *result, struct fs_problem *problem);

/* The smallest scale s > 0 at which the scenario s x loses `loss`: a root of s delta'x + s^2 x'Gamma x / 2 =
 * -loss. FS_COMPUTE_DOMAIN when no scale does, with the largest loss there is. */
struct fs_risk_reverse_stress_options {
    double loss; /* above 0 */
};
struct fs_risk_reverse_stress_result {
    double value;     /* s */
    double *scenario; /* k: s x */
};
int fs_risk_reverse_stress(const double *shock, const double *delta, const double *gamma, size_t k,
                           const struct fs_risk_reverse_stress_options *options,
                           struct fs_risk_reverse_stress_result *result, struct fs_problem *problem);

/* Shocks from history: the returns of k factors over windows of `first` to `last` (m pairs, positions from 1,
 * both included), compounded (log returns: summed). The results are of the input's kind. */
struct fs_risk_period_shocks_options {
    int32_t kind; /* 0 simple, 1 log */
};
struct fs_risk_period_shocks_result {
    double *shocks; /* m x k */
};
int fs_risk_period_shocks(const double *returns, const double *first, const double *last, size_t n, size_t k,
                          size_t m, const struct fs_risk_period_shocks_options *options,
                          struct fs_risk_period_shocks_result *result, struct fs_problem *problem);

/* The same for every window of `length` periods, overlapping: n - length + 1 of them. */
struct fs_risk_window_shocks_options {
    int32_t length; /* periods of a window, 1 to n */
    int32_t kind;
};
struct fs_risk_window_shocks_result {
    double *shocks; /* (n - length + 1) x k */
};
int fs_risk_window_shocks(const double *returns, size_t n, size_t k,
                          const struct fs_risk_window_shocks_options *options,
                          struct fs_risk_window_shocks_result *result, struct fs_problem *problem);

#endif
