/*
 * state.h: what the parts of the engine share. Only the files of the engine include it: setup.c,
 * engine.c, run.c, requests.c, orders.c, changes.c, targets.c, broker.c, fills.c, links.c, streams.c, closing.c, bands.c,
 * events.c, effects.c, adjust.c, terms.c, account.c, accrual.c, balances.c,
 * margin.c, calls.c.
 */
#ifndef FINSMART_TRADE_STATE_H
#define FINSMART_TRADE_STATE_H

#include "base/activity.h"
#include "base/arena.h"
#include "market/agenda.h"
#include "trade/account_state.h"
#include "trade/book.h"
#include "trade/engine.h"
#include "trade/exposure.h"
#include "trade/journal_hash.h"
#include "trade/ledger.h"
#include "trade/metrics.h"
#include "trade/records.h"
#include "trade/sizing.h"

/* Bars are checked ahead of their use in blocks: long ones, because memory is read fastest in long stretches, but
 * together no longer than this many bars of all symbols, which the cache keeps, and at least that many. */
#define CHECK_BLOCK     8192
#define CHECK_BLOCK_MIN 512

/* Ranks of events of one time: a slot's close before anybody's open. */
#define RANK_OPEN 0x80000000u

struct slot {
    struct fs_series series;
    int64_t next;          /* number of the first bar that has not closed */
    int64_t checked;       /* bars before this one passed fs_series_check() */
    int64_t end;           /* of bar `next` */
    int64_t opened;        /* number of the last bar whose open has been matched; -1 */
    int64_t session_until; /* without a calendar: the end of the session in which a bar was last looked at */
    int64_t ranged;        /* number of the bar whose prices `range` has; -1: none */
    struct fs_bar_prices range;
    int64_t lot;
    int64_t used; /* by own fills, of the volume of bar `used_bar` */
    int64_t used_bar;
    struct fs_holding holding;
    uint32_t id;                    /* fs_symbol_id() */
    uint32_t streams;               /* bars of longer intervals, made from this slot */
    uint8_t halted, outsider, gone; /* as of now; see FS_SLOT_* */
    uint8_t plain;        /* a unit is worth its price in the account's currency, and is paid in full */
    int64_t resumed;      /* when its last halt ended; INT64_MIN: none has */
    int64_t band_session; /* for which band_low and band_high are; INT64_MIN: for none */
    int64_t band_low, band_high;
    struct factor *factors; /* what splits and dividends did to its prices */
    int factor_count, factor_capacity;
};

/* From bar `index` on, prices times `price` (and volumes divided by `volume`) go on from the first bar without a jump. */
struct factor {
    int64_t index, time;
    double price, volume;
};

/* An event of one of the run's symbols, and when it takes effect. */
struct happening {
    int64_t at;
    int64_t turn; /* of events of one time, the earlier turn comes first */
    int slot, into;
    struct fs_instrument_event event;
};

/* A step that waits for delivery. */
struct step {
    int32_t step, slot;
    union {
        struct fs_order_update order;
        struct fs_fill fill;
    } u;
    char reason[160];
};

/* Bars of a longer interval under construction. */
struct stream {
    int slot;
    int64_t interval;
    int64_t index; /* bars delivered */
    int64_t start; /* of the bar under construction */
    int64_t end;   /* when it closes */
    int filled;    /* it has at least one bar */
    double open, high, low, close, volume;
};

/* A change of an order that is on its way to the broker. */
struct change {
    int64_t order, at;
    struct fs_order_change change;
};

struct timer {
    int64_t interval, next;
};

/* The next opening or closing of a slot's exchange. */
struct session {
    int slot;
    int64_t day, next; /* next INT64_MAX: the calendar ends */
    int opens;         /* it is an opening */
};

struct recording {
    char *name;
    int64_t count, capacity;
    int64_t *time;
    double *value;
};

enum phase {
    PHASE_CLOSE, /* bars that end at `now` */
    PHASE_AFTER, /* timers and sessions of `now`, then FS_STEP_TIME */
    PHASE_OPEN,  /* bars that start at `now` */
    PHASE_END
};

/*
 * Bars of one slot that come one after another with nothing between them: no other slot's event, no order that waits,
 * nothing to deliver but the bar. While such a run lasts the agenda is not asked. Whatever could end it sets `stop` to
 * 0; engine.c then brings the rest of the engine up to date.
 */
struct run {
    int64_t next; /* number of the next bar */
    int64_t
        stop; /* the run ends before this bar at the latest: its end, the checked bars, a full block of points */
    int64_t until;     /* and before a bar that ends at this time: somebody else's event */
    int64_t interval;  /* of the slot's bars */
    double *point;     /* where the next bar puts the equity of the one before */
    double *price;     /* the slot's, in its view */
    struct slot *slot; /* NULL: no run */
    int64_t first;     /* number of its first bar */
    /* The ledger learns of the marks when the run ends or somebody asks (fs_run_post()). */
    int64_t qty;   /* the slot's position */
    int64_t mark;  /* the last bar's close, mantissa; of the holding where qty is 0 */
    fs_i128 worth; /* equity without the slot's position */
};

