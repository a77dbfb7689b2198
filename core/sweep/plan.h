/*
 * plan.h: what a sweep tries, on what and how: known to the process that leads it and to each worker alike, because both read
 * the same command line and the same files.
 */
#ifndef FINSMART_SWEEP_PLAN_H
#define FINSMART_SWEEP_PLAN_H

#include "script/search.h"
#include "sweep/block.h"
#include "sweep/space.h"
#include "trade/engine.h"

struct fs_plan {
    const char *strategy; /* file or plugin */
    struct fs_search_options search;
    struct fs_space space;
    struct fs_engine_options engine; /* of every run; keep_equity, progress and out_dir do not count */
    const struct fs_series *series;
    int series_count;
    int64_t first, last; /* starts of the first and last bar that take part */
    /* Sums of returns that are kept of each set: `blocks` of equal length (overfit.h), then for each of `groups` of equal
     * length (cpcv.h) FS_GROUP_BLOCKS. */
    int blocks, groups;
    int64_t purge, embargo; /* bars, of the groups */
    uint64_t seed;          /* of permutations */
};

/* The blocks of a group: its returns whole, without the first `embargo`, without the last `purge`, without both (added as
 * bits), and {n, log of its growth, 0}. */
enum { FS_GROUP_WHOLE, FS_GROUP_EMBARGOED = 1, FS_GROUP_PURGED = 2, FS_GROUP_GROWTH = 4, FS_GROUP_BLOCKS };

/* All blocks behind a record. */
static inline int fs_plan_blocks(const struct fs_plan *plan)
{
    return plan->blocks + plan->groups * FS_GROUP_BLOCKS;
}

enum fs_piece_kind {
    FS_PIECE_SET,   /* over all bars; answered with the record and its blocks */
    FS_PIECE_TRAIN, /* over bars from `from` until before `until`: the record alone */
    FS_PIECE_TEST, /* the same with its tail; the figures are of bars from `orders_from`, before which nothing is ordered */
    FS_PIECE_DETAIL,  /* over all bars, with its tail */
    FS_PIECE_PERMUTED /* over all bars with their returns in another order: the record alone */
};

struct fs_piece {
    int64_t number;            /* of the set */
    int64_t kind;              /* enum fs_piece_kind */
    int64_t from, until;       /* starts of bars */
    int64_t orders_from;       /* TEST */
    int64_t permutation, fold; /* PERMUTED: its number from 0; the leader's own note */
};

/* What lies behind the record of TEST and DETAIL: times (of `points`), equity, pnl of closed trades. */
struct fs_tail {
    int64_t points, trades;
};

/* A worker: greets and answers pieces until there are no more. 0; -1 with an error that the leader has been told. */
int fs_sweep_serve(struct fs_plan *plan);

#endif
