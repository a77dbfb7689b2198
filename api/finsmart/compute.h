/*
 * compute.h: the compute primitives as plugins call them.
 *
 * Generated from core/compute/describe/; do not edit. Part of the stable plugin ABI: functions are only ever appended.
 * A function is there when its offset lies below struct_size.
 *
 * All functions are pure and may be called from any thread. The whole-series form takes arrays of `length` values,
 * oldest first, and fills outputs of the same length, NaN where there is no value yet; outputs must not overlap inputs
 * or each other; it returns FS_COMPUTE_OK or a negative status. The streaming form gives the same values bit for bit:
 * allocate <name>_size(parameters) bytes aligned to 8 (0 means a parameter out of range), call <name>_init(), then
 * <name>_update() for each value. A stream's state is plain data and may be copied. Missing values are NaN, infinities
 * and magnitudes from 2^1000; the reference (docs/reference/compute.md) says what they do.
 */
#ifndef FINSMART_COMPUTE_API_H
#define FINSMART_COMPUTE_API_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FS_COMPUTE_TABLE_OK        0
#define FS_COMPUTE_TABLE_NULL      (-1) /* a pointer is NULL */
#define FS_COMPUTE_TABLE_PARAMETER (-2) /* a parameter is out of its range */
#define FS_COMPUTE_TABLE_OVERLAP   (-3) /* an output overlaps another array */

/* States of streams. */
struct fs_sma;
struct fs_ema;

struct fs_compute_table {
    uint32_t struct_size; /* bytes of this table in the host */
    uint32_t count;       /* primitives in it */
    const char *(*status_text)(int status);

    /* ta.sma: Simple moving average. (x[i-period+1] + ... + x[i]) / period */
    int (*sma)(const double *x, size_t length, int32_t period, double *sma);
    int32_t (*sma_lookback)(int32_t period);
    size_t (*sma_size)(int32_t period);
    int (*sma_init)(struct fs_sma *state, int32_t period);
    double (*sma_update)(struct fs_sma *state, double x);
    int (*sma_valid)(const struct fs_sma *state, size_t size);

    /* ta.ema: Exponential moving average. ema[i] = (x[i] - ema[i-1]) * 2 / (period + 1) + ema[i-1] */
    int (*ema)(const double *x, size_t length, int32_t period, double *ema);
    int32_t (*ema_lookback)(int32_t period);
    size_t (*ema_size)(int32_t period);
    int (*ema_init)(struct fs_ema *state, int32_t period);
    double (*ema_update)(struct fs_ema *state, double x);
    int (*ema_valid)(const struct fs_ema *state, size_t size);
};

#ifdef __cplusplus
}
#endif

#endif
