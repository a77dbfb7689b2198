/*
 * bench_universe.c: a moving-average cross in Lua over 100 symbols of 20000 one-minute bars each with one shared account, from arrays
 * in memory, and from 100 CSV files.
 */
#include "base/error.h"
#include "base/paths.h"
#include "base/time.h"
#include "cli/bench.h"
#include "cli/bench_bars.h"
#include "cli/bench_home.h"
#include "cli/cli.h"
#include "frame/csv.h"
#include "frame/frame.h"
#include "script/strategy.h"
#include "trade/engine.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SYMBOLS = 100, BARS = 20000 };

static char symbols[SYMBOLS][16];

/* One run over the series. -1 with an error. */
static int run_engine(const struct fs_series *series, struct fs_bench_row *row)
{
    char strategy[PATH_MAX];
    snprintf(strategy, sizeof strategy, "%s/scripts/strategies/sma_cross_units.lua", fs_paths_share());
    struct fs_strategy_options script = {0};
    struct fs_engine_options options;
    fs_engine_defaults(&options);
    options.cash = 100000000 * FS_SCALE;
    options.fees.bps = 5;
    struct fs_runner *runner = fs_strategy_load(strategy, &script);
    struct fs_engine *engine = runner ? fs_engine_new(&options, series, SYMBOLS) : NULL;
    const struct fs_result *result =
        engine && runner->run(runner, engine) == 0 ? fs_engine_finish(engine) : NULL;
    if (result)
        snprintf(row->note, sizeof row->note, "%lld fills, hash %.12s", (long long)result->fills,
                 result->journal_hash);
    fs_engine_free(engine);
    if (runner)
        runner->free(runner);
    return result ? 0 : -1;
}

/* Bars of all symbols one after the other in one long walk; each symbol's times are those of the first. */
static void slice(const struct fs_bench_bars *bars, struct fs_series series[SYMBOLS])
{
    for (int i = 0; i < SYMBOLS; i++) {
        int64_t at = (int64_t)i * BARS;
        snprintf(symbols[i], sizeof symbols[i], "S%03d", i);
        series[i] = fs_bench_bars_series(bars, BARS);
        series[i].symbol = symbols[i];
        series[i].open += at;
        series[i].high += at;
        series[i].low += at;
        series[i].close += at;
        series[i].volume = NULL;
    }
}

static int write_csv(const struct fs_series *s, const char *folder)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s.csv", folder, s->symbol);
    FILE *file = fopen(path, "we");
    if (!file)
        return fs_error_errno("%s: could not be made", path);
    fputs("time,open,high,low,close\n", file);
    for (int64_t i = 0; i < s->count; i++) {
        char time[FS_TIME_TEXT];
        fs_time_format(s->time[i], time, sizeof time);
        fprintf(file, "%s,%.12g,%.12g,%.12g,%.12g\n", time, s->open[i], s->high[i], s->low[i], s->close[i]);
    }
    return fclose(file) ? fs_error_errno("%s: could not be written", path) : 0;
}

/* A file's columns as a series; the frame keeps them. */
static int read_csv(const char *folder, struct fs_series *s, struct fs_frame **frame)
{
    char path[PATH_MAX];
    const char *const names[] = {"open", "high", "low", "close"};
    const double **to[] = {&s->open, &s->high, &s->low, &s->close};
    struct fs_csv_options options = {0};
    snprintf(path, sizeof path, "%s/%s.csv", folder, s->symbol);
    if (!(*frame = fs_csv_read_file(path, &options)))
        return -1;
    const struct fs_column *time = fs_frame_require(*frame, "time");
    if (!time || time->length != s->count || time->type != FS_TIME)
        return fs_error_set(FS_E_INTERNAL, "%s: not what was written", path);
    s->time = time->data;
    for (int i = 0; i < 4; i++) {
        const struct fs_column *column = fs_frame_require(*frame, names[i]);
        if (!column || column->type != FS_F64)
            return fs_error_set(FS_E_INTERNAL, "%s: not what was written", path);
        *to[i] = column->data;
    }
    return 0;
}

static int from_files(const char *folder, struct fs_series series[SYMBOLS], struct fs_bench_row *row)
{
    struct fs_frame *frames[SYMBOLS] = {0};
    int status = 0;
    for (int i = 0; i < SYMBOLS && status == 0; i++)
        status = read_csv(folder, &series[i], &frames[i]);
    if (status == 0)
        status = run_engine(series, row);
    for (int i = 0; i < SYMBOLS; i++)
        fs_frame_unref(frames[i]);
    return status;
}

static int measure(struct fs_bench_report *report, const char *name, struct fs_series series[SYMBOLS],
                   const char *folder, int runs)
{
    struct fs_bench_row *row = fs_bench_row(report, name, "bars", (double)SYMBOLS * BARS);
    int status = row ? 0 : -1;
    for (int i = 0; i < runs && status == 0; i++) {
        double start = fs_bench_now();
        status = folder ? from_files(folder, series, row) : run_engine(series, row);
        row->seconds[row->runs++] = fs_bench_now() - start;
    }
    if (row)
        row->ours = 1;
    return status;
}

static int run(const struct fs_args *args, struct fs_bench_report *report)
{
    static struct fs_series series[SYMBOLS];
    struct fs_bench_bars bars;
    char folder[] = "/tmp/finsmart-bench-XXXXXX";
    int runs = (int)fs_args_int(args, "runs");
    if (fs_bench_bars_make(&bars, (int64_t)SYMBOLS * BARS))
        return -1;
    slice(&bars, series);
    int status = measure(report, "finsmart, Lua, from memory", series, NULL, runs);
    if (status == 0 && !mkdtemp(folder)) {
        status = fs_error_errno("could not make a folder in /tmp");
    } else if (status == 0) {
        for (int i = 0; i < SYMBOLS && status == 0; i++)
            status = write_csv(&series[i], folder);
        if (status == 0)
            status = measure(report, "finsmart, Lua, from 100 CSV files", series, folder, runs);
        fs_bench_remove(folder);
    }
    fs_bench_bars_free(&bars);
    return status;
}

const struct fs_bench fs_bench_universe = {
    .name = "universe",
    .summary = "universe: SMA(10/30) cross in Lua over 100 symbols of 20000 one-minute bars, one shared "
               "account, 5 bp fee",
    .run = run,
};
