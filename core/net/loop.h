/*
 * loop.h: one thread's event loop: timers, descriptors, calls from other threads.
 *
 * What is registered with a loop lives until it is stopped or the loop is freed. Everything is called on, and must be
 * used from, the thread that runs the loop, except fs_loop_call() and fs_loop_wake(). A callback may stop anything,
 * itself included.
 */
#ifndef FINSMART_NET_LOOP_H
#define FINSMART_NET_LOOP_H

#include <finsmart/host.h>
#include <stdint.h>

struct fs_loop;

/* NULL with an error. */
struct fs_loop *fs_loop_new(void);
/* Stops and frees all that is registered. No callback runs. NULL is allowed. */
void fs_loop_free(struct fs_loop *loop);
/* Frees all that is registered but connections that are closing and are waiting for the other side, and gives those at
 * most `wait` ns. Calls that were not yet made are forgotten. */
void fs_loop_linger(struct fs_loop *loop, int64_t wait);
/* Runs the callbacks that are due, waiting for the first at most `wait` ns (0: not at all, negative: for ever, or until
 * fs_loop_wake()). 0 or -1 with an error. */
int fs_loop_run(struct fs_loop *loop, int64_t wait);
/* How many callbacks have been run so far. */
uint64_t fs_loop_calls(const struct fs_loop *loop);
/* Makes the present or next fs_loop_run() return. Any thread; async-signal-safe. */
void fs_loop_wake(struct fs_loop *loop);
/* Calls fn(user) from fs_loop_run(), in the order of the calls. Any thread. 0 or -1 when out of memory. */
int fs_loop_call(struct fs_loop *loop, void (*fn)(void *user), void *user);

/* As fs_host.timer, .timer_stop, .watch and .watch_stop describe. */
struct fs_timer *fs_timer_new(struct fs_loop *loop, int64_t first, int64_t interval, void (*fn)(void *user),
                              void *user);
void fs_timer_stop(struct fs_timer *timer);
struct fs_watch *fs_watch_new(struct fs_loop *loop, int fd, uint32_t what,
                              void (*fn)(void *user, int32_t fd, uint32_t what), void *user);
void fs_watch_stop(struct fs_watch *watch);

#endif
