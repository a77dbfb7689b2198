#include "net/http_server.h"

#include "base/error.h"
#include "base/log.h"
#include "base/time.h"
#include "net/http_private.h"
#include "net/listen.h"
#include "net/tls_server.h"
#include "net/ws_frames.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SECOND FS_NS_PER_SECOND
/* Connections beyond a limit that are answered 503 before others are closed unheard. */
#define RESERVE 64

/* An address of ours. */
struct fs_listening {
    struct fs_http_server *server;
    struct fs_tls_server *tls; /* or NULL */
    struct fs_listener *listener;
};

const char *fs_http_limit_name(enum fs_http_limit limit)
{
    static const char *const names[FS_HTTP_LIMIT_COUNT] = {
        "line", "headers", "body",        "first_byte",  "head",     "piece", "rate",
        "idle", "stall",   "connections", "per_address", "requests", "ping",  "queue"};
    return names[limit];
}

void fs_http_server_limit(struct fs_http_server *server, enum fs_http_limit limit)
{
    server->counters.limits[limit]++;
}

static void fill_limits(struct fs_http_limits *l)
{
#define DEFAULT(member, value) l->member = l->member ? l->member : (value)
    DEFAULT(line, 8 << 10);
    DEFAULT(header_bytes, 32 << 10);
    DEFAULT(header_count, 100);
    DEFAULT(body, 16 << 20);
    DEFAULT(first_byte, 10 * SECOND);
    DEFAULT(head, 10 * SECOND);
    DEFAULT(piece, 20 * SECOND);
    DEFAULT(body_rate, 500);
    DEFAULT(idle, 60 * SECOND);
    DEFAULT(stall, 30 * SECOND);
    DEFAULT(linger, 2 * SECOND);
    DEFAULT(connections, 20000);
    DEFAULT(per_address, 1000);
    DEFAULT(requests, 100000);
    DEFAULT(buffer, 256 << 10);
#undef DEFAULT
}

static int check_limits(const struct fs_http_limits *l)
{
    if (l->first_byte < 0 || l->head < 0 || l->piece < 0 || l->idle < 0 || l->stall < 0 || l->linger < 0)
        return fs_error_set(FS_E_INPUT, "a time among the limits of an HTTP server is negative");
    if (l->line > 1 << 20 || l->header_bytes > 16 << 20 || l->header_count > 100000)
        return fs_error_set(FS_E_INPUT,
                            "the limits of an HTTP request's head are beyond 1 MiB of request line, "
                            "16 MiB of header fields or 100000 of them");
    return 0;
}

static void stop_listening(struct fs_http_server *server)
{
    for (uint32_t i = 0; i < server->listening_count; i++) {
        fs_listener_free(server->listening[i]->listener);
        free(server->listening[i]);
    }
    server->listening_count = 0;
}

static void free_server(struct fs_http_server *server)
{
    stop_listening(server);
    free(server->listening);
    if (server->drain_timer)
        event_free(server->drain_timer);
    if (server->drain_done)
        event_free(server->drain_done);
    fs_addresses_free(server->addresses);
    fs_ws_frames_free(server->spare);
    free(server->headers);
    free(server->buffer);
    free(server);
}

/* Does `what` to every connection; others may end meanwhile. */
static void each(struct fs_http_server *server, void (*what)(struct fs_connection *connection))
{
    struct fs_connection *end = &server->connections, *c = end->next;
    if (c != end)
        fs_connection_enter(c);
    while (c != end) {
        struct fs_connection *next = c->next;
        if (next != end)
            fs_connection_enter(next); /* stays where it is until it is left */
        what(c);
        fs_connection_leave(c);
        c = next;
    }
}

static void cut(struct fs_connection *c)
{
    fs_connection_cut(c, 0, "the server stops");
}

static void drain(struct fs_connection *c)
{
    if (c->state == FS_CONNECTION_OPEN)
        c->protocol->drain(c);
}

