/* broker.c: the simulated broker of bar mode: which waiting orders fill when, for how much. */
#include "base/error.h"
#include "base/time.h"
#include "trade/state.h"

#include <math.h>
#include <stdlib.h>

static fs_i128 magnitude(fs_i128 value)
{
    return value < 0 ? -value : value;
}

fs_i128 fs_broker_exposure(const struct fs_engine *e, int except, int pending)
{
    fs_i128 gross = 0;
    for (int s = 0; s < e->count; s++) {
        if (s == except)
            continue;
        const struct fs_holding *h = &e->slots[s].holding;
        fs_i128 qty = h->qty;
        if (pending)
            qty += (fs_i128)e->book.slots[s].buy - e->book.slots[s].sell;
        if (!qty)
            continue;
        int64_t price = h->qty ? h->mark : price_mantissa(e->slot_views[s].price);
        fs_i128 value;
        if (__builtin_mul_overflow(magnitude(qty), (fs_i128)price, &value) ||
            __builtin_add_overflow(gross, value, &gross))
            return FS_I128_MAX;
    }
    return gross;
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

/* One purchase or sale under examination. */
struct purchase {
    const struct fs_engine *e;
    int64_t held; /* signed */
    int sign;     /* +1 buys, -1 sells */
    int64_t price;
    fs_i128 equity; /* before it, the slot's position valued at `price` */
    fs_i128 others; /* gross exposure of the other symbols */
};

/* May `qty` of it fill? Gross exposure afterwards is within leverage times equity afterwards. */
static int affordable(const struct purchase *p, int64_t qty)
{
    int64_t fee;
    if (fs_fees_of(&p->e->fees, qty, p->price, 1, &fee)) {
        fs_error_clear();
        return 0;
    }
    fs_i128 after = magnitude((fs_i128)p->held + p->sign * (fs_i128)qty), gross, power;
    if (after > INT64_MAX ||
        __builtin_add_overflow(p->others, fs_amount_product((int64_t)after, p->price), &gross))
        return 0;
    power = p->equity - fee * FS_MONEY;
    if (p->e->leverage != FS_SCALE) {
        if (__builtin_mul_overflow(power, (fs_i128)p->e->leverage, &power))
            return power > 0;
        power /= FS_SCALE;
    }
    return gross <= power;
}

/* The largest quantity up to `most`, in steps of `lot`, that is affordable; most is not. */
static int64_t affordable_part(const struct purchase *p, int64_t most, int64_t lot)
{
    int64_t reduces = p->held * p->sign < 0 ? (p->held < 0 ? -p->held : p->held) : 0;
    double leverage = (double)p->e->leverage / 1e8, price = (double)p->price / 1e8;
    double fixed = (double)p->e->fees.per_trade / 1e8;
    double room = leverage * (fs_money_double(p->equity) - fixed) - fs_money_double(p->others);
    double against = p->held * p->sign > 0 ? fabs((double)p->held) / 1e8 : -(double)reduces / 1e8;
    double unit = price * (1.0 + leverage * (double)p->e->fees.bps / 1e12) +
                  leverage * (double)p->e->fees.per_share / 1e8;
    double guess = (room - against * price) / unit * 1e8 / (double)lot;
    int64_t low = reduces / lot, high = most / lot, at;
    if (most % lot == 0)
        high--; /* the whole is known not to be affordable */
    at = guess < (double)low ? low : guess > (double)high ? high : (int64_t)guess;
    /* The guess is within a step or so; bisection closes in on it where it is not. */
    for (int step = 0; low < high; step++) {
        if (affordable(p, at * lot)) {
            low = at;
            at = step < 4 ? at + 1 : low + (high - low + 1) / 2;
        } else {
            high = at - 1;
            at = step < 4 ? at - 1 : low + (high - low + 1) / 2;
        }
        if (at < low)
            at = low;
        if (at > high)
            at = high;
        if (at == low && low < high)
            at = low + 1;
    }
    if (low < 0)
        low = 0;
    return low * lot >= reduces || affordable(p, low * lot) ? low * lot : 0;
}

/* How much of an order can be paid for at a price. */
static int64_t payable(const struct fs_engine *e, int slot, int sign, int64_t qty, int64_t price)
{
    const struct fs_holding *h = &e->slots[slot].holding;
    fs_i128 after = (fs_i128)h->qty + sign * (fs_i128)qty;
    if (e->leverage == INT64_MAX)
        return qty;
    if (magnitude(after) <= magnitude(h->qty) && (after == 0 || (after < 0) == (h->qty < 0)))
        return qty; /* it only reduces */
    struct purchase p = {
        e, h->qty, sign, price, fs_ledger_equity(&e->ledger), fs_broker_exposure(e, slot, 0)};
    if (h->qty)
        p.equity += fs_amount_product(h->qty, price - h->mark);
    return affordable(&p, qty) ? qty : affordable_part(&p, qty, e->slots[slot].lot);
}

/* Books `qty` of an order at `price`. */
static int book_fill(struct fs_engine *e, int slot, const struct fs_waiting *order, int64_t qty,
                     int64_t price)
{
    struct slot *s = &e->slots[slot];
    struct fs_holding *h = &s->holding;
    int64_t fee, signed_qty = order->working.side == FS_BUY ? qty : -qty, time = s->series.time[s->next];
    if (fs_fees_of(&e->fees, qty, price, 1, &fee))
        return -1;
    struct fs_ledger before = e->ledger;
    if (h->qty && fs_ledger_mark(&e->ledger, h->qty, price - h->mark))
        return fs_error_set(FS_E_LIMIT, "the value of the positions leaves the range of the ledger");
    if (fs_ledger_fill(&e->ledger, signed_qty, price, fee) ||
        fs_holding_fill(h, &e->trades, slot, signed_qty, price, fee, time)) {
        e->ledger = before;
        return -1;
    }
    e->open_positions += (h->qty != 0) - (h->qty != signed_qty);
    h->mark = price;
    e->traded += fs_money_double(fs_amount_product(qty, price));
    e->view.cash = fs_money_double(e->ledger.balance[FS_ACCOUNT_CASH]);
    e->view.equity = fs_money_double(fs_ledger_equity(&e->ledger));
    e->fills++;
    fs_journal_hash_fill(e->journal, order->id, e->view.now, qty, price, fee);
    if (!(e->wants & FS_WANT_FILL) && !e->records)
        return 0;
    struct fs_fill fill = {.order = order->id,
                           .fill = e->fills,
                           .ts = e->view.now,
                           .bar_time = time,
                           .symbol = s->id,
                           .side = order->working.side,
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

/* Fills a waiting order, as far as it can be paid for, and takes it out of the book. */
static int fill(struct fs_engine *e, fs_place place, const struct fs_hit *hit, int64_t low, int64_t high)
{
    struct fs_waiting order = *fs_book_at(&e->book, place);
    int slot = (int)order.slot;
    int64_t price =
        hit->slips ? fs_match_slip(hit->price, order.working.side, e->slippage, low, high) : hit->price;
    fs_book_remove(&e->book, place);
    int64_t qty = payable(e, slot, order.working.side == FS_BUY ? 1 : -1, order.qty, price);
    if (qty && book_fill(e, slot, &order, qty, price))
        return -1;
    fs_broker_refresh(e, slot);
    if (qty == order.qty)
        return fs_orders_update(e, slot, order.id, order.working.side, FS_ORDER_FILLED, 0, qty, qty, NULL);
    e->cut++;
    return fs_orders_update(e, slot, order.id, order.working.side, FS_ORDER_CUT, 0, order.qty, qty,
                            "the account's buying power does not cover the whole order");
}

static void range_of(const struct slot *s, struct fs_bar_prices *bar)
{
    int64_t i = s->next;
    bar->open = price_mantissa(s->series.open[i]);
    bar->high = price_mantissa(s->series.high[i]);
    bar->low = price_mantissa(s->series.low[i]);
    bar->close = price_mantissa(s->series.close[i]);
    if (bar->open > bar->high || bar->close > bar->high)
        bar->high = bar->open > bar->close ? bar->open : bar->close;
    if (bar->open < bar->low || bar->close < bar->low)
        bar->low = bar->open < bar->close ? bar->open : bar->close;
}

/* Fills at the open of a slot's bar: only orders that reduce the position when `reducing`, else those left.
 */
static int open_slot(struct fs_engine *e, int slot, int reducing)
{
    struct slot *s = &e->slots[slot];
    struct fs_bar_prices bar;
    range_of(s, &bar);
    for (fs_place place = e->book.slots[slot].first, next; place != FS_NO_PLACE; place = next) {
        struct fs_waiting *order = fs_book_at(&e->book, place);
        next = order->next;
        struct fs_hit hit;
        int against = order->working.side == FS_BUY ? s->holding.qty < 0 : s->holding.qty > 0;
        if (order->tried == s->next || (reducing && !against))
            continue;
        order->tried = s->next;
        order->opened = 1;
        if (fs_match_open(&order->working, bar.open, &hit) && fill(e, place, &hit, bar.low, bar.high))
            return -1;
    }
    return 0;
}

int fs_broker_open(struct fs_engine *e, const uint32_t *slots, int count)
{
    for (int reducing = 1; reducing >= 0; reducing--)
        for (int i = 0; i < count; i++)
            if (open_slot(e, (int)slots[i], reducing))
                return -1;
    return 0;
}

static int by_path(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (x->hit.segment != y->hit.segment)
        return x->hit.segment < y->hit.segment ? -1 : 1;
    if (x->hit.distance != y->hit.distance)
        return x->hit.distance < y->hit.distance ? -1 : 1;
    return 0;
}

int fs_broker_inside(struct fs_engine *e, int slot)
{
    struct slot *s = &e->slots[slot];
    struct fs_bar_prices bar;
    uint32_t count = 0;
    range_of(s, &bar);
    if (e->found_capacity < e->book.capacity) {
        struct found *found = realloc(e->found, e->book.capacity * sizeof *found);
        if (!found)
            return fs_error_nomem();
        e->found = found;
        e->found_capacity = e->book.capacity;
    }
    for (fs_place place = e->book.slots[slot].first; place != FS_NO_PLACE;
         place = fs_book_at(&e->book, place)->next) {
        struct fs_waiting *order = fs_book_at(&e->book, place);
        struct found found = {.place = place};
        if (!order->opened || !fs_match_inside(&order->working, &bar, e->options.price_path, &found.hit))
            continue;
        uint32_t at = count++; /* stable insertion: mostly there is one */
        for (; at > 0 && by_path(&found, &e->found[at - 1]) < 0; at--)
            e->found[at] = e->found[at - 1];
        e->found[at] = found;
    }
    for (uint32_t i = 0; i < count; i++)
        if (fill(e, e->found[i].place, &e->found[i].hit, bar.low, bar.high))
            return -1;
    return 0;
}

int fs_broker_expire(struct fs_engine *e, int slot)
{
    struct slot *s = &e->slots[slot];
    int64_t i = s->next; /* the bar that closes now */
    int ends = i + 1 >= s->series.count || s->series.interval >= FS_NS_PER_DAY ||
               fs_series_session(&s->series, i + 1) != fs_series_session(&s->series, i);
    if (!ends)
        return 0;
    for (fs_place place = e->book.slots[slot].first, next; place != FS_NO_PLACE; place = next) {
        struct fs_waiting order = *fs_book_at(&e->book, place);
        next = order.next;
        if (order.tif != FS_TIF_DAY || !order.opened)
            continue;
        fs_book_remove(&e->book, place);
        e->expired++;
        if (fs_orders_update(e, slot, order.id, order.working.side, FS_ORDER_EXPIRED, 0, order.qty, 0,
                             "the session ended"))
            return -1;
    }
    fs_broker_refresh(e, slot);
    return 0;
}
