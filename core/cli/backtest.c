#include "cli/backtest.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/paths.h"
#include "base/progress.h"
#include "base/time.h"
#include "cli/backtest_journal.h"
#include "cli/backtest_output.h"
#include "plugin/runner.h"
#include "script/report.h"
#include "script/strategy.h"

#include <inttypes.h>
#include <libgen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NUMBER(option, argument, default_text, low, high, text)                                              \
    {                                                                                                        \
        .name = option, .type = FS_OPT_NUMBER, .value = argument, .fallback = default_text, .min = low,      \
        .max = high, .doc = text                                                                             \
    }

static const struct fs_option options[] = {
    {.name = "data",
     .letter = 'd',
     .type = FS_OPT_TEXT,
     .value = "DATASET",
     .doc = "dataset of bars to run over"},
    {.name = "symbol",
     .letter = 's',
     .type = FS_OPT_LIST,
     .value = "SYMBOL",
     .doc = "trade this symbol; else all of the dataset"},
    {.name = "from", .type = FS_OPT_TEXT, .value = "DATE", .doc = "first bar, inclusive (date or time, UTC)"},
    {.name = "to",
     .type = FS_OPT_TEXT,
     .value = "DATE",
     .doc = "last bar, inclusive; a date means its whole day"},
    {.name = "param",
     .letter = 'p',
     .type = FS_OPT_LIST,
     .value = "NAME=VALUE",
     .doc = "set a parameter of the strategy"},
    NUMBER("cash", "AMOUNT", "100000", 0.01, 9e10, "money at the start"),
    {.name = "benchmark",
     .type = FS_OPT_TEXT,
     .value = "SYMBOL",
     .doc = "symbol of the dataset to compare with; it is not traded unless --symbol names it too"},
    NUMBER("rf", "RATE", "0", -1, 10, "risk-free rate a year, as a fraction, for the ratios"),
    NUMBER("periods", "N", NULL, 0.001, 1e9, "bars a year, for figures a year; else derived from the data"),
    NUMBER("fee-bps", "X", "0", 0, 10000, "fee in basis points of each fill's value"),
    NUMBER("fee-per-share", "X", "0", 0, 1e6, "fee for each unit filled"),
    NUMBER("fee-per-trade", "X", "0", 0, 1e6, "fee for each order that fills"),
    NUMBER("fee-minimum", "X", "0", 0, 1e6, "least fee of a fill"),
    NUMBER("slippage-bps", "X", "0", 0, 10000,
           "market and stop fills are this much worse, within the bar's high and low"),
    {.name = "price-path",
     .type = FS_OPT_CHOICE,
     .value = "PATH",
     .choices = "ohlc|worst",
     .fallback = "ohlc",
     .doc = "what comes first inside a bar: the nearer of high and low, or what hurts"},
    NUMBER("max-order-qty", "N", NULL, 1e-8, 9e10, "gate: refuse orders above this quantity"),
    NUMBER("max-order-notional", "AMOUNT", NULL, 1e-4, 9e14, "gate: refuse orders above this value"),
    NUMBER("max-position", "N", NULL, 1e-8, 9e10,
           "gate: refuse orders that lead beyond this position, long or short"),
    NUMBER("price-collar", "FRACTION", NULL, 1e-8, 1e6,
           "gate: refuse limit prices further than this from the last price (0.05 is 5 %)"),
    NUMBER("max-leverage", "X", "1", 1e-8, 1e6, "gate: gross exposure is at most this many times equity"),
    {.name = "no-short", .type = FS_OPT_FLAG, .doc = "gate: refuse sales beyond the position"},
    NUMBER("lot", "N", "1", 1e-8, 9e10, "smallest step of a quantity (0.001: fractions)"),
    {.name = "warmup",
     .type = FS_OPT_INT,
     .value = "BARS",
     .fallback = "0",
     .min = 0,
     .max = 1e12,
     .doc = "bars of each symbol before orders are allowed"},
    {.name = "equity",
     .type = FS_OPT_CHOICE,
     .value = "STEP",
     .choices = "bar|day|none",
     .fallback = "bar",
     .doc = "points of the equity series that are kept; the metrics use all"},
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document"},
    {.name = "report", .type = FS_OPT_TEXT, .value = "FILE.html", .doc = "write a report page"},
    {.name = "out",
     .letter = 'o',
     .type = FS_OPT_TEXT,
     .value = "DIR",
     .doc = "stream orders, fills, trades, positions and equity to CSV files there while running"},
    {.name = "journal",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "write a journal that shows later changes: what went in, every decision, what came out"},
    {.name = "journal-head",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "add the journal's chain, signed, to this file; keep it in a second place"},
    {.name = "journal-key",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "private key to sign with (finsmart audit key makes one)"},
    {0},
};

