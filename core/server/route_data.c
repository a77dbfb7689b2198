/* Datasets: what there is, and its rows. */
#include "base/calendar.h"
#include "base/error.h"
#include "base/paths.h"
#include "base/replace.h"
#include "base/zone.h"
#include "server/data_rows.h"
#include "server/folder.h"
#include "server/shapes.h"
#include "server/state.h"

#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From the manifest alone. `whole`: with its symbols. */
static json_t *shape(const struct fs_history *h, int whole)
{
    char text[FS_TIME_TEXT];
    int64_t from = INT64_MAX, to = INT64_MIN;
    json_t *columns = json_array(), *symbols = json_array();
    for (int i = 0; i < fs_history_columns(h); i++) {
        int type;
        const char *name = fs_history_column(h, i, &type);
        json_array_append_new(columns, json_pack("{s:s,s:s}", "name", name, "type", fs_type_name(type)));
    }
    for (int i = 0; i < fs_history_symbols(h); i++) {
        const struct fs_history_symbol *s = fs_history_symbol(h, i);
        from = s->rows && s->from < from ? s->from : from;
        to = s->rows && s->to > to ? s->to : to;
        if (whole)
            json_array_append_new(
                symbols, json_pack("{s:s,s:I,s:o,s:o}", "symbol", s->name, "rows", (json_int_t)s->rows,
                                   "from", fs_shape_time(s->rows ? s->from : FS_TIME_NONE, text), "to",
                                   fs_shape_time(s->rows ? s->to : FS_TIME_NONE, text)));
    }
    int is_empty = from > to;
    json_t *out =
        json_pack("{s:s,s:s,s:I,s:i,s:o,s:o,s:s?,s:s?,s:s,s:o}", "name", fs_history_name(h), "kind",
                  fs_kind_name(fs_history_kind(h)), "rows", (json_int_t)fs_history_rows(h), "symbol_count",
                  fs_history_symbols(h), "from", fs_shape_time(is_empty ? FS_TIME_NONE : from, text), "to",
                  fs_shape_time(is_empty ? FS_TIME_NONE : to, text), "timezone", fs_history_zone(h),
                  "calendar", fs_history_calendar(h), "hash", fs_history_hash(h), "columns", columns);
    if (whole)
        json_object_set_new(out, "symbols", symbols);
    else
        json_decref(symbols);
    return out;
}

static void list(struct fs_call *call)
{
    const char *home = fs_call_server(call)->home, *after = fs_call_query(call, "after"), *next = NULL,
               *last = NULL;
    int64_t limit;
    if (fs_call_number(call, "limit", 1, 1000, 100, &limit))
        return;
    char **names = fs_history_list(home);
    if (!names) {
        fs_answer_error(call, NULL);
        return;
    }
    json_t *items = json_array();
    for (int i = 0; names[i]; i++) {
        if (after && strcmp(names[i], after) <= 0)
            continue;
        if ((int64_t)json_array_size(items) == limit) {
            next = last;
            break;
        }
        struct fs_history *h = fs_history_open(home, names[i]);
        if (h)
            json_array_append_new(items, shape(h, 0));
        else /* one that cannot be read hides no other */
            json_array_append_new(
                items, json_pack("{s:s,s:s}", "name", names[i], "problem", fs_error_last()->message));
        fs_error_clear();
        fs_history_close(h);
        last = names[i];
    }
    fs_answer_json(call, 200, fs_shape_page(items, next));
    free(names);
}

static void show(struct fs_call *call)
{
    struct fs_history *h = fs_data_open(call);
    if (h)
        fs_answer_json(call, 200, shape(h, 1));
    fs_history_close(h);
}

