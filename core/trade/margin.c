/* margin.c: what positions need of the account, and what it can still pay for; calls.c has what happens when it has less. */
#include "base/error.h"
#include "trade/state.h"

#include <assert.h>
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
        need->of[NEED_FUTURES] = sum(need->of[NEED_FUTURES], future_of(e, slot, qty, price, u->initial));
        need->of[NEED_FUTURES_KEPT] =
            sum(need->of[NEED_FUTURES_KEPT], future_of(e, slot, qty, price, u->maintenance));
        return;
    }
    fs_i128 value = value_of(e, slot, qty, price);
    need->of[NEED_PAID] = sum(need->of[NEED_PAID], initial_of(e, value));
    need->of[NEED_PAID_KEPT] = sum(need->of[NEED_PAID_KEPT], maintenance_of(e, value, qty > 0));
    need->of[NEED_LONGS] = qty > 0 ? sum(need->of[NEED_LONGS], value) : need->of[NEED_LONGS];
    need->shorts += qty < 0;
}

fs_i128 fs_margin_to_open(const struct fs_engine *e, const struct fs_need *need)
{
    fs_i128 paid = need->of[NEED_PAID], least = e->account.minimum * FS_MONEY;
    if (e->options.account.terms == FS_TERMS_MARGIN && least) {
        /* nobody must have more than what is bought costs */
        least = need->shorts || least < need->of[NEED_LONGS] ? least : need->of[NEED_LONGS];
        paid = paid > least || (!need->shorts && !need->of[NEED_LONGS]) ? paid : least;
    }
    return sum(paid, need->of[NEED_FUTURES]);
}

fs_i128 fs_margin_to_keep(const struct fs_need *need)
{
    return sum(need->of[NEED_PAID_KEPT], need->of[NEED_FUTURES_KEPT]);
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

static struct fs_need need_of(const struct fs_engine *e, int slot, int pending)
{
    struct fs_need need = {0};
    int64_t qty = pending ? with_waiting(e, slot) : e->slots[slot].holding.qty,
            buys = e->book.slots[slot].buy;
    if (qty)
        fs_margin_add(e, &need, slot, qty, fs_margin_price(e, slot));
    if (pending && buys)
        need.of[NEED_BUYS] = value_of(e, slot, buys, fs_margin_price(e, slot));
    return need;
}

void fs_margin_set(struct fs_engine *e, int slot)
{
    struct needs *needs = e->account.needs;
    for (int pending = 0; pending < 2; pending++) {
        struct fs_need now = need_of(e, slot, pending), *before = &needs->slots[pending][slot];
        for (int k = 0; k < NEED_COUNT; k++)
            if (now.of[k] != before->of[k])
                fs_gross_replace(&needs->of[pending][k], before->of[k], now.of[k]);
        needs->shorts[pending] += now.shorts - before->shorts;
        *before = now;
    }
}

/* The plain sum. */
static void add_up(const struct fs_engine *e, int except, int pending, struct fs_need *total)
{
    *total = (struct fs_need){0};
    for (int slot = 0; slot < e->count; slot++) {
        if (slot == except)
            continue;
        struct fs_need need = need_of(e, slot, pending);
        for (int k = 0; k < NEED_COUNT; k++)
            total->of[k] = sum(total->of[k], need.of[k]);
        total->shorts += need.shorts;
    }
}

static void needs_without(const struct needs *needs, int except, int pending, struct fs_need *need)
{
    const struct fs_need none = {0}, *without = except < 0 ? &none : &needs->slots[pending][except];
    for (int k = 0; k < NEED_COUNT; k++) {
        struct fs_gross sum = needs->of[pending][k];
        fs_gross_replace(&sum, without->of[k], 0);
        need->of[k] = fs_gross_most(&sum, MOST);
    }
    need->shorts = needs->shorts[pending] - without->shorts;
}

void fs_margin_needs(struct fs_engine *e, int except, int pending, struct fs_need *need)
{
    if (!e->account.needs) { /* nothing is judged by it: somebody is curious */
        add_up(e, except, pending, need);
        return;
    }
    fs_broker_revalue(e);
    needs_without(e->account.needs, except, pending, need);
#ifndef NDEBUG
    struct fs_need all; /* nothing has changed that did not say so */
    add_up(e, except, pending, &all);
    for (int k = 0; k < NEED_COUNT; k++)
        assert(all.of[k] == need->of[k]);
    assert(all.shorts == need->shorts);
#endif
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
    struct fs_need need;
    fs_margin_needs(e, slot, 1, &need);
    if (e->options.account.terms == FS_TERMS_CASH) { /* what waits is paid first */
        fs_i128 mine = value_of(e, slot, e->book.slots[slot].buy - counted, fs_margin_price(e, slot));
        money->cash_only = 1;
        money->settled = fs_margin_settled(e, u->currency) - sum(need.of[NEED_BUYS], mine);
    }
    if (!a->margins)
        return;
    if (after > INT64_MAX || after < -INT64_MAX)
        need.of[NEED_FUTURES] = MOST;
    else
        fs_margin_add(e, &need, slot, (int64_t)after, price);
    money->required = fs_margin_to_open(e, &need);
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

int64_t fs_margin_payable(struct fs_engine *e, const struct fs_waiting *order, int64_t qty, int64_t price)
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
