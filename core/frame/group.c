#include "frame/aggregate.h"
#include "frame/ops.h"
#include "frame/rowkey.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The key columns of the first row of each group. */
static int add_keys(struct fs_frame *out, const struct fs_frame *frame, const char *const *names, int count,
                    const struct fs_rowkeys *keys)
{
    struct fs_frame *chosen = fs_frame_select(frame, names, count);
    struct fs_frame *taken = chosen ? fs_frame_take(chosen, keys->first, keys->count) : NULL;
    int rc = taken ? fs_frame_meta_copy(out, frame) : -1;
    for (int i = 0; i < count && rc == 0; i++)
        rc = fs_frame_add_shared(out, fs_frame_column(taken, i), NULL);
    fs_frame_unref(chosen);
    fs_frame_unref(taken);
    return rc;
}

/* Without keys the whole frame is one group, also when it has no rows. */
static int number_groups(const struct fs_frame *frame, const char *const *names, int count,
                         struct fs_rowkeys *keys)
{
    int64_t rows = fs_frame_rows(frame);
    const struct fs_column **columns = calloc((size_t)count + 1, sizeof *columns);
    if (!columns)
        return fs_error_nomem();
    int rc = 0;
    for (int i = 0; i < count && rc == 0; i++)
        rc = (columns[i] = fs_frame_require(frame, names[i])) ? 0 : -1;
    if (rc == 0)
        rc = fs_rowkeys_build(keys, columns, count, rows, 1);
    if (rc == 0 && count == 0)
        keys->count = 1;
    free(columns);
    return rc;
}

struct fs_frame *fs_frame_group(const struct fs_frame *frame, const char *const *keys, int key_count,
                                const struct fs_aggregation *aggregations, int count)
{
    struct fs_rowkeys numbered;
    int64_t *starts = NULL, *lists = NULL;
    if (number_groups(frame, keys, key_count, &numbered) != 0)
        return NULL;
    struct fs_frame *out = fs_frame_new();
    int rc = out ? fs_rowkeys_lists(&numbered, fs_frame_rows(frame), &starts, &lists) : -1;
    if (rc == 0)
        rc =
            key_count > 0 ? add_keys(out, frame, keys, key_count, &numbered) : fs_frame_meta_copy(out, frame);
    if (rc == 0 && key_count == 0)
        starts[1] = fs_frame_rows(frame);
    for (int i = 0; i < count && rc == 0; i++)
        rc = fs_aggregate_lists(out, frame, &aggregations[i], starts, lists, numbered.count);
    free(starts);
    free(lists);
    fs_rowkeys_clear(&numbered);
    if (rc == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}

/* ---- describe ---- */

enum { COUNT, MISSING, UNIQUE, WHOLE_STATISTICS };
enum { MEAN, STD, MIN, Q25, MEDIAN, Q75, MAX, REAL_STATISTICS };

static void describe_numbers(const struct fs_column *column, double *values, double *const *out, int64_t at)
{
    struct fs_sum sum = {0, 0}, squares = {0, 0};
    int64_t n = 0;
    for (int64_t i = 0; i < column->length; i++)
        if (!fs_column_is_null(column, i)) {
            values[n] = column->type == FS_F64 ? ((const double *)column->data)[i]
                                               : (double)(int64_t)fs_rowkey_word(column, i);
            fs_sum_add(&sum, values[n++]);
        }
    double mean = n ? fs_sum_value(&sum) / (double)n : (double)NAN;
    for (int64_t i = 0; i < n; i++)
        fs_sum_add(&squares, (values[i] - mean) * (values[i] - mean));
    fs_sort_doubles(values, n);
    out[MEAN][at] = mean;
    out[STD][at] = n > 1 ? sqrt(fs_sum_value(&squares) / (double)(n - 1)) : (double)NAN;
    out[MIN][at] = n ? values[0] : (double)NAN;
    out[Q25][at] = fs_frame_quantile(values, n, 0.25);
    out[MEDIAN][at] = fs_frame_quantile(values, n, 0.5);
    out[Q75][at] = fs_frame_quantile(values, n, 0.75);
    out[MAX][at] = n ? values[n - 1] : (double)NAN;
}

static int describe_column(const struct fs_column *column, double *values, int64_t *const *wholes,
                           double *const *reals, int64_t at)
{
    struct fs_rowkeys keys;
    int64_t missing = 0;
    if (fs_rowkeys_build(&keys, &column, 1, column->length, 0) != 0)
        return -1;
    for (int64_t i = 0; i < column->length; i++)
        missing += keys.ids[i] < 0;
    wholes[COUNT][at] = column->length - missing;
    wholes[MISSING][at] = missing;
    wholes[UNIQUE][at] = keys.count;
    fs_rowkeys_clear(&keys);
    for (int s = 0; s < REAL_STATISTICS; s++)
        reals[s][at] = (double)NAN;
    if (column->type != FS_STRING && column->type != FS_TIME)
        describe_numbers(column, values, reals, at);
    return 0;
}

/* The result's columns; *names and *types are codes to be filled. */
static int describe_columns(struct fs_frame *out, int64_t rows, int32_t **names, int32_t **types,
                            int64_t **wholes, double **reals)
{
    static const char *const whole_names[] = {"count", "missing", "unique"};
    static const char *const real_names[] = {"mean", "std", "min", "q25", "median", "q75", "max"};
    void *data;
    for (int i = 0; i < 2; i++) {
        struct fs_dict *dict = fs_dict_new();
        if (!dict || fs_frame_add_new(out, i ? "type" : "column", FS_STRING, rows, dict, &data) != 0)
            return -1;
        *(i ? types : names) = data;
    }
    for (int s = 0; s < WHOLE_STATISTICS; s++) {
        if (fs_frame_add_new(out, whole_names[s], FS_I64, rows, NULL, &data) != 0)
            return -1;
        wholes[s] = data;
    }
    for (int s = 0; s < REAL_STATISTICS; s++) {
        if (fs_frame_add_new(out, real_names[s], FS_F64, rows, NULL, &data) != 0)
            return -1;
        reals[s] = data;
    }
    return 0;
}

static int describe_all(struct fs_frame *out, const struct fs_frame *frame, double *values)
{
    int count = fs_frame_columns(frame);
    int32_t *names, *types;
    int64_t *wholes[WHOLE_STATISTICS];
    double *reals[REAL_STATISTICS];
    if (describe_columns(out, count, &names, &types, wholes, reals) != 0)
        return -1;
    for (int i = 0; i < count; i++) {
        const struct fs_column *column = fs_frame_column(frame, i);
        const char *type = fs_type_name(column->type);
        names[i] = fs_dict_put(fs_frame_column(out, 0)->dict, column->name, strlen(column->name));
        types[i] = fs_dict_put(fs_frame_column(out, 1)->dict, type, strlen(type));
        if (names[i] < 0 || types[i] < 0 || describe_column(column, values, wholes, reals, i) != 0)
            return -1;
    }
    return 0;
}

struct fs_frame *fs_frame_describe(const struct fs_frame *frame)
{
    struct fs_frame *out = fs_frame_new();
    double *values = malloc(((size_t)fs_frame_rows(frame) + 1) * sizeof *values);
    if (!values)
        fs_error_nomem();
    int rc = out && values ? describe_all(out, frame, values) : -1;
    free(values);
    if (rc == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}
