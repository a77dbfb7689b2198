#include "cli/cli.h"

#include "base/error.h"
#include "base/nearest.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What every command takes. */
static const struct fs_option common_options[] = {
    {.name = "home",
     .type = FS_OPT_TEXT,
     .value = "DIR",
     .doc = "where datasets and records live; else FINSMART_HOME, else ./finsmart-data"},
    {.name = "log-level",
     .type = FS_OPT_CHOICE,
     .value = "LEVEL",
     .choices = "debug|info|warn|error|off",
     .doc = "what the log on standard error shows; else FINSMART_LOG, else warn"},
    {.name = "no-progress", .type = FS_OPT_FLAG, .doc = "no progress bar"},
    {.name = "help", .letter = 'h', .type = FS_OPT_FLAG, .doc = "print this help"},
    {0},
};
static const struct fs_option script_options[] = {
    {.name = "time-limit",
     .type = FS_OPT_NUMBER,
     .value = "SECONDS",
     .fallback = "3600",
     .min = 0.001,
     .max = 1e9,
     .doc = "end the script's process after this many seconds"},
    {.name = "memory-limit",
     .type = FS_OPT_INT,
     .value = "MB",
     .fallback = "4096",
     .min = 16,
     .max = 1 << 24,
     .doc = "end the script's process when it needs more memory than this"},
    {0},
};

struct given {
    const struct fs_option *option;
    const char *value; /* "" for flags */
};

struct fs_args {
    const struct fs_command *command;
    struct given *given;
    int given_count;
    const char **operands;
    int operand_count;
    int argc; /* as given to fs_args_parse(), borrowed */
    char **argv;
};

/* The tables that apply to a command, in the order of its help. */
int fs_args_tables(const struct fs_command *command, const struct fs_option *tables[FS_ARGS_TABLES])
{
    int count = 0;
    if (command->shared)
        tables[count++] = command->shared;
    if (command->options)
        tables[count++] = command->options;
    if (command->flags & FS_COMMAND_SCRIPT)
        tables[count++] = script_options;
    tables[count++] = common_options;
    return count;
}

static const struct fs_option *find_option(const struct fs_command *command, const char *name, size_t length,
                                           char letter)
{
    const struct fs_option *tables[FS_ARGS_TABLES];
    int count = fs_args_tables(command, tables);
    for (int t = 0; t < count; t++)
        for (const struct fs_option *o = tables[t]; o->name; o++)
            if (letter ? o->letter == letter : strlen(o->name) == length && !strncmp(o->name, name, length))
                return o;
    return NULL;
}

static int unknown_option(const struct fs_command *command, const char *dashes, const char *text,
                          size_t length)
{
    const char *names[128];
    const struct fs_option *tables[FS_ARGS_TABLES];
    int count = 0, table_count = fs_args_tables(command, tables);
    for (int t = 0; t < table_count; t++)
        for (const struct fs_option *o = tables[t]; o->name && count < 128; o++)
            names[count++] = o->name;
    char wrong[64];
    snprintf(wrong, sizeof wrong, "%.*s", (int)length, text);
    const char *near = fs_nearest(wrong, names, count);
    fs_error_set(FS_E_USAGE, "unknown option '%s%s'", dashes, wrong);
    if (near)
        return fs_error_hint("did you mean '--%s'? (finsmart %s --help lists all)", near, command->name);
    return fs_error_hint("finsmart %s --help lists all options", command->name);
}

static int check_number(const struct fs_option *o, const char *value)
{
    char *end;
    errno = 0;
    double number = strtod(value, &end);
    if (o->type == FS_OPT_INT) {
        (void)strtoll(value, &end, 10);
        number = (double)strtoll(value, NULL, 10);
    }
    const char *kind = o->type == FS_OPT_INT ? "a whole number" : "a number";
    int decimal = !value[strspn(value, "+-.0123456789eE")]; /* strtod() also reads 0x10 and " 1" */
    if (end == value || *end || !decimal || errno == ERANGE || !isfinite(number))
        return fs_error_set(FS_E_USAGE, "option '--%s' is '%s'; expected %s", o->name, value, kind);
    if ((o->min != 0.0 || o->max != 0.0) && (number < o->min || number > o->max))
        return fs_error_set(FS_E_USAGE, "option '--%s' is %s; expected %s from %.15g to %.15g", o->name,
                            value, kind, o->min, o->max);
    return 0;
}

static int check_choice(const struct fs_option *o, const char *value)
{
    size_t length = strlen(value);
    for (const char *c = o->choices; *c;) {
        size_t n = strcspn(c, "|");
        if (n == length && !strncmp(c, value, n))
            return 0;
        c += n + (c[n] == '|');
    }
    return fs_error_set(FS_E_USAGE, "option '--%s' is '%s'; expected one of %s", o->name, value, o->choices);
}

static int add_given(struct fs_args *args, const struct fs_option *o, const char *value)
{
    if (!*value &&
        (o->type == FS_OPT_TEXT || o->type == FS_OPT_LIST)) /* a variable of a shell that was not set */
        return fs_error_set(FS_E_USAGE, "option '--%s' is empty; expected %s", o->name,
                            o->value ? o->value : "a value");
    if (o->type == FS_OPT_INT || o->type == FS_OPT_NUMBER) {
        if (check_number(o, value))
            return -1;
    } else if (o->type == FS_OPT_CHOICE && check_choice(o, value)) {
        return -1;
    }
    if (o->type != FS_OPT_LIST)
        for (int i = 0; i < args->given_count; i++)
            if (args->given[i].option == o) {
                args->given[i].value = value; /* the last one holds */
                return 0;
            }
    args->given[args->given_count++] = (struct given){o, value};
    return 0;
}

