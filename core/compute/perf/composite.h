/*
 * composite.h: the return of a composite of portfolios and its dispersion, as GIPS (2020) presents them.
 *
 * `returns` and `values` are n periods of k portfolios: simple returns, and values at the beginning of the
 * period with which they are weighted. A return that is NaN says that the portfolio was not in the composite
 * in that period; its value is not read. Every other value must be above 0. A period without portfolios is
 * FS_COMPUTE_MISSING.
 *
 *   returns     of the composite in each period: sum value * return / sum value
 *   deviation   ex-post standard deviation of the last `trailing` composite returns, times sqrt(periods); NaN
 *               before
 *   buckets     runs of equal labels (years): the composite's linked return, and the internal dispersion of
 *               the linked returns of those portfolios that were in it all the time: equal-weighted with
 *               ddof, or weighted with the values at the bucket's start (divisor 1); NaN where fewer than 2
 *               were
 */
#ifndef FINSMART_COMPUTE_PERF_COMPOSITE_H
#define FINSMART_COMPUTE_PERF_COMPOSITE_H

#include "compute/problem.h"

struct fs_perf_composite_options {
    double periods;
    int32_t trailing;   /* 2 or more; GIPS asks for 36 months */
    int32_t dispersion; /* 0 equal-weighted, 1 asset-weighted */
    int32_t ddof;       /* of deviation and equal-weighted dispersion */
};
struct fs_perf_composite_result {
    double *returns;        /* n */
    double *members;        /* n: portfolios in the period */
    double *deviation;      /* n */
    double total;           /* linked return of all periods */
    int32_t found;          /* buckets */
    double *labels;         /* at most n */
    double *bucket_returns; /* at most n */
    double *dispersion;     /* at most n */
    double *full_members;   /* at most n: portfolios in all of the bucket */
};
/* `buckets` (n labels) may be NULL: all periods are one. */
int fs_perf_composite(const double *returns, const double *values, const double *buckets, size_t n, size_t k,
                      const struct fs_perf_composite_options *options,
                      struct fs_perf_composite_result *result, struct fs_problem *problem);

#endif
