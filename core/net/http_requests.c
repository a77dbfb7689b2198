/* HTTP/1.1 on a connection: heads become exchanges, bodies go to who reads them, clocks are set. */
#include "base/error.h"
#include "net/http_private.h"
#include "net/tls_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A body that nobody read is thrown away up to this, so that the connection lives on; a longer one costs the connection. */
#define DROP_MAX (64 << 10)
/* Room for fs_connection_peer(). */
#define PEER_SIZE 64

static void release(struct fs_exchange *x)
{
    struct fs_connection *c = x->connection;
    c->user = NULL;
    if (x->fields != x->first)
        free(x->fields);
    if (x->whole)
        evbuffer_free(x->whole);
    if (x->file >= 0)
        close(x->file);
    free((char *)(uintptr_t)x->asked.subject);
    free(x);
}

static void end(struct fs_exchange *x, enum fs_exchange_end how)
{
    if (x->over)
        return;
    x->over = 1;
    if (how == FS_EXCHANGE_GONE)
        x->connection->server->counters.gone++;
    if (x->ended)
        x->ended(x->ended_user, x, how);
}

void fs_exchange_over(struct fs_exchange *x, enum fs_exchange_end how)
{
    end(x, how);
    release(x);
}

int fs_exchange_may_keep(const struct fs_exchange *x)
{
    if (x->reading == FS_READ_OVER)
        return 1;
    return !x->chunked && !x->expects && x->body_left <= DROP_MAX;
}

void fs_exchange_answered(struct fs_exchange *x)
{
    struct fs_connection *c = x->connection;
    end(x, FS_EXCHANGE_DONE);
    if (c->state != FS_CONNECTION_OPEN) {
        release(x);
    } else if (c->close_after) {
        release(x);
        fs_connection_finish(c);
    } else if (x->reading == FS_READ_OVER) {
        release(x);
        fs_connection_deadline(c, c->server->limits.idle);
    } else {
        x->reading = FS_READ_DROP;
        x->held = 0;
        x->body_max = FS_HTTP_UNKNOWN;
        fs_connection_deadline(c, c->server->limits.piece);
    }
    if (c->in_size)
        fs_connection_resume(c);
}

/* The exchange of a head, in one block with its texts: `text` is where they are now. NULL with an error or *fault. */
static struct fs_exchange *new_exchange(struct fs_connection *c, const struct fs_http_head *head,
                                        const char *text, size_t size, struct fs_http_fault *fault)
{
    size_t room = fs_http_target_room(head->target), fields = head->header_count * sizeof *head->headers;
    struct fs_exchange *x = malloc(sizeof *x + fields + room + size + PEER_SIZE);
    fault->status = 0;
    if (!x)
        return NULL;
    memset(x, 0, offsetof(struct fs_exchange, first));
    struct fs_http_header *headers = (struct fs_http_header *)(void *)(x + 1);
    void *target_room = headers + head->header_count;
    char *copy = (char *)target_room + room, *peer = copy + size;
    memcpy(copy, text, size);
    for (uint32_t i = 0; i < head->header_count; i++)
        headers[i] = (struct fs_http_header){copy + (head->headers[i].name - text),
                                             copy + (head->headers[i].value - text)};
    struct fs_http_target target;
    const char *raw = copy + (head->target - text);
    if (fs_http_target_parse(raw, target_room, &target, fault)) {
        free(x);
        return NULL;
    }
    fs_connection_peer(c, peer, PEER_SIZE);
    x->connection = c;
    x->fields = x->first;
    x->fields_room = sizeof x->first;
    x->file = -1;
    x->chunked = head->chunked != 0;
    x->expects = head->expects != 0;
    x->body_left = head->body_size;
    x->reading = head->chunked || head->body_size ? FS_READ_NOT : FS_READ_OVER;
    x->asked = (struct fs_http_asked){.method = copy + (head->method - text),
                                      .target = raw,
                                      .path = target.path,
                                      .segments = target.segments,
                                      .segment_count = target.segment_count,
                                      .query = target.query,
                                      .parameters = target.parameters,
                                      .parameter_count = target.parameter_count,
                                      .headers = headers,
                                      .header_count = head->header_count,
                                      .body_size = head->chunked ? FS_HTTP_UNKNOWN : head->body_size,
                                      .peer = peer,
                                      .subject = c->tls ? fs_tls_subject(c->tls) : NULL,
                                      .secure = c->tls != NULL,
                                      .minor = head->minor};
    x->head_only = !strcmp(x->asked.method, "HEAD");
    return x;
}

