/*
 * report.h: the page that tells what a backtest came to.
 *
 * The page is made by the Lua library (scripts/lib/backtest_report.lua) in a state of its own. The result's series are
 * handed over as they lie in memory, so that a run of millions of bars is a page within a second.
 */
#ifndef FINSMART_SCRIPT_REPORT_H
#define FINSMART_SCRIPT_REPORT_H

struct fs_engine;
struct fs_result;
struct fs_runner;
struct fs_series;

/* What the page is made from; all borrowed for the call. */
struct fs_report {
    const struct fs_result *result; /* of `engine`, which names the symbols of the trades */
    const struct fs_engine *engine;
    const struct fs_runner *runner;
    const struct fs_series *series; /* as the engine got them: prices of the charts, and the symbols shown */
    int series_count;
    double cash;              /* at the start, account currency */
    const char *currency;     /* "USD", or NULL */
    const char *dataset;      /* its name, or NULL */
    const char *data_hash;    /* hex, or NULL */
    const char *benchmark;    /* name of result->benchmark_value, or NULL */
    const char *const *words; /* the command behind "finsmart", quoted for a shell on the page; or NULL */
    int word_count;
    const char *const *warnings; /* sentences about the data or the run that a reader must see; or NULL */
    int warning_count;
};

/* Makes the page and puts it in place of `path`, whole or not at all: a file that is there stays as it is when
 * anything fails. 0; -1 with an error. */
int fs_report_write(const struct fs_report *report, const char *path);

#endif
