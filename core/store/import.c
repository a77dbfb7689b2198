#include "store/import.h"

#include "base/cancel.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "market/symbol.h"
#include "store/manifest.h"
#include "store/rows.h"
#include "store/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The rows of one symbol, in the order of the file until sorted. */
struct group {
    const char *symbol;
    struct row_ref *refs;
    int64_t count;
};

struct groups {
    int count;
    struct group *list;
    struct row_ref *refs; /* of all */
};

/* Bars with one price only: it is open, high and low as well. */
static int complete_bars(struct table *table)
{
    static const char *const wanted[] = {"open", "high", "low"};
    struct fs_frame *frame = table->frame;
    const struct fs_column *close = fs_frame_find(frame, "close");
    int there = 0;
    for (int k = 0; k < 3; k++)
        there += fs_frame_find(frame, wanted[k]) != NULL;
    if (there == 3)
        return 0;
    if (there) {
        fs_error_set(FS_E_INPUT, "%s: bars with some of open, high and low, but not all", table->path);
        return fs_error_hint("expected open, high, low and close, or a close (price) alone; see --columns");
    }
    struct fs_frame *out = fs_frame_new();
    int result = out ? 0 : -1;
    for (int k = 0; k < fs_frame_columns(frame) && result == 0; k++) {
        const struct fs_column *column = fs_frame_column(frame, k);
        for (int w = 0; w < 3 && column == close && result == 0; w++)
            result = fs_frame_add_shared(out, close, wanted[w]);
        if (result == 0)
            result = fs_frame_add_shared(out, column, NULL);
    }
    if (result != 0) {
        fs_frame_unref(out);
        return -1;
    }
    fs_frame_unref(frame);
    table->frame = out;
    return 0;
}

/* Time first, then the rest as it came; without the symbol column where rows are kept by symbol. */
static struct fs_frame *arrange(const struct table *table)
{
    struct fs_frame *out = fs_frame_new();
    const struct fs_column *time = fs_frame_find(table->frame, "time");
    int result = out ? 0 : -1;
    if (time && result == 0)
        result = fs_frame_add_shared(out, time, NULL);
    for (int k = 0; k < fs_frame_columns(table->frame) && result == 0; k++) {
        const struct fs_column *column = fs_frame_column(table->frame, k);
        if (column == time || (fs_kind_by_symbol(table->kind) && !strcmp(column->name, "symbol")))
            continue;
        result = fs_frame_add_shared(out, column, NULL);
    }
    if (result == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}

static int make_groups(struct table *table, const char *dataset, const unsigned char *dropped,
                       struct groups *groups)
{
    const struct fs_column *symbol = fs_kind_by_symbol(table->kind) && !table->options->symbol
                                         ? fs_frame_find(table->frame, "symbol")
                                         : NULL;
    int64_t rows = fs_frame_rows(table->frame);
    int count = symbol ? fs_dict_count(symbol->dict) : 1;
    const int32_t *codes = symbol ? symbol->data : NULL;
    groups->count = count;
    groups->list = calloc((size_t)count + 1, sizeof *groups->list);
    groups->refs = malloc(((size_t)rows + 1) * sizeof *groups->refs);
    if (!groups->list || !groups->refs)
        return fs_error_nomem();
    for (int64_t i = 0; i < rows; i++)
        if (!dropped || !dropped[i])
            groups->list[codes ? codes[i] : 0].count++;
    struct row_ref *next = groups->refs;
    for (int g = 0; g < count; g++) {
        struct group *group = &groups->list[g];
        group->symbol = symbol ? fs_dict_get(symbol->dict, g, NULL)
                        : fs_kind_by_symbol(table->kind) && table->options->symbol ? table->options->symbol
                                                                                   : dataset;
        group->refs = next;
        next += group->count;
        group->count = 0;
    }
    for (int64_t i = 0; i < rows; i++)
        if (!dropped || !dropped[i]) {
            struct group *group = &groups->list[codes ? codes[i] : 0];
            group->refs[group->count++] = (struct row_ref){0, i};
        }
    return 0;
}

static int by_time(const void *a, const void *b, void *times)
{
    const struct row_ref *x = a, *y = b;
    int64_t s = ((const int64_t *)times)[x->row], t = ((const int64_t *)times)[y->row];
    return s != t ? (s < t ? -1 : 1) : x->row < y->row ? -1 : x->row > y->row;
}

/* Rows of one time where there may be one only: equal ones are dropped after the first, others are bad. */
static int drop_duplicates(struct table *table, struct group *group, const int64_t *times)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < group->count; i++) {
        if (!kept || times[group->refs[kept - 1].row] != times[group->refs[i].row]) {
            group->refs[kept++] = group->refs[i];
            continue;
        }
        if (group->refs[i].row <
            group->refs[kept - 1].row) { /* turned round: the file's first is the first */
            struct row_ref later = group->refs[kept - 1];
            group->refs[kept - 1] = group->refs[i];
            group->refs[i] = later;
        }
        char text[64];
        rows_text(fs_frame_find(table->frame, "time"), group->refs[i].row, text);
        if (table->options->on_error == FS_ON_ERROR_FAIL) {
            int64_t first = table_line(table, group->refs[kept - 1].row);
            fs_error_set(
                FS_E_INPUT,
                "%s:%lld: field 'time': %s: a second row of this time for %s; the first is on line %lld",
                table->path, (long long)table_line(table, group->refs[i].row), text, group->symbol,
                (long long)first);
            return fs_error_hint("remove one of them, or keep the first with --on-error report");
        }
        if (table_add_bad(table, group->refs[i].row, "time", text, "a second row of this time") != 0)
            return -1;
    }
    group->count = kept;
    return 0;
}

