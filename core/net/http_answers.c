/* Answers to requests: status line, fields, whole bodies; and the server's own refusals. */
#include "base/error.h"
#include "base/time.h"
#include "net/http_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *phrase(int status)
{
    static const struct {
        int status;
        const char *words;
    } known[] = {{200, "OK"},
                 {201, "Created"},
                 {202, "Accepted"},
                 {204, "No Content"},
                 {206, "Partial Content"},
                 {301, "Moved Permanently"},
                 {302, "Found"},
                 {303, "See Other"},
                 {304, "Not Modified"},
                 {307, "Temporary Redirect"},
                 {308, "Permanent Redirect"},
                 {400, "Bad Request"},
                 {401, "Unauthorized"},
                 {403, "Forbidden"},
                 {404, "Not Found"},
                 {405, "Method Not Allowed"},
                 {406, "Not Acceptable"},
                 {408, "Request Timeout"},
                 {409, "Conflict"},
                 {410, "Gone"},
                 {411, "Length Required"},
                 {412, "Precondition Failed"},
                 {413, "Content Too Large"},
                 {414, "URI Too Long"},
                 {415, "Unsupported Media Type"},
                 {416, "Range Not Satisfiable"},
                 {417, "Expectation Failed"},
                 {422, "Unprocessable Content"},
                 {426, "Upgrade Required"},
                 {428, "Precondition Required"},
                 {429, "Too Many Requests"},
                 {431, "Request Header Fields Too Large"},
                 {500, "Internal Server Error"},
                 {501, "Not Implemented"},
                 {502, "Bad Gateway"},
                 {503, "Service Unavailable"},
                 {504, "Gateway Timeout"},
                 {505, "HTTP Version Not Supported"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].status == status)
            return known[i].words;
    return "";
}

const struct fs_http_asked *fs_exchange_asked(const struct fs_exchange *x)
{
    return &x->asked;
}

const char *fs_exchange_asked_header(const struct fs_exchange *x, const char *name)
{
    return fs_http_header_find(x->asked.headers, x->asked.header_count, name);
}

const char *fs_exchange_asked_parameter(const struct fs_exchange *x, const char *name)
{
    for (uint32_t i = 0; i < x->asked.parameter_count; i++)
        if (!strcmp(x->asked.parameters[i].name, name))
            return x->asked.parameters[i].value;
    return NULL;
}

void fs_exchange_on_end(struct fs_exchange *x,
                        void (*ended)(void *user, struct fs_exchange *exchange, enum fs_exchange_end how),
                        void *user)
{
    x->ended = ended;
    x->ended_user = user;
}

int fs_exchange_status(const struct fs_exchange *x)
{
    return x->status;
}

uint64_t fs_exchange_sent(const struct fs_exchange *x)
{
    return x->sent;
}

int64_t fs_exchange_age(const struct fs_exchange *x)
{
    return fs_time_monotonic() - x->began;
}

int fs_exchange_header(struct fs_exchange *x, const char *name, const char *value)
{
    static const char *const ours[] = {"Content-Length", "Transfer-Encoding", "Connection", "Upgrade",
                                       "Date"};
    size_t name_size = strlen(name), value_size = strlen(value), more = name_size + value_size + 4;
    if (x->over || x->answering != FS_ANSWER_NOT)
        return fs_error_set(FS_E_INTERNAL, "the header field %s comes after the answer began", name);
    if (!fs_http_is_token(name, name_size) || !fs_http_is_value(value, value_size))
        return fs_error_set(FS_E_INTERNAL, "'%.60s: %.60s' is no header field", name, value);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (!strcasecmp(name, ours[i]))
            return fs_error_set(FS_E_INTERNAL, "the header field %s is the server's own", ours[i]);
    if (x->fields_size + more > x->fields_room) {
        size_t room = (x->fields_size + more) * 2;
        char *larger = malloc(room);
        if (!larger)
            return fs_error_nomem();
        memcpy(larger, x->fields, x->fields_size);
        if (x->fields != x->first)
            free(x->fields);
        x->fields = larger;
        x->fields_room = room;
    }
    char *at = x->fields + x->fields_size;
    memcpy(at, name, name_size);
    memcpy(at + name_size, ": ", 2);
    memcpy(at + name_size + 2, value, value_size);
    memcpy(at + name_size + 2 + value_size, "\r\n", 2);
    x->fields_size += more;
    return 0;
}

/* The head of an answer; `size` of the body, or FS_HTTP_UNKNOWN. 0 or -1. */
static int add_head(struct fs_connection *c, int status, const char *fields, size_t fields_size,
                    uint64_t size, int chunked, int minor)
{
    char text[256], length[64] = "";
    struct evbuffer *out = fs_connection_out(c);
    if (chunked)
        memcpy(length, "Transfer-Encoding: chunked\r\n", 29);
    else if (size != FS_HTTP_UNKNOWN && status != 204 && status != 304)
        snprintf(length, sizeof length, "Content-Length: %llu\r\n", (unsigned long long)size);
    int n = snprintf(text, sizeof text, "HTTP/1.1 %d %s\r\nDate: %s\r\n%s%s", status, phrase(status),
                     fs_http_server_date(c->server), length,
                     c->close_after ? "Connection: close\r\n"
                     : minor == 0   ? "Connection: keep-alive\r\n"
                                    : "");
    if (!out || evbuffer_add(out, text, (size_t)n) || evbuffer_add(out, fields, fields_size) ||
        evbuffer_add(out, "\r\n", 2))
        return fs_error_nomem();
    c->server->counters.status[status / 100]++;
    return 0;
}

