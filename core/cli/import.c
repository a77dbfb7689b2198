#include "store/import.h"
#include "base/activity.h"
#include "base/calendar.h"
#include "base/error.h"
#include "base/zone.h"
#include "cli/cli.h"
#include "script/mapping.h"
#include "store/history_instruments.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct fs_option options[] = {
    {"dataset", 'd', FS_OPT_TEXT, "NAME", NULL, "dataset to import into; made when there is none", 0, 0,
     NULL},
    {"symbol", 's', FS_OPT_TEXT, "SYMBOL", NULL,
     "symbol of every row (else the symbol column, else the dataset's name)", 0, 0, NULL},
    {"format", 'f', FS_OPT_CHOICE, "FORMAT", "auto", "what the files are; auto looks at their first bytes", 0,
     0, "auto|csv|arrow|json|ndjson"},
    {"kind", 'k', FS_OPT_CHOICE, "KIND", "auto", "what the rows are; auto looks at the columns", 0, 0,
     "auto|bars|trades|quotes|book|positions|transactions|table"},
    {"timezone", 'z', FS_OPT_TEXT, "ZONE", NULL, "IANA zone of times without an offset (UTC)", 0, 0, NULL},
    {"calendar", 'c', FS_OPT_TEXT, "NAME", NULL, "exchange calendar noted for the dataset: NYSE, 24/7 or FX",
     0, 0, NULL},
    {"on-error", 'e', FS_OPT_CHOICE, "WHAT", "fail",
     "bad rows: fail at the first, skip them, or skip and report each", 0, 0, "fail|skip|report"},
    {"bad-rows", 'b', FS_OPT_TEXT, "FILE", NULL, "where --on-error report writes them (NAME-bad-rows.csv)", 0,
     0, NULL},
    {"map", 'm', FS_OPT_TEXT, "SCRIPT", NULL,
     "mapping that says how to read the files (scripts/import has those of LOBSTER, Tardis and Databento)", 0,
     0, NULL},
    {"map-param", 'p', FS_OPT_LIST, "NAME=VALUE", NULL, "set a parameter of the mapping", 0, 0, NULL},
    {"instruments", 0, FS_OPT_TEXT, "FILE", NULL,
     "what is traded under the symbols, kept with the dataset; runs over it then need no --instruments", 0, 0,
     NULL},
    {"replace", 'r', FS_OPT_FLAG, NULL, NULL, "rows that are there already are replaced where they differ", 0,
     0, NULL},
    {"columns", 'C', FS_OPT_LIST, "THEIRS=OURS", NULL, "rename columns, comma-separated", 0, 0, NULL},
    {"types", 'T', FS_OPT_LIST, "NAME=TYPE", NULL,
     "types of columns: f64, i64, i32, bool, timestamp, string, or skip", 0, 0, NULL},
    {"delimiter", 'D', FS_OPT_TEXT, "CHAR", NULL, "between fields of CSV; tab for the tabulator (detected)",
     0, 0, NULL},
    {"decimal-comma", 0, FS_OPT_FLAG, NULL, NULL, "numbers are written 1234,5", 0, 0, NULL},
    {"thousands", 0, FS_OPT_TEXT, "CHAR", NULL, "separator between groups of three digits, such as , or .", 0,
     0, NULL},
    {"date-format", 0, FS_OPT_CHOICE, "FORMAT", "auto",
     "how times are written: 2000-01-31, 1/31/2000, 31/1/2000, Jan 31 2000, or since 1970", 0, 0,
     "auto|iso|mdy|dmy|month|s|ms|us|ns"},
    {"missing", 0, FS_OPT_LIST, "TEXT", NULL,
     "texts that mean no value, beside the empty field (NA, NaN, null, ...)", 0, 0, NULL},
    {"no-header", 0, FS_OPT_FLAG, NULL, NULL, "the first line is data; columns are column_1, column_2, ...",
     0, 0, NULL},
    {"negative-prices", 0, FS_OPT_FLAG, NULL, NULL, "prices may be zero or negative", 0, 0, NULL},
    {"json", 'j', FS_OPT_FLAG, NULL, NULL, "result as JSON", 0, 0, NULL},
    {NULL, 0, 0, NULL, NULL, NULL, 0, 0, NULL},
};

