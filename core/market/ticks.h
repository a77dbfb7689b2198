/*
 * ticks.h: trades, quotes and changes of books of several symbols as one sequence of events.
 *
 * Sources give columns, part by part; ticks turns them into events a batch at a time, merges the sources, and lets go of
 * what it has read, so that it takes the same memory for a day and for ten years.
 *
 * Two orders:
 *   FS_TICKS_EXCHANGE  by `ts`: as it happened
 *   FS_TICKS_LOCAL     by `recv_ts`: as it was heard. Up to FS_TICKS_WINDOW messages of a source may be under way at one
 *                      time; with more, some are given out later than they were heard (recv_ts then says so), and none is
 *                      given out earlier. A row without a time of receipt, or with one before it happened, was heard when it happened. recv_ts of the events
 *                      never falls.
 * Events of one time come source by source, in the order in which the sources were given; of one source, as stored.
 *
 * Events are as finsmart/event.h says, with symbols of market/symbol.h. Book events have FS_EVENT_LAST at the end of a
 * message: of the rows of one time and sequence number (of a snapshot: of one time).
 */
#ifndef FINSMART_MARKET_TICKS_H
#define FINSMART_MARKET_TICKS_H

#include <finsmart/event.h>
#include <stdint.h>

struct fs_frame;

#define FS_TICKS_WINDOW 16384
enum { FS_TICKS_BATCH = 256 };

enum fs_ticks_order { FS_TICKS_EXCHANGE, FS_TICKS_LOCAL };

/* One symbol's rows of one kind: frames with columns as docs/ticks.md says, times in rising order throughout. */
struct fs_tick_source {
    int type;           /* FS_EVENT_TRADE, FS_EVENT_QUOTE or FS_EVENT_BOOK */
    const char *symbol; /* copied */
    /* The next part, the caller's reference; *part NULL after the last. -1 with an error. */
    int (*next)(void *context, struct fs_frame **part);
    /* Called once when the source is no longer needed, also where fs_ticks_new() fails; may be NULL. */
    void (*close)(void *context);
    void *context;
};

struct fs_ticks_options {
    int order;        /* enum fs_ticks_order */
    int64_t from, to; /* in that order's time, both inclusive; both 0: everything */
};

struct fs_ticks;

/* NULL with an error. `options` may be NULL: everything, in the exchange's order. */
struct fs_ticks *fs_ticks_new(const struct fs_tick_source *sources, int count,
                              const struct fs_ticks_options *options);
void fs_ticks_free(struct fs_ticks *ticks);
/* The next events: how many (from 1 to FS_TICKS_BATCH), 0 at the end, -1 with an error that names symbol, row and column. They are valid
 * until the next call. */
int64_t fs_ticks_next(struct fs_ticks *ticks, const struct fs_event **events);
/* The same in the caller's memory, which has room for FS_TICKS_BATCH of them. */
int64_t fs_ticks_copy(struct fs_ticks *ticks, struct fs_event *events);
/* Events that were given out later than their time of receipt says. */
int64_t fs_ticks_late(const struct fs_ticks *ticks);

#endif
