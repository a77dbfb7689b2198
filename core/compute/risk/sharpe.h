/*
 * sharpe.h: the Sharpe ratio with VaR or ES in place of the deviation (Dowd 2000; "modified Sharpe" with
 * Cornish-Fisher VaR).
 *
 * Per period: (mean - f) / figure, f the risk-free rate of a period as in perf/sample.h. A figure that is not
 * above 0 (a sample without losses at this level) is FS_COMPUTE_DOMAIN.
 */
#ifndef FINSMART_COMPUTE_RISK_SHARPE_H
#define FINSMART_COMPUTE_RISK_SHARPE_H

#include "compute/problem.h"

struct fs_risk_sharpe_options {
    int32_t measure; /* 0 VaR, 1 ES */
    int32_t method;  /* 0 historical, 1 gaussian, 2 cornish_fisher */
    double level;
    int32_t quantile_type;
    int32_t ddof;
    int32_t kind;
    double periods;
    double rf;
};
struct fs_risk_sharpe_result {
    double value;
    double excess; /* mean - f */
    double risk;   /* the figure */
};
int fs_risk_sharpe(const double *returns, size_t n, const struct fs_risk_sharpe_options *options,
                   struct fs_risk_sharpe_result *result, struct fs_problem *problem);

#endif
