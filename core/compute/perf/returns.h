/*
 * returns.h: from returns to prices and totals, over a year, above a rate, and by bucket. `kind`, `periods`,
 * `rf` and `compounding` as in sample.h. Returns are fractions (0.01 is 1 %); every value must be finite
 * (FS_COMPUTE_MISSING), and a simple return that compounds at least -1 (FS_COMPUTE_DOMAIN).
 */
#ifndef FINSMART_COMPUTE_PERF_RETURNS_H
#define FINSMART_COMPUTE_PERF_RETURNS_H

#include "compute/perf/sample.h"

/* Prices after each return, from `base` before the first: base * prod(1 + r), base * exp(sum l). */
struct fs_perf_to_prices_options {
    int32_t kind;
    double base; /* above 0 */
};
struct fs_perf_to_prices_result {
    double *prices; /* n */
};
int fs_perf_to_prices(const double *returns, size_t n, const struct fs_perf_to_prices_options *options,
                      struct fs_perf_to_prices_result *result, struct fs_problem *problem);

/* The total return up to and with each observation. */
struct fs_perf_cumulative_options {
    int32_t kind;
    int32_t compounding;
};
struct fs_perf_cumulative_result {
    double *cumulative; /* n */
};
int fs_perf_cumulative(const double *returns, size_t n, const struct fs_perf_cumulative_options *options,
                       struct fs_perf_cumulative_result *result, struct fs_problem *problem);

/* The total return of at least one observation. */
struct fs_perf_total_return_options {
    int32_t kind;
    int32_t compounding;
};
struct fs_perf_total_return_result {
    double value;
};
int fs_perf_total_return(const double *returns, size_t n, const struct fs_perf_total_return_options *options,
                         struct fs_perf_total_return_result *result, struct fs_problem *problem);

/* The return of a year: growth^(periods / n) - 1, or periods * mean. The years are n / periods, whatever the
 * calendar. */
struct fs_perf_annual_return_options {
    int32_t kind;
    double periods;
    int32_t compounding;
};
struct fs_perf_annual_return_result {
    double value;
    double years; /* n / periods; below 1 the figure projects more than was observed */
};
int fs_perf_annual_return(const double *returns, size_t n,
                          const struct fs_perf_annual_return_options *options,
                          struct fs_perf_annual_return_result *result, struct fs_problem *problem);

/* Returns above the rate of a period: r - f, or (1 + r) / (1 + f) - 1 (geometric; of log returns both are r -
 * f). */
struct fs_perf_excess_returns_options {
    int32_t kind;
    double periods;
    double rf;
    int32_t compounding;
};
struct fs_perf_excess_returns_result {
    double *excess; /* n */
    double rate;    /* of one period */
};
int fs_perf_excess_returns(const double *returns, size_t n,
                           const struct fs_perf_excess_returns_options *options,
                           struct fs_perf_excess_returns_result *result, struct fs_problem *problem);

/* Returns of buckets: neighbours with equal labels (such as a month's number) make one, compounded
 * (geometric) or added. The results are of the input's kind. */
struct fs_perf_aggregate_options {
    int32_t kind;
    int32_t compounding;
};
struct fs_perf_aggregate_result {
    int32_t found;   /* buckets */
    double *returns; /* at most n */
    double *labels;  /* at most n */
    double *counts;  /* observations in each, at most n */
};
int fs_perf_aggregate(const double *returns, const double *labels, size_t n,
                      const struct fs_perf_aggregate_options *options,
                      struct fs_perf_aggregate_result *result, struct fs_problem *problem);

#endif
