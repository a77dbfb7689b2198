/*
 * worker.h: a process of its own for whatever runs a script.
 *
 * The supervisor spawns this program again with the same command line; the worker limits itself before any
 * script is loaded, runs the command, and exits with its status. Both see one page of shared memory, which
 * the worker writes (base/activity.h) and the supervisor reads to draw progress and to say what was running
 * when it had to end it. No lock is shared; either may die at any instruction.
 */
#ifndef FINSMART_WORK_WORKER_H
#define FINSMART_WORK_WORKER_H

#include <stdint.h>
#include <sys/types.h>

struct fs_work_limits {
    double seconds;  /* wall clock; the process is ended past it. Infinite: somebody else watches the clock */
    int64_t memory;  /* bytes */
    int interactive; /* 1: Ctrl-C is the worker's own business (a prompt) */
};

/* Spawns argv (argv[0] is ignored: it is always this program) as a worker, waits for it, enforces the limits
 * and passes a Ctrl-C on, giving it two seconds to finish with what it has. Returns 0..255, its exit status,
 * or -1 with an error that says which script and handler was running and what ended it. */
int fs_work_supervise(char *const *argv, const struct fs_work_limits *limits);
/* What the supervisor does besides, several times a second while the worker runs: it must be brief. */
struct fs_work_beside {
    void (*look)(void *data);
    void *data;
};
/* The same, with that; NULL: nothing. */
int fs_work_supervise_beside(char *const *argv, const struct fs_work_limits *limits,
                             const struct fs_work_beside *beside);

/* Makes this process one whose mathematical functions give a worker's bits: where the C library was not told so when it
 * started, the program starts anew in its place. Call it before anything is begun. 0; -1 with an error. */
int fs_work_pin(char *const *argv);

/* Is this process a worker? Maps the shared page on the first call. */
int fs_work_is_worker(void);
/* Does it work for a server? Then it sees nothing of the home but history and scripts, and writes to its job's folder only. */
int fs_work_is_served(void);
/* In a process that leads workers for a server (work/child.h): makes its progress visible there, and its life end with the
 * server's. Call it first. -1 with an error. */
int fs_work_be_watched(void);
/* In a worker, the process that spawned it; else 0. */
pid_t fs_work_supervisor(void);
/* In a worker of a pool (pool.h), the descriptor through which it speaks with it; else -1. */
int fs_work_channel(void);
/* In a worker, before a script is loaded: memory, CPU, files and core limits, death with the supervisor, no
 * new privileges, a list of forbidden system calls, and (where the kernel has Landlock) writing only beneath
 * the folders named in `writable` and, where `readable` is not NULL, reading only beneath those; both NULL-terminated. -1
 * with an error when a limit could not be set. */
int fs_work_confine(const struct fs_work_limits *limits, const char *const *writable,
                    const char *const *readable);

#endif
