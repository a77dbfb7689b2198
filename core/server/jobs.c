#include "server/jobs.h"

#include "base/error.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/time.h"
#include "server/folder.h"
#include "server/leftovers.h"
#include "work/child.h"

#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fs_jobs {
    struct fs_jobs_options o;
    char *home;
    struct fs_acts *acts; /* NULL until fs_jobs_begin() */
    struct fs_job **list;
    int count, capacity;
    int running, draining, held;
    int first_waiting; /* none before it waits */
};

static const char *const state_names[] = {"queued", "running", "done", "failed", "cancelled"};

const char *fs_job_state_name(int state)
{
    return state_names[state];
}

int fs_job_state_parse(const char *name)
{
    for (int i = 0; i <= FS_JOB_CANCELLED; i++)
        if (!strcmp(name, state_names[i]))
            return i;
    return -1;
}

struct fs_jobs *fs_jobs_new(const struct fs_jobs_options *options)
{
    struct fs_jobs *j = calloc(1, sizeof *j);
    if (!j || !(j->home = strdup(options->home))) {
        free(j);
        fs_error_nomem();
        return NULL;
    }
    j->o = *options;
    j->o.home = j->home;
    return j;
}

static void free_job(struct fs_job *job)
{
    if (!job)
        return;
    fs_child_free(job->child);
    json_decref(job->request);
    free(job->reason);
    free(job);
}

void fs_jobs_free(struct fs_jobs *j)
{
    if (!j)
        return;
    for (int i = 0; i < j->count; i++)
        free_job(j->list[i]);
    free(j->list);
    free(j->home);
    free(j);
}

