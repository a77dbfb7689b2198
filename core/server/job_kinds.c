#include "server/job_kinds.h"

#include "base/error.h"
#include "base/nearest.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const fs_job_files[] = {"result.json", "log.txt", "report.html", "journal.fsj", NULL};

/* Bits of kinds. */
enum { BACKTEST = 1, SWEEP = 2, RUN = 4, TEST = 8, CHECK = 16, IMPORT = 32, RUNS = BACKTEST | SWEEP };

static const struct kind {
    const char *name;
    unsigned bit;
    const char *param_option; /* NULL: it takes no parameters */
    const char *page_option;  /* NULL: it makes no page */
} kinds[] = {
    {"backtest", BACKTEST, "--param", "--report"},
    {"sweep", SWEEP, "--param", "--report"},
    {"run", RUN, "--arg", "--html"},
    {"test", TEST, NULL, NULL},
    {"check", CHECK, "--param", NULL},
    {"import", IMPORT, NULL, NULL},
};

/* Members of a request beside "kind". */
static const struct member {
    const char *name;
    unsigned kinds;
    char type; /* 't' text, 'b' boolean, 'o' object, 'l' list of texts, 'd' text or list of texts */
} members[] = {
    {"script", RUNS | RUN | TEST | CHECK, 't'},
    {"version", RUNS | RUN | TEST | CHECK, 't'},
    {"plugin", RUNS, 't'},
    {"data", RUNS | CHECK, 'd'},
    {"symbols", RUNS | CHECK, 'l'},
    {"from", RUNS | CHECK, 't'},
    {"to", RUNS | CHECK, 't'},
    {"params", RUNS | RUN | CHECK, 'o'},
    {"options", RUNS | TEST | CHECK, 'o'},
    {"report", RUNS | RUN, 'b'},
    {"journal", BACKTEST, 'b'},
    {"tests", TEST, 't'},
};

/* Options of the commands that name no file: the command itself checks their values. */
static const struct option {
    const char *name;
    unsigned kinds;
    char type; /* 'n' number, 't' text, 'f' flag, 'l' list of texts */
} options[] = {
    {"cash", RUNS, 'n'},
    {"benchmark", RUNS, 't'},
    {"rf", RUNS, 'n'},
    {"periods", RUNS, 'n'},
    {"fee-bps", RUNS, 'n'},
    {"fee-per-share", RUNS, 'n'},
    {"fee-per-trade", RUNS, 'n'},
    {"fee-minimum", RUNS, 'n'},
    {"maker-bps", RUNS, 'n'},
    {"taker-bps", RUNS, 'n'},
    {"slippage-bps", RUNS, 'n'},
    {"lots", RUNS, 't'},
    {"price-path", RUNS, 't'},
    {"volume-share", RUNS, 'n'},
    {"impact", RUNS, 'n'},
    {"impact-shape", RUNS, 't'},
    {"latency", RUNS, 't'},
    {"latency-change", RUNS, 't'},
    {"latency-cancel", RUNS, 't'},
    {"latency-report", RUNS, 't'},
    {"latency-feed", RUNS, 't'},
    {"latency-seed", RUNS, 'n'},
    {"queue", RUNS, 't'},
    {"equity-interval", RUNS, 't'},
    {"max-order-qty", RUNS, 'n'},
    {"max-order-notional", RUNS, 'n'},
    {"max-position", RUNS, 'n'},
    {"price-collar", RUNS, 'n'},
    {"max-leverage", RUNS, 'n'},
    {"no-short", RUNS, 'f'},
    {"lot", RUNS, 'n'},
    {"tick", RUNS, 'n'},
    {"min-notional", RUNS, 'n'},
    {"price-band", RUNS, 'n'},
    {"warmup", RUNS, 'n'},
    {"equity", BACKTEST, 't'},
    {"method", SWEEP, 't'},
    {"samples", SWEEP, 'n'},
    {"seed", SWEEP, 'n'},
    {"jobs", SWEEP, 'n'},
    {"objective", SWEEP, 't'},
    {"minimize", SWEEP, 'f'},
    {"constraint", SWEEP, 'l'},
    {"top", SWEEP, 'n'},
    {"walk-forward", SWEEP, 't'},
    {"cpcv", SWEEP, 't'},
    {"permutations", SWEEP, 'n'},
    {"monte-carlo", SWEEP, 'n'},
    {"only", TEST, 't'},
    {"coverage", TEST, 'f'},
    {"strict", CHECK, 'f'},
    {"bias", CHECK, 'f'},
    {"symbol", IMPORT, 't'},
    {"format", IMPORT, 't'},
    {"kind", IMPORT, 't'},
    {"timezone", IMPORT, 't'},
    {"calendar", IMPORT, 't'},
    {"on-error", IMPORT, 't'},
    {"replace", IMPORT, 'f'},
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct kind *find_kind(const json_t *request)
{
    const char *name = json_string_value(json_object_get(request, "kind"));
    for (size_t i = 0; name && i < COUNT(kinds); i++)
        if (!strcmp(name, kinds[i].name))
            return &kinds[i];
    return NULL;
}

static __attribute__((format(printf, 3, 4))) int wrong(char field[128], const char *pointer,
                                                       const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    snprintf(field, 128, "%s", pointer);
    return fs_error_set(FS_E_INPUT, "%s", text);
}

/* Texts become arguments of a process: no NUL, and not without end. */
static int is_text(const json_t *value)
{
    return json_is_string(value) && strlen(json_string_value(value)) == json_string_length(value);
}

static int is_list(const json_t *value)
{
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!is_text(json_array_get(value, i)))
            return 0;
    return json_is_array(value);
}

