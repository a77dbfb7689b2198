/*
 * special.h: the incomplete gamma and beta functions, on which most distributions stand.
 *
 * Power series and continued fractions (modified Lentz; DLMF 8.7, 8.9, 8.17) around a prefactor computed after Loader
 * (2000, "Fast and accurate computation of binomial probabilities"), which keeps it accurate where logarithms of gamma
 * functions would cancel. Relative errors are about 1e-14, some 1e-13 for parameters above 1e6.
 */
#ifndef FINSMART_COMPUTE_SPECIAL_H
#define FINSMART_COMPUTE_SPECIAL_H

/* Regularised lower (P) and upper (Q) incomplete gamma functions, a > 0, x >= 0. */
void fs_incomplete_gamma(double a, double x, double *lower, double *upper);
/* Regularised incomplete beta function I_x(a, b) and 1 - I_x(a, b); y = 1 - x is given, so that an x near 1 keeps its
 * digits. a, b > 0. */
void fs_incomplete_beta(double a, double b, double x, double y, double *lower, double *upper);
/* x^a e^-x / Gamma(a + 1): the Poisson probability of a at mean x, for real a >= 0. */
double fs_poisson_mass(double a, double x);
/* x^a y^b Gamma(a + b + 1) / (Gamma(a + 1) Gamma(b + 1)) with x + y = 1: the binomial probability, for real a, b >= 0. */
double fs_binomial_mass(double a, double b, double x, double y);

#endif
