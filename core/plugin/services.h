/*
 * services.h: the part of the host's table that is about the event loop. For the files of this room only.
 */
#ifndef FINSMART_PLUGIN_SERVICES_H
#define FINSMART_PLUGIN_SERVICES_H

#include "plugin/context.h"

struct fs_timer *fs_service_timer(struct fs_context *ctx, int64_t first, int64_t interval,
                                  void (*fn)(void *user), void *user);
struct fs_watch *fs_service_watch(struct fs_context *ctx, int32_t fd, uint32_t what,
                                  void (*fn)(void *user, int32_t fd, uint32_t what), void *user);
int32_t fs_service_call(struct fs_context *ctx, void (*fn)(void *user), void *user);
struct fs_tcp *fs_service_tcp(struct fs_context *ctx, const struct fs_tcp_options *options,
                              const struct fs_tcp_handler *handler, void *user);
struct fs_http *fs_service_http(struct fs_context *ctx, const struct fs_http_request *request,
                                void (*done)(void *user, const struct fs_http_response *response),
                                void *user);
struct fs_ws *fs_service_ws(struct fs_context *ctx, const struct fs_ws_options *options,
                            const struct fs_ws_handler *handler, void *user);

#endif
