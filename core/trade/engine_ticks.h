/*
 * engine_ticks.h: the engine over ticks: a recorded market that own orders take part in, and the time that messages take.
 *
 * There are two clocks. The exchange's: the market's events happen at their `ts`, own messages when they arrive. The
 * strategy's (engine time): it hears of an event a feed latency later, and of what happened to its orders a report latency
 * later; what it decides at t is at the exchange at t + order latency. So there are two books: the exchange's, in which own
 * orders trade (trade/venue.h), and the one that the strategy sees.
 *
 * Own messages and reports do not overtake each other: one that would arrive before an earlier one arrives with it.
 *
 * Sequence at each time t:
 *   0. bars made of trades that end now are over;
 *   1. at the exchange: sessions open and close, orders whose time is over expire; then the market's events, in the order of
 *      the feed (market/ticks.h); then own messages that arrive, in the order in which they were sent;
 *   2. at the strategy: the feed's events, one step each (FS_STEP_TRADE, _QUOTE, and _BOOK at the last event of a message);
 *      then reports, whose fills are booked now; then sessions, timers, then FS_STEP_TIME;
 *   3. what was sent without latency arrives, and its reports return, until there are none.
 * Without a feed latency the strategy hears an event at once, before others of the same time happen.
 *
 * The gate judges an order when it is sent, by what the strategy knows; what the exchange has filled is never cut.
 *
 * Interest, settlement and exchange rates are as of engine time; an equity point is when margins are looked at, and the
 * orders of a margin call take the order latency as any do.
 */
#ifndef FINSMART_TRADE_ENGINE_TICKS_H
#define FINSMART_TRADE_ENGINE_TICKS_H

#include "trade/engine.h"
#include "trade/latency.h"
#include "trade/venue.h"

struct fs_calendar;
struct fs_instrument;
struct fs_ticks;

struct fs_tick_symbol {
    const char *symbol;                     /* copied */
    int feed;                               /* enum fs_venue_feed */
    int64_t lot, tick, min_notional;        /* mantissas (1e-8); 0: one unit, any, any */
    const struct fs_calendar *calendar;     /* borrowed; NULL: days are UTC days */
    const struct fs_instrument *instrument; /* its units, currency and margins; borrowed; NULL: an equity */
};

struct fs_tick_options {
    /* The feed's events in an order (enum fs_ticks_order): asked for once, and where the strategy hears them later a
     * second time. NULL with an error. */
    struct fs_ticks *(*open)(void *data, int order);
    void *data;
    int64_t
        from;  /* earlier events (by the exchange's time) only make the book; INT64_MIN: none are earlier */
    int queue; /* enum fs_queue_model */
    double queue_power;
    int64_t band; /* as of struct fs_venue_options */
    /* Basis points of a fill of a resting order (maker) and of one that took from the market, below 0 a rebate; NaN: those of
     * the engine's fees. */
    double maker_bps, taker_bps;
    struct fs_latency latency[FS_LATENCY_COUNT];
    uint64_t seed;           /* of the latencies */
    int64_t equity_interval; /* ns of engine time between equity points, above 0 */
};

/* One minute between equity points, no latency, power queue of 1, no band. */
void fs_tick_defaults(struct fs_tick_options *options);
/* An engine over the events of `count` symbols. NULL with an error: of an option that only bars have (FS_E_USAGE), of the data,
 * of a latency. */
struct fs_engine *fs_engine_new_ticks(const struct fs_engine_options *options,
                                      const struct fs_tick_options *ticks,
                                      const struct fs_tick_symbol *symbols, int count);

/* The best prices that the strategy sees, by slot; NaN where a side is empty. Fixed layout. NULL: it runs over bars. */
struct fs_tick_view {
    double bid, ask, bid_qty, ask_qty;
    double last; /* price of the last trade, NaN before the first */
};
const struct fs_tick_view *fs_engine_tick_views(const struct fs_engine *engine);
/* The event of FS_STEP_TRADE, _QUOTE or _BOOK, until the next step. */
const struct fs_event *fs_engine_event(const struct fs_engine *engine);
/* Level number `index` (0 the best) of a side of the book that the strategy sees. 0 where there is none. */
int fs_engine_level(struct fs_engine *engine, int slot, int side, int index, double *price, double *qty,
                    double *orders);
/* Up to `most` levels of it, the best first, valid until the next call; how many. */
int fs_engine_levels(struct fs_engine *engine, int slot, int side, int most, const struct fs_level **levels);
/* The quantity at a price of it, 0 where there is none. */
double fs_engine_depth_qty(struct fs_engine *engine, int slot, int side, double price);
/* The quantity that stands before a resting order, as far as the strategy's own book tells; NaN where that is not known. */
double fs_engine_ahead(const struct fs_engine *engine, int64_t order);

#endif
