/*
 * hp_filter.h: the trend of Hodrick and Prescott (Journal of Money, Credit and Banking 1997): it minimises
 * the squared deviations of the series plus lambda times the squared second differences of the trend.
 *
 * Every value of the trend depends on the whole series, later values included: in a backtest it looks ahead.
 */
#ifndef FINSMART_COMPUTE_HP_FILTER_H
#define FINSMART_COMPUTE_HP_FILTER_H

#include "compute/problem.h"

struct fs_hp_filter_options {
    /* from 0 to 1e12; 1600 for quarters, 6.25 for years, 129600 for months (Ravn and Uhlig 2002) */
    double lambda;
};

struct fs_hp_filter_result {
    double *trend, *cycle; /* n: y = trend + cycle */
};

/* y has at least 3 values. A straight line is its own trend. */
int fs_hp_filter(const double *y, size_t n, const struct fs_hp_filter_options *options,
                 struct fs_hp_filter_result *result, struct fs_problem *problem);

#endif
