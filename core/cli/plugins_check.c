/* finsmart plugins check: the conformance test of each plugin in a process of its own, watched from here. */
#include "base/error.h"
#include "base/paths.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/plugins.h"
#include "plugin/conformance.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The child's lines: "B what", "G what", "F what", each F followed by lines "W why" of its reason. */

static void child_begin(void *user, const char *what)
{
    (void)user;
    printf("B %s\n", what);
    fflush(stdout);
}

static void child_result(void *user, const char *what, const char *why)
{
    (void)user;
    printf("%c %s\n", why ? 'F' : 'G', what);
    while (why && *why) {
        size_t length = strcspn(why, "\n");
        printf("W %.*s\n", (int)length, why);
        why += length + (why[length] != 0);
    }
    fflush(stdout);
}

/* Gives a plugin's file and the settings of the command line to `run`. */
static int with_settings(const struct fs_args *args,
                         int (*run)(const char *path, const char *const *settings, int count))
{
    int count = 0;
    if (fs_args_count(args) != 2)
        return fs_error_set(FS_E_USAGE, "usage: finsmart plugins check FILE.so...");
    const char **settings = fs_args_texts(args, "set", &count);
    int result = settings ? run(fs_args_operand(args, 1), settings, count) : -1;
    free(settings);
    return result;
}

static int test_here(const char *path, const char *const *settings, int count)
{
    const struct fs_conformance tell = {child_begin, child_result, NULL};
    int bad = fs_conformance_run(path, settings, count, &tell);
    return bad < 0 ? -1 : bad > 0;
}

int fs_plugins_check_here(const struct fs_args *args)
{
    return with_settings(args, test_here);
}

int fs_plugins_check_die(const struct fs_args *args)
{
    return with_settings(args, fs_conformance_store_die);
}

/* One plugin's test, as the parent sees it. */
struct watched {
    const char *path;
    json_t *results; /* {what, ok, why} */
    char *doing;     /* begun, not yet done */
    int good, bad;
    char *line; /* not yet complete */
    size_t length;
};

static void add_result(struct watched *w, const char *what, int ok)
{
    json_array_append_new(w->results, json_pack("{s:s,s:b}", "what", what, "ok", ok));
    *(ok ? &w->good : &w->bad) += 1;
}

static void add_reason(struct watched *w, const char *why)
{
    size_t last = json_array_size(w->results);
    json_t *result = last ? json_array_get(w->results, last - 1) : NULL;
    const char *before = json_string_value(json_object_get(result, "why"));
    json_object_set_new(result, "why", before ? json_sprintf("%s\n%s", before, why) : json_string(why));
}

static void take_line(struct watched *w, char *line)
{
    if (line[0] && line[1] == ' ') {
        const char *text = line + 2;
        if (line[0] == 'B') {
            free(w->doing);
            w->doing = strdup(text);
            return;
        }
        if (line[0] == 'G' || line[0] == 'F') {
            free(w->doing);
            w->doing = NULL;
            add_result(w, text, line[0] == 'G');
            return;
        }
        if (line[0] == 'W') {
            add_reason(w, text);
            return;
        }
    }
    fprintf(stderr, "%s\n", line); /* what the plugin itself printed */
}

static void take_bytes(struct watched *w, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char *line = w->length % 256 == 0 ? realloc(w->line, w->length + 256) : w->line;
        if (!line)
            return;
        w->line = line;
        w->line[w->length++] = bytes[i] == '\n' ? 0 : bytes[i];
        if (bytes[i] == '\n') {
            take_line(w, w->line);
            w->length = 0;
            free(w->line);
            w->line = NULL;
        }
    }
}

