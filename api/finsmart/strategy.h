/*
 * strategy.h: the capability of turning market events into orders.
 *
 * The same callbacks as a strategy in Lua, in the same order, over the same engine: decisions depend on
 * nothing but the events, the settings and the strategy's own state, so that the same sequence gives the same
 * orders to the bit. A strategy does not read a clock, a file or a random device.
 */
#ifndef FINSMART_STRATEGY_H
#define FINSMART_STRATEGY_H

#include "host.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A closed bar. Valid during the call. */
struct fs_strategy_bar {
    uint32_t struct_size;
    uint32_t symbol; /* host's id */
    int64_t now;     /* engine time: the bar's end, ns */
    int64_t time;    /* the bar's start, ns */
    double open, high, low, close;
    double volume;       /* NaN where the data has none */
    int64_t index;       /* number of this bar in its series (or stream), from 0 */
    int32_t stream;      /* 0 the data's own bars, else what bars() returned */
    int32_t warm;        /* 1 once the run's warm-up is over and orders are allowed */
    const double *extra; /* values of the data's further columns, in the order of extra_name(); stream 0 only,
                            else NULL */
    uint32_t extra_count;
    uint32_t reserved;
};

/* Something happened to an instrument (a dividend, a split, a halt), and has taken effect: position, lots, waiting orders and
 * cash are what it made of them. Mantissas; what a type does not have is 0. Valid during the call. */
struct fs_strategy_event {
    uint32_t struct_size;
    uint32_t symbol;      /* host's id */
    int32_t type;         /* FS_IEVENT_* */
    uint32_t into;        /* rename, merger, roll: the other symbol, which may be no part of the run */
    int64_t now;          /* engine time */
    int64_t amount;       /* a unit: dividend, merger, delisting */
    int64_t units_after;  /* split, merger: as many units, whole numbers and no mantissas, ... */
    int64_t units_before; /* ... for so many; a merger for cash alone: 0 */
    int64_t price;        /* at which units were closed or valued, or as given */
    int64_t into_price;   /* roll: of the other contract, where given */
    int64_t rate;         /* funding */
    int64_t before;       /* the position before it, signed */
    int64_t after;        /* and after it */
    int64_t into_qty;     /* merger, roll: bought (sold: negative) of the other */
    int64_t cash;         /* received (paid: negative), fee not taken off; rounded to a mantissa */
    int64_t fee;
};

/* fs_trade.standing(), added */
#define FS_SYMBOL_MEMBER 1 /* of the universe; always where the run has none */
#define FS_SYMBOL_HALTED 2
#define FS_SYMBOL_GONE   4 /* expired, delisted, merged or renamed: it can't be ordered any more */

/* fs_trade.history(): columns; further ones follow in the order of extra_name() */
#define FS_COLUMN_OPEN   0
#define FS_COLUMN_HIGH   1
#define FS_COLUMN_LOW    2
#define FS_COLUMN_CLOSE  3
#define FS_COLUMN_VOLUME 4
#define FS_COLUMN_EXTRA  5

/* A price level of an order book. */
struct fs_book_level {
    int64_t price, qty; /* mantissas */
    int64_t orders;     /* how many make the qty; 0 where the feed does not tell */
};

/* What a strategy can do and see; given to start. Grows at its end. Symbols are host ids; one that is not
 * part of the run is an error. Orders return their id (from 1), 0 where there was nothing to do, or -1 with
 * error() for a request that is wrong in itself; the verdict of the gate and the broker comes by on_order().
 * Orders are refused in start and init: there is no price yet. */
struct fs_trade {
    uint32_t struct_size;
    uint32_t symbol_count; /* of the run */
    /* The id of the run's symbol number `index`, in the order of their texts; 0 out of range. */
    uint32_t (*symbol)(struct fs_context *ctx, uint32_t index);
    int32_t (*extra_count)(struct fs_context *ctx);
    /* NULL out of range; valid until the run ends. */
    const char *(*extra_name)(struct fs_context *ctx, int32_t index);

    /* An order from exact mantissas; request->symbol says for what. */
    int64_t (*submit)(struct fs_context *ctx, const struct fs_order_request *request);
    /* The same from doubles, converted once, half to even; a price that does not belong to the type is NaN.
     */
    int64_t (*order)(struct fs_context *ctx, uint32_t symbol, int32_t side, int32_t type, int32_t tif,
                     double qty, double limit, double stop);
    /* Orders what is missing to reach a signed position, pending orders counted. */
    int64_t (*target)(struct fs_context *ctx, uint32_t symbol, double qty);
    /* The same for a fraction of account equity at the last price, rounded towards zero to the lot. */
    int64_t (*target_percent)(struct fs_context *ctx, uint32_t symbol, double fraction);
    /* Cancels the symbol's waiting orders and closes its position at market. */
    int64_t (*close)(struct fs_context *ctx, uint32_t symbol);
    /* Cancels a waiting order; -1 with error() where it waits no longer. */
    int32_t (*cancel)(struct fs_context *ctx, int64_t order);

