/* extreme_kernel.h: the series forms of max and min, one function per processor level. Private to extreme.c
 * and tests. */
#ifndef FINSMART_COMPUTE_EXTREME_KERNEL_H
#define FINSMART_COMPUTE_EXTREME_KERNEL_H

#include "compute/cpu.h"
#include "compute/status.h"

/* Fills `out`; sign 1 for the largest, -1 for the smallest. Arguments are checked before. */
typedef void fs_extreme_fill(const double *x, size_t length, size_t period, double *out, int32_t sign);

/* The variant for a level that the processor has. */
fs_extreme_fill *fs_extreme_kernel(enum fs_cpu_level level);

#endif
