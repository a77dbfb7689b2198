/*
 * report.h: what the tear sheet (sheet.h) and the page of a backtest are made from.
 */
#ifndef FINSMART_SCRIPT_REPORT_H
#define FINSMART_SCRIPT_REPORT_H

struct fs_engine;
struct fs_engine_options;
struct fs_result;
struct fs_runner;
struct fs_series;

/* All borrowed. */
struct fs_report {
    const struct fs_result *result; /* of `engine`, which names the symbols of the trades */
    const struct fs_engine *engine;
    const struct fs_runner *runner;
    const struct fs_engine_options *options; /* of the run, or NULL */
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

#endif
