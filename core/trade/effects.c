/* effects.c: what the events of instruments do to positions and waiting orders; docs/instruments.md tells it in words. */
#include "base/error.h"
#include "base/time.h"
#include "market/instrument.h"
#include "trade/state.h"

#include <finsmart/order.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static int overflows(const struct fs_engine *e, const struct happening *h)
{
    return fs_error_set(FS_E_LIMIT, "%s of %s: a number leaves the range of 64-bit decimals",
                        fs_instrument_event_name(h->event.type), e->slots[h->slot].series.symbol);
}

/* value * mul / div, toward zero, or to the nearest with ties to even; INT64_MAX where it overflows. value >= 0. */
static int64_t scaled(int64_t value, int64_t mul, int64_t div, int nearest)
{
    fs_i128 product = fs_amount_product(value, mul), whole = product / div, rest = product - whole * div;
    if (nearest && (rest * 2 > div || (rest * 2 == div && (whole & 1))))
        whole++;
    return whole > INT64_MAX ? INT64_MAX : (int64_t)whole;
}

static int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

/* The last price of a slot, mantissa; of what is held, at which it is carried, where it has had no bar. */
static int64_t last_price(const struct fs_engine *e, int slot)
{
    double price = e->slot_views[slot].price;
    return price > 0.0 ? price_mantissa(price) : e->slots[slot].holding.mark;
}

static int cancel_all(struct fs_engine *e, int slot, const char *reason)
{
    while (e->book.slots[slot].first != FS_NO_PLACE)
        if (fs_broker_drop(e, e->book.slots[slot].first, FS_ORDER_CANCELLED, 0, reason))
            return -1;
    return 0;
}

/* Moves an amount (1e-16), rounded to 1e-8, from an account of income to cash; a negative one is paid. */
static int pay(struct fs_engine *e, int slot, int account, fs_i128 amount)
{
    int64_t money;
    if (fs_amount_to_decimal(amount, 16, 8, FS_ROUND_HALF_EVEN, &money))
        return -1;
    int currency = e->account.units[slot].currency;
    return fs_ledger_move(&e->ledger, currency, account, FS_ACCOUNT_CASH, money * FS_MONEY) ||
                   fs_account_sweep(e, currency)
               ? -1
               : 0;
}

/* Buys (sells: negative) without an order. */
static int book(struct fs_engine *e, int slot, int64_t qty, int64_t price, int64_t fee)
{
    int status = fs_broker_post(e, slot, qty, price, fee, e->view.now);
    fs_broker_refresh(e, slot);
    return status;
}

/* Closes the position at a price. */
static int close_at(struct fs_engine *e, int slot, int64_t price, int64_t fee, struct fs_event_record *record)
{
    int64_t qty = e->slots[slot].holding.qty;
    record->price = price;
    record->fee += fee;
    return qty ? book(e, slot, -qty, price, fee) : 0;
}

static int dividend(struct fs_engine *e, const struct happening *h)
{
    struct slot *s = &e->slots[h->slot];
    double price = e->slot_views[h->slot].price, amount = (double)h->event.amount / 1e8;
    if (amount < price && fs_adjust_add(e, h->slot, price / (price - amount), 1.0))
        return -1;
    return s->holding.qty
               ? pay(e, h->slot, FS_ACCOUNT_DIVIDENDS, fs_amount_product(s->holding.qty, h->event.amount))
               : 0;
}

/* A price of a waiting order after a split, a multiple of the tick. */
static int64_t split_price(const struct slot *s, const struct happening *h, int64_t price)
{
    if (!price || price == INT64_MAX) /* none, or a trailing stop that no price has moved yet */
        return price;
    int64_t tick = s->series.tick > 1 ? s->series.tick : 1;
    int64_t ticks = scaled(price, h->event.before, h->event.after, 1);
    ticks = tick > 1 ? scaled(ticks, 1, tick, 1) : ticks;
    return ticks ? ticks * tick : tick;
}

/* A quantity after a split, in whole lots. */
static int64_t split_qty(const struct slot *s, const struct happening *h, int64_t qty)
{
    int64_t after = scaled(qty, h->event.after, h->event.before, 0);
    return after - after % s->lot;
}

