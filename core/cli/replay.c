/* finsmart replay: runs what a journal recorded once more and compares every decision. */
#include "base/cancel.h"
#include "base/error.h"
#include "base/progress.h"
#include "base/time.h"
#include "cli/backtest_journal.h"
#include "cli/decision_text.h"
#include "cli/replay_inputs.h"
#include "trade/journal_verify.h"
#include "version.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FIGURES 16 /* at least as many as fs_backtest_figures() has */

struct difference {
    int there;
    uint64_t record, block;
    int64_t time;
    char symbol[FS_SYMBOL_MAX + 1];
    char expected[FS_DECISION_TEXT], got[FS_DECISION_TEXT];
};

struct replay {
    const char *path;
    struct fs_journal_reader *reader;
    struct fs_journal_report report;
    struct fs_replay_inputs inputs;
    struct fs_journal_record record; /* the next that was recorded and not yet compared */
    int step;                        /* its step: FS_JOURNAL_GOOD while there is one */
    int error; /* the journal could not be read on, or no memory: the thread's error is kept */
    struct fs_error *why;
    struct fs_order_symbols symbols;
    uint64_t compared;
    int enough; /* nothing is left to compare: the run is asked to stop */
    struct difference difference;
    char hash[FS_SHA256_HEX]; /* journal hash of the replay; "" where it was not run to its end */
};

/* Only a run that came to its end must not go on in the replay. */
static int is_complete(const struct replay *r)
{
    return r->report.finished && !strcmp(r->report.status, "complete");
}

static void fail(struct replay *r)
{
    if (!r->error)
        r->why = fs_error_take();
    r->error = 1;
}

/* Goes to the next recorded decision, from the record that is there. Results and the end are none. */
static int recorded(struct replay *r)
{
    while (r->step == FS_JOURNAL_GOOD && !fs_journal_is_decision(r->record.type) &&
           r->record.type != FS_JOURNAL_RESULT)
        r->step = fs_journal_next(r->reader, &r->record);
    if (r->step == FS_JOURNAL_ERROR)
        fail(r);
    return r->step == FS_JOURNAL_GOOD && fs_journal_is_decision(r->record.type);
}

/* A decision in words, with its symbol; `into` takes time and symbol where they are not known yet. */
static void describe(struct replay *r, const void *bytes, size_t length, char out[FS_DECISION_TEXT],
                     struct difference *into)
{
    struct fs_decision d;
    if (fs_decision_read(bytes, length, &d)) {
        snprintf(out, FS_DECISION_TEXT, "a decision that this version does not know");
        return;
    }
    if (d.kind != 'O' && fs_order_symbols_note(&r->symbols, &d))
        fail(r);
    fs_decision_text(&d, out);
    if (!*into->symbol) {
        into->time = d.time;
        memcpy(into->symbol, d.symbol, sizeof into->symbol);
    }
}

/* Keeps what was recorded (or nothing) and what came (NULL: nothing) as the first difference. */
static void differ(struct replay *r, int expected, const void *got, size_t length)
{
    struct difference *d = &r->difference;
    d->there = 1;
    d->time = FS_TIME_NONE;
    snprintf(d->expected, sizeof d->expected, "nothing more");
    snprintf(d->got, sizeof d->got, "nothing more");
    if (expected) {
        d->record = r->record.number;
        d->block = r->reader->block.number;
        describe(r, r->record.body - 1, r->record.length + 1, d->expected, d);
    }
    if (got)
        describe(r, got, length, d->got, d);
}

static void stop(struct replay *r)
{
    r->enough = 1;
    fs_cancel_request();
}

static void decided(void *data, const void *record, size_t length)
{
    struct replay *r = data;
    struct fs_decision order;
    if (r->enough || r->error)
        return;
    if (!recorded(r)) {
        if (!r->error && is_complete(r))
            differ(r, 0, record, length);
        stop(r);
        return;
    }
    if (r->record.length + 1 != length || memcmp(r->record.body - 1, record, length) != 0) {
        differ(r, 1, record, length);
        stop(r);
        return;
    }
    if (*(const char *)record == 'O' && !fs_decision_read(record, length, &order) &&
        fs_order_symbols_note(&r->symbols, &order))
        fail(r);
    r->compared++;
    r->step = fs_journal_next(r->reader, &r->record);
}

struct figures {
    const char *name[FIGURES];
    char value[FIGURES][FS_SHA256_HEX];
    int count;
};

static void keep_figure(void *data, const char *name, const char *value)
{
    struct figures *all = data;
    if (all->count == FIGURES)
        return;
    all->name[all->count] = name;
    snprintf(all->value[all->count++], sizeof all->value[0], "%s", value);
}

/* One recorded result against the replay's. Nothing is said of status, or of what this version does not compute. */
static void compare_result(struct replay *r, const struct figures *all)
{
    char name[256];
    const char *text;
    size_t length;
    if (fs_journal_item_read(&r->record, name, &text, &length))
        return;
    for (int i = 0; i < all->count && !r->difference.there; i++) {
        if (strcmp(name, all->name[i]) != 0 ||
            (strlen(all->value[i]) == length && !memcmp(all->value[i], text, length)))
            continue;
        r->difference = (struct difference){
            .there = 1, .record = r->record.number, .block = r->reader->block.number, .time = FS_TIME_NONE};
        snprintf(r->difference.expected, FS_DECISION_TEXT, "%s %.*s", name, (int)(length < 80 ? length : 80),
                 text);
        snprintf(r->difference.got, FS_DECISION_TEXT, "%s %s", name, all->value[i]);
    }
}

