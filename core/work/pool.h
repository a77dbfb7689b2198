/*
 * pool.h: many workers that share a long list of pieces of work.
 *
 * The supervisor spawns this program again, with the same command line, as often as it may use cores. Each worker loads
 * what it needs once, greets, and is handed one piece after another. A worker is a worker as in worker.h: limited, watched,
 * mortal. The piece that a worker dies of is given to another; one that three have died of, or that overruns its time, has
 * failed, and the reason is its result. Pieces that only waited behind it are handed out again and count for nothing.
 * Results reach the caller in the order in which pieces were handed out, each exactly once, whatever the workers do; how many
 * wait for their turn is bounded, and so is the memory.
 *
 * Pieces and results are bytes that one build of this program wrote and reads. One thread owns a pool; no lock is shared
 * with a worker.
 */
#ifndef FINSMART_WORK_POOL_H
#define FINSMART_WORK_POOL_H

#include "work/worker.h"

#include <stddef.h>
#include <stdint.h>

/* A piece is at most this many bytes, a result or greeting at most that many. */
#define FS_POOL_PIECE_MAX  256
#define FS_POOL_RESULT_MAX (INT64_C(1) << 30)

struct fs_pool;

struct fs_pool_outcome {
    const void *piece, *result; /* as handed out; what the worker answered, NULL where it failed */
    size_t piece_size, result_size;
    const char *
        failure; /* NULL; or why no worker could do it: "sma.lua, in on_bar: the script's process crashed ..." */
};

struct fs_pool_job {
    void *data;
    /* Writes the next piece to `piece` and returns its size; 0: there are no more. */
    size_t (*next)(void *data, void *piece);
    /* Takes an outcome; -1 with an error ends the job. */
    int (*done)(void *data, const struct fs_pool_outcome *outcome);
    /* Called now and then while waiting, at least every second or so of work. -1 with an error ends the job. NULL: not. */
    int (*idle)(void *data);
};

/* Spawns `workers` of them and waits for their greetings, which must be equal: they see the same files. `limits` holds for
 * each: memory, and seconds of a single piece (or of its start). NULL with the error that a worker reported (its code and
 * hint with it) or that says why it died. */
struct fs_pool *fs_pool_new(char *const *argv, int workers, const struct fs_work_limits *limits);
const void *fs_pool_greeting(const struct fs_pool *pool, size_t *size);
/* Does all pieces of a job. 0; 1 when somebody asked to stop (base/cancel.h): outcomes up to there have been taken, workers
 * are gone; -1 with an error. */
int fs_pool_run(struct fs_pool *pool, const struct fs_pool_job *job);
/* How many workers have died so far. */
int fs_pool_deaths(const struct fs_pool *pool);
/* Ends the workers. NULL is allowed. */
void fs_pool_free(struct fs_pool *pool);

/* In a worker. */
/* Says what it has loaded. -1 with an error. */
int fs_pool_greet(const void *bytes, size_t size);
/* Waits for the next piece: its size, 0 when there are no more. -1 with an error. */
int fs_pool_take(unsigned char piece[FS_POOL_PIECE_MAX]);
int fs_pool_answer(const void *result, size_t size);
/* Tells the pool that the whole job cannot be done, with the thread's error, which stays. Always -1. */
int fs_pool_give_up(void);

#endif
