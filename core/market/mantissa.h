/*
 * mantissa.h: doubles as the mantissas that ticks carry (value = mantissa / 10^8).
 */
#ifndef FINSMART_MARKET_MANTISSA_H
#define FINSMART_MARKET_MANTISSA_H

#include <stdint.h>

/* The mantissa of a missing value (NaN). */
#define FS_MANTISSA_NONE INT64_MIN

/* out[i] = values[i] * 10^8, rounded as fs_decimal_from_double() does: half to even of the double's shortest decimal text.
 * NaN gives FS_MANTISSA_NONE, and sets *missing to 1. Returns how many were done: below `count` where values[that] does not fit in 64 bits. Leaves
 * no error object. */
int64_t fs_mantissas(const double *values, int64_t count, int64_t *out, int *missing);

#endif
