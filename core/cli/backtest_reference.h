/*
 * backtest_reference.h: what a run over bars or ticks needs beside them: files of reference data, and exchange rates.
 */
#ifndef FINSMART_CLI_BACKTEST_REFERENCE_H
#define FINSMART_CLI_BACKTEST_REFERENCE_H

#include "base/arena.h"
#include "cli/backtest_data.h"

/* Notes a file (NULL: none) among those of the data, with the hash of its content. -1 with an error. */
int fs_backtest_note_file(struct fs_backtest_data *data, struct fs_arena *arena, const char *option,
                          const char *path);
/* The exchange rates of a run: the dataset of --fx from its first bar on, and what of the bars is a currency. They live as
 * long as the arena. -1 with an error. */
int fs_backtest_load_rates(struct fs_backtest_data *data, struct fs_arena *arena,
                           const struct fs_backtest_request *request);

#endif
