/*
 * backtest_output.h: the result of a backtest, for people and for programs.
 */
#ifndef FINSMART_CLI_BACKTEST_OUTPUT_H
#define FINSMART_CLI_BACKTEST_OUTPUT_H

#include "cli/backtest_data.h"
#include "trade/engine.h"
#include "trade/runner.h"

#include <stdio.h>

struct fs_backtest_outcome {
    const struct fs_runner *runner;
    const struct fs_backtest_data *data;
    const struct fs_engine_options *options;
    const struct fs_engine *engine;
    const struct fs_result *result;
    double elapsed; /* seconds in the engine and the strategy */
    /* Sentences about the run that its reader must see. */
    const char *warnings[5];
    int warning_count;
};

/* One JSON document, see docs/engine.md; equity of any length is written as it stands, not built in memory. Numbers
 * read back as the same doubles; NaN and infinity are null. `tearsheet` is the text of the member of that name. A
 * failing stream is main's to report. */
void fs_backtest_json(FILE *out, const struct fs_backtest_outcome *outcome, const char *tearsheet);
/* A summary in aligned lines. */
void fs_backtest_summary(FILE *out, const struct fs_backtest_outcome *outcome);

#endif
