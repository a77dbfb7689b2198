#include "net/http.h"

#include "base/error.h"
#include "net/loop_private.h"
#include "net/tls.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

struct fs_http {
    struct fs_hook hook;
    struct evhttp_connection *connection;
    struct bufferevent *stream; /* the connection's; of TLS, to ask why it failed */
    struct event *limit;        /* ends the exchange when its time is up */
    struct event *finish;       /* delivers the answer outside of libevent's own callbacks */
    int secure;
    double seconds; /* the limit, for the message */
    char error[300];
    int status;
    struct evkeyvalq headers; /* copies */
    struct evbuffer *body;
    void (*done)(void *user, const struct fs_http_response *response);
    void *user;
};

static void free_http(struct fs_http *http)
{
    if (http->connection)
        evhttp_connection_free(http->connection);
    if (http->limit)
        event_free(http->limit);
    if (http->finish)
        event_free(http->finish);
    if (http->body)
        evbuffer_free(http->body);
    evhttp_clear_headers(&http->headers);
    free(http);
}

static void drop_hook(struct fs_hook *hook)
{
    free_http((struct fs_http *)(void *)hook);
}

/* Delivers what has come, and ends. */
static void deliver(evutil_socket_t fd, short what, void *data)
{
    (void)fd, (void)what;
    struct fs_http *http = data;
    struct fs_http_response response = {.struct_size = sizeof response, .status = http->status};
    uint32_t count = 0;
    struct evkeyval *pair;
    TAILQ_FOREACH(pair, &http->headers, next)
    count++;
    struct fs_http_header *headers = calloc(count ? count : 1, sizeof *headers);
    if (headers)
        TAILQ_FOREACH(pair, &http->headers, next)
    headers[response.header_count++] = (struct fs_http_header){pair->key, pair->value};
    response.headers = headers;
    if (evbuffer_add(http->body, "", 1)) /* the NUL behind the body */
        http->status = response.status = 0;
    response.body_size = response.status ? evbuffer_get_length(http->body) - 1 : 0;
    response.body = response.status ? evbuffer_pullup(http->body, -1) : (const unsigned char *)"";
    response.error = response.status ? NULL : http->error[0] ? http->error : "out of memory";
    fs_loop_count(http->hook.loop);
    fs_hook_remove(&http->hook);
    http->done(http->user, &response);
    free(headers);
    free_http(http);
}

static void finish_soon(struct fs_http *http)
{
    struct timeval now = {0, 0};
    event_del(http->limit);
    event_add(http->finish, &now);
}

static void on_limit(evutil_socket_t fd, short what, void *data)
{
    (void)fd, (void)what;
    struct fs_http *http = data;
    snprintf(http->error, sizeof http->error, "no answer after %g s", http->seconds);
    http->status = 0;
    evhttp_connection_free(http->connection); /* its request's callbacks do not run */
    http->connection = NULL;
    finish_soon(http);
}

static void on_failure(enum evhttp_request_error error, void *data)
{
    static const char *const reasons[] = {"the other side took too long",
                                          "the other side closed the connection",
                                          "the answer is no HTTP",
                                          "the connection broke",
                                          "cancelled",
                                          "the answer is longer than max_body"};
    struct fs_http *http = data;
    unsigned long code = http->secure ? bufferevent_get_openssl_error(http->stream) : 0;
    if (code ||
        (http->secure && SSL_get_verify_result(bufferevent_openssl_get_ssl(http->stream)) != X509_V_OK))
        fs_tls_reason(bufferevent_openssl_get_ssl(http->stream), code, http->error, sizeof http->error);
    else
        snprintf(http->error, sizeof http->error, "%s", (size_t)error < 6 ? reasons[error] : "failed");
}

static void on_answer(struct evhttp_request *request, void *data)
{
    struct fs_http *http = data;
    http->status = request ? evhttp_request_get_response_code(request) : 0;
    if (http->error[0])
        http->status = 0;
    if (http->status) {
        struct evkeyval *pair;
        TAILQ_FOREACH(pair, evhttp_request_get_input_headers(request), next)
        evhttp_add_header(&http->headers, pair->key, pair->value);
        evbuffer_add_buffer(http->body, evhttp_request_get_input_buffer(request));
    } else if (!http->error[0]) {
        on_failure((enum evhttp_request_error)(-1), http);
        snprintf(http->error, sizeof http->error, "cannot connect");
    }
    finish_soon(http);
}

static int method_of(const char *name, enum evhttp_cmd_type *out)
{
    static const struct {
        const char *name;
        enum evhttp_cmd_type type;
    } known[] = {{"GET", EVHTTP_REQ_GET},       {"POST", EVHTTP_REQ_POST},   {"PUT", EVHTTP_REQ_PUT},
                 {"DELETE", EVHTTP_REQ_DELETE}, {"PATCH", EVHTTP_REQ_PATCH}, {"HEAD", EVHTTP_REQ_HEAD}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(name ? name : "GET", known[i].name)) {
            *out = known[i].type;
            return 0;
        }
    return fs_error_set(FS_E_INPUT, "http(): method is '%s'; expected GET, POST, PUT, DELETE, PATCH or HEAD",
                        name);
}

static int connect_to(struct fs_http *http, const char *host, int port)
{
    struct event_base *base = fs_loop_base(http->hook.loop);
    struct evdns_base *dns = fs_loop_dns(http->hook.loop);
    if (!dns)
        return -1;
    SSL *session = http->secure ? fs_tls_client(host) : NULL;
    if (http->secure && !session)
        return -1;
    http->stream = session ? bufferevent_openssl_socket_new(base, -1, session, BUFFEREVENT_SSL_CONNECTING,
                                                            BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS)
                           : bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
    if (!http->stream)
        SSL_free(session);
    else
        http->connection =
            evhttp_connection_base_bufferevent_new(base, dns, http->stream, host, (unsigned short)port);
    return http->connection ? 0 : fs_error_nomem();
}

