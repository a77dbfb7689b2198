/*
 * activity.h: what a process that runs a script is doing, for whoever has to say so when it must be ended.
 *
 * Plain stores into one record, which lies in memory shared with the supervisor when there is one. The
 * supervisor only reads; what it reads may be torn and is shown to people, never acted on.
 */
#ifndef FINSMART_BASE_ACTIVITY_H
#define FINSMART_BASE_ACTIVITY_H

#include "base/progress.h"

#include <stdint.h>

struct fs_activity {
    struct fs_progress progress;
    int64_t memory_limit; /* bytes that the script may use, 0: none; set before the script's process starts */
    int64_t bar;   /* number of the bar in its series, from 0; -1: none. Stored by the driver at every bar */
    int64_t time;  /* engine time of it, ns; 0: none */
    int64_t ticks; /* 1: `bar` counts events of a feed, from 1 */
    char script[256]; /* file of the script */
    char handler[32]; /* "on_bar", "init", "run" ...; "" while our own code runs */
    char symbol[64];  /* symbol that the handler is about, or "" */
};

/* The process's record, never NULL. Its address is fixed once a script runs. */
struct fs_activity *fs_activity(void);
/* Puts the record (and the progress in it) elsewhere: shared memory; call it before anything else uses it. */
void fs_activity_use(struct fs_activity *record);
/* Stores the text fields; NULL leaves one as it is. */
void fs_activity_set(const char *script, const char *handler, const char *symbol);

#endif
