/*
 * venue_state.h: what a simulated exchange holds, for its own files. Inside the room only.
 *
 * Own orders lie in an array and are named by their places in it. Each is in the list of all, in the order of arrival, and one
 * that rests is in the queue of its price level too. A place is free again when its order has ended, so that whoever goes
 * through a list begins anew after anything that may end an order.
 */
#ifndef FINSMART_TRADE_VENUE_STATE_H
#define FINSMART_TRADE_VENUE_STATE_H

#include "market/orders_book.h"
#include "trade/gate.h"
#include "trade/match.h"
#include "trade/venue.h"
#include "trade/venue_index.h"

/* Where an own order is. */
enum fs_own_where {
    FS_OWN_FREE,
    FS_OWN_HELD,    /* waits for the order `after` */
    FS_OWN_STOPPED, /* waits for its stop or touched price */
    FS_OWN_READY,   /* is to meet the book as soon as there is trading and `wake` has come */
    FS_OWN_AUCTION, /* waits for the opening's or the close's trade */
    FS_OWN_RESTING  /* is in the queue of its price */
};

struct fs_own {
    int64_t id;
    struct fs_working working;
    int64_t full;     /* quantity as ordered, or changed since */
    int64_t released; /* what the order `after` has filled; INT64_MAX where there is none */
    int64_t taken;    /* what has filled of the others of its group */
    int64_t filled;
    int64_t display, expires, group, after;
    int64_t wake;        /* of a ready one: not before */
    int64_t place;       /* of a resting one: number by which it joined its queue; grows */
    int64_t slice;       /* what is left of the part that shows */
    int64_t ahead;       /* of the market before it; INT64_MAX: the feed has not shown its price yet */
    int64_t credit;      /* how far it came forward by what left at the time below without a trade */
    int64_t credit_time; /* and that may yet turn out to have been traded */
    uint8_t tif, flags, where;
    uint8_t told;            /* its acceptance was reported */
    uint8_t called;          /* of one in an auction: it takes part in the next trade */
    uint32_t previous, next; /* in the order of arrival */
    uint32_t before, behind; /* in the queue */
};

/* A price at which own orders rest. */
struct fs_own_level {
    int64_t price;
    int64_t qty;         /* the market's, as it last counted for the queue */
    int64_t traded;      /* printed there, and not yet seen in the quantity */
    int64_t traded_time; /* of the last such print */
    int64_t left;        /* seen to leave it at the time below without a print, which may yet be told */
    int64_t left_time;
    uint32_t first, last;
};

/* A price of the market from which own orders have taken. */
struct fs_taken {
    int64_t price, qty;
};
enum {
    FS_TAKEN_QUOTES = 64
}; /* so many a side are remembered where only the best price tells what became of one */

struct fs_venue_side {
    struct fs_own_level *own; /* best first */
    int own_count, own_capacity;
    struct fs_taken *taken; /* in no order; of levels and quotes */
    int taken_count, taken_capacity;
};

/* An order of the market that stands before own ones, or of which own ones have taken (FS_VENUE_ORDERS). */
struct fs_mark {
    uint64_t id;
    int64_t price, qty, taken;
    int64_t stands; /* before own orders of its queue whose `place` is this or more; INT64_MAX: before none */
    int side;
    uint32_t next; /* of a free one */
};

/* An order that has ended, for those that arrive later and are tied to it. */
struct fs_gone {
    int64_t id, group, filled;
    int state;
};
enum { FS_GONE_MOST = 1024 }; /* the last ones */

/* Of one time: what trades and executions of the same quantity have told, so that it counts once. */
struct fs_print {
    int64_t price, printed, executed;
    int side;
};

struct fs_venue {
    struct fs_venue_options options;
    struct fs_depth *depth;        /* levels, and quotes as at most one of a side */
    struct fs_orders_book *orders; /* FS_VENUE_ORDERS */
    struct fs_venue_side
        sides[2]; /* FS_BUY - 1, FS_SELL - 1: of the market's levels and of own orders at them */
    int64_t now, due, last;
    int64_t against; /* the price that the refusal to be told next is for; 0: none */
    /* Prices of own orders and of what they took; prices that meet an own order of the other side; when time matters. */
    struct fs_depth_watch watch;
    int busy; /* an event that touches no own order needs more than the book: see fs_venue_refresh() */

