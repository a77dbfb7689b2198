/* finsmart plugins: what plugins there are, what they offer, whether they keep their contract, and what a source sends. */
#include "cli/plugins.h"

#include "base/cancel.h"
#include "base/error.h"
#include "base/nearest.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/event_text.h"
#include "plugin/feed.h"
#include "plugin/load.h"
#include "plugin/settings.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *setting_json(const struct fs_setting *s)
{
    json_t *out = json_pack("{s:s,s:s,s:s,s:s?,s:b,s:b}", "name", s->name, "type",
                            fs_setting_type_name(s->type), "doc", s->doc, "default", s->fallback, "required",
                            !!(s->flags & FS_SETTING_REQUIRED), "secret", !!(s->flags & FS_SETTING_SECRET));
    if (s->unit)
        json_object_set_new(out, "unit", json_string(s->unit));
    if (s->choices)
        json_object_set_new(out, "choices", json_string(s->choices));
    if (s->min != 0.0 || s->max != 0.0) {
        json_object_set_new(out, "min", json_real(s->min));
        json_object_set_new(out, "max", json_real(s->max));
    }
    return out;
}

static json_t *plugin_json(const struct fs_plugin_file *plugin)
{
    const struct fs_plugin *d = plugin->descriptor;
    json_t *offers = json_array(), *settings = json_array();
    if (d->source)
        json_array_append_new(offers, json_string("source"));
    if (d->strategy)
        json_array_append_new(offers, json_string("strategy"));
    for (uint32_t i = 0; i < d->setting_count; i++)
        json_array_append_new(settings, setting_json(fs_setting_at(d, i)));
    char abi[16];
    snprintf(abi, sizeof abi, "%u.%u", d->abi_major, d->abi_minor);
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:o,s:o}", "name", d->name, "version", d->version, "licence",
                     d->licence, "description", d->description, "file", plugin->path, "abi", abi, "offers",
                     offers, "settings", settings);
}

struct listing {
    json_t *plugins, *refused;
    struct fs_table *table;
};

static void list_one(void *user, const char *path, const struct fs_plugin_file *plugin)
{
    struct listing *listing = user;
    if (!plugin) {
        const struct fs_error *error = fs_error_last();
        json_array_append_new(listing->refused, json_pack("{s:s,s:s,s:s?}", "file", path, "reason",
                                                          error->message, "hint", error->hint));
        return;
    }
    const struct fs_plugin *d = plugin->descriptor;
    char offers[80];
    fs_plugin_capabilities(d, offers, sizeof offers);
    fs_table_cell(listing->table, "%s", d->name);
    fs_table_cell(listing->table, "%s", d->version);
    fs_table_cell(listing->table, "%s", offers);
    fs_table_cell(listing->table, "%s", d->licence);
    fs_table_cell(listing->table, "%s", d->description);
    json_array_append_new(listing->plugins, plugin_json(plugin));
}

static void print_refused(const json_t *refused)
{
    size_t i;
    json_t *one;
    json_array_foreach(refused, i, one)
    {
        const char *hint = json_string_value(json_object_get(one, "hint"));
        fprintf(stderr, "%s\n", json_string_value(json_object_get(one, "reason")));
        if (hint)
            fprintf(stderr, "  hint: %s\n", hint);
    }
}

