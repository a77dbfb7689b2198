#include "frame/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* |value| = digits / 10^places, the fewest places; -1 where there is none that a double holds exactly. Prices are of
 * this kind. Reading divides the same two exact numbers, so equality here is a round trip. */
static int fixed_point(double value, uint64_t *digits)
{
    static const double tens[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    for (int places = 0; places <= 15; places++) {
        double scaled = value * tens[places];
        if (scaled >= 0x1p53)
            return -1;
        double whole = rint(scaled);
        if (whole / tens[places] == value) {
            *digits = (uint64_t)whole;
            return places;
        }
    }
    return -1;
}

/* The shortest of 15, 16 or 17 digits (fewer for subnormals, which hold less); printf rounds correctly, so the first
 * that reads back is right, and %g drops trailing zeros. */
static size_t general(double value, char *buffer)
{
    int length = 0;
    for (int precision = fabs(value) < 0x1p-1022 ? 1 : 15; precision <= 17; precision++) {
        length = snprintf(buffer, FS_NUMBER_TEXT, "%.*g", precision, value);
        char padded[FS_NUMBER_TEXT + FS_NUMBER_PADDING];
        double back;
        memcpy(padded, buffer, FS_NUMBER_TEXT);
        if (precision == 17 || (fs_number_f64(padded, (size_t)length, '.', &back) == 0 && back == value))
            break;
    }
    return (size_t)length;
}

size_t fs_number_format(double value, char *buffer)
{
    if (isnan(value))
        return (size_t)snprintf(buffer, FS_NUMBER_TEXT, "nan");
    if (isinf(value))
        return (size_t)snprintf(buffer, FS_NUMBER_TEXT, value < 0 ? "-inf" : "inf");
    double size = fabs(value);
    uint64_t digits = 0;
    int places = size == 0 || (size >= 1e-5 && size < 0x1p53) ? fixed_point(size, &digits) : -1;
    if (places < 0)
        return general(value, buffer);
    char reversed[24];
    int count = 0;
    for (; digits || count <= places; digits /= 10) {
        if (places && count == places)
            reversed[places] = '.', count++;
        if (!digits && count > places)
            break;
        reversed[count++] = (char)('0' + digits % 10);
    }
    char *p = buffer;
    if (signbit(value))
        *p++ = '-';
    if (!count || reversed[count - 1] == '.')
        *p++ = '0';
    while (count)
        *p++ = reversed[--count];
    *p = '\0';
    return (size_t)(p - buffer);
}
