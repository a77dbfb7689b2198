/*
 * frame_tool: the operations on frames from the shell, for tests/integration/test_frame_ops_pandas.py. Arrow in, Arrow
 * out; lists are separated by commas, "-" is an empty one.
 *   frame_tool sort IN OUT KEYS                        a key that begins with ^ is descending
 *   frame_tool group IN OUT KEYS COLUMN:AGGREGATE:DDOF,...
 *   frame_tool join IN OUT RIGHT inner|left KEYS
 *   frame_tool asof IN OUT RIGHT backward|forward|nearest ON BY TOLERANCE FORBID_EXACT
 *   frame_tool resample IN OUT TIME INTERVAL ORIGIN BY
 *   frame_tool rolling IN OUT COLUMN WINDOW LEAST DDOF
 */
#include "frame/arrow.h"
#include "frame/ops.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST = 16 };

static int split(char *text, const char **out)
{
    int count = 0;
    char *rest;
    if (strcmp(text, "-") == 0)
        return 0;
    for (char *word = strtok_r(text, ",", &rest); word && count < MOST; word = strtok_r(NULL, ",", &rest))
        out[count++] = word;
    return count;
}

static struct fs_frame *sort(const struct fs_frame *frame, char **args)
{
    const char *names[MOST];
    struct fs_sort_key keys[MOST];
    int count = split(args[0], names);
    for (int i = 0; i < count; i++)
        keys[i] = (struct fs_sort_key){names[i] + (names[i][0] == '^'), names[i][0] == '^'};
    return fs_frame_sort(frame, keys, count);
}

static struct fs_frame *group(const struct fs_frame *frame, char **args)
{
    const char *keys[MOST], *specs[MOST];
    struct fs_aggregation list[MOST];
    static char names[MOST][64];
    int key_count = split(args[0], keys), count = split(args[1], specs);
    for (int i = 0; i < count; i++) {
        char column[32], aggregate[32];
        int ddof;
        if (sscanf(specs[i], "%31[^:]:%31[^:]:%d", column, aggregate, &ddof) != 3)
            return NULL;
        snprintf(names[i], sizeof names[i], "%s_%s", column, aggregate);
        list[i] = (struct fs_aggregation){strdup(column), fs_aggregate_parse(aggregate), names[i], ddof};
    }
    struct fs_frame *out = fs_frame_group(frame, keys, key_count, list, count);
    for (int i = 0; i < count; i++)
        free((void *)list[i].column);
    return out;
}

static struct fs_frame *join(const struct fs_frame *frame, const struct fs_frame *right, char **args)
{
    const char *keys[MOST];
    int count = split(args[2], keys);
    return fs_frame_join(frame, right, keys, count,
                         strcmp(args[1], "left") == 0 ? FS_JOIN_LEFT : FS_JOIN_INNER);
}

static struct fs_frame *asof(const struct fs_frame *frame, const struct fs_frame *right, char **args)
{
    const char *by[MOST];
    struct fs_asof how = {
        .on = args[2], .by = by, .tolerance = atoll(args[4]), .forbid_exact = atoi(args[5])};
    how.by_count = split(args[3], by);
    how.direction = args[1][0] == 'b'   ? FS_ASOF_BACKWARD
                    : args[1][0] == 'f' ? FS_ASOF_FORWARD
                                        : FS_ASOF_NEAREST;
    return fs_frame_join_asof(frame, right, &how);
}

static struct fs_frame *resample(const struct fs_frame *frame, char **args)
{
    const char *by[MOST];
    struct fs_resample how = {
        .time = args[0], .interval = atoll(args[1]), .origin = atoll(args[2]), .by = by};
    how.by_count = split(args[3], by);
    return fs_frame_resample(frame, &how);
}

static struct fs_frame *rolling(const struct fs_frame *frame, char **args)
{
    static const char *const names[] = {"count", "sum", "mean", "min", "max", "std"};
    struct fs_rolling windows[6];
    for (int i = 0; i < 6; i++)
        windows[i] = (struct fs_rolling){args[0], i, atoll(args[1]), atoll(args[2]), atoi(args[3]), names[i]};
    return fs_frame_rolling(frame, windows, 6);
}

static struct fs_frame *operate(const char *what, const struct fs_frame *frame, char **args)
{
    struct fs_frame *right = NULL, *out = NULL;
    if (strcmp(what, "sort") == 0)
        return sort(frame, args);
    if (strcmp(what, "group") == 0)
        return group(frame, args);
    if (strcmp(what, "resample") == 0)
        return resample(frame, args);
    if (strcmp(what, "rolling") == 0)
        return rolling(frame, args);
    if ((right = fs_arrow_read_file(args[0], NULL)) != NULL)
        out = (strcmp(what, "asof") == 0 ? asof : join)(frame, right, args);
    fs_frame_unref(right);
    return out;
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    struct fs_frame *frame = fs_arrow_read_file(argv[2], NULL);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    struct fs_frame *out = frame ? operate(argv[1], frame, argv + 4) : NULL;
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.3f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9);
    int rc = out ? fs_arrow_write_file(out, argv[3], NULL) : -1;
    if (rc != 0) {
        char *text = fs_error_text(fs_error_last());
        fprintf(stderr, "%s\n", text ? text : "failed");
        free(text);
    }
    fs_frame_unref(frame);
    fs_frame_unref(out);
    return rc == 0 ? 0 : 1;
}
