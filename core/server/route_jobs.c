/* Jobs: what people sent to be run. */
#include "base/error.h"
#include "server/shapes.h"
#include "server/state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void submit(struct fs_call *call)
{
    struct fs_server *s = fs_call_server(call);
    const struct fs_script *script;
    const struct fs_script_version *version;
    char field[128], location[48];
    json_t *request = fs_call_json(call);
    if (fs_job_check(request, s->scripts, field, &script, &version)) {
        fs_answer_error(call, field);
        return;
    }
    if (fs_jobs_waiting(s->jobs) >= s->config->workers.queue) {
        fs_answer_problem(call, 429, NULL, "too many jobs wait already (workers.queue)");
        return;
    }
    uint64_t id =
        fs_call_act(call,
                    json_pack("{s:s,s:O,s:s*,s:s*}", "act", "job.submitted", "request", request, "script",
                              script ? script->name : NULL, "version", version ? version->hash : NULL),
                    NULL);
    if (!id)
        return;
    snprintf(location, sizeof location, "/v1/jobs/%" PRIu64, id);
    fs_answer_created(call, location, fs_shape_job(fs_jobs_find(s->jobs, id), 1));
}

static void submitted_before(struct fs_call *call, uint64_t number)
{
    char location[48];
    snprintf(location, sizeof location, "/v1/jobs/%" PRIu64, number);
    fs_answer_created(call, location, fs_shape_job(fs_jobs_find(fs_call_server(call)->jobs, number), 1));
}

/* A number as the path has it: digits only. 0: none. */
static uint64_t parse_id(const char *text)
{
    char *end;
    if (*text < '1' || *text > '9' || strlen(text) > 18)
        return 0;
    uint64_t id = strtoull(text, &end, 10);
    return *end ? 0 : id;
}

static struct fs_job *find(struct fs_call *call)
{
    struct fs_job *job = fs_jobs_find(fs_call_server(call)->jobs, parse_id(fs_call_name(call, 0)));
    if (!job)
        fs_answer_problem(call, 404, NULL, "there is no job of this id");
    return job;
}

/* Newest first. */
static void list(struct fs_call *call)
{
    struct fs_jobs *jobs = fs_call_server(call)->jobs;
    const char *state = fs_call_query(call, "state"), *after = fs_call_query(call, "after");
    const char *kind = fs_call_query(call, "kind"), *by = fs_call_query(call, "by");
    const char *script = fs_call_query(call, "script"), *more = NULL;
    int64_t limit;
    char next[24] = "";
    if (fs_call_number(call, "limit", 1, 1000, 100, &limit))
        return;
    if (state && fs_job_state_parse(state) < 0) {
        fs_answer_problem(call, 400, "state", "'state' is none of queued, running, done, failed, cancelled");
        return;
    }
    uint64_t before = after ? parse_id(after) : UINT64_MAX;
    if (!before) {
        fs_answer_problem(call, 400, "after",
                          "'after' is no id of a job: take it from 'next' of the page before");
        return;
    }
    json_t *items = json_array();
    for (int i = fs_jobs_count(jobs) - 1; i >= 0; i--) {
        const struct fs_job *job = fs_jobs_at(jobs, i);
        const char *its_kind = json_string_value(json_object_get(job->request, "kind"));
        if (job->id >= before || (state && job->state != fs_job_state_parse(state)) ||
            (by && strcmp(by, job->by) != 0) || (kind && strcmp(kind, its_kind) != 0) ||
            (script && strcmp(script, job->script) != 0))
            continue;
        if ((int64_t)json_array_size(items) == limit) {
            more = next;
            break;
        }
        json_array_append_new(items, fs_shape_job(job, 0));
        snprintf(next, sizeof next, "%" PRIu64, job->id);
    }
    fs_answer_json(call, 200, fs_shape_page(items, more));
}

static void show(struct fs_call *call)
{
    const struct fs_job *job = find(call);
    if (job)
        fs_answer_json(call, 200, fs_shape_job(job, 1));
}

