/* An accepted connection: when it is read and written, its two clocks, its end. What is said on it is a protocol's. */
#include "base/error.h"
#include "base/time.h"
#include "net/http_private.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Rounds of reading, and bytes of writing, before others have their turn. */
#define READ_ROUNDS  4
#define WRITE_BUDGET (4 << 20)

static void on_event(evutil_socket_t fd, short what, void *data);
static void on_timer(evutil_socket_t fd, short what, void *data);

struct fs_connection *fs_connection_new(struct fs_http_server *server, int fd, const struct fs_wire *wire,
                                        SSL *tls)
{
    struct fs_connection *c = calloc(1, sizeof *c);
    if (!c) {
        fs_error_nomem();
        return NULL;
    }
    struct event_base *base = fs_loop_base(server->hook.loop);
    c->server = server;
    c->wire = wire;
    c->tls = tls;
    c->fd = fd;
    c->since = fs_time_monotonic();
    event_assign(&c->event, base, fd, EV_READ | EV_PERSIST, on_event, c);
    evtimer_assign(&c->timer, base, on_timer, c);
    c->next = server->connections.next;
    c->prev = &server->connections;
    c->next->prev = c->prev->next = c;
    server->counters.open++;
    return c;
}

void fs_connection_drop(struct fs_connection *c)
{
    struct fs_http_server *server = c->server;
    c->next->prev = c->prev;
    c->prev->next = c->next;
    event_del(&c->event);
    event_del(&c->timer);
    if (c->counted)
        fs_addresses_remove(server->addresses, &c->address);
    server->counters.open--;
    if (c->out)
        evbuffer_free(c->out);
    SSL_free(c->tls);
    if (c->fd >= 0)
        close(c->fd);
    free(c->in);
    free(c);
    fs_http_server_left(server);
}

void fs_connection_cut(struct fs_connection *c, int reset, const char *reason)
{
    if (c->state == FS_CONNECTION_DEAD)
        return;
    c->state = FS_CONNECTION_DEAD;
    if (reset && c->fd >= 0) {
        const struct linger now = {.l_onoff = 1};
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    if (!c->ended) {
        c->ended = 1;
        c->protocol->over(c, reason);
    }
}

void fs_connection_finish(struct fs_connection *c)
{
    if (c->state == FS_CONNECTION_OPEN)
        c->state = FS_CONNECTION_FINISHING;
}

struct evbuffer *fs_connection_out(struct fs_connection *c)
{
    if (!c->out && !(c->out = evbuffer_new()))
        fs_error_nomem();
    return c->out;
}

uint64_t fs_connection_waiting(const struct fs_connection *c)
{
    return c->out ? evbuffer_get_length(c->out) : 0;
}

void fs_connection_deadline(struct fs_connection *c, int64_t ns)
{
    c->deadline = ns ? c->server->now + ns : 0;
}

void fs_connection_resume(struct fs_connection *c)
{
    c->again = 1;
}

/* What is left of bytes that were shown is kept for the next time. */
static void keep(struct fs_connection *c, const char *data, size_t size)
{
    if (size > c->in_room) {
        char *larger = realloc(c->in, size);
        if (!larger) {
            fs_connection_cut(c, 1, "out of memory");
            return;
        }
        c->in = larger;
        c->in_room = (uint32_t)size;
    }
    if (size)
        memcpy(c->in, data, size);
    c->in_size = (uint32_t)size;
    if (!size && c->in) {
        free(c->in);
        c->in = NULL;
        c->in_room = 0;
    }
}

static void show(struct fs_connection *c, char *data, size_t size)
{
    size_t done = 0;
    const struct fs_protocol *protocol;
    do {
        protocol = c->protocol;
        done += protocol->bytes(c, data + done, size - done);
    } while (c->protocol != protocol && c->state == FS_CONNECTION_OPEN);
    if (c->state != FS_CONNECTION_DEAD)
        keep(c, data + done, c->state == FS_CONNECTION_OPEN ? size - done : 0);
}

static void left(struct fs_connection *c, int error)
{
    if (!error && !c->half && c->state != FS_CONNECTION_LINGERING && c->protocol->half(c)) {
        c->half = 1;
        return;
    }
    fs_connection_cut(c, 0, error ? strerror(error) : "the other side hung up");
}

static void read_some(struct fs_connection *c)
{
    char *buffer = c->server->buffer;
    int shown = 0;
    for (int round = 0; c->state != FS_CONNECTION_DEAD && !c->half; round++) {
        size_t kept = c->in_size;
        if (kept >= c->server->in_max && shown)
            return;
        if (kept)
            memcpy(buffer, c->in, kept);
        ssize_t n = 0;
        if (kept < c->server->in_max) {
            if (round == READ_ROUNDS) {
                c->again = (uint8_t)c->wire->pending(c);
                return;
            }
            n = c->wire->read(c, buffer + kept, FS_READ_SIZE);
            if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) {
                left(c, n ? errno : 0);
                return;
            }
        }
        if (n > 0)
            c->bytes_in += (uint64_t)n, c->server->counters.bytes_in += (uint64_t)n;
        if (c->state != FS_CONNECTION_OPEN)
            c->in_size = 0; /* thrown away */
        else if (n > 0 || (kept && !shown))
            show(c, buffer, kept + (size_t)(n > 0 ? n : 0));
        shown = 1;
        if (n <= 0 || (n < FS_READ_SIZE && !c->tls))
            return;
    }
}

