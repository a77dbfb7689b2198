/* How bytes come and go on a connection. */
#include "net/http_private.h"

#include <errno.h>
#include <openssl/err.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

/* Pieces of a buffer that one call sends. */
#define PIECES 64
/* The most that one TLS record holds. */
#define RECORD 16384

static ssize_t socket_read(struct fs_connection *c, void *data, size_t size)
{
    ssize_t n;
    do
        n = recv(c->fd, data, size, 0);
    while (n < 0 && errno == EINTR);
    return n;
}

static ssize_t socket_write(struct fs_connection *c, struct evbuffer *out)
{
    struct evbuffer_iovec pieces[PIECES];
    int count = evbuffer_peek(out, -1, NULL, pieces, PIECES);
    struct msghdr message = {.msg_iov = (struct iovec *)pieces,
                             .msg_iovlen = (size_t)(count < PIECES ? count : PIECES)};
    ssize_t n;
    do
        n = sendmsg(c->fd, &message, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    if (n > 0)
        evbuffer_drain(out, (size_t)n);
    return n;
}

static ssize_t socket_file(struct fs_connection *c, int fd, off_t offset, size_t size)
{
    ssize_t n;
    do
        n = sendfile(c->fd, fd, &offset, size);
    while (n < 0 && errno == EINTR);
    return n;
}

static void socket_shut(struct fs_connection *c)
{
    shutdown(c->fd, SHUT_WR);
}

static int socket_pending(struct fs_connection *c)
{
    (void)c;
    return 0;
}

const struct fs_wire fs_wire_socket = {socket_read, socket_write, socket_file, socket_shut, socket_pending};

/* What an SSL function's result means, as recv() would say it. */
static ssize_t tls_result(struct fs_connection *c, int n)
{
    if (n > 0)
        return n;
    int error = SSL_get_error(c->tls, n);
    if (error == SSL_ERROR_WANT_WRITE)
        c->blocked = 1;
    if (error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ) {
        errno = EAGAIN;
        return -1;
    }
    /* A connection that ends without TLS's goodbye ends nevertheless: HTTP says itself what is complete. */
    if (error == SSL_ERROR_ZERO_RETURN ||
        ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return 0;
    if (!SSL_is_init_finished(c->tls))
        c->server->counters.tls_failed++;
    if (error != SSL_ERROR_SYSCALL || !errno)
        errno = EPROTO;
    return -1;
}

static ssize_t tls_read(struct fs_connection *c, void *data, size_t size)
{
    ERR_clear_error();
    return tls_result(c, SSL_read(c->tls, data, (int)size));
}

static ssize_t tls_write(struct fs_connection *c, struct evbuffer *out)
{
    struct evbuffer_iovec first;
    size_t total = evbuffer_get_length(out);
    evbuffer_peek(out, -1, NULL, &first, 1);
    if (first.iov_len < RECORD / 4 && total > first.iov_len) { /* many small ones share a record */
        first.iov_len = total < RECORD ? total : RECORD;
        first.iov_base = evbuffer_pullup(out, (ev_ssize_t)first.iov_len);
        if (!first.iov_base) {
            errno = ENOMEM;
            return -1;
        }
    }
    ERR_clear_error();
    ssize_t n = tls_result(
        c, SSL_write(c->tls, first.iov_base, first.iov_len > INT32_MAX ? INT32_MAX : (int)first.iov_len));
    if (n > 0)
        evbuffer_drain(out, (size_t)n);
    return n;
}

static ssize_t tls_file(struct fs_connection *c, int fd, off_t offset, size_t size)
{
    char data[RECORD];
    ssize_t n;
    do
        n = pread(fd, data, size < sizeof data ? size : sizeof data, offset);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return n;
    ERR_clear_error();
    return tls_result(c, SSL_write(c->tls, data, (int)n));
}

static void tls_shut(struct fs_connection *c)
{
    ERR_clear_error();
    if (SSL_is_init_finished(c->tls))
        SSL_shutdown(c->tls);
    ERR_clear_error();
    shutdown(c->fd, SHUT_WR);
}

static int tls_pending(struct fs_connection *c)
{
    return SSL_has_pending(c->tls);
}

const struct fs_wire fs_wire_tls = {tls_read, tls_write, tls_file, tls_shut, tls_pending};
