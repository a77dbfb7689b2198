#include "net/listen.h"

#include "base/error.h"
#include "net/loop_private.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Connections taken at a time, before others of the loop have their turn. */
#define ROUND 64
/* After accept() failed: until it is tried again. */
#define PAUSE 100000000LL

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un path;
};

struct fs_listener {
    struct fs_loop *loop;
    struct event *event, *again;
    struct fs_listener_handler handler;
    void *user;
    int fd;
    char *path; /* of a Unix socket, to be removed; NULL */
    char name[140];
};

static int bad_address(const char *text)
{
    fs_error_set(FS_E_INPUT, "cannot listen on '%s': it is no address", text);
    return fs_error_hint("write 127.0.0.1:8080, [::1]:8080, *:8080, localhost:8080 or unix:/path");
}

static int parse_path(const char *text, union address *out, socklen_t *size)
{
    const char *path = text + 5;
    if (*path != '/' || strlen(path) >= sizeof out->path.sun_path) {
        fs_error_set(FS_E_INPUT,
                     "cannot listen on '%s': expected unix: and an absolute path of at most %zu bytes", text,
                     sizeof out->path.sun_path - 1);
        return -1;
    }
    out->path.sun_family = AF_UNIX;
    memcpy(out->path.sun_path, path, strlen(path) + 1);
    *size = sizeof out->path;
    return 0;
}

static int parse(const char *text, union address *out, socklen_t *size)
{
    memset(out, 0, sizeof *out);
    if (!strncmp(text, "unix:", 5))
        return parse_path(text, out, size);
    char host[64];
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : 0, digits = colon ? strspn(colon + 1, "0123456789") : 0;
    long port = digits && digits <= 5 && !colon[1 + digits] ? strtol(colon + 1, NULL, 10) : -1;
    if (!length || length >= sizeof host || port < 0 || port > 65535)
        return bad_address(text);
    int v6 = text[0] == '[' && colon[-1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)length - 2 * v6, text + v6);
    if (!strcmp(host, "localhost"))
        snprintf(host, sizeof host, "127.0.0.1");
    if (v6 || !strcmp(host, "*")) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons((uint16_t)port);
        *size = sizeof out->v6;
        return !v6 || inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1 ? 0 : bad_address(text);
    }
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons((uint16_t)port);
    *size = sizeof out->v4;
    return inet_pton(AF_INET, host, &out->v4.sin_addr) == 1 ? 0 : bad_address(text);
}

/* Removes a Unix socket that a process has left behind. */
static void remove_stale(const union address *address, socklen_t size)
{
    struct stat info;
    if (stat(address->path.sun_path, &info) || !S_ISSOCK(info.st_mode))
        return;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    if (connect(fd, &address->any, size) && errno == ECONNREFUSED)
        unlink(address->path.sun_path);
    close(fd);
}

static int refused(const char *text, const union address *address)
{
    int error = errno;
    fs_error_set(FS_E_IO, "cannot listen on '%s': %s", text, strerror(error));
    if (error == EADDRINUSE)
        return fs_error_hint("another process listens there: stop it, or choose another port or path");
    if (error == EADDRNOTAVAIL)
        return fs_error_hint("this machine has no such address");
    if (error == EACCES && address->any.sa_family != AF_UNIX)
        return fs_error_hint("ports below 1024 need CAP_NET_BIND_SERVICE");
    return -1;
}

static int open_socket(const char *text, union address *address, socklen_t size)
{
    const int on = 1, off = 0, idle = 60, interval = 15, count = 4; /* seconds, seconds, probes */
    int any = text[0] == '*', family = address->any.sa_family;
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 && any) { /* a machine without IPv6 */
        struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = address->v6.sin6_port};
        address->v4 = v4;
        size = sizeof v4;
        family = AF_INET;
        fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    }
    if (fd < 0)
        return refused(text, address);
    mode_t mask = 0;
    if (family == AF_UNIX) {
        remove_stale(address, size);
        mask = umask(0177);
    } else {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        /* Connections inherit these. A client whose machine has vanished is noticed within two minutes, also while
         * nothing is sent to it. */
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
        setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
        setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
    }
    if (family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, any ? &off : &on, sizeof on);
    int status = bind(fd, &address->any, size);
    if (family == AF_UNIX) {
        int error = errno;
        umask(mask);
        errno = error;
    }
    if (status || listen(fd, SOMAXCONN)) {
        refused(text, address);
        close(fd);
        return -1;
    }
    return fd;
}

/* The address with the port that the system chose. */
static void name(struct fs_listener *listener, const char *text, int family)
{
    union address bound;
    socklen_t size = sizeof bound;
    const char *colon = strrchr(text, ':');
    if (family == AF_UNIX || getsockname(listener->fd, &bound.any, &size))
        snprintf(listener->name, sizeof listener->name, "%s", text);
    else
        snprintf(listener->name, sizeof listener->name, "%.*s:%u", (int)(colon - text), text,
                 ntohs(bound.any.sa_family == AF_INET ? bound.v4.sin_port : bound.v6.sin6_port));
}

static void on_again(evutil_socket_t fd, short what, void *data)
{
    (void)fd, (void)what;
    struct fs_listener *listener = data;
    event_add(listener->event, NULL);
}

static void on_ready(evutil_socket_t fd, short what, void *data)
{
    (void)what;
    struct fs_listener *listener = data;
    fs_loop_count(listener->loop);
    for (int i = 0; i < ROUND; i++) {
        union address from = {0};
        socklen_t size = sizeof from;
        int accepted = accept4(fd, &from.any, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (accepted < 0 && (errno == EINTR || errno == ECONNABORTED))
            continue;
        if (accepted < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        if (accepted < 0) {
            struct timeval pause = fs_loop_timeval(PAUSE);
            int error = errno;
            event_del(listener->event);
            event_add(listener->again, &pause);
            if (listener->handler.failed)
                listener->handler.failed(listener->user, error);
            return;
        }
        listener->handler.accepted(listener->user, accepted, &from.any);
    }
}

struct fs_listener *fs_listener_new(struct fs_loop *loop, const char *address,
                                    const struct fs_listener_handler *handler, void *user)
{
    union address where;
    socklen_t size = 0;
    if (parse(address, &where, &size))
        return NULL;
    struct fs_listener *listener = calloc(1, sizeof *listener);
    if (!listener) {
        fs_error_nomem();
        return NULL;
    }
    listener->loop = loop;
    listener->handler = *handler;
    listener->user = user;
    listener->fd = open_socket(address, &where, size);
    if (listener->fd >= 0) {
        int is_path = where.any.sa_family == AF_UNIX;
        struct event_base *base = fs_loop_base(loop);
        listener->path = is_path ? strdup(where.path.sun_path) : NULL;
        listener->event = event_new(base, listener->fd, EV_READ | EV_PERSIST, on_ready, listener);
        listener->again = evtimer_new(base, on_again, listener);
        if ((!is_path || listener->path) && listener->event && listener->again &&
            !event_add(listener->event, NULL)) {
            name(listener, address, where.any.sa_family);
            return listener;
        }
        fs_error_nomem();
    }
    fs_listener_free(listener);
    return NULL;
}

void fs_listener_free(struct fs_listener *listener)
{
    if (!listener)
        return;
    if (listener->event)
        event_free(listener->event);
    if (listener->again)
        event_free(listener->again);
    if (listener->fd >= 0)
        close(listener->fd);
    if (listener->path)
        unlink(listener->path);
    free(listener->path);
    free(listener);
}

const char *fs_listener_address(const struct fs_listener *listener)
{
    return listener->name;
}