/* A number option as mantissa (1e-8). */
static int mantissa(const struct fs_args *args, const char *name, int64_t *out)
{
    const char *text = fs_args_text(args, name);
    if (fs_decimal_parse(text, strlen(text), FS_SCALE_EXP, FS_ROUND_EXACT, out) == 0)
        return 0;
    return fs_error_wrap(FS_E_USAGE, "option '--%s' is '%s'; expected a number with at most 8 decimals", name,
                         text);
}

static double limit(const struct fs_args *args, const char *name)
{
    return fs_args_given(args, name) ? fs_args_number(args, name) : 0.0;
}

static int choice(const struct fs_args *args, const char *name, const char *first, const char *second)
{
    const char *text = fs_args_text(args, name);
    return !strcmp(text, first) ? 0 : !strcmp(text, second) ? 1 : 2;
}

int fs_backtest_options(const struct fs_args *args, struct fs_engine_options *o)
{
    fs_engine_defaults(o);
    if (mantissa(args, "cash", &o->cash))
        return -1;
    o->fees = (struct fs_fees){fs_args_number(args, "fee-bps"), fs_args_number(args, "fee-per-share"),
                               fs_args_number(args, "fee-per-trade"), fs_args_number(args, "fee-minimum")};
    o->slippage_bps = fs_args_number(args, "slippage-bps");
    o->limits = (struct fs_limits){.max_order_qty = limit(args, "max-order-qty"),
                                   .max_order_notional = limit(args, "max-order-notional"),
                                   .max_position = limit(args, "max-position"),
                                   .price_collar = limit(args, "price-collar"),
                                   .max_leverage = fs_args_number(args, "max-leverage"),
                                   .allow_short = !fs_args_flag(args, "no-short")};
    o->warmup = fs_args_int(args, "warmup");
    o->price_path = choice(args, "price-path", "ohlc", "worst");
    o->keep_equity = choice(args, "equity", "bar", "day");
    o->risk_free = fs_args_number(args, "rf");
    o->periods_per_year = limit(args, "periods");
    o->out_dir = fs_args_text(args, "out");
    o->progress = 1;
    return 0;
}

static const char **list_of(const struct fs_args *args, const char *name, int *count)
{
    *count = fs_args_list_count(args, name);
    const char **list = calloc((size_t)*count + 1, sizeof *list);
    for (int i = 0; list && i < *count; i++)
        list[i] = fs_args_list(args, name, i);
    if (!list)
        fs_error_nomem();
    return list;
}

struct fs_backtest_data *fs_backtest_load(const struct fs_args *args)
{
    struct fs_backtest_request request = {.home = fs_args_home(args),
                                          .dataset = fs_args_text(args, "data"),
                                          .benchmark = fs_args_text(args, "benchmark"),
                                          .from = INT64_MIN,
                                          .to = INT64_MAX};
    if (!request.dataset) {
        fs_error_set(FS_E_USAGE, "which data? option '--data DATASET' is missing");
        fs_error_hint("finsmart data list shows the datasets; finsmart import makes one");
        return NULL;
    }
    if ((fs_args_given(args, "from") &&
         fs_backtest_time("from", fs_args_text(args, "from"), 0, &request.from)) ||
        (fs_args_given(args, "to") && fs_backtest_time("to", fs_args_text(args, "to"), 1, &request.to)) ||
        mantissa(args, "lot", &request.lot))
        return NULL;
    if (request.from > request.to) {
        fs_error_set(FS_E_USAGE, "--from %s is after --to %s", fs_args_text(args, "from"),
                     fs_args_text(args, "to"));
        return NULL;
    }
    request.symbols = list_of(args, "symbol", &request.symbol_count);
    struct fs_backtest_data *data = request.symbols ? fs_backtest_data_load(&request) : NULL;
    free((void *)request.symbols);
    return data;
}

