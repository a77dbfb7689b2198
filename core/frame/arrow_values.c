/* Numbers, times and booleans of every width as those that a frame holds. */
#include "frame/arrow_decode.h"

#include "base/error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDEN(from, to)                                                                                      \
    do {                                                                                                     \
        const from *in = (const from *)(const void *)bytes;                                                  \
        to *out = values;                                                                                    \
        for (int64_t i = 0; i < rows; i++)                                                                   \
            out[i] = (to)in[i];                                                                              \
    } while (0)

static double half_to_double(uint16_t half)
{
    int exponent = (half >> 10) & 31, fraction = half & 1023;
    double value = exponent == 0    ? ldexp(fraction, -24)
                   : exponent == 31 ? (fraction ? (double)NAN : (double)INFINITY)
                                    : ldexp(fraction + 1024, exponent - 25);
    return half & 0x8000 ? -value : value;
}

/* mantissa / 10^places, rounded once. */
static double decimal_to_double(const uint8_t *bytes, int width, int64_t places)
{
    __extension__ typedef __int128 i128;
    __extension__ typedef unsigned __int128 u128;
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    int32_t narrow;
    int64_t wide;
    i128 mantissa;
    if (width == 32) {
        memcpy(&narrow, bytes, sizeof narrow);
        mantissa = narrow;
    } else if (width == 64) {
        memcpy(&wide, bytes, sizeof wide);
        mantissa = wide;
    } else
        memcpy(&mantissa, bytes, sizeof mantissa);
    const i128 exact = (i128)1 << 53;
    if (mantissa >= -exact && mantissa <= exact && places >= 0 && places <= 22)
        return (double)mantissa / powers[places]; /* both exact, so the quotient is rounded once */
    u128 magnitude = mantissa < 0 ? -(u128)mantissa : (u128)mantissa;
    char text[64], *at = text + 48; /* 39 digits at most, then "e-1000" */
    snprintf(at, 16, "e%d", -(int)places);
    do
        *--at = (char)('0' + (int)(magnitude % 10));
    while ((magnitude /= 10) != 0);
    double value = strtod(at, NULL);
    return mantissa < 0 ? -value : value;
}

static int decode_signed(const struct arrow_value *value, struct arrow_cursor *cursor, const uint8_t *bytes,
                         const uint8_t *present, int64_t first_row, int64_t rows, int type, void *values)
{
    if (value->width == 8)
        WIDEN(int8_t, int32_t);
    else if (value->width == 16)
        WIDEN(int16_t, int32_t);
    else if (value->width == 32 && type == FS_I32)
        WIDEN(int32_t, int32_t);
    else {
        if (value->width == 32)
            WIDEN(int32_t, int64_t);
        else
            WIDEN(int64_t, int64_t);
        int64_t *out = values;
        for (int64_t i = 0; value->scale != 1 && i < rows; i++)
            if (__builtin_mul_overflow(out[i], value->scale, &out[i])) {
                if (arrow_bit(present, i))
                    return fs_error_set(FS_E_INPUT,
                                        "column '%s', row %lld: the time does not fit in 64-bit nanoseconds "
                                        "(years 1677 to 2262)",
                                        cursor->column, (long long)(first_row + i + 1));
                out[i] = 0;
            }
    }
    return 0;
}

static int decode_unsigned(const struct arrow_value *value, struct arrow_cursor *cursor, const uint8_t *bytes,
                           const uint8_t *present, int64_t first_row, int64_t rows, void *values)
{
    if (value->width == 8)
        WIDEN(uint8_t, int32_t);
    else if (value->width == 16)
        WIDEN(uint16_t, int32_t);
    else if (value->width == 32)
        WIDEN(uint32_t, int64_t);
    else {
        WIDEN(uint64_t, int64_t);
        const int64_t *out = values;
        for (int64_t i = 0; i < rows; i++)
            if (out[i] < 0 && arrow_bit(present, i))
                return fs_error_set(
                    FS_E_INPUT, "column '%s', row %lld: %llu is above the largest 64-bit integer",
                    cursor->column, (long long)(first_row + i + 1), (unsigned long long)out[i]);
    }
    return 0;
}

static void decode_floats(const struct arrow_value *value, const uint8_t *bytes, const uint8_t *present,
                          int64_t rows, double *values)
{
    if (value->kind == KIND_DECIMAL)
        for (int64_t i = 0; i < rows; i++)
            values[i] = decimal_to_double(bytes + i * value->width / 8, value->width, value->scale);
    else if (value->width == 16)
        for (int64_t i = 0; i < rows; i++)
            values[i] = half_to_double(((const uint16_t *)(const void *)bytes)[i]);
    else if (value->width == 32)
        WIDEN(float, double);
    else if (rows > 0)
        memcpy(values, bytes, (size_t)rows * sizeof *values);
    for (int64_t i = 0; present && i < rows; i++)
        if (!arrow_bit(present, i))
            values[i] = (double)NAN;
}

int arrow_decode_values(const struct arrow_value *value, struct arrow_cursor *cursor, const uint8_t *bytes,
                        const uint8_t *present, int64_t first_row, int64_t rows, int type, void *values)
{
    uint8_t *flags = values;
    switch (value->kind) {
    case KIND_SIGNED:
        return decode_signed(value, cursor, bytes, present, first_row, rows, type, values);
    case KIND_UNSIGNED:
        return decode_unsigned(value, cursor, bytes, present, first_row, rows, values);
    case KIND_BOOL:
        for (int64_t i = 0; i < rows; i++)
            flags[i] = (uint8_t)arrow_bit(bytes, i);
        return 0;
    default:
        decode_floats(value, bytes, present, rows, values);
        return 0;
    }
}
