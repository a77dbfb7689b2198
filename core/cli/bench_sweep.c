/*
 * bench_sweep.c: finsmart sweep as a user calls it: 253 pairs of moving averages over 100000 generated one-minute bars, from
 * a dataset in files to the list of the best, with one worker and with one for each core.
 */
#include "base/error.h"
#include "base/paths.h"
#include "cli/bench.h"
#include "cli/bench_bars.h"
#include "cli/bench_home.h"
#include "cli/cli.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { BARS = 100000, PAIRS = 253 };

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
    int status = fs_bench_dataset(home, &bars, 1, BARS) || measure(report, home, 1, runs) ? -1 : 0;
    if (status == 0 && cores > 1)
        status = measure(report, home, cores, runs);
    struct rusage usage;
    if (status == 0 && getrusage(RUSAGE_CHILDREN, &usage) == 0)
        fs_bench_figure(report, "largest process, mapped data and program included",
                        (double)usage.ru_maxrss * 1024 / 1e6, "MB");
    fs_bench_figure(report, "data", BARS * 5 * 8 / 1e6, "MB");
    fs_bench_remove(home);
    fs_bench_bars_free(&bars);
    return status;
}

const struct fs_bench fs_bench_sweep = {
    .name = "sweep",
    .summary =
        "sweep: 253 SMA pairs on 100000 generated one-minute bars, start and end of all processes included",
    .run = run,
};
