/*
 * bench_engine.c: a moving-average cross over generated one-minute bars, from arrays in memory to metrics: fees, the gate
 * and equity per bar on. Peers do the same job on the same bars (tests/bench/peers/README.md); their fills and final
 * equity are compared with ours before a ratio is shown.
 */
#include "base/error.h"
#include "base/paths.h"
#include "base/progress.h"
#include "base/time.h"
#include "cli/bench.h"
#include "cli/bench_bars.h"
#include "cli/cli.h"
#include "plugin/runner.h"
#include "script/strategy.h"
#include "trade/engine.h"
#include "trade/result.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* A peer program and how many bars it is given: what it does in a few seconds. */
static const struct {
    const char *script;
    int64_t bars;
} peers[] = {
    {"vectorbt_sma.py", 5000000},
    {"backtesting_sma.py", 300000},
    {"nautilus_sma.py", 100000},
    {"backtrader_sma.py", 50000},
};

/* What is measured: a strategy with the money that its job needs. */
struct job {
    const char *strategy; /* file or "plugin:name" */
    double cash;
};

static struct fs_runner *open_runner(const char *strategy)
{
    if (!strncmp(strategy, "plugin:", 7))
        return fs_plugin_runner_open(strategy + 7, NULL, 0);
    struct fs_strategy_options options = {0};
    return fs_strategy_load(strategy, &options);
}

/* One run over the first `count` bars, timed from the engine's making to its result. The engine is left to the caller
 * in *engine, the seconds in *seconds. NULL with an error. */
static const struct fs_result *run_once(const struct job *job, const struct fs_bench_bars *bars,
                                        int64_t count, struct fs_engine **engine, double *seconds)
{
    struct fs_runner *runner = open_runner(job->strategy);
    if (!runner)
        return NULL;
    struct fs_engine_options options;
    fs_engine_defaults(&options);
    options.cash = (int64_t)job->cash * FS_SCALE;
    options.fees.bps = 5;
    struct fs_series series = fs_bench_bars_series(bars, count);
    const struct fs_result *result = NULL;
    double start = fs_bench_now();
    *engine = fs_engine_new(&options, &series, 1);
    if (*engine && runner->run(runner, *engine) == 0)
        result = fs_engine_finish(*engine);
    *seconds = fs_bench_now() - start;
    runner->free(runner);
    if (!result) {
        fs_engine_free(*engine);
        *engine = NULL;
    }
    return result;
}

static double resident_mb(void)
{
    long pages = 0, ignored;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fscanf(file, "%ld %ld", &ignored, &pages) != 2)
        pages = 0;
    if (file)
        fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

static double peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024 / 1e6;
}

/* A row of ours: `runs` runs over `count` bars. */
static int measure(struct fs_bench_report *report, const char *name, const struct job *job,
                   const struct fs_bench_bars *bars, int64_t count, int runs)
{
    struct fs_bench_row *row = fs_bench_row(report, name, "bars", (double)count);
    if (!row)
        return -1;
    row->ours = 1;
    for (int i = 0; i < runs; i++) {
        struct fs_engine *engine = NULL;
        const struct fs_result *result = run_once(job, bars, count, &engine, &row->seconds[i]);
        if (!result)
            return -1;
        row->runs++;
        snprintf(row->note, sizeof row->note, "%lld fills, hash %.12s", (long long)result->fills,
                 result->journal_hash);
        fs_engine_free(engine);
    }
    return 0;
}

/* Reads the peer's next fill; 0 at the end. */
static int next_fill(FILE *file, long long *bar, char side[8], double *qty, double *price)
{
    return fscanf(file, "%lld %7s %lf %lf", bar, side, qty, price) == 4;
}

static int64_t bar_number(const struct fs_bench_bars *bars, int64_t time)
{
    return (time - bars->time[0]) / FS_NS_PER_MINUTE;
}

