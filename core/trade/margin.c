/* margin.c: what positions need of the account, what it can still pay for, and what happens when it has less. */
#include "base/error.h"
#include "trade/state.h"

#include <finsmart/order.h>
#include <math.h>

#define MOST (FS_I128_MAX / 16) /* more than anybody has */

static int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

/* A value times a share, MOST where that is out of range. */
static fs_i128 share_of(fs_i128 value, int64_t numerator, int64_t denominator)
{
    fs_i128 part;
    if (!fs_amount_ratio(value, numerator, denominator, &part) && part < MOST)
        return part;
    fs_error_clear();
    return MOST;
}

/* Of what is paid in full: the greater of the account's margin and what max_leverage leaves. */
static fs_i128 margin_of_value(const struct fs_engine *e, fs_i128 value, int is_long, int maintenance)
{
    const struct account *a = &e->account;
    int terms = e->options.account.terms;
    if (maintenance)
        return terms == FS_TERMS_MARGIN
                   ? share_of(value, is_long ? a->maintenance_long : a->maintenance_short, FS_SCALE)
                   : 0;
    fs_i128 margin = e->leverage == INT64_MAX ? 0 : share_of(value, FS_SCALE, e->leverage);
    fs_i128 initial = terms == FS_TERMS_MARGIN ? share_of(value, a->initial, FS_SCALE)
                      : terms == FS_TERMS_CASH ? value
                                               : 0;
    return margin > initial ? margin : initial;
}

fs_i128 fs_margin_of(const struct fs_engine *e, int slot, int64_t qty, int64_t price, int maintenance)
{
    const struct slot *s = &e->slots[slot];
    fs_i128 value;
    if (!qty)
        return 0;
    if (s->margined && !s->margin_rate) {
        value = fs_amount_product(magnitude(qty), maintenance ? s->maintenance : s->initial);
        if (!fs_ledger_value(&e->ledger, s->currency, value, &value) && value < MOST)
            return value;
    } else if (!fs_account_worth(e, slot, magnitude(qty), price, &value) && value < MOST) {
        if (!s->margined)
            return margin_of_value(e, value, qty > 0, maintenance);
        int64_t rate = maintenance ? s->maintenance : s->initial;
        return rate ? share_of(value, rate, FS_SCALE) : 0;
    }
    fs_error_clear();
    return MOST;
}

static int64_t price_of(const struct fs_engine *e, int slot)
{
    const struct fs_holding *h = &e->slots[slot].holding;
    double last = e->slot_views[slot].price;
    return h->qty ? h->mark : last > 0.0 ? price_mantissa(last) : 0;
}

static int64_t with_waiting(const struct fs_engine *e, int slot)
{
    fs_i128 qty = (fs_i128)e->slots[slot].holding.qty + e->book.slots[slot].buy - e->book.slots[slot].sell;
    return qty > INT64_MAX ? INT64_MAX : qty < -INT64_MAX ? -INT64_MAX : (int64_t)qty;
}

fs_i128 fs_margin_total(const struct fs_engine *e, int except, int pending, int maintenance)
{
    fs_i128 total = 0;
    for (int slot = 0; slot < e->count; slot++) {
        if (slot == except)
            continue;
        int64_t qty = pending ? with_waiting(e, slot) : e->slots[slot].holding.qty;
        fs_i128 margin = qty ? fs_margin_of(e, slot, qty, price_of(e, slot), maintenance) : 0;
        total = margin > MOST - total ? MOST : total + margin;
    }
    return total;
}

/* Value of the purchases that wait, which a cash account has to pay. */
static fs_i128 waiting_purchases(const struct fs_engine *e, int but, int64_t counted)
{
    fs_i128 total = 0;
    for (int slot = 0; slot < e->count; slot++) {
        int64_t qty = e->book.slots[slot].buy - (slot == but ? counted : 0);
        fs_i128 value;
        if (!qty)
            continue;
        if (fs_account_worth(e, slot, qty, price_of(e, slot), &value) || value > MOST - total) {
            fs_error_clear();
            return MOST;
        }
        total += value;
    }
    return total;
}

