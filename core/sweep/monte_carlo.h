/*
 * monte_carlo.h: how else the trades of a run could have come.
 *
 * A trade is taken as its share of the account that it was made with: pnl by the starting cash plus the pnl of all trades
 * closed before it, so that the trades in their own order end where the account did. Shares compound. bootstrap draws as many
 * trades as there were, with replacement; shuffle only changes their order, which leaves the end where it is. Trades after an
 * account has fallen to 0 do not count. Draw i uses stream i of the seed (Philox).
 */
#ifndef FINSMART_SWEEP_MONTE_CARLO_H
#define FINSMART_SWEEP_MONTE_CARLO_H

#include <stdint.h>

#define FS_MONTE_CARLO_QUANTILES 7
/* 0.01 0.05 0.25 0.5 0.75 0.95 0.99 */
extern const double fs_monte_carlo_levels[FS_MONTE_CARLO_QUANTILES];

struct fs_monte_carlo {
    int64_t samples, trades;
    uint64_t seed;
    /* Quantiles (linear between neighbours, type 7) of the draws; drawdowns are at most 0, the first is the worst. */
    double bootstrap_equity[FS_MONTE_CARLO_QUANTILES];
    double bootstrap_drawdown[FS_MONTE_CARLO_QUANTILES];
    double shuffle_drawdown[FS_MONTE_CARLO_QUANTILES];
    double loss; /* share of bootstrap draws that end below the starting cash */
    double ruin; /* share of bootstrap draws that fall to 0 */
};

/* `pnl` of `trades` closed trades, at least 1. -1 with an error. */
int fs_monte_carlo(const double *pnl, int64_t trades, double cash, int64_t samples, uint64_t seed,
                   struct fs_monte_carlo *result);

#endif
