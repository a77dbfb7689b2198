#include "net/tcp.h"

#include "base/error.h"
#include "net/loop_private.h"
#include "net/tls.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MS 1000000LL

struct fs_tcp {
    struct fs_hook hook;
    struct fs_tcp_options options; /* defaults filled in; host is ours */
    struct fs_tcp_handler handler;
    void *user;
    struct bufferevent *stream; /* NULL: down */
    struct event *retry;
    struct event *timeout; /* of connecting */
    int64_t delay;         /* before the next attempt, without jitter */
    uint64_t attempts;     /* connections that stood */
    uint32_t random;       /* of the jitter */
    int up;
    int hold_delay; /* who uses the connection says when the back-off starts over */
    int depth;      /* callbacks on the stack */
    int closed;     /* tcp_close() was called; freed when the last callback returns */
};

static void connect_now(struct fs_tcp *tcp);

static void drop_stream(struct fs_tcp *tcp)
{
    if (tcp->stream)
        bufferevent_free(tcp->stream);
    tcp->stream = NULL;
    tcp->up = 0;
    event_del(tcp->timeout);
}

static void free_tcp(struct fs_tcp *tcp)
{
    if (tcp->timeout)
        drop_stream(tcp);
    if (tcp->retry)
        event_free(tcp->retry);
    if (tcp->timeout)
        event_free(tcp->timeout);
    free((char *)(uintptr_t)tcp->options.host);
    free(tcp);
}

static void drop_hook(struct fs_hook *hook)
{
    free_tcp((struct fs_tcp *)(void *)hook);
}

static void enter(struct fs_tcp *tcp)
{
    tcp->depth++;
    fs_loop_count(tcp->hook.loop);
}

/* Leaves a callback; 1 where the connection is gone and must not be touched. */
static int leave(struct fs_tcp *tcp)
{
    if (--tcp->depth || !tcp->closed)
        return tcp->closed;
    free_tcp(tcp);
    return 1;
}

/* The connection failed: says so and plans the next attempt. */
static void fail(struct fs_tcp *tcp, const char *reason)
{
    drop_stream(tcp);
    int64_t delay = tcp->delay;
    tcp->delay = tcp->delay > tcp->options.retry_max / 2 ? tcp->options.retry_max : tcp->delay * 2;
    /* Half of the delay is fixed, half is chance, so that many clients of a server that comes back spread out. */
    tcp->random = tcp->random * 1664525u + 1013904223u;
    delay = delay / 2 + (int64_t)((double)(delay - delay / 2) * ((double)tcp->random / 4294967296.0));
    struct timeval when = fs_loop_timeval(delay);
    event_add(tcp->retry, &when);
    if (tcp->handler.closed) {
        enter(tcp);
        tcp->handler.closed(tcp->user, tcp, reason, delay);
        leave(tcp);
    }
}

static void describe_failure(struct fs_tcp *tcp, short what, char *reason, size_t size)
{
    unsigned long code = tcp->options.flags & FS_TCP_TLS ? bufferevent_get_openssl_error(tcp->stream) : 0;
    int dns = bufferevent_socket_get_dns_error(tcp->stream), error = EVUTIL_SOCKET_ERROR();
    if (code)
        fs_tls_reason(bufferevent_openssl_get_ssl(tcp->stream), code, reason, size);
    else if (dns)
        snprintf(reason, size, "%s: %s", tcp->options.host, evutil_gai_strerror(dns));
    else if (what & BEV_EVENT_TIMEOUT)
        snprintf(reason, size, "no data for %g s", (double)tcp->options.idle_timeout / 1e9);
    else if (what & BEV_EVENT_EOF)
        snprintf(reason, size, tcp->up ? "the other side closed the connection" : "the other side hung up");
    else
        snprintf(reason, size, "%s", error ? evutil_socket_error_to_string(error) : "the connection broke");
}

