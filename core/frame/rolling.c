/*
 * Moving windows by two stacks. Values enter a back stack, which keeps one running aggregate, and leave from
 * a front stack, which keeps the aggregate of every value and those that entered after it. When the front is
 * empty the back is turned over. A window is the two aggregates merged: each value is merged at most three
 * times, and nothing is ever taken out of a sum again.
 */
#include "frame/aggregate.h"
#include "frame/ops.h"
#include "frame/rowkey.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>

struct gathered {
    int64_t count;
    struct fs_sum sum;
    double mean, squares; /* sum of squared distances from the mean */
    double min, max;
};

static const struct gathered nothing = {0, {0, 0}, 0, 0, (double)INFINITY, -(double)INFINITY};

static struct gathered one(double value)
{
    return value == value ? (struct gathered){1, {value, 0}, value, 0, value, value} : nothing;
}

static struct gathered merge(const struct gathered *a, const struct gathered *b)
{
    if (a->count == 0 || b->count == 0)
        return a->count == 0 ? *b : *a;
    struct gathered both = *a;
    double n = (double)a->count + (double)b->count, off = b->mean - a->mean;
    both.count += b->count;
    fs_sum_add(&both.sum, b->sum.sum);
    both.sum.lost += b->sum.lost;
    both.mean += off * ((double)b->count / n); /* Chan, Golub and LeVeque 1979 */
    both.squares += b->squares + off * off * ((double)a->count * (double)b->count / n);
    both.min = b->min < a->min ? b->min : a->min;
    both.max = b->max > a->max ? b->max : a->max;
    return both;
}

static double result(const struct gathered *all, const struct fs_rolling *how)
{
    int64_t least = how->least > 0 ? how->least : how->window;
    if (how->kind == FS_ROLL_COUNT)
        return (double)all->count;
    if (all->count < least)
        return (double)NAN;
    switch (how->kind) {
    case FS_ROLL_SUM:
        return fs_sum_value(&all->sum);
    case FS_ROLL_MEAN:
        return fs_sum_value(&all->sum) / (double)all->count;
    case FS_ROLL_MIN:
        return all->min;
    case FS_ROLL_MAX:
        return all->max;
    default:
        return all->count > how->ddof ? sqrt(all->squares / (double)(all->count - how->ddof)) : (double)NAN;
    }
}

static double value_at(const struct fs_column *column, int64_t i)
{
    if (column->type == FS_F64)
        return ((const double *)column->data)[i];
    return fs_column_is_null(column, i) ? (double)NAN : (double)(int64_t)fs_rowkey_word(column, i);
}

/* `front[k]` is what rows turned - k - 1 to turned - 1 gather; `left` of them are still in the window. */
static void roll(const struct fs_column *column, const struct fs_rolling *how, struct gathered *front,
                 double *out)
{
    struct gathered back = nothing;
    int64_t left = 0, back_count = 0;
    for (int64_t i = 0; i < column->length; i++) {
        if (left + back_count == how->window) { /* the oldest row leaves */
            if (left == 0) {
                struct gathered all = nothing;
                for (int64_t k = 0; k < back_count; k++) {
                    struct gathered value = one(value_at(column, i - 1 - k));
                    all = front[k] = merge(&value, &all);
                }
                left = back_count;
                back = nothing;
                back_count = 0;
            }
            left--;
        }
        struct gathered value = one(value_at(column, i));
        back = merge(&back, &value);
        back_count++;
        struct gathered all = left > 0 ? merge(&front[left - 1], &back) : back;
        out[i] = result(&all, how);
    }
}

static int add_window(struct fs_frame *out, const struct fs_frame *frame, const struct fs_rolling *how)
{
    const struct fs_column *column = fs_frame_require(frame, how->column);
    void *data;
    if (!column)
        return -1;
    if (column->type == FS_STRING || column->type == FS_TIME)
        return fs_error_set(FS_E_INPUT, "column '%s' is of type %s; a moving window needs numbers",
                            column->name, fs_type_name(column->type));
    if (how->window <= 0)
        return fs_error_set(FS_E_INPUT, "column '%s': a window of %lld rows; expected at least 1",
                            column->name, (long long)how->window);
    int64_t most = how->window < column->length ? how->window : column->length;
    struct gathered *front = malloc(((size_t)most + 1) * sizeof *front);
    if (!front)
        return fs_error_nomem();
    int rc = fs_frame_add_new(out, how->name, FS_F64, column->length, NULL, &data);
    if (rc == 0)
        roll(column, how, front, data);
    free(front);
    return rc;
}

struct fs_frame *fs_frame_rolling(const struct fs_frame *frame, const struct fs_rolling *windows, int count)
{
    struct fs_frame *out = fs_frame_slice(frame, 0, fs_frame_rows(frame));
    int rc = out ? 0 : -1;
    for (int i = 0; i < count && rc == 0; i++)
        rc = add_window(out, frame, &windows[i]);
    if (rc == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}
