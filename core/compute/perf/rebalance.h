/*
 * rebalance.h: the return of a portfolio whose weights drift with the market between rebalancings.
 *
 * At the start of the first period, and of each at which it is rebalanced, the portfolio has the weights
 * given; they may be below 0 (short) and need not sum to 1: the rest is cash, which earns `cash` a period (or
 * is borrowed at it). In a period with weights w (beginning of period, bop) and simple asset returns r, the
 * contributions w r, with that of the cash, sum to the portfolio's return R, and weights become w (1 + r) /
 * (1 + R) (end of period, eop). Rebalancing costs `cost` times the sum of |change of weight| of the value,
 * taken from the period's return; the first purchase is free. A portfolio that loses all its value is
 * FS_COMPUTE_DOMAIN.
 */
#ifndef FINSMART_COMPUTE_PERF_REBALANCE_H
#define FINSMART_COMPUTE_PERF_REBALANCE_H

#include "compute/problem.h"

struct fs_perf_portfolio_return_options {
    int32_t kind;      /* of the asset returns; the results are simple */
    int32_t rebalance; /* every so many periods; 0: never */
    double cash;       /* a period's rate */
    double cost;       /* of turnover, from 0 */
};
struct fs_perf_portfolio_return_result {
    double *returns;           /* n, net of costs */
    double *bop;               /* n x k */
    double *eop;               /* n x k */
    double *contribution;      /* n x k */
    double *cash_contribution; /* n */
    double *turnover;          /* n: sum of |change of weight| at the period's start */
    double total;              /* compounded return of all periods */
};

/* `buckets` (n labels) may be NULL; otherwise the portfolio is also rebalanced whenever the label changes. */
int fs_perf_portfolio_return(const double *returns, const double *weights, const double *buckets, size_t n,
                             size_t k, const struct fs_perf_portfolio_return_options *options,
                             struct fs_perf_portfolio_return_result *result, struct fs_problem *problem);

#endif
