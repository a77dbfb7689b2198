/*
 * sweep_output.h: what a sweep came to, for people and for programs.
 */
#ifndef FINSMART_CLI_SWEEP_OUTPUT_H
#define FINSMART_CLI_SWEEP_OUTPUT_H

#include "cli/backtest_data.h"
#include "cli/cli.h"
#include "sweep/sweep.h"

#include <stdio.h>

struct fs_sweep_outcome {
    const struct fs_args *args;
    const struct fs_plan *plan;
    const struct fs_backtest_data *data;
    const struct fs_sweep_options *options;
    const struct fs_sweep *sweep;
    int jobs;
    int complete; /* 0: it was stopped */
};

/* The document of --json, see docs/sweeps.md; NaN and infinities are null. With `curves` the equity series of the best set is
 * in it too, thinned: for the page. json_decref() it; NULL when out of memory. */
json_t *fs_sweep_json(const struct fs_sweep_outcome *outcome, int curves);
/* A summary in aligned lines. */
void fs_sweep_summary(FILE *out, const struct fs_sweep_outcome *outcome);

#endif
