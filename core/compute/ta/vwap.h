/*
 * vwap.h: the mean price weighted by volume, and the mean volume. The price of a bar is its typical price, (high + low +
 * close) / 3.
 *
 * Sums keep their errors. NaN where nothing was traded. Missing values: window (a bar of which any price or the volume is
 * missing); since the start (period 0), such a bar gives NaN and is skipped. Look-back: period - 1, and 0 since the start.
 */
#ifndef FINSMART_COMPUTE_VWAP_H
#define FINSMART_COMPUTE_VWAP_H

#include "compute/ta/moving.h"
#include "compute/ta/sma.h"

struct fs_vwap {
    int32_t period; /* 0: since the start */
    int32_t run;    /* bars present in a row, up to period */
    int32_t traded; /* of these, those with volume; since the start: 1 once there was any */
    int32_t reserved;
    struct fs_exact money, volume;
};

static inline void fs_vwap_start(struct fs_vwap *s, int32_t period)
{
    s->period = period;
}

static inline int fs_vwap_sane(const struct fs_vwap *s, int32_t window)
{
    return s->period >= 0 && s->period <= FS_PERIOD_MAX && window == s->period + 1 && s->run >= 0 &&
           s->run <= s->period && s->traded >= 0 && s->traded <= s->period + 1;
}

static inline double fs_vwap_push(struct fs_vwap *s, const double *high, const double *low,
                                  const double *close, const double *volume, int32_t there)
{
    (void)there;
    int32_t n = s->period, full = n > 0 && s->run == n;
    if (!(fs_present(high[0]) && fs_present(low[0]) && fs_present(close[0]) && fs_present(volume[0]))) {
        if (n > 0)
            *s = (struct fs_vwap){.period = n};
        return NAN;
    }
    s->run += s->run < n;
    double price = (high[0] + low[0] + close[0]) / 3.0, old_price = 0.0, old_volume = 0.0;
    if (full) {
        old_price = (high[-n] + low[-n] + close[-n]) / 3.0;
        old_volume = volume[-n];
    }
    fs_moving_product(&s->money, price, volume[0], old_price, old_volume);
    fs_exact_exchange(&s->volume, volume[0], old_volume);
    s->traded += (volume[0] != 0.0) - (old_volume != 0.0);
    if (n == 0)
        s->traded = s->traded > 0;
    if (s->traded <= 0) { /* the sums are 0 without any error */
        s->traded = 0;
        s->money = s->volume = (struct fs_exact){0.0, 0.0};
    }
    return s->run < n || s->traded == 0 ? NAN : fs_exact_value(s->money) / fs_exact_value(s->volume);
}

/* The simple average of volumes. */
FS_SMA(volume_sma)

#endif
