/*
 * Three roads to a double, fastest first. Up to 16 digits go through SSE registers at once, and are exact in a double
 * when below 2^53: one correctly rounded division by a power of ten finishes (Clinger 1990). Up to 19 digits go
 * through a 128-bit product with a truncated power of five (Lemire 2021), which knows when it cannot decide. What is
 * left goes to strtod(). number_write.c is the way back.
 */
#include "frame/number.h"

#include "frame/number_digits.h"

#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 u128;

enum { SMALLEST_POWER = -54, LARGEST_POWER = 55 };

const double fs_number_tens[FS_NUMBER_DIGITS + 1] = {1e0, 1e0, 1e1,  1e2,  1e3,  1e4,  1e5,  1e6, 1e7,
                                                     1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
_Alignas(16) unsigned char fs_number_align[FS_NUMBER_DIGITS + 1][FS_NUMBER_DIGITS + 1][16];

static struct {
    u128 five[LARGEST_POWER - SMALLEST_POWER + 1]; /* leading 128 bits of 5^q */
    locale_t c_locale;
} tables;
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

/* The leading 128 bits of 2^k / divisor by long division; rounded up where `up`. */
static u128 reciprocal(u128 divisor, int up)
{
    u128 quotient = 0, rest = 1;
    while (!(quotient >> 127)) {
        int carry = (int)(rest >> 127);
        rest <<= 1;
        quotient <<= 1;
        if (carry || rest >= divisor) {
            rest -= divisor;
            quotient |= 1;
        }
    }
    return up ? quotient + 1 : quotient;
}

static void make_tables(void)
{
    u128 power = 1;
    for (int q = 0; q <= LARGEST_POWER; q++, power *= 5) {
        u128 normal = power;
        while (!(normal >> 127))
            normal <<= 1;
        tables.five[q - SMALLEST_POWER] = normal;
        if (q > 0 && -q >= SMALLEST_POWER)
            tables.five[-q - SMALLEST_POWER] = reciprocal(power, q <= 27);
    }
    for (int n = 0; n <= FS_NUMBER_DIGITS; n++)
        for (int mark = 0; mark <= FS_NUMBER_DIGITS; mark++) {
            unsigned char *to = fs_number_align[n][mark];
            int digits = n - (mark < n), at = 0;
            for (int i = 0; i < 16; i++) {
                if (i < 16 - digits) {
                    to[i] = 0x80;
                    continue;
                }
                if (at == mark)
                    at++;
                to[i] = (unsigned char)at++;
            }
        }
    tables.c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

void fs_number_begin(void)
{
    static _Thread_local int ready;
    if (__builtin_expect(!ready, 0)) {
        pthread_once(&tables_once, make_tables);
        ready = 1;
    }
}

/* digits * 10^power, correctly rounded; -1 when the truncated power of five cannot decide. */
static int scale(uint64_t digits, int power, double *out)
{
    if (digits == 0) {
        *out = 0;
        return 0;
    }
    if (power < SMALLEST_POWER || power > LARGEST_POWER)
        return -1;
    int shift = __builtin_clzll(digits);
    uint64_t w = digits << shift;
    u128 five = tables.five[power - SMALLEST_POWER];
    u128 product = (u128)w * (uint64_t)(five >> 64);
    uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product;
    if ((high & 0x1ff) == 0x1ff) { /* the bits below might carry into those that decide */
        uint64_t more = (uint64_t)(((u128)w * (uint64_t)five) >> 64);
        low += more;
        high += low < more;
        if (low == UINT64_MAX && power < -27)
            return -1;
    }
    int upper = (int)(high >> 63);
    uint64_t mantissa = high >> (upper + 9);
    int exponent = ((217706 * power) >> 16) + 63 + upper - shift + 1023;
    if (low <= 1 && power >= -4 && power <= 23 && (mantissa & 3) == 1 && mantissa << (upper + 9) == high)
        mantissa &= ~UINT64_C(1); /* exactly half way: to even */
    mantissa = (mantissa + (mantissa & 1)) >> 1;
    if (mantissa >= UINT64_C(1) << 53) {
        mantissa >>= 1;
        exponent++;
    }
    uint64_t bits = (mantissa & ~(UINT64_C(1) << 52)) | (uint64_t)exponent
                                                            << 52; /* powers this small stay normal */
    memcpy(out, &bits, sizeof bits);
    return 0;
}

/* No double lies between two decimal numbers that agree in 768 digits but are not equal there: what follows can only
 * say that there is something. KEPT digits, a 1 for that, sign and exponent fit in SHORT bytes. */
enum { KEPT = 780, SHORT = KEPT + 32 };

/* A number of any length, whose shape has been checked, as "-digits e exponent" that strtod() reads as the same double. */
static void shorten(const char *text, size_t length, char decimal, char to[SHORT])
{
    const char *p = text, *end = text + length;
    char *out = to;
    int64_t exponent = 0;
    int kept = 0, marked = 0, more = 0;
    if (*p == '-' || *p == '+')
        *out++ = *p++;
    for (; p < end && *p != 'e' && *p != 'E'; p++) {
        if (*p == decimal) {
            marked = 1;
        } else if ((kept || *p != '0') && kept < KEPT) {
            *out++ = *p;
            kept++;
            exponent -= marked;
        } else if (kept) { /* behind the last digit kept */
            more |= *p != '0';
            exponent += !marked;
        } else {
            exponent -= marked;
        }
    }
    if (more) {
        *out++ = '1';
        exponent--;
    }
    if (!kept)
        *out++ = '0';
    int64_t given = 0;
    if (p < end) {
        p++;
        int down = *p == '-';
        for (p += *p == '-' || *p == '+'; p < end; p++)
            given = given < 100000000 ? given * 10 + (*p - '0') : given;
        given = down ? -given : given;
    }
    snprintf(out, 24, "e%lld", (long long)(exponent + given));
}

/* strtod() of a text whose shape has been checked. */
static int slow(const char *text, size_t length, char decimal, double *out)
{
    char copy[SHORT], *end;
    if (length < sizeof copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
        char *mark = decimal != '.' ? memchr(copy, decimal, length) : NULL;
        if (mark)
            *mark = '.';
    } else {
        shorten(text, length, decimal, copy);
    }
    *out = tables.c_locale ? strtod_l(copy, &end, tables.c_locale) : strtod(copy, &end);
    return *end == '\0' ? 0 : -1;
}

static int special(const char *text, size_t n, double sign, double *out)
{
    if ((n == 3 && !strncasecmp(text, "inf", 3)) || (n == 8 && !strncasecmp(text, "infinity", 8)))
        *out = sign * __builtin_inf();
    else if (n == 3 && !strncasecmp(text, "nan", 3))
        *out = __builtin_nan("");
    else
        return -1;
    return 0;
}

/* Any length, exponents, more digits than fit. `text` is behind the sign, `whole` before it. */
static int general(const char *whole, const char *text, const char *end, char decimal, double *out)
{
    uint64_t digits = 0;
    int count = 0, after = 0, seen = 0, marked = 0, cut = 0;
    const char *p = text;
    for (; p < end; p++) {
        unsigned digit = (unsigned)(*p - '0');
        if (digit <= 9) {
            seen = 1;
            if (count < 19) {
                digits = digits * 10 + digit;
                count += digits != 0;
                after += marked;
            } else {
                cut = 1;
            }
        } else if (*p == decimal && !marked) {
            marked = 1;
        } else {
            break;
        }
    }
    if (!seen)
        return special(text, (size_t)(end - text), whole < text && *whole == '-' ? -1 : 1, out);
    int exponent = 0;
    if (p < end) {
        if (*p != 'e' && *p != 'E')
            return -1;
        p++;
        int down = p < end && *p == '-';
        p += p < end && (*p == '-' || *p == '+');
        if (p == end)
            return -1;
        for (; p < end; p++) {
            unsigned digit = (unsigned)(*p - '0');
            if (digit > 9)
                return -1;
            /* far above the count of digits that a text can have */
            exponent = exponent < 100000000 ? exponent * 10 + (int)digit : exponent;
        }
        exponent = down ? -exponent : exponent;
    }
    if (cut || scale(digits, exponent - after, out) != 0)
        return slow(whole, (size_t)(end - whole), decimal, out);
    if (whole < text && *whole == '-')
        *out = -*out;
    return 0;
}

int fs_number_f64(const char *text, size_t length, char decimal, double *out)
{
    fs_number_begin();
    const char *digits = text + (length && (*text == '-' || *text == '+'));
    if (fs_number_short_f64(digits, length - (size_t)(digits - text), decimal, out) == 0) {
        *out = digits > text && *text == '-' ? -*out : *out;
        return 0;
    }
    return digits < text + length ? general(text, digits, text + length, decimal, out) : -1;
}

int fs_number_i64(const char *text, size_t length, int64_t *out)
{
    fs_number_begin();
    const char *digits = text;
    int negative = 0;
    if (length && (*digits == '-' || *digits == '+')) {
        negative = *digits == '-';
        digits++;
    }
    size_t n = length - (size_t)(digits - text);
    uint64_t value;
    if (n - 1 < FS_NUMBER_DIGITS) {
        if (fs_number_short_u64(digits, n, &value) != 0)
            return -1;
        *out = negative ? -(int64_t)value : (int64_t)value;
        return 0;
    }
    if (n == 0)
        return -1;
    value = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned digit = (unsigned)(digits[i] - '0');
        if (digit > 9 || __builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, digit, &value))
            return -1;
    }
    if (value > (uint64_t)INT64_MAX + (unsigned)negative)
        return -1;
    *out = negative ? (int64_t)(0 - value) : (int64_t)value;
    return 0;
}