static int parse_all(struct fs_args *args, int argc, char **argv)
{
    int only_operands = 0;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (only_operands || word[0] != '-' || !word[1]) {
            args->operands[args->operand_count++] = word;
            continue;
        }
        if (!strcmp(word, "--")) {
            only_operands = 1;
            continue;
        }
        const struct fs_option *o;
        const char *value = NULL;
        if (word[1] == '-') {
            size_t length = strcspn(word + 2, "=");
            if (!(o = find_option(args->command, word + 2, length, 0)))
                return unknown_option(args->command, "--", word + 2, length);
            if (word[2 + length] == '=')
                value = word + 3 + length;
        } else {
            if (!(o = find_option(args->command, NULL, 0, word[1])))
                return unknown_option(args->command, "-", word + 1, strlen(word + 1));
            if (word[2])
                value = word + 2;
        }
        if (o->type == FS_OPT_FLAG && value)
            return fs_error_set(FS_E_USAGE, "option '--%s' takes no value, but '%s' was given", o->name,
                                value);
        if (o->type != FS_OPT_FLAG && !value) {
            if (i + 1 >= argc)
                return fs_error_set(FS_E_USAGE, "option '--%s' needs a value (%s)", o->name,
                                    o->value ? o->value : "VALUE");
            value = argv[++i];
        }
        if (add_given(args, o, value ? value : ""))
            return -1;
    }
    return 0;
}

const char *const *fs_args_words(const struct fs_args *args, int *count)
{
    *count = args->argc;
    return (const char *const *)args->argv;
}

struct fs_args *fs_args_parse(const struct fs_command *command, int argc, char **argv)
{
    struct fs_args *args = calloc(1, sizeof *args);
    if (!args || !(args->given = calloc((size_t)argc + 1, sizeof *args->given)) ||
        !(args->operands = calloc((size_t)argc + 1, sizeof *args->operands))) {
        fs_args_free(args);
        fs_error_nomem();
        return NULL;
    }
    args->command = command;
    args->argc = argc;
    args->argv = argv;
    if (parse_all(args, argc, argv) == 0) {
        if (fs_args_help(args))
            return args;
        if (args->operand_count < command->min_operands)
            fs_error_set(FS_E_USAGE, "missing operand; usage: finsmart %s %s [options]", command->name,
                         command->operands);
        else if (command->max_operands >= 0 && args->operand_count > command->max_operands)
            fs_error_set(FS_E_USAGE, "unexpected operand '%s'; usage: finsmart %s %s%s[options]",
                         args->operands[command->max_operands], command->name, command->operands,
                         *command->operands ? " " : "");
        else
            return args;
        fs_error_hint("finsmart %s --help explains", command->name);
    }
    fs_args_free(args);
    return NULL;
}

void fs_args_free(struct fs_args *args)
{
    if (!args)
        return;
    free(args->given);
    free(args->operands);
    free(args);
}

const struct fs_command *fs_args_command(const struct fs_args *args)
{
    return args->command;
}

int fs_args_count(const struct fs_args *args)
{
    return args->operand_count;
}

const char *fs_args_operand(const struct fs_args *args, int index)
{
    return index >= 0 && index < args->operand_count ? args->operands[index] : NULL;
}

static const struct given *find_given(const struct fs_args *args, const char *name, int index)
{
    for (int i = 0; i < args->given_count; i++)
        if (!strcmp(args->given[i].option->name, name) && index-- == 0)
            return &args->given[i];
    return NULL;
}

int fs_args_given(const struct fs_args *args, const char *name)
{
    return find_given(args, name, 0) != NULL;
}

int fs_args_flag(const struct fs_args *args, const char *name)
{
    return fs_args_given(args, name);
}

int fs_args_help(const struct fs_args *args)
{
    return fs_args_given(args, "help");
}

const char *fs_args_text(const struct fs_args *args, const char *name)
{
    const struct given *given = find_given(args, name, 0);
    if (given)
        return given->value;
    const struct fs_option *o = find_option(args->command, name, strlen(name), 0);
    return o ? o->fallback : NULL;
}

int64_t fs_args_int(const struct fs_args *args, const char *name)
{
    const char *text = fs_args_text(args, name);
    return text ? strtoll(text, NULL, 10) : 0;
}

double fs_args_number(const struct fs_args *args, const char *name)
{
    const char *text = fs_args_text(args, name);
    return text ? strtod(text, NULL) : 0.0;
}

int fs_args_list_count(const struct fs_args *args, const char *name)
{
    int count = 0;
    while (find_given(args, name, count))
        count++;
    return count;
}

const char *fs_args_list(const struct fs_args *args, const char *name, int index)
{
    const struct given *given = find_given(args, name, index);
    return given ? given->value : NULL;
}

const char **fs_args_texts(const struct fs_args *args, const char *name, int *count)
{
    *count = fs_args_list_count(args, name);
    const char **list = calloc((size_t)*count + 1, sizeof *list);
    for (int i = 0; list && i < *count; i++)
        list[i] = fs_args_list(args, name, i);
    if (!list)
        fs_error_nomem();
    return list;
}

const char *fs_args_home(const struct fs_args *args)
{
    const char *home = fs_args_text(args, "home");
    if (!home || !*home)
        home = getenv("FINSMART_HOME");
    return home && *home ? home : "finsmart-data";
}
