/*
 * status.h: what a script's process is doing, for whoever has to say so after it is gone.
 *
 * Lies in memory shared with the supervisor. The script's process only writes, the supervisor only reads, and takes
 * nothing in it for granted: texts may be cut, numbers may be anything.
 */
#ifndef FINSMART_SCRIPT_STATUS_H
#define FINSMART_SCRIPT_STATUS_H

#include "base/progress.h"

#include <stdint.h>

#define FS_STATUS_SYMBOLS     2048
#define FS_STATUS_SYMBOL_SIZE 24

/* fs_status.handler */
enum fs_handler {
    FS_HANDLER_NONE, /* no script code is running */
    FS_HANDLER_LOADING,
    FS_HANDLER_START,
    FS_HANDLER_INIT,
    FS_HANDLER_BAR,
    FS_HANDLER_ORDER,
    FS_HANDLER_FILL,
    FS_HANDLER_TIMER,
    FS_HANDLER_SESSION,
    FS_HANDLER_TIME,
    FS_HANDLER_FINISH,
    FS_HANDLER_RUN,
    FS_HANDLER_CHECK,
    FS_HANDLER_TEST,
    FS_HANDLER_COUNT
};

struct fs_status {
    struct fs_progress progress;
    int32_t handler;  /* enum fs_handler */
    int32_t slot;     /* whose event it handles, -1: nobody's */
    int64_t bar;      /* number of the bar, from 0; -1: none */
    int64_t now;      /* engine time, ns; 0: none */
    uint64_t events;  /* handled so far */
    char script[512]; /* path, as the user gave it */
    char test[128];   /* the test that runs */
    char symbols[FS_STATUS_SYMBOLS][FS_STATUS_SYMBOL_SIZE]; /* by slot, as far as they fit */
};

/* This process's status; its own memory until fs_status_use(). Never NULL. */
struct fs_status *fs_status_record(void);
/* Puts it (and the progress record) into shared memory; before anything is recorded. */
void fs_status_use(struct fs_status *shared);
/* "on_bar"; "?" for a number that is none. */
const char *fs_handler_name(int handler);
/* "scripts/sma.lua, in on_bar of SPY, 2001-02-03T21:00:00Z, bar 1000" into `text`; "" when no script was running.
 * Reads `status` without trusting it. */
void fs_status_text(const struct fs_status *status, char *text, int size);

#endif
