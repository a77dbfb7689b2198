#include "work/process.h"

#include "base/activity.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/paths.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { GRACE_MS = 2000, BESIDE_MS = 200, PAGE_BYTES = (sizeof(struct fs_activity) + 4095) / 4096 * 4096 };
static const char worker_variable[] = "FINSMART_WORKER"; /* "page,supervisor,channel,served" */
static const char leader_variable[] = "FINSMART_LEADER"; /* the same of a process that leads workers */
/* glibc's exp, pow, sin and cos give other last bits with fused multiply-add: pin the plain ones (docs/scripts.md). */
static char tunables[] = "GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-FMA4";

/* What of the environment a worker may see: nothing that could hold a credential. */
static const char *const kept_variables[] = {
    "PATH=",           "HOME=",
    "LANG=",           "LC_",
    "TERM=",           "TZ=",
    "TZDIR=",          "TMPDIR=",
    "COLUMNS=",        "LINES=",
    "NO_COLOR=",       "FINSMART_HOME=",
    "FINSMART_SHARE=", "FINSMART_PLUGINS=",
    "FINSMART_LOG=",   "ASAN_OPTIONS=",
    "UBSAN_OPTIONS=",  "TSAN_OPTIONS=",
    "GCOV_",
};

static pid_t supervisor; /* in a worker: who spawned it */
static int channel = -1; /* in a worker of a pool: its end of the way to it */
static int served;       /* it works for a server */

static int is_kept(const char *variable)
{
    for (size_t i = 0; i < sizeof kept_variables / sizeof *kept_variables; i++)
        if (!strncmp(variable, kept_variables[i], strlen(kept_variables[i])))
            return 1;
    return 0;
}

int64_t fs_work_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int fs_work_pin(char *const *argv)
{
    char *value = strchr(tunables, '=') + 1;
    const char *now = getenv("GLIBC_TUNABLES");
    if (now && !strcmp(now, value))
        return 0;
    if (setenv("GLIBC_TUNABLES", value, 1))
        return fs_error_nomem();
    execv(fs_paths_self(), argv);
    return fs_error_errno("could not start the program anew");
}

/* Takes what the process that spawned this one says in a variable; 0 where it says nothing. */
static int take_variable(const char *name)
{
    const char *text = getenv(name);
    if (!text)
        return 0;
    char *end;
    int fd = (int)strtol(text, &end, 10);
    supervisor = *end == ',' ? (pid_t)strtol(end + 1, &end, 10) : 0;
    channel = *end == ',' ? (int)strtol(end + 1, &end, 10) : -1;
    served = *end == ',' ? (int)strtol(end + 1, NULL, 10) : 0;
    void *page = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page != MAP_FAILED)
        fs_activity_use(page);
    close(fd);
    unsetenv(name);
    return 1;
}

int fs_work_is_worker(void)
{
    static int known = -1;
    if (known < 0)
        known = take_variable(worker_variable);
    return known;
}

int fs_work_is_served(void)
{
    return served;
}

int fs_work_be_watched(void)
{
    if (!take_variable(leader_variable))
        return 0;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL))
        return fs_error_errno("could not bind the process to its server");
    if (getppid() != supervisor)
        raise(SIGKILL); /* the server died before */
    return 0;
}

pid_t fs_work_supervisor(void)
{
    return fs_work_is_worker() ? supervisor : 0;
}

int fs_work_channel(void)
{
    return fs_work_is_worker() ? channel : -1;
}

struct fs_activity *fs_work_page_new(int *fd)
{
    *fd = memfd_create("finsmart-activity", 0);
    if (*fd < 0 || ftruncate(*fd, PAGE_BYTES)) {
        fs_error_errno("could not make the page shared with the script's process");
        return NULL;
    }
    void *page = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
    if (page == MAP_FAILED) {
        fs_error_errno("could not map the page shared with the script's process");
        return NULL;
    }
    struct fs_activity *activity = page;
    activity->bar = -1;
    return activity;
}

void fs_work_page_free(struct fs_activity *page)
{
    if (page)
        munmap(page, PAGE_BYTES);
}

