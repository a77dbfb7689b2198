/* finsmart config: is a configuration right, what is in force, what keys there are. */
#include "config/config.h"

#include "base/error.h"
#include "base/nearest.h"
#include "cli/cli.h"
#include "config/schema.h"
#include "script/config_file.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const origins[] = {"default", "file", "environment", "command line"};

static void print_json(json_t *document)
{
    json_dumpf(document, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(document);
}

/* ---- check ---- */

static void print_problem(const struct fs_config_problem *p)
{
    if (*p->file)
        printf("%s:", p->file);
    if (*p->file && p->line)
        printf("%d:", p->line);
    printf("%s%s%s%s\n", *p->file ? " " : "", p->key, *p->key ? " " : "", p->text);
    if (p->hint)
        printf("  hint: %s\n", p->hint);
}

static json_t *problem_json(const struct fs_config_problem *p)
{
    return json_pack("{s:s, s:i, s:s, s:s, s:s?}", "file", p->file, "line", p->line, "key", p->key, "text",
                     p->text, "hint", p->hint);
}

static int check(const struct fs_args *args)
{
    const char *path = fs_args_operand(args, 1);
    struct fs_config_problems *problems = fs_config_problems_new();
    struct fs_config *config = problems ? fs_config_file_load(path, NULL, 0, problems) : NULL;
    int count = problems ? fs_config_problems_count(problems) : 0, result = count ? 1 : 0;
    if (!config && !count) {
        result = -1;
    } else if (fs_args_flag(args, "json")) {
        json_t *list = json_array();
        for (int i = 0; i < count && fs_config_problems_get(problems, i); i++)
            json_array_append_new(list, problem_json(fs_config_problems_get(problems, i)));
        print_json(json_pack("{s:s, s:b, s:o}", "file", path, "valid", !count, "problems", list));
    } else {
        for (int i = 0; i < count && fs_config_problems_get(problems, i); i++)
            print_problem(fs_config_problems_get(problems, i));
        if (count)
            printf("%s: %d problem%s\n", path, count, count == 1 ? "" : "s");
        else
            printf("%s: good\n", path);
    }
    fs_config_free(config);
    fs_config_problems_free(problems);
    return result;
}

/* ---- show ---- */

static void show_table(const struct fs_config *config)
{
    static const char *const headers[] = {"KEY", "VALUE", "FROM", NULL};
    struct fs_table *table = fs_table_new(headers, "lll");
    for (int i = 0; i < fs_config_item_count(config); i++) {
        const struct fs_config_item *item = fs_config_item(config, i);
        fs_table_cell(table, "%s", item->key);
        fs_table_cell(table, "%s", item->text ? item->text : "(none)");
        fs_table_cell(table, "%s", item->from);
    }
    fs_table_print(table, stdout);
    fs_table_free(table);
}

static void show_json(const struct fs_config *config, const char *path)
{
    json_t *list = json_array();
    for (int i = 0; i < fs_config_item_count(config); i++) {
        const struct fs_config_item *item = fs_config_item(config, i);
        json_t *one = json_pack("{s:s, s:s?, s:s, s:s}", "key", item->key, "value", item->text, "origin",
                                origins[item->origin], "from", item->from);
        if (item->line)
            json_object_set_new(one, "line", json_integer(item->line));
        json_array_append_new(list, one);
    }
    print_json(json_pack("{s:s?, s:o}", "file", path, "values", list));
}

static int show(const struct fs_args *args)
{
    const char *path = fs_args_count(args) > 1 ? fs_args_operand(args, 1) : NULL;
    struct fs_config_override overrides[2];
    int count = 0;
    if (fs_args_given(args, "home"))
        overrides[count++] = (struct fs_config_override){"home", fs_args_text(args, "home"), "--home"};
    if (fs_args_given(args, "log-level"))
        overrides[count++] =
            (struct fs_config_override){"log.level", fs_args_text(args, "log-level"), "--log-level"};
    struct fs_config_problems *problems = fs_config_problems_new();
    struct fs_config *config = problems ? fs_config_file_load(path, overrides, count, problems) : NULL;
    if (!config && problems)
        fs_config_problems_fail(problems);
    else if (config && fs_args_flag(args, "json"))
        show_json(config, path);
    else if (config)
        show_table(config);
    fs_config_problems_free(problems);
    if (!config)
        return -1;
    fs_config_free(config);
    return 0;
}

/* ---- keys ---- */

enum { MOST_KEYS = 400 };

struct keys {
    const char *prefix;
    json_t *list; /* NULL: text */
    int found;
    char *names[MOST_KEYS]; /* of all keys, for what may have been meant */
    int name_count;
};

static int below(const char *path, const char *prefix)
{
    size_t length = strlen(prefix);
    return !length || (!strncmp(path, prefix, length) && (!path[length] || path[length] == '.'));
}

static json_t *key_json(const char *path, const struct fs_config_key *key)
{
    char type[60], expected[400];
    json_t *one = json_pack("{s:s, s:s, s:s?, s:s, s:s, s:b, s:b}", "key", path, "type",
                            fs_config_type_name(key, type, sizeof type), "default", key->fallback, "expected",
                            fs_config_expected(key, expected, sizeof expected), "doc", key->doc, "required",
                            !!(key->flags & FS_CONFIG_REQUIRED), "secret", !!(key->flags & FS_CONFIG_SECRET));
    if (key->example)
        json_object_set_new(one, "example", json_string(key->example));
    if (key->env)
        json_object_set_new(one, "environment", json_string(key->env));
    return one;
}

static void print_key(const char *path, const struct fs_config_key *key)
{
    char expected[400];
    printf("%s\n    %s\n", path, key->doc);
    if (key->keys)
        return;
    printf("    expected: %s\n", fs_config_expected(key, expected, sizeof expected));
    if (key->example)
        printf("    example: %s\n", key->example);
    if (key->flags & FS_CONFIG_REQUIRED)
        puts("    required");
    else
        printf("    default: %s\n", key->fallback ? key->fallback : "none");
    if (key->env)
        printf("    environment: %s has the last word over the file\n", key->env);
}

static void visit(void *user, const char *path, const struct fs_config_key *key)
{
    struct keys *keys = user;
    if (keys->name_count < MOST_KEYS && (keys->names[keys->name_count] = strdup(path)))
        keys->name_count++;
    if (!below(path, keys->prefix))
        return;
    keys->found++;
    if (keys->list)
        json_array_append_new(keys->list, key_json(path, key));
    else
        print_key(path, key);
}

static int list_keys(const struct fs_args *args)
{
    struct keys keys = {.prefix = fs_args_count(args) > 1 ? fs_args_operand(args, 1) : ""};
    if (!strcmp(fs_args_text(args, "format"), "markdown")) {
        if (*keys.prefix || fs_args_flag(args, "json"))
            return fs_error_set(
                FS_E_USAGE, "--format markdown writes the whole reference; give neither PREFIX nor --json");
        fs_config_reference(stdout);
        return 0;
    }
    if (fs_args_flag(args, "json"))
        keys.list = json_array();
    fs_config_each_key(visit, &keys);
    int result = 0;
    if (!keys.found) {
        const char *near = fs_nearest(keys.prefix, (const char *const *)keys.names, keys.name_count);
        result = fs_error_set(FS_E_NOT_FOUND, "there is no key '%s'", keys.prefix);
        fs_error_hint(near ? "did you mean '%s'?" : "finsmart config keys lists all of them%.0s",
                      near ? near : "");
    } else if (keys.list) {
        print_json(json_pack("{s:O}", "keys", keys.list));
    }
    json_decref(keys.list);
    for (int i = 0; i < keys.name_count; i++)
        free(keys.names[i]);
    return result;
}

static int run(const struct fs_args *args)
{
    static const char *const verbs[] = {"check", "show", "keys"};
    static int (*const runs[])(const struct fs_args *) = {check, show, list_keys};
    const char *verb = fs_args_operand(args, 0);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(verb, verbs[i])) {
            if (i > 0 || fs_args_count(args) == 2)
                return runs[i](args);
            fs_error_set(FS_E_USAGE, "which file? finsmart config check takes one");
            return fs_error_hint("finsmart config --help explains");
        }
    const char *near = fs_nearest(verb, verbs, 3);
    fs_error_set(FS_E_USAGE, "'%s' is none of check, show, keys", verb);
    return near ? fs_error_hint("did you mean 'finsmart config %s'?", near) : -1;
}

static const struct fs_option options[] = {
    {.name = "format",
     .type = FS_OPT_CHOICE,
     .value = "FORMAT",
     .fallback = "text",
     .choices = "text|markdown",
     .doc = "how keys are listed; markdown is the page of the reference (keys)"},
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document"},
    {0},
};

const struct fs_command fs_command_config = {
    .name = "config",
    .summary = "Check a configuration, show what is in force, list the keys",
    .operands = "check FILE | show [FILE] | keys [PREFIX]",
    .min_operands = 1,
    .max_operands = 2,
    .options = options,
    .description =
        "check reads a configuration and tells everything that is wrong with it, each with its line, what "
        "was "
        "found and what was expected. The exit status is 0 only when nothing is wrong.\n\n"
        "show prints every value in force and where it comes from: a line of the file, the environment, the "
        "command line, or the default. Secrets are shown as (secret). Without FILE it shows the defaults.\n\n"
        "keys explains all keys, or those of a section or one.",
    .examples = "finsmart config check server.lua\n"
                "finsmart config show server.lua\n"
                "finsmart config keys http",
    .run = run,
};
