/*
 * ws_frames.h: the client's side of WebSocket after its handshake: messages out of bytes, and bytes out of messages. The
 * rules of RFC 6455 are libwslay's; no network, no clock.
 */
#ifndef FINSMART_NET_WS_FRAMES_H
#define FINSMART_NET_WS_FRAMES_H

#include <finsmart/host.h>

struct fs_ws_frames;

/* Where messages and bytes go. Both may call any function of this header but fs_ws_frames_free(). */
struct fs_ws_sink {
    /* A whole message (FS_WS_TEXT or FS_WS_BINARY); valid during the call. */
    void (*message)(void *user, uint32_t type, const void *data, size_t size);
    /* Bytes for the other side, copied. 0 or -1 with an error. */
    int (*send)(void *user, const void *data, size_t size);
    void *user;
};

/* How a conversation ended. */
struct fs_ws_end {
    uint32_t code;    /* of the close frame that came, or went out because the other side broke a rule */
    int by_them;      /* theirs came */
    char reason[300]; /* in words */
};

/* `max_message` bounds a message that comes in. NULL with an error. */
struct fs_ws_frames *fs_ws_frames_new(uint64_t max_message, const struct fs_ws_sink *sink);
/* Not inside a callback. NULL is allowed. */
void fs_ws_frames_free(struct fs_ws_frames *frames);

/* Takes bytes of the other side; answers pings and its close. 0: goes on. 1: that was the end, fs_ws_frames_end() says why,
 * and what had to be answered is sent. -1 with an error. */
int fs_ws_frames_receive(struct fs_ws_frames *frames, const void *data, size_t size);
const struct fs_ws_end *fs_ws_frames_end(const struct fs_ws_frames *frames);
/* No callback of a message comes any more, also for what has been received already. */
void fs_ws_frames_mute(struct fs_ws_frames *frames);

/* 0, or -1 with an error. `type`: FS_WS_TEXT, which must be UTF-8, or FS_WS_BINARY. */
int fs_ws_frames_send(struct fs_ws_frames *frames, uint32_t type, const void *data, size_t size);
int fs_ws_frames_ping(struct fs_ws_frames *frames);
/* `code` that may not be sent becomes 1000; `reason` may be NULL and is cut to the 123 bytes that a frame has. */
int fs_ws_frames_close(struct fs_ws_frames *frames, uint32_t code, const char *reason);

#endif
