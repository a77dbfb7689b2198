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
    if (fs_run_post(e))
        return -1;
    int problem = fs_size_exact(fs_ledger_equity(&e->ledger), fraction, price_mantissa(price), s->lot, out);
    return problem ? fs_error_set(FS_E_LIMIT, "target for %s: the %s overflows", s->series.symbol,
                                  problem > 0 ? "amount" : "quantity")
                   : 0;
}

/* The same where a unit is not worth its price in the account's currency. */
static int other_target(struct fs_engine *e, int slot, double fraction, double price, int64_t *out)
{
    const struct slot *s = &e->slots[slot];
    const struct unit *u = &e->account.units[slot];
    fs_i128 lot;
    if (u->currency && !e->ledger.books[u->currency].rate.denominator)
        return fs_error_set(FS_E_INPUT, "target for %s: no rate of %s is known yet", s->series.symbol,
                            e->account.codes[u->currency]);
    if (fs_account_worth(e, slot, s->lot, price_mantissa(price), &lot))
        return -1;
    int problem = fs_size_lots(fs_ledger_equity(&e->ledger), fraction, lot, s->lot, out);
    return problem ? fs_error_set(FS_E_LIMIT, "target for %s: the %s overflows", s->series.symbol,
                                  problem > 0 ? "amount" : "quantity")
                   : 0;
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
        return fs_error_set(FS_E_INPUT, "target for %s: it has had no price yet", s->series.symbol);
    int64_t target = 0;
    if (!s->plain)
        return other_target(e, slot, fraction, price, &target) ? -1 : reach(e, slot, target);
    if (!fs_size_known(e->view.equity, fraction, price, s->lot, &target) &&
        exact_target(e, s, fraction, price, &target))
        return -1;
    return reach(e, slot, target);
}

int64_t fs_engine_close(struct fs_engine *e, int slot)
{
    if (fs_orders_slot(e, slot))
        return -1;
    if (e->ticks)
        return fs_tick_close(e, slot);
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