int fs_exchange_begin(struct fs_exchange *x, int status, uint64_t size)
{
    struct fs_connection *c = x->connection;
    if (x->over || x->answering != FS_ANSWER_NOT)
        return fs_error_set(FS_E_INTERNAL, "the request has been answered already");
    if (status < 200 || status > 599)
        return fs_error_set(FS_E_INTERNAL, "an answer's status is %d; expected 200 to 599", status);
    int bare = status == 204 || status == 304;
    if (bare && size != 0)
        return fs_error_set(FS_E_INTERNAL, "an answer with status %d has no body", status);
    x->out_chunked = size == FS_HTTP_UNKNOWN && x->asked.minor > 0;
    if (c->server->draining || !fs_exchange_may_keep(x) || (size == FS_HTTP_UNKNOWN && !x->asked.minor))
        c->close_after = 1;
    if (add_head(c, status, x->fields, x->fields_size, size, x->out_chunked, x->asked.minor))
        return -1;
    x->status = status;
    x->answering = FS_ANSWER_DONE;
    fs_connection_deadline(c, 0);
    return 0;
}

/* Bytes in the buffer that are somebody else's. */
struct owned {
    void (*release)(void *owner);
    void *owner;
};

static void release_now(const void *data, size_t size, void *user)
{
    (void)data, (void)size;
    struct owned *owned = user;
    if (owned->release)
        owned->release(owned->owner);
    free(owned);
}

int fs_http_add_owned(struct evbuffer *out, const void *data, uint64_t size, void (*release)(void *owner),
                      void *owner)
{
    struct owned *owned = size ? malloc(sizeof *owned) : NULL;
    if (owned) {
        *owned = (struct owned){release, owner};
        if (!evbuffer_add_reference(out, data, size, release_now, owned))
            return 0;
        free(owned);
    }
    if (release)
        release(owner);
    return size ? fs_error_nomem() : 0;
}

int fs_exchange_broken(struct fs_exchange *x)
{
    fs_connection_cut(x->connection, 1, "out of memory");
    return fs_error_nomem();
}

int fs_exchange_answer(struct fs_exchange *x, int status, const void *body, uint64_t size)
{
    struct fs_connection *c = x->connection;
    int result;
    fs_connection_enter(c);
    if ((result = fs_exchange_begin(x, status, size)) == 0) {
        if (!x->head_only && size && evbuffer_add(c->out, body, size)) {
            result = fs_exchange_broken(x);
        } else {
            x->sent = x->head_only ? 0 : size;
            fs_exchange_answered(x);
        }
    }
    fs_connection_leave(c);
    return result;
}

int fs_exchange_answer_owned(struct fs_exchange *x, int status, const void *body, uint64_t size,
                             void (*release)(void *owner), void *owner)
{
    struct fs_connection *c = x->connection;
    fs_connection_enter(c);
    int result = fs_exchange_begin(x, status, size);
    if (result || x->head_only) {
        if (release)
            release(owner);
        if (!result)
            fs_exchange_answered(x);
    } else if (fs_http_add_owned(c->out, body, size, release, owner)) {
        result = fs_exchange_broken(x);
    } else {
        x->sent = size;
        fs_exchange_answered(x);
    }
    fs_connection_leave(c);
    return result;
}

void fs_http_refuse(struct fs_connection *c, struct fs_exchange *x, int status, const char *reason)
{
    struct fs_http_server *server = c->server;
    struct fs_http_error_text text = {.type = "text/plain; charset=utf-8"};
    char fields[200];
    if (x && x->answering != FS_ANSWER_NOT) {
        fs_connection_cut(c, 1, reason);
        return;
    }
    int n = snprintf(text.body, sizeof text.body, "%s\n", reason);
    text.size = (size_t)n;
    if (server->handler.refuse)
        server->handler.refuse(server->user, status, reason, &text);
    int size = snprintf(fields, sizeof fields, "Content-Type: %s\r\n%s", text.type,
                        status == 426 ? "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" : "");
    if (!fs_http_is_value(text.type, strlen(text.type)) || size >= (int)sizeof fields ||
        text.size > sizeof text.body)
        size = 0;
    c->close_after = 1;
    if (x)
        x->status = status;
    int lost = add_head(c, status, fields, (size_t)size, text.size, 0, 1) ||
               (!(x && x->head_only) && evbuffer_add(c->out, text.body, text.size));
    if (x)
        fs_exchange_over(x, FS_EXCHANGE_REFUSED);
    if (lost)
        fs_connection_cut(c, 1, "out of memory");
    else
        fs_connection_finish(c);
}