static void drop_hook(struct fs_hook *hook)
{
    struct fs_http_server *server = (struct fs_http_server *)(void *)hook;
    server->draining = 1;
    server->drained = NULL;
    each(server, cut);
    free_server(server);
}

static void on_drain_limit(evutil_socket_t fd, short what, void *data)
{
    (void)fd, (void)what;
    each(data, cut);
}

static void on_drain_done(evutil_socket_t fd, short what, void *data)
{
    (void)fd, (void)what;
    struct fs_http_server *server = data;
    void (*drained)(void *user) = server->drained;
    event_del(server->drain_timer);
    server->drained = NULL;
    fs_loop_count(server->hook.loop);
    if (drained)
        drained(server->drained_user);
}

struct fs_http_server *fs_http_server_new(struct fs_loop *loop, const struct fs_http_limits *limits,
                                          const struct fs_http_handler *handler, void *user)
{
    if (!handler || !handler->request) {
        fs_error_set(FS_E_INTERNAL, "an HTTP server needs a handler with a request function");
        return NULL;
    }
    if (limits && check_limits(limits))
        return NULL;
    struct fs_http_server *server = calloc(1, sizeof *server);
    if (!server) {
        fs_error_nomem();
        return NULL;
    }
    if (limits)
        server->limits = *limits;
    fill_limits(&server->limits);
    server->handler = *handler;
    server->user = user;
    server->connections.next = server->connections.prev = &server->connections;
    server->in_max = server->limits.line + server->limits.header_bytes + 1024;
    server->in_max = server->in_max < FS_READ_SIZE ? FS_READ_SIZE : server->in_max;
    server->buffer = malloc(server->in_max + FS_READ_SIZE + 1);
    server->headers = calloc(server->limits.header_count, sizeof *server->headers);
    server->addresses = fs_addresses_new();
    struct event_base *base = fs_loop_base(loop);
    server->drain_timer = evtimer_new(base, on_drain_limit, server);
    server->drain_done = evtimer_new(base, on_drain_done, server);
    if (!server->buffer || !server->headers || !server->addresses || !server->drain_timer ||
        !server->drain_done) {
        free_server(server);
        fs_error_nomem();
        return NULL;
    }
    fs_hook_add(loop, &server->hook, drop_hook);
    return server;
}

void fs_http_server_free(struct fs_http_server *server)
{
    if (!server)
        return;
    fs_hook_remove(&server->hook);
    drop_hook(&server->hook);
}

/* Counts the address of a new connection; -1 where it has far too many already. */
static int count_address(struct fs_connection *c, const struct sockaddr *from)
{
    struct fs_http_server *server = c->server;
    uint32_t most = server->limits.per_address, count;
    c->family = (uint8_t)(from ? from->sa_family : AF_UNIX);
    if (!from || fs_address_from(from, &c->address))
        return 0;
    c->port = from->sa_family == AF_INET ? ((const struct sockaddr_in *)(const void *)from)->sin_port
                                         : ((const struct sockaddr_in6 *)(const void *)from)->sin6_port;
    c->port = ntohs(c->port);
    count = fs_addresses_add(server->addresses, &c->address);
    c->counted = count > 0;
    if (count > most) {
        fs_http_server_limit(server, FS_HTTP_LIMIT_PER_ADDRESS);
        c->refused = 1;
    }
    return count && count - 1 < (uint64_t)most + RESERVE ? 0 : -1;
}

