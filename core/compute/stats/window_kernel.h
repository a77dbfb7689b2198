/* window_kernel.h: the series forms of moving means and deviations, one function per processor level. Private to the indicators
 * that call them and to tests. */
#ifndef FINSMART_COMPUTE_WINDOW_KERNEL_H
#define FINSMART_COMPUTE_WINDOW_KERNEL_H

#include "compute/cpu.h"
#include "compute/status.h"

/* Arguments are checked before. */
typedef void fs_mean_fill(const double *x, size_t length, int32_t period, double *out);
/* `mean` may be NULL; the deviations as fs_deviation_series() gives them. */
typedef void fs_deviation_fill(const double *x, size_t length, int32_t period, int32_t ddof, double *mean,
                               double *deviation);

/* The variants for a level that the processor has. */
fs_mean_fill *fs_mean_kernel(enum fs_cpu_level level);
fs_deviation_fill *fs_deviation_kernel(enum fs_cpu_level level);

#endif
