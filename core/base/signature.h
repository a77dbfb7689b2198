/*
 * signature.h: Ed25519 signatures (RFC 8032) with keys in files.
 *
 * A private key is a PEM file (PKCS#8, "BEGIN PRIVATE KEY") that only its owner can read, as `openssl genpkey
 * -algorithm ed25519` writes it too. A public key is text: the 32 bytes as 64 hexadecimal digits.
 */
#ifndef FINSMART_BASE_SIGNATURE_H
#define FINSMART_BASE_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

#define FS_SIGNATURE_SIZE  64
#define FS_PUBLIC_KEY_SIZE 32
#define FS_PUBLIC_KEY_TEXT 65 /* hexadecimal text with its NUL */

struct fs_signing_key;

/* Makes a key and writes it to a new file of mode 0600; its public key into `text`. -1 with FS_E_CONFLICT when the file
 * is there. */
int fs_signing_key_create(const char *path, char text[FS_PUBLIC_KEY_TEXT]);
/* Reads a private key. NULL with an error that names the file: also when it is encrypted, of another algorithm, or when
 * its group or others may read it. */
struct fs_signing_key *fs_signing_key_open(const char *path);
/* NULL is allowed. */
void fs_signing_key_free(struct fs_signing_key *key);
void fs_signing_key_public(const struct fs_signing_key *key, char text[FS_PUBLIC_KEY_TEXT]);
int fs_signing_key_sign(const struct fs_signing_key *key, const void *bytes, size_t length,
                        uint8_t signature[FS_SIGNATURE_SIZE]);

/* Reads a public key's text. -1 with FS_E_INPUT. */
int fs_public_key_parse(const char *text, uint8_t key[FS_PUBLIC_KEY_SIZE]);
/* 1: the signature is the key's over these bytes; 0: it is not; -1 with an error. */
int fs_public_key_check(const uint8_t key[FS_PUBLIC_KEY_SIZE], const void *bytes, size_t length,
                        const uint8_t signature[FS_SIGNATURE_SIZE]);

/* Bytes as lower-case hexadecimal text with NUL, and back: 0, or -1 (no error) when `text` is not exactly that. */
void fs_hex_format(const uint8_t *bytes, size_t length, char *text);
int fs_hex_parse(const char *text, size_t text_length, uint8_t *bytes, size_t length);

#endif