static int list_all(int json)
{
    static const char *const headers[] = {"NAME", "VERSION", "OFFERS", "LICENCE", "DESCRIPTION", NULL};
    struct listing listing = {json_array(), json_array(), fs_table_new(headers, "lllll")};
    int count = fs_plugin_each(list_one, &listing);
    if (count >= 0 && json) {
        json_t *out = json_pack("{s:O,s:O}", "plugins", listing.plugins, "refused", listing.refused);
        json_dumpf(out, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(out);
    } else if (count >= 0) {
        fs_table_print(listing.table, stdout);
        print_refused(listing.refused);
    }
    fs_table_free(listing.table);
    json_decref(listing.plugins);
    json_decref(listing.refused);
    return count < 0 ? -1 : 0;
}

/* "1 to 500 bars", "bars|trades|book", "" */
static void print_range(const struct fs_setting *s, char *buffer, size_t size)
{
    const char *space = s->unit ? " " : "", *unit = s->unit                          ? s->unit
                                                    : s->type == FS_SETTING_DURATION ? " s"
                                                                                     : "";
    if (s->choices)
        snprintf(buffer, size, "%s", s->choices);
    else if (s->min != 0.0 || s->max != 0.0)
        snprintf(buffer, size, "%.12g to %.12g%s%s", s->min, s->max, space, unit);
    else
        snprintf(buffer, size, "%s", s->unit ? s->unit : "");
}

static int list_named(const char *name, int json)
{
    const struct fs_plugin_file *plugin = fs_plugin_open(name);
    if (!plugin)
        return -1;
    const struct fs_plugin *d = plugin->descriptor;
    if (json) {
        json_t *out = plugin_json(plugin);
        json_dumpf(out, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(out);
        return 0;
    }
    static const char *const headers[] = {"SETTING", "TYPE", "DEFAULT", "RANGE", "MEANING", NULL};
    char offers[80];
    fs_plugin_capabilities(d, offers, sizeof offers);
    printf("%s %s (%s), interface %u.%u, %s\n%s\n%s\n", d->name, d->version, offers, d->abi_major,
           d->abi_minor, d->licence, d->description, plugin->path);
    if (!d->setting_count) {
        puts("It takes no settings.");
        return 0;
    }
    struct fs_table *table = fs_table_new(headers, "lllll");
    for (uint32_t i = 0; i < d->setting_count; i++) {
        const struct fs_setting *s = fs_setting_at(d, i);
        char range[200];
        print_range(s, range, sizeof range);
        fs_table_cell(table, "%s", s->name);
        fs_table_cell(table, "%s%s", fs_setting_type_name(s->type),
                      s->flags & FS_SETTING_SECRET ? ", secret" : "");
        fs_table_cell(table, "%s", s->fallback ? s->fallback : "(required)");
        fs_table_cell(table, "%s", range);
        fs_table_cell(table, "%s", s->doc);
    }
    fs_table_print(table, stdout);
    fs_table_free(table);
    return 0;
}

static int list(const struct fs_args *args)
{
    int json = fs_args_flag(args, "json");
    if (fs_args_count(args) > 2)
        return fs_error_set(FS_E_USAGE, "unexpected operand '%s'; usage: finsmart plugins list [NAME]",
                            fs_args_operand(args, 2));
    return fs_args_count(args) == 2 ? list_named(fs_args_operand(args, 1), json) : list_all(json);
}

enum format { TEXT, CSV, NDJSON, JSON };

static void print_events(enum format format, const struct fs_event *events, int count, int64_t before)
{
    for (int i = 0; i < count; i++) {
        if (format == TEXT) {
            fs_event_print(stdout, &events[i]);
        } else if (format == CSV) {
            fs_event_print_csv(stdout, &events[i]);
        } else {
            fputs(format == JSON ? before || i ? ",\n    " : "\n    " : "", stdout);
            fs_event_print_json(stdout, &events[i]);
            fputs(format == NDJSON ? "\n" : "", stdout);
        }
    }
}

/* Prints events until the end, the time, the number or Ctrl-C. 0; -1 with an error when the source failed. *cut is 1
 * where the time was up before the source was at its end. */
static int print_feed(struct fs_feed *feed, enum format format, int64_t wait, int64_t max, int64_t *printed,
                      int *cut)
{
    enum { BATCH = 1024 };
    struct fs_event *events = malloc(BATCH * sizeof *events);
    if (!events)
        return fs_error_nomem();
    int64_t until = fs_time_monotonic() + wait;
    int status = 0;
    while (*printed < max && !fs_cancel_requested() && !ferror(stdout)) {
        int64_t left = until - fs_time_monotonic();
        if (left <= 0) {
            int more = fs_feed_next(feed, events, 1, 0);
            *cut = more >= 0;
            status = more < 0 && fs_error_last() ? -1 : 0;
            break;
        }
        int room = max - *printed < BATCH ? (int)(max - *printed) : BATCH;
        int count = fs_feed_next(feed, events, room, left < 100000000 ? left : 100000000);
        if (count < 0) {
            status = fs_error_last() ? -1 : 0;
            break;
        }
        print_events(format, events, count, *printed);
        *printed += count;
        if (count == 0)
            fflush(stdout);
    }
    free(events);
    return status;
}

static json_t *metrics_json(struct fs_feed *feed)
{
    json_t *out = json_object();
    struct fs_feed_metric metric;
    for (int i = 0; fs_feed_metric(feed, i, &metric) == 0; i++)
        json_object_set_new(out, metric.name, json_real(metric.value));
    return out;
}

/* What the run showed, after the events. `cut` is the time limit that ended it, or NULL. Returns 1 when the plugin broke its contract or failed. */
static int conclude(struct fs_feed *feed, enum format format, int64_t printed, double seconds,
                    const char *cut)
{
    uint64_t breaches = fs_feed_breaches(feed);
    const struct fs_error *error = fs_error_last();
    json_t *list = json_array(), *metrics = metrics_json(feed);
    for (int i = 0; fs_feed_breach(feed, i); i++)
        json_array_append_new(list, json_string(fs_feed_breach(feed, i)));
    if (format == JSON) {
        json_t *failure = error ? json_string(error->message) : json_null();
        char *names[] = {json_dumps(list, JSON_COMPACT), json_dumps(metrics, JSON_COMPACT),
                         json_dumps(failure, JSON_ENCODE_ANY)};
        printf("%s],\n  \"count\": %" PRId64 ",\n  \"seconds\": %.6f,\n  \"stopped_by_time\": %s,\n  "
               "\"metrics\": %s,\n  \"breach_count\": %" PRIu64
               ",\n  \"breaches\": %s,\n  \"error\": %s\n}\n",
               printed ? "\n  " : "", printed, seconds, cut ? "true" : "false", names[1], breaches, names[0],
               names[2]);
        for (int i = 0; i < 3; i++)
            free(names[i]);
        json_decref(failure);
    } else {
        fprintf(stderr, "%" PRId64 " event%s in %.3f s", printed, printed == 1 ? "" : "s", seconds);
        struct fs_feed_metric metric;
        for (int i = 0; fs_feed_metric(feed, i, &metric) == 0; i++)
            fprintf(stderr, ", %s %.12g", metric.name, metric.value);
        fprintf(stderr, "\n");
    }
    if (cut)
        fprintf(stderr,
                "stopped after %s: the source was not at its end, and more may follow; --for DURATION "
                "sets how long it runs\n",
                cut);
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one) fprintf(stderr, "breach of contract: %s\n", json_string_value(one));
    if (breaches > json_array_size(list))
        fprintf(stderr, "and %" PRIu64 " more\n", breaches - json_array_size(list));
    json_decref(list);
    json_decref(metrics);
    return breaches != 0;
}

static enum format format_of(const struct fs_args *args)
{
    const char *name = fs_args_text(args, "format");
    return fs_args_flag(args, "json") ? JSON
           : !strcmp(name, "csv")     ? CSV
           : !strcmp(name, "ndjson")  ? NDJSON
                                      : TEXT;
}

static int run_source(const struct fs_args *args, const struct fs_plugin_file *plugin, int64_t wait)
{
    int count = fs_args_list_count(args, "set");
    const char **pairs = calloc((size_t)count + 1, sizeof *pairs);
    if (!pairs)
        return fs_error_nomem();
    for (int i = 0; i < count; i++)
        pairs[i] = fs_args_list(args, "set", i);
    enum format format = format_of(args);
    int64_t max = fs_args_given(args, "events") ? fs_args_int(args, "events") : INT64_MAX;
    int64_t begun = fs_time_monotonic(), printed = 0;
    struct fs_feed *feed = fs_feed_open(plugin, pairs, count);
    free(pairs);
    if (!feed)
        return -1;
    if (format == JSON)
        printf("{\n  \"plugin\": \"%s\",\n  \"events\": [", plugin->descriptor->name);
    else if (format == CSV)
        fs_event_print_csv_head(stdout);
    int cut = 0;
    int status = print_feed(feed, format, wait, max, &printed, &cut);
    struct fs_error *error = status ? fs_error_take() : NULL;
    if (fs_feed_stop(feed) && !error)
        error = fs_error_take();
    if (error)
        fs_error_restore(error);
    else
        fs_error_clear();
    int broken = conclude(feed, format, printed, (double)(fs_time_monotonic() - begun) / 1e9,
                          cut ? fs_args_text(args, "for") : NULL);
    error = fs_error_take();
    fs_feed_close(feed);
    if (error)
        return fs_error_restore(error);
    return broken;
}

static int run_plugin(const struct fs_args *args)
{
    if (fs_args_count(args) != 2)
        return fs_error_set(FS_E_USAGE,
                            "usage: finsmart plugins run NAME|FILE.so [--set name=value]... [--for 10s]");
    const char *text = fs_args_text(args, "for");
    int64_t wait;
    if (fs_duration_parse(text, strlen(text), &wait))
        return fs_error_set(FS_E_USAGE,
                            "option '--for' is '%s'; expected a duration such as 500ms, 10s or 2m", text);
    const struct fs_plugin_file *plugin = fs_plugin_open(fs_args_operand(args, 1));
    return plugin ? run_source(args, plugin, wait) : -1;
}

static int run(const struct fs_args *args)
{
    static const char *const verbs[] = {"list", "check", "run"};
    const char *verb = fs_args_count(args) ? fs_args_operand(args, 0) : "list";
    if (!strcmp(verb, "list"))
        return list(args);
    if (!strcmp(verb, "check"))
        return fs_plugins_check(args);
    if (!strcmp(verb, "run"))
        return run_plugin(args);
    if (!strcmp(verb, "check-here")) /* the child process of check */
        return fs_plugins_check_here(args);
    const char *near = fs_nearest(verb, verbs, 3);
    fs_error_set(FS_E_USAGE, "'%s' is none of list, check, run", verb);
    return near ? fs_error_hint("did you mean 'finsmart plugins %s'?", near) : -1;
}

static const struct fs_option options[] = {
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document"},
    {.name = "set",
     .type = FS_OPT_LIST,
     .value = "NAME=VALUE",
     .doc = "a setting of the plugin (run, check)"},
    {.name = "for",
     .type = FS_OPT_TEXT,
     .value = "DURATION",
     .fallback = "10s",
     .doc = "how long to run at most (run)"},
    {.name = "events",
     .type = FS_OPT_INT,
     .value = "N",
     .min = 1,
     .max = 1e15,
     .doc = "stop after so many events (run)"},
    {.name = "format",
     .type = FS_OPT_CHOICE,
     .value = "FORMAT",
     .fallback = "text",
     .choices = "text|csv|ndjson",
     .doc = "how events are printed; csv has bars only (run)"},
    {.name = "limit",
     .type = FS_OPT_NUMBER,
     .value = "SECONDS",
     .fallback = "60",
     .min = 0.1,
     .max = 3600,
     .doc = "end a plugin that hangs after this many seconds (check)"},
    {0},
};

const struct fs_command fs_command_plugins = {
    .name = "plugins",
    .summary = "List plugins, check one against its contract, print a source's events",
    .operands = "[list [NAME] | check FILE.so... | run NAME|FILE.so]",
    .min_operands = 0,
    .max_operands = -1,
    .options = options,
    .description =
        "list shows the plugins of the folder and why others were refused; with a name, its settings.\n\n"
        "check runs the conformance test on plugins, each in a process of its own, so that one that crashes "
        "or hangs is reported: exports, descriptor, settings, every capability at work, leaks.\n\n"
        "run starts a source and prints its events, and every breach of its contract at the end; the exit "
        "status is 1 if there was one. Where the time is up before the source is at its end, it says so.",
    .examples = "finsmart plugins list synthetic\n"
                "finsmart plugins run synthetic --set kind=book --set seed=7 --events 20\n"
                "finsmart plugins run synthetic --set count=5000 --format csv > demo.csv\n"
                "finsmart plugins check ./my_feed.so --set host=localhost",
    .run = run,
};
