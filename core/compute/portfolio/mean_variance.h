/*
 * mean_variance.h: single portfolios that are best in mean and variance (Markowitz 1952, 1956) within
 * limits.h's limits.
 *
 * Expected returns (k) and the covariance (k x k, symmetric, positive semidefinite) are of one period, and so
 * are all results: annualise the inputs, not the Sharpe ratio. Nothing may be missing. FS_COMPUTE_INFEASIBLE
 * when the limits contradict each other; FS_COMPUTE_DOMAIN when no limit keeps the objective from falling for
 * ever or the covariance is not symmetric; FS_COMPUTE_SINGULAR when it is not positive semidefinite;
 * FS_COMPUTE_PARAMETER for limits that do not fit the assets. Weights keep all conditions of optimality
 * within 1e-10 relative. A singular covariance may have several best portfolios, of which one is given.
 *
 * Multipliers are those of 1/2 w'Sw - t m'w with t = 1 / risk_aversion (0 for the least variance): what it
 * rises by when the bound does. NaN when the limit of turnover binds.
 */
#ifndef FINSMART_COMPUTE_PORTFOLIO_MEAN_VARIANCE_H
#define FINSMART_COMPUTE_PORTFOLIO_MEAN_VARIANCE_H

#include "compute/portfolio/limits.h"

/* What is told of every portfolio with expected returns. */
#define FS_PORTFOLIO_POINT                                                                                   \
    double *weights; /* k */                                                                                 \
    double expected_return;                                                                                  \
    double volatility;                                                                                       \
    double sharpe;        /* (expected_return - rf) / volatility; NaN for a volatility of 0 */               \
    double risk_aversion; /* that the portfolio is the best for; INFINITY for the least variance */          \
    double turnover;      /* sum of |weight - previous|; NaN without previous */                             \
    double *bound_dual;   /* k: above 0 at lower bounds, below at upper */                                   \
    double budget_dual;

struct fs_portfolio_min_variance_options {
    FS_PORTFOLIO_LIMITS
};
struct fs_portfolio_min_variance_result {
    double *weights; /* k */
    double volatility;
    double turnover;
    double *bound_dual; /* k */
    double budget_dual;
};
/* The least volatility. */
int fs_portfolio_min_variance(const double *covariance, size_t k,
                              const struct fs_portfolio_min_variance_options *options,
                              struct fs_portfolio_min_variance_result *result, struct fs_problem *problem);

struct fs_portfolio_max_utility_options {
    FS_PORTFOLIO_LIMITS
    double risk_aversion; /* above 0 */
    double rf;            /* for the Sharpe ratio */
};
struct fs_portfolio_max_utility_result {
    FS_PORTFOLIO_POINT
};
/* The greatest m'w - risk_aversion / 2 w'Sw. */
int fs_portfolio_max_utility(const double *expected, const double *covariance, size_t k,
                             const struct fs_portfolio_max_utility_options *options,
                             struct fs_portfolio_max_utility_result *result, struct fs_problem *problem);

struct fs_portfolio_efficient_return_options {
    FS_PORTFOLIO_LIMITS
    double target; /* least expected return */
    double rf;
};
struct fs_portfolio_efficient_return_result {
    FS_PORTFOLIO_POINT
};
/* The least volatility with an expected return of at least `target`; FS_COMPUTE_INFEASIBLE when none has
 * that. The multipliers are those of 1/2 w'Sw alone. */
int fs_portfolio_efficient_return(const double *expected, const double *covariance, size_t k,
                                  const struct fs_portfolio_efficient_return_options *options,
                                  struct fs_portfolio_efficient_return_result *result,
                                  struct fs_problem *problem);

struct fs_portfolio_efficient_risk_options {
    FS_PORTFOLIO_LIMITS
    double target; /* greatest volatility */
    double rf;
};
struct fs_portfolio_efficient_risk_result {
    FS_PORTFOLIO_POINT
};
/* The greatest expected return with a volatility of at most `target`; FS_COMPUTE_INFEASIBLE, with the least
 * volatility told, when none is that low. */
int fs_portfolio_efficient_risk(const double *expected, const double *covariance, size_t k,
                                const struct fs_portfolio_efficient_risk_options *options,
                                struct fs_portfolio_efficient_risk_result *result,
                                struct fs_problem *problem);

struct fs_portfolio_max_sharpe_options {
    FS_PORTFOLIO_LIMITS
    double rf; /* risk-free rate per period */
};
struct fs_portfolio_max_sharpe_result {
    FS_PORTFOLIO_POINT
};
/* The greatest (expected return - rf) / volatility: the tangency portfolio (Tobin 1958, Sharpe 1964).
 * FS_COMPUTE_DOMAIN when no portfolio has an expected return above rf, or when the ratio only approaches its
 * greatest value (without bounds, where the portfolio of least variance does not earn rf). */
int fs_portfolio_max_sharpe(const double *expected, const double *covariance, size_t k,
                            const struct fs_portfolio_max_sharpe_options *options,
                            struct fs_portfolio_max_sharpe_result *result, struct fs_problem *problem);

struct fs_portfolio_frontier_options {
    FS_PORTFOLIO_LIMITS
    int32_t points; /* 2 to 1000 */
    double rf;
};
struct fs_portfolio_frontier_result {
    double *expected_returns; /* points: evenly from that of least variance to the greatest */
    double *volatilities;     /* points */
    double *sharpes;          /* points */
    double *weights;          /* points x k */
};
/* The efficient frontier. FS_COMPUTE_DOMAIN when there is no greatest expected return. */
int fs_portfolio_frontier(const double *expected, const double *covariance, size_t k,
                          const struct fs_portfolio_frontier_options *options,
                          struct fs_portfolio_frontier_result *result, struct fs_problem *problem);

#endif
