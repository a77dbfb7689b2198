/*
 * portfolio.h: VaR and ES of a portfolio and what each position has of them.
 *
 * `returns` is n observations of k assets, `positions` k weights (figures are returns) or amounts of money
 * (figures are money); they may be below 0 and need not sum to anything. Losses are positive. Figures of one
 * period are multiplied by sqrt(horizon). Methods as in var.h.
 *
 *   marginal     the change of the figure by one more unit of the position, its derivative
 *   component    position * marginal; components sum to the figure (Euler), within 1e-12 of it
 *   percent      component / figure; NaN where the figure is 0
 *   incremental  the figure less that of the portfolio without the position (which does not sum)
 *
 * Gaussian and Cornish-Fisher differentiate moments (Boudt, Peterson and Croux 2008). Historical: the assets'
 * returns in the scenarios that make the quantile, interpolated as it is (VaR), or their mean over the tail's
 * scenarios (ES). For FS_RISK_BEYOND the tail is what lies at or below the quantile.
 */
#ifndef FINSMART_COMPUTE_RISK_PORTFOLIO_H
#define FINSMART_COMPUTE_RISK_PORTFOLIO_H

#include "compute/risk/tail.h"

/* Method: 0 historical, 1 gaussian, 2 cornish_fisher (enum fs_risk_method of var.h). */
struct fs_risk_portfolio_var_options {
    int32_t method;
    double level;
    double horizon;
    int32_t quantile_type;
    int32_t ddof;
};
struct fs_risk_portfolio_var_result {
    double value;
    double *marginal;    /* k */
    double *component;   /* k */
    double *percent;     /* k */
    double *incremental; /* k */
};
int fs_risk_portfolio_var(const double *returns, const double *positions, size_t n, size_t k,
                          const struct fs_risk_portfolio_var_options *options,
                          struct fs_risk_portfolio_var_result *result, struct fs_problem *problem);

struct fs_risk_portfolio_es_options {
    int32_t method;
    double level;
    double horizon;
    int32_t quantile_type;
    int32_t ddof;
    int32_t tail;
};
struct fs_risk_portfolio_es_result {
    double value;
    double *marginal;
    double *component;
    double *percent;
    double *incremental;
};
int fs_risk_portfolio_es(const double *returns, const double *positions, size_t n, size_t k,
                         const struct fs_risk_portfolio_es_options *options,
                         struct fs_risk_portfolio_es_result *result, struct fs_problem *problem);

#endif
