#include "work/child.h"

#include "base/error.h"
#include "work/process.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define GRACE (2 * INT64_C(1000000000))

struct fs_child {
    struct fs_loop *loop;
    struct fs_activity *page;
    struct fs_work_limits limits;
    pid_t pid;
    int fd; /* of the process */
    struct fs_watch *watch;
    struct fs_timer *timer;
    int overran, cancelled, ignored;
    void (*ended)(void *user, struct fs_child *child, const struct fs_child_end *end);
    void *user;
};

static void time_is_over(void *user)
{
    struct fs_child *c = user;
    c->timer = NULL;
    *(c->cancelled ? &c->ignored : &c->overran) = 1;
    kill(c->pid, SIGKILL);
}

/* Its descriptor is readable: the process is gone. */
static void gone(void *user, int32_t fd, uint32_t what)
{
    struct fs_child *c = user;
    int status = 0;
    (void)fd;
    (void)what;
    if (waitpid(c->pid, &status, WNOHANG) != c->pid)
        return;
    fs_watch_stop(c->watch);
    c->watch = NULL;
    fs_timer_stop(c->timer);
    c->timer = NULL;
    c->pid = 0;
    struct fs_child_end end = {.status =
                                   fs_work_verdict(status, c->overran, c->ignored, c->page, &c->limits)};
    struct fs_error *error = end.status < 0 ? fs_error_take() : NULL;
    if (error) {
        end.code = error->code;
        end.reason = error->message;
        end.hint = error->hint;
    }
    c->ended(c->user, c, &end);
    fs_error_free(error);
}

static int open_output(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        fs_error_errno("%s: cannot be created", path);
    return fd;
}

static int spawn(struct fs_child *c, const struct fs_child_options *o)
{
    int page = -1, status = -1;
    struct fs_work_start start = {.argv = o->argv,
                                  .channel = -1,
                                  .out = open_output(o->out),
                                  .err = -1,
                                  .leads = o->leads,
                                  .is_served = 1};
    if (start.out >= 0)
        start.err = open_output(o->err);
    if (start.err >= 0 && (c->page = fs_work_page_new(&page))) {
        c->page->memory_limit = o->limits.memory;
        start.page_fd = page;
        status = fs_work_spawn(&start, &c->pid);
    }
    if (page >= 0)
        close(page);
    if (start.out >= 0)
        close(start.out);
    if (start.err >= 0)
        close(start.err);
    return status;
}

struct fs_child *fs_child_start(struct fs_loop *loop, const struct fs_child_options *options)
{
    struct fs_child *c = calloc(1, sizeof *c);
    if (!c) {
        fs_error_nomem();
        return NULL;
    }
    *c = (struct fs_child){
        .loop = loop, .limits = options->limits, .fd = -1, .ended = options->ended, .user = options->user};
    if (spawn(c, options))
        goto failed;
    c->fd = (int)syscall(SYS_pidfd_open, c->pid, 0);
    if (c->fd < 0) {
        fs_error_errno("could not watch the process");
        goto failed;
    }
    if (!(c->watch = fs_watch_new(loop, c->fd, FS_WATCH_READ, gone, c)))
        goto failed;
    if (isfinite(c->limits.seconds) &&
        !(c->timer = fs_timer_new(loop, (int64_t)(c->limits.seconds * 1e9), 0, time_is_over, c)))
        goto failed;
    return c;
failed:;
    struct fs_error *error = fs_error_take();
    fs_child_free(c);
    fs_error_restore(error);
    return NULL;
}

void fs_child_look(const struct fs_child *c, struct fs_activity *out)
{
    *out = *c->page;
    out->script[sizeof out->script - 1] = out->handler[sizeof out->handler - 1] =
        out->symbol[sizeof out->symbol - 1] = out->progress.label[sizeof out->progress.label - 1] =
            out->progress.unit[sizeof out->progress.unit - 1] = '\0';
}

pid_t fs_child_pid(const struct fs_child *c)
{
    return c->pid;
}

void fs_child_cancel(struct fs_child *c)
{
    if (!c->pid || c->cancelled)
        return;
    c->cancelled = 1;
    kill(c->pid, SIGTERM);
    fs_timer_stop(c->timer);
    c->timer = fs_timer_new(c->loop, GRACE, 0, time_is_over, c);
    if (!c->timer) { /* no memory for patience */
        fs_error_clear();
        time_is_over(c);
    }
}

void fs_child_free(struct fs_child *c)
{
    if (!c)
        return;
    fs_watch_stop(c->watch);
    fs_timer_stop(c->timer);
    if (c->pid) {
        kill(c->pid, SIGKILL);
        while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    if (c->fd >= 0)
        close(c->fd);
    fs_work_page_free(c->page);
    free(c);
}