    int32_t (*position)(struct fs_context *ctx, uint32_t symbol, struct fs_position *out);
    void (*account)(struct fs_context *ctx, struct fs_account *out);
    /* The last `n` values, oldest first, of a column up to and including the latest closed bar; returns how
     * many there are (at most n), -1 with error(). *values points into the data: valid during the present
     * callback. */
    int64_t (*history)(struct fs_context *ctx, uint32_t symbol, int32_t column, int64_t n,
                       const double **values);
    /* In start and init: calls on_timer every `interval` ns of engine time, aligned to multiples of it.
     * Returns the timer's number, -1 with error(). */
    int32_t (*every)(struct fs_context *ctx, int64_t interval);
    /* In start and init: delivers bars of a longer interval too, once closed. Returns a stream number > 0, -1
     * with error(). */
    int32_t (*bars)(struct fs_context *ctx, uint32_t symbol, int64_t interval);
    /* Adds a point at the present time to a named series of the report. */
    int32_t (*record)(struct fs_context *ctx, const char *name, double value);
    /* Changes a waiting order; on_order tells whether it is FS_ORDER_MODIFIED or, where the gate refuses, FS_ORDER_KEPT. -1 with
     * error() where it waits no longer or has not what is to change. */
    int32_t (*change)(struct fs_context *ctx, int64_t order, const struct fs_order_change *change);
    /* Over ticks: up to `most` levels of a side (FS_BUY, FS_SELL) of the book that the strategy sees, the best first; how
     * many, -1 with error(). Over bars there are none. */
    int32_t (*levels)(struct fs_context *ctx, uint32_t symbol, int32_t side, struct fs_book_level *out,
                      int32_t most);
    /* Since minor version 3. What a symbol is as of now: FS_SYMBOL_* added, -1 with error(). */
    int32_t (*standing)(struct fs_context *ctx, uint32_t symbol);
    /* A price times it goes on from the first bar without the jumps of splits and dividends; it changes at events only, and 1
     * stands for none. NaN with error(). */
    double (*adjustment)(struct fs_context *ctx, uint32_t symbol);
    /* As history(), of the columns open to volume, with what was before splits and dividends as it would have been after them;
     * copied to `out`, which has room for `n`. */
    int64_t (*adjusted)(struct fs_context *ctx, uint32_t symbol, int32_t column, int64_t n, double *out);
};

/* Does this program's table have the member? For those that came in a later minor version than the plugin declares. */
#define FS_TRADE_HAS(trade, member)                                                                          \
    ((trade)->struct_size >= offsetof(struct fs_trade, member) + sizeof((trade)->member))

/* The callbacks. `state` is what start gave, `s` what init gave for the symbol concerned (NULL without init).
 * All but start are optional (NULL), and what has no callback costs nothing. Each returns 0, or -1 with
 * error(), which ends the run with a message that names the callback, symbol, time and bar. */
struct fs_strategy {
    uint32_t struct_size; /* sizeof(struct fs_strategy) */
    uint32_t flags;       /* 0 */
    /* Once, before the first event. As fs_source.start. */
    int32_t (*start)(const struct fs_host *host, struct fs_context *ctx, const struct fs_trade *trade,
                     void **state);
    /* Ends the instance: frees its state. Called after a run that failed too, never after a start that
     * failed. */
    void (*stop)(void *state);
    /* Once per symbol after start, in the order of the symbols' texts. */
    int32_t (*init)(void *state, uint32_t symbol, void **s);
    int32_t (*on_bar)(void *state, void *s, const struct fs_strategy_bar *bar);
    /* An order's state changed; a fill happened. Valid during the call. */
    int32_t (*on_order)(void *state, void *s, const struct fs_order_update *update);
    int32_t (*on_fill)(void *state, void *s, const struct fs_fill *fill);
    /* All events of the time `now` have been delivered. */
    int32_t (*on_time)(void *state, int64_t now);
    int32_t (*on_timer)(void *state, int32_t timer, int64_t now);
    int32_t (*on_session)(void *state, void *s, uint32_t symbol, int32_t open, int64_t now);
    /* After the last event; not after a callback that failed. Orders are refused. */
    int32_t (*finish)(void *state);
    /* Over ticks: a trade, a quote, and the last event of a message that has changed the book. `now` is when the strategy hears
     * of it. Valid during the call. */
    int32_t (*on_trade)(void *state, void *s, const struct fs_event *event, int64_t now);
    int32_t (*on_quote)(void *state, void *s, const struct fs_event *event, int64_t now);
    int32_t (*on_book)(void *state, void *s, const struct fs_event *event, int64_t now);
    /* Since minor version 3. Something happened to an instrument: see struct fs_strategy_event. */
    int32_t (*on_event)(void *state, void *s, const struct fs_strategy_event *event);
};

#ifdef __cplusplus
}
#endif
#endif
