/*
 * talk.h: raw bytes to and from a server that runs in the same thread: while a test waits, the server's loop runs.
 */
#ifndef TEST_TALK_H
#define TEST_TALK_H

#include "../../servers/net_app.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>

#define MS 1000000LL

static struct app app;
static char heard[1 << 20]; /* of the last hear(), with a NUL */
static size_t heard_size;

static inline void serve_with_tls(struct fs_http_limits limits, struct fs_tls_server *tls)
{
    signal(SIGPIPE, SIG_IGN);
    memset(&app, 0, sizeof app);
    ck_assert_msg(!app_start(&app, &limits, "127.0.0.1:0", tls), "%s",
                  fs_error_last() ? fs_error_last()->message : "?");
}

static inline void serve(struct fs_http_limits limits)
{
    serve_with_tls(limits, NULL);
}

static inline int dial(void)
{
    const char *address = fs_http_server_address(app.server, 0);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)atoi(strrchr(address, ':') + 1)),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

/* Lets the server work; `ms` is the longest wait for something to do. */
static inline void turn(int ms)
{
    ck_assert_int_eq(fs_loop_run(app.loop, ms * MS), 0);
}

/* Lets the server work until `what` is at least `count`. */
static inline void turn_until(const int *what, int count)
{
    for (int i = 0; i < 20000 && *what < count; i++)
        turn(1);
    ck_assert_int_ge(*what, count);
}

static inline void say_bytes(int fd, const void *data, size_t size)
{
    for (size_t sent = 0; sent < size;) {
        ssize_t n = send(fd, (const char *)data + sent, size - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN)
            return; /* the server has hung up: what it said before that is what counts */
        sent += n > 0 ? (size_t)n : 0;
        if (n < 0)
            turn(1);
    }
}

static inline void say(int fd, const char *text)
{
    say_bytes(fd, text, strlen(text));
}

/* Reads until `until` has come (NULL: until the server hangs up). 1 where it came, 0 at an end before. */
static inline int hear(int fd, const char *until)
{
    heard_size = 0;
    heard[0] = 0;
    for (int idle = 0; idle < 20000;) {
        ssize_t n = recv(fd, heard + heard_size, sizeof heard - 1 - heard_size, MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN))
            return until == NULL && n == 0;
        if (n > 0) {
            heard_size += (size_t)n;
            heard[heard_size] = 0;
            idle = 0;
            if (until && memmem(heard, heard_size, until, strlen(until)))
                return 1;
        } else {
            turn(1);
            idle++;
        }
    }
    ck_abort_msg("nothing comes any more; so far: %s", heard);
    return 0;
}

/* Throws away what comes until the server hangs up; returns how much it was. */
static inline uint64_t hear_all(int fd)
{
    uint64_t size = 0;
    for (int idle = 0; idle < 20000; idle++) {
        ssize_t n = recv(fd, heard, sizeof heard, MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN))
            return size;
        if (n > 0)
            size += (uint64_t)n, idle = 0;
        else
            turn(1);
    }
    ck_abort_msg("the server does not hang up");
    return size;
}

/* One request and all that comes back until the server hangs up. */
static inline const char *ask_bytes(const void *request, size_t size)
{
    int fd = dial();
    say_bytes(fd, request, size);
    hear(fd, NULL);
    close(fd);
    return heard;
}

static inline const char *ask(const char *request)
{
    return ask_bytes(request, strlen(request));
}

static inline int status_of(const char *answer)
{
    return strncmp(answer, "HTTP/1.1 ", 9) ? 0 : atoi(answer + 9);
}

/* The answer that comes has that body. */
static inline void check_body(int fd, const char *body)
{
    char end[100];
    snprintf(end, sizeof end, "\r\n\r\n%s", body);
    ck_assert_int_eq(hear(fd, end), 1);
    ck_assert_msg(status_of(heard) == 200, "%s", heard);
}

static inline struct fs_http_counters counters(void)
{
    struct fs_http_counters now;
    fs_http_server_counters(app.server, &now);
    return now;
}

#endif
