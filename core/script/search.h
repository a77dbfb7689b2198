/*
 * search.h: a strategy that is run with one set of parameters after another, and how each run is judged.
 *
 * One process runs thousands of sets: the state of the scripts, the compiled library and the data stay, everything of a
 * run goes. A run knows nothing of those before it: it decides what `finsmart backtest` with the same parameters does, to
 * the bit. A strategy in C (plugin:NAME, FILE.so) is run in the same way. One thread owns a search.
 */
#ifndef FINSMART_SCRIPT_SEARCH_H
#define FINSMART_SCRIPT_SEARCH_H

#include "trade/figures.h"
#include "trade/runner.h"

#include <stddef.h>

struct fs_engine;
struct fs_search;

struct fs_search_options {
    /* A figure's name, a Lua expression of m (the figures) and p (the parameters), or a file that returns
     * function(m, p). NULL: nothing is judged. */
    const char *objective;
    const char *const *constraints; /* Lua expressions that give true or false */
    int constraint_count;
    size_t memory_limit; /* bytes of Lua memory; 0: none */
    const char *home;    /* for data.load */
};

/* Loads the strategy and compiles how it is judged; nothing runs. NULL with an error: FS_E_USAGE for an objective or
 * constraint that is none, otherwise as fs_strategy_load(). */
struct fs_search *fs_search_open(const char *what, const struct fs_search_options *options);
void fs_search_free(struct fs_search *search);
/* What the strategy says of itself, its parameters with their defaults; `run` and `free` are not to be called. */
const struct fs_runner *fs_search_strategy(const struct fs_search *search);

/* Would these parameters ("name=value" texts) be taken? -1 with FS_E_USAGE that names the parameter. */
int fs_search_check(struct fs_search *search, const char *const *given, int count);

/* Begins a run with these parameters. 0; the number of a constraint, from 1, that the parameters alone break: there is
 * nothing to run; -1 with an error. */
int fs_search_begin(struct fs_search *search, const char *const *given, int count);
/* Drives the engine to its end, as a runner's `run`. -1 with an error, FS_E_CANCELLED where it was stopped. */
int fs_search_run(struct fs_search *search, struct fs_engine *engine);
/* Judges the run that has begun. 0; the number of a constraint that the figures break; -1 with an error. *objective is
 * there for both of the first (it may be NaN). */
int fs_search_score(struct fs_search *search, const double figures[FS_FIGURES], double *objective);
/* Forgets the run; its engine may be freed now. */
void fs_search_end(struct fs_search *search);

/* Is it a strategy in C, by its name? */
int fs_search_is_plugin(const char *what);
/* The same for one run: a loaded strategy in Lua or C. NULL with an error. */
struct fs_runner *fs_search_runner(const char *what, const char *const *given, int count,
                                   const struct fs_search_options *options);

#endif