static void cancel(struct fs_call *call)
{
    struct fs_server *s = fs_call_server(call);
    struct fs_job *job = find(call);
    const struct fs_person *person = fs_call_person(call);
    if (!job)
        return;
    if (strcmp(job->by, person->id) != 0 && !fs_role_may(person->role, FS_MAY_CANCEL_JOBS))
        fs_answer_problem(call, 403, NULL,
                          "this is another person's job, and your role may cancel only your own");
    else if (fs_jobs_cancel(s->jobs, job, person->id))
        fs_answer_error(call, NULL);
    else
        fs_answer_json(call, 202, fs_shape_job(job, 1));
}

static const char *type_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    if (!strcmp(dot, ".json"))
        return "application/json";
    if (!strcmp(dot, ".html"))
        return "text/html; charset=utf-8";
    return !strcmp(dot, ".txt") ? "text/plain; charset=utf-8" : "application/octet-stream";
}

static void answer_file(struct fs_call *call, const struct fs_job *job, const char *name)
{
    struct stat info;
    char *path = fs_job_file(fs_call_server(call)->jobs, job, name);
    if (!path)
        fs_answer_error(call, NULL);
    else if (stat(path, &info) || (!info.st_size && !strcmp(name, "result.json")))
        fs_answer_problemf(call, 404, NULL, "the job has left no %s", name);
    else
        fs_answer_file(call, type_of(name), path, NULL);
    free(path);
}

static void result(struct fs_call *call)
{
    const struct fs_job *job = find(call);
    if (!job)
        return;
    if (job->state < FS_JOB_DONE)
        fs_answer_problemf(call, 409, NULL, "the job has no result yet: it is %s",
                           fs_job_state_name(job->state));
    else
        answer_file(call, job, "result.json"); /* of one that failed, too, where it wrote any */
}

static void log_text(struct fs_call *call)
{
    const struct fs_job *job = find(call);
    if (job)
        answer_file(call, job, "log.txt");
}

static void file(struct fs_call *call)
{
    const struct fs_job *job = find(call);
    const char *name = fs_call_name(call, 1);
    if (!job)
        return;
    for (int i = 0; fs_job_files[i]; i++) {
        if (strcmp(name, fs_job_files[i]) != 0)
            continue;
        if (!strcmp(name, "result.json"))
            result(call); /* nobody gets half of it */
        else
            answer_file(call, job, name);
        return;
    }
    fs_answer_problem(call, 404, NULL, "a job's files are result.json, log.txt, report.html and journal.fsj");
}

const struct fs_route fs_route_jobs[] = {
    {"GET", "/v1/jobs", "listJobs", FS_MAY_READ_JOBS, FS_BODY_NONE, 0, "limit,after,state,kind,script,by",
     list, NULL},
    {"POST", "/v1/jobs", "submitJob", FS_MAY_RUN_JOBS, FS_BODY_JSON, FS_ROUTE_ACTS, "", submit,
     submitted_before},
    {"GET", "/v1/jobs/{job}", "getJob", FS_MAY_READ_JOBS, FS_BODY_NONE, 0, "", show, NULL},
    {"POST", "/v1/jobs/{job}/cancel", "cancelJob", FS_MAY_RUN_JOBS, FS_BODY_NONE, FS_ROUTE_FREES, "", cancel,
     NULL},
    {"GET", "/v1/jobs/{job}/result", "getJobResult", FS_MAY_READ_JOBS, FS_BODY_NONE, 0, "", result, NULL},
    {"GET", "/v1/jobs/{job}/log", "getJobLog", FS_MAY_READ_JOBS, FS_BODY_NONE, 0, "", log_text, NULL},
    {"GET", "/v1/jobs/{job}/files/{file}", "getJobFile", FS_MAY_READ_JOBS, FS_BODY_NONE, 0, "", file, NULL},
    {0},
};
