/*
 * state.h: what a running server is made of. Inside the room only.
 */
#ifndef FINSMART_SERVER_STATE_H
#define FINSMART_SERVER_STATE_H

#include "server/acts.h"
#include "server/approvals.h"
#include "server/call.h"
#include "server/jobs.h"
#include "server/metrics.h"
#include "server/people.h"
#include "server/requests.h"
#include "server/scripts.h"
#include "server/server.h"

struct fs_meter;
struct fs_front;
struct fs_live;
struct fs_disk;

struct fs_server {
    const struct fs_config *config;
    char *home;  /* absolute */
    int lock_fd; /* of the home: one server at a time */
    struct fs_loop *loop;
    struct fs_acts *acts;
    struct fs_people *people;
    struct fs_scripts *scripts;
    struct fs_jobs *jobs;
    struct fs_approvals *approvals;
    struct fs_requests *requests; /* by Idempotency-Key */
    struct fs_metrics *metrics;
    struct fs_meter *meter;
    struct fs_front *front; /* its sockets */
    struct fs_live *live;
    struct fs_disk *disk;
    char *first_key; /* path of the file with the first administrator's key */
    int64_t started; /* ns, wall clock */
    int draining;
};

/* Applies an act to all parts of the state. -1 with an error. */
int fs_server_apply(void *server, const struct fs_act *act);

#endif