    struct fs_own *own;
    uint32_t own_capacity, own_free, first, last_own;
    struct fs_venue_index index;
    int64_t count, places;
    int64_t wheres[FS_OWN_RESTING + 1]; /* how many own orders are where */
    int64_t linked, reducing, trailing; /* orders with ties, reduce-only ones, trailing ones that wait */
    int64_t up, down;                   /* a trade at or above, at or below these reaches a stop */
    int64_t position;
    int64_t open[2]; /* quantities of own orders that may yet fill, by side */
    struct fs_gone gone[FS_GONE_MOST];
    int64_t gone_count;
    struct fs_gone *links; /* ended orders whose ties are to be followed */
    int link_count, link_capacity, linking;

    struct fs_mark *marks;
    uint32_t mark_capacity, mark_free;
    int64_t marks_taken; /* marks of which own orders have taken */
    int64_t unprinted;   /* what left an own level by the present event, and no print has told */
    struct fs_venue_index mark_index;
    struct fs_print *prints;
    int print_count, print_capacity;
    int64_t print_time;

    int closed, halted;
    int dirty;     /* fs_venue_refresh() is due */
    int unsettled; /* the book is being sent anew: own queues look at it when that is over */
    int snapshot;  /* by a snapshot; else cleared */
    int64_t unsettled_time;
    int64_t
        joined; /* `place` of the last order that joined its queue before that; INT64_MAX while the book is whole */
    int crossed; /* a crossing of own orders waits for the market to be uncrossed */

    struct fs_level *levels; /* scratch */
    int level_capacity;
    struct fs_book_order *queue; /* scratch */
    int queue_capacity;
    struct fs_venue_report *reports;
    int64_t report_count, report_capacity;
};

static inline int fs_other_side(int side)
{
    return FS_BUY + FS_SELL - side;
}

/* Is price a better than price b for orders that rest on a side? */
static inline int fs_price_better(int side, int64_t a, int64_t b)
{
    return side == FS_BUY ? a > b : a < b;
}

/* What may still fill of an order. */
static inline int64_t fs_own_left(const struct fs_own *o)
{
    int64_t qty = o->full < o->released ? o->full : o->released;
    return qty - o->filled > o->taken ? qty - o->filled - o->taken : 0;
}

static inline struct fs_venue_side *fs_venue_side(struct fs_venue *v, int side)
{
    return &v->sides[side - 1];
}

