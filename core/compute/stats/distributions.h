/*
 * distributions.h: density, lower tail (cdf), upper tail (sf, kept apart so that small p-values keep their digits) and
 * quantile of the distributions of statistics. Parameters out of their range and p outside [0, 1] give NaN.
 */
#ifndef FINSMART_COMPUTE_DISTRIBUTIONS_H
#define FINSMART_COMPUTE_DISTRIBUTIONS_H

double fs_norm_pdf(double x);
double fs_norm_cdf(double x);
double fs_norm_sf(double x);
double fs_norm_quantile(double p);

/* Student's t with df > 0 degrees of freedom (any real number). */
double fs_t_pdf(double x, double df);
double fs_t_cdf(double x, double df);
double fs_t_sf(double x, double df);
double fs_t_quantile(double p, double df);

double fs_chi2_pdf(double x, double df);
double fs_chi2_cdf(double x, double df);
double fs_chi2_sf(double x, double df);
double fs_chi2_quantile(double p, double df);

/* F with d1 and d2 degrees of freedom. */
double fs_f_pdf(double x, double d1, double d2);
double fs_f_cdf(double x, double d1, double d2);
double fs_f_sf(double x, double d1, double d2);
double fs_f_quantile(double p, double d1, double d2);

/* Gamma with mean shape * scale. */
double fs_gamma_pdf(double x, double shape, double scale);
double fs_gamma_cdf(double x, double shape, double scale);
double fs_gamma_sf(double x, double shape, double scale);
double fs_gamma_quantile(double p, double shape, double scale);

double fs_beta_pdf(double x, double a, double b);
double fs_beta_cdf(double x, double a, double b);
double fs_beta_sf(double x, double a, double b);
double fs_beta_quantile(double p, double a, double b);

#endif
