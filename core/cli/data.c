#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/data_book.h"
#include "cli/data_check.h"
#include "cli/data_instruments.h"
#include "store/history.h"
#include "store/rows.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const struct fs_option options[] = {
    {"symbol", 's', FS_OPT_LIST, "SYMBOL", NULL, "only this symbol", 0, 0, NULL},
    {"rows", 'n', FS_OPT_INT, "N", "5", "show: how many first and last rows of the first symbol", 0, 1000,
     NULL},
    {"calendar", 'c', FS_OPT_TEXT, "NAME", NULL,
     "check: calendar to find gaps with, instead of the dataset's", 0, 0, NULL},
    {"outlier", 0, FS_OPT_NUMBER, "Z", "12",
     "check: robust z-score of a return from which on it is an outlier", 1, 1e6, NULL},
    {"stale", 0, FS_OPT_INT, "N", "10", "check: equal closes in a row from which on they are stale", 2, 1e9,
     NULL},
    {"at", 't', FS_OPT_TEXT, "TIME", NULL,
     "book: as of this time, inclusive; a date means its end (the end of the data)", 0, 0, NULL},
    {"depth", 0, FS_OPT_INT, "N", "10", "book: how many levels of each side", 1, 100000, NULL},
    {"json", 'j', FS_OPT_FLAG, NULL, NULL, "result as JSON", 0, 0, NULL},
    {NULL, 0, 0, NULL, NULL, NULL, 0, 0, NULL},
};

/* A day, or the whole instant where it is not a midnight. */
static const char *time_text(int64_t time, char out[FS_TIME_TEXT])
{
    if (time % FS_NS_PER_DAY == 0)
        fs_time_format_date(fs_time_utc_day(time), out, FS_TIME_TEXT);
    else
        fs_time_format(time, out, FS_TIME_TEXT);
    return out;
}

static void span(const struct fs_history *history, int64_t *from, int64_t *to)
{
    *from = INT64_MAX;
    *to = INT64_MIN;
    for (int i = 0; i < fs_history_symbols(history); i++) {
        const struct fs_history_symbol *symbol = fs_history_symbol(history, i);
        *from = symbol->from < *from ? symbol->from : *from;
        *to = symbol->to > *to ? symbol->to : *to;
    }
}

/* Tables and positions may have no times. */
static int has_time(const struct fs_history *history)
{
    int type, found = 0;
    for (int k = 0; k < fs_history_columns(history) && !found; k++)
        found = !strcmp(fs_history_column(history, k, &type), "time") && type == FS_TIME;
    return found;
}

static json_t *symbol_json(const struct fs_history *history, const struct fs_history_symbol *symbol)
{
    char first[FS_TIME_TEXT], last[FS_TIME_TEXT];
    const char *from = NULL, *to = NULL;
    if (has_time(history)) {
        fs_time_format(symbol->from, first, sizeof first);
        fs_time_format(symbol->to, last, sizeof last);
        from = first;
        to = last;
    }
    return json_pack("{s:s, s:I, s:s?, s:s?, s:f, s:s, s:i}", "symbol", symbol->name, "rows",
                     (json_int_t)symbol->rows, "from", from, "to", to, "interval_seconds",
                     (double)symbol->interval / 1e9, "hash", symbol->hash, "files", symbol->part_count);
}

static json_t *history_json(const struct fs_history *history, int full)
{
    int64_t from, to;
    int timed = has_time(history);
    char first[FS_TIME_TEXT], last[FS_TIME_TEXT];
    span(history, &from, &to);
    fs_time_format(from, first, sizeof first);
    fs_time_format(to, last, sizeof last);
    json_t *out = json_pack(
        "{s:s, s:s, s:I, s:i, s:s?, s:s?, s:s?, s:s?, s:s}", "dataset", fs_history_name(history), "kind",
        fs_kind_name(fs_history_kind(history)), "rows", (json_int_t)fs_history_rows(history), "symbols",
        fs_history_symbols(history), "from", timed ? first : NULL, "to", timed ? last : NULL, "zone",
        fs_history_zone(history), "calendar", fs_history_calendar(history), "hash", fs_history_hash(history));
    if (!full)
        return out;
    json_t *columns = json_array(), *symbols = json_array(), *sources = json_array();
    for (int k = 0; k < fs_history_columns(history); k++) {
        int type;
        const char *name = fs_history_column(history, k, &type);
        json_array_append_new(columns, json_pack("{s:s, s:s}", "name", name, "type", fs_type_name(type)));
    }
    for (int i = 0; i < fs_history_symbols(history); i++)
        json_array_append_new(symbols, symbol_json(history, fs_history_symbol(history, i)));
    for (int i = 0; i < fs_history_sources(history); i++) {
        const struct fs_history_source *source = fs_history_source(history, i);
        json_array_append_new(sources, json_pack("{s:s, s:s, s:I, s:s}", "file", source->file, "sha256",
                                                 source->sha256, "rows", (json_int_t)source->rows, "imported",
                                                 source->imported));
    }
    json_object_set_new(out, "columns", columns);
    json_object_set_new(out, "symbol_list", symbols);
    json_object_set_new(out, "sources", sources);
    json_object_set_new(out, "instruments", data_instruments_json(history));
    return out;
}

