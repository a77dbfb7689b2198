/*
 * segments.h: one long series through the loops of many.h, as eight segments at once, with the bits of one step after the other.
 * Private to this library.
 *
 * A recurrence such as an exponential average waits for itself at every value. But it forgets: after some dozen times its
 * period, what it began with is lost in rounding, and from then on two averages that began differently are the same to the bit.
 * So each segment begins some values early, from nothing, and is right if at its true beginning its state is the one in
 * which the segment before ended. Where it is not (a stretch of equal values can hold two averages a last place apart) the
 * segment is made again from that state, so that the result never depends on the guess.
 */
#ifndef FINSMART_COMPUTE_SEGMENTS_H
#define FINSMART_COMPUTE_SEGMENTS_H

#include "compute/ta/many_kernel.h"

/* Fills the outputs of a job over plain series, whose recurrences together forget in about `memory` values (the sum of the
 * reciprocals of the weights of a new value). 0 if there are too few values for it to be worth while; nothing was done
 * then. */
int fs_segments(enum fs_many_what what, const struct fs_many_job *job, double memory);
/* The same on a level that the processor has; `*again` counts the segments that were made again. */
int fs_segments_at(enum fs_cpu_level level, enum fs_many_what what, const struct fs_many_job *job,
                   double memory, int *again);

#endif
