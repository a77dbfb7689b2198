/*
 * net_memory.h: a client of net_app.h's server in memory: what it says and hears, without a socket.
 */
#ifndef TEST_NET_MEMORY_H
#define TEST_NET_MEMORY_H

#include "net/http_private.h"

#include "net_app.h"

#include <errno.h>

/* The client's side of the one connection. */
static struct {
    const uint8_t *input; /* what it still has to say */
    size_t left;
    size_t piece;   /* bytes at a time; 0: all */
    size_t room;    /* bytes that it takes now */
    int narrow;     /* it takes 7 at a time */
    int over;       /* it hangs up when it has said everything */
    char said[256]; /* the beginning of what it heard */
    size_t said_size;
} peer;

static inline ssize_t memory_read(struct fs_connection *c, void *data, size_t size)
{
    (void)c;
    size_t n = peer.piece && peer.piece < peer.left ? peer.piece : peer.left;
    n = n < size ? n : size;
    if (!n) {
        errno = EAGAIN;
        return peer.over ? 0 : -1;
    }
    memcpy(data, peer.input, n);
    peer.input += n;
    peer.left -= n;
    return (ssize_t)n;
}

static inline ssize_t memory_write(struct fs_connection *c, struct evbuffer *out)
{
    char data[4096];
    (void)c;
    size_t most = peer.narrow ? 7 : sizeof data;
    if (!peer.room) {
        errno = EAGAIN;
        return -1;
    }
    int n = evbuffer_remove(out, data, most < peer.room ? most : peer.room);
    if (n <= 0)
        abort();
    for (int i = 0; i < n && peer.said_size < sizeof peer.said; i++)
        peer.said[peer.said_size++] = data[i];
    peer.room -= (size_t)n;
    return n;
}

static inline ssize_t memory_file(struct fs_connection *c, int fd, off_t offset, size_t size)
{
    (void)c, (void)fd, (void)offset;
    return (ssize_t)(size < 1000 ? size : 1000);
}

static inline void memory_shut(struct fs_connection *c)
{
    (void)c;
}

static inline int memory_pending(struct fs_connection *c)
{
    (void)c;
    return 0;
}

static const struct fs_wire memory_wire = {memory_read, memory_write, memory_file, memory_shut,
                                           memory_pending};

/* The client is there, with that to say. NULL where the server did not take it. */
static inline struct fs_connection *memory_dial(struct app *app, const void *data, size_t size)
{
    peer.input = data;
    peer.left = size;
    peer.over = 0;
    peer.room = 0;
    peer.said_size = 0;
    return fs_http_server_take(app->server, -1, &memory_wire, NULL, NULL);
}

/* Its socket is ready for that. */
static inline void memory_wake(struct app *app, short what)
{
    struct fs_connection *c = app->server->connections.next;
    if (c != &app->server->connections)
        event_active(&c->event, what, 0);
    fs_loop_run(app->loop, 0);
}

/* Says the rest, hears the rest, hangs up. */
static inline void memory_leave(struct app *app)
{
    struct fs_connection *c;
    peer.over = 1;
    for (int i = 0; i < 100 && app->server->counters.open; i++) {
        peer.room = 100000;
        memory_wake(app, EV_WRITE | EV_READ);
    }
    while ((c = app->server->connections.next) != &app->server->connections) {
        fs_connection_enter(c);
        fs_connection_cut(c, 0, "the test is over");
        fs_connection_leave(c);
    }
}

#endif
