/*
 * match.h: does an order fill in a bar, where on the way through it, and at what price?
 *
 * Pure functions on mantissas (1e-8). The path through a bar:
 *   FS_PATH_OHLC   open, then whichever of high and low is nearer to the open, then the other, then close. As
 *                  near: low first in a bar that closes at or above its open, else high first.
 *   FS_PATH_WORST  against the order: every stop of the bar is hit before any limit, a stop-limit that is
 *                  triggered fills at the worst price that its limit and the bar allow, and where its limit
 *                  lies on the other side of its stop it fills in the same bar only if the bar closes there.
 * Rules: at the open, a market order fills at the open; a limit that the open already satisfies and a stop
 * that the open has already passed (a gap) fill at the open; inside, a touch is enough and the fill is at the
 * limit, or at the stop. Slippage makes market and stop fills worse, within the bar's high and low.
 */
#ifndef FINSMART_TRADE_MATCH_H
#define FINSMART_TRADE_MATCH_H

#include <stdint.h>

#define FS_PATH_OHLC                                                                                         \
    0 /* open, then the nearer of high and low, the other, close: the default (documented rule) */
#define FS_PATH_WORST 1 /* against the strategy: stops before limits */

struct fs_bar_prices {
    int64_t open, high, low, close; /* low <= open, close <= high */
};

/* What matching needs of an order. */
struct fs_working {
    uint8_t side;      /* FS_BUY, FS_SELL */
    uint8_t type;      /* FS_ORDER_* */
    uint8_t triggered; /* a stop-limit whose stop has been passed: a limit order from then on */
    int64_t limit, stop;
};

/* Where on the path: by segment (0 to 2), then by the distance from the segment's start. Comparable within a
 * bar. */
struct fs_hit {
    int segment;
    int64_t distance;
    int64_t price; /* before slippage */
    int slips;     /* slippage applies */
};

/* At the open: 1 and *hit when the order fills there, else 0. Sets order->triggered when the open passes the
 * stop of a stop-limit. */
int fs_match_open(struct fs_working *order, int64_t open, struct fs_hit *hit);
/* Inside the bar, for an order that was not filled at its open. Same result; order->triggered is set when the
 * stop is passed without a fill. */
int fs_match_inside(struct fs_working *order, const struct fs_bar_prices *bar, int path, struct fs_hit *hit);
/* The price made worse by `slippage` (1e-12 of the price), half to even, within low and high. */
int64_t fs_match_slip(int64_t price, int side, int64_t slippage, int64_t low, int64_t high);

#endif
