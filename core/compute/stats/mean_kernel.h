/* mean_kernel.h: the loop of ta.sma, which keeps the errors of its sum (exact.h). Private to this library. */
#ifndef FINSMART_COMPUTE_MEAN_KERNEL_H
#define FINSMART_COMPUTE_MEAN_KERNEL_H

#include "compute/cpu.h"
#include "compute/status.h"

typedef void fs_mean_fill(const double *x, size_t length, int32_t period, double *out);

/* The variant for a level that the processor has. */
fs_mean_fill *fs_mean_kernel(enum fs_cpu_level level);

#endif
