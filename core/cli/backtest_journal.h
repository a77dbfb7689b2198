/*
 * backtest_journal.h: the journal of a backtest: what goes in, and what comes out.
 *
 * Inputs, in this order: program, blas (the kernel that its linear algebra chose), started (wall clock), user, host, script
 * (its path, or plugin:NAME), script_hash, strategy, strategy_version, param (NAME=VALUE, one each, as used), dataset,
 * dataset_hash, symbol (one each), first and last (starts of bars), bars, option (NAME=VALUE or NAME, one each: every option
 * of the command line that can change a decision or a figure, its default included, so that a later default changes
 * nothing).
 *
 * Results: status (complete, stopped, failed), error (failed only), bars, orders, fills, rejected, cut, cancelled, expired,
 * final_equity, total_return, max_drawdown, fees, journal_hash.
 */
#ifndef FINSMART_CLI_BACKTEST_JOURNAL_H
#define FINSMART_CLI_BACKTEST_JOURNAL_H

#include "cli/backtest.h"
#include "trade/journal.h"

/* Makes the journal that --journal names, writes the inputs and puts its sink into the options; *journal is NULL where none
 * is asked for. -1 with an error. */
int fs_backtest_journal_open(const struct fs_args *args, const struct fs_runner *runner,
                             const struct fs_backtest_data *data, struct fs_engine_options *options,
                             struct fs_journal **journal);
/* Writes the results (NULL: there are none) and the end. `error`: what the run failed with, or NULL. -1 with an error when
 * any of the journal could not be written. A journal of NULL is allowed. */
int fs_backtest_journal_close(struct fs_journal *journal, const struct fs_result *result, const char *error);

/* Calls `figure` with each result but status and error. */
void fs_backtest_figures(const struct fs_result *result,
                         void (*figure)(void *data, const char *name, const char *value), void *data);
/* Can this option of the command backtest change a decision or a figure? Those are recorded, and replayed. */
int fs_backtest_decides(const struct fs_option *option);

#endif