static int split_order(struct fs_engine *e, const struct happening *h, fs_place place, const char *reason)
{
    const struct slot *s = &e->slots[h->slot];
    struct fs_waiting *order = fs_book_at(&e->book, place);
    struct fs_working *w = &order->working;
    int64_t filled = scaled(order->filled, h->event.after, h->event.before, 0);
    int64_t left = split_qty(s, h, fs_waiting_left(order)), full;
    if (filled == INT64_MAX || left >= INT64_MAX - filled)
        return overflows(e, h);
    full = filled + split_qty(s, h, order->full - order->filled);
    if (fs_book_set(&e->book, place, filled + left, filled))
        return -1;
    order->full = full;
    order->taken = scaled(order->taken, h->event.after, h->event.before, 0);
    order->display = split_qty(s, h, order->display);
    if (order->display >= order->qty)
        order->display = 0;
    w->limit = split_price(s, h, w->limit);
    w->stop = split_price(s, h, w->stop);
    w->offset = split_price(s, h, w->offset);
    if (!w->trail_percent)
        w->trail = split_price(s, h, w->trail);
    fs_journal_hash_change(e->journal, order->id, e->view.now,
                           &(struct fs_order_change){order->qty, w->limit, w->stop == INT64_MAX ? 0 : w->stop,
                                                     w->trail_percent ? 0 : w->trail});
    return fs_orders_update(e, h->slot, order->id, w->side, FS_ORDER_MODIFIED, 0, order->qty, order->filled,
                            reason);
}

/* Changes that are on their way speak of units and prices of before. */
static void split_changes(struct fs_engine *e, const struct happening *h)
{
    const struct slot *s = &e->slots[h->slot];
    for (int i = 0; i < e->change_count; i++) {
        struct fs_order_change *c = &e->changes[i].change;
        fs_place place = fs_book_find(&e->book, e->changes[i].order);
        if (place == FS_NO_PLACE || (int)fs_book_at(&e->book, place)->slot != h->slot)
            continue;
        c->qty = split_qty(s, h, c->qty);
        c->limit = split_price(s, h, c->limit);
        c->stop = split_price(s, h, c->stop);
        if (!fs_book_at(&e->book, place)->working.trail_percent)
            c->trail = split_price(s, h, c->trail);
    }
}

/* The position in new units at the new price; what is less than a lot is paid out. */
static int split_position(struct fs_engine *e, const struct happening *h, struct fs_event_record *record)
{
    struct slot *s = &e->slots[h->slot];
    const struct unit *u = &e->account.units[h->slot];
    struct fs_holding *holding = &s->holding;
    fs_i128 before, now;
    if (fs_account_value(e, h->slot, holding->qty, holding->mark, &before))
        return -1;
    if (fs_holding_split(holding, h->event.after, h->event.before))
        return overflows(e, h);
    holding->mark = scaled(holding->mark, h->event.before, h->event.after, 1);
    /* what rounding makes of it */
    if (fs_account_value(e, h->slot, holding->qty, holding->mark, &now) ||
        fs_ledger_move(&e->ledger, u->currency, FS_ACCOUNT_GAINS,
                       u->margined ? FS_ACCOUNT_CASH : FS_ACCOUNT_POSITIONS, now - before))
        return -1;
    int64_t part = magnitude(holding->qty) % s->lot;
    record->price = part ? holding->mark : 0;
    e->open_positions -= holding->qty == 0;
    return part ? book(e, h->slot, holding->qty < 0 ? part : -part, holding->mark, 0) : 0;
}

/* An order of which the split leaves less than a lot. */
static fs_place too_small(const struct fs_engine *e, const struct happening *h)
{
    fs_place place = e->book.slots[h->slot].first;
    while (place != FS_NO_PLACE) {
        int64_t left = fs_waiting_left(fs_book_at(&e->book, place));
        if (left > 0 && !split_qty(&e->slots[h->slot], h, left))
            return place;
        place = fs_book_at(&e->book, place)->next;
    }
    return FS_NO_PLACE;
}

static int split_orders(struct fs_engine *e, const struct happening *h)
{
    char reason[80];
    fs_place place;
    snprintf(reason, sizeof reason, "split: %.10g for one", (double)h->event.after / (double)h->event.before);
    while ((place = too_small(e, h)) != FS_NO_PLACE)
        if (fs_broker_drop(e, place, FS_ORDER_CANCELLED, 0, "the split leaves less than a lot of it"))
            return -1;
    for (place = e->book.slots[h->slot].first; place != FS_NO_PLACE;
         place = fs_book_at(&e->book, place)->next)
        if (split_order(e, h, place, reason))
            return -1;
    split_changes(e, h);
    return 0;
}

static int split(struct fs_engine *e, const struct happening *h, struct fs_event_record *record)
{
    double ratio = (double)h->event.after / (double)h->event.before;
    if (split_orders(e, h) || (e->slots[h->slot].holding.qty && split_position(e, h, record)))
        return -1;
    e->slot_views[h->slot].price /= ratio;
    fs_exposure_touch(&e->exposure, (uint32_t)h->slot);
    fs_streams_rescale(e, h->slot, 1.0 / ratio, ratio);
    fs_broker_refresh(e, h->slot);
    return fs_adjust_add(e, h->slot, ratio, ratio);
}

