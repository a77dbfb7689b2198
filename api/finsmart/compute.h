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
struct fs_cci;
struct fs_willr;
struct fs_aroon;
struct fs_aroonosc;
struct fs_cmo;
struct fs_trix;
struct fs_apo;
struct fs_ppo;
struct fs_ultosc;
struct fs_dema;
struct fs_tema;
struct fs_t3;
struct fs_kama;
struct fs_trima;
struct fs_ma;
struct fs_mama;
struct fs_macdfix;
struct fs_macdext;
struct fs_mavp;
struct fs_ht_dcperiod;
struct fs_ht_phasor;
struct fs_ht_dcphase;
struct fs_ht_sine;
struct fs_ht_trendline;
struct fs_ht_trendmode;
struct fs_midpoint;
struct fs_midprice;
struct fs_sar;
struct fs_sarext;
struct fs_donchian;
struct fs_accbands;
struct fs_keltner;
struct fs_ichimoku;
struct fs_supertrend;
struct fs_vwap;
struct fs_volume_sma;
struct fs_stochf;
struct fs_stochrsi;
struct fs_roc;
struct fs_rocp;
struct fs_rocr;
struct fs_rocr100;
struct fs_bop;
struct fs_imi;
struct fs_mfi;
struct fs_ad;
struct fs_adosc;
struct fs_plus_dm;
struct fs_plus_di;
struct fs_minus_dm;
struct fs_minus_di;
struct fs_dx;
struct fs_adx;
struct fs_adxr;
struct fs_trange;
struct fs_natr;
struct fs_avgprice;
struct fs_medprice;
struct fs_typprice;
struct fs_wclprice;
struct fs_add;
struct fs_sub;
struct fs_mult;
struct fs_div;
struct fs_acos;
struct fs_asin;
struct fs_atan;
struct fs_ceil;
struct fs_cos;
struct fs_cosh;
struct fs_exp;
struct fs_floor;
struct fs_ln;
struct fs_log10;
struct fs_sin;
struct fs_sinh;
struct fs_sqrt;
struct fs_tan;
struct fs_tanh;
struct fs_ta_sum;
struct fs_maxindex;
struct fs_minindex;
struct fs_minmax;
struct fs_minmaxindex;
struct fs_linearreg;
struct fs_linearreg_angle;
struct fs_linearreg_intercept;
struct fs_linearreg_slope;
struct fs_tsf;
struct fs_ta_var;
struct fs_avgdev;
struct fs_ta_correl;
struct fs_ta_beta;
struct fs_imbalance;
struct fs_microprice;
struct fs_liquidity_score;
struct fs_order_flow_imbalance;
struct fs_quoted_spread;
struct fs_effective_spread;
struct fs_realised_spread;
struct fs_roll_spread;
struct fs_amihud;
struct fs_micro_realised_variance;
struct fs_micro_bipower_variation;
struct fs_rolling_var;
struct fs_rolling_cov;
struct fs_rolling_corr;
struct fs_rolling_beta;
struct fs_rolling_skew;
struct fs_rolling_kurt;
struct fs_rolling_rank;
struct fs_rolling_quantile;
struct fs_expanding_sum;
struct fs_expanding_mean;
struct fs_expanding_min;
struct fs_expanding_max;
struct fs_expanding_var;
struct fs_expanding_std;
struct fs_expanding_skew;
struct fs_expanding_kurt;
struct fs_ewm_mean;
struct fs_ewm_var;
struct fs_ewm_std;
struct fs_ewm_cov;
struct fs_ewm_corr;
struct fs_rolling_median;

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

    /* ta.stoch: Stochastic oscillator. ma((close - lowest) / ((highest - lowest) / 100), slow_k);
     * ma(k, slow_d) */
    int (*stoch)(const double *high, const double *low, const double *close, size_t length, int32_t fast_k, int32_t slow_k, int32_t slow_d, int32_t slow_k_matype, int32_t slow_d_matype, double *k, double *d);
    int32_t (*stoch_lookback)(int32_t fast_k, int32_t slow_k, int32_t slow_d, int32_t slow_k_matype, int32_t slow_d_matype);
    size_t (*stoch_size)(int32_t fast_k, int32_t slow_k, int32_t slow_d, int32_t slow_k_matype, int32_t slow_d_matype);
    int (*stoch_init)(struct fs_stoch *state, int32_t fast_k, int32_t slow_k, int32_t slow_d, int32_t slow_k_matype, int32_t slow_d_matype);
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

    /* ta.bbands: Bollinger bands. ma + up * stddev; ma; ma - down * stddev */
    int (*bbands)(const double *x, size_t length, int32_t period, double up, double down, int32_t matype, double *upper, double *middle, double *lower);
    int32_t (*bbands_lookback)(int32_t period, double up, double down, int32_t matype);
    size_t (*bbands_size)(int32_t period, double up, double down, int32_t matype);
    int (*bbands_init)(struct fs_bbands *state, int32_t period, double up, double down, int32_t matype);
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

    /* ta.cci: Commodity channel index. (t[i] - mean) / (0.015 * mean of |t - mean|), t = (high +
     * low + close) / 3 */
    int (*cci)(const double *high, const double *low, const double *close, size_t length, int32_t period, double *cci);
    int32_t (*cci_lookback)(int32_t period);
    size_t (*cci_size)(int32_t period);
    int (*cci_init)(struct fs_cci *state, int32_t period);
    double (*cci_update)(struct fs_cci *state, double high, double low, double close);
    int (*cci_valid)(const struct fs_cci *state, size_t size);

    /* ta.willr: Williams' %R. -100 * (highest - close) / (highest - lowest) */
    int (*willr)(const double *high, const double *low, const double *close, size_t length, int32_t period, double *willr);
    int32_t (*willr_lookback)(int32_t period);
    size_t (*willr_size)(int32_t period);
    int (*willr_init)(struct fs_willr *state, int32_t period);
    double (*willr_update)(struct fs_willr *state, double high, double low, double close);
    int (*willr_valid)(const struct fs_willr *state, size_t size);

    /* ta.aroon: Aroon. 100 * (period - bars since the extreme) / period */
    int (*aroon)(const double *high, const double *low, size_t length, int32_t period, double *down, double *up);
    int32_t (*aroon_lookback)(int32_t period);
    size_t (*aroon_size)(int32_t period);
    int (*aroon_init)(struct fs_aroon *state, int32_t period);
    void (*aroon_update)(struct fs_aroon *state, double high, double low, double *down, double *up);
    int (*aroon_valid)(const struct fs_aroon *state, size_t size);

    /* ta.aroonosc: Aroon oscillator. 100 * (bars since the lowest low - bars since the highest
     * high) / period */
    int (*aroonosc)(const double *high, const double *low, size_t length, int32_t period, double *aroonosc);
    int32_t (*aroonosc_lookback)(int32_t period);
    size_t (*aroonosc_size)(int32_t period);
    int (*aroonosc_init)(struct fs_aroonosc *state, int32_t period);
    double (*aroonosc_update)(struct fs_aroonosc *state, double high, double low);
    int (*aroonosc_valid)(const struct fs_aroonosc *state, size_t size);

    /* ta.cmo: Chande's momentum oscillator. 100 * (gain - loss) / (gain + loss); gain[i] =
     * (gain[i-1] * (period - 1) + max(x[i] - x[i-1], 0)) / period */
    int (*cmo)(const double *x, size_t length, int32_t period, double *cmo);
    int32_t (*cmo_lookback)(int32_t period);
    size_t (*cmo_size)(int32_t period);
    int (*cmo_init)(struct fs_cmo *state, int32_t period);
    double (*cmo_update)(struct fs_cmo *state, double x);
    int (*cmo_valid)(const struct fs_cmo *state, size_t size);

    /* ta.trix: Change of a threefold exponential average. (e3[i] / e3[i-1] - 1) * 100, e3 =
     * ema(ema(ema(x))) */
    int (*trix)(const double *x, size_t length, int32_t period, double *trix);
    int32_t (*trix_lookback)(int32_t period);
    size_t (*trix_size)(int32_t period);
    int (*trix_init)(struct fs_trix *state, int32_t period);
    double (*trix_update)(struct fs_trix *state, double x);
    int (*trix_valid)(const struct fs_trix *state, size_t size);

    /* ta.apo: Absolute price oscillator. ma(x, fast) - ma(x, slow) */
    int (*apo)(const double *x, size_t length, int32_t fast, int32_t slow, int32_t matype, double *apo);
    int32_t (*apo_lookback)(int32_t fast, int32_t slow, int32_t matype);
    size_t (*apo_size)(int32_t fast, int32_t slow, int32_t matype);
    int (*apo_init)(struct fs_apo *state, int32_t fast, int32_t slow, int32_t matype);
    double (*apo_update)(struct fs_apo *state, double x);
    int (*apo_valid)(const struct fs_apo *state, size_t size);

    /* ta.ppo: Percentage price oscillator. 100 * (ma(x, fast) - ma(x, slow)) / ma(x, slow) */
    int (*ppo)(const double *x, size_t length, int32_t fast, int32_t slow, int32_t matype, double *ppo);
    int32_t (*ppo_lookback)(int32_t fast, int32_t slow, int32_t matype);
    size_t (*ppo_size)(int32_t fast, int32_t slow, int32_t matype);
    int (*ppo_init)(struct fs_ppo *state, int32_t fast, int32_t slow, int32_t matype);
    double (*ppo_update)(struct fs_ppo *state, double x);
    int (*ppo_valid)(const struct fs_ppo *state, size_t size);

    /* ta.ultosc: Ultimate oscillator. 100 / 7 * (4 * p1 / r1 + 2 * p2 / r2 + p3 / r3), p = sum of
     * close - min(low, close before), r = sum of true ranges */
    int (*ultosc)(const double *high, const double *low, const double *close, size_t length, int32_t period1, int32_t period2, int32_t period3, double *ultosc);
    int32_t (*ultosc_lookback)(int32_t period1, int32_t period2, int32_t period3);
    size_t (*ultosc_size)(int32_t period1, int32_t period2, int32_t period3);
    int (*ultosc_init)(struct fs_ultosc *state, int32_t period1, int32_t period2, int32_t period3);
    double (*ultosc_update)(struct fs_ultosc *state, double high, double low, double close);
    int (*ultosc_valid)(const struct fs_ultosc *state, size_t size);

    /* ta.dema: Double exponential moving average. 2 * e1 - e2, e1 = ema(x, period), e2 = ema(e1,
     * period) */
    int (*dema)(const double *x, size_t length, int32_t period, double *average);
    int32_t (*dema_lookback)(int32_t period);
    size_t (*dema_size)(int32_t period);
    int (*dema_init)(struct fs_dema *state, int32_t period);
    double (*dema_update)(struct fs_dema *state, double x);
    int (*dema_valid)(const struct fs_dema *state, size_t size);

    /* ta.tema: Triple exponential moving average. 3 * e1 - 3 * e2 + e3, e2 = ema(e1, period), e3 =
     * ema(e2, period) */
    int (*tema)(const double *x, size_t length, int32_t period, double *average);
    int32_t (*tema_lookback)(int32_t period);
    size_t (*tema_size)(int32_t period);
    int (*tema_init)(struct fs_tema *state, int32_t period);
    double (*tema_update)(struct fs_tema *state, double x);
    int (*tema_valid)(const struct fs_tema *state, size_t size);

    /* ta.t3: Tillson's T3. -v^3 * e6 + 3 * (v^2 + v^3) * e5 - (6 * v^2 + 3 * v + 3 * v^3) * e4 + (1
     * + 3 * v + v^3 + 3 * v^2) * e3 */
    int (*t3)(const double *x, size_t length, int32_t period, double vfactor, double *average);
    int32_t (*t3_lookback)(int32_t period, double vfactor);
    size_t (*t3_size)(int32_t period, double vfactor);
    int (*t3_init)(struct fs_t3 *state, int32_t period, double vfactor);
    double (*t3_update)(struct fs_t3 *state, double x);
    int (*t3_valid)(const struct fs_t3 *state, size_t size);

    /* ta.kama: Kaufman's adaptive moving average. k[i-1] + w * (x[i] - k[i-1]), w = (e * (2/3 -
     * 2/31) + 2/31)^2, e = |x[i] - x[i-period]| / sum of |changes| */
    int (*kama)(const double *x, size_t length, int32_t period, double *average);
    int32_t (*kama_lookback)(int32_t period);
    size_t (*kama_size)(int32_t period);
    int (*kama_init)(struct fs_kama *state, int32_t period);
    double (*kama_update)(struct fs_kama *state, double x);
    int (*kama_valid)(const struct fs_kama *state, size_t size);

    /* ta.trima: Triangular moving average. sum of min(j + 1, period - j) * x[i-j] / sum of the
     * weights, j = 0 to period - 1 */
    int (*trima)(const double *x, size_t length, int32_t period, double *average);
    int32_t (*trima_lookback)(int32_t period);
    size_t (*trima_size)(int32_t period);
    int (*trima_init)(struct fs_trima *state, int32_t period);
    double (*trima_update)(struct fs_trima *state, double x);
    int (*trima_valid)(const struct fs_trima *state, size_t size);

    /* ta.ma: Moving average of a chosen kind. ta.<matype>(x, period) */
    int (*ma)(const double *x, size_t length, int32_t period, int32_t matype, double *average);
    int32_t (*ma_lookback)(int32_t period, int32_t matype);
    size_t (*ma_size)(int32_t period, int32_t matype);
    int (*ma_init)(struct fs_ma *state, int32_t period, int32_t matype);
    double (*ma_update)(struct fs_ma *state, double x);
    int (*ma_valid)(const struct fs_ma *state, size_t size);

    /* ta.mama: MESA adaptive moving average. mama[i] = w * x[i] + (1 - w) * mama[i-1], w =
     * fastlimit / turn in degrees; fama[i] = w / 2 * mama[i] + (1 - w / 2) * fama[i-1] */
    int (*mama)(const double *x, size_t length, double fastlimit, double slowlimit, double *mama, double *fama);
    int32_t (*mama_lookback)(double fastlimit, double slowlimit);
    size_t (*mama_size)(double fastlimit, double slowlimit);
    int (*mama_init)(struct fs_mama *state, double fastlimit, double slowlimit);
    void (*mama_update)(struct fs_mama *state, double x, double *mama, double *fama);
    int (*mama_valid)(const struct fs_mama *state, size_t size);

    /* ta.macdfix: Moving average convergence/divergence, 12 and 26 bars. fast - slow; ema(macd,
     * signal); macd - signal_line */
    int (*macdfix)(const double *x, size_t length, int32_t signal, double *macd, double *signal_line, double *histogram);
    int32_t (*macdfix_lookback)(int32_t signal);
    size_t (*macdfix_size)(int32_t signal);
    int (*macdfix_init)(struct fs_macdfix *state, int32_t signal);
    void (*macdfix_update)(struct fs_macdfix *state, double x, double *macd, double *signal_line, double *histogram);
    int (*macdfix_valid)(const struct fs_macdfix *state, size_t size);

    /* ta.macdext: Moving average convergence/divergence with averages of any kind. ma(x, fast) -
     * ma(x, slow); ma(macd, signal); macd - signal_line */
    int (*macdext)(const double *x, size_t length, int32_t fast, int32_t fast_matype, int32_t slow, int32_t slow_matype, int32_t signal, int32_t signal_matype, double *macd, double *signal_line, double *histogram);
    int32_t (*macdext_lookback)(int32_t fast, int32_t fast_matype, int32_t slow, int32_t slow_matype, int32_t signal, int32_t signal_matype);
    size_t (*macdext_size)(int32_t fast, int32_t fast_matype, int32_t slow, int32_t slow_matype, int32_t signal, int32_t signal_matype);
    int (*macdext_init)(struct fs_macdext *state, int32_t fast, int32_t fast_matype, int32_t slow, int32_t slow_matype, int32_t signal, int32_t signal_matype);
    void (*macdext_update)(struct fs_macdext *state, double x, double *macd, double *signal_line, double *histogram);
    int (*macdext_valid)(const struct fs_macdext *state, size_t size);

    /* ta.mavp: Moving average with a variable period. ma(x, periods[i])[i] */
    int (*mavp)(const double *x, const double *periods, size_t length, int32_t minperiod, int32_t maxperiod, int32_t matype, double *average);
    int32_t (*mavp_lookback)(int32_t minperiod, int32_t maxperiod, int32_t matype);
    size_t (*mavp_size)(int32_t minperiod, int32_t maxperiod, int32_t matype);
    int (*mavp_init)(struct fs_mavp *state, int32_t minperiod, int32_t maxperiod, int32_t matype);
    double (*mavp_update)(struct fs_mavp *state, double x, double periods);
    int (*mavp_valid)(const struct fs_mavp *state, size_t size);

    /* ta.ht_dcperiod: Period of the dominant cycle. 360 / turn of the phasor in degrees, kept
     * within 0.67 to 1.5 of the one before and smoothed twice */
    int (*ht_dcperiod)(const double *x, size_t length, double *period);
    int32_t (*ht_dcperiod_lookback)(void);
    size_t (*ht_dcperiod_size)(void);
    int (*ht_dcperiod_init)(struct fs_ht_dcperiod *state);
    double (*ht_dcperiod_update)(struct fs_ht_dcperiod *state, double x);
    int (*ht_dcperiod_valid)(const struct fs_ht_dcperiod *state, size_t size);

    /* ta.ht_phasor: Phasor of the dominant cycle. i = detrended[-3], q = hilbert(detrended) */
    int (*ht_phasor)(const double *x, size_t length, double *inphase, double *quadrature);
    int32_t (*ht_phasor_lookback)(void);
    size_t (*ht_phasor_size)(void);
    int (*ht_phasor_init)(struct fs_ht_phasor *state);
    void (*ht_phasor_update)(struct fs_ht_phasor *state, double x, double *inphase, double *quadrature);
    int (*ht_phasor_valid)(const struct fs_ht_phasor *state, size_t size);

    /* ta.ht_dcphase: Phase of the dominant cycle. atan(sum of sin * smooth / sum of cos * smooth)
     * over one cycle, + 90 + 360 / period */
    int (*ht_dcphase)(const double *x, size_t length, double *phase);
    int32_t (*ht_dcphase_lookback)(void);
    size_t (*ht_dcphase_size)(void);
    int (*ht_dcphase_init)(struct fs_ht_dcphase *state);
    double (*ht_dcphase_update)(struct fs_ht_dcphase *state, double x);
    int (*ht_dcphase_valid)(const struct fs_ht_dcphase *state, size_t size);

    /* ta.ht_sine: Sine of the dominant cycle's phase. sin(phase); sin(phase + 45 degrees) */
    int (*ht_sine)(const double *x, size_t length, double *sine, double *leadsine);
    int32_t (*ht_sine_lookback)(void);
    size_t (*ht_sine_size)(void);
    int (*ht_sine_init)(struct fs_ht_sine *state);
    void (*ht_sine_update)(struct fs_ht_sine *state, double x, double *sine, double *leadsine);
    int (*ht_sine_valid)(const struct fs_ht_sine *state, size_t size);

    /* ta.ht_trendline: Trend without the dominant cycle. (4 * m[i] + 3 * m[i-1] + 2 * m[i-2] +
     * m[i-3]) / 10, m = mean over the cycle's period */
    int (*ht_trendline)(const double *x, size_t length, double *trendline);
    int32_t (*ht_trendline_lookback)(void);
    size_t (*ht_trendline_size)(void);
    int (*ht_trendline_init)(struct fs_ht_trendline *state);
    double (*ht_trendline_update)(struct fs_ht_trendline *state, double x);
    int (*ht_trendline_valid)(const struct fs_ht_trendline *state, size_t size);

    /* ta.ht_trendmode: Trend or cycle. 1 unless cycling, or if |smooth / trendline - 1| >= 0.015 */
    int (*ht_trendmode)(const double *x, size_t length, double *trendmode);
    int32_t (*ht_trendmode_lookback)(void);
    size_t (*ht_trendmode_size)(void);
    int (*ht_trendmode_init)(struct fs_ht_trendmode *state);
    double (*ht_trendmode_update)(struct fs_ht_trendmode *state, double x);
    int (*ht_trendmode_valid)(const struct fs_ht_trendmode *state, size_t size);

    /* ta.midpoint: Middle of the extremes of values. (max + min) / 2 */
    int (*midpoint)(const double *x, size_t length, int32_t period, double *midpoint);
    int32_t (*midpoint_lookback)(int32_t period);
    size_t (*midpoint_size)(int32_t period);
    int (*midpoint_init)(struct fs_midpoint *state, int32_t period);
    double (*midpoint_update)(struct fs_midpoint *state, double x);
    int (*midpoint_valid)(const struct fs_midpoint *state, size_t size);

    /* ta.midprice: Middle of the range of bars. (highest high + lowest low) / 2 */
    int (*midprice)(const double *high, const double *low, size_t length, int32_t period, double *midprice);
    int32_t (*midprice_lookback)(int32_t period);
    size_t (*midprice_size)(int32_t period);
    int (*midprice_init)(struct fs_midprice *state, int32_t period);
    double (*midprice_update)(struct fs_midprice *state, double high, double low);
    int (*midprice_valid)(const struct fs_midprice *state, size_t size);

    /* ta.sar: Parabolic stop and reverse. sar[i+1] = sar[i] + a * (extreme - sar[i]), not beyond
     * the last two bars */
    int (*sar)(const double *high, const double *low, size_t length, double acceleration, double maximum, double *sar);
    int32_t (*sar_lookback)(double acceleration, double maximum);
    size_t (*sar_size)(double acceleration, double maximum);
    int (*sar_init)(struct fs_sar *state, double acceleration, double maximum);
    double (*sar_update)(struct fs_sar *state, double high, double low);
    int (*sar_valid)(const struct fs_sar *state, size_t size);

    /* ta.sarext: Parabolic stop and reverse with all settings. as ta.sar */
    int (*sarext)(const double *high, const double *low, size_t length, double startvalue, double offsetonreverse, double accelerationinitlong, double accelerationlong, double accelerationmaxlong, double accelerationinitshort, double accelerationshort, double accelerationmaxshort, double *sarext);
    int32_t (*sarext_lookback)(double startvalue, double offsetonreverse, double accelerationinitlong, double accelerationlong, double accelerationmaxlong, double accelerationinitshort, double accelerationshort, double accelerationmaxshort);
    size_t (*sarext_size)(double startvalue, double offsetonreverse, double accelerationinitlong, double accelerationlong, double accelerationmaxlong, double accelerationinitshort, double accelerationshort, double accelerationmaxshort);
    int (*sarext_init)(struct fs_sarext *state, double startvalue, double offsetonreverse, double accelerationinitlong, double accelerationlong, double accelerationmaxlong, double accelerationinitshort, double accelerationshort, double accelerationmaxshort);
    double (*sarext_update)(struct fs_sarext *state, double high, double low);
    int (*sarext_valid)(const struct fs_sarext *state, size_t size);

    /* ta.donchian: Donchian's channel. max(high), (upper + lower) / 2, min(low) */
    int (*donchian)(const double *high, const double *low, size_t length, int32_t period, double *upper, double *middle, double *lower);
    int32_t (*donchian_lookback)(int32_t period);
    size_t (*donchian_size)(int32_t period);
    int (*donchian_init)(struct fs_donchian *state, int32_t period);
    void (*donchian_update)(struct fs_donchian *state, double high, double low, double *upper, double *middle, double *lower);
    int (*donchian_valid)(const struct fs_donchian *state, size_t size);

    /* ta.accbands: Acceleration bands. sma(high * (1 + w)), sma(close), sma(low * (1 - w)), w = 4 *
     * (high - low) / (high + low) */
    int (*accbands)(const double *high, const double *low, const double *close, size_t length, int32_t period, double *upper, double *middle, double *lower);
    int32_t (*accbands_lookback)(int32_t period);
    size_t (*accbands_size)(int32_t period);
    int (*accbands_init)(struct fs_accbands *state, int32_t period);
    void (*accbands_update)(struct fs_accbands *state, double high, double low, double close, double *upper, double *middle, double *lower);
    int (*accbands_valid)(const struct fs_accbands *state, size_t size);

    /* ta.keltner: Keltner's channel. ema(close, period) +- multiplier * atr(atr_period) */
    int (*keltner)(const double *high, const double *low, const double *close, size_t length, int32_t period, int32_t atr_period, double multiplier, double *upper, double *middle, double *lower);
    int32_t (*keltner_lookback)(int32_t period, int32_t atr_period, double multiplier);
    size_t (*keltner_size)(int32_t period, int32_t atr_period, double multiplier);
    int (*keltner_init)(struct fs_keltner *state, int32_t period, int32_t atr_period, double multiplier);
    void (*keltner_update)(struct fs_keltner *state, double high, double low, double close, double *upper, double *middle, double *lower);
    int (*keltner_valid)(const struct fs_keltner *state, size_t size);

    /* ta.ichimoku: Ichimoku Kinko Hyo. m(n) = (highest high + lowest low) / 2 over n bars;
     * m(conversion), m(base), their mean and m(span_b) of displacement bars ago */
    int (*ichimoku)(const double *high, const double *low, const double *close, size_t length, int32_t conversion, int32_t base, int32_t span_b, int32_t displacement, double *conversion_line, double *base_line, double *cloud_a, double *cloud_b, double *lagging);
    int32_t (*ichimoku_lookback)(int32_t conversion, int32_t base, int32_t span_b, int32_t displacement);
    size_t (*ichimoku_size)(int32_t conversion, int32_t base, int32_t span_b, int32_t displacement);
    int (*ichimoku_init)(struct fs_ichimoku *state, int32_t conversion, int32_t base, int32_t span_b, int32_t displacement);
    void (*ichimoku_update)(struct fs_ichimoku *state, double high, double low, double close, double *conversion_line, double *base_line, double *cloud_a, double *cloud_b, double *lagging);
    int (*ichimoku_valid)(const struct fs_ichimoku *state, size_t size);

    /* ta.supertrend: SuperTrend. lower[i] = max(lower[i-1], (high + low) / 2 - multiplier * atr)
     * unless close[i-1] < lower[i-1]; upper mirrors it */
    int (*supertrend)(const double *high, const double *low, const double *close, size_t length, int32_t period, double multiplier, double *supertrend, double *direction);
    int32_t (*supertrend_lookback)(int32_t period, double multiplier);
    size_t (*supertrend_size)(int32_t period, double multiplier);
    int (*supertrend_init)(struct fs_supertrend *state, int32_t period, double multiplier);
    void (*supertrend_update)(struct fs_supertrend *state, double high, double low, double close, double *supertrend, double *direction);
    int (*supertrend_valid)(const struct fs_supertrend *state, size_t size);

    /* ta.vwap: Volume-weighted average price. sum of (high + low + close) / 3 * volume / sum of
     * volume */
    int (*vwap)(const double *high, const double *low, const double *close, const double *volume, size_t length, int32_t period, double *vwap);
    int32_t (*vwap_lookback)(int32_t period);
    size_t (*vwap_size)(int32_t period);
    int (*vwap_init)(struct fs_vwap *state, int32_t period);
    double (*vwap_update)(struct fs_vwap *state, double high, double low, double close, double volume);
    int (*vwap_valid)(const struct fs_vwap *state, size_t size);

    /* ta.volume_sma: Simple moving average of volume. (volume[i-period+1] + ... + volume[i]) /
     * period */
    int (*volume_sma)(const double *volume, size_t length, int32_t period, double *average);
    int32_t (*volume_sma_lookback)(int32_t period);
    size_t (*volume_sma_size)(int32_t period);
    int (*volume_sma_init)(struct fs_volume_sma *state, int32_t period);
    double (*volume_sma_update)(struct fs_volume_sma *state, double volume);
    int (*volume_sma_valid)(const struct fs_volume_sma *state, size_t size);

    /* ta.stochf: Fast stochastic oscillator. (close - lowest) / ((highest - lowest) / 100); ma(k,
     * fast_d) */
    int (*stochf)(const double *high, const double *low, const double *close, size_t length, int32_t fast_k, int32_t fast_d, int32_t fast_d_matype, double *k, double *d);
    int32_t (*stochf_lookback)(int32_t fast_k, int32_t fast_d, int32_t fast_d_matype);
    size_t (*stochf_size)(int32_t fast_k, int32_t fast_d, int32_t fast_d_matype);
    int (*stochf_init)(struct fs_stochf *state, int32_t fast_k, int32_t fast_d, int32_t fast_d_matype);
    void (*stochf_update)(struct fs_stochf *state, double high, double low, double close, double *k, double *d);
    int (*stochf_valid)(const struct fs_stochf *state, size_t size);

    /* ta.stochrsi: Stochastic oscillator of the relative strength index. stochf(rsi(x, period),
     * fast_k, fast_d) */
    int (*stochrsi)(const double *x, size_t length, int32_t period, int32_t fast_k, int32_t fast_d, int32_t fast_d_matype, double *k, double *d);
    int32_t (*stochrsi_lookback)(int32_t period, int32_t fast_k, int32_t fast_d, int32_t fast_d_matype);
    size_t (*stochrsi_size)(int32_t period, int32_t fast_k, int32_t fast_d, int32_t fast_d_matype);
    int (*stochrsi_init)(struct fs_stochrsi *state, int32_t period, int32_t fast_k, int32_t fast_d, int32_t fast_d_matype);
    void (*stochrsi_update)(struct fs_stochrsi *state, double x, double *k, double *d);
    int (*stochrsi_valid)(const struct fs_stochrsi *state, size_t size);

    /* ta.roc: Rate of change in percent. (x[i] / x[i-period] - 1) * 100 */
    int (*roc)(const double *x, size_t length, int32_t period, double *roc);
    int32_t (*roc_lookback)(int32_t period);
    size_t (*roc_size)(int32_t period);
    int (*roc_init)(struct fs_roc *state, int32_t period);
    double (*roc_update)(struct fs_roc *state, double x);
    int (*roc_valid)(const struct fs_roc *state, size_t size);

    /* ta.rocp: Rate of change as a fraction. (x[i] - x[i-period]) / x[i-period] */
    int (*rocp)(const double *x, size_t length, int32_t period, double *rocp);
    int32_t (*rocp_lookback)(int32_t period);
    size_t (*rocp_size)(int32_t period);
    int (*rocp_init)(struct fs_rocp *state, int32_t period);
    double (*rocp_update)(struct fs_rocp *state, double x);
    int (*rocp_valid)(const struct fs_rocp *state, size_t size);

    /* ta.rocr: Ratio to the value before. x[i] / x[i-period] */
    int (*rocr)(const double *x, size_t length, int32_t period, double *rocr);
    int32_t (*rocr_lookback)(int32_t period);
    size_t (*rocr_size)(int32_t period);
    int (*rocr_init)(struct fs_rocr *state, int32_t period);
    double (*rocr_update)(struct fs_rocr *state, double x);
    int (*rocr_valid)(const struct fs_rocr *state, size_t size);

    /* ta.rocr100: Ratio to the value before, times 100. x[i] / x[i-period] * 100 */
    int (*rocr100)(const double *x, size_t length, int32_t period, double *rocr100);
    int32_t (*rocr100_lookback)(int32_t period);
    size_t (*rocr100_size)(int32_t period);
    int (*rocr100_init)(struct fs_rocr100 *state, int32_t period);
    double (*rocr100_update)(struct fs_rocr100 *state, double x);
    int (*rocr100_valid)(const struct fs_rocr100 *state, size_t size);

    /* ta.bop: Balance of power. (close - open) / (high - low) */
    int (*bop)(const double *open, const double *high, const double *low, const double *close, size_t length, double *bop);
    int32_t (*bop_lookback)(void);
    size_t (*bop_size)(void);
    int (*bop_init)(struct fs_bop *state);
    double (*bop_update)(struct fs_bop *state, double open, double high, double low, double close);
    int (*bop_valid)(const struct fs_bop *state, size_t size);

    /* ta.imi: Intraday momentum index. 100 * up / (up + down), sums of close - open where above 0
     * and of open - close where above 0 */
    int (*imi)(const double *open, const double *close, size_t length, int32_t period, double *imi);
    int32_t (*imi_lookback)(int32_t period);
    size_t (*imi_size)(int32_t period);
    int (*imi_init)(struct fs_imi *state, int32_t period);
    double (*imi_update)(struct fs_imi *state, double open, double close);
    int (*imi_valid)(const struct fs_imi *state, size_t size);

    /* ta.mfi: Money flow index. 100 * up / (up + down), sums of (high + low + close) / 3 * volume */
    int (*mfi)(const double *high, const double *low, const double *close, const double *volume, size_t length, int32_t period, double *mfi);
    int32_t (*mfi_lookback)(int32_t period);
    size_t (*mfi_size)(int32_t period);
    int (*mfi_init)(struct fs_mfi *state, int32_t period);
    double (*mfi_update)(struct fs_mfi *state, double high, double low, double close, double volume);
    int (*mfi_valid)(const struct fs_mfi *state, size_t size);

    /* ta.ad: Accumulation/distribution line. ad[i] = ad[i-1] + ((close - low) - (high - close)) /
     * (high - low) * volume */
    int (*ad)(const double *high, const double *low, const double *close, const double *volume, size_t length, double *ad);
    int32_t (*ad_lookback)(void);
    size_t (*ad_size)(void);
    int (*ad_init)(struct fs_ad *state);
    double (*ad_update)(struct fs_ad *state, double high, double low, double close, double volume);
    int (*ad_valid)(const struct fs_ad *state, size_t size);

    /* ta.adosc: Chaikin's oscillator. e(ad, fast) - e(ad, slow), e[i] = k * ad[i] + (1 - k) *
     * e[i-1], k = 2 / (period + 1) */
    int (*adosc)(const double *high, const double *low, const double *close, const double *volume, size_t length, int32_t fast, int32_t slow, double *adosc);
    int32_t (*adosc_lookback)(int32_t fast, int32_t slow);
    size_t (*adosc_size)(int32_t fast, int32_t slow);
    int (*adosc_init)(struct fs_adosc *state, int32_t fast, int32_t slow);
    double (*adosc_update)(struct fs_adosc *state, double high, double low, double close, double volume);
    int (*adosc_valid)(const struct fs_adosc *state, size_t size);

    /* ta.plus_dm: Directional movement upwards. s[i] = s[i-1] - s[i-1] / period + dm[i] */
    int (*plus_dm)(const double *high, const double *low, size_t length, int32_t period, double *plus_dm);
    int32_t (*plus_dm_lookback)(int32_t period);
    size_t (*plus_dm_size)(int32_t period);
    int (*plus_dm_init)(struct fs_plus_dm *state, int32_t period);
    double (*plus_dm_update)(struct fs_plus_dm *state, double high, double low);
    int (*plus_dm_valid)(const struct fs_plus_dm *state, size_t size);

    /* ta.plus_di: Directional indicator upwards. 100 * dm / range, s[i] = s[i-1] - s[i-1] / period
     * + new of each */
    int (*plus_di)(const double *high, const double *low, const double *close, size_t length, int32_t period, double *plus_di);
    int32_t (*plus_di_lookback)(int32_t period);
    size_t (*plus_di_size)(int32_t period);
    int (*plus_di_init)(struct fs_plus_di *state, int32_t period);
    double (*plus_di_update)(struct fs_plus_di *state, double high, double low, double close);
    int (*plus_di_valid)(const struct fs_plus_di *state, size_t size);

    /* ta.minus_dm: Directional movement downwards. s[i] = s[i-1] - s[i-1] / period + dm[i] */
    int (*minus_dm)(const double *high, const double *low, size_t length, int32_t period, double *minus_dm);
    int32_t (*minus_dm_lookback)(int32_t period);
    size_t (*minus_dm_size)(int32_t period);
    int (*minus_dm_init)(struct fs_minus_dm *state, int32_t period);
    double (*minus_dm_update)(struct fs_minus_dm *state, double high, double low);
    int (*minus_dm_valid)(const struct fs_minus_dm *state, size_t size);

    /* ta.minus_di: Directional indicator downwards. 100 * dm / range, s[i] = s[i-1] - s[i-1] /
     * period + new of each */
    int (*minus_di)(const double *high, const double *low, const double *close, size_t length, int32_t period, double *minus_di);
    int32_t (*minus_di_lookback)(int32_t period);
    size_t (*minus_di_size)(int32_t period);
    int (*minus_di_init)(struct fs_minus_di *state, int32_t period);
    double (*minus_di_update)(struct fs_minus_di *state, double high, double low, double close);
    int (*minus_di_valid)(const struct fs_minus_di *state, size_t size);

    /* ta.dx: Directional movement index. 100 * |plus_di - minus_di| / (plus_di + minus_di) */
    int (*dx)(const double *high, const double *low, const double *close, size_t length, int32_t period, double *dx);
    int32_t (*dx_lookback)(int32_t period);
    size_t (*dx_size)(int32_t period);
    int (*dx_init)(struct fs_dx *state, int32_t period);
    double (*dx_update)(struct fs_dx *state, double high, double low, double close);
    int (*dx_valid)(const struct fs_dx *state, size_t size);

    /* ta.adx: Average directional movement index. adx[i] = (adx[i-1] * (period - 1) + dx[i]) /
     * period */
    int (*adx)(const double *high, const double *low, const double *close, size_t length, int32_t period, double *adx);
    int32_t (*adx_lookback)(int32_t period);
    size_t (*adx_size)(int32_t period);
    int (*adx_init)(struct fs_adx *state, int32_t period);
    double (*adx_update)(struct fs_adx *state, double high, double low, double close);
    int (*adx_valid)(const struct fs_adx *state, size_t size);

    /* ta.adxr: Average directional movement index rating. (adx[i] + adx[i-period+1]) / 2 */
    int (*adxr)(const double *high, const double *low, const double *close, size_t length, int32_t period, double *adxr);
    int32_t (*adxr_lookback)(int32_t period);
    size_t (*adxr_size)(int32_t period);
    int (*adxr_init)(struct fs_adxr *state, int32_t period);
    double (*adxr_update)(struct fs_adxr *state, double high, double low, double close);
    int (*adxr_valid)(const struct fs_adxr *state, size_t size);

    /* ta.trange: True range. max(high[i] - low[i], |high[i] - close[i-1]|, |low[i] - close[i-1]|) */
    int (*trange)(const double *high, const double *low, const double *close, size_t length, double *trange);
    int32_t (*trange_lookback)(void);
    size_t (*trange_size)(void);
    int (*trange_init)(struct fs_trange *state);
    double (*trange_update)(struct fs_trange *state, double high, double low, double close);
    int (*trange_valid)(const struct fs_trange *state, size_t size);

    /* ta.natr: Average true range in percent of the close. 100 * atr(high, low, close, period) /
     * close */
    int (*natr)(const double *high, const double *low, const double *close, size_t length, int32_t period, double *natr);
    int32_t (*natr_lookback)(int32_t period);
    size_t (*natr_size)(int32_t period);
    int (*natr_init)(struct fs_natr *state, int32_t period);
    double (*natr_update)(struct fs_natr *state, double high, double low, double close);
    int (*natr_valid)(const struct fs_natr *state, size_t size);

    /* ta.avgprice: Average price. (high + low + close + open) / 4 */
    int (*avgprice)(const double *open, const double *high, const double *low, const double *close, size_t length, double *avgprice);
    int32_t (*avgprice_lookback)(void);
    size_t (*avgprice_size)(void);
    int (*avgprice_init)(struct fs_avgprice *state);
    double (*avgprice_update)(struct fs_avgprice *state, double open, double high, double low, double close);
    int (*avgprice_valid)(const struct fs_avgprice *state, size_t size);

    /* ta.medprice: Median price. (high + low) / 2 */
    int (*medprice)(const double *high, const double *low, size_t length, double *medprice);
    int32_t (*medprice_lookback)(void);
    size_t (*medprice_size)(void);
    int (*medprice_init)(struct fs_medprice *state);
    double (*medprice_update)(struct fs_medprice *state, double high, double low);
    int (*medprice_valid)(const struct fs_medprice *state, size_t size);

    /* ta.typprice: Typical price. (high + low + close) / 3 */
    int (*typprice)(const double *high, const double *low, const double *close, size_t length, double *typprice);
    int32_t (*typprice_lookback)(void);
    size_t (*typprice_size)(void);
    int (*typprice_init)(struct fs_typprice *state);
    double (*typprice_update)(struct fs_typprice *state, double high, double low, double close);
    int (*typprice_valid)(const struct fs_typprice *state, size_t size);

    /* ta.wclprice: Weighted close price. (high + low + 2 * close) / 4 */
    int (*wclprice)(const double *high, const double *low, const double *close, size_t length, double *wclprice);
    int32_t (*wclprice_lookback)(void);
    size_t (*wclprice_size)(void);
    int (*wclprice_init)(struct fs_wclprice *state);
    double (*wclprice_update)(struct fs_wclprice *state, double high, double low, double close);
    int (*wclprice_valid)(const struct fs_wclprice *state, size_t size);

    /* ta.add: Sum of two series. x[i] + y[i] */
    int (*add)(const double *x, const double *y, size_t length, double *add);
    int32_t (*add_lookback)(void);
    size_t (*add_size)(void);
    int (*add_init)(struct fs_add *state);
    double (*add_update)(struct fs_add *state, double x, double y);
    int (*add_valid)(const struct fs_add *state, size_t size);

    /* ta.sub: Difference of two series. x[i] - y[i] */
    int (*sub)(const double *x, const double *y, size_t length, double *sub);
    int32_t (*sub_lookback)(void);
    size_t (*sub_size)(void);
    int (*sub_init)(struct fs_sub *state);
    double (*sub_update)(struct fs_sub *state, double x, double y);
    int (*sub_valid)(const struct fs_sub *state, size_t size);

    /* ta.mult: Product of two series. x[i] * y[i] */
    int (*mult)(const double *x, const double *y, size_t length, double *mult);
    int32_t (*mult_lookback)(void);
    size_t (*mult_size)(void);
    int (*mult_init)(struct fs_mult *state);
    double (*mult_update)(struct fs_mult *state, double x, double y);
    int (*mult_valid)(const struct fs_mult *state, size_t size);

    /* ta.div: Quotient of two series. x[i] / y[i] */
    int (*div)(const double *x, const double *y, size_t length, double *div);
    int32_t (*div_lookback)(void);
    size_t (*div_size)(void);
    int (*div_init)(struct fs_div *state);
    double (*div_update)(struct fs_div *state, double x, double y);
    int (*div_valid)(const struct fs_div *state, size_t size);

    /* ta.acos: Arc cosine. acos(x[i]) */
    int (*acos)(const double *x, size_t length, double *acos);
    int32_t (*acos_lookback)(void);
    size_t (*acos_size)(void);
    int (*acos_init)(struct fs_acos *state);
    double (*acos_update)(struct fs_acos *state, double x);
    int (*acos_valid)(const struct fs_acos *state, size_t size);

    /* ta.asin: Arc sine. asin(x[i]) */
    int (*asin)(const double *x, size_t length, double *asin);
    int32_t (*asin_lookback)(void);
    size_t (*asin_size)(void);
    int (*asin_init)(struct fs_asin *state);
    double (*asin_update)(struct fs_asin *state, double x);
    int (*asin_valid)(const struct fs_asin *state, size_t size);

    /* ta.atan: Arc tangent. atan(x[i]) */
    int (*atan)(const double *x, size_t length, double *atan);
    int32_t (*atan_lookback)(void);
    size_t (*atan_size)(void);
    int (*atan_init)(struct fs_atan *state);
    double (*atan_update)(struct fs_atan *state, double x);
    int (*atan_valid)(const struct fs_atan *state, size_t size);

    /* ta.ceil: Next whole number above. ceil(x[i]) */
    int (*ceil)(const double *x, size_t length, double *ceil);
    int32_t (*ceil_lookback)(void);
    size_t (*ceil_size)(void);
    int (*ceil_init)(struct fs_ceil *state);
    double (*ceil_update)(struct fs_ceil *state, double x);
    int (*ceil_valid)(const struct fs_ceil *state, size_t size);

    /* ta.cos: Cosine. cos(x[i]) */
    int (*cos)(const double *x, size_t length, double *cos);
    int32_t (*cos_lookback)(void);
    size_t (*cos_size)(void);
    int (*cos_init)(struct fs_cos *state);
    double (*cos_update)(struct fs_cos *state, double x);
    int (*cos_valid)(const struct fs_cos *state, size_t size);

    /* ta.cosh: Hyperbolic cosine. cosh(x[i]) */
    int (*cosh)(const double *x, size_t length, double *cosh);
    int32_t (*cosh_lookback)(void);
    size_t (*cosh_size)(void);
    int (*cosh_init)(struct fs_cosh *state);
    double (*cosh_update)(struct fs_cosh *state, double x);
    int (*cosh_valid)(const struct fs_cosh *state, size_t size);

    /* ta.exp: Exponential. exp(x[i]) */
    int (*exp)(const double *x, size_t length, double *exp);
    int32_t (*exp_lookback)(void);
    size_t (*exp_size)(void);
    int (*exp_init)(struct fs_exp *state);
    double (*exp_update)(struct fs_exp *state, double x);
    int (*exp_valid)(const struct fs_exp *state, size_t size);

    /* ta.floor: Next whole number below. floor(x[i]) */
    int (*floor)(const double *x, size_t length, double *floor);
    int32_t (*floor_lookback)(void);
    size_t (*floor_size)(void);
    int (*floor_init)(struct fs_floor *state);
    double (*floor_update)(struct fs_floor *state, double x);
    int (*floor_valid)(const struct fs_floor *state, size_t size);

    /* ta.ln: Natural logarithm. ln(x[i]) */
    int (*ln)(const double *x, size_t length, double *ln);
    int32_t (*ln_lookback)(void);
    size_t (*ln_size)(void);
    int (*ln_init)(struct fs_ln *state);
    double (*ln_update)(struct fs_ln *state, double x);
    int (*ln_valid)(const struct fs_ln *state, size_t size);

    /* ta.log10: Logarithm to base 10. log10(x[i]) */
    int (*log10)(const double *x, size_t length, double *log10);
    int32_t (*log10_lookback)(void);
    size_t (*log10_size)(void);
    int (*log10_init)(struct fs_log10 *state);
    double (*log10_update)(struct fs_log10 *state, double x);
    int (*log10_valid)(const struct fs_log10 *state, size_t size);

    /* ta.sin: Sine. sin(x[i]) */
    int (*sin)(const double *x, size_t length, double *sin);
    int32_t (*sin_lookback)(void);
    size_t (*sin_size)(void);
    int (*sin_init)(struct fs_sin *state);
    double (*sin_update)(struct fs_sin *state, double x);
    int (*sin_valid)(const struct fs_sin *state, size_t size);

    /* ta.sinh: Hyperbolic sine. sinh(x[i]) */
    int (*sinh)(const double *x, size_t length, double *sinh);
    int32_t (*sinh_lookback)(void);
    size_t (*sinh_size)(void);
    int (*sinh_init)(struct fs_sinh *state);
    double (*sinh_update)(struct fs_sinh *state, double x);
    int (*sinh_valid)(const struct fs_sinh *state, size_t size);

    /* ta.sqrt: Square root. sqrt(x[i]) */
    int (*sqrt)(const double *x, size_t length, double *sqrt);
    int32_t (*sqrt_lookback)(void);
    size_t (*sqrt_size)(void);
    int (*sqrt_init)(struct fs_sqrt *state);
    double (*sqrt_update)(struct fs_sqrt *state, double x);
    int (*sqrt_valid)(const struct fs_sqrt *state, size_t size);

    /* ta.tan: Tangent. tan(x[i]) */
    int (*tan)(const double *x, size_t length, double *tan);
    int32_t (*tan_lookback)(void);
    size_t (*tan_size)(void);
    int (*tan_init)(struct fs_tan *state);
    double (*tan_update)(struct fs_tan *state, double x);
    int (*tan_valid)(const struct fs_tan *state, size_t size);

    /* ta.tanh: Hyperbolic tangent. tanh(x[i]) */
    int (*tanh)(const double *x, size_t length, double *tanh);
    int32_t (*tanh_lookback)(void);
    size_t (*tanh_size)(void);
    int (*tanh_init)(struct fs_tanh *state);
    double (*tanh_update)(struct fs_tanh *state, double x);
    int (*tanh_valid)(const struct fs_tanh *state, size_t size);

    /* ta.sum: Sum of a window. x[i-period+1] + ... + x[i] */
    int (*ta_sum)(const double *x, size_t length, int32_t period, double *sum);
    int32_t (*ta_sum_lookback)(int32_t period);
    size_t (*ta_sum_size)(int32_t period);
    int (*ta_sum_init)(struct fs_ta_sum *state, int32_t period);
    double (*ta_sum_update)(struct fs_ta_sum *state, double x);
    int (*ta_sum_valid)(const struct fs_ta_sum *state, size_t size);

    /* ta.maxindex: Position of the largest of a window. argmax(x[i-period+1], ..., x[i]) */
    int (*maxindex)(const double *x, size_t length, int32_t period, double *maxindex);
    int32_t (*maxindex_lookback)(int32_t period);
    size_t (*maxindex_size)(int32_t period);
    int (*maxindex_init)(struct fs_maxindex *state, int32_t period);
    double (*maxindex_update)(struct fs_maxindex *state, double x);
    int (*maxindex_valid)(const struct fs_maxindex *state, size_t size);

    /* ta.minindex: Position of the smallest of a window. argmin(x[i-period+1], ..., x[i]) */
    int (*minindex)(const double *x, size_t length, int32_t period, double *minindex);
    int32_t (*minindex_lookback)(int32_t period);
    size_t (*minindex_size)(int32_t period);
    int (*minindex_init)(struct fs_minindex *state, int32_t period);
    double (*minindex_update)(struct fs_minindex *state, double x);
    int (*minindex_valid)(const struct fs_minindex *state, size_t size);

    /* ta.minmax: Smallest and largest of a window. min and max of x[i-period+1], ..., x[i] */
    int (*minmax)(const double *x, size_t length, int32_t period, double *min, double *max);
    int32_t (*minmax_lookback)(int32_t period);
    size_t (*minmax_size)(int32_t period);
    int (*minmax_init)(struct fs_minmax *state, int32_t period);
    void (*minmax_update)(struct fs_minmax *state, double x, double *min, double *max);
    int (*minmax_valid)(const struct fs_minmax *state, size_t size);

    /* ta.minmaxindex: Positions of the smallest and the largest of a window. argmin and argmax of
     * x[i-period+1], ..., x[i] */
    int (*minmaxindex)(const double *x, size_t length, int32_t period, double *minidx, double *maxidx);
    int32_t (*minmaxindex_lookback)(int32_t period);
    size_t (*minmaxindex_size)(int32_t period);
    int (*minmaxindex_init)(struct fs_minmaxindex *state, int32_t period);
    void (*minmaxindex_update)(struct fs_minmaxindex *state, double x, double *minidx, double *maxidx);
    int (*minmaxindex_valid)(const struct fs_minmaxindex *state, size_t size);

    /* ta.linearreg: Line through a window at its last value. intercept + slope * (period - 1) */
    int (*linearreg)(const double *x, size_t length, int32_t period, double *linearreg);
    int32_t (*linearreg_lookback)(int32_t period);
    size_t (*linearreg_size)(int32_t period);
    int (*linearreg_init)(struct fs_linearreg *state, int32_t period);
    double (*linearreg_update)(struct fs_linearreg *state, double x);
    int (*linearreg_valid)(const struct fs_linearreg *state, size_t size);

    /* ta.linearreg_angle: Angle of the line through a window. atan(slope) * 180 / pi */
    int (*linearreg_angle)(const double *x, size_t length, int32_t period, double *linearreg_angle);
    int32_t (*linearreg_angle_lookback)(int32_t period);
    size_t (*linearreg_angle_size)(int32_t period);
    int (*linearreg_angle_init)(struct fs_linearreg_angle *state, int32_t period);
    double (*linearreg_angle_update)(struct fs_linearreg_angle *state, double x);
    int (*linearreg_angle_valid)(const struct fs_linearreg_angle *state, size_t size);

    /* ta.linearreg_intercept: Line through a window at its first value. mean(x) - slope * (period -
     * 1) / 2 */
    int (*linearreg_intercept)(const double *x, size_t length, int32_t period, double *linearreg_intercept);
    int32_t (*linearreg_intercept_lookback)(int32_t period);
    size_t (*linearreg_intercept_size)(int32_t period);
    int (*linearreg_intercept_init)(struct fs_linearreg_intercept *state, int32_t period);
    double (*linearreg_intercept_update)(struct fs_linearreg_intercept *state, double x);
    int (*linearreg_intercept_valid)(const struct fs_linearreg_intercept *state, size_t size);

    /* ta.linearreg_slope: Slope of the line through a window. sum((t - mean(t)) * x) / sum((t -
     * mean(t))^2), t = 0, ..., period - 1 */
    int (*linearreg_slope)(const double *x, size_t length, int32_t period, double *linearreg_slope);
    int32_t (*linearreg_slope_lookback)(int32_t period);
    size_t (*linearreg_slope_size)(int32_t period);
    int (*linearreg_slope_init)(struct fs_linearreg_slope *state, int32_t period);
    double (*linearreg_slope_update)(struct fs_linearreg_slope *state, double x);
    int (*linearreg_slope_valid)(const struct fs_linearreg_slope *state, size_t size);

    /* ta.tsf: Time series forecast. intercept + slope * period */
    int (*tsf)(const double *x, size_t length, int32_t period, double *tsf);
    int32_t (*tsf_lookback)(int32_t period);
    size_t (*tsf_size)(int32_t period);
    int (*tsf_init)(struct fs_tsf *state, int32_t period);
    double (*tsf_update)(struct fs_tsf *state, double x);
    int (*tsf_valid)(const struct fs_tsf *state, size_t size);

    /* ta.var: Variance of a window (population). sum((x - mean)^2) / period */
    int (*ta_var)(const double *x, size_t length, int32_t period, double nbdev, double *var);
    int32_t (*ta_var_lookback)(int32_t period, double nbdev);
    size_t (*ta_var_size)(int32_t period, double nbdev);
    int (*ta_var_init)(struct fs_ta_var *state, int32_t period, double nbdev);
    double (*ta_var_update)(struct fs_ta_var *state, double x);
    int (*ta_var_valid)(const struct fs_ta_var *state, size_t size);

    /* ta.avgdev: Mean deviation of a window. sum(|x - mean|) / period */
    int (*avgdev)(const double *x, size_t length, int32_t period, double *avgdev);
    int32_t (*avgdev_lookback)(int32_t period);
    size_t (*avgdev_size)(int32_t period);
    int (*avgdev_init)(struct fs_avgdev *state, int32_t period);
    double (*avgdev_update)(struct fs_avgdev *state, double x);
    int (*avgdev_valid)(const struct fs_avgdev *state, size_t size);

    /* ta.correl: Correlation over a window. cov(x, y) / sqrt(var(x) * var(y)) */
    int (*ta_correl)(const double *x, const double *y, size_t length, int32_t period, double *correl);
    int32_t (*ta_correl_lookback)(int32_t period);
    size_t (*ta_correl_size)(int32_t period);
    int (*ta_correl_init)(struct fs_ta_correl *state, int32_t period);
    double (*ta_correl_update)(struct fs_ta_correl *state, double x, double y);
    int (*ta_correl_valid)(const struct fs_ta_correl *state, size_t size);

    /* ta.beta: Beta over a window. cov(rx, ry) / var(rx), r[i] = x[i] / x[i-1] - 1 */
    int (*ta_beta)(const double *x, const double *y, size_t length, int32_t period, double *beta);
    int32_t (*ta_beta_lookback)(int32_t period);
    size_t (*ta_beta_size)(int32_t period);
    int (*ta_beta_init)(struct fs_ta_beta *state, int32_t period);
    double (*ta_beta_update)(struct fs_ta_beta *state, double x, double y);
    int (*ta_beta_valid)(const struct fs_ta_beta *state, size_t size);

    /* micro.imbalance: Order-book imbalance. (bid_size - ask_size) / (bid_size + ask_size) */
    int (*imbalance)(const double *bid_size, const double *ask_size, size_t length, double *imbalance);
    int32_t (*imbalance_lookback)(void);
    size_t (*imbalance_size)(void);
    int (*imbalance_init)(struct fs_imbalance *state);
    double (*imbalance_update)(struct fs_imbalance *state, double bid_size, double ask_size);
    int (*imbalance_valid)(const struct fs_imbalance *state, size_t size);

    /* micro.microprice: Micro-price (mid weighted by the opposite sizes). (bid * ask_size + ask *
     * bid_size) / (bid_size + ask_size) */
    int (*microprice)(const double *bid, const double *ask, const double *bid_size, const double *ask_size, size_t length, double *microprice);
    int32_t (*microprice_lookback)(void);
    size_t (*microprice_size)(void);
    int (*microprice_init)(struct fs_microprice *state);
    double (*microprice_update)(struct fs_microprice *state, double bid, double ask, double bid_size, double ask_size);
    int (*microprice_valid)(const struct fs_microprice *state, size_t size);

    /* micro.liquidity_score: Liquidity against its own history. 100 * d / (d + s), d = depth /
     * mean(depth), s = spread / mean(spread); depth = (bid * bid_size + ask * ask_size) / 2, spread
     * = max(ask - bid, 0) / mid */
    int (*liquidity_score)(const double *bid, const double *ask, const double *bid_size, const double *ask_size, size_t length, int32_t period, double *score);
    int32_t (*liquidity_score_lookback)(int32_t period);
    size_t (*liquidity_score_size)(int32_t period);
    int (*liquidity_score_init)(struct fs_liquidity_score *state, int32_t period);
    double (*liquidity_score_update)(struct fs_liquidity_score *state, double bid, double ask, double bid_size, double ask_size);
    int (*liquidity_score_valid)(const struct fs_liquidity_score *state, size_t size);

    /* micro.order_flow_imbalance: Order flow imbalance. sum of e over the window,; e[i] = [bid[i]
     * >= bid[i-1]] * bid_size[i] - [bid[i] <= bid[i-1]] * bid_size[i-1]; - [ask[i] <= ask[i-1]] *
     * ask_size[i] + [ask[i] >= ask[i-1]] * ask_size[i-1] */
    int (*order_flow_imbalance)(const double *bid, const double *ask, const double *bid_size, const double *ask_size, size_t length, int32_t period, double *ofi);
    int32_t (*order_flow_imbalance_lookback)(int32_t period);
    size_t (*order_flow_imbalance_size)(int32_t period);
    int (*order_flow_imbalance_init)(struct fs_order_flow_imbalance *state, int32_t period);
    double (*order_flow_imbalance_update)(struct fs_order_flow_imbalance *state, double bid, double ask, double bid_size, double ask_size);
    int (*order_flow_imbalance_valid)(const struct fs_order_flow_imbalance *state, size_t size);

    /* micro.quoted_spread: Quoted spread. ask - bid; (ask - bid) / mid, mid = (bid + ask) / 2 */
    int (*quoted_spread)(const double *bid, const double *ask, size_t length, double *spread, double *relative);
    int32_t (*quoted_spread_lookback)(void);
    size_t (*quoted_spread_size)(void);
    int (*quoted_spread_init)(struct fs_quoted_spread *state);
    void (*quoted_spread_update)(struct fs_quoted_spread *state, double bid, double ask, double *spread, double *relative);
    int (*quoted_spread_valid)(const struct fs_quoted_spread *state, size_t size);

    /* micro.effective_spread: Effective spread. 2 * |price - mid|, mid = (bid + ask) / 2 */
    int (*effective_spread)(const double *price, const double *bid, const double *ask, size_t length, double *spread, double *relative);
    int32_t (*effective_spread_lookback)(void);
    size_t (*effective_spread_size)(void);
    int (*effective_spread_init)(struct fs_effective_spread *state);
    void (*effective_spread_update)(struct fs_effective_spread *state, double price, double bid, double ask, double *spread, double *relative);
    int (*effective_spread_valid)(const struct fs_effective_spread *state, size_t size);

    /* micro.realised_spread: Realised spread and price impact. spread[i] = 2 * sign(side[t]) *
     * (price[t] - mid[i]), impact[i] = 2 * sign(side[t]) * (mid[i] - mid[t]), t = i - horizon */
    int (*realised_spread)(const double *price, const double *side, const double *bid, const double *ask, size_t length, int32_t horizon, double *spread, double *relative, double *impact);
    int32_t (*realised_spread_lookback)(int32_t horizon);
    size_t (*realised_spread_size)(int32_t horizon);
    int (*realised_spread_init)(struct fs_realised_spread *state, int32_t horizon);
    void (*realised_spread_update)(struct fs_realised_spread *state, double price, double side, double bid, double ask, double *spread, double *relative, double *impact);
    int (*realised_spread_valid)(const struct fs_realised_spread *state, size_t size);

    /* micro.roll_spread: Roll's spread. 2 * sqrt(max(0, -cov(d[i], d[i-1]))), d[i] = price[i] -
     * price[i-1], divisor period */
    int (*roll_spread)(const double *price, size_t length, int32_t period, double *spread);
    int32_t (*roll_spread_lookback)(int32_t period);
    size_t (*roll_spread_size)(int32_t period);
    int (*roll_spread_init)(struct fs_roll_spread *state, int32_t period);
    double (*roll_spread_update)(struct fs_roll_spread *state, double price);
    int (*roll_spread_valid)(const struct fs_roll_spread *state, size_t size);

    /* micro.amihud: Amihud's illiquidity. 1e6 * mean(|close[i] / close[i-1] - 1| / (close[i] *
     * volume[i])) */
    int (*amihud)(const double *close, const double *volume, size_t length, int32_t period, double *illiquidity);
    int32_t (*amihud_lookback)(int32_t period);
    size_t (*amihud_size)(int32_t period);
    int (*amihud_init)(struct fs_amihud *state, int32_t period);
    double (*amihud_update)(struct fs_amihud *state, double close, double volume);
    int (*amihud_valid)(const struct fs_amihud *state, size_t size);

    /* micro.realised_variance: Realised variance. sum of log(price[i] / price[i-1])^2 over the
     * window */
    int (*micro_realised_variance)(const double *price, size_t length, int32_t period, double *variance);
    int32_t (*micro_realised_variance_lookback)(int32_t period);
    size_t (*micro_realised_variance_size)(int32_t period);
    int (*micro_realised_variance_init)(struct fs_micro_realised_variance *state, int32_t period);
    double (*micro_realised_variance_update)(struct fs_micro_realised_variance *state, double price);
    int (*micro_realised_variance_valid)(const struct fs_micro_realised_variance *state, size_t size);

    /* micro.bipower_variation: Bipower variation. pi / 2 * sum of |r[i]| * |r[i-1]| over the
     * window, r[i] = log(price[i] / price[i-1]) */
    int (*micro_bipower_variation)(const double *price, size_t length, int32_t period, double *variation);
    int32_t (*micro_bipower_variation_lookback)(int32_t period);
    size_t (*micro_bipower_variation_size)(int32_t period);
    int (*micro_bipower_variation_init)(struct fs_micro_bipower_variation *state, int32_t period);
    double (*micro_bipower_variation_update)(struct fs_micro_bipower_variation *state, double price);
    int (*micro_bipower_variation_valid)(const struct fs_micro_bipower_variation *state, size_t size);

    /* stats.rolling_var: Variance of a window. sum((x - mean)^2) / (period - ddof) */
    int (*rolling_var)(const double *x, size_t length, int32_t period, int32_t ddof, double *var);
    int32_t (*rolling_var_lookback)(int32_t period, int32_t ddof);
    size_t (*rolling_var_size)(int32_t period, int32_t ddof);
    int (*rolling_var_init)(struct fs_rolling_var *state, int32_t period, int32_t ddof);
    double (*rolling_var_update)(struct fs_rolling_var *state, double x);
    int (*rolling_var_valid)(const struct fs_rolling_var *state, size_t size);

    /* stats.rolling_cov: Covariance of two series in a window. sum((x - mean x) (y - mean y)) /
     * (period - ddof) */
    int (*rolling_cov)(const double *x, const double *y, size_t length, int32_t period, int32_t ddof, double *cov);
    int32_t (*rolling_cov_lookback)(int32_t period, int32_t ddof);
    size_t (*rolling_cov_size)(int32_t period, int32_t ddof);
    int (*rolling_cov_init)(struct fs_rolling_cov *state, int32_t period, int32_t ddof);
    double (*rolling_cov_update)(struct fs_rolling_cov *state, double x, double y);
    int (*rolling_cov_valid)(const struct fs_rolling_cov *state, size_t size);

    /* stats.rolling_corr: Correlation of two series in a window. cov(x, y) / (sd x sd y) */
    int (*rolling_corr)(const double *x, const double *y, size_t length, int32_t period, double *corr);
    int32_t (*rolling_corr_lookback)(int32_t period);
    size_t (*rolling_corr_size)(int32_t period);
    int (*rolling_corr_init)(struct fs_rolling_corr *state, int32_t period);
    double (*rolling_corr_update)(struct fs_rolling_corr *state, double x, double y);
    int (*rolling_corr_valid)(const struct fs_rolling_corr *state, size_t size);

    /* stats.rolling_beta: Slope on another series in a window. cov(x, y) / var(y) */
    int (*rolling_beta)(const double *x, const double *y, size_t length, int32_t period, double *beta);
    int32_t (*rolling_beta_lookback)(int32_t period);
    size_t (*rolling_beta_size)(int32_t period);
    int (*rolling_beta_init)(struct fs_rolling_beta *state, int32_t period);
    double (*rolling_beta_update)(struct fs_rolling_beta *state, double x, double y);
    int (*rolling_beta_valid)(const struct fs_rolling_beta *state, size_t size);

    /* stats.rolling_skew: Skewness of a window. sqrt(n (n - 1)) / (n - 2) m3 / m2^(3/2) */
    int (*rolling_skew)(const double *x, size_t length, int32_t period, double *skew);
    int32_t (*rolling_skew_lookback)(int32_t period);
    size_t (*rolling_skew_size)(int32_t period);
    int (*rolling_skew_init)(struct fs_rolling_skew *state, int32_t period);
    double (*rolling_skew_update)(struct fs_rolling_skew *state, double x);
    int (*rolling_skew_valid)(const struct fs_rolling_skew *state, size_t size);

    /* stats.rolling_kurt: Kurtosis of a window. (n - 1) / ((n - 2) (n - 3)) ((n + 1) (m4 / m2^2 -
     * 3) + 6) */
    int (*rolling_kurt)(const double *x, size_t length, int32_t period, double *kurt);
    int32_t (*rolling_kurt_lookback)(int32_t period);
    size_t (*rolling_kurt_size)(int32_t period);
    int (*rolling_kurt_init)(struct fs_rolling_kurt *state, int32_t period);
    double (*rolling_kurt_update)(struct fs_rolling_kurt *state, double x);
    int (*rolling_kurt_valid)(const struct fs_rolling_kurt *state, size_t size);

    /* stats.rolling_rank: Rank in a window. values below + (values equal + 1) / 2 */
    int (*rolling_rank)(const double *x, size_t length, int32_t period, double *rank);
    int32_t (*rolling_rank_lookback)(int32_t period);
    size_t (*rolling_rank_size)(int32_t period);
    int (*rolling_rank_init)(struct fs_rolling_rank *state, int32_t period);
    double (*rolling_rank_update)(struct fs_rolling_rank *state, double x);
    int (*rolling_rank_valid)(const struct fs_rolling_rank *state, size_t size);

    /* stats.rolling_quantile: Quantile of a window. at position probability (period - 1) + 1 of the
     * sorted window */
    int (*rolling_quantile)(const double *x, size_t length, int32_t period, double probability, double *quantile);
    int32_t (*rolling_quantile_lookback)(int32_t period, double probability);
    size_t (*rolling_quantile_size)(int32_t period, double probability);
    int (*rolling_quantile_init)(struct fs_rolling_quantile *state, int32_t period, double probability);
    double (*rolling_quantile_update)(struct fs_rolling_quantile *state, double x);
    int (*rolling_quantile_valid)(const struct fs_rolling_quantile *state, size_t size);

    /* stats.expanding_sum: Sum so far. x[1] + ... + x[i] */
    int (*expanding_sum)(const double *x, size_t length, double *sum);
    int32_t (*expanding_sum_lookback)(void);
    size_t (*expanding_sum_size)(void);
    int (*expanding_sum_init)(struct fs_expanding_sum *state);
    double (*expanding_sum_update)(struct fs_expanding_sum *state, double x);
    int (*expanding_sum_valid)(const struct fs_expanding_sum *state, size_t size);

    /* stats.expanding_mean: Mean so far. (x[1] + ... + x[i]) / i */
    int (*expanding_mean)(const double *x, size_t length, double *mean);
    int32_t (*expanding_mean_lookback)(void);
    size_t (*expanding_mean_size)(void);
    int (*expanding_mean_init)(struct fs_expanding_mean *state);
    double (*expanding_mean_update)(struct fs_expanding_mean *state, double x);
    int (*expanding_mean_valid)(const struct fs_expanding_mean *state, size_t size);

    /* stats.expanding_min: Smallest so far. min(x[1], ..., x[i]) */
    int (*expanding_min)(const double *x, size_t length, double *min);
    int32_t (*expanding_min_lookback)(void);
    size_t (*expanding_min_size)(void);
    int (*expanding_min_init)(struct fs_expanding_min *state);
    double (*expanding_min_update)(struct fs_expanding_min *state, double x);
    int (*expanding_min_valid)(const struct fs_expanding_min *state, size_t size);

    /* stats.expanding_max: Largest so far. max(x[1], ..., x[i]) */
    int (*expanding_max)(const double *x, size_t length, double *max);
    int32_t (*expanding_max_lookback)(void);
    size_t (*expanding_max_size)(void);
    int (*expanding_max_init)(struct fs_expanding_max *state);
    double (*expanding_max_update)(struct fs_expanding_max *state, double x);
    int (*expanding_max_valid)(const struct fs_expanding_max *state, size_t size);

    /* stats.expanding_var: Variance so far. sum((x - mean)^2) / (i - ddof) */
    int (*expanding_var)(const double *x, size_t length, int32_t ddof, double *var);
    int32_t (*expanding_var_lookback)(int32_t ddof);
    size_t (*expanding_var_size)(int32_t ddof);
    int (*expanding_var_init)(struct fs_expanding_var *state, int32_t ddof);
    double (*expanding_var_update)(struct fs_expanding_var *state, double x);
    int (*expanding_var_valid)(const struct fs_expanding_var *state, size_t size);

    /* stats.expanding_std: Standard deviation so far. sqrt(sum((x - mean)^2) / (i - ddof)) */
    int (*expanding_std)(const double *x, size_t length, int32_t ddof, double *std);
    int32_t (*expanding_std_lookback)(int32_t ddof);
    size_t (*expanding_std_size)(int32_t ddof);
    int (*expanding_std_init)(struct fs_expanding_std *state, int32_t ddof);
    double (*expanding_std_update)(struct fs_expanding_std *state, double x);
    int (*expanding_std_valid)(const struct fs_expanding_std *state, size_t size);

    /* stats.expanding_skew: Skewness so far. sqrt(n (n - 1)) / (n - 2) m3 / m2^(3/2) */
    int (*expanding_skew)(const double *x, size_t length, double *skew);
    int32_t (*expanding_skew_lookback)(void);
    size_t (*expanding_skew_size)(void);
    int (*expanding_skew_init)(struct fs_expanding_skew *state);
    double (*expanding_skew_update)(struct fs_expanding_skew *state, double x);
    int (*expanding_skew_valid)(const struct fs_expanding_skew *state, size_t size);

    /* stats.expanding_kurt: Kurtosis so far. (n - 1) / ((n - 2) (n - 3)) ((n + 1) (m4 / m2^2 - 3) +
     * 6) */
    int (*expanding_kurt)(const double *x, size_t length, double *kurt);
    int32_t (*expanding_kurt_lookback)(void);
    size_t (*expanding_kurt_size)(void);
    int (*expanding_kurt_init)(struct fs_expanding_kurt *state);
    double (*expanding_kurt_update)(struct fs_expanding_kurt *state, double x);
    int (*expanding_kurt_valid)(const struct fs_expanding_kurt *state, size_t size);

    /* stats.ewm_mean: Exponentially weighted mean. sum((1 - a)^age x) / sum((1 - a)^age), a = 2 /
     * (span + 1) */
    int (*ewm_mean)(const double *x, size_t length, double span, int32_t adjust, double *mean);
    int32_t (*ewm_mean_lookback)(double span, int32_t adjust);
    size_t (*ewm_mean_size)(double span, int32_t adjust);
    int (*ewm_mean_init)(struct fs_ewm_mean *state, double span, int32_t adjust);
    double (*ewm_mean_update)(struct fs_ewm_mean *state, double x);
    int (*ewm_mean_valid)(const struct fs_ewm_mean *state, size_t size);

    /* stats.ewm_var: Exponentially weighted variance. weighted mean of (x - weighted mean)^2, times
     * (sum w)^2 / ((sum w)^2 - sum w^2) */
    int (*ewm_var)(const double *x, size_t length, double span, int32_t adjust, double *var);
    int32_t (*ewm_var_lookback)(double span, int32_t adjust);
    size_t (*ewm_var_size)(double span, int32_t adjust);
    int (*ewm_var_init)(struct fs_ewm_var *state, double span, int32_t adjust);
    double (*ewm_var_update)(struct fs_ewm_var *state, double x);
    int (*ewm_var_valid)(const struct fs_ewm_var *state, size_t size);

    /* stats.ewm_std: Exponentially weighted standard deviation. sqrt(ewm_var) */
    int (*ewm_std)(const double *x, size_t length, double span, int32_t adjust, double *std);
    int32_t (*ewm_std_lookback)(double span, int32_t adjust);
    size_t (*ewm_std_size)(double span, int32_t adjust);
    int (*ewm_std_init)(struct fs_ewm_std *state, double span, int32_t adjust);
    double (*ewm_std_update)(struct fs_ewm_std *state, double x);
    int (*ewm_std_valid)(const struct fs_ewm_std *state, size_t size);

    /* stats.ewm_cov: Exponentially weighted covariance. weighted mean of products about the
     * weighted means, times (sum w)^2 / ((sum w)^2 - sum w^2) */
    int (*ewm_cov)(const double *x, const double *y, size_t length, double span, int32_t adjust, double *cov);
    int32_t (*ewm_cov_lookback)(double span, int32_t adjust);
    size_t (*ewm_cov_size)(double span, int32_t adjust);
    int (*ewm_cov_init)(struct fs_ewm_cov *state, double span, int32_t adjust);
    double (*ewm_cov_update)(struct fs_ewm_cov *state, double x, double y);
    int (*ewm_cov_valid)(const struct fs_ewm_cov *state, size_t size);

    /* stats.ewm_corr: Exponentially weighted correlation. ewm_cov / (sd x sd y) */
    int (*ewm_corr)(const double *x, const double *y, size_t length, double span, int32_t adjust, double *corr);
    int32_t (*ewm_corr_lookback)(double span, int32_t adjust);
    size_t (*ewm_corr_size)(double span, int32_t adjust);
    int (*ewm_corr_init)(struct fs_ewm_corr *state, double span, int32_t adjust);
    double (*ewm_corr_update)(struct fs_ewm_corr *state, double x, double y);
    int (*ewm_corr_valid)(const struct fs_ewm_corr *state, size_t size);

    /* stats.rolling_median: Median of a window. quantile 0.5 of the window */
    int (*rolling_median)(const double *x, size_t length, int32_t period, double *median);
    int32_t (*rolling_median_lookback)(int32_t period);
    size_t (*rolling_median_size)(int32_t period);
    int (*rolling_median_init)(struct fs_rolling_median *state, int32_t period);
    double (*rolling_median_update)(struct fs_rolling_median *state, double x);
    int (*rolling_median_valid)(const struct fs_rolling_median *state, size_t size);
};

#ifdef __cplusplus
}
#endif

#endif
