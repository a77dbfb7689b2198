/* decimal_round.h: the one place where decimals are rounded; private to decimal.c and decimal_text.c. */
#ifndef FINSMART_BASE_DECIMAL_ROUND_H
#define FINSMART_BASE_DECIMAL_ROUND_H

#include "base/decimal.h"

/* What was cut off a magnitude, in units of its last digit. */
enum fs_rest { FS_REST_NONE, FS_REST_BELOW_HALF, FS_REST_HALF, FS_REST_ABOVE_HALF };

/* Rounds a truncated magnitude and gives it its sign. FS_OK, FS_E_LIMIT when it does not fit, FS_E_INPUT when
 * it is not exact though FS_ROUND_EXACT asks for it; leaves no error object. */
int fs_decimal_round(fs_u128 magnitude, enum fs_rest rest, int negative, enum fs_round round, fs_i128 *out);

#endif
