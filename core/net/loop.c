#include "net/loop_private.h"

#include "base/error.h"
#include "base/log.h"
#include "base/time.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct posted {
    void (*fn)(void *user);
    void *user;
    struct posted *next;
};

struct fs_loop {
    struct event_base *base;
    struct evdns_base *dns;
    struct event *tick;  /* ends a wait */
    struct event *woken; /* reads `wake_fd` */
    int wake_fd;
    uint64_t calls;
    struct fs_hook hooks; /* head of the ring */
    pthread_mutex_t lock; /* guards `first`, `last` */
    struct posted *first, **last;
};

struct fs_timer {
    struct fs_hook hook;
    struct event *event;
    int64_t interval;
    void (*fn)(void *user);
    void *user;
};

struct fs_watch {
    struct fs_hook hook;
    struct event *event;
    void (*fn)(void *user, int32_t fd, uint32_t what);
    void *user;
};

void fs_hook_add(struct fs_loop *loop, struct fs_hook *hook, void (*drop)(struct fs_hook *hook))
{
    *hook = (struct fs_hook){loop->hooks.next, &loop->hooks, drop, loop, 0};
    hook->next->prev = hook->prev->next = hook;
}

void fs_hook_remove(struct fs_hook *hook)
{
    hook->prev->next = hook->next;
    hook->next->prev = hook->prev;
}

void fs_loop_count(struct fs_loop *loop)
{
    loop->calls++;
}

uint64_t fs_loop_calls(const struct fs_loop *loop)
{
    return loop->calls;
}

struct event_base *fs_loop_base(struct fs_loop *loop)
{
    return loop->base;
}

struct evdns_base *fs_loop_dns(struct fs_loop *loop)
{
    if (!loop->dns)
        loop->dns =
            evdns_base_new(loop->base, EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE);
    if (!loop->dns) /* a machine without nameservers still has its hosts file */
        loop->dns = evdns_base_new(loop->base, EVDNS_BASE_DISABLE_WHEN_INACTIVE);
    if (!loop->dns)
        fs_error_set(FS_E_IO, "cannot start the resolver of names");
    return loop->dns;
}

struct timeval fs_loop_timeval(int64_t ns)
{
    int64_t us = ns <= 0 ? 0 : (ns - 1) / 1000 + 1;
    return (struct timeval){.tv_sec = us / 1000000, .tv_usec = us % 1000000};
}

static void ignore(evutil_socket_t fd, short what, void *data)
{
    (void)fd, (void)what, (void)data;
}

static void run_posted(evutil_socket_t fd, short what, void *data)
{
    (void)what;
    struct fs_loop *loop = data;
    uint64_t count;
    while (read(fd, &count, sizeof count) < 0 && errno == EINTR)
        ;
    pthread_mutex_lock(&loop->lock);
    struct posted *posted = loop->first;
    loop->first = NULL;
    loop->last = &loop->first;
    pthread_mutex_unlock(&loop->lock);
    while (posted) {
        struct posted *next = posted->next;
        loop->calls++;
        posted->fn(posted->user);
        free(posted);
        posted = next;
    }
}

/* libevent's own complaints, which would otherwise go to standard error. */
static void log_event(int severity, const char *text)
{
    fs_log(severity >= EVENT_LOG_ERR    ? FS_LOG_ERROR
           : severity == EVENT_LOG_WARN ? FS_LOG_WARN
                                        : FS_LOG_DEBUG,
           "event loop complains", "text", text, NULL);
}

static void redirect_log(void)
{
    event_set_log_callback(log_event);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

struct fs_loop *fs_loop_new(void)
{
    pthread_once(&once, redirect_log);
    struct fs_loop *loop = calloc(1, sizeof *loop);
    if (!loop) {
        fs_error_nomem();
        return NULL;
    }
    loop->hooks.next = loop->hooks.prev = &loop->hooks;
    loop->last = &loop->first;
    pthread_mutex_init(&loop->lock, NULL);
    loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct event_config *config = event_config_new();
    if (config) {
        event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_PRECISE_TIMER);
        loop->base = event_base_new_with_config(config);
        event_config_free(config);
    }
    if (loop->wake_fd < 0 || !loop->base || !(loop->tick = evtimer_new(loop->base, ignore, NULL)) ||
        !(loop->woken = event_new(loop->base, loop->wake_fd, EV_READ | EV_PERSIST, run_posted, loop)) ||
        event_add(loop->woken, NULL)) {
        fs_loop_free(loop);
        fs_error_set(FS_E_IO, "cannot start an event loop");
        fs_error_hint("the process may have too many open files (ulimit -n)");
        return NULL;
    }
    return loop;
}

static void forget_posted(struct fs_loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    struct posted *posted = loop->first;
    loop->first = NULL;
    loop->last = &loop->first;
    pthread_mutex_unlock(&loop->lock);
    while (posted) {
        struct posted *next = posted->next;
        free(posted);
        posted = next;
    }
}

void fs_loop_linger(struct fs_loop *loop, int64_t wait)
{
    forget_posted(loop);
    for (struct fs_hook *hook = loop->hooks.next; hook != &loop->hooks;) {
        if (hook->closing) {
            hook = hook->next;
            continue;
        }
        fs_hook_remove(hook);
        hook->drop(hook);
        hook = loop->hooks.next; /* dropping may have taken others along */
    }
    int64_t until = fs_time_monotonic() + wait, left = wait;
    while (loop->hooks.next != &loop->hooks && left > 0 && !fs_loop_run(loop, left))
        left = until - fs_time_monotonic();
    fs_error_clear();
}

