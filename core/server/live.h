/*
 * live.h: what happens, told as it happens: a WebSocket at /v1/live with topics.
 *
 * A client says {"subscribe": ["jobs"]} or {"unsubscribe": [...]}; topics are "jobs" (states and progress of all jobs) and
 * "jobs/7" (of one). It is told {"topic", "sequence", "event"}: the sequence counts the messages of this client, so that a gap
 * shows. A client that reads too slowly loses messages, the oldest first, and is told {"missed": n} once it has caught up; the
 * server's memory does not grow with it. What a client says that makes no sense is answered {"problem": "..."}.
 */
#ifndef FINSMART_SERVER_LIVE_H
#define FINSMART_SERVER_LIVE_H

#include "server/state.h"

struct fs_live;

/* NULL with an error. */
struct fs_live *fs_live_new(struct fs_server *server);
/* After the sockets are gone. NULL is allowed. */
void fs_live_free(struct fs_live *live);
/* A job's state has changed. */
void fs_live_job(struct fs_live *live, const struct fs_job *job);
int fs_live_clients(const struct fs_live *live);

#endif
