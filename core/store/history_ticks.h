/*
 * history_ticks.h: datasets of trades, quotes and books as one sequence of events.
 */
#ifndef FINSMART_STORE_HISTORY_TICKS_H
#define FINSMART_STORE_HISTORY_TICKS_H

#include "market/ticks.h"
#include "store/history.h"

/* A symbol of a dataset of kind trades, quotes or book. */
struct fs_history_tick {
    const struct fs_history *history; /* stays open as long as the ticks */
    const char *symbol;
};

/* The rows of all of them in one order (market/ticks.h), read from mapped files part by part. NULL with an error:
 * FS_E_UNSUPPORTED for a dataset of another kind, FS_E_NOT_FOUND for a symbol that is not there. */
struct fs_ticks *fs_history_ticks(const struct fs_history_tick *list, int count,
                                  const struct fs_ticks_options *options);
/* The type of a dataset's events (FS_EVENT_TRADE, _QUOTE, _BOOK); -1 with FS_E_UNSUPPORTED for other kinds. */
int fs_history_tick_type(const struct fs_history *history);
/* Is a book kept order by order (with a column order_id)? */
int fs_history_has_orders(const struct fs_history *history);

#endif