/* Sends what waits, and what the protocol has behind that. */
static void flush(struct fs_connection *c)
{
    uint64_t before = c->bytes_out;
    for (;;) {
        while (fs_connection_waiting(c) && !c->blocked) {
            ssize_t n = c->wire->write(c, c->out);
            if (n > 0) {
                c->bytes_out += (uint64_t)n;
                c->server->counters.bytes_out += (uint64_t)n;
            } else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
                c->blocked = 1;
            } else {
                left(c, n ? errno : EPIPE);
                return;
            }
        }
        if (c->bytes_out - before > WRITE_BUDGET)
            c->blocked = 1; /* the socket will say at once that it is ready */
        if (c->blocked || c->state != FS_CONNECTION_OPEN || !c->protocol->room(c))
            break;
    }
    if (c->state == FS_CONNECTION_DEAD)
        return;
    if (c->state == FS_CONNECTION_FINISHING && !c->blocked && !fs_connection_waiting(c)) {
        c->wire->shut(c);
        if (c->half) {
            fs_connection_cut(c, 0, "the other side hung up");
            return;
        }
        c->state = FS_CONNECTION_LINGERING;
        c->blocked = 0;
        fs_connection_deadline(c, c->server->limits.linger);
    }
    if (!c->blocked)
        c->stalled_at = 0;
    else if (!c->stalled_at || c->bytes_out != before)
        c->stalled_at = c->server->now + c->server->limits.stall;
    if (c->bytes_out != before && c->in_size)
        fs_connection_resume(c);
}

static void update_events(struct fs_connection *c)
{
    int reads = c->in_size < c->server->in_max || c->state != FS_CONNECTION_OPEN;
    short wanted = (short)(EV_PERSIST |
                           (c->half ? 0
                            : reads ? EV_READ
                                    : EV_CLOSED) |
                           (c->blocked ? EV_WRITE : 0));
    if (wanted != c->wanted) {
        if (c->wanted)
            event_del(&c->event);
        event_assign(&c->event, fs_loop_base(c->server->hook.loop), c->fd, wanted, on_event, c);
        if (event_add(&c->event, NULL))
            fs_connection_cut(c, 1, "the event loop has no room");
        c->wanted = wanted;
    }
}

static void update_timer(struct fs_connection *c)
{
    int64_t at = c->deadline;
    if (c->stalled_at && (!at || c->stalled_at < at))
        at = c->stalled_at;
    if (!at || (c->timer_at && c->timer_at <= at))
        return;
    struct timeval wait = fs_loop_timeval(at - c->server->now);
    event_add(&c->timer, &wait);
    c->timer_at = at;
}

void fs_connection_enter(struct fs_connection *c)
{
    if (c->depth++ == 0)
        c->server->now = fs_time_monotonic();
}

void fs_connection_leave(struct fs_connection *c)
{
    if (c->depth == 1 && c->state != FS_CONNECTION_DEAD) {
        if (!c->blocked && c->state != FS_CONNECTION_LINGERING)
            flush(c);
        if (c->state != FS_CONNECTION_DEAD) {
            update_events(c);
            update_timer(c);
            if (c->again) /* last: event_del() would take it back */
                event_active(&c->event, EV_READ, 0);
            c->again = 0;
        }
    }
    if (--c->depth == 0 && c->state == FS_CONNECTION_DEAD)
        fs_connection_drop(c);
}

static void on_event(evutil_socket_t fd, short what, void *data)
{
    (void)fd;
    struct fs_connection *c = data;
    fs_loop_count(c->server->hook.loop);
    fs_connection_enter(c);
    if (what & EV_WRITE)
        c->blocked = 0;
    if (what & EV_READ || (c->tls && what & EV_WRITE))
        read_some(c);
    else if (what & EV_CLOSED)
        left(c, 0);
    fs_connection_leave(c);
}

static void on_timer(evutil_socket_t fd, short what, void *data)
{
    (void)fd, (void)what;
    struct fs_connection *c = data;
    fs_loop_count(c->server->hook.loop);
    fs_connection_enter(c);
    c->timer_at = 0;
    int64_t now = c->server->now;
    if (c->stalled_at && now >= c->stalled_at) {
        fs_http_server_limit(c->server, FS_HTTP_LIMIT_STALL);
        fs_connection_cut(c, 1, "the other side takes nothing of what it is sent");
    } else if (c->deadline && now >= c->deadline) {
        c->deadline = 0;
        if (c->state == FS_CONNECTION_OPEN)
            c->protocol->late(c);
        else if (c->state == FS_CONNECTION_LINGERING)
            fs_connection_cut(c, 0, "the other side did not hang up");
    }
    fs_connection_leave(c);
}

void fs_connection_peer(const struct fs_connection *c, char *buffer, size_t size)
{
    char text[INET6_ADDRSTRLEN];
    const unsigned char *bytes = c->address.bytes;
    if (c->family == AF_INET)
        snprintf(buffer, size, "%u.%u.%u.%u:%u", bytes[12], bytes[13], bytes[14], bytes[15], c->port);
    else if (c->family == AF_INET6 && inet_ntop(AF_INET6, bytes, text, sizeof text))
        snprintf(buffer, size, "[%s]:%u", text, c->port);
    else
        snprintf(buffer, size, "unix");
}
