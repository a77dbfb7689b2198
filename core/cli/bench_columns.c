/*
 * bench_columns.c: columns of signals. A matrix of 1000 by 1000, each column all in and out of the market by turns with fees,
 * from prices in memory to order records and figures; and 253 pairs of moving averages over 100000 one-minute bars, as a study
 * that a user runs. vectorbt does the same (tests/bench/peers); its orders and results are compared with ours first.
 */
#include "base/error.h"
#include "base/paths.h"
#include "base/time.h"
#include "cli/bench.h"
#include "cli/bench_bars.h"
#include "cli/bench_home.h"
#include "cli/cli.h"
#include "trade/vector.h"

#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { ROWS = 1000, COLUMNS = 1000, PAIRS = 253, BARS = 100000, PARTS_MAX = 2 };

struct matrix {
    int64_t time[ROWS];
    double entries[ROWS], exits[ROWS];
    double price[COLUMNS][ROWS];
};

/* Some columns of it, done by one thread. */
struct part {
    const struct matrix *matrix;
    int first, last;
    struct fs_vector *vector;
    struct fs_error *error;
};

/* Random walks of 1 % a step at most, rounded to 1e-8. */
static struct matrix *make_matrix(void)
{
    struct matrix *m = malloc(sizeof *m);
    if (!m) {
        fs_error_nomem();
        return NULL;
    }
    uint64_t seed = UINT64_C(88172645463325252);
    for (int c = 0; c < COLUMNS; c++) {
        double price = 100;
        for (int i = 0; i < ROWS; i++) {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            price *= 1 + ((double)(seed >> 11) * 0x1p-53 - 0.5) * 0.02;
            m->price[c][i] = price = round(price * 1e8) / 1e8;
        }
    }
    for (int i = 0; i < ROWS; i++) {
        m->time[i] = (18262 + i) * FS_NS_PER_DAY;
        m->entries[i] = i % 2 == 0;
        m->exits[i] = i % 2 == 1;
    }
    return m;
}

static int run_columns(struct part *p)
{
    struct fs_vector_options options;
    fs_vector_defaults(&options);
    options.fees.bps = 5;
    options.lot = 1; /* as small as there is: vectorbt has none */
    options.same_row = 1;
    options.keep = FS_VECTOR_KEEP_FILLS;
    if (!(p->vector = fs_vector_new(&options, p->matrix->time, ROWS, FS_NS_PER_DAY)))
        return -1;
    for (int c = p->first; c < p->last; c++) {
        const double *price = p->matrix->price[c];
        struct fs_vector_column column = {.prices =
                                              fs_vector_prices(p->vector, "column", price, NULL, NULL, price),
                                          .entries = p->matrix->entries,
                                          .exits = p->matrix->exits,
                                          .size_value = 1.0};
        if (column.prices < 0 || fs_vector_run(p->vector, &column, 1, NULL))
            return -1;
    }
    return 0;
}

static void *run_part(void *data)
{
    struct part *p = data;
    p->error = run_columns(p) ? fs_error_take() : NULL;
    return NULL;
}

/* The whole matrix on so many threads. -1 with an error. */
static int run_matrix(const struct matrix *m, int threads, struct part parts[PARTS_MAX])
{
    pthread_t ids[PARTS_MAX];
    int status = 0, started[PARTS_MAX] = {0};
    for (int i = 0; i < threads; i++) {
        parts[i] = (struct part){m, COLUMNS * i / threads, COLUMNS * (i + 1) / threads, NULL, NULL};
        started[i] = i && pthread_create(&ids[i], NULL, run_part, &parts[i]) == 0;
    }
    for (int i = 0; i < threads; i++)
        if (!started[i])
            run_part(&parts[i]);
    for (int i = 0; i < threads; i++) {
        if (started[i])
            pthread_join(ids[i], NULL);
        if (parts[i].error)
            status = fs_error_restore(parts[i].error);
    }
    return status;
}

static void free_parts(struct part *parts, int threads)
{
    for (int i = 0; i < threads; i++)
        fs_vector_free(parts[i].vector);
}

static int measure_matrix(struct fs_bench_report *report, const struct matrix *m, int threads, int runs)
{
    char name[64];
    snprintf(name, sizeof name, "finsmart, 1000x1000 orders, %d thread%s", threads, threads == 1 ? "" : "s");
    struct fs_bench_row *row = fs_bench_row(report, name, "orders", (double)ROWS * COLUMNS);
    int status = row ? 0 : -1;
    for (int i = 0; i < runs && status == 0; i++) {
        struct part parts[PARTS_MAX];
        double start = fs_bench_now();
        status = run_matrix(m, threads, parts);
        row->seconds[row->runs++] = fs_bench_now() - start;
        free_parts(parts, threads);
    }
    if (row) {
        row->ours = 1;
        snprintf(row->note, sizeof row->note, "orders, trades and figures of each column");
    }
    return status;
}

