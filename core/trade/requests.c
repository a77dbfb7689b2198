/* requests.c: whether an order that is asked for makes sense in itself, before the gate judges it. */
#include "base/error.h"
#include "base/time.h"
#include "trade/state.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

/* What each type has; a type out of range has nothing. */
enum { LIMIT = 1, STOP = 2, TRAIL = 4, OFFSET = 8, MAY_STOP = 16 };
static const struct {
    const char *name;
    int has;
} types[] = {
    [FS_ORDER_MARKET] = {"market", 0},
    [FS_ORDER_LIMIT] = {"limit", LIMIT},
    [FS_ORDER_STOP] = {"stop", STOP},
    [FS_ORDER_STOP_LIMIT] = {"stop-limit", STOP | LIMIT},
    [FS_ORDER_TRAILING_STOP] = {"trailing-stop", TRAIL | MAY_STOP},
    [FS_ORDER_TRAILING_STOP_LIMIT] = {"trailing-stop-limit", TRAIL | OFFSET | MAY_STOP},
    [FS_ORDER_MARKET_IF_TOUCHED] = {"market-if-touched", STOP},
    [FS_ORDER_LIMIT_IF_TOUCHED] = {"limit-if-touched", STOP | LIMIT},
};

#define FLAGS (FS_ORDER_POST_ONLY | FS_ORDER_REDUCE_ONLY | FS_ORDER_TRAIL_PERCENT)

static int bad(const struct fs_engine *e, int slot, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int bad(const struct fs_engine *e, int slot, const char *format, ...)
{
    char what[160];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return fs_error_set(FS_E_INPUT, "order for %s: %s", e->slots[slot].series.symbol, what);
}

/* A price that a type has is above 0, another is not given. */
static int check_price(const struct fs_engine *e, int slot, const struct fs_order_request *r,
                       const char *name, int64_t value, int has, int may)
{
    if (has ? value > 0 : value == 0 || (may && value > 0))
        return 0;
    if (has || may)
        return bad(e, slot, "the %s is %.10g; expected more than 0", name, (double)value / 1e8);
    return bad(e, slot, "a %s order has no %s", types[r->type].name, name);
}

static int check_prices(const struct fs_engine *e, int slot, const struct fs_order_request *r)
{
    int has = types[r->type].has, percent = (r->flags & FS_ORDER_TRAIL_PERCENT) != 0;
    if (check_price(e, slot, r, "limit price", r->limit, has & LIMIT, 0) ||
        check_price(e, slot, r, "stop price", r->stop, has & STOP, has & MAY_STOP) ||
        check_price(e, slot, r, "trailing distance", r->trail, has & TRAIL, 0) ||
        check_price(e, slot, r, "limit offset", r->offset, 0, has & OFFSET))
        return -1;
    if (percent && !(has & TRAIL))
        return bad(e, slot, "a %s order has no trailing distance", types[r->type].name);
    if (percent && r->trail >= FS_SCALE)
        return bad(e, slot, "the trailing distance is %g of the price; expected below 1",
                   (double)r->trail / 1e8);
    return 0;
}

static int check_time(const struct fs_engine *e, int slot, const struct fs_order_request *r)
{
    int plain = r->type == FS_ORDER_MARKET || r->type == FS_ORDER_LIMIT;
    if (r->tif > FS_TIF_CLOSE)
        return bad(e, slot, "there is no time in force %d", r->tif);
    if (r->tif >= FS_TIF_IOC && !plain)
        return bad(e, slot, "at once, at the open and at the close there are market and limit orders only");
    if (r->tif != FS_TIF_GTD)
        return r->expires ? bad(e, slot, "an order that expires has the time in force gtd") : 0;
    if (r->expires > e->view.now)
        return 0;
    char now[FS_TIME_TEXT];
    fs_time_format(e->view.now, now, sizeof now);
    return bad(e, slot, "it expires before it begins, at %s", now);
}

static int check_flags(const struct fs_engine *e, int slot, const struct fs_order_request *r)
{
    if (r->flags & ~FLAGS)
        return bad(e, slot, "there is no such flag as %d", r->flags & ~FLAGS);
    if ((r->flags & FS_ORDER_POST_ONLY) && (r->type != FS_ORDER_LIMIT || r->tif >= FS_TIF_IOC))
        return bad(e, slot, "only a limit order that may wait can be posted only");
    if (!r->display)
        return 0;
    if (r->type != FS_ORDER_LIMIT || r->tif >= FS_TIF_IOC)
        return bad(e, slot, "only a limit order that may wait shows a part of its quantity");
    if (r->display < 0 || r->display >= r->qty || r->display % e->slots[slot].lot)
        return bad(e, slot,
                   "the quantity to show is %.10g; expected a multiple of the lot below the order's quantity",
                   (double)r->display / 1e8);
    return 0;
}

/* An order that another one names. NULL with an error. */
static struct fs_waiting *named(const struct fs_engine *e, int slot, int64_t id, fs_place *place)
{
    *place = fs_book_find(&e->book, id);
    if (*place == FS_NO_PLACE) {
        bad(e, slot, "order %" PRId64 ", which it is tied to, does not wait (any more)", id);
        return NULL;
    }
    struct fs_waiting *order = fs_book_at(&e->book, *place);
    if ((int)order->slot != slot) {
        bad(e, slot, "order %" PRId64 ", which it is tied to, is for %s", id,
            e->slots[order->slot].series.symbol);
        return NULL;
    }
    return order;
}

int fs_requests_check(struct fs_engine *e, int slot, struct fs_order_request *r)
{
    fs_place place;
    if (r->side != FS_BUY && r->side != FS_SELL)
        return bad(e, slot, "the side is neither buy nor sell");
    if (r->type < FS_ORDER_MARKET || r->type > FS_ORDER_LIMIT_IF_TOUCHED)
        return bad(e, slot, "there is no order type %d", r->type);
    if (r->qty <= 0)
        return bad(e, slot, "the quantity is %.10g; expected more than 0", (double)r->qty / 1e8);
    if (r->type == FS_ORDER_MARKET && r->tif <= FS_TIF_DAY && !r->flags &&
        !(r->limit | r->stop | r->trail | r->offset | r->expires | r->display | r->one_of | r->after))
        return 0; /* most orders: nothing more can be wrong with one */
    if (check_prices(e, slot, r) || check_time(e, slot, r) || check_flags(e, slot, r))
        return -1;
    if (r->after && !named(e, slot, r->after, &place))
        return -1;
    if (!r->one_of)
        return 0;
    const struct fs_waiting *other = named(e, slot, r->one_of, &place);
    if (!other)
        return -1;
    r->one_of = other->group ? other->group : other->id;
    return 0;
}
