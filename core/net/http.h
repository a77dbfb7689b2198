/*
 * http.h: the client's side of HTTP/1.1, over TCP or TLS.
 */
#ifndef FINSMART_NET_HTTP_H
#define FINSMART_NET_HTTP_H

#include "net/loop.h"

/* As fs_host.http and .http_cancel describe. Redirections are not followed: the answer has their status and Location. */
struct fs_http *fs_http_send(struct fs_loop *loop, const struct fs_http_request *request,
                             void (*done)(void *user, const struct fs_http_response *response), void *user);
void fs_http_cancel(struct fs_http *http);

#endif
