/*
 * journal_signer.h: signs a journal's chain while a process beside this one writes it.
 *
 * A script runs in a worker's process. Its journal is signed by the supervisor, which reads what is on the disk and adds a
 * head for every whole block it finds there (trade/journal_heads.h): the worker never holds the key, and of one that is
 * killed the blocks it wrote are signed all the same.
 */
#ifndef FINSMART_CLI_JOURNAL_SIGNER_H
#define FINSMART_CLI_JOURNAL_SIGNER_H

#include "cli/cli.h"

struct fs_journal_signer;

/* What --journal-head, --journal-key and --journal ask for, key and heads opened; *signer is NULL where the command has none
 * of them. -1 with an error: FS_E_USAGE when one is missing, FS_E_CONFLICT when the journal is there already. */
int fs_journal_signer_open(const struct fs_args *args, struct fs_journal_signer **signer);
/* Signs the whole blocks that are new; call it now and then (work/worker.h). An error is kept until the signer is closed. */
void fs_journal_signer_look(void *signer);
/* Signs what has come since, after the worker is gone. 0, or -1 with the first error there was. NULL is allowed. */
int fs_journal_signer_close(struct fs_journal_signer *signer);

#endif