/* Are the peer's fills and final equity ours? Says in row->note what was compared or what differs. */
static void compare(struct fs_bench_row *row, const struct fs_result *ours, const struct fs_bench_bars *bars,
                    const char *folder, const char *name, double equity)
{
    char path[PATH_MAX], side[8];
    snprintf(path, sizeof path, "%s/fills-%s.txt", folder, name);
    FILE *file = fopen(path, "r");
    if (!file) {
        row->compared = 0;
        snprintf(row->note, sizeof row->note, "wrote no fills");
        return;
    }
    long long bar, count = 0;
    double qty, price;
    row->compared = 1;
    for (int64_t i = 0; i < 2 * ours->trade_count && row->compared > 0; i++) {
        const struct fs_trade_record *trade = &ours->trades[i / 2];
        int exit = (i & 1) != 0;
        if (exit && trade->exit_time == FS_TIME_NONE)
            break;
        int64_t our_bar = bar_number(bars, exit ? trade->exit_time : trade->entry_time);
        double our_price = (double)(exit ? trade->exit_price : trade->entry_price) / 1e8;
        if (!next_fill(file, &bar, side, &qty, &price))
            bar = -1;
        count++;
        if (bar != our_bar || (side[0] == 's') != exit || fabs(qty - (double)trade->qty / 1e8) > 1e-9 ||
            fabs(price - our_price) > 1e-9 * our_price) {
            row->compared = -1;
            snprintf(row->note, sizeof row->note, "fill %lld: theirs bar %lld at %.8f, ours bar %lld at %.8f",
                     count, bar, price, (long long)our_bar, our_price);
        }
    }
    if (row->compared > 0 && next_fill(file, &bar, side, &qty, &price)) {
        row->compared = -1;
        snprintf(row->note, sizeof row->note, "it has more than our %lld fills", count);
    }
    fclose(file);
    if (row->compared < 0)
        return;
    /* nautilus_trader's account rounds each fee to cents; everybody else keeps doubles. */
    int cents = !strcmp(name, "nautilus_trader");
    double off = fabs(equity - ours->metrics.final_equity);
    double allowed = cents ? 0.005 * (double)count : 1e-9 * fabs(equity);
    if (off > allowed) {
        row->compared = -1;
        snprintf(row->note, sizeof row->note, "final equity %.6f, ours %.6f", equity,
                 ours->metrics.final_equity);
    } else {
        snprintf(row->note, sizeof row->note, "%lld fills, final equity%s", count,
                 cents ? " (it rounds fees to cents)" : "");
    }
}

static int measure_peer(struct fs_bench_report *report, int index, const struct job *job,
                        const struct fs_bench_bars *bars, const char *folder, const char *python, int runs)
{
    int64_t count = peers[index].bars < bars->count ? peers[index].bars : bars->count;
    char script[PATH_MAX], bars_text[24], runs_text[16], name[64];
    snprintf(script, sizeof script, "%s/tests/bench/peers/%s", fs_paths_share(), peers[index].script);
    snprintf(bars_text, sizeof bars_text, "%lld", (long long)count);
    snprintf(runs_text, sizeof runs_text, "%d", runs);
    snprintf(name, sizeof name, "finsmart, Lua, fixed size");
    if (measure(report, name, job, bars, count, runs))
        return -1;
    const char *const argv[] = {python, script, folder, bars_text, runs_text, NULL};
    json_t *theirs = fs_bench_peer(argv);
    if (!theirs)
        return -1;
    const char *peer = json_string_value(json_object_get(theirs, "name"));
    struct fs_bench_row *row = fs_bench_row(report, peer ? peer : peers[index].script, "bars", (double)count);
    struct fs_engine *engine = NULL;
    double seconds;
    const struct fs_result *ours = row ? run_once(job, bars, count, &engine, &seconds) : NULL;
    if (ours) {
        const char *version = json_string_value(json_object_get(theirs, "version"));
        snprintf(row->version, sizeof row->version, "%s", version ? version : "");
        size_t i;
        json_t *value;
        json_array_foreach(json_object_get(theirs, "seconds"), i, value) if (row->runs < FS_BENCH_RUNS_MAX)
            row->seconds[row->runs++] = json_number_value(value);
        compare(row, ours, bars, folder, row->name, json_number_value(json_object_get(theirs, "equity")));
        fs_engine_free(engine);
    }
    json_decref(theirs);
    return ours ? 0 : -1;
}

