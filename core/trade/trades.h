/*
 * trades.h: positions as lots, and the round trips they become.
 *
 * What is bought (or sold short) is a lot until it is closed: first in first out, last in first out, or as one lot at
 * the average price of what was bought. Each piece of a lot that a
 * fill closes is one trade. The fee of a fill belongs to its pieces in proportion to their quantity, the last
 * piece taking what rounding left, so that the fees of all trades and open lots add up to the fees paid.
 */
#ifndef FINSMART_TRADE_TRADES_H
#define FINSMART_TRADE_TRADES_H

#include "base/decimal.h"
#include "trade/ledger.h"

#include <finsmart/order.h>
#include <stdint.h>

/* One round trip; open ones (of what is held at the end) have exit_time FS_TIME_NONE and exit_price 0. */
struct fs_trade_record {
    int64_t qty;                     /* mantissa, positive */
    int64_t entry_time, exit_time;   /* start of the bars in which it was opened and closed */
    int64_t entry_price, exit_price; /* mantissas */
    int64_t fees;                    /* mantissa, the instrument's currency: the parts of both fills' fees */
    double pnl; /* account currency at the rate of its exit, after fees; of an open one at the last price */
    int32_t slot;
    uint8_t side; /* FS_BUY: long, FS_SELL: short */
    uint8_t reserved[3];
};

/* Which lots a fill closes. */
#define FS_LOTS_FIFO    0
#define FS_LOTS_LIFO    1
#define FS_LOTS_AVERAGE 2 /* all are one; its entry is the time of the first and the average price, rounded */

/* "first in first out", "last in first out", "at the average price" */
const char *fs_lots_words(int method);

struct fs_lot {
    int64_t qty; /* mantissa, positive */
    int64_t price;
    int64_t time;
    int64_t fee; /* what of the opening fee belongs to it */
};

/* The position of one slot. */
struct fs_holding {
    int64_t qty;      /* signed mantissa */
    int64_t mark;     /* price at which the ledger carries it, while qty is not 0 */
    fs_i128 cost;     /* sum of qty times price over the lots, positive, 1e-16; the multiplier is not in it */
    fs_i128 realised; /* of closed lots, fees of both sides taken off, 1e-16 of the account's currency */
    int64_t multiplier; /* what a price of 1 makes a unit worth; 0: one */
    struct fs_rate
        rate;   /* of the currency of its prices, as of the next fill; denominator 0: the account's */
    int method; /* FS_LOTS_* */
    struct fs_lot *lots;
    uint32_t first, count, capacity; /* a ring */
};

struct fs_trades {
    struct fs_trade_record *records;
    int64_t count, capacity;
};

void fs_holding_clear(struct fs_holding *holding);
/* Makes room for a fill of `qty`, which then can't fail. -1 when out of memory or when the position overflows. */
int fs_holding_reserve(struct fs_holding *holding, struct fs_trades *trades, int64_t qty);
/* Applies a fill: closes lots of the other direction (adding trades), opens one with what is left. `qty` is
 * signed. -1 when out of memory or when the position overflows; nothing is changed then. */
int fs_holding_fill(struct fs_holding *holding, struct fs_trades *trades, int slot, int64_t qty,
                    int64_t price, int64_t fee, int64_t time);
/* The same once fs_holding_reserve() has made room. */
void fs_holding_put(struct fs_holding *holding, struct fs_trades *trades, int slot, int64_t qty,
                    int64_t price, int64_t fee, int64_t time);
/* A split: `after` units for `before`. Lots become as many units less, and their prices change against it, rounded half to even;
 * the position is rounded toward zero to 1e-8. -1 (no error) when it overflows; nothing is changed then. */
int fs_holding_split(struct fs_holding *holding, int64_t after, int64_t before);
/* What `from` holds goes over to `to`, which holds nothing. What each has realised stays with it. */
void fs_holding_move(struct fs_holding *from, struct fs_holding *to);
/* Adds the open lots as trades without an exit, valued at `mark`. */
int fs_holding_open_trades(const struct fs_holding *holding, struct fs_trades *trades, int slot,
                           int64_t mark);
/* Average entry price of the open quantity, half to even; 0 when flat. */
int64_t fs_holding_average(const struct fs_holding *holding);

#endif
