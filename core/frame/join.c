#include "frame/ops.h"
#include "frame/rowkey.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The key columns of both frames, checked against each other. */
struct keys {
    const struct fs_column **left, **right;
    int count;
};

static int is_integer(int type)
{
    return type == FS_I32 || type == FS_I64;
}

static void keys_clear(struct keys *keys)
{
    free(keys->left);
    free(keys->right);
}

static int keys_find(struct keys *keys, const struct fs_frame *left, const struct fs_frame *right,
                     const char *const *names, int count)
{
    *keys = (struct keys){calloc((size_t)count + 1, sizeof *keys->left),
                          calloc((size_t)count + 1, sizeof *keys->right), count};
    if (!keys->left || !keys->right)
        return fs_error_nomem();
    for (int i = 0; i < count; i++) {
        const struct fs_column *a = keys->left[i] = fs_frame_require(left, names[i]);
        const struct fs_column *b = keys->right[i] = a ? fs_frame_require(right, names[i]) : NULL;
        if (!a || !b)
            return fs_error_wrap(FS_E_NOT_FOUND, "key '%s' is not in the %s frame", names[i],
                                 a ? "right" : "left");
        if (a->type != b->type && !(is_integer(a->type) && is_integer(b->type)))
            return fs_error_set(FS_E_INPUT, "key '%s' is of type %s in the left frame and %s in the right",
                                names[i], fs_type_name(a->type), fs_type_name(b->type));
    }
    return 0;
}

static int is_key(const char *name, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return 1;
    return 0;
}

