/*
 * statistics.h: what is said of given weights.
 */
#ifndef FINSMART_COMPUTE_PORTFOLIO_STATISTICS_H
#define FINSMART_COMPUTE_PORTFOLIO_STATISTICS_H

#include "compute/problem.h"

struct fs_portfolio_statistics_options {
    const double *expected; /* k: expected returns; NULL: none */
    double rf;              /* risk-free rate, of the same period */
};
struct fs_portfolio_statistics_result {
    double expected_return; /* NaN without expected returns, as is sharpe */
    double volatility;
    double sharpe;                /* (expected_return - rf) / volatility */
    double diversification_ratio; /* sum |w_i| s_i / volatility (Choueifaty and Coignard 2008) */
    double herfindahl;            /* sum w_i^2 / (sum |w_i|)^2 */
    double effective_assets;      /* 1 / herfindahl */
    /* exp of the entropy of the variance's shares along principal portfolios (Meucci 2009) */
    double effective_bets;
    double gross; /* sum |w_i| */
    double net;   /* sum w_i */
};
/* Of weights (k) with a covariance (k x k, symmetric, positive semidefinite). Ratios over a volatility of 0
 * are NaN. FS_COMPUTE_DOMAIN when all weights are 0. */
int fs_portfolio_statistics(const double *weights, const double *covariance, size_t k,
                            const struct fs_portfolio_statistics_options *options,
                            struct fs_portfolio_statistics_result *result, struct fs_problem *problem);

struct fs_portfolio_turnover_options {
    const double *returns; /* k: of the assets since the previous weights were made; NULL: 0 */
};
struct fs_portfolio_turnover_result {
    double turnover; /* buys + sells */
    double one_way;  /* the smaller of both, as funds report it */
    double buys, sells;
    double *trades;  /* k: target less what the previous weights have become */
    double *drifted; /* k: w_i (1 + r_i) / (1 + sum w_j r_j) */
};
/* What is traded to get from `previous` to `target` weights, as parts of the portfolio's value. What is not
 * in assets is cash without a return. FS_COMPUTE_DOMAIN when returns leave nothing. */
int fs_portfolio_turnover(const double *target, const double *previous, size_t k,
                          const struct fs_portfolio_turnover_options *options,
                          struct fs_portfolio_turnover_result *result, struct fs_problem *problem);

#endif