static int run_peers(const struct fs_args *args, struct fs_bench_report *report,
                     const struct fs_bench_bars *bars, int runs)
{
    const char *python = fs_bench_python(args);
    if (!python) {
        fs_error_set(FS_E_NOT_FOUND, "the peers are not installed");
        return fs_error_hint(
            "tests/bench/setup-peers.sh makes their virtual environment; --python PATH names another");
    }
    char folder[] = "/tmp/finsmart-bench-XXXXXX", strategy[PATH_MAX];
    if (!mkdtemp(folder))
        return fs_error_errno("could not make a folder in /tmp");
    snprintf(strategy, sizeof strategy, "%s/scripts/strategies/sma_cross_units.lua", fs_paths_share());
    struct job job = {strategy, 1e7};
    int status = fs_bench_bars_write(bars, folder);
    fs_progress_begin("peers", "peers", (double)(sizeof peers / sizeof *peers));
    for (int i = 0; i < (int)(sizeof peers / sizeof *peers) && status == 0; i++) {
        fs_progress_update(i);
        status = measure_peer(report, i, &job, bars, folder, python, runs < 3 ? runs : 3);
    }
    fs_progress_end();
    static const char *const files[] = {"time.i64",
                                        "open.f64",
                                        "high.f64",
                                        "low.f64",
                                        "close.f64",
                                        "fills-vectorbt.txt",
                                        "fills-backtesting.txt",
                                        "fills-nautilus_trader.txt",
                                        "fills-backtrader.txt"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    rmdir(folder);
    return status;
}

static int run(const struct fs_args *args, struct fs_bench_report *report)
{
    struct fs_bench_bars bars;
    int runs = (int)fs_args_int(args, "runs");
    if (fs_bench_bars_make(&bars, fs_args_int(args, "bars")))
        return -1;
    char shipped[PATH_MAX];
    snprintf(shipped, sizeof shipped, "%s/scripts/strategies/sma_cross_units.lua", fs_paths_share());
    struct job job = {fs_args_text(args, "strategy") ? fs_args_text(args, "strategy") : shipped, 1e7};
    struct fs_engine *engine = NULL;
    double seconds, before = resident_mb();
    const struct fs_result *first =
        run_once(&job, &bars, bars.count, &engine, &seconds); /* warms the caches */
    if (first) {
        double kept = (double)first->equity_count * 8 / 1e6;
        fs_bench_figure(report, "memory above data and kept equity", peak_mb() - before - kept, "MB");
        fs_bench_figure(report, "kept equity series", kept, "MB");
        fs_engine_free(engine);
    }
    char name[64];
    const char *slash = strrchr(job.strategy, '/');
    snprintf(name, sizeof name, "finsmart, %.50s", slash ? slash + 1 : job.strategy);
    int status = first ? measure(report, name, &job, &bars, bars.count, runs) : -1;
    if (status == 0 && !fs_args_given(args, "strategy")) { /* all equity in and out, in both languages */
        snprintf(shipped, sizeof shipped, "%s/scripts/strategies/sma_cross.lua", fs_paths_share());
        struct job lua = {shipped, 1e7}, plugin = {"plugin:sma_cross", 1e7};
        status = measure(report, "finsmart, sma_cross.lua", &lua, &bars, bars.count, runs) ||
                         measure(report, "finsmart, C plugin sma_cross", &plugin, &bars, bars.count, runs)
                     ? -1
                     : 0;
    }
    if (status == 0 && fs_args_flag(args, "peers"))
        status = run_peers(args, report, &bars, runs);
    fs_bench_bars_free(&bars);
    return status;
}

const struct fs_bench fs_bench_engine = {
    .name = "engine",
    .summary = "engine: SMA(10/30) cross on generated one-minute bars, 5 bp fee, gate and equity per bar on, "
               "one core",
    .run = run,
};
