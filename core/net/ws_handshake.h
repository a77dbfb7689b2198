/*
 * ws_handshake.h: the opening handshake of WebSocket (RFC 6455, section 4) as texts; no network.
 */
#ifndef FINSMART_NET_WS_HANDSHAKE_H
#define FINSMART_NET_WS_HANDSHAKE_H

#include <finsmart/host.h>

#define FS_WS_KEY_SIZE    25         /* 16 random bytes in base64, and a NUL */
#define FS_WS_ACCEPT_SIZE 29         /* a SHA-1 in base64, and a NUL */
#define FS_WS_ANSWER_MAX  (16 << 10) /* bytes of a server's answer up to its empty line; more is a failure */

/* A ws:// or wss:// URL in parts; texts are owned. */
struct fs_ws_url {
    int secure;
    int port;
    char *host;      /* as it is connected to: without the brackets of an IPv6 address */
    char *authority; /* as the Host header has it */
    char *target;    /* path and query; "/" where there is none */
};

/* 0, or -1 with an error; then there is nothing to free. */
int fs_ws_url_parse(const char *text, struct fs_ws_url *out);
void fs_ws_url_free(struct fs_ws_url *url);

/* A new key for one handshake. 0 or -1 with an error. */
int fs_ws_key(char key[FS_WS_KEY_SIZE]);
/* What a server that speaks WebSocket answers to `key`. */
void fs_ws_accept(const char *key, char accept[FS_WS_ACCEPT_SIZE]);

/* May the headers and the subprotocol (NULL: none) be sent? 0 or -1 with an error. */
int fs_ws_check_headers(const struct fs_http_header *headers, uint32_t count, const char *protocol);
/* The request; `key` may be NULL for one with a blank in its place, to be written there later. The caller frees it. NULL
 * with an error. */
char *fs_ws_request(const struct fs_ws_url *url, const char *key, const struct fs_http_header *headers,
                    uint32_t count, const char *protocol);

/* Judges a server's answer, `size` bytes that end with the empty line. 0 where the connection may be used; -1 with an
 * error that says what is wrong with it. `accept`: of fs_ws_accept(). `protocol`: asked for, or NULL. */
int fs_ws_check_answer(const char *answer, size_t size, const char *accept, const char *protocol);

#endif
