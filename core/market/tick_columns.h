/*
 * tick_columns.h: rows of a frame as events. Inside the room only; docs/ticks.md tells which columns there are.
 */
#ifndef FINSMART_MARKET_TICK_COLUMNS_H
#define FINSMART_MARKET_TICK_COLUMNS_H

#include "frame/frame.h"
#include "market/ticks.h"

#include <finsmart/event.h>
#include <stdint.h>

/* A column, or none (data NULL). */
struct tick_column {
    const struct fs_column *column;
    const void *data;
};

struct tick_columns {
    int type; /* FS_EVENT_TRADE, FS_EVENT_QUOTE or FS_EVENT_BOOK */
    uint32_t symbol;
    const char *name; /* of the symbol, for messages */
    int64_t rows;
    const int64_t *time; /* the values of `times` */
    struct tick_column times, recv_time, price, qty, bid, ask, bid_size, ask_size, side, action, trade_id,
        order_id, seq, level, snapshot;
    uint8_t *words[2]; /* what the codes of side and action mean; owned */
};

enum { TICK_BATCH = FS_TICKS_BATCH };

/* Looks the columns up. -1 with an error that names symbol and column. The frame must outlive them. */
int tick_columns_bind(struct tick_columns *columns, const struct fs_frame *frame, int type, uint32_t symbol,
                      const char *name);
void tick_columns_clear(struct tick_columns *columns);
/* Rows first to first + count - 1 (at most TICK_BATCH) as events. -1 with an error that names symbol, row and column. */
int tick_columns_read(const struct tick_columns *columns, int64_t first, int64_t count, struct fs_event *out);
/* Do the times of the rows rise (or stay) from `last` on? */
int tick_columns_rise(const struct tick_columns *columns, int64_t first, int64_t count, int64_t last);
/* The pages of rows first to last - 1 will not be read again. */
void tick_columns_done(const struct tick_columns *columns, int64_t first, int64_t last);

#endif
