/*
 * venue.h: a simulated exchange for one symbol: the recorded market, in which own orders take part.
 *
 * It is fed with the market's events in the order of the exchange's time and gets own orders, changes and cancellations at
 * the times when they arrive; every call has a time, and times never fall. What happens to own orders comes out as reports.
 * It knows nothing of accounts, latency or strategies.
 *
 * What own orders meet:
 *   quotes   best bid and offer with their quantities, and trades
 *   levels   an order book by price levels (market/depth.h), and trades
 *   orders   an order book order by order (market/orders_book.h): places in queues are exact
 *
 * A resting order joins its price level's queue at the end. It fills when the market trades through its price, or at its price
 * once what stood before it is gone. Where the feed does not say who left a queue (levels, quotes), the queue model shares out
 * what left without a trade:
 *   FS_QUEUE_RISK_AVERSE   all of it stood behind the order: only trades bring it forward
 *   FS_QUEUE_POWER         a share f(front) / (f(front) + f(back)) stood before it, f(x) = x^n
 *   FS_QUEUE_LOG           the same with f(x) = log(1 + x)
 * What own orders take from the market is gone for them until the market shows more there than it did, and two own orders
 * never fill against the same quantity. An aggressive order walks through the levels it sees; own resting orders on the other
 * side are not filled by it (self-trade prevention cancels the newer one).
 */
#ifndef FINSMART_TRADE_VENUE_H
#define FINSMART_TRADE_VENUE_H

#include "market/depth.h"

#include <finsmart/event.h>
#include <finsmart/order.h>
#include <stdint.h>

struct fs_venue;

enum fs_venue_feed { FS_VENUE_QUOTES, FS_VENUE_LEVELS, FS_VENUE_ORDERS };

enum fs_queue_model { FS_QUEUE_RISK_AVERSE, FS_QUEUE_POWER, FS_QUEUE_LOG };

struct fs_venue_options {
    int feed;           /* enum fs_venue_feed */
    int queue;          /* enum fs_queue_model; of no account with FS_VENUE_ORDERS */
    double queue_power; /* n of FS_QUEUE_POWER, above 0 */
    int64_t tick;       /* mantissa; 0: learned from the prices */
    int64_t
        band; /* limit prices further than this fraction (mantissa, 1e-8) from the last trade are refused; 0: none */
};

/* One thing that happened to an own order. FS_ORDER_FILLED says that nothing more of it will fill: that is less than was ordered
 * where the others of its group have filled the rest, or the order that it follows has filled less. */
struct fs_venue_report {
    int64_t time; /* the exchange's */
    int64_t order;
    int64_t
        qty; /* FS_ORDER_PARTIAL and FS_ORDER_FILLED: of this fill; FS_ORDER_MODIFIED: the whole quantity as changed */
    int64_t price; /* of a fill; of a refusal for its price: the market's that it was held against, else 0 */
    int32_t
        state; /* FS_ORDER_ACCEPTED (it rests), _PARTIAL, _FILLED, _CANCELLED, _EXPIRED, _REJECTED, _MODIFIED, _KEPT */
    int32_t rule;       /* of a refusal: the number of the check (gate.h) */
    int32_t maker;      /* a fill of a resting order */
    const char *reason; /* constant text, or NULL */
};

/* NULL with an error. */
struct fs_venue *fs_venue_new(const struct fs_venue_options *options);
void fs_venue_free(struct fs_venue *venue);

/* The market changes. What the book refuses is counted as there and changes nothing. -1 when out of memory. */
int fs_venue_event(struct fs_venue *venue, const struct fs_event *event);
/* The same for events in their order, up to and with the first by which something was reported or is due at another time
 * (fs_venue_due()); how many were taken, -1 when out of memory. */
int64_t fs_venue_events(struct fs_venue *venue, const struct fs_event *events, int64_t count);
/* Own messages arrive. What is wrong with them is reported, an unknown id as FS_ORDER_KEPT. -1 when out of memory. */
int fs_venue_submit(struct fs_venue *venue, int64_t time, int64_t id, const struct fs_order_request *request);
int fs_venue_change(struct fs_venue *venue, int64_t time, int64_t id, const struct fs_order_change *change);
int fs_venue_cancel(struct fs_venue *venue, int64_t time, int64_t id);
/* The session opens or closes: orders for its auction are matched, day orders expire at the close. */
int fs_venue_session(struct fs_venue *venue, int64_t time, int open);
/* Trading is halted or resumes: while halted nothing fills, cancellations work, what is sent waits or (market, IOC, FOK) is refused. */
int fs_venue_halt(struct fs_venue *venue, int64_t time, int halted);
/* Time passes: orders whose time is over expire. When the next one does; INT64_MAX: none. */
int fs_venue_time(struct fs_venue *venue, int64_t time);
int64_t fs_venue_due(const struct fs_venue *venue);

/* Reports since the last fs_venue_taken(), oldest first. */
int64_t fs_venue_reports(const struct fs_venue *venue, const struct fs_venue_report **reports);
void fs_venue_taken(struct fs_venue *venue);

/* The market as the exchange has it, without own orders. As of struct fs_depth. */
int fs_venue_best(const struct fs_venue *venue, int side, struct fs_level *best);
int fs_venue_levels(const struct fs_venue *venue, int side, struct fs_level *levels, int most);
/* How many events of the book had a result (enum fs_apply). */
int64_t fs_venue_results(const struct fs_venue *venue, int result);
/* Price of the last trade, 0 before the first. */
int64_t fs_venue_last(const struct fs_venue *venue);
/* Quantity that stands before an own order in its queue, as the model has it; INT64_MAX: quotes have not shown its price since
 * it came; -1 where it does not rest. */
int64_t fs_venue_ahead(const struct fs_venue *venue, int64_t id);

#endif
