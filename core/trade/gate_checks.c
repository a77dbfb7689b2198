/* gate_checks.c: checks of an order by itself and of the position that it leads to. */
#include "trade/gate_checks.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

int fs_gate_refuse(struct fs_verdict *verdict, double limit, double observed, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(verdict->reason, sizeof verdict->reason, format, args);
    va_end(args);
    verdict->limit = limit;
    verdict->observed = observed;
    return 0;
}

static int check_warmup(const struct fs_gate *gate, const struct fs_gate_order *order,
                        struct fs_verdict *verdict)
{
    (void)gate;
    return order->warm || fs_gate_refuse(verdict, NAN, NAN, "the warm-up of %s is not over", order->symbol);
}

static int check_price(const struct fs_gate *gate, const struct fs_gate_order *order,
                       struct fs_verdict *verdict)
{
    (void)gate;
    /* At a rate that is too old a position may still be closed: it is carried at it anyway. */
    const struct fs_gate_money *money = order->money;
    if (money && (money->no_rate == 1 || (money->no_rate && !fs_gate_reduces(order))))
        return fs_gate_refuse(verdict, NAN, NAN,
                              money->no_rate == 1
                                  ? "%s is paid in %s, of which no rate is known yet"
                                  : "%s is paid in %s, of which the last rate is too old (--fx-age)",
                              order->symbol, money->currency);
    return order->price > 0 || fs_gate_refuse(verdict, NAN, NAN, "%s has had no price yet", order->symbol);
}

static int check_expired(const struct fs_gate *gate, const struct fs_gate_order *order,
                         struct fs_verdict *verdict)
{
    (void)gate;
    return !order->expired || fs_gate_refuse(verdict, NAN, NAN, "%s is not traded any more", order->symbol);
}

/* A position that no lot divides, which a market can leave behind, may be closed. */
static int check_lot(const struct fs_gate *gate, const struct fs_gate_order *order,
                     struct fs_verdict *verdict)
{
    (void)gate;
    if (order->lot <= 1 || order->request->qty % order->lot == 0 || fs_gate_signed(order) == -order->position)
        return 1;
    return fs_gate_refuse(verdict, fs_gate_units(order->lot), fs_gate_units(order->request->qty),
                          "quantity %.10g is not a multiple of the lot %.10g",
                          fs_gate_units(order->request->qty), fs_gate_units(order->lot));
}

static int check_tick(const struct fs_gate *gate, const struct fs_gate_order *order,
                      struct fs_verdict *verdict)
{
    (void)gate;
    const struct fs_order_request *r = order->request;
    int64_t off = order->tick <= 1         ? 0
                  : r->limit % order->tick ? r->limit
                  : r->stop % order->tick  ? r->stop
                                           : 0;
    return !off || fs_gate_refuse(verdict, fs_gate_units(order->tick), fs_gate_units(off),
                                  "price %.10g is not a multiple of the tick %.10g", fs_gate_units(off),
                                  fs_gate_units(order->tick));
}

/* Closing what is left of a position may be worth less. */
static int check_min_notional(const struct fs_gate *gate, const struct fs_gate_order *order,
                              struct fs_verdict *verdict)
{
    (void)gate;
    fs_i128 notional = fs_gate_local_value(order, order->request->qty, fs_gate_price(order));
    if (notional >= (fs_i128)order->min_notional * 100000000 ||
        (order->request->flags & FS_ORDER_REDUCE_ONLY) || fs_gate_signed(order) == -order->position)
        return 1;
    return fs_gate_refuse(verdict, fs_gate_units(order->min_notional), (double)notional / 1e16,
                          "order value %.10g is below the least of %s, %.10g", (double)notional / 1e16,
                          order->symbol, fs_gate_units(order->min_notional));
}

/* An order that waits for another may find a position when that has filled. */
static int check_reduce(const struct fs_gate *gate, const struct fs_gate_order *order,
                        struct fs_verdict *verdict)
{
    (void)gate;
    int against = order->request->side == FS_BUY ? order->position < 0 : order->position > 0;
    if (!(order->request->flags & FS_ORDER_REDUCE_ONLY) || order->request->after || against)
        return 1;
    return fs_gate_refuse(verdict, 0.0, fs_gate_units(order->position),
                          "a %s that only reduces finds a position of %.10g in %s",
                          order->request->side == FS_BUY ? "purchase" : "sale",
                          fs_gate_units(order->position), order->symbol);
}

/* Whether it would fill at once is for the broker to see; the check is here for its name. */
static int check_post_only(const struct fs_gate *gate, const struct fs_gate_order *order,
                           struct fs_verdict *verdict)
{
    (void)gate, (void)order, (void)verdict;
    return 1;
}

static int check_order_qty(const struct fs_gate *gate, const struct fs_gate_order *order,
                           struct fs_verdict *verdict)
{
    if (!gate->max_order_qty || order->request->qty <= gate->max_order_qty)
        return 1;
    return fs_gate_refuse(verdict, gate->limits.max_order_qty, fs_gate_units(order->request->qty),
                          "order quantity %.10g is above %.10g", fs_gate_units(order->request->qty),
                          gate->limits.max_order_qty);
}

