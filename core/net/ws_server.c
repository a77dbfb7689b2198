#include "net/ws_server.h"

#include "base/error.h"
#include "net/ws_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is handed to the socket's buffer ahead of what it takes; the rest waits as messages, where it can be dropped. */
#define AHEAD      (16 << 10)
#define FIRST_ROOM 8

static void drop_queue(struct fs_ws_peer *peer)
{
    for (; peer->count; peer->count--) {
        fs_ws_message_release(peer->queue[peer->first]);
        peer->first = (peer->first + 1) % peer->room;
    }
    free(peer->queue);
    peer->queue = NULL;
    peer->first = peer->room = 0;
    peer->queued_bytes = 0;
}

static void free_peer(struct fs_ws_peer *peer)
{
    struct fs_http_server *server = peer->connection->server;
    peer->connection->user = NULL;
    server->counters.open_ws--;
    drop_queue(peer);
    fs_ws_frames_free(peer->frames);
    free(peer);
}

/* Tells the end; frees the peer unless its frames are on the stack. */
static void over(struct fs_ws_peer *peer, uint32_t code, const char *reason)
{
    peer->connection->ended = 1;
    if (peer->frames)
        fs_ws_frames_mute(peer->frames);
    peer->handler->closed(peer->user, peer, peer->code ? peer->code : code, reason);
    if (!peer->receiving)
        free_peer(peer);
}

static void release_message(const void *data, size_t size, void *message)
{
    (void)data, (void)size;
    fs_ws_message_release(message);
}

/* Moves messages to the socket's buffer while it holds less than `ahead`. 1 where any was. */
static int pump(struct fs_ws_peer *peer, uint64_t ahead)
{
    struct fs_connection *c = peer->connection;
    int moved = 0;
    for (; peer->count && fs_connection_waiting(c) < ahead; moved = 1) {
        struct fs_ws_message *message = peer->queue[peer->first];
        struct evbuffer *out = fs_connection_out(c);
        size_t size;
        const void *bytes = fs_ws_message_bytes(message, &size);
        if (!out || evbuffer_add_reference(out, bytes, size, release_message, message)) {
            fs_connection_cut(c, 1, "out of memory");
            return 0;
        }
        peer->first = (peer->first + 1) % peer->room;
        peer->count--;
        peer->queued_bytes -= size;
    }
    if (!peer->count)
        drop_queue(peer); /* a client that keeps up needs none */
    return moved;
}

/* Puts a message at the end of the queue; takes a reference. */
static int push(struct fs_ws_peer *peer, struct fs_ws_message *message, size_t size)
{
    if (peer->count == peer->room) {
        uint32_t room = peer->room ? peer->room * 2 : FIRST_ROOM;
        struct fs_ws_message **larger = malloc(room * sizeof(struct fs_ws_message *));
        if (!larger)
            return fs_error_nomem();
        for (uint32_t i = 0; i < peer->count; i++)
            larger[i] = peer->queue[(peer->first + i) % peer->room];
        free(peer->queue);
        peer->queue = larger;
        peer->first = 0;
        peer->room = room;
    }
    peer->queue[(peer->first + peer->count++) % peer->room] = fs_ws_message_hold(message);
    peer->queued_bytes += size;
    return 0;
}

static int is_full(const struct fs_ws_peer *peer, size_t size)
{
    return peer->count >= peer->max_queue ||
           (peer->count && peer->queued_bytes + size > peer->max_queue_bytes);
}

static void drop_oldest(struct fs_ws_peer *peer)
{
    size_t size;
    fs_ws_message_bytes(peer->queue[peer->first], &size);
    fs_ws_message_release(peer->queue[peer->first]);
    peer->first = (peer->first + 1) % peer->room;
    peer->count--;
    peer->queued_bytes -= size;
    peer->dropped++;
    peer->connection->server->counters.ws_dropped++;
}

