/*
 * venue_audit.h: an exchange and somebody who checks every report of it against what the market did: for tests and the fuzzer.
 *
 * What is checked after every call:
 *   - reports: times never fall; only orders that wait fill; never more than was ordered; nothing after an order's end
 *   - prices: never worse than the limit; a maker's is its limit
 *   - prints: makers get at most what was printed
 *   - takers: what was taken at a price of the market is at most what was ever shown more there
 *   - queues: who waits comes forward only, and has at most the market's quantity before it
 *   - own orders never cross each other, and nothing fills while trading is halted
 */
#ifndef TEST_VENUE_AUDIT_H
#define TEST_VENUE_AUDIT_H

#include "trade/venue.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AUDIT_ORDERS = 4096, AUDIT_PRICES = 4096 };

struct audit_order {
    struct fs_order_request request;
    int64_t filled, ahead;
    int waits, limited, requeued; /* it went to the end of its queue in this call */
};

struct audit_price {
    int64_t price, qty, shown, taken; /* now; the sum of what it grew by; what own orders took */
    int side;
};

struct audit {
    struct fs_venue *venue;
    struct fs_venue_options options;
    struct audit_order orders[AUDIT_ORDERS]; /* by id */
    int64_t next;
    struct audit_price prices[AUDIT_PRICES];
    int price_count, halted, closed, same_time, printing;
    int64_t now, position;
    int64_t shown[2],
        crossed[2]; /* by side of the market: what it grew by in all, what resting own orders got of it */
    int64_t fills, made; /* counts, for tests that nothing was vacuous */
};

