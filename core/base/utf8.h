/*
 * utf8.h: is a text UTF-8?
 */
#ifndef FINSMART_BASE_UTF8_H
#define FINSMART_BASE_UTF8_H

#include <stddef.h>

/* 1 when the bytes are well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF). Zero
 * bytes are characters like others. */
int fs_utf8_valid(const char *text, size_t length);

#endif
