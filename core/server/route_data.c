/* Datasets: what there is, and its rows. */
#include "base/error.h"
#include "server/data_rows.h"
#include "server/shapes.h"
#include "server/state.h"

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
            json_array_append_new(symbols, json_pack("{s:s,s:I,s:o,s:o}", "symbol", s->name, "rows", (json_int_t)s->rows,
                                                     "from", fs_shape_time(s->rows ? s->from : FS_TIME_NONE, text), "to",
                                                     fs_shape_time(s->rows ? s->to : FS_TIME_NONE, text)));
    }
    int is_empty = from > to;
    json_t *out = json_pack("{s:s,s:s,s:I,s:i,s:o,s:o,s:s?,s:s?,s:s,s:o}", "name", fs_history_name(h), "kind",
                            fs_kind_name(fs_history_kind(h)), "rows", (json_int_t)fs_history_rows(h), "symbol_count",
                            fs_history_symbols(h), "from", fs_shape_time(is_empty ? FS_TIME_NONE : from, text), "to",
                            fs_shape_time(is_empty ? FS_TIME_NONE : to, text), "timezone", fs_history_zone(h), "calendar",
                            fs_history_calendar(h), "hash", fs_history_hash(h), "columns", columns);
    if (whole)
        json_object_set_new(out, "symbols", symbols);
    else
        json_decref(symbols);
    return out;
}

static void list(struct fs_call *call)
{
    const char *home = fs_call_server(call)->home, *after = fs_call_query(call, "after"), *next = NULL, *last = NULL;
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
            json_array_append_new(items, json_pack("{s:s,s:s}", "name", names[i], "problem", fs_error_last()->message));
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
    } else if (fs_call_act(call, json_pack("{s:s,s:s,s:s}", "act", "dataset.removed", "dataset", name, "hash", hash),
                           NULL)) {
        if (fs_history_remove(fs_call_server(call)->home, name))
            fs_answer_error(call, NULL);
        else
            fs_answer_json(call, 200, json_pack("{s:s,s:s}", "removed", name, "hash", hash));
    }
    free(name);
    free(hash);
}

static void again(struct fs_call *call, uint64_t number)
{
    (void)number;
    fs_answer_json(call, 200, json_pack("{s:s}", "removed", fs_call_name(call, 0)));
}

const struct fs_route fs_route_data[] = {
    {"GET", "/v1/datasets", "listDatasets", FS_MAY_READ_DATA, FS_BODY_NONE, 0, "limit,after", list, NULL},
    {"GET", "/v1/datasets/{dataset}", "getDataset", FS_MAY_READ_DATA, FS_BODY_NONE, 0, "", show, NULL},
    {"DELETE", "/v1/datasets/{dataset}", "removeDataset", FS_MAY_REMOVE_DATA, FS_BODY_NONE, FS_ROUTE_ACTS, "", remove_it,
     again},
    {"GET", "/v1/datasets/{dataset}/rows", "getRows", FS_MAY_READ_DATA, FS_BODY_NONE, 0,
     "symbol,from,to,columns,limit,resample", fs_data_rows, NULL},
    {"GET", "/v1/datasets/{dataset}/asof", "getAsOf", FS_MAY_READ_DATA, FS_BODY_NONE, 0, "time,symbol", fs_data_asof, NULL},
    {0},
};