/* What one run of the command keeps. */
struct run {
    const struct fs_args *args;
    struct fs_import_options options;
    char **lists[2]; /* --columns and --types, cut at commas */
    const char **missing;
    const char **params; /* --map-param */
    struct fs_mapping *mapping;
    char *bad_path;
    FILE *bad;
    int64_t bad_rows;
    struct fs_history *before; /* the dataset as it was, NULL where there was none */
};

static int one_char(const char *option, const char *text, char *out)
{
    if (!strcmp(text, "tab") || !strcmp(text, "\\t"))
        *out = '\t';
    else if (!strcmp(text, "space"))
        *out = ' ';
    else if (strlen(text) == 1 && *text != '"')
        *out = *text;
    else
        return fs_error_set(FS_E_USAGE, "--%s '%s': expected one character, or tab", option, text);
    return 0;
}

/* The values of a list option, each cut at commas; one block a value. */
static int cut(const struct fs_args *args, const char *name, char ***out, int *count)
{
    int given = fs_args_list_count(args, name), n = 0, room = 1;
    for (int i = 0; i < given; i++)
        for (const char *p = fs_args_list(args, name, i); p; p = strchr(p + 1, ','))
            room++;
    char **list = calloc((size_t)room + 1, sizeof *list);
    if (!list)
        return fs_error_nomem();
    *out = list;
    for (int i = 0; i < given; i++)
        for (const char *p = fs_args_list(args, name, i); *p;) {
            size_t length = strcspn(p, ",");
            if (!(list[n++] = strndup(p, length)))
                return fs_error_nomem();
            p += length + (p[length] == ',');
        }
    *count = n;
    return 0;
}

static void cut_free(char **list)
{
    for (int i = 0; list && list[i]; i++)
        free(list[i]);
    free(list);
}

/* A field of the bad-row report. */
static void put_field(FILE *out, const char *text)
{
    putc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', out);
        putc(*text, out);
    }
    putc('"', out);
}

static void note_bad(void *context, const struct fs_import_bad *row)
{
    struct run *run = context;
    run->bad_rows++;
    if (!run->bad)
        return;
    put_field(run->bad, row->file);
    fprintf(run->bad, ",%lld,", (long long)row->line);
    put_field(run->bad, row->field);
    putc(',', run->bad);
    put_field(run->bad, row->text);
    putc(',', run->bad);
    put_field(run->bad, row->reason);
    putc('\n', run->bad);
}

/* What is added to a dataset is read in its zone, and in no other: one symbol's days would begin at two hours. */
static int choose_zone(struct run *run, const char *dataset)
{
    if (!fs_history_name_valid(dataset) ||
        !(run->before = fs_history_open(fs_args_home(run->args), dataset))) {
        fs_error_clear(); /* there is none, or the import itself meets what is wrong with it */
        return 0;
    }
    const char *zone = fs_history_zone(run->before), *asked = run->options.zone;
    if (!asked) {
        run->options.zone = zone;
        return 0;
    }
    if (!strcmp(asked, zone ? zone : "UTC"))
        return 0;
    fs_error_set(FS_E_CONFLICT, "dataset '%s' was read in zone %s; --timezone %s would mix time zones",
                 dataset, zone ? zone : "UTC", asked);
    return fs_error_hint("import into another dataset; nothing was changed");
}

/* The list of bad rows must not take the place of a file that is to be imported. */
static int check_bad_path(const struct run *run)
{
    struct stat list, file;
    if (stat(run->bad_path, &list) != 0 || !S_ISREG(list.st_mode))
        return 0;
    for (int i = 0; i < fs_args_count(run->args); i++)
        if (stat(fs_args_operand(run->args, i), &file) == 0 && file.st_dev == list.st_dev &&
            file.st_ino == list.st_ino)
            return fs_error_set(FS_E_USAGE, "--bad-rows '%s' is the file to import; name another",
                                run->bad_path);
    return 0;
}

