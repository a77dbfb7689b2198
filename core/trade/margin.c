/* margin.c: what positions need of the account, and what it can still pay for; calls.c has what happens when it has less. */
#include "base/error.h"
#include "trade/state.h"

#include <finsmart/order.h>
#include <math.h>

#define MOST FS_MARGIN_MOST

static int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

static fs_i128 sum(fs_i128 a, fs_i128 b)
{
    return a > MOST - b ? MOST : a + b;
}

/* A value times a share, MOST where that is out of range. */
static fs_i128 share_of(fs_i128 value, int64_t numerator, int64_t denominator)
{
    fs_i128 part;
    if (value < MOST && !fs_amount_ratio(value, numerator, denominator, &part) && part < MOST)
        return part;
    fs_error_clear();
    return MOST;
}

/* Of what is paid in full, to open it: the greater of the account's margin and what max_leverage leaves. */
static fs_i128 initial_of(const struct fs_engine *e, fs_i128 value)
{
    int terms = e->options.account.terms;
    fs_i128 margin = e->leverage == INT64_MAX ? 0 : share_of(value, FS_SCALE, e->leverage);
    fs_i128 initial = terms == FS_TERMS_MARGIN ? share_of(value, e->account.initial, FS_SCALE)
                      : terms == FS_TERMS_CASH ? value
                                               : 0;
    return margin > initial ? margin : initial;
}

static fs_i128 maintenance_of(const struct fs_engine *e, fs_i128 value, int is_long)
{
    const struct account *a = &e->account;
    if (e->options.account.terms != FS_TERMS_MARGIN)
        return 0;
    return share_of(value, is_long ? a->maintenance_long : a->maintenance_short, FS_SCALE);
}

/* The value of a position in the account's currency, MOST where that is out of range. */
static fs_i128 value_of(const struct fs_engine *e, int slot, int64_t qty, int64_t price)
{
    fs_i128 value;
    if (!fs_account_worth(e, slot, magnitude(qty), price, &value) && value < MOST)
        return value;
    fs_error_clear();
    return MOST;
}

/* The margin of a future or perpetual. */
static fs_i128 future_of(const struct fs_engine *e, int slot, int64_t qty, int64_t price, int64_t margin)
{
    const struct unit *u = &e->account.units[slot];
    fs_i128 value;
    if (!margin)
        return 0;
    if (u->margin_rate)
        return share_of(value_of(e, slot, qty, price), margin, FS_SCALE);
    value = fs_amount_product(magnitude(qty), margin);
    if (!fs_ledger_value(&e->ledger, u->currency, value, &value) && value < MOST)
        return value;
    fs_error_clear();
    return MOST;
}

void fs_margin_add(const struct fs_engine *e, struct fs_need *need, int slot, int64_t qty, int64_t price)
{
    const struct unit *u = &e->account.units[slot];
    if (!qty)
        return;
    if (u->margined) {
        need->futures = sum(need->futures, future_of(e, slot, qty, price, u->initial));
        need->futures_kept = sum(need->futures_kept, future_of(e, slot, qty, price, u->maintenance));
        return;
    }
    fs_i128 value = value_of(e, slot, qty, price);
    need->paid = sum(need->paid, initial_of(e, value));
    need->paid_kept = sum(need->paid_kept, maintenance_of(e, value, qty > 0));
    need->longs = qty > 0 ? sum(need->longs, value) : need->longs;
    need->shorts |= qty < 0;
}

fs_i128 fs_margin_to_open(const struct fs_engine *e, const struct fs_need *need)
{
    fs_i128 paid = need->paid, least = e->account.minimum * FS_MONEY;
    if (e->options.account.terms == FS_TERMS_MARGIN && least) {
        /* nobody must have more than what is bought costs */
        least = need->shorts || least < need->longs ? least : need->longs;
        paid = paid > least || (!need->shorts && !need->longs) ? paid : least;
    }
    return sum(paid, need->futures);
}

fs_i128 fs_margin_to_keep(const struct fs_need *need)
{
    return sum(need->paid_kept, need->futures_kept);
}

int64_t fs_margin_price(const struct fs_engine *e, int slot)
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

void fs_margin_needs(const struct fs_engine *e, int except, int pending, struct fs_need *need)
{
    *need = (struct fs_need){0};
    for (int slot = 0; slot < e->count; slot++) {
        int64_t qty = pending ? with_waiting(e, slot) : e->slots[slot].holding.qty;
        if (qty && slot != except)
            fs_margin_add(e, need, slot, qty, fs_margin_price(e, slot));
    }
}

/* Value of the purchases that wait, which a cash account has to pay. */
static fs_i128 waiting_purchases(const struct fs_engine *e, int but, int64_t counted)
{
    fs_i128 total = 0;
    for (int slot = 0; slot < e->count; slot++) {
        int64_t qty = e->book.slots[slot].buy - (slot == but ? counted : 0);
        if (qty)
            total = sum(total, value_of(e, slot, qty, fs_margin_price(e, slot)));
    }
    return total;
}

