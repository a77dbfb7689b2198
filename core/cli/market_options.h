/*
 * market_options.h: the options of commands that run strategies: over which data, with what money, at what cost.
 */
#ifndef FINSMART_CLI_MARKET_OPTIONS_H
#define FINSMART_CLI_MARKET_OPTIONS_H

#include "cli/backtest_data.h"
#include "cli/cli.h"
#include "trade/engine.h"

/* For struct fs_command's `shared`. */
extern const struct fs_option fs_market_options[];

/* Engine options as the command line has them, the others by default. -1 with FS_E_USAGE. */
int fs_market_options_read(const struct fs_args *args, struct fs_engine_options *options);
/* The bars or ticks that --data, --symbol, --from, --to and --benchmark ask for. NULL with an error, FS_E_USAGE for an
 * option that these data do not have. */
struct fs_backtest_data *fs_market_data_load(const struct fs_args *args);
/* An engine over them. NULL with an error. */
struct fs_engine *fs_market_engine(const struct fs_args *args, const struct fs_backtest_data *data,
                                   const struct fs_engine_options *options);
/* Lets an engine know what of the data is not bars: benchmark, events, universe. Borrowed. */
void fs_market_data_use(const struct fs_backtest_data *data, struct fs_engine_options *options);

#endif
