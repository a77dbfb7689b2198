/*
 * jobs.h: work that people sent: queued, run in processes of their own, remembered.
 *
 * A job is queued by an act, begun by one and ended by one, so that after any crash it is known what became of it: one that
 * ran when the server ended has failed, with that reason; one that waited still waits. Its files lie in HOME/jobs/NUMBER/.
 */
#ifndef FINSMART_SERVER_JOBS_H
#define FINSMART_SERVER_JOBS_H

#include "server/job_kinds.h"

enum fs_job_state { FS_JOB_QUEUED, FS_JOB_RUNNING, FS_JOB_DONE, FS_JOB_FAILED, FS_JOB_CANCELLED };

struct fs_job {
    uint64_t id; /* number of the act that sent it */
    json_t *request;
    char by[FS_KEY_ID];
    char script[FS_SCRIPT_NAME]; /* "": a plugin */
    char version[FS_SHA256_HEX];
    int state;                         /* enum fs_job_state */
    int64_t submitted, started, ended; /* ns; FS_TIME_NONE: not yet */
    int exit_status;                   /* of its process; -1: none */
    char *reason;                      /* why it failed or was cancelled; NULL */
    char cancelled_by[FS_KEY_ID];      /* key of who asked for that while it ran; "": nobody */
    int told;                          /* `changed` knows of it */
    struct fs_jobs *jobs;
    struct fs_child *child; /* while it runs */
};

struct fs_jobs;

struct fs_jobs_options {
    struct fs_loop *loop;
    const char *home; /* absolute */
    const struct fs_scripts *scripts;
    int at_once; /* jobs that may run at the same time */
    /* What the jobs of a key may take. */
    struct fs_job_limits (*limits)(void *user, const char *by);
    /* A job's state has changed. */
    void (*changed)(void *user, const struct fs_job *job);
    void *user;
};

/* NULL with an error. */
struct fs_jobs *fs_jobs_new(const struct fs_jobs_options *options);
/* Ends what runs, without acts: the next start says that it failed. */
void fs_jobs_free(struct fs_jobs *jobs);
/* Applies "job.submitted", "job.started", "job.ended". -1 with an error. */
int fs_jobs_apply(struct fs_jobs *jobs, const struct fs_act *act);
/* After all acts were applied: from here on jobs run, and write `acts`. What ran in an earlier life has failed. */
int fs_jobs_begin(struct fs_jobs *jobs, struct fs_acts *acts);
/* Starts what may start. Call it when a job's act has become durable. */
void fs_jobs_turn(struct fs_jobs *jobs);
/* No further job is started; those that run go on. */
void fs_jobs_drain(struct fs_jobs *jobs);
/* While `on`, none is started; with 0 those that wait are. */
void fs_jobs_hold(struct fs_jobs *jobs, int on);
int fs_jobs_running(const struct fs_jobs *jobs);
int fs_jobs_waiting(const struct fs_jobs *jobs);

/* NULL (no error) where there is none. */
struct fs_job *fs_jobs_find(struct fs_jobs *jobs, uint64_t id);
int fs_jobs_count(const struct fs_jobs *jobs);
/* Oldest first. */
struct fs_job *fs_jobs_at(struct fs_jobs *jobs, int index);
/* Ends a job: at once where it waits, else as fs_child_cancel(). `by`: key of who asks. 0; -1 with FS_E_CONFLICT where it
 * has ended, or another error. */
int fs_jobs_cancel(struct fs_jobs *jobs, struct fs_job *job, const char *by);
const char *fs_job_state_name(int state);
/* -1 for an unknown name. */
int fs_job_state_parse(const char *name);
/* A file of a job's; free() it. NULL with an error. */
char *fs_job_file(const struct fs_jobs *jobs, const struct fs_job *job, const char *name);

#endif