static int has_type(const json_t *value, char type)
{
    switch (type) {
    case 't':
        return is_text(value);
    case 'b':
    case 'f':
        return json_is_boolean(value);
    case 'n':
        return json_is_number(value);
    case 'o':
        return json_is_object(value);
    case 'l':
        return is_list(value);
    default:
        return is_text(value) || (is_list(value) && json_array_size(value));
    }
}

static const char *type_text(char type)
{
    switch (type) {
    case 't':
        return "a text";
    case 'b':
    case 'f':
        return "true or false";
    case 'n':
        return "a number";
    case 'o':
        return "an object";
    case 'l':
        return "a list of texts";
    default:
        return "a text, or a list of texts";
    }
}

static const struct member *find_member(const char *name)
{
    for (size_t i = 0; i < COUNT(members); i++)
        if (!strcmp(name, members[i].name))
            return &members[i];
    return NULL;
}

static const struct option *find_option(const char *name)
{
    for (size_t i = 0; i < COUNT(options); i++)
        if (!strcmp(name, options[i].name))
            return &options[i];
    return NULL;
}

/* The nearest name of a kind's members or options, as a hint. */
static int unknown(const struct kind *kind, int is_option, const char *name)
{
    const char *names[64];
    int count = 0;
    for (size_t i = 0; is_option && i < COUNT(options); i++)
        if (options[i].kinds & kind->bit)
            names[count++] = options[i].name;
    for (size_t i = 0; !is_option && i < COUNT(members); i++)
        if (members[i].kinds & kind->bit)
            names[count++] = members[i].name;
    const char *near = fs_nearest(name, names, count);
    return near ? fs_error_hint("did you mean '%s'?", near) : -1;
}

static int check_options(const struct kind *kind, const json_t *object, char field[128])
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
    {
        char pointer[128];
        const struct option *option = find_option(name);
        snprintf(pointer, sizeof pointer, "/options/%s", name);
        if (!option || !(option->kinds & kind->bit)) {
            wrong(field, pointer, "a job of kind '%s' has no option '%.64s'", kind->name, name);
            return unknown(kind, 1, name);
        }
        if (!has_type(value, option->type))
            return wrong(field, pointer, "the option '%s' is not %s", name, type_text(option->type));
        const char *text = json_string_value(value);
        if (!strcmp(name, "objective") && strlen(text) > 4 && !strcmp(text + strlen(text) - 4, ".lua"))
            return wrong(field, pointer, "an objective is a figure or an expression here, not a file");
        if (!strncmp(name, "latency", 7) && text && !strncmp(text, "file:", 5))
            return wrong(field, pointer, "a latency is no file here");
    }
    return 0;
}