/* Rising times. A file that runs from new to old throughout is turned round; any other disorder is a fault. */
static int order_group(struct table *table, struct group *group, struct fs_import_result *result)
{
    const struct fs_column *time = fs_frame_find(table->frame, "time");
    if (!time || time->type != FS_TIME)
        return 0;
    const int64_t *times = time->data;
    int64_t falls = 0, first_fall = 0, rises = 0;
    for (int64_t i = 1; i < group->count; i++) {
        int64_t before = times[group->refs[i - 1].row], now = times[group->refs[i].row];
        if (now < before && !falls++)
            first_fall = i;
        rises += now > before;
    }
    if (falls && !rises) {
        for (int64_t i = 0, j = group->count - 1; i < j; i++, j--) {
            struct row_ref other = group->refs[i];
            group->refs[i] = group->refs[j];
            group->refs[j] = other;
        }
        result->reversed++;
    } else if (falls) {
        if (table->options->on_error == FS_ON_ERROR_FAIL && fs_kind_by_symbol(table->kind)) {
            char text[64];
            rows_text(time, group->refs[first_fall].row, text);
            fs_error_set(
                FS_E_INPUT,
                "%s:%lld: field 'time': %s is earlier than the row before it; expected rising times for %s",
                table->path, (long long)table_line(table, group->refs[first_fall].row), text, group->symbol);
            return fs_error_hint("sort the file, or let --on-error report sort it");
        }
        qsort_r(group->refs, (size_t)group->count, sizeof *group->refs, by_time, (void *)(uintptr_t)times);
        result->sorted++;
    }
    if (fs_kind_is_ticks(table->kind))
        return table_note_ticks(table, group->symbol, group->refs, &group->count, result);
    return fs_kind_unique_times(table->kind) ? drop_duplicates(table, group, times) : 0;
}

static int by_row(const void *a, const void *b)
{
    int64_t x = ((const struct bad_row *)a)->row, y = ((const struct bad_row *)b)->row;
    return x < y ? -1 : x > y;
}

/* Tells the bad rows in the order of the file: those that could not be read, then those that broke a rule. */
static void tell(struct table *table, struct fs_import_result *result)
{
    const struct fs_import_options *options = table->options;
    int unread = table->csv ? fs_csv_bad_count(table->csv) : 0;
    if (table->bad_count)
        qsort(table->bad, (size_t)table->bad_count, sizeof *table->bad, by_row);
    int64_t last = -1, i = 0;
    int u = 0;
    result->bad = unread;
    while (u < unread || i < table->bad_count) {
        struct fs_import_bad told;
        int64_t line = i < table->bad_count ? table_line(table, table->bad[i].row) : INT64_MAX;
        const struct fs_csv_bad *bad = u < unread ? fs_csv_bad(table->csv, u) : NULL;
        if (bad && bad->line <= line) {
            told = (struct fs_import_bad){table->path, bad->line, bad->name ? bad->name : "", bad->text,
                                          bad->reason};
            u++;
        } else {
            result->bad += table->bad[i].row != last;
            last = table->bad[i].row;
            told = (struct fs_import_bad){table->path, line, table->bad[i].field, table->bad[i].text,
                                          table->bad[i].reason};
            i++;
        }
        if (options->bad)
            options->bad(options->context, &told);
    }
}

static int in_order_throughout(const struct group *group)
{
    for (int64_t i = 0; i < group->count; i++)
        if (group->refs[i].row != i)
            return 0;
    return 1;
}

