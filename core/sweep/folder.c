#include "sweep/folder.h"

#include "base/error.h"
#include "base/json_memory.h"
#include "base/replace.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char *path_in(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s/%s", folder, name);
    else
        fs_error_nomem();
    return path;
}

char *fs_folder_part(const char *folder, int64_t part)
{
    char name[64];
    snprintf(name, sizeof name, "runs/%05" PRId64 ".arrow", part);
    return path_in(folder, name);
}

static int make_folder(const char *path)
{
    char *copy = strdup(path);
    if (!copy)
        return fs_error_nomem();
    int status = 0;
    for (char *at = copy + 1; status == 0; at++) {
        if (*at && *at != '/')
            continue;
        char kept = *at;
        *at = '\0';
        if (mkdir(copy, 0777) && errno != EEXIST)
            status = fs_error_errno("%s: cannot be made", copy);
        *at = kept;
        if (!kept)
            break;
    }
    free(copy);
    return status;
}

static int write_json(const char *path, const json_t *json)
{
    struct fs_replace replace;
    if (fs_replace_open(&replace, path))
        return -1;
    json_dumpf(json, replace.file,
               JSON_INDENT(2) | JSON_REAL_PRECISION(17)); /* commit looks at the stream's error */
    fputc('\n', replace.file);
    return fs_replace_commit(&replace);
}

/* What a sweep is: what a later call must have in common to go on with it. NULL with an error. */
static json_t *identity_of(const struct fs_sweep_options *options, const json_t *about)
{
    fs_json_memory_begin();
    json_t *identity = json_deep_copy(options->identity);
    json_object_set_new(identity, "strategy",
                        json_pack("{s:O,s:O}", "name", json_object_get(about, "name"), "hash",
                                  json_object_get(about, "hash")));
    if (!fs_json_memory_failed())
        return identity;
    json_decref(identity);
    fs_error_nomem();
    return NULL;
}

/* Names the first thing in which the sweep that is there differs. */
static int compare(const char *folder, const json_t *there, json_t *now)
{
    const char *name;
    json_t *value;
    json_object_foreach(now, name, value)
    {
        const json_t *other = json_object_get(there, name);
        if (other && json_equal(other, value))
            continue;
        fs_error_set(FS_E_CONFLICT, "%s: cannot be resumed: its sweep had another %s", folder, name);
        return fs_error_hint("%s/sweep.json says what it had; another --out begins anew", folder);
    }
    return 0;
}

static struct fs_run_log *resume(const struct fs_sweep_options *options, const char *json_path,
                                 const char *log_path, json_t *identity)
{
    json_error_t problem;
    fs_json_memory_begin();
    json_t *there = json_load_file(json_path, 0, &problem);
    struct fs_run_log *log = NULL;
    if (!there && fs_json_memory_failed())
        fs_error_nomem();
    else if (!there)
        fs_error_set(FS_E_NOT_FOUND, "%s: there is no sweep to resume (%s)", options->folder, problem.text);
    else if (compare(options->folder, there, identity) == 0)
        log = fs_run_log_open(log_path, fs_plan_blocks(options->plan));
    json_decref(there);
    return log;
}

static struct fs_run_log *begin(const struct fs_sweep_options *options, const char *json_path,
                                const char *log_path, json_t *identity)
{
    struct stat info;
    char *runs = path_in(options->folder, "runs");
    struct fs_run_log *log = NULL;
    if (!runs) {
        return NULL;
    } else if (stat(json_path, &info) == 0) {
        fs_error_set(FS_E_CONFLICT, "%s: holds a sweep already", options->folder);
        fs_error_hint("--resume goes on with it; or choose another folder with --out");
    } else if (make_folder(runs) == 0 && (log = fs_run_log_new(log_path, fs_plan_blocks(options->plan))) &&
               write_json(json_path, identity)) {
        fs_run_log_close(log);
        log = NULL;
    }
    free(runs);
    return log;
}

struct fs_run_log *fs_folder_open(const struct fs_sweep_options *options, const json_t *about)
{
    if (!options->folder)
        return fs_run_log_new(NULL, fs_plan_blocks(options->plan));
    char *json_path = path_in(options->folder, "sweep.json"),
         *log_path = path_in(options->folder, "runs.log");
    json_t *identity = identity_of(options, about);
    struct fs_run_log *log = NULL;
    if (json_path && log_path && identity)
        log = options->resume ? resume(options, json_path, log_path, identity)
                              : begin(options, json_path, log_path, identity);
    json_decref(identity);
    free(json_path);
    free(log_path);
    return log;
}
