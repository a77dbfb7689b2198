#include "cli/bench.h"

#include "base/error.h"
#include "cli/cli.h"
#include "version.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Every benchmark, in the order of a run of all. */
#define FS_BENCH_LIST(X) X(engine) X(start) X(compute) X(sweep) X(columns) X(universe) X(ticks) X(book)

#define DECLARE(name) extern const struct fs_bench fs_bench_##name;
FS_BENCH_LIST(DECLARE)
#define LISTED(name) &fs_bench_##name,
static const struct fs_bench *const benches[] = {FS_BENCH_LIST(LISTED)};
enum { BENCH_COUNT = sizeof benches / sizeof *benches };

double fs_bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct fs_bench_row *fs_bench_row(struct fs_bench_report *report, const char *name, const char *unit,
                                  double count)
{
    if (report->count == (int)(sizeof report->rows / sizeof *report->rows)) {
        fs_error_set(FS_E_LIMIT, "too many rows in the report of %s", report->title);
        return NULL;
    }
    struct fs_bench_row *row = &report->rows[report->count++];
    memset(row, 0, sizeof *row);
    snprintf(row->name, sizeof row->name, "%s", name);
    snprintf(row->unit, sizeof row->unit, "%s", unit);
    row->count = count;
    return row;
}

void fs_bench_figure(struct fs_bench_report *report, const char *name, double value, const char *unit)
{
    json_object_set_new(report->extra, name, json_pack("{s:f,s:s}", "value", value, "unit", unit));
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double fs_bench_median(const struct fs_bench_row *row)
{
    double seconds[FS_BENCH_RUNS_MAX];
    if (!row->runs)
        return 0;
    memcpy(seconds, row->seconds, (size_t)row->runs * sizeof *seconds);
    qsort(seconds, (size_t)row->runs, sizeof *seconds, ascending);
    int middle = row->runs / 2;
    return row->runs % 2 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2;
}

/* The least or the greatest of a row's seconds. */
static double extreme(const struct fs_bench_row *row, int sign)
{
    double found = row->runs ? row->seconds[0] : 0;
    for (int i = 1; i < row->runs; i++)
        if ((row->seconds[i] - found) * sign > 0)
            found = row->seconds[i];
    return found;
}

/* The row that `row` is compared with: the nearest row of ours above it. */
static struct fs_bench_row *reference(struct fs_bench_report *report, int index)
{
    for (int i = index - 1; i >= 0; i--)
        if (report->rows[i].ours)
            return &report->rows[i];
    return NULL;
}

/* How many times faster per unit ours is than the peer; 0 where the results were not found equal. */
static double ratio(struct fs_bench_report *report, int index)
{
    struct fs_bench_row *row = &report->rows[index], *ours = reference(report, index);
    if (row->ours || !ours || row->compared <= 0 || !row->runs || !ours->runs)
        return 0;
    return (fs_bench_median(row) / row->count) / (fs_bench_median(ours) / ours->count);
}

static void with_unit(char out[32], double x, const char *suffix)
{
    static const char units[] = " kMG";
    int unit = 0;
    while (x >= 1000 && unit < 3)
        x /= 1000, unit++;
    snprintf(out, 32, "%.3g %c%s", x, units[unit], suffix);
}

static void print_table(struct fs_bench_report *report)
{
    static const char *const headers[] = {"contender",  "units", "median s", "min s", "max s",
                                          "per second", "ratio", "compared", NULL};
    struct fs_table *table = fs_table_new(headers, "lrrrrrrl");
    for (int i = 0; i < report->count; i++) {
        struct fs_bench_row *row = &report->rows[i];
        char count[32], rate[32];
        double middle = fs_bench_median(row), times = ratio(report, i);
        with_unit(count, row->count, row->unit);
        with_unit(rate, middle > 0 ? row->count / middle : 0, "");
        fs_table_cell(table, "%s%s%s", row->name, *row->version ? " " : "", row->version);
        fs_table_cell(table, "%s", count);
        fs_table_cell(table, "%.4g", middle);
        fs_table_cell(table, "%.4g", extreme(row, -1));
        fs_table_cell(table, "%.4g", extreme(row, 1));
        fs_table_cell(table, "%s", rate);
        if (times > 0)
            fs_table_cell(table, "%.4gx", times);
        else
            fs_table_cell(table, "%s", row->ours ? "1x" : "none");
        fs_table_cell(table, "%s%s%s",
                      row->ours || !row->compared ? ""
                      : row->compared > 0         ? "equal: "
                                                  : "DIFFERS: ",
                      "", row->note);
    }
    printf("%s\n", report->title);
    fs_table_print(table, stdout);
    fs_table_free(table);
    const char *name;
    json_t *figure;
    json_object_foreach(report->extra, name, figure)
        printf("%s: %.4g %s\n", name, json_number_value(json_object_get(figure, "value")),
               json_string_value(json_object_get(figure, "unit")));
    putchar('\n');
}

static json_t *to_json(struct fs_bench_report *report)
{
    json_t *rows = json_array();
    for (int i = 0; i < report->count; i++) {
        struct fs_bench_row *row = &report->rows[i];
        double middle = fs_bench_median(row), times = ratio(report, i);
        json_t *runs = json_array();
        for (int r = 0; r < row->runs; r++)
            json_array_append_new(runs, json_real(row->seconds[r]));
        json_t *item =
            json_pack("{s:s,s:s,s:f,s:s,s:o,s:f,s:f,s:s}", "name", row->name, "version", row->version,
                      "count", row->count, "unit", row->unit, "seconds", runs, "median", middle, "per_second",
                      middle > 0 ? row->count / middle : 0.0, "note", row->note);
        json_object_set_new(item, "equal",
                            row->ours       ? json_null()
                            : row->compared ? json_boolean(row->compared > 0)
                                            : json_null());
        json_object_set_new(item, "ratio", times > 0 ? json_real(times) : json_null());
        json_array_append_new(rows, item);
    }
    return json_pack("{s:s,s:o,s:O}", "title", report->title, "rows", rows, "figures", report->extra);
}

static int run_one(const struct fs_bench *bench, const struct fs_args *args, json_t *documents)
{
    struct fs_bench_report *report = calloc(1, sizeof *report);
    if (!report)
        return fs_error_nomem();
    report->title = bench->summary;
    report->extra = json_object();
    int status = bench->run(args, report);
    if (status == 0 && documents)
        json_object_set_new(documents, bench->name, to_json(report));
    else if (status == 0)
        print_table(report);
    for (int i = 0; i < report->count && status == 0; i++)
        if (report->rows[i].compared < 0)
            status = 1; /* a peer that disagrees is a failure of the benchmark */
    json_decref(report->extra);
    free(report);
    return status;
}

static int run(const struct fs_args *args)
{
    const char *name = fs_args_operand(args, 0);
    json_t *documents = fs_args_flag(args, "json") ? json_object() : NULL;
    int status = 0, found = 0;
    for (int i = 0; i < BENCH_COUNT && status >= 0; i++)
        if (!name || !strcmp(name, benches[i]->name)) {
            int one = run_one(benches[i], args, documents);
            status = one < 0 ? one : status | one;
            found = 1;
        }
    if (!found) {
        fs_error_set(FS_E_USAGE, "no benchmark is called '%s'", name);
        char names[256] = "";
        for (int i = 0; i < BENCH_COUNT; i++)
            snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? ", " : "",
                     benches[i]->name);
        fs_error_hint("there are: %s", names);
        status = -1;
    }
    if (documents && status >= 0) {
        json_object_set_new(documents, "version", json_string(FINSMART_VERSION));
        json_object_set_new(documents, "build", json_string(FINSMART_BUILD_TYPE));
        json_dumpf(documents, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
        putchar('\n');
    }
    json_decref(documents);
    return status;
}

static const struct fs_option options[] = {
    {.name = "strategy",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "engine: measure this strategy instead of the shipped one"},
    {.name = "bars",
     .type = FS_OPT_INT,
     .value = "N",
     .fallback = "5000000",
     .min = 1000,
     .max = 1e9,
     .doc = "engine: how many bars to generate"},
    {.name = "events",
     .type = FS_OPT_INT,
     .value = "N",
     .fallback = "20000000",
     .min = 1000,
     .max = 1e9,
     .doc = "ticks: how many events to generate, of trades and of a book each; book: of both together"},
    {.name = "runs",
     .type = FS_OPT_INT,
     .value = "N",
     .fallback = "5",
     .min = 1,
     .max = FS_BENCH_RUNS_MAX,
     .doc = "runs of each contender"},
    {.name = "peers",
     .type = FS_OPT_FLAG,
     .doc = "also run the peers (tests/bench/setup-peers.sh installs them)"},
    {.name = "python",
     .type = FS_OPT_TEXT,
     .value = "PATH",
     .doc = "the Python that has the peers; else build/peers/bin/python"},
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document"},
    {0},
};

const struct fs_command fs_command_bench = {
    .name = "bench",
    .summary = "Measure speed, beside peers on the same input",
    .operands = "[NAME]",
    .max_operands = 1,
    .options = options,
    .description = "Each contender runs several times; the table shows the median and the spread. A peer's "
                   "result is compared\n"
                   "with ours first: a ratio is printed only where they are equal, and the exit status is 1 "
                   "where they differ.\n"
                   "Benchmarks: engine, start, compute, sweep, columns, universe, ticks, book.",
    .examples = "  finsmart bench engine\n"
                "  tests/bench/setup-peers.sh && finsmart bench engine --peers\n"
                "  finsmart bench compute --peers\n"
                "  finsmart bench engine --strategy my.lua --json\n",
    .run = run,
};
