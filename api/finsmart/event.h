/*
 * event.h: the data in flight.
 *
 * Part of the stable plugin ABI: fixed-width types only, no padding that is not named, sizes asserted below.
 * Compiles as C11 and C++17. Times are nanoseconds since 1970-01-01T00:00:00Z.
 */
#ifndef FINSMART_EVENT_H
#define FINSMART_EVENT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* fs_event.type */
#define FS_EVENT_BAR     1 /* a bar closed */
#define FS_EVENT_TRADE   2 /* a trade was printed */
#define FS_EVENT_QUOTE   3 /* best bid and offer changed */
#define FS_EVENT_BOOK    4 /* one order or price level of the book changed */
#define FS_EVENT_SESSION 5 /* a trading session opened or closed */
#define FS_EVENT_GAP     6 /* the source lost data: `gap.missed` messages, 0 if unknown */

/* fs_event.flags */
#define FS_EVENT_SNAPSHOT 1 /* part of a snapshot, not a change */
#define FS_EVENT_LAST     2 /* last event of a batch that belongs together (one exchange message) */

/* Sides of orders, trades and book entries. */
#define FS_BUY  1
#define FS_SELL 2

/* fs_event_book.action */
#define FS_BOOK_ADD    1 /* order added (order_id set) or level set to qty (order_id 0) */
#define FS_BOOK_CHANGE 2 /* the order or level now has this price and qty */
#define FS_BOOK_DELETE 3
#define FS_BOOK_CLEAR  4 /* forget the side (or both where side is 0) */
/* Of orders only; what is left of one keeps its place in the queue. Since minor version 2. */
#define FS_BOOK_CANCEL  5 /* qty was taken away by its owner */
#define FS_BOOK_EXECUTE 6 /* qty was traded */

/* What happens to an instrument over time: fs_strategy_event.type. The numbers are written to journals. */
#define FS_IEVENT_DIVIDEND  1  /* amount a unit to who holds it, from who is short */
#define FS_IEVENT_SPLIT     2  /* units are counted anew */
#define FS_IEVENT_RENAME    3  /* the symbol becomes another */
#define FS_IEVENT_MERGER    4  /* units become those of another, cash, or both */
#define FS_IEVENT_DELISTING 5  /* trading ends; amount a unit is paid out */
#define FS_IEVENT_EXPIRY    6  /* a contract ends at a price */
#define FS_IEVENT_ROLL      7  /* a position goes over into another contract */
#define FS_IEVENT_FUNDING   8  /* longs pay shorts a rate of the value */
#define FS_IEVENT_HALT      9  /* trading stops */
#define FS_IEVENT_RESUME    10 /* and goes on */
#define FS_IEVENT_JOIN      11 /* the symbol belongs to the universe from now on */
#define FS_IEVENT_LEAVE     12 /* and no longer */

/* Prices and quantities of ticks are mantissas: value = mantissa / 10^8, unless the instrument says
 * otherwise. */
struct fs_event_bar {
    double open, high, low, close; /* price units; NaN is never sent */
    double volume;                 /* units traded; NaN where the source has none */
};
struct fs_event_trade {
    int64_t price, qty;
    uint64_t trade_id; /* 0 where the source has none */
    uint64_t seq;      /* the source's sequence number, 0 where it has none (before minor version 2: 0) */
    uint8_t side;      /* aggressor: FS_BUY, FS_SELL, 0 unknown */
    uint8_t reserved[7];
};
struct fs_event_quote {
    int64_t bid, ask, bid_qty, ask_qty; /* a side that is empty has qty 0 */
    uint64_t seq;                       /* as of trades */
};
struct fs_event_book {
    int64_t price, qty; /* qty after the change; of FS_BOOK_CANCEL and FS_BOOK_EXECUTE the qty taken away */
    uint64_t order_id;  /* 0: price level data (L2) */
    uint32_t level;     /* 0 best; 0xffffffff unknown */
    uint8_t side;
    uint8_t action;
    uint8_t reserved[2];
    uint64_t seq; /* as of trades */
};
struct fs_event_session {
    uint8_t open; /* 1 opened, 0 closed */
    uint8_t reserved[39];
};
struct fs_event_gap {
    uint64_t missed;
    uint8_t reserved[32];
};

struct fs_event {
    int64_t ts;      /* when it happened (a bar: its start) */
    int64_t recv_ts; /* when the source's message reached us; 0 in history */
    uint32_t symbol; /* host's id of the symbol */
    uint16_t type;   /* FS_EVENT_* */
    uint16_t flags;  /* FS_EVENT_SNAPSHOT | ... */
    union {
        struct fs_event_bar bar;
        struct fs_event_trade trade;
        struct fs_event_quote quote;
        struct fs_event_book book;
        struct fs_event_session session;
        struct fs_event_gap gap;
    } u;
};

#ifdef __cplusplus
static_assert(sizeof(struct fs_event) == 64, "fs_event is 64 bytes");
}
#else
_Static_assert(sizeof(struct fs_event) == 64, "fs_event is 64 bytes");
#endif
#endif
