#include "trade/match.h"

#include "base/decimal.h"

static int at_limit(const struct fs_working *order, int64_t price)
{
    return order->side == FS_BUY ? price <= order->limit : price >= order->limit;
}

static int is_trailing(const struct fs_working *order)
{
    return order->type == FS_ORDER_TRAILING_STOP || order->type == FS_ORDER_TRAILING_STOP_LIMIT;
}

static int is_touched(const struct fs_working *order)
{
    return order->type == FS_ORDER_MARKET_IF_TOUCHED || order->type == FS_ORDER_LIMIT_IF_TOUCHED;
}

static int works_as_limit(const struct fs_working *order)
{
    return order->type == FS_ORDER_LIMIT || order->triggered;
}

/* Does it become a limit order when it is triggered? Else it is filled there. */
static int then_limit(const struct fs_working *order)
{
    return order->type == FS_ORDER_STOP_LIMIT || order->type == FS_ORDER_TRAILING_STOP_LIMIT ||
           order->type == FS_ORDER_LIMIT_IF_TOUCHED;
}

/* Is it triggered by a price that rises? */
static int waits_above(const struct fs_working *order)
{
    return (order->side == FS_BUY) != is_touched(order);
}

static int at_stop(const struct fs_working *order, int64_t price)
{
    return waits_above(order) ? price >= order->stop : price <= order->stop;
}

/* The sum of two prices, or the greatest there is. */
static int64_t above(int64_t price, int64_t distance)
{
    int64_t sum;
    return __builtin_add_overflow(price, distance, &sum) ? INT64_MAX : sum;
}

static void trigger(struct fs_working *order)
{
    order->triggered = 1;
    if (order->type != FS_ORDER_TRAILING_STOP_LIMIT)
        return;
    order->limit = order->side == FS_BUY ? above(order->stop, order->offset) : order->stop - order->offset;
    if (order->limit < 1)
        order->limit = 1; /* any price */
}

void fs_match_follow(struct fs_working *order, int64_t price)
{
    if (!is_trailing(order) || order->triggered)
        return;
    int64_t trail = order->trail;
    if (order->trail_percent)
        trail = (int64_t)((fs_amount_product(price, trail) + FS_SCALE / 2) / FS_SCALE);
    if (trail < 0 || price < INT64_MIN + trail)
        return; /* a share of a negative price is no distance */
    int64_t stop = order->side == FS_BUY ? above(price, trail) : price - trail;
    if (order->side == FS_BUY ? stop < order->stop : stop > order->stop)
        order->stop = stop;
}

int fs_match_accepts(const struct fs_working *order, int64_t price)
{
    return order->type == FS_ORDER_MARKET || at_limit(order, price);
}

static int fills(struct fs_hit *hit, int segment, int64_t distance, int64_t price, int slips)
{
    *hit = (struct fs_hit){segment, distance, price, slips};
    return 1;
}

int fs_match_open(struct fs_working *order, int64_t open, struct fs_hit *hit)
{
    if (order->type == FS_ORDER_MARKET)
        return fills(hit, 0, 0, open, 1);
    if (!works_as_limit(order)) {
        if (!at_stop(order, open)) {
            fs_match_follow(order, open);
            return 0;
        }
        if (!then_limit(order))
            return fills(hit, 0, 0, open, 1);
        trigger(order);
    }
    return at_limit(order, open) && fills(hit, 0, 0, open, 0);
}

