/*
 * bench_sweep.c: finsmart sweep as a user calls it: 253 pairs of moving averages over 100000 generated one-minute bars, from
 * a dataset in files to the list of the best, with one worker and with one for each core.
 */
#include "base/error.h"
#include "base/paths.h"
#include "cli/bench.h"
#include "cli/bench_bars.h"
#include "cli/cli.h"
#include "store/history.h"

#include <dirent.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BARS = 100000, PAIRS = 253 };

static int add_column(struct fs_frame *frame, const char *name, int type, const void *values)
{
    void *data;
    if (fs_frame_add_new(frame, name, type, BARS, NULL, &data))
        return -1;
    memcpy(data, values, BARS * sizeof(double));
    return 0;
}

/* The bars as a dataset of a home of its own. */
static int make_dataset(const char *home, const struct fs_bench_bars *bars)
{
    struct fs_frame *frame = fs_frame_new();
    static const char *const symbols[] = {"bars"};
    struct fs_history_write how = {.kind = FS_KIND_BARS};
    struct fs_history_written written = {0};
    int status = !frame || add_column(frame, "time", FS_TIME, bars->time) ||
                         add_column(frame, "open", FS_F64, bars->open) ||
                         add_column(frame, "high", FS_F64, bars->high) ||
                         add_column(frame, "low", FS_F64, bars->low) ||
                         add_column(frame, "close", FS_F64, bars->close)
                     ? -1
                     : fs_history_write(home, "bars", &how, symbols, &frame, 1, &written);
    fs_frame_unref(frame);
    return status;
}

/* One sweep as a process of its own; its document, NULL with an error. */
static json_t *sweep(const char *home, int jobs)
{
    char command[2 * PATH_MAX + 512];
    snprintf(
        command, sizeof command,
        "'%s' sweep '%s/scripts/strategies/sma_cross_units.lua' --home '%s' --data bars --param fast=5:27:1 "
        "--param slow=30:130:10 --cash 10000000 --fee-bps 5 --jobs %d --json",
        fs_paths_self(), fs_paths_share(), home, jobs);
    FILE *output = popen(command, "r");
    json_t *document = output ? json_loadf(output, 0, NULL) : NULL;
    int status = output ? pclose(output) : -1;
    if (document && status == 0)
        return document;
    json_decref(document);
    fs_error_set(FS_E_INTERNAL, "finsmart sweep failed");
    return NULL;
}

static int measure(struct fs_bench_report *report, const char *home, int jobs, int runs)
{
    char name[64];
    snprintf(name, sizeof name, "finsmart sweep, %d worker%s", jobs, jobs == 1 ? "" : "s");
    struct fs_bench_row *row = fs_bench_row(report, name, "bars", (double)BARS * PAIRS);
    if (!row)
        return -1;
    row->ours = 1;
    for (int i = 0; i < runs; i++) {
        double start = fs_bench_now();
        json_t *document = sweep(home, jobs);
        row->seconds[row->runs++] = fs_bench_now() - start;
        if (!document)
            return -1;
        const char *hash = json_string_value(json_object_get(document, "journal_hash"));
        snprintf(row->note, sizeof row->note, "hash %.12s", hash ? hash : "");
        json_decref(document);
    }
    return 0;
}

static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char inner[PATH_MAX];
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (unlink(inner))
            remove_folder(inner);
    }
    if (folder)
        closedir(folder);
    rmdir(path);
}

static int run(const struct fs_args *args, struct fs_bench_report *report)
{
    struct fs_bench_bars bars;
    cpu_set_t set;
    char home[] = "/tmp/finsmart-bench-XXXXXX";
    int runs = (int)fs_args_int(args, "runs"),
        cores = sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);
    if (fs_bench_bars_make(&bars, BARS))
        return -1;
    if (!mkdtemp(home)) {
        fs_bench_bars_free(&bars);
        return fs_error_errno("could not make a folder in /tmp");
    }
    int status = make_dataset(home, &bars) || measure(report, home, 1, runs) ? -1 : 0;
    if (status == 0 && cores > 1)
        status = measure(report, home, cores, runs);
    struct rusage usage;
    if (status == 0 && getrusage(RUSAGE_CHILDREN, &usage) == 0)
        fs_bench_figure(report, "largest process, mapped data and program included",
                        (double)usage.ru_maxrss * 1024 / 1e6, "MB");
    fs_bench_figure(report, "data", BARS * 5 * 8 / 1e6, "MB");
    remove_folder(home);
    fs_bench_bars_free(&bars);
    return status;
}

const struct fs_bench fs_bench_sweep = {
    .name = "sweep",
    .summary =
        "sweep: 253 SMA pairs on 100000 generated one-minute bars, start and end of all processes included",
    .run = run,
};
