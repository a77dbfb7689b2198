/*
 * arima_likelihood.h: the exact Gaussian likelihood of an ARMA process by the Kalman filter in Harvey's state
 * space form (1989, section 3.4); what arima.c fits with. Coefficients are those of the multiplied-out
 * polynomials.
 */
#ifndef FINSMART_COMPUTE_ARIMA_LIKELIHOOD_H
#define FINSMART_COMPUTE_ARIMA_LIKELIHOOD_H

#include <stddef.h>

/* w[t] = phi[0] w[t-1] + ... + e[t] + theta[0] e[t-1] + ...; r states, r >= max(ar, ma + 1). */
struct fs_arma {
    size_t ar, ma, r;
    const double *phi, *theta;
    double *state, *covariance; /* r and r x r: at the end those filtered, in units of the variance of e */
    double *memory;             /* fs_arma_memory() doubles */
    int *pivots;                /* ar + 1 */
};

size_t fs_arma_memory(size_t ar, size_t r);

/* Filters w - mean; NaN is a missing observation. Gives the sum of v^2 / F over the observations (v the
 * one-step errors, F their variances in units of that of e), the sum of log F, and their count; v goes to
 * `errors` unless that is NULL. 0 if the process is not stationary, or too near to the edge for doubles. */
int fs_arma_filter(struct fs_arma *arma, const double *w, size_t n, double mean, double *squares,
                   double *logs, size_t *count, double *errors);

/* The sum of squared errors given zeros before the series, from observation `ar` on; missing errors count as
 * 0. */
double fs_arma_conditional(const struct fs_arma *arma, const double *w, size_t n, double mean,
                           double *errors);

/* From partial autocorrelations to the coefficients of a stationary process (Monahan 1984) and back; n each.
 * Back gives 0 if the coefficients are not those of a stationary process. `work` has n doubles. */
void fs_arma_from_partial(const double *partial, size_t n, double *phi, double *work);
int fs_arma_to_partial(const double *phi, size_t n, double *partial, double *work);

/* The first `count` coefficients of (1 + theta(B)) / (1 - phi(B)), from that of B^0, 1, on. */
void fs_arma_psi(const double *phi, size_t ar, const double *theta, size_t ma, double *psi, size_t count);

#endif