static void remove_it(struct fs_call *call)
{
    struct fs_history *h = fs_data_open(call);
    if (!h)
        return;
    char *name = strdup(fs_history_name(h)), *hash = strdup(fs_history_hash(h));
    fs_history_close(h);
    /* Written down first: a removal that nobody knows of is worse than one that did not happen. */
    if (!name || !hash) {
        fs_error_nomem();
        fs_answer_error(call, NULL);
    } else if (fs_call_change(
                   call, FS_SECOND_DATASET_REMOVE,
                   json_pack("{s:s,s:s,s:s}", "act", "dataset.removed", "dataset", name, "hash", hash))) {
        if (fs_history_remove(fs_call_server(call)->home, name))
            fs_answer_error(call, NULL);
        else
            fs_answer_json(call, 200, json_pack("{s:s,s:s}", "removed", name, "hash", hash));
    }
    free(name);
    free(hash);
}

static void removed_before(struct fs_call *call, uint64_t number)
{
    if (!fs_call_waits(call, number))
        fs_answer_json(call, 200, json_pack("{s:s}", "removed", fs_call_name(call, 0)));
}

/* Writes what was sent under its hash. Its path, or NULL with an error. */
static char *save_upload(const char *home, const char *hash, const void *bytes, size_t size)
{
    char *path = fs_upload_path(home, hash), *folder = path ? strdup(path) : NULL;
    struct fs_replace out;
    int failed = !folder || fs_folder_make(dirname(folder)) || fs_replace_open(&out, path);
    if (!failed && fwrite(bytes, 1, size, out.file) != size) {
        fs_error_errno("%s: cannot be written", path);
        fs_replace_abort(&out);
        failed = 1;
    } else if (!failed) {
        failed = fs_replace_place(&out) != 0; /* its act makes it durable */
    }
    free(folder);
    if (!failed)
        return path;
    free(path);
    return NULL;
}

