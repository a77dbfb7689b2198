/*
 * stage.h: what a stage of a sweep after its sets (walk-forward, permutations) has done, kept so that it can be gone on with.
 * Inside the room only.
 *
 * A stage's pieces are numbered in the order in which they are handed out, which the command line alone decides. Their records
 * lie in a log of their own in the sweep's folder (run_log.h) under these numbers, so that a stage that was killed begins with
 * the piece after the last record. Without a folder nothing is kept.
 */
#ifndef FINSMART_SWEEP_STAGE_H
#define FINSMART_SWEEP_STAGE_H

#include "sweep/sweep.h"

struct fs_stage {
    struct fs_run_log *log; /* NULL: nothing is kept */
    int64_t resumed;        /* pieces done before */
};

/* Opens `name` in the folder; of a stage that is gone on with, at most `pieces` records count. -1 with an error. */
int fs_stage_open(struct fs_stage *stage, const struct fs_sweep_options *options, const char *name,
                  int64_t pieces);
/* The record of a piece that was done before. NULL with an error. */
const struct fs_run *fs_stage_get(struct fs_stage *stage, int64_t piece);
/* Keeps what became of the next piece; `outcome` is checked to be a record alone, or a failure, of which a failed record is
 * made. *run gets it, without its number. -1 with an error. */
int fs_stage_add(struct fs_stage *stage, const struct fs_pool_outcome *outcome, struct fs_run *run);
/* What was added is in the file when it returns. */
int fs_stage_flush(struct fs_stage *stage);
/* Closes a stage that ended with `status`; whatever ended it, what was done is kept. Returns the status, or -1 with an error. */
int fs_stage_end(struct fs_stage *stage, int status);

#endif