/* One order record of the peer. */
struct record {
    int64_t column, row;
    double qty, price, fee;
};

static int near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

/* Are the peer's orders and final equities ours? */
static void compare_matrix(struct fs_bench_row *row, const struct matrix *m, const char *folder)
{
    struct part parts[PARTS_MAX];
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/orders.bin", folder);
    FILE *orders = fopen(path, "rbe");
    snprintf(path, sizeof path, "%s/equity.f64", folder);
    FILE *equities = fopen(path, "rbe");
    int64_t count = 0, at = 0;
    int accounts = 0;
    row->compared = -1;
    if (orders && equities && run_matrix(m, 1, parts) == 0) {
        const struct fs_vector_fill *fills = fs_vector_fills(parts[0].vector, &count);
        const struct fs_vector_account *account = fs_vector_accounts(parts[0].vector, &accounts);
        struct record theirs;
        row->compared = 1;
        for (; at < count && row->compared > 0; at++) {
            const struct fs_vector_fill *f = &fills[at];
            double qty = (double)(f->side == FS_BUY ? f->qty : -f->qty) / 1e8;
            if (fread(&theirs, sizeof theirs, 1, orders) != 1 || theirs.column != f->column ||
                theirs.row != f->row || !near(theirs.qty, qty) ||
                !near(theirs.price, (double)f->price / 1e8) || fabs(theirs.fee - (double)f->fee / 1e8) > 1e-8)
                row->compared = -1;
        }
        if (row->compared > 0 && fread(&theirs, sizeof theirs, 1, orders) == 1)
            row->compared = -1;
        double equity;
        for (int c = 0; c < accounts; c++)
            if (fread(&equity, sizeof equity, 1, equities) != 1 ||
                !near(equity, account[c].metrics.final_equity))
                row->compared = -1;
        free_parts(parts, 1);
    }
    if (orders)
        fclose(orders);
    if (equities)
        fclose(equities);
    if (row->compared > 0)
        snprintf(row->note, sizeof row->note, "%lld orders, %d final equities", (long long)count, accounts);
    else
        snprintf(row->note, sizeof row->note, "order %lld differs, or an equity", (long long)at);
}

/* Runs a peer program; adds a row for each of its contenders and its memory. `compare` judges the files that one wrote. */
static int run_peer(struct fs_bench_report *report, const char *python, const char *script,
                    const char *folder, int runs, const char *unit, double units,
                    void (*compare)(struct fs_bench_row *row, const void *data, const char *folder),
                    const void *data)
{
    char path[PATH_MAX], runs_text[16];
    snprintf(path, sizeof path, "%s/tests/bench/peers/%s", fs_paths_share(), script);
    snprintf(runs_text, sizeof runs_text, "%d", runs);
    const char *const argv[] = {python, path, folder, runs_text, NULL};
    json_t *theirs = fs_bench_peer(argv), *contender, *value;
    if (!theirs)
        return -1;
    size_t i, k;
    json_array_foreach(json_object_get(theirs, "contenders"), i, contender)
    {
        const char *name = json_string_value(json_object_get(contender, "name")),
                   *version = json_string_value(json_object_get(theirs, "version"));
        struct fs_bench_row *row = fs_bench_row(report, name ? name : script, unit, units);
        if (!row)
            break;
        snprintf(row->version, sizeof row->version, "%s", version ? version : "");
        json_array_foreach(json_object_get(contender, "seconds"), k, value) if (row->runs < FS_BENCH_RUNS_MAX)
            row->seconds[row->runs++] = json_number_value(value);
        char inner[PATH_MAX];
        snprintf(inner, sizeof inner, "%s/%zu", folder, i);
        compare(row, data, inner);
    }
    char figure[96];
    snprintf(figure, sizeof figure, "memory of %s", script);
    fs_bench_figure(report, figure, json_number_value(json_object_get(theirs, "mb")), "MB");
    json_decref(theirs);
    return 0;
}

static void judge_matrix(struct fs_bench_row *row, const void *data, const char *folder)
{
    compare_matrix(row, data, folder);
}

static int write_matrix(const struct matrix *m, const char *folder)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/matrix.f64", folder);
    FILE *file = fopen(path, "wbe");
    size_t written = file ? fwrite(m->price, sizeof m->price, 1, file) : 0;
    if (!file || fclose(file) || written != 1)
        return fs_error_errno("%s: could not be written", path);
    return 0;
}

/* The study of pairs as a user runs it; its document, NULL with an error. */
static json_t *run_study(const char *home)
{
    char command[2 * PATH_MAX + 256];
    snprintf(command, sizeof command, "'%s' run '%s/tests/bench/columns_sma.lua' --home '%s' --json",
             fs_paths_self(), fs_paths_share(), home);
    FILE *output = popen(command, "r");
    json_t *document = output ? json_loadf(output, 0, NULL) : NULL;
    int status = output ? pclose(output) : -1;
    if (document && status == 0)
        return document;
    json_decref(document);
    fs_error_set(FS_E_INTERNAL, "finsmart run failed");
    return NULL;
}

