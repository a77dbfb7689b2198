/*
 * moving.h: sums over a moving window, for the inline steps of indicators (core/compute/form.h). They keep their errors
 * (exact.h), and begin anew after a missing value, so that all that ever leaves had come.
 */
#ifndef FINSMART_COMPUTE_MOVING_H
#define FINSMART_COMPUTE_MOVING_H

#include "compute/exact.h"
#include "compute/form.h"

/* A sum without its errors. */
static inline double fs_exact_value(struct fs_exact s)
{
    return s.high + s.low;
}

static inline void fs_moving_product(struct fs_exact *sum, double come_a, double come_b, double leave_a,
                                     double leave_b)
{
    struct fs_exact come = fs_exact_product(come_a, come_b), leave = fs_exact_product(leave_a, leave_b);
    fs_exact_exchange(sum, come.high, leave.high);
    sum->low += come.low - leave.low;
}

#endif
