/* tick_reports.c: what the exchange says of own orders reaches the strategy: the books of the account, and steps. */
#include "base/error.h"
#include "trade/tick_state.h"

#include <stdio.h>

/* Where the strategy hears the feed later it keeps a book of its own, in which its resting orders stand too, so that it can tell
 * what stands before them. */
static int mirror(struct fs_engine *e, int slot, const struct fs_waiting *order, int rests)
{
    struct tick_slot *s = &e->ticks->slots[slot];
    if (s->seen == s->venue || order->working.type != FS_ORDER_LIMIT)
        return 0;
    const struct fs_order_request request = {.symbol = e->slots[slot].id,
                                             .side = order->working.side,
                                             .type = FS_ORDER_LIMIT,
                                             .flags = FS_ORDER_POST_ONLY,
                                             .qty = fs_waiting_left(order),
                                             .limit = order->working.limit};
    int status = fs_venue_cancel(s->seen, e->view.now, order->id);
    if (rests && !status)
        status = fs_venue_submit(s->seen, e->view.now, order->id, &request);
    fs_venue_taken(s->seen); /* nothing that happens there is real */
    return status;
}

/* The first change of an order that is on its way, taken off the list; 0: there is none. */
static int take_change(struct fs_engine *e, int64_t order, struct fs_order_change *change)
{
    for (int i = 0; i < e->change_count; i++)
        if (e->changes[i].order == order) {
            *change = e->changes[i].change;
            e->change_count--;
            for (; i < e->change_count; i++)
                e->changes[i] = e->changes[i + 1];
            return 1;
        }
    return 0;
}

static void forget_changes(struct fs_engine *e, int64_t order)
{
    int kept = 0;
    for (int i = 0; i < e->change_count; i++)
        if (e->changes[i].order != order)
            e->changes[kept++] = e->changes[i];
    e->change_count = kept;
}

/* The order is gone. */
static void leave(struct fs_engine *e, fs_place place)
{
    const struct fs_waiting *order = fs_book_at(&e->book, place);
    forget_changes(e, order->id);
    fs_book_remove(&e->book, place);
}

/* As much as may fill: what the exchange has confirmed, or what a change on its way asks for. */
static int resize(struct fs_engine *e, fs_place place)
{
    const struct fs_waiting *order = fs_book_at(&e->book, place);
    int64_t qty = order->full;
    for (int i = 0; i < e->change_count; i++)
        if (e->changes[i].order == order->id && e->changes[i].change.qty > qty)
            qty = e->changes[i].change.qty;
    return qty == order->qty ? 0 : fs_book_resize(&e->book, place, qty);
}

static int fill(struct fs_engine *e, int slot, fs_place place, const struct fs_venue_report *r)
{
    struct fs_waiting *order = fs_book_at(&e->book, place);
    int64_t fee, id = order->id;
    int side = order->working.side, done = r->state == FS_ORDER_FILLED;
    if (fs_waiting_left(order) < r->qty && fs_book_resize(&e->book, place, order->filled + r->qty))
        return -1;
    if (fs_account_fee(e, &e->ticks->fees[r->maker != 0], slot, r->qty, r->price, order->filled == 0, &fee) ||
        fs_broker_book(e, slot, id, side, r->qty, r->price, fee, r->time,
                       r->maker ? FS_FILL_MAKER : FS_FILL_TAKER))
        return -1;
    fs_book_fill(&e->book, place, r->qty);
    int64_t qty = order->qty, filled = order->filled;
    tick_touch(e->ticks, (uint32_t)slot);
    if (done && mirror(e, slot, order, 0))
        return -1;
    if (done)
        leave(e, place);
    fs_broker_refresh(e, slot);
    return fs_orders_update(e, slot, id, side, r->state, 0, qty, filled, NULL);
}

/* It ends without more fills. */
static int end(struct fs_engine *e, int slot, fs_place place, const struct fs_venue_report *r)
{
    const struct fs_waiting order = *fs_book_at(&e->book, place);
    if (mirror(e, slot, &order, 0))
        return -1;
    leave(e, place);
    fs_broker_refresh(e, slot);
    e->cancelled += r->state == FS_ORDER_CANCELLED;
    e->expired += r->state == FS_ORDER_EXPIRED;
    struct fs_verdict verdict;
    const char *reason = r->reason;
    if (r->state == FS_ORDER_REJECTED) {
        fs_orders_refused_late(e, &order, r->rule, reason ? reason : "refused by the exchange", r->price,
                               &verdict);
        reason = verdict.reason;
    }
    return fs_orders_update(e, slot, order.id, order.working.side, r->state, r->rule, order.qty, order.filled,
                            reason);
}

static int changed(struct fs_engine *e, int slot, fs_place place, const struct fs_venue_report *r)
{
    struct fs_waiting *order = fs_book_at(&e->book, place);
    struct fs_order_change change;
    char text[160];
    if (!take_change(e, order->id, &change))
        return 0; /* a cancellation that came too late: the order's end is on its way */
    const char *reason = r->reason;
    if (r->state == FS_ORDER_MODIFIED) {
        order->full = r->qty;
        fs_changes_prices(order, &change);
        fs_changes_describe(&change, text, sizeof text);
        reason = text;
    }
    if (resize(e, place) || (r->state == FS_ORDER_MODIFIED && mirror(e, slot, order, 1)))
        return -1;
    fs_broker_refresh(e, slot);
    return fs_orders_update(e, slot, order->id, order->working.side, r->state, r->rule, order->qty,
                            order->filled, reason);
}

static int take(struct fs_engine *e, int slot, const struct fs_venue_report *r)
{
    fs_place place = fs_book_find(&e->book, r->order);
    if (place == FS_NO_PLACE)
        return 0; /* of a message that came after the order's end, which has been told */
    struct fs_waiting *order = fs_book_at(&e->book, place);
    switch (r->state) {
    case FS_ORDER_ACCEPTED:
        if (mirror(e, slot, order, 1))
            return -1;
        return fs_orders_update(e, slot, order->id, order->working.side, FS_ORDER_ACCEPTED, 0, order->qty,
                                order->filled, NULL);
    case FS_ORDER_PARTIAL:
    case FS_ORDER_FILLED:
        return fill(e, slot, place, r);
    case FS_ORDER_MODIFIED:
    case FS_ORDER_KEPT:
        return changed(e, slot, place, r);
    default:
        return end(e, slot, place, r);
    }
}

int tick_reports_take(struct fs_engine *e, int64_t now)
{
    struct tick_engine *t = e->ticks;
    while (tick_reports_due(t) <= now) {
        const struct tick_report r = *(const struct tick_report *)tick_ring_first(&t->reports, sizeof r);
        tick_ring_drop(&t->reports);
        if (take(e, r.slot, &r.report))
            return -1;
    }
    return 0;
}