/* Symbols become ids, folders and lines of tables. */
static int check_symbol(const struct table *table, const struct group *group)
{
    if (fs_symbol_id(group->symbol) && manifest_symbol_fits(group->symbol))
        return 0;
    if (table->options->symbol)
        return fs_error_wrap(FS_E_USAGE, "--symbol '%.80s' cannot be a symbol", group->symbol);
    return fs_error_wrap(FS_E_INPUT, "%s:%lld: field 'symbol': '%.80s' cannot be a symbol", table->path,
                         (long long)table_line(table, group->refs[0].row), group->symbol);
}

static int write_groups(struct table *table, const char *home, const char *dataset, struct groups *groups,
                        struct fs_import_result *result)
{
    const char **symbols = calloc((size_t)groups->count + 1, sizeof *symbols);
    struct fs_frame **frames = calloc((size_t)groups->count + 1, sizeof *frames), *all = arrange(table);
    char digest[FS_SHA256_HEX] = "", *name = strdup(table->path);
    int failed = !all || ((!symbols || !frames || !name) && fs_error_nomem() != 0), count = 0;
    for (int g = 0; g < groups->count && !failed; g++) {
        struct group *group = &groups->list[g];
        if (!group->count)
            continue;
        int whole = group->count == fs_frame_rows(all) && in_order_throughout(group);
        symbols[count] = group->symbol;
        frames[count] = whole ? fs_frame_ref(all) : rows_pick(&all, 1, group->refs, group->count);
        failed = !frames[count];
        count += !failed;
        result->rows += group->count;
        if (!failed)
            failed = check_symbol(table, group) != 0;
    }
    if (!failed && table->hash)
        failed = fs_sha256_hex(table->hash, digest) != 0;
    for (char *p = name; p && !fs_utf8_valid(name, strlen(name)) && *p; p++) /* manifests are UTF-8 */
        *p = (unsigned char)*p >= 128 ? '?' : *p;
    if (!failed && !count)
        failed = fs_error_set(FS_E_INPUT, "%s: there are no rows to import", table->path) != 0;
    struct fs_history_write how = {.kind = table->kind,
                                   .zone = table->options->zone,
                                   .calendar = table->options->calendar,
                                   .replace = table->options->replace,
                                   .source = name,
                                   .source_sha256 = digest};
    if (!failed)
        failed = fs_history_write(home, dataset, &how, symbols, frames, count, &result->written) != 0;
    if (failed && fs_error_last_code() == FS_E_CONFLICT) /* which knows the dataset only */
        fs_error_wrap(FS_E_CONFLICT, "%s: was not imported", table->path);
    for (int g = 0; g < count; g++)
        fs_frame_unref(frames[g]);
    fs_frame_unref(all);
    free(frames);
    free(symbols);
    free(name);
    return failed ? -1 : 0;
}

static int import_table(struct table *table, const char *home, const char *dataset,
                        struct fs_import_result *result)
{
    struct groups groups = {0};
    unsigned char *dropped = NULL;
    int failed = table_read(table) != 0;
    result->kind = table->kind;
    if (!failed && table->kind == FS_KIND_BARS)
        failed = complete_bars(table) != 0;
    if (!failed)
        failed = table_check(table) != 0;
    if (!failed && table->bad_count) {
        dropped = calloc((size_t)fs_frame_rows(table->frame) + 1, 1);
        failed = !dropped && fs_error_nomem() != 0;
        for (int64_t i = 0; i < table->bad_count && !failed; i++)
            dropped[table->bad[i].row] = 1;
    }
    if (!failed)
        failed = make_groups(table, dataset, dropped, &groups) != 0;
    for (int g = 0; g < groups.count && !failed; g++)
        failed = order_group(table, &groups.list[g], result) != 0;
    if (!failed)
        tell(table, result);
    if (!failed && fs_cancel_requested()) /* the last moment: what follows is done as a whole */
        failed = fs_error_set(FS_E_CANCELLED, "%s: stopped; nothing of it was imported", table->path) != 0;
    if (!failed)
        failed = write_groups(table, home, dataset, &groups, result) != 0;
    free(groups.list);
    free(groups.refs);
    free(dropped);
    return failed ? -1 : 0;
}

int fs_import_file(const char *home, const char *dataset, const char *path,
                   const struct fs_import_options *options, struct fs_import_result *result)
{
    struct table table = {.path = path, .options = options, .kind = options->kind};
    memset(result, 0, sizeof *result);
    if (!fs_history_name_valid(dataset))
        return fs_error_set(FS_E_USAGE,
                            "'%s' cannot name a dataset; expected letters, digits, - _ . (128 at most, the "
                            "first a letter, digit or _)",
                            dataset);
    if (options->symbol && (!*options->symbol || !fs_utf8_valid(options->symbol, strlen(options->symbol))))
        return fs_error_set(FS_E_USAGE, "the symbol given is empty or not UTF-8 text");
    int failed = import_table(&table, home, dataset, result);
    table_clear(&table);
    return failed;
}