/* Makes room for a message of that size: 0 made, 1 drop it, -1 closed. */
static int make_room(struct fs_ws_peer *peer, size_t size)
{
    struct fs_http_server *server = peer->connection->server;
    enum fs_ws_full choice = peer->handler->full ? peer->handler->full(peer->user, peer) : FS_WS_GIVE_UP;
    if (choice == FS_WS_DROP) {
        peer->dropped++;
        server->counters.ws_dropped++;
        return 1;
    }
    if (choice == FS_WS_DROP_OLD) {
        while (peer->count && is_full(peer, size))
            drop_oldest(peer);
        return 0;
    }
    fs_http_server_limit(server, FS_HTTP_LIMIT_QUEUE);
    server->counters.ws_dropped += peer->count + 1;
    drop_queue(peer);
    fs_ws_peer_close(peer, 1013, "you read too slowly");
    return fs_error_set(FS_E_LIMIT, "the client reads too slowly and is closed");
}

int fs_ws_peer_post(struct fs_ws_peer *peer, struct fs_ws_message *message)
{
    struct fs_connection *c = peer->connection;
    size_t size;
    fs_ws_message_bytes(message, &size);
    if (peer->code || c->ended || c->state != FS_CONNECTION_OPEN)
        return fs_error_set(FS_E_IO, "the WebSocket is being closed");
    fs_connection_enter(c);
    int status = is_full(peer, size) ? make_room(peer, size) : 0;
    if (!status)
        status = push(peer, message, size);
    if (!status) {
        c->server->counters.ws_out++;
        pump(peer, AHEAD);
    }
    fs_connection_leave(c);
    return status;
}

int fs_ws_peer_send(struct fs_ws_peer *peer, uint32_t type, const void *data, size_t size)
{
    struct fs_ws_message *message = fs_ws_message_new(type, data, size);
    int status = message ? fs_ws_peer_post(peer, message) : -1;
    fs_ws_message_release(message);
    return status;
}

uint32_t fs_ws_peer_waiting(const struct fs_ws_peer *peer)
{
    return peer->count;
}

void fs_ws_peer_close(struct fs_ws_peer *peer, uint32_t code, const char *reason)
{
    struct fs_connection *c = peer->connection;
    if (peer->code || c->ended || c->state != FS_CONNECTION_OPEN)
        return;
    fs_connection_enter(c);
    struct fs_ws_message *message = fs_ws_message_close(code, reason);
    size_t size = 0;
    const unsigned char *bytes = message ? fs_ws_message_bytes(message, &size) : NULL;
    if (!message || push(peer, message, size)) {
        fs_connection_cut(c, 1, "out of memory");
    } else {
        peer->code = bytes[2] * 256u + bytes[3];
        peer->held = 0;
        if (peer->frames)
            fs_ws_frames_mute(peer->frames);
        fs_connection_deadline(c, peer->close_timeout);
        pump(peer, AHEAD);
        fs_connection_resume(c);
    }
    fs_ws_message_release(message);
    fs_connection_leave(c);
}

void fs_ws_peer_hold(struct fs_ws_peer *peer)
{
    peer->held = !peer->code;
}

void fs_ws_peer_more(struct fs_ws_peer *peer)
{
    fs_connection_enter(peer->connection);
    peer->held = 0;
    fs_connection_resume(peer->connection);
    fs_connection_leave(peer->connection);
}

void fs_ws_peer_address(const struct fs_ws_peer *peer, char *buffer, size_t size)
{
    fs_connection_peer(peer->connection, buffer, size);
}

static void on_message(void *user, uint32_t type, const void *data, size_t size)
{
    struct fs_ws_peer *peer = user;
    peer->connection->server->counters.ws_in++;
    if (peer->handler->message && !peer->code)
        peer->handler->message(peer->user, peer, type, data, size);
}

/* Pongs, and close frames that answer. */
static int on_send(void *user, const void *data, size_t size)
{
    struct fs_ws_peer *peer = user;
    struct evbuffer *out = fs_connection_out(peer->connection);
    if (peer->code) /* nothing may follow our close frame */
        return 0;
    return out && !evbuffer_add(out, data, size) ? 0 : fs_error_nomem();
}

