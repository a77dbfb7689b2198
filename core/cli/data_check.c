#include "cli/data_check.h"

#include "base/calendar.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/progress.h"
#include "base/time.h"
#include "cli/cli.h"
#include "store/history.h"
#include "store/quality.h"

#include <jansson.h>
#include <string.h>

enum { SHOWN = 20 }; /* findings of a rule in the table; all of them are in --json */

struct findings {
    json_t *list; /* NULL: a table */
    struct fs_table *table;
    int64_t count[FS_QUALITY_COUNT];
};

static void note(void *context, const struct fs_finding *finding)
{
    struct findings *all = context;
    char time[FS_TIME_TEXT];
    if (all->count[finding->rule]++ >= SHOWN && !all->list)
        return;
    if (all->list) {
        fs_time_format(finding->time, time, sizeof time);
        json_array_append_new(all->list, json_pack("{s:s, s:s, s:s, s:I, s:s}", "rule",
                                                   fs_quality_rule_name(finding->rule), "symbol",
                                                   finding->symbol, "time", time, "rows",
                                                   (json_int_t)finding->rows, "text", finding->text));
        return;
    }
    if (finding->time % FS_NS_PER_DAY == 0)
        fs_time_format_date(fs_time_utc_day(finding->time), time, sizeof time);
    else
        fs_time_format(finding->time, time, sizeof time);
    fs_table_cell(all->table, "%s", fs_quality_rule_name(finding->rule));
    fs_table_cell(all->table, "%s", finding->symbol);
    fs_table_cell(all->table, "%s", time);
    fs_table_cell(all->table, "%s", finding->text);
}

static int check_bars(const struct fs_history *history, const struct fs_history_symbol *symbol,
                      const struct fs_quality_options *options)
{
    struct fs_frame *frame = fs_history_load(history, symbol->name, INT64_MIN, INT64_MAX);
    int result = frame ? fs_quality_bars(frame, symbol->name, options) : -1;
    fs_frame_unref(frame);
    return result;
}

static int check_symbols(const struct fs_args *args, const struct fs_history *history,
                         const struct fs_calendar *calendar, struct findings *all)
{
    int chosen = fs_args_list_count(args, "symbol"), total = chosen ? chosen : fs_history_symbols(history),
        result = 0;
    fs_progress_begin("checking", "symbols", total);
    for (int i = 0; i < total && result == 0; i++) {
        const struct fs_history_symbol *symbol =
            chosen ? fs_history_find(history, fs_args_list(args, "symbol", i))
                   : fs_history_symbol(history, i);
        struct fs_quality_options options = {.calendar = calendar,
                                             .interval = symbol ? symbol->interval : 0,
                                             .outlier = fs_args_number(args, "outlier"),
                                             .stale = fs_args_int(args, "stale"),
                                             .found = note,
                                             .context = all};
        result = !symbol ? -1
                 : fs_kind_is_ticks(fs_history_kind(history))
                     ? fs_quality_ticks(history, symbol->name, &options)
                     : check_bars(history, symbol, &options);
        fs_progress_update(i + 1);
        if (result == 0 && fs_cancel_requested())
            result = fs_error_set(FS_E_CANCELLED, "stopped after %d of %d symbols", i + 1, total);
    }
    fs_progress_end();
    return result;
}

int data_check(const struct fs_args *args, const struct fs_history *history)
{
    static const char *const headers[] = {"rule", "symbol", "time", "finding", NULL};
    struct findings all = {0};
    const char *name =
        fs_args_text(args, "calendar") ? fs_args_text(args, "calendar") : fs_history_calendar(history);
    const struct fs_calendar *calendar = name ? fs_calendar_find(name) : NULL;
    if (name && !calendar)
        return -1;
    int ticks = fs_kind_is_ticks(fs_history_kind(history));
    if (!ticks && fs_history_kind(history) != FS_KIND_BARS)
        return fs_error_set(FS_E_UNSUPPORTED, "dataset '%s' is of kind %s; check looks at bars and ticks",
                            fs_history_name(history), fs_kind_name(fs_history_kind(history)));
    int json = fs_args_flag(args, "json");
    all.list = json ? json_array() : NULL;
    all.table = fs_table_new(headers, "llll");
    int result = all.table ? check_symbols(args, history, calendar, &all) : -1;
    int64_t total = 0;
    for (int rule = 0; rule < FS_QUALITY_COUNT; rule++)
        total += all.count[rule];
    if (result == 0 && json) {
        json_t *counts = json_object();
        for (int rule = 0; rule < FS_QUALITY_COUNT; rule++)
            if (ticks ? fs_quality_rule_of_ticks(rule) : fs_quality_rule_of_bars(rule))
                json_object_set_new(counts, fs_quality_rule_name(rule), json_integer(all.count[rule]));
        json_t *out =
            json_pack("{s:s, s:s?, s:I, s:o, s:O}", "dataset", fs_history_name(history), "calendar", name,
                      "rows", (json_int_t)fs_history_rows(history), "counts", counts, "findings", all.list);
        json_dumpf(out, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(out);
    } else if (result == 0) {
        if (total)
            fs_table_print(all.table, stdout);
        for (int rule = 0; rule < FS_QUALITY_COUNT; rule++)
            if (all.count[rule] > SHOWN)
                printf("... and %lld more of %s (--json has all)\n", (long long)(all.count[rule] - SHOWN),
                       fs_quality_rule_name(rule));
        printf("%s: %lld rows checked%s%s, %lld finding%s\n", fs_history_name(history),
               (long long)fs_history_rows(history), name ? " against " : "", name ? name : "",
               (long long)total, total == 1 ? "" : "s");
    }
    json_decref(all.list);
    fs_table_free(all.table);
    return result ? result : total > 0;
}