struct tick_engine;
struct fs_engine {
    struct fs_engine_view view;
    struct run run;
    struct tick_engine *ticks;    /* tick_state.h; NULL: it runs over bars */
    struct fs_activity *activity; /* told of every bar */
    struct fs_slot_view *slot_views;
    struct slot *slots;
    int count;
    int phase;
    int open_positions; /* slots that hold something */
    int bars_now;       /* a bar closed at `now` */
    int step_pending;   /* FS_STEP_TIME of `now` is still to come */
    unsigned wants;
    int64_t latest_start;    /* of the bars that closed at `now` */
    int64_t check_block;     /* bars of a slot that are checked at a time */
    int64_t due;             /* earliest of the timers, streams and sessions; INT64_MAX: none */
    struct fs_agenda agenda; /* the slots' next bars: their closes and, where orders wait, their opens */
    struct fs_ledger ledger;
    struct account account;
    struct fs_book book;
    struct fs_exposure exposure; /* touched by whatever changes a slot's holding, mark or last price */
    struct fs_gate *gate;
    struct fs_fee_schedule fees;
    int64_t slippage; /* 1e-12 of the price */
    int timed;        /* some order ends at a time, or something is on its way to the broker */
    int released;     /* an order began to work inside the present bar */
    int64_t leverage; /* 1e-8; INT64_MAX: off */
    struct fs_journal_hash *journal;
    struct fs_records *records; /* NULL: none wanted */
    int64_t trades_written;
    struct fs_trades trades;
    struct fs_engine_options options;
    double start_cash;

    struct step *queue; /* a ring; size a power of two */
    uint32_t queue_size, queue_head, queue_count;
    struct step shown; /* keeps the delivered step's reason alive */

    int block_count; /* equity points not yet in the curve */
    int64_t block_time[FS_CURVE_BLOCK];
    double block_equity[FS_CURVE_BLOCK];
    double block_benchmark[FS_CURVE_BLOCK];
    struct fs_curve curve;
    int64_t last_point; /* time of the last equity point */
    int64_t benchmark_next;
    double benchmark_close;
    int64_t exposed;
    /* The equity series kept, and its times: those of one series as long as they are the same. */
    double *equity, *equity_benchmark;
    int64_t *equity_time; /* NULL: borrowed */
    const int64_t *clock; /* slots[0]'s times while they serve; NULL: equity_time is our own */
    int64_t clock_count;
    int64_t equity_count, equity_capacity, time_capacity;

    double *extra; /* of the bar in view */
    struct stream *streams;
    int stream_count;
    struct session *sessions; /* one for each slot that has a calendar, when wanted */
    int session_count;
    struct timer *timers;
    int timer_count;
    struct recording *recordings;
    int recording_count;
    uint32_t *opening; /* scratch: slots that open at one time */
    struct found {
        fs_place place;
        int64_t id;
        struct fs_hit hit;
    } * found; /* scratch of matching */
    uint32_t found_capacity;
    struct change *changes;
    int change_count, change_capacity;
    struct happening *happenings; /* in the order in which they take effect */
    int64_t happening_count, happening_next;
    struct fs_event_record happened; /* what the event before happening_next did */
    struct fs_event_record *event_log;
    int64_t event_count, event_capacity;
    int64_t band;                    /* 1e-8; 0: none */
    int open_auction, close_auction; /* the extra columns of that name; -1: none */

    int64_t orders, fills, rejected, cut, cancelled, expired, bars, updates, value_fills;
    int64_t refused[128]; /* by the check's number */
    char first_refusal[256];
    double traded;
    int64_t first_time, last_time;
    int failed, finished;
    struct fs_error *unwritten; /* why rows are missing in out_dir; NULL: they are not */
    struct fs_result result;
    struct fs_arena *arena;
};

/* Shows a bar: it has ended. `warm` does not change within a run. */
static inline void fs_engine_show_bar(struct fs_engine *e, const struct slot *s, int64_t i)
{
    const struct fs_series *series = &s->series;
    struct fs_engine_view *view = &e->view;
    view->time = series->time[i];
    view->open = series->open[i];
    view->high = series->high[i];
    view->low = series->low[i];
    view->close = series->close[i];
    view->volume = series->volume ? series->volume[i] : __builtin_nan("");
    view->index = i;
    for (int x = 0; x < series->extra_count; x++)
        e->extra[x] = series->extra[x][i];
}

