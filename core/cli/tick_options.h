/*
 * tick_options.h: the options of runs over ticks: latencies, the exchange, equity points.
 */
#ifndef FINSMART_CLI_TICK_OPTIONS_H
#define FINSMART_CLI_TICK_OPTIONS_H

#include "cli/tick_data.h"

/* -1 with FS_E_USAGE for an option that is given and means nothing over such data. */
int fs_tick_options_check(const struct fs_args *args, const struct fs_backtest_data *data);
/* The options of a run over ticks. -1 with FS_E_USAGE. */
int fs_tick_options_read(const struct fs_args *args, const struct fs_backtest_data *data,
                         struct fs_tick_options *options);

#endif