static void begin(struct fs_connection *c, char *text, size_t size)
{
    struct fs_http_server *server = c->server;
    struct fs_http_head head;
    struct fs_http_fault fault;
    c->requests++;
    if (c->refused) {
        fs_http_refuse(c, NULL, 503, "there are too many connections; try again later");
        return;
    }
    if (fs_http_head_parse(text, size, server->headers, server->limits.header_count, &head, &fault)) {
        if (fault.status == 431)
            fs_http_server_limit(server, FS_HTTP_LIMIT_HEADERS);
        fs_http_refuse(c, NULL, fault.status, fault.reason);
        return;
    }
    struct fs_exchange *x = new_exchange(c, &head, text, size, &fault);
    if (!x && fault.status)
        fs_http_refuse(c, NULL, fault.status, fault.reason);
    else if (!x)
        fs_connection_cut(c, 1, "out of memory");
    if (!x)
        return;
    if (!head.keep)
        c->close_after = 1;
    if (c->requests >= server->limits.requests) {
        fs_http_server_limit(server, FS_HTTP_LIMIT_REQUESTS);
        c->close_after = 1;
    }
    c->user = x;
    server->counters.requests++;
    server->handler.request(server->user, x);
}

/* Returns how many bytes were a head; 0 where more are needed. */
static size_t take_head(struct fs_connection *c, char *data, size_t size)
{
    struct fs_http_server *server = c->server;
    const struct fs_http_head_limits limits = {server->limits.line, server->limits.header_bytes,
                                               server->limits.header_count};
    struct fs_http_fault fault;
    size_t taken = 0;
    int found = fs_http_head_find(data, size, &c->scanned, &limits, &taken, &fault);
    if (found < 0) {
        if (fault.status == 414 || fault.status == 431)
            fs_http_server_limit(server, fault.status == 414 ? FS_HTTP_LIMIT_LINE : FS_HTTP_LIMIT_HEADERS);
        fs_http_refuse(c, NULL, fault.status, fault.reason);
        return size;
    }
    if (!found)
        return 0;
    c->scanned = 0;
    c->head_began = 0;
    fs_connection_deadline(c, 0);
    begin(c, data, taken);
    return taken;
}

static void too_large(struct fs_exchange *x)
{
    struct fs_connection *c = x->connection;
    char reason[80];
    fs_http_server_limit(c->server, FS_HTTP_LIMIT_BODY);
    snprintf(reason, sizeof reason, "the body is longer than %llu bytes", (unsigned long long)x->body_max);
    fs_http_refuse(c, x, 413, reason);
}

static int too_slow(struct fs_exchange *x)
{
    const struct fs_http_limits *limits = &x->connection->server->limits;
    int64_t age = x->connection->server->now - x->body_began;
    return age > limits->piece && (double)x->body_got < (double)limits->body_rate * ((double)age / 1e9);
}