static int check_notional(const struct fs_gate *gate, const struct fs_gate_order *order,
                          struct fs_verdict *verdict)
{
    fs_i128 notional = fs_gate_value(order, order->request->qty, fs_gate_price(order));
    if (!gate->max_notional || notional <= gate->max_notional)
        return 1;
    return fs_gate_refuse(verdict, gate->limits.max_order_notional, (double)notional / 1e16,
                          "order value %.2f is above %.10g", (double)notional / 1e16,
                          gate->limits.max_order_notional);
}

static int check_collar(const struct fs_gate *gate, const struct fs_gate_order *order,
                        struct fs_verdict *verdict)
{
    if (!gate->collar || !order->request->limit)
        return 1;
    fs_i128 away = fs_gate_size((fs_i128)order->request->limit - order->price);
    if (away * 100000000 <= fs_amount_product(order->price, gate->collar))
        return 1;
    double observed = (double)away / (double)order->price;
    return fs_gate_refuse(verdict, gate->limits.price_collar, observed,
                          "limit price %.10g is %.4g away from the last price %.10g; at most %.4g is allowed",
                          fs_gate_units(order->request->limit), observed, fs_gate_units(order->price),
                          gate->limits.price_collar);
}

static int check_short(const struct fs_gate *gate, const struct fs_gate_order *order,
                       struct fs_verdict *verdict)
{
    if (gate->allow_short || order->request->side == FS_BUY || fs_gate_is_reduce_only(order))
        return 1;
    fs_i128 free = (fs_i128)order->position - order->pending_sell;
    if (order->request->qty <= free)
        return 1;
    double left = free > 0 ? fs_gate_units((int64_t)free) : 0.0;
    return fs_gate_refuse(verdict, left, fs_gate_units(order->request->qty),
                          "a sale of %.10g of %s would be short: %.10g can be sold",
                          fs_gate_units(order->request->qty), order->symbol, left);
}

/* The position when this order and the waiting ones of its side have filled. */
static int check_position(const struct fs_gate *gate, const struct fs_gate_order *order,
                          struct fs_verdict *verdict)
{
    if (!gate->max_position || fs_gate_is_reduce_only(order))
        return 1;
    int buy = order->request->side == FS_BUY;
    fs_i128 after = (fs_i128)order->position + (buy ? order->pending_buy : -(fs_i128)order->pending_sell) +
                    fs_gate_signed(order);
    if ((buy ? after : -after) <= gate->max_position)
        return 1;
    double observed = (double)fs_gate_size(after) / 1e8;
    return fs_gate_refuse(verdict, gate->limits.max_position, observed,
                          "position of %s would be %.10g; at most %.10g", order->symbol, observed,
                          gate->limits.max_position);
}

/* Positions, waiting orders counted, may come nearer to zero outside the universe, and no more. */
static int check_universe(const struct fs_gate *gate, const struct fs_gate_order *order,
                          struct fs_verdict *verdict)
{
    (void)gate;
    if (!order->outsider || fs_gate_is_reduce_only(order))
        return 1;
    fs_i128 before = (fs_i128)order->position + order->pending_buy - order->pending_sell;
    fs_i128 after = before + fs_gate_signed(order);
    if (fs_gate_size(after) <= fs_gate_size(before) && (after == 0 || (after < 0) == (before < 0)))
        return 1;
    return fs_gate_refuse(verdict, 0.0, (double)after / 1e8,
                          "%s is not in the universe now: a position can be closed but not opened",
                          order->symbol);
}

static int check_band(const struct fs_gate *gate, const struct fs_gate_order *order,
                      struct fs_verdict *verdict)
{
    (void)gate;
    int64_t limit = order->request->limit;
    if (!order->band_high || !limit || (limit >= order->band_low && limit <= order->band_high))
        return 1;
    int64_t bound = limit < order->band_low ? order->band_low : order->band_high;
    return fs_gate_refuse(verdict, fs_gate_units(bound), fs_gate_units(limit),
                          "limit price %.10g is outside the session's limits %.10g and %.10g",
                          fs_gate_units(limit), fs_gate_units(order->band_low),
                          fs_gate_units(order->band_high));
}

const struct fs_gate_check fs_gate_checks[FS_GATE_CHECKS] = {
    {FS_CHECK_WARMUP, "warmup", check_warmup},
    {FS_CHECK_EXPIRED, "instrument_expired", check_expired},
    {FS_CHECK_PRICE, "no_price", check_price},
    {FS_CHECK_UNIVERSE, "universe", check_universe},
    {FS_CHECK_LOT, "lot", check_lot},
    {FS_CHECK_TICK, "tick", check_tick},
    {FS_CHECK_REDUCE, "reduce_only", check_reduce},
    {FS_CHECK_MIN_NOTIONAL, "min_notional", check_min_notional},
    {FS_CHECK_ORDER_QTY, "max_order_qty", check_order_qty},
    {FS_CHECK_NOTIONAL, "max_order_notional", check_notional},
    {FS_CHECK_COLLAR, "price_collar", check_collar},
    {FS_CHECK_BAND, "price_band", check_band},
    {FS_CHECK_SHORT, "no_short", check_short},
    {FS_CHECK_POSITION, "max_position", check_position},
    {FS_CHECK_BUYING, "buying_power", fs_gate_check_buying},
    {FS_CHECK_CASH, "cash_account", fs_gate_check_cash},
    {FS_CHECK_MARGIN, "margin", fs_gate_check_margin},
    {FS_CHECK_POST_ONLY, "post_only", check_post_only},
};