static int check_params(const json_t *object, char field[128])
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
    {
        char pointer[128];
        snprintf(pointer, sizeof pointer, "/params/%s", name);
        if (!is_text(value) && !json_is_number(value) && !json_is_boolean(value))
            return wrong(field, pointer, "a parameter is a number, a text, true or false");
        if (!*name || strchr(name, '='))
            return wrong(field, pointer, "'%.64s' is no name of a parameter", name);
    }
    return 0;
}

static int check_members(const struct kind *kind, const json_t *request, char field[128])
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)request, name, value)
    {
        char pointer[128];
        const struct member *member = find_member(name);
        snprintf(pointer, sizeof pointer, "/%s", name);
        if (!strcmp(name, "kind"))
            continue;
        if (!member || !(member->kinds & kind->bit)) {
            wrong(field, pointer, "a job of kind '%s' has no member '%.64s'", kind->name, name);
            return unknown(kind, 0, name);
        }
        if (!has_type(value, member->type))
            return wrong(field, pointer, "'%s' is not %s", name, type_text(member->type));
    }
    return 0;
}

/* The script that a request names, and its version. */
static int check_script(const json_t *request, const struct fs_scripts *scripts, char field[128],
                        const struct fs_script **script, const struct fs_script_version **version)
{
    const char *name = json_string_value(json_object_get(request, "script"));
    const char *hash = json_string_value(json_object_get(request, "version"));
    const char *plugin = json_string_value(json_object_get(request, "plugin"));
    if (!name && !plugin)
        return wrong(field, "/script", "a job names the script that it runs");
    if (plugin) {
        if (name || hash)
            return wrong(field, "/plugin", "a job runs a script or a plugin, not both");
        return fs_script_name_valid(plugin)
                   ? 0
                   : wrong(field, "/plugin", "'%.64s' is no name of a plugin", plugin);
    }
    *script = fs_scripts_find(scripts, name);
    if (!*script) {
        wrong(field, "/script", "there is no script '%.64s'", name);
        return fs_error_hint("PUT /v1/scripts/NAME sends one");
    }
    *version = hash ? fs_script_version(*script, hash) : fs_script_active(*script);
    if (*version)
        return 0;
    if (hash)
        return wrong(field, "/version", "the script '%s' has no version '%.64s'", name, hash);
    wrong(field, "/version", "no version of the script '%s' is active", name);
    return fs_error_hint("name a version, or activate one");
}

int fs_job_check(const json_t *request, const struct fs_scripts *scripts, char field[128],
                 const struct fs_script **script, const struct fs_script_version **version)
{
    *script = NULL;
    *version = NULL;
    *field = '\0';
    if (!json_is_object(request))
        return wrong(field, "", "a job is a JSON object");
    const struct kind *kind = find_kind(request);
    if (!kind)
        return wrong(field, "/kind", "'kind' is none of backtest, sweep, run, test, check");
    if (kind->bit == IMPORT) {
        wrong(field, "/kind", "an import is not sent as a job");
        return fs_error_hint("POST the rows to /v1/datasets/NAME/rows");
    }
    const json_t *data = json_object_get(request, "data");
    if (check_members(kind, request, field) ||
        check_options(kind, json_object_get(request, "options"), field) ||
        check_params(json_object_get(request, "params"), field) ||
        check_script(request, scripts, field, script, version))
        return -1;
    if (!data && kind->bit & RUNS)
        return wrong(field, "/data", "a job of kind '%s' names the dataset that it runs over", kind->name);
    if (kind->bit == TEST && !json_object_get(request, "tests"))
        return wrong(field, "/tests", "a job of kind 'test' has the text of the tests");
    return 0;
}

char *fs_upload_path(const char *home, const char *hash)
{
    char *path;
    if (asprintf(&path, "%s/uploads/%s/rows", home, hash) >= 0)
        return path;
    fs_error_nomem();
    return NULL;
}

int fs_job_leads(const json_t *request)
{
    const struct kind *kind = find_kind(request);
    return kind && kind->bit == SWEEP;
}

