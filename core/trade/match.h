/*
 * match.h: does an order fill in a bar, where on the way through it, and at what price?
 *
 * Pure functions on mantissas (1e-8). The path through a bar:
 *   FS_PATH_OHLC   open, then whichever of high and low is nearer to the open, then the other, then close. As
 *                  near: low first in a bar that closes at or above its open, else high first.
 *   FS_PATH_WORST  against the order: every stop of the bar is hit before any limit, a stop-limit that is
 *                  triggered fills at the worst price that its limit and the bar allow, and where its limit
 *                  lies on the other side of its stop it fills in the same bar only if the bar closes there.
 * Rules: at the open, a market order fills at the open; a limit that the open already satisfies and a stop or touched price
 * that the open has already passed (a gap) fill at the open; inside, a touch is enough and the fill is at the limit, or at
 * the stop. The stop of a trailing order follows the price along the path; on the worst path the bar's own best price
 * moves it only after the bar's worst one, and what it then reaches is the close. Slippage makes market, stop and
 * market-if-touched fills worse, within the bar's high and low.
 */
#ifndef FINSMART_TRADE_MATCH_H
#define FINSMART_TRADE_MATCH_H

#include <finsmart/order.h>
#include <stdint.h>

#define FS_PATH_OHLC                                                                                         \
    0 /* open, then the nearer of high and low, the other, close: the default (documented rule) */
#define FS_PATH_WORST 1 /* against the strategy: stops before limits */

struct fs_bar_prices {
    int64_t open, high, low, close; /* low <= open, close <= high */
};

/* What matching needs of an order. */
struct fs_working {
    uint8_t side;          /* FS_BUY, FS_SELL */
    uint8_t type;          /* FS_ORDER_* */
    uint8_t triggered;     /* its stop or touched price has been reached: a limit order from then on */
    uint8_t trail_percent; /* `trail` is a fraction of the price */
    int64_t limit, stop;
    int64_t trail, offset; /* of trailing orders */
};

/* Where on the path: by segment (0 to 2; 3 is the close itself), then by the distance from the segment's start. Comparable
 * within a bar. */
struct fs_hit {
    int segment;
    int64_t distance;
    int64_t price; /* before slippage */
    int slips;     /* slippage applies */
};

/* Is it a limit order that no price from `low` to `high` satisfies? Most that wait for days wait far away. */
static inline int fs_match_is_away(const struct fs_working *order, int64_t low, int64_t high)
{
    return (order->type == FS_ORDER_LIMIT || order->triggered) &&
           (order->side == FS_BUY ? low > order->limit : high < order->limit);
}

/* At the open: 1 and *hit when the order fills there, else 0. Sets order->triggered when the open passes the stop of a
 * stop-limit; a trailing stop follows the open. */
int fs_match_open(struct fs_working *order, int64_t open, struct fs_hit *hit);
/* Inside the bar, for an order that was not filled at its open. Same result; order->triggered is set when the
 * stop is passed without a fill. `from`: where on the path the order begins to work, because something happened there that
 * made it work (its distance is not used); NULL: at the open. On the worst path such an order has stops only. */
int fs_match_inside(struct fs_working *order, const struct fs_bar_prices *bar, int path,
                    const struct fs_hit *from, struct fs_hit *hit);
/* At the close, for market and limit orders in the closing auction. */
int fs_match_close(const struct fs_working *order, int64_t close, struct fs_hit *hit);
/* Has it a limit that `price` satisfies? (1 for market orders) */
int fs_match_accepts(const struct fs_working *order, int64_t price);
/* Moves the stop of a trailing order after a price, where that is nearer than it is now. */
void fs_match_follow(struct fs_working *order, int64_t price);
/* The price made worse by `slippage` (1e-12 of the price), half to even, within low and high. */
int64_t fs_match_slip(int64_t price, int side, int64_t slippage, int64_t low, int64_t high);

#endif
