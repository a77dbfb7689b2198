#include "server/live.h"

#include "base/error.h"
#include "base/log.h"
#include "base/time.h"
#include "net/ws_server.h"
#include "server/call_private.h"
#include "server/shapes.h"
#include "work/child.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROGRESS (500 * FS_NS_PER_MS) /* how often progress is told */
enum { MOST_TOPICS = 64, QUEUE = 1024 };

struct client {
    struct client *next, *prev;
    struct fs_live *live;
    struct fs_ws_peer *peer;
    char person[FS_KEY_ID];
    uint64_t sequence;
    int all_jobs;
    uint64_t jobs[MOST_TOPICS]; /* ids, job_count of them */
    int job_count;
};

struct fs_live {
    struct fs_server *server;
    struct client clients; /* a ring's head */
    int count;
    struct fs_timer *timer;
};

static void send_json(struct client *c, json_t *message)
{
    char *text = message ? json_dumps(message, JSON_COMPACT) : NULL;
    json_decref(message);
    if (!text || fs_ws_peer_send(c->peer, FS_WS_TEXT, text, strlen(text)) < 0)
        fs_error_clear(); /* it is going, and closed() will tell */
    free(text);
}

static void send_problem(struct client *c, const char *detail)
{
    send_json(c, json_pack("{s:s}", "problem", detail));
}

static int wants(const struct client *c, uint64_t job)
{
    for (int i = 0; i < c->job_count; i++)
        if (c->jobs[i] == job)
            return 1;
    return c->all_jobs;
}

/* A key that was revoked, or has expired, since. */
static int may_listen(const struct client *c)
{
    const struct fs_person *p = fs_people_find(c->live->server->people, c->person);
    return p && p->revoked == FS_TIME_NONE && (p->expires == FS_TIME_NONE || fs_time_now() < p->expires);
}

/* Numbers the message and sends it; `event` is borrowed. */
static void tell(struct client *c, const char *topic, json_t *event)
{
    send_json(
        c, json_pack("{s:s,s:I,s:O}", "topic", topic, "sequence", (json_int_t)++c->sequence, "event", event));
}

void fs_live_job(struct fs_live *live, const struct fs_job *job)
{
    char topic[32];
    json_t *event = NULL;
    snprintf(topic, sizeof topic, "jobs/%" PRIu64, job->id);
    for (struct client *c = live->clients.next, *next; c != &live->clients; c = next) {
        next = c->next;
        if (!wants(c, job->id))
            continue;
        if (!event && !(event = fs_shape_job(job, 0)))
            return;
        if (may_listen(c))
            tell(c, topic, event);
        else
            fs_ws_peer_close(c->peer, 1008, "the key is revoked or expired");
    }
    json_decref(event);
}

/* Tells progress of the jobs that run, while somebody listens. */
static void tell_progress(void *user)
{
    struct fs_live *live = user;
    struct fs_jobs *jobs = live->server->jobs;
    for (int i = 0; live->count && i < fs_jobs_count(jobs); i++)
        if (fs_jobs_at(jobs, i)->child)
            fs_live_job(live, fs_jobs_at(jobs, i));
}

/* A topic's words: 0 and *job (0: all jobs), or -1. */
static int parse_topic(const char *text, uint64_t *job)
{
    char *end;
    *job = 0;
    if (!strcmp(text, "jobs"))
        return 0;
    if (strncmp(text, "jobs/", 5) != 0 || text[5] < '1' || text[5] > '9' || strlen(text) > 23)
        return -1;
    *job = strtoull(text + 5, &end, 10);
    return *end ? -1 : 0;
}

static void subscribe(struct client *c, const char *topic)
{
    char text[120];
    uint64_t id;
    struct fs_job *job = parse_topic(topic, &id) || !id ? NULL : fs_jobs_find(c->live->server->jobs, id);
    if (parse_topic(topic, &id) || (id && !job)) {
        snprintf(text, sizeof text, "there is no topic '%.40s'; there are jobs and jobs/NUMBER", topic);
        send_problem(c, text);
    } else if (!id) {
        c->all_jobs = 1;
    } else if (c->job_count == MOST_TOPICS && !wants(c, id)) {
        snprintf(text, sizeof text, "more than %d topics; subscribe to jobs", MOST_TOPICS);
        send_problem(c, text);
    } else {
        int i = 0;
        while (i < c->job_count && c->jobs[i] != id)
            i++;
        if (i == c->job_count)
            c->jobs[c->job_count++] = id;
        json_t *event = fs_shape_job(job, 0); /* where it is now */
        if (event)
            tell(c, topic, event);
        json_decref(event);
    }
}

