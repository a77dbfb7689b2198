/*
 * history_instruments.h: the instruments of a dataset: a table of reference data that lies beside its rows.
 *
 * It is HOME/history/<dataset>/instruments.arrow, of the columns of market/instrument_file.h, and no part of the dataset's
 * hash: whoever runs over it notes the hash of the table as well.
 */
#ifndef FINSMART_STORE_HISTORY_INSTRUMENTS_H
#define FINSMART_STORE_HISTORY_INSTRUMENTS_H

#include "store/history.h"

/* Puts a file of instruments beside the rows of an existing dataset, in place of the one that is there. It is read strictly
 * first. -1 with an error. */
int fs_history_set_instruments(const struct fs_history *history, const char *path);
/* Where it is; NULL where the dataset has none (no error). Borrowed from the history. */
const char *fs_history_instruments(const struct fs_history *history);

#endif
