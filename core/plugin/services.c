#include "plugin/services.h"

#include "net/http.h"
#include "net/loop.h"
#include "net/tcp.h"
#include "net/ws.h"

/* May a loop's function be used now? 0 with the plugin's error. */
static int enter(struct fs_context *ctx, const char *function)
{
    if (!fs_context_enter(ctx, function))
        return 0;
    if (ctx->loop && ctx->phase < FS_PHASE_STOP)
        return 1;
    fs_error_set(FS_E_PLUGIN,
                 ctx->loop ? "%s() in stop: nothing new can be registered" : "%s() is for sources", function);
    fs_context_keep_error(ctx);
    return 0;
}

/* What a registration gave; a failure's error becomes the plugin's. */
#define KEEP(ctx, made) ((made) ? (made) : (fs_context_keep_error(ctx), NULL))

struct fs_timer *fs_service_timer(struct fs_context *ctx, int64_t first, int64_t interval,
                                  void (*fn)(void *user), void *user)
{
    if (!enter(ctx, "timer"))
        return NULL;
    struct fs_timer *timer = fs_timer_new(ctx->loop, first, interval, fn, user);
    return KEEP(ctx, timer);
}

struct fs_watch *fs_service_watch(struct fs_context *ctx, int32_t fd, uint32_t what,
                                  void (*fn)(void *user, int32_t fd, uint32_t what), void *user)
{
    if (!enter(ctx, "watch"))
        return NULL;
    struct fs_watch *watch = fs_watch_new(ctx->loop, fd, what, fn, user);
    return KEEP(ctx, watch);
}

int32_t fs_service_call(struct fs_context *ctx, void (*fn)(void *user), void *user)
{
    /* Any thread: while the plugin's own threads run, which it joins in stop, the loop is there. */
    return ctx->loop && fn ? fs_loop_call(ctx->loop, fn, user) : -1;
}

struct fs_tcp *fs_service_tcp(struct fs_context *ctx, const struct fs_tcp_options *options,
                              const struct fs_tcp_handler *handler, void *user)
{
    if (!enter(ctx, "tcp_open"))
        return NULL;
    struct fs_tcp *tcp = fs_tcp_open(ctx->loop, options, handler, user);
    return KEEP(ctx, tcp);
}

struct fs_http *fs_service_http(struct fs_context *ctx, const struct fs_http_request *request,
                                void (*done)(void *user, const struct fs_http_response *response), void *user)
{
    if (!enter(ctx, "http"))
        return NULL;
    struct fs_http *http = fs_http_send(ctx->loop, request, done, user);
    return KEEP(ctx, http);
}

struct fs_ws *fs_service_ws(struct fs_context *ctx, const struct fs_ws_options *options,
                            const struct fs_ws_handler *handler, void *user)
{
    if (!enter(ctx, "ws_open"))
        return NULL;
    struct fs_ws *ws = fs_ws_open(ctx->loop, options, handler, user);
    return KEEP(ctx, ws);
}