/* --map and its parameters. */
static int choose_mapping(struct run *run)
{
    const char *script = fs_args_text(run->args, "map");
    int count = fs_args_list_count(run->args, "map-param");
    static const char *const not_with[] = {"columns", "types", "no-header", "date-format", "missing"};
    if (!script)
        return count ? fs_error_set(FS_E_USAGE, "--map-param goes with --map SCRIPT") : 0;
    for (size_t i = 0; i < sizeof not_with / sizeof *not_with; i++)
        if (fs_args_given(run->args, not_with[i]))
            return fs_error_set(FS_E_USAGE, "--%s does not go with --map: the mapping says it", not_with[i]);
    if (!(run->params = calloc((size_t)count + 1, sizeof *run->params)))
        return fs_error_nomem();
    for (int i = 0; i < count; i++)
        run->params[i] = fs_args_list(run->args, "map-param", i);
    struct fs_mapping_options wanted = {run->params, count, (size_t)fs_activity()->memory_limit};
    if (!(run->mapping = fs_mapping_load(script, &wanted)))
        return -1;
    run->options.map = fs_mapping_import(run->mapping);
    return 0;
}

static int choose(struct run *run, const char *dataset)
{
    static const char *const formats[] = {"auto", "csv", "arrow", "json", "ndjson"}, *const errors[] = {
                                                                                         "fail", "skip",
                                                                                         "report"};
    const struct fs_args *args = run->args;
    struct fs_import_options *o = &run->options;
    const char *text;
    for (int i = 0; i < 5; i++)
        if (!strcmp(formats[i], fs_args_text(args, "format")))
            o->format = i;
    for (int i = 0; i < 3; i++)
        if (!strcmp(errors[i], fs_args_text(args, "on-error")))
            o->on_error = i;
    o->kind = fs_kind_parse(fs_args_text(args, "kind"));
    o->replace = fs_args_flag(args, "replace");
    o->negative_prices = fs_args_flag(args, "negative-prices");
    o->symbol = fs_args_text(args, "symbol");
    o->zone = fs_args_text(args, "timezone");
    o->calendar = fs_args_text(args, "calendar");
    o->csv.no_header = (uint8_t)fs_args_flag(args, "no-header");
    o->csv.time_format = (uint8_t)fs_csv_time_format_parse(fs_args_text(args, "date-format"));
    o->csv.decimal = fs_args_flag(args, "decimal-comma") ? ',' : '.';
    if ((text = fs_args_text(args, "delimiter")) && one_char("delimiter", text, &o->csv.delimiter) != 0)
        return -1;
    if ((text = fs_args_text(args, "thousands")) && one_char("thousands", text, &o->csv.thousands) != 0)
        return -1;
    if (fs_args_flag(args, "decimal-comma") && o->csv.delimiter == ',')
        return fs_error_set(FS_E_USAGE, "--decimal-comma with --delimiter ',': the two must differ");
    if (cut(args, "columns", &run->lists[0], &o->rename_count) != 0 ||
        cut(args, "types", &run->lists[1], &o->type_count) != 0)
        return -1;
    o->renames = (const char *const *)run->lists[0];
    o->types = (const char *const *)run->lists[1];
    int missing = fs_args_list_count(args, "missing");
    if (missing) {
        if (!(run->missing = calloc((size_t)missing, sizeof *run->missing)))
            return fs_error_nomem();
        for (int i = 0; i < missing; i++)
            run->missing[i] = fs_args_list(args, "missing", i);
        o->csv.missing = run->missing;
        o->csv.missing_count = missing;
    }
    if (o->calendar && !fs_calendar_find(o->calendar))
        return fs_error_wrap(FS_E_USAGE, "option '--calendar' is '%s'", o->calendar);
    if (o->zone && !fs_zone_find(o->zone))
        return fs_error_wrap(FS_E_USAGE, "option '--timezone' is '%s'", o->zone);
    if (choose_zone(run, dataset) != 0 || choose_mapping(run) != 0)
        return -1;
    o->bad = note_bad;
    o->context = run;
    const char *path = fs_args_text(args, "bad-rows");
    if (path && o->on_error != FS_ON_ERROR_REPORT)
        return fs_error_set(FS_E_USAGE, "--bad-rows FILE goes with --on-error report");
    if (o->on_error != FS_ON_ERROR_REPORT)
        return 0;
    if (path ? !(run->bad_path = strdup(path)) : asprintf(&run->bad_path, "%s-bad-rows.csv", dataset) < 0)
        return fs_error_nomem();
    if (check_bad_path(run) != 0)
        return -1;
    if (!(run->bad = fopen(run->bad_path, "we")))
        return fs_error_errno("%s: cannot be written", run->bad_path);
    fputs("file,line,field,text,reason\n", run->bad);
    return 0;
}

