/*
 * ws_server.h: WebSockets of an HTTP server (RFC 6455). The handler of requests decides: it sees the request, and
 * accepts it as a WebSocket or answers it like any other.
 *
 *     if (fs_ws_asked(exchange))
 *         fs_ws_peer_accept(exchange, &options, &handler, user);
 *
 * What is sent waits in a queue of the client's own while it reads slowly. The queue is bounded; when it is full,
 * full() says what becomes of the message, and drained() tells, once the client has caught up, how many it has
 * missed.
 *
 * Pages of other sites can open WebSockets with a visitor's cookies: look at the Origin field before accepting them.
 */
#ifndef FINSMART_NET_WS_SERVER_H
#define FINSMART_NET_WS_SERVER_H

#include "net/http_exchange.h"
#include "net/ws_message.h"

/* A client of a WebSocket. */
struct fs_ws_peer;

/* What becomes of a message that a full queue has no room for. */
enum fs_ws_full {
    FS_WS_DROP,     /* it is dropped */
    FS_WS_DROP_OLD, /* the oldest ones that wait are dropped in its favour */
    FS_WS_GIVE_UP   /* the client is closed with 1013 (try again later) */
};

/* A member that is 0 has its default. Times are ns. */
struct fs_ws_peer_options {
    const char *protocol;     /* the subprotocol that was chosen: one that the client offers; NULL: none */
    uint64_t max_message;     /* bytes of a message that comes in; 1 MiB. Beyond: closed with 1009 */
    uint32_t max_queue;       /* messages that wait to be sent; 256 */
    uint64_t max_queue_bytes; /* of them together; 4 MiB. One message alone may be larger */
    int64_t ping_interval;    /* of silence, after which a ping is sent; 20 s */
    int64_t ping_timeout; /* after a ping in which anything has to arrive, else the client is cut off; 10 s */
    int64_t close_timeout; /* for the answer to a close frame; 2 s */
};

/* All but closed may be NULL. It has to outlive the peers: 10,000 of them share it. */
struct fs_ws_peer_handler {
    /* A whole message, `type` FS_WS_TEXT (checked UTF-8) or FS_WS_BINARY; valid during the call, not NUL-terminated. */
    void (*message)(void *user, struct fs_ws_peer *peer, uint32_t type, const void *data, size_t size);
    /* The queue is full. NULL: FS_WS_GIVE_UP. May not send. */
    enum fs_ws_full (*full)(void *user, struct fs_ws_peer *peer);
    /* After messages were dropped, the queue is empty again: `dropped` were lost since the last time. */
    void (*drained)(void *user, struct fs_ws_peer *peer, uint64_t dropped);
    /* It is over, and the peer gone when this returns: called once for each that was accepted. `code` is that of the
     * close frame that came or was sent first; 1005 for one without a code; 1006 without a close frame. `reason` in
     * words. */
    void (*closed)(void *user, struct fs_ws_peer *peer, uint32_t code, const char *reason);
};

/* Does the request ask for a WebSocket? */
int fs_ws_asked(const struct fs_exchange *exchange);
/* The first subprotocol of the client's list that is one of `ours`; NULL without one. */
const char *fs_ws_asked_protocol(const struct fs_exchange *exchange, const char *const *ours, uint32_t count);
/* Makes it one, with the fields of fs_exchange_header() in the answer; the exchange is over. NULL with an error where
 * the handshake breaks the RFC: the server has answered it (400, or 426 for another version), and the exchange is
 * over too; or where there is no memory. */
struct fs_ws_peer *fs_ws_peer_accept(struct fs_exchange *exchange, const struct fs_ws_peer_options *options,
                                     const struct fs_ws_peer_handler *handler, void *user);

/* Queues a message, which is held until it is sent; the caller keeps its own reference. 0: queued. 1: dropped by
 * full(). -1 with an error: the peer is being closed, or there is no memory. */
int fs_ws_peer_post(struct fs_ws_peer *peer, struct fs_ws_message *message);
/* The same for a message of one client alone. */
int fs_ws_peer_send(struct fs_ws_peer *peer, uint32_t type, const void *data, size_t size);
/* Messages that wait to be sent. */
uint32_t fs_ws_peer_waiting(const struct fs_ws_peer *peer);
/* No message comes until fs_ws_peer_more(): the client is slowed down. */
void fs_ws_peer_hold(struct fs_ws_peer *peer);
void fs_ws_peer_more(struct fs_ws_peer *peer);
/* Sends what waits, then a close frame, and waits for the client's. Codes that may not be sent become 1000. closed()
 * tells the end; no message comes any more. */
void fs_ws_peer_close(struct fs_ws_peer *peer, uint32_t code, const char *reason);
/* "192.0.2.1:50000" into `buffer`, of 64 bytes or more. */
void fs_ws_peer_address(const struct fs_ws_peer *peer, char *buffer, size_t size);

#endif
