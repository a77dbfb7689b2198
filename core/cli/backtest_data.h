/*
 * backtest_data.h: a dataset's bars as the series that an engine runs over.
 */
#ifndef FINSMART_CLI_BACKTEST_DATA_H
#define FINSMART_CLI_BACKTEST_DATA_H

#include "market/instrument_event.h"
#include "market/series.h"

#include <stdint.h>

struct fs_tick_data; /* tick_data.h */

struct fs_backtest_data {
    const char *dataset,
        *hash; /* its name and content hash; of several datasets the names with commas, and the hash
                                   of their hashes */
    struct fs_series *series; /* the symbols to trade, `count`; of ticks they have names only */
    int count;
    struct fs_series *benchmark; /* or NULL */
    int64_t bars;                /* of all symbols to trade */
    int64_t from, to;            /* starts of the first and last bar; FS_TIME_NONE without bars */
    struct fs_tick_data *ticks;  /* NULL: it is bars; else `bars` is the number of rows */
    const struct fs_instrument_event *events; /* of all symbols of the files, halts and members too */
    int64_t event_count;
    int universe; /* a universe was given */
    struct fs_backtest_file {
        const char *option; /* "events" */
        const char *path;
        char hash[65]; /* SHA-256 of its bytes, hex */
    } files
        [5]; /* reference data that took part; option NULL: no more. Of "fx" the path is the dataset's name */
    const struct fs_series
        *rates; /* bars of exchange rates: those of --fx, and own symbols that are currencies */
    int rate_count;
};

struct fs_backtest_request {
    const char *home, *dataset;
    const char *const *symbols; /* `symbol_count` names; none: all of the dataset */
    int symbol_count;
    const char *benchmark;                               /* symbol, or NULL */
    int64_t from, to;                                    /* inclusive; INT64_MIN and INT64_MAX: all */
    int64_t lot;                                         /* mantissa (1e-8); 0: one unit */
    int64_t tick, min_notional;                          /* mantissas; 0: any */
    const char *instruments, *events, *universe, *halts; /* files of reference data, or NULL */
    const char *fx;                                      /* dataset of exchange rates, or NULL */
};

/* Loads what is asked for; files are mapped, not copied, where their columns are doubles. NULL with an error that
 * names the dataset, symbol or column. */
struct fs_backtest_data *fs_backtest_data_load(const struct fs_backtest_request *request);
void fs_backtest_data_free(struct fs_backtest_data *data);

/* Reads --from or --to: a date (its first or, with `end`, its last instant) or a time, UTC. -1 with FS_E_USAGE. */
int fs_backtest_time(const char *option, const char *text, int end, int64_t *out);

#endif