static void print_json(json_t *value)
{
    json_dumpf(value, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(value);
}

static int list(const struct fs_args *args)
{
    static const char *const headers[] = {"dataset", "kind", "symbols", "rows", "from", "to", "hash", NULL};
    const char *home = fs_args_home(args);
    char **names = fs_history_list(home);
    struct fs_table *table = fs_table_new(headers, "llrrlll");
    json_t *all = json_array();
    int damaged = 0, result = names && table ? 0 : -1, json = fs_args_flag(args, "json");
    for (int i = 0; result == 0 && names[i]; i++) {
        struct fs_history *history = fs_history_open(home, names[i]);
        if (!history) { /* one that is damaged does not hide the others */
            char *text = fs_error_text(fs_error_last());
            fprintf(stderr, "finsmart data: %s\n", text ? text : "out of memory");
            free(text);
            fs_error_clear();
            damaged = 1;
            continue;
        }
        char first[FS_TIME_TEXT], last[FS_TIME_TEXT];
        int64_t from, to;
        span(history, &from, &to);
        fs_table_cell(table, "%s", names[i]);
        fs_table_cell(table, "%s", fs_kind_name(fs_history_kind(history)));
        fs_table_cell(table, "%d", fs_history_symbols(history));
        fs_table_cell(table, "%lld", (long long)fs_history_rows(history));
        fs_table_cell(table, "%s", has_time(history) ? time_text(from, first) : "-");
        fs_table_cell(table, "%s", has_time(history) ? time_text(to, last) : "-");
        fs_table_cell(table, "%.12s", fs_history_hash(history));
        json_array_append_new(all, history_json(history, 0));
        fs_history_close(history);
    }
    if (result == 0 && json)
        print_json(json_incref(all));
    else if (result == 0 && !names[0])
        fprintf(stderr, "no datasets in %s; finsmart import FILE --dataset NAME makes one\n", home);
    else if (result == 0)
        fs_table_print(table, stdout);
    json_decref(all);
    fs_table_free(table);
    free(names);
    return result ? result : damaged;
}

static void print_rows(const struct fs_frame *frame, int64_t first, int64_t count)
{
    int columns = fs_frame_columns(frame);
    const char **headers = calloc((size_t)columns + 1, sizeof *headers);
    char *right = malloc((size_t)columns + 1);
    if (headers && right) {
        for (int k = 0; k < columns; k++) {
            headers[k] = fs_frame_column(frame, k)->name;
            right[k] =
                fs_frame_column(frame, k)->type == FS_STRING || fs_frame_column(frame, k)->type == FS_TIME
                    ? 'l'
                    : 'r';
        }
        right[columns] = '\0';
        struct fs_table *table = fs_table_new(headers, right);
        for (int64_t i = first; table && i < first + count; i++)
            for (int k = 0; k < columns; k++) {
                const struct fs_column *column = fs_frame_column(frame, k);
                char text[64];
                if (column->type == FS_TIME && !fs_column_is_null(column, i))
                    time_text(((const int64_t *)column->data)[i], text);
                else
                    rows_text(column, i, text);
                fs_table_cell(table, "%s", text);
            }
        if (table)
            fs_table_print(table, stdout);
        fs_table_free(table);
    }
    free(headers);
    free(right);
}

static int show_rows(const struct fs_args *args, const struct fs_history *history)
{
    int64_t wanted = fs_args_int(args, "rows");
    const char *name = fs_args_list_count(args, "symbol") ? fs_args_list(args, "symbol", 0)
                       : fs_history_symbols(history)      ? fs_history_symbol(history, 0)->name
                                                          : NULL;
    struct fs_frame *frame = name && wanted ? fs_history_load(history, name, INT64_MIN, INT64_MAX) : NULL;
    if (!frame)
        return name && wanted ? -1 : 0;
    int64_t rows = fs_frame_rows(frame);
    printf("\n%s, first and last rows:\n", name);
    if (rows <= 2 * wanted) {
        print_rows(frame, 0, rows);
    } else {
        print_rows(frame, 0, wanted);
        puts("...");
        print_rows(frame, rows - wanted, wanted);
    }
    fs_frame_unref(frame);
    return 0;
}

static int is_wanted(const struct fs_args *args, const char *symbol)
{
    int count = fs_args_list_count(args, "symbol"), wanted = count == 0;
    for (int i = 0; i < count; i++)
        wanted |= !strcmp(fs_args_list(args, "symbol", i), symbol);
    return wanted;
}

static int show(const struct fs_args *args, const struct fs_history *history)
{
    static const char *const headers[] = {"symbol", "rows", "from", "to", "interval", "files", "hash", NULL};
    for (int i = 0; i < fs_args_list_count(args, "symbol"); i++)
        if (!fs_history_find(history, fs_args_list(args, "symbol", i)))
            return -1;
    if (fs_args_flag(args, "json")) {
        print_json(history_json(history, 1));
        return 0;
    }
    printf("%s: %s, %lld row%s, %d symbol%s\nhash      %s\nzone      %s\ncalendar  %s\ncolumns  ",
           fs_history_name(history), fs_kind_name(fs_history_kind(history)),
           (long long)fs_history_rows(history), fs_history_rows(history) == 1 ? "" : "s",
           fs_history_symbols(history), fs_history_symbols(history) == 1 ? "" : "s", fs_history_hash(history),
           fs_history_zone(history) ? fs_history_zone(history) : "UTC",
           fs_history_calendar(history) ? fs_history_calendar(history) : "none");
    for (int k = 0; k < fs_history_columns(history); k++) {
        int type;
        const char *name = fs_history_column(history, k, &type);
        printf(" %s:%s", name, fs_type_name(type));
    }
    putchar('\n');
    for (int i = 0; i < fs_history_sources(history); i++) {
        const struct fs_history_source *source = fs_history_source(history, i);
        printf("source    %s (%lld rows, %s, sha256 %.16s)\n", source->file, (long long)source->rows,
               source->imported, source->sha256);
    }
    putchar('\n');
    struct fs_table *table = fs_table_new(headers, "lrllrrl");
    for (int i = 0; table && i < fs_history_symbols(history); i++) {
        const struct fs_history_symbol *symbol = fs_history_symbol(history, i);
        char from[FS_TIME_TEXT], to[FS_TIME_TEXT], interval[FS_TIME_TEXT];
        if (!is_wanted(args, symbol->name))
            continue;
        fs_duration_format(symbol->interval, interval, sizeof interval);
        fs_table_cell(table, "%s", symbol->name);
        fs_table_cell(table, "%lld", (long long)symbol->rows);
        fs_table_cell(table, "%s", has_time(history) ? time_text(symbol->from, from) : "-");
        fs_table_cell(table, "%s", has_time(history) ? time_text(symbol->to, to) : "-");
        fs_table_cell(table, "%s", symbol->interval > 0 ? interval : "-");
        fs_table_cell(table, "%d", symbol->part_count);
        fs_table_cell(table, "%.12s", symbol->hash);
    }
    if (table)
        fs_table_print(table, stdout);
    fs_table_free(table);
    return data_print_instruments(history) || show_rows(args, history) ? -1 : 0;
}

static int run_data(const struct fs_args *args)
{
    const char *verb = fs_args_count(args) ? fs_args_operand(args, 0) : "list",
               *name = fs_args_count(args) > 1 ? fs_args_operand(args, 1) : NULL;
    if (!strcmp(verb, "list") && !name)
        return list(args);
    int known = !strcmp(verb, "show") || !strcmp(verb, "check") || !strcmp(verb, "book");
    if (!strcmp(verb, "list"))
        return fs_error_set(FS_E_USAGE, "list takes no dataset, but '%s' was given; did you mean 'show'?",
                            name);
    if (!known) {
        fs_error_set(FS_E_USAGE, "'%s' is not one of list, show, check, book", verb);
        return fs_error_hint("finsmart data show DATASET");
    }
    if (!name)
        return fs_error_set(FS_E_USAGE, "%s of which dataset? (finsmart data list names them)", verb);
    struct fs_history *history = fs_history_open(fs_args_home(args), name);
    if (!history)
        return -1;
    int result = !strcmp(verb, "show")   ? show(args, history)
                 : !strcmp(verb, "book") ? data_book(args, history)
                                         : data_check(args, history);
    fs_history_close(history);
    return result;
}

const struct fs_command fs_command_data = {
    .name = "data",
    .summary = "List, show and check datasets, and look into order books",
    .operands = "[list|show|check|book] [DATASET]",
    .min_operands = 0,
    .max_operands = 2,
    .options = options,
    .description = "list names all datasets; show tells columns, symbols and sources of one; check looks for "
                   "what is wrong with it: gaps "
                   "against the calendar, outliers, highs below lows, likely splits, zero volume, stale "
                   "prices; in trades, quotes and books, clocks that step back, missing sequence numbers, "
                   "repeated rows, "
                   "crossed and locked markets, and changes that a book cannot take. Exit status of check: "
                   "0 nothing found, 1 something found. book shows an order book as it was at a time.",
    .examples = "finsmart data\nfinsmart data show sp500\nfinsmart data check sp500 --calendar NYSE --json\n"
                "finsmart data book amzn --at 2012-06-21T09:45 --depth 5",
    .run = run_data,
};
