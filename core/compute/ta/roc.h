/*
 * roc.h: rates of change, as TA-Lib's ROC (percent), ROCP (fraction), ROCR (ratio) and ROCR100 (ratio times 100).
 *
 * Missing values: window. Look-back: period. 0 where the value `period` bars before is 0. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_ROC_H
#define FINSMART_COMPUTE_ROC_H

#include "compute/form.h"

struct fs_rate {
    int32_t period;
    int32_t run; /* values present in a row, up to period + 1 */
};

#define FS_RATE(c, value)                                                                                    \
    struct fs_##c {                                                                                          \
        struct fs_rate r;                                                                                    \
    };                                                                                                       \
    static inline void fs_##c##_start(struct fs_##c *s, int32_t period)                                      \
    {                                                                                                        \
        s->r.period = period;                                                                                \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s, int32_t window)                                  \
    {                                                                                                        \
        return fs_period_valid(s->r.period, 1) && window == s->r.period + 1 && s->r.run >= 0 &&              \
               s->r.run <= window;                                                                           \
    }                                                                                                        \
    static inline double fs_##c##_push(struct fs_##c *s, const double *x, int32_t there)                     \
    {                                                                                                        \
        (void)there;                                                                                         \
        if (!fs_run(&s->r.run, s->r.period + 1, fs_present(x[0])))                                           \
            return NAN;                                                                                      \
        double now = x[0], before = x[-s->r.period];                                                         \
        return before != 0.0 ? (value) : 0.0;                                                                \
    }

FS_RATE(roc, (now / before - 1.0) * 100.0)
FS_RATE(rocp, (now - before) / before)
FS_RATE(rocr, now / before)
FS_RATE(rocr100, now / before * 100.0)

#endif
