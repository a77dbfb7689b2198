/*
 * tls.h: the client's side of TLS: who is trusted, and that the other side is who it was called.
 */
#ifndef FINSMART_NET_TLS_H
#define FINSMART_NET_TLS_H

#include <openssl/ssl.h>

/* A client session for the host `name` (or address): TLS 1.2 or newer, certificate checked against the system's
 * authorities (SSL_CERT_FILE and SSL_CERT_DIR override) and the name. NULL with an error. Whoever gets it frees it. */
SSL *fs_tls_client(const char *name);
/* Why a session failed, in words; `size` from 200. */
void fs_tls_reason(const SSL *session, unsigned long code, char *buffer, size_t size);

#endif
