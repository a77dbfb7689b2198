/* What core/net's HTTP server does in a second: small requests, pipelined ones, large bodies, messages to 1,000
 * WebSockets. The server runs in a thread of its own, the client in the main one; both share the machine. Server
 * seconds are the server thread's processor time, which a busy machine changes less than the clock.
 *
 *     bench_http [SECONDS each; 2]
 */
#include "../servers/net_app.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

static struct app app;
static pthread_t thread;
static int over;
static char buffer[1 << 20];

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double server_seconds(void)
{
    clockid_t clock;
    pthread_getcpuclockid(thread, &clock);
    return seconds(clock);
}

static void *run(void *data)
{
    (void)data;
    while (!__atomic_load_n(&over, __ATOMIC_RELAXED))
        fs_loop_run(app.loop, 100000000);
    return NULL;
}

static int dial(void)
{
    const int on = 1;
    struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)atoi(strrchr(fs_http_server_address(app.server, 0), ':') + 1)),
        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to)) {
        perror("connect");
        exit(1);
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void report(const char *what, double count, const char *unit, double wall, double server)
{
    printf("%-28s %12.0f %s/s   %12.0f %s per server second\n", what, count / wall, unit, count / server,
           unit);
}

/* `connections` clients that send `depth` requests at a time and wait for the answers. */
static void requests(int connections, int depth, double limit)
{
    static const char request[] =
        "GET /hello HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nUser-Agent: bench\r\n\r\n";
    char many[64 * sizeof request], name[60];
    size_t size = (size_t)depth * (sizeof request - 1), length;
    int epoll = epoll_create1(EPOLL_CLOEXEC), *fds = calloc((size_t)connections, sizeof *fds);
    uint64_t *left = calloc((size_t)connections, sizeof *left), answers = 0;
    for (int i = 0; i < depth; i++)
        memcpy(many + (size_t)i * (sizeof request - 1), request, sizeof request - 1);
    int first = dial();
    send(first, request, sizeof request - 1, 0);
    length = (size_t)recv(first, buffer, sizeof buffer, 0); /* every answer is as long as this one */
    close(first);
    double began = seconds(CLOCK_MONOTONIC), server = server_seconds(), now = began;
    for (int i = 0; i < connections; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
        fds[i] = dial();
        epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &event);
        left[i] = length * (uint64_t)depth;
        send(fds[i], many, size, 0);
    }
    while (now - began < limit) {
        struct epoll_event events[64];
        int count = epoll_wait(epoll, events, 64, 1000);
        for (int k = 0; k < count; k++) {
            uint32_t i = events[k].data.u32;
            ssize_t n = recv(fds[i], buffer, sizeof buffer, 0);
            if (n <= 0 || (left[i] -= (uint64_t)n) != 0)
                continue;
            answers += (uint64_t)depth;
            left[i] = length * (uint64_t)depth;
            send(fds[i], many, size, 0);
        }
        now = seconds(CLOCK_MONOTONIC);
    }
    snprintf(name, sizeof name, "%d clients, %d at a time", connections, depth);
    report(name, (double)answers, "requests", now - began, server_seconds() - server);
    for (int i = 0; i < connections; i++)
        close(fds[i]);
    close(epoll);
    free(fds);
    free(left);
}

static void bodies(const char *what, const char *target, double limit)
{
    char request[200];
    int fd = dial();
    int n = snprintf(request, sizeof request,
                     "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", target);
    double bytes = 0, began = seconds(CLOCK_MONOTONIC), server = server_seconds();
    while (seconds(CLOCK_MONOTONIC) - began < limit) {
        ssize_t got;
        send(fd, request, (size_t)n, 0);
        while ((got = recv(fd, buffer, sizeof buffer, 0)) > 0)
            bytes += (double)got;
        close(fd);
        fd = dial();
    }
    close(fd);
    report(what, bytes / 1e6, "MB", seconds(CLOCK_MONOTONIC) - began, server_seconds() - server);
}

static void post_to_all(void *user)
{
    (void)user;
    struct fs_ws_message *message = fs_ws_message_new(
        FS_WS_TEXT, "{\"symbol\":\"AAPL\",\"bid\":189.25,\"ask\":189.27,\"time\":\"2024-01-02T14:30:00Z\"}",
        73);
    for (int i = app.peer_count - 1; i >= 0; i--)
        fs_ws_peer_post(app.peers[i], message);
    fs_ws_message_release(message);
}

static void fan_out(int clients, double limit)
{
    static const char shake[] =
        "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    int *fds = calloc((size_t)clients, sizeof *fds), rounds = 0;
    char name[60];
    for (int i = 0; i < clients; i++) {
        fds[i] = dial();
        send(fds[i], shake, sizeof shake - 1, 0);
        if (recv(fds[i], buffer, sizeof buffer, 0) < 12)
            exit(1);
    }
    double began = seconds(CLOCK_MONOTONIC), server = server_seconds();
    for (; seconds(CLOCK_MONOTONIC) - began < limit; rounds++) {
        fs_loop_call(app.loop, post_to_all, NULL);
        for (int i = 0; i < clients; i++)
            for (size_t got = 0; got < 75;) {
                ssize_t n = recv(fds[i], buffer, 75 - got, 0);
                got += n > 0 ? (size_t)n : 75;
            }
    }
    snprintf(name, sizeof name, "to %d WebSockets", clients);
    report(name, (double)rounds * clients, "messages", seconds(CLOCK_MONOTONIC) - began,
           server_seconds() - server);
    for (int i = 0; i < clients; i++)
        close(fds[i]);
    free(fds);
}

int main(int argc, char **argv)
{
    double limit = argc > 1 ? atof(argv[1]) : 2;
    const struct fs_http_limits limits = {.per_address = 20000, .requests = UINT64_MAX};
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    if (app_start(&app, &limits, "127.0.0.1:0", NULL) || pthread_create(&thread, NULL, run, NULL)) {
        fprintf(stderr, "cannot start\n");
        return 1;
    }
    requests(64, 1, limit);
    requests(64, 16, limit);
    bodies("100 MB from memory", "/owned?n=100000000", limit);
    bodies("100 MB made on the way", "/stream?n=100000000&sized", limit);
    fan_out(1000, limit);
    __atomic_store_n(&over, 1, __ATOMIC_RELAXED);
    fs_loop_wake(app.loop);
    pthread_join(thread, NULL);
    app_stop(&app);
    return 0;
}
