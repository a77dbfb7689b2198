/*
 * instrument_file.h: instruments as a file says them (docs/instruments.md).
 *
 * Columns: symbol, kind, currency, base, root, lot, tick, min_notional, multiplier, initial_margin, maintenance_margin, expiry,
 * calendar. Only the first is a must; an empty cell is what an instrument without the column has. Read strictly: whatever a
 * cell says that an instrument cannot be is an error that names file, row and column.
 */
#ifndef FINSMART_MARKET_INSTRUMENT_FILE_H
#define FINSMART_MARKET_INSTRUMENT_FILE_H

#include "market/instrument.h"

struct fs_instruments;

/* NULL with an error. */
struct fs_instruments *fs_instruments_read(const char *path);
void fs_instruments_free(struct fs_instruments *instruments);
int fs_instruments_count(const struct fs_instruments *instruments);
/* In the order of their symbols' text. */
const struct fs_instrument *fs_instruments_at(const struct fs_instruments *instruments, int index);
/* NULL where there is none (no error), and where `instruments` is. */
const struct fs_instrument *fs_instruments_find(const struct fs_instruments *instruments, const char *symbol);

/* "equity" and so on. */
const char *fs_instrument_kind_name(int kind);

#endif
