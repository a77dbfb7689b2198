#include "cli/backtest_data.h"

#include "base/arena.h"
#include "base/calendar.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/backtest_reference.h"
#include "cli/tick_data.h"
#include "frame/frame.h"
#include "market/event_file.h"
#include "market/instrument.h"
#include "market/instrument_file.h"
#include "store/history.h"
#include "store/history_instruments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct loaded {
    struct fs_backtest_data data; /* first */
    struct fs_instruments *instruments;
    struct fs_events *events;
    struct fs_arena *arena;
    struct fs_history *history;
};

int fs_backtest_time(const char *option, const char *text, int end, int64_t *out)
{
    int64_t day;
    size_t length = strlen(text);
    if (fs_time_parse_date(text, length, &day) == 0) {
        if (day > INT64_MAX / FS_NS_PER_DAY - 1 || day < INT64_MIN / FS_NS_PER_DAY + 1)
            return fs_error_set(FS_E_USAGE, "option '--%s' is '%s'; expected a date from 1678 to 2261",
                                option, text);
        *out = day * FS_NS_PER_DAY + (end ? FS_NS_PER_DAY - 1 : 0);
        return 0;
    }
    fs_error_clear();
    if (fs_time_parse(text, length, NULL, out) == 0)
        return 0;
    fs_error_wrap(FS_E_USAGE, "option '--%s' is '%s'; expected a date or a time", option, text);
    return fs_error_hint("such as 2020-01-31 or 2020-01-31T14:30:00Z");
}

static void unref_frame(void *frame)
{
    fs_frame_unref(frame);
}

/* Values of a column as doubles: the column's own memory, or a copy of what is of another type. */
static const double *doubles(struct loaded *l, const struct fs_column *column)
{
    if (column->type == FS_F64)
        return column->data;
    double *copy = fs_arena_array(l->arena, (size_t)column->length + 1, sizeof *copy);
    for (int64_t i = 0; copy && i < column->length; i++) {
        if (fs_column_is_null(column, i))
            copy[i] = NAN;
        else if (column->type == FS_I64)
            copy[i] = (double)((const int64_t *)column->data)[i];
        else if (column->type == FS_I32)
            copy[i] = ((const int32_t *)column->data)[i];
        else
            copy[i] = ((const uint8_t *)column->data)[i];
    }
    return copy;
}

static int is_number(const struct fs_column *column)
{
    return column->type == FS_F64 || column->type == FS_I64 || column->type == FS_I32 ||
           column->type == FS_BOOL;
}

/* A price column by name; data without it (prices alone) trades at its close. */
static const double *price(struct loaded *l, const struct fs_frame *frame, const char *name,
                           const double *otherwise)
{
    const struct fs_column *column = fs_frame_find(frame, name);
    if (!column && otherwise)
        return otherwise;
    if (column && is_number(column))
        return doubles(l, column);
    fs_error_set(FS_E_INPUT, "dataset '%s' has no column of numbers named '%s'; a backtest needs bars",
                 l->data.dataset, name);
    return NULL;
}

static int take_extra(struct loaded *l, const struct fs_frame *frame, struct fs_series *s)
{
    static const char *const known[] = {"open", "high", "low", "close", "volume"};
    int columns = fs_frame_columns(frame);
    const double **values = fs_arena_array(l->arena, (size_t)columns + 1, sizeof *values);
    const char **names = fs_arena_array(l->arena, (size_t)columns + 1, sizeof *names);
    if (!values || !names)
        return -1;
    for (int c = 0; c < columns; c++) {
        const struct fs_column *column = fs_frame_column(frame, c);
        int own = 0;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            own |= !strcmp(column->name, known[k]);
        if (own || !is_number(column))
            continue;
        if (!(values[s->extra_count] = doubles(l, column)))
            return -1;
        names[s->extra_count++] = column->name;
    }
    s->extra = values;
    s->extra_names = names;
    return 0;
}

/* What the file of instruments says of a symbol; the command line's lot, tick and least value stand where it says nothing. */
static void take_instrument(struct loaded *l, struct fs_series *s)
{
    const struct fs_instrument *i = s->instrument = fs_instruments_find(l->instruments, s->symbol);
    if (!i)
        return;
    s->lot = i->lot ? i->lot : s->lot;
    s->tick = i->tick ? i->tick : s->tick;
    s->min_notional = i->min_notional ? i->min_notional : s->min_notional;
    s->calendar = i->calendar;
}

static int take_calendar(struct loaded *l, struct fs_series *s)
{
    if (s->calendar)
        return 0;
    const char *name = fs_history_calendar(l->history);
    if (!name)
        return 0;
    return (s->calendar = fs_calendar_find(name)) ? 0 : -1;
}

static int load_symbol(struct loaded *l, const struct fs_backtest_request *r, const char *name,
                       struct fs_series *s)
{
    const struct fs_history_symbol *symbol = fs_history_find(l->history, name);
    if (!symbol)
        return -1;
    struct fs_frame *frame = fs_history_load(l->history, symbol->name, r->from, r->to);
    if (!frame || fs_arena_cleanup(l->arena, unref_frame, frame))
        return -1;
    const struct fs_column *time = fs_frame_require(frame, "time");
    if (!time)
        return -1;
    *s = (struct fs_series){.symbol = symbol->name,
                            .count = fs_frame_rows(frame),
                            .time = time->data,
                            .lot = r->lot,
                            .tick = r->tick,
                            .min_notional = r->min_notional};
    take_instrument(l, s);
    s->interval = symbol->interval > 0 ? symbol->interval : FS_NS_PER_DAY;
    if (time->type != FS_TIME)
        return fs_error_set(FS_E_INPUT, "dataset '%s': column 'time' holds %s, not times", l->data.dataset,
                            fs_type_name(time->type));
    if (!(s->close = price(l, frame, "close", NULL)) || !(s->open = price(l, frame, "open", s->close)) ||
        !(s->high = price(l, frame, "high", s->close)) || !(s->low = price(l, frame, "low", s->close)) ||
        take_extra(l, frame, s) || take_calendar(l, s))
        return -1;
    const struct fs_column *volume = fs_frame_find(frame, "volume");
    if (volume && is_number(volume) && !(s->volume = doubles(l, volume)))
        return -1;
    return 0;
}

