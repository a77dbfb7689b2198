/*
 * obv.h: on-balance volume, as TA-Lib's OBV: the sum of the volumes of rising bars less that of falling ones, from the
 * volume of the first bar.
 *
 * Missing values: skip. Look-back: 0. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_OBV_H
#define FINSMART_COMPUTE_OBV_H

#include "compute/form.h"

struct fs_obv {
    double close; /* the last one present */
    double value;
    int32_t started; /* 1 after the first bar */
    int32_t reserved;
};

static inline void fs_obv_start(struct fs_obv *s)
{
    (void)s;
}

static inline int fs_obv_sane(const struct fs_obv *s)
{
    return s->started == 0 || s->started == 1;
}

static inline double fs_obv_push(struct fs_obv *s, double close, double volume)
{
    if (!fs_present(close) || !fs_present(volume))
        return NAN;
    if (!s->started)
        s->value = volume;
    else if (close > s->close)
        s->value += volume;
    else if (close < s->close)
        s->value -= volume;
    s->started = 1;
    s->close = close;
    return s->value;
}

#endif
