/* weights_read.c: files of weights and signals (weights.h has their forms). */
#include "base/error.h"
#include "base/time.h"
#include "frame/read_file.h"
#include "store/weights.h"
#include "store/weights_file.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <strings.h>

enum { MOST_CELLS = 1 << 28 };

int fs_weights_named(const char *path)
{
    return fs_frame_file_named(path);
}

/* The first column with one of the names, whatever their case. */
static const struct fs_column *named(const struct fs_frame *frame, const char *const *names)
{
    for (; *names; names++)
        for (int i = 0; i < fs_frame_columns(frame); i++)
            if (!strcasecmp(fs_frame_column(frame, i)->name, *names))
                return fs_frame_column(frame, i);
    return NULL;
}

static int is_number(const struct fs_column *column)
{
    return column->type == FS_F64 || column->type == FS_I64 || column->type == FS_I32;
}

static int is_signal(const struct fs_column *column)
{
    return column->type == FS_BOOL || is_number(column);
}

/* The number in a row, NaN where it is missing. */
static double number_at(const struct fs_column *column, int64_t row)
{
    if (fs_column_is_null(column, row))
        return NAN;
    return column->type == FS_F64    ? ((const double *)column->data)[row]
           : column->type == FS_I64  ? (double)((const int64_t *)column->data)[row]
           : column->type == FS_BOOL ? (double)((const uint8_t *)column->data)[row]
                                     : (double)((const int32_t *)column->data)[row];
}

static int bad_cell(const char *path, int64_t row, const char *column, const char *what)
{
    return fs_error_set(FS_E_INPUT, "%s: row %" PRId64 ": field '%s': %s", path, row + 1, column, what);
}

static int time_at(const char *path, const struct fs_column *column, int64_t row, int64_t *time)
{
    if (fs_column_is_null(column, row))
        return bad_cell(path, row, column->name, "the time is missing");
    if (column->type == FS_TIME) {
        *time = ((const int64_t *)column->data)[row];
        return 0;
    }
    size_t length;
    const char *text = fs_dict_get(column->dict, ((const int32_t *)column->data)[row], &length);
    if (fs_time_parse(text, length, NULL, time) == 0)
        return 0;
    return fs_error_wrap(FS_E_INPUT, "%s: row %" PRId64 ": field '%s': expected a date or a time", path,
                         row + 1, column->name);
}

static int check_share(const char *path, int64_t row, const char *column, double share)
{
    if (!isinf(share) && !(fabs(share) > 1000.0))
        return 0;
    return fs_error_set(FS_E_INPUT,
                        "%s: row %" PRId64 ": field '%s': %g: expected a share of equity, from -1000 to 1000",
                        path, row + 1, column, share);
}

static int allocate(struct weights *w, int64_t rows, int symbols)
{
    if (rows > 0 && symbols > MOST_CELLS / rows)
        return fs_error_set(FS_E_LIMIT, "%s: %" PRId64 " times of %d symbols are more than %d weights",
                            w->runner.path, rows, symbols, MOST_CELLS);
    size_t cells = (size_t)rows * (size_t)symbols;
    w->time = fs_arena_array(w->arena, (size_t)rows + 1, sizeof *w->time);
    w->share = fs_arena_array(w->arena, cells + 1, sizeof *w->share);
    w->names = fs_arena_array(w->arena, (size_t)symbols + 1, sizeof *w->names);
    return w->time && w->share && w->names ? 0 : -1;
}

/* Times in order; `again`: one may come several times. */
static int check_order(const char *path, const char *column, int64_t row, int64_t before, int64_t time,
                       int again)
{
    if (row == 0 || time > before || (again && time == before))
        return 0;
    return bad_cell(path, row, column,
                    time == before ? "the time is there twice" : "the time is before that of the row above");
}

