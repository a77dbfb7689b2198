#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* Bytes of the character at `s` (1 to 4), 0 when it is malformed. Table 3-7 of the Unicode standard. */
static size_t character(const unsigned char *s, size_t left)
{
    unsigned char low = 0x80, high = 0xBF; /* the range of the second byte */
    size_t size;
    if (s[0] < 0x80)
        return 1;
    if (s[0] >= 0xC2 && s[0] <= 0xDF)
        size = 2;
    else if (s[0] >= 0xE0 && s[0] <= 0xEF) {
        size = 3;
        low = s[0] == 0xE0 ? 0xA0 : 0x80;
        high = s[0] == 0xED ? 0x9F : 0xBF;
    } else if (s[0] >= 0xF0 && s[0] <= 0xF4) {
        size = 4;
        low = s[0] == 0xF0 ? 0x90 : 0x80;
        high = s[0] == 0xF4 ? 0x8F : 0xBF;
    } else
        return 0;
    if (left < size || s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < size; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    return size;
}

int fs_utf8_valid(const char *text, size_t length)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t i = 0;
    while (i < length) {
        uint64_t word;
        while (i + sizeof word <= length) { /* most texts are ASCII: eight bytes at a time */
            memcpy(&word, s + i, sizeof word);
            if (word & 0x8080808080808080u)
                break;
            i += sizeof word;
        }
        if (i == length)
            break;
        size_t size = character(s + i, length - i);
        if (size == 0)
            return 0;
        i += size;
    }
    return 1;
}