fs_i128 fs_margin_settled(const struct fs_engine *e, int currency)
{
    const struct account *a = &e->account;
    fs_i128 total = 0, value;
    for (int c = 0; c < a->currencies; c++) {
        fs_i128 cash = fs_ledger_balance(&e->ledger, c, FS_ACCOUNT_CASH) - a->on_its_way[c];
        if (e->options.account.keep_currencies && currency >= 0 && c != currency)
            continue;
        if (cash && fs_ledger_value(&e->ledger, c, cash, &value)) {
            fs_error_clear();
            return 0;
        }
        total += cash ? value : 0;
    }
    return total;
}

static int standing_of(const struct fs_engine *e, int currency)
{
    const struct account *a = &e->account;
    if (!e->ledger.books[currency].rate.denominator)
        return 1;
    return e->view.now - a->since[currency] > fs_account_age(e) ? 2 : 0;
}

void fs_margin_judge(struct fs_engine *e, int slot, int64_t counted, struct fs_gate_order *order)
{
    struct account *a = &e->account;
    struct fs_gate_money *money = &a->judging;
    const struct unit *u = &a->units[slot];
    const struct fs_order_request *r = order->request;
    int64_t price = r->limit ? r->limit : order->price;
    *money = (struct fs_gate_money){.multiplier = u->multiplier == FS_SCALE ? 0 : u->multiplier,
                                    .margins = a->margins};
    order->money = money;
    if (u->currency) {
        money->rate = e->ledger.books[u->currency].rate;
        money->currency = a->codes[u->currency];
        money->no_rate = standing_of(e, u->currency);
    }
    if (money->no_rate == 1 || price <= 0)
        return; /* the gate refuses it */
    fs_i128 after = (fs_i128)order->position + order->pending_buy - order->pending_sell +
                    (r->side == FS_BUY ? (fs_i128)r->qty : -(fs_i128)r->qty);
    if (a->margins) {
        struct fs_need need;
        fs_margin_needs(e, slot, 1, &need);
        if (after > INT64_MAX || after < -INT64_MAX)
            need.futures = MOST;
        else
            fs_margin_add(e, &need, slot, (int64_t)after, price);
        money->required = fs_margin_to_open(e, &need);
    }
    if (e->options.account.terms == FS_TERMS_CASH) {
        money->cash_only = 1;
        money->settled = fs_margin_settled(e, u->currency) - waiting_purchases(e, slot, counted);
    }
}

/* An order that may fill in part. */
struct purchase {
    const struct fs_engine *e;
    int slot, sign, first;
    int64_t held, price;
    fs_i128 equity;        /* before it, the position valued at the price */
    fs_i128 settled;       /* of a cash account */
    struct fs_need others; /* of the other symbols */
};

/* May `qty` of it fill? What the positions then need is covered by the equity then; a cash account pays from settled
 * cash and is never short. */
static int covered(const struct purchase *p, int64_t qty)
{
    const struct fs_engine *e = p->e;
    int currency = e->account.units[p->slot].currency;
    fs_i128 after = (fs_i128)p->held + p->sign * (fs_i128)qty, value = 0, charge, cost;
    int64_t fee;
    if (after > INT64_MAX || after < -INT64_MAX ||
        fs_account_fee(e, &e->fees, p->slot, qty, p->price, p->first, &fee) ||
        fs_ledger_value(&e->ledger, currency, fee * FS_MONEY, &charge)) {
        fs_error_clear();
        return 0;
    }
    if (!e->account.units[p->slot].margined && (value = value_of(e, p->slot, qty, p->price)) >= MOST)
        return 0;
    cost = currency && !e->options.account.keep_currencies ? fs_account_spread(e, value) : 0;
    if (e->options.account.terms == FS_TERMS_CASH &&
        (after < 0 || (p->sign > 0 && value + charge + cost > p->settled)))
        return 0;
    struct fs_need need = p->others;
    fs_margin_add(e, &need, p->slot, (int64_t)after, p->price);
    return fs_margin_to_open(e, &need) <= p->equity - charge - cost;
}

int64_t fs_margin_payable(const struct fs_engine *e, const struct fs_waiting *order, int64_t qty,
                          int64_t price)
{
    int slot = (int)order->slot, sign = order->working.side == FS_BUY ? 1 : -1;
    const struct fs_holding *h = &e->slots[slot].holding;
    int64_t lot = e->slots[slot].lot, reduces = h->qty && (h->qty < 0) == (sign > 0) ? magnitude(h->qty) : 0;
    if (qty <= reduces)
        return qty;
    struct purchase p = {.e = e,
                         .slot = slot,
                         .sign = sign,
                         .first = order->filled == 0,
                         .held = h->qty,
                         .price = price,
                         .equity = fs_ledger_equity(&e->ledger),
                         .settled = fs_margin_settled(e, e->account.units[slot].currency)};
    fs_i128 change = 0;
    fs_margin_needs(e, slot, 0, &p.others);
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
    return low * lot > reduces ? low * lot : reduces;
}
