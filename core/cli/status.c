/* finsmart status: a running server, seen from the terminal. */
#include "base/cancel.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/decision_text.h"
#include "cli/server_client.h"
#include "net/loop.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REFRESH (2 * FS_NS_PER_SECOND)

static const char *const states[] = {"queued", "running", "done", "failed", "cancelled"};

/* An answer's JSON; JSON null where the key's role may not see it. NULL with an error. */
static json_t *ask_json(struct fs_server_client *a, const char *path, int needs_key)
{
    json_error_t problem;
    char *text = fs_server_client_ask(a, "GET", path, NULL);
    if (!text)
        return NULL;
    json_t *out = json_loads(text, 0, &problem);
    int is_good = json_is_object(out) && (a->status == 200 || (a->status == 503 && !needs_key));
    if (!is_good && a->status != 403)
        fs_server_client_refused(a, path, text);
    free(text);
    if (is_good)
        return out;
    json_decref(out);
    return a->status == 403 ? json_null() : NULL;
}

/* The value of a metric in Prometheus's text; NAN where it is not there. */
static double metric(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = text; at && *at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL)
        if (!strncmp(at, name, length) && at[length] == ' ')
            return strtod(at + length, NULL);
    return NAN;
}

static int add_metrics(struct fs_server_client *a, json_t *out)
{
    char *text = fs_server_client_ask(a, "GET", "/metrics", NULL);
    if (!text)
        return -1;
    json_t *jobs = json_object();
    double memory = a->status == 200 ? metric(text, "process_resident_memory_bytes") : NAN;
    for (size_t i = 0; a->status == 200 && i < sizeof states / sizeof *states; i++) {
        char name[64];
        snprintf(name, sizeof name, "finsmart_jobs{state=\"%s\"}", states[i]);
        double count = metric(text, name);
        if (isfinite(count))
            json_object_set_new(jobs, states[i], json_integer((json_int_t)count));
    }
    json_object_set_new(out, "jobs", a->status == 200 ? json_incref(jobs) : json_null());
    json_object_set_new(out, "memory_bytes",
                        isfinite(memory) ? json_integer((json_int_t)memory) : json_null());
    json_decref(jobs);
    free(text);
    return 0;
}

/* All that is shown, as one document. NULL with an error. */
static json_t *look(struct fs_server_client *a)
{
    static const struct {
        const char *name, *path;
    } parts[] = {{"health", "/v1/health"},
                 {"server", "/v1/version"},
                 {"journal", "/v1/journal"},
                 {"last_jobs", "/v1/jobs?limit=10"}};
    json_t *out = json_pack("{s:s}", "url", a->url);
    for (size_t i = 0; out && i < sizeof parts / sizeof *parts; i++) {
        json_t *part = i && !*a->authorization ? json_null() : ask_json(a, parts[i].path, i > 0);
        if (part && i == 3 && json_is_object(part)) {
            json_t *items = json_incref(json_object_get(part, "items"));
            json_decref(part);
            part = items ? items : json_null();
        }
        if (part) {
            json_object_set_new(out, parts[i].name, part);
        } else {
            json_decref(out);
            out = NULL;
        }
    }
    if (out && *a->authorization && add_metrics(a, out)) {
        json_decref(out);
        return NULL;
    }
    return out;
}

static void put(const json_t *object, const char *name, int width)
{
    const char *text = json_string_value(json_object_get(object, name));
    fs_put_plain(stdout, text ? text : "-", text ? strlen(text) : 1);
    for (int i = text ? (int)strlen(text) : 1; i < width; i++)
        putchar(' ');
}

static void put_job(const json_t *job)
{
    const json_t *progress = json_object_get(job, "progress");
    double done = json_number_value(json_object_get(progress, "done")),
           total = json_number_value(json_object_get(progress, "total"));
    printf("  ");
    put(job, "id", 7);
    put(job, "kind", 10);
    put(job, "state", 10);
    put(job, "script", 20);
    if (json_is_object(progress) && total > 0)
        printf("%3.0f%% ", 100 * done / total);
    put(job,
        json_is_string(json_object_get(job, "reason")) ? "reason"
        : json_is_null(json_object_get(job, "ended"))  ? "submitted"
                                                       : "ended",
        0);
    putchar('\n');
}

