/*
 * net_app.h: a small application on core/net's HTTP server, for its tests: in a test's own process, or as net_server.
 */
#ifndef TEST_NET_APP_H
#define TEST_NET_APP_H

#include "base/error.h"
#include "net/http_conditions.h"
#include "net/http_exchange.h"
#include "net/ws_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define APP_PEERS 20000

struct app {
    struct fs_loop *loop;
    struct fs_http_server *server;
    struct fs_ws_peer_options ws;
    enum fs_ws_full policy;
    struct fs_ws_peer *peers[APP_PEERS]; /* those that are open */
    int peer_count;
    struct fs_exchange *kept; /* of /never and /hold */
    int asked, ended[4], released, pulled, ws_closed, ws_messages;
    uint64_t got, missed; /* bytes of /count and /hold; messages that slow readers were told of */
    uint32_t ws_code;
    char ws_reason[300], refused[200];
    char *large; /* of /owned */
    size_t large_size;
    int logged[6]; /* ends by class of status; [0]: of those without an answer */
    uint64_t logged_bytes;
    uint64_t most; /* bytes that a client may ask for; 0: 1 GiB */
};

/* What an exchange has until it ends. */
struct app_job {
    struct app *app;
    struct fs_exchange *exchange;
    struct fs_timer *timer;
    uint64_t left, bytes, pieces;
};

static inline void app_job_ended(void *user, struct fs_exchange *exchange, enum fs_exchange_end how)
{
    struct app_job *job = user;
    job->app->ended[how]++;
    if (job->app->kept == exchange)
        job->app->kept = NULL;
    fs_timer_stop(job->timer);
    free(job);
}

static inline struct app_job *app_job(struct app *app, struct fs_exchange *exchange)
{
    struct app_job *job = calloc(1, sizeof *job);
    if (!job)
        abort();
    job->app = app;
    job->exchange = exchange;
    fs_exchange_on_end(exchange, app_job_ended, job);
    return job;
}

static inline uint64_t app_number(const struct app *app, struct fs_exchange *exchange, const char *name)
{
    const char *text = fs_exchange_asked_parameter(exchange, name);
    uint64_t number = text ? strtoull(text, NULL, 10) : 0, most = app->most ? app->most : 1 << 30;
    return number < most ? number : most;
}

static inline void app_what(struct fs_exchange *exchange)
{
    const struct fs_http_asked *asked = fs_exchange_asked(exchange);
    char text[8192];
    size_t at = (size_t)snprintf(text, sizeof text, "%s %s\npeer %.*s\nsubject %s\nsecure %d\n",
                                 asked->method, asked->path, (int)strcspn(asked->peer, ":"), asked->peer,
                                 asked->subject ? asked->subject : "-", asked->secure);
    for (uint32_t i = 0; i < asked->segment_count; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "segment %s\n", asked->segments[i]);
    for (uint32_t i = 0; i < asked->parameter_count; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s=%s\n", asked->parameters[i].name,
                               asked->parameters[i].value);
    fs_exchange_answer(exchange, 200, text, at);
}

static inline void app_echo(void *user, struct fs_exchange *exchange, const void *body, size_t size)
{
    (void)user;
    if (((const char *)body)[size])
        abort(); /* the NUL behind the body */
    fs_exchange_answer(exchange, 200, body, size);
}

static inline void app_piece(void *user, struct fs_exchange *exchange, const void *data, size_t size,
                             int last)
{
    struct app_job *job = user;
    char text[60];
    (void)data;
    job->bytes += size;
    job->app->got += size;
    job->pieces++;
    if (last) {
        int n = snprintf(text, sizeof text, "%llu bytes\n", (unsigned long long)job->bytes);
        fs_exchange_answer(exchange, 200, text, (uint64_t)n);
    }
}

static inline void app_held_piece(void *user, struct fs_exchange *exchange, const void *data, size_t size,
                                  int last)
{
    if (!last)
        fs_exchange_hold(exchange);
    app_piece(user, exchange, data, size, last);
}

static inline void app_later(void *user)
{
    struct app_job *job = user;
    job->timer = NULL;
    fs_exchange_answer(job->exchange, 200, "later\n", 6);
}

