/*
 * compute.h: the compute primitives as plugins call them.
 *
 * Generated from core/compute/describe/; do not edit. Part of the stable plugin ABI: functions are only ever appended.
 * A function is there when its offset lies below struct_size.
 *
 * All functions are pure and may be called from any thread. The whole-series form takes arrays of `length` values,
 * oldest first, and fills outputs of the same length, NaN where there is no value yet; outputs must not overlap inputs
 * or each other; it returns FS_COMPUTE_OK or a negative status. The streaming form gives the same values bit for bit:
 * allocate <name>_size(parameters) bytes aligned to 8 (0 means a parameter out of range), call <name>_init(), then
 * <name>_update() for each value. A stream's state is plain data and may be copied. Missing values are NaN, infinities
 * and magnitudes from 2^480; the reference (docs/reference/compute.md) says what they do.
 */
#ifndef FINSMART_COMPUTE_API_H
#define FINSMART_COMPUTE_API_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FS_COMPUTE_TABLE_OK        0
#define FS_COMPUTE_TABLE_NULL      (-1) /* a pointer is NULL */
#define FS_COMPUTE_TABLE_PARAMETER (-2) /* a parameter is out of its range */
#define FS_COMPUTE_TABLE_OVERLAP   (-3) /* an output overlaps another array */

/* States of streams. */
struct fs_sma;
struct fs_ema;
struct fs_wma;
struct fs_macd;
struct fs_rsi;
struct fs_atr;
struct fs_stoch;
struct fs_max;
struct fs_min;
struct fs_stddev;
struct fs_bbands;
struct fs_rolling_std;
struct fs_zscore;
struct fs_returns;
struct fs_obv;
struct fs_mom;

struct fs_compute_table {
    uint32_t struct_size; /* bytes of this table in the host */
    uint32_t count;       /* primitives in it */
    const char *(*status_text)(int status);

    /* ta.sma: Simple moving average. (x[i-period+1] + ... + x[i]) / period */
    int (*sma)(const double *x, size_t length, int32_t period, double *sma);
    int32_t (*sma_lookback)(int32_t period);
    size_t (*sma_size)(int32_t period);
    int (*sma_init)(struct fs_sma *state, int32_t period);
    double (*sma_update)(struct fs_sma *state, double x);
    int (*sma_valid)(const struct fs_sma *state, size_t size);

    /* ta.ema: Exponential moving average. ema[i] = (x[i] - ema[i-1]) * 2 / (period + 1) + ema[i-1] */
    int (*ema)(const double *x, size_t length, int32_t period, double *ema);
    int32_t (*ema_lookback)(int32_t period);
    size_t (*ema_size)(int32_t period);
    int (*ema_init)(struct fs_ema *state, int32_t period);
    double (*ema_update)(struct fs_ema *state, double x);
    int (*ema_valid)(const struct fs_ema *state, size_t size);

    /* ta.wma: Weighted moving average. (1 * x[i-period+1] + ... + period * x[i]) / (period *
     * (period + 1) / 2) */
    int (*wma)(const double *x, size_t length, int32_t period, double *wma);
    int32_t (*wma_lookback)(int32_t period);
    size_t (*wma_size)(int32_t period);
    int (*wma_init)(struct fs_wma *state, int32_t period);
    double (*wma_update)(struct fs_wma *state, double x);
    int (*wma_valid)(const struct fs_wma *state, size_t size);

    /* ta.macd: Moving average convergence/divergence. ema(x, fast) - ema(x, slow); ema(macd,
     * signal); macd - signal_line */
    int (*macd)(const double *x, size_t length, int32_t fast, int32_t slow, int32_t signal, double *macd, double *signal_line, double *histogram);
    int32_t (*macd_lookback)(int32_t fast, int32_t slow, int32_t signal);
    size_t (*macd_size)(int32_t fast, int32_t slow, int32_t signal);
    int (*macd_init)(struct fs_macd *state, int32_t fast, int32_t slow, int32_t signal);
    void (*macd_update)(struct fs_macd *state, double x, double *macd, double *signal_line, double *histogram);
    int (*macd_valid)(const struct fs_macd *state, size_t size);

    /* ta.rsi: Relative strength index. 100 * gain / (gain + loss); gain[i] = (gain[i-1] * (period -
     * 1) + max(x[i] - x[i-1], 0)) / period */
    int (*rsi)(const double *x, size_t length, int32_t period, double *rsi);
    int32_t (*rsi_lookback)(int32_t period);
    size_t (*rsi_size)(int32_t period);
    int (*rsi_init)(struct fs_rsi *state, int32_t period);
    double (*rsi_update)(struct fs_rsi *state, double x);
    int (*rsi_valid)(const struct fs_rsi *state, size_t size);

    /* ta.atr: Average true range. atr[i] = (atr[i-1] * (period - 1) + range[i]) / period */
    int (*atr)(const double *high, const double *low, const double *close, size_t length, int32_t period, double *atr);
    int32_t (*atr_lookback)(int32_t period);
    size_t (*atr_size)(int32_t period);
    int (*atr_init)(struct fs_atr *state, int32_t period);
    double (*atr_update)(struct fs_atr *state, double high, double low, double close);
    int (*atr_valid)(const struct fs_atr *state, size_t size);

