/*
 * loop_private.h: what the other files of this room see of a loop.
 */
#ifndef FINSMART_NET_LOOP_PRIVATE_H
#define FINSMART_NET_LOOP_PRIVATE_H

#include "net/loop.h"

#include <event2/dns.h>
#include <event2/event.h>

/* A registration: the first member of all that a loop frees. */
struct fs_hook {
    struct fs_hook *next, *prev;
    void (*drop)(struct fs_hook *hook); /* frees it without any callback */
    struct fs_loop *loop;
    int closing; /* says goodbye: fs_loop_linger() leaves it time for that */
};

void fs_hook_add(struct fs_loop *loop, struct fs_hook *hook, void (*drop)(struct fs_hook *hook));
void fs_hook_remove(struct fs_hook *hook);
/* Counts a callback. */
void fs_loop_count(struct fs_loop *loop);
struct event_base *fs_loop_base(struct fs_loop *loop);
/* The resolver of names, made when first asked for; NULL with an error. */
struct evdns_base *fs_loop_dns(struct fs_loop *loop);
/* A duration as libevent takes it; never shorter. */
struct timeval fs_loop_timeval(int64_t ns);

#endif
