/*
 * backtest.h: whether losses pass a VaR as often as it says, and one by one.
 *
 * A hit (exceedance) is an observation whose loss is above the VaR that was told for it. `level` is the VaR's
 * confidence: hits should come with probability p = 1 - level, independently.
 */
#ifndef FINSMART_COMPUTE_RISK_BACKTEST_H
#define FINSMART_COMPUTE_RISK_BACKTEST_H

#include "compute/problem.h"

/* Hits of returns r (or profits) by VaR v, losses positive: r < -v. */
struct fs_risk_exceedances_result {
    double value;  /* hits */
    double rate;   /* hits / n */
    double excess; /* mean of the losses above VaR at the hits, -r - v; NaN without hits */
    double *hits;  /* n: 1 or 0 */
};
int fs_risk_exceedances(const double *returns, const double *var, size_t n,
                        struct fs_risk_exceedances_result *result, struct fs_problem *problem);

/* Kupiec's proportion of failures (1995): LR = -2 ln((1 - p)^(T - N) p^N) + 2 ln((1 - N / T)^(T - N) (N /
 * T)^N), chi squared with 1 degree of freedom. Either `hits` (n values of 0 or 1), or NULL and the counts
 * among the options. */
struct fs_risk_kupiec_options {
    double level;
    int32_t observations; /* T, without hits */
    int32_t exceedances;  /* N, without hits */
    double confidence;    /* of the test */
};
struct fs_risk_kupiec_result {
    double value; /* LR */
    double p_value;
    double rate;       /* N / T */
    int32_t rejected;  /* 1: p_value < 1 - confidence */
    double accept_low; /* the fewest and the most hits in T that are not rejected */
    double accept_high;
};
int fs_risk_kupiec(const double *hits, size_t n, const struct fs_risk_kupiec_options *options,
                   struct fs_risk_kupiec_result *result, struct fs_problem *problem);

/* Christoffersen (1998): independence, LR of hits after hits against hits at all (first-order Markov), 1
 * degree of freedom; conditional coverage, its sum with Kupiec's LR over all n, 2 degrees. At least 2
 * observations. */
struct fs_risk_christoffersen_options {
    double level;
    double confidence;
};
struct fs_risk_christoffersen_result {
    double value; /* LR of conditional coverage */
    double p_value;
    double coverage; /* Kupiec's LR */
    double p_coverage;
    double independence;
    double p_independence;
    int32_t rejected;           /* conditional coverage */
    int32_t n00, n01, n10, n11; /* steps from no hit or hit to no hit or hit */
};
int fs_risk_christoffersen(const double *hits, size_t n, const struct fs_risk_christoffersen_options *options,
                           struct fs_risk_christoffersen_result *result, struct fs_problem *problem);

/* The Basel Committee's traffic light (1996): the probability of at most so many hits in T observations of a
 * right VaR; below 95 % green (0), below 99.99 % yellow (1), else red (2). `plus` is the addition to the
 * multiplier of 250 days at 99 %, NaN otherwise. */
struct fs_risk_basel_zone_options {
    int32_t exceedances;
    int32_t observations;
    double level;
};
struct fs_risk_basel_zone_result {
    double value; /* 0, 1, 2 */
    double probability;
    double plus;
    double yellow_from; /* hits from which the zone is yellow, and red */
    double red_from;
};
int fs_risk_basel_zone(const double *hits, size_t n, const struct fs_risk_basel_zone_options *options,
                       struct fs_risk_basel_zone_result *result, struct fs_problem *problem);

#endif
