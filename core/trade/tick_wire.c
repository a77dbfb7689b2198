/* tick_wire.c: what is on its way between a strategy and the exchange. */
#include "base/error.h"
#include "trade/tick_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *tick_ring_put(struct tick_ring *ring, size_t size)
{
    if (ring->count == ring->capacity) {
        uint32_t capacity = ring->capacity ? ring->capacity * 2 : 16;
        char *entries = malloc(capacity * size);
        if (!entries) {
            fs_error_nomem();
            return NULL;
        }
        for (uint32_t i = 0; i < ring->count; i++)
            memcpy(entries + i * size, ring->entries + ((ring->head + i) & (ring->capacity - 1)) * size,
                   size);
        free(ring->entries);
        ring->entries = entries;
        ring->capacity = capacity;
        ring->head = 0;
    }
    return ring->entries + ((ring->head + ring->count++) & (ring->capacity - 1)) * size;
}

/* A message that is sent now. NULL with an error. */
static struct tick_message *send(struct fs_engine *e, int slot, int kind, int of, int64_t order)
{
    struct tick_engine *t = e->ticks;
    struct tick_message *m = tick_ring_put(&t->messages, sizeof *m);
    if (!m)
        return NULL;
    int64_t at = e->view.now + fs_latency_next(t->latency[of], e->view.now);
    t->message_last = at > t->message_last ? at : t->message_last;
    *m = (struct tick_message){.at = t->message_last, .order = order, .kind = kind, .slot = slot};
    return m;
}

/* The strategy's own book knows the order from now on. What it is tied to is the exchange's business: here it counts among those
 * that wait at once. */
int fs_tick_order(struct fs_engine *e, int slot, fs_place place, const struct fs_order_request *request)
{
    struct fs_waiting *order = fs_book_at(&e->book, place);
    fs_place first = request->one_of ? fs_book_find(&e->book, request->one_of) : FS_NO_PLACE;
    if (first != FS_NO_PLACE)
        fs_book_group(&e->book, first, request->one_of);
    if (order->held && fs_book_release(&e->book, place, order->full))
        return -1;
    struct tick_message *m = send(e, slot, TICK_ORDER, FS_LATENCY_ORDER, order->id);
    if (!m)
        return -1;
    m->u.request = *request;
    fs_broker_refresh(e, slot);
    return 0;
}

int fs_tick_change(struct fs_engine *e, fs_place place, const struct fs_order_change *c)
{
    struct fs_waiting *order = fs_book_at(&e->book, place);
    int slot = (int)order->slot;
    struct fs_order_request request = fs_changes_request(order, c);
    struct fs_verdict verdict;
    if (fs_orders_judge(e, slot, order, &request, &verdict))
        return fs_orders_update(e, slot, order->id, order->working.side, FS_ORDER_KEPT, verdict.rule,
                                order->qty, order->filled, verdict.reason);
    /* What may fill counts from now on, whether the exchange takes the change or not. */
    if (c->qty > order->qty && fs_book_resize(&e->book, place, c->qty))
        return -1;
    fs_journal_hash_change(e->journal, order->id, e->view.now, c);
    struct tick_message *m = send(e, slot, TICK_CHANGE, FS_LATENCY_CHANGE, order->id);
    if (!m)
        return -1;
    m->u.change = *c;
    fs_broker_refresh(e, slot);
    return fs_changes_keep(e, order->id, m->at, c);
}

int fs_tick_cancel(struct fs_engine *e, fs_place place)
{
    const struct fs_waiting *order = fs_book_at(&e->book, place);
    return send(e, (int)order->slot, TICK_CANCEL, FS_LATENCY_CANCEL, order->id) ? 0 : -1;
}

/* Is an order that closes the position on its way? */
static int is_closing(const struct fs_waiting *order, int64_t held)
{
    return order->working.type == FS_ORDER_MARKET && (order->flags & FS_ORDER_REDUCE_ONLY) &&
           (order->working.side == FS_BUY) == (held < 0);
}

int64_t fs_tick_close(struct fs_engine *e, int slot)
{
    const struct fs_book_side *side = &e->book.slots[slot];
    int64_t held = e->slots[slot].holding.qty;
    int closing = 0;
    for (fs_place p = side->first; p != FS_NO_PLACE; p = fs_book_at(&e->book, p)->next) {
        struct fs_waiting *order = fs_book_at(&e->book, p);
        if (is_closing(order, held)) {
            closing = 1;
            continue;
        }
        if (order->cancelled == INT64_MAX && fs_tick_cancel(e, p))
            return -1;
        order->cancelled = e->view.now; /* once is enough */
    }
    if (!held || closing)
        return 0;
    struct fs_order_request request = {.side = held < 0 ? FS_BUY : FS_SELL,
                                       .type = FS_ORDER_MARKET,
                                       .flags = FS_ORDER_REDUCE_ONLY,
                                       .qty = held < 0 ? -held : held};
    return fs_engine_submit(e, slot, &request);
}

int tick_wire_collect(struct fs_engine *e, int slot)
{
    struct tick_engine *t = e->ticks;
    struct tick_slot *s = &t->slots[slot];
    const struct fs_venue_report *reports;
    int64_t count = fs_venue_reports(s->venue, &reports);
    for (int64_t i = 0; i < count; i++) {
        const struct fs_venue_report *r = &reports[i];
        struct tick_report *back = tick_ring_put(&t->reports, sizeof *back);
        if (!back)
            return -1;
        int64_t at = r->time + fs_latency_next(t->latency[FS_LATENCY_REPORT], r->time);
        t->report_last = at > t->report_last ? at : t->report_last;
        *back = (struct tick_report){.at = t->report_last, .slot = slot, .report = *r};
        s->live -= r->state == FS_ORDER_FILLED || r->state == FS_ORDER_CANCELLED ||
                   r->state == FS_ORDER_EXPIRED || r->state == FS_ORDER_REJECTED;
    }
    if (count)
        fs_venue_taken(s->venue);
    return 0;
}

int tick_wire_arrive(struct fs_engine *e, int64_t now)
{
    struct tick_engine *t = e->ticks;
    while (tick_messages_due(t) <= now) {
        const struct tick_message m = *(const struct tick_message *)tick_ring_first(&t->messages, sizeof m);
        struct tick_slot *s = &t->slots[m.slot];
        tick_ring_drop(&t->messages);
        t->clock = m.at > t->clock ? m.at : t->clock;
        int status = 0;
        switch (m.kind) {
        case TICK_ORDER:
            s->live++;
            status = fs_venue_submit(s->venue, t->clock, m.order, &m.u.request);
            break;
        case TICK_CHANGE:
            status = fs_venue_change(s->venue, t->clock, m.order, &m.u.change);
            break;
        default:
            status = fs_venue_cancel(s->venue, t->clock, m.order);
        }
        if (status || tick_wire_collect(e, m.slot))
            return -1;
        tick_hours_schedule(t, m.slot);
    }
    return 0;
}
