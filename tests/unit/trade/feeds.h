/* feeds.h: small feeds of quotes and trades for tests of the engine over ticks, from rows of numbers. Times are ms. */
#ifndef TEST_FEEDS_H
#define TEST_FEEDS_H

#include "base/error.h"
#include "frame/frame.h"
#include "market/ticks.h"
#include "trade/engine_ticks.h"

#include <check.h>
#include <stdlib.h>

enum { ROWS = 64, MS = 1000000 };

static inline const char *why(void)
{
    return fs_error_last() ? fs_error_last()->message : "no error";
}

/* Rows of quotes and trades of one symbol: in ms. */
struct feed {
    const char *symbol;
    const struct fs_instrument *instrument;
    int quotes, trades, received;
    struct {
        double time, heard, bid, ask;
    } quote[ROWS];
    struct {
        double time, price, qty;
    } trade[ROWS];
};

/* Feeds of a run. */
struct market {
    struct feed *feed[4];
    int count;
};

struct part {
    struct fs_frame *frame;
};

static inline int next_part(void *context, struct fs_frame **part)
{
    struct part *p = context;
    *part = p->frame;
    p->frame = NULL;
    return 0;
}

static inline void close_part(void *context)
{
    struct part *p = context;
    fs_frame_unref(p->frame);
    free(p);
}

/* NULL with an error. */
static inline void *add(struct fs_frame *frame, const char *name, int type, int64_t rows)
{
    void *data;
    return frame && fs_frame_add_new(frame, name, type, rows, NULL, &data) == 0 ? data : NULL;
}

/* A source of one part; 0 where there is no memory. */
static inline int source(struct fs_tick_source *out, struct fs_frame *frame, int type, const char *symbol)
{
    struct part *p = frame ? malloc(sizeof *p) : NULL;
    if (!p) {
        fs_frame_unref(frame);
        return 0;
    }
    p->frame = frame;
    *out = (struct fs_tick_source){type, symbol, next_part, close_part, p};
    return 1;
}

static inline struct fs_frame *quotes_of(const struct feed *f)
{
    struct fs_frame *frame = fs_frame_new();
    int64_t *time = add(frame, "time", FS_TIME, f->quotes);
    int64_t *heard = f->received ? add(frame, "recv_time", FS_TIME, f->quotes) : NULL;
    double *bid = add(frame, "bid", FS_F64, f->quotes), *ask = add(frame, "ask", FS_F64, f->quotes);
    double *bid_size = add(frame, "bid_size", FS_F64, f->quotes),
           *ask_size = add(frame, "ask_size", FS_F64, f->quotes);
    if (!time || (f->received && !heard) || !bid || !ask || !bid_size || !ask_size) {
        fs_frame_unref(frame);
        return NULL;
    }
    for (int i = 0; i < f->quotes; i++) {
        time[i] = (int64_t)(f->quote[i].time * MS);
        if (heard)
            heard[i] = (int64_t)(f->quote[i].heard * MS);
        bid[i] = f->quote[i].bid;
        ask[i] = f->quote[i].ask;
        bid_size[i] = ask_size[i] = 10;
    }
    return frame;
}

static inline struct fs_frame *trades_of(const struct feed *f)
{
    struct fs_frame *frame = fs_frame_new();
    int64_t *time = add(frame, "time", FS_TIME, f->trades);
    double *price = add(frame, "price", FS_F64, f->trades), *qty = add(frame, "qty", FS_F64, f->trades);
    if (!time || !price || !qty) {
        fs_frame_unref(frame);
        return NULL;
    }
    for (int i = 0; i < f->trades; i++) {
        time[i] = (int64_t)(f->trade[i].time * MS);
        price[i] = f->trade[i].price;
        qty[i] = f->trade[i].qty;
    }
    return frame;
}

static inline struct fs_ticks *open_feed(void *data, int order)
{
    const struct market *m = data;
    struct fs_tick_source sources[8];
    int count = 0, good = 1;
    for (int i = 0; good && i < m->count; i++) {
        const struct feed *f = m->feed[i];
        if (f->trades)
            count += good = source(&sources[count], trades_of(f), FS_EVENT_TRADE, f->symbol);
        if (good)
            count += good = source(&sources[count], quotes_of(f), FS_EVENT_QUOTE, f->symbol);
    }
    if (good)
        return fs_ticks_new(sources, count, &(struct fs_ticks_options){.order = order});
    while (count)
        close_part(sources[--count].context);
    fs_error_nomem();
    return NULL;
}

static inline void quote(struct feed *f, double time, double bid, double ask)
{
    f->quote[f->quotes].time = f->quote[f->quotes].heard = time;
    f->quote[f->quotes].bid = bid;
    f->quote[f->quotes++].ask = ask;
}

static inline void trade(struct feed *f, double time, double price, double qty)
{
    f->trade[f->trades].time = time;
    f->trade[f->trades].price = price;
    f->trade[f->trades++].qty = qty;
}

static inline void latency(struct fs_tick_options *o, int of, double ms)
{
    o->latency[of] = (struct fs_latency){.kind = FS_LATENCY_CONSTANT, .a = ms * MS};
}

static inline struct fs_engine *engine_over(struct market *m, const struct fs_engine_options *options,
                                            struct fs_tick_options *ticks)
{
    struct fs_tick_symbol symbols[4];
    for (int i = 0; i < m->count; i++)
        symbols[i] = (struct fs_tick_symbol){
            .symbol = m->feed[i]->symbol, .feed = FS_VENUE_QUOTES, .instrument = m->feed[i]->instrument};
    ticks->open = open_feed;
    ticks->data = m;
    struct fs_engine *e = fs_engine_new_ticks(options, ticks, symbols, m->count);
    ck_assert_msg(e != NULL, "%s", why());
    return e;
}

#endif