static int read_wide(struct weights *w, const struct fs_frame *frame, const struct fs_column *time)
{
    const char *path = w->runner.path;
    if (allocate(w, fs_frame_rows(frame), fs_frame_columns(frame) - 1))
        return -1;
    w->rows = fs_frame_rows(frame);
    for (int64_t row = 0; row < w->rows; row++)
        if (time_at(path, time, row, &w->time[row]) ||
            check_order(path, time->name, row, row ? w->time[row - 1] : 0, w->time[row], 0))
            return -1;
    for (int i = 0; i < fs_frame_columns(frame); i++) {
        const struct fs_column *column = fs_frame_column(frame, i);
        if (column == time)
            continue;
        if (!is_number(column))
            return fs_error_set(FS_E_INPUT, "%s: column '%s' is of texts; expected weights, as numbers", path,
                                column->name);
        int symbol = w->symbols++;
        if (!(w->names[symbol] = fs_arena_strdup(w->arena, column->name)))
            return -1;
        for (int64_t row = 0; row < w->rows; row++) {
            double share = number_at(column, row);
            if (check_share(path, row, column->name, share))
                return -1;
            w->share[row * (fs_frame_columns(frame) - 1) + symbol] = share;
        }
    }
    return 0;
}

/* The times and symbols of a file in which each row is of one symbol: *times gets that of each row. `symbol` NULL: there is one,
 * without a name. */
static int take_rows(struct weights *w, const struct fs_frame *frame, const struct fs_column *time,
                     const struct fs_column *symbol, int64_t **times)
{
    const char *path = w->runner.path;
    int64_t rows = fs_frame_rows(frame), before = 0, *all = fs_arena_array(w->arena, (size_t)rows + 1, 8);
    if (!(*times = all))
        return -1;
    for (int64_t row = 0; row < rows; row++) {
        if (time_at(path, time, row, &all[row]) ||
            check_order(path, time->name, row, before, all[row], symbol != NULL))
            return -1;
        w->rows += row == 0 || all[row] != before;
        before = all[row];
    }
    w->symbols = symbol ? fs_dict_count(symbol->dict) : 1;
    if (allocate(w, w->rows, w->symbols))
        return -1;
    for (int i = 0; symbol && i < w->symbols; i++)
        if (!(w->names[i] = fs_arena_strdup(w->arena, fs_dict_get(symbol->dict, i, NULL))))
            return -1;
    return 0;
}

static int read_long(struct weights *w, const struct fs_frame *frame, const struct fs_column *time,
                     const struct fs_column *symbol, const struct fs_column *weight)
{
    const char *path = w->runner.path;
    if (symbol->type != FS_STRING || !is_number(weight))
        return fs_error_set(FS_E_INPUT, "%s: column '%s' is not of %s", path,
                            symbol->type != FS_STRING ? symbol->name : weight->name,
                            symbol->type != FS_STRING ? "texts" : "numbers");
    int64_t rows = fs_frame_rows(frame), *times;
    if (take_rows(w, frame, time, symbol, &times))
        return -1;
    uint8_t *there = fs_arena_array(w->arena, (size_t)w->symbols + 1, 1);
    if (!there)
        return -1;
    for (int64_t row = 0, at = -1; row < rows; row++) {
        if (row == 0 || times[row] != times[row - 1]) {
            memset(there, 0, (size_t)w->symbols);
            w->time[++at] = times[row];
        }
        double share = number_at(weight, row);
        if (fs_column_is_null(symbol, row))
            return bad_cell(path, row, symbol->name, "the symbol is missing");
        if (isnan(share))
            return bad_cell(path, row, weight->name, "the weight is missing");
        int32_t code = ((const int32_t *)symbol->data)[row];
        if (there[code]++)
            return bad_cell(path, row, symbol->name, "the symbol is there twice at this time");
        if (check_share(path, row, weight->name, share))
            return -1;
        w->share[at * w->symbols + code] = share;
    }
    return 0;
}

