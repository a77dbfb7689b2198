/*
 * bench_bars.h: the generated bars that the engine's benchmark and its peers run on.
 */
#ifndef FINSMART_CLI_BENCH_BARS_H
#define FINSMART_CLI_BENCH_BARS_H

#include "trade/engine.h"

/* One symbol's one-minute bars from 2000-01-01: a random walk made by xorshift64 (seed 88172645463325252), prices
 * rounded to 1e-8, each bar opening at the last one's close. The same on every machine. */
struct fs_bench_bars {
    int64_t count;
    int64_t *time;
    double *open, *high, *low, *close, *volume;
};

/* Memory for a benchmark's arrays, in large pages where it is long, as numpy asks for those of the peers; free() ends it. NULL when
 * out of memory (no error). */
void *fs_bench_memory(size_t size);
/* 0, or -1 when out of memory. Free with fs_bench_bars_free(). */
int fs_bench_bars_make(struct fs_bench_bars *bars, int64_t count);
void fs_bench_bars_free(struct fs_bench_bars *bars);
/* The first `count` bars as the engine takes them; borrows the arrays. */
struct fs_series fs_bench_bars_series(const struct fs_bench_bars *bars, int64_t count);
/* Writes time.i64, open.f64, high.f64, low.f64 and close.f64 into the folder, for the peers. */
int fs_bench_bars_write(const struct fs_bench_bars *bars, const char *folder);

#endif
