/* table.c: records as an Arrow file. */
#include "base/error.h"
#include "frame/arrow.h"
#include "sweep/track.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const statuses[] = {"", "done", "excluded", "refused", "failed"};

const char *fs_run_status_name(int status)
{
    return status >= FS_RUN_DONE && status <= FS_RUN_FAILED ? statuses[status] : "";
}

struct table {
    struct fs_sweep *sweep;
    const struct fs_plan *plan;
    int64_t first, rows;
    struct fs_frame *frame;
};

/* A column of texts: `text` gives that of a record, in `room`. */
static int add_texts(struct table *t, const char *name,
                     int (*text)(const struct fs_run *run, char *room, size_t size))
{
    struct fs_dict *dict = fs_dict_new();
    int32_t *codes = malloc(((size_t)t->rows + 1) * sizeof *codes);
    int status = dict && codes ? 0 : fs_error_nomem();
    for (int64_t i = 0; i < t->rows && status == 0; i++) {
        char room[256];
        const struct fs_run *run = fs_run_log_get(t->sweep->log, t->first + i);
        int length = run ? text(run, room, sizeof room) : -1;
        status = length < 0 || (codes[i] = fs_dict_put(dict, room, (size_t)length)) < 0 ? -1 : 0;
    }
    void *data;
    if (status) {
        fs_dict_unref(dict);
    } else if ((status = fs_frame_add_new(t->frame, name, FS_STRING, t->rows, dict, &data)) == 0) {
        memcpy(data, codes, (size_t)t->rows * sizeof *codes);
    }
    free(codes);
    return status;
}

static int status_text(const struct fs_run *run, char *room, size_t size)
{
    return snprintf(room, size, "%s", fs_run_status_name(run->status));
}

static int reason_text(const struct fs_run *run, char *room, size_t size)
{
    return snprintf(room, size, "%.*s", (int)sizeof run->reason - 1, run->reason);
}

static int hash_text(const struct fs_run *run, char *room, size_t size)
{
    char hex[FS_SHA256_HEX];
    fs_sha256_text(run->journal_hash, hex);
    int ran = run->status == FS_RUN_DONE || run->status == FS_RUN_REFUSED;
    return snprintf(room, size, "%s", ran ? hex : "");
}

/* The name of a parameter's column: one that is a figure's too has "param_" before it. */
static void column_name(const char *param, char *name, size_t size)
{
    static const char *const own[] = {"set",    "status",  "objective", "constraint",
                                      "reason", "seconds", "periods",   "journal_hash"};
    int taken = 0;
    for (int i = 0; i < FS_FIGURES; i++)
        taken |= !strcmp(param, fs_figure_names[i]);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        taken |= !strcmp(param, own[i]);
    snprintf(name, size, "%s%s", taken ? "param_" : "", param);
}

/* The type of a parameter, as the strategy declares it. */
static int is_number(const struct table *t, const char *name)
{
    size_t i;
    json_t *param;
    json_array_foreach(json_object_get(t->sweep->about, "params"), i,
                       param) if (!strcmp(json_string_value(json_object_get(param, "name")),
                                          name)) return json_is_number(json_object_get(param, "value"));
    return 0;
}

static int add_param(struct table *t, int axis)
{
    const struct fs_space *space = &t->plan->space;
    char name[256], text[FS_SPACE_TEXT];
    column_name(space->axes[axis].name, name, sizeof name);
    void *data;
    if (is_number(t, space->axes[axis].name)) {
        if (fs_frame_add_new(t->frame, name, FS_F64, t->rows, NULL, &data))
            return -1;
        for (int64_t i = 0; i < t->rows; i++)
            ((double *)data)[i] = strtod(fs_space_value(space, t->first + i, axis, text), NULL);
        return 0;
    }
    struct fs_dict *dict = fs_dict_new();
    if (!dict || fs_frame_add_new(t->frame, name, FS_STRING, t->rows, fs_dict_ref(dict), &data)) {
        fs_dict_unref(dict);
        return -1;
    }
    int status = 0;
    for (int64_t i = 0; i < t->rows && status == 0; i++) {
        const char *value = fs_space_value(space, t->first + i, axis, text);
        int32_t code = fs_dict_put(dict, value, strlen(value));
        ((int32_t *)data)[i] = code;
        status = code < 0 ? -1 : 0;
    }
    fs_dict_unref(dict);
    return status;
}

/* The numbers of all records, column by column, read in one pass. */
static int add_numbers(struct table *t)
{
    enum { EXTRA = 3, COUNTS = FS_FIGURE_trades };
    static const char *const extra[EXTRA] = {"objective", "periods", "seconds"};
    void *data[FS_FIGURES + EXTRA], *constraint;
    for (int i = 0; i < EXTRA; i++)
        if (fs_frame_add_new(t->frame, extra[i], FS_F64, t->rows, NULL, &data[FS_FIGURES + i]))
            return -1;
    for (int i = 0; i < FS_FIGURES; i++)
        if (fs_frame_add_new(t->frame, fs_figure_names[i], i >= COUNTS ? FS_I64 : FS_F64, t->rows, NULL,
                             &data[i]))
            return -1;
    if (fs_frame_add_new(t->frame, "constraint", FS_I32, t->rows, NULL, &constraint))
        return -1;
    for (int64_t i = 0; i < t->rows; i++) {
        const struct fs_run *run = fs_run_log_get(t->sweep->log, t->first + i);
        if (!run)
            return -1;
        for (int k = 0; k < FS_FIGURES; k++) {
            double value = fs_run_figure(run, k);
            if (k >= COUNTS)
                ((int64_t *)data[k])[i] = isnan(value) ? 0 : (int64_t)value;
            else
                ((double *)data[k])[i] = value;
        }
        ((double *)data[FS_FIGURES])[i] = run->objective;
        ((double *)data[FS_FIGURES + 1])[i] = run->periods;
        ((double *)data[FS_FIGURES + 2])[i] = run->seconds;
        ((int32_t *)constraint)[i] = run->constraint;
    }
    return 0;
}

static int add_all(struct table *t)
{
    void *data;
    if (fs_frame_add_new(t->frame, "set", FS_I64, t->rows, NULL, &data))
        return -1;
    for (int64_t i = 0; i < t->rows; i++)
        ((int64_t *)data)[i] = t->first + i;
    for (int i = 0; i < t->plan->space.axis_count; i++)
        if (add_param(t, i))
            return -1;
    return add_texts(t, "status", status_text) || add_numbers(t) || add_texts(t, "reason", reason_text) ||
                   add_texts(t, "journal_hash", hash_text)
               ? -1
               : 0;
}

int fs_table_write(struct fs_sweep *sweep, const struct fs_plan *plan, int64_t first, int64_t last,
                   const char *path)
{
    struct table table = {sweep, plan, first, last - first, fs_frame_new()};
    int status = table.frame ? add_all(&table) : -1;
    if (status == 0)
        status = fs_arrow_write_file(table.frame, path, NULL);
    fs_frame_unref(table.frame);
    return status;
}
