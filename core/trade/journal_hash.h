/*
 * journal_hash.h: one number for every decision of a run.
 *
 * SHA-256 over the canonical records below, in the order in which they arose. Equal for backtest, paper and
 * replay, any build and any processor: nothing in it comes from the process, the machine or the wall clock.
 * Integers are little-endian; times are engine time in ns; quantities, prices and fees are mantissas (1e-8).
 *
 *   start    "FSJ1"
 *   order    'O' i64 id, i64 time, u8 side, u8 type, u8 tif, i64 qty, i64 limit, i64 stop, u8 length, symbol
 *   terms    'T' i64 id, i64 time, u8 flags, i64 trail, i64 offset, i64 expires, i64 display, i64 one of, i64 after:
 *            behind an order of which any of these is not 0
 *   change   'C' i64 order, i64 time, i64 qty, i64 limit, i64 stop, i64 trail: what the gate passed, 0 what stays;
 *            its verdict follows
 *   verdict  'V' i64 order, i64 time, u8 state (FS_ORDER_*), u16 rule, i64 filled
 *   event    'E' i64 0, i64 time, u8 type (FS_IEVENT_*), i64 position before, i64 after, i64 quantity of the other symbol,
 *            i64 price, i64 cash, i64 fee, u8 length, symbol, u8 length, other symbol: an event of an instrument, for runs that
 *            have any
 *   margin   'M' i64 order, i64 time, i64 equity, i64 margin: a margin call, behind the order that it makes; money of the
 *            account's currency, mantissas, rounded
 *   exchange 'X' i64 0, i64 time, i64 amount, i64 received, i64 cost, u8 length, "FROM/TO": cash of one currency for another,
 *            of a fill, of a day's gains or of the strategy; the cost in the account's currency; below 0: so much was bought
 *   accrual  'A' i64 0, i64 time, i64 interest received, i64 borrow fees paid, u8 length, currency: of the days since the one
 *            before
 *   fill     'F' i64 order, i64 time, i64 qty, i64 price, i64 fee
 *
 * Ids count from 1 in the order of submission. A verdict is every change of an order's state but a complete
 * fill, which its fill record shows: accepted, rejected (rule: the number of the check), cancelled, expired,
 * cut.
 *
 * Whoever wants the records themselves gives a sink: a journal file (journal.h) keeps them, a replay compares them.
 */
#ifndef FINSMART_TRADE_JOURNAL_HASH_H
#define FINSMART_TRADE_JOURNAL_HASH_H

#include <finsmart/order.h>
#include <stddef.h>

struct fs_journal_hash;

/* Somebody who wants every record of the hash. All NULL: nobody. */
struct fs_decision_sink {
    /* A record as it is hashed: its letter first, the id of its order behind it, then its time. */
    void (*decided)(void *data, const void *record, size_t length);
    /* Why, in words, for the verdict just given: the name of the check or rule (or NULL), and its reason. */
    void (*explained)(void *data, int64_t order, const char *rule, const char *reason);
    void *data;
};

struct fs_journal_hash *fs_journal_hash_new(void);
/* From now on `sink` is told too. */
void fs_journal_hash_tell(struct fs_journal_hash *hash, struct fs_decision_sink sink);
void fs_journal_hash_free(struct fs_journal_hash *hash);
void fs_journal_hash_order(struct fs_journal_hash *hash, int64_t id, int64_t time, const char *symbol,
                           const struct fs_order_request *request);
void fs_journal_hash_change(struct fs_journal_hash *hash, int64_t order, int64_t time,
                            const struct fs_order_change *change);
void fs_journal_hash_verdict(struct fs_journal_hash *hash, int64_t order, int64_t time, int state, int rule,
                             int64_t filled);
void fs_journal_hash_fill(struct fs_journal_hash *hash, int64_t order, int64_t time, int64_t qty,
                          int64_t price, int64_t fee);
struct fs_event_record;
/* `into` may be NULL. */
void fs_journal_hash_event(struct fs_journal_hash *hash, const struct fs_event_record *event,
                           const char *symbol, const char *into);
void fs_journal_hash_margin(struct fs_journal_hash *hash, int64_t order, int64_t time, int64_t equity,
                            int64_t margin);
void fs_journal_hash_exchange(struct fs_journal_hash *hash, int64_t time, int64_t amount, int64_t received,
                              int64_t cost, const char *pair);
void fs_journal_hash_accrual(struct fs_journal_hash *hash, int64_t time, int64_t interest, int64_t borrow,
                             const char *currency);
/* The reason of the verdict before; it is for people and not hashed. `rule` may be NULL. */
void fs_journal_hash_reason(struct fs_journal_hash *hash, int64_t order, const char *rule,
                            const char *reason);
/* The hash so far as 64 hex digits and NUL; records may follow. -1 with an error when the library fails. */
int fs_journal_hash_text(struct fs_journal_hash *hash, char text[65]);

#endif
