/*
 * Everything is done on magnitudes, sign apart. A result that needs rounding is a quotient truncated toward
 * zero and a note of what was cut off (nothing, below half, half, above half): fs_decimal_round() decides
 * from these alone, so that every operation rounds exactly once.
 */
#include "base/decimal.h"

#include "base/decimal_round.h"
#include "base/error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t powers[20] = {
    UINT64_C(1),
    UINT64_C(10),
    UINT64_C(100),
    UINT64_C(1000),
    UINT64_C(10000),
    UINT64_C(100000),
    UINT64_C(1000000),
    UINT64_C(10000000),
    UINT64_C(100000000),
    UINT64_C(1000000000),
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
    UINT64_C(10000000000000000),
    UINT64_C(100000000000000000),
    UINT64_C(1000000000000000000),
    UINT64_C(10000000000000000000),
};

static int too_large(void)
{
    return fs_error_set(FS_E_LIMIT, "decimal: the result does not fit");
}

static int check_digits(int digits, int max)
{
    if (digits >= 0 && digits <= max)
        return 0;
    return fs_error_set(FS_E_INPUT, "decimal: %d digits after the point; expected 0 to %d", digits, max);
}

static fs_u128 magnitude_of(fs_i128 value)
{
    return value < 0 ? 0 - (fs_u128)value : (fs_u128)value;
}

/* What dividing by `divisor` left over. */
static enum fs_rest rest_of(fs_u128 remainder, fs_u128 divisor, int sticky)
{
    fs_u128 other = divisor - remainder;
    if (remainder == 0)
        return sticky ? FS_REST_BELOW_HALF : FS_REST_NONE;
    if (remainder == other)
        return sticky ? FS_REST_ABOVE_HALF : FS_REST_HALF;
    return remainder < other ? FS_REST_BELOW_HALF : FS_REST_ABOVE_HALF;
}

int fs_decimal_round(fs_u128 magnitude, enum fs_rest rest, int negative, enum fs_round round, fs_i128 *out)
{
    int up = 0;
    switch (round) {
    case FS_ROUND_HALF_EVEN:
        up = rest == FS_REST_ABOVE_HALF || (rest == FS_REST_HALF && (magnitude & 1));
        break;
    case FS_ROUND_HALF_UP:
        up = rest == FS_REST_ABOVE_HALF || rest == FS_REST_HALF;
        break;
    case FS_ROUND_DOWN:
        break;
    case FS_ROUND_UP:
        up = rest != FS_REST_NONE;
        break;
    case FS_ROUND_FLOOR:
        up = negative && rest != FS_REST_NONE;
        break;
    case FS_ROUND_CEILING:
        up = !negative && rest != FS_REST_NONE;
        break;
    case FS_ROUND_EXACT:
        if (rest != FS_REST_NONE)
            return FS_E_INPUT;
        break;
    }
    fs_u128 limit = negative ? (fs_u128)FS_I128_MAX + 1 : (fs_u128)FS_I128_MAX;
    if (magnitude > limit || (up && magnitude == limit))
        return FS_E_LIMIT;
    if (up)
        magnitude++;
    *out = negative ? (fs_i128)(0 - magnitude) : (fs_i128)magnitude;
    return FS_OK;
}

/* fs_decimal_round() with an error object. */
static int round_magnitude(fs_u128 magnitude, enum fs_rest rest, int negative, enum fs_round round,
                           fs_i128 *out)
{
    int code = fs_decimal_round(magnitude, rest, negative, round, out);
    if (code == FS_E_LIMIT)
        return too_large();
    if (code != FS_OK)
        return fs_error_set(code, "decimal: the value has more digits after the point than are allowed");
    return 0;
}

static int narrow(fs_i128 value, int64_t *out)
{
    if (value < INT64_MIN || value > INT64_MAX)
        return too_large();
    *out = (int64_t)value;
    return 0;
}

/* magnitude * 10^exponent for exponent >= 0; -1 when it does not fit 128 bits. */
static int scale_up(fs_u128 *magnitude, int exponent)
{
    while (exponent > 0 && *magnitude != 0) {
        int step = exponent > 19 ? 19 : exponent;
        if (__builtin_mul_overflow(*magnitude, (fs_u128)powers[step], magnitude))
            return -1;
        exponent -= step;
    }
    return 0;
}

/* 192 bits, least significant first: the product of an amount and a decimal. */
struct wide {
    uint64_t limb[3];
};

static struct wide wide_product(fs_u128 a, uint64_t b)
{
    fs_u128 low = (fs_u128)(uint64_t)a * b;
    fs_u128 high = (a >> 64) * b + (low >> 64);
    return (struct wide){{(uint64_t)low, (uint64_t)high, (uint64_t)(high >> 64)}};
}

