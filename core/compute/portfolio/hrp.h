/*
 * hrp.h: hierarchical risk parity (López de Prado 2016, Journal of Portfolio Management 42).
 *
 * Assets are clustered by d = sqrt((1 - correlation) / 2), put into the order of the tree's leaves, and the
 * list is halved again and again; each half gets weight in inverse proportion to the variance of its
 * inverse-variance portfolio. No matrix is inverted, so a singular covariance will do.
 *
 * What is clustered differs among implementations and gives different weights. The paper takes Euclidean
 * distances between the columns of d ("columns", the default); the condensed distance, as in PyPortfolioOpt,
 * takes d itself ("condensed").
 */
#ifndef FINSMART_COMPUTE_PORTFOLIO_HRP_H
#define FINSMART_COMPUTE_PORTFOLIO_HRP_H

#include "compute/problem.h"

enum fs_hrp_distance { FS_HRP_COLUMNS, FS_HRP_CONDENSED };

struct fs_portfolio_hrp_options {
    int32_t distance; /* enum above */
    int32_t linkage;  /* enum fs_linkage */
};
struct fs_portfolio_hrp_result {
    double *weights; /* k: above 0, summing to 1 */
    double volatility;
    double *order; /* k: assets in the order of the leaves, from 1 */
    /* k - 1 x 4: clusters merged, their distance, assets in both; assets are 1 .. k, merge m is k + m */
    double *linkage;
};
/* The covariance is k x k. FS_COMPUTE_DOMAIN for an asset without variance. */
int fs_portfolio_hrp(const double *covariance, size_t k, const struct fs_portfolio_hrp_options *options,
                     struct fs_portfolio_hrp_result *result, struct fs_problem *problem);

#endif