static void on_lines(struct fs_tcp *tcp, struct evbuffer *input)
{
    for (;;) {
        size_t length;
        char *line = evbuffer_readln(input, &length, EVBUFFER_EOL_LF);
        size_t left = evbuffer_get_length(input);
        if (!line && left <= tcp->options.max_line)
            return;
        if (!line || length > tcp->options.max_line) {
            free(line);
            fail(tcp, "a line is longer than max_line");
            return;
        }
        if (length && line[length - 1] == '\r')
            length--;
        enter(tcp);
        tcp->handler.data(tcp->user, tcp, line, length);
        free(line);
        if (leave(tcp) || !tcp->stream || bufferevent_get_input(tcp->stream) != input)
            return;
    }
}

static void on_read(struct bufferevent *stream, void *data)
{
    struct fs_tcp *tcp = data;
    struct evbuffer *input = bufferevent_get_input(stream);
    if (!tcp->hold_delay)
        fs_tcp_works(tcp);
    if (tcp->options.flags & FS_TCP_LINES) {
        on_lines(tcp, input);
        return;
    }
    size_t size = evbuffer_get_length(input);
    char *copy = malloc(size ? size : 1);
    if (!copy) {
        fail(tcp, "out of memory");
        return;
    }
    evbuffer_remove(input, copy, size);
    enter(tcp);
    tcp->handler.data(tcp->user, tcp, copy, size);
    leave(tcp);
    free(copy);
}

static void on_event(struct bufferevent *stream, short what, void *data)
{
    struct fs_tcp *tcp = data;
    if (what & BEV_EVENT_CONNECTED) {
        event_del(tcp->timeout);
        tcp->up = 1;
        tcp->attempts++;
        if (tcp->options.idle_timeout) {
            struct timeval idle = fs_loop_timeval(tcp->options.idle_timeout);
            bufferevent_set_timeouts(stream, &idle, NULL);
        }
        bufferevent_enable(stream, EV_READ | EV_WRITE);
        if (tcp->handler.opened) {
            enter(tcp);
            tcp->handler.opened(tcp->user, tcp, tcp->attempts);
            leave(tcp);
        }
        return;
    }
    char reason[300];
    describe_failure(tcp, what, reason, sizeof reason);
    fail(tcp, reason);
}

static void on_connect_timeout(evutil_socket_t fd, short what, void *data)
{
    (void)fd, (void)what;
    struct fs_tcp *tcp = data;
    char reason[80];
    snprintf(reason, sizeof reason, "no connection after %g s", (double)tcp->options.connect_timeout / 1e9);
    fail(tcp, reason);
}

static void on_retry(evutil_socket_t fd, short what, void *data)
{
    (void)fd, (void)what;
    connect_now(data);
}

static void connect_now(struct fs_tcp *tcp)
{
    struct event_base *base = fs_loop_base(tcp->hook.loop);
    struct evdns_base *dns = fs_loop_dns(tcp->hook.loop);
    SSL *session = NULL;
    if (tcp->options.flags & FS_TCP_TLS && !(session = fs_tls_client(tcp->options.host))) {
        fail(tcp, fs_error_last()->message);
        return;
    }
    tcp->stream = session ? bufferevent_openssl_socket_new(base, -1, session, BUFFEREVENT_SSL_CONNECTING,
                                                           BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS)
                          : bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
    if (!tcp->stream) {
        SSL_free(session);
        fail(tcp, "out of memory");
        return;
    }
    if (session)
        bufferevent_openssl_set_allow_dirty_shutdown(tcp->stream, 1);
    bufferevent_setcb(tcp->stream, on_read, NULL, on_event, tcp);
    struct timeval limit = fs_loop_timeval(tcp->options.connect_timeout);
    event_add(tcp->timeout, &limit);
    struct bufferevent *stream = tcp->stream;
    if (bufferevent_socket_connect_hostname(stream, dns, AF_UNSPEC, tcp->options.host,
                                            (int)tcp->options.port) &&
        tcp->stream == stream)
        fail(tcp, "cannot connect");
}

static void start_connecting(evutil_socket_t fd, short what, void *data)
{
    on_retry(fd, what, data);
}

