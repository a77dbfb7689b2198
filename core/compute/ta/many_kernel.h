/* many_kernel.h: the loops of many.h, one set per processor level. Private to many.c and tests. */
#ifndef FINSMART_COMPUTE_MANY_KERNEL_H
#define FINSMART_COMPUTE_MANY_KERNEL_H

#include "compute/cpu.h"
#include "compute/ta/many.h"

/* Checked before. Unused members are 0. */
struct fs_many_job {
    const double *in[3]; /* in the order of the function's arguments */
    double *out[3];
    size_t length;
    int32_t period[3];
    double factor[2];
    double *state; /* of a recurrence, to go on with later: FS_MANY_STATE rows; NULL: not kept */
    int resume;    /* 1: goes on from `state` */
};

#define FS_MANY_STATE 9

enum fs_many_what {
    FS_MANY_SMA,
    FS_MANY_EMA,
    FS_MANY_RSI,
    FS_MANY_ATR,
    FS_MANY_MACD,
    FS_MANY_STDDEV,
    FS_MANY_BBANDS,
    FS_MANY_ADX,
    FS_MANY_OBV,
    FS_MANY_SLOPE,
    FS_MANY_COUNT
};

/* Runs on a level that the processor has. FS_COMPUTE_MEMORY is possible for long windows. */
int fs_many_run(enum fs_cpu_level level, enum fs_many_what what, const struct fs_many_job *job);
/* The loop of a recurrence or of SMA; the same in blocks of rows, for a recurrence whose state nobody else keeps. */
void fs_many_rows(enum fs_cpu_level level, enum fs_many_what what, const struct fs_many_job *job);
void fs_many_blocks(enum fs_cpu_level level, enum fs_many_what what, const struct fs_many_job *job);

#endif
