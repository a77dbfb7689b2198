/*
 * tcp.h: a connection that is kept up: TLS, lines, reconnection with back-off.
 */
#ifndef FINSMART_NET_TCP_H
#define FINSMART_NET_TCP_H

#include "net/loop.h"

/* As fs_host.tcp_open, .tcp_send, .tcp_reconnect and .tcp_close describe. */
struct fs_tcp *fs_tcp_open(struct fs_loop *loop, const struct fs_tcp_options *options,
                           const struct fs_tcp_handler *handler, void *user);
int fs_tcp_send(struct fs_tcp *tcp, const void *data, uint64_t size);
void fs_tcp_reconnect(struct fs_tcp *tcp, const char *reason);
void fs_tcp_close(struct fs_tcp *tcp);

/* For a protocol on top of a connection (ws.c). Bytes that wait to be sent: */
uint64_t fs_tcp_queued(const struct fs_tcp *tcp);
/* that data arrives no longer shows that the other side works, and starts the back-off over: */
void fs_tcp_hold_delay(struct fs_tcp *tcp);
/* fs_tcp_works() does. */
void fs_tcp_works(struct fs_tcp *tcp);

#endif
