#include "server/call_private.h"

#include "base/error.h"
#include "base/log.h"
#include "base/nearest.h"
#include "base/time.h"
#include "server/disk.h"
#include "server/meter.h"
#include "server/routes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { IGNORED_BODY = 64 << 10 }; /* of a call that takes none */

struct fs_server *fs_call_server(const struct fs_call *call)
{
    return call->server;
}

const struct fs_route *fs_call_route(const struct fs_call *call)
{
    return call->route;
}

struct fs_person *fs_call_person(const struct fs_call *call)
{
    return call->person;
}

const char *fs_call_name(const struct fs_call *call, int index)
{
    return call->names[index];
}

const char *fs_call_query(const struct fs_call *call, const char *name)
{
    const char *value = NULL;
    for (uint32_t i = 0; i < call->asked->parameter_count; i++)
        if (!strcmp(call->asked->parameters[i].name, name))
            value = call->asked->parameters[i].value;
    return value;
}

int fs_call_number(struct fs_call *call, const char *name, int64_t least, int64_t most, int64_t fallback,
                   int64_t *out)
{
    const char *text = fs_call_query(call, name);
    char *end;
    *out = fallback;
    if (!text)
        return 0;
    errno = 0;
    *out = strtoll(text, &end, 10);
    if (*text && !*end && !errno && (*text == '-' || (*text >= '0' && *text <= '9')) && *out >= least &&
        *out <= most)
        return 0;
    if (most == INT64_MAX)
        fs_answer_problemf(call, 400, name, "'%s' is no whole number from %" PRId64 " on", name, least);
    else
        fs_answer_problemf(call, 400, name, "'%s' is no whole number from %" PRId64 " to %" PRId64, name,
                           least, most);
    return -1;
}

const char *fs_call_header(const struct fs_call *call, const char *name)
{
    return fs_exchange_asked_header(call->exchange, name);
}

int fs_call_is_type(const struct fs_call *call, const char *type)
{
    const char *given = fs_call_header(call, "Content-Type");
    size_t length = strlen(type);
    return given && !strncasecmp(given, type, length) && (!given[length] || strchr("; \t", given[length]));
}

json_t *fs_call_json(const struct fs_call *call)
{
    return call->json;
}

const void *fs_call_bytes(const struct fs_call *call, size_t *size)
{
    *size = call->size;
    return call->bytes;
}

static int member_fits(const json_t *value, char type)
{
    switch (type | 32) {
    case 's':
        return json_is_string(value) && strlen(json_string_value(value)) == json_string_length(value);
    case 'i':
        return json_is_integer(value);
    case 'b':
        return json_is_boolean(value);
    default:
        return json_is_object(value);
    }
}

