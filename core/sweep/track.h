/*
 * track.h: what is gathered while the records of a sweep pass by, each once and in order. Inside the room only.
 */
#ifndef FINSMART_SWEEP_TRACK_H
#define FINSMART_SWEEP_TRACK_H

#include "base/hash.h"
#include "sweep/sweep.h"

struct fs_track {
    const struct fs_sweep_options *options;
    struct fs_sweep *sweep; /* which it fills */
    struct fs_sha256 *hash;
    double trial_mean, trial_m2;
};

/* `sweep` gets room for the list of the best and the heat map. -1 with an error. */
int fs_track_open(struct fs_track *track, const struct fs_sweep_options *options, struct fs_sweep *sweep);
int fs_track_add(struct fs_track *track, const struct fs_run *run);
/* After the last record: the journal hash, the trials' statistics, the neighbours of the best. -1 with an error. */
int fs_track_finish(struct fs_track *track);
void fs_track_close(struct fs_track *track);

/* Is objective `a` better than `b`? NaN never is; anything is better than NaN. */
int fs_track_better(int minimize, double a, double b);

/* table.c: writes the records [first, last) of the log as an Arrow file, whole or not at all. -1 with an error. */
int fs_table_write(struct fs_sweep *sweep, const struct fs_plan *plan, int64_t first, int64_t last,
                   const char *path);

/* walk.c: the walk-forward stage. As fs_sweep_run(). */
int fs_walk_run(struct fs_pool *pool, const struct fs_sweep_options *options, struct fs_sweep *sweep);
/* sweep.c: the tail of an answer, checked: its parts, NULL where it is none, with an error. */
const struct fs_tail *fs_sweep_tail(const struct fs_pool_outcome *outcome, const int64_t **time,
                                    const double **equity, const double **pnl);

#endif
