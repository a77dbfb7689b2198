/*
 * tail.h: value at risk and expected shortfall of one sample or of moments: what the methods of var.h and
 * portfolio.h share.
 *
 * Losses are positive: VaR is minus the quantile at p = 1 - level, ES minus the mean beyond it. A negative
 * figure is a gain.
 */
#ifndef FINSMART_COMPUTE_RISK_TAIL_H
#define FINSMART_COMPUTE_RISK_TAIL_H

#include "compute/problem.h"

/* How the historical ES averages: `beyond` takes the mean of all values at or below the quantile; `fraction`
 * that of the worst p n values, the last of them in part (Rockafellar and Uryasev 2002; coherent). */
enum fs_risk_tail { FS_RISK_BEYOND, FS_RISK_FRACTION };

struct fs_risk_figures {
    double var;
    double es;
};

/* 1 - level as it was meant: 0.05 for 0.95, though 1 - 0.95 is 0.05000000000000004, which would move
 * quantiles that fall on an observation. */
double fs_risk_probability(double level);
/* FS_COMPUTE_OK for a level between 0 and 1. */
int fs_risk_require_level(double level, struct fs_problem *problem);
/* FS_COMPUTE_OK for a finite horizon above 0. */
int fs_risk_require_horizon(double horizon, struct fs_problem *problem);
int fs_risk_require_quantile_type(int32_t type, struct fs_problem *problem);

/* Of n > 0 finite values, which are put in another order: only the tail is sorted. */
struct fs_risk_figures fs_risk_historical(double *x, size_t n, double p, int32_t type, int32_t tail);
/* Of a normal. */
struct fs_risk_figures fs_risk_gaussian(double mean, double deviation, double p);

/* Standardised moments of a sample, with divisor n. */
struct fs_risk_moments {
    double mean;
    double m2, m3, m4; /* central */
    double skewness;   /* m3 / m2^1.5 */
    double excess;     /* m4 / m2^2 - 3 */
};
struct fs_risk_moments fs_risk_moments(const double *x, size_t n);

/* Cornish and Fisher's quantile of a standardised distribution with that skewness and excess kurtosis, and
 * what it changes with them. */
struct fs_risk_cornish_fisher {
    double z;          /* the normal's quantile */
    double quantile;   /* z + (z^2 - 1) S / 6 + (z^3 - 3 z) K / 24 - (2 z^3 - 5 z) S^2 / 36 */
    double d_skewness; /* derivatives of the quantile */
    double d_excess;
    /* mean below the quantile under Edgeworth's density, by p (Boudt, Peterson and Croux 2008) */
    double shortfall;
    double s_skewness; /* its derivatives, the quantile's change included */
    double s_excess;
    int operational; /* 1: shortfall would lie above the quantile and is the quantile */
    /* 0: skewness and kurtosis outside the domain in which the quantile rises with p (Maillard 2012) */
    int monotone;
};
struct fs_risk_cornish_fisher fs_risk_cornish_fisher(double skewness, double excess, double p);

#endif