static uint64_t wide_divide(struct wide *value, uint64_t divisor)
{
    fs_u128 remainder = 0;
    for (int i = 2; i >= 0; i--) {
        fs_u128 part = remainder << 64 | value->limb[i];
        value->limb[i] = (uint64_t)(part / divisor);
        remainder = part % divisor;
    }
    return (uint64_t)remainder;
}

/* value * 10^exponent, rounded once. */
static int finish(struct wide value, int exponent, int sticky, int negative, enum fs_round round,
                  fs_i128 *out)
{
    enum fs_rest rest = sticky ? FS_REST_BELOW_HALF : FS_REST_NONE;
    while (exponent < 0) {
        int step = exponent < -19 ? 19 : -exponent;
        uint64_t remainder = wide_divide(&value, powers[step]);
        rest = rest_of(remainder, powers[step], sticky);
        sticky = rest != FS_REST_NONE;
        exponent += step;
    }
    if (value.limb[2] != 0)
        return too_large();
    fs_u128 magnitude = (fs_u128)value.limb[1] << 64 | value.limb[0];
    if (exponent > 0 && scale_up(&magnitude, exponent) != 0)
        return too_large();
    return round_magnitude(magnitude, rest, negative, round, out);
}

int fs_amount_mul(fs_i128 a, int a_digits, int64_t b, int b_digits, int digits, enum fs_round round,
                  fs_i128 *out)
{
    if (check_digits(a_digits, FS_AMOUNT_DIGITS_MAX) || check_digits(b_digits, FS_DECIMAL_DIGITS_MAX) ||
        check_digits(digits, FS_AMOUNT_DIGITS_MAX))
        return -1;
    struct wide product = wide_product(magnitude_of(a), (uint64_t)magnitude_of(b));
    return finish(product, digits - a_digits - b_digits, 0, (a < 0) != (b < 0), round, out);
}

int fs_amount_div(fs_i128 a, int a_digits, int64_t b, int b_digits, int digits, enum fs_round round,
                  fs_i128 *out)
{
    if (check_digits(a_digits, FS_AMOUNT_DIGITS_MAX) || check_digits(b_digits, FS_DECIMAL_DIGITS_MAX) ||
        check_digits(digits, FS_AMOUNT_DIGITS_MAX))
        return -1;
    if (b == 0)
        return fs_error_set(FS_E_INPUT, "decimal: division by zero");
    int negative = (a < 0) != (b < 0), exponent = digits + b_digits - a_digits;
    fs_u128 divisor = magnitude_of(b), quotient = magnitude_of(a) / divisor,
            remainder = magnitude_of(a) % divisor;
    if (exponent <= 0) {
        struct wide q = {{(uint64_t)quotient, (uint64_t)(quotient >> 64), 0}};
        if (exponent == 0)
            return round_magnitude(quotient, rest_of(remainder, divisor, 0), negative, round, out);
        return finish(q, exponent, remainder != 0, negative, round, out);
    }
    /* Long division, one more digit at a time: the remainder is below 2^63, so ten times it always fits. */
    for (; exponent > 0; exponent--) {
        remainder *= 10;
        if (__builtin_mul_overflow(quotient, (fs_u128)10, &quotient) ||
            __builtin_add_overflow(quotient, remainder / divisor, &quotient))
            return too_large();
        remainder %= divisor;
    }
    return round_magnitude(quotient, rest_of(remainder, divisor, 0), negative, round, out);
}

int fs_amount_rescale(fs_i128 a, int a_digits, int digits, enum fs_round round, fs_i128 *out)
{
    return fs_amount_mul(a, a_digits, 1, 0, digits, round, out);
}

int fs_amount_to_decimal(fs_i128 a, int a_digits, int digits, enum fs_round round, int64_t *out)
{
    fs_i128 wide;
    if (check_digits(digits, FS_DECIMAL_DIGITS_MAX) || fs_amount_rescale(a, a_digits, digits, round, &wide))
        return -1;
    return narrow(wide, out);
}

int fs_decimal_mul(int64_t a, int a_digits, int64_t b, int b_digits, int digits, enum fs_round round,
                   int64_t *out)
{
    fs_i128 wide;
    if (check_digits(a_digits, FS_DECIMAL_DIGITS_MAX) || check_digits(digits, FS_DECIMAL_DIGITS_MAX) ||
        fs_amount_mul(a, a_digits, b, b_digits, digits, round, &wide))
        return -1;
    return narrow(wide, out);
}

int fs_decimal_div(int64_t a, int a_digits, int64_t b, int b_digits, int digits, enum fs_round round,
                   int64_t *out)
{
    fs_i128 wide;
    if (check_digits(a_digits, FS_DECIMAL_DIGITS_MAX) || check_digits(digits, FS_DECIMAL_DIGITS_MAX) ||
        fs_amount_div(a, a_digits, b, b_digits, digits, round, &wide))
        return -1;
    return narrow(wide, out);
}