static void compare_results(struct replay *r, const struct fs_result *result)
{
    struct figures all = {.count = 0};
    fs_backtest_figures(result, keep_figure, &all);
    for (; r->step == FS_JOURNAL_GOOD; r->step = fs_journal_next(r->reader, &r->record))
        if (r->record.type == FS_JOURNAL_RESULT)
            compare_result(r, &all);
}

static int check_hash(const struct replay *r, const char *what, const char *name, const char *expected,
                      const char *found, const char *hint)
{
    if (!strcmp(expected, found))
        return 0;
    fs_error_set(FS_E_CONFLICT,
                 "%s: the %s is not the one recorded: '%s' has the content hash %s; expected %s", r->path,
                 what, name, found, expected);
    return fs_error_hint("%s", hint);
}

/* Whole, or at least whole as far as it goes: what was changed is not worth running. */
static int check_journal(struct replay *r)
{
    if (!(r->reader = fs_journal_open(r->path)) || fs_journal_verify(r->reader, &r->report))
        return -1;
    if (r->report.fault_count && !r->report.faults[0].cut) {
        const struct fs_journal_fault *f = &r->report.faults[0];
        fs_error_set(FS_E_INPUT, "%s: is not whole: byte %" PRId64 ", block %" PRIu64 ": %s", r->path,
                     f->offset, f->block, f->what);
        return fs_error_hint("finsmart audit verify %s lists all that is wrong", r->path);
    }
    fs_journal_close(r->reader);
    return (r->reader = fs_journal_open(r->path)) ? 0 : -1;
}

static void finish(struct replay *r, const struct fs_result *result)
{
    if (!r->enough && !r->error && recorded(r)) {
        differ(r, 1, NULL, 0);
        r->enough = 1;
    }
    if (!r->enough && !r->error && is_complete(r)) {
        memcpy(r->hash, result->journal_hash, sizeof r->hash);
        compare_results(r, result);
    }
}

/* Runs it again. 0, or -1 with an error. */
static int run_again(struct replay *r, const struct fs_args *args, struct fs_runner *runner,
                     const struct fs_backtest_data *data, struct fs_engine_options *o)
{
    fs_market_data_use(data, o);
    o->decisions = (struct fs_decision_sink){.decided = decided, .data = r};
    struct fs_engine *engine = fs_market_engine(args, data, o);
    if (!engine)
        return -1;
    fs_progress_begin("replay", data->ticks ? "events" : "bars", (double)data->bars);
    int status = runner->run(runner, engine);
    fs_progress_end();
    struct fs_error *why = status ? fs_error_take() : NULL;
    /* A run that failed then fails again, after the same decisions. */
    int as_then = why && why->code != FS_E_CANCELLED && !strcmp(r->report.status, "failed");
    const struct fs_result *result = fs_engine_finish(engine);
    if (result && (!why || as_then))
        finish(r, result);
    fs_engine_free(engine);
    if (why && !as_then && !r->enough)
        return fs_error_restore(why);
    fs_error_free(why);
    return result ? 0 : -1;
}

/* Files of reference data, by their options. */
static int check_files(const struct replay *r, const struct fs_backtest_data *data)
{
    static const char *const names[] = {"instruments", "events", "universe", "halts", "fx"};
    for (int i = 0; i < 5 && data->files[i].option; i++)
        for (int k = 0; k < 5; k++)
            if (!strcmp(names[k], data->files[i].option) && r->inputs.file_hashes[k] &&
                check_hash(r, names[k], data->files[i].path, r->inputs.file_hashes[k], data->files[i].hash,
                           "a replay needs the file as it was"))
                return -1;
    return 0;
}

static int prepare_and_run(struct replay *r, const struct fs_args *args)
{
    const struct fs_replay_inputs *in = &r->inputs;
    struct fs_engine_options o;
    struct fs_backtest_data *data = NULL;
    if (fs_replay_inputs_read(&r->inputs, r->reader, args, &r->record, &r->step) ||
        fs_backtest_options(in->args, &o))
        return -1;
    struct fs_runner *runner = fs_backtest_runner(in->args);
    if (!runner) {
        if (fs_error_last_code() == FS_E_NOT_FOUND || fs_error_last_code() == FS_E_IO)
            fs_error_hint("--script FILE says where the script is now");
        return -1;
    }
    int status =
        check_hash(r, "script", fs_args_operand(in->args, 0), in->script_hash, runner->hash,
                   "a replay needs the script as it was, its imports included; --script FILE names another "
                   "file");
    if (!status && !(data = fs_market_data_load(in->args)))
        status = -1;
    if (!status)
        status =
            check_hash(r, "dataset", data->dataset, in->dataset_hash, data->hash,
                       "a replay needs the data as they were; --data DATASET and --home DIR name others");
    if (!status)
        status = check_files(r, data);
    if (!status)
        status = run_again(r, in->args, runner, data, &o);
    if (r->error && !status)
        status = r->why ? fs_error_restore(r->why) : fs_error_nomem();
    else
        fs_error_free(r->why);
    fs_backtest_data_free(data);
    runner->free(runner);
    return status;
}

