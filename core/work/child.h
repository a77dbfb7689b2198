/*
 * child.h: a command of this program in a process of its own, beside an event loop that goes on.
 *
 * What supervise.c does for the command line, which waits, this does for a server, which does not: spawn, watch the time,
 * look at the progress, end it, say why it ended. Use it from the loop's thread only.
 */
#ifndef FINSMART_WORK_CHILD_H
#define FINSMART_WORK_CHILD_H

#include "base/activity.h"
#include "net/loop.h"
#include "work/worker.h"

struct fs_child;

struct fs_child_end {
    int status; /* 0..255: its exit status; -1: it was ended, or died */
    int code;   /* enum fs_error_code where status is -1 */
    const char
        *reason; /* in words where status is -1: "sma.lua, in on_bar: ended: it ran longer ..."; else NULL */
    const char *hint; /* or NULL */
};

struct fs_child_options {
    char *const *argv;            /* argv[0] is ignored: it is always this program; NULL-terminated */
    const char *out, *err;        /* files that standard output and error go to, made anew */
    int leads;                    /* the command starts workers itself (a sweep) */
    struct fs_work_limits limits; /* memory is told to the process by its command line */
    /* Called once, from the loop, after the process is gone; the child may be freed in it. */
    void (*ended)(void *user, struct fs_child *child, const struct fs_child_end *end);
    void *user;
};

/* NULL with an error when it could not be started. */
struct fs_child *fs_child_start(struct fs_loop *loop, const struct fs_child_options *options);
/* What it is doing; its texts may be torn, and are shown to people only. */
void fs_child_look(const struct fs_child *child, struct fs_activity *out);
pid_t fs_child_pid(const struct fs_child *child);
/* Asks it to stop (SIGTERM), and ends it two seconds later. */
void fs_child_cancel(struct fs_child *child);
/* Ends the process where it still runs, waits for it, and frees. No callback. NULL is allowed. */
void fs_child_free(struct fs_child *child);

#endif
