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
#define FS_ORDER_MARKET     1
#define FS_ORDER_LIMIT      2
#define FS_ORDER_STOP       3
#define FS_ORDER_STOP_LIMIT 4

/* fs_order_request.tif */
#define FS_TIF_GTC 0 /* until cancelled: the default */
#define FS_TIF_DAY 1 /* until the end of the session it was accepted in (or for) */

/* fs_order_update.state */
#define FS_ORDER_ACCEPTED  1 /* passed the gate, waits at the broker */
#define FS_ORDER_REJECTED  2 /* refused: `reason` says by what */
#define FS_ORDER_FILLED    3 /* completely */
#define FS_ORDER_PARTIAL   4 /* partly, the rest still waits */
#define FS_ORDER_CANCELLED 5 /* by the strategy */
#define FS_ORDER_EXPIRED   6 /* time in force ran out */
#define FS_ORDER_CUT       7 /* filled for less than asked (cash did not cover it); the rest is gone */

struct fs_order_request {
    uint32_t symbol; /* host's id */
    uint8_t side;    /* FS_BUY, FS_SELL */
    uint8_t type;    /* FS_ORDER_* */
    uint8_t tif;     /* FS_TIF_* */
    uint8_t reserved0;
    int64_t qty;   /* > 0 */
    int64_t limit; /* limit and stop-limit orders, else 0 */
    int64_t stop;  /* stop and stop-limit orders, else 0 */
    int64_t reserved[4];
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

struct fs_fill {
    int64_t order;
    int64_t fill;     /* id, counts from 1 */
    int64_t ts;       /* engine time */
    int64_t bar_time; /* start of the bar in which it happened; ts where there are no bars */
    uint32_t symbol;
    uint8_t side;
    uint8_t reserved[3];
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
