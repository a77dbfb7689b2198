/* finsmart plugins: what plugins there are, what they offer, whether they keep their contract, and what a source sends. */
#include "cli/plugins.h"

#include "base/error.h"
#include "base/nearest.h"
#include "cli/cli.h"
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
    if (d->store)
        json_array_append_new(offers, json_string("store"));
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

static int run(const struct fs_args *args)
{
    static const char *const verbs[] = {"list", "check", "run"};
    const char *verb = fs_args_count(args) ? fs_args_operand(args, 0) : "list";
    if (!strcmp(verb, "list"))
        return list(args);
    if (!strcmp(verb, "check"))
        return fs_plugins_check(args);
    if (!strcmp(verb, "run"))
        return fs_plugins_run(args);
    if (!strcmp(verb, "check-here")) /* the child process of check */
        return fs_plugins_check_here(args);
    if (!strcmp(verb, "check-die")) /* a child of that */
        return fs_plugins_check_die(args);
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
     .doc = "how events and rows are printed; csv has no events but bars (run)"},
    {.name = "out",
     .type = FS_OPT_TEXT,
     .value = "FILE.arrow",
     .doc = "write the rows of the source's frames there; the file is replaced (run)"},
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
        "run starts a source and prints its events and the rows of its frames (csv: one kind of the two), "
        "and every breach of its contract at the end; the exit "
        "status is 1 if there was one. Where the time is up before the source is at its end, it says so.",
    .examples = "finsmart plugins list synthetic\n"
                "finsmart plugins run synthetic --set kind=book --set seed=7 --events 20\n"
                "finsmart plugins run synthetic --set count=5000 --format csv > demo.csv\n"
                "finsmart plugins run ./my_tables.so --out rates.arrow   # then: finsmart import rates.arrow "
                "--dataset rates\n"
                "finsmart plugins check ./my_feed.so --set host=localhost\n"
                "finsmart plugins check ./my_store.so --set path=/tmp/check.db   # a place of its own",
    .run = run,
};
