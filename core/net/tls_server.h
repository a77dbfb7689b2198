/*
 * tls_server.h: the server's side of TLS: its certificate and key, whose clients' certificates it trusts.
 *
 * TLS 1.2 with forward secrecy and authenticated encryption, or TLS 1.3; no renegotiation, no compression.
 */
#ifndef FINSMART_NET_TLS_SERVER_H
#define FINSMART_NET_TLS_SERVER_H

#include <openssl/ssl.h>

struct fs_tls_server;

/* Paths of PEM files. */
struct fs_tls_settings {
    const char *certificate; /* the server's, followed by those between it and the authority */
    const char *key;         /* its private key, without a pass phrase */
    const char *authorities; /* who vouches for clients' certificates; NULL: clients are asked for none */
    int required;            /* a client without a certificate is refused */
};

/* Reads the files. NULL with an error that names the file and the cause. */
struct fs_tls_server *fs_tls_server_new(const struct fs_tls_settings *settings);
/* Reads them again: sessions that begin from now on use what is there now. -1 with an error, and all stays as it is. */
int fs_tls_server_reload(struct fs_tls_server *tls);
/* NULL is allowed. */
void fs_tls_server_free(struct fs_tls_server *tls);
/* A session that waits for a client's first byte, on a socket. NULL with an error. Whoever gets it frees it. */
SSL *fs_tls_server_session(struct fs_tls_server *tls, int fd);
/* The subject of the client's certificate as RFC 2253 writes it ("CN=desk-7,O=Example"); NULL without one. free() it. */
char *fs_tls_subject(const SSL *session);

#endif
