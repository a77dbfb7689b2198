/*
 * tick_texts.h: options of runs over ticks as people write them.
 */
#ifndef FINSMART_TRADE_TICK_TEXTS_H
#define FINSMART_TRADE_TICK_TEXTS_H

#include "trade/engine_ticks.h"

/* A queue model: "risk-averse", "log", "power" or "power:N". -1 with FS_E_USAGE. */
int fs_tick_queue_read(const char *text, struct fs_tick_options *options);
/* Latencies by enum fs_latency_of; NULL where none is given: that of orders then, and for the feed what was recorded where the
 * data has times of receipt (`received`). The texts are borrowed as long as the options are used. -1 with FS_E_USAGE, *of which
 * one is wrong. */
int fs_tick_latencies_read(const char *const texts[FS_LATENCY_COUNT], int received,
                           struct fs_tick_options *options, int *of);

#endif
