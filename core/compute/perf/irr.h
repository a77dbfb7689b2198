/*
 * irr.h: internal rates of return, the rates above -1 at which cash flows have a net present value of 0.
 *
 * Flows are below 0 when money is paid in, above 0 when it comes back. Flows whose signs change more than
 * once can have several such rates, or none. All are looked for: with one change of sign (Descartes) there is
 * exactly one rate; with more, the value is followed over 4,000 points that lie closest around 0, and near
 * minima that do not cross, so that two rates are told apart when they differ by more than about a
 * thousandth. Rates are within 4e-16 + 4 epsilon relative in ln(1 + rate). Several rates are
 * FS_COMPUTE_DOMAIN with a text that names them, unless `guess` is given, which takes the nearest; no rate at
 * all is FS_COMPUTE_DOMAIN.
 */
#ifndef FINSMART_COMPUTE_PERF_IRR_H
#define FINSMART_COMPUTE_PERF_IRR_H

#include "compute/problem.h"

#define FS_PERF_IRR_ROOTS 16 /* the most rates that are told */

struct fs_perf_irr_options {
    double guess; /* above -1; NaN: none */
};
struct fs_perf_irr_result {
    double value;  /* per period for irr, per year of 365 days for xirr */
    int32_t found; /* rates there are, up to FS_PERF_IRR_ROOTS */
    double *rates; /* FS_PERF_IRR_ROOTS, ascending */
};

/* Flows at equal distances: sum flows[i] / (1 + rate)^i = 0. */
int fs_perf_irr(const double *flows, size_t n, const struct fs_perf_irr_options *options,
                struct fs_perf_irr_result *result, struct fs_problem *problem);

struct fs_perf_xirr_options {
    double guess;
};
struct fs_perf_xirr_result {
    double value;
    int32_t found;
    double *rates;
};

/* Flows on dates, in nanoseconds since 1970, in any order: sum flows[i] / (1 + rate)^(days since the first /
 * 365) = 0 (ACT/365 fixed, as Excel's XIRR). */
int fs_perf_xirr(const double *flows, const int64_t *times, size_t n,
                 const struct fs_perf_xirr_options *options, struct fs_perf_xirr_result *result,
                 struct fs_problem *problem);

#endif
