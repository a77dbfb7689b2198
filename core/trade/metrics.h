/*
 * metrics.h: figures of an equity curve, gathered while it grows.
 *
 * Points arrive in blocks; moments are merged block by block (Chan's update of the first four), so that the
 * result does not suffer from a long series, and nothing is kept of the points.
 */
#ifndef FINSMART_TRADE_METRICS_H
#define FINSMART_TRADE_METRICS_H

#include "trade/result.h"

#include <stdint.h>

struct fs_series;

struct fs_curve {
    double target; /* rf/m */
    double last;   /* equity before the next point; the starting cash at first */
    double benchmark_last;
    double benchmark_first;
    int64_t points;
    int64_t n; /* returns in the moments */
    double mean, m2, m3, m4;
    double downside; /* sum of min(r - target, 0)^2 */
    double sum;      /* of equity, for its mean */
    double peak;
    int64_t peak_time;
    double drawdown; /* least so far */
    int64_t longest; /* ns under water */
    int under;       /* equity is below its peak */
    int ruined;      /* equity was zero or below: what are returns then? */
    /* regression on the benchmark: count, means, co-moments */
    int64_t pairs;
    double pair_mean_r, pair_mean_b, pair_bb, pair_rb;
};

#define FS_CURVE_BLOCK 1024

void fs_curve_init(struct fs_curve *curve, double start, double target);
/* Adds `count` points (at most FS_CURVE_BLOCK). `benchmark`: its closes at the same times, or NULL. */
void fs_curve_add(struct fs_curve *curve, const int64_t *time, const double *equity, const double *benchmark,
                  int count);
/* How many periods a year the bars of a series are, and why (static text). */
double fs_periods_per_year(const struct fs_series *series, const char **basis);
/* Figures a year are made up where the run is a small part of one: of a result of less than a hundredth of a year (n/m) they
 * become NaN, and its conventions say so. They are cagr, volatility, sharpe, sortino, calmar, turnover and alpha. For results that
 * people and programs read; a search compares runs of one length, for which the factor is the same. */
void fs_result_annual(struct fs_result *result);
/* The metrics of a curve and its trades. `traded` is the value bought plus sold, `exposed` the number of
 * points with a position. */
void fs_metrics_compute(const struct fs_curve *curve, const struct fs_conventions *conventions, double start,
                        const struct fs_trade_record *trades, int64_t trade_count, double traded,
                        int64_t exposed, double fees, struct fs_metrics *metrics);

#endif
