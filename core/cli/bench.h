/*
 * bench.h: measurements of `finsmart bench`, ours and our peers', side by side.
 *
 * A benchmark is one file core/cli/bench_<name>.c that fills a report: one row for each contender, with the seconds of
 * every run. Medians and spreads are printed, never single times. A ratio is printed only for a peer whose result was
 * compared with ours and found equal.
 */
#ifndef FINSMART_CLI_BENCH_H
#define FINSMART_CLI_BENCH_H

#include <jansson.h>

struct fs_args;

enum { FS_BENCH_RUNS_MAX = 64 };

struct fs_bench_row {
    char name[64];    /* who and how: "finsmart, Lua strategy" */
    char version[32]; /* "" for ourselves */
    char unit[16];    /* what is counted, plural: "bars" */
    double count;     /* units in one run */
    double seconds[FS_BENCH_RUNS_MAX];
    int runs;
    int ours;       /* 1: the row that peers are compared with */
    int compared;   /* peer: 1 equal to ours, -1 differs, 0 not compared */
    char note[160]; /* what was compared, or why not */
};

struct fs_bench_report {
    const char *title;
    struct fs_bench_row rows[128];
    int count;
    json_t *extra; /* further figures for --json and the lines under the table; owned */
};

/* A fresh row; NULL when the table is full. */
struct fs_bench_row *fs_bench_row(struct fs_bench_report *report, const char *name, const char *unit,
                                  double count);
/* The median of a row's seconds; 0 without runs. */
double fs_bench_median(const struct fs_bench_row *row);
/* Seconds on the monotonic clock. */
double fs_bench_now(void);
/* Adds a named figure, shown under the table. */
void fs_bench_figure(struct fs_bench_report *report, const char *name, double value, const char *unit);
/* Runs `python script args...` (all NULL-terminated in argv) and returns the JSON object of its last output line; NULL
 * with an error that quotes its standard error. json_decref() it. */
json_t *fs_bench_peer(const char *const *argv);
/* Runs this program with the arguments, output thrown away; its seconds, or -1 with an error. */
double fs_bench_self(const char *const *argv);
/* --python, else build/peers beside the program's source, else NULL. */
const char *fs_bench_python(const struct fs_args *args);

struct fs_bench {
    const char *name;
    const char *summary;
    int (*run)(const struct fs_args *args, struct fs_bench_report *report);
};

#endif
