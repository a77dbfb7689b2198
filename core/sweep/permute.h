/*
 * permute.h: bars whose returns come in another order: the same market without its sequence, which is all that a strategy can
 * know of. Gaps (open to the close before) and what happens inside bars (high, low and close to the open, with volume and
 * further columns) are permuted each by itself (Masters 2018), so that prices begin and end as they did, but for rounding.
 * Symbols with equally many bars share their permutations, and with them their correlation.
 */
#ifndef FINSMART_SWEEP_PERMUTE_H
#define FINSMART_SWEEP_PERMUTE_H

#include "market/series.h"

struct fs_permuted;

/* Room for permutations of these series. NULL with an error. */
struct fs_permuted *fs_permuted_new(const struct fs_series *series, int count);
/* Makes permutation `number` of a seed. */
void fs_permuted_make(struct fs_permuted *permuted, uint64_t seed, int64_t number);
/* The series as made last. */
const struct fs_series *fs_permuted_series(const struct fs_permuted *permuted);
void fs_permuted_free(struct fs_permuted *permuted);

#endif