static int measure_pairs(struct fs_bench_report *report, const char *home, int runs, json_t **last)
{
    struct fs_bench_row *row =
        fs_bench_row(report, "finsmart run, backtest.columns, 253 pairs", "bars", (double)BARS * PAIRS);
    if (!row)
        return -1;
    row->ours = 1;
    for (int i = 0; i < runs; i++) {
        double start = fs_bench_now();
        json_t *document = run_study(home);
        row->seconds[row->runs++] = fs_bench_now() - start;
        if (!document)
            return -1;
        json_decref(*last);
        *last = document;
    }
    snprintf(row->note, sizeof row->note, "start and end of the process included");
    return 0;
}

/* The study's memory: a run before any other program is a child of this process. */
static int measure_memory(struct fs_bench_report *report, const char *home)
{
    struct rusage usage;
    json_t *document = run_study(home);
    if (document && getrusage(RUSAGE_CHILDREN, &usage) == 0)
        fs_bench_figure(report, "memory of finsmart run, 253 pairs", (double)usage.ru_maxrss * 1024 / 1e6,
                        "MB");
    json_decref(document);
    return document ? 0 : -1;
}

/* Total returns and counts of trades, by pair. */
static void judge_pairs(struct fs_bench_row *row, const void *data, const char *folder)
{
    const json_t *ours = data;
    const json_t *returns = json_object_get(ours, "total_return"), *trades = json_object_get(ours, "trades");
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/pairs.f64", folder);
    FILE *file = fopen(path, "rbe");
    double theirs[2];
    row->compared = file && json_array_size(returns) == PAIRS ? 1 : -1;
    for (size_t i = 0; i < PAIRS && row->compared > 0; i++)
        if (fread(theirs, sizeof theirs, 1, file) != 1 ||
            fabs(theirs[0] - json_number_value(json_array_get(returns, i))) > 1e-9 ||
            theirs[1] != json_number_value(json_array_get(trades, i))) {
            row->compared = -1;
            snprintf(row->note, sizeof row->note, "pair %zu: return %.12g and %g trades, ours %.12g and %g",
                     i + 1, theirs[0], theirs[1], json_number_value(json_array_get(returns, i)),
                     json_number_value(json_array_get(trades, i)));
        }
    if (file)
        fclose(file);
    if (row->compared > 0)
        snprintf(row->note, sizeof row->note, "returns and numbers of trades of 253 pairs");
}

static int run_all(const struct fs_args *args, struct fs_bench_report *report, const struct matrix *m,
                   const struct fs_bench_bars *bars, const char *home)
{
    int runs = (int)fs_args_int(args, "runs"), peers = fs_args_flag(args, "peers"), status;
    const char *python = peers ? fs_bench_python(args) : NULL;
    json_t *pairs = NULL;
    if (peers && !python) {
        fs_error_set(FS_E_NOT_FOUND, "the peers are not installed");
        return fs_error_hint(
            "tests/bench/setup-peers.sh makes their virtual environment; --python PATH names another");
    }
    status = fs_bench_dataset(home, bars, 1, BARS) || measure_memory(report, home) ||
                     measure_matrix(report, m, 1, runs) || measure_matrix(report, m, 2, runs)
                 ? -1
                 : 0;
    if (status == 0 && peers)
        status =
            write_matrix(m, home) || run_peer(report, python, "vectorbt_matrix.py", home, runs < 5 ? runs : 5,
                                              "orders", (double)ROWS * COLUMNS, judge_matrix, m)
                ? -1
                : 0;
    if (status == 0)
        status = measure_pairs(report, home, runs, &pairs);
    if (status == 0 && peers)
        status = fs_bench_bars_write(bars, home) ||
                         run_peer(report, python, "vectorbt_pairs.py", home, runs < 3 ? runs : 3, "bars",
                                  (double)BARS * PAIRS, judge_pairs, pairs)
                     ? -1
                     : 0;
    json_decref(pairs);
    return status;
}

static int run(const struct fs_args *args, struct fs_bench_report *report)
{
    char home[] = "/tmp/finsmart-bench-XXXXXX";
    struct fs_bench_bars bars = {0};
    struct matrix *m = make_matrix();
    int status = m && fs_bench_bars_make(&bars, BARS) == 0 ? 0 : -1;
    if (status == 0 && !mkdtemp(home))
        status = fs_error_errno("could not make a folder in /tmp");
    else if (status == 0) {
        status = run_all(args, report, m, &bars, home);
        fs_bench_remove(home);
    }
    fs_bench_bars_free(&bars);
    free(m);
    return status;
}

const struct fs_bench fs_bench_columns = {
    .name = "columns",
    .summary = "columns: 1000x1000 entries and exits with all of the cash, fees and records; and 253 SMA "
               "pairs on 100000 "
               "bars as a study",
    .run = run,
};
