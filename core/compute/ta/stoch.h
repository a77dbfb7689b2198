/*
 * stoch.h: stochastic oscillators, as TA-Lib's STOCH, STOCHF and STOCHRSI: where the close lies between the lowest low and the
 * highest high of the last `fast_k` bars, in percent; 0 where high and low are equal.
 *
 * STOCH averages that over `slow_k` bars (%K), and %K over `slow_d` bars (%D). STOCHF leaves the first average out. STOCHRSI
 * is STOCHF of the relative strength index (rsi.h). Averages of any kind (average.h).
 *
 * Missing values: window (a bar of which any of the three is missing). Look-back: fast_k - 1 and those of the averages;
 * STOCHRSI: `period` more.
 */
#ifndef FINSMART_COMPUTE_STOCH_H
#define FINSMART_COMPUTE_STOCH_H

#include "compute/status.h"
#include "compute/ta/rsi.h"

/* Followed in memory by struct fs_extreme for the highs and for the lows and an average for %K and for %D: struct fs_ma, or for a
 * simple one struct fs_window_mean and its sums. */
struct fs_stoch {
    int32_t fast_k;
    int32_t slow_k;
    int32_t slow_d;
    int32_t slow_k_matype;
    int32_t slow_d_matype;
    int32_t reserved; /* 0 */
};

/* Followed by what follows a struct fs_stoch. */
struct fs_stochf {
    struct fs_stoch stoch; /* with slow_k 1 */
};

struct fs_stochrsi {
    struct fs_rsi rsi;
    struct fs_stoch stoch; /* as above */
};

/* NaN-padded %K and %D of a series of bars. */
int fs_stoch(const double *high, const double *low, const double *close, size_t length, int32_t fast_k,
             int32_t slow_k, int32_t slow_d, int32_t slow_k_matype, int32_t slow_d_matype, double *k,
             double *d);
/* Leading values without output; -1 for a parameter out of range. */
int32_t fs_stoch_lookback(int32_t fast_k, int32_t slow_k, int32_t slow_d, int32_t slow_k_matype,
                          int32_t slow_d_matype);
/* Bytes of a stream's state; 0 for a parameter out of range. */
size_t fs_stoch_size(int32_t fast_k, int32_t slow_k, int32_t slow_d, int32_t slow_k_matype,
                     int32_t slow_d_matype);
int fs_stoch_init(struct fs_stoch *state, int32_t fast_k, int32_t slow_k, int32_t slow_d,
                  int32_t slow_k_matype, int32_t slow_d_matype);
/* %K and %D with this bar as the newest; NaN until both are there. */
void fs_stoch_update(struct fs_stoch *state, double high, double low, double close, double *k, double *d);
/* 1 if `size` bytes at `state` are a state that fs_stoch_update() may be given. */
int fs_stoch_valid(const struct fs_stoch *state, size_t size);

/* The same of STOCHF and STOCHRSI. */
int fs_stochf(const double *high, const double *low, const double *close, size_t length, int32_t fast_k,
              int32_t fast_d, int32_t fast_d_matype, double *k, double *d);
int32_t fs_stochf_lookback(int32_t fast_k, int32_t fast_d, int32_t fast_d_matype);
size_t fs_stochf_size(int32_t fast_k, int32_t fast_d, int32_t fast_d_matype);
int fs_stochf_init(struct fs_stochf *state, int32_t fast_k, int32_t fast_d, int32_t fast_d_matype);
void fs_stochf_update(struct fs_stochf *state, double high, double low, double close, double *k, double *d);
int fs_stochf_valid(const struct fs_stochf *state, size_t size);

int fs_stochrsi(const double *x, size_t length, int32_t period, int32_t fast_k, int32_t fast_d,
                int32_t fast_d_matype, double *k, double *d);
int32_t fs_stochrsi_lookback(int32_t period, int32_t fast_k, int32_t fast_d, int32_t fast_d_matype);
size_t fs_stochrsi_size(int32_t period, int32_t fast_k, int32_t fast_d, int32_t fast_d_matype);
int fs_stochrsi_init(struct fs_stochrsi *state, int32_t period, int32_t fast_k, int32_t fast_d,
                     int32_t fast_d_matype);
void fs_stochrsi_update(struct fs_stochrsi *state, double x, double *k, double *d);
int fs_stochrsi_valid(const struct fs_stochrsi *state, size_t size);

/* A series' average of a kind; simple ones are put together from halves (stats/window_tree.h). */
int fs_stoch_smooth(const double *x, size_t length, int32_t period, int32_t matype, double *out);

/* The unsmoothed %K of a window; NaN where an extreme is NaN. */
static inline double fs_stoch_raw(double highest, double lowest, double close)
{
    double range = (highest - lowest) / 100.0; /* TA-Lib divides first */
    return range != 0 ? (close - lowest) / range : 0.0;
}

#endif
