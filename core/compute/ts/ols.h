/*
 * ols.h: linear regression by ordinary or weighted least squares with classical, heteroskedasticity-robust
 * and autocorrelation-robust standard errors.
 *
 * Conventions, which are statsmodels': parameters counted in AIC and BIC are the coefficients, not the
 * variance; R2 is about the mean when the regressors hold a constant (the intercept, or columns that add up
 * to one), about 0 otherwise; with weights w it is of sqrt(w) y, while `residuals` and `fitted` are in units
 * of y. HC0 to HC3: MacKinnon and White (1985); HC1 has n / (n - k), HC2 and HC3 the leverages. HAC: Newey
 * and West (1987), Bartlett weights 1 - l / (lags + 1). The F statistic with robust errors is a Wald test of
 * all coefficients but the constant, and NaN when the constant is only a combination of columns.
 */
#ifndef FINSMART_COMPUTE_OLS_H
#define FINSMART_COMPUTE_OLS_H

#include "compute/problem.h"

enum fs_ols_covariance { FS_OLS_NONROBUST, FS_OLS_HC0, FS_OLS_HC1, FS_OLS_HC2, FS_OLS_HC3, FS_OLS_HAC };

struct fs_ols_options {
    int32_t intercept;    /* 1: a constant is added before the columns of x */
    int32_t covariance;   /* enum fs_ols_covariance */
    int32_t lags;         /* of HAC; -1: floor(4 (n / 100)^(2/9)) */
    int32_t small_sample; /* 1: HAC is multiplied by n / (n - k) */
    int32_t distribution; /* of the coefficients' p-values and intervals: 0 t, 1 normal */
    double confidence;    /* of the intervals, between 0 and 1 */
};

struct fs_ols_result {
    double intercept, intercept_standard_error, intercept_t, intercept_p_value; /* NaN without intercept */
    double intercept_lower, intercept_upper;
    double *coefficients, *standard_errors, *t_values, *p_values, *lower, *upper; /* k */
    double *covariance; /* of the estimates, (k + intercept)^2, the intercept first */
    double r_squared, adjusted_r_squared;
    double f_statistic, f_p_value;
    double log_likelihood, aic, bic;
    double sigma; /* residual standard deviation, divided by n - k */
    double durbin_watson;
    /* largest by smallest singular value of the design; above 1e8 or so, regressors say nearly the same */
    double condition_number;
    int32_t df_model, df_residual;
    int32_t lags;               /* used by HAC; 0 otherwise */
    double *residuals, *fitted; /* n */
};

/* y and weights have n values, x has n rows and k columns. weights and x may be NULL; k may be 0 when there
 * is an intercept. FS_COMPUTE_SHORT unless n is above the number of coefficients; FS_COMPUTE_DOMAIN for a
 * weight that is not above 0, and for HC2 and HC3 where an observation has leverage 1; FS_COMPUTE_SINGULAR
 * names the column that depends on others. */
int fs_ols(const double *y, const double *x, const double *weights, size_t n, size_t k,
           const struct fs_ols_options *options, struct fs_ols_result *result, struct fs_problem *problem);

#endif
