/*
 * order.h: orders, their states and fills, as strategies, brokers and records see them.
 *
 * Part of the stable plugin ABI. Prices and quantities are int64 mantissas: value = mantissa / 10^8.
 * Quantities are positive; the side says the direction.
 */
#ifndef FINSMART_ORDER_H
#define FINSMART_ORDER_H

#include "event.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FS_SCALE     100000000LL /* mantissa of 1.0 */
#define FS_SCALE_EXP 8

/* fs_order_request.type */
#define FS_ORDER_MARKET 1
#define FS_ORDER_LIMIT  2
#define FS_ORDER_STOP                                                                                        \
    3 /* at market once the price has moved against the order to the stop: up for a purchase */
#define FS_ORDER_STOP_LIMIT          4 /* a limit order once the stop is reached */
#define FS_ORDER_TRAILING_STOP       5 /* its stop follows the best price at a distance */
#define FS_ORDER_TRAILING_STOP_LIMIT 6 /* the same, and a limit order once it is reached */
#define FS_ORDER_MARKET_IF_TOUCHED                                                                           \
    7 /* at market once the price has moved in its favour to `stop`: down for a purchase */
#define FS_ORDER_LIMIT_IF_TOUCHED 8 /* a limit order once it is */

/* fs_order_request.tif: time in force */
#define FS_TIF_GTC   0 /* until cancelled: the default */
#define FS_TIF_DAY   1 /* until the end of the session it was accepted in (or for) */
#define FS_TIF_GTD   2 /* until `expires` */
#define FS_TIF_IOC   3 /* what fills at once, the rest is cancelled */
#define FS_TIF_FOK   4 /* all of it at once, or nothing */
#define FS_TIF_OPEN  5 /* in the opening of the next session only: market and limit orders */
#define FS_TIF_CLOSE 6 /* in its close only: market and limit orders */

/* fs_order_request.flags */
#define FS_ORDER_POST_ONLY     1 /* limit orders: refused where it would fill at once */
#define FS_ORDER_REDUCE_ONLY   2 /* never opens a position nor turns it round: what would is cancelled */
#define FS_ORDER_TRAIL_PERCENT 4 /* `trail` is a fraction of the price */

/* fs_order_update.state */
#define FS_ORDER_ACCEPTED  1 /* passed the gate, waits at the broker */
#define FS_ORDER_REJECTED  2 /* refused: `reason` says by what */
#define FS_ORDER_FILLED    3 /* completely */
#define FS_ORDER_PARTIAL   4 /* partly, the rest still waits */
#define FS_ORDER_CANCELLED 5 /* by the strategy, or by the order it is tied to */
#define FS_ORDER_EXPIRED   6 /* time in force ran out */
#define FS_ORDER_CUT       7 /* filled for less than asked (cash did not cover it); the rest is gone */
#define FS_ORDER_MODIFIED  8 /* quantity or prices changed as asked */
#define FS_ORDER_KEPT      9 /* a change was refused: `reason` says by what; the order waits as before */

/*
 * What is ordered. Members that a type does not have are 0.
 *
 * `one_of` and `after` tie orders together. Orders that name the same order in `one_of`, and that order, are a group of which one
 * is meant to fill (one cancels the other): what fills of one is taken off the others, and when one is cancelled so are the others.
 * An order with `after` waits until the order of that id has filled (one triggers the other), then is worth as much as that
 * has filled, at most its own quantity; it goes where that order goes without having filled. A bracket is an entry and two
 * orders after it, one of the other.
 */
struct fs_order_request {
    uint32_t symbol; /* host's id */
    uint8_t side;    /* FS_BUY, FS_SELL */
    uint8_t type;    /* FS_ORDER_* */
    uint8_t tif;     /* FS_TIF_* */
    uint8_t flags;   /* FS_ORDER_POST_ONLY and so on, added */
    int64_t qty;     /* > 0 */
    int64_t limit;   /* limit, stop-limit and limit-if-touched orders */
    int64_t
        stop; /* stop, stop-limit and touched orders; of trailing ones the first stop, 0: `trail` from the last price */
    int64_t
        trail; /* trailing orders: distance from the best price to the stop; with FS_ORDER_TRAIL_PERCENT a fraction of
                        the price, mantissa (5000000 is 5 %) */
    int64_t offset;  /* trailing stop-limit: how far beyond the stop its limit is */
    int64_t expires; /* FS_TIF_GTD: ns */
    int64_t display; /* limit orders: the quantity that others see (an iceberg); 0: all */
    int64_t one_of;  /* id of an order of the same symbol that waits, or 0 */
    int64_t after;   /* the same */
    int64_t reserved[2];
};

/* What a waiting order becomes; members that are 0 stay what they were. */
struct fs_order_change {
    int64_t qty; /* the whole quantity, what has filled included: above that */
    int64_t limit, stop, trail;
};

struct fs_order_update {
    int64_t order; /* id that submit returned; ids count from 1 */
    int64_t ts;    /* engine time */
    uint32_t symbol;
    uint8_t side;
    uint8_t state;      /* FS_ORDER_* */
    uint16_t rule;      /* rejected: the number of the check that refused; 0 else */
    int64_t qty;        /* as ordered */
    int64_t filled;     /* so far */
    const char *reason; /* text for a person, or NULL; valid during the call */
};

/* fs_fill.liquidity */
#define FS_FILL_UNKNOWN 0 /* bars do not tell */
#define FS_FILL_MAKER   1 /* of an order that rested */
#define FS_FILL_TAKER   2

struct fs_fill {
    int64_t order;
    int64_t fill;     /* id, counts from 1 */
    int64_t ts;       /* engine time */
    int64_t bar_time; /* start of the bar in which it happened; over ticks the exchange's time of it */
    uint32_t symbol;
    uint8_t side;
    uint8_t liquidity; /* FS_FILL_* */
    uint8_t reserved[2];
    int64_t qty;
    int64_t price;
    int64_t fee; /* account currency, mantissa; positive is paid */
};

struct fs_position {
    int64_t qty;       /* signed: short is negative */
    int64_t avg_price; /* average entry price of the open quantity; 0 when flat */
    int64_t pending;   /* signed quantity of waiting orders */
    double price;      /* last price seen, NaN before the first */
    double unrealised; /* account currency */
    double realised;   /* account currency, fees included */
};

struct fs_account {
    double cash;   /* account currency */
    double equity; /* cash plus positions at their last prices */
};

#ifdef __cplusplus
}
#endif
#endif
