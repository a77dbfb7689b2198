/*
 * sizing.h: prices as mantissas, and what quantity a share of an account's equity is. Inside the room only.
 */
#ifndef FINSMART_TRADE_SIZING_H
#define FINSMART_TRADE_SIZING_H

#include "base/decimal.h"

#include <finsmart/order.h>
#include <math.h>

/* Mantissa of a price that fs_series_check() passed. Within the doubles that carry 1e-8 exactly the rounding
 * of the product is that of the shortest decimal text. */
static inline int64_t price_mantissa(double price)
{
    int64_t mantissa;
    if (price < 40000000.0)
        return (int64_t)__builtin_llrint(price * 1e8);
    return fs_decimal_from_double(price, FS_SCALE_EXP, &mantissa) ? 0 : mantissa;
}

/* The quantity of `fraction` of `equity` at a price, toward zero to the lot, as far as doubles know it: they do unless the number
 * of lots is next to a whole one, where the exact way decides. 1 and *target when it is known. */
static inline int fs_size_known(double equity, double fraction, double price, int64_t lot, int64_t *target)
{
    double lots = equity * fraction * 1e8 / (price * (double)lot);
    double size = fabs(lots), whole = (double)(int64_t)(size < 1e15 ? size : 0.0), rest = size - whole;
    *target = (int64_t)(size < 1e12 ? lots : 0.0) * lot;
    return size < 1e12 && rest > size * 1e-14 + 1e-9 && rest < 1.0 - size * 1e-14 - 1e-9;
}

/* The exact quantity. 0; -1 when it overflows, 1 when the amount does (no error is set). */
static inline int fs_size_exact(fs_i128 equity, double fraction, int64_t price, int64_t lot, int64_t *target)
{
    const fs_i128 one = INT64_C(1000000000000);
    fs_i128 part = (fs_i128)__builtin_llrint(fraction * 1e12), product, divisor = price * one;
    if (__builtin_mul_overflow(equity, part, &product)) {
        /* 1e-8 of the currency is fine enough for that much money */
        if (__builtin_mul_overflow(equity / 100000000, part, &product))
            return 1;
        divisor /= 100000000;
    }
    fs_i128 qty = product / divisor;
    if (qty > INT64_MAX || qty < -INT64_MAX)
        return -1;
    *target = (int64_t)qty - (int64_t)qty % lot;
    return 0;
}

/* The same of lots that are worth `value` (1e-16 of the account's currency, above 0) each. */
static inline int fs_size_lots(fs_i128 equity, double fraction, fs_i128 value, int64_t lot, int64_t *target)
{
    const fs_i128 one = INT64_C(1000000000000);
    fs_i128 part = (fs_i128)__builtin_llrint(fraction * 1e12), product, divisor;
    if (__builtin_mul_overflow(equity, part, &product) || __builtin_mul_overflow(value, one, &divisor)) {
        /* 1e-8 of the currency is fine enough for that much money */
        if (__builtin_mul_overflow(equity / 100000000, part, &product) ||
            __builtin_mul_overflow(value / 100000000, one, &divisor))
            return 1;
    }
    if (divisor <= 0)
        return -1;
    fs_i128 lots = product / divisor, qty;
    if (__builtin_mul_overflow(lots, (fs_i128)lot, &qty) || qty > INT64_MAX || qty < -INT64_MAX)
        return -1;
    *target = (int64_t)qty;
    return 0;
}

#endif
