#include "trade/journal_hash.h"

#include "base/error.h"
#include "base/hash.h"
#include "trade/result.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_SIZE 8192
#define RECORD_MAX  640 /* an event with the two longest symbols */

struct fs_journal_hash {
    struct fs_sha256 *sha256;
    struct fs_decision_sink sink;
    int failed;
    size_t used;
    unsigned char buffer[BUFFER_SIZE];
};

struct fs_journal_hash *fs_journal_hash_new(void)
{
    struct fs_journal_hash *hash = calloc(1, sizeof *hash);
    if (!hash) {
        fs_error_nomem();
        return NULL;
    }
    if (!(hash->sha256 = fs_sha256_new())) {
        fs_journal_hash_free(hash);
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
    fs_sha256_free(hash->sha256);
    free(hash);
}

void fs_journal_hash_tell(struct fs_journal_hash *hash, struct fs_decision_sink sink)
{
    hash->sink = sink;
}

static void flush(struct fs_journal_hash *hash)
{
    if (hash->used && fs_sha256_update(hash->sha256, hash->buffer, hash->used))
        hash->failed = 1;
    hash->used = 0;
}

static unsigned char *room(struct fs_journal_hash *hash)
{
    if (hash->used > BUFFER_SIZE - RECORD_MAX)
        flush(hash);
    return hash->buffer + hash->used;
}

/* A record that room() made room for ends before `end`. */
static void added(struct fs_journal_hash *hash, const unsigned char *end)
{
    const unsigned char *record = hash->buffer + hash->used;
    hash->used = (size_t)(end - hash->buffer);
    if (hash->sink.decided)
        hash->sink.decided(hash->sink.data, record, (size_t)(end - record));
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

static void put_terms(struct fs_journal_hash *hash, int64_t id, int64_t time,
                      const struct fs_order_request *r)
{
    const int64_t numbers[] = {r->trail, r->offset, r->expires, r->display, r->one_of, r->after};
    int64_t any = r->flags;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        any |= numbers[i];
    if (!any)
        return;
    unsigned char *at = put8(put64(put64(put8(room(hash), 'T'), id), time), r->flags);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        at = put64(at, numbers[i]);
    added(hash, at);
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
    added(hash, at + length);
    put_terms(hash, id, time, request);
}

void fs_journal_hash_change(struct fs_journal_hash *hash, int64_t order, int64_t time,
                            const struct fs_order_change *change)
{
    unsigned char *at = put64(put64(put8(room(hash), 'C'), order), time);
    at = put64(put64(put64(put64(at, change->qty), change->limit), change->stop), change->trail);
    added(hash, at);
}

void fs_journal_hash_verdict(struct fs_journal_hash *hash, int64_t order, int64_t time, int state, int rule,
                             int64_t filled)
{
    unsigned char *at = put8(room(hash), 'V');
    at = put64(put64(at, order), time);
    at = put8(put8(put8(at, state), rule & 0xff), rule >> 8);
    added(hash, put64(at, filled));
}

void fs_journal_hash_fill(struct fs_journal_hash *hash, int64_t order, int64_t time, int64_t qty,
                          int64_t price, int64_t fee)
{
    unsigned char *at = put8(room(hash), 'F');
    at = put64(put64(put64(put64(put64(at, order), time), qty), price), fee);
    added(hash, at);
}

static unsigned char *put_symbol(unsigned char *at, const char *symbol)
{
    size_t length = symbol ? strnlen(symbol, 255) : 0;
    at = put8(at, (int)length);
    if (length)
        memcpy(at, symbol, length);
    return at + length;
}

void fs_journal_hash_event(struct fs_journal_hash *hash, const struct fs_event_record *event,
                           const char *symbol, const char *into)
{
    unsigned char *at = put64(put64(put8(room(hash), 'E'), 0), event->time);
    at = put64(put64(put8(at, event->type), event->before), event->after);
    at = put64(put64(put64(put64(at, event->into_qty), event->price), event->cash), event->fee);
    added(hash, put_symbol(put_symbol(at, symbol), into));
}

void fs_journal_hash_margin(struct fs_journal_hash *hash, int64_t order, int64_t time, int64_t equity,
                            int64_t margin)
{
    unsigned char *at = put64(put64(put8(room(hash), 'M'), order), time);
    added(hash, put64(put64(at, equity), margin));
}

void fs_journal_hash_exchange(struct fs_journal_hash *hash, int64_t time, int64_t amount, int64_t received,
                              int64_t cost, const char *pair)
{
    unsigned char *at = put64(put64(put8(room(hash), 'X'), 0), time);
    added(hash, put_symbol(put64(put64(put64(at, amount), received), cost), pair));
}

void fs_journal_hash_accrual(struct fs_journal_hash *hash, int64_t time, int64_t interest, int64_t borrow,
                             const char *currency)
{
    unsigned char *at = put64(put64(put8(room(hash), 'A'), 0), time);
    added(hash, put_symbol(put64(put64(at, interest), borrow), currency));
}

void fs_journal_hash_reason(struct fs_journal_hash *hash, int64_t order, const char *rule, const char *reason)
{
    if (hash->sink.explained)
        hash->sink.explained(hash->sink.data, order, rule, reason);
}

int fs_journal_hash_text(struct fs_journal_hash *hash, char text[65])
{
    flush(hash);
    if (hash->failed)
        return fs_error_set(FS_E_MEMORY, "the decisions could not be hashed; most likely out of memory");
    return fs_sha256_hex(hash->sha256, text);
}
