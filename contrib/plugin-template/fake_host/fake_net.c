/* fake_net.c: connections and WebSockets of a plugin, whose other side the test plays. */
#include "fake_parts.h"

#include <stdlib.h>
#include <string.h>

struct fs_tcp {
    struct fake_host *fake;
    struct fs_tcp_handler handler;
    void *user;
    char sent[65536];
    size_t length;
    uint64_t attempts;
    int used, up;
};

struct fs_ws {
    struct fs_ws_handler handler;
    void *user;
    char sent[65536];
    size_t length;
    uint64_t max_queue, attempts;
    int used, up;
};

static struct fs_tcp *tcp_open(struct fs_context *ctx, const struct fs_tcp_options *options,
                               const struct fs_tcp_handler *handler, void *user)
{
    struct fake_host *fake = fake_of(ctx);
    if (!options->host || !options->port || !handler->data || options->struct_size != sizeof *options) {
        fake_error(ctx, FS_FAIL_INPUT, "tcp_open(): bad options");
        return NULL;
    }
    struct fs_tcp *tcp = (struct fs_tcp *)calloc(1, sizeof *tcp);
    tcp->fake = fake;
    tcp->handler = *handler;
    tcp->user = user;
    tcp->used = 1;
    fake->tcps[fake->tcp_count++] = tcp;
    return tcp;
}

static int32_t tcp_send(struct fs_tcp *tcp, const void *data, uint64_t size)
{
    if (!tcp->up || tcp->length + size >= sizeof tcp->sent)
        return -1;
    memcpy(tcp->sent + tcp->length, data, size);
    tcp->length += size;
    return 0;
}

static void tcp_reconnect(struct fs_tcp *tcp, const char *reason)
{
    tcp->up = 0;
    if (tcp->handler.closed)
        tcp->handler.closed(tcp->user, tcp, reason, 0);
}

static void tcp_close(struct fs_tcp *tcp)
{
    if (tcp)
        tcp->used = tcp->up = 0;
}

static struct fs_ws *ws_open(struct fs_context *ctx, const struct fs_ws_options *options,
                             const struct fs_ws_handler *handler, void *user)
{
    struct fake_host *fake = fake_of(ctx);
    if (!options->url || (strncmp(options->url, "ws://", 5) && strncmp(options->url, "wss://", 6)) ||
        !handler->message || options->struct_size != sizeof *options) {
        fake_error(ctx, FS_FAIL_INPUT, "ws_open(): bad options");
        return NULL;
    }
    struct fs_ws *ws = (struct fs_ws *)calloc(1, sizeof *ws);
    ws->handler = *handler;
    ws->user = user;
    ws->max_queue = options->max_queue ? options->max_queue : 1u << 20;
    ws->used = 1;
    fake->wss[fake->ws_count++] = ws;
    return ws;
}

static int32_t ws_send(struct fs_ws *ws, uint32_t type, const void *data, uint64_t size)
{
    if (!ws->up || (type != FS_WS_TEXT && type != FS_WS_BINARY) || size > ws->max_queue ||
        ws->length + size + 2 > sizeof ws->sent)
        return -1;
    memcpy(ws->sent + ws->length, data, size);
    ws->length += size;
    ws->sent[ws->length++] = '\n';
    return 0;
}

static void ws_down(struct fs_ws *ws, uint32_t code, const char *reason)
{
    ws->up = 0;
    if (ws->used && ws->handler.closed)
        ws->handler.closed(ws->user, ws, code, reason, 0);
}

static void ws_reconnect(struct fs_ws *ws, const char *reason)
{
    if (ws->up)
        ws_down(ws, FS_WS_CUT, reason);
}

static void ws_close(struct fs_ws *ws, uint32_t code, const char *reason)
{
    (void)code, (void)reason;
    if (ws)
        ws->used = ws->up = 0;
}

void fake_net_table(struct fs_host *table)
{
    table->tcp_open = tcp_open;
    table->tcp_send = tcp_send;
    table->tcp_reconnect = tcp_reconnect;
    table->tcp_close = tcp_close;
    table->ws_open = ws_open;
    table->ws_send = ws_send;
    table->ws_reconnect = ws_reconnect;
    table->ws_close = ws_close;
}

void fake_net_free(struct fake_host *fake)
{
    for (int i = 0; i < fake->tcp_count; i++) {
        if (fake->tcps[i]->used)
            fake_breach("the plugin left a connection behind");
        free(fake->tcps[i]);
    }
    for (int i = 0; i < fake->ws_count; i++) {
        if (fake->wss[i]->used)
            fake_breach("the plugin left a WebSocket behind");
        free(fake->wss[i]);
    }
}

void fake_host_accept(struct fake_host *fake, int index)
{
    struct fs_tcp *tcp = fake->tcps[index];
    tcp->up = 1;
    tcp->attempts++;
    if (tcp->handler.opened)
        tcp->handler.opened(tcp->user, tcp, tcp->attempts);
}

void fake_host_line(struct fake_host *fake, int index, const char *line)
{
    struct fs_tcp *tcp = fake->tcps[index];
    tcp->handler.data(tcp->user, tcp, line, strlen(line));
}

void fake_host_hang_up(struct fake_host *fake, int index, const char *reason)
{
    tcp_reconnect(fake->tcps[index], reason);
}

const char *fake_host_sent(struct fake_host *fake, int index)
{
    struct fs_tcp *tcp = fake->tcps[index];
    tcp->sent[tcp->length] = 0;
    tcp->length = 0;
    return tcp->sent;
}

void fake_host_ws_accept(struct fake_host *fake, int index)
{
    struct fs_ws *ws = fake->wss[index];
    ws->up = 1;
    ws->attempts++;
    if (ws->handler.opened)
        ws->handler.opened(ws->user, ws, ws->attempts);
}

void fake_host_ws_message(struct fake_host *fake, int index, uint32_t type, const void *data, uint64_t size)
{
    struct fs_ws *ws = fake->wss[index];
    if (ws->up)
        ws->handler.message(ws->user, ws, type, data, size);
}

void fake_host_ws_close(struct fake_host *fake, int index, uint32_t code, const char *reason)
{
    ws_down(fake->wss[index], code, reason);
}

const char *fake_host_ws_sent(struct fake_host *fake, int index)
{
    struct fs_ws *ws = fake->wss[index];
    ws->sent[ws->length] = 0;
    ws->length = 0;
    return ws->sent;
}