static int check_options(const struct fs_tcp_options *o, const struct fs_tcp_handler *handler)
{
    if (!o || o->struct_size < sizeof *o || !handler || handler->struct_size < sizeof *handler)
        return fs_error_set(FS_E_PLUGIN, "tcp_open(): options or handler are NULL or have no struct_size");
    if (!o->host || !*o->host)
        return fs_error_set(FS_E_INPUT, "tcp_open(): host is empty");
    if (o->port < 1 || o->port > 65535)
        return fs_error_set(FS_E_INPUT, "tcp_open(): port is %u; expected 1 to 65535", o->port);
    if (o->flags & ~(FS_TCP_TLS | FS_TCP_LINES))
        return fs_error_set(FS_E_PLUGIN, "tcp_open(): unknown flags 0x%x", o->flags);
    if (o->connect_timeout < 0 || o->idle_timeout < 0 || o->retry_min < 0 || o->retry_max < 0)
        return fs_error_set(FS_E_INPUT, "tcp_open(): a time is negative");
    if (!handler->data)
        return fs_error_set(FS_E_PLUGIN, "tcp_open(): the handler has no data function");
    return 0;
}

struct fs_tcp *fs_tcp_open(struct fs_loop *loop, const struct fs_tcp_options *options,
                           const struct fs_tcp_handler *handler, void *user)
{
    if (check_options(options, handler) || !fs_loop_dns(loop))
        return NULL;
    struct fs_tcp *tcp = calloc(1, sizeof *tcp);
    struct event_base *base = fs_loop_base(loop);
    if (!tcp || !(tcp->retry = event_new(base, -1, 0, start_connecting, tcp)) ||
        !(tcp->timeout = event_new(base, -1, 0, on_connect_timeout, tcp)) ||
        !(tcp->options.host = strdup(options->host))) {
        if (tcp)
            free_tcp(tcp);
        fs_error_nomem();
        return NULL;
    }
    const char *host = tcp->options.host;
    memcpy(&tcp->options, options, sizeof tcp->options);
    tcp->options.host = host;
    memcpy(&tcp->handler, handler, sizeof tcp->handler);
    tcp->user = user;
    tcp->random = (uint32_t)(uintptr_t)tcp ^ (uint32_t)((uint64_t)(uintptr_t)tcp >> 16);
    struct fs_tcp_options *o = &tcp->options;
    o->max_line = o->max_line ? o->max_line : 1u << 20;
    o->connect_timeout = o->connect_timeout ? o->connect_timeout : 10000 * MS;
    o->retry_min = o->retry_min ? o->retry_min : 100 * MS;
    o->retry_max = o->retry_max ? o->retry_max : 30000 * MS;
    if (o->retry_max < o->retry_min)
        o->retry_max = o->retry_min;
    tcp->delay = o->retry_min;
    fs_hook_add(loop, &tcp->hook, drop_hook);
    /* From the loop, so that no callback comes before the caller has the address. */
    struct timeval now = {0, 0};
    event_add(tcp->retry, &now);
    return tcp;
}

int fs_tcp_send(struct fs_tcp *tcp, const void *data, uint64_t size)
{
    if (!tcp || tcp->closed || !tcp->up)
        return fs_error_set(FS_E_IO, "the connection is down");
    return bufferevent_write(tcp->stream, data, (size_t)size) ? fs_error_nomem() : 0;
}

uint64_t fs_tcp_queued(const struct fs_tcp *tcp)
{
    return tcp->stream ? evbuffer_get_length(bufferevent_get_output(tcp->stream)) : 0;
}

void fs_tcp_hold_delay(struct fs_tcp *tcp)
{
    tcp->hold_delay = 1;
}

void fs_tcp_works(struct fs_tcp *tcp)
{
    tcp->delay = tcp->options.retry_min; /* the next failure is a new one */
}

void fs_tcp_reconnect(struct fs_tcp *tcp, const char *reason)
{
    if (tcp && !tcp->closed && tcp->stream)
        fail(tcp, reason ? reason : "asked for");
}

void fs_tcp_close(struct fs_tcp *tcp)
{
    if (!tcp || tcp->closed)
        return;
    fs_hook_remove(&tcp->hook);
    tcp->closed = 1;
    drop_stream(tcp);
    event_del(tcp->retry);
    if (!tcp->depth)
        free_tcp(tcp);
}
