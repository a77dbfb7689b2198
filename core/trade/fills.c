/* fills.c: how much of an order fills at a price that the market gives it, and what that does to the account. */
#include "base/error.h"
#include "trade/afford.h"
#include "trade/state.h"

#include <assert.h>
#include <math.h>

/* What `qty` of a slot are worth, whatever their direction; FS_I128_MAX: that or more. Futures are not paid for. */
static fs_i128 worth_of(const struct fs_engine *e, uint32_t slot, fs_i128 qty, int64_t price)
{
    fs_i128 size = fs_magnitude(qty), value;
    if (e->slots[slot].plain)
        return __builtin_mul_overflow(size, (fs_i128)price, &value) ? FS_I128_MAX : value;
    if (!size || e->account.units[slot].margined)
        return 0;
    if (size <= INT64_MAX && !fs_account_worth(e, (int)slot, (int64_t)size, price, &value))
        return value;
    fs_error_clear();
    return FS_I128_MAX;
}

void fs_broker_revalue(struct fs_engine *e)
{
    struct fs_exposure *x = &e->exposure;
    for (uint32_t slot = 0; (slot = fs_exposure_touched(x, slot)) < x->count; slot++) {
        const struct fs_holding *h = &e->slots[slot].holding;
        const struct fs_book_side *side = &e->book.slots[slot];
        fs_i128 waits = (fs_i128)side->buy - side->sell;
        struct fs_worth worth = {0};
        if (h->qty || waits) {
            int64_t price = h->qty ? h->mark : price_mantissa(e->slot_views[slot].price);
            worth.held = worth_of(e, slot, h->qty, price);
            worth.pending = waits ? worth_of(e, slot, h->qty + waits, price) : worth.held;
        }
        fs_exposure_set(x, slot, worth);
        if (e->account.needs)
            fs_margin_set(e, (int)slot);
    }
}

fs_i128 fs_broker_exposure(struct fs_engine *e, int except, int pending)
{
    fs_broker_revalue(e);
    fs_i128 others = fs_exposure_others(&e->exposure, (uint32_t)except, pending);
#ifndef NDEBUG
    for (int slot = 0; slot < e->count; slot++) /* nothing has changed that did not say so */
        fs_exposure_touch(&e->exposure, (uint32_t)slot);
    fs_broker_revalue(e);
    assert(others == fs_exposure_others(&e->exposure, (uint32_t)except, pending));
#endif
    return others;
}

void fs_broker_refresh(struct fs_engine *e, int slot)
{
    struct fs_slot_view *view = &e->slot_views[slot];
    const struct slot *s = &e->slots[slot];
    const struct fs_book_side *side = &e->book.slots[slot];
    view->position = (double)s->holding.qty / 1e8;
    view->pending = (double)(side->buy - side->sell) / 1e8;
    view->avg_price = (double)fs_holding_average(&s->holding) / 1e8;
}

/* How much of an order can be paid for at a price. */
static int64_t payable(struct fs_engine *e, const struct fs_waiting *order, int64_t qty, int64_t price)
{
    int slot = (int)order->slot, sign = order->working.side == FS_BUY ? 1 : -1;
    const struct fs_holding *h = &e->slots[slot].holding;
    fs_i128 after = (fs_i128)h->qty + sign * (fs_i128)qty;
    if (e->account.checks)
        return fs_margin_payable(e, order, qty, price);
    if (e->leverage == INT64_MAX)
        return qty;
    if (fs_magnitude(after) <= fs_magnitude(h->qty) && (after == 0 || (after < 0) == (h->qty < 0)))
        return qty; /* it only reduces */
    struct fs_purchase p = {.fees = &e->fees,
                            .leverage = e->leverage,
                            .held = h->qty,
                            .sign = sign,
                            .price = price,
                            .equity = fs_ledger_equity(&e->ledger),
                            .others = e->count > 1 ? fs_broker_exposure(e, slot, 0) : 0,
                            .first = order->filled == 0};
    if (h->qty)
        p.equity += fs_amount_product(h->qty, price - h->mark);
    return fs_affordable_part(&p, qty, e->slots[slot].lot);
}

/* The money of a fill of what is worth quantity times price in the account's currency. */
static int book_plain(struct fs_engine *e, struct fs_holding *h, int64_t qty, int64_t price, int64_t fee)
{
    if (h->qty && fs_ledger_mark(&e->ledger, h->qty, price - h->mark))
        return fs_error_set(FS_E_LIMIT, "the value of the positions leaves the range of the ledger");
    if (h->qty)
        h->mark = price;
    if (fs_ledger_fill(&e->ledger, qty, price, fee))
        return -1;
    e->view.cash = fs_money_double(e->ledger.balance[FS_ACCOUNT_CASH]);
    e->view.equity = fs_money_double(fs_ledger_equity(&e->ledger));
    return 0;
}

