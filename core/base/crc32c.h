/*
 * crc32c.h: the cyclic redundancy check of Castagnoli's polynomial (CRC-32C, RFC 3720 appendix B.4).
 *
 * Finds accidents: every change of up to 32 bits in a row, and of any three bits. It
 * proves nothing against somebody who changes bytes on purpose; SHA-256 (hash.h) does.
 */
#ifndef FINSMART_BASE_CRC32C_H
#define FINSMART_BASE_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* The check of some bytes; `before` is 0, or the check of what stood before them, which is gone on with. */
uint32_t fs_crc32c(uint32_t before, const void *bytes, size_t length);

#endif
