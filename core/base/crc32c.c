#include "base/crc32c.h"

#include <string.h>

#ifdef __SSE4_2__
#include <nmmintrin.h>

uint32_t fs_crc32c(uint32_t before, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    uint64_t crc = before ^ UINT32_MAX, word;
    for (; length >= sizeof word; at += sizeof word, length -= sizeof word) {
        memcpy(&word, at, sizeof word);
        crc = _mm_crc32_u64(crc, word);
    }
    for (; length; at++, length--)
        crc = _mm_crc32_u8((uint32_t)crc, *at);
    return (uint32_t)crc ^ UINT32_MAX;
}

#else

/* A digit of sixteen at a time: the table is small enough to be read. */
uint32_t fs_crc32c(uint32_t before, const void *bytes, size_t length)
{
    static const uint32_t digits[16] = {
        0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
        0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75};
    const unsigned char *at = bytes;
    uint32_t crc = before ^ UINT32_MAX;
    for (; length; at++, length--) {
        crc ^= *at;
        crc = crc >> 4 ^ digits[crc & 15];
        crc = crc >> 4 ^ digits[crc & 15];
    }
    return crc ^ UINT32_MAX;
}

#endif
