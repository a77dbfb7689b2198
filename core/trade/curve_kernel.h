/* curve_kernel.h: sums over one block of equity points, one function per processor level. Private to metrics.c and
 * tests. */
#ifndef FINSMART_TRADE_CURVE_KERNEL_H
#define FINSMART_TRADE_CURVE_KERNEL_H

#include "compute/cpu.h"

/* Values that `returns` must have room for beyond the block's points. */
#define FS_CURVE_PADDING 4

struct fs_curve_sums {
    double equity, least, most; /* sum, minimum and maximum of the points */
    double mean;                /* of the returns; like the rest 0 where there is none */
    double m2, m3, m4;          /* sums of powers of returns minus their mean */
    double downside;            /* sum of min(return - target, 0)^2 */
};

/* `before` is the equity that the first return begins with; NaN: the first point ends no return. The returns are left
 * in `returns`. Sums run in four lanes, whose order of additions is fixed: the same bits at every level. */
typedef void fs_curve_sum(const double *equity, int count, double before, double target, double *returns,
                          struct fs_curve_sums *out);
/* The variant for a level that the processor has. */
fs_curve_sum *fs_curve_kernel(enum fs_cpu_level level);

#endif