int fs_call_members(struct fs_call *call, const char *const *names, const char *types)
{
    char pointer[80];
    const char *name;
    json_t *value;
    int count = (int)strlen(types);
    if (!json_is_object(call->json)) {
        fs_answer_problem(call, 422, "", "the body is not a JSON object");
        return -1;
    }
    json_object_foreach(call->json, name, value)
    {
        int i = 0;
        while (i < count && strcmp(names[i], name) != 0)
            i++;
        snprintf(pointer, sizeof pointer, "/%.70s", name);
        if (i == count) {
            const char *near = fs_nearest(name, names, count);
            fs_answer_problemf(call, 422, pointer, "there is no member '%.70s'%s%s%s", name,
                               near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
            return -1;
        }
        if (!member_fits(value, types[i])) {
            const char *wanted = (types[i] | 32) == 's'   ? "a text"
                                 : (types[i] | 32) == 'i' ? "a whole number"
                                 : (types[i] | 32) == 'b' ? "true or false"
                                                          : "an object";
            fs_answer_problemf(call, 422, pointer, "'%s' is not %s", name, wanted);
            return -1;
        }
    }
    for (int i = 0; i < count; i++)
        if (types[i] < 'a' && !json_object_get(call->json, names[i])) {
            snprintf(pointer, sizeof pointer, "/%s", names[i]);
            fs_answer_problemf(call, 422, pointer, "the member '%s' is missing", names[i]);
            return -1;
        }
    return 0;
}

void fs_call_durable(void *user, int failed)
{
    struct fs_call *call = user;
    call->pending--;
    call->failed |= failed;
    fs_jobs_turn(call->server->jobs);
    if (!call->pending)
        fs_call_settle(call);
}

uint64_t fs_call_act(struct fs_call *call, json_t *body, const char *file)
{
    struct fs_server *s = call->server;
    int64_t now = fs_time_now();
    int failed = !body || json_object_set_new(body, "by", json_string(call->person->id));
    if (!failed && call->request_key)
        failed = json_object_set_new(body, "request_key", json_string(call->request_key)) ||
                 json_object_set_new(body, "request_digest", json_string(call->digest));
    uint64_t number = 0;
    if (failed)
        fs_error_nomem();
    else
        number = fs_acts_add(s->acts, now, json_incref(body), file, fs_call_durable, call);
    if (number) {
        call->pending++;
        if (fs_server_apply(s, &(struct fs_act){number, now, body})) /* checked before: memory */
            fs_log_error(FS_LOG_ERROR, "an act could not be applied; a new start will", NULL);
    }
    json_decref(body);
    if (!number)
        fs_answer_error(call, NULL);
    return number;
}

/* ---- before the handler ---- */

static int check_host(struct fs_call *call)
{
    const struct fs_config_list *listen = &call->server->config->listen;
    const struct fs_config_address *addresses = listen->items;
    const char *host = fs_call_header(call, "Host"), *origin = fs_call_header(call, "Origin");
    int loopback = 1;
    for (int i = 0; i < listen->count; i++)
        loopback &= addresses[i].loopback;
    if (origin && host) { /* a page of another site may not call, whatever key it got hold of */
        const char *authority = strstr(origin, "://");
        if (!authority || strcmp(authority + 3, host) != 0) {
            fs_answer_problem(call, 403, "Origin", "a page of another origin may not call this server");
            return -1;
        }
    }
    if (!loopback || !host || !strcmp(call->asked->peer, "unix"))
        return 0;
    /* Names that lead a browser here by way of somebody else's DNS are no names of this machine. */
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);
        if (!strncasecmp(host, names[i], length) && (!host[length] || host[length] == ':'))
            return 0;
    }
    fs_answer_problem(call, 421, "Host", "this server is called localhost, 127.0.0.1 or [::1]");
    return -1;
}

/* Metrics are where, and open to whom, the configuration says. */
static int check_metrics(struct fs_call *call)
{
    const struct fs_config_metrics *c = &call->server->config->metrics;
    if (call->route->permission != FS_MAY_READ_METRICS || (c->enabled && !strcmp(call->asked->path, c->path)))
        return 0;
    fs_answer_problem(call, 404, NULL, "there is nothing at this path");
    return -1;
}

static int check_person(struct fs_call *call)
{
    struct fs_server *s = call->server;
    const char *given = fs_call_header(call, "Authorization");
    if (call->route->permission == FS_MAY_ANYBODY ||
        (call->route->permission == FS_MAY_READ_METRICS && s->config->metrics.open))
        return 0;
    if (given && !strncasecmp(given, "Bearer ", 7))
        call->person = fs_people_check(s->people, given + 7, strlen(given + 7), fs_time_now());
    if (!call->person) {
        strcpy(call->header_name, "WWW-Authenticate");
        strcpy(call->header_value, "Bearer realm=\"finsmart\"");
        fs_answer_problem(call, 401, "Authorization",
                          given ? "the key is unknown, revoked or expired"
                                : "a key is needed: send the header 'Authorization: Bearer fsk_...'");
        return -1;
    }
    const struct fs_config_http *http = &s->config->http;
    double rate = http->rate.per ? (double)http->rate.count * 1e9 / (double)http->rate.per : 0;
    int64_t wait =
        fs_people_take(call->person, rate, (double)(http->burst ? http->burst : 1), fs_time_monotonic());
    if (wait) {
        strcpy(call->header_name, "Retry-After");
        snprintf(call->header_value, sizeof call->header_value, "%" PRId64, wait / FS_NS_PER_SECOND + 1);
        fs_answer_problem(call, 429, NULL, "more calls than this key is allowed");
        return -1;
    }
    if (fs_role_may(call->person->role, call->route->permission))
        return 0;
    fs_answer_problemf(call, 403, NULL, "the role %s has not the permission %s",
                       fs_role_name(call->person->role), fs_permission_name(call->route->permission));
    return -1;
}

