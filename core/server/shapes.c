#include "server/shapes.h"

#include "work/child.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

json_t *fs_shape_time(int64_t time, char text[FS_TIME_TEXT])
{
    if (time == FS_TIME_NONE || fs_time_format(time, text, FS_TIME_TEXT) <= 0)
        return json_null();
    return json_string(text);
}

static json_t *time_of(int64_t time)
{
    char text[FS_TIME_TEXT];
    return fs_shape_time(time, text);
}

json_t *fs_shape_person(const struct fs_person *p)
{
    return json_pack("{s:s,s:s,s:s,s:o,s:o,s:o,s:s?}", "id", p->id, "name", p->name, "role",
                     fs_role_name(p->role), "created", time_of(p->created), "expires", time_of(p->expires),
                     "revoked", time_of(p->revoked), "created_by", *p->created_by ? p->created_by : NULL);
}

json_t *fs_shape_version(const struct fs_script *script, const struct fs_script_version *v)
{
    return json_pack("{s:s,s:I,s:o,s:s,s:b}", "version", v->hash, "size", (json_int_t)v->size, "added",
                     time_of(v->added), "added_by", v->by, "active", fs_script_active(script) == v);
}

json_t *fs_shape_script(const struct fs_script *script)
{
    const struct fs_script_version *active = fs_script_active(script);
    return json_pack("{s:s,s:s?,s:s,s:i}", "name", script->name, "active", active ? active->hash : NULL,
                     "latest", script->versions[script->version_count - 1].hash, "version_count",
                     script->version_count);
}

json_t *fs_shape_script_whole(const struct fs_script *script)
{
    json_t *out = fs_shape_script(script), *versions = json_array(), *turns = json_array();
    for (int i = 0; i < script->version_count; i++)
        json_array_append_new(versions, fs_shape_version(script, &script->versions[i]));
    for (int i = 0; i < script->turn_count; i++) {
        const struct fs_script_turn *t = &script->turns[i];
        json_array_append_new(turns, json_pack("{s:s,s:o,s:s}", "version", script->versions[t->version].hash,
                                               "time", time_of(t->time), "by", t->by));
    }
    json_object_set_new(out, "versions", versions);
    json_object_set_new(out, "history", turns);
    return out;
}

/* How far it is, where its process says so. */
static json_t *progress(const struct fs_job *job)
{
    struct fs_activity now;
    if (!job->child)
        return json_null();
    fs_child_look(job->child, &now);
    double done = now.progress.done, total = now.progress.total;
    if (!now.progress.serial || !isfinite(done) || !isfinite(total))
        return json_null();
    return json_pack("{s:s,s:s,s:f,s:o,s:s,s:s,s:s}", "label", now.progress.label, "unit", now.progress.unit,
                     "done", done, "total", total > 0 ? json_real(total) : json_null(), "script", now.script,
                     "handler", now.handler, "symbol", now.symbol);
}

json_t *fs_shape_job(const struct fs_job *job, int whole)
{
    char id[24];
    snprintf(id, sizeof id, "%" PRIu64, job->id);
    json_t *out = json_pack(
        "{s:s,s:O,s:s,s:s?,s:s?,s:s,s:o,s:o,s:o,s:o,s:s?,s:o}", "id", id, "kind",
        json_object_get(job->request, "kind"), "state", fs_job_state_name(job->state), "script",
        *job->script ? job->script : NULL, "version", *job->version ? job->version : NULL, "by", job->by,
        "submitted", time_of(job->submitted), "started", time_of(job->started), "ended", time_of(job->ended),
        "exit_status", job->exit_status < 0 ? json_null() : json_integer(job->exit_status), "reason",
        job->reason, "progress", progress(job));
    if (whole && out)
        json_object_set(out, "request", job->request);
    return out;
}

json_t *fs_shape_approval(const struct fs_approval *a)
{
    char id[24];
    snprintf(id, sizeof id, "%" PRIu64, a->id);
    return json_pack("{s:s,s:s,s:O,s:s,s:o,s:o,s:s?,s:s?}", "id", id, "state",
                     fs_approval_state_name(fs_approval_state(a, fs_time_now())), "change", a->change, "by",
                     a->by, "requested", time_of(a->requested), "decided", time_of(a->decided), "decided_by",
                     *a->decided_by ? a->decided_by : NULL, "reason", a->reason);
}

json_t *fs_shape_page(json_t *items, const char *next)
{
    return json_pack("{s:o,s:s?}", "items", items, "next", next);
}
