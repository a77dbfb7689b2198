/*
 * elementwise.h: functions of one bar's values alone: the prices of a bar, operators, and TA-Lib's math transforms.
 *
 * Missing values: window (of one bar): NaN where an input is missing. Look-back: 0. What a function does not define is what
 * the C library gives: the logarithm of 0 is minus infinity, the square root of -1 NaN. CEIL, FLOOR, SQRT, the operators and
 * the prices have TA-Lib's bits. The other transforms come from the C library, within about one unit of the last place:
 * another version of it, or its variant for another processor, may differ from TA-Lib's in the last bit.
 */
#ifndef FINSMART_COMPUTE_ELEMENTWISE_H
#define FINSMART_COMPUTE_ELEMENTWISE_H

#include "compute/form.h"

/* One function: its inputs in parentheses, when they are all there, and the value. */
#define FS_ELEMENTWISE(c, inputs, present, value)                                                            \
    struct fs_##c {                                                                                          \
        int64_t reserved; /* 0 */                                                                            \
    };                                                                                                       \
    static inline void fs_##c##_start(struct fs_##c *s)                                                      \
    {                                                                                                        \
        (void)s;                                                                                             \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s)                                                  \
    {                                                                                                        \
        return s->reserved == 0;                                                                             \
    }                                                                                                        \
    static inline double fs_##c##_push inputs                                                                \
    {                                                                                                        \
        (void)s;                                                                                             \
        return (present) ? (value) : NAN;                                                                    \
    }

#define FS_ELEMENTWISE_X(c, value) FS_ELEMENTWISE(c, (struct fs_##c * s, double x), fs_present(x), value)
#define FS_ELEMENTWISE_XY(c, value)                                                                          \
    FS_ELEMENTWISE(c, (struct fs_##c * s, double x, double y), fs_present(x) & fs_present(y), value)
#define FS_ELEMENTWISE_HLC(c, value)                                                                         \
    FS_ELEMENTWISE(c, (struct fs_##c * s, double high, double low, double close),                            \
                   fs_present(high) & fs_present(low) & fs_present(close), value)
#define FS_ELEMENTWISE_OHLC(c, value)                                                                        \
    FS_ELEMENTWISE(c, (struct fs_##c * s, double open, double high, double low, double close),               \
                   fs_present(open) & fs_present(high) & fs_present(low) & fs_present(close), value)

FS_ELEMENTWISE_OHLC(avgprice, (high + low + close + open) / 4.0)
FS_ELEMENTWISE(medprice, (struct fs_medprice * s, double high, double low),
               fs_present(high) & fs_present(low), (high + low) / 2.0)
FS_ELEMENTWISE_HLC(typprice, (high + low + close) / 3.0)
FS_ELEMENTWISE_HLC(wclprice, (high + low + close * 2.0) / 4.0)
/* Balance of power. */
FS_ELEMENTWISE_OHLC(bop, high - low < 1e-14 ? 0.0 : (close - open) / (high - low))

FS_ELEMENTWISE_XY(add, x + y)
FS_ELEMENTWISE_XY(sub, x - y)
FS_ELEMENTWISE_XY(mult, x *y)
FS_ELEMENTWISE_XY(div, x / y)

FS_ELEMENTWISE_X(acos, acos(x))
FS_ELEMENTWISE_X(asin, asin(x))
FS_ELEMENTWISE_X(atan, atan(x))
FS_ELEMENTWISE_X(ceil, ceil(x))
FS_ELEMENTWISE_X(cos, cos(x))
FS_ELEMENTWISE_X(cosh, cosh(x))
FS_ELEMENTWISE_X(exp, exp(x))
FS_ELEMENTWISE_X(floor, floor(x))
FS_ELEMENTWISE_X(ln, log(x))
FS_ELEMENTWISE_X(log10, log10(x))
FS_ELEMENTWISE_X(sin, sin(x))
FS_ELEMENTWISE_X(sinh, sinh(x))
FS_ELEMENTWISE_X(sqrt, sqrt(x))
FS_ELEMENTWISE_X(tan, tan(x))
FS_ELEMENTWISE_X(tanh, tanh(x))

#endif
