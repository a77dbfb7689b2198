#include "store/weights.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/time.h"
#include "frame/read_file.h"
#include "trade/engine.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_CELLS = 1 << 28 };

struct weights {
    struct fs_runner runner;
    struct fs_arena *arena;
    int64_t rows;
    int64_t *time;
    int symbols;
    const char **names;
    double *share; /* rows * symbols; NaN leaves the symbol as it is */
};

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

/* The number in a row, NaN where it is missing. */
static double number_at(const struct fs_column *column, int64_t row)
{
    if (fs_column_is_null(column, row))
        return NAN;
    return column->type == FS_F64   ? ((const double *)column->data)[row]
           : column->type == FS_I64 ? (double)((const int64_t *)column->data)[row]
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

static int read_long(struct weights *w, const struct fs_frame *frame, const struct fs_column *time,
                     const struct fs_column *symbol, const struct fs_column *weight)
{
    const char *path = w->runner.path;
    if (symbol->type != FS_STRING || !is_number(weight))
        return fs_error_set(FS_E_INPUT, "%s: column '%s' is not of %s", path,
                            symbol->type != FS_STRING ? symbol->name : weight->name,
                            symbol->type != FS_STRING ? "texts" : "numbers");
    int64_t rows = fs_frame_rows(frame), before = 0, *times = fs_arena_array(w->arena, (size_t)rows + 1, 8);
    if (!times)
        return -1;
    for (int64_t row = 0; row < rows; row++) {
        if (time_at(path, time, row, &times[row]) ||
            check_order(path, time->name, row, before, times[row], 1))
            return -1;
        w->rows += row == 0 || times[row] != before;
        before = times[row];
    }
    w->symbols = fs_dict_count(symbol->dict);
    if (allocate(w, w->rows, w->symbols))
        return -1;
    for (int i = 0; i < w->symbols; i++)
        if (!(w->names[i] = fs_arena_strdup(w->arena, fs_dict_get(symbol->dict, i, NULL))))
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

static int read_weights(struct weights *w)
{
    static const char *const times[] = {"time", "date", "datetime", "timestamp", "index", "", NULL};
    static const char *const symbols[] = {"symbol", "ticker", "asset", NULL}, *const weights[] = {"weight",
                                                                                                  NULL};
    struct fs_frame *frame = fs_frame_read_file(w->runner.path, 0);
    if (!frame)
        return -1;
    const struct fs_column *time = named(frame, times), *symbol = named(frame, symbols),
                           *weight = named(frame, weights);
    int status;
    if (fs_frame_rows(frame) == 0)
        status = fs_error_set(FS_E_INPUT, "%s: there are no weights in it", w->runner.path);
    else if (!time || (time->type != FS_TIME && time->type != FS_STRING))
        status = fs_error_set(FS_E_INPUT, "%s: there is no column 'time' or 'date' of dates", w->runner.path);
    else if (symbol && weight)
        status = read_long(w, frame, time, symbol, weight);
    else
        status = read_wide(w, frame, time);
    fs_frame_unref(frame);
    if (!status && !w->symbols)
        status = fs_error_set(FS_E_INPUT, "%s: there are no weights in it", w->runner.path);
    return status;
}

/* What is to be reached, by slot; NaN: nothing. */
struct targets {
    struct fs_engine *engine;
    int count;
    double *share;
};

/* The slot of each symbol of the file, which must all be part of the run. */
static int map_symbols(const struct weights *w, const struct fs_engine *engine, int *slots)
{
    for (int i = 0; i < w->symbols; i++)
        if ((slots[i] = fs_engine_slot(engine, w->names[i])) < 0) {
            fs_error_set(FS_E_NOT_FOUND, "%s: symbol '%s' is not part of the run", w->runner.path,
                         w->names[i]);
            return fs_error_hint("--symbol limits a run; without it the whole dataset takes part");
        }
    return 0;
}

/* Orders what is missing to the targets, sales first. */
static int rebalance(struct targets *t)
{
    const struct fs_slot_view *slots = fs_engine_slots(t->engine);
    double equity = fs_engine_view(t->engine)->equity;
    for (int sales = 1; sales >= 0; sales--)
        for (int slot = 0; slot < t->count; slot++) {
            double share = t->share[slot], price = slots[slot].price;
            double value = (slots[slot].position + slots[slot].pending) * price;
            if (isnan(share) || isnan(price) || (share * equity < value) != sales)
                continue;
            t->share[slot] = NAN;
            if (fs_engine_target_percent(t->engine, slot, share) < 0)
                return -1;
        }
    return 0;
}

static int follow(struct weights *w, struct targets *t, const int *slots)
{
    const struct fs_engine_view *view = fs_engine_view(t->engine);
    int64_t next = 0, start = INT64_MIN;
    int step, waiting = 0;
    while ((step = fs_engine_next(t->engine)) > 0) {
        if (step == FS_STEP_BAR && view->time > start)
            start = view->time;
        if (step != FS_STEP_TIME)
            continue;
        for (; next < w->rows && w->time[next] <= start; next++, waiting = 1)
            for (int i = 0; i < w->symbols; i++)
                if (!isnan(w->share[next * w->symbols + i]))
                    t->share[slots[i]] = w->share[next * w->symbols + i];
        if (waiting && rebalance(t))
            return -1;
        waiting = 0;
        for (int slot = 0; slot < t->count; slot++)
            waiting |= !isnan(t->share[slot]);
    }
    if (step == FS_STEP_STOPPED)
        return fs_error_set(FS_E_CANCELLED, "stopped before the end of the data");
    return step == FS_STEP_END ? 0 : -1;
}

static int run(struct fs_runner *self, struct fs_engine *engine)
{
    struct weights *w = (struct weights *)self;
    struct targets t = {.engine = engine, .count = fs_engine_slot_count(engine)};
    int *slots = calloc((size_t)w->symbols, sizeof *slots), status = -1;
    t.share = malloc((size_t)t.count * sizeof *t.share);
    if (!slots || !t.share)
        fs_error_nomem();
    else if (map_symbols(w, engine, slots) == 0) {
        for (int slot = 0; slot < t.count; slot++)
            t.share[slot] = NAN;
        fs_engine_want(engine, FS_WANT_BAR | FS_WANT_TIME);
        status = follow(w, &t, slots);
    }
    free(t.share);
    free(slots);
    return status;
}

static void free_weights(struct fs_runner *self)
{
    struct weights *w = (struct weights *)self;
    fs_arena_free(w->arena);
    free(w);
}

static int hash_file(struct fs_runner *runner)
{
    struct fs_buffer *bytes = fs_buffer_map(runner->path);
    int status = bytes ? fs_sha256_of(fs_buffer_data(bytes), fs_buffer_size(bytes), runner->hash) : -1;
    fs_buffer_unref(bytes);
    return status;
}

struct fs_runner *fs_weights_open(const char *path)
{
    struct weights *w = calloc(1, sizeof *w);
    if (!w || !(w->arena = fs_arena_new()) || !(w->runner.path = fs_arena_strdup(w->arena, path))) {
        free(w);
        fs_error_nomem();
        return NULL;
    }
    const char *slash = strrchr(w->runner.path, '/');
    w->runner.name = slash ? slash + 1 : w->runner.path;
    w->runner.version = "";
    w->runner.description = "Dated weights from a file.";
    w->runner.run = run;
    w->runner.free = free_weights;
    if (hash_file(&w->runner) || read_weights(w)) {
        free_weights(&w->runner);
        return NULL;
    }
    return &w->runner;
}