/* A byte of a streamed body tells where it stands. */
static inline void app_more(void *user, struct fs_exchange *exchange)
{
    struct app_job *job = user;
    char data[65536];
    size_t size = job->left < sizeof data ? (size_t)job->left : sizeof data;
    size_t room = fs_exchange_room(exchange);
    job->app->pulled++;
    size = size < room ? size : room;
    for (size_t i = 0; i < size; i++)
        data[i] = (char)('a' + (job->bytes + i) % 26);
    if (fs_exchange_write(exchange, data, size))
        abort();
    job->bytes += size;
    job->left -= size;
    if (!job->left)
        fs_exchange_finish(exchange);
}

static inline void app_release(void *owner)
{
    ((struct app *)owner)->released++;
}

/* Three pieces that are not copied, as the columns of a table are. */
static inline void app_columns(void *user, struct fs_exchange *exchange)
{
    struct app *app = user;
    for (int i = 0; i < 3; i++)
        if (fs_exchange_write_owned(exchange, app->large, app->large_size, app_release, app))
            abort();
    fs_exchange_finish(exchange);
}

static inline void app_file(const struct app *app, struct fs_exchange *exchange)
{
    char path[] = "/tmp/finsmart-test-XXXXXX", text[64];
    uint64_t size = app_number(app, exchange, "n"), first = 0, length = size;
    int fd = mkstemp(path);
    unlink(path);
    for (uint64_t i = 0; i < size; i += 26)
        if (write(fd, "abcdefghijklmnopqrstuvwxyz", size - i < 26 ? size - i : 26) < 0)
            abort();
    enum fs_http_range range =
        fs_http_range_parse(fs_exchange_asked_header(exchange, "Range"), size, &first, &length);
    if (range == FS_HTTP_RANGE_PART)
        snprintf(text, sizeof text, "bytes %llu-%llu/%llu", (unsigned long long)first,
                 (unsigned long long)(first + length - 1), (unsigned long long)size);
    else
        snprintf(text, sizeof text, "bytes */%llu", (unsigned long long)size);
    if (range != FS_HTTP_RANGE_WHOLE)
        fs_exchange_header(exchange, "Content-Range", text);
    if (range == FS_HTTP_RANGE_BEYOND) {
        close(fd);
        fs_exchange_answer(exchange, 416, "", 0);
        return;
    }
    if (app_number(app, exchange, "cut") && ftruncate(fd, (off_t)(size / 2)))
        abort();
    fs_exchange_answer_file(exchange, range == FS_HTTP_RANGE_PART ? 206 : 200, fd, first, length);
}

static inline void app_ws_message(void *user, struct fs_ws_peer *peer, uint32_t type, const void *data,
                                  size_t size)
{
    struct app *app = user;
    app->ws_messages++;
    if (size == 5 && !memcmp(data, "close", 5))
        fs_ws_peer_close(peer, 4001, "as you wish");
    else if (size == 4 && !memcmp(data, "hold", 4))
        fs_ws_peer_hold(peer);
    else
        fs_ws_peer_send(peer, type, data, size);
}

static inline enum fs_ws_full app_ws_full(void *user, struct fs_ws_peer *peer)
{
    (void)peer;
    return ((struct app *)user)->policy;
}

static inline void app_ws_drained(void *user, struct fs_ws_peer *peer, uint64_t dropped)
{
    char text[60];
    int n = snprintf(text, sizeof text, "missed %llu", (unsigned long long)dropped);
    ((struct app *)user)->missed += dropped;
    fs_ws_peer_send(peer, FS_WS_TEXT, text, (size_t)n);
}

static inline void app_ws_closed(void *user, struct fs_ws_peer *peer, uint32_t code, const char *reason)
{
    struct app *app = user;
    app->ws_closed++;
    app->ws_code = code;
    snprintf(app->ws_reason, sizeof app->ws_reason, "%s", reason);
    for (int i = app->peer_count - 1; i >= 0; i--)
        if (app->peers[i] == peer) {
            app->peers[i] = app->peers[--app->peer_count];
            return;
        }
    abort();
}

static inline void app_ws(struct app *app, struct fs_exchange *exchange)
{
    static const struct fs_ws_peer_handler handler = {app_ws_message, app_ws_full, app_ws_drained,
                                                      app_ws_closed};
    static const char *const ours[] = {"v2", "v1"};
    const char *origin = fs_exchange_asked_header(exchange, "Origin");
    struct fs_ws_peer_options options = app->ws;
    if (origin && !strcmp(origin, "http://evil.example")) {
        fs_exchange_answer(exchange, 403, "not from there\n", 15);
        return;
    }
    options.protocol = fs_ws_asked_protocol(exchange, ours, 2);
    struct fs_ws_peer *peer = fs_ws_peer_accept(exchange, &options, &handler, app);
    if (peer && app->peer_count < APP_PEERS)
        app->peers[app->peer_count++] = peer;
}

