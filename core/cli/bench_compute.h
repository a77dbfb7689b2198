/*
 * bench_compute.h: what the parts of `finsmart bench compute` share.
 */
#ifndef FINSMART_CLI_BENCH_COMPUTE_H
#define FINSMART_CLI_BENCH_COMPUTE_H

#include "cli/bench.h"
#include "cli/bench_bars.h"

enum { FS_BENCH_OUTPUTS_MAX = 3 };

struct fs_bench_compute {
    struct fs_bench_report *report;
    struct fs_bench_bars bars;
    int runs;
    char folder[64];    /* inputs and outputs of the peers; "" without peers */
    const char *python; /* NULL without peers */
    double logs;        /* sum of the logarithms of our ratios to TA-Lib */
    double lanes_logs;  /* the same of eight series at once */
    int logged;         /* how many ratios these are */
    int lanes_logged;
};

/* What a peer's result is compared with: `outputs` arrays of `count` values, from value `from` on. Equal are values whose
 * difference is at most `tolerance` times the largest of ours. */
struct fs_bench_expected {
    const double *outputs[FS_BENCH_OUTPUTS_MAX];
    int output_count;
    size_t count, from;
    double tolerance;
    int shifted;         /* 1: outputs may differ by a constant, that of the first value compared */
    const char *differs; /* not NULL: why the peer computes something else; nothing is compared */
};

/* A row of ours with `runs` timed calls of job(), after one that is not timed; NULL when the table is full. */
struct fs_bench_row *fs_bench_ours(struct fs_bench_compute *c, const char *name, const char *unit,
                                   double count, void (*job)(void *), void *context);
/* The peer's row from its results under "who what", in seconds for `count` units; NULL when it has none. */
struct fs_bench_row *fs_bench_theirs(struct fs_bench_compute *c, const json_t *results, const char *who,
                                     const char *what, const char *unit, double count,
                                     const struct fs_bench_expected *expected);
/* Median of a row's seconds for each unit, times 1e9; 0 for NULL. */
double fs_bench_nanoseconds(const struct fs_bench_row *row);

/* The parts; each adds its rows. 0 or -1. */
int fs_bench_indicators(struct fs_bench_compute *c);
int fs_bench_models(struct fs_bench_compute *c);

#endif
