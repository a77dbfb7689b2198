#include "frame/aggregate.h"

#include "frame/rowkey.h"

#include "base/error.h"
#include "base/nearest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"count", "sum", "mean", "min",    "max",    "first",
                                    "last",  "var", "std",  "median", "nunique"};

int fs_aggregate_parse(const char *name)
{
    const int count = (int)(sizeof names / sizeof *names);
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    const char *nearest = fs_nearest(name, names, count);
    fs_error_set(FS_E_INPUT,
                 "'%s' is no aggregate; expected count, sum, mean, min, max, first, last, var, std, median "
                 "or nunique",
                 name);
    return nearest ? fs_error_hint("did you mean '%s'?", nearest) : -1;
}

void fs_sum_add(struct fs_sum *sum, double value)
{
    double next = sum->sum + value;
    sum->lost += fabs(sum->sum) >= fabs(value) ? (sum->sum - next) + value : (value - next) + sum->sum;
    sum->sum = next;
}

double fs_sum_value(const struct fs_sum *sum)
{
    return isfinite(sum->sum) ? sum->sum + sum->lost : sum->sum; /* an infinity makes `lost` a NaN */
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void fs_sort_doubles(double *values, int64_t count)
{
    qsort(values, (size_t)count, sizeof *values, compare_doubles);
}

double fs_frame_quantile(const double *values, int64_t count, double p)
{
    if (count == 0)
        return (double)NAN;
    double at = p * (double)(count - 1), below = floor(at);
    int64_t i = (int64_t)below;
    if (i + 1 >= count || at == below)
        return values[i];
    return values[i] + (at - below) * (values[i + 1] - values[i]);
}

/* A number of any numeric type as a double. */
static double number(const struct fs_column *column, int64_t i)
{
    return column->type == FS_F64 ? ((const double *)column->data)[i]
                                  : (double)(int64_t)fs_rowkey_word(column, i);
}

/* The rows of a group that are not missing. */
static int64_t present_rows(const struct fs_column *column, const int64_t *list, int64_t count, int64_t *rows)
{
    int64_t n = 0;
    for (int64_t i = 0; i < count; i++)
        if (!fs_column_is_null(column, list[i]))
            rows[n++] = list[i];
    return n;
}

static double variance(const struct fs_column *column, const int64_t *rows, int64_t n, int ddof)
{
    struct fs_sum sum = {0, 0}, squares = {0, 0};
    if (n <= ddof)
        return (double)NAN;
    for (int64_t i = 0; i < n; i++)
        fs_sum_add(&sum, number(column, rows[i]));
    double mean = fs_sum_value(&sum) / (double)n;
    for (int64_t i = 0; i < n; i++) {
        double off = number(column, rows[i]) - mean;
        fs_sum_add(&squares, off * off);
    }
    return fs_sum_value(&squares) / (double)(n - ddof);
}

static double median(const struct fs_column *column, const int64_t *rows, int64_t n, double *scratch)
{
    for (int64_t i = 0; i < n; i++)
        scratch[i] = number(column, rows[i]);
    fs_sort_doubles(scratch, n);
    return fs_frame_quantile(scratch, n, 0.5);
}

static double real_aggregate(const struct fs_column *column, const struct fs_aggregation *how,
                             const int64_t *rows, int64_t n, double *scratch)
{
    struct fs_sum sum = {0, 0};
    switch (how->aggregate) {
    case FS_AGG_VAR:
        return variance(column, rows, n, how->ddof);
    case FS_AGG_STD:
        return sqrt(variance(column, rows, n, how->ddof));
    case FS_AGG_MEDIAN:
        return median(column, rows, n, scratch);
    default:
        for (int64_t i = 0; i < n; i++)
            fs_sum_add(&sum, number(column, rows[i]));
        if (how->aggregate == FS_AGG_SUM)
            return fs_sum_value(&sum);
        return n ? fs_sum_value(&sum) / (double)n : (double)NAN;
    }
}

static int compare_words(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static int64_t distinct(const struct fs_column *column, const int64_t *rows, int64_t n, uint64_t *scratch)
{
    int64_t count = n > 0;
    for (int64_t i = 0; i < n; i++)
        scratch[i] = fs_rowkey_word(column, rows[i]);
    qsort(scratch, (size_t)n, sizeof *scratch, compare_words);
    for (int64_t i = 1; i < n; i++)
        count += scratch[i] != scratch[i - 1];
    return count;
}

/* Sums and means of integers and times, exactly. */
static int whole_aggregate(const struct fs_column *column, const struct fs_aggregation *how,
                           const int64_t *rows, int64_t n, int64_t *out)
{
    __extension__ typedef __int128 i128;
    i128 sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += (int64_t)fs_rowkey_word(column, rows[i]);
    if (how->aggregate == FS_AGG_MEAN && n > 0)
        sum = sum / n - (sum % n < 0); /* down, also before 1970 */
    if (sum > INT64_MAX || sum < INT64_MIN)
        return fs_error_set(FS_E_INPUT, "column '%s': a sum does not fit in 64 bits", column->name);
    *out = (int64_t)sum;
    return 0;
}

/* The row that a min, max, first or last takes its value from; -1 for none. */
static int64_t chosen_row(const struct fs_column *column, const int32_t *ranks, int aggregate,
                          const int64_t *rows, int64_t n)
{
    if (n == 0 || aggregate == FS_AGG_FIRST)
        return n ? rows[0] : -1;
    if (aggregate == FS_AGG_LAST)
        return rows[n - 1];
    int64_t best = rows[0];
    uint64_t word = fs_rowkey_order(column, ranks, best);
    for (int64_t i = 1; i < n; i++) {
        uint64_t other = fs_rowkey_order(column, ranks, rows[i]);
        if (aggregate == FS_AGG_MIN ? other < word : other > word) {
            best = rows[i];
            word = other;
        }
    }
    return best;
}

struct work {
    const struct fs_column *column;
    const struct fs_aggregation *how;
    const int64_t *starts, *lists;
    int64_t groups;
    int64_t *rows;   /* room for the largest group */
    double *scratch; /* the same */
};

static int64_t next_group(struct work *work, int64_t group)
{
    return present_rows(work->column, work->lists + work->starts[group],
                        work->starts[group + 1] - work->starts[group], work->rows);
}

/* min, max, first, last: rows of the column itself. */
static int add_chosen(struct fs_frame *out, struct work *work, const char *name)
{
    const struct fs_column *column = work->column;
    int32_t *ranks = column->type == FS_STRING ? fs_rowkey_ranks(column->dict) : NULL;
    int64_t *chosen = malloc(((size_t)work->groups + 1) * sizeof *chosen);
    struct fs_frame *one = fs_frame_new(), *taken = NULL;
    int rc = -1;
    if (!chosen)
        fs_error_nomem();
    if (chosen && one && (ranks || column->type != FS_STRING) &&
        fs_frame_add_shared(one, column, name) == 0) {
        for (int64_t group = 0; group < work->groups; group++) {
            int64_t n = next_group(work, group);
            chosen[group] = chosen_row(column, ranks, work->how->aggregate, work->rows, n);
        }
        if ((taken = fs_frame_take(one, chosen, work->groups)) != NULL)
            rc = fs_frame_add_shared(out, fs_frame_column(taken, 0), NULL);
    }
    fs_frame_unref(taken);
    fs_frame_unref(one);
    free(chosen);
    free(ranks);
    return rc;
}

static int add_reals(struct fs_frame *out, struct work *work, const char *name)
{
    void *data;
    if (fs_frame_add_new(out, name, FS_F64, work->groups, NULL, &data) != 0)
        return -1;
    for (int64_t group = 0; group < work->groups; group++) {
        int64_t n = next_group(work, group);
        ((double *)data)[group] = real_aggregate(work->column, work->how, work->rows, n, work->scratch);
    }
    return 0;
}

/* Marks rows missing in the last column of a frame. */
static int mark_missing(struct fs_frame *out, const uint8_t *missing, int64_t rows)
{
    int64_t count = 0;
    for (int64_t i = 0; i < rows; i++)
        count += missing[i];
    if (count == 0)
        return 0;
    struct fs_buffer *bitmap = fs_buffer_new((size_t)(rows / 8 + 1));
    if (!bitmap)
        return -1;
    uint8_t *bits = memset(fs_buffer_data(bitmap), 0, (size_t)(rows / 8 + 1));
    for (int64_t i = 0; i < rows; i++)
        bits[i / 8] = (uint8_t)(bits[i / 8] | (!missing[i]) << (i % 8));
    return fs_frame_set_validity(out, fs_frame_columns(out) - 1, bitmap, count);
}

/* Counts, and sums and means that are whole. */
static int add_wholes(struct fs_frame *out, struct work *work, const char *name, int type)
{
    void *data;
    uint8_t *missing = calloc((size_t)work->groups + 1, 1);
    int rc = missing ? 0 : fs_error_nomem();
    if (rc == 0)
        rc = fs_frame_add_new(out, name, type, work->groups, NULL, &data);
    if (rc == 0 && type == FS_TIME && work->column->zone)
        rc = fs_frame_set_zone(out, fs_frame_columns(out) - 1, work->column->zone);
    for (int64_t group = 0; rc == 0 && group < work->groups; group++) {
        int64_t n = next_group(work, group), *value = (int64_t *)data + group;
        if (work->how->aggregate == FS_AGG_COUNT)
            *value = n;
        else if (work->how->aggregate == FS_AGG_NUNIQUE)
            *value = distinct(work->column, work->rows, n, (uint64_t *)(void *)work->scratch);
        else {
            rc = whole_aggregate(work->column, work->how, work->rows, n, value);
            missing[group] = n == 0 && work->how->aggregate == FS_AGG_MEAN;
        }
    }
    if (rc == 0)
        rc = mark_missing(out, missing, work->groups);
    free(missing);
    return rc;
}

static int add_aggregate(struct fs_frame *out, struct work *work, const char *name)
{
    int type = work->column->type, aggregate = work->how->aggregate;
    switch (aggregate) {
    case FS_AGG_COUNT:
    case FS_AGG_NUNIQUE:
        return add_wholes(out, work, name, FS_I64);
    case FS_AGG_MIN:
    case FS_AGG_MAX:
    case FS_AGG_FIRST:
    case FS_AGG_LAST:
        return add_chosen(out, work, name);
    default:
        break;
    }
    if (aggregate < 0 || aggregate > FS_AGG_NUNIQUE)
        return fs_error_set(FS_E_INPUT, "column '%s': there is no aggregate number %d", work->column->name,
                            aggregate);
    if (type == FS_STRING || (type == FS_TIME && aggregate != FS_AGG_MEAN))
        return fs_error_set(FS_E_INPUT, "column '%s' is of type %s, which has no %s", work->column->name,
                            fs_type_name(type), names[aggregate]);
    if (type == FS_TIME)
        return add_wholes(out, work, name, FS_TIME);
    if (aggregate == FS_AGG_SUM && type != FS_F64)
        return add_wholes(out, work, name, FS_I64);
    return add_reals(out, work, name);
}

int fs_aggregate_lists(struct fs_frame *out, const struct fs_frame *frame,
                       const struct fs_aggregation *aggregation, const int64_t *starts, const int64_t *lists,
                       int64_t groups)
{
    struct work work = {
        fs_frame_require(frame, aggregation->column), aggregation, starts, lists, groups, NULL, NULL};
    int64_t largest = 0;
    if (!work.column)
        return -1;
    for (int64_t group = 0; group < groups; group++)
        if (starts[group + 1] - starts[group] > largest)
            largest = starts[group + 1] - starts[group];
    work.rows = malloc(((size_t)largest + 1) * sizeof *work.rows);
    work.scratch = malloc(((size_t)largest + 1) * sizeof *work.scratch);
    int rc = work.rows && work.scratch
                 ? add_aggregate(out, &work, aggregation->name ? aggregation->name : aggregation->column)
                 : fs_error_nomem();
    free(work.rows);
    free(work.scratch);
    return rc;
}
