/*
 * acts_read.h: the segments that are there. Inside the room only.
 */
#ifndef FINSMART_SERVER_ACTS_READ_H
#define FINSMART_SERVER_ACTS_READ_H

#include "base/hash.h"
#include "server/acts.h"
#include "trade/journal_format.h"

/* What the next segment has to know of those before it. */
struct fs_acts_past {
    uint64_t segment; /* number of the last one; 0: none */
    uint64_t act;     /* number of the last act; 0: none */
    char previous[2 * FS_JOURNAL_ID_SIZE + 1 +
                  FS_SHA256_HEX]; /* its id and chain, as its successor names them; "none" */
};

#define FS_ACTS_PREVIOUS "previous" /* name of the input that names the segment before */

/* Reads all segments of a folder, each checked against the one before; `mends`: takes one away that its killed server left
 * without a header. -1 with an error that names the file. */
int fs_acts_read(const struct fs_acts_options *options, int mends, struct fs_acts_past *past);

#endif
