/*
 * ws_message.h: a message of a WebSocket server: encoded once, sent to any number of clients without a copy.
 */
#ifndef FINSMART_NET_WS_MESSAGE_H
#define FINSMART_NET_WS_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

/* Reference-counted; one thread. */
struct fs_ws_message;

/* `type`: FS_WS_TEXT, which must be UTF-8, or FS_WS_BINARY; the data is copied. The caller holds one reference. NULL
 * with an error. */
struct fs_ws_message *fs_ws_message_new(uint32_t type, const void *data, size_t size);
/* A close frame. */
struct fs_ws_message *fs_ws_message_close(uint32_t code, const char *reason);
/* One reference more; returns the message. */
struct fs_ws_message *fs_ws_message_hold(struct fs_ws_message *message);
/* One less; with the last the message goes. NULL is allowed. */
void fs_ws_message_release(struct fs_ws_message *message);
/* The frame: head and data. */
const void *fs_ws_message_bytes(const struct fs_ws_message *message, size_t *size);

#endif
