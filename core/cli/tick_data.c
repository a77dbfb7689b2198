#include "cli/tick_data.h"

#include "base/arena.h"
#include "base/calendar.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/time.h"
#include "cli/backtest_reference.h"
#include "market/instrument.h"
#include "market/instrument_file.h"
#include "store/history_instruments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct loaded {
    struct fs_backtest_data data; /* first */
    struct fs_tick_data ticks;
    struct fs_instruments *instruments;
    struct fs_arena *arena;
};

char **fs_tick_datasets(const struct fs_args *args, int *count)
{
    int given = fs_args_list_count(args, "data"), names = 0;
    size_t bytes = 0;
    for (int i = 0; i < given; i++) {
        const char *text = fs_args_list(args, "data", i);
        names++;
        for (const char *c = text; *c; c++)
            names += *c == ',';
        bytes += strlen(text) + 1;
    }
    char **list = calloc(1, ((size_t)names + 1) * sizeof *list + bytes);
    if (!list) {
        fs_error_nomem();
        return NULL;
    }
    char *to = (char *)(list + names + 1);
    *count = 0;
    for (int i = 0; i < given; i++) {
        const char *text = fs_args_list(args, "data", i);
        list[(*count)++] = to;
        for (; *text; text++) {
            *to++ = (char)(*text == ',' ? '\0' : *text);
            if (*text == ',')
                list[(*count)++] = to;
        }
        *to++ = '\0';
    }
    return list;
}

static int is_tick_kind(int kind)
{
    return kind == FS_KIND_TRADES || kind == FS_KIND_QUOTES || kind == FS_KIND_BOOK;
}

int fs_tick_datasets_are(const char *home, const char *const *names, int count)
{
    int ticks = -1;
    for (int i = 0; i < count; i++) {
        struct fs_history *history = fs_history_open(home, names[i]);
        if (!history)
            return -1;
        int kind = fs_history_kind(history), is = is_tick_kind(kind);
        fs_history_close(history);
        if (ticks >= 0 && is != ticks)
            return fs_error_set(
                FS_E_USAGE, "datasets '%s' and '%s' are of bars and of ticks; a run is over one or the other",
                names[i - 1], names[i]);
        ticks = is;
    }
    if (ticks || count == 1)
        return ticks;
    fs_error_set(FS_E_USAGE, "datasets '%s' and '%s' are both of bars; a run is over one", names[0],
                 names[1]);
    return fs_error_hint("finsmart import can put symbols of several files into one dataset");
}

/* What a symbol has. */
struct has {
    const struct fs_history *trades, *quotes, *book;
};

static const struct fs_history_symbol *quiet_find(const struct fs_history *history, const char *name)
{
    const struct fs_history_symbol *found = fs_history_find(history, name);
    if (!found)
        fs_error_clear();
    return found;
}

static int two(const char *symbol, const char *kind, const struct fs_history *a, const struct fs_history *b)
{
    return fs_error_set(FS_E_USAGE, "datasets '%s' and '%s' both have %s of %s; a run takes one",
                        fs_history_name(a), fs_history_name(b), kind, symbol);
}

static int look(const struct loaded *l, const char *symbol, struct has *has)
{
    *has = (struct has){0};
    for (int i = 0; i < l->ticks.history_count; i++) {
        const struct fs_history *h = l->ticks.histories[i];
        if (!quiet_find(h, symbol))
            continue;
        int kind = fs_history_kind(h);
        const struct fs_history **to = kind == FS_KIND_TRADES   ? &has->trades
                                       : kind == FS_KIND_QUOTES ? &has->quotes
                                                                : &has->book;
        if (*to)
            return two(symbol, fs_kind_name(kind), *to, h);
        *to = h;
    }
    return 0;
}

static int has_column(const struct fs_history *history, const char *name)
{
    for (int i = 0; i < fs_history_columns(history); i++)
        if (!strcmp(fs_history_column(history, i, NULL), name))
            return 1;
    return 0;
}

static void take_source(struct loaded *l, const struct fs_history *history, const char *symbol)
{
    if (!history)
        return;
    const struct fs_history_symbol *s = quiet_find(history, symbol);
    l->ticks.list[l->ticks.list_count++] = (struct fs_history_tick){history, symbol};
    l->ticks.received |= has_column(history, "recv_time");
    l->data.bars += s->rows;
    if (l->data.from == FS_TIME_NONE || s->from < l->data.from)
        l->data.from = s->from;
    l->data.to = s->to > l->data.to ? s->to : l->data.to;
}

