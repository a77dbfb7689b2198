/*
 * number.h: numbers as text, exactly.
 *
 * Reading gives the double that is nearest to the decimal text (ties to even), the same bits as strtod() in the C
 * locale. Writing gives the shortest decimal text that reads back as the same double. Safe from any thread.
 */
#ifndef FINSMART_FRAME_NUMBER_H
#define FINSMART_FRAME_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/* Bytes after the text that fs_number_f64() and fs_number_i64() may load (and ignore). */
#define FS_NUMBER_PADDING 32
/* Room for any text that fs_number_format() writes, NUL included. */
#define FS_NUMBER_TEXT 32

/* Reads [sign] digits [decimal digits] [e [sign] digits], "inf", "infinity", "nan" (any case), the whole text and
 * nothing else. `decimal` is the decimal mark. At least FS_NUMBER_PADDING bytes after the text must be readable.
 * 0, or -1 (without an error object) for anything else. An overflow gives an infinity, an underflow zero. */
int fs_number_f64(const char *text, size_t length, char decimal, double *out);
/* The same for an integer: [sign] digits. -1 also when it does not fit. */
int fs_number_i64(const char *text, size_t length, int64_t *out);
/* Shortest text, plain from 1e-5 to 1e17 and with an exponent elsewhere: "1455.22", "-3", "1e-07", "nan", "inf".
 * `buffer` holds FS_NUMBER_TEXT bytes. Returns the length. */
size_t fs_number_format(double value, char *buffer);

#endif
