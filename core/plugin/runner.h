/*
 * runner.h: a strategy that is a plugin, as what drives an engine.
 */
#ifndef FINSMART_PLUGIN_RUNNER_H
#define FINSMART_PLUGIN_RUNNER_H

#include "trade/runner.h"

/* Opens the `strategy` capability of a plugin, given by name ("sma_cross") or by file ("./mine.so"); `params`
 * are `count` texts "name=value", checked against the plugin's settings. Each run is an instance of its own:
 * start, every callback and stop are called on one thread, which is not the caller's, while the caller waits.
 * NULL with an error. */
struct fs_runner *fs_plugin_runner_open(const char *name, const char *const *params, int count);

#endif
