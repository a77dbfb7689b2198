/* A source over a WebSocket: each text "PRICE QTY" is a trade; what opening and closing look like is told by metrics. */
#include <finsmart/plugin.h>

#include <stdlib.h>
#include <string.h>

struct state {
    const struct fs_host *host;
    struct fs_context *ctx;
    struct fs_ws *ws;
    struct fs_metric *opened, *code;
    int64_t time;
    int leave; /* the WebSocket to the host, in stop */
};

static void on_open(void *user, struct fs_ws *ws, uint64_t attempt)
{
    struct state *s = user;
    (void)attempt;
    s->host->metric_add(s->opened, 1);
    if (s->host->ws_send(ws, FS_WS_TEXT, "subscribe", 9))
        s->host->fail(s->ctx, FS_FAIL_IO, "cannot subscribe");
}

static void on_message(void *user, struct fs_ws *ws, uint32_t type, const void *data, uint64_t size)
{
    struct state *s = user;
    char text[64], *end;
    if (type != FS_WS_TEXT || size >= sizeof text) {
        s->host->ws_close(ws, 1003, "expected short texts");
        s->ws = NULL;
        return;
    }
    memcpy(text, data, size);
    text[size] = 0;
    struct fs_event event = {
        .ts = ++s->time, .type = FS_EVENT_TRADE, .symbol = s->host->symbol(s->ctx, "TEST")};
    if (!s->host->mantissa(s->ctx, strtod(text, &end), &event.u.trade.price) &&
        !s->host->mantissa(s->ctx, strtod(end, NULL), &event.u.trade.qty))
        s->host->publish(s->ctx, &event, 1);
}

static void on_close(void *user, struct fs_ws *ws, uint32_t code, const char *reason, int64_t retry)
{
    struct state *s = user;
    (void)ws, (void)retry;
    s->host->metric_set(s->code, code);
    s->host->log(s->ctx, FS_LEVEL_WARN, "closed: %s", reason);
}

static int32_t start(const struct fs_host *host, struct fs_context *ctx, void **state)
{
    if (!FS_HOST_HAS(host, ws_close))
        return host->error(ctx, FS_FAIL_UNSUPPORTED, "this program is too old: it has no WebSockets");
    const struct fs_ws_options options = {
        .struct_size = sizeof options, .url = host->setting_text(ctx, "url"), .retry_min = 1000000};
    const struct fs_ws_handler handler = {
        .struct_size = sizeof handler, .opened = on_open, .message = on_message, .closed = on_close};
    int64_t misuse = host->setting_int(ctx, "misuse");
    struct state *s = host->alloc(ctx, sizeof *s);
    if (!s)
        return -1;
    s->host = host;
    s->ctx = ctx;
    s->leave = misuse == 2;
    s->opened = host->counter(ctx, "opened_total", "times the WebSocket was opened");
    s->code = host->gauge(ctx, "close_code", "code of the last close");
    s->ws = host->ws_open(ctx, &options, &handler, s);
    if (!s->ws)
        return -1;
    if (misuse == 1)
        return host->error(ctx, FS_FAIL_IO, "no licence");
    *state = s;
    return 0;
}

static void stop(void *state)
{
    struct state *s = state;
    if (!s->leave)
        s->host->ws_close(s->ws, 0, "done");
    s->host->free(s->ctx, s);
}

static const struct fs_source source = {
    .struct_size = sizeof source, .flags = FS_SOURCE_LIVE, .start = start, .stop = stop};

static const struct fs_setting settings[] = {
    {.name = "url", .doc = "Where to connect to.", .fallback = "ws://127.0.0.1:1/", .type = FS_SETTING_TEXT},
    {.name = "misuse",
     .doc = "What to do otherwise than well.",
     .fallback = "none",
     .choices = "none|fail_start|leave",
     .type = FS_SETTING_CHOICE},
};

static const struct fs_plugin plugin = {
    FS_PLUGIN_HEAD,
    .name = "ws_feed",
    .version = "1.0.0",
    .licence = "Apache-2.0",
    .description = "Trades from a WebSocket.",
    .settings = settings,
    .setting_count = 2,
    .setting_size = sizeof *settings,
    .source = &source,
};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