struct fs_job *fs_jobs_find(struct fs_jobs *j, uint64_t id)
{
    int low = 0, high = j->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (j->list[middle]->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < j->count && j->list[low]->id == id ? j->list[low] : NULL;
}

int fs_jobs_count(const struct fs_jobs *j)
{
    return j->count;
}

struct fs_job *fs_jobs_at(struct fs_jobs *j, int index)
{
    return j->list[index];
}

int fs_jobs_running(const struct fs_jobs *j)
{
    return j->running;
}

int fs_jobs_waiting(const struct fs_jobs *j)
{
    int count = 0;
    for (int i = j->first_waiting; i < j->count; i++)
        count += j->list[i]->state == FS_JOB_QUEUED;
    return count;
}

static int submitted(struct fs_jobs *j, const struct fs_act *act)
{
    const char *by, *script = "", *version = "";
    json_t *request;
    if (json_unpack(act->body, "{s:o,s:s,s?s,s?s}", "request", &request, "by", &by, "script", &script,
                    "version", &version))
        return fs_error_set(FS_E_INPUT, "a job has a request and says whose it is");
    if (j->count == j->capacity) {
        int capacity = j->capacity ? 2 * j->capacity : 64;
        struct fs_job **list = realloc(j->list, (size_t)capacity * sizeof *list);
        if (!list)
            return fs_error_nomem();
        j->list = list;
        j->capacity = capacity;
    }
    struct fs_job *job = calloc(1, sizeof *job);
    if (!job)
        return fs_error_nomem();
    *job = (struct fs_job){.id = act->number,
                           .request = json_incref(request),
                           .jobs = j,
                           .submitted = act->time,
                           .started = FS_TIME_NONE,
                           .ended = FS_TIME_NONE,
                           .exit_status = -1};
    snprintf(job->by, sizeof job->by, "%s", by);
    snprintf(job->script, sizeof job->script, "%s", script);
    snprintf(job->version, sizeof job->version, "%s", version);
    j->list[j->count++] = job;
    return 0;
}

static int ended(struct fs_job *job, const struct fs_act *act)
{
    const char *state, *reason = NULL;
    int status = -1;
    if (json_unpack(act->body, "{s:s,s?i,s?s}", "state", &state, "exit_status", &status, "reason", &reason) ||
        fs_job_state_parse(state) < FS_JOB_DONE)
        return fs_error_set(FS_E_INPUT, "a job ends as done, failed or cancelled");
    job->state = fs_job_state_parse(state);
    job->ended = act->time;
    job->exit_status = status;
    free(job->reason);
    job->reason = reason ? strdup(reason) : NULL;
    return reason && !job->reason ? fs_error_nomem() : 0;
}

int fs_jobs_apply(struct fs_jobs *j, const struct fs_act *act)
{
    const char *kind = json_string_value(json_object_get(act->body, "act"));
    if (!kind || strncmp(kind, "job.", 4) != 0)
        return 0;
    if (!strcmp(kind, "job.submitted"))
        return submitted(j, act);
    uint64_t id = (uint64_t)json_integer_value(json_object_get(act->body, "job"));
    struct fs_job *job = fs_jobs_find(j, id);
    if (!job)
        return fs_error_set(FS_E_INPUT, "there is no job %" PRIu64, id);
    if (!strcmp(kind, "job.ended"))
        return ended(job, act);
    job->state = FS_JOB_RUNNING;
    job->started = act->time;
    return 0;
}

/* Writes an act of the server's own about a job, and applies it; `file` and `done` as in fs_acts_add(). What cannot be
 * written is logged: the job stays as it was, here and for the next start. */
static void note(struct fs_jobs *j, struct fs_job *job, json_t *body, const char *file,
                 void (*done)(void *user, int failed))
{
    int64_t now = fs_time_now();
    json_t *copy = json_incref(body);
    uint64_t number = fs_acts_add(j->acts, now, body, file, done, job);
    if (!number) {
        fs_log_error(FS_LOG_ERROR, "what became of a job could not be written to the journal", NULL);
        json_decref(copy);
        return;
    }
    fs_jobs_apply(j, &(struct fs_act){number, now, copy});
    json_decref(copy);
    j->o.changed(j->o.user, job);
}

char *fs_job_file(const struct fs_jobs *j, const struct fs_job *job, const char *name)
{
    char *path;
    if (asprintf(&path, "%s/jobs/%" PRIu64 "%s%s", j->home, job->id, *name ? "/" : "", name) >= 0)
        return path;
    fs_error_nomem();
    return NULL;
}

/* Nobody knows of its end, so it has not ended: it is shown as the journal has it. */
static void take_back_end(struct fs_job *job)
{
    job->state = job->started == FS_TIME_NONE ? FS_JOB_QUEUED : FS_JOB_RUNNING;
    job->ended = FS_TIME_NONE;
    job->exit_status = -1;
    free(job->reason);
    job->reason = NULL;
}

/* The end of a job is durable: what was sent to be imported is in its dataset, or was refused. Another job may still wait for
 * the same bytes. */
static void end_written(void *user, int failed)
{
    struct fs_job *job = user;
    struct fs_jobs *j = job->jobs;
    if (failed)
        take_back_end(job);
    const char *hash = json_string_value(json_object_get(job->request, "upload"));
    for (int i = 0; i < j->count && hash; i++) {
        const char *other = json_string_value(json_object_get(j->list[i]->request, "upload"));
        if (j->list[i]->state < FS_JOB_DONE && other && !strcmp(other, hash))
            return;
    }
    char *path = hash && !failed ? fs_upload_path(j->home, hash) : NULL;
    if (path && !unlink(path))
        rmdir(dirname(path));
    free(path);
}

static void note_end(struct fs_jobs *j, struct fs_job *job, int state, int status, const char *reason,
                     const char *by)
{
    /* A job is not done before what it left is as durable as that it is done. */
    char *folder = state == FS_JOB_DONE ? fs_job_file(j, job, "") : NULL;
    note(j, job,
         json_pack("{s:s,s:I,s:s,s:i,s:s*,s:s*}", "act", "job.ended", "job", (json_int_t)job->id, "state",
                   fs_job_state_name(state), "exit_status", status, "reason", reason, "by", by),
         folder, end_written);
    free(folder);
}

/* What a process that failed said last: the text behind "finsmart backtest: ", with its hints. free() it; NULL: nothing. */
static char *last_words(const struct fs_jobs *j, const struct fs_job *job)
{
    char *path = fs_job_file(j, job, "log.txt"), *text = NULL;
    FILE *in = path ? fopen(path, "rbe") : NULL;
    long size = 0;
    if (in && fseek(in, 0, SEEK_END) == 0 && (size = ftell(in)) > 0 && (text = malloc(2001))) {
        fseek(in, size > 2000 ? size - 2000 : 0, SEEK_SET);
        size_t got = fread(text, 1, 2000, in);
        while (got && (text[got - 1] == '\n' || text[got - 1] == ' '))
            got--;
        text[got] = '\0';
    }
    if (in)
        fclose(in);
    free(path);
    char *said = text ? strstr(text, "finsmart ") : NULL, *colon = said ? strstr(said, ": ") : NULL;
    if (colon)
        memmove(text, colon + 2, strlen(colon + 2) + 1);
    return text;
}

static void job_ended(void *user, struct fs_child *child, const struct fs_child_end *end);

/* Takes the server's folders out of a text for people: "HOME/scripts/HASH/sma.lua:3" becomes "sma.lua:3". */
static void shorten(char *text, const char *home)
{
    static const char *const folders[] = {"/scripts/", "/uploads/", "/jobs/"};
    size_t length = strlen(home);
    for (char *at = text; (at = strstr(at, home));) {
        char *rest = at + length;
        for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
            if (!strncmp(rest, folders[i], strlen(folders[i]))) {
                char *name = strchr(rest + strlen(folders[i]), '/');
                rest = name ? name + 1 : rest;
            }
        if (rest == at + length) {
            at = rest;
            continue;
        }
        memmove(at, rest, strlen(rest) + 1);
    }
}

static int write_file(const char *folder, const char *name, const void *bytes, size_t size)
{
    char *path = fs_paths_join(folder, name);
    FILE *out = path ? fopen(path, "wbe") : NULL;
    int failed = !out || fwrite(bytes, 1, size, out) != size;
    if (out && fclose(out))
        failed = 1;
    if (failed && path)
        fs_error_errno("%s: cannot be written", path);
    free(path);
    return failed ? -1 : 0;
}

/* The script and its tests side by side, so that the one finds the other. */
static int lay_tests(struct fs_jobs *j, const struct fs_job *job, const char *folder)
{
    char name[FS_SCRIPT_NAME + 4];
    const json_t *tests = json_object_get(job->request, "tests");
    size_t size;
    char *text = fs_script_text(j->o.scripts, job->script, job->version, &size);
    snprintf(name, sizeof name, "%s.lua", job->script);
    int status =
        !text || write_file(folder, name, text, size) ||
                write_file(folder, "tests_test.lua", json_string_value(tests), json_string_length(tests))
            ? -1
            : 0;
    free(text);
    return status;
}

/* The script as it was sent: its file is proved before it runs. */
static char *proved_path(struct fs_jobs *j, const struct fs_job *job)
{
    size_t size;
    char *text = fs_script_text(j->o.scripts, job->script, job->version, &size);
    free(text);
    return text ? fs_script_path(j->o.scripts, job->script, job->version) : NULL;
}

static int start(struct fs_jobs *j, struct fs_job *job)
{
    char *folder = fs_job_file(j, job, ""), *script = NULL, **argv = NULL;
    char *out = fs_job_file(j, job, "result.json"), *err = fs_job_file(j, job, "log.txt");
    struct fs_job_place place = {j->home, folder, j->o.limits(j->o.user, job->by)};
    int is_test = json_object_get(job->request, "tests") != NULL;
    /* It is not empty where the job began already, and the server was killed before it had written that down. */
    if (folder && out && err && !fs_folder_make(folder) && !fs_leftovers_files(folder, "") &&
        (!*job->script || (script = proved_path(j, job))) && (!is_test || !lay_tests(j, job, folder)) &&
        (argv = fs_job_argv(job->request, script, &place))) {
        struct fs_child_options o = {.argv = argv,
                                     .out = out,
                                     .err = err,
                                     .leads = fs_job_leads(job->request),
                                     .limits = {place.limits.seconds, place.limits.memory, 0},
                                     .ended = job_ended,
                                     .user = job};
        job->child = fs_child_start(j->o.loop, &o);
    }
    fs_job_argv_free(argv);
    free(folder);
    free(script);
    free(out);
    free(err);
    return job->child ? 0 : -1;
}

static void job_ended(void *user, struct fs_child *child, const struct fs_child_end *end)
{
    struct fs_job *job = user;
    struct fs_jobs *j = job->jobs;
    int was_cancelled = *job->cancelled_by != '\0';
    char *words = end->status > 0 ? last_words(j, job) : NULL;
    char *reason = strdup(was_cancelled ? "it was cancelled"
                          : end->reason ? end->reason
                          : words       ? words
                                        : "it failed");
    int state = was_cancelled ? FS_JOB_CANCELLED : end->status == 0 ? FS_JOB_DONE : FS_JOB_FAILED;
    fs_child_free(child);
    job->child = NULL;
    j->running--;
    if (reason)
        shorten(reason, j->home);
    note_end(j, job, state, end->status, state == FS_JOB_DONE ? NULL : reason,
             was_cancelled ? job->cancelled_by : NULL);
    free(reason);
    free(words);
    fs_jobs_turn(j);
}

/* Do as many jobs of this one's person run as may? */
static int has_enough(const struct fs_jobs *j, const struct fs_job *job)
{
    int64_t count = 0;
    for (int i = 0; i < j->count; i++)
        count += j->list[i]->state == FS_JOB_RUNNING && !strcmp(j->list[i]->by, job->by);
    return count >= j->o.limits(j->o.user, job->by).at_once;
}

/* Tells of jobs that are new. */
static void tell_new(struct fs_jobs *j)
{
    for (int i = j->count; i-- > 0 && !j->list[i]->told;) {
        j->list[i]->told = 1;
        j->o.changed(j->o.user, j->list[i]);
    }
}

void fs_jobs_turn(struct fs_jobs *j)
{
    tell_new(j);
    struct fs_acts_state acts;
    fs_acts_state(j->acts, &acts);
    for (int i = j->first_waiting; i < j->count && j->running < j->o.at_once && !j->draining && !j->held;
         i++) {
        struct fs_job *job = j->list[i];
        if (i == j->first_waiting && job->state != FS_JOB_QUEUED)
            j->first_waiting++;
        if (job->state != FS_JOB_QUEUED || has_enough(j, job))
            continue;
        if (fs_acts_failure(j->acts) || job->id > acts.durable)
            return; /* nobody would know that it ran, or that there is one */
        note(j, job, json_pack("{s:s,s:I}", "act", "job.started", "job", (json_int_t)job->id), NULL, NULL);
        if (start(j, job)) {
            char *text = fs_error_text(fs_error_last());
            fs_error_clear();
            note_end(j, job, FS_JOB_FAILED, -1, text ? text : "out of memory", NULL);
            free(text);
        } else {
            j->running++;
        }
    }
}

void fs_jobs_hold(struct fs_jobs *j, int on)
{
    j->held = on;
    if (!on && j->acts)
        fs_jobs_turn(j);
}

void fs_jobs_drain(struct fs_jobs *j)
{
    j->draining = 1;
}

static int is_job(void *user, const char *name)
{
    return fs_jobs_find(user, strtoull(name, NULL, 10)) != NULL;
}

static int is_awaited(void *user, const char *hash)
{
    struct fs_jobs *j = user;
    for (int i = 0; i < j->count; i++) {
        const char *upload = json_string_value(json_object_get(j->list[i]->request, "upload"));
        if (j->list[i]->state == FS_JOB_QUEUED && upload && !strcmp(upload, hash))
            return 1;
    }
    return 0;
}

int fs_jobs_begin(struct fs_jobs *j, struct fs_acts *acts)
{
    j->acts = acts;
    fs_leftovers_remove(j->home, "jobs", is_job, j);
    fs_leftovers_remove(j->home, "uploads", is_awaited, j);
    for (int i = 0; i < j->count; i++)
        j->list[i]->told = 1;
    for (int i = 0; i < j->count; i++)
        if (j->list[i]->state == FS_JOB_RUNNING)
            note_end(j, j->list[i], FS_JOB_FAILED, -1, "the server ended while it ran", NULL);
    fs_jobs_turn(j);
    return 0;
}

int fs_jobs_cancel(struct fs_jobs *j, struct fs_job *job, const char *by)
{
    if (job->state >= FS_JOB_DONE)
        return fs_error_set(FS_E_CONFLICT, "the job has ended: it is %s", fs_job_state_name(job->state));
    if (job->state == FS_JOB_QUEUED) {
        note_end(j, job, FS_JOB_CANCELLED, -1, "it was cancelled before it began", by);
        return 0;
    }
    snprintf(job->cancelled_by, sizeof job->cancelled_by, "%s", by);
    if (job->child)
        fs_child_cancel(job->child);
    return 0;
}
