/*
 * allocation.h: from weights to whole units that money buys.
 *
 * Greedy: each asset gets the whole units that its weight pays for; then, while the cash pays for it, one
 * more of the asset that is furthest below its weight in what is invested so far (PyPortfolioOpt's method,
 * without its limit of tries). Exact: the least sum of what assets are worth below their targets, found by
 * branch and bound from the greedy answer; as the money is given, that is half the sum of absolute
 * differences and cash, the objective of PyPortfolioOpt's integer program. Neither spends more than total *
 * sum of weights.
 *
 * Prices are above 0; weights are at least 0 and sum to at most 1 (FS_COMPUTE_DOMAIN): allocate shorts on
 * their own.
 */
#ifndef FINSMART_COMPUTE_PORTFOLIO_ALLOCATION_H
#define FINSMART_COMPUTE_PORTFOLIO_ALLOCATION_H

#include "compute/problem.h"

enum fs_allocation { FS_ALLOCATION_GREEDY, FS_ALLOCATION_EXACT };

struct fs_portfolio_discrete_allocation_options {
    double total;   /* money, above 0 */
    double lot;     /* units come in multiples of it, above 0 */
    int32_t method; /* enum above */
};
struct fs_portfolio_discrete_allocation_result {
    double *units;    /* k: multiples of lot */
    double *weights;  /* k: what they are worth / total */
    double leftover;  /* money */
    double shortfall; /* sum of what assets are worth below their weights' money */
    /* 1 when nothing better exists; 0 for greedy, and where exact gave up after 5 million steps */
    int32_t proven;
};
int fs_portfolio_discrete_allocation(const double *weights, const double *prices, size_t k,
                                     const struct fs_portfolio_discrete_allocation_options *options,
                                     struct fs_portfolio_discrete_allocation_result *result,
                                     struct fs_problem *problem);

#endif
