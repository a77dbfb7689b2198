/*
 * ws_talk.h: talk.h for WebSockets: a handshake, and frames made by hand.
 */
#ifndef TEST_WS_TALK_H
#define TEST_WS_TALK_H

#include "talk.h"

#define SHAKE(more)                                                                                          \
    "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"               \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" more "\r\n"

/* Frames of a client: masked with zeroes, so that a test can be read. */
#define MASK "\0\0\0\0"

static inline int shake(const char *request)
{
    int fd = dial();
    say(fd, request);
    hear(fd, "\r\n\r\n");
    ck_assert_msg(status_of(heard) == 101, "%s", heard);
    return fd;
}

/* Reads until `size` bytes have come; then they are at heard[from]. */
static inline void hear_bytes(int fd, size_t size)
{
    heard_size = 0;
    for (int idle = 0; heard_size < size && idle < 20000;) {
        ssize_t n = recv(fd, heard + heard_size, size - heard_size, MSG_DONTWAIT);
        if (n == 0)
            break;
        heard_size += n > 0 ? (size_t)n : 0;
        idle = n > 0 ? 0 : idle + 1;
        if (n < 0)
            turn(1);
    }
    ck_assert_uint_eq(heard_size, size);
}

#define HEARS(fd, bytes)                                                                                     \
    do {                                                                                                     \
        hear_bytes(fd, sizeof(bytes) - 1);                                                                   \
        ck_assert_mem_eq(heard, bytes, sizeof(bytes) - 1);                                                   \
    } while (0)
#define SAYS(fd, bytes) say_bytes(fd, bytes, sizeof(bytes) - 1)

#endif
