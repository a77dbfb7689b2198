#include "server/front.h"

#include "base/error.h"
#include "net/http_server.h"
#include "net/tls_server.h"
#include "server/call_private.h"
#include "server/meter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fs_front {
    struct fs_server *server;
    struct fs_http_server *http;
    struct fs_tls_server *tls; /* NULL: none */
    int drained;
};

static void request(void *user, struct fs_exchange *exchange)
{
    struct fs_front *f = user;
    struct fs_call *call = fs_call_new(f->server, exchange);
    if (call) {
        fs_call_begin(call);
        return;
    }
    fs_error_clear();
    fs_exchange_abort(exchange);
}

static void refuse(void *user, int status, const char *reason, struct fs_http_error_text *text)
{
    struct fs_front *f = user;
    char *document = fs_problem_text(status, NULL, reason, NULL);
    fs_meter_refused(f->server->meter, status);
    if (document && strlen(document) <= sizeof text->body) {
        text->type = "application/problem+json";
        text->size = strlen(document);
        memcpy(text->body, document, text->size);
    }
    free(document);
}

static int listen_all(struct fs_front *f)
{
    const struct fs_config_list *list = &f->server->config->listen;
    const struct fs_config_address *addresses = list->items;
    const struct fs_config_tls *c = &f->server->config->tls;
    if (*c->certificate) {
        struct fs_tls_settings settings = {.certificate = c->certificate,
                                           .key = c->key,
                                           .authorities = c->client != FS_CLIENT_NONE ? c->client_ca : NULL,
                                           .required = c->client == FS_CLIENT_REQUIRED};
        if (!(f->tls = fs_tls_server_new(&settings)))
            return -1;
    }
    for (int i = 0; i < list->count; i++) {
        int is_plain = addresses[i].family == FS_CONFIG_UNIX; /* nobody listens in between */
        if (fs_http_server_listen(f->http, addresses[i].text, is_plain ? NULL : f->tls))
            return -1;
    }
    return 0;
}

struct fs_front *fs_front_new(struct fs_server *server)
{
    const struct fs_config_http *c = &server->config->http;
    struct fs_front *f = calloc(1, sizeof *f);
    if (!f) {
        fs_error_nomem();
        return NULL;
    }
    f->server = server;
    struct fs_http_limits limits = {
        .line = (uint64_t)c->request_line,
        .header_bytes = (uint64_t)c->headers,
        .header_count = (uint32_t)c->header_count,
        .body = (uint64_t)c->body,
        .first_byte = c->header_timeout,
        .head = c->header_timeout,
        .piece = c->body_timeout,
        .idle = c->idle_timeout,
        .stall = c->write_timeout,
        .connections = (uint32_t)c->connections,
        .per_address = c->connections_per_address ? (uint32_t)c->connections_per_address : UINT32_MAX};
    struct fs_http_handler handler = {.request = request, .refuse = refuse};
    if ((f->http = fs_http_server_new(server->loop, &limits, &handler, f)) && !listen_all(f))
        return f;
    struct fs_error *error = fs_error_take();
    fs_front_free(f);
    fs_error_restore(error);
    return NULL;
}

void fs_front_free(struct fs_front *f)
{
    if (!f)
        return;
    fs_http_server_free(f->http);
    fs_tls_server_free(f->tls);
    free(f);
}

int fs_front_reload(struct fs_front *f)
{
    return f->tls ? fs_tls_server_reload(f->tls) : 0;
}

const char *fs_front_address(const struct fs_front *f, int index)
{
    return fs_http_server_address(f->http, (uint32_t)index);
}

int fs_front_connections(const struct fs_front *f)
{
    struct fs_http_counters counters;
    fs_http_server_counters(f->http, &counters);
    return (int)counters.open;
}

static void drained(void *user)
{
    ((struct fs_front *)user)->drained = 1;
}

void fs_front_drain(struct fs_front *f, int64_t patience)
{
    fs_http_server_drain(f->http, patience, drained, f);
}

int fs_front_is_idle(const struct fs_front *f)
{
    return f->drained;
}
