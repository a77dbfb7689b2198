#include "base/error.h"
#include "base/signature.h"
#include "base/time.h"
#include "cli/audit.h"
#include "cli/backtest_data.h"
#include "cli/decision_text.h"
#include "trade/journal_reader.h"

#include <inttypes.h>
#include <string.h>

/* What stands in a journal, in this order; the output has the same parts. */
enum part { INPUTS, DECISIONS, RESULTS };

struct show {
    const struct fs_args *args;
    struct fs_journal_reader *reader;
    int64_t from, to;
    struct fs_order_symbols symbols;
    enum part part;
    int json, first; /* first: nothing of this part was printed yet */
    int finished;
    int shown; /* the decision that a note is about was shown */
};

static int is_wanted(const struct show *s, const struct fs_decision *d)
{
    int count = fs_args_list_count(s->args, "symbol"), named = !count;
    for (int i = 0; i < count && !named; i++)
        named = !strcmp(fs_args_list(s->args, "symbol", i), d->symbol);
    return named && d->time >= s->from && d->time <= s->to;
}

/* What parts two values of a JSON array, or begins it. */
static void separate(struct show *s)
{
    fputs(s->first ? "\n" : ",\n", stdout);
    s->first = 0;
}

/* Ends the parts before `part` and begins it. */
static void go_to(struct show *s, enum part part)
{
    static const char *const names[] = {"inputs", "decisions", "results"};
    while (s->part < part) {
        s->part++;
        s->first = 1;
        if (s->json)
            printf("],\n\"%s\": [", names[s->part]);
        else
            printf("%s\n", names[s->part]);
    }
}

static void put_object(struct show *s, json_t *object)
{
    separate(s);
    json_dumpf(object, stdout, JSON_ENSURE_ASCII);
    json_decref(object);
}

static void put_item(struct show *s, const struct fs_journal_record *record)
{
    char name[256];
    const char *value;
    size_t length;
    if (fs_journal_item_read(record, name, &value, &length))
        return;
    if (s->json) {
        put_object(s, json_pack("{s:o,s:o}", "name", fs_plain_json(name, strlen(name)), "value",
                                fs_plain_json(value, length)));
        return;
    }
    fputs("  ", stdout);
    fs_put_plain(stdout, name, strlen(name));
    printf("%*s", (int)(strlen(name) < 17 ? 18 - strlen(name) : 1), "");
    fs_put_plain(stdout, value, length);
    putchar('\n');
}

static int put_decision(struct show *s, const struct fs_journal_record *record)
{
    struct fs_decision d;
    char text[FS_DECISION_TEXT], time[FS_TIME_TEXT];
    s->shown = 0;
    if (fs_decision_read(record->body - 1, record->length + 1, &d))
        return fs_error_set(FS_E_INPUT, "%s: record %" PRIu64 " is no decision of this version's",
                            s->reader->path, record->number);
    if (fs_order_symbols_note(&s->symbols, &d))
        return -1;
    if (!is_wanted(s, &d))
        return 0;
    s->shown = 1;
    if (s->json) {
        json_t *object = fs_decision_json(&d);
        json_object_set_new(object, "record", json_integer((json_int_t)record->number));
        put_object(s, object);
        return 0;
    }
    fs_decision_text(&d, text);
    printf("  %8" PRIu64 "  %-20s  ", record->number, fs_decision_time(d.time, time));
    fs_put_plain(stdout, text, strlen(text));
    putchar('\n');
    return 0;
}

/* The reason of the verdict just shown. */
static void put_note(struct show *s, const struct fs_journal_record *record)
{
    uint64_t order;
    size_t rule = record->length >= 9 ? record->body[8] : 0;
    if (!s->shown || record->length < 9 + rule)
        return;
    fs_journal_get(record->body, 8, &order);
    const char *name = (const char *)record->body + 9, *reason = name + rule;
    size_t length = record->length - 9 - rule;
    if (s->json) {
        put_object(s, json_pack("{s:s,s:I,s:o,s:o,s:I}", "kind", "reason", "order", (json_int_t)order, "rule",
                                rule ? fs_plain_json(name, rule) : json_null(), "reason",
                                fs_plain_json(reason, length), "record", (json_int_t)record->number));
        return;
    }
    printf("  %8s  %-20s    ", "", "");
    fs_put_plain(stdout, name, rule);
    fputs(rule ? ": " : "", stdout);
    fs_put_plain(stdout, reason, length);
    putchar('\n');
}

