/* Is it alive, is it ready, what is it, and its figures. */
#include "server/meter.h"
#include "server/shapes.h"
#include "server/state.h"
#include "version.h"

#include <stdlib.h>

/* Alive: it answers, and what it is told is kept. */
static void health(struct fs_call *call)
{
    const char *failure = fs_acts_failure(fs_call_server(call)->acts);
    if (failure)
        fs_answer_json(call, 503, json_pack("{s:s,s:s}", "status", "failing", "reason", failure));
    else
        fs_answer_json(call, 200, json_pack("{s:s}", "status", "ok"));
}

/* Ready: new work may be sent here. */
static void ready(struct fs_call *call)
{
    const struct fs_server *s = fs_call_server(call);
    const char *failure = fs_acts_failure(s->acts), *reason = s->draining ? "the server is ending" : failure;
    fs_answer_json(call, reason ? 503 : 200, json_pack("{s:b,s:s*}", "ready", !reason, "reason", reason));
}

static void version(struct fs_call *call)
{
    char started[FS_TIME_TEXT];
    fs_answer_json(call, 200,
                   json_pack("{s:s,s:s,s:i,s:o}", "program", "finsmart", "version", FINSMART_VERSION, "api",
                             1, "started", fs_shape_time(fs_call_server(call)->started, started)));
}

static void roles(struct fs_call *call)
{
    json_t *all = json_object();
    for (int role = 0; role < FS_ROLES; role++) {
        json_t *list = json_array();
        for (int may = FS_MAY_READ_DATA; may < FS_PERMISSIONS; may++)
            if (fs_role_may(role, may))
                json_array_append_new(list, json_string(fs_permission_name(may)));
        json_object_set_new(all, fs_role_name(role), list);
    }
    fs_answer_json(call, 200, json_pack("{s:o}", "roles", all));
}

static void me(struct fs_call *call)
{
    fs_answer_json(call, 200, fs_shape_person(fs_call_person(call)));
}

static void journal(struct fs_call *call)
{
    struct fs_server *s = fs_call_server(call);
    const char *failure = fs_acts_failure(s->acts);
    struct fs_acts_state state;
    fs_acts_state(s->acts, &state);
    fs_answer_json(call, 200,
                   json_pack("{s:I,s:I,s:s,s:I,s:s,s:s?}", "last_act", (json_int_t)state.added, "durable_act",
                             (json_int_t)state.durable, "segment", state.segment, "segment_bytes",
                             (json_int_t)state.bytes, "durability",
                             s->config->journal.durability == FS_JOURNAL_FSYNCED ? "fsynced" : "written",
                             "failure", failure));
}

static void metrics(struct fs_call *call)
{
    struct fs_server *s = fs_call_server(call);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fs_meter_look(s);
    if (out) {
        fs_metrics_write(s->metrics, out);
        fclose(out);
    }
    fs_answer_text(call, 200, "text/plain; version=0.0.4; charset=utf-8", text ? text : "", size);
    free(text);
}

const struct fs_route fs_route_system[] = {
    {"GET", "/v1/health", "getHealth", FS_MAY_ANYBODY, FS_BODY_NONE, 0, "", health, NULL},
    {"GET", "/v1/ready", "getReady", FS_MAY_ANYBODY, FS_BODY_NONE, 0, "", ready, NULL},
    {"GET", "/v1/version", "getVersion", FS_MAY_KEY, FS_BODY_NONE, 0, "", version, NULL},
    {"GET", "/v1/roles", "getRoles", FS_MAY_KEY, FS_BODY_NONE, 0, "", roles, NULL},
    {"GET", "/v1/me", "getMe", FS_MAY_KEY, FS_BODY_NONE, 0, "", me, NULL},
    {"GET", "/v1/journal", "getJournal", FS_MAY_READ_AUDIT, FS_BODY_NONE, 0, "", journal, NULL},
    {"GET", "/metrics", "getMetrics", FS_MAY_READ_METRICS, FS_BODY_NONE, 0, "", metrics, NULL},
    {0},
};