/* What the file of instruments says of a symbol; the command line's lot, tick and least value stand where it says nothing. */
static void take_instrument(struct loaded *l, struct fs_tick_symbol *s)
{
    const struct fs_instrument *i = s->instrument = fs_instruments_find(l->instruments, s->symbol);
    if (!i)
        return;
    s->lot = i->lot ? i->lot : s->lot;
    s->tick = i->tick ? i->tick : s->tick;
    s->min_notional = i->min_notional ? i->min_notional : s->min_notional;
    s->calendar = i->calendar;
}

static int take_symbol(struct loaded *l, const struct fs_backtest_request *r, const char *symbol)
{
    struct has has;
    if (look(l, symbol, &has))
        return -1;
    if (!has.book && !has.quotes) {
        if (!has.trades)
            return fs_history_find(l->ticks.histories[0], symbol) ? 0 : -1; /* its error */
        fs_error_set(FS_E_USAGE,
                     "there are trades of %s, but neither a book nor quotes; orders fill against these",
                     symbol);
        return fs_error_hint("name the dataset of its book or quotes too: --data BOOK --data %s",
                             fs_history_name(has.trades));
    }
    int orders = has.book && fs_history_has_orders(has.book);
    const char *calendar = NULL;
    const struct fs_history *const all[] = {has.book, has.quotes, has.trades};
    for (int i = 0; i < 3 && !calendar; i++)
        calendar = all[i] ? fs_history_calendar(all[i]) : NULL;
    struct fs_tick_symbol *s = &l->ticks.symbols[l->data.count];
    *s = (struct fs_tick_symbol){.symbol = symbol,
                                 .feed = orders     ? FS_VENUE_ORDERS
                                         : has.book ? FS_VENUE_LEVELS
                                                    : FS_VENUE_QUOTES,
                                 .lot = r->lot,
                                 .tick = r->tick,
                                 .min_notional = r->min_notional};
    take_instrument(l, s);
    if (calendar && !s->calendar && !(s->calendar = fs_calendar_find(calendar)))
        return -1;
    l->ticks.orders |= orders;
    l->ticks.sums |= !orders;
    l->ticks.no_trades |= !orders && !has.trades;
    l->ticks.trades |= has.trades != NULL;
    l->ticks.quotes |= has.quotes != NULL;
    l->ticks.book |= has.book != NULL;
    l->data.series[l->data.count].instrument = s->instrument;
    l->data.series[l->data.count++].symbol = symbol;
    /* At one time trades come first: a change of the book that a trade has made follows it. */
    take_source(l, has.trades, symbol);
    take_source(l, has.quotes, symbol);
    take_source(l, has.book, symbol);
    return 0;
}

/* Symbols of books and quotes, each once. */
static int take_all(struct loaded *l, const struct fs_backtest_request *r)
{
    for (int i = 0; i < l->ticks.history_count; i++) {
        const struct fs_history *h = l->ticks.histories[i];
        if (fs_history_kind(h) == FS_KIND_TRADES)
            continue;
        for (int k = 0; k < fs_history_symbols(h); k++) {
            const char *name = fs_history_symbol(h, k)->name;
            int known = 0;
            for (int j = 0; j < l->data.count; j++)
                known |= !strcmp(l->data.series[j].symbol, name);
            if (!known && take_symbol(l, r, name))
                return -1;
        }
    }
    if (l->data.count)
        return 0;
    fs_error_set(FS_E_USAGE,
                 "dataset '%s' has trades, but neither a book nor quotes; orders fill against these",
                 l->data.dataset);
    return fs_error_hint("name the dataset of the book or quotes too: --data BOOK --data %s",
                         l->data.dataset);
}

/* Names and content hash of all of them. */
static int take_names(struct loaded *l, const char *const *names, int count)
{
    if (count == 1) {
        l->data.dataset = fs_history_name(l->ticks.histories[0]);
        l->data.hash = fs_history_hash(l->ticks.histories[0]);
        return 0;
    }
    size_t length = 1;
    for (int i = 0; i < count; i++)
        length += strlen(names[i]) + FS_SHA256_HEX;
    char *text = fs_arena_alloc(l->arena, length), *hashes = fs_arena_alloc(l->arena, length),
         *hex = fs_arena_alloc(l->arena, FS_SHA256_HEX);
    if (!text || !hashes || !hex)
        return -1;
    for (int i = 0; i < count; i++) {
        if (i)
            strcat(text, ",");
        strcat(text, names[i]);
        strcat(hashes, fs_history_hash(l->ticks.histories[i]));
    }
    l->data.dataset = text;
    l->data.hash = hex;
    return fs_sha256_of(hashes, strlen(hashes), hex);
}