static int spawn_child(const struct fs_args *args, const char *path, pid_t *pid, int *out)
{
    int fds[2], count = fs_args_list_count(args, "set");
    const char **argv = calloc((size_t)count * 2 + 8, sizeof *argv);
    if (!argv)
        return fs_error_nomem();
    int n = 0;
    argv[n++] = fs_paths_self();
    argv[n++] = "plugins";
    argv[n++] = "check-here";
    for (int i = 0; i < count; i++) {
        argv[n++] = "--set";
        argv[n++] = fs_args_list(args, "set", i);
    }
    argv[n++] = "--";
    argv[n++] = path;
    if (pipe2(fds, O_CLOEXEC)) {
        free(argv);
        return fs_error_errno("cannot make a pipe");
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fds[1], 1);
    int failed = posix_spawn(pid, fs_paths_self(), &actions, NULL, (char *const *)(uintptr_t)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    free(argv);
    close(fds[1]);
    *out = fds[0];
    if (!failed)
        return 0;
    close(fds[0]);
    errno = failed;
    return fs_error_errno("cannot start %s", fs_paths_self());
}

/* Reads until the child closes its end or the time is up. 1 in time. */
static int read_child(struct watched *w, int fd, double seconds)
{
    int64_t until = fs_time_monotonic() + (int64_t)(seconds * 1e9);
    char bytes[4096];
    for (;;) {
        int64_t left = until - fs_time_monotonic();
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        int got = left > 0 ? poll(&ready, 1, (int)(left / 1000000) + 1) : 0;
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return 0;
        ssize_t size = read(fd, bytes, sizeof bytes);
        if (size <= 0)
            return 1;
        take_bytes(w, bytes, (size_t)size);
    }
}

static void conclude(struct watched *w, int in_time, int status, double seconds)
{
    char why[200];
    if (!in_time)
        snprintf(why, sizeof why, "it hangs: not done after %g s", seconds);
    else if (WIFSIGNALED(status))
        snprintf(why, sizeof why, "it crashed: signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else if (w->doing || (WEXITSTATUS(status) != 0) != (w->bad != 0))
        snprintf(why, sizeof why, "its process ended with status %d in the middle", WEXITSTATUS(status));
    else
        return;
    add_result(w, w->doing ? w->doing : "stays alive to the end", 0);
    add_reason(w, why);
}

static int check_file(const struct fs_args *args, struct watched *w)
{
    double seconds = fs_args_number(args, "limit");
    pid_t pid;
    int fd = -1, status = 0;
    if (spawn_child(args, w->path, &pid, &fd))
        return -1;
    int in_time = read_child(w, fd, seconds);
    close(fd);
    if (!in_time)
        kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    conclude(w, in_time, status, seconds);
    return 0;
}

static void print_results(const struct watched *w)
{
    size_t i;
    json_t *one;
    printf("# %s\n", w->path);
    json_array_foreach(w->results, i, one)
    {
        const char *why = json_string_value(json_object_get(one, "why"));
        printf("%s - %s\n", json_is_true(json_object_get(one, "ok")) ? "ok" : "not ok",
               json_string_value(json_object_get(one, "what")));
        while (why && *why) {
            size_t length = strcspn(why, "\n");
            printf("#   %.*s\n", (int)length, why);
            why += length + (why[length] != 0);
        }
    }
}

int fs_plugins_check(const struct fs_args *args)
{
    if (fs_args_count(args) < 2)
        return fs_error_set(FS_E_USAGE, "usage: finsmart plugins check FILE.so...");
    json_t *files = json_array();
    int bad = 0, good = 0, json = fs_args_flag(args, "json");
    for (int i = 1; i < fs_args_count(args); i++) {
        struct watched w = {.path = fs_args_operand(args, i), .results = json_array()};
        if (check_file(args, &w)) {
            json_decref(w.results);
            json_decref(files);
            return -1;
        }
        if (!json)
            print_results(&w);
        good += w.good;
        bad += w.bad;
        json_array_append_new(
            files, json_pack("{s:s,s:b,s:o}", "file", w.path, "ok", w.bad == 0, "results", w.results));
        free(w.doing);
        free(w.line);
    }
    if (json) {
        json_t *out = json_pack("{s:i,s:i,s:O}", "passed", good, "failed", bad, "files", files);
        json_dumpf(out, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(out);
    } else {
        printf("%d passed, %d failed\n", good, bad);
    }
    json_decref(files);
    return bad != 0;
}
