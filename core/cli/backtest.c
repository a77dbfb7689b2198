#include "cli/backtest.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/paths.h"
#include "base/progress.h"
#include "base/time.h"
#include "cli/backtest_journal.h"
#include "cli/backtest_output.h"
#include "cli/market_options.h"
#include "cli/tick_data.h"
#include "script/search.h"
#include "script/sheet.h"
#include "script/strategy.h"
#include "store/weights.h"
#include "trade/metrics.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct fs_option options[] = {
    {.name = "weights",
     .letter = 'w',
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "follow dated weights instead of a strategy: CSV, Arrow or JSON with a column for each symbol, "
            "or with time, "
            "symbol and weight"},
    {.name = "signals",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "follow signals instead of a strategy: CSV, Arrow or JSON with time, symbol, entry, exit, "
            "short_entry, short_exit and size"},
    {.name = "param",
     .letter = 'p',
     .type = FS_OPT_LIST,
     .value = "NAME=VALUE",
     .doc = "set a parameter of the strategy"},
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
     .doc = "stream orders, fills, trades, positions and equity to CSV files there while running; the tear "
            "sheet and Arrow files after it"},
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

int fs_backtest_options(const struct fs_args *args, struct fs_engine_options *o)
{
    if (fs_market_options_read(args, o))
        return -1;
    const char *equity = fs_args_text(args, "equity");
    o->keep_equity = !strcmp(equity, "bar")   ? FS_EQUITY_BAR
                     : !strcmp(equity, "day") ? FS_EQUITY_DAY
                                              : FS_EQUITY_NONE;
    o->out_dir = fs_args_text(args, "out");
    o->progress = 1;
    return 0;
}

const char *fs_backtest_strategy(const struct fs_args *args)
{
    const char *weights = fs_args_text(args, "weights"), *operand = fs_args_operand(args, 0);
    const char *option = weights ? "weights" : "signals";
    if (weights && fs_args_text(args, "signals")) {
        fs_error_set(FS_E_USAGE, "either --weights or --signals: both are there");
        return NULL;
    }
    weights = fs_args_text(args, option);
    if (weights && !operand && fs_weights_named(weights))
        return weights;
    if (operand && !weights)
        return operand;
    if (weights && operand)
        fs_error_set(FS_E_USAGE, "either a strategy or --%s: '%s' and '%s' are both there", option, operand,
                     weights);
    else if (weights)
        fs_error_set(FS_E_USAGE,
                     "--%s '%s': expected a file that ends with .csv, .arrow, .feather, .json or .ndjson",
                     option, weights);
    else
        fs_error_set(FS_E_USAGE, "which strategy? Name a script, a plugin, --weights FILE or --signals FILE");
    return NULL;
}

struct fs_runner *fs_backtest_runner(const struct fs_args *args)
{
    const char *what = fs_backtest_strategy(args);
    if (!what)
        return NULL;
    int count;
    const char **params = fs_args_texts(args, "param", &count);
    struct fs_search_options search = {.memory_limit = (size_t)fs_args_int(args, "memory-limit") << 20,
                                       .home = fs_args_home(args)};
    struct fs_runner *runner = params ? fs_search_runner(what, params, count, &search) : NULL;
    free(params);
    return runner;
}

/* What a script waits for and bars never bring, in words; "" where there is nothing. */
static void unheard_handlers(const char *what, struct fs_runner *runner, const struct fs_tick_data *ticks,
                             char *text, size_t size)
{
    char names[64], never[64];
    *text = '\0';
    if (fs_search_is_plugin(what) || fs_weights_named(what))
        return;
    snprintf(never, sizeof never, "%s %s %s %s", ticks ? "on_bar" : "",
             ticks && ticks->trades ? "" : "on_trade", ticks && ticks->quotes ? "" : "on_quote",
             ticks && ticks->book ? "" : "on_book");
    if (fs_strategy_handlers(runner, never, names, sizeof names) || !*names)
        return;
    if (ticks)
        snprintf(text, size,
                 "%s never ran: the datasets bring nothing of that kind; what the strategy does there did "
                 "not happen",
                 names);
    else
        snprintf(text, size,
                 "%s never ran: these data are bars, not single trades, quotes or order books; what the "
                 "strategy does there did not happen. Write it in on_bar, or name datasets of ticks",
                 names);
}

