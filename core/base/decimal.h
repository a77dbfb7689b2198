/*
 * decimal.h: exact decimal numbers for prices, quantities and money.
 *
 * A decimal is a 64-bit mantissa m and a number of digits d after the point: the value is m / 10^d, 0 <= d
 * <= 18. An amount is the same with a 128-bit mantissa and 0 <= d <= 36, so that price times quantity is
 * exact. The digits are not stored with the mantissa: an instrument or a ledger knows its own.
 *
 * Every function returns 0, or -1 with FS_E_LIMIT when the result does not fit, FS_E_INPUT for text, digits
 * or a double that makes no sense, division by zero, or a value that is not exact under FS_ROUND_EXACT. On
 * failure *out is not touched. All pure, safe from any thread.
 */
#ifndef FINSMART_BASE_DECIMAL_H
#define FINSMART_BASE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 fs_i128;
__extension__ typedef unsigned __int128 fs_u128;

#define FS_DECIMAL_DIGITS_MAX 18
#define FS_AMOUNT_DIGITS_MAX  36
#define FS_I128_MAX           ((fs_i128)(((fs_u128)1 << 127) - 1))
#define FS_I128_MIN           (-FS_I128_MAX - 1)
/* Room for any text that the formatters here write: sign, 39 digits, "0.", NUL. */
#define FS_DECIMAL_TEXT 48

enum fs_round {
    FS_ROUND_HALF_EVEN, /* to the nearest, ties to the even last digit */
    FS_ROUND_HALF_UP,   /* to the nearest, ties away from zero */
    FS_ROUND_DOWN,      /* toward zero */
    FS_ROUND_UP,        /* away from zero */
    FS_ROUND_FLOOR,     /* toward minus infinity */
    FS_ROUND_CEILING,   /* toward plus infinity */
    FS_ROUND_EXACT      /* a value that would need rounding is an error */
};

/* Reads [+-]digits[.digits][e[+-]digits], the whole text. */
int fs_decimal_parse(const char *text, size_t length, int digits, enum fs_round round, int64_t *out);
int fs_amount_parse(const char *text, size_t length, int digits, enum fs_round round, fs_i128 *out);

/* Writes the shortest text: no trailing zeros, no point for integers, never an exponent, "0" for zero. `size`
 * must be at least FS_DECIMAL_TEXT and `digits` in range. Returns the length. */
size_t fs_decimal_format(int64_t mantissa, int digits, char *buffer, size_t size);
size_t fs_amount_format(fs_i128 mantissa, int digits, char *buffer, size_t size);
/* As fs_amount_format(), with exactly `digits` digits after the point. */
size_t fs_amount_format_fixed(fs_i128 mantissa, int digits, char *buffer, size_t size);

/* The decimal nearest to a double, half to even. The value rounded is the double's shortest decimal text that
 * reads back as the same double (what Python's repr() and every CSV writer prints), not its binary
 * expansion: 98.1 with 8 digits is exactly 9810000000, and 0.285 with 2 digits is the tie that a person
 * sees, 28. NaN and infinity are FS_E_INPUT. */
int fs_decimal_from_double(double value, int digits, int64_t *out);
/* The double nearest to the decimal, half to even. `digits` must be in range. */
double fs_decimal_to_double(int64_t mantissa, int digits);
double fs_amount_to_double(fs_i128 mantissa, int digits);

int fs_decimal_add(int64_t a, int64_t b, int64_t *out);
int fs_decimal_sub(int64_t a, int64_t b, int64_t *out);
/* a * b rounded once to `digits`. */
int fs_decimal_mul(int64_t a, int a_digits, int64_t b, int b_digits, int digits, enum fs_round round,
                   int64_t *out);
/* a / b rounded once to `digits`. */
int fs_decimal_div(int64_t a, int a_digits, int64_t b, int b_digits, int digits, enum fs_round round,
                   int64_t *out);
/* The same value with other digits. */
int fs_decimal_rescale(int64_t a, int a_digits, int digits, enum fs_round round, int64_t *out);
/* The multiple of `step` (above 0, same digits) next to `a` in the direction of `round`: lots and ticks. */
int fs_decimal_quantize(int64_t a, int64_t step, enum fs_round round, int64_t *out);

int fs_amount_add(fs_i128 a, fs_i128 b, fs_i128 *out);
int fs_amount_sub(fs_i128 a, fs_i128 b, fs_i128 *out);
/* price * quantity: exact, cannot fail; the digits of the result are the sum of both. */
static inline fs_i128 fs_amount_product(int64_t a, int64_t b)
{
    return (fs_i128)a * b;
}
/* An amount times a decimal, rounded once to `digits`. */
int fs_amount_mul(fs_i128 a, int a_digits, int64_t b, int b_digits, int digits, enum fs_round round,
                  fs_i128 *out);
/* An amount divided by a decimal, rounded once to `digits`: an average price from a cost and a quantity. */
int fs_amount_div(fs_i128 a, int a_digits, int64_t b, int b_digits, int digits, enum fs_round round,
                  fs_i128 *out);
/* An amount times numerator / denominator (both above 0), half to even in the amount's own digits, exact in between: a
 * value at a rate. */
int fs_amount_ratio(fs_i128 a, int64_t numerator, int64_t denominator, fs_i128 *out);
int fs_amount_rescale(fs_i128 a, int a_digits, int digits, enum fs_round round, fs_i128 *out);
/* An amount as a 64-bit decimal of other digits. */
int fs_amount_to_decimal(fs_i128 a, int a_digits, int digits, enum fs_round round, int64_t *out);

#endif
