#include "server/server.h"

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/time.h"
#include "server/disk.h"
#include "server/folder.h"
#include "server/front.h"
#include "server/leftovers.h"
#include "server/live.h"
#include "server/meter.h"
#include "server/notify.h"
#include "server/state.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOK     (100 * FS_NS_PER_MS)    /* how often it is looked whether somebody asked to stop */
#define PATIENCE (10 * FS_NS_PER_SECOND) /* for what is in flight when it ends */

int fs_server_apply(void *server, const struct fs_act *act)
{
    struct fs_server *s = server;
    return fs_people_apply(s->people, act) || fs_scripts_apply(s->scripts, act) ||
                   fs_jobs_apply(s->jobs, act) || fs_approvals_apply(s->approvals, act) ||
                   fs_requests_apply(s->requests, act)
               ? -1
               : 0;
}

static int sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int status = fd < 0 || fsync(fd) ? fs_error_errno("%s: could not be synced", path) : 0;
    if (fd >= 0)
        close(fd);
    return status;
}

/* The folders of the home, once, durable: whoever writes into one of them need not think of it. */
static int make_rooms(const struct fs_server *s)
{
    static const char *const rooms[] = {"history", "jobs", "journal", "scripts", "uploads"};
    int status = 0;
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms && !status; i++) {
        char *path = fs_paths_join(s->home, rooms[i]);
        status = path ? fs_folder_make(path) : -1;
        free(path);
    }
    char *parent = status ? NULL : fs_paths_join(s->home, "..");
    if (!parent || sync_folder(s->home) || sync_folder(parent))
        status = -1;
    free(parent);
    return status;
}

