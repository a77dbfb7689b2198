/*
 * linkage.h: agglomerative clustering of n things from the distances between them.
 *
 * `distance` is n x n, symmetric; only x[i + j * n] with i > j is read. The n - 1 merges come in ascending
 * distance: clusters merges[m].a < merges[m].b became one of `count` things. Things are numbered 0 .. n - 1,
 * and the cluster of merge m is n + m.
 *
 * Single linkage by Prim's minimum spanning tree; the others by chains of nearest neighbours (Murtagh 1983;
 * Müllner 2011), with Lance and Williams' formulas (1967). Among equal distances the lowest number goes
 * first, as in scipy, whose trees these are. O(n^2).
 */
#ifndef FINSMART_COMPUTE_PORTFOLIO_LINKAGE_H
#define FINSMART_COMPUTE_PORTFOLIO_LINKAGE_H

#include "compute/problem.h"

enum fs_linkage { FS_LINKAGE_SINGLE, FS_LINKAGE_COMPLETE, FS_LINKAGE_AVERAGE, FS_LINKAGE_WARD };

struct fs_merge {
    double distance;
    size_t a, b, count;
};

/* FS_COMPUTE_MISSING for distances that are no finite numbers, FS_COMPUTE_DOMAIN below 0. */
int fs_linkage(const double *distance, size_t n, enum fs_linkage method, struct fs_merge *merges,
               struct fs_problem *problem);
/* The things in the order of the tree's leaves, a before b; `order` has room for n. 0, or -1 for no memory. */
int fs_linkage_order(const struct fs_merge *merges, size_t n, size_t *order);

#endif