static int no_bars(const struct loaded *l, const struct fs_backtest_request *r)
{
    char from[FS_TIME_TEXT] = "the beginning", to[FS_TIME_TEXT] = "the end", first[FS_TIME_TEXT] = "",
         last[FS_TIME_TEXT] = "";
    if (r->from != INT64_MIN)
        fs_time_format(r->from, from, sizeof from);
    if (r->to != INT64_MAX)
        fs_time_format(r->to, to, sizeof to);
    fs_error_set(FS_E_INPUT, "there are no bars from %s to %s in dataset '%s'", from, to, l->data.dataset);
    const struct fs_history_symbol *symbol = fs_history_find(l->history, l->data.series[0].symbol);
    if (!symbol)
        return -1;
    fs_time_format(symbol->from, first, sizeof first);
    fs_time_format(symbol->to, last, sizeof last);
    return fs_error_hint("it has %s from %s to %s", symbol->name, first, last);
}

static int load_all(struct loaded *l, const struct fs_backtest_request *r)
{
    int all = r->symbol_count == 0, count = all ? fs_history_symbols(l->history) : r->symbol_count;
    l->data.series = fs_arena_array(l->arena, (size_t)count + 1, sizeof *l->data.series);
    if (!l->data.series)
        return -1;
    l->data.from = l->data.to = FS_TIME_NONE;
    for (int i = 0; i < count; i++) {
        struct fs_series *s = &l->data.series[i];
        const char *name = all ? fs_history_symbol(l->history, i)->name : r->symbols[i];
        if (load_symbol(l, r, name, s))
            return -1;
        l->data.count++;
        l->data.bars += s->count;
        if (s->count && (l->data.from == FS_TIME_NONE || s->time[0] < l->data.from))
            l->data.from = s->time[0];
        if (s->count && s->time[s->count - 1] > l->data.to)
            l->data.to = s->time[s->count - 1];
    }
    if (!l->data.bars)
        return count ? no_bars(l, r) : fs_error_set(FS_E_INPUT, "dataset '%s' is empty", l->data.dataset);
    if (r->benchmark) {
        l->data.benchmark = fs_arena_alloc(l->arena, sizeof *l->data.benchmark);
        if (!l->data.benchmark || load_symbol(l, r, r->benchmark, l->data.benchmark))
            return -1;
    }
    return 0;
}

/* Instruments, events, members and halts. Instruments that the dataset has stand where no others are named. */
static int load_reference(struct loaded *l, const struct fs_backtest_request *r)
{
    const char *instruments = r->instruments ? r->instruments : fs_history_instruments(l->history);
    l->data.universe = r->universe != NULL;
    if (fs_backtest_note_file(&l->data, l->arena, "instruments", instruments) ||
        fs_backtest_note_file(&l->data, l->arena, "events", r->events) ||
        fs_backtest_note_file(&l->data, l->arena, "universe", r->universe) ||
        fs_backtest_note_file(&l->data, l->arena, "halts", r->halts) ||
        (instruments && !(l->instruments = fs_instruments_read(instruments))))
        return -1;
    if (!r->events && !r->universe && !r->halts)
        return 0;
    if (!(l->events = fs_events_new()) || (r->universe && fs_events_read_universe(l->events, r->universe)) ||
        (r->halts && fs_events_read_halts(l->events, r->halts)) ||
        (r->events && fs_events_read(l->events, r->events)))
        return -1;
    l->data.events = fs_events_list(l->events, &l->data.event_count);
    return 0;
}

struct fs_backtest_data *fs_backtest_data_load(const struct fs_backtest_request *request)
{
    struct loaded *l = calloc(1, sizeof *l);
    if (!l) {
        fs_error_nomem();
        return NULL;
    }
    if (!(l->arena = fs_arena_new()) || !(l->history = fs_history_open(request->home, request->dataset)))
        goto failed;
    l->data.dataset = fs_history_name(l->history);
    int kind = fs_history_kind(l->history);
    if (kind != FS_KIND_BARS) {
        fs_error_set(FS_E_INPUT, "dataset '%s' is of kind %s; a backtest needs bars", l->data.dataset,
                     fs_kind_name(kind));
        fs_error_hint("finsmart import --kind bars makes a dataset of them");
        goto failed;
    }
    l->data.hash = fs_history_hash(l->history);
    if (load_reference(l, request) || load_all(l, request) ||
        fs_backtest_load_rates(&l->data, l->arena, request))
        goto failed;
    return &l->data;
failed:
    fs_backtest_data_free(&l->data);
    return NULL;
}

void fs_backtest_data_free(struct fs_backtest_data *data)
{
    struct loaded *l = (struct loaded *)data;
    if (!l)
        return;
    if (data->ticks) {
        fs_tick_data_free(data);
        return;
    }
    fs_instruments_free(l->instruments);
    fs_events_free(l->events);
    fs_arena_free(l->arena);
    fs_history_close(l->history);
    free(l);
}