int fs_broker_post(struct fs_engine *e, int slot, int64_t qty, int64_t price, int64_t fee, int64_t time)
{
    struct fs_holding *h = &e->slots[slot].holding;
    /* First room for what the fill makes of the position, then the money; after that nothing can fail. */
    if (fs_holding_reserve(h, &e->trades, qty) ||
        (e->account.on ? fs_account_book(e, slot, qty, price, fee) : book_plain(e, h, qty, price, fee)))
        return -1;
    fs_holding_put(h, &e->trades, slot, qty, price, fee, time);
    e->open_positions += (h->qty != 0) - (h->qty != qty);
    h->mark = price;
    fs_exposure_touch(&e->exposure, (uint32_t)slot);
    return 0;
}

/* What was bought or sold, for the turnover, in the account's currency. */
static void count_traded(struct fs_engine *e, int slot, int64_t qty, int64_t price)
{
    fs_i128 value = fs_amount_product(qty, price);
    if (!e->slots[slot].plain && fs_account_worth(e, slot, qty, price, &value))
        fs_error_clear();
    e->traded += fs_money_double(value);
}

int fs_broker_book(struct fs_engine *e, int slot, int64_t id, int side, int64_t qty, int64_t price,
                   int64_t fee, int64_t time, int liquidity)
{
    struct slot *s = &e->slots[slot];
    struct fs_holding *h = &s->holding;
    if (fs_broker_post(e, slot, side == FS_BUY ? qty : -qty, price, fee, time))
        return -1;
    count_traded(e, slot, qty, price);
    e->fills++;
    fs_journal_hash_fill(e->journal, id, e->view.now, qty, price, fee);
    if (!(e->wants & FS_WANT_FILL) && !e->records)
        return 0;
    struct fs_fill fill = {.order = id,
                           .fill = e->fills,
                           .ts = e->view.now,
                           .bar_time = time,
                           .symbol = s->id,
                           .side = (uint8_t)side,
                           .liquidity = (uint8_t)liquidity,
                           .qty = qty,
                           .price = price,
                           .fee = fee};
    if (e->records) {
        fs_records_fill(e->records, s->series.symbol, &fill);
        fs_records_position(e->records, s->series.symbol, e->view.now, h->qty, fs_holding_average(h),
                            fs_money_double(h->realised), e->view.cash, e->view.equity);
        fs_closing_write_trades(e);
    }
    if (!(e->wants & FS_WANT_FILL))
        return 0;
    struct step *step = fs_orders_queue(e, FS_STEP_FILL, slot);
    if (!step)
        return -1;
    step->u.fill = fill;
    return 0;
}

/* Books `qty` of an order at `price`, with its fee. */
static int book_fill(struct fs_engine *e, int slot, const struct fs_waiting *order, int64_t qty,
                     int64_t price)
{
    const struct slot *s = &e->slots[slot];
    int64_t fee;
    if (s->plain ? fs_fees_of(&e->fees, qty, price, order->filled == 0, &fee)
                 : fs_account_fee(e, &e->fees, slot, qty, price, order->filled == 0, &fee))
        return -1;
    return fs_broker_book(e, slot, order->id, order->working.side, qty, price, fee, s->series.time[s->next],
                          FS_FILL_UNKNOWN);
}

/* What volume share leaves of the slot's bar for own orders, in whole lots. */
static int64_t volume_left(const struct fs_engine *e, const struct slot *s)
{
    if (e->options.volume_share == 0.0)
        return INT64_MAX;
    double most = fmin(e->options.volume_share * s->series.volume[s->next], FS_PRICE_MAX) * 1e8;
    int64_t left = (int64_t)most - s->used;
    return left > 0 ? left - left % s->lot : 0;
}

/* How much worse (1e-12 of the price) the market gets for an order that takes `qty`, after what was taken of the bar. */
static int64_t impact(const struct fs_engine *e, const struct slot *s, int64_t qty)
{
    if (e->options.impact == 0.0)
        return 0;
    double share = ((double)s->used + (double)qty) / 1e8 / s->series.volume[s->next];
    if (!(share < 1.0))
        share = 1.0;
    double shape = e->options.impact_shape == FS_IMPACT_ROOT     ? sqrt(share)
                   : e->options.impact_shape == FS_IMPACT_SQUARE ? share * share
                                                                 : share;
    return llrint(e->options.impact * shape * 1e12);
}

static int64_t price_of(struct fs_engine *e, const struct slot *s, const struct fs_waiting *order,
                        int64_t qty, const struct fs_hit *hit, const struct fs_bar_prices *bar)
{
    if (!hit->slips)
        return hit->price;
    int side = order->working.side;
    int64_t price = fs_match_slip(hit->price, side, e->slippage, bar->low, bar->high);
    price = fs_match_slip(price, side, impact(e, s, qty), 1, (int64_t)(FS_PRICE_MAX * 1e8));
    return e->band ? fs_bands_clamp(e, (int)order->slot, price) : price;
}