static json_t *as_json(const char *path, const struct fs_import_result *result)
{
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:i, s:I, s:I, s:I, s:I, s:I}", "file", path,
                     "kind", fs_kind_name(result->kind), "rows", (json_int_t)result->rows, "bad",
                     (json_int_t)result->bad, "added", (json_int_t)result->written.added, "replaced",
                     (json_int_t)result->written.replaced, "unchanged", (json_int_t)result->written.unchanged,
                     "symbols_changed", result->written.symbols, "reversed", (json_int_t)result->reversed,
                     "sorted", (json_int_t)result->sorted, "sequence_missing", (json_int_t)result->missing,
                     "clock_steps_back", (json_int_t)result->steps_back, "locked",
                     (json_int_t)result->locked);
}

static void say(const char *path, const struct fs_import_result *result)
{
    printf("%s: %lld row%s of %s: %lld added, %lld replaced, %lld there already", path,
           (long long)result->rows, result->rows == 1 ? "" : "s", fs_kind_name(result->kind),
           (long long)result->written.added, (long long)result->written.replaced,
           (long long)result->written.unchanged);
    if (result->bad)
        printf(", %lld bad row%s left out", (long long)result->bad, result->bad == 1 ? "" : "s");
    putchar('\n');
    if (result->reversed)
        printf("  %lld symbol%s ran from new to old and %s turned round\n", (long long)result->reversed,
               result->reversed == 1 ? "" : "s", result->reversed == 1 ? "was" : "were");
    if (result->sorted)
        printf("  %lld symbol%s in no order of time and %s sorted\n", (long long)result->sorted,
               result->sorted == 1 ? " was" : "s were", result->sorted == 1 ? "was" : "were");
    if (result->missing)
        printf("  %lld sequence number%s missing\n", (long long)result->missing,
               result->missing == 1 ? " is" : "s are");
    if (result->steps_back)
        printf("  the clock of recv_time steps back %lld time%s\n", (long long)result->steps_back,
               result->steps_back == 1 ? "" : "s");
    if (result->locked)
        printf("  %lld quote%s of a bid equal to the ask\n", (long long)result->locked,
               result->locked == 1 ? "" : "s");
}

static int import_all(struct run *run, const char *dataset, json_t *files)
{
    for (int i = 0; i < fs_args_count(run->args); i++) {
        const char *path = fs_args_operand(run->args, i);
        struct fs_import_result result;
        if (fs_import_file(fs_args_home(run->args), dataset, path, &run->options, &result) != 0)
            return -1;
        if (files)
            json_array_append_new(files, as_json(path, &result));
        else
            say(path, &result);
    }
    return 0;
}