/* The folder and its lock. */
static int take_home(struct fs_server *s, const char *home)
{
    char real[PATH_MAX];
    if (mkdir(home, 0777) && errno != EEXIST)
        return fs_error_errno("%s: the home cannot be made", home);
    if (!realpath(home, real))
        return fs_error_errno("%s: the home cannot be found", home);
    char *lock = fs_paths_join(real, "server.lock");
    if (!lock || !(s->home = strdup(real))) {
        free(lock);
        return fs_error_nomem();
    }
    s->lock_fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (s->lock_fd < 0)
        fs_error_errno("%s: cannot be opened", lock);
    free(lock);
    if (s->lock_fd < 0)
        return -1;
    if (flock(s->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    fs_error_set(FS_E_CONFLICT, "%s: another server has this home", s->home);
    return fs_error_hint("end that one, or give this one a home of its own with --home");
}

static int open_journal(struct fs_server *s)
{
    const struct fs_config_journal *j = &s->config->journal;
    char *folder = *j->folder ? strdup(j->folder) : fs_paths_join(s->home, "journal");
    struct fs_acts_options o = {.folder = folder,
                                .durability = j->durability == FS_JOURNAL_FSYNCED ? FS_SYNCED : FS_WRITTEN,
                                .rotate = j->rotate_size,
                                .rotate_time = j->rotate_time,
                                .interval = j->durability == FS_JOURNAL_FSYNCED ? j->commit_interval : 0,
                                .head_file = *j->head_file ? j->head_file : NULL,
                                .head_key = j->head_key,
                                .apply = fs_server_apply,
                                .user = s};
    s->acts = folder ? fs_acts_open(s->loop, &o) : NULL;
    free(folder);
    return s->acts ? 0 : -1;
}

/* Somebody must be able to call: without any administrator a key is made, into a file that only its owner can read. */
static int make_first_key(struct fs_server *s)
{
    char text[FS_KEY_TEXT], id[FS_KEY_ID], hash[FS_SHA256_HEX];
    int64_t now = fs_time_now();
    if (fs_people_with_role(s->people, FS_ROLE_ADMINISTRATOR, now))
        return 0;
    const char *named = s->config->people.first_key;
    char *path = *named ? strdup(named) : fs_paths_join(s->home, "admin.key");
    if (!path || fs_people_make_key(text, id, hash)) {
        free(path);
        return -1;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    int failed = fd < 0 || fchmod(fd, 0600) || dprintf(fd, "%s\n", text) < 0;
    explicit_bzero(text, sizeof text);
    if (failed)
        fs_error_errno("%s: the first administrator's key cannot be written", path);
    if (fd >= 0)
        close(fd);
    json_t *body = failed ? NULL
                          : json_pack("{s:s,s:s,s:s,s:s,s:s}", "act", "key.created", "id", id, "name",
                                      "first administrator", "role", "administrator", "hash", hash);
    uint64_t number = body ? fs_acts_add(s->acts, now, json_incref(body), path, NULL, NULL) : 0;
    failed = !number || fs_server_apply(s, &(struct fs_act){number, now, body});
    json_decref(body);
    s->first_key = path;
    return failed ? -1 : 0;
}

/* By the role of the key; of one that is gone, the least. */
static struct fs_job_limits limits_of(void *user, const char *by)
{
    const struct fs_server *s = user;
    const struct fs_person *person = fs_people_find(s->people, by);
    struct fs_config_role role =
        fs_config_role_limits(s->config, fs_role_name(person ? person->role : FS_ROLE_VIEWER));
    return (struct fs_job_limits){(double)role.time * 1e-9, role.memory, role.jobs};
}

static void job_changed(void *user, const struct fs_job *job)
{
    fs_live_job(((struct fs_server *)user)->live, job);
}

static int is_version(void *user, const char *hash)
{
    const struct fs_scripts *scripts = user;
    for (int i = 0; i < fs_scripts_count(scripts); i++)
        if (fs_script_version(fs_scripts_at(scripts, i), hash))
            return 1;
    return 0;
}

/* Sections of the configuration that a later version serves: whoever fills them means that they count. */
static int check_sections(const struct fs_config *c)
{
    const struct {
        const char *name;
        int is_given;
    } later[] = {{"feeds", c->feeds.count > 0},           {"accounts", c->accounts.count > 0},
                 {"strategies", c->strategies.count > 0}, {"limits", c->limits.count > 0},
                 {"alerts", c->alerts.count > 0},         {"journal.retention", c->journal.retention > 0}};
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        if (later[i].is_given) {
            fs_error_set(FS_E_UNSUPPORTED, "the configuration has %s, which this version does not serve yet",
                         later[i].name);
            return fs_error_hint("take it out; data, scripts, jobs, people and the journal are served");
        }
    return 0;
}

static int begin(struct fs_server *s)
{
    const struct fs_config_workers *w = &s->config->workers;
    int64_t processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (!(s->loop = fs_loop_new()) || !(s->people = fs_people_new()) ||
        !(s->scripts = fs_scripts_new(s->home)) || !(s->requests = fs_requests_new()) ||
        !(s->approvals = fs_approvals_new()) || !(s->metrics = fs_metrics_new()) ||
        !(s->meter = fs_meter_new(s->metrics)))
        return -1;
    struct fs_jobs_options o = {.loop = s->loop,
                                .home = s->home,
                                .scripts = s->scripts,
                                .at_once = (int)(w->processes     ? w->processes
                                                 : processors > 0 ? processors
                                                                  : 1),
                                .limits = limits_of,
                                .changed = job_changed,
                                .user = s};
    if (!(s->live = fs_live_new(s)) || !(s->jobs = fs_jobs_new(&o)) || !(s->disk = fs_disk_new(s)) ||
        make_rooms(s) || open_journal(s) || make_first_key(s))
        return -1;
    fs_leftovers_remove(s->home, "scripts", is_version, s->scripts);
    if (fs_jobs_begin(s->jobs, s->acts))
        return -1;
    return (s->front = fs_front_new(s)) ? 0 : -1;
}

struct fs_server *fs_server_new(const struct fs_config *config)
{
    struct fs_server *s = calloc(1, sizeof *s);
    if (!s) {
        fs_error_nomem();
        return NULL;
    }
    s->config = config;
    s->lock_fd = -1;
    s->started = fs_time_now();
    if (!check_sections(config) && !take_home(s, config->home) && !begin(s))
        return s;
    struct fs_error *error = fs_error_take();
    fs_server_free(s);
    fs_error_restore(error);
    return NULL;
}

const char *fs_server_address(const struct fs_server *s, int index)
{
    return fs_front_address(s->front, index);
}

const char *fs_server_first_key(const struct fs_server *s)
{
    return s->first_key;
}

int fs_server_reload(struct fs_server *s)
{
    return fs_front_reload(s->front);
}

/* Says that it is alive, in half of the time that the service manager gives, while the loop turns, the journal has not failed
 * and what waits for the disk gets there within that time. */
struct pulse {
    int64_t period, said, moved;
    uint64_t durable;
};

static void beat(struct fs_server *s, struct pulse *p)
{
    struct fs_acts_state acts;
    int64_t now = fs_time_monotonic();
    if (!p->period)
        return;
    fs_acts_state(s->acts, &acts);
    if (acts.durable == acts.added || acts.durable != p->durable)
        p->moved = now;
    p->durable = acts.durable;
    if (now - p->said < p->period / 2 || now - p->moved >= p->period || fs_acts_failure(s->acts))
        return;
    p->said = now;
    fs_notify("WATCHDOG=1");
}

int fs_server_run(struct fs_server *s, void (*look)(void *user), void *user)
{
    int64_t deadline = 0;
    struct pulse pulse = {.period = fs_notify_watchdog()};
    fs_notify("READY=1");
    for (;;) {
        if (fs_loop_run(s->loop, LOOK))
            return -1;
        if (look)
            look(user);
        beat(s, &pulse);
        if (fs_cancel_requested() && !s->draining) {
            fs_notify("STOPPING=1");
            fs_log(FS_LOG_INFO, "ending: no new work is taken", NULL);
            s->draining = 1;
            deadline = fs_time_monotonic() + PATIENCE;
            fs_jobs_drain(s->jobs);
            fs_front_drain(s->front, PATIENCE);
        }
        if (s->draining && (fs_front_is_idle(s->front) || fs_time_monotonic() > deadline))
            return 0;
    }
}

int fs_server_free(struct fs_server *s)
{
    if (!s)
        return 0;
    fs_front_free(s->front);
    fs_disk_free(s->disk);
    fs_live_free(s->live);
    fs_jobs_free(s->jobs);
    int status = fs_acts_close(s->acts);
    fs_requests_free(s->requests);
    fs_approvals_free(s->approvals);
    fs_scripts_free(s->scripts);
    fs_people_free(s->people);
    fs_meter_free(s->meter);
    fs_metrics_free(s->metrics);
    fs_loop_free(s->loop);
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    free(s->first_key);
    free(s->home);
    free(s);
    return status;
}
