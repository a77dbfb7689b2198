/*
 * sample.h: what all figures of returns share: checks, mean and deviation, growth, rates of a year.
 *
 * The convention record. `kind` says what the returns are: simple (p / previous - 1) or log (ln(p /
 * previous)). Moments are taken of the returns as they are; wealth grows by 1 + r of a simple and e^r of a
 * log return. `periods` is the number of returns in a year. `rf` is the risk-free rate of a year; a period
 * has (1 + rf)^(1 / periods) - 1 of it, and ln(1 + rf) / periods where the returns are log. `ddof` is taken
 * from the number of observations in a variance's divisor. `compounding` says how returns add up over time:
 * geometric multiplies growth, arithmetic adds returns (of a stake that stays the same).
 *
 * A deviation of at most 2^-48 (1 + the largest magnitude) cannot be told from the rounding of prices and is
 * 0: a constant series has a deviation of exactly 0, and ratios to it are refused (FS_COMPUTE_DOMAIN).
 */
#ifndef FINSMART_COMPUTE_PERF_SAMPLE_H
#define FINSMART_COMPUTE_PERF_SAMPLE_H

#include "compute/problem.h"

enum fs_perf_kind { FS_PERF_SIMPLE, FS_PERF_LOG };
enum fs_perf_compounding { FS_PERF_GEOMETRIC, FS_PERF_ARITHMETIC };
/* What a mean over the returns on one side of a threshold is divided by: all observations, or those on that
 * side. */
enum fs_perf_divisor { FS_PERF_FULL, FS_PERF_SUBSET };

struct fs_perf_moments {
    double mean;
    double deviation;
};

/* FS_COMPUTE_OK if there are at least `min` values, all finite and below FS_COMPUTE_LIMIT. */
int fs_perf_require(const double *x, size_t n, size_t min, const char *name, struct fs_problem *problem);
/* The same for returns that compound: simple returns must not be below -1. */
int fs_perf_require_growth(const double *r, size_t n, size_t min, int32_t kind, const char *name,
                           struct fs_problem *problem);
/* FS_COMPUTE_OK for a choice from 0 to `choices` - 1. */
int fs_perf_require_choice(int32_t choice, int32_t choices, const char *name, struct fs_problem *problem);
/* FS_COMPUTE_OK for a finite number of periods above 0. */
int fs_perf_require_periods(double periods, struct fs_problem *problem);
/* FS_COMPUTE_OK for a ddof of 0 or 1. */
int fs_perf_require_ddof(int32_t ddof, struct fs_problem *problem);
/* The rate of one period (see above), FS_COMPUTE_PARAMETER unless rf > -1. */
int fs_perf_rate(double rf, double periods, int32_t kind, double *rate, struct fs_problem *problem);

double fs_perf_mean(const double *x, size_t n);
/* Mean and deviation of n > ddof values; ddof 0 or 1. */
struct fs_perf_moments fs_perf_moments(const double *x, size_t n, int32_t ddof);
/* The same of x - y; y may be NULL. */
struct fs_perf_moments fs_perf_moments_of_difference(const double *x, const double *y, size_t n,
                                                     int32_t ddof);
/* Covariance of two samples, with the same divisor and the same shift as fs_perf_moments(). */
double fs_perf_covariance(const double *x, const double *y, size_t n, int32_t ddof);

/* The total return: growth of 1 over all returns, less 1 (geometric), or their sum. */
double fs_perf_total(const double *r, size_t n, int32_t kind, int32_t compounding);
/* The return of a year: growth^(periods / n) - 1 (geometric) or periods * mean. */
double fs_perf_annual(const double *r, size_t n, int32_t kind, int32_t compounding, double periods);

/* The return of a year above a rate of one period: fs_perf_annual() of r - rate. NaN where the difference is
 * below -1. */
double fs_perf_annual_excess(const double *r, size_t n, int32_t kind, int32_t compounding, double periods,
                             double rate);
/* FS_COMPUTE_OK if the record is in range and there are `min` returns that it can be applied to. */
int fs_perf_require_convention(const double *r, size_t n, size_t min, int32_t kind, int32_t compounding,
                               double periods, const char *name, struct fs_problem *problem);
/* 0 for what is rounding of numbers up to `scale`, else the deviation itself. */
double fs_perf_settle(double deviation, double scale);

/* *value = x, or FS_COMPUTE_DOMAIN where x is not finite: "<figure> is too large for a number". */
int fs_perf_value(double x, const char *figure, double *value, struct fs_problem *problem);
/* *value = numerator / denominator, or FS_COMPUTE_DOMAIN with "<denominator's name> is 0: <figure> is not
 * defined". */
int fs_perf_ratio(double numerator, double denominator, const char *figure, const char *name, double *value,
                  struct fs_problem *problem);

#endif
