/*
 * server.h: a server for tests: on a thread of its own it takes one connection after the other, reads until `until` has
 * come (or the other side is done), answers with that connection's text and closes it. With TLS if it is given a
 * certificate.
 */
#ifndef TEST_SERVER_H
#define TEST_SERVER_H

#include <arpa/inet.h>
#include <check.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct server {
    int listener, port, v6;
    const char *const *answers; /* one a connection; NULL ends the server */
    const char *until;          /* what to wait for before answering; NULL: nothing */
    char heard[8][4096];        /* what each connection said */
    SSL_CTX *tls;
    pthread_t thread;
};

static inline void serve_one(struct server *server, int fd, int number)
{
    SSL *ssl = server->tls ? SSL_new(server->tls) : NULL;
    char *heard = server->heard[number];
    size_t length = 0;
    if (ssl) {
        SSL_set_fd(ssl, fd);
        if (SSL_accept(ssl) != 1)
            goto done;
    }
    while (server->until && !strstr(heard, server->until)) {
        ssize_t n = ssl ? SSL_read(ssl, heard + length, (int)(4095 - length))
                        : read(fd, heard + length, 4095 - length);
        if (n <= 0)
            goto done;
        length += (size_t)n;
    }
    const char *answer = server->answers[number];
    size_t size = strlen(answer), sent = 0;
    while (sent < size) {
        ssize_t n = ssl ? SSL_write(ssl, answer + sent, (int)(size - sent))
                        : send(fd, answer + sent, size - sent, MSG_NOSIGNAL);
        if (n <= 0)
            break;
        sent += (size_t)n;
    }
    if (ssl)
        SSL_shutdown(ssl);
done:
    SSL_free(ssl);
    close(fd);
}

static inline void *server_main(void *data)
{
    struct server *server = data;
    for (int i = 0; server->answers[i]; i++) {
        int fd = accept(server->listener, NULL, NULL);
        if (fd < 0)
            return NULL;
        serve_one(server, fd, i);
    }
    return NULL;
}

/* Starts a thread that runs main(data), behind a listener on 127.0.0.1, or on ::1 where `v6`. */
static inline void server_run(struct server *server, void *(*main)(void *data), void *data)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr *address = server->v6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
    socklen_t size = server->v6 ? sizeof v6 : sizeof v4;
    server->listener = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(server->listener, address, size), 0);
    ck_assert_int_eq(listen(server->listener, 8), 0);
    ck_assert_int_eq(getsockname(server->listener, address, &size), 0);
    server->port = ntohs(server->v6 ? v6.sin6_port : v4.sin_port);
    ck_assert_int_eq(pthread_create(&server->thread, NULL, main, data), 0);
}

static inline void server_start(struct server *server)
{
    server_run(server, server_main, server);
}

static inline void server_join(struct server *server)
{
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
    SSL_CTX_free(server->tls);
}

/* A certificate of 127.0.0.1 and localhost that vouches for itself, for the server; where `trusted`, the clients of this
 * process trust it. */
static inline void server_use_tls(struct server *server, int trusted)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"test", -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION *names =
        X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
    X509_add_ext(certificate, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(certificate, key, EVP_sha256());
    server->tls = SSL_CTX_new(TLS_server_method());
    ck_assert_int_eq(SSL_CTX_use_certificate(server->tls, certificate), 1);
    ck_assert_int_eq(SSL_CTX_use_PrivateKey(server->tls, key), 1);
    char path[] = "/tmp/finsmart-test-XXXXXX";
    FILE *out = fdopen(mkstemp(path), "w");
    ck_assert_ptr_nonnull(out);
    if (trusted)
        PEM_write_X509(out, certificate);
    fclose(out);
    setenv("SSL_CERT_FILE", path, 1);
    setenv("SSL_CERT_DIR", "/nonexistent", 1);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

/* After the first session: the file has been read. */
static inline void server_forget_certificate(void)
{
    unlink(getenv("SSL_CERT_FILE"));
}

#endif