static int ends_with(const char *text, const char *end)
{
    size_t a = strlen(text), b = strlen(end);
    return a >= b && !strcmp(text + a - b, end);
}

static int is_plugin(const char *what)
{
    return !strncmp(what, "plugin:", 7) || ends_with(what, ".so");
}

struct fs_runner *fs_backtest_runner(const struct fs_args *args)
{
    const char *what = fs_args_operand(args, 0);
    int count;
    const char **params = list_of(args, "param", &count);
    struct fs_runner *runner = NULL;
    if (!params)
        return NULL;
    if (is_plugin(what)) {
        runner = fs_plugin_runner_open(what + (ends_with(what, ".so") ? 0 : 7), params, count);
    } else {
        struct fs_strategy_options strategy = {.params = params,
                                               .param_count = count,
                                               .memory_limit = (size_t)fs_args_int(args, "memory-limit")
                                                               << 20,
                                               .home = fs_args_home(args)};
        runner = fs_strategy_load(what, &strategy);
    }
    free(params);
    return runner;
}

/* What a script waits for and bars never bring, in words; "" where there is nothing. */
static void unheard_handlers(const char *what, struct fs_runner *runner, char *text, size_t size)
{
    char names[64];
    *text = '\0';
    if (!is_plugin(what) && fs_strategy_tick_handlers(runner, names, sizeof names) == 0 && *names)
        snprintf(text, size,
                 "%s never ran: a backtest brings bars, not single trades, quotes or order books; what the "
                 "strategy does there did not happen. Write it in on_bar",
                 names);
}

/* Gathers what the result's reader must see, and says it on standard error. */
static void warn(struct fs_backtest_outcome *o, const char *unheard)
{
    if (*unheard)
        o->warnings[o->warning_count++] = unheard;
    if (o->result->metrics.max_drawdown <= -1.0)
        o->warnings[o->warning_count++] =
            "the account was ruined: its equity fell to zero or below, after which there are no "
            "returns; the figures made of them are left out";
    for (int i = 0; i < o->warning_count; i++)
        fprintf(stderr, "finsmart backtest: warning: %s\n", o->warnings[i]);
    if (!o->result->complete) /* the summary says it, and the end */
        o->warnings[o->warning_count++] =
            "the run was stopped before the end of the data; this is of the part that ran";
}

static int write_report(const struct fs_args *args, const struct fs_backtest_outcome *o)
{
    struct fs_report report = {.result = o->result,
                               .engine = o->engine,
                               .runner = o->runner,
                               .series = o->data->series,
                               .series_count = o->data->count,
                               .cash = (double)o->options->cash / 1e8,
                               .dataset = o->data->dataset,
                               .data_hash = o->data->hash,
                               .benchmark = o->data->benchmark ? o->data->benchmark->symbol : NULL,
                               .warnings = o->warnings,
                               .warning_count = o->warning_count};
    report.words = fs_args_words(args, &report.word_count);
    return fs_report_write(&report, fs_args_text(args, "report"));
}

static int show(const struct fs_args *args, const struct fs_backtest_outcome *o)
{
    if (fs_args_flag(args, "json"))
        fs_backtest_json(stdout, o);
    else
        fs_backtest_summary(stdout, o);
    const char *report = fs_args_text(args, "report"), *folder = fs_args_text(args, "out");
    if (report && write_report(args, o))
        return -1;
    FILE *notes = fs_args_flag(args, "json") ? stderr : stdout;
    if (report)
        fprintf(notes, "  report page: %s\n", report);
    if (folder)
        fprintf(notes, "  rows: %s/{orders,updates,rejected,fills,positions,trades,equity}.csv\n", folder);
    return 0;
}

/* A run that failed: its rows and its journal so far are closed, its error stands. */
static int fail(const struct fs_args *args, struct fs_engine *engine, struct fs_journal *journal)
{
    struct fs_error *error = fs_error_take();
    const struct fs_result *result = engine ? fs_engine_finish(engine) : NULL;
    if (fs_backtest_journal_close(journal, result, error->message))
        fprintf(stderr, "finsmart backtest: warning: %s\n", fs_error_last()->message);
    fs_error_restore(error);
    const char *folder = fs_args_text(args, "out");
    return folder && engine ? fs_partial_hint(folder, "they hold the rows up to there") : -1;
}