static void put_json(const struct replay *r)
{
    const struct fs_journal_report *report = &r->report;
    const struct difference *d = &r->difference;
    char time[FS_TIME_TEXT];
    json_t *difference = json_null();
    if (d->there)
        difference = json_pack("{s:I,s:I,s:s,s:o,s:o,s:o}", "record", (json_int_t)d->record, "block",
                               (json_int_t)d->block, "time", fs_decision_time(d->time, time), "symbol",
                               fs_plain_json(d->symbol, strlen(d->symbol)), "expected",
                               fs_plain_json(d->expected, strlen(d->expected)), "got",
                               fs_plain_json(d->got, strlen(d->got)));
    json_t *out =
        json_pack("{s:o,s:b,s:s,s:s,s:o,s:s,s:I,s:{s:I,s:I,s:I},s:s,s:s,s:o}", "journal",
                  fs_plain_json(r->path, strlen(r->path)), "identical", !d->there, "state",
                  report->finished ? "finished" : "unfinished", "status", report->status, "recorded_by",
                  fs_plain_json(r->inputs.program ? r->inputs.program : "",
                                strlen(r->inputs.program ? r->inputs.program : "")),
                  "replayed_by", "finsmart " FINSMART_VERSION, "compared", (json_int_t)r->compared,
                  "recorded", "orders", (json_int_t)report->orders, "verdicts", (json_int_t)report->verdicts,
                  "fills", (json_int_t)report->fills, "recorded_journal_hash", report->recorded_hash,
                  "journal_hash", r->hash, "difference", difference);
    json_dumpf(out, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(out);
}

static void put_line(const char *name, const char *text)
{
    printf("  %-9s ", name);
    fs_put_plain(stdout, text, strlen(text));
    putchar('\n');
}

static void put_text(const struct replay *r)
{
    const struct fs_journal_report *report = &r->report;
    const struct difference *d = &r->difference;
    char time[FS_TIME_TEXT];
    if (d->there) {
        printf("%s: differs after %" PRIu64 " identical decisions", r->path, r->compared);
        if (d->record)
            printf(", at record %" PRIu64 " in block %" PRIu64, d->record, d->block);
        putchar('\n');
        if (d->time != FS_TIME_NONE)
            put_line("time", fs_decision_time(d->time, time));
        if (*d->symbol)
            put_line("symbol", d->symbol);
        put_line("expected", d->expected);
        put_line("got", d->got);
        return;
    }
    printf("%s: identical: %" PRIu64 " decisions (%" PRIu64 " orders, %" PRIu64 " verdicts, %" PRIu64
           " fills)\n",
           r->path, r->compared, report->orders, report->verdicts, report->fills);
    if (!is_complete(r))
        printf("  as far as it goes: the recorded run %s\n", !report->finished ? "has no end"
                                                             : !strcmp(report->status, "failed")
                                                                 ? "failed"
                                                                 : "was stopped");
    printf("  journal hash %s\n", *r->hash ? r->hash : report->hash);
}

static int run(const struct fs_args *args)
{
    struct replay r = {.path = fs_args_operand(args, 0)};
    int status = check_journal(&r) || prepare_and_run(&r, args) ? -1 : 0;
    if (!status) {
        (fs_args_flag(args, "json") ? put_json : put_text)(&r);
        status = r.difference.there;
    }
    fs_order_symbols_clear(&r.symbols);
    fs_replay_inputs_clear(&r.inputs);
    fs_journal_report_clear(&r.report);
    fs_journal_close(r.reader);
    return status;
}

static const struct fs_option options[] = {
    {.name = "script",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "the script is here now; its content must be the recorded one"},
    {.name = "data",
     .letter = 'd',
     .type = FS_OPT_TEXT,
     .value = "DATASET",
     .doc =
         "the dataset has this name now; its content must be the recorded one (several: names with commas)"},
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document"},
    {0},
};

const struct fs_command fs_command_replay = {
    .name = "replay",
    .summary = "Run what a journal recorded once more and compare every decision",
    .operands = "JOURNAL",
    .min_operands = 1,
    .max_operands = 1,
    .options = options,
    .flags = FS_COMMAND_SCRIPT,
    .description =
        "Verifies the journal, runs the recorded script with the recorded parameters and options over the "
        "recorded data, and compares each order, verdict and fill, then the final figures. It prints "
        "\"identical\" with the counts, or the first decision that differs, with what was expected and what "
        "came, and exits with 1.\n\n"
        "A script or dataset whose content is not the recorded one is refused. Of a run that was stopped, "
        "failed or killed, what was recorded is compared.",
    .examples = "finsmart replay run.fsj\n"
                "finsmart replay run.fsj --script archive/sma_cross.lua --json",
    .run = run,
};
