/*
 * drawdown.h: losses from the highest wealth so far.
 *
 * Wealth starts at 1 before the first return, and that counts as a peak. The depth of an observation is the
 * part of the highest wealth so far that is lost by then, from 0 (at a peak) to 1: losses are positive. With
 * `compounding` arithmetic wealth is 1 + the sum of the returns (a stake that stays the same; depths can pass
 * 1). A drawdown is a run of depths above 0, from its peak to the observation that is back at it. Depths up
 * to 2^-48 are rounding and count as 0. Positions count observations from 1; 0 is the start before the first.
 */
#ifndef FINSMART_COMPUTE_PERF_DRAWDOWN_H
#define FINSMART_COMPUTE_PERF_DRAWDOWN_H

#include "compute/perf/sample.h"

/* A walk along wealth; start with FS_PERF_WALK(kind, compounding). */
struct fs_perf_walk {
    int32_t kind;
    int32_t compounding;
    double level; /* geometric: growth since the peak, or its logarithm; arithmetic: wealth */
    double peak;
};
#define FS_PERF_WALK(KIND, COMPOUNDING)                                                                      \
    ((struct fs_perf_walk){(KIND), (COMPOUNDING),                                                            \
                           (COMPOUNDING) == FS_PERF_GEOMETRIC && (KIND) == FS_PERF_LOG ? 0.0 : 1.0, 1.0})
/* The depth after one more return. */
double fs_perf_walk_step(struct fs_perf_walk *walk, double r);

/* One drawdown; `recovery` is 0 while it lasts. */
struct fs_perf_episode {
    size_t peak, trough, recovery;
    double depth;
};
/* The next drawdown from `*at` (an observation from 0, where the walk is), which moves behind it; 0 when
 * there is no more. */
int fs_perf_episode_next(struct fs_perf_walk *walk, const double *r, size_t n, size_t *at,
                         struct fs_perf_episode *episode);

/* What drawdown figures ask of all. */
int fs_perf_require_walk(const double *r, size_t n, int32_t kind, int32_t compounding,
                         struct fs_problem *problem);

struct fs_perf_drawdowns_options {
    int32_t kind;
    int32_t compounding;
    int32_t order; /* 0: by time, 1: deepest first */
};
/* Vectors have up to (n + 1) / 2 values. `recovery` and `recovery_length` are NaN for a drawdown that lasts.
 */
struct fs_perf_drawdowns_result {
    int32_t found;
    double *depth;
    double *peak;
    double *trough;
    double *recovery;
    double *length;          /* from peak to recovery, or to the end */
    double *decline_length;  /* from peak to trough */
    double *recovery_length; /* from trough to recovery */
    double *underwater;      /* n: the depth of each observation */
};
int fs_perf_drawdowns(const double *returns, size_t n, const struct fs_perf_drawdowns_options *options,
                      struct fs_perf_drawdowns_result *result, struct fs_problem *problem);

struct fs_perf_max_drawdown_options {
    int32_t kind;
    int32_t compounding;
};
struct fs_perf_max_drawdown_result {
    double value; /* 0 when there is none, then positions are NaN */
    double peak;  /* the first of equally deep ones */
    double trough;
    double recovery; /* NaN while it lasts */
};
int fs_perf_max_drawdown(const double *returns, size_t n, const struct fs_perf_max_drawdown_options *options,
                         struct fs_perf_max_drawdown_result *result, struct fs_problem *problem);

/* Mean depth of all drawdowns, 0 when there are none. */
struct fs_perf_average_drawdown_options {
    int32_t kind;
    int32_t compounding;
};
struct fs_perf_average_drawdown_result {
    double value;
    int32_t found;
    double length; /* mean from peak to recovery or the end */
};
int fs_perf_average_drawdown(const double *returns, size_t n,
                             const struct fs_perf_average_drawdown_options *options,
                             struct fs_perf_average_drawdown_result *result, struct fs_problem *problem);

/* Ulcer index: sqrt(sum depth^2 / (n - ddof)); Martin and McCann (1989) with ddof 0. */
struct fs_perf_ulcer_index_options {
    int32_t kind;
    int32_t ddof;
    int32_t compounding;
};
struct fs_perf_ulcer_index_result {
    double value;
};
int fs_perf_ulcer_index(const double *returns, size_t n, const struct fs_perf_ulcer_index_options *options,
                        struct fs_perf_ulcer_index_result *result, struct fs_problem *problem);

/* Pain index: mean depth of all observations (Becker). */
struct fs_perf_pain_index_options {
    int32_t kind;
    int32_t compounding;
};
struct fs_perf_pain_index_result {
    double value;
};
int fs_perf_pain_index(const double *returns, size_t n, const struct fs_perf_pain_index_options *options,
                       struct fs_perf_pain_index_result *result, struct fs_problem *problem);

/* Conditional drawdown at risk: mean of the deepest (1 - level) n depths, one of them in part where that is
 * no whole number (Chekhlov, Uryasev and Zabarankin 2005). */
struct fs_perf_cdar_options {
    double level; /* above 0, below 1 */
    int32_t kind;
    int32_t compounding;
};
struct fs_perf_cdar_result {
    double value;
    double dar; /* the shallowest depth among them */
};
int fs_perf_cdar(const double *returns, size_t n, const struct fs_perf_cdar_options *options,
                 struct fs_perf_cdar_result *result, struct fs_problem *problem);

#endif