/* The other symbol of an event that needs it. */
static int need_other(const struct fs_engine *e, const struct happening *h)
{
    char time[FS_TIME_TEXT];
    if (h->into >= 0)
        return 0;
    fs_time_format(h->at, time, sizeof time);
    fs_error_set(FS_E_INPUT, "%s of %s into %s at %s: %.10g units are held, but %s is not part of the run",
                 fs_instrument_event_name(h->event.type), h->event.symbol, h->event.into, time,
                 (double)e->slots[h->slot].holding.qty / 1e8, h->event.into);
    return fs_error_hint("it takes part where --symbol names it too, or where no --symbol is given");
}

/* Amounts of an event are in one currency; of some, units must be worth the same too. */
static int need_same(const struct fs_engine *e, const struct happening *h, int units)
{
    const struct unit *from = &e->account.units[h->slot], *to = &e->account.units[h->into];
    const char *what = from->currency != to->currency                ? "currency"
                       : units && from->multiplier != to->multiplier ? "multiplier"
                       : units && from->margined != to->margined     ? "being paid in full"
                                                                     : NULL;
    if (!what)
        return 0;
    return fs_error_set(FS_E_INPUT, "%s of %s into %s: the instruments differ in %s; expected the same",
                        fs_instrument_event_name(h->event.type), h->event.symbol, h->event.into, what);
}

/* Position and orders go over into the other symbol as they are. */
static int rename_to(struct fs_engine *e, const struct happening *h, struct fs_event_record *record)
{
    struct slot *from = &e->slots[h->slot], *to;
    if (h->into < 0)
        return 0; /* the bars go on under the old name */
    to = &e->slots[h->into];
    if (isnan(e->slot_views[h->into].price))
        e->slot_views[h->into].price = e->slot_views[h->slot].price;
    if (to->holding.qty)
        return fs_error_set(FS_E_INPUT, "rename of %s into %s: both are held", h->event.symbol,
                            h->event.into);
    if (from->holding.qty && need_same(e, h, 1))
        return -1;
    record->into_qty = from->holding.qty;
    fs_holding_move(&from->holding, &to->holding);
    fs_exposure_touch(&e->exposure, (uint32_t)h->slot);
    fs_exposure_touch(&e->exposure, (uint32_t)h->into);
    fs_place place;
    while ((place = e->book.slots[h->slot].first) != FS_NO_PLACE)
        if (fs_book_move(&e->book, place, (uint32_t)h->into))
            return -1;
    from->gone = 1;
    fs_broker_refresh(e, h->slot);
    fs_broker_refresh(e, h->into);
    fs_orders_expect_open(e, h->into);
    return 0;
}

/* A unit is worth its cash and its part of the other symbol at that one's last price; what is no whole lot is paid out. */
static int merger(struct fs_engine *e, const struct happening *h, struct fs_event_record *record)
{
    struct slot *s = &e->slots[h->slot];
    const struct fs_instrument_event *x = &h->event;
    if (cancel_all(e, h->slot, "the symbol was merged into another"))
        return -1;
    if (!s->holding.qty)
        return 0;
    if (!x->into)
        return close_at(e, h->slot, x->amount, 0, record);
    if (need_other(e, h))
        return -1;
    if (need_same(e, h, 1))
        return -1;
    double last = e->slot_views[h->into].price;
    int64_t held = s->holding.qty, other = last > 0.0 ? price_mantissa(last) : 0;
    if (!other) { /* it has had no bar: what the market thought of the merged one says it */
        int64_t stock = last_price(e, h->slot) - x->amount;
        other = stock > 0 ? scaled(stock, x->before, x->after, 1) : 0;
        if (!other)
            return fs_error_set(FS_E_INPUT, "merger of %s into %s: there is no price of %s to value it at",
                                x->symbol, x->into, x->into);
        e->slot_views[h->into].price = (double)other / 1e8;
        fs_exposure_touch(&e->exposure, (uint32_t)h->into);
    }
    int64_t stock = scaled(other, x->after, x->before, 1),
            units = scaled(magnitude(held), x->after, x->before, 0);
    if (stock > INT64_MAX / 2 || units == INT64_MAX || x->amount > INT64_MAX / 2)
        return overflows(e, h);
    units -= units % e->slots[h->into].lot;
    if (close_at(e, h->slot, x->amount + stock, 0, record))
        return -1;
    record->into_qty = held < 0 ? -units : units;
    return units ? book(e, h->into, record->into_qty, other, 0) : 0;
}