static int open_all(struct loaded *l, const struct fs_backtest_request *r, const char *const *names,
                    int count)
{
    int64_t symbols = 1;
    if (!(l->ticks.histories = fs_arena_array(l->arena, (size_t)count, sizeof(void *))))
        return -1;
    for (int i = 0; i < count; i++) {
        if (!(l->ticks.histories[i] = fs_history_open(r->home, names[i])))
            return -1;
        l->ticks.history_count++;
        symbols += fs_history_symbols(l->ticks.histories[i]);
    }
    symbols += r->symbol_count;
    l->ticks.symbols = fs_arena_array(l->arena, (size_t)symbols, sizeof *l->ticks.symbols);
    l->data.series = fs_arena_array(l->arena, (size_t)symbols, sizeof *l->data.series);
    l->ticks.list = fs_arena_array(l->arena, (size_t)symbols * 3, sizeof *l->ticks.list);
    return l->ticks.symbols && l->data.series && l->ticks.list ? take_names(l, names, count) : -1;
}

/* The instruments of --instruments, else of the first dataset that has any. */
static int load_instruments(struct loaded *l, const struct fs_backtest_request *r)
{
    const char *path = r->instruments;
    for (int i = 0; i < l->ticks.history_count && !path; i++)
        path = fs_history_instruments(l->ticks.histories[i]);
    if (!path)
        return 0;
    return fs_backtest_note_file(&l->data, l->arena, "instruments", path) ||
                   !(l->instruments = fs_instruments_read(path))
               ? -1
               : 0;
}

static int check_range(const struct loaded *l, const struct fs_backtest_request *r)
{
    char from[FS_TIME_TEXT], to[FS_TIME_TEXT];
    if (r->from <= l->data.to && r->to >= l->data.from)
        return 0;
    fs_time_format(l->data.from, from, sizeof from);
    fs_time_format(l->data.to, to, sizeof to);
    fs_error_set(FS_E_INPUT, "there are no ticks in the time asked for in dataset '%s'", l->data.dataset);
    return fs_error_hint("it goes from %s to %s", from, to);
}

struct fs_backtest_data *fs_tick_data_load(const struct fs_backtest_request *r, const char *const *names,
                                           int count)
{
    struct loaded *l = calloc(1, sizeof *l);
    if (!l) {
        fs_error_nomem();
        return NULL;
    }
    l->data.ticks = &l->ticks;
    l->data.from = l->data.to = FS_TIME_NONE;
    l->ticks.from = r->from;
    l->ticks.to = r->to;
    int status = (l->arena = fs_arena_new()) && !open_all(l, r, names, count) ? load_instruments(l, r) : -1;
    for (int i = 0; !status && i < r->symbol_count; i++)
        status = take_symbol(l, r, r->symbols[i]);
    if (!status && !r->symbol_count)
        status = take_all(l, r);
    if (status || check_range(l, r) || fs_backtest_load_rates(&l->data, l->arena, r)) {
        fs_tick_data_free(&l->data);
        return NULL;
    }
    return &l->data;
}

void fs_tick_data_free(struct fs_backtest_data *data)
{
    struct loaded *l = (struct loaded *)(void *)data;
    for (int i = 0; i < l->ticks.history_count; i++)
        fs_history_close(l->ticks.histories[i]);
    fs_instruments_free(l->instruments);
    fs_arena_free(l->arena);
    free(l);
}

void fs_tick_data_prices(struct fs_backtest_data *data, const struct fs_engine *engine,
                         const struct fs_result *result)
{
    const struct fs_feed_figures *feed = result->feed;
    for (int i = 0; feed->marks && i < data->count; i++) {
        struct fs_series *s = &data->series[i];
        const double *mark = feed->mark[fs_engine_slot(engine, s->symbol)];
        s->interval = feed->equity_interval;
        s->count = feed->marks;
        s->time = result->equity_time;
        s->open = s->high = s->low = s->close = mark;
    }
}

struct fs_ticks *fs_tick_data_open(void *data, int order)
{
    const struct fs_tick_data *t = data;
    const struct fs_ticks_options options = {.order = order, .from = INT64_MIN, .to = t->to};
    return fs_history_ticks(t->list, t->list_count, &options);
}