/* The money that a cash account may spend on a symbol. */
static fs_i128 settled_cash(const struct fs_engine *e, int slot)
{
    const struct account *a = &e->account;
    int currency = e->slots[slot].currency;
    fs_i128 cash = e->options.account.keep_currencies
                       ? fs_ledger_balance(&e->ledger, currency, FS_ACCOUNT_CASH)
                       : fs_ledger_total(&e->ledger, FS_ACCOUNT_CASH);
    if (e->options.account.keep_currencies && fs_ledger_value(&e->ledger, currency, cash, &cash)) {
        fs_error_clear();
        return 0;
    }
    return cash - a->unsettled_sum;
}

void fs_margin_judge(const struct fs_engine *e, int slot, int64_t counted, struct fs_gate_order *order)
{
    const struct account *a = &e->account;
    const struct slot *s = &e->slots[slot];
    const struct fs_order_request *r = order->request;
    int64_t price = r->limit ? r->limit : order->price;
    order->multiplier = s->multiplier;
    order->margined = s->margined;
    order->margins = a->margins;
    if (s->currency) {
        order->rate = e->ledger.books[s->currency].rate;
        order->currency = a->codes[s->currency];
        order->no_rate = !order->rate.denominator                                  ? 1
                         : e->view.now - a->since[s->currency] > fs_account_age(e) ? 2
                                                                                   : 0;
        if (order->no_rate)
            return;
    }
    fs_i128 after = (fs_i128)order->position + order->pending_buy - order->pending_sell +
                    (r->side == FS_BUY ? (fs_i128)r->qty : -(fs_i128)r->qty);
    if (a->margins && price > 0) {
        fs_i128 mine =
            after > INT64_MAX || after < -INT64_MAX ? MOST : fs_margin_of(e, slot, (int64_t)after, price, 0);
        fs_i128 others = fs_margin_total(e, slot, 1, 0);
        order->required = mine > MOST - others ? MOST : mine + others;
    }
    if (e->options.account.terms == FS_TERMS_CASH && price > 0) {
        order->cash_only = 1;
        order->settled = settled_cash(e, slot) - waiting_purchases(e, slot, counted);
    }
}

/* An order that may fill in part. */
struct purchase {
    const struct fs_engine *e;
    int slot, sign, first;
    int64_t held, price;
    fs_i128 equity; /* before it, the position valued at the price */
    fs_i128 others; /* margin of the other symbols */
};

/* May `qty` of it fill? What the positions then need is covered by the equity then; a cash account pays from settled
 * cash and is never short. */
static int covered(const struct purchase *p, int64_t qty)
{
    const struct fs_engine *e = p->e;
    int currency = e->slots[p->slot].currency, margined = e->slots[p->slot].margined;
    fs_i128 after = (fs_i128)p->held + p->sign * (fs_i128)qty, value = 0, charge, cost;
    int64_t fee;
    if (after > INT64_MAX || after < -INT64_MAX ||
        fs_account_fee(e, p->slot, qty, p->price, p->first, &fee) ||
        fs_ledger_value(&e->ledger, currency, fee * FS_MONEY, &charge) ||
        (!margined && fs_account_worth(e, p->slot, qty, p->price, &value)) || value >= MOST) {
        fs_error_clear();
        return 0;
    }
    cost = currency && !e->options.account.keep_currencies ? fs_account_spread(e, value) : 0;
    if (e->options.account.terms == FS_TERMS_CASH &&
        (after < 0 || (p->sign > 0 && value + charge + cost > settled_cash(e, p->slot))))
        return 0;
    return fs_margin_of(e, p->slot, (int64_t)after, p->price, 0) <= p->equity - charge - cost - p->others;
}

int64_t fs_margin_payable(const struct fs_engine *e, const struct fs_waiting *order, int64_t qty,
                          int64_t price)
{
    int slot = (int)order->slot, sign = order->working.side == FS_BUY ? 1 : -1;
    const struct fs_holding *h = &e->slots[slot].holding;
    int64_t lot = e->slots[slot].lot, reduces = h->qty && (h->qty < 0) == (sign > 0) ? magnitude(h->qty) : 0;
    if (qty <= reduces)
        return qty;
    struct purchase p = {e, slot, sign, order->filled == 0, h->qty, price, fs_ledger_equity(&e->ledger), 0};
    fs_i128 change = 0;
    p.others = fs_margin_total(e, slot, 0, 0);
    if (h->qty && fs_account_worth(e, slot, h->qty, price - h->mark, &change)) {
        fs_error_clear();
        return reduces;
    }
    p.equity += change;
    if (covered(&p, qty))
        return qty;
    int64_t low = reduces / lot, high = qty / lot;
    while (low < high) { /* low may fill (or closes the position), what is above high may not */
        int64_t middle = low + (high - low + 1) / 2;
        if (covered(&p, middle * lot))
            low = middle;
        else
            high = middle - 1;
    }
    return low * lot;
}