struct fs_connection *fs_http_server_take(struct fs_http_server *server, int fd, const struct fs_wire *wire,
                                          SSL *tls, const struct sockaddr *from)
{
    struct fs_connection *c = fs_connection_new(server, fd, wire, tls);
    if (!c) {
        fs_error_clear();
        SSL_free(tls);
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    server->counters.accepted++;
    c->protocol = &fs_protocol_http;
    if (server->counters.open > server->limits.connections) {
        fs_http_server_limit(server, FS_HTTP_LIMIT_CONNECTIONS);
        c->refused = 1;
    }
    if (count_address(c, from) || server->counters.open > (uint64_t)server->limits.connections + RESERVE) {
        fs_connection_drop(c);
        return NULL;
    }
    fs_connection_enter(c);
    fs_connection_deadline(c, server->limits.first_byte);
    fs_connection_leave(c);
    return c;
}

static void on_accepted(void *user, int fd, const struct sockaddr *from)
{
    struct fs_listening *listening = user;
    SSL *session = NULL;
    if (listening->tls && !(session = fs_tls_server_session(listening->tls, fd))) {
        fs_error_clear();
        close(fd);
        return;
    }
    fs_http_server_take(listening->server, fd, session ? &fs_wire_tls : &fs_wire_socket, session, from);
}

static void on_failed(void *user, int error)
{
    struct fs_listening *listening = user;
    if (listening->server->counters.failed++ == 0)
        fs_log(FS_LOG_WARN, "cannot accept a connection; will try again", "reason", strerror(error), NULL);
}

int fs_http_server_listen(struct fs_http_server *server, const char *address, struct fs_tls_server *tls)
{
    static const struct fs_listener_handler handler = {on_accepted, on_failed};
    uint32_t n = server->listening_count;
    struct fs_listening **more = realloc(server->listening, (n + 1) * sizeof(struct fs_listening *));
    if (!more)
        return fs_error_nomem();
    server->listening = more;
    struct fs_listening *listening = malloc(sizeof *listening);
    if (!listening)
        return fs_error_nomem();
    *listening =
        (struct fs_listening){server, tls, fs_listener_new(server->hook.loop, address, &handler, listening)};
    if (!listening->listener) {
        free(listening);
        return -1;
    }
    more[n] = listening;
    server->listening_count++;
    return 0;
}

const char *fs_http_server_address(const struct fs_http_server *server, uint32_t index)
{
    return index < server->listening_count ? fs_listener_address(server->listening[index]->listener) : NULL;
}

void fs_http_server_left(struct fs_http_server *server)
{
    const struct timeval now = {0, 0};
    if (server->draining && server->drained && !server->counters.open)
        event_add(server->drain_done, &now);
}

void fs_http_server_drain(struct fs_http_server *server, int64_t limit, void (*done)(void *user), void *user)
{
    struct timeval wait = fs_loop_timeval(limit);
    stop_listening(server);
    server->draining = 1;
    server->drained = done;
    server->drained_user = user;
    event_add(server->drain_timer, &wait);
    each(server, drain);
    fs_http_server_left(server);
}

void fs_http_server_counters(const struct fs_http_server *server, struct fs_http_counters *out)
{
    *out = server->counters;
}

void fs_http_server_each(const struct fs_http_server *server,
                         void (*see)(void *user, const struct fs_http_connection_info *info), void *user)
{
    const int64_t now = fs_time_monotonic();
    for (const struct fs_connection *c = server->connections.next; c != &server->connections; c = c->next) {
        char peer[64];
        fs_connection_peer(c, peer, sizeof peer);
        const struct fs_http_connection_info info = {.peer = peer,
                                                     .age = now - c->since,
                                                     .requests = c->requests,
                                                     .bytes_in = c->bytes_in,
                                                     .bytes_out = c->bytes_out,
                                                     .waiting = fs_connection_waiting(c),
                                                     .busy = !c->upgraded && c->user,
                                                     .websocket = c->upgraded};
        see(user, &info);
    }
}

const char *fs_http_server_date(struct fs_http_server *server)
{
    if (server->now / SECOND != server->date_at || !server->date[0]) {
        time_t now = time(NULL);
        struct tm parts;
        gmtime_r(&now, &parts);
        static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
        snprintf(server->date, sizeof server->date, "%.3s, %02d %.3s %d %02d:%02d:%02d GMT",
                 days + 3 * parts.tm_wday, parts.tm_mday, months + 3 * parts.tm_mon, parts.tm_year + 1900,
                 parts.tm_hour, parts.tm_min, parts.tm_sec);
        server->date_at = server->now / SECOND;
    }
    return server->date;
}
