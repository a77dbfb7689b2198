/*
 * weights.h: a file of dated weights as a strategy, for people who make their portfolios elsewhere.
 *
 * CSV, Arrow (feather), JSON or NDJSON, in one of two forms; times ascend and are dates or times (UTC without an offset):
 *   wide   a time column and one column of numbers for each symbol. An empty cell leaves its symbol as it is.
 *   long   columns time, symbol and weight. The rows of one time are the whole portfolio: symbols that it does not name go to 0.
 * A weight is a share of equity, negative is short.
 *
 * A file with a column `entry` or `short_entry` holds signals: columns time, symbol (where the run has several), entry, exit,
 * short_entry, short_exit (true and false, or numbers) and size (a share of equity; 1). What a row says is decided as in
 * trade/vector.h; a symbol that a time does not name stays as it is.
 *
 * Weights are acted on at the close of the first bars that start at their time or after it, and fill at the next open. Sales come
 * first; a symbol without a price so far waits for its first. Between two times nothing is traded.
 */
#ifndef FINSMART_STORE_WEIGHTS_H
#define FINSMART_STORE_WEIGHTS_H

#include "trade/runner.h"

/* Is this the name of such a file, by its ending? */
int fs_weights_named(const char *path);
/* NULL with an error that names the file, the row (1 is the first below the header) and the column. */
struct fs_runner *fs_weights_open(const char *path);

#endif
