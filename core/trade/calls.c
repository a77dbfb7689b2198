/*
 * calls.c: margin calls. An account whose equity is below the maintenance margin of its positions, and that nobody pays more
 * into, is brought back by the broker: it closes positions at market until securities have their maintenance margin and
 * futures their initial margin again, of the symbol that needs most first.
 */
#include "base/error.h"
#include "trade/state.h"

#include <finsmart/order.h>
#include <math.h>
#include <stdio.h>

static int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

/* What a margin call is about. */
struct call {
    fs_i128 equity, margin;
};

/* Does an order close a position at market as soon as it can? */
static int closes(const struct fs_waiting *order, int64_t held)
{
    return !order->held && order->working.type == FS_ORDER_MARKET &&
           (order->working.side == FS_BUY) == (held < 0);
}

/* What of a position no order that waits will close; of a free account futures alone count. */
static int64_t open_of(const struct fs_engine *e, int slot)
{
    int64_t held = e->slots[slot].holding.qty, left = magnitude(held);
    if (!e->account.units[slot].margined && e->options.account.terms != FS_TERMS_MARGIN)
        return 0;
    for (fs_place p = e->book.slots[slot].first; p != FS_NO_PLACE && left;
         p = fs_book_at(&e->book, p)->next) {
        const struct fs_waiting *order = fs_book_at(&e->book, p);
        if (closes(order, held))
            left -= fs_waiting_left(order) < left ? fs_waiting_left(order) : left;
    }
    return held < 0 ? -left : left;
}

/* What a quantity of a slot needs so that a call is met. */
static fs_i128 target_of(const struct fs_engine *e, int slot, int64_t qty)
{
    struct fs_need need = {0};
    fs_margin_add(e, &need, slot, qty, fs_margin_price(e, slot));
    return need.of[NEED_PAID_KEPT] + need.of[NEED_FUTURES];
}

/* The symbol that needs most; -1: none needs anything. */
static int largest(const struct fs_engine *e, fs_i128 *most)
{
    int found = -1;
    *most = 0;
    for (int slot = 0; slot < e->count; slot++) {
        int64_t open = e->slots[slot].holding.qty && !e->slots[slot].gone ? open_of(e, slot) : 0;
        fs_i128 needs = open ? target_of(e, slot, open) : 0;
        if (needs > *most) {
            *most = needs;
            found = slot;
        }
    }
    return found;
}

/* What is left of `open` units without so many of them. */
static int64_t without(int64_t open, int64_t qty)
{
    return open < 0 ? open + qty : open - qty;
}

/* Of `open` units that need `margin`, how many have to go so that `missing` less is needed, in whole lots. */
static int64_t to_close(const struct fs_engine *e, int slot, int64_t open, fs_i128 margin, fs_i128 missing)
{
    int64_t held = magnitude(open), lot = e->slots[slot].lot, low = 1, high = held / lot;
    if (missing >= margin || high < 1)
        return held;
    while (low < high) { /* the fewest lots */
        int64_t middle = low + (high - low) / 2;
        if (margin - target_of(e, slot, without(open, middle * lot)) >= missing)
            high = middle;
        else
            low = middle + 1;
    }
    return margin - target_of(e, slot, without(open, low * lot)) >= missing ? low * lot : held;
}

/* Orders that wait at a limit or a stop, or would enlarge the position, are not carried out any more. */
static int cancel_others(struct fs_engine *e, int slot)
{
    int64_t held = e->slots[slot].holding.qty;
    for (fs_place p = e->book.slots[slot].first, next; p != FS_NO_PLACE; p = next) {
        struct fs_waiting *order = fs_book_at(&e->book, p);
        next = order->next;
        if (closes(order, held))
            continue;
        if (e->ticks ? order->cancelled == INT64_MAX && fs_tick_cancel(e, p)
                     : fs_broker_drop(e, p, FS_ORDER_CANCELLED, FS_CHECK_MARGIN, "margin call"))
            return -1;
        if (e->ticks)
            order->cancelled = e->view.now; /* once is enough */
        else
            next = e->book.slots[slot].first; /* others may have gone with it */
    }
    return 0;
}

void fs_calls_pass(struct fs_engine *e, int64_t id, const struct fs_order_request *request,
                   struct fs_stamp *stamp, struct fs_verdict *verdict)
{
    const struct call *call = e->account.call;
    verdict->rule = FS_CHECK_MARGIN;
    snprintf(verdict->reason, sizeof verdict->reason,
             "margin call: equity of %.2f is below the maintenance margin of %.2f",
             fs_money_double(call->equity), fs_money_double(call->margin));
    fs_journal_hash_margin(e->journal, id, e->view.now, fs_account_money(call->equity),
                           fs_account_money(call->margin));
    fs_gate_pass(e->gate, id, request, stamp);
}

/* The broker's order: at market, it only reduces and asks no gate. */
static int force(struct fs_engine *e, int slot, int64_t qty, const struct call *call)
{
    const struct fs_order_request request = {.side = e->slots[slot].holding.qty < 0 ? FS_BUY : FS_SELL,
                                             .type = FS_ORDER_MARKET,
                                             .flags = FS_ORDER_REDUCE_ONLY,
                                             .qty = qty};
    e->account.forced++;
    e->account.call = call;
    int64_t id = fs_engine_submit(e, slot, &request);
    e->account.call = NULL;
    return id < 0 ? -1 : 0;
}

int fs_calls_watch(struct fs_engine *e)
{
    struct account *a = &e->account;
    struct fs_need all, open = {0};
    if (!e->open_positions)
        return 0;
    fs_margin_needs(e, -1, 0, &all);
    a->most_margin = fmax(a->most_margin, fs_money_double(fs_margin_to_open(e, &all)));
    fs_i128 equity = fs_ledger_equity(&e->ledger);
    if (equity >= fs_margin_to_keep(&all))
        return 0;
    for (int slot = 0; slot < e->count; slot++)
        if (e->slots[slot].holding.qty)
            fs_margin_add(e, &open, slot, open_of(e, slot), fs_margin_price(e, slot));
    fs_i128 needed = fs_margin_to_keep(&open),
            missing = open.of[NEED_PAID_KEPT] + open.of[NEED_FUTURES] - equity, margin;
    if (!needed || equity >= needed)
        return 0; /* what waits will do */
    a->margin_calls++;
    for (int slot; missing > 0 && (slot = largest(e, &margin)) >= 0;) {
        int64_t left = open_of(e, slot), qty = to_close(e, slot, left, margin, missing);
        missing -= margin - target_of(e, slot, without(left, qty));
        if (cancel_others(e, slot) || force(e, slot, qty, &(struct call){equity, needed}))
            return -1;
    }
    return 0;
}
