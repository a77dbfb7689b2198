/*
 * sweep.h: the research loop: many sets of parameters on the same data, and what may be believed of the best.
 *
 * The leader (this file) hands pieces to workers (worker.c) through a pool, writes what they answer in the order of the
 * sets' numbers, and computes everything of it that needs more than one run. It loads no script itself. Whatever it says but
 * times is the same for any number of workers.
 *
 * In a folder:  sweep.json      what was tried: who takes the sweep up again must ask the same
 *               runs.log        the records (run_log.h)
 *               runs/00000.arrow ...  the same as Arrow files of FS_SWEEP_PART rows (table.h)
 *               walk-*.log, permutations.log  the runs of those stages (stage.h)
 */
#ifndef FINSMART_SWEEP_SWEEP_H
#define FINSMART_SWEEP_SWEEP_H

#include "sweep/fold.h"
#include "sweep/monte_carlo.h"
#include "sweep/overfit.h"
#include "sweep/plan.h"
#include "sweep/run_log.h"
#include "work/pool.h"

#include <jansson.h>

#define FS_SWEEP_TOP_MAX    1000
#define FS_SWEEP_PBO_BLOCKS 16

struct fs_sweep_options {
    struct fs_plan *plan;
    const char *folder; /* or NULL: nothing is kept */
    int resume;
    const json_t *identity;             /* what a sweep that is taken up again must have in common, by name */
    int minimize;                       /* the least objective is the best */
    int top;                            /* sets in the list of the best */
    const struct fs_walk_forward *walk; /* or NULL */
    const struct fs_cpcv *cpcv;         /* or NULL */
    int64_t permutations, monte_carlo;  /* 0: none */
    int detail;                         /* the best set's equity series is wanted */
};

/* One set in the list of the best. */
struct fs_sweep_best {
    struct fs_run run;
    double
        neighbours; /* mean objective of it and of the sets one step away on one axis; NaN where there are none */
    int neighbour_count;
};

/* Mean objective by the values of two axes, over all others. */
struct fs_heat {
    int axes[2]; /* rows, columns; -1: there are no two axes with several values */
    int64_t rows, columns;
    double *mean;   /* rows * columns, NaN where no set has an objective */
    int64_t *count; /* of sets behind each */
};

/* What follows from a window of a walk-forward. */
struct fs_sweep_fold {
    struct fs_fold window;
    int64_t chosen; /* set; -1: none had an objective */
    struct fs_run train, test;
};

struct fs_sweep_walk {
    struct fs_sweep_fold *folds;
    int count;
    int64_t resumed; /* training runs that were done before */
    int64_t points;  /* of the stitched equity: each test goes on with what the one before left */
    int64_t *time;
    double *value;
    double train_cagr, test_cagr; /* mean of the folds', and of the stitched equity */
    double efficiency;            /* test_cagr / train_cagr where that is above 0, else NaN */
    double test_sharpe, test_drawdown, test_return; /* of the stitched equity */
};

struct fs_sweep {
    json_t *about; /* what the strategy says of itself (worker.c) */
    int64_t sets, done, excluded, refused, failed, resumed;
    int worker_deaths;
    /* Of what was not resumed: sets that ran, seconds by the clock, seconds in engines of all workers together. */
    int64_t ran;
    double seconds, engine_seconds;
    char journal_hash
        [65]; /* SHA-256 over the journal hash (32 bytes; zero where nothing ran) of every set in order */
    char first_failure[216];
    int64_t first_failed; /* set; -1: none */
    struct fs_sweep_best *top;
    int top_count;
    struct fs_heat heat;
    struct fs_timeline timeline;
    /* Sharpe ratios of a period over all sets that ran, and the best set's against them (perf/significance.h). */
    double periods_per_year;
    int64_t trials;
    double trial_variance, expected_max, deflated, probabilistic;
    struct fs_pbo pbo;
    struct fs_cpcv_result cpcv;
    struct fs_sweep_walk walk;
    /* The best objective of each permutation, sorted; the share that reaches the real one, (1 + k) / (1 + N). */
    double *permuted;
    int64_t permuted_count;
    int64_t permuted_resumed; /* runs that were done before */
    double p_value;
    struct fs_monte_carlo monte_carlo; /* samples 0: none */
    int64_t equity_points;             /* of the best set, with options.detail */
    int64_t *equity_time;
    double *equity_value;
    struct fs_run_log *log;
};

/* Runs the sweep. 0; 1 when somebody asked to stop (what is done is kept); -1 with an error. Fill *sweep with zeros first and
 * clear it whatever comes. */
int fs_sweep_run(struct fs_pool *pool, const struct fs_sweep_options *options, struct fs_sweep *sweep);
void fs_sweep_clear(struct fs_sweep *sweep);

#endif