int fs_decimal_rescale(int64_t a, int a_digits, int digits, enum fs_round round, int64_t *out)
{
    return fs_decimal_mul(a, a_digits, 1, 0, digits, round, out);
}

int fs_decimal_quantize(int64_t a, int64_t step, enum fs_round round, int64_t *out)
{
    if (step <= 0)
        return fs_error_set(FS_E_INPUT, "decimal: a step must be above zero");
    fs_i128 count;
    fs_u128 magnitude = magnitude_of(a), divisor = (fs_u128)step;
    enum fs_rest rest = rest_of(magnitude % divisor, divisor, 0);
    if (round_magnitude(magnitude / divisor, rest, a < 0, round, &count) != 0)
        return -1;
    return narrow(count * step, out);
}

int fs_decimal_add(int64_t a, int64_t b, int64_t *out)
{
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return too_large();
    *out = sum;
    return 0;
}

int fs_decimal_sub(int64_t a, int64_t b, int64_t *out)
{
    int64_t difference;
    if (__builtin_sub_overflow(a, b, &difference))
        return too_large();
    *out = difference;
    return 0;
}

int fs_amount_ratio(fs_i128 a, int64_t numerator, int64_t denominator, fs_i128 *out)
{
    if (numerator <= 0 || denominator <= 0)
        return fs_error_set(FS_E_INPUT, "decimal: a ratio's parts must be above zero");
    /* a = whole * denominator + rest: only whole * numerator can be too large. */
    fs_i128 whole = a / denominator, rest = (a % denominator) * numerator;
    fs_i128 part = rest / denominator, left = rest % denominator, result;
    if (__builtin_mul_overflow(whole, (fs_i128)numerator, &result) ||
        __builtin_add_overflow(result, part, &result))
        return too_large();
    fs_i128 twice = (left < 0 ? -left : left) * 2;
    if ((twice > denominator || (twice == denominator && (result & 1))) &&
        __builtin_add_overflow(result, (fs_i128)(left < 0 ? -1 : 1), &result))
        return too_large();
    *out = result;
    return 0;
}

int fs_amount_add(fs_i128 a, fs_i128 b, fs_i128 *out)
{
    fs_i128 sum;
    if (__builtin_add_overflow(a, b, &sum))
        return too_large();
    *out = sum;
    return 0;
}

int fs_amount_sub(fs_i128 a, fs_i128 b, fs_i128 *out)
{
    fs_i128 difference;
    if (__builtin_sub_overflow(a, b, &difference))
        return too_large();
    *out = difference;
    return 0;
}

int fs_decimal_from_double(double value, int digits, int64_t *out)
{
    if (check_digits(digits, FS_DECIMAL_DIGITS_MAX))
        return -1;
    if (!isfinite(value))
        return fs_error_set(FS_E_INPUT, "decimal: %s is no amount", isnan(value) ? "NaN" : "infinity");
    /* The product is off by less than 2^-53 of itself, and the shortest decimal differs from the double by at
     * most as much: where the nearest integer is clear of a tie by more than both, it is the answer. */
    double scaled = value * (double)powers[digits];
    if (fabs(scaled) < 0x1p52) {
        double nearest = nearbyint(scaled);
        if (fabs(scaled - nearest) < 0.5 - fabs(scaled) * 0x1p-50) {
            *out = (int64_t)nearest;
            return 0;
        }
    }
    char text[40];
    int length = 0;
    for (int significant = 15; significant <= 17; significant++) {
        length = snprintf(text, sizeof text, "%.*e", significant - 1, value);
        if (strtod(text, NULL) == value)
            break;
    }
    text[text[0] == '-' ? 2 : 1] = '.'; /* whatever the locale writes there */
    return fs_decimal_parse(text, (size_t)length, digits, FS_ROUND_HALF_EVEN, out);
}

double fs_decimal_to_double(int64_t mantissa, int digits)
{
    return fs_amount_to_double(mantissa, digits);
}

double fs_amount_to_double(fs_i128 mantissa, int digits)
{
    /* Both sides of the division are exact up to 2^53 and 10^22, so it rounds once. */
    if (mantissa >= -(INT64_C(1) << 53) && mantissa <= (INT64_C(1) << 53) && digits <= 19)
        return (double)(int64_t)mantissa / (double)powers[digits];
    char text[FS_DECIMAL_TEXT + 8];
    size_t length = fs_amount_format(mantissa, 0, text, FS_DECIMAL_TEXT);
    snprintf(text + length, sizeof text - length, "e-%d", digits); /* no point: no locale can matter */
    return strtod(text, NULL);
}
