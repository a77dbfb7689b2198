/*
 * bench_feed.h: a generated market for benchmarks of backtests over books: trades, and changes of price levels.
 *
 * Of the events a tenth are trades, 3 % move a best price, the rest set levels within 20 ticks of it. Quantities are whole
 * units, every trade is at the best price and the next event takes its quantity off the level, and prices never cross, so
 * that simulators whose rules differ in other cases have the same fills. Two thousand events a second, at times that no
 * timer and no message of a whole number of microseconds meets; the last half second is quiet at the best prices.
 */
#ifndef FINSMART_CLI_BENCH_FEED_H
#define FINSMART_CLI_BENCH_FEED_H

#include <stdint.h>

struct fs_ticks;

#define FS_BENCH_FEED_SYMBOL "BENCH"

struct fs_bench_feed {
    char folder[64]; /* where the files are */
    int64_t events;
    int parts[2];       /* files of trades and of levels */
    int64_t from, last; /* times: a whole second before the first event; of the last event */
};

/* Makes the events, in Arrow files in the folder; with `raw` in plain arrays too (time.i64, price.f64, qty.f64, kind.u8: level of
 * bids 0, of offers 1, sale 2, purchase 3), for peers. -1 with an error. */
int fs_bench_feed_make(struct fs_bench_feed *feed, const char *folder, int64_t events, int raw);
/* The events in their order, for struct fs_tick_options: `feed` is a struct fs_bench_feed. */
struct fs_ticks *fs_bench_feed_open(void *feed, int order);
/* Writes them as datasets "trades" and "book" of a home; they must be few enough for one file. -1 with an error. */
int fs_bench_feed_import(const struct fs_bench_feed *feed, const char *home);

#endif
