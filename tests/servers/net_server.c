/* net_server: the application of net_app.h on an address of its own, for tests and benchmarks from outside.
 *
 *     net_server ADDRESS [limit=VALUE ...] [cert=FILE key=FILE [ca=FILE] [required=1]]
 *
 * Prints its address in one line, then serves until SIGTERM, on which it drains for 2 seconds; SIGHUP reads certificates
 * again; SIGUSR1 sends a message to every WebSocket. At the end it prints its counters. */
#include "net_app.h"

#include "net/tls_server.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>

static struct app app;
static struct fs_http_limits limits;
static struct fs_tls_settings files;
static struct fs_tls_server *tls;
static int over;

static const struct {
    const char *name;
    void *at;
    enum { NUMBER, SMALL, TIME, TEXT } kind; /* 64 bits, 32 bits, ms, a path */
} options[] = {
    {"line", &limits.line, NUMBER},
    {"header_bytes", &limits.header_bytes, NUMBER},
    {"header_count", &limits.header_count, SMALL},
    {"body", &limits.body, NUMBER},
    {"first_byte", &limits.first_byte, TIME},
    {"head", &limits.head, TIME},
    {"piece", &limits.piece, TIME},
    {"idle", &limits.idle, TIME},
    {"stall", &limits.stall, TIME},
    {"connections", &limits.connections, SMALL},
    {"per_address", &limits.per_address, SMALL},
    {"requests", &limits.requests, NUMBER},
    {"queue", &app.ws.max_queue, SMALL},
    {"message", &app.ws.max_message, NUMBER},
    {"cert", &files.certificate, TEXT},
    {"key", &files.key, TEXT},
    {"ca", &files.authorities, TEXT},
    {"required", &files.required, SMALL},
};

static int set(const char *text)
{
    const char *value = strchr(text, '=');
    if (!value++)
        return -1;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        size_t length = strlen(options[i].name);
        if (strncmp(text, options[i].name, length) || text[length] != '=')
            continue;
        uint64_t number = strtoull(value, NULL, 10) * (options[i].kind == TIME ? 1000000 : 1);
        uint32_t small = (uint32_t)number;
        if (options[i].kind == TEXT)
            *(const char **)options[i].at = value;
        else
            memcpy(options[i].at, options[i].kind == SMALL ? (void *)&small : (void *)&number,
                   options[i].kind == SMALL ? sizeof small : sizeof number);
        return 0;
    }
    return -1;
}

static void on_drained(void *user)
{
    (void)user;
    over = 1;
}

static void on_signal(void *user, int32_t fd, uint32_t what)
{
    struct signalfd_siginfo info;
    (void)user, (void)what;
    if (read(fd, &info, sizeof info) != sizeof info)
        return;
    if (info.ssi_signo == SIGTERM)
        fs_http_server_drain(app.server, 2000000000, on_drained, NULL);
    if (info.ssi_signo == SIGHUP && tls && fs_tls_server_reload(tls))
        fprintf(stderr, "%s\n", fs_error_last()->message);
    if (info.ssi_signo == SIGUSR1) {
        struct fs_ws_message *message = fs_ws_message_new(FS_WS_TEXT, "to all", 6);
        for (int i = app.peer_count - 1; message && i >= 0; i--)
            fs_ws_peer_post(app.peers[i], message);
        fs_ws_message_release(message);
    }
}

static void print_counters(void)
{
    struct fs_http_counters c;
    fs_http_server_counters(app.server, &c);
    printf("accepted=%llu requests=%llu gone=%llu tls_failed=%llu ws_opened=%llu ws_in=%llu ws_out=%llu "
           "ws_dropped=%llu",
           (unsigned long long)c.accepted, (unsigned long long)c.requests, (unsigned long long)c.gone,
           (unsigned long long)c.tls_failed, (unsigned long long)c.ws_opened, (unsigned long long)c.ws_in,
           (unsigned long long)c.ws_out, (unsigned long long)c.ws_dropped);
    for (int i = 0; i < FS_HTTP_LIMIT_COUNT; i++)
        printf(" %s=%llu", fs_http_limit_name((enum fs_http_limit)i), (unsigned long long)c.limits[i]);
    printf("\n");
}

int main(int argc, char **argv)
{
    static const struct fs_http_handler handler = {app_request, app_refuse, app_log};
    struct rlimit files_limit;
    sigset_t signals;
    for (int i = 2; i < argc; i++)
        if (set(argv[i]))
            argc = 0;
    if (argc < 2) {
        fprintf(stderr,
                "usage: net_server ADDRESS [limit=VALUE ...] [cert=FILE key=FILE [ca=FILE] [required=1]]\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGUSR1);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    getrlimit(RLIMIT_NOFILE, &files_limit);
    files_limit.rlim_cur = files_limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files_limit);
    app.loop = fs_loop_new();
    app.server = app.loop ? fs_http_server_new(app.loop, &limits, &handler, &app) : NULL;
    if (files.certificate)
        tls = fs_tls_server_new(&files);
    if (!app.server || (files.certificate && !tls) || fs_http_server_listen(app.server, argv[1], tls) ||
        !fs_watch_new(app.loop, signalfd(-1, &signals, SFD_CLOEXEC), FS_WATCH_READ, on_signal, NULL)) {
        fprintf(stderr, "%s\n", fs_error_last()->message);
        return 1;
    }
    printf("%s\n", fs_http_server_address(app.server, 0));
    fflush(stdout);
    while (!over && !fs_loop_run(app.loop, -1))
        ;
    print_counters();
    app_stop(&app);
    fs_tls_server_free(tls);
    return 0;
}
