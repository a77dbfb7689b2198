/*
 * listen.h: sockets that listen, on TCP addresses and Unix sockets.
 *
 * An address is one of
 *     127.0.0.1:8080     [::1]:8080     numeric; port 0: one that is free
 *     *:8080             every address of the machine, IPv6 and IPv4
 *     localhost:8080     127.0.0.1:8080
 *     unix:/run/finsmart.sock    a path; mode 0600. A socket that nobody listens on any more is replaced
 */
#ifndef FINSMART_NET_LISTEN_H
#define FINSMART_NET_LISTEN_H

#include "net/loop.h"

#include <sys/socket.h>

struct fs_listener;

/* Who gets connections. */
struct fs_listener_handler {
    /* A connection, not blocking, now the callee's. `from` is the other side's address. */
    void (*accepted)(void *user, int fd, const struct sockaddr *from);
    /* accept() failed (errno); tried again in a tenth of a second. May be NULL. */
    void (*failed)(void *user, int error);
};

/* NULL with an error that names the address and says what to do. Callbacks come from the loop. */
struct fs_listener *fs_listener_new(struct fs_loop *loop, const char *address,
                                    const struct fs_listener_handler *handler, void *user);
/* Stops; removes the path of a Unix socket. NULL is allowed. */
void fs_listener_free(struct fs_listener *listener);
/* As it was given, with the port that was chosen. */
const char *fs_listener_address(const struct fs_listener *listener);

#endif
