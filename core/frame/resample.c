#include "frame/ops.h"
#include "frame/rowkey.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* The start of the interval that holds an instant; -1 where that is before the first instant there is. */
static int interval_start(int64_t time, int64_t interval, int64_t origin, int64_t *start)
{
    __extension__ typedef __int128 i128; /* a difference of two instants may not fit in 64 bits */
    i128 into = ((i128)time - origin) % interval;
    if (into < 0)
        into += interval;
    return __builtin_sub_overflow(time, (int64_t)into, start) ? -1 : 0;
}

/* Fails where the time falls within one combination of `by`. */
static int check_order(const struct fs_frame *frame, const struct fs_column *time,
                       const struct fs_resample *how)
{
    const struct fs_column **by = calloc((size_t)how->by_count + 1, sizeof *by);
    struct fs_rowkeys keys = {.count = 0};
    int64_t *last = NULL;
    int rc = by ? 0 : fs_error_nomem();
    for (int i = 0; i < how->by_count && rc == 0; i++)
        rc = (by[i] = fs_frame_require(frame, how->by[i])) ? 0 : -1;
    if (rc == 0)
        rc = fs_rowkeys_build(&keys, by, how->by_count, time->length, 1);
    if (rc == 0 && !(last = malloc(((size_t)keys.count + 1) * sizeof *last)))
        rc = fs_error_nomem();
    for (int64_t k = 0; rc == 0 && k < keys.count; k++)
        last[k] = INT64_MIN;
    for (int64_t i = 0; rc == 0 && i < time->length; i++) {
        int64_t now = ((const int64_t *)time->data)[i], id = keys.ids[i];
        if (fs_column_is_null(time, i))
            rc = fs_error_set(FS_E_INPUT, "column '%s', row %lld: the time is missing", time->name,
                              (long long)i + 1);
        else if (now < last[id]) {
            fs_error_set(FS_E_INPUT, "column '%s', row %lld: the time is before that of an earlier row",
                         time->name, (long long)i + 1);
            rc = fs_error_hint("sort the frame by '%s' first", time->name);
        }
        last[id] = now;
    }
    free(last);
    fs_rowkeys_clear(&keys);
    free(by);
    return rc;
}

/* The frame with its time column replaced by the starts of the intervals. */
static struct fs_frame *with_starts(const struct fs_frame *frame, const struct fs_column *time,
                                    const struct fs_resample *how)
{
    struct fs_frame *out = fs_frame_new();
    int rc = out ? fs_frame_meta_copy(out, frame) : -1;
    for (int c = 0; c < fs_frame_columns(frame) && rc == 0; c++) {
        const struct fs_column *column = fs_frame_column(frame, c);
        void *data;
        if (column != time) {
            rc = fs_frame_add_shared(out, column, NULL);
            continue;
        }
        rc = fs_frame_add_new(out, time->name, FS_TIME, time->length, NULL, &data);
        if (rc == 0)
            rc = fs_frame_set_zone(out, c, time->zone);
        for (int64_t i = 0; i < time->length && rc == 0; i++)
            if (interval_start(((const int64_t *)time->data)[i], how->interval, how->origin,
                               (int64_t *)data + i) != 0)
                rc = fs_error_set(FS_E_INPUT,
                                  "column '%s', row %lld: its interval starts before the year 1677",
                                  time->name, (long long)i + 1);
    }
    if (rc == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}

static int usual_aggregate(const char *name)
{
    static const struct {
        const char *name;
        int aggregate;
    } usual[] = {{"open", FS_AGG_FIRST}, {"high", FS_AGG_MAX}, {"low", FS_AGG_MIN}, {"volume", FS_AGG_SUM}};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (strcmp(usual[i].name, name) == 0)
            return usual[i].aggregate;
    return FS_AGG_LAST;
}

/* What bars ask for: every column but the keys. */
static struct fs_aggregation *usual_aggregations(const struct fs_frame *frame, const char *const *keys,
                                                 int key_count, int *count)
{
    struct fs_aggregation *list = calloc((size_t)fs_frame_columns(frame) + 1, sizeof *list);
    if (!list) {
        fs_error_nomem();
        return NULL;
    }
    for (int c = 0; c < fs_frame_columns(frame); c++) {
        const char *name = fs_frame_column(frame, c)->name;
        int is_key = 0;
        for (int k = 0; k < key_count; k++)
            is_key |= strcmp(keys[k], name) == 0;
        if (!is_key)
            list[(*count)++] = (struct fs_aggregation){.column = name, .aggregate = usual_aggregate(name)};
    }
    return list;
}

static struct fs_frame *resample(const struct fs_frame *frame, const struct fs_column *time,
                                 const struct fs_resample *how, const char **keys)
{
    struct fs_aggregation *usual = NULL;
    int count = 0;
    keys[0] = how->time;
    for (int i = 0; i < how->by_count; i++)
        keys[i + 1] = how->by[i];
    if (!how->aggregations && !(usual = usual_aggregations(frame, keys, how->by_count + 1, &count)))
        return NULL;
    struct fs_frame *starts = with_starts(frame, time, how), *out = NULL;
    if (starts)
        out = fs_frame_group(starts, keys, how->by_count + 1, usual ? usual : how->aggregations,
                             usual ? count : how->count);
    free(usual);
    fs_frame_unref(starts);
    return out;
}

struct fs_frame *fs_frame_resample(const struct fs_frame *frame, const struct fs_resample *how)
{
    const struct fs_column *time = fs_frame_require(frame, how->time);
    if (!time)
        return NULL;
    if (time->type != FS_TIME || how->interval <= 0) {
        if (time->type != FS_TIME)
            fs_error_set(FS_E_INPUT, "column '%s' is of type %s; expected timestamps", time->name,
                         fs_type_name(time->type));
        else
            fs_error_set(FS_E_INPUT, "an interval of %lld nanoseconds; expected one above 0",
                         (long long)how->interval);
        return NULL;
    }
    if (check_order(frame, time, how) != 0)
        return NULL;
    const char **keys = calloc((size_t)how->by_count + 1, sizeof *keys);
    if (!keys) {
        fs_error_nomem();
        return NULL;
    }
    struct fs_frame *out = resample(frame, time, how, keys);
    free(keys);
    return out;
}
