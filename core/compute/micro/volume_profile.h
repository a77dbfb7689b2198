/*
 * volume_profile.h: how much was traded at which price.
 *
 * The range of prices is cut into `bins` levels of equal height; a price on the edge of two belongs to the upper one, the
 * highest price to the highest level. The point of control is the level with the most volume (of equal ones the nearest to the
 * middle of the range, of two equally near the lower). The value area begins there and grows by the neighbouring level with
 * more volume, above or below (of equal ones the one above), until it holds the fraction `value_area` of all volume.
 * Steidlmayer's market profile, with volume in place of time. Prices that are all the same give one level.
 *
 * Bad inputs: a negative volume, no volume at all, or figures beyond a double are FS_COMPUTE_DOMAIN.
 */
#ifndef FINSMART_COMPUTE_MICRO_VOLUME_PROFILE_H
#define FINSMART_COMPUTE_MICRO_VOLUME_PROFILE_H

#include "compute/problem.h"

#define FS_VOLUME_PROFILE_BINS_MAX 100000

struct fs_volume_profile_options {
    int32_t bins;      /* 1 to FS_VOLUME_PROFILE_BINS_MAX */
    double value_area; /* 0.01 to 1 */
};

struct fs_volume_profile_result {
    int32_t found;   /* levels: `bins`, or 1 where all prices are the same */
    double *levels;  /* bins: the middle of each, ascending */
    double *volumes; /* bins: traded at each */
    double point_of_control;
    double value_area_low;    /* lower edge of the value area's lowest level */
    double value_area_high;   /* upper edge of its highest */
    double value_area_volume; /* traded in it */
    double total;             /* traded at all */
};

int fs_volume_profile(const double *prices, const double *volumes, size_t n,
                      const struct fs_volume_profile_options *options,
                      struct fs_volume_profile_result *result, struct fs_problem *problem);

#endif
