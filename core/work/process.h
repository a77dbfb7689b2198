/*
 * process.h: a worker's process as its supervisor sees it. Inside the room only: supervise.c makes one, pool.c many.
 */
#ifndef FINSMART_WORK_PROCESS_H
#define FINSMART_WORK_PROCESS_H

#include "base/activity.h"
#include "work/worker.h"

/* The page shared with a worker, which inherits *fd: close it once the worker is spawned. NULL with an error. */
struct fs_activity *fs_work_page_new(int *fd);
void fs_work_page_free(struct fs_activity *page);
struct fs_work_start {
    char *const *argv; /* argv[0] is ignored */
    int page_fd;
    int channel;   /* a worker's end of the way to its pool, or -1 */
    int out, err;  /* its standard output and error; -1: those of this process */
    int leads;     /* it starts workers itself and is none: it is watched only */
    int is_served; /* see fs_work_is_served() */
};
/* Spawns this program as a worker, or as a process that leads some. -1 with an error. */
int fs_work_spawn(const struct fs_work_start *start, pid_t *pid);
/* Why a worker is gone: its exit status, 0..255, or -1 with an error that says what it was doing. */
int fs_work_verdict(int status, int overran, int ignored_cancel, const struct fs_activity *activity,
                    const struct fs_work_limits *limits);
/* Milliseconds on the monotonic clock. */
int64_t fs_work_now_ms(void);

#endif