static int end_contract(struct fs_engine *e, const struct happening *h, struct fs_event_record *record)
{
    int expiry = h->event.type == FS_IEVENT_EXPIRY;
    if (cancel_all(e, h->slot, expiry ? "the contract has expired" : "the symbol was delisted"))
        return -1;
    if (!e->slots[h->slot].holding.qty)
        return 0;
    int64_t price = !expiry ? h->event.amount : h->event.price ? h->event.price : last_price(e, h->slot);
    return close_at(e, h->slot, price, 0, record);
}

/* At market with the next bars, through the gate, as if the strategy had ordered it. */
static int roll_at_market(struct fs_engine *e, const struct happening *h, int64_t held)
{
    struct fs_order_request request = {
        .side = held < 0 ? FS_BUY : FS_SELL, .type = FS_ORDER_MARKET, .qty = magnitude(held)};
    if (fs_engine_submit(e, h->slot, &request) < 0)
        return -1;
    request.side = held < 0 ? FS_SELL : FS_BUY;
    return fs_engine_submit(e, h->into, &request) < 0 ? -1 : 0;
}

static int roll(struct fs_engine *e, const struct happening *h, struct fs_event_record *record)
{
    int64_t held = e->slots[h->slot].holding.qty, fees[2];
    const struct fs_instrument_event *x = &h->event;
    if (cancel_all(e, h->slot, "the position is rolled into the next contract"))
        return -1;
    if (!held)
        return 0;
    if (need_other(e, h) || need_same(e, h, 0))
        return -1;
    record->into_qty = held;
    if (!x->price)
        return roll_at_market(e, h, held);
    fs_i128 sold, bought;
    if (fs_account_fee(e, &e->fees, h->slot, magnitude(held), x->price, 1, &fees[0]) ||
        fs_account_fee(e, &e->fees, h->into, magnitude(held), x->into_price, 1, &fees[1]) ||
        fs_account_worth(e, h->slot, magnitude(held), x->price, &sold) ||
        fs_account_worth(e, h->into, magnitude(held), x->into_price, &bought) ||
        close_at(e, h->slot, x->price, fees[0], record) || book(e, h->into, held, x->into_price, fees[1]))
        return -1;
    record->fee += fees[1];
    e->traded += fs_money_double(sold) + fs_money_double(bought);
    return 0;
}

static int funding(struct fs_engine *e, const struct happening *h, struct fs_event_record *record)
{
    fs_i128 value, due;
    int64_t held = e->slots[h->slot].holding.qty;
    if (!held)
        return 0;
    record->price = h->event.price ? h->event.price : last_price(e, h->slot);
    if (fs_account_value(e, h->slot, held, record->price, &value) ||
        fs_amount_mul(value, 16, -h->event.rate, 8, 16, FS_ROUND_HALF_EVEN, &due))
        return -1;
    return pay(e, h->slot, FS_ACCOUNT_FUNDING, due);
}

/* Outside the universe only what brings positions nearer to zero may go on waiting. */
static int leave(struct fs_engine *e, const struct happening *h)
{
    const struct slot *s = &e->slots[h->slot];
    for (fs_place place = e->book.slots[h->slot].first; place != FS_NO_PLACE;) {
        const struct fs_waiting *order = fs_book_at(&e->book, place);
        int against = order->working.side == FS_BUY ? s->holding.qty < 0 : s->holding.qty > 0;
        if ((order->flags & FS_ORDER_REDUCE_ONLY) ||
            (against && fs_waiting_left(order) <= magnitude(s->holding.qty))) {
            place = order->next;
            continue;
        }
        if (fs_broker_drop(e, place, FS_ORDER_CANCELLED, 0, "the symbol has left the universe"))
            return -1;
        place = e->book.slots[h->slot].first; /* others may have gone with it */
    }
    return 0;
}

int fs_effects_apply(struct fs_engine *e, const struct happening *h, struct fs_event_record *record)
{
    switch (h->event.type) {
    case FS_IEVENT_DIVIDEND:
        return dividend(e, h);
    case FS_IEVENT_SPLIT:
        return split(e, h, record);
    case FS_IEVENT_RENAME:
        return rename_to(e, h, record);
    case FS_IEVENT_MERGER:
        return merger(e, h, record);
    case FS_IEVENT_DELISTING:
    case FS_IEVENT_EXPIRY:
        return end_contract(e, h, record);
    case FS_IEVENT_ROLL:
        return roll(e, h, record);
    case FS_IEVENT_FUNDING:
        return funding(e, h, record);
    case FS_IEVENT_LEAVE:
        return leave(e, h);
    default:
        return 0;
    }
}
