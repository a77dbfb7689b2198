/* The server's side of WebSocket's opening handshake (RFC 6455, section 4.2). */
#include "base/error.h"
#include "net/ws_handshake.h"
#include "net/ws_private.h"

#include <stdlib.h>
#include <string.h>

#define SECOND 1000000000LL

int fs_ws_asked(const struct fs_exchange *x)
{
    const char *upgrade = fs_exchange_asked_header(x, "Upgrade");
    return upgrade && fs_http_list_has(upgrade, "websocket");
}

const char *fs_ws_asked_protocol(const struct fs_exchange *x, const char *const *ours, uint32_t count)
{
    for (uint32_t i = 0; i < x->asked.header_count; i++) {
        const char *list = x->asked.headers[i].value;
        if (strcasecmp(x->asked.headers[i].name, "Sec-WebSocket-Protocol"))
            continue;
        while (*list) {
            list += strspn(list, " \t,");
            size_t size = strcspn(list, " \t,");
            for (uint32_t k = 0; size && k < count; k++)
                if (strlen(ours[k]) == size && !memcmp(ours[k], list, size))
                    return ours[k];
            list += size;
        }
    }
    return NULL;
}

/* 16 bytes in base64. */
static int is_key(const char *key)
{
    return strlen(key) == 24 &&
           strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") == 22 &&
           !strcmp(key + 22, "==");
}

/* What is wrong with the handshake; NULL: nothing. *status says it. */
static const char *judge(const struct fs_exchange *x, int *status)
{
    const char *key = fs_exchange_asked_header(x, "Sec-WebSocket-Key");
    const char *version = fs_exchange_asked_header(x, "Sec-WebSocket-Version");
    int upgrades = 0, keys = 0;
    for (uint32_t i = 0; i < x->asked.header_count; i++) {
        const struct fs_http_header *h = &x->asked.headers[i];
        upgrades |= !strcasecmp(h->name, "Connection") && fs_http_list_has(h->value, "Upgrade");
        keys += !strcasecmp(h->name, "Sec-WebSocket-Key");
    }
    *status = 400;
    if (strcmp(x->asked.method, "GET") || x->asked.minor < 1)
        return "a WebSocket's handshake is not a GET of HTTP/1.1";
    if (!fs_ws_asked(x) || !upgrades)
        return "a WebSocket's handshake has no Upgrade: websocket with Connection: Upgrade";
    if (x->reading != FS_READ_OVER)
        return "a WebSocket's handshake has a body";
    if (!key || keys != 1 || !is_key(key))
        return "a WebSocket's handshake has no proper Sec-WebSocket-Key";
    if (version && !strcmp(version, "13"))
        return NULL;
    *status = version ? 426 : 400;
    return "Sec-WebSocket-Version is not 13";
}

static int add_answer(struct fs_exchange *x, const char *protocol)
{
    char accept[FS_WS_ACCEPT_SIZE];
    struct evbuffer *out = fs_connection_out(x->connection);
    fs_ws_accept(fs_exchange_asked_header(x, "Sec-WebSocket-Key"), accept);
    if (!*accept)
        return fs_error_set(FS_E_UNSUPPORTED, "this system's policy has no SHA-1, which WebSocket needs");
    if (!out ||
        evbuffer_add_printf(out,
                            "HTTP/1.1 101 Switching Protocols\r\nDate: %s\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n%s%s%s",
                            fs_http_server_date(x->connection->server), accept,
                            protocol ? "Sec-WebSocket-Protocol: " : "", protocol ? protocol : "",
                            protocol ? "\r\n" : "") < 0 ||
        evbuffer_add(out, x->fields, x->fields_size) || evbuffer_add(out, "\r\n", 2))
        return fs_error_nomem();
    return 0;
}

static struct fs_ws_peer *new_peer(struct fs_exchange *x, const struct fs_ws_peer_options *o,
                                   const struct fs_ws_peer_handler *handler, void *user)
{
    struct fs_ws_peer *peer = calloc(1, sizeof *peer);
    if (!peer) {
        fs_error_nomem();
        return NULL;
    }
    peer->connection = x->connection;
    peer->handler = handler;
    peer->user = user;
    peer->max_message = o->max_message ? o->max_message : 1 << 20;
    peer->max_queue = o->max_queue ? o->max_queue : 256;
    peer->max_queue_bytes = o->max_queue_bytes ? o->max_queue_bytes : 4 << 20;
    peer->ping_interval = o->ping_interval ? o->ping_interval : 20 * SECOND;
    peer->ping_timeout = o->ping_timeout ? o->ping_timeout : 10 * SECOND;
    peer->close_timeout = o->close_timeout ? o->close_timeout : 2 * SECOND;
    return peer;
}

/* The handshake is good: changes the connection's protocol. */
static struct fs_ws_peer *upgrade(struct fs_exchange *x, const struct fs_ws_peer_options *options,
                                  const struct fs_ws_peer_handler *handler, void *user)
{
    struct fs_connection *c = x->connection;
    struct fs_ws_peer *peer = new_peer(x, options, handler, user);
    if (!peer || add_answer(x, options->protocol)) {
        free(peer);
        fs_connection_cut(c, 1, "cannot begin a WebSocket");
        return NULL;
    }
    x->status = 101;
    c->server->counters.status[1]++;
    fs_exchange_over(x, FS_EXCHANGE_UPGRADED);
    if (c->state != FS_CONNECTION_OPEN) { /* cut by who was told that */
        free(peer);
        fs_error_set(FS_E_CANCELLED, "the connection was cut");
        return NULL;
    }
    fs_ws_peer_begin(peer);
    return peer;
}

struct fs_ws_peer *fs_ws_peer_accept(struct fs_exchange *x, const struct fs_ws_peer_options *options,
                                     const struct fs_ws_peer_handler *handler, void *user)
{
    static const struct fs_ws_peer_options defaults;
    struct fs_connection *c = x->connection;
    struct fs_ws_peer *peer = NULL;
    int status;
    if (x->over || x->answering != FS_ANSWER_NOT) {
        fs_error_set(FS_E_INTERNAL, "the request has been answered already");
        return NULL;
    }
    fs_connection_enter(c);
    const char *wrong = judge(x, &status);
    if (!wrong && c->server->draining) {
        wrong = "the server is going down";
        status = 503;
    }
    if (wrong) {
        fs_error_set(FS_E_INPUT, "%s", wrong);
        fs_http_refuse(c, x, status, wrong);
    } else {
        peer = upgrade(x, options ? options : &defaults, handler, user);
    }
    fs_connection_leave(c);
    return peer;
}
