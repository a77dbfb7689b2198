/*
 * status.h: what every function of this library returns, and the rules that all of them keep.
 *
 * The library is pure: no I/O, no global state, nothing from the rest of the program; any function may run on
 * any thread. There are two kinds of functions: indicators, told here, which allocate nothing (but for long or sorted windows of a series), and
 * calculations (problem.h). Every indicator has two forms that give the same values, bit for bit, on
 * every x86-64 processor (those of elementary functions, such as ta.sin, as far as the C library gives the
 * same; the program pins its variants):
 *
 *   series   int fs_sma(const double *x, size_t length, int32_t period, double *out)
 *            inputs and outputs hold `length` values, oldest first; the look-back of the output is NaN.
 * Outputs must not overlap inputs or each other. Returns a status below. stream   size_t fs_sma_size(period)
 * bytes of any memory aligned to 8, fs_sma_init(state, period), then fs_sma_update(state, x) for each value.
 * The state is plain data without pointers: it may be copied, written to a file and read back by the same
 * version on any machine of the same byte order; fs_sma_valid() says whether bytes read back can be used.
 *
 * Missing values are NaN, infinities and magnitudes from 2^480, about 3e144 (FS_COMPUTE_LIMIT). What a
 * missing value does is told for each function: "window" functions give NaN while it is in the window; "skip"
 * functions give NaN for it and go on as if it had not been there. Either way a series that starts with NaN,
 * such as another indicator's look-back, starts the function at its first value.
 */
#ifndef FINSMART_COMPUTE_STATUS_H
#define FINSMART_COMPUTE_STATUS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

enum fs_compute_status {
    FS_COMPUTE_OK = 0,
    FS_COMPUTE_NULL = -1,      /* a pointer is NULL though there is something to read or write */
    FS_COMPUTE_PARAMETER = -2, /* a parameter is out of its range */
    FS_COMPUTE_OVERLAP = -3,   /* an output overlaps an input or another output */
    /* Calculations only: */
    FS_COMPUTE_MEMORY = -4,      /* out of memory */
    FS_COMPUTE_MISSING = -5,     /* an input holds NaN or an infinity where a number is needed */
    FS_COMPUTE_SHORT = -6,       /* too few observations */
    FS_COMPUTE_DOMAIN = -7,      /* a value for which the result is not defined, such as a price of 0 */
    FS_COMPUTE_SINGULAR = -8,    /* a matrix has no inverse, or is not positive definite */
    FS_COMPUTE_CONVERGENCE = -9, /* an iteration did not arrive; the result holds the best point so far */
    FS_COMPUTE_INFEASIBLE = -10  /* constraints contradict each other */
};

/* The longest period, in bars (TA-Lib's). */
#define FS_PERIOD_MAX 100000
/* Values of at least this magnitude count as missing, so that no sum of squares over a window can overflow.
 */
#define FS_COMPUTE_LIMIT 0x1p480

/* What a status means, in words; never NULL. */
const char *fs_compute_strerror(int status);

/* 0 for NaN, infinities and magnitudes that count as missing. */
static inline int fs_present(double x)
{
    return fabs(x) < FS_COMPUTE_LIMIT;
}

/* 1 for a period from `min` to FS_PERIOD_MAX. */
static inline int fs_period_valid(int32_t period, int32_t min)
{
    return period >= min && period <= FS_PERIOD_MAX;
}

/* FS_COMPUTE_OK if `count` arrays of `length` values are there and the last `outputs` of them overlap no
 * other. */
int fs_compute_arrays(const double *const *arrays, int count, int outputs, size_t length);

#endif