/* The framing of a client that begins to speak. */
static int take_frames(struct fs_ws_peer *peer)
{
    struct fs_http_server *server = peer->connection->server;
    const struct fs_ws_sink sink = {.message = on_message, .send = on_send, .user = peer};
    if (peer->frames)
        return 0;
    peer->frames = server->spare;
    server->spare = NULL;
    if (peer->frames)
        fs_ws_frames_reuse(peer->frames, peer->max_message, &sink);
    else
        peer->frames = fs_ws_frames_new(FS_WS_SERVER, peer->max_message, &sink);
    if (peer->frames && peer->code)
        fs_ws_frames_mute(peer->frames);
    return peer->frames ? 0 : -1;
}

static void give_back_frames(struct fs_ws_peer *peer)
{
    struct fs_http_server *server = peer->connection->server;
    if (!fs_ws_frames_idle(peer->frames))
        return;
    if (server->spare)
        fs_ws_frames_free(peer->frames);
    else
        server->spare = peer->frames;
    peer->frames = NULL;
}

static size_t on_bytes(struct fs_connection *c, char *data, size_t size)
{
    struct fs_ws_peer *peer = c->user;
    if (!size || peer->held || fs_connection_waiting(c) > c->server->limits.buffer)
        return 0;
    if (take_frames(peer)) {
        fs_connection_cut(c, 1, "out of memory");
        return size;
    }
    peer->pinged = 0;
    if (!peer->code)
        fs_connection_deadline(c, peer->ping_interval);
    peer->receiving = 1;
    int status = fs_ws_frames_receive(peer->frames, data, size);
    peer->receiving = 0;
    if (c->ended) {
        free_peer(peer);
    } else if (status < 0) {
        fs_connection_cut(c, 1, fs_error_last() ? fs_error_last()->message : "out of memory");
    } else if (status > 0) { /* both close frames are out, or on their way */
        if (peer->code)
            pump(peer, UINT64_MAX);
        const struct fs_ws_end end = *fs_ws_frames_end(peer->frames);
        over(peer, end.code, end.reason);
        fs_connection_finish(c);
    } else {
        give_back_frames(peer);
    }
    return size;
}

static int on_room(struct fs_connection *c)
{
    struct fs_ws_peer *peer = c->user;
    if (pump(peer, AHEAD))
        return 1;
    if (!peer->dropped || peer->code || c->state != FS_CONNECTION_OPEN)
        return 0;
    uint64_t dropped = peer->dropped;
    peer->dropped = 0;
    if (peer->handler->drained)
        peer->handler->drained(peer->user, peer, dropped);
    return fs_connection_waiting(c) > 0;
}

static int on_half(struct fs_connection *c)
{
    (void)c;
    return 0; /* without a close frame it is a cut */
}

static void on_over(struct fs_connection *c, const char *reason)
{
    over(c->user, FS_WS_CUT, reason);
}

static void on_late(struct fs_connection *c)
{
    struct fs_ws_peer *peer = c->user;
    unsigned char ping[FS_WS_HEAD_MAX];
    if (peer->code) {
        fs_connection_cut(c, 1, "the client did not answer the close frame");
    } else if (peer->pinged && !fs_connection_waiting(c)) {
        fs_http_server_limit(c->server, FS_HTTP_LIMIT_PING);
        fs_connection_cut(c, 1, "the client did not answer a ping");
    } else {
        /* What still waits to be sent is in front of the ping: the time for the answer begins anew. */
        struct evbuffer *out = fs_connection_out(c);
        size_t size = fs_ws_frame_head(ping, FS_WS_OPCODE_PING, 0);
        fs_connection_deadline(c, peer->ping_timeout);
        if (!peer->pinged && (!out || evbuffer_add(out, ping, size)))
            fs_connection_cut(c, 1, "out of memory");
        peer->pinged = 1;
    }
}

static void on_drain(struct fs_connection *c)
{
    fs_ws_peer_close(c->user, 1001, "the server is going down");
}

const struct fs_protocol fs_protocol_ws = {on_bytes, on_room, on_half, on_over, on_late, on_drain};

void fs_ws_peer_begin(struct fs_ws_peer *peer)
{
    struct fs_connection *c = peer->connection;
    c->protocol = &fs_protocol_ws;
    c->user = peer;
    c->upgraded = 1;
    c->server->counters.ws_opened++;
    c->server->counters.open_ws++;
    fs_connection_deadline(c, peer->ping_interval);
    fs_connection_resume(c);
}
