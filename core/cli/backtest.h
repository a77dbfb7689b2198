/*
 * backtest.h: what the command line of finsmart backtest describes, for every command that runs a strategy so.
 */
#ifndef FINSMART_CLI_BACKTEST_H
#define FINSMART_CLI_BACKTEST_H

#include "cli/cli.h"
#include "cli/market_options.h"
#include "trade/engine.h"
#include "trade/runner.h"

/* `args` are those of the command backtest; market_options.h loads the data. Each -1 or NULL with an error. */
int fs_backtest_options(const struct fs_args *args, struct fs_engine_options *options);
/* The operand, or the file of --weights. */
const char *fs_backtest_strategy(const struct fs_args *args);
struct fs_runner *fs_backtest_runner(const struct fs_args *args);

extern const struct fs_command fs_command_backtest;

#endif
