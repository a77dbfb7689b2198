/*
 * risk_parity.h: where a portfolio's risk comes from, and portfolios made from risk alone.
 *
 * The covariance is k x k, symmetric and positive semidefinite. With weights w, its volatility is s =
 * sqrt(w'Sw), the marginal risk of an asset (Sw)_i / s, its contribution w_i (Sw)_i / s, which sum to s, and
 * its share that over s. FS_COMPUTE_DOMAIN where a volatility is 0 that is divided by.
 */
#ifndef FINSMART_COMPUTE_PORTFOLIO_RISK_PARITY_H
#define FINSMART_COMPUTE_PORTFOLIO_RISK_PARITY_H

#include "compute/problem.h"

struct fs_portfolio_risk_contributions_result {
    double volatility;
    double *marginal;     /* k */
    double *contribution; /* k: they sum to the volatility */
    double *share;        /* k: they sum to 1 */
};
/* Euler's decomposition of the volatility (Litterman 1996; Tasche 1999). */
int fs_portfolio_risk_contributions(const double *weights, const double *covariance, size_t k,
                                    struct fs_portfolio_risk_contributions_result *result,
                                    struct fs_problem *problem);

struct fs_portfolio_risk_parity_options {
    const double *budget; /* k: shares of risk, above 0, in any unit; NULL: the same for all */
};
struct fs_portfolio_risk_parity_result {
    double *weights; /* k: above 0, summing to 1 */
    double volatility;
    double *share; /* k: of risk, equal to the budget within 1e-12, or what rounding does to
                           assets that hedge each other */
    int32_t iterations;
};
/* The long-only portfolio whose shares of risk are the budget (Maillard, Roncalli and Teiletche 2010): the
 * minimum of 1/2 x'Sx - sum b_i log x_i, scaled to sum 1, by Newton's method (Spinu 2013) with a line search,
 * in units of each asset's volatility. FS_COMPUTE_SINGULAR when a long-only portfolio has no risk at all. */
int fs_portfolio_risk_parity(const double *covariance, size_t k,
                             const struct fs_portfolio_risk_parity_options *options,
                             struct fs_portfolio_risk_parity_result *result, struct fs_problem *problem);

struct fs_portfolio_inverse_volatility_result {
    double *weights; /* k: proportional to 1 / volatility */
    double volatility;
};
int fs_portfolio_inverse_volatility(const double *covariance, size_t k,
                                    struct fs_portfolio_inverse_volatility_result *result,
                                    struct fs_problem *problem);

struct fs_portfolio_equal_weight_result {
    double *weights; /* k: 1 / k each */
    double volatility;
};
int fs_portfolio_equal_weight(const double *covariance, size_t k,
                              struct fs_portfolio_equal_weight_result *result, struct fs_problem *problem);

#endif