static void unsubscribe(struct client *c, const char *topic)
{
    uint64_t id;
    if (parse_topic(topic, &id)) {
        send_problem(c, "there is no such topic");
        return;
    }
    if (!id)
        c->all_jobs = 0;
    for (int i = c->job_count; id && i-- > 0;)
        if (c->jobs[i] == id)
            c->jobs[i] = c->jobs[--c->job_count];
}

static void each(struct client *c, const json_t *topics, void (*act)(struct client *, const char *))
{
    if (!json_is_array(topics)) {
        send_problem(c, "topics are a list of texts");
        return;
    }
    for (size_t i = 0; i < json_array_size(topics); i++)
        if (json_is_string(json_array_get(topics, i)))
            act(c, json_string_value(json_array_get(topics, i)));
        else
            send_problem(c, "a topic is a text");
}

static void message(void *user, struct fs_ws_peer *peer, uint32_t type, const void *data, size_t size)
{
    struct client *c = user;
    json_error_t problem;
    json_t *said = type == FS_WS_TEXT ? json_loadb(data, size, JSON_REJECT_DUPLICATES, &problem) : NULL;
    const json_t *in = json_object_get(said, "subscribe"), *out = json_object_get(said, "unsubscribe");
    if (!may_listen(c)) {
        json_decref(said);
        fs_ws_peer_close(peer, 1008, "the key is revoked or expired");
        return;
    }
    if (!in && !out)
        send_problem(c, "say {\"subscribe\": [\"jobs\"]} or {\"unsubscribe\": [...]}");
    if (in)
        each(c, in, subscribe);
    if (out)
        each(c, out, unsubscribe);
    json_decref(said);
}

static enum fs_ws_full full(void *user, struct fs_ws_peer *peer)
{
    (void)user;
    (void)peer;
    return FS_WS_DROP_OLD;
}

static void drained(void *user, struct fs_ws_peer *peer, uint64_t dropped)
{
    (void)peer;
    send_json(user, json_pack("{s:I}", "missed", (json_int_t)dropped));
}

static void closed(void *user, struct fs_ws_peer *peer, uint32_t code, const char *reason)
{
    struct client *c = user;
    char text[16];
    (void)peer;
    snprintf(text, sizeof text, "%u", code);
    fs_log(FS_LOG_DEBUG, "a live client has left", "key", c->person, "code", text, "reason", reason, NULL);
    c->next->prev = c->prev;
    c->prev->next = c->next;
    c->live->count--;
    free(c);
}

static void accept_client(struct fs_call *call)
{
    static const struct fs_ws_peer_handler handler = {message, full, drained, closed};
    static const struct fs_ws_peer_options options = {.max_message = 64 << 10, .max_queue = QUEUE};
    struct fs_live *live = fs_call_server(call)->live;
    if (!fs_ws_asked(call->exchange)) {
        fs_answer_problem(call, 400, "Upgrade", "this is a WebSocket: ask for one (Upgrade: websocket)");
        return;
    }
    struct client *c = calloc(1, sizeof *c);
    if (!c) {
        fs_error_nomem();
        fs_answer_error(call, NULL);
        return;
    }
    c->live = live;
    memcpy(c->person, fs_call_person(call)->id, sizeof c->person);
    call->answered = 1;
    c->peer = fs_ws_peer_accept(call->exchange, &options, &handler, c);
    if (!c->peer) {
        fs_error_clear(); /* it was answered */
        free(c);
        return;
    }
    c->next = live->clients.next;
    c->prev = &live->clients;
    c->next->prev = c->prev->next = c;
    live->count++;
}

const struct fs_route fs_route_live[] = {
    {"GET", "/v1/live", "openLive", FS_MAY_READ_JOBS, FS_BODY_NONE, 0, "", accept_client, NULL},
    {0},
};

struct fs_live *fs_live_new(struct fs_server *server)
{
    struct fs_live *live = calloc(1, sizeof *live);
    if (!live) {
        fs_error_nomem();
        return NULL;
    }
    live->server = server;
    live->clients.next = live->clients.prev = &live->clients;
    if ((live->timer = fs_timer_new(server->loop, PROGRESS, PROGRESS, tell_progress, live)))
        return live;
    free(live);
    return NULL;
}

void fs_live_free(struct fs_live *live)
{
    if (!live)
        return;
    fs_timer_stop(live->timer);
    free(live);
}

int fs_live_clients(const struct fs_live *live)
{
    return live->count;
}