static inline void app_request(void *user, struct fs_exchange *exchange)
{
    struct app *app = user;
    const char *path = fs_exchange_asked(exchange)->path;
    app->asked++;
    if (!strcmp(path, "/hello")) {
        int known = fs_http_etag_listed(fs_exchange_asked_header(exchange, "If-None-Match"), "\"v1\"");
        fs_exchange_header(exchange, "Content-Type", "text/plain");
        fs_exchange_header(exchange, "ETag", "\"v1\"");
        fs_exchange_answer(exchange, known ? 304 : 200, "hello\n", known ? 0 : 6);
    } else if (!strcmp(path, "/echo")) {
        fs_exchange_read_all(exchange, app_number(app, exchange, "max"), app_echo, app);
    } else if (!strcmp(path, "/count")) {
        fs_exchange_read(exchange, FS_HTTP_UNKNOWN, app_piece, app_job(app, exchange));
    } else if (!strcmp(path, "/hold")) {
        app->kept = exchange;
        fs_exchange_read(exchange, FS_HTTP_UNKNOWN, app_held_piece, app_job(app, exchange));
    } else if (!strcmp(path, "/later")) {
        struct app_job *job = app_job(app, exchange);
        job->timer =
            fs_timer_new(app->loop, (int64_t)app_number(app, exchange, "ms") * 1000000, 0, app_later, job);
    } else if (!strcmp(path, "/never")) {
        app_job(app, exchange);
        app->kept = exchange;
    } else if (!strcmp(path, "/stream")) {
        struct app_job *job = app_job(app, exchange);
        job->left = app_number(app, exchange, "n");
        fs_exchange_answer_stream(
            exchange, 200, fs_exchange_asked_parameter(exchange, "sized") ? job->left : FS_HTTP_UNKNOWN,
            app_more, job);
    } else if (!strcmp(path, "/owned")) {
        size_t size = (size_t)app_number(app, exchange, "n");
        if (size > app->large_size && (app->large = realloc(app->large, size)))
            memset(app->large, 'x', app->large_size = size);
        fs_exchange_answer_owned(exchange, 200, app->large, size, app_release, app);
    } else if (!strcmp(path, "/columns") && app->large) {
        fs_exchange_answer_stream(exchange, 200, FS_HTTP_UNKNOWN, app_columns, app);
    } else if (!strcmp(path, "/file")) {
        app_file(app, exchange);
    } else if (!strcmp(path, "/forbidden")) {
        fs_exchange_answer(exchange, 403, "no\n", 3);
    } else if (!strcmp(path, "/empty")) {
        fs_exchange_answer(exchange, 204, NULL, 0);
    } else if (!strcmp(path, "/ws") && fs_ws_asked(exchange)) {
        app_ws(app, exchange);
    } else {
        app_what(exchange);
    }
}

static inline void app_refuse(void *user, int status, const char *reason, struct fs_http_error_text *text)
{
    struct app *app = user;
    snprintf(app->refused, sizeof app->refused, "%s", reason);
    text->type = "application/problem+json";
    text->size =
        (size_t)snprintf(text->body, sizeof text->body, "{\"status\":%d,\"detail\":\"%s\"}", status, reason);
}

static inline void app_log(void *user, struct fs_exchange *exchange, enum fs_exchange_end how)
{
    struct app *app = user;
    int status = fs_exchange_status(exchange);
    if (fs_exchange_age(exchange) < 0 || (how == FS_EXCHANGE_DONE && !status) ||
        !fs_exchange_asked(exchange)->path[0])
        abort();
    app->logged[status / 100]++;
    app->logged_bytes += fs_exchange_sent(exchange);
}

/* Starts it on `address`. 0, or -1 with an error. */
static inline int app_start(struct app *app, const struct fs_http_limits *limits, const char *address,
                            struct fs_tls_server *tls)
{
    static const struct fs_http_handler handler = {app_request, app_refuse, app_log};
    app->loop = fs_loop_new();
    app->server = app->loop ? fs_http_server_new(app->loop, limits, &handler, app) : NULL;
    return app->server ? fs_http_server_listen(app->server, address, tls) : -1;
}

static inline void app_stop(struct app *app)
{
    fs_http_server_free(app->server);
    fs_loop_free(app->loop);
    free(app->large);
}

#endif