/* What of a slot a margin call has not yet ordered away. */
static int64_t uncalled(const struct fs_engine *e, int slot)
{
    const struct slot *s = &e->slots[slot];
    fs_place place = s->forced ? fs_book_find(&e->book, s->forced) : FS_NO_PLACE;
    int64_t waits = place == FS_NO_PLACE ? 0 : fs_waiting_left(fs_book_at(&e->book, place)),
            qty = s->holding.qty;
    if (waits >= magnitude(qty))
        return 0;
    return qty < 0 ? qty + waits : qty - waits;
}

/* Does the slot take part in margin calls? Of a free account the futures alone. */
static int counts(const struct fs_engine *e, int slot)
{
    return e->slots[slot].holding.qty &&
           (e->slots[slot].margined || e->options.account.terms == FS_TERMS_MARGIN);
}

static fs_i128 margin_uncalled(const struct fs_engine *e, int maintenance)
{
    fs_i128 total = 0;
    for (int slot = 0; slot < e->count; slot++) {
        fs_i128 margin =
            counts(e, slot) ? fs_margin_of(e, slot, uncalled(e, slot), price_of(e, slot), maintenance) : 0;
        total = margin > MOST - total ? MOST : total + margin;
    }
    return total;
}

/* The symbol that needs most margin, of those that no order of a call waits for; -1: none. */
static int largest(const struct fs_engine *e, fs_i128 *margin)
{
    int found = -1;
    *margin = 0;
    for (int slot = 0; slot < e->count; slot++) {
        if (!counts(e, slot) || e->slots[slot].gone || uncalled(e, slot) != e->slots[slot].holding.qty)
            continue;
        fs_i128 needs = fs_margin_of(e, slot, e->slots[slot].holding.qty, price_of(e, slot), 0);
        if (needs > *margin) {
            *margin = needs;
            found = slot;
        }
    }
    return found;
}

/* Of a position that needs `margin`, how much has to go so that `missing` less is needed, in whole lots. */
static int64_t to_close(const struct fs_engine *e, int slot, fs_i128 margin, fs_i128 missing)
{
    int64_t held = magnitude(e->slots[slot].holding.qty), lot = e->slots[slot].lot;
    if (missing >= margin)
        return held;
    double guess = (double)missing / (double)margin * (double)held / (double)lot;
    int64_t lots = guess > 1.0 ? (int64_t)guess : 1;
    while (lots > 1 &&
           margin - fs_margin_of(e, slot, held - (lots - 1) * lot, price_of(e, slot), 0) >= missing)
        lots--;
    while (lots * lot < held &&
           margin - fs_margin_of(e, slot, held - lots * lot, price_of(e, slot), 0) < missing)
        lots++;
    return lots * lot < held ? lots * lot : held;
}

int fs_margin_watch(struct fs_engine *e)
{
    struct account *a = &e->account;
    if (!e->open_positions)
        return 0;
    fs_i128 initial = fs_margin_total(e, -1, 0, 0), equity = fs_ledger_equity(&e->ledger),
            needed = margin_uncalled(e, 1);
    a->most_margin = fmax(a->most_margin, fs_money_double(initial));
    if (!needed || equity >= needed)
        return 0;
    a->margin_calls++;
    fs_i128 missing = margin_uncalled(e, 0) - equity, margin;
    for (int slot; missing > 0 && (slot = largest(e, &margin)) >= 0;) {
        int64_t qty = to_close(e, slot, margin, missing), left = magnitude(e->slots[slot].holding.qty) - qty;
        missing -= margin - fs_margin_of(e, slot, left, price_of(e, slot), 0);
        if (fs_orders_force(e, slot, qty, equity, needed))
            return -1;
        a->forced++;
    }
    return 0;
}
