/*
 * replay_inputs.h: what a journal says went into its run, as the command line that runs it again.
 */
#ifndef FINSMART_CLI_REPLAY_INPUTS_H
#define FINSMART_CLI_REPLAY_INPUTS_H

#include "cli/backtest.h"
#include "trade/journal_reader.h"

struct fs_replay_inputs {
    char *program, *script, *script_hash, *dataset, *dataset_hash; /* "" where the journal has none */
    char *file_hashes[5]; /* of instruments, events, universe, halts, fx; NULL: there was none */
    char **words;         /* of the command backtest: its name, the script, options; ended by NULL */
    int count, capacity;
    struct fs_args *args; /* the words, parsed */
};

/* Reads the inputs up to the first record that is none, which is left in `record` with its step (FS_JOURNAL_*) in *step.
 * `own` are the arguments of replay: --script, --data, --home and --memory-limit stand for what was recorded. -1 with an
 * error. Clear it either way. */
int fs_replay_inputs_read(struct fs_replay_inputs *inputs, struct fs_journal_reader *reader,
                          const struct fs_args *own, struct fs_journal_record *record, int *step);
void fs_replay_inputs_clear(struct fs_replay_inputs *inputs);

#endif