int fs_match_close(const struct fs_working *order, int64_t close, struct fs_hit *hit)
{
    return fs_match_accepts(order, close) && fills(hit, 3, 0, close, order->type == FS_ORDER_MARKET);
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

/* The same to a stop that follows the price while that moves away from it. */
static int walk_to_trailing(struct walk *walk, struct fs_working *order)
{
    int buy = order->side == FS_BUY;
    for (;; walk->segment++) {
        if (at_stop(order, walk->price))
            return 1;
        int64_t end = walk->point[walk->segment + 1];
        if ((end > walk->price) != buy)
            fs_match_follow(order, end);
        else if (at_stop(order, end)) {
            walk->price = order->stop;
            return 1;
        }
        walk->price = end;
        if (walk->segment == 2)
            return 0;
    }
}

static int fills_here(struct fs_hit *hit, const struct walk *walk, int slips)
{
    return fills(hit, walk->segment, distance(walk->point[walk->segment], walk->price), walk->price, slips);
}

/* Can a price of the bar reach what the order waits for? */
static int in_range(const struct fs_working *order, const struct fs_bar_prices *bar)
{
    if (works_as_limit(order))
        return !fs_match_is_away(order, bar->low, bar->high);
    return is_trailing(order) || at_stop(order, waits_above(order) ? bar->high : bar->low);
}

static int inside_ohlc(struct fs_working *order, const struct fs_bar_prices *bar, const struct fs_hit *from,
                       struct fs_hit *hit)
{
    if (!from && !in_range(order, bar))
        return 0;
    int64_t up = bar->high - bar->open, down = bar->open - bar->low;
    int high_first = up < down || (up == down && bar->close < bar->open);
    struct walk walk = {
        {bar->open, high_first ? bar->high : bar->low, high_first ? bar->low : bar->high, bar->close},
        from ? from->segment : 0,
        from ? from->price : bar->open};
    if (!works_as_limit(order)) {
        if (is_trailing(order) ? !walk_to_trailing(&walk, order)
                               : !walk_to(&walk, order->stop, waits_above(order)))
            return 0;
        if (!then_limit(order))
            return fills_here(hit, &walk, 1);
        trigger(order);
    }
    return walk_to(&walk, order->limit, order->side != FS_BUY) && fills_here(hit, &walk, 0);
}

/* A limit order of which something else made a limit order in this bar: at the worst price that it and the bar allow. */
static int worst_limit(const struct fs_working *order, const struct fs_bar_prices *bar, struct fs_hit *hit)
{
    int64_t worst = order->side == FS_BUY ? bar->high : bar->low;
    return fills(hit, 0, 0, at_limit(order, worst) ? worst : order->limit, 0);
}

/* A trailing stop meets the bar's worst price where it stood, and only then follows the best. */
static int worst_trailing(struct fs_working *order, const struct fs_bar_prices *bar, struct fs_hit *hit)
{
    int buy = order->side == FS_BUY;
    if (!at_stop(order, buy ? bar->high : bar->low)) {
        fs_match_follow(order, buy ? bar->low : bar->high);
        if (!at_stop(order, bar->close))
            return 0;
    }
    if (!then_limit(order))
        return fills(hit, 0, 0, order->stop, 1);
    trigger(order);
    return worst_limit(order, bar, hit);
}

static int inside_worst(struct fs_working *order, const struct fs_bar_prices *bar, const struct fs_hit *from,
                        struct fs_hit *hit)
{
    int buy = order->side == FS_BUY;
    int64_t best = buy ? bar->low : bar->high;
    if (works_as_limit(order)) /* one that the whole bar satisfies wanted more than there was */
        return !from && at_limit(order, best) && worst_limit(order, bar, hit) && (hit->segment = 1);
    int64_t start = from ? from->price : bar->open;
    if (at_stop(order, start))
        order->stop = start; /* it has been passed where the order began to work */
    if (is_trailing(order))
        return worst_trailing(order, bar, hit);
    if (is_touched(order)) {
        if (from || !at_stop(order, best))
            return 0;
        if (order->type == FS_ORDER_MARKET_IF_TOUCHED)
            return fills(hit, 1, 0, order->stop, 1);
        trigger(order);
        if (at_limit(order, order->stop))
            return worst_limit(order, bar, hit);
        return at_limit(order, best) && fills(hit, 1, 0, order->limit, 0);
    }
    if (!at_stop(order, buy ? bar->high : bar->low))
        return 0;
    if (order->type == FS_ORDER_STOP)
        return fills(hit, 0, 0, order->stop, 1);
    trigger(order);
    if (at_limit(order, order->stop))
        return worst_limit(order, bar, hit);
    return at_limit(order, bar->close) && fills(hit, 1, 0, order->limit, 0);
}

int fs_match_inside(struct fs_working *order, const struct fs_bar_prices *bar, int path,
                    const struct fs_hit *from, struct fs_hit *hit)
{
    if (order->type == FS_ORDER_MARKET)
        return 0; /* it had its chance at the open */
    return (path == FS_PATH_WORST ? inside_worst : inside_ohlc)(order, bar, from, hit);
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
        return slip > high - price ? (price > high ? price : high) : price + slip;
    return slip > price - low ? (price < low ? price : low) : price - slip;
}
