/*
 * engine.h: turns a sequence of market events into decisions.
 *
 * The engine is pulled. Whoever drives a strategy (the Lua driver, the plugin host) calls fs_engine_next()
 * until FS_STEP_END and after each call hands the step to the strategy, which may submit, cancel and read
 * through the functions below. Everything that the market, the gate, the broker and the ledger do happens
 * inside these calls, in one sequence, on the caller's thread. The same events and the same calls give the
 * same steps, bit for bit.
 *
 * Sequence in bar mode, at each engine time t:
 *   1. bars that end at t close, in the order of their symbols' text: waiting stop and limit orders of the
 * symbol are matched inside the bar (by the stated price path); then FS_STEP_BAR is delivered for it;
 *   2. verdicts and fills (FS_STEP_ORDER, FS_STEP_FILL) in the order in which they arose;
 *   3. bars of longer intervals; FS_STEP_EVENT for each event of an instrument, once it has taken effect; FS_STEP_SESSION,
 * FS_STEP_TIMER, then FS_STEP_TIME once, then verdicts again until there are none;
 *   4. bars that start at t open: waiting market orders (and gapped stops and limits) of the symbol fill at
 * the open, their FS_STEP_FILL and FS_STEP_ORDER are delivered with `now` = t. An order decided at the close
 * of a bar is therefore first matched at that symbol's next open. A step sees nothing of a bar before its
 * end, except its open price through fills. A bar's end is its start plus the series' interval, or the
 * session close where the series has a calendar and a daily interval.
 *
 * Money: prices and quantities are int64 mantissas (1e-8), cash and values 128-bit (1e-16). Doubles are
 * converted once, at fs_engine_order().
 */
#ifndef FINSMART_TRADE_ENGINE_H
#define FINSMART_TRADE_ENGINE_H

#include "market/instrument_event.h"
#include "market/series.h"
#include "trade/account.h"
#include "trade/fees.h"
#include "trade/gate.h"
#include "trade/journal_hash.h"
#include "trade/match.h"
#include "trade/result.h"
#include "trade/trades.h"

#include <finsmart/event.h>
#include <finsmart/order.h>
#include <stddef.h>
#include <stdint.h>

struct fs_engine;

/* Somebody who wants to know of every order as it is submitted, before its verdict. */
struct fs_order_observer {
    void (*submitted)(void *data, const struct fs_engine *engine, int slot,
                      const struct fs_order_request *request);
    void *data;
};

struct fs_engine_options {
    int64_t cash; /* starting cash, mantissa (1e-8) */
    struct fs_fees fees;
    double slippage_bps; /* market and stop fills are this much worse; never beyond the bar's high or low */
    double volume_share; /* own fills take at most this fraction of a bar's volume; 0: any quantity fills */
    double
        impact; /* market and stop fills are worse by this fraction of the price, times the shape below of the share
                            of the bar's volume that own fills have taken with this one (at most 1); 0: not */
    int impact_shape;                                      /* FS_IMPACT_* */
    int64_t order_latency, change_latency, cancel_latency; /* ns until the broker has what was sent */
    struct fs_limits limits;
    struct fs_account_options account; /* currencies, margins, interest, lots */
    int64_t warmup;                    /* bars per symbol that are delivered before orders are allowed */
    int lots;                          /* FS_LOTS_*: which lots of a position a fill closes */
    int price_path;                    /* FS_PATH_*: what happens first inside a bar */
    int keep_equity;                   /* FS_EQUITY_* */
    unsigned wants;   /* FS_WANT_*: which steps the strategy has handlers for; the others are not delivered */
    double risk_free; /* per year, simple, for the metrics */
    double periods_per_year;           /* 0: derived from the data (stated in the result) */
    const struct fs_series *benchmark; /* to compare with, borrowed like the others; never traded (it may be
                                          one of the series too); NULL: none */
    struct fs_order_observer observer; /* submitted NULL: none */
    struct fs_decision_sink decisions; /* told of every decision: a journal's, a replay's; NULLs: nobody */
    int progress;                      /* 1: tell base/progress.h how many bars are done */
    const char *out_dir;               /* stream order, fill, trade and position records there, or NULL */
    const struct fs_instrument_event
        *events; /* what happens to the symbols; those of others are passed over. Borrowed */
    int64_t event_count;
    int universe; /* 1: a symbol is a member of the universe between FS_IEVENT_JOIN and _LEAVE only; 0: all always are */
    double
        price_band; /* nothing trades further than this fraction from the close of the session before; 0: no band */
};

