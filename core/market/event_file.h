/*
 * event_file.h: files of events (docs/instruments.md): corporate actions and contract events, halts, universes.
 *
 * Read strictly: a cell that does not say what its row needs, or that a row of its type does not have, is an error that names
 * file, row and column.
 */
#ifndef FINSMART_MARKET_EVENT_FILE_H
#define FINSMART_MARKET_EVENT_FILE_H

#include "market/instrument_event.h"

struct fs_events;

struct fs_events *fs_events_new(void);
void fs_events_free(struct fs_events *events);

/* Adds the rows of a file: -1 with an error.
 *   symbol, date (or time), type, and what the type has of amount, currency, ratio, into, price, into_price, rate */
int fs_events_read(struct fs_events *events, const char *path);
/*   symbol, from, to: trading is halted from `from` until `to` (empty: for good) */
int fs_events_read_halts(struct fs_events *events, const char *path);
/*   symbol, from, to: it is a member from `from` through `to` (a date: that day included; empty: for good) */
int fs_events_read_universe(struct fs_events *events, const char *path);

/* In the order in which they were read. Borrowed. */
const struct fs_instrument_event *fs_events_list(const struct fs_events *events, int64_t *count);

#endif
