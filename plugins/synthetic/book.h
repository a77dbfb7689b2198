/*
 * book.h: one symbol's order book, order by order, in which limit orders, cancellations and market orders arrive by chance
 * around a fair price that nobody sees (after Smith, Farmer, Gillemot, Krishnamurthy 2003; Cont, Stoikov, Talreja 2010).
 *
 * Every message gives its events: changes of the book, trades, and a quote when the best bid or offer changed. The book
 * that results from the changes is the one inside: best bid below best offer after every message.
 */
#ifndef SYNTHETIC_BOOK_H
#define SYNTHETIC_BOOK_H

#include "market.h"

#include <finsmart/event.h>

#define BOOK_DEPTH  200 /* orders a side */
#define BOOK_EVENTS 512 /* room that one message's events need at most */

struct book_order {
    uint64_t id;
    int64_t price; /* ticks */
    int64_t qty;   /* units */
};

/* One side, best first; of equal prices the older first. */
struct book_side {
    struct book_order orders[BOOK_DEPTH];
    uint32_t count;
};

struct book {
    struct path path; /* of the fair price */
    struct chance flow;
    uint32_t symbol; /* host's id */
    uint64_t next_id, next_trade;
    int64_t time;       /* of the last message */
    int64_t start, end; /* of the present session */
    double moved;       /* diffusion since the variance was last moved on, standardised */
    double moved_years;
    struct book_side bids, asks;
    int64_t best[4]; /* bid, ask, bid_qty, ask_qty as last published */
};

void book_init(struct book *book, const struct market *market, uint32_t number, uint32_t symbol);
/* The time of the next message; draws it. */
int64_t book_next_time(struct book *book, const struct market *market);
/* The next message, at the time that book_next_time() gave: its events go to `out`, which has room for BOOK_EVENTS.
 * Returns how many. The first one of all, and of each session, begins with a snapshot. */
uint32_t book_next(struct book *book, const struct market *market, int64_t time, struct fs_event *out);

#endif