/* run.c. Begins a run after a bar of `slot` has closed, where nothing stands against it. */
void fs_run_begin(struct fs_engine *e, uint32_t slot);
/* Posts the present marks of a run to the ledger and the holding, which goes on. -1 with an error. */
int fs_run_post(struct fs_engine *e);
/* Ends the run, if there is one, and brings the rest up to date with it. -1 with an error. */
int fs_run_end(struct fs_engine *e);

/* engine.c: announces the slot's next event: the open of its next bar when orders wait for it, else its close. */
void fs_engine_schedule(struct fs_engine *e, uint32_t slot);
/* Brings everything up to date with the last bar delivered, its equity point included. */
int fs_engine_settle(struct fs_engine *e);
/* Shows the first step of the queue, which has one. */
int fs_engine_deliver(struct fs_engine *e);
/* Timers, bars of longer intervals and FS_STEP_TIME of `now`; 0 when there are no more. */
int fs_engine_after(struct fs_engine *e);
/* setup.c: what every engine has: book, gate, fees, journal, ledger, records. 0, or -1 with an error. */
int fs_engine_build(struct fs_engine *e);
/* An engine for so many slots, nothing in it yet. NULL with an error. */
struct fs_engine *fs_engine_make(const struct fs_engine_options *options, int count);

/* broker.c: what happens to waiting orders when bars open, and inside them and when they close. 0, or -1 with an error. */
int fs_broker_open(struct fs_engine *e, const uint32_t *slots, int count);
int fs_broker_close(struct fs_engine *e, int slot);

/* fills.c: books `qty` of an order at `price`; `time`: start of its bar, of ticks the exchange's time;
 * `liquidity`: FS_FILL_*. */
int fs_broker_book(struct fs_engine *e, int slot, int64_t id, int side, int64_t qty, int64_t price,
                   int64_t fee, int64_t time, int liquidity);
/* bands.c: the prices between which a slot may trade in the session of its next bar; zeros where there is no band. */
void fs_bands_of(struct fs_engine *e, int slot, int64_t *low, int64_t *high);
/* May a side trade at a price? Not outside the band, nor where the market is locked at its limit against that side. */
int fs_bands_allow(struct fs_engine *e, int slot, int side, int64_t price);
/* The nearest price within the band. */
int64_t fs_bands_clamp(struct fs_engine *e, int slot, int64_t price);

/* An order trades at a price: as much as its kind, the volume and the account allow. `inside` is 0 at an open. */
int fs_broker_fill(struct fs_engine *e, fs_place place, const struct fs_hit *hit,
                   const struct fs_bar_prices *bar, int inside);
/* Books `qty` (signed) at `price` for `fee`: marks the position, posts to the ledger, opens and closes lots. `time` is what
 * trades have as the time of entry or exit. */
int fs_broker_post(struct fs_engine *e, int slot, int64_t qty, int64_t price, int64_t fee, int64_t time);
/* An order leaves the book in a state other than filled. */
int fs_broker_drop(struct fs_engine *e, fs_place place, int state, int rule, const char *reason);
/* Gross exposure of all symbols but one: positions, and with `pending` the waiting orders too. FS_I128_MAX: that or more. */
fs_i128 fs_broker_exposure(struct fs_engine *e, int except, int pending);
/* Values the touched slots anew: a position at the price at which the ledger carries it, orders alone at the last price. */
void fs_broker_revalue(struct fs_engine *e);
void fs_broker_refresh(struct fs_engine *e, int slot);

/* links.c: what the fate of an order does to those tied to it. */
int fs_links_gone(struct fs_engine *e, const struct fs_waiting *order, int state);
/* `qty` more of it have filled; `hit`: where inside the bar, NULL: at the open. */
int fs_links_filled(struct fs_engine *e, const struct fs_waiting *order, int64_t qty,
                    const struct fs_hit *hit);

/* Has it filled what it may for now, with more to come when the order that it follows fills on? */
int fs_links_may_grow(const struct fs_engine *e, const struct fs_waiting *order);

/* orders.c */
/* Queues an order update, writes its verdict to the journal; state FS_ORDER_FILLED writes none. */
int fs_orders_update(struct fs_engine *e, int slot, int64_t id, int side, int state, int rule, int64_t qty,
                     int64_t filled, const char *reason);
/* Counts a refusal. */
void fs_orders_refused(struct fs_engine *e, int slot, int64_t id, int rule, const char *reason);
/* The same of an order that had passed the gate; `against`: the market's price that its limit was held against, 0: none. The verdict
 * gets the reason with both prices. */
void fs_orders_refused_late(struct fs_engine *e, const struct fs_waiting *order, int rule, const char *reason,
                            int64_t against, struct fs_verdict *verdict);
