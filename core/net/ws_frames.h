/*
 * ws_frames.h: WebSocket after its handshake, of a client or a server: messages out of bytes, and bytes out of
 * messages. The rules of RFC 6455 are libwslay's; no network, no clock.
 */
#ifndef FINSMART_NET_WS_FRAMES_H
#define FINSMART_NET_WS_FRAMES_H

#include <finsmart/host.h>

struct fs_ws_frames;

/* Whose side this is: a client masks what it sends, a server refuses what is not masked. */
enum fs_ws_role { FS_WS_CLIENT, FS_WS_SERVER };

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
struct fs_ws_frames *fs_ws_frames_new(enum fs_ws_role role, uint64_t max_message,
                                      const struct fs_ws_sink *sink);
/* Not inside a callback. NULL is allowed. */
void fs_ws_frames_free(struct fs_ws_frames *frames);

/* Takes bytes of the other side; answers pings and its close. 0: goes on. 1: that was the end, fs_ws_frames_end()
 * says why, and what had to be answered is sent. -1 with an error. */
int fs_ws_frames_receive(struct fs_ws_frames *frames, const void *data, size_t size);
const struct fs_ws_end *fs_ws_frames_end(const struct fs_ws_frames *frames);
/* No callback of a message comes any more, also for what has been received already. */
void fs_ws_frames_mute(struct fs_ws_frames *frames);

/* 1 where nothing that came in is incomplete and nobody closed, so that another conversation of the same role may use
 * this (some 9 KB, which most of 10,000 quiet connections need not have): */
int fs_ws_frames_idle(const struct fs_ws_frames *frames);
void fs_ws_frames_reuse(struct fs_ws_frames *frames, uint64_t max_message, const struct fs_ws_sink *sink);

/* 0, or -1 with an error. `type`: FS_WS_TEXT, which must be UTF-8, or FS_WS_BINARY. */
int fs_ws_frames_send(struct fs_ws_frames *frames, uint32_t type, const void *data, size_t size);
int fs_ws_frames_ping(struct fs_ws_frames *frames);
/* `code` that may not be sent becomes 1000; `reason` may be NULL and is cut to the 123 bytes that a frame has. */
int fs_ws_frames_close(struct fs_ws_frames *frames, uint32_t code, const char *reason);

/* Frames of a server by hand, for messages that are encoded once for many clients. */
#define FS_WS_HEAD_MAX  10 /* bytes of a frame's head without a mask */
#define FS_WS_CLOSE_MAX 125
enum { FS_WS_OPCODE_CLOSE = 8, FS_WS_OPCODE_PING = 9 }; /* beside FS_WS_TEXT and FS_WS_BINARY */
/* The head of a whole message or control frame; returns its size. */
size_t fs_ws_frame_head(unsigned char out[FS_WS_HEAD_MAX], uint8_t opcode, uint64_t size);
/* What a close frame carries, as fs_ws_frames_close() sends it, 1012 to 1014 besides; returns its size. */
size_t fs_ws_close_payload(unsigned char out[FS_WS_CLOSE_MAX], uint32_t code, const char *reason);

#endif
