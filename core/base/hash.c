#include "base/hash.h"

#include "base/error.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 product;

struct fs_sha256 {
    EVP_MD_CTX *context;
    EVP_MD_CTX *copy; /* so that a digest in the middle does not end the hash */
};

/* Nothing but a lack of memory makes SHA-256 fail. What stays in libcrypto's queue would look like TLS's. */
static int refused(void)
{
    ERR_clear_error();
    return fs_error_set(FS_E_MEMORY, "SHA-256: libcrypto refused the operation; most likely out of memory");
}

struct fs_sha256 *fs_sha256_new(void)
{
    struct fs_sha256 *hash = calloc(1, sizeof *hash);
    if (!hash) {
        fs_error_nomem();
        return NULL;
    }
    hash->context = EVP_MD_CTX_new();
    hash->copy = EVP_MD_CTX_new();
    if (!hash->context || !hash->copy) {
        fs_sha256_free(hash);
        fs_error_nomem();
        return NULL;
    }
    if (EVP_DigestInit_ex(hash->context, EVP_sha256(), NULL) != 1) {
        fs_sha256_free(hash);
        refused();
        return NULL;
    }
    return hash;
}

void fs_sha256_free(struct fs_sha256 *hash)
{
    if (!hash)
        return;
    EVP_MD_CTX_free(hash->context);
    EVP_MD_CTX_free(hash->copy);
    free(hash);
}

int fs_sha256_update(struct fs_sha256 *hash, const void *bytes, size_t length)
{
    return EVP_DigestUpdate(hash->context, bytes, length) == 1 ? 0 : refused();
}

int fs_sha256_digest(const struct fs_sha256 *hash, uint8_t out[FS_SHA256_SIZE])
{
    unsigned length = 0;
    if (EVP_MD_CTX_copy_ex(hash->copy, hash->context) != 1 ||
        EVP_DigestFinal_ex(hash->copy, out, &length) != 1 || length != FS_SHA256_SIZE)
        return refused();
    return 0;
}

void fs_sha256_text(const uint8_t digest[FS_SHA256_SIZE], char out[FS_SHA256_HEX])
{
    static const char hex[] = "0123456789abcdef";
    for (int i = 0; i < FS_SHA256_SIZE; i++) {
        out[2 * i] = hex[digest[i] >> 4];
        out[2 * i + 1] = hex[digest[i] & 15];
    }
    out[2 * FS_SHA256_SIZE] = '\0';
}

int fs_sha256_hex(const struct fs_sha256 *hash, char out[FS_SHA256_HEX])
{
    uint8_t digest[FS_SHA256_SIZE];
    if (fs_sha256_digest(hash, digest) != 0)
        return -1;
    fs_sha256_text(digest, out);
    return 0;
}

int fs_sha256_of(const void *bytes, size_t length, char out[FS_SHA256_HEX])
{
    uint8_t digest[FS_SHA256_SIZE];
    if (EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL) != 1)
        return refused();
    fs_sha256_text(digest, out);
    return 0;
}

/* The two halves of a 128-bit product folded together: every input bit reaches every output bit. */
static uint64_t mix(uint64_t a, uint64_t b)
{
    product p = (product)a * b;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static uint64_t load(const unsigned char *p, size_t size)
{
    uint64_t value = 0;
    memcpy(&value, p, size);
    return value;
}

uint64_t fs_hash64(const void *bytes, size_t length, uint64_t seed)
{
    /* Odd constants: fractional digits of the golden ratio, pi and e. */
    const uint64_t c1 = UINT64_C(0x9e3779b97f4a7c15), c2 = UINT64_C(0x243f6a8885a308d3) | 1,
                   c3 = UINT64_C(0xb7e151628aed2a6b);
    const unsigned char *p = bytes;
    uint64_t state = mix(seed ^ c1, c2 ^ length);
    size_t left = length;
    for (; left > 16; p += 16, left -= 16)
        state = mix(load(p, 8) ^ state, load(p + 8, 8) ^ c3);
    uint64_t low = load(p, left < 8 ? left : 8), high = left > 8 ? load(p + 8, left - 8) : 0;
    state = mix(low ^ state, high ^ c2);
    return mix(state ^ c3, c1 ^ length);
}