int fs_work_spawn(const struct fs_work_start *start, pid_t *pid)
{
    size_t count = 0, kept = 0;
    while (environ[count])
        count++;
    char **environment = calloc(count + 4, sizeof *environment);
    char variable[64];
    if (!environment)
        return fs_error_nomem();
    for (size_t i = 0; i < count; i++)
        if (is_kept(environ[i]))
            environment[kept++] = environ[i];
    snprintf(variable, sizeof variable, "%s=%d,%d,%d,%d", start->leads ? leader_variable : worker_variable,
             start->page_fd, (int)getpid(), start->channel, start->is_served);
    environment[kept++] = variable;
    environment[kept++] = tunables;

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    if (start->out >= 0)
        posix_spawn_file_actions_adddup2(&files, start->out, STDOUT_FILENO);
    if (start->err >= 0)
        posix_spawn_file_actions_adddup2(&files, start->err, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGTERM);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    int failure = posix_spawn(pid, fs_paths_self(), &files, &attributes, start->argv, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    free(environment);
    if (failure) {
        errno = failure;
        return fs_error_errno("could not start a process for the script");
    }
    return 0;
}

/* "sma.lua, in on_bar of AAPL at bar 1000 (2003-12-24T00:00:00Z)" */
static void describe(const struct fs_activity *a, char *out, size_t size)
{
    struct fs_activity copy = *a; /* the worker may be writing: take it once and end the texts */
    copy.script[sizeof copy.script - 1] = copy.handler[sizeof copy.handler - 1] =
        copy.symbol[sizeof copy.symbol - 1] = '\0';
    int n = snprintf(out, size, "%s", copy.script[0] ? copy.script : "the script");
    if (copy.handler[0] && (size_t)n < size)
        n += snprintf(out + n, size - (size_t)n, ", in %s", copy.handler);
    if (copy.symbol[0] && (size_t)n < size)
        n += snprintf(out + n, size - (size_t)n, " of %s", copy.symbol);
    if (copy.bar >= 0 && (size_t)n < size)
        n += snprintf(out + n, size - (size_t)n, copy.ticks ? " at event %lld" : " at bar %lld",
                      (long long)copy.bar + !copy.ticks);
    char stamp[FS_TIME_TEXT];
    if (copy.time && (size_t)n < size && fs_time_format(copy.time, stamp, sizeof stamp) > 0)
        snprintf(out + n, size - (size_t)n, " (%s)", stamp);
}

int fs_work_verdict(int status, int overran, int ignored_cancel, const struct fs_activity *activity,
                    const struct fs_work_limits *limits)
{
    char where[512];
    describe(activity, where, sizeof where);
    if (overran || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)) {
        fs_error_set(FS_E_LIMIT, "%s: ended: it ran longer than the time limit of %g second%s", where,
                     limits->seconds, limits->seconds == 1.0 ? "" : "s");
        return fs_error_hint("look for a loop that does not end; --time-limit SECONDS allows more");
    }
    if (ignored_cancel)
        return fs_error_set(FS_E_CANCELLED, "%s: stopped; it did not finish within two seconds and was ended",
                            where);
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    int number = WTERMSIG(status);
    if (number == SIGINT || number == SIGTERM)
        return fs_error_set(FS_E_CANCELLED, "%s: stopped", where);
    if (number == SIGKILL) {
        fs_error_set(FS_E_LIMIT,
                     "%s: ended by the system, probably for lack of memory (the limit is %lld MB)", where,
                     (long long)(limits->memory >> 20));
        return fs_error_hint("--memory-limit MB sets the limit; the machine itself may have less");
    }
    fs_error_set(FS_E_INTERNAL, "%s: the script's process crashed (signal %d, %s)", where, number,
                 strsignal(number));
    return fs_error_hint("this is a mistake of ours or of a plugin, not of the script; please report it");
}

static int watch(pid_t pid, struct fs_activity *activity, const struct fs_work_limits *limits,
                 const struct fs_work_beside *beside)
{
    int64_t deadline = fs_work_now_ms() + (int64_t)(limits->seconds * 1000.0);
    int overran = 0, ignored_cancel = 0, cancelled = 0, status = 0;
    if (limits->interactive)
        signal(
            SIGINT,
            SIG_IGN); /* it reaches the whole foreground group; ending on a second one is not for a prompt */
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    for (;;) {
        if (beside)
            beside->look(beside->data);
        pid_t ended = waitpid(pid, &status, fd < 0 ? 0 : WNOHANG);
        if (ended == pid)
            break;
        if (ended < 0 && errno != EINTR) {
            if (fd >= 0)
                close(fd);
            return fs_error_errno("could not wait for the script's process");
        }
        if (fs_cancel_requested() && !cancelled) { /* of a prompt: SIGTERM alone */
            cancelled = 1;
            kill(pid,
                 SIGTERM); /* a Ctrl-C on the terminal has reached it already: a worker takes both for one */
            if (deadline > fs_work_now_ms() + GRACE_MS)
                deadline = fs_work_now_ms() + GRACE_MS;
        }
        int64_t left = deadline - fs_work_now_ms();
        if (left <= 0) {
            *(cancelled ? &ignored_cancel : &overran) = 1;
            kill(pid, SIGKILL);
            left = 1000;
        }
        struct pollfd item = {.fd = fd, .events = POLLIN};
        int64_t most = beside ? BESIDE_MS : 1000000;
        poll(&item, 1, (int)(left > most ? most : left));
    }
    if (fd >= 0)
        close(fd);
    return fs_work_verdict(status, overran, ignored_cancel, activity, limits);
}

int fs_work_supervise(char *const *argv, const struct fs_work_limits *limits)
{
    return fs_work_supervise_beside(argv, limits, NULL);
}

int fs_work_supervise_beside(char *const *argv, const struct fs_work_limits *limits,
                             const struct fs_work_beside *beside)
{
    int page_fd = -1;
    struct fs_activity *activity = fs_work_page_new(&page_fd);
    pid_t pid;
    int result = -1;
    if (activity) {
        activity->memory_limit = limits->memory;
        fs_activity_use(activity);
        struct fs_work_start start = {.argv = argv, .page_fd = page_fd, .channel = -1, .out = -1, .err = -1};
        if (fs_work_spawn(&start, &pid) == 0)
            result = watch(pid, activity, limits, beside);
    }
    if (page_fd >= 0)
        close(page_fd);
    return result; /* the page stays mapped: it is this process's activity record now */
}
