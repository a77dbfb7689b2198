/* HTTP/1.1 on a connection: heads become exchanges, one after the other; clocks are set. */
#include "base/error.h"
#include "net/http_private.h"
#include "net/tls_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A body that nobody read is thrown away up to this, so that the connection lives on; a longer one costs the
 * connection. */
#define DROP_MAX (64 << 10)
/* Room for fs_connection_peer(). */
#define PEER_SIZE 64

void fs_exchange_free(struct fs_exchange *x)
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
    x->ending = 1; /* whatever it does, also to the connection, the exchange stays until it returns */
    const struct fs_http_server *server = x->connection->server;
    if (x->ended)
        x->ended(x->ended_user, x, how);
    if (server->handler.ended)
        server->handler.ended(server->user, x, how);
    x->ending = 0;
}

void fs_exchange_over(struct fs_exchange *x, enum fs_exchange_end how)
{
    end(x, how);
    fs_exchange_free(x);
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
        fs_exchange_free(x);
    } else if (c->close_after) {
        fs_exchange_free(x);
        fs_connection_finish(c);
    } else if (x->reading == FS_READ_OVER) {
        fs_exchange_free(x);
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
    x->began = c->server->now;
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

static size_t on_bytes(struct fs_connection *c, char *data, size_t size)
{
    size_t at = 0, taken = 1;
    while (taken && c->state == FS_CONNECTION_OPEN && c->protocol == &fs_protocol_http) {
        taken = 0;
        if (c->user)
            taken = fs_exchange_take(c->user, data + at, size - at);
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
    struct fs_exchange *x = c->user;
    (void)reason;
    if (x && !x->ending)
        fs_exchange_over(x, FS_EXCHANGE_GONE);
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