/* What a reduce-only order may still take off the position. */
static int64_t reducible(const struct fs_holding *h, int side, int64_t qty)
{
    int64_t most = side == FS_BUY ? -h->qty : h->qty;
    return most < 0 ? 0 : most < qty ? most : qty;
}

/* An iceberg whose limit the bar only touches shows one slice of itself. */
static int64_t shown(const struct fs_waiting *order, const struct fs_hit *hit,
                     const struct fs_bar_prices *bar, int64_t qty)
{
    int touched = hit->segment < 3 && !hit->slips && hit->price == order->working.limit &&
                  hit->price == (order->working.side == FS_BUY ? bar->low : bar->high);
    return order->display && touched && order->display < qty ? order->display : qty;
}

int fs_broker_drop(struct fs_engine *e, fs_place place, int state, int rule, const char *reason)
{
    struct fs_waiting order = *fs_book_at(&e->book, place);
    int slot = (int)order.slot;
    fs_book_remove(&e->book, place);
    fs_broker_refresh(e, slot);
    e->cancelled += state == FS_ORDER_CANCELLED;
    e->expired += state == FS_ORDER_EXPIRED;
    e->cut += state == FS_ORDER_CUT;
    if (fs_orders_update(e, slot, order.id, order.working.side, state, rule, order.qty, order.filled, reason))
        return -1;
    return fs_links_gone(e, &order, state);
}

/* What becomes of an order after `qty` of it have filled, before what that means to others. */
static int conclude(struct fs_engine *e, fs_place place, const struct fs_waiting *order, int cut, int closed,
                    int64_t qty)
{
    int slot = (int)order->slot, state = FS_ORDER_PARTIAL;
    if (cut)
        return fs_broker_drop(e, place, FS_ORDER_CUT, 0,
                              "the account's buying power does not cover the whole order");
    if (closed)
        return fs_broker_drop(e, place, FS_ORDER_CANCELLED, 0, "the position it was to reduce is closed");
    if (!fs_waiting_left(order) && !fs_links_may_grow(e, order)) {
        fs_book_remove(&e->book, place);
        state = FS_ORDER_FILLED;
    }
    fs_broker_refresh(e, slot);
    return qty ? fs_orders_update(e, slot, order->id, order->working.side, state, 0, order->qty,
                                  order->filled, NULL)
               : 0;
}

int fs_broker_fill(struct fs_engine *e, fs_place place, const struct fs_hit *hit,
                   const struct fs_bar_prices *bar, int inside)
{
    struct fs_waiting order = *fs_book_at(&e->book, place);
    int slot = (int)order.slot, side = order.working.side;
    struct slot *s = &e->slots[slot];
    if (s->used_bar != s->next) {
        s->used_bar = s->next;
        s->used = 0;
    }
    int64_t left = fs_waiting_left(&order), most = left, free = volume_left(e, s);
    if (!left)
        return 0; /* the order that it follows has filled no more than it */
    if (hit->slips)
        fs_book_at(&e->book, place)->working.type =
            FS_ORDER_MARKET; /* its stop was reached: what is left fills on */
    if (e->band && !fs_bands_allow(e, slot, side, hit->price))
        return 0; /* nobody may trade there: it waits */
    if (order.flags & FS_ORDER_REDUCE_ONLY) {
        most = reducible(&s->holding, side, left);
        if (!most)
            return fs_broker_drop(e, place, FS_ORDER_CANCELLED, 0, "there is no position to reduce");
    }
    int64_t wanted = most;
    most = shown(&order, hit, bar, most < free ? most : free);
    int64_t price = price_of(e, s, &order, most, hit, bar);
    int64_t qty = most ? payable(e, &order, most, price) : 0;
    if (order.tif == FS_TIF_FOK && qty < left)
        return fs_broker_drop(e, place, FS_ORDER_EXPIRED, 0, "not all of it could fill at once");
    if (qty) {
        if (book_fill(e, slot, &order, qty, price))
            return -1;
        fs_book_fill(&e->book, place, qty);
        s->used = qty < INT64_MAX - s->used ? s->used + qty : INT64_MAX;
        order.filled += qty;
    }
    int cut = qty < most, closed = wanted < left && qty == wanted;
    if (conclude(e, place, &order, cut, closed, qty))
        return -1;
    if (!qty || !e->book.slots[slot].linked)
        return 0;
    return fs_links_filled(e, &order, qty, inside ? hit : NULL) || fs_links_gone(e, &order, FS_ORDER_FILLED)
               ? -1
               : 0;
}
