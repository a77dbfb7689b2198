/*
 * garch_likelihood.h: the log-likelihood of a GARCH model with its exact first and second derivatives; what
 * garch.c fits with. Parameters are in the order mu, omega, alpha, beta, nu, all of them always; derivatives
 * of what is not estimated mean nothing.
 */
#ifndef FINSMART_COMPUTE_GARCH_LIKELIHOOD_H
#define FINSMART_COMPUTE_GARCH_LIKELIHOOD_H

#include <stddef.h>

struct fs_garch_model {
    const double *y;
    size_t n;
    size_t p, q;
    int student; /* 1: Student's t, 0: normal */
    int sample;  /* 1: the start is the mean of e^2, 0: it is `backcast` */
    double backcast;
    double *memory; /* fs_garch_memory() doubles */
};

/* h and e^2 before the series, with their derivative in mu (the second is 2 with `sample`, else 0). */
double fs_garch_before(const struct fs_garch_model *model, double mu, double *slope);

/* Doubles that the functions below work in. */
size_t fs_garch_memory(size_t n, size_t p, size_t q);

/* The log-likelihood, and its gradient unless that is NULL. */
double fs_garch_gradient(const struct fs_garch_model *model, const double *theta, double *gradient);

/* k x k matrices for k = p + q + 3 parameters: minus the second derivatives, the sum of the scores' outer
 * products, and the information given the variances. Fills h (n values) unless NULL. */
void fs_garch_matrices(const struct fs_garch_model *model, const double *theta, double *hessian, double *opg,
                       double *information, double *h);

#endif
