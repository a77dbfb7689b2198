/*
 * curve.h: a discount curve from deposits and par bonds or swaps.
 *
 * Times are years from today. A deposit of t years at the simple rate r gives the discount factor 1 / (1 + r t). A par
 * instrument of t years pays its rate in coupons rate / frequency, at t and every 1 / frequency before (a first period that is
 * shorter pays for its length), and its face at t; it is worth its face. Instruments are taken in the order of their times, and each
 * sets the factor at its own time so that it is priced, with the interpolation between (Hagan and West 2006).
 *
 * Interpolation: log_discount has the logarithm of the discount factor linear (forward rates are constant between
 * pillars), zero has the continuous zero rate linear. Before the first pillar the zero rate is the first's; after the last,
 * the last interpolated forward rate (log_discount) or the zero rate (zero) goes on. Zero and forward rates are continuous; par rates are
 * compounded `frequency` times a year.
 */
#ifndef FINSMART_COMPUTE_CURVE_H
#define FINSMART_COMPUTE_CURVE_H

#include "compute/problem.h"

enum { FS_CURVE_LOG_DISCOUNT, FS_CURVE_ZERO };

struct fs_curve_options {
    int32_t frequency; /* coupons a year of par instruments: 1, 2, 3, 4, 6 or 12 */
    int32_t interpolation;
};

/* d deposits, p par instruments, m times asked for. Arrays may be NULL where not wanted. */
struct fs_curve_result {
    double *times;     /* d + p: the pillars, sorted */
    double *discounts; /* d + p */
    double *zeros;     /* d + p */
    double *forwards;  /* d + p: from the pillar before, or today, to this one */
    double *discount;  /* m */
    double *zero;      /* m */
    double *forward;   /* m: instantaneous */
    double *par;       /* m */
};

/* deposit_times and deposit_rates (d), par_times and par_rates (p), at (m); any of the pairs and `at` may be NULL. */
int fs_curve(const double *deposit_times, const double *deposit_rates, const double *par_times,
             const double *par_rates, const double *at, size_t d, size_t p, size_t m,
             const struct fs_curve_options *options, struct fs_curve_result *result,
             struct fs_problem *problem);

#endif