/* `host` as it stands in the address: an IPv6 one in brackets. */
static int add_headers(struct evhttp_request *out, const struct fs_http_request *request, const char *host,
                       int port, int secure)
{
    struct evkeyvalq *headers = evhttp_request_get_output_headers(out);
    char value[300];
    if (port == (secure ? 443 : 80))
        snprintf(value, sizeof value, "%s", host);
    else
        snprintf(value, sizeof value, "%s:%d", host, port);
    evhttp_add_header(headers, "Host", value);
    evhttp_add_header(headers, "Connection", "close");
    for (uint32_t i = 0; i < request->header_count; i++) {
        const struct fs_http_header *h = &request->headers[i];
        if (!h->name || !h->value || evhttp_add_header(headers, h->name, h->value))
            return fs_error_set(FS_E_INPUT, "http(): header %u is no header (a line break in it?)", i + 1);
    }
    if (request->body_size &&
        evbuffer_add(evhttp_request_get_output_buffer(out), request->body, request->body_size))
        return fs_error_nomem();
    return 0;
}

static int send_request(struct fs_http *http, const struct fs_http_request *request,
                        const struct evhttp_uri *uri)
{
    enum evhttp_cmd_type method = EVHTTP_REQ_GET;
    const char *host = evhttp_uri_get_host(uri), *path = evhttp_uri_get_path(uri),
               *query = evhttp_uri_get_query(uri);
    int port = evhttp_uri_get_port(uri) > 0 ? evhttp_uri_get_port(uri) : http->secure ? 443 : 80;
    char name[256]; /* without the brackets of an IPv6 address */
    size_t length = strlen(host);
    int v6 = host[0] == '[' && host[length - 1] == ']';
    snprintf(name, sizeof name, "%.*s", (int)length - 2 * v6, host + v6);
    if (method_of(request->method, &method) || connect_to(http, name, port))
        return -1;
    evhttp_connection_set_max_body_size(http->connection,
                                        (ev_ssize_t)(request->max_body ? request->max_body : 64u << 20));
    evhttp_connection_set_max_headers_size(http->connection, 64 << 10);
    int64_t limit = request->timeout ? request->timeout : 30000000000;
    struct timeval until = fs_loop_timeval(limit);
    http->seconds = (double)limit / 1e9;
    evhttp_connection_set_timeout_tv(http->connection, &until);
    struct evhttp_request *out = evhttp_request_new(on_answer, http);
    if (!out)
        return fs_error_nomem();
    evhttp_request_set_error_cb(out, on_failure);
    if (add_headers(out, request, host, port, http->secure)) {
        evhttp_request_free(out);
        return -1;
    }
    size_t size = strlen(path) + (query ? strlen(query) : 0) + 3;
    char *target = malloc(size);
    if (!target) {
        evhttp_request_free(out);
        return fs_error_nomem();
    }
    snprintf(target, size, "%s%s%s%s", *path ? "" : "/", path, query ? "?" : "", query ? query : "");
    int status =
        evhttp_make_request(http->connection, out, method, target); /* owns `out`, also when it fails */
    free(target);
    event_add(http->limit, &until);
    return status ? fs_error_set(FS_E_IO, "http(): cannot send the request") : 0;
}

static int check_request(const struct fs_http_request *r)
{
    if (!r || r->struct_size < sizeof *r || !r->url)
        return fs_error_set(FS_E_PLUGIN, "http(): the request or its url is NULL, or it has no struct_size");
    if ((r->header_count && !r->headers) || (r->body_size && !r->body))
        return fs_error_set(FS_E_PLUGIN, "http(): headers or body are NULL, but their count is not 0");
    if (r->timeout < 0)
        return fs_error_set(FS_E_INPUT, "http(): timeout is negative");
    return 0;
}

struct fs_http *fs_http_send(struct fs_loop *loop, const struct fs_http_request *request,
                             void (*done)(void *user, const struct fs_http_response *response), void *user)
{
    if (check_request(request))
        return NULL;
    struct evhttp_uri *uri = evhttp_uri_parse(request->url);
    const char *scheme = uri ? evhttp_uri_get_scheme(uri) : NULL;
    const char *host = uri ? evhttp_uri_get_host(uri) : NULL;
    int secure = scheme && !strcmp(scheme, "https");
    if (!host || !*host || (!secure && strcmp(scheme ? scheme : "", "http")) || strlen(host) > 255) {
        fs_error_set(FS_E_INPUT, "http(): url is '%s'; expected http://host/path or https://host/path",
                     request->url);
        if (uri)
            evhttp_uri_free(uri);
        return NULL;
    }
    struct fs_http *http = calloc(1, sizeof *http);
    if (http) {
        TAILQ_INIT(&http->headers);
        http->hook.loop = loop;
        http->secure = secure;
        http->done = done;
        http->user = user;
        http->limit = event_new(fs_loop_base(loop), -1, 0, on_limit, http);
        http->finish = event_new(fs_loop_base(loop), -1, 0, deliver, http);
        http->body = evbuffer_new();
    }
    int failed = !http || !http->limit || !http->finish || !http->body ? fs_error_nomem()
                                                                       : send_request(http, request, uri);
    evhttp_uri_free(uri);
    if (failed) {
        if (http)
            free_http(http);
        return NULL;
    }
    fs_hook_add(loop, &http->hook, drop_hook);
    return http;
}

void fs_http_cancel(struct fs_http *http)
{
    if (!http)
        return;
    fs_hook_remove(&http->hook);
    free_http(http);
}
