/*
 * correlation.h: a portfolio's risk when correlations change while volatilities stay.
 *
 * Correlations move from the covariance matrix's own by `share` towards `target` (k x k) or, without one,
 * towards `correlation` between all pairs. What comes of it need not be a correlation matrix; it is then
 * replaced by the nearest one with eigenvalues of at least `floor` (stats/nearest.h). Figures are of a normal with mean 0; positions are
 * weights or amounts; losses are positive.
 */
#ifndef FINSMART_COMPUTE_RISK_CORRELATION_H
#define FINSMART_COMPUTE_RISK_CORRELATION_H

#include "compute/problem.h"

struct fs_risk_correlation_stress_options {
    double share;       /* 0 to 1 */
    double correlation; /* -1 to 1 */
    double level;
    double floor; /* 0 to 0.01 */
};
struct fs_risk_correlation_stress_result {
    double value;          /* VaR with the stressed correlations */
    double base;           /* VaR with those of the covariance matrix */
    double deviation;      /* of the portfolio, stressed */
    double base_deviation; /* and before */
    double smallest;      /* eigenvalue of what the stress asked for; below 0: it was no correlation matrix */
    double distance;      /* Frobenius' norm of the repair */
    double *correlations; /* k x k, as used */
};
/* `covariance` is k x k, symmetric, with variances above 0; `target` may be NULL. */
int fs_risk_correlation_stress(const double *covariance, const double *positions, const double *target,
                               size_t k, const struct fs_risk_correlation_stress_options *options,
                               struct fs_risk_correlation_stress_result *result, struct fs_problem *problem);

#endif