#define FS_EQUITY_BAR  0 /* equity at each time at which any bar closed */
#define FS_EQUITY_DAY  1 /* the last of each UTC day (session where there is a calendar) */
#define FS_EQUITY_NONE 2 /* metrics only */

#define FS_IMPACT_ROOT   0 /* of the share: the square-root law */
#define FS_IMPACT_LINEAR 1
#define FS_IMPACT_SQUARE 2

#define FS_WANT_BAR     1u
#define FS_WANT_ORDER   2u
#define FS_WANT_FILL    4u
#define FS_WANT_TIME    8u
#define FS_WANT_TIMER   16u
#define FS_WANT_SESSION 32u
#define FS_WANT_TRADE   64u /* the last three: of ticks only (engine_ticks.h) */
#define FS_WANT_QUOTE   128u
#define FS_WANT_BOOK    256u
#define FS_WANT_EVENT   512u

enum fs_step {
    FS_STEP_STOPPED = -2, /* somebody asked to stop (base/cancel.h); fs_engine_finish() gives what ran */
    FS_STEP_ERROR = -1,   /* the engine failed; the thread's error says why */
    FS_STEP_END = 0,      /* no more: call fs_engine_finish() */
    FS_STEP_BAR,          /* view: slot, bar fields */
    FS_STEP_ORDER,        /* view: slot, order */
    FS_STEP_FILL,         /* view: slot, fill */
    FS_STEP_TIME,         /* all events of `now` have been delivered */
    FS_STEP_TIMER,        /* view: timer */
    FS_STEP_SESSION,      /* view: slot, session_open */
    FS_STEP_TRADE,        /* view: slot, trade */
    FS_STEP_QUOTE,        /* view: slot, quote */
    FS_STEP_BOOK,         /* view: slot; a message has changed its book */
    FS_STEP_EVENT         /* view: slot, event */
};

/* A trade and a quote of the feed as steps show them. Fixed layout. */
struct fs_tick_trade {
    double price, qty;
    int64_t time_ns;   /* when it happened */
    int64_t number;    /* the source's; 0: none */
    int32_t aggressor; /* FS_BUY, FS_SELL, 0 unknown */
    int32_t reserved;
};
struct fs_tick_quote {
    double bid, ask, bid_qty, ask_qty; /* NaN on an empty side */
    int64_t time_ns;
};

/* What happened to an instrument, and what that did to the account. Numbers that the event does not have are NaN. Fixed
 * layout. */
struct fs_event_view {
    int32_t type;      /* FS_IEVENT_* */
    int32_t into;      /* slot of the other symbol; -1: none, or none of the run */
    const char *other; /* its name; NULL: none */
    double amount, ratio, price, into_price, rate; /* as the event says; ratio: new units for an old one */
    double before, after;                          /* the slot's position, units */
    double cash;                                   /* received (paid: negative) */
    double fee;
};

/* What the present step shows; one per engine at a fixed address, read by the Lua face through FFI. Fixed
 * layout. A slot is a symbol's index: symbols are ordered by their text, slots count from 0. */
struct fs_engine_view {
    int64_t now;                           /* engine time, ns */
    int64_t time;                          /* FS_STEP_BAR: the bar's start */
    double open, high, low, close, volume; /* FS_STEP_BAR; volume NaN where there is none */
    double cash, equity;                   /* account currency, as of now */
    int32_t step;                          /* enum fs_step */
    int32_t slot;                          /* whom it concerns; -1: nobody */
    int32_t stream;       /* FS_STEP_BAR: 0 the data's own bars, else what fs_engine_bars() returned */
    int32_t timer;        /* FS_STEP_TIMER: what fs_engine_every() returned */
    int32_t session_open; /* FS_STEP_SESSION */
    int32_t warm;         /* 1 once the warm-up of this slot is over */
    int64_t index;        /* FS_STEP_BAR: number of this bar in its series (or stream), from 0 */
    const double *extra;  /* FS_STEP_BAR of stream 0: the extra columns' values */
    struct fs_order_update order; /* FS_STEP_ORDER */
    struct fs_fill fill;          /* FS_STEP_FILL */
    struct fs_tick_trade trade;   /* FS_STEP_TRADE */
    struct fs_tick_quote quote;   /* FS_STEP_QUOTE */
    struct fs_event_view event;   /* FS_STEP_EVENT */
};

