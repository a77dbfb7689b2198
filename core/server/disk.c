#include "server/disk.h"

#include "base/error.h"
#include "base/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>

enum level { ROOM, LOW, FULL };

struct fs_disk {
    struct fs_server *server;
    struct fs_timer *timer;
    int64_t room;
    enum level level;
};

static void say(const struct fs_disk *d)
{
    static const char *const words[] = {"there is room on the disk again", "the disk is getting full",
                                        "the disk is full: nothing is begun until there is room"};
    char room[24];
    snprintf(room, sizeof room, "%" PRId64, d->room);
    fs_log(d->level == ROOM  ? FS_LOG_INFO
           : d->level == LOW ? FS_LOG_WARN
                             : FS_LOG_ERROR,
           words[d->level], "home", d->server->home, "free_bytes", room, NULL);
}

static void look(void *user)
{
    struct fs_disk *d = user;
    const struct fs_config_disk *c = &d->server->config->disk;
    struct statvfs info;
    if (statvfs(d->server->home, &info)) /* of a home that is gone, others will tell */
        return;
    d->room = (int64_t)info.f_bavail * (int64_t)info.f_frsize;
    enum level level = d->room < c->stop ? FULL : d->room < c->low ? LOW : ROOM;
    if (level == d->level)
        return;
    d->level = level;
    say(d);
    if (d->server->jobs)
        fs_jobs_hold(d->server->jobs, level == FULL);
}

struct fs_disk *fs_disk_new(struct fs_server *server)
{
    int64_t every = server->config->disk.check_every;
    struct fs_disk *d = calloc(1, sizeof *d);
    if (!d) {
        fs_error_nomem();
        return NULL;
    }
    d->server = server;
    look(d);
    if ((d->timer = fs_timer_new(server->loop, every, every, look, d)))
        return d;
    free(d);
    return NULL;
}

void fs_disk_free(struct fs_disk *d)
{
    if (d)
        fs_timer_stop(d->timer);
    free(d);
}

int64_t fs_disk_room(const struct fs_disk *d)
{
    return d->room;
}

int fs_disk_is_full(const struct fs_disk *d)
{
    return d->level == FULL;
}