static int check_query(struct fs_call *call)
{
    for (uint32_t i = 0; i < call->asked->parameter_count; i++) {
        const char *name = call->asked->parameters[i].name, *at = call->route->query;
        size_t length = strlen(name);
        while (*at && (strncmp(at, name, length) != 0 || (at[length] && at[length] != ','))) {
            at += strcspn(at, ",");
            at += *at == ',';
        }
        if (*at && length)
            continue;
        fs_answer_problemf(call, 400, name, "the query has no '%.80s' here%s%s", name,
                           *call->route->query ? "; it has " : "", call->route->query);
        return -1;
    }
    return 0;
}

/* What was changed before the journal failed is in memory still: nothing may be told that follows from it, but by reading. */
static int check_journal(struct fs_call *call)
{
    const char *method = call->asked->method, *failure = fs_acts_failure(call->server->acts);
    int is_full = fs_disk_is_full(call->server->disk) && !(call->route->flags & FS_ROUTE_FREES);
    if ((!failure && !is_full) || !strcmp(method, "GET") || !strcmp(method, "HEAD"))
        return 0;
    if (failure)
        fs_answer_problemf(call, 503, NULL, "the journal has failed, so nothing can be changed: %s", failure);
    else
        fs_answer_problemf(call, 503, NULL,
                           "there is less room on the disk than disk.stop: %" PRId64 " bytes are free",
                           fs_disk_room(call->server->disk));
    return -1;
}

/* Is it a request that was done before? -1: yes, or its key is wrong, and it has been answered. */
static int check_request_key(struct fs_call *call)
{
    struct fs_acts_state acts;
    const char *key = fs_call_header(call, "Idempotency-Key"), *digest;
    if (!key || !(call->route->flags & FS_ROUTE_ACTS))
        return 0;
    size_t length = strlen(key);
    size_t visible = 0;
    while (key[visible] > ' ' && key[visible] <= '~')
        visible++;
    if (!length || length > FS_IDEMPOTENCY_MAX || visible < length) {
        fs_answer_problemf(call, 400, "Idempotency-Key",
                           "an Idempotency-Key has 1 to %d visible ASCII characters", FS_IDEMPOTENCY_MAX);
        return -1;
    }
    struct fs_sha256 *hash = fs_sha256_new();
    int failed = !hash || fs_sha256_update(hash, call->asked->method, strlen(call->asked->method) + 1) ||
                 fs_sha256_update(hash, call->asked->target, strlen(call->asked->target) + 1) ||
                 fs_sha256_update(hash, call->bytes, call->size) || fs_sha256_hex(hash, call->digest);
    fs_sha256_free(hash);
    if (failed) {
        fs_answer_error(call, NULL);
        return -1;
    }
    call->request_key = key;
    uint64_t act = fs_requests_find(call->server->requests, call->person->id, key, &digest);
    if (!act)
        return 0;
    fs_acts_state(call->server->acts, &acts);
    if (strcmp(digest, call->digest) != 0)
        fs_answer_problem(call, 422, "Idempotency-Key", "another request was sent with this Idempotency-Key");
    else if (act > acts.durable)
        fs_answer_problem(call, 409, "Idempotency-Key", "the same request is being worked on: ask again");
    else
        call->route->again(call, act);
    return -1;
}

static int parse_json(struct fs_call *call)
{
    json_error_t problem;
    if (!fs_call_is_type(call, "application/json")) {
        fs_answer_problem(call, 415, "Content-Type", "the body is application/json");
        return -1;
    }
    call->json = json_loadb(call->bytes, call->size, JSON_REJECT_DUPLICATES, &problem);
    if (call->json)
        return 0;
    /* These are JSON, and yet nothing that a value here could be. */
    enum json_error_code code = json_error_code(&problem);
    int is_json = code == json_error_numeric_overflow || code == json_error_null_character ||
                  code == json_error_null_byte_in_key;
    fs_answer_problemf(call, is_json ? 422 : 400, NULL,
                       is_json ? "line %d, column %d of the body: %s"
                               : "the body is no JSON: line %d, column %d: %s",
                       problem.line, problem.column, problem.text);
    return -1;
}

