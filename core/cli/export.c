#include "base/cancel.h"
#include "base/error.h"
#include "base/progress.h"
#include "base/replace.h"
#include "base/time.h"
#include "cli/cli.h"
#include "frame/arrow.h"
#include "frame/csv.h"
#include "frame/json.h"
#include "frame/ops.h"
#include "store/history.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct fs_option options[] = {
    {"symbol", 's', FS_OPT_LIST, "SYMBOL", NULL, "only this symbol; without it all, with a symbol column", 0,
     0, NULL},
    {"from", 0, FS_OPT_TEXT, "TIME", NULL, "first time, inclusive", 0, 0, NULL},
    {"to", 0, FS_OPT_TEXT, "TIME", NULL, "last time, inclusive; a date alone means its whole day", 0, 0,
     NULL},
    {"format", 'f', FS_OPT_CHOICE, "FORMAT", "csv", "how to write", 0, 0, "csv|arrow|json|ndjson"},
    {"out", 'o', FS_OPT_TEXT, "FILE", NULL, "file to write (standard output)", 0, 0, NULL},
    {"delimiter", 'D', FS_OPT_TEXT, "CHAR", ",", "between fields of CSV; tab for the tabulator", 0, 0, NULL},
    {"local-times", 0, FS_OPT_FLAG, NULL, NULL, "CSV times in the zone of the dataset, with offset", 0, 0,
     NULL},
    {NULL, 0, 0, NULL, NULL, NULL, 0, 0, NULL},
};

static int time_option(const struct fs_args *args, const char *name, int last, int64_t *out)
{
    const char *text = fs_args_text(args, name);
    if (!text)
        return 0;
    if (fs_time_parse(text, strlen(text), NULL, out) != 0)
        return fs_error_wrap(FS_E_USAGE, "--%s '%s' is not a time", name, text);
    if (last && strlen(text) <= 10 && *out < INT64_MAX - FS_NS_PER_DAY)
        *out += FS_NS_PER_DAY - 1;
    return 0;
}

