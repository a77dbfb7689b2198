/*
 * many.h: common indicators of eight series at once.
 *
 * Values lie interleaved, x[i * 8 + lane]: row i holds the i-th value of each series. `length` counts rows, so that arrays
 * hold 8 * length values. Every lane gets the bits that the single form (fs_sma() of sma.h, ...) gives that series by itself,
 * with its own gaps: a value missing in one lane changes nothing in the others. Pad with NaN series where there are fewer than
 * eight. Parameters, look-backs and statuses are those of the single forms (bands: of the simple average). One row takes one
 * vector of an AVX-512 processor, two of AVX2, four of older ones.
 */
#ifndef FINSMART_COMPUTE_MANY_H
#define FINSMART_COMPUTE_MANY_H

#include "compute/status.h"

#define FS_MANY_LANES 8

int fs_sma_many(const double *x, size_t length, int32_t period, double *out);
int fs_ema_many(const double *x, size_t length, int32_t period, double *out);
int fs_rsi_many(const double *x, size_t length, int32_t period, double *out);
int fs_atr_many(const double *high, const double *low, const double *close, size_t length, int32_t period,
                double *out);
int fs_macd_many(const double *x, size_t length, int32_t fast, int32_t slow, int32_t signal, double *macd,
                 double *signal_line, double *histogram);
int fs_stddev_many(const double *x, size_t length, int32_t period, double factor, double *out);
/* About simple averages. */
int fs_bbands_many(const double *x, size_t length, int32_t period, double up, double down, double *upper,
                   double *middle, double *lower);
int fs_adx_many(const double *high, const double *low, const double *close, size_t length, int32_t period,
                double *out);
int fs_obv_many(const double *close, const double *volume, size_t length, double *out);
int fs_linearreg_slope_many(const double *x, size_t length, int32_t period, double *out);

#endif
