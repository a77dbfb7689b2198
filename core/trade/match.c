#include "trade/match.h"

#include "base/decimal.h"

#include <finsmart/order.h>

static int at_limit(const struct fs_working *order, int64_t price)
{
    return order->side == FS_BUY ? price <= order->limit : price >= order->limit;
}

static int at_stop(const struct fs_working *order, int64_t price)
{
    return order->side == FS_BUY ? price >= order->stop : price <= order->stop;
}

static int works_as_limit(const struct fs_working *order)
{
    return order->type == FS_ORDER_LIMIT || order->triggered;
}

static int fills(struct fs_hit *hit, int segment, int64_t distance, int64_t price, int slips)
{
    *hit = (struct fs_hit){segment, distance, price, slips};
    return 1;
}

int fs_match_open(struct fs_working *order, int64_t open, struct fs_hit *hit)
{
    switch (order->type) {
    case FS_ORDER_MARKET:
        return fills(hit, 0, 0, open, 1);
    case FS_ORDER_STOP:
        return at_stop(order, open) && fills(hit, 0, 0, open, 1);
    case FS_ORDER_STOP_LIMIT:
        if (!order->triggered && !at_stop(order, open))
            return 0;
        order->triggered = 1;
        break;
    default:
        break;
    }
    return at_limit(order, open) && fills(hit, 0, 0, open, 0);
}

/* The four points of the path and how far the walk along it has come. */
struct walk {
    int64_t point[4];
    int segment;
    int64_t price;
};

static int64_t distance(int64_t a, int64_t b)
{
    return a < b ? b - a : a - b;
}

/* Walks on until `level` is reached from below (upward) or above; 1 when it is. The walk then stands there.
 * A level that the present price already satisfies is reached at once. */
static int walk_to(struct walk *walk, int64_t level, int upward)
{
    for (;;) {
        if (upward ? walk->price >= level : walk->price <= level)
            return 1;
        int64_t end = walk->point[walk->segment + 1];
        if (upward ? end >= level : end <= level) {
            walk->price = level;
            return 1;
        }
        if (walk->segment == 2)
            return 0;
        walk->segment++;
        walk->price = end;
    }
}

static int fills_here(struct fs_hit *hit, const struct walk *walk, int slips)
{
    return fills(hit, walk->segment, distance(walk->point[walk->segment], walk->price), walk->price, slips);
}

static int inside_ohlc(struct fs_working *order, const struct fs_bar_prices *bar, struct fs_hit *hit)
{
    int64_t up = bar->high - bar->open, down = bar->open - bar->low;
    int high_first = up < down || (up == down && bar->close < bar->open);
    struct walk walk = {
        {bar->open, high_first ? bar->high : bar->low, high_first ? bar->low : bar->high, bar->close},
        0,
        bar->open};
    int buy = order->side == FS_BUY;
    if (!works_as_limit(order)) {
        if (!walk_to(&walk, order->stop, buy))
            return 0;
        if (order->type == FS_ORDER_STOP)
            return fills_here(hit, &walk, 1);
        order->triggered = 1;
    }
    return walk_to(&walk, order->limit, !buy) && fills_here(hit, &walk, 0);
}

static int inside_worst(struct fs_working *order, const struct fs_bar_prices *bar, struct fs_hit *hit)
{
    int buy = order->side == FS_BUY;
    if (works_as_limit(order))
        return at_limit(order, buy ? bar->low : bar->high) && fills(hit, 1, 0, order->limit, 0);
    if (!at_stop(order, buy ? bar->high : bar->low))
        return 0;
    if (order->type == FS_ORDER_STOP)
        return fills(hit, 0, 0, order->stop, 1);
    order->triggered = 1;
    if (at_limit(order, order->stop)) {
        int64_t worst = buy ? bar->high : bar->low;
        return fills(hit, 0, 0, at_limit(order, worst) ? worst : order->limit, 0);
    }
    return at_limit(order, bar->close) && fills(hit, 1, 0, order->limit, 0);
}

int fs_match_inside(struct fs_working *order, const struct fs_bar_prices *bar, int path, struct fs_hit *hit)
{
    if (order->type == FS_ORDER_MARKET)
        return 0; /* it had its chance at the open */
    return path == FS_PATH_WORST ? inside_worst(order, bar, hit) : inside_ohlc(order, bar, hit);
}

int64_t fs_match_slip(int64_t price, int side, int64_t slippage, int64_t low, int64_t high)
{
    if (!slippage)
        return price;
    const int64_t one = INT64_C(1000000000000);
    fs_i128 product = fs_amount_product(price, slippage);
    int64_t slip = (int64_t)(product / one), rest = (int64_t)(product % one);
    if (rest > one / 2 || (rest == one / 2 && (slip & 1)))
        slip++;
    if (side == FS_BUY)
        return price + slip > high ? (price > high ? price : high) : price + slip;
    return price - slip < low ? (price < low ? price : low) : price - slip;
}