/* The frame behind a column that names the symbol. */
static struct fs_frame *with_symbol(const struct fs_frame *frame, const char *symbol)
{
    struct fs_frame *out = fs_frame_new();
    struct fs_dict *dict = out ? fs_dict_new() : NULL;
    int result = dict && fs_dict_put(dict, symbol, strlen(symbol)) >= 0 ? 0 : -1;
    void *codes = NULL;
    if (result == 0)
        result = fs_frame_add_new(out, "symbol", FS_STRING, fs_frame_rows(frame), dict, &codes);
    else
        fs_dict_unref(dict);
    if (result == 0)
        memset(codes, 0, (size_t)fs_frame_rows(frame) * sizeof(int32_t));
    for (int k = 0; k < fs_frame_columns(frame) && result == 0; k++)
        result = fs_frame_add_shared(out, fs_frame_column(frame, k), NULL);
    if (result == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}

/* Writes the symbols one after the other: memory stays that of one. */
struct target {
    const char *format;
    FILE *out;
    struct fs_arrow_stream *arrow;
    struct fs_csv_write_options csv;
    int count;
    int64_t rows; /* written so far */
};

static int arrow_bytes(void *context, const void *bytes, size_t size)
{
    return fwrite(bytes, 1, size, context) == size ? 0
                                                   : fs_error_errno("the Arrow stream could not be written");
}

static int write_frame(struct target *target, const struct fs_frame *frame)
{
    int first = target->count++ == 0;
    if (!strcmp(target->format, "arrow")) {
        if (first && !(target->arrow = fs_arrow_stream_new(frame, arrow_bytes, target->out, NULL)))
            return -1;
        return fs_arrow_stream_add(target->arrow, frame);
    }
    if (!strcmp(target->format, "ndjson"))
        return fs_json_write(frame, target->out, FS_JSON_LINES);
    if (!strcmp(target->format, "json"))
        return fs_json_write(frame, target->out, FS_JSON_ARRAY);
    target->csv.no_header = !first;
    return fs_csv_write(frame, target->out, &target->csv);
}

/* Writes a frame in blocks, between which the export can be stopped. JSON is one array, an Arrow batch one frame. */
static int write_blocks(struct target *target, const struct fs_frame *frame)
{
    int64_t rows = fs_frame_rows(frame), block = rows;
    if ((!strcmp(target->format, "csv") || !strcmp(target->format, "ndjson")) && rows > 65536)
        block = 65536;
    int result = 0;
    for (int64_t first = 0; result == 0 && (first < rows || first == 0); first += block ? block : 1) {
        int64_t count = rows - first < block ? rows - first : block;
        struct fs_frame *part = fs_frame_slice(frame, first, count);
        result = part ? write_frame(target, part) : -1;
        fs_frame_unref(part);
        fs_progress_update((double)(target->rows += count));
        if (result == 0 && fs_cancel_requested())
            result = fs_error_set(FS_E_CANCELLED, "stopped after %" PRId64 " rows", target->rows);
    }
    return result;
}

static int finish(struct target *target)
{
    int result = target->arrow ? fs_arrow_stream_end(target->arrow) : 0;
    fs_arrow_stream_free(target->arrow);
    return result == 0 && fflush(target->out) != 0 ? fs_error_errno("the output could not be written")
                                                   : result;
}

static int export_symbol(const struct fs_history *history, const char *symbol, int named, int64_t from,
                         int64_t to, struct target *target)
{
    struct fs_frame *frame = fs_history_load(history, symbol, from, to), *out = frame;
    if (frame && named) {
        out = with_symbol(frame, symbol);
        fs_frame_unref(frame);
    }
    int result = out ? write_blocks(target, out) : -1;
    fs_frame_unref(out);
    return result;
}

static int export_all(const struct fs_args *args, const struct fs_history *history, struct target *target)
{
    int64_t from = INT64_MIN, to = INT64_MAX;
    int chosen = fs_args_list_count(args, "symbol"), total = fs_history_symbols(history), result = 0;
    int named = fs_kind_by_symbol(fs_history_kind(history)) && !(chosen == 1 || (chosen == 0 && total == 1));
    if (time_option(args, "from", 0, &from) != 0 || time_option(args, "to", 1, &to) != 0)
        return -1;
    if (from > to)
        return fs_error_set(FS_E_USAGE, "--from %s is after --to %s", fs_args_text(args, "from"),
                            fs_args_text(args, "to"));
    int inside = from == INT64_MIN && to == INT64_MAX; /* an empty dataset is exported as it is */
    for (int i = 0; i < (chosen ? chosen : total) && !inside; i++) {
        const struct fs_history_symbol *s = chosen ? fs_history_find(history, fs_args_list(args, "symbol", i))
                                                   : fs_history_symbol(history, i);
        if (!s)
            return -1;
        inside = s->from <= to && s->to >= from;
    }
    if (!inside)
        return fs_error_set(FS_E_INPUT,
                            "%s has no rows in that range; finsmart data show %s says what there is",
                            fs_history_name(history), fs_history_name(history));
    if (!strcmp(target->format, "json") && (chosen ? chosen : total) > 1)
        return fs_error_set(FS_E_USAGE,
                            "--format json writes one symbol; use --symbol, or ndjson for several");
    for (int i = 0; i < (chosen ? chosen : total) && result == 0; i++)
        result = export_symbol(history,
                               chosen ? fs_args_list(args, "symbol", i) : fs_history_symbol(history, i)->name,
                               named, from, to, target);
    return result;
}

static int run_export(const struct fs_args *args)
{
    const char *path = fs_args_text(args, "out"), *delimiter = fs_args_text(args, "delimiter");
    struct target target = {.format = fs_args_text(args, "format"), .out = stdout};
    struct fs_replace replace = {0};
    if (strcmp(delimiter, "tab") != 0 && strlen(delimiter) != 1)
        return fs_error_set(FS_E_USAGE, "--delimiter '%s': expected one character, or tab", delimiter);
    target.csv.delimiter = strcmp(delimiter, "tab") ? *delimiter : '\t';
    target.csv.local_times = (uint8_t)fs_args_flag(args, "local-times");
    struct fs_history *history = fs_history_open(fs_args_home(args), fs_args_operand(args, 0));
    if (!history)
        return -1;
    int result = path ? fs_replace_open(&replace, path) : 0;
    if (result == 0) {
        if (path)
            target.out = replace.file;
        fs_progress_begin("export", "rows", (double)fs_history_rows(history));
        result = export_all(args, history, &target);
        if (finish(&target) != 0)
            result = -1;
        fs_progress_end();
        if (result != 0 && path) /* what failed knows no name of a file */
            result = fs_error_wrap(fs_error_last_code(), "%s: was not written", path);
        else if (result != 0 && fs_cancel_requested())
            fs_error_hint("what was written is partial");
        else if (result != 0 && fs_reader_left())
            result = 0;
        if (path && result == 0)
            result = fs_replace_commit(&replace);
        else if (path)
            fs_replace_abort(&replace);
    }
    fs_history_close(history);
    return result;
}

const struct fs_command fs_command_export = {
    .name = "export",
    .summary = "Write a dataset as CSV, Arrow or JSON",
    .operands = "DATASET",
    .min_operands = 1,
    .max_operands = 1,
    .options = options,
    .description =
        "Writes the rows of a dataset, symbol after symbol, in time order. Numbers are written shortest and "
        "exact, times as RFC "
        "3339; --format arrow writes an Arrow stream, which pandas, polars, R and Arrow's tools read.",
    .examples = "finsmart export sp500 --from 2008-01-01 --to 2008-12-31 > crisis.csv\n"
                "finsmart export sp500 --format arrow --out sp500.arrows",
    .run = run_export,
};
