/*
 * ratio.h: return by risk. The convention record as in sample.h. All are of a year; periods = 1 (with rf and
 * returns of one period) gives them per period. A risk of 0 (a constant series, no drawdown, nothing below
 * the threshold) is FS_COMPUTE_DOMAIN.
 */
#ifndef FINSMART_COMPUTE_PERF_RATIO_H
#define FINSMART_COMPUTE_PERF_RATIO_H

#include "compute/perf/sample.h"

/* Sharpe ratio (1966, 1994): excess return of a year by sd * sqrt(periods). Arithmetic: periods * mean(r -
 * f); geometric: prod(1 + r - f)^(periods / n) - 1. */
struct fs_perf_sharpe_options {
    int32_t kind;
    double periods;
    double rf;
    int32_t ddof;
    int32_t compounding;
};
struct fs_perf_sharpe_result {
    double value;
    double excess;     /* of a year */
    double volatility; /* of a year */
};
int fs_perf_sharpe(const double *returns, size_t n, const struct fs_perf_sharpe_options *options,
                   struct fs_perf_sharpe_result *result, struct fs_problem *problem);

/* Sortino ratio: (mean - mar) / downside deviation * sqrt(periods); `mar` is of one period. */
struct fs_perf_sortino_options {
    double mar;
    double periods;
    int32_t divisor;
};
struct fs_perf_sortino_result {
    double value;
    double downside; /* per period */
};
int fs_perf_sortino(const double *returns, size_t n, const struct fs_perf_sortino_options *options,
                    struct fs_perf_sortino_result *result, struct fs_problem *problem);

/* Omega (Keating and Shadwick 2002): sum max(r - mar, 0) / sum max(mar - r, 0). */
struct fs_perf_omega_options {
    double mar;
};
struct fs_perf_omega_result {
    double value;
};
int fs_perf_omega(const double *returns, size_t n, const struct fs_perf_omega_options *options,
                  struct fs_perf_omega_result *result, struct fs_problem *problem);

/* Calmar ratio: return of a year / deepest drawdown. */
struct fs_perf_calmar_options {
    int32_t kind;
    double periods;
    int32_t compounding;
};
struct fs_perf_calmar_result {
    double value;
};
int fs_perf_calmar(const double *returns, size_t n, const struct fs_perf_calmar_options *options,
                   struct fs_perf_calmar_result *result, struct fs_problem *problem);

/* Sterling ratio: return of a year / (average drawdown + excess), or deepest drawdown + excess. */
struct fs_perf_sterling_options {
    int32_t kind;
    double periods;
    int32_t compounding;
    int32_t drawdown; /* 0: average, 1: deepest */
    double excess;
};
struct fs_perf_sterling_result {
    double value;
};
int fs_perf_sterling(const double *returns, size_t n, const struct fs_perf_sterling_options *options,
                     struct fs_perf_sterling_result *result, struct fs_problem *problem);

/* Burke ratio (1994): (return of a year - rf) / sqrt(sum of all drawdowns' depths squared); modified: times
 * sqrt(n). */
struct fs_perf_burke_options {
    int32_t kind;
    double periods;
    double rf;
    int32_t compounding;
    int32_t modified;
};
struct fs_perf_burke_result {
    double value;
};
int fs_perf_burke(const double *returns, size_t n, const struct fs_perf_burke_options *options,
                  struct fs_perf_burke_result *result, struct fs_problem *problem);

/* Martin ratio, ulcer performance index: (return of a year - rf) / ulcer index (ddof 0 as in Martin and
 * McCann 1989). */
struct fs_perf_martin_options {
    int32_t kind;
    double periods;
    double rf;
    int32_t ddof;
    int32_t compounding;
};
struct fs_perf_martin_result {
    double value;
};
int fs_perf_martin(const double *returns, size_t n, const struct fs_perf_martin_options *options,
                   struct fs_perf_martin_result *result, struct fs_problem *problem);

/* Pain ratio: (return of a year - rf) / pain index. */
struct fs_perf_pain_ratio_options {
    int32_t kind;
    double periods;
    double rf;
    int32_t compounding;
};
struct fs_perf_pain_ratio_result {
    double value;
};
int fs_perf_pain_ratio(const double *returns, size_t n, const struct fs_perf_pain_ratio_options *options,
                       struct fs_perf_pain_ratio_result *result, struct fs_problem *problem);

#endif