/* All left columns (of `left_rows`, NULL: as they are), then the right's but its keys. */
static struct fs_frame *put_together(const struct fs_frame *left, const int64_t *left_rows,
                                     const struct fs_frame *right, const int64_t *right_rows, int64_t rows,
                                     const char *const *keys, int key_count)
{
    struct fs_frame *out = left_rows ? fs_frame_take(left, left_rows, rows) : fs_frame_slice(left, 0, rows);
    struct fs_frame *matched = out ? fs_frame_take(right, right_rows, rows) : NULL;
    int rc = matched ? 0 : -1;
    for (int i = 0; rc == 0 && i < fs_frame_columns(matched); i++) {
        const struct fs_column *column = fs_frame_column(matched, i);
        char *name = NULL;
        if (is_key(column->name, keys, key_count))
            continue;
        if (fs_frame_index(out, column->name) >= 0 && asprintf(&name, "%s_right", column->name) < 0)
            rc = fs_error_nomem();
        else {
            rc = fs_frame_add_shared(out, column, name);
            free(name);
        }
    }
    fs_frame_unref(matched);
    if (rc == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}

struct matches {
    int64_t *left, *right; /* row numbers; right -1 for none */
    int64_t count, capacity;
};

static int add_match(struct matches *matches, int64_t left, int64_t right)
{
    if (matches->count == matches->capacity) {
        int64_t capacity = matches->capacity ? matches->capacity * 2 : 1024;
        int64_t *more_left = realloc(matches->left, (size_t)capacity * sizeof *more_left);
        if (more_left)
            matches->left = more_left;
        int64_t *more_right = realloc(matches->right, (size_t)capacity * sizeof *more_right);
        if (more_right)
            matches->right = more_right;
        if (!more_left || !more_right)
            return fs_error_nomem();
        matches->capacity = capacity;
    }
    matches->left[matches->count] = left;
    matches->right[matches->count++] = right;
    return 0;
}

/* The right frame's rows by key, and for each left row the number of its key there. */
struct lookup {
    struct fs_rowkeys keys;
    int64_t *starts, *lists; /* right rows by number */
    int64_t *ids;            /* of each left row, -1 for none */
};

static void lookup_clear(struct lookup *lookup)
{
    fs_rowkeys_clear(&lookup->keys);
    free(lookup->starts);
    free(lookup->lists);
    free(lookup->ids);
}

static int lookup_build(struct lookup *lookup, const struct keys *keys, int64_t left_rows, int64_t right_rows)
{
    *lookup = (struct lookup){.starts = NULL};
    if (fs_rowkeys_build(&lookup->keys, keys->right, keys->count, right_rows, 0) != 0 ||
        fs_rowkeys_lists(&lookup->keys, right_rows, &lookup->starts, &lookup->lists) != 0)
        return -1;
    lookup->ids = fs_rowkeys_match(&lookup->keys, keys->right, keys->left, keys->count, left_rows);
    return lookup->ids ? 0 : -1;
}

static int find_matches(struct matches *matches, const struct lookup *lookup, int64_t rows, int kind)
{
    for (int64_t row = 0; row < rows; row++) {
        int64_t id = lookup->ids[row];
        if (id < 0) {
            if (kind == FS_JOIN_LEFT && add_match(matches, row, -1) != 0)
                return -1;
            continue;
        }
        for (int64_t i = lookup->starts[id]; i < lookup->starts[id + 1]; i++)
            if (add_match(matches, row, lookup->lists[i]) != 0)
                return -1;
    }
    return 0;
}

struct fs_frame *fs_frame_join(const struct fs_frame *left, const struct fs_frame *right,
                               const char *const *names, int key_count, int kind)
{
    struct keys keys;
    struct lookup lookup = {.starts = NULL};
    struct matches matches = {NULL, NULL, 0, 0};
    struct fs_frame *out = NULL;
    int64_t rows = fs_frame_rows(left);
    if (key_count == 0) {
        fs_error_set(FS_E_INPUT, "a join needs at least one key column");
        return NULL;
    }
    if (keys_find(&keys, left, right, names, key_count) == 0 &&
        lookup_build(&lookup, &keys, rows, fs_frame_rows(right)) == 0 &&
        find_matches(&matches, &lookup, rows, kind) == 0)
        out = put_together(left, matches.left, right, matches.right, matches.count, names, key_count);
    lookup_clear(&lookup);
    keys_clear(&keys);
    free(matches.left);
    free(matches.right);
    return out;
}

/* ---- as-of ---- */

/* A time or integer column that is there everywhere and never falls. */
static int check_ascending(const struct fs_column *column, const char *side)
{
    if (column->type != FS_TIME && !is_integer(column->type))
        return fs_error_set(FS_E_INPUT,
                            "column '%s' of the %s frame is of type %s; an as-of join needs times or "
                            "integers",
                            column->name, side, fs_type_name(column->type));
    for (int64_t i = 0; i < column->length; i++) {
        if (fs_column_is_null(column, i))
            return fs_error_set(FS_E_INPUT, "column '%s' of the %s frame, row %lld: the value is missing",
                                column->name, side, (long long)i + 1);
        if (i > 0 && (int64_t)fs_rowkey_word(column, i) < (int64_t)fs_rowkey_word(column, i - 1)) {
            fs_error_set(FS_E_INPUT,
                         "column '%s' of the %s frame, row %lld: the value is below the one before",
                         column->name, side, (long long)i + 1);
            return fs_error_hint("sort both frames by '%s' first", column->name);
        }
    }
    return 0;
}

/* How far apart two values with a >= b are, as a number that cannot overflow. */
static uint64_t apart(int64_t a, int64_t b)
{
    return (uint64_t)a - (uint64_t)b;
}

struct candidates {
    const struct fs_column *on;
    const int64_t *rows; /* right rows of one key, ascending */
    int64_t count;
    int64_t *below; /* how many of them are at or before (strictly: before) the left's time so far */
};

/* The right row for one left time; -1 for none. */
static int64_t choose(const struct candidates *c, const struct fs_asof *how, int64_t time)
{
    int64_t i = *c->below;
    /* below: how many are before the time, or at it unless that is forbidden */
    while (i < c->count) {
        int64_t other = (int64_t)fs_rowkey_word(c->on, c->rows[i]);
        if (other > time || (other == time && how->forbid_exact))
            break;
        i++;
    }
    *c->below = i;
    int64_t backward = i - 1, forward = i;
    /* forward: the first at the time (which lies below) or after it */
    if (how->forbid_exact)
        while (forward < c->count && (int64_t)fs_rowkey_word(c->on, c->rows[forward]) == time)
            forward++;
    else
        while (forward > 0 && (int64_t)fs_rowkey_word(c->on, c->rows[forward - 1]) == time)
            forward--;
    uint64_t limit = how->tolerance < 0 ? UINT64_MAX : (uint64_t)how->tolerance, back_off = 0, ahead = 0;
    if (backward >= 0)
        back_off = apart(time, (int64_t)fs_rowkey_word(c->on, c->rows[backward]));
    if (forward < c->count)
        ahead = apart((int64_t)fs_rowkey_word(c->on, c->rows[forward]), time);
    int has_back = backward >= 0 && back_off <= limit && how->direction != FS_ASOF_FORWARD;
    int has_ahead = forward < c->count && ahead <= limit && how->direction != FS_ASOF_BACKWARD;
    if (has_back && (!has_ahead || back_off <= ahead))
        return c->rows[backward];
    return has_ahead ? c->rows[forward] : -1;
}

static int64_t *match_asof(const struct fs_column *left, const struct fs_column *right,
                           const struct lookup *lookup, const struct fs_asof *how)
{
    int64_t *below = calloc((size_t)lookup->keys.count + 1, sizeof *below);
    int64_t *matched = malloc(((size_t)left->length + 1) * sizeof *matched);
    if (!below || !matched) {
        free(below);
        free(matched);
        fs_error_nomem();
        return NULL;
    }
    for (int64_t row = 0; row < left->length; row++) {
        int64_t id = lookup->ids[row];
        matched[row] = -1;
        if (id < 0)
            continue;
        struct candidates candidates = {right, lookup->lists + lookup->starts[id],
                                        lookup->starts[id + 1] - lookup->starts[id], &below[id]};
        matched[row] = choose(&candidates, how, (int64_t)fs_rowkey_word(left, row));
    }
    free(below);
    return matched;
}

struct fs_frame *fs_frame_join_asof(const struct fs_frame *left, const struct fs_frame *right,
                                    const struct fs_asof *how)
{
    struct keys on, by = {NULL, NULL, 0};
    struct lookup lookup = {.starts = NULL};
    struct fs_frame *out = NULL;
    int64_t rows = fs_frame_rows(left), *matched = NULL;
    if (keys_find(&on, left, right, &how->on, 1) == 0 && check_ascending(on.left[0], "left") == 0 &&
        check_ascending(on.right[0], "right") == 0 &&
        keys_find(&by, left, right, how->by, how->by_count) == 0 &&
        lookup_build(&lookup, &by, rows, fs_frame_rows(right)) == 0 &&
        (matched = match_asof(on.left[0], on.right[0], &lookup, how)) != NULL)
        out = put_together(left, NULL, right, matched, rows, how->by, how->by_count);
    free(matched);
    lookup_clear(&lookup);
    keys_clear(&on);
    keys_clear(&by);
    return out;
}