/* Signals: a row for each time and symbol at which there are some. */
static int read_signals(struct weights *w, const struct fs_frame *frame, const struct fs_column *time,
                        const struct fs_column *symbol, const struct fs_column *const signals[SIGNALS],
                        const struct fs_column *size)
{
    const char *path = w->runner.path;
    if (symbol && symbol->type != FS_STRING)
        return fs_error_set(FS_E_INPUT, "%s: column '%s' is not of texts", path, symbol->name);
    for (int k = 0; k <= SIGNALS; k++) {
        const struct fs_column *column = k < SIGNALS ? signals[k] : size;
        if (column && !(k < SIGNALS ? is_signal(column) : is_number(column)))
            return fs_error_set(FS_E_INPUT, "%s: column '%s' is of texts; expected %s", path, column->name,
                                k < SIGNALS ? "true and false, or numbers" : "shares of equity, as numbers");
    }
    int64_t rows = fs_frame_rows(frame), *times, at = -1;
    if (take_rows(w, frame, time, symbol, &times) ||
        !(w->says = fs_arena_array(w->arena, (size_t)w->rows * (size_t)w->symbols + 1, 1)))
        return -1;
    memset(w->says, 0, (size_t)w->rows * (size_t)w->symbols);
    for (int64_t row = 0; row < rows; row++) {
        if (row == 0 || times[row] != times[row - 1])
            w->time[++at] = times[row];
        if (symbol && fs_column_is_null(symbol, row))
            return bad_cell(path, row, symbol->name, "the symbol is missing");
        int64_t cell = at * w->symbols + (symbol ? ((const int32_t *)symbol->data)[row] : 0);
        for (int k = 0; k < SIGNALS; k++) {
            double value = signals[k] ? number_at(signals[k], row) : 0.0;
            if (value != 0.0 && !isnan(value))
                w->says[cell] = (uint8_t)(w->says[cell] | 1u << k);
        }
        w->share[cell] = size ? number_at(size, row) : 1.0;
        if ((w->says[cell] & (SAYS_ENTRY | SAYS_SHORT_ENTRY)) && !(w->share[cell] > 0.0))
            return bad_cell(path, row, size->name,
                            "expected a share of equity above 0 where there is an entry");
        if (check_share(path, row, size ? size->name : "size", w->share[cell]))
            return -1;
    }
    return 0;
}

int fs_weights_read(struct weights *w)
{
    static const char *const times[] = {"time", "date", "datetime", "timestamp", "index", "", NULL};
    static const char *const symbols[] = {"symbol", "ticker", "asset", NULL}, *const weights[] = {"weight",
                                                                                                  NULL};
    struct fs_frame *frame = fs_frame_read_file(w->runner.path, 0);
    if (!frame)
        return -1;
    const struct fs_column *time = named(frame, times), *symbol = named(frame, symbols),
                           *weight = named(frame, weights);
    static const char *const signal_names[SIGNALS][3] = {{"entry", "entries", NULL},
                                                         {"exit", "exits", NULL},
                                                         {"short_entry", "short_entries", NULL},
                                                         {"short_exit", "short_exits", NULL}};
    static const char *const sizes[] = {"size", NULL};
    const struct fs_column *signals[SIGNALS];
    for (int k = 0; k < SIGNALS; k++)
        signals[k] = named(frame, signal_names[k]);
    int status;
    if (fs_frame_rows(frame) == 0)
        status = fs_error_set(FS_E_INPUT, "%s: there are no weights in it", w->runner.path);
    else if (!time || (time->type != FS_TIME && time->type != FS_STRING))
        status = fs_error_set(FS_E_INPUT, "%s: there is no column 'time' or 'date' of dates", w->runner.path);
    else if (signals[0] || signals[2])
        status = read_signals(w, frame, time, symbol, signals, named(frame, sizes));
    else if (symbol && weight)
        status = read_long(w, frame, time, symbol, weight);
    else
        status = read_wide(w, frame, time);
    fs_frame_unref(frame);
    if (!status && !w->symbols)
        status = fs_error_set(FS_E_INPUT, "%s: there are no weights in it", w->runner.path);
    return status;
}
