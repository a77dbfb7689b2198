/*
 * scenario.h: profit and loss of many positions over many scenarios, in one pass over the matrix.
 *
 * `shocks` holds n scenarios (rows) of k positions (columns): returns or changes of prices; `exposures` k
 * amounts. The profit of a scenario is the sum of exposure * shock. 10,000 positions by 500 scenarios run at
 * the speed of memory. Sums are taken in groups of eight columns in a fixed order: the same bits on every
 * processor.
 */
#ifndef FINSMART_COMPUTE_RISK_SCENARIO_H
#define FINSMART_COMPUTE_RISK_SCENARIO_H

#include "compute/risk/tail.h"

/* pnl[i] = sum of exposures[j] * shocks[i + j * n]; n * k values are read once. Does not fail; what is not
 * finite comes through. */
void fs_risk_combine(const double *shocks, const double *exposures, size_t n, size_t k, double *pnl);

/* Profit of each scenario, and VaR and ES of the scenarios as equally likely (historical simulation). */
struct fs_risk_scenario_pnl_options {
    double level;
    int32_t quantile_type;
    int32_t tail;
};
struct fs_risk_scenario_pnl_result {
    double *pnl; /* n */
    double var;  /* losses positive */
    double es;
    double worst;      /* the lowest profit */
    int32_t worst_row; /* and its scenario, from 1 */
};
int fs_risk_scenario_pnl(const double *shocks, const double *exposures, size_t n, size_t k,
                         const struct fs_risk_scenario_pnl_options *options,
                         struct fs_risk_scenario_pnl_result *result, struct fs_problem *problem);

#endif
