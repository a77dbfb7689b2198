/*
 * runner.h: a loaded strategy, whatever it is written in.
 *
 * core/script makes one from a Lua file, core/plugin from a plugin's `strategy` capability; the backtest
 * command and the live engine see this interface only.
 */
#ifndef FINSMART_TRADE_RUNNER_H
#define FINSMART_TRADE_RUNNER_H

#include <stdint.h>

struct fs_engine;

/* One parameter as used in the run. */
struct fs_param {
    const char *name;
    char type;        /* 'n' number, 'b' boolean, 's' text */
    double number;    /* 'n', and 0 or 1 for 'b' */
    const char *text; /* 's' */
    const char *doc;  /* or NULL */
};

struct fs_runner {
    const char *name, *version, *description; /* the strategy's own words */
    const char *path;                         /* of the script or plugin file */
    char hash[65]; /* SHA-256 of the script with its imports, or of the plugin file; hex */
    const struct fs_param *params;
    int param_count;
    /* Drives the engine from the first step to FS_STEP_END. 0; -1 with an error that names file, line,
     * handler, symbol, time and bar number of the failure (the engine may then still be finished for a
     * partial result). */
    int (*run)(struct fs_runner *self, struct fs_engine *engine);
    void (*free)(struct fs_runner *self);
};

#endif