static int run_import(const struct fs_args *args)
{
    struct run run = {.args = args};
    const char *dataset = fs_args_text(args, "dataset");
    json_t *files = fs_args_flag(args, "json") ? json_array() : NULL;
    if (!dataset)
        return fs_error_set(FS_E_USAGE, "--dataset NAME is missing: into which dataset?");
    int result = choose(&run, dataset);
    if (result == 0)
        result = import_all(&run, dataset, files);
    if (run.bad) {
        int lost = fflush(run.bad) || ferror(run.bad);
        struct stat info;
        int is_file = fstat(fileno(run.bad), &info) == 0 && S_ISREG(info.st_mode);
        if (lost && result == 0) {
            result = fs_error_errno("%s: the list of bad rows cannot be written", run.bad_path);
            fs_error_hint("the rows themselves were imported into %s", dataset);
        }
        fclose(run.bad);
        if (run.bad_rows && !lost)
            fprintf(stderr, "%lld fault%s listed in %s\n", (long long)run.bad_rows,
                    run.bad_rows == 1 ? " is" : "s are", run.bad_path);
        else if (!run.bad_rows && is_file) /* not /dev/null */
            remove(run.bad_path);
    }
    struct fs_history *history = result == 0 ? fs_history_open(fs_args_home(args), dataset) : NULL;
    if (history && fs_args_text(args, "instruments") &&
        fs_history_set_instruments(history, fs_args_text(args, "instruments"))) {
        fs_error_hint("the rows themselves were imported into %s", dataset);
        result = -1;
    }
    if (result == 0 && !history)
        result = -1;
    if (history && files) {
        json_t *all = json_pack("{s:s, s:s, s:s, s:I, s:i, s:O}", "dataset", dataset, "kind",
                                fs_kind_name(fs_history_kind(history)), "hash", fs_history_hash(history),
                                "rows", (json_int_t)fs_history_rows(history), "symbols",
                                fs_history_symbols(history), "files", files);
        json_dumpf(all, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(all);
    } else if (history) {
        printf("dataset %s: %lld row%s, %d symbol%s, hash %.16s\n", dataset,
               (long long)fs_history_rows(history), fs_history_rows(history) == 1 ? "" : "s",
               fs_history_symbols(history), fs_history_symbols(history) == 1 ? "" : "s",
               fs_history_hash(history));
    }
    fs_history_close(history);
    fs_history_close(run.before);
    json_decref(files);
    cut_free(run.lists[0]);
    cut_free(run.lists[1]);
    free(run.missing);
    free(run.params);
    fs_mapping_free(run.mapping);
    free(run.bad_path);
    return result;
}

const struct fs_command fs_command_import = {
    .name = "import",
    .summary = "Bring prices and tables from files into a dataset",
    .operands = "FILE...",
    .min_operands = 1,
    .max_operands = -1,
    .options = options,
    .description =
        "Reads CSV (also packed with gzip), Arrow, JSON or NDJSON, checks every row, and adds the "
        "rows to a dataset. A file is imported "
        "as a whole or not at all. Importing the same rows again changes nothing; rows that "
        "differ from those there are an error "
        "unless --replace.\n\n"
        "Bars need a time and a close; open, high and low may be absent together. Usual names "
        "(Date, timestamp, Adj Close, price, ...) "
        "are understood; --columns renames others.\n\n"
        "Files of ticks that other programs write are read by --map: a script that says which column is "
        "what, in which unit; it runs in a process of its own under --time-limit and --memory-limit.",
    .examples = "finsmart import sp500-2000.csv --dataset sp500 --calendar NYSE\n"
                "finsmart import ticks.csv.gz --dataset ticks --kind trades --timezone America/New_York\n"
                "finsmart import kurse.csv --dataset dax --delimiter ';' --decimal-comma --date-format dmy "
                "--columns Schluss=close\n"
                "finsmart import AMZN_2012-06-21_34200000_57600000_message_10.csv --dataset amzn "
                "--map scripts/import/lobster.lua",
    .flags = FS_COMMAND_SCRIPT,
    .script_option = "map",
    .run = run_import,
};