/* Files of events of which no row is of a symbol of the run: most likely their symbols are written otherwise. */
static int events_of_others(const struct fs_backtest_outcome *o)
{
    for (int64_t i = 0; i < o->data->event_count; i++)
        if (fs_engine_slot(o->engine, o->data->events[i].symbol) >= 0)
            return 0;
    return o->data->event_count > 0;
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
    if (events_of_others(o))
        o->warnings[o->warning_count++] =
            "no row of --events, --universe and --halts is of a symbol of this run; are they written as the "
            "dataset has them?";
    for (int i = 0; i < o->warning_count; i++)
        fprintf(stderr, "finsmart backtest: warning: %s\n", o->warnings[i]);
    if (!o->result->complete) /* the summary says it, and the end */
        o->warnings[o->warning_count++] =
            "the run was stopped before the end of the data; this is of the part that ran";
}

/* What is asked for of the tear sheet, which is computed only then. */
static struct fs_sheet *open_sheet(const struct fs_args *args, const struct fs_backtest_outcome *o,
                                   struct fs_report *report)
{
    *report =
        (struct fs_report){.result = o->result,
                           .engine = o->engine,
                           .runner = o->runner,
                           .options = o->options,
                           .series = o->data->series,
                           .series_count = o->data->count,
                           .cash = (double)o->options->cash / 1e8,
                           .currency = *o->result->account.currency ? o->result->account.currency : NULL,
                           .dataset = o->data->dataset,
                           .data_hash = o->data->hash,
                           .benchmark = o->data->benchmark ? o->data->benchmark->symbol : NULL,
                           .warnings = o->warnings,
                           .warning_count = o->warning_count};
    report->words = fs_args_words(args, &report->word_count);
    return fs_sheet_open(report);
}

/* What was asked for of the tear sheet besides --json. 0; -1 with an error. */
static int save_sheet(struct fs_sheet *sheet, const char *page, const char *folder, int events, FILE *notes)
{
    if (page && fs_sheet_page(sheet, page))
        return -1;
    if (page)
        fprintf(notes, "  report page: %s\n", page);
    if (folder && fs_sheet_save(sheet, folder))
        return -1;
    if (folder)
        fprintf(notes,
                "  rows: %s/{orders,updates,rejected,fills,positions,trades,equity%s}.csv; tear sheet: "
                "%s/tearsheet.json\n",
                folder, events ? ",events" : "", folder);
    return 0;
}

/* Did the run meet events, of which it then left a file? */
static int has_events(const char *folder)
{
    char *path = NULL;
    int there = folder && asprintf(&path, "%s/events.csv", folder) > 0 && access(path, F_OK) == 0;
    free(path);
    return there;
}

