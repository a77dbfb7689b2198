/*
 * bench_book.c: a backtest over a book by price levels: half a millisecond of latency each way, a queue model, and quotes of both
 * sides from Lua ten times a second; from mapped files to the result, on one core. And the whole program over a short feed. The
 * peer does the same over the same events (tests/bench/peers/README.md); its fills, volume, position and cash are compared with
 * ours before a ratio is shown.
 */
#include "base/error.h"
#include "base/paths.h"
#include "cli/bench.h"
#include "cli/bench_feed.h"
#include "cli/bench_home.h"
#include "cli/cli.h"
#include "script/strategy.h"
#include "trade/engine_ticks.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SHORT = 200000, CASH = 1000, LATENCY = 500000, SIZE = 100 }; /* of own orders: a millionth */

/* What a run came to. */
struct outcome {
    double fills, volume, position, cash;
};

static void script_path(char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/tests/bench/book_quotes.lua", fs_paths_share());
}

static struct fs_engine *open_engine(struct fs_bench_feed *feed)
{
    struct fs_engine_options options;
    struct fs_tick_options ticks;
    const struct fs_tick_symbol symbol = {
        .symbol = FS_BENCH_FEED_SYMBOL, .feed = FS_VENUE_LEVELS, .lot = SIZE};
    fs_engine_defaults(&options);
    options.cash = CASH * FS_SCALE;
    fs_tick_defaults(&ticks);
    ticks.open = fs_bench_feed_open;
    ticks.data = feed;
    ticks.queue_power = 2;
    for (int of = 0; of < FS_LATENCY_COUNT; of++)
        ticks.latency[of] = (struct fs_latency){.kind = FS_LATENCY_CONSTANT, .a = LATENCY};
    return fs_engine_new_ticks(&options, &ticks, &symbol, 1);
}

static void take_outcome(const struct fs_engine *engine, const struct fs_result *result, struct outcome *o)
{
    struct fs_position position;
    fs_engine_position(engine, 0, &position);
    *o = (struct outcome){.fills = (double)result->fills,
                          .position = (double)position.qty / 1e8,
                          .cash = fs_engine_view(engine)->cash - CASH};
    for (int64_t i = 0; i < result->trade_count; i++)
        o->volume +=
            (double)result->trades[i].qty / 1e8 * (i < result->trade_count - result->open_trades ? 2 : 1);
}

static double processor_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* One run, timed from the engine's making to its result; `processor` gets the process's own time. -1 with an error. */
static int run_once(struct fs_bench_feed *feed, struct fs_bench_row *row, struct fs_bench_row *processor,
                    struct outcome *outcome)
{
    char script[PATH_MAX];
    script_path(script);
    struct fs_strategy_options options = {0};
    struct fs_runner *runner = fs_strategy_load(script, &options);
    if (!runner)
        return -1;
    double start = fs_bench_now(), own = processor_now();
    struct fs_engine *engine = open_engine(feed);
    const struct fs_result *result =
        engine && runner->run(runner, engine) == 0 ? fs_engine_finish(engine) : NULL;
    row->seconds[row->runs++] = fs_bench_now() - start;
    processor->seconds[processor->runs++] = processor_now() - own;
    if (result) {
        take_outcome(engine, result, outcome);
        snprintf(row->note, sizeof row->note, "%lld orders, %lld fills, hash %.12s",
                 (long long)result->orders, (long long)result->fills, result->journal_hash);
    }
    fs_engine_free(engine);
    runner->free(runner);
    return result ? 0 : -1;
}

/* The most memory that the process has had since the last call, in MB. */
static double peak_mb(void)
{
    char line[128];
    double kilobytes = 0;
    FILE *file = fopen("/proc/self/status", "re");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %lf", &kilobytes) == 1)
            break;
    if (file)
        fclose(file);
    if ((file = fopen("/proc/self/clear_refs", "we"))) {
        fputs("5", file);
        fclose(file);
    }
    return kilobytes * 1024 / 1e6;
}

static int measure(struct fs_bench_report *report, struct fs_bench_feed *feed, int runs,
                   struct outcome *outcome)
{
    struct fs_bench_row *row = fs_bench_row(report, "finsmart, Lua", "events", (double)feed->events);
    if (!row)
        return -1;
    struct fs_bench_row processor = {0};
    row->ours = 1;
    peak_mb();
    for (int i = 0; i < runs; i++)
        if (run_once(feed, row, &processor, outcome))
            return -1;
    fs_bench_figure(report, "processor time of a run, median", fs_bench_median(&processor), "s");
    fs_bench_figure(report, "peak memory, mapped data and program included", peak_mb(), "MB");
    fs_bench_figure(report, "fills", outcome->fills, "");
    return 0;
}

/* The program from its start to the result. */
static int measure_start(struct fs_bench_report *report, const char *home, int runs)
{
    char script[PATH_MAX];
    script_path(script);
    const char *const argv[] = {"finsmart",       "backtest", script,     "--data",    "book",
                                "--data",         "trades",   "--cash",   "1000",      "--queue",
                                "power:2",        "--lot",    "0.000001", "--latency", "500us",
                                "--latency-feed", "500us",    "--home",   home,        NULL};
    struct fs_bench_row *row = fs_bench_row(report, "finsmart backtest, 200,000 events", "runs", 1);
    if (!row)
        return -1;
    row->ours = 1;
    for (int i = 0; i < runs; i++) {
        double seconds = fs_bench_self(argv);
        if (seconds < 0)
            return -1;
        row->seconds[row->runs++] = seconds;
    }
    return 0;
}

