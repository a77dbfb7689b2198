/*
 * run.h: what is known of one set of parameters that was tried.
 *
 * A record is of a fixed size, so that a million of them lie in one file that is mapped: what a worker answers with, what the
 * log keeps, what tables and statistics read. Behind the struct lie the sums of its returns by block (block.h), as many as
 * the sweep keeps.
 */
#ifndef FINSMART_SWEEP_RUN_H
#define FINSMART_SWEEP_RUN_H

#include "trade/figures.h"

#include <math.h>
#include <stdint.h>

enum fs_run_status {
    FS_RUN_DONE = 1,
    FS_RUN_EXCLUDED, /* the parameters break a constraint: it was not run */
    FS_RUN_REFUSED,  /* the figures break a constraint: it does not take part in the choice of the best */
    FS_RUN_FAILED    /* the script raised an error, or its process died: `reason` */
};

/* Sums of returns over a stretch of time: enough for the Sharpe ratio of any union of stretches. */
struct fs_block {
    double n, mean, m2; /* returns, their mean, the sum of squared distances from it */
};

struct fs_run {
    int64_t number;
    int32_t status;     /* enum fs_run_status */
    int32_t constraint; /* EXCLUDED, REFUSED: which, from 1; else 0 */
    double objective;   /* NaN: none */
    double seconds;     /* in engine and strategy */
    double figures[FS_FIGURES];
    double periods, periods_per_year; /* returns behind the figures, and how many a year has */
    uint8_t journal_hash[32];
    char reason[216]; /* FAILED */
};

/* The figure, NaN where the run has none. */
static inline double fs_run_figure(const struct fs_run *run, int figure)
{
    return run->status == FS_RUN_DONE || run->status == FS_RUN_REFUSED ? run->figures[figure] : NAN;
}

/* "done" and so on. */
const char *fs_run_status_name(int status);

#endif