#define AUDIT(what)                                                                                          \
    do {                                                                                                     \
        if (!(what)) {                                                                                       \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #what);                                       \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

static inline int64_t audit_sum(int64_t a, int64_t b)
{
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

static inline struct audit *audit_new(const struct fs_venue_options *options)
{
    struct audit *a = calloc(1, sizeof *a);
    AUDIT(a != NULL);
    a->options = *options;
    a->venue = fs_venue_new(options);
    AUDIT(a->venue != NULL);
    a->next = 1;
    a->now = INT64_MIN;
    return a;
}

static inline void audit_free(struct audit *a)
{
    fs_venue_free(a->venue);
    free(a);
}

static inline struct audit_price *audit_price(struct audit *a, int side, int64_t price)
{
    for (int i = 0; i < a->price_count; i++)
        if (a->prices[i].price == price && a->prices[i].side == side)
            return &a->prices[i];
    if (a->price_count == AUDIT_PRICES)
        return NULL;
    a->prices[a->price_count] = (struct audit_price){.price = price, .side = side};
    return &a->prices[a->price_count++];
}

/* What the market shows now against what it showed: only for levels. */
static inline void audit_market(struct audit *a)
{
    struct fs_level levels[256];
    if (a->options.feed == FS_VENUE_QUOTES)
        return;
    for (int side = FS_BUY; side <= FS_SELL; side++) {
        int count = fs_venue_levels(a->venue, side, levels, 256);
        for (int i = 0; i < a->price_count; i++) {
            struct audit_price *p = &a->prices[i];
            int there = 0;
            for (int k = 0; k < count; k++)
                there |= levels[k].price == p->price;
            if (p->side == side && !there)
                p->qty = 0;
        }
        for (int k = 0; k < count; k++) {
            struct audit_price *p = audit_price(a, side, levels[k].price);
            if (!p)
                return;
            if (levels[k].qty > p->qty) {
                p->shown = audit_sum(p->shown, levels[k].qty - p->qty);
                a->shown[side - 1] = audit_sum(a->shown[side - 1], levels[k].qty - p->qty);
            }
            p->qty = levels[k].qty;
        }
    }
}

static inline void audit_fill(struct audit *a, const struct fs_venue_report *r, struct audit_order *o)
{
    int buy = o->request.side == FS_BUY;
    AUDIT(r->qty > 0 && o->filled <= o->request.qty - r->qty);
    o->filled += r->qty;
    a->position += buy ? r->qty : -r->qty;
    a->fills++;
    a->made += r->maker;
    AUDIT(!a->halted);
    if (o->limited)
        AUDIT(r->maker ? r->price == o->request.limit
                       : (buy ? r->price <= o->request.limit : r->price >= o->request.limit));
    o->requeued |= o->request.display != 0;
}

/* Reads the reports of a call. `printed`: what traded by it, which makers share; -1: nothing is said. */
static inline void audit_reports(struct audit *a, int64_t printed)
{
    const struct fs_venue_report *r;
    int64_t count = fs_venue_reports(a->venue, &r), made = 0;
    for (int64_t i = 0; i < count; i++, r++) {
        AUDIT(r->time >= a->now || a->now == INT64_MIN);
        a->now = r->time;
        if (r->state == FS_ORDER_KEPT || r->order <= 0 || r->order >= a->next)
            continue;
        struct audit_order *o = &a->orders[r->order];
        AUDIT(o->waits);
        if (r->state == FS_ORDER_MODIFIED) {
            o->request.qty = r->qty;
            o->requeued = 1;
        } else if (r->state == FS_ORDER_PARTIAL || r->state == FS_ORDER_FILLED) {
            audit_fill(a, r, o);
            if (r->maker)
                made += r->qty;
            else if (a->options.feed != FS_VENUE_QUOTES && o->request.tif < FS_TIF_OPEN) {
                struct audit_price *p =
                    audit_price(a, o->request.side == FS_BUY ? FS_SELL : FS_BUY, r->price);
                AUDIT(!p || (p->taken = audit_sum(p->taken, r->qty)) <= p->shown);
            }
            int64_t *got = &a->crossed[o->request.side == FS_BUY ? 1 : 0];
            if (r->maker && !a->printing)
                *got = audit_sum(*got, r->qty);
        }
        if (r->state == FS_ORDER_FILLED || r->state == FS_ORDER_CANCELLED || r->state == FS_ORDER_REJECTED ||
            r->state == FS_ORDER_EXPIRED)
            o->waits = 0;
    }
    AUDIT(printed < 0 || made <= printed);
    fs_venue_taken(a->venue);
}

/* Where waiting orders stand. */
static inline void audit_queues(struct audit *a)
{
    int64_t buy = INT64_MIN, sell = INT64_MAX;
    for (int64_t id = 1; id < a->next; id++) {
        struct audit_order *o = &a->orders[id];
        int64_t ahead = fs_venue_ahead(a->venue, id);
        AUDIT(ahead == -1 || (ahead >= 0 && o->waits));
        if (ahead >= 0 && o->ahead >= 0 && !o->requeued && !a->same_time)
            AUDIT(ahead <= o->ahead);
        if (ahead >= 0 && o->limited) {
            if (o->request.side == FS_BUY)
                buy = o->request.limit > buy ? o->request.limit : buy;
            else
                sell = o->request.limit < sell ? o->request.limit : sell;
        }
        o->ahead = ahead;
        o->requeued = 0;
    }
    AUDIT(buy < sell);
    for (int side = 0; side < 2 && a->options.feed != FS_VENUE_QUOTES && a->price_count < AUDIT_PRICES;
         side++)
        AUDIT(a->crossed[side] <= a->shown[side]);
}

static inline void audit_event(struct audit *a, const struct fs_event *event, int sums)
{
    a->printing = event->type == FS_EVENT_TRADE || event->u.book.action == FS_BOOK_EXECUTE;
    AUDIT(fs_venue_event(a->venue, event) == 0);
    audit_market(a);
    int64_t printed = event->type == FS_EVENT_TRADE && event->u.trade.qty > 0 ? event->u.trade.qty : 0;
    audit_reports(a, event->type == FS_EVENT_TRADE && sums ? printed : -1);
    a->printing = 0;
    audit_queues(a);
}

static inline int64_t audit_submit(struct audit *a, int64_t time, const struct fs_order_request *request)
{
    if (a->next == AUDIT_ORDERS)
        return 0;
    int64_t id = a->next++;
    a->orders[id] = (struct audit_order){
        .request = *request, .ahead = -1, .waits = 1, .limited = request->type == FS_ORDER_LIMIT};
    AUDIT(fs_venue_submit(a->venue, time, id, request) == 0);
    audit_reports(a, -1);
    audit_queues(a);
    return id;
}

static inline void audit_change(struct audit *a, int64_t time, int64_t id,
                                const struct fs_order_change *change)
{
    const struct fs_venue_report *r;
    AUDIT(fs_venue_change(a->venue, time, id, change) == 0);
    int64_t count = fs_venue_reports(a->venue, &r);
    for (int64_t i = 0; i < count; i++) /* the limit as changed counts from the report on */
        if (r[i].state == FS_ORDER_MODIFIED && r[i].order == id && id > 0 && id < a->next && change->limit)
            a->orders[id].request.limit = change->limit;
    audit_reports(a, -1);
    audit_queues(a);
}

static inline void audit_call(struct audit *a, int failed)
{
    AUDIT(!failed);
    audit_reports(a, -1);
    audit_queues(a);
}

#endif
