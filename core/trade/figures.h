/*
 * figures.h: what a run came to, as a list of named numbers: what a search is judged by and what its table has as columns.
 */
#ifndef FINSMART_TRADE_FIGURES_H
#define FINSMART_TRADE_FIGURES_H

#include "trade/result.h"

/* The members of struct fs_metrics, in the order of the list. */
#define FS_FIGURE_METRICS(X)                                                                                 \
    X(total_return)                                                                                          \
    X(cagr)                                                                                                  \
    X(volatility)                                                                                            \
    X(sharpe)                                                                                                \
    X(sortino)                                                                                               \
    X(calmar)                                                                                                \
    X(max_drawdown)                                                                                          \
    X(max_drawdown_days)                                                                                     \
    X(win_rate)                                                                                              \
    X(profit_factor)                                                                                         \
    X(exposure)                                                                                              \
    X(turnover)                                                                                              \
    X(fees)                                                                                                  \
    X(final_equity)                                                                                          \
    X(mean_trade)                                                                                            \
    X(best_trade)                                                                                            \
    X(worst_trade)                                                                                           \
    X(mean_return)                                                                                           \
    X(skewness)                                                                                              \
    X(kurtosis)                                                                                              \
    X(benchmark_return)                                                                                      \
    X(beta)                                                                                                  \
    X(alpha)

/* Counts of struct fs_result: `trades` is how many round trips began. */
enum fs_figure {
#define FS_FIGURE_NUMBER(name) FS_FIGURE_##name,
    FS_FIGURE_METRICS(FS_FIGURE_NUMBER)
#undef FS_FIGURE_NUMBER
        FS_FIGURE_trades,
    FS_FIGURE_orders,
    FS_FIGURE_fills,
    FS_FIGURE_rejected,
    FS_FIGURES
};

/* The name of each, by enum fs_figure; FS_FIGURES of them. */
extern const char *const fs_figure_names[FS_FIGURES];

/* All of a result's figures. */
void fs_figures(const struct fs_result *result, double figures[FS_FIGURES]);

#endif