/* Per-slot figures kept up to date for cheap reading through FFI. Fixed layout, an array indexed by slot. */
struct fs_slot_view {
    double position;  /* units, signed */
    double pending;   /* units in waiting orders, signed */
    double price;     /* last close seen, NaN before the first */
    double avg_price; /* of the open quantity */
};

/* Sensible defaults: cash 100000, no fees, leverage 1, shorts allowed, no other limits, all steps wanted. */
void fs_engine_defaults(struct fs_engine_options *options);
/* NULL with an error that names the symbol, bar and field at fault. `options` and texts are copied, series
 * arrays are borrowed. */
struct fs_engine *fs_engine_new(const struct fs_engine_options *options, const struct fs_series *series,
                                int count);
void fs_engine_free(struct fs_engine *engine);
/* Which steps the strategy handles (FS_WANT_*): set by the driver before the first fs_engine_next(). */
void fs_engine_want(struct fs_engine *engine, unsigned wants);

/* Advances to the next step; the previous step's view is overwritten. Returns enum fs_step. */
int fs_engine_next(struct fs_engine *engine);
/* After FS_STEP_BAR: 1 when the next step is the next bar of the same slot and nothing else comes between; it is then
 * in the view. 0: fs_engine_next() advances. Drivers may do without it; it spares them looking at each step. */
int fs_engine_run(struct fs_engine *engine);
const struct fs_engine_view *fs_engine_view(const struct fs_engine *engine);
const struct fs_slot_view *fs_engine_slots(const struct fs_engine *engine);
int fs_engine_slot_count(const struct fs_engine *engine);
const char *fs_engine_symbol(const struct fs_engine *engine, int slot);
int fs_engine_slot(const struct fs_engine *engine, const char *symbol); /* -1: no such symbol */
int fs_engine_extra_count(const struct fs_engine *engine);
const char *fs_engine_extra_name(const struct fs_engine *engine, int index);

/* Submits an order; the verdict arrives as a step. Returns its id, or -1 with an error for what is wrong with
 * the request itself (side, type, a non-positive or overflowing quantity or price, a price where none
 * belongs). */
int64_t fs_engine_order(struct fs_engine *engine, int slot, int side, int type, int tif, double qty,
                        double limit, double stop);
/* The same with everything that an order can have; prices and quantities that it has not are NaN, `expires`, `one_of` and
 * `after` 0 (see fs_order_request). */
struct fs_order_terms {
    double qty, limit, stop, trail, offset, display;
    int64_t expires, one_of, after;
    int32_t side, type, tif, flags;
};
int64_t fs_engine_ask(struct fs_engine *engine, int slot, const struct fs_order_terms *terms);
/* The same from exact mantissas (C strategies). request->symbol is ignored, `slot` counts. */
int64_t fs_engine_submit(struct fs_engine *engine, int slot, const struct fs_order_request *request);
/* Changes a waiting order; members of `change` that are 0 stay. The gate judges the order as it would be: FS_ORDER_MODIFIED or
 * FS_ORDER_KEPT follows as a step. It keeps its turn unless its price changes or its quantity grows. -1 with FS_E_NOT_FOUND, or
 * FS_E_INPUT for a price that the order does not have or a quantity at or below what has filled. */
int fs_engine_change(struct fs_engine *engine, int64_t order, const struct fs_order_change *change);
/* The same from doubles; NaN stays. */
int fs_engine_change_to(struct fs_engine *engine, int64_t order, double qty, double limit, double stop,
                        double trail);
/* Orders what is missing to reach a signed position, pending orders counted. 0: nothing to do; else an id or
 * -1. */
int64_t fs_engine_target(struct fs_engine *engine, int slot, double qty);
/* The same for a fraction of account equity at the last price, rounded towards zero to the lot. */
int64_t fs_engine_target_percent(struct fs_engine *engine, int slot, double fraction);
/* Cancels a waiting order; the FS_ORDER_CANCELLED update follows as a step, with a latency when the cancellation has arrived
 * before the order is gone. -1 with FS_E_NOT_FOUND. */
