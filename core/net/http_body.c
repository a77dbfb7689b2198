/* The body of a request: taken apart, bounded, handed to who reads it. */
#include "base/error.h"
#include "net/http_private.h"

#include <stdio.h>
#include <string.h>

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
            fs_exchange_free(x);
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

size_t fs_exchange_take(struct fs_exchange *x, const char *data, size_t size)
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
