/*
 * nelson_siegel.h: yield curves of few parameters by Nelson and Siegel (1987) and Svensson (1994).
 *
 *   zero(t) = beta0 + beta1 g(t / tau1) + beta2 (g(t / tau1) - exp(-t / tau1)) + beta3 (g(t / tau2) - exp(-t / tau2))
 * with g(x) = (1 - exp(-x)) / x; continuous rates, t in years. forward(t) = d(t zero(t)) / dt.
 */
#ifndef FINSMART_COMPUTE_NELSON_SIEGEL_H
#define FINSMART_COMPUTE_NELSON_SIEGEL_H

#include "compute/problem.h"

struct fs_nelson_siegel_options {
    double beta0, beta1, beta2, beta3; /* beta3 0: Nelson and Siegel's */
    double tau1, tau2;                 /* years, above 0 */
};

struct fs_nelson_siegel_result {
    double *zero;     /* m */
    double *forward;  /* m */
    double *discount; /* m */
};

/* At m times of 0 or more. */
int fs_nelson_siegel(const double *times, size_t m, const struct fs_nelson_siegel_options *options,
                     struct fs_nelson_siegel_result *result, struct fs_problem *problem);

enum { FS_CURVE_NELSON_SIEGEL, FS_CURVE_SVENSSON };

struct fs_nelson_siegel_fit_options {
    int32_t model;  /* FS_CURVE_... */
    double tau_min; /* years: the decay times lie between */
    double tau_max;
};

struct fs_nelson_siegel_fit_result {
    double beta0, beta1, beta2, beta3;
    double tau1, tau2; /* tau2 is NaN for Nelson and Siegel's */
    double rmse;       /* root of the mean squared residual */
    double *fitted;    /* n */
    double *residuals; /* n: rate - fitted */
};

/* Least squares of n zero rates (continuous) at n times above 0. The betas follow from the decay times by linear least squares
 * (QR); the decay times are searched from a grid, 40 over their logarithms, by the simplex method from the best five starts. The
 * sum of squares has several minima in tau: the best found is given, and FS_COMPUTE_CONVERGENCE when the search from it does not
 * settle, with that point in the result. At least as many rates as parameters. */
int fs_nelson_siegel_fit(const double *times, const double *rates, size_t n,
                         const struct fs_nelson_siegel_fit_options *options,
                         struct fs_nelson_siegel_fit_result *result, struct fs_problem *problem);

#endif