/* Whatever becomes of the tear sheet, the run's result is shown. */
static int show(const struct fs_args *args, const struct fs_backtest_outcome *o)
{
    const char *page = fs_args_text(args, "report"), *folder = fs_args_text(args, "out");
    int json = fs_args_flag(args, "json"), wanted = page || folder || json;
    struct fs_report report;
    struct fs_sheet *sheet = wanted ? open_sheet(args, o, &report) : NULL;
    const char *text = sheet && json ? fs_sheet_json(sheet) : NULL;
    int status = (wanted && !sheet) || (json && !text) ? -1 : 0;
    if (json)
        fs_backtest_json(stdout, o, text ? text : "null");
    else
        fs_backtest_summary(stdout, o);
    if (sheet && status == 0)
        status = save_sheet(sheet, page, folder, has_events(folder), json ? stderr : stdout);
    fs_sheet_free(sheet);
    return status;
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

/* What of a run's rows and journal could not be written, whose result is there to be shown all the same; NULL: nothing. */
static struct fs_error *unwritten_of(struct fs_engine *engine, const struct fs_result *result,
                                     const struct fs_engine_options *o, struct fs_journal *journal)
{
    struct fs_error *first = NULL;
    if (fs_engine_rows(engine)) {
        fs_partial_hint(o->out_dir, "rows are missing");
        first = fs_error_take();
    }
    if (fs_backtest_journal_close(journal, result, NULL) && !first)
        first = fs_error_take();
    fs_error_clear();
    return first;
}

static int drive(const struct fs_args *args, struct fs_runner *runner, struct fs_backtest_data *data,
                 struct fs_engine *engine, const struct fs_engine_options *o, struct fs_journal *journal)
{
    char unheard[256];
    unheard_handlers(fs_backtest_strategy(args), runner, data->ticks, unheard, sizeof unheard);
    fs_progress_begin("backtest", data->ticks ? "events" : "bars", (double)data->bars);
    int64_t start = fs_time_monotonic();
    int status = runner->run(runner, engine);
    int64_t end = fs_time_monotonic();
    fs_progress_end();
    if (status && fs_error_last_code() != FS_E_CANCELLED)
        return fail(args, engine, journal);
    fs_error_clear();
    const struct fs_result *result = fs_engine_finish(engine);
    if (!result)
        return -1;
    struct fs_error *unwritten = unwritten_of(engine, result, o, journal);
    struct fs_result shown = *result;
    fs_result_annual(&shown);
    struct fs_backtest_outcome outcome = {.runner = runner,
                                          .data = data,
                                          .options = o,
                                          .engine = engine,
                                          .result = &shown,
                                          .elapsed = (double)(end - start) / 1e9};
    if (data->ticks)
        fs_tick_data_prices(data, engine, result);
    warn(&outcome, unheard);
    fs_cancel_finish();
    int failed = show(args, &outcome);
    if (unwritten)
        return fs_error_restore(unwritten);
    if (failed)
        return -1;
    if (journal)
        fprintf(fs_args_flag(args, "json") ? stderr : stdout, "  journal: %s, chain %s\n",
                fs_args_text(args, "journal"), fs_journal_head(journal));
    if (!result->complete)
        fprintf(stderr, "finsmart backtest: stopped after %" PRId64 " of %" PRId64 " %s\n",
                result->feed ? result->feed->events : result->bars, data->bars,
                result->feed ? "events" : "bars");
    return !result->complete;
}

static int run(const struct fs_args *args)
{
    struct fs_engine_options o;
    if (fs_backtest_options(args, &o))
        return -1;
    if (fs_args_text(args, "report") && fs_output_place(fs_args_text(args, "report")))
        return -1;
    struct fs_runner *runner = fs_backtest_runner(args);
    if (!runner)
        return -1;
    struct fs_backtest_data *data = fs_market_data_load(args);
    struct fs_journal *journal = NULL;
    int status = -1;
    if (data && !fs_backtest_journal_open(args, runner, data, &o, &journal)) {
        fs_market_data_use(data, &o);
        struct fs_engine *engine = fs_market_engine(args, data, &o);
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
    .summary = "Run a strategy over historical bars or ticks",
    .operands = "[SCRIPT.lua|plugin:NAME|FILE.so]",
    .min_operands = 0,
    .max_operands = 1,
    .shared = fs_market_options,
    .options = options,
    .flags = FS_COMMAND_SCRIPT,
    .description = "Runs a strategy over the bars of a dataset, in time order over all symbols, with one "
                   "account. A market order "
                   "decided at the close of a bar fills at the symbol's next open; limit and stop orders "
                   "fill inside bars, by a "
                   "stated price path. Every order passes the gate; what it refuses is counted and, with "
                   "--out, listed.\n"
                   "Over ticks the strategy sees trades, quotes and books as they come, and its orders take "
                   "part in the recorded market: at what it shows when they arrive, in its queues "
                   "(docs/book-simulation.md).\n"
                   "Equity at a bar is cash plus positions at its close. The SHA-256 over all orders, "
                   "verdicts and fills is "
                   "printed: the same strategy on the same data gives the same one on any machine.",
    .examples = "finsmart backtest sma_cross.lua --data sp500 --param fast=20 --fee-bps 5\n"
                "finsmart backtest plugin:sma_cross --data sp500 --json\n"
                "finsmart backtest pairs.lua --data stocks --symbol KO --symbol PEP --report pairs.html\n"
                "finsmart backtest market_maker.lua --data book --data trades --latency 5ms --queue power:2\n"
                "finsmart backtest --weights weights.csv --data stocks --lot 0.001\n"
                "finsmart backtest sma_cross.lua --data sp500 --journal run.fsj",
    .run = run,
};