static void have_body(void *user, struct fs_exchange *exchange, const void *body, size_t size)
{
    struct fs_call *call = user;
    (void)exchange;
    call->busy++;
    call->bytes = body;
    call->size = size;
    if (!check_journal(call) && !check_request_key(call) &&
        (call->route->body != FS_BODY_JSON || !parse_json(call)))
        call->route->handle(call);
    call->bytes = NULL;
    call->request_key = NULL;
    if (!call->answered)
        fs_answer_problem(call, 500, NULL, "the call was not answered");
    call->busy--;
    fs_call_release(call);
}

static void begin(struct fs_call *call)
{
    const struct fs_http_asked *asked = call->asked;
    static const char *const metrics[] = {"metrics"};
    int is_metrics = !strcmp(asked->path, call->server->config->metrics.path); /* wherever they are */
    int found =
        fs_route_find(asked->method, is_metrics ? metrics : asked->segments,
                      is_metrics ? 1 : asked->segment_count, &call->route, call->names, call->header_value);
    if (check_host(call))
        return;
    if (found == FS_ROUTE_OTHER_METHOD) {
        strcpy(call->header_name, "Allow");
        fs_answer_problemf(call, 405, NULL, "this has no %.20s; it has %.64s", asked->method,
                           call->header_value);
        return;
    }
    if (found == FS_ROUTE_UNKNOWN) {
        fs_answer_problem(call, 404, NULL, "there is nothing at this path");
        return;
    }
    if (check_metrics(call) || check_person(call) || check_query(call))
        return;
    uint64_t most = call->route->body == FS_BODY_NONE   ? IGNORED_BODY
                    : call->route->body == FS_BODY_JSON ? 1 << 20
                                                        : (uint64_t)call->server->config->http.body;
    if (fs_exchange_read_all(call->exchange, most, have_body, call))
        fs_answer_error(call, NULL);
}

void fs_call_begin(struct fs_call *call)
{
    call->busy++;
    begin(call);
    call->busy--;
    fs_call_release(call);
}

/* ---- its life ---- */

static void ended(void *user, struct fs_exchange *exchange, enum fs_exchange_end how)
{
    struct fs_call *call = user;
    double seconds = (double)(fs_time_monotonic() - call->began) * 1e-9;
    int status = fs_exchange_status(exchange);
    char texts[2][32];
    fs_meter_request(call->server->meter, call->route, status, seconds);
    snprintf(texts[0], sizeof texts[0], "%d", status);
    snprintf(texts[1], sizeof texts[1], "%.6f", seconds);
    fs_log(FS_LOG_DEBUG, how == FS_EXCHANGE_GONE ? "a client left before its answer" : "answered", "method",
           call->asked->method, "path", call->asked->path, "status", texts[0], "seconds", texts[1], "key",
           call->person ? call->person->id : "", "peer", call->asked->peer, NULL);
    if (call->pieces.end)
        call->pieces.end(call->pieces.data);
    call->pieces = (struct fs_pieces){0};
    call->answered = 1;
    call->exchange = NULL;
    call->asked = NULL;
    fs_call_release(call);
}

struct fs_call *fs_call_new(struct fs_server *server, struct fs_exchange *exchange)
{
    struct fs_call *call = calloc(1, sizeof *call);
    if (!call) {
        fs_error_nomem();
        return NULL;
    }
    call->server = server;
    call->exchange = exchange;
    call->asked = fs_exchange_asked(exchange);
    call->began = fs_time_monotonic();
    fs_exchange_on_end(exchange, ended, call);
    return call;
}

void fs_call_release(struct fs_call *call)
{
    if (call->exchange || call->pending || call->busy)
        return;
    json_decref(call->json);
    free(call->held.body);
    free(call);
}
