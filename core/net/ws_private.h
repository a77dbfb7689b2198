/*
 * ws_private.h: a WebSocket's client as ws_server.c and ws_upgrade.c see it.
 */
#ifndef FINSMART_NET_WS_PRIVATE_H
#define FINSMART_NET_WS_PRIVATE_H

#include "net/http_private.h"
#include "net/ws_frames.h"
#include "net/ws_server.h"

struct fs_ws_peer {
    struct fs_connection *connection;
    const struct fs_ws_peer_handler *handler; /* the caller's; outlives the peer */
    void *user;
    struct fs_ws_frames *frames;  /* NULL while no message is incomplete */
    struct fs_ws_message **queue; /* ring of `room` places; NULL while empty */
    uint32_t first, count, room;
    uint64_t queued_bytes;
    uint64_t dropped;
    uint64_t max_message, max_queue_bytes;
    uint32_t max_queue;
    uint32_t code; /* of our close frame; 0: none */
    int64_t ping_interval, ping_timeout, close_timeout;
    uint8_t pinged;    /* and nothing has come since */
    uint8_t held;      /* by fs_ws_peer_hold() */
    uint8_t receiving; /* its frames are on the stack */
};

/* An accepted connection speaks WebSocket from now on. */
void fs_ws_peer_begin(struct fs_ws_peer *peer);

#endif
