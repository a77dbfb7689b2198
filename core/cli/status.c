/* finsmart status: a running server, seen from the terminal. */
#include "base/cancel.h"
#include "base/error.h"
#include "base/paths.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/decision_text.h"
#include "net/http.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LAST_JOBS = 10, KEY_MAX = 256 };
#define REFRESH (2 * FS_NS_PER_SECOND)
#define TIMEOUT (10 * FS_NS_PER_SECOND)

static const char *const states[] = {"queued", "running", "done", "failed", "cancelled"};

struct asking {
    struct fs_loop *loop;
    const char *url; /* of the server, without a '/' at its end */
    char authorization[KEY_MAX + 8];
    /* Of the question under way. */
    int over, status;
    char *body, *error;
};

static void answered(void *user, const struct fs_http_response *response)
{
    struct asking *a = user;
    a->over = 1;
    a->status = response->status;
    a->body =
        response->status ? strndup(response->body ? response->body : "", (size_t)response->body_size) : NULL;
    a->error = response->status ? NULL : strdup(response->error ? response->error : "no answer");
    fs_loop_wake(a->loop);
}

/* The body of a GET's answer, whatever its status (in a->status); free() it. NULL with an error: there was no answer. */
static char *ask(struct asking *a, const char *path)
{
    char url[1200];
    struct fs_http_header header = {"Authorization", a->authorization};
    struct fs_http_request request = {.struct_size = sizeof request,
                                      .header_count = *a->authorization != '\0',
                                      .url = url,
                                      .headers = &header,
                                      .timeout = TIMEOUT};
    snprintf(url, sizeof url, "%s%s", a->url, path);
    a->over = 0;
    struct fs_http *http = fs_http_send(a->loop, &request, answered, a);
    if (!http)
        return NULL;
    while (!a->over) {
        if (fs_loop_run(a->loop, FS_NS_PER_SECOND / 10))
            return NULL;
        if (fs_cancel_requested() && !a->over) {
            fs_http_cancel(http);
            fs_error_set(FS_E_CANCELLED, "stopped");
            return NULL;
        }
    }
    if (a->body)
        return a->body;
    fs_error_set(FS_E_IO, "%s: no server answers there: %s", a->url, a->error ? a->error : "out of memory");
    fs_error_hint("finsmart serve starts one; --url says where it is");
    free(a->error);
    return NULL;
}

/* An answer's JSON; JSON null where the key's role may not see it. NULL with an error. */
static json_t *ask_json(struct asking *a, const char *path, int needs_key)
{
    json_error_t problem;
    char *text = ask(a, path);
    if (!text)
        return NULL;
    json_t *out = json_loads(text, 0, &problem);
    free(text);
    if (a->status == 401 && needs_key) {
        json_decref(out);
        fs_error_set(FS_E_INPUT, "%s: the server does not know this key, or it is revoked or expired",
                     a->url);
        fs_error_hint("--key-file names the file of a key that works; its role shows what it may");
        return NULL;
    }
    if (a->status == 403) {
        json_decref(out);
        return json_null();
    }
    if (out && json_is_object(out) && (a->status == 200 || (a->status == 503 && !needs_key)))
        return out;
    json_decref(out);
    fs_error_set(FS_E_INPUT, "%s%s: answered with status %d, and not as a finsmart server does", a->url, path,
                 a->status);
    return NULL;
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

static int add_metrics(struct asking *a, json_t *out)
{
    char *text = ask(a, "/metrics");
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
static json_t *look(struct asking *a)
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

/* The first line of a file. -1 with an error. */
static int read_key(const char *path, int must, char out[KEY_MAX])
{
    FILE *in = fopen(path, "re");
    *out = '\0';
    if (!in)
        return must ? fs_error_errno("%s: the key cannot be read", path) : 0;
    if (!fgets(out, KEY_MAX, in))
        *out = '\0';
    fclose(in);
    out[strcspn(out, "\r\n")] = '\0';
    return !strncmp(out, "fsk_", 4)
               ? 0
               : fs_error_set(FS_E_INPUT, "%s: there is no key in it; one begins with fsk_", path);
}

static int prepare(struct asking *a, const struct fs_args *args, char *url, size_t size)
{
    char key[KEY_MAX];
    char *own = fs_paths_join(fs_args_home(args), "admin.key");
    int status = !own || read_key(fs_args_given(args, "key-file") ? fs_args_text(args, "key-file") : own,
                                  fs_args_given(args, "key-file"), key)
                     ? -1
                     : 0;
    free(own);
    if (status)
        return -1;
    if (*key)
        snprintf(a->authorization, sizeof a->authorization, "Bearer %s", key);
    explicit_bzero(key, sizeof key);
    snprintf(url, size, "%s", fs_args_text(args, "url"));
    size_t length = strlen(url);
    if (length && url[length - 1] == '/')
        url[length - 1] = '\0';
    a->url = url;
    return (a->loop = fs_loop_new()) ? 0 : -1;
}

static int run(const struct fs_args *args)
{
    struct asking a = {0};
    char url[1024];
    int watches = fs_args_flag(args, "watch"), as_json = fs_args_flag(args, "json"), healthy = 0;
    int status = prepare(&a, args, url, sizeof url);
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
    fs_loop_free(a.loop);
    explicit_bzero(a.authorization, sizeof a.authorization);
    return status ? -1 : !healthy;
}

static const struct fs_option options[] = {
    {.name = "url",
     .type = FS_OPT_TEXT,
     .value = "URL",
     .fallback = "http://127.0.0.1:8080",
     .doc = "where the server listens"},
    {.name = "key-file",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "a file with a key in its first line; else admin.key of --home, where there is one"},
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
    .options = options,
    .description = "Shows what the key's role may see. Without a key it asks for the health only. The exit "
                   "status is 0 where the "
                   "server is well, 1 where it is not, or none answers.",
    .examples = "finsmart status\n"
                "finsmart status --watch\n"
                "finsmart status --url https://finsmart.example:8443 --key-file ops.key --json",
    .run = run,
};