/* What a person or the server did: a server's journal. */
static int put_act(struct show *s, const struct fs_journal_record *record)
{
    char time[FS_TIME_TEXT];
    uint64_t at = 0;
    if (record->length > 8)
        fs_journal_get(record->body, 8, &at);
    if (record->length <= 8 || (int64_t)at < s->from || (int64_t)at > s->to)
        return 0;
    const char *text = (const char *)record->body + 8;
    fs_time_format((int64_t)at, time, sizeof time);
    if (s->json) {
        json_t *act = json_loadb(text, record->length - 8, 0, NULL);
        put_object(s, json_pack("{s:s,s:s,s:o,s:I}", "kind", "act", "time", time, "act",
                                act ? act : json_null(), "record", (json_int_t)record->number));
        return 0;
    }
    printf("  %8" PRIu64 "  %-30s  ", record->number, time);
    fs_put_plain(stdout, text, record->length - 8);
    putchar('\n');
    return 0;
}

static int put_record(struct show *s, const struct fs_journal_record *record)
{
    if (fs_journal_is_decision(record->type)) {
        go_to(s, DECISIONS);
        return put_decision(s, record);
    }
    if (record->type == FS_JOURNAL_ACT) {
        go_to(s, DECISIONS);
        return put_act(s, record);
    }
    if (record->type == FS_JOURNAL_RESULT)
        go_to(s, RESULTS);
    if (record->type == FS_JOURNAL_INPUT || record->type == FS_JOURNAL_RESULT)
        put_item(s, record);
    else if (record->type == FS_JOURNAL_NOTE)
        put_note(s, record);
    s->finished |= record->type == FS_JOURNAL_END;
    return 0;
}

static int put_all(struct show *s)
{
    struct fs_journal_record record;
    char id[2 * FS_JOURNAL_ID_SIZE + 1];
    int step, status = 0;
    fs_hex_format(s->reader->id, sizeof s->reader->id, id);
    printf(s->json ? "{\"id\": \"%s\",\n\"inputs\": [" : "journal %s\ninputs\n", id);
    s->first = 1;
    while (!status && (step = fs_journal_next(s->reader, &record)) == FS_JOURNAL_GOOD)
        status = put_record(s, &record);
    if (s->json)
        go_to(s, RESULTS);
    int wrong = !status && step != FS_JOURNAL_OVER;
    int cut = wrong && step == FS_JOURNAL_FAULTY && s->reader->fault.cut;
    const char *state = s->finished ? "finished" : "unfinished";
    if (s->json)
        printf("],\n\"state\": \"%s\"}\n", wrong && !cut ? "damaged" : state);
    else if (!s->finished && !status)
        puts("unfinished: the journal has no end; this is what there is");
    if (wrong && !cut)
        status = step == FS_JOURNAL_FAULTY ? fs_journal_fault_error(s->reader) : -1;
    return status;
}

int fs_audit_show(const struct fs_args *args)
{
    struct show s = {.args = args, .json = fs_args_flag(args, "json"), .from = INT64_MIN, .to = INT64_MAX};
    const char *from = fs_args_text(args, "from"), *to = fs_args_text(args, "to");
    if ((from && fs_backtest_time("from", from, 0, &s.from)) || (to && fs_backtest_time("to", to, 1, &s.to)))
        return -1;
    if (s.from > s.to)
        return fs_error_set(FS_E_USAGE, "--from %s is after --to %s", from, to);
    if (!(s.reader = fs_journal_open(fs_args_operand(args, 1))))
        return -1;
    int status = put_all(&s);
    fs_order_symbols_clear(&s.symbols);
    fs_journal_close(s.reader);
    return status;
}