static void judge(struct fs_bench_row *row, const struct outcome *ours, const json_t *theirs)
{
    static const char *const names[] = {"fills", "volume", "position", "cash"};
    const double values[] = {ours->fills, ours->volume, ours->position, ours->cash};
    row->compared = 1;
    snprintf(row->note, sizeof row->note, "%.0f fills, volume %.8g, position, cash", ours->fills,
             ours->volume);
    for (int i = 0; i < 4 && row->compared > 0; i++) {
        double value = json_number_value(json_object_get(theirs, names[i]));
        if (fabs(value - values[i]) <= 1e-9)
            continue;
        row->compared = -1;
        snprintf(row->note, sizeof row->note, "%s %.12g, ours %.12g", names[i], value, values[i]);
    }
}

/* The peer's run over a feed with its `raw` arrays; `whole`: the process is what is timed. */
static int run_peer(struct fs_bench_report *report, const char *python, const struct fs_bench_feed *feed,
                    int runs, int whole, const struct outcome *ours)
{
    char script[PATH_MAX], events[24], repeats[16];
    snprintf(script, sizeof script, "%s/tests/bench/peers/hftbacktest_book.py", fs_paths_share());
    snprintf(events, sizeof events, "%lld", (long long)feed->events);
    snprintf(repeats, sizeof repeats, "%d", whole ? 1 : runs);
    struct fs_bench_row *row = whole ? fs_bench_row(report, "hftbacktest, 200,000 events", "runs", 1)
                                     : fs_bench_row(report, "hftbacktest", "events", (double)feed->events);
    const char *const argv[] = {python, script, feed->folder, events, repeats, whole ? "1" : "0", NULL};
    for (int i = 0; row && i < (whole ? runs : 1); i++) {
        double start = fs_bench_now();
        json_t *theirs = fs_bench_peer(argv);
        if (!theirs)
            return -1;
        if (whole)
            row->seconds[row->runs++] = fs_bench_now() - start;
        size_t k;
        json_t *value;
        json_array_foreach(json_object_get(theirs, "seconds"), k,
                           value) if (!whole && row->runs < FS_BENCH_RUNS_MAX) row->seconds[row->runs++] =
            json_number_value(value);
        snprintf(row->version, sizeof row->version, "%s",
                 json_string_value(json_object_get(theirs, "version")));
        judge(row, ours, theirs);
        struct fs_bench_row processor = {0};
        json_array_foreach(json_object_get(theirs, "processor"), k,
                           value) if (processor.runs < FS_BENCH_RUNS_MAX)
            processor.seconds[processor.runs++] = json_number_value(value);
        if (!whole) {
            fs_bench_figure(report, "processor time of a run of hftbacktest, median",
                            fs_bench_median(&processor), "s");
            fs_bench_figure(report, "peak memory of hftbacktest, data included",
                            json_number_value(json_object_get(theirs, "mb")), "MB");
        }
        json_decref(theirs);
    }
    return row ? 0 : -1;
}

static int run_all(const struct fs_args *args, struct fs_bench_report *report, const char *home)
{
    int runs = (int)fs_args_int(args, "runs"), peers = fs_args_flag(args, "peers");
    const char *python = peers ? fs_bench_python(args) : NULL;
    struct fs_bench_feed feed, little;
    struct outcome ours, ours_little;
    char folder[PATH_MAX];
    if (peers && !python) {
        fs_error_set(FS_E_NOT_FOUND, "the peers are not installed");
        return fs_error_hint(
            "tests/bench/setup-peers.sh makes their virtual environment; --python PATH names another");
    }
    snprintf(folder, sizeof folder, "%s/short", home);
    if (mkdir(folder, 0700))
        return fs_error_errno("%s: could not be made", folder);
    if (fs_bench_feed_make(&feed, home, fs_args_int(args, "events"), peers) ||
        measure(report, &feed, runs, &ours) ||
        (peers && run_peer(report, python, &feed, runs < 3 ? runs : 3, 0, &ours)))
        return -1;
    struct fs_bench_row warm = {0}, processor = {0};
    if (fs_bench_feed_make(&little, folder, SHORT, peers) || fs_bench_feed_import(&little, home) ||
        run_once(&little, &warm, &processor, &ours_little) || measure_start(report, home, runs) ||
        (peers && run_peer(report, python, &little, runs < 3 ? runs : 3, 1, &ours_little)))
        return -1;
    return 0;
}

static int run(const struct fs_args *args, struct fs_bench_report *report)
{
    char home[] = "/tmp/finsmart-bench-XXXXXX";
    if (!mkdtemp(home))
        return fs_error_errno("could not make a folder in /tmp");
    int status = run_all(args, report, home);
    fs_bench_remove(home);
    return status;
}

const struct fs_bench fs_bench_book = {
    .name = "book",
    .summary =
        "book: quotes of both sides in Lua every 100 ms over events of a book by levels, 0.5 ms latency each "
        "way, power queue, one core",
    .run = run,
};
