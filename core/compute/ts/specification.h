/*
 * specification.h: tests of the residuals of a regression against its regressors: do their variances depend
 * on them (Breusch-Pagan, White), do they follow each other (Breusch-Godfrey).
 *
 * e are the residuals, n; x the regressors without the constant, n rows and k columns; a constant is added.
 */
#ifndef FINSMART_COMPUTE_SPECIFICATION_H
#define FINSMART_COMPUTE_SPECIFICATION_H

#include "compute/problem.h"

struct fs_breusch_pagan_result {
    double statistic, p_value; /* n R2, chi-squared with `df` degrees of freedom */
    double f_statistic, f_p_value;
    int32_t df;
};

/* Squared residuals on x: Breusch and Pagan (Econometrica 1979) in the form of Koenker (1981), which needs no
 * normal distribution. As statsmodels' het_breuschpagan. */
int fs_breusch_pagan(const double *e, const double *x, size_t n, size_t k,
                     struct fs_breusch_pagan_result *result, struct fs_problem *problem);

struct fs_white_result {
    double statistic, p_value;
    double f_statistic, f_p_value;
    int32_t df;
};

/* Squared residuals on x, its squares and products: White (Econometrica 1980). Products that repeat a column
 * or are constant, as the square of a dummy variable does, are left out. As statsmodels' het_white. */
int fs_white(const double *e, const double *x, size_t n, size_t k, struct fs_white_result *result,
             struct fs_problem *problem);

struct fs_breusch_godfrey_options {
    int32_t lags; /* from 1 */
};

struct fs_breusch_godfrey_result {
    double statistic, p_value; /* n R2, chi-squared with `lags` degrees of freedom */
    double f_statistic, f_p_value;
};

/* Residuals on x and on themselves before (0 before the first): Breusch (1978), Godfrey (1978). x may be NULL
 * with k = 0, and may hold lags of what was explained. As statsmodels' acorr_breusch_godfrey. */
int fs_breusch_godfrey(const double *e, const double *x, size_t n, size_t k,
                       const struct fs_breusch_godfrey_options *options,
                       struct fs_breusch_godfrey_result *result, struct fs_problem *problem);

#endif
