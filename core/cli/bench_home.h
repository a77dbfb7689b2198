/*
 * bench_home.h: a dataset in a folder of its own, for benchmarks that run the program as its user does.
 */
#ifndef FINSMART_CLI_BENCH_HOME_H
#define FINSMART_CLI_BENCH_HOME_H

#include "cli/bench_bars.h"

/* Writes dataset "bars" into the home: `symbols` of them ("bars" where there is one, else S000, S001, ...), each with `count`
 * of the bars, one after the other. -1 with an error. */
int fs_bench_dataset(const char *home, const struct fs_bench_bars *bars, int symbols, int64_t count);
/* Removes a folder with all that is in it. */
void fs_bench_remove(const char *path);

#endif