/* Can a file be put there? Better known before the run than after it. */
static int check_place(const char *path)
{
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return fs_error_set(FS_E_USAGE, "%s: is a folder; expected the name of a file for the report", path);
    char *copy = strdup(path);
    if (!copy)
        return fs_error_nomem();
    int wrong = access(dirname(copy), W_OK);
    free(copy);
    return wrong ? fs_error_errno("%s: the report cannot be written there", path) : 0;
}

static int drive(const struct fs_args *args, struct fs_runner *runner, const struct fs_backtest_data *data,
                 struct fs_engine *engine, const struct fs_engine_options *o, struct fs_journal *journal)
{
    char unheard[256];
    unheard_handlers(fs_args_operand(args, 0), runner, unheard, sizeof unheard);
    fs_progress_begin("backtest", "bars", (double)data->bars);
    int64_t start = fs_time_monotonic();
    int status = runner->run(runner, engine);
    int64_t end = fs_time_monotonic();
    fs_progress_end();
    if (status && fs_error_last_code() != FS_E_CANCELLED)
        return fail(args, engine, journal);
    fs_error_clear();
    const struct fs_result *result = fs_engine_finish(engine);
    struct fs_error *unwritten =
        result && fs_backtest_journal_close(journal, result, NULL) ? fs_error_take() : NULL;
    if (!result)
        return o->out_dir ? fs_partial_hint(o->out_dir, "rows are missing") : -1;
    struct fs_backtest_outcome outcome = {.runner = runner,
                                          .data = data,
                                          .options = o,
                                          .engine = engine,
                                          .result = result,
                                          .elapsed = (double)(end - start) / 1e9};
    warn(&outcome, unheard);
    if (show(args, &outcome)) {
        fs_error_free(unwritten);
        return -1;
    }
    if (unwritten)
        return fs_error_restore(unwritten);
    if (journal)
        fprintf(fs_args_flag(args, "json") ? stderr : stdout, "  journal: %s, chain %s\n",
                fs_args_text(args, "journal"), fs_journal_head(journal));
    if (!result->complete)
        fprintf(stderr, "finsmart backtest: stopped after %" PRId64 " of %" PRId64 " bars\n", result->bars,
                data->bars);
    return !result->complete;
}

static int run(const struct fs_args *args)
{
    struct fs_engine_options o;
    if (fs_backtest_options(args, &o))
        return -1;
    if (fs_args_text(args, "report") && check_place(fs_args_text(args, "report")))
        return -1;
    struct fs_runner *runner = fs_backtest_runner(args);
    if (!runner)
        return -1;
    struct fs_backtest_data *data = fs_backtest_load(args);
    struct fs_journal *journal = NULL;
    int status = -1;
    if (data && !fs_backtest_journal_open(args, runner, data, &o, &journal)) {
        o.benchmark = data->benchmark;
        struct fs_engine *engine = fs_engine_new(&o, data->series, data->count);
        status = engine ? drive(args, runner, data, engine, &o, journal) : fail(args, NULL, journal);
        fs_engine_free(engine);
        fs_journal_free(journal);
    }
    fs_backtest_data_free(data);
    runner->free(runner);
    return status;
}

const struct fs_command fs_command_backtest = {
    .name = "backtest",
    .summary = "Run a strategy over historical bars",
    .operands = "SCRIPT.lua|plugin:NAME|FILE.so",
    .min_operands = 1,
    .max_operands = 1,
    .options = options,
    .flags = FS_COMMAND_SCRIPT,
    .description = "Runs a strategy over the bars of a dataset, in time order over all symbols, with one "
                   "account. A market order "
                   "decided at the close of a bar fills at the symbol's next open; limit and stop orders "
                   "fill inside bars, by a "
                   "stated price path. Every order passes the gate; what it refuses is counted and, with "
                   "--out, listed.\n"
                   "Equity at a bar is cash plus positions at its close. The SHA-256 over all orders, "
                   "verdicts and fills is "
                   "printed: the same strategy on the same data gives the same one on any machine.",
    .examples = "finsmart backtest sma_cross.lua --data sp500 --param fast=20 --fee-bps 5\n"
                "finsmart backtest plugin:sma_cross --data sp500 --json\n"
                "finsmart backtest pairs.lua --data stocks --symbol KO --symbol PEP --report pairs.html\n"
                "finsmart backtest sma_cross.lua --data sp500 --journal run.fsj",
    .run = run,
};
