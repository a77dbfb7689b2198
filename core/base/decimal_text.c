/* Decimals as text, both ways. The arithmetic is in decimal.c. */
#include "base/decimal.h"

#include "base/decimal_round.h"
#include "base/error.h"

#include <string.h>

static int malformed(const char *text, size_t length, const char *what)
{
    int shown = length > 64 ? 64 : (int)length;
    return fs_error_set(FS_E_INPUT, "number '%.*s': %s", shown, text, what);
}

static int does_not_fit(const char *text, size_t length)
{
    int shown = length > 64 ? 64 : (int)length;
    return fs_error_set(FS_E_LIMIT, "number '%.*s' does not fit", shown, text);
}

/* A number's parts, as positions in its text. */
struct parts {
    int negative;
    const char *digits;     /* the first digit or the point before it */
    const char *digits_end; /* after the last digit or the point after it */
    int64_t
        before_point; /* significant digits before the point; below 0: zeros after it before the first one */
    int exponent;
};

static int split(const char *text, size_t length, struct parts *out)
{
    const char *p = text, *end = text + length;
    memset(out, 0, sizeof *out);
    if (p < end && (*p == '+' || *p == '-'))
        out->negative = *p++ == '-';
    out->digits = p;
    int seen_digit = 0, seen_point = 0, significant = 0;
    for (; p < end && ((*p >= '0' && *p <= '9') || (*p == '.' && !seen_point)); p++) {
        if (*p == '.') {
            seen_point = 1;
            continue;
        }
        seen_digit = 1;
        if (*p != '0')
            significant = 1;
        if (!seen_point && significant)
            out->before_point++;
        if (seen_point && !significant)
            out->before_point--;
    }
    out->digits_end = p;
    if (!seen_digit)
        return malformed(text, length, "expected digits");
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        int sign = 1;
        if (p < end && (*p == '+' || *p == '-'))
            sign = *p++ == '-' ? -1 : 1;
        const char *start = p;
        for (; p < end && *p >= '0' && *p <= '9'; p++)
            if (out->exponent < 100000) /* beyond any range here */
                out->exponent = out->exponent * 10 + (*p - '0');
        if (p == start)
            return malformed(text, length, "expected digits after the 'e'");
        out->exponent *= sign;
    }
    return p == end ? 0 : malformed(text, length, "expected a decimal number and nothing else");
}

/* The value of a text as a 128-bit mantissa with up to 36 digits. Digits are taken one by one until the
 * mantissa is complete; the first one cut and whether anything follows it decide the rounding. */
int fs_amount_parse(const char *text, size_t length, int digits, enum fs_round round, fs_i128 *out)
{
    if (digits < 0 || digits > FS_AMOUNT_DIGITS_MAX)
        return fs_error_set(FS_E_INPUT, "decimal: %d digits after the point; expected 0 to %d", digits,
                            FS_AMOUNT_DIGITS_MAX);
    struct parts parts;
    if (split(text, length, &parts) != 0)
        return -1;
    int64_t wanted =
        parts.before_point + parts.exponent + digits; /* digits of the mantissa, from the first not 0 */
    fs_u128 magnitude = 0;
    int first_cut = -1, sticky = 0, started = 0;
    for (const char *p = parts.digits; p < parts.digits_end; p++) {
        if (*p == '.' || (*p == '0' && !started))
            continue;
        started = 1;
        if (wanted > 0) {
            wanted--;
            if (__builtin_mul_overflow(magnitude, (fs_u128)10, &magnitude) ||
                __builtin_add_overflow(magnitude, (fs_u128)(*p - '0'), &magnitude))
                return does_not_fit(text, length);
        } else if (wanted == 0 && first_cut < 0) {
            first_cut = *p - '0';
        } else if (*p != '0') {
            sticky = 1;
        }
    }
    if (!started)
        wanted = 0;
    for (; wanted > 0; wanted--)
        if (__builtin_mul_overflow(magnitude, (fs_u128)10, &magnitude))
            return does_not_fit(text, length);
    enum fs_rest rest = sticky ? FS_REST_BELOW_HALF : FS_REST_NONE;
    if (first_cut > 0)
        rest = first_cut < 5               ? FS_REST_BELOW_HALF
               : first_cut == 5 && !sticky ? FS_REST_HALF
                                           : FS_REST_ABOVE_HALF;
    int code = fs_decimal_round(magnitude, rest, parts.negative, round, out);
    if (code == FS_E_LIMIT)
        return does_not_fit(text, length);
    if (code != FS_OK)
        return malformed(text, length, "it has more digits after the point than are allowed");
    return 0;
}

int fs_decimal_parse(const char *text, size_t length, int digits, enum fs_round round, int64_t *out)
{
    fs_i128 wide;
    if (digits > FS_DECIMAL_DIGITS_MAX)
        return fs_error_set(FS_E_INPUT, "decimal: %d digits after the point; expected 0 to %d", digits,
                            FS_DECIMAL_DIGITS_MAX);
    if (fs_amount_parse(text, length, digits, round, &wide) != 0)
        return -1;
    if (wide < INT64_MIN || wide > INT64_MAX)
        return does_not_fit(text, length);
    *out = (int64_t)wide;
    return 0;
}

size_t fs_amount_format_fixed(fs_i128 mantissa, int digits, char *buffer, size_t size)
{
    char reversed[64];
    int count = 0;
    fs_u128 rest = mantissa < 0 ? 0 - (fs_u128)mantissa : (fs_u128)mantissa;
    do {
        if (digits > 0 && count == digits)
            reversed[count++] = '.';
        reversed[count++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
        /* with a point the digit before it is always written */
    } while (rest != 0 || (digits > 0 && count <= digits + 1));
    if (mantissa < 0)
        reversed[count++] = '-';
    if ((size_t)count >= size) {
        if (size > 0)
            buffer[0] = '\0';
        return 0;
    }
    for (int i = 0; i < count; i++)
        buffer[i] = reversed[count - 1 - i];
    buffer[count] = '\0';
    return (size_t)count;
}

size_t fs_amount_format(fs_i128 mantissa, int digits, char *buffer, size_t size)
{
    while (digits > 0 && mantissa % 10 == 0) {
        mantissa /= 10;
        digits--;
    }
    return fs_amount_format_fixed(mantissa, digits, buffer, size);
}

size_t fs_decimal_format(int64_t mantissa, int digits, char *buffer, size_t size)
{
    return fs_amount_format(mantissa, digits, buffer, size);
}