struct step *fs_orders_queue(struct fs_engine *e, int step, int slot);
/* An order that has come to the slot sees its next bar's open. */
void fs_orders_expect_open(struct fs_engine *e, int slot);
/* Is the slot's warm-up over? */
int fs_orders_warm(const struct fs_engine *e, int slot);
/* Would the gate pass a waiting order as changed? 1 with a verdict when not. */
int fs_orders_judge(struct fs_engine *e, int slot, const struct fs_waiting *order,
                    struct fs_order_request *request, struct fs_verdict *verdict);
/* A number of an order as a mantissa; -1 with an error that says `what` it is. */
int fs_orders_number(const struct fs_engine *e, int slot, const char *what, double value, int64_t *out);
int fs_orders_slot(const struct fs_engine *e, int slot);

/* changes.c: changes of the slot's orders that the broker has by `time`. */
int fs_changes_arrive(struct fs_engine *e, int slot, int64_t time);

/* The order as it would be ordered today with the change; what changes, in words; has the order what is to change (-1 with an
 * error)? */
struct fs_order_request fs_changes_request(const struct fs_waiting *order,
                                           const struct fs_order_change *change);
void fs_changes_describe(const struct fs_order_change *change, char *text, size_t size);
int fs_changes_check(const struct fs_engine *e, const struct fs_waiting *order,
                     const struct fs_order_change *change);
/* Gives a waiting order its other prices. */
void fs_changes_prices(struct fs_waiting *order, const struct fs_order_change *change);
/* Keeps a change that is on its way. */
int fs_changes_keep(struct fs_engine *e, int64_t order, int64_t at, const struct fs_order_change *change);

/* Of ticks (tick_*.c): the next step, what the strategy sends, and the end. */
int fs_tick_step(struct fs_engine *e);
int fs_tick_settle(struct fs_engine *e);
int fs_tick_order(struct fs_engine *e, int slot, fs_place place, const struct fs_order_request *request);
int fs_tick_change(struct fs_engine *e, fs_place place, const struct fs_order_change *change);
int fs_tick_cancel(struct fs_engine *e, fs_place place);
int64_t fs_tick_close(struct fs_engine *e, int slot);
int64_t fs_tick_first(const struct fs_engine *e);
void fs_tick_result(struct fs_engine *e, struct fs_result *result);
void fs_tick_free(struct fs_engine *e);

/* requests.c: is the request one that makes sense? Finds the orders it is tied to: their ids become the group's and the order's.
 * -1 with an error. */
int fs_requests_check(struct fs_engine *e, int slot, struct fs_order_request *request);

/* streams.c: bars of longer intervals, timers. */
int fs_streams_add_bar(struct fs_engine *e, int slot, int64_t index);
/* A trade of a slot, of which bars are made. */
void fs_streams_add_trade(struct fs_engine *e, int slot, int64_t time, double price, double qty);
/* The next bar of a longer interval that is over at `now`, in the view: FS_STEP_BAR, or 0. */
int fs_streams_bar(struct fs_engine *e);
/* The next of them that is due at `now`, in the view: its step, or 0. */
int fs_streams_step(struct fs_engine *e);
/* Prepares FS_STEP_SESSION of the slots that have a calendar, from the first bar on. -1 when out of memory. */
int fs_streams_sessions(struct fs_engine *e);

/* The bars under construction go on in the prices of after a split. */
void fs_streams_rescale(struct fs_engine *e, int slot, double price, double volume);
/* Something is to happen at `time`. */
void fs_streams_lower_due(struct fs_engine *e, int64_t time);

/* events.c: the events of the run's instruments, in order. -1 with an error. */
int fs_events_prepare(struct fs_engine *e);
/* When the next takes effect; INT64_MAX: no more do. */
int64_t fs_events_due(const struct fs_engine *e);
/* The next of those due at `now` takes effect: FS_STEP_EVENT in the view, 0 when there is none (or nobody wants to know), or
 * FS_STEP_ERROR. */
int fs_events_step(struct fs_engine *e);

/* effects.c: what an event does to positions and orders; what it did in *record. -1 with an error. */
int fs_effects_apply(struct fs_engine *e, const struct happening *h, struct fs_event_record *record);

/* adjust.c: prices of the slot jump by `price`, volumes by `volume`, before its next bar. -1 when out of memory. */
int fs_adjust_add(struct fs_engine *e, int slot, double price, double volume);
/* The benchmark goes on without jumps: a copy of it takes its place. `list`: its events, by time. -1 when out of memory. */
int fs_adjust_benchmark(struct fs_engine *e, const struct happening *list, int64_t count);
/* By what a price of bar `index` is multiplied to be one of now. */
double fs_adjust_price(const struct slot *s, int64_t index);

/* closing.c: the equity series. Room for that many points at once, in large pages where the system has them. */
int fs_closing_reserve(struct fs_engine *e, int64_t points);
int fs_closing_flush(struct fs_engine *e);
/* Writes the trades that have come since the last call to the records. */
void fs_closing_write_trades(struct fs_engine *e);

#endif