/* Hands a piece to who reads the body. The exchange may be gone after it. */
static void deliver(struct fs_exchange *x, const char *data, size_t size, int last)
{
    struct fs_connection *c = x->connection;
    int reading = x->reading;
    if (last) {
        x->reading = FS_READ_OVER;
        fs_connection_deadline(c, 0);
    } else if (size) {
        fs_connection_deadline(c, c->server->limits.piece);
    }
    if (reading == FS_READ_DROP) {
        if (last) {
            release(x);
            fs_connection_deadline(c, c->server->limits.idle);
        }
    } else if (reading == FS_READ_PIECES) {
        if (size || last)
            x->read_piece(x->read_user, x, data, size, last);
    } else {
        if (!x->whole && !last && !(x->whole = evbuffer_new())) {
            fs_connection_cut(c, 1, "out of memory");
        } else if (
            !x->whole) { /* came in one piece, in a buffer that is the server's: ends it with a NUL for a while */
            char *end = (char *)(uintptr_t)data + size, kept = *end;
            *end = 0;
            x->read_done(x->read_user, x, data, size);
            *end = kept;
        } else if (evbuffer_add(x->whole, data, size) || (last && evbuffer_add(x->whole, "", 1))) {
            fs_connection_cut(c, 1, "out of memory");
        } else if (last) {
            struct evbuffer *whole = x->whole;
            x->whole = NULL; /* the exchange may be gone before the body is */
            x->read_done(x->read_user, x, evbuffer_pullup(whole, -1), evbuffer_get_length(whole) - 1);
            evbuffer_free(whole);
        }
    }
}

/* Returns how many bytes belonged to the body; 0 where none are wanted. */
static size_t take_body(struct fs_exchange *x, const char *data, size_t size)
{
    struct fs_connection *c = x->connection;
    struct fs_http_fault fault;
    const char *piece = data;
    size_t taken, length;
    int last;
    if (x->reading == FS_READ_NOT || x->reading == FS_READ_OVER || x->held || !size)
        return 0;
    x->expects = 0;
    if (x->chunked) {
        last = fs_http_chunks_take(&x->chunks, data, size, &taken, &piece, &length, &fault);
        if (last < 0) {
            fs_http_refuse(c, x, fault.status, fault.reason);
            return size;
        }
    } else {
        taken = length = size < x->body_left ? size : (size_t)x->body_left;
        x->body_left -= length;
        last = x->body_left == 0;
    }
    x->body_got += length;
    if (x->body_got > x->body_max) {
        too_large(x);
        return size;
    }
    if (!last && too_slow(x)) {
        fs_http_server_limit(c->server, FS_HTTP_LIMIT_RATE);
        fs_http_refuse(c, x, 408, "the body comes too slowly");
        return size;
    }
    deliver(x, piece, length, last);
    return taken;
}

static size_t on_bytes(struct fs_connection *c, char *data, size_t size)
{
    size_t at = 0, taken = 1;
    while (taken && c->state == FS_CONNECTION_OPEN && c->protocol == &fs_protocol_http) {
        taken = 0;
        if (c->user)
            taken = take_body(c->user, data + at, size - at);
        else if (at < size && fs_connection_waiting(c) <= c->server->limits.buffer)
            taken = take_head(c, data + at, size - at);
        at += taken;
    }
    if (c->protocol == &fs_protocol_http && !c->user && at < size && !c->head_began &&
        fs_connection_waiting(c) <= c->server->limits.buffer) {
        c->head_began = 1;
        fs_connection_deadline(c, c->server->limits.head);
    }
    return at;
}

/* Begins to read the body: 0, -1 with an error, or 1 where it is refused already. */
static int start_reading(struct fs_exchange *x, uint64_t max, int how)
{
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    struct fs_connection *c = x->connection;
    x->body_max = max ? max : c->server->limits.body;
    if (x->body_left > x->body_max) {
        too_large(x);
        return 1;
    }
    x->body_began = c->server->now;
    if (x->reading == FS_READ_OVER)
        return 0;
    if (x->expects) {
        struct evbuffer *out = fs_connection_out(c);
        if (!out || evbuffer_add(out, go_on, sizeof go_on - 1))
            return fs_error_nomem();
        x->expects = 0;
    }
    x->reading = (uint8_t)how;
    fs_connection_deadline(c, c->server->limits.piece);
    if (c->in_size)
        fs_connection_resume(c);
    return 0;
}