/* The sum, or the greatest number where it leaves 64 bits; b is not negative. */
static inline int64_t fs_add_most(int64_t a, int64_t b)
{
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

/* venue.c */
/* Around every call: what was due before `time` happens; and what the call has changed takes effect. */
int fs_venue_begin(struct fs_venue *v, int64_t time);
int fs_venue_end(struct fs_venue *v);
int fs_venue_tell(struct fs_venue *v, const struct fs_own *o, int state, int rule, const char *reason);
/* After own orders or what is known of the market's quantities changed: which events matter, and when time does. */
void fs_venue_refresh(struct fs_venue *v);
/* Is there trading? Not while closed or halted, with a crossed book, or while the book is being sent anew. */
int fs_venue_trading(const struct fs_venue *v);
/* Grows an array of `size` bytes an element to hold `need`. -1 with an error. */
int fs_venue_grow(void *array, int *capacity, int need, size_t size);

/* venue_submit.c */
int fs_venue_outside_band(const struct fs_venue *v, int64_t limit);

/* venue_market.c: the book, and what its changes mean for queues */
int fs_venue_book(struct fs_venue *v, const struct fs_event *event);
int fs_venue_quote(struct fs_venue *v, const struct fs_event *event);
/* The market's quantity at a price. */
int64_t fs_venue_qty(const struct fs_venue *v, int side, int64_t price);
/* The book that was sent anew is whole: queues look at it. */
void fs_venue_settle(struct fs_venue *v);
/* Market quotes that reach own resting orders fill them. */
int fs_venue_cross(struct fs_venue *v);

/* venue_marks.c: FS_VENUE_ORDERS */
int fs_marks_join(struct fs_venue *v, struct fs_own *o);
/* No own order rests at a price any more. */
void fs_marks_leave(struct fs_venue *v, int side, int64_t price);
/* After an event about an order of the market, or after a snapshot: what the marks say of it. */
void fs_marks_follow(struct fs_venue *v, uint64_t id);
void fs_marks_settle(struct fs_venue *v);
/* The market's queue at a price into v->queue: how many orders, -1 with an error. */
int fs_marks_queue(struct fs_venue *v, int side, int64_t price);
const struct fs_mark *fs_marks_find(const struct fs_venue *v, uint64_t id);
/* What own orders may take of an order of the market, and taking it. */
int64_t fs_marks_free(const struct fs_venue *v, const struct fs_book_order *order);
int fs_marks_take(struct fs_venue *v, const struct fs_book_order *order, int64_t qty);

/* venue_trade.c: what traded */
int fs_venue_trade(struct fs_venue *v, const struct fs_event *event);
/* `qty` of an order of the market was executed; it stood before own orders whose `place` is `stands` or more. */
int fs_venue_execute(struct fs_venue *v, const struct fs_book_order *order, int64_t qty, int64_t stands);

/* venue_take.c: what own orders take */
/* What is there for an own order at a price of a side. */
int64_t fs_venue_available(struct fs_venue *v, int side, int64_t price, int64_t qty);
int fs_venue_take(struct fs_venue *v, int side, int64_t price, int64_t qty);
/* Up to `want` that an order of `side` may take at its limit or better (limit 0: any price), without own orders. */
int64_t fs_venue_reachable(struct fs_venue *v, int side, int64_t limit, int64_t want);
/* The level at which an own order takes next: 1 and *level with what is free there; 0. */
int fs_venue_next_free(struct fs_venue *v, int side, int64_t limit, struct fs_level *level);

/* venue_rest.c: own orders in their queues */
int fs_own_rest(struct fs_venue *v, uint32_t place);
void fs_own_leave(struct fs_venue *v, uint32_t place);
struct fs_own_level *fs_own_level(struct fs_venue *v, int side, int64_t price);
/* `qty` has left a level without a print. */
void fs_level_left(const struct fs_venue *v, struct fs_own_level *level, int64_t qty);
/* An iceberg's part was filled: the next one goes to the end. */
int fs_own_slice(struct fs_venue *v, uint32_t place);
/* The same if the order of that id is one, waits, and shows nothing any more. */
int fs_own_reslice(struct fs_venue *v, uint32_t place, int64_t id);

/* venue_orders.c: how own orders end, and what they fill */
int fs_own_end(struct fs_venue *v, uint32_t place, int state, int rule, const char *reason);
/* Fills part of an order; reports, follows what is tied to it, ends it where it is full. */
int fs_own_fill(struct fs_venue *v, uint32_t place, int64_t qty, int64_t price, int maker);
/* A resting order of which nothing can fill now ends, or waits for the order that it follows. */
int fs_own_idle(struct fs_venue *v, uint32_t place);
void fs_own_move(struct fs_venue *v, struct fs_own *o, int where);
/* What shows of a resting order. */
static inline int64_t fs_own_shown(const struct fs_own *o, int64_t fillable)
{
    return o->display && o->slice < fillable ? o->slice : fillable;
}
/* What may fill of it now: a reduce-only order at most the position. */
int64_t fs_own_fillable(const struct fs_venue *v, const struct fs_own *o);
uint32_t fs_own_find(const struct fs_venue *v, int64_t id);

/* The order that has ended, if it is among the last FS_GONE_MOST. */
const struct fs_gone *fs_own_gone(const struct fs_venue *v, int64_t id);
/* A new order at the end of the list of all, everything 0; FS_NOWHERE with an error. */
uint32_t fs_own_new(struct fs_venue *v, int64_t id);

/* venue_work.c: own orders meet the book */
/* A ready order begins to work: waits for its stop or its auction, or meets the book. */
int fs_own_start(struct fs_venue *v, uint32_t place);
/* It meets the book now: takes what it may, then rests or ends. */
int fs_own_meet(struct fs_venue *v, uint32_t place);
/* All that are ready, where there is trading. */
int fs_venue_work(struct fs_venue *v);

/* venue_stops.c */
/* Prices by which stops of an order are judged where there were no trades: the last trade's, else the other side's best; 0. */
int64_t fs_stop_price(const struct fs_venue *v, int side);
/* Does a price reach the stop? Then the order is a market or limit order from now on; else a trailing one follows. */
int fs_stop_reached(struct fs_own *o, int64_t price);
/* All that wait: those that are reached are ready at `wake`. */
void fs_stops_pass(struct fs_venue *v, int64_t price, int64_t wake);
/* Without trades: by the best prices. */
void fs_stops_quotes(struct fs_venue *v);

/* venue_links.c */
/* May the order that it follows yet fill more, so that it is worth more itself? */
int fs_own_may_grow(const struct fs_venue *v, const struct fs_own *o);
int fs_venue_links_filled(struct fs_venue *v, int64_t id, int64_t group, int64_t filled, int64_t qty);
int fs_venue_links_gone(struct fs_venue *v, const struct fs_gone *by);

/* venue_session.c */
/* Everything whose time has come by `time`, in its order. */
int fs_venue_advance(struct fs_venue *v, int64_t time);
/* A trade while an auction is awaited: *qty is what it leaves to others. */
int fs_venue_auction(struct fs_venue *v, int64_t price, int64_t *qty);

#endif
