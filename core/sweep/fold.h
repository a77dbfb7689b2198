/*
 * fold.h: how bars are cut into what parameters are chosen on and what the choice is tried on.
 *
 * A timeline is the ascending list of the distinct starts of bars of all symbols; windows are half open ranges of its indices.
 *
 * Walk-forward: the test windows follow one another without a gap from the end of the first training window to the end of
 * the data (the last may be shorter). Each is trained on the bars before it: on the latest `train` of them (rolling), or on
 * all (anchored). The last `purge` bars before the test are left out of training.
 *
 * Lengths are bars, or durations by the calendar, counted from midnight UTC of the first day: y, m (months), w, d.
 */
#ifndef FINSMART_SWEEP_FOLD_H
#define FINSMART_SWEEP_FOLD_H

#include "market/series.h"

#include <stdint.h>

struct fs_timeline {
    int64_t *time;
    int64_t count;
};

/* The distinct starts of bars. free() timeline->time. -1 with an error. */
int fs_timeline_make(const struct fs_series *series, int count, struct fs_timeline *timeline);

struct fs_span {
    int64_t amount;
    char unit; /* 'b' bars, 'y', 'm', 'w', 'd' */
};

struct fs_walk_forward {
    struct fs_span train, test;
    int anchored;
    int64_t purge; /* bars */
};

struct fs_fold {
    int64_t train_from, train_to, test_from, test_to;
};

/* Reads "train=500,test=100[,anchored][,purge=N]". -1 with FS_E_USAGE. */
int fs_walk_forward_parse(const char *text, struct fs_walk_forward *walk);
/* The folds of a timeline, in the order of their tests. free() *folds. -1 with FS_E_USAGE when there is none. */
int fs_walk_forward_folds(const struct fs_walk_forward *walk, const struct fs_timeline *timeline,
                          struct fs_fold **folds, int *count);

/* Combinatorial purged cross-validation: `groups` of which each choice of `test` is tried once. */
struct fs_cpcv {
    int groups, test;
    int64_t purge, embargo; /* bars */
};

/* Reads "groups=6,test=2[,purge=N][,embargo=N]". -1 with FS_E_USAGE. */
int fs_cpcv_parse(const char *text, struct fs_cpcv *cpcv);

#endif
