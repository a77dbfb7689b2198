#include "trade/journal_hash.h"

#include "base/error.h"

#include <endian.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_SIZE 8192
#define RECORD_MAX  320 /* an order with the longest symbol */

struct fs_journal_hash {
    EVP_MD_CTX *context;
    int failed;
    size_t used;
    unsigned char buffer[BUFFER_SIZE];
};

struct fs_journal_hash *fs_journal_hash_new(void)
{
    struct fs_journal_hash *hash = malloc(sizeof *hash);
    if (!hash) {
        fs_error_nomem();
        return NULL;
    }
    hash->used = 0;
    hash->failed = 0;
    hash->context = EVP_MD_CTX_new();
    if (!hash->context || EVP_DigestInit_ex(hash->context, EVP_sha256(), NULL) != 1) {
        fs_journal_hash_free(hash);
        fs_error_set(FS_E_INTERNAL, "the cryptography library has no SHA-256");
        return NULL;
    }
    memcpy(hash->buffer, "FSJ1", 4);
    hash->used = 4;
    return hash;
}

void fs_journal_hash_free(struct fs_journal_hash *hash)
{
    if (!hash)
        return;
    EVP_MD_CTX_free(hash->context);
    free(hash);
}

static void flush(struct fs_journal_hash *hash)
{
    if (hash->used && EVP_DigestUpdate(hash->context, hash->buffer, hash->used) != 1)
        hash->failed = 1;
    hash->used = 0;
}

static unsigned char *room(struct fs_journal_hash *hash)
{
    if (hash->used > BUFFER_SIZE - RECORD_MAX)
        flush(hash);
    return hash->buffer + hash->used;
}

static unsigned char *put8(unsigned char *at, int value)
{
    *at = (unsigned char)value;
    return at + 1;
}

static unsigned char *put64(unsigned char *at, int64_t value)
{
    uint64_t bits = htole64((uint64_t)value);
    memcpy(at, &bits, sizeof bits);
    return at + sizeof bits;
}

static void put_terms(struct fs_journal_hash *hash, int64_t id, const struct fs_order_request *r)
{
    const int64_t numbers[] = {r->trail, r->offset, r->expires, r->display, r->one_of, r->after};
    int64_t any = r->flags;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        any |= numbers[i];
    if (!any)
        return;
    unsigned char *at = put8(put64(put8(room(hash), 'T'), id), r->flags);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        at = put64(at, numbers[i]);
    hash->used = (size_t)(at - hash->buffer);
}

void fs_journal_hash_order(struct fs_journal_hash *hash, int64_t id, int64_t time, const char *symbol,
                           const struct fs_order_request *request)
{
    size_t length = strnlen(symbol, 255);
    unsigned char *at = put8(room(hash), 'O');
    at = put64(put64(at, id), time);
    at = put8(put8(put8(at, request->side), request->type), request->tif);
    at = put64(put64(put64(at, request->qty), request->limit), request->stop);
    at = put8(at, (int)length);
    memcpy(at, symbol, length);
    hash->used = (size_t)(at + length - hash->buffer);
    put_terms(hash, id, request);
}

void fs_journal_hash_change(struct fs_journal_hash *hash, int64_t order, int64_t time,
                            const struct fs_order_change *change)
{
    unsigned char *at = put64(put64(put8(room(hash), 'C'), order), time);
    at = put64(put64(put64(put64(at, change->qty), change->limit), change->stop), change->trail);
    hash->used = (size_t)(at - hash->buffer);
}

void fs_journal_hash_verdict(struct fs_journal_hash *hash, int64_t order, int64_t time, int state, int rule,
                             int64_t filled)
{
    unsigned char *at = put8(room(hash), 'V');
    at = put64(put64(at, order), time);
    at = put8(put8(put8(at, state), rule & 0xff), rule >> 8);
    hash->used = (size_t)(put64(at, filled) - hash->buffer);
}

void fs_journal_hash_fill(struct fs_journal_hash *hash, int64_t order, int64_t time, int64_t qty,
                          int64_t price, int64_t fee)
{
    unsigned char *at = put8(room(hash), 'F');
    at = put64(put64(put64(put64(put64(at, order), time), qty), price), fee);
    hash->used = (size_t)(at - hash->buffer);
}

int fs_journal_hash_text(struct fs_journal_hash *hash, char text[65])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    flush(hash);
    EVP_MD_CTX *copy = EVP_MD_CTX_new();
    int done = copy && !hash->failed && EVP_MD_CTX_copy_ex(copy, hash->context) == 1 &&
               EVP_DigestFinal_ex(copy, digest, &length) == 1 && length == 32;
    EVP_MD_CTX_free(copy);
    if (!done)
        return fs_error_set(FS_E_INTERNAL, "the cryptography library failed to hash the decisions");
    for (int i = 0; i < 32; i++) {
        text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    text[64] = 0;
    return 0;
}
