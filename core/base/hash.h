/*
 * hash.h: SHA-256 for what must be proved, a fast 64-bit hash for tables.
 */
#ifndef FINSMART_BASE_HASH_H
#define FINSMART_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define FS_SHA256_SIZE 32
#define FS_SHA256_HEX  65 /* hexadecimal text with its NUL */

/* SHA-256 in the making. One thread at a time. */
struct fs_sha256;
/* NULL with an error. */
struct fs_sha256 *fs_sha256_new(void);
/* NULL is allowed. */
void fs_sha256_free(struct fs_sha256 *hash);
/* Appends bytes; -1 with an error. */
int fs_sha256_update(struct fs_sha256 *hash, const void *bytes, size_t length);
/* The digest of everything so far; more may be appended afterwards. -1 with an error. */
int fs_sha256_digest(const struct fs_sha256 *hash, uint8_t out[FS_SHA256_SIZE]);
/* The same in lower-case hexadecimal. */
int fs_sha256_hex(const struct fs_sha256 *hash, char out[FS_SHA256_HEX]);
/* Digest of one block of bytes as hexadecimal; -1 with an error. */
int fs_sha256_of(const void *bytes, size_t length, char out[FS_SHA256_HEX]);
/* 32 bytes as lower-case hexadecimal text. */
void fs_sha256_text(const uint8_t digest[FS_SHA256_SIZE], char out[FS_SHA256_HEX]);

/* A hash for hash tables: fast and well spread, not safe against somebody who picks the keys unless `seed` is
 * secret. Never stored or compared between versions of the program. */
uint64_t fs_hash64(const void *bytes, size_t length, uint64_t seed);

#endif
