/*
 * black_litterman.h: expected returns from the market's weights and from views (Black and Litterman 1992).
 *
 * With the covariance S (k x k), the prior returns p = risk_aversion S w_market + rf, v views P (v x k) with
 * returns Q and the views' covariance O:
 *
 *   returns      p + tau S P' inv(tau P S P' + O) (Q - P p)
 *   uncertainty  M = tau S - tau S P' inv(tau P S P' + O) tau P S
 *
 * O is diag(tau P S P') by default (He and Litterman 1999); or given; or from a confidence in each view
 * between 0, which leaves the view out, and 1, which makes it certain: tau (1 - c) / c P S P' (Idzorek 2005,
 * in the closed form of Walters). The covariance that goes with the returns is S + M, that of returns to come
 * (He and Litterman), or S itself (Idzorek). Which one is taken scales unbounded weights: without views those
 * of S + M are the market's times 1 / (1 + tau). All are of one period.
 */
#ifndef FINSMART_COMPUTE_PORTFOLIO_BLACK_LITTERMAN_H
#define FINSMART_COMPUTE_PORTFOLIO_BLACK_LITTERMAN_H

#include "compute/problem.h"

enum fs_black_litterman_covariance { FS_BLACK_LITTERMAN_POSTERIOR, FS_BLACK_LITTERMAN_PRIOR };

struct fs_portfolio_black_litterman_options {
    const double *market_weights; /* k: for the prior; NULL: `prior` is given */
    const double *prior;          /* k: prior returns; NULL: from the market's weights */
    double risk_aversion;         /* of the market, above 0 */
    double tau;                   /* uncertainty of the prior returns relative to S, above 0 */
    double rf;                    /* added to the market's implied excess returns */
    const double *omega;          /* v x v; NULL: the default or by confidence */
    const double *confidence;     /* v: 0 to 1; NULL: none */
    int32_t covariance;           /* enum above */
};
struct fs_portfolio_black_litterman_result {
    double *returns;    /* k: posterior */
    double *covariance; /* k x k: as the option says */
    double *prior;      /* k */
    /* k: inv(risk_aversion covariance) (returns - rf), without bounds; NaN when it is singular */
    double *weights;
    double *omega; /* v x v: used; INFINITY for a view with confidence 0 */
};
/* FS_COMPUTE_SINGULAR when views contradict or repeat each other without any uncertainty. Without
 * views (both pointers NULL and v 0) the prior comes back. */
int fs_portfolio_black_litterman(const double *covariance, const double *views, const double *view_returns,
                                 size_t k, size_t v,
                                 const struct fs_portfolio_black_litterman_options *options,
                                 struct fs_portfolio_black_litterman_result *result,
                                 struct fs_problem *problem);

#endif
