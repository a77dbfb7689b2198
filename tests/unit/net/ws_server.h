/*
 * ws_server.h: a WebSocket server for tests, with frames made by hand: one connection after the other gets its handshake's
 * answer, then the bytes of its script; then what the client says is noted down, and echoed where the script wants that,
 * until the client is done.
 */
#ifndef TEST_WS_SERVER_H
#define TEST_WS_SERVER_H

#include "net/ws_handshake.h"
#include "server.h"

#include <stdio.h>

struct script {
    const char *status;  /* NULL: "101 Switching Protocols" */
    const char *headers; /* NULL: right ones; "%s" is the right Sec-WebSocket-Accept */
    const char *frames;  /* bytes to send after the answer, in the same write */
    size_t size;
    int mute; /* accept, and say nothing at all */
    int cut;  /* hang up after the frames */
    int echo;
};

struct ws_server {
    struct server base;
    const struct script *scripts;
    int count;
    char heard[8][4096]; /* of each connection: its request */
    char
        log[8]
           [4096]; /* of each connection: "text:hello close:1000:bye "; while it runs see ws_server_noted() */
};

/* Guards the log of a server that runs. */
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

/* Has connection `number` said so by now? */
static inline int ws_server_noted(struct ws_server *server, int number, const char *what)
{
    pthread_mutex_lock(&log_lock);
    int found = strstr(server->log[number], what) != NULL;
    pthread_mutex_unlock(&log_lock);
    return found;
}

#define FRAMES(text) .frames = (text), .size = sizeof(text) - 1

struct peer {
    int fd;
    SSL *ssl;
};

static inline int peer_read(struct peer *peer, void *data, size_t size)
{
    for (size_t got = 0; got < size;) {
        ssize_t n = peer->ssl ? SSL_read(peer->ssl, (char *)data + got, (int)(size - got))
                              : read(peer->fd, (char *)data + got, size - got);
        if (n <= 0)
            return -1;
        got += (size_t)n;
    }
    return 0;
}

static inline int peer_write(struct peer *peer, const void *data, size_t size)
{
    for (size_t sent = 0; sent < size;) {
        ssize_t n = peer->ssl ? SSL_write(peer->ssl, (const char *)data + sent, (int)(size - sent))
                              : send(peer->fd, (const char *)data + sent, size - sent, MSG_NOSIGNAL);
        if (n <= 0)
            return -1;
        sent += (size_t)n;
    }
    return 0;
}

static inline int peer_write_frame(struct peer *peer, int opcode, const unsigned char *data, size_t size)
{
    unsigned char head[4] = {(unsigned char)(0x80 | opcode), (unsigned char)size};
    if (size > 125) {
        head[1] = 126;
        head[2] = (unsigned char)(size >> 8);
        head[3] = (unsigned char)size;
    }
    return peer_write(peer, head, size > 125 ? 4 : 2) || peer_write(peer, data, size);
}

/* One frame of the client, which must be masked. Returns its opcode or -1 at the end. */
static inline int peer_read_frame(struct peer *peer, unsigned char *data, size_t *size)
{
    unsigned char head[8], mask[4];
    if (peer_read(peer, head, 2) || !(head[1] & 0x80))
        return -1;
    int opcode = head[0] & 15;
    *size = head[1] & 127;
    if (*size == 126) {
        if (peer_read(peer, head, 2))
            return -1;
        *size = (size_t)head[0] << 8 | head[1];
    }
    if (*size > 65535 || peer_read(peer, mask, 4) || peer_read(peer, data, *size))
        return -1;
    for (size_t i = 0; i < *size; i++)
        data[i] ^= mask[i & 3];
    data[*size] = 0;
    return opcode;
}

static inline void note_frame(char *log, int opcode, const unsigned char *data, size_t size)
{
    static const char *const names[16] = {
        [0] = "more", [1] = "text", [2] = "binary", [8] = "close", [9] = "ping", [10] = "pong"};
    size_t length = strlen(log), left = 4096 - length;
    const char *text = (const char *)data;
    char code[16] = "";
    if (opcode == 8 && size >= 2) {
        snprintf(code, sizeof code, "%d:", data[0] << 8 | data[1]);
        text += 2;
    }
    snprintf(log + length, left, "%s:%s%.40s ", names[opcode] ? names[opcode] : "?", code, size ? text : "");
}

static inline int answer_handshake(struct peer *peer, const struct script *script, char *heard)
{
    char accept[FS_WS_ACCEPT_SIZE], key[FS_WS_KEY_SIZE] = "", answer[70000];
    size_t length = 0;
    while (!strstr(heard, "\r\n\r\n")) {
        if (length == 4095 || peer_read(peer, heard + length, 1))
            return -1;
        heard[++length] = 0;
    }
    const char *at = strstr(heard, "Sec-WebSocket-Key: ");
    snprintf(key, sizeof key, "%s", at ? at + 19 : "");
    fs_ws_accept(key, accept);
    int size = snprintf(answer, sizeof answer, "HTTP/1.1 %s\r\n",
                        script->status ? script->status : "101 Switching Protocols");
    size += snprintf(answer + size, sizeof answer - (size_t)size,
                     script->headers ? script->headers
                                     : "upgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n"
                                       "Sec-WebSocket-Accept: %s\r\n",
                     accept);
    size += snprintf(answer + size, sizeof answer - (size_t)size, "\r\n");
    if (script->size)
        memcpy(answer + size, script->frames, script->size);
    return peer_write(peer, answer, (size_t)size + script->size);
}

static inline void serve_ws(struct ws_server *server, struct peer *peer, int number)
{
    static unsigned char data[65536];
    const struct script *script = &server->scripts[number];
    if (script->mute) {
        char byte;
        while (!peer_read(peer, &byte, 1))
            ;
        return;
    }
    if (answer_handshake(peer, script, server->heard[number]) || script->cut)
        return;
    for (;;) {
        size_t size = 0;
        int opcode = peer_read_frame(peer, data, &size);
        if (opcode < 0)
            return;
        pthread_mutex_lock(&log_lock);
        note_frame(server->log[number], opcode, data, size);
        pthread_mutex_unlock(&log_lock);
        if (opcode == 8) {
            peer_write_frame(peer, 8, data, size);
            return;
        }
        if (script->echo && opcode <= 2 && peer_write_frame(peer, opcode, data, size))
            return;
    }
}

static inline void *ws_server_main(void *data)
{
    struct ws_server *server = data;
    for (int i = 0; i < server->count; i++) {
        struct peer peer = {accept(server->base.listener, NULL, NULL), NULL};
        if (peer.fd < 0)
            return NULL;
        if (server->base.tls) {
            peer.ssl = SSL_new(server->base.tls);
            SSL_set_fd(peer.ssl, peer.fd);
        }
        if (!peer.ssl || SSL_accept(peer.ssl) == 1)
            serve_ws(server, &peer, i);
        SSL_free(peer.ssl);
        close(peer.fd);
    }
    return NULL;
}

#endif
