/*
 * strategy.h: a strategy written in Lua, as the engine's drivers see it.
 */
#ifndef FINSMART_SCRIPT_STRATEGY_H
#define FINSMART_SCRIPT_STRATEGY_H

#include "trade/runner.h"

#include <stddef.h>

struct fs_strategy_options {
    const char *const *params; /* "name=value" texts */
    int param_count;
    size_t memory_limit; /* bytes of Lua memory; 0: none */
    const char *home;    /* for data.load; NULL: the strategy has none */
    int interpret;       /* 1: without the JIT */
};

/* Loads the script: its declaration is checked and the parameters are set; no handler runs. The state stays
 * the runner's own until its `free`. NULL with an error that names file and line: FS_E_USAGE for a parameter,
 * FS_E_SCRIPT for the script, FS_E_NOT_FOUND for the file. */
struct fs_runner *fs_strategy_load(const char *path, const struct fs_strategy_options *options);
/* Which of the handlers in `among` (names with spaces between them) a loaded script has, as "on_trade, on_quote"; "" where
 * it has none. -1 with an error. `runner` is one of fs_strategy_load(). */
int fs_strategy_handlers(struct fs_runner *runner, const char *among, char *names, size_t size);

#endif