void fs_loop_free(struct fs_loop *loop)
{
    if (!loop)
        return;
    while (loop->hooks.next != &loop->hooks) {
        struct fs_hook *hook = loop->hooks.next;
        fs_hook_remove(hook);
        hook->drop(hook);
    }
    forget_posted(loop);
    if (loop->dns)
        evdns_base_free(loop->dns, 0);
    if (loop->tick)
        event_free(loop->tick);
    if (loop->woken)
        event_free(loop->woken);
    if (loop->base)
        event_base_free(loop->base);
    if (loop->wake_fd >= 0)
        close(loop->wake_fd);
    pthread_mutex_destroy(&loop->lock);
    free(loop);
}

int fs_loop_run(struct fs_loop *loop, int64_t wait)
{
    if (wait > 0) {
        struct timeval until = fs_loop_timeval(wait);
        event_add(loop->tick, &until);
    }
    int status = event_base_loop(loop->base, wait ? EVLOOP_ONCE : EVLOOP_NONBLOCK);
    if (wait > 0)
        event_del(loop->tick);
    return status < 0 ? fs_error_set(FS_E_IO, "the event loop failed") : 0;
}

void fs_loop_wake(struct fs_loop *loop)
{
    uint64_t one = 1;
    while (write(loop->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

int fs_loop_call(struct fs_loop *loop, void (*fn)(void *user), void *user)
{
    struct posted *posted = malloc(sizeof *posted);
    if (!posted)
        return fs_error_nomem();
    *posted = (struct posted){fn, user, NULL};
    pthread_mutex_lock(&loop->lock);
    *loop->last = posted;
    loop->last = &posted->next;
    pthread_mutex_unlock(&loop->lock);
    fs_loop_wake(loop);
    return 0;
}

static void drop_timer(struct fs_hook *hook)
{
    struct fs_timer *timer = (struct fs_timer *)(void *)hook;
    event_free(timer->event);
    free(timer);
}

static void timer_due(evutil_socket_t fd, short what, void *data)
{
    (void)fd, (void)what;
    struct fs_timer *timer = data;
    void (*fn)(void *user) = timer->fn;
    void *user = timer->user;
    fs_loop_count(timer->hook.loop);
    if (timer->interval) {
        struct timeval again = fs_loop_timeval(timer->interval);
        event_add(timer->event, &again);
    } else {
        fs_timer_stop(timer);
    }
    fn(user);
}

struct fs_timer *fs_timer_new(struct fs_loop *loop, int64_t first, int64_t interval, void (*fn)(void *user),
                              void *user)
{
    if (first < 0 || interval < 0 || !fn) {
        fs_error_set(FS_E_PLUGIN, "a timer needs a function, and times that are not negative");
        return NULL;
    }
    struct fs_timer *timer = calloc(1, sizeof *timer);
    struct timeval when = fs_loop_timeval(first);
    if (!timer || !(timer->event = evtimer_new(loop->base, timer_due, timer)) ||
        event_add(timer->event, &when)) {
        if (timer && timer->event)
            event_free(timer->event);
        free(timer);
        fs_error_nomem();
        return NULL;
    }
    timer->interval = interval;
    timer->fn = fn;
    timer->user = user;
    fs_hook_add(loop, &timer->hook, drop_timer);
    return timer;
}

void fs_timer_stop(struct fs_timer *timer)
{
    if (!timer)
        return;
    fs_hook_remove(&timer->hook);
    drop_timer(&timer->hook);
}

static void drop_watch(struct fs_hook *hook)
{
    struct fs_watch *watch = (struct fs_watch *)(void *)hook;
    event_free(watch->event);
    free(watch);
}

static void watch_ready(evutil_socket_t fd, short what, void *data)
{
    struct fs_watch *watch = data;
    fs_loop_count(watch->hook.loop);
    watch->fn(watch->user, fd, (what & EV_READ ? FS_WATCH_READ : 0) | (what & EV_WRITE ? FS_WATCH_WRITE : 0));
}

struct fs_watch *fs_watch_new(struct fs_loop *loop, int fd, uint32_t what,
                              void (*fn)(void *user, int32_t fd, uint32_t what), void *user)
{
    if (fd < 0 || !fn || !what || what & ~(FS_WATCH_READ | FS_WATCH_WRITE)) {
        fs_error_set(FS_E_PLUGIN,
                     "a watch needs a descriptor, FS_WATCH_READ or FS_WATCH_WRITE, and a function");
        return NULL;
    }
    struct fs_watch *watch = calloc(1, sizeof *watch);
    short flags =
        (short)(EV_PERSIST | (what & FS_WATCH_READ ? EV_READ : 0) | (what & FS_WATCH_WRITE ? EV_WRITE : 0));
    if (!watch || !(watch->event = event_new(loop->base, fd, flags, watch_ready, watch)) ||
        event_add(watch->event, NULL)) {
        if (watch && watch->event)
            event_free(watch->event);
        free(watch);
        fs_error_set(FS_E_IO, "cannot watch descriptor %d", fd);
        return NULL;
    }
    watch->fn = fn;
    watch->user = user;
    fs_hook_add(loop, &watch->hook, drop_watch);
    return watch;
}

void fs_watch_stop(struct fs_watch *watch)
{
    if (!watch)
        return;
    fs_hook_remove(&watch->hook);
    drop_watch(&watch->hook);
}
