/*
 * bench_compute.c: the compute library's speed. Peers get the same numbers; their results are compared with ours before a
 * ratio is shown (tests/bench/peers/README.md).
 */
#include "cli/bench_compute.h"

#include "base/error.h"
#include "cli/cli.h"

#include <dirent.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VALUES = 1000000 };

struct fs_bench_row *fs_bench_ours(struct fs_bench_compute *c, const char *name, const char *unit,
                                   double count, void (*job)(void *), void *context)
{
    struct fs_bench_row *row = fs_bench_row(c->report, name, unit, count);
    if (!row)
        return NULL;
    row->ours = 1;
    job(context);
    for (; row->runs < c->runs; row->runs++) {
        double start = fs_bench_now();
        job(context);
        row->seconds[row->runs] = fs_bench_now() - start;
    }
    return row;
}

double fs_bench_nanoseconds(const struct fs_bench_row *row)
{
    return row ? fs_bench_median(row) / row->count * 1e9 : 0;
}

/* Reads an output that a peer wrote; NULL when it is not there. */
static double *read_output(const struct fs_bench_compute *c, const char *file, size_t count)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", c->folder, file);
    double *values = malloc(count * sizeof *values);
    FILE *in = values ? fopen(path, "rb") : NULL;
    size_t got = in ? fread(values, sizeof *values, count, in) : 0;
    if (in)
        fclose(in);
    if (got == count)
        return values;
    free(values);
    return NULL;
}

/* The largest difference beside the largest of ours; infinity where one is missing and the other is not. */
static double difference(const double *ours, const double *theirs, const struct fs_bench_expected *e)
{
    double scale = 0, worst = 0, shift = e->shifted ? theirs[e->from] - ours[e->from] : 0;
    for (size_t i = e->from; i < e->count; i++) {
        if (isnan(ours[i]) && isnan(theirs[i]))
            continue;
        scale = fmax(scale, fabs(ours[i]));
        double off = fabs(theirs[i] - shift - ours[i]);
        worst = isnan(off) ? INFINITY : fmax(worst, off);
    }
    return worst > 0 ? worst / scale : 0;
}

static void compare(const struct fs_bench_compute *c, struct fs_bench_row *row, const json_t *files,
                    const struct fs_bench_expected *e)
{
    if (e->differs) {
        snprintf(row->note, sizeof row->note, "not compared: %s", e->differs);
        return;
    }
    double worst = 0;
    for (int i = 0; i < e->output_count; i++) {
        const char *file = json_string_value(json_array_get(files, (size_t)i));
        double *theirs = file ? read_output(c, file, e->count) : NULL;
        if (!theirs) {
            snprintf(row->note, sizeof row->note, "wrote no output %d", i);
            return;
        }
        worst = fmax(worst, difference(e->outputs[i], theirs, e));
        free(theirs);
    }
    row->compared = worst <= e->tolerance ? 1 : -1;
    if (worst > 0)
        snprintf(row->note, sizeof row->note, "to %.1g", worst);
    else
        snprintf(row->note, sizeof row->note, "bit for bit");
}

struct fs_bench_row *fs_bench_theirs(struct fs_bench_compute *c, const json_t *results, const char *who,
                                     const char *what, const char *unit, double count,
                                     const struct fs_bench_expected *expected)
{
    char key[96];
    snprintf(key, sizeof key, "%s %s", who, what);
    const json_t *result = json_object_get(results, key);
    struct fs_bench_row *row = result ? fs_bench_row(c->report, key, unit, count) : NULL;
    if (!row)
        return NULL;
    const char *version = json_string_value(json_object_get(result, "version"));
    snprintf(row->version, sizeof row->version, "%s", version ? version : "");
    size_t i;
    json_t *value;
    json_array_foreach(json_object_get(result, "seconds"), i, value) if (row->runs < FS_BENCH_RUNS_MAX)
        row->seconds[row->runs++] = json_number_value(value);
    compare(c, row, json_object_get(result, "outputs"), expected);
    return row;
}

/* Removes the folder that peers worked in. */
static void clear(const char *folder)
{
    DIR *list = opendir(folder);
    for (struct dirent *entry = list ? readdir(list) : NULL; entry; entry = readdir(list)) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(path);
    }
    if (list)
        closedir(list);
    rmdir(folder);
}

static int run(const struct fs_args *args, struct fs_bench_report *report)
{
    struct fs_bench_compute c = {.report = report};
    /* one run takes milliseconds, so that four times as many still take little time */
    int64_t runs = 4 * fs_args_int(args, "runs") + 1;
    c.runs = runs < FS_BENCH_RUNS_MAX ? (int)runs : FS_BENCH_RUNS_MAX;
    if (fs_bench_bars_make(&c.bars, VALUES))
        return -1;
    int status = 0;
    if (fs_args_flag(args, "peers")) {
        c.python = fs_bench_python(args);
        strcpy(c.folder, "/tmp/finsmart-bench-XXXXXX");
        if (!c.python) {
            fs_error_set(FS_E_NOT_FOUND, "the peers are not installed");
            status = fs_error_hint("tests/bench/setup-peers.sh installs them; --python PATH names another");
        } else if (!mkdtemp(c.folder)) {
            c.folder[0] = '\0';
            status = fs_error_errno("could not make a folder in /tmp");
        }
    }
    if (status == 0)
        status = fs_bench_indicators(&c);
    if (status == 0)
        status = fs_bench_models(&c);
    if (c.python && c.folder[0])
        clear(c.folder);
    fs_bench_bars_free(&c.bars);
    return status;
}

const struct fs_bench fs_bench_compute = {
    .name = "compute",
    .summary = "compute: indicators on a million values, many series, streams, models; one core",
    .run = run,
};