static void put_text(const json_t *all)
{
    const json_t *health = json_object_get(all, "health"), *journal = json_object_get(all, "journal"), *job;
    const json_t *jobs = json_object_get(all, "jobs"), *memory = json_object_get(all, "memory_bytes");
    size_t i;
    printf("server   ");
    put(all, "url", 0);
    printf(", version ");
    put(json_object_get(all, "server"), "version", 0);
    printf(", since ");
    put(json_object_get(all, "server"), "started", 0);
    printf("\nhealth   ");
    put(health, "status", 0);
    if (json_object_get(health, "reason")) {
        printf(": ");
        put(health, "reason", 0);
    }
    if (json_is_object(journal))
        printf("\njournal  act %" JSON_INTEGER_FORMAT ", durable to %" JSON_INTEGER_FORMAT
               ", segment %s of %" JSON_INTEGER_FORMAT " bytes",
               json_integer_value(json_object_get(journal, "last_act")),
               json_integer_value(json_object_get(journal, "durable_act")),
               json_string_value(json_object_get(journal, "segment")),
               json_integer_value(json_object_get(journal, "segment_bytes")));
    if (json_is_integer(memory))
        printf("\nmemory   %.1f MB", (double)json_integer_value(memory) / 1e6);
    if (json_is_object(jobs)) {
        printf("\njobs    ");
        for (i = 0; i < sizeof states / sizeof *states; i++)
            printf(" %" JSON_INTEGER_FORMAT " %s%s", json_integer_value(json_object_get(jobs, states[i])),
                   states[i], i + 1 < sizeof states / sizeof *states ? "," : "");
    }
    putchar('\n');
    json_array_foreach(json_object_get(all, "last_jobs"), i, job) put_job(job);
}

static int run(const struct fs_args *args)
{
    struct fs_server_client a;
    int watches = fs_args_flag(args, "watch"), as_json = fs_args_flag(args, "json"), healthy = 0;
    int status = fs_server_client_open(&a, args);
    do {
        json_t *all = status ? NULL : look(&a);
        if (!all) {
            status = -1;
            break;
        }
        healthy = json_object_get(json_object_get(all, "health"), "reason") == NULL;
        if (watches && !as_json && isatty(STDOUT_FILENO))
            fputs("\033[H\033[2J", stdout);
        if (as_json) {
            json_dumpf(all, stdout, watches ? JSON_COMPACT : JSON_INDENT(2));
            putchar('\n');
        } else {
            put_text(all);
        }
        json_decref(all);
        fflush(stdout);
        int64_t until = fs_time_monotonic() + REFRESH;
        while (watches && !fs_cancel_requested() && fs_time_monotonic() < until && !status)
            status = fs_loop_run(a.loop, FS_NS_PER_SECOND / 10);
    } while (watches && !status && !fs_cancel_requested() && !fs_reader_left());
    fs_server_client_close(&a);
    return status ? -1 : !healthy;
}

static const struct fs_option options[] = {
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document; with --watch one on each line"},
    {.name = "watch",
     .letter = 'w',
     .type = FS_OPT_FLAG,
     .doc = "look again every two seconds, until Ctrl-C"},
    {0},
};

const struct fs_command fs_command_status = {
    .name = "status",
    .summary = "Show a running server: health, journal, jobs, memory",
    .operands = "",
    .shared = fs_server_client_options,
    .options = options,
    .description = "Shows what the key's role may see. Without a key it asks for the health only. The exit "
                   "status is 0 where the "
                   "server is well, 1 where it is not, or none answers.",
    .examples = "finsmart status\n"
                "finsmart status --watch\n"
                "finsmart status --url https://finsmart.example:8443 --key-file ops.key --json",
    .run = run,
};
