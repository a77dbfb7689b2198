/*
 * macdfix.h: MACD with 12 and 26 bars and the weights 0.15 and 0.075, as TA-Lib's MACDFIX; macd.h tells the rest.
 *
 * Missing values: skip. Look-back: 24 + signal. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_MACDFIX_H
#define FINSMART_COMPUTE_MACDFIX_H

#include "compute/form.h"
#include "compute/ta/macd.h"

struct fs_macdfix {
    struct fs_macd macd;
};

static inline void fs_macdfix_start(struct fs_macdfix *s, int32_t signal)
{
    fs_macd_init(&s->macd, 12, 26, signal);
    s->macd.fast_k = 0.15;
    s->macd.slow_k = 0.075;
}

static inline int fs_macdfix_sane(const struct fs_macdfix *s)
{
    return fs_macd_valid(&s->macd, sizeof s->macd) && s->macd.fast == 12 && s->macd.slow == 26;
}

static inline void fs_macdfix_push(struct fs_macdfix *s, double x, double *macd, double *signal_line,
                                   double *histogram)
{
    fs_macd_push(&s->macd, x, macd, signal_line, histogram);
}

#endif
