/*
 * aggregate.h: one value of many rows. Inside this room.
 */
#ifndef FINSMART_FRAME_AGGREGATE_H
#define FINSMART_FRAME_AGGREGATE_H

#include "frame/ops.h"

/* Adds to `out` the column of one aggregation: row k aggregates rows lists[starts[k]] to lists[starts[k + 1]
 * - 1]. */
int fs_aggregate_lists(struct fs_frame *out, const struct fs_frame *frame,
                       const struct fs_aggregation *aggregation, const int64_t *starts, const int64_t *lists,
                       int64_t groups);

/* A sum that keeps what rounding would lose (Neumaier). */
struct fs_sum {
    double sum, lost;
};
void fs_sum_add(struct fs_sum *sum, double value);
/* The sum; not finite where a value was not. */
double fs_sum_value(const struct fs_sum *sum);
/* Sorts doubles (no NaN) ascending. */
void fs_sort_doubles(double *values, int64_t count);
/* The quantile p (0 to 1) of sorted values, linear between neighbours (type 7); NaN of nothing. */
double fs_frame_quantile(const double *values, int64_t count, double p);

#endif
