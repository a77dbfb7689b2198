/* The answers of a call. */
#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "net/http_conditions.h"
#include "server/call_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char problem_type[] = "application/problem+json";

const char *fs_status_text(int status)
{
    static const struct {
        int status;
        const char *text;
    } texts[] = {
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Content"},
        {426, "Upgrade Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].status == status)
            return texts[i].text;
    return "Error";
}

char *fs_problem_text(int status, const char *field, const char *detail, const char *hint)
{
    json_t *out =
        json_pack("{s:s,s:s,s:i,s:s*,s:s*,s:s*}", "type", "about:blank", "title", fs_status_text(status),
                  "status", status, "detail", detail, "field", field, "hint", hint);
    char *text = out ? json_dumps(out, JSON_COMPACT) : NULL;
    json_decref(out);
    return text;
}

static int add_headers(struct fs_call *call, const char *type)
{
    return fs_exchange_header(call->exchange, "Content-Type", type) ||
                   fs_exchange_header(call->exchange, "X-Content-Type-Options", "nosniff") ||
                   fs_exchange_header(call->exchange, "Cache-Control", "no-cache") ||
                   (*call->header_name &&
                    fs_exchange_header(call->exchange, call->header_name, call->header_value))
               ? -1
               : 0;
}

/* Sends now. */
static void send_now(struct fs_call *call, int status, const char *type, const char *body, size_t size)
{
    char hash[FS_SHA256_HEX], etag[36];
    const char *method = call->asked->method;
    int is_get = !strcmp(method, "GET") || !strcmp(method, "HEAD");
    if (status == 200 && is_get && !fs_sha256_of(body, size, hash)) {
        snprintf(etag, sizeof etag, "\"%.32s\"", hash);
        fs_exchange_header(call->exchange, "ETag", etag);
        if (fs_http_etag_listed(fs_call_header(call, "If-None-Match"), etag)) {
            fs_exchange_answer(call->exchange, 304, NULL, 0);
            return;
        }
    }
    if (add_headers(call, type) || fs_exchange_answer(call->exchange, status, body, size)) {
        fs_log_error(FS_LOG_ERROR, "an answer could not be sent", NULL);
        fs_exchange_abort(call->exchange);
    }
}

/* Answers, or holds the answer until the call's acts are durable. */
static void answer(struct fs_call *call, int status, const char *type, const char *body, size_t size)
{
    if (call->answered || !call->exchange)
        return;
    call->answered = 1;
    /* It may speak of what others did just now, which has to count before anybody is told. */
    if (!call->pending && call->person && call->route->permission != FS_MAY_READ_METRICS) {
        int waits = fs_acts_after(call->server->acts, fs_call_durable, call);
        call->pending += waits > 0;
        call->failed |= waits < 0;
        fs_error_clear();
    }
    if (!call->pending && !call->failed) {
        send_now(call, status, type, body, size);
        return;
    }
    call->held = (struct fs_held){status, type, malloc(size + 1), size};
    if (call->held.body)
        memcpy(call->held.body, body, size);
    else
        call->held.type = NULL;
}

void fs_call_settle(struct fs_call *call)
{
    static const char failed[] =
        "the journal could not be written, so nobody knows whether this will count; ask again when the "
        "server has been restarted";
    call->busy++;
    if (call->exchange && call->answered) {
        char *text = call->failed || !call->held.type ? fs_problem_text(503, NULL, failed, NULL) : NULL;
        call->header_name[0] = text ? '\0' : call->header_name[0];
        if (text)
            send_now(call, 503, problem_type, text, strlen(text));
        else if (call->held.type)
            send_now(call, call->held.status, call->held.type, call->held.body, call->held.size);
        else
            fs_exchange_abort(call->exchange);
        free(text);
    }
    call->busy--;
    fs_call_release(call);
}

void fs_answer_text(struct fs_call *call, int status, const char *type, const char *text, size_t size)
{
    answer(call, status, type, text, size);
}

void fs_answer_json(struct fs_call *call, int status, json_t *body)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    if (text)
        answer(call, status, "application/json", text, strlen(text));
    else
        fs_answer_problem(call, 503, NULL, "out of memory");
    free(text);
}

void fs_answer_created(struct fs_call *call, const char *location, json_t *body)
{
    strcpy(call->header_name, "Location");
    snprintf(call->header_value, sizeof call->header_value, "%s", location);
    fs_answer_json(call, 201, body);
}

static void problem(struct fs_call *call, int status, const char *field, const char *detail, const char *hint)
{
    char *text = fs_problem_text(status, field, detail, hint);
    if (text)
        answer(call, status, problem_type, text, strlen(text));
    else if (call->exchange)
        fs_exchange_abort(call->exchange);
    free(text);
}

void fs_answer_problem(struct fs_call *call, int status, const char *field, const char *detail)
{
    problem(call, status, field, detail, NULL);
}

void fs_answer_problemf(struct fs_call *call, int status, const char *field, const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    problem(call, status, field, text ? text : "out of memory", NULL);
    free(text);
}

static int status_of(int code)
{
    switch (code) {
    case FS_E_USAGE:
    case FS_E_INPUT:
    case FS_E_SCRIPT:
    case FS_E_UNSUPPORTED:
        return 422;
    case FS_E_NOT_FOUND:
        return 404;
    case FS_E_CONFLICT:
        return 409;
    case FS_E_LIMIT:
        return 413;
    case FS_E_IO:
    case FS_E_MEMORY:
        return 503;
    default:
        return 500;
    }
}

void fs_answer_error(struct fs_call *call, const char *field)
{
    struct fs_error *error = fs_error_take();
    if (error && status_of(error->code) >= 500)
        fs_log(FS_LOG_ERROR, "a call failed", "operation", call->route ? call->route->operation : "", "error",
               error->message, NULL);
    problem(call, error ? status_of(error->code) : 500, field, error ? error->message : "something failed",
            error ? error->hint : NULL);
    fs_error_free(error);
}

void fs_answer_file(struct fs_call *call, const char *type, const char *path, const char *name)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info)) {
        fs_error_errno("%s: cannot be read", path);
        if (fd >= 0)
            close(fd);
        fs_answer_error(call, NULL);
        return;
    }
    if (name) {
        strcpy(call->header_name, "Content-Disposition");
        snprintf(call->header_value, sizeof call->header_value, "attachment; filename=\"%s\"", name);
    }
    call->answered = 1;
    if (add_headers(call, type) ||
        fs_exchange_answer_file(call->exchange, 200, fd, 0, (uint64_t)info.st_size)) {
        fs_log_error(FS_LOG_ERROR, "a file could not be sent", "file", path, NULL);
        fs_exchange_abort(call->exchange);
    }
}

/* The connection takes more. */
static void more(void *user, struct fs_exchange *exchange)
{
    struct fs_call *call = user;
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    int step = out ? call->pieces.next(call->pieces.data, out) : fs_error_nomem();
    if (out && fclose(out))
        step = fs_error_nomem();
    if (step < 0) {
        fs_log_error(FS_LOG_ERROR, "an answer broke off", "operation", call->route->operation, NULL);
        fs_error_clear();
        free(bytes);
        fs_exchange_abort(exchange);
        return;
    }
    if (!size)
        free(bytes);
    else if (fs_exchange_write_owned(exchange, bytes, size, free, bytes)) {
        fs_exchange_abort(exchange);
        return;
    }
    if (step == 0)
        fs_exchange_finish(exchange);
}

void fs_answer_pieces(struct fs_call *call, const char *type, const struct fs_pieces *pieces)
{
    call->answered = 1;
    call->pieces = *pieces;
    if (add_headers(call, type) ||
        fs_exchange_answer_stream(call->exchange, 200, FS_HTTP_UNKNOWN, more, call)) {
        fs_log_error(FS_LOG_ERROR, "an answer could not be sent", NULL);
        fs_exchange_abort(call->exchange);
    }
}
