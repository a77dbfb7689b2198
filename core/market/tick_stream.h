/*
 * tick_stream.h: one source of ticks as events in its order. Inside the room only.
 */
#ifndef FINSMART_MARKET_TICK_STREAM_H
#define FINSMART_MARKET_TICK_STREAM_H

#include "market/tick_columns.h"
#include "market/ticks.h"

struct tick_stream {
    struct fs_tick_source source; /* symbol owned */
    uint32_t symbol;
    int local;
    int64_t from, to;
    struct fs_frame *part; /* NULL: none open */
    struct tick_columns columns;
    int64_t row, end, released; /* next row, end of those wanted, rows whose memory was let go of */
    int64_t rows_before;        /* of earlier parts */
    int64_t last;               /* time of the last row read */
    int finished;               /* no further part */
    /* What is read and not given out yet: events[at] to events[ready - 1]. */
    struct fs_event *events;
    int64_t at, ready;
    /* Local order: events up to `held` are read; those from `ready` on may still be overtaken. */
    int64_t held, given, late;
    struct tick_place *places; /* scratch for sorting */
};

/* The time that orders the streams' events. */
static inline int64_t tick_key(const struct tick_stream *stream, const struct fs_event *event)
{
    return stream->local ? event->recv_ts : event->ts;
}

int tick_stream_open(struct tick_stream *stream, const struct fs_tick_source *source,
                     const struct fs_ticks_options *options);
void tick_stream_close(struct tick_stream *stream);
/* Makes events[at] to events[ready - 1] the next ones, after all of the last ones were taken. 1, 0 at the end, or -1 with
 * an error. */
int tick_stream_fill(struct tick_stream *stream);

#endif