/* What Content-Type says, as an import's --format. NULL: it has been answered. */
static const char *import_format(struct fs_call *call)
{
    static const char *const formats[][2] = {{"text/csv", "csv"},
                                             {"application/json", "json"},
                                             {"application/x-ndjson", "ndjson"},
                                             {"application/vnd.apache.arrow.stream", "arrow"},
                                             {"application/vnd.apache.arrow.file", "arrow"},
                                             {"application/octet-stream", "auto"}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (fs_call_is_type(call, formats[i][0]))
            return formats[i][1];
    fs_answer_problem(
        call, 415, "Content-Type",
        "rows are text/csv, application/json, application/x-ndjson, application/vnd.apache.arrow.stream, "
        "application/vnd.apache.arrow.file, or application/octet-stream: then it is looked at what they are");
    return NULL;
}

/* Is a name of the query's one that an import knows? Those it does not know are told now, not by a job that fails. */
static int check_import(struct fs_call *call)
{
    const char *replace = fs_call_query(call, "replace"), *on_error = fs_call_query(call, "on_error");
    const char *kind = fs_call_query(call, "kind"), *calendar = fs_call_query(call, "calendar");
    const char *zone = fs_call_query(call, "timezone"), *symbol = fs_call_query(call, "symbol");
    if (replace && strcmp(replace, "true") != 0 && strcmp(replace, "false") != 0)
        fs_answer_problem(call, 400, "replace", "'replace' is true or false");
    else if (on_error && strcmp(on_error, "fail") != 0 && strcmp(on_error, "skip") != 0)
        fs_answer_problem(call, 400, "on_error", "'on_error' is fail or skip");
    else if (kind && strcmp(kind, "auto") != 0 && fs_kind_parse(kind) < 0)
        fs_answer_problem(
            call, 400, "kind",
            "'kind' is none of auto, bars, trades, quotes, book, positions, transactions, table");
    else if (calendar && !fs_calendar_find(calendar))
        fs_answer_problem(call, 422, "calendar", fs_error_last()->message);
    else if (zone && !fs_zone_find(zone))
        fs_answer_problem(call, 422, "timezone", fs_error_last()->message);
    else if (symbol && !*symbol)
        fs_answer_problem(call, 400, "symbol", "'symbol' is empty");
    else
        return 0;
    fs_error_clear();
    return -1;
}

/* The query as options of the import. NULL: something is wrong, and the call has been answered. */
static json_t *import_options(struct fs_call *call)
{
    static const char *const texts[][2] = {{"symbol", "symbol"},
                                           {"kind", "kind"},
                                           {"timezone", "timezone"},
                                           {"calendar", "calendar"},
                                           {"on_error", "on-error"}};
    const char *format = import_format(call), *replace = fs_call_query(call, "replace");
    if (!format || check_import(call))
        return NULL;
    json_t *options = json_pack("{s:s}", "format", format);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (fs_call_query(call, texts[i][0]))
            json_object_set_new(options, texts[i][1], json_string(fs_call_query(call, texts[i][0])));
    if (replace && !strcmp(replace, "true"))
        json_object_set_new(options, "replace", json_true());
    return options;
}

static void answer_import(struct fs_call *call, uint64_t id)
{
    char location[48];
    snprintf(location, sizeof location, "/v1/jobs/%" PRIu64, id);
    fs_answer_created(call, location, fs_shape_job(fs_jobs_find(fs_call_server(call)->jobs, id), 1));
}

/* Rows that were sent: a job imports them, so that a file that breaks the reader breaks nothing else. */
static void import(struct fs_call *call)
{
    struct fs_server *s = fs_call_server(call);
    const char *dataset = fs_call_name(call, 0);
    char hash[FS_SHA256_HEX];
    size_t size;
    const void *bytes = fs_call_bytes(call, &size);
    if (!fs_history_name_valid(dataset)) {
        fs_answer_problem(
            call, 422, NULL,
            "a dataset's name has letters, digits, - _ and ., does not begin with one, 128 at most");
        return;
    }
    if (!size) {
        fs_answer_problem(call, 422, NULL, "there are no rows in the body");
        return;
    }
    if (fs_jobs_waiting(s->jobs) >= s->config->workers.queue) {
        fs_answer_problem(call, 429, NULL, "too many jobs wait already (workers.queue)");
        return;
    }
    json_t *options = import_options(call);
    if (!options)
        return;
    char *file = fs_sha256_of(bytes, size, hash) ? NULL : save_upload(s->home, hash, bytes, size);
    uint64_t id = 0;
    if (!file)
        fs_answer_error(call, NULL);
    else
        id = fs_call_act(call,
                         json_pack("{s:s,s:{s:s,s:s,s:s,s:O}}", "act", "job.submitted", "request", "kind",
                                   "import", "dataset", dataset, "upload", hash, "options", options),
                         file);
    if (id)
        answer_import(call, id);
    json_decref(options);
    free(file);
}

const struct fs_route fs_route_data[] = {
    {"GET", "/v1/datasets", "listDatasets", FS_MAY_READ_DATA, FS_BODY_NONE, 0, "limit,after", list, NULL},
    {"GET", "/v1/datasets/{dataset}", "getDataset", FS_MAY_READ_DATA, FS_BODY_NONE, 0, "", show, NULL},
    {"DELETE", "/v1/datasets/{dataset}", "removeDataset", FS_MAY_REMOVE_DATA, FS_BODY_NONE, FS_ROUTE_ACTS, "",
     remove_it, removed_before},
    {"GET", "/v1/datasets/{dataset}/rows", "getRows", FS_MAY_READ_DATA, FS_BODY_NONE, 0,
     "symbol,from,to,columns,limit,resample", fs_data_rows, NULL},
    {"POST", "/v1/datasets/{dataset}/rows", "importRows", FS_MAY_WRITE_DATA, FS_BODY_RAW, FS_ROUTE_ACTS,
     "symbol,kind,timezone,calendar,on_error,replace", import, answer_import},
    {"GET", "/v1/datasets/{dataset}/asof", "getAsOf", FS_MAY_READ_DATA, FS_BODY_NONE, 0, "time,symbol",
     fs_data_asof, NULL},
    {0},
};