/* An argument list that grows; `failed` once memory has run out. */
struct words {
    char **list;
    size_t count;
    int failed;
};

static __attribute__((format(printf, 2, 3))) void add(struct words *w, const char *format, ...)
{
    char **list = realloc(w->list, (w->count + 2) * sizeof *list);
    va_list args;
    if (!list) {
        w->failed = 1;
        return;
    }
    w->list = list;
    va_start(args, format);
    if (vasprintf(&list[w->count], format, args) < 0) {
        list[w->count] = NULL;
        w->failed = 1;
    } else {
        list[++w->count] = NULL;
    }
    va_end(args);
}

/* A value as the command line has it, behind "NAME=" or as the option's own. */
static void add_value(struct words *w, const char *before, const json_t *value)
{
    if (json_is_string(value))
        add(w, "%s%s", before, json_string_value(value));
    else if (json_is_integer(value))
        add(w, "%s%" JSON_INTEGER_FORMAT, before, json_integer_value(value));
    else if (json_is_real(value))
        add(w, "%s%.17g", before, json_real_value(value));
    else
        add(w, "%s%s", before, json_is_true(value) ? "true" : "false");
}

/* "--option=value" for a text, or for each of a list. */
static void add_texts(struct words *w, const char *option, const json_t *value)
{
    if (json_is_string(value))
        add(w, "--%s=%s", option, json_string_value(value));
    for (size_t i = 0; i < json_array_size(value); i++)
        add(w, "--%s=%s", option, json_string_value(json_array_get(value, i)));
}

static void add_options(struct words *w, const json_t *object)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
    {
        char before[80];
        const struct option *option = find_option(name);
        snprintf(before, sizeof before, "--%s=", name);
        if (option->type == 'l')
            add_texts(w, name, value);
        else if (option->type != 'f')
            add_value(w, before, value);
        else if (json_is_true(value))
            add(w, "--%s", name);
    }
}

static void add_params(struct words *w, const char *option, const json_t *object)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
    {
        char before[300];
        snprintf(before, sizeof before, "%s=", name);
        add(w, "%s", option);
        add_value(w, before, value);
    }
}

char **fs_job_argv(const json_t *request, const char *script_path, const struct fs_job_place *place)
{
    const struct kind *kind = find_kind(request);
    struct words w = {0};
    add(&w, "finsmart");
    add(&w, "%s", kind->name);
    const char *upload = json_string_value(json_object_get(request, "upload"));
    if (upload) {
        add(&w, "%s/uploads/%s/rows", place->home, upload);
        add(&w, "--dataset=%s", json_string_value(json_object_get(request, "dataset")));
    } else if (kind->bit == TEST)
        add(&w, "%s/tests_test.lua", place->folder);
    else if (script_path)
        add(&w, "%s", script_path);
    else
        add(&w, "plugin:%s", json_string_value(json_object_get(request, "plugin")));
    add(&w, "--json");
    add(&w, "--home=%s", place->home);
    add(&w, "--no-progress");
    add(&w, "--time-limit=%.17g", place->limits.seconds);
    add(&w, "--memory-limit=%lld", (long long)(place->limits.memory >> 20));
    add_texts(&w, "data", json_object_get(request, "data"));
    add_texts(&w, "symbol", json_object_get(request, "symbols"));
    add_texts(&w, "from", json_object_get(request, "from"));
    add_texts(&w, "to", json_object_get(request, "to"));
    add_options(&w, json_object_get(request, "options"));
    if (kind->param_option)
        add_params(&w, kind->param_option, json_object_get(request, "params"));
    if (kind->page_option && json_is_true(json_object_get(request, "report")))
        add(&w, "%s=%s/report.html", kind->page_option, place->folder);
    if (json_is_true(json_object_get(request, "journal")))
        add(&w, "--journal=%s/journal.fsj", place->folder);
    if (!w.failed)
        return w.list;
    fs_job_argv_free(w.list);
    fs_error_nomem();
    return NULL;
}

void fs_job_argv_free(char **argv)
{
    for (char **word = argv; word && *word; word++)
        free(*word);
    free(argv);
}
