/*
 * ws.h: a WebSocket that is kept up: ws_handshake.h and ws_frames.h on a connection of tcp.h.
 */
#ifndef FINSMART_NET_WS_H
#define FINSMART_NET_WS_H

#include "net/loop.h"

/* As fs_host.ws_open, .ws_send, .ws_reconnect and .ws_close describe. A loop that is freed drops what is still saying
 * goodbye: fs_loop_linger() first. */
struct fs_ws *fs_ws_open(struct fs_loop *loop, const struct fs_ws_options *options,
                         const struct fs_ws_handler *handler, void *user);
int fs_ws_send(struct fs_ws *ws, uint32_t type, const void *data, uint64_t size);
void fs_ws_reconnect(struct fs_ws *ws, const char *reason);
void fs_ws_close(struct fs_ws *ws, uint32_t code, const char *reason);

#endif