int fs_engine_cancel(struct fs_engine *engine, int64_t order);
/* Cancels all waiting orders of the slot and closes its position at market. 0, an id or -1. */
int64_t fs_engine_close(struct fs_engine *engine, int slot);
/* The figures of a slot, exact. */
void fs_engine_position(const struct fs_engine *engine, int slot, struct fs_position *position);

/* The account as of now. */
void fs_engine_account(struct fs_engine *engine, struct fs_account_view *account);
/* The cash of one currency; NaN for one that the run does not have. */
double fs_engine_balance(struct fs_engine *engine, const char *currency);
/* What a unit of the currency of a slot's prices is worth in the account's at present; NaN while that is not known. */
double fs_engine_rate(const struct fs_engine *engine, int slot);
/* What a point of a slot's price is worth for one unit in the account's currency: its multiplier times that rate. */
double fs_engine_point_value(const struct fs_engine *engine, int slot);
/* The currency of a slot's prices; "" without a name. */
const char *fs_engine_currency(const struct fs_engine *engine, int slot);
/* Exchanges cash of one currency for another at the present rate, less --fx-bps. What was received; NaN with an error:
 * FS_E_INPUT for a currency that the run does not have, an amount that is not above 0 or above the balance, a rate that
 * is not known or too old. */
double fs_engine_exchange(struct fs_engine *engine, const char *from, const char *to, double amount);

/* The last `n` values up to and including the latest closed bar of a column (0 open, 1 high, 2 low, 3 close,
 * 4 volume, 5+ extra): *values points into the data, oldest first; returns how many there are (at most n). */
int64_t fs_engine_history(const struct fs_engine *engine, int slot, int column, int64_t n,
                          const double **values);
/* Price and volume columns (0 open to 4 volume) of the last `n` bars as if the splits and dividends that took effect until now
 * had been before all of them: the last bar is as traded, unless an event came after it. Fills `out` and returns how many
 * there are (at most n); -1 with an error for another column. */
int64_t fs_engine_adjusted(const struct fs_engine *engine, int slot, int column, int64_t n, double *out);
/* The same the other way round: by what a price of the present is multiplied to go on from the first bar without a jump.
 * It changes at events only, and what it was stays true. 1 where nothing has happened. */
double fs_engine_adjustment(const struct fs_engine *engine, int slot);
/* How many units one unit of `time` has become by the splits since then (those of `time` itself are done). */
double fs_engine_units(const struct fs_engine *engine, int slot, int64_t time);
/* FS_SLOT_* of a slot, as of now. */
int fs_engine_standing(const struct fs_engine *engine, int slot);
#define FS_SLOT_MEMBER 1 /* of the universe */
#define FS_SLOT_HALTED 2
#define FS_SLOT_GONE   4 /* expired, delisted, merged or renamed: it can't be ordered any more */
/* FS_STEP_EVENT: what happened as its file says it, and what it did, exact. Valid during the step. */
const struct fs_instrument_event *fs_engine_happened(const struct fs_engine *engine,
                                                     const struct fs_event_record **did);

/* Also deliver bars of a longer interval for a slot, aligned to the session (or the UTC day), once closed.
 * Returns a stream number > 0, or -1 with an error. Before the first step only. */
int fs_engine_bars(struct fs_engine *engine, int slot, int64_t interval);
/* Delivers FS_STEP_TIMER every `interval` ns of engine time, aligned to multiples of it. Returns a timer
 * number. */
int fs_engine_every(struct fs_engine *engine, int64_t interval);
/* Adds a point at `now` to a named series of the result (a chart in the report). */
int fs_engine_record(struct fs_engine *engine, const char *name, double value);

/* After FS_STEP_END (or to stop early): closes the books and computes the result, which the engine owns. NULL
 * with an error. Open positions stay open and are valued at their last price. */
const struct fs_result *fs_engine_finish(struct fs_engine *engine);
/* After it: were all rows written to out_dir? -1 with the error where some are missing; told once. */
int fs_engine_rows(struct fs_engine *engine);

#endif