    /* ta.stoch: Stochastic oscillator. sma((close - lowest) / ((highest - lowest) / 100), slow_k);
     * sma(k, slow_d) */
    int (*stoch)(const double *high, const double *low, const double *close, size_t length, int32_t fast_k, int32_t slow_k, int32_t slow_d, double *k, double *d);
    int32_t (*stoch_lookback)(int32_t fast_k, int32_t slow_k, int32_t slow_d);
    size_t (*stoch_size)(int32_t fast_k, int32_t slow_k, int32_t slow_d);
    int (*stoch_init)(struct fs_stoch *state, int32_t fast_k, int32_t slow_k, int32_t slow_d);
    void (*stoch_update)(struct fs_stoch *state, double high, double low, double close, double *k, double *d);
    int (*stoch_valid)(const struct fs_stoch *state, size_t size);

    /* ta.max: Largest of a window. max(x[i-period+1], ..., x[i]) */
    int (*max)(const double *x, size_t length, int32_t period, double *max);
    int32_t (*max_lookback)(int32_t period);
    size_t (*max_size)(int32_t period);
    int (*max_init)(struct fs_max *state, int32_t period);
    double (*max_update)(struct fs_max *state, double x);
    int (*max_valid)(const struct fs_max *state, size_t size);

    /* ta.min: Smallest of a window. min(x[i-period+1], ..., x[i]) */
    int (*min)(const double *x, size_t length, int32_t period, double *min);
    int32_t (*min_lookback)(int32_t period);
    size_t (*min_size)(int32_t period);
    int (*min_init)(struct fs_min *state, int32_t period);
    double (*min_update)(struct fs_min *state, double x);
    int (*min_valid)(const struct fs_min *state, size_t size);

    /* ta.stddev: Standard deviation of a window (population). factor * sqrt(sum((x - mean)^2) /
     * period) */
    int (*stddev)(const double *x, size_t length, int32_t period, double factor, double *stddev);
    int32_t (*stddev_lookback)(int32_t period, double factor);
    size_t (*stddev_size)(int32_t period, double factor);
    int (*stddev_init)(struct fs_stddev *state, int32_t period, double factor);
    double (*stddev_update)(struct fs_stddev *state, double x);
    int (*stddev_valid)(const struct fs_stddev *state, size_t size);

    /* ta.bbands: Bollinger bands. mean + up * stddev; mean; mean - down * stddev */
    int (*bbands)(const double *x, size_t length, int32_t period, double up, double down, double *upper, double *middle, double *lower);
    int32_t (*bbands_lookback)(int32_t period, double up, double down);
    size_t (*bbands_size)(int32_t period, double up, double down);
    int (*bbands_init)(struct fs_bbands *state, int32_t period, double up, double down);
    void (*bbands_update)(struct fs_bbands *state, double x, double *upper, double *middle, double *lower);
    int (*bbands_valid)(const struct fs_bbands *state, size_t size);

    /* stats.rolling_std: Standard deviation of a window. sqrt(sum((x - mean)^2) / (period - ddof)) */
    int (*rolling_std)(const double *x, size_t length, int32_t period, int32_t ddof, double *std);
    int32_t (*rolling_std_lookback)(int32_t period, int32_t ddof);
    size_t (*rolling_std_size)(int32_t period, int32_t ddof);
    int (*rolling_std_init)(struct fs_rolling_std *state, int32_t period, int32_t ddof);
    double (*rolling_std_update)(struct fs_rolling_std *state, double x);
    int (*rolling_std_valid)(const struct fs_rolling_std *state, size_t size);

    /* stats.zscore: z-score in a window. (x[i] - mean) / std */
    int (*zscore)(const double *x, size_t length, int32_t period, int32_t ddof, double *z);
    int32_t (*zscore_lookback)(int32_t period, int32_t ddof);
    size_t (*zscore_size)(int32_t period, int32_t ddof);
    int (*zscore_init)(struct fs_zscore *state, int32_t period, int32_t ddof);
    double (*zscore_update)(struct fs_zscore *state, double x);
    int (*zscore_valid)(const struct fs_zscore *state, size_t size);

    /* stats.returns: Returns. (x[i] - x[i-1]) / x[i-1]; log(x[i] / x[i-1]) */
    int (*returns)(const double *x, size_t length, int32_t kind, double *returns);
    int32_t (*returns_lookback)(int32_t kind);
    size_t (*returns_size)(int32_t kind);
    int (*returns_init)(struct fs_returns *state, int32_t kind);
    double (*returns_update)(struct fs_returns *state, double x);
    int (*returns_valid)(const struct fs_returns *state, size_t size);

    /* ta.obv: On-balance volume. obv[i] = obv[i-1] + volume[i] * sign(close[i] - close[i-1]) */
    int (*obv)(const double *close, const double *volume, size_t length, double *obv);
    int32_t (*obv_lookback)(void);
    size_t (*obv_size)(void);
    int (*obv_init)(struct fs_obv *state);
    double (*obv_update)(struct fs_obv *state, double close, double volume);
    int (*obv_valid)(const struct fs_obv *state, size_t size);

    /* ta.mom: Momentum. x[i] - x[i-period] */
    int (*mom)(const double *x, size_t length, int32_t period, double *mom);
    int32_t (*mom_lookback)(int32_t period);
    size_t (*mom_size)(int32_t period);
    int (*mom_init)(struct fs_mom *state, int32_t period);
    double (*mom_update)(struct fs_mom *state, double x);
    int (*mom_valid)(const struct fs_mom *state, size_t size);
};

#ifdef __cplusplus
}
#endif

#endif
