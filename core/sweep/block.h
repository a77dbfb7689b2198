/*
 * block.h: returns in sums by stretch of time, so that a run of any length is kept in a few numbers.
 *
 * The Sharpe ratio of a period of a union of blocks is mean / sqrt(m2 / (n - 1)) of the joined sums (Chan, Golub and LeVeque
 * 1979); the risk-free rate of a period is subtracted from the mean.
 */
#ifndef FINSMART_SWEEP_BLOCK_H
#define FINSMART_SWEEP_BLOCK_H

#include "sweep/run.h"

/* Returns of equity[first - 1 .. last) from point to point, last - first of them; `first` at least 1. NaN where equity is
 * not above 0. */
struct fs_block fs_block_of(const double *equity, int64_t first, int64_t last);
/* Cuts the count - 1 returns of `count` points into `blocks` of equal length, the first ones longer by one where they do
 * not come out even. */
void fs_block_cut(const double *equity, int64_t count, int blocks, struct fs_block *out);
struct fs_block fs_block_join(struct fs_block a, struct fs_block b);
/* Of a period; NaN with fewer than two returns or without variance. `risk_free` is of a period. */
double fs_block_sharpe(struct fs_block block, double risk_free);

#endif