static int may_read(const struct fs_exchange *x)
{
    if (x->over || x->read_done || x->read_piece || x->answering != FS_ANSWER_NOT)
        return fs_error_set(FS_E_INTERNAL, "a request's body can be read once, and before the answer");
    return 0;
}

int fs_exchange_read_all(struct fs_exchange *x, uint64_t max,
                         void (*done)(void *user, struct fs_exchange *exchange, const void *body,
                                      size_t size),
                         void *user)
{
    struct fs_connection *c = x->connection;
    if (may_read(x))
        return -1;
    fs_connection_enter(c);
    x->read_done = done;
    x->read_user = user;
    int empty = x->reading == FS_READ_OVER, status = start_reading(x, max, FS_READ_ALL);
    if (!status && empty)
        done(user, x, "", 0);
    fs_connection_leave(c);
    return status < 0 ? -1 : 0;
}

int fs_exchange_read(struct fs_exchange *x, uint64_t max,
                     void (*piece)(void *user, struct fs_exchange *exchange, const void *data, size_t size,
                                   int last),
                     void *user)
{
    struct fs_connection *c = x->connection;
    if (may_read(x))
        return -1;
    fs_connection_enter(c);
    x->read_piece = piece;
    x->read_user = user;
    int empty = x->reading == FS_READ_OVER, status = start_reading(x, max, FS_READ_PIECES);
    if (!status && empty)
        piece(user, x, "", 0, 1);
    fs_connection_leave(c);
    return status < 0 ? -1 : 0;
}

void fs_exchange_hold(struct fs_exchange *x)
{
    if (x->held || x->over)
        return;
    fs_connection_enter(x->connection);
    x->held = 1;
    x->held_at = x->connection->server->now;
    fs_connection_deadline(x->connection, 0);
    fs_connection_leave(x->connection);
}

void fs_exchange_more(struct fs_exchange *x)
{
    struct fs_connection *c = x->connection;
    if (!x->held || x->over)
        return;
    fs_connection_enter(c);
    x->held = 0;
    x->body_began += c->server->now - x->held_at;
    if (x->reading != FS_READ_OVER)
        fs_connection_deadline(c, c->server->limits.piece);
    fs_connection_resume(c);
    fs_connection_leave(c);
}

static int on_room(struct fs_connection *c)
{
    return c->user && fs_exchange_pull(c->user);
}

/* An answer that is complete, or comes from a file, is sent to who only closed the half that it writes. */
static int on_half(struct fs_connection *c)
{
    const struct fs_exchange *x = c->user;
    if (x ? x->answering != FS_ANSWER_FILE : !fs_connection_waiting(c))
        return 0;
    c->close_after = 1;
    if (!x)
        fs_connection_finish(c);
    return 1;
}

static void on_over(struct fs_connection *c, const char *reason)
{
    (void)reason;
    if (c->user)
        fs_exchange_over(c->user, FS_EXCHANGE_GONE);
}

static void on_late(struct fs_connection *c)
{
    struct fs_http_server *server = c->server;
    struct fs_exchange *x = c->user;
    if (x && x->over) {
        fs_connection_cut(c, 1, "a body that nobody reads comes too slowly");
    } else if (x) {
        fs_http_server_limit(server, FS_HTTP_LIMIT_PIECE);
        fs_http_refuse(c, x, 408, "the body did not come in time");
    } else if (c->head_began) {
        fs_http_server_limit(server, FS_HTTP_LIMIT_HEAD);
        fs_http_refuse(c, NULL, 408, "the request's header fields did not come in time");
    } else {
        fs_http_server_limit(server, c->requests ? FS_HTTP_LIMIT_IDLE : FS_HTTP_LIMIT_FIRST_BYTE);
        fs_connection_cut(c, 0, "nothing came");
    }
}

static void on_drain(struct fs_connection *c)
{
    if (!c->user && !c->head_began)
        fs_connection_finish(c);
}

const struct fs_protocol fs_protocol_http = {on_bytes, on_room, on_half, on_over, on_late, on_drain};
