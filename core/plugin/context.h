/*
 * context.h: one instance of a plugin, as the host's side knows it. For the files of this room only.
 *
 * A context holds all that an instance registered, so that a failed start and a stop sweep it. A start that
 * never returns is abandoned: its thread and its context stay behind, untouched, until the process ends.
 */
#ifndef FINSMART_PLUGIN_CONTEXT_H
#define FINSMART_PLUGIN_CONTEXT_H

#include "base/error.h"
#include "plugin/load.h"
#include "plugin/settings.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct fs_engine;
struct fs_feed;
struct fs_loop;

/* Breaches beyond this many are counted only. */
#define FS_BREACHES_KEPT 32

enum fs_phase {
    FS_PHASE_START, /* in start (and, in a strategy, init) */
    FS_PHASE_RUN,   /* callbacks */
    FS_PHASE_STOP,  /* in stop */
    FS_PHASE_SWEPT  /* after: nothing of the plugin's runs any more */
};

/* A block of alloc(): this header, then the plugin's bytes. */
struct fs_block {
    struct fs_block *next, *prev;
    size_t size;
    uint64_t mark; /* tells a block from a wild pointer */
};

struct fs_metric {
    char *name, *help;
    int counter;
    _Atomic double value;
    struct fs_context *context;
    struct fs_metric *next;
};

struct fs_context {
    const struct fs_plugin_file *plugin;
    struct fs_settings *settings;
    pthread_t thread;       /* the instance's; set before start */
    enum fs_phase phase;    /* instance's thread only */
    const char *callback;   /* what of the plugin runs now, for messages */
    struct fs_error *error; /* the first error() of the present call */
    struct fs_block blocks; /* head of the ring of allocations */
    size_t block_count;
    pthread_mutex_t lock; /* guards `metrics` and `breach`, and a start's use of the engine against its end */
    _Atomic int abandoned; /* the host gave up waiting for start */
    struct fs_metric *metrics;
    char *breaches[FS_BREACHES_KEPT]; /* the first breaches of contract, for a person */
    uint64_t breach_count;

    /* A strategy's: */
    struct fs_engine *engine;
    int64_t (*now)(struct fs_context *context); /* the engine's time; NULL: the clock's */
    uint32_t *ids;                              /* symbol id by slot */
    int32_t *slots; /* slot by symbol id, -1 where the run has none; `slot_limit` of them */
    uint32_t slot_limit;

    /* A source's: */
    struct fs_feed *feed;
    struct fs_loop *loop;
    struct fs_table_frame *frames; /* made, and neither published nor dropped */
};

/* NULL with an error. Takes over `settings` (also on failure). */
struct fs_context *fs_context_new(const struct fs_plugin_file *plugin, struct fs_settings *settings);
/* Frees what the instance registered and left, then the context. */
void fs_context_free(struct fs_context *context);

/* Notes a breach of contract: logged the first time, counted always. Any thread. */
void fs_context_breach(struct fs_context *context, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* May the calling thread use `function` now? Else notes the breach and returns 0. */
int fs_context_enter(struct fs_context *context, const char *function);
/* Makes the plugin's error (or, where it returned -1 without one, a text that says so) the thread's error:
 * `what` says which callback failed. Returns -1. */
int fs_context_failed(struct fs_context *context, const char *what);
/* Keeps the thread's error as the plugin's, unless there is one already. Returns -1. */
int fs_context_keep_error(struct fs_context *context);
/* Forgets the plugin's error before the next call into it. */
void fs_context_clear_error(struct fs_context *context);

/* After stop: memory that is still allocated is a breach. */
void fs_context_tell_leaks(struct fs_context *context);

/* An instance's thread. Calls `start(data)`, which returns 0 or -1 with the thread's error, and then `run(data)`. Returns
 * once start has returned; NULL with an error when start failed (the thread is then gone), and when it did not return
 * within the limit: FS_E_LIMIT, context->abandoned is 1, and nothing that the thread can reach may be freed. */
struct fs_instance *fs_instance_start(struct fs_context *context, int (*start)(void *data),
                                      int (*run)(void *data), void *data);
/* Waits for run to return, at most `wait` ns (negative: for ever). Returns what it returned, with its error, and frees the
 * instance. Past the wait: as for start. */
int fs_instance_join(struct fs_instance *instance, int64_t wait);
/* The same, waiting as long as the limit. */
int fs_instance_end(struct fs_instance *instance);
/* How long start may take, and a stop from without, ns; 0 restores the default of 10 s. */
void fs_instance_limit(int64_t ns);

/* The host's table. */
const struct fs_host *fs_host_services(void);
#endif
