/*
 * conformance.h: does a plugin keep its contract? What can be found out by looking and by trying.
 *
 * Runs the plugin's code in this process: a plugin that crashes or hangs takes it along, so `finsmart plugins check` does
 * this in a child.
 */
#ifndef FINSMART_PLUGIN_CONFORMANCE_H
#define FINSMART_PLUGIN_CONFORMANCE_H

#include <stdint.h>

struct fs_plugin_file;

/* What is told while the test runs. */
struct fs_conformance {
    /* `what` is about to be tried: who watches knows where it ended when nothing more comes. */
    void (*begin)(void *user, const char *what);
    /* It went well (`why` NULL), or not: why. */
    void (*result)(void *user, const char *what, const char *why);
    void *user;
};

/* Tests the plugin file at `path` with `count` settings "name=value". Returns how many results were bad; -1 with an error
 * where the test itself could not be done. */
int fs_conformance_run(const char *path, const char *const *settings, int count,
                       const struct fs_conformance *tell);

/* Runs a strategy plugin over `bars` made-up bars of one symbol, and half as many of another, and gives the hash of its
 * decisions; `eventful` 1: things happen to both symbols, and both end. 0 or -1 with an error. */
int fs_conformance_trade(const char *path, const char *const *settings, int count, int64_t bars, int eventful,
                         char hash[65]);

/* The checks of a store, in the order in which they have to run: the name of number `index`, NULL behind the last, and the check
 * itself, 0 or -1 with an error. The settings name a place of its own; the first check fails where others' records are, and leaves
 * them alone. */
const char *fs_conformance_store_name(int index);
int fs_conformance_store(const struct fs_plugin_file *plugin, const char *const *settings, int count,
                         int index);
/* What one of them runs in another process: gets into a transaction, says so on standard output, and waits to be killed. -1 with an
 * error. */
int fs_conformance_store_die(const char *path, const char *const *settings, int count);

#endif
