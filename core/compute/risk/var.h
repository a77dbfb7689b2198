/*
 * var.h: value at risk (VaR) and expected shortfall (ES, CVaR) of one series of returns or profits, in its
 * unit.
 *
 * Losses are positive; a negative figure is a gain. Figures of one period are multiplied by sqrt(horizon),
 * for every method.
 *
 *   historical      the quantile at 1 - level, by quantile_type; ES by `tail` (risk/tail.h)
 *   gaussian        -(mean + z sd), ES -mean + sd phi(z) / (1 - level); sd with ddof
 *   cornish_fisher  the same with Cornish and Fisher's quantile of population skewness and kurtosis
 *                   ("modified"); ES of Boudt, Peterson and Croux (2008), never below VaR
 *   ewma            RiskMetrics (1996): s2 = lambda s2 + (1 - lambda) r^2, from the mean of r^2, mean 0,
 *                   normal quantile
 *   garch           GARCH(1, 1) with a constant mean and normal errors (ts/garch.h): -(mu + z s), s forecast
 *                   for the next period
 *   filtered_historical   mu + s times the historical quantile of that fit's standardised residuals
 *                         (Barone-Adesi et al. 1999)
 *   monte_carlo     the historical figures of `paths` simulated periods: gaussian and t (with df, scaled to
 *                   the sample's sd) around the sample's mean, or draws from the sample itself (bootstrap);
 *                   the same `seed` gives the same figure
 *
 * At least 2 returns (garch 12). Returns that do not vary have a VaR of minus their value by historical,
 * gaussian and monte_carlo; cornish_fisher and garch refuse them, ewma those that are all 0.
 */
#ifndef FINSMART_COMPUTE_RISK_VAR_H
#define FINSMART_COMPUTE_RISK_VAR_H

#include "compute/risk/tail.h"

enum fs_risk_method {
    FS_RISK_HISTORICAL,
    FS_RISK_GAUSSIAN,
    FS_RISK_CORNISH_FISHER,
    FS_RISK_EWMA,
    FS_RISK_GARCH,
    FS_RISK_FILTERED_HISTORICAL,
    FS_RISK_MONTE_CARLO
};
enum fs_risk_distribution { FS_RISK_NORMAL_PATHS, FS_RISK_T_PATHS, FS_RISK_BOOTSTRAP };

struct fs_risk_var_options {
    int32_t method;
    double level;          /* 0.95: the loss that is passed in 5 % of periods */
    double horizon;        /* periods */
    int32_t quantile_type; /* 1 to 9 */
    int32_t ddof;          /* gaussian, cornish_fisher, monte_carlo */
    double lambda;         /* ewma: between 0 and 1 */
    int32_t distribution;  /* monte_carlo */
    double df;             /* monte_carlo t: above 2 */
    int32_t paths;         /* monte_carlo: 100 to 100000000 */
    uint64_t seed;         /* monte_carlo */
};
struct fs_risk_var_result {
    double value;
    double deviation; /* of one period, as the method has it; NaN for historical and bootstrap */
    /* 0: Cornish and Fisher's quantile does not rise with p here (Maillard 2012): read it with care */
    int32_t monotone;
};
int fs_risk_var(const double *returns, size_t n, const struct fs_risk_var_options *options,
                struct fs_risk_var_result *result, struct fs_problem *problem);

struct fs_risk_es_options {
    int32_t method;
    double level;
    double horizon;
    int32_t quantile_type;
    int32_t ddof;
    double lambda;
    int32_t distribution;
    double df;
    int32_t paths;
    uint64_t seed;
    int32_t tail; /* enum fs_risk_tail: historical, filtered_historical, monte_carlo */
};
struct fs_risk_es_result {
    double value;
    double var; /* at the same level and horizon */
    double deviation;
    int32_t monotone;
};
int fs_risk_es(const double *returns, size_t n, const struct fs_risk_es_options *options,
               struct fs_risk_es_result *result, struct fs_problem *problem);

#endif
