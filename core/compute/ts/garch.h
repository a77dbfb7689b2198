/*
 * garch.h: generalised autoregressive conditional heteroskedasticity, GARCH(p, q) (Bollerslev 1986), by
 * maximum likelihood.
 *
 *   y[t] = mu + e[t],  e[t] = sqrt(h[t]) z[t],
 *   h[t] = omega + alpha[1] e[t-1]^2 + ... + alpha[p] e[t-p]^2 + beta[1] h[t-1] + ... + beta[q] h[t-q]
 *
 * z is standard normal, or Student's t with nu degrees of freedom scaled to variance 1. y are returns in any
 * unit: fits of y and of 100 y agree but for the unit (variances times 10^4). Before the first observation h
 * and e^2 are one number, which moves the third digit of estimates, so it is an option:
 *   backcast  the mean of the first 75 squared deviations from the mean (from 0 when that is "zero"),
 *             weighted by 0.94^i, kept while the search goes on (arch's)
 *   sample    the mean of e^2 over all observations, which moves with mu (Fiorentini, Calzolari and
 *             Panattoni's; fGarch's)
 * The search keeps omega above 1e-8 of the variance, alpha and beta at or above 0 and their sum at or below
 * 1, nu from 2.05 to 500 (arch's region); a fit that ends on an edge says so in `boundary`.
 *
 * Four standard errors (McCullough and Renfro 1999), all from analytic derivatives, all of observations:
 * `hessian`, the inverse of the second derivatives; `opg`, of the scores' outer products; `robust`, the
 * sandwich of both (White; Bollerslev and Wooldridge's quasi-maximum likelihood); `information`, of the
 * information matrix given the variances (Fiorentini, Calzolari and Panattoni 1996; the mean is uncorrelated
 * with the rest). With `sample` all digits of the published benchmark for the Deutschmark and pound of
 * Bollerslev and Ghysels (1996) come out: mu -0.00619041, omega 0.0107613, alpha 0.153134, beta 0.805974;
 * errors of beta 0.0335527 (hessian), 0.0165604 (opg), 0.0724614 (robust), 0.0218399 (information).
 * Parameters on an edge at 0 have none and are taken as known for the others.
 */
#ifndef FINSMART_COMPUTE_GARCH_H
#define FINSMART_COMPUTE_GARCH_H

#include "compute/problem.h"

enum fs_garch_mean { FS_GARCH_CONSTANT, FS_GARCH_ZERO };
enum fs_garch_errors { FS_GARCH_NORMAL, FS_GARCH_T };
enum fs_garch_start { FS_GARCH_BACKCAST, FS_GARCH_SAMPLE };
enum fs_garch_covariance { FS_GARCH_ROBUST, FS_GARCH_HESSIAN, FS_GARCH_OPG, FS_GARCH_INFORMATION };

struct fs_garch_options {
    int32_t p;            /* lags of e^2, 1 to 12 */
    int32_t q;            /* lags of h, 0 to 12 (0: ARCH) */
    int32_t mean;         /* fs_garch_mean */
    int32_t distribution; /* fs_garch_errors */
    int32_t start;        /* fs_garch_start */
    int32_t covariance;   /* fs_garch_covariance: of `std_errors` */
    int32_t horizon;      /* variances to forecast, 1 to 10000 */
};

struct fs_garch_result {
    double mu;          /* 0 when the mean is zero */
    double omega;       /* in squared units of y */
    double *alpha;      /* p */
    double *beta;       /* q */
    double nu;          /* NaN for normal errors */
    double *parameters; /* p + q + 3: mu, omega, alpha, beta, nu */
    double *std_errors; /* p + q + 3, in the same order, by `covariance`; NaN for what was not estimated */
    double *errors;     /* (p + q + 3) x 4: all of them, columns robust, hessian, opg, information */
    double log_likelihood, aic, bic; /* of y as given; mu, omega, alpha, beta and nu count where estimated */
    double persistence;              /* sum of alpha and beta */
    double unconditional;            /* variance omega / (1 - persistence); infinity at a persistence of 1 */
    /* 0, or the sum of 1: persistence is 1; 2: an alpha or beta is 0; 4: omega or nu at an edge */
    int32_t boundary;
    int32_t iterations; /* of the search */
    double *variance;   /* n: h */
    double *residuals;  /* n: e / sqrt(h) */
    double *forecast;   /* horizon: the variance 1, 2, ... steps after the last observation */
};

/* Fits n >= 10 + p + q observations. FS_COMPUTE_DOMAIN for a series without variance, FS_COMPUTE_CONVERGENCE
 * when the search did not arrive. */
int fs_garch(const double *y, size_t n, const struct fs_garch_options *options,
             struct fs_garch_result *result, struct fs_problem *problem);

/* The start of the recursion for parameters as in fs_garch_result. */
double fs_garch_start_variance(const double *y, size_t n, double mu, int32_t mean, int32_t start);

/* The variances of y at given parameters (mu, omega, alpha, beta; others are not read): n + 1 values, of
 * which the last is the forecast for the step after the series. `start` is used for h and e^2 before the
 * series. Does not fail; NaN where y is. */
void fs_garch_filter(const double *y, size_t n, const double *parameters, int32_t p, int32_t q, double start,
                     double *variance);

#endif
