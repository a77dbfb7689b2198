/*
 * mackinnon.h: p-values and critical values of the Dickey-Fuller family of statistics.
 *
 * p-values of tau: the asymptotic approximations of MacKinnon (1994), JBES 12(2), tables 3 and 4: the normal
 * distribution function of a polynomial in tau, one for the left tail and one for the rest; 1 and 0 beyond
 * the range in which it is monotone. Critical values of tau: the response surfaces of MacKinnon (2010),
 * Queen's Economics Department Working Paper 1227, polynomials in 1/n (his 1996 values without a constant).
 * The statistic rho of Phillips and Perron: approximations of the same form by K. Sheppard, from simulations
 * after MacKinnon's method, as published with the package arch 8.0.
 */
#ifndef FINSMART_COMPUTE_MACKINNON_H
#define FINSMART_COMPUTE_MACKINNON_H

#include <stddef.h>

/* Deterministic terms of the regression. */
enum fs_trend { FS_TREND_NONE, FS_TREND_CONSTANT, FS_TREND_LINEAR, FS_TREND_QUADRATIC };

/* The most series of a cointegrating regression with a p-value, and with critical values. */
#define FS_MACKINNON_SERIES          6
#define FS_MACKINNON_SERIES_CRITICAL 12

/* Of tau with `series` series (1: a unit root test); NaN for more than FS_MACKINNON_SERIES. */
double fs_mackinnon_p(double tau, int trend, size_t series);
/* At 1, 5 and 10 %, with n observations; NaN without tables (more than 12 series; no constant and several
 * series). */
void fs_mackinnon_critical(double critical[3], int trend, size_t series, double n);
/* The same of rho = n (alpha - 1). */
double fs_dickey_fuller_rho_p(double rho, int trend);
void fs_dickey_fuller_rho_critical(double critical[3], int trend, double n);

#endif
