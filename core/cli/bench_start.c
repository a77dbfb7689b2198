/*
 * bench_start.c: how long a person waits: the whole program, from its start to the result of a backtest on the shipped
 * data, processes and imports of libraries included.
 */
#include "base/error.h"
#include "base/paths.h"
#include "cli/bench.h"
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

double fs_bench_self(const char *const *argv)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t pid;
    int status = 0;
    double start = fs_bench_now();
    int failure = posix_spawn(&pid, fs_paths_self(), &actions, NULL, (char *const *)(uintptr_t)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failure) {
        errno = failure;
        return fs_error_errno("could not start %s", fs_paths_self());
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (status)
        return fs_error_set(FS_E_INTERNAL, "finsmart %s failed", argv[1]);
    return fs_bench_now() - start;
}

static int run(const struct fs_args *args, struct fs_bench_report *report)
{
    char home[] = "/tmp/finsmart-bench-XXXXXX", data[PATH_MAX], strategy[PATH_MAX];
    if (!mkdtemp(home))
        return fs_error_errno("could not make a folder in /tmp");
    snprintf(data, sizeof data, "%s/scripts/data/sp500-2000.csv", fs_paths_share());
    snprintf(strategy, sizeof strategy, "%s/scripts/strategies/sma_cross.lua", fs_paths_share());
    const char *const import[] = {"finsmart", "import", data, "--dataset", "sp500", "--home", home, NULL};
    const char *const backtest[] = {"finsmart", "backtest", strategy, "--data", "sp500",
                                    "--home",   home,       "--json", NULL};
    struct fs_bench_row *row = fs_bench_row(report, "finsmart backtest, 5,105 daily bars", "runs", 1);
    int status = row && fs_bench_self(import) >= 0 && fs_bench_self(backtest) >= 0 ? 0 : -1;
    for (int i = 0; status == 0 && i < (int)fs_args_int(args, "runs"); i++) {
        double seconds = fs_bench_self(backtest);
        if (seconds < 0)
            status = -1;
        else
            row->seconds[row->runs++] = seconds;
    }
    if (row)
        row->ours = 1;
    const char *const remove[] = {"rm", "-rf", home, NULL};
    pid_t pid;
    if (posix_spawnp(&pid, "rm", NULL, NULL, (char *const *)(uintptr_t)remove, environ) == 0)
        waitpid(pid, NULL, 0);
    return status;
}

const struct fs_bench fs_bench_start = {
    .name = "start",
    .summary = "start: the whole program, from its start to the result of a backtest on the shipped data",
    .run = run,
};
