/* targets.c: orders for what is missing to a position. */
#include "base/error.h"
#include "trade/state.h"

#include <math.h>

/* Orders at market what is missing to reach `target`, waiting orders counted. */
static int64_t reach(struct fs_engine *e, int slot, int64_t target)
{
    const struct fs_book_side *side = &e->book.slots[slot];
    fs_i128 missing = (fs_i128)target - e->slots[slot].holding.qty - side->buy + side->sell;
    if (!missing)
        return 0;
    fs_i128 size = missing < 0 ? -missing : missing;
    if (size > INT64_MAX)
        return fs_error_set(FS_E_LIMIT, "target for %s: the quantity overflows",
                            e->slots[slot].series.symbol);
    struct fs_order_request request = {
        .side = missing > 0 ? FS_BUY : FS_SELL, .type = FS_ORDER_MARKET, .qty = (int64_t)size};
    return fs_engine_submit(e, slot, &request);
}

int64_t fs_engine_target(struct fs_engine *e, int slot, double qty)
{
    int64_t target;
    if (fs_orders_slot(e, slot) || fs_orders_number(e, slot, "target", qty, &target))
        return -1;
    if (!fs_orders_warm(e, slot))
        return 0;
    return reach(e, slot, target - target % e->slots[slot].lot);
}

/* The exact quantity of equity times fraction at a price, toward zero to the lot. */
static int exact_target(struct fs_engine *e, const struct slot *s, double fraction, double price,
                        int64_t *out)
{
    const fs_i128 one = INT64_C(1000000000000);
    if (fs_run_post(e))
        return -1;
    fs_i128 equity = fs_ledger_equity(&e->ledger), part = (fs_i128)__builtin_llrint(fraction * 1e12), product;
    fs_i128 divisor = price_mantissa(price) * one;
    if (__builtin_mul_overflow(equity, part, &product)) {
        /* 1e-8 of the currency is fine enough for that much money */
        if (__builtin_mul_overflow(equity / 100000000, part, &product))
            return fs_error_set(FS_E_LIMIT, "target for %s: the amount overflows", s->series.symbol);
        divisor /= 100000000;
    }
    fs_i128 qty = product / divisor;
    if (qty > INT64_MAX || qty < -INT64_MAX)
        return fs_error_set(FS_E_LIMIT, "target for %s: the quantity overflows", s->series.symbol);
    *out = (int64_t)qty - (int64_t)qty % s->lot;
    return 0;
}

/* The same where a unit is not worth its price. */
static int other_target(struct fs_engine *e, int slot, double fraction, double price, int64_t *out)
{
    const struct slot *s = &e->slots[slot];
    fs_i128 lot;
    if (s->currency && !e->ledger.books[s->currency].rate.denominator)
        return fs_error_set(FS_E_INPUT, "target for %s: no rate of %s is known yet", s->series.symbol,
                            e->account.codes[s->currency]);
    if (fs_account_worth(e, slot, s->lot, price_mantissa(price), &lot))
        return -1;
    double lots = e->view.equity * fraction / fs_money_double(lot), near = nearbyint(lots);
    if (fabs(lots - near) <= fabs(lots) * 1e-12) /* a whole number but for the rounding of doubles */
        lots = near;
    if (!(fabs(lots) * (double)s->lot < 9e18))
        return fs_error_set(FS_E_LIMIT, "target for %s: the quantity overflows", s->series.symbol);
    *out = (int64_t)lots * s->lot;
    return 0;
}

int64_t fs_engine_target_percent(struct fs_engine *e, int slot, double fraction)
{
    if (fs_orders_slot(e, slot))
        return -1;
    struct slot *s = &e->slots[slot];
    double price = e->slot_views[slot].price;
    if (!(fabs(fraction) <= 1e6))
        return fs_error_set(FS_E_INPUT, "target for %s: the fraction is %g; expected at most 1e6",
                            s->series.symbol, fraction);
    if (!fs_orders_warm(e, slot))
        return 0;
    if (!(price > 0.0))
        return fs_error_set(FS_E_INPUT, "target for %s: it has had no bar yet", s->series.symbol);
    if (!s->plain) {
        int64_t wanted = 0;
        return other_target(e, slot, fraction, price, &wanted) ? -1 : reach(e, slot, wanted);
    }
    /* Mostly the answer is the position there is. A double knows the number of lots unless it is next to a
     * whole number, where the exact way decides. */
    double lots = e->view.equity * fraction * 1e8 / (price * (double)s->lot);
    double size = fabs(lots), whole = (double)(int64_t)(size < 1e15 ? size : 0.0), rest = size - whole;
    int64_t target = 0;
    if (size < 1e12 && rest > size * 1e-14 + 1e-9 && rest < 1.0 - size * 1e-14 - 1e-9)
        target = (int64_t)lots * s->lot;
    else if (exact_target(e, s, fraction, price, &target))
        return -1;
    return reach(e, slot, target);
}

int64_t fs_engine_close(struct fs_engine *e, int slot)
{
    if (fs_orders_slot(e, slot))
        return -1;
    const struct slot *s = &e->slots[slot];
    const struct fs_book_side *side = &e->book.slots[slot];
    if (side->first == FS_NO_PLACE && !s->holding.qty)
        return 0;
    /* What waits and closes it already may go on waiting. */
    int closing = s->holding.qty + side->buy - side->sell == 0;
    for (fs_place p = side->first; p != FS_NO_PLACE; p = fs_book_at(&e->book, p)->next)
        closing &= fs_book_at(&e->book, p)->working.type == FS_ORDER_MARKET;
    if (closing)
        return 0;
    while (side->first != FS_NO_PLACE)
        if (fs_broker_drop(e, side->first, FS_ORDER_CANCELLED, 0, NULL))
            return -1;
    return reach(e, slot, 0);
}
