/*
 * weights_file.h: a file of weights or signals in memory; shared by weights_read.c, which reads it, and weights.c, which follows it.
 */
#ifndef FINSMART_STORE_WEIGHTS_FILE_H
#define FINSMART_STORE_WEIGHTS_FILE_H

#include "base/arena.h"
#include "trade/runner.h"

enum { SAYS_ENTRY = 1, SAYS_EXIT = 2, SAYS_SHORT_ENTRY = 4, SAYS_SHORT_EXIT = 8, SIGNALS = 4 };

struct weights {
    struct fs_runner runner;
    struct fs_arena *arena;
    int64_t rows;
    int64_t *time;
    int symbols;
    const char **names;
    double *share; /* rows * symbols; NaN leaves the symbol as it is */
    uint8_t
        *says; /* signals: what a row says of a symbol, SAYS_*, of which `share` is the size; NULL: weights */
};

/* Reads the runner's file into it. -1 with an error that names the file, the row and the column. */
int fs_weights_read(struct weights *weights);

#endif
