/* tick_setup.c: an engine over ticks is made, says what it heard, and is taken apart. */
#include "base/calendar.h"
#include "base/error.h"
#include "base/time.h"
#include "market/symbol.h"
#include "trade/tick_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TYPE_BIT(type) (1u << (type))

void fs_tick_defaults(struct fs_tick_options *options)
{
    *options = (struct fs_tick_options){.from = INT64_MIN,
                                        .queue = FS_QUEUE_POWER,
                                        .queue_power = 1.0,
                                        .maker_bps = NAN,
                                        .taker_bps = NAN,
                                        .seed = 1,
                                        .equity_interval = FS_NS_PER_MINUTE};
}

/* What only bars have. */
static int check_options(const struct fs_engine_options *o, const struct fs_tick_options *t)
{
    const char *what = o->volume_share > 0.0           ? "a share of a bar's volume"
                       : o->impact > 0.0               ? "an impact"
                       : o->slippage_bps > 0.0         ? "a slippage"
                       : o->warmup > 0                 ? "a warm-up of bars"
                       : o->price_path != FS_PATH_OHLC ? "a price path"
                       : o->benchmark                  ? "a benchmark"
                                                       : NULL;
    if (what)
        return fs_error_set(FS_E_USAGE, "%s is of bars; over ticks orders fill at what the market shows",
                            what);
    if (t->equity_interval <= 0)
        return fs_error_set(FS_E_INPUT, "the interval of equity points is not above 0");
    return 0;
}

static int by_symbol(const void *a, const void *b)
{
    const struct fs_tick_symbol *x = a, *y = b;
    return strcmp(x->symbol, y->symbol);
}

/* The exchange of a symbol, or the strategy's own book of it, which no price is too far for. */
static struct fs_venue *make_venue(const struct fs_tick_symbol *symbol, const struct fs_tick_options *o,
                                   int64_t band)
{
    return fs_venue_new(&(struct fs_venue_options){.feed = symbol->feed,
                                                   .queue = o->queue,
                                                   .queue_power = o->queue_power,
                                                   .tick = symbol->tick,
                                                   .band = band});
}

static int take_symbol(struct fs_engine *e, int i, const struct fs_tick_symbol *symbol,
                       const struct fs_tick_options *o)
{
    struct tick_engine *t = e->ticks;
    struct slot *s = &e->slots[i];
    struct tick_slot *x = &t->slots[i];
    s->series = (struct fs_series){.lot = symbol->lot,
                                   .tick = symbol->tick,
                                   .min_notional = symbol->min_notional,
                                   .calendar = symbol->calendar,
                                   .instrument = symbol->instrument,
                                   .symbol = fs_arena_strdup(e->arena, symbol->symbol)};
    s->lot = symbol->lot ? symbol->lot : FS_SCALE;
    s->opened = s->used_bar = -1;
    t->views[i] = (struct fs_tick_view){NAN, NAN, NAN, NAN, NAN};
    x->feed = symbol->feed;
    x->takes = TYPE_BIT(FS_EVENT_TRADE) |
               (symbol->feed == FS_VENUE_QUOTES ? TYPE_BIT(FS_EVENT_QUOTE) : TYPE_BIT(FS_EVENT_BOOK));
    x->due = INT64_MAX;
    x->hours.calendar = symbol->calendar;
    if (!s->series.symbol || !(s->id = fs_symbol_id(symbol->symbol)) ||
        !(x->venue = x->seen = make_venue(symbol, o, o->band)))
        return -1;
    return 0;
}

static int take_symbols(struct fs_engine *e, const struct fs_tick_symbol *given,
                        const struct fs_tick_options *o)
{
    struct tick_engine *t = e->ticks;
    struct fs_tick_symbol *sorted = fs_arena_array(e->arena, (size_t)e->count, sizeof *sorted);
    if (!sorted)
        return -1;
    memcpy(sorted, given, (size_t)e->count * sizeof *sorted);
    qsort(sorted, (size_t)e->count, sizeof *sorted, by_symbol);
    for (int i = 0; i < e->count; i++) {
        if (i && !strcmp(sorted[i].symbol, sorted[i - 1].symbol))
            return fs_error_set(FS_E_INPUT, "symbol '%s' is there twice", sorted[i].symbol);
        if (take_symbol(e, i, &sorted[i], o))
            return -1;
        t->symbols = e->slots[i].id >= t->symbols ? e->slots[i].id + 1 : t->symbols;
    }
    if (!(t->slot_of = fs_arena_array(e->arena, t->symbols, sizeof *t->slot_of)))
        return -1;
    for (int i = 0; i < e->count; i++)
        t->slot_of[e->slots[i].id] = (uint32_t)i;
    if (fs_latency_constant(&o->latency[FS_LATENCY_FEED], &(int64_t){0}) &&
        o->latency[FS_LATENCY_FEED].a == 0.0)
        return 0;
    for (int i = 0; i < e->count; i++) {
        struct tick_slot *x = &t->slots[i];
        x->seen = NULL;
        if (!(x->seen = make_venue(&sorted[i], o, 0)))
            return -1;
    }
    return 0;
}

/* Periods a year of the equity points. */
static double periods(const struct fs_engine *e, int64_t interval, const char **basis)
{
    const struct fs_calendar *calendar = e->slots[0].series.calendar;
    int64_t day, open, close;
    if (calendar && fs_calendar_session_at(calendar, e->ticks->first, &day) >= 0 &&
        fs_calendar_session(calendar, day, &open, &close) == 0) {
        *basis = "equity points at a regular interval of the calendar's sessions, 252 sessions a year";
        return 252.0 * (double)(close - open) / (double)interval;
    }
    fs_error_clear();
    *basis = "equity points at a regular interval round the clock, 365 days a year";
    return 365.0 * (double)FS_NS_PER_DAY / (double)interval;
}

static int start(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    struct fs_conventions *c = &e->result.conventions;
    int64_t rest = t->first % t->interval;
    t->point = t->first - (rest < 0 ? rest + t->interval : rest) + t->interval;
    t->due = INT64_MAX;
    for (int i = 0; i < e->count; i++) {
        struct tick_hours *hours = &t->slots[i].hours;
        if (!tick_hours_start(hours, t->clock) && fs_venue_session(t->slots[i].venue, t->clock, 0))
            return -1;
        t->due = hours->next < t->due ? hours->next : t->due;
    }
    c->periods_basis = "as given";
    c->periods_per_year = e->options.periods_per_year > 0.0 ? e->options.periods_per_year
                                                            : periods(e, t->interval, &c->periods_basis);
    fs_curve_init(&e->curve, e->start_cash, e->options.risk_free / c->periods_per_year);
    e->view.now = t->first;
    e->view.warm = 1;
    e->last_point = FS_TIME_NONE;
    t->phase = TICK_ADVANCE;
    return e->account.on ? fs_account_clock(e) : 0;
}

static int build(struct fs_engine *e, const struct fs_tick_options *o, const struct fs_tick_symbol *symbols)
{
    size_t slots = (size_t)e->count;
    struct tick_engine *t = e->ticks = fs_arena_alloc(e->arena, sizeof *t);
    if (!t)
        return -1;
    *t = (struct tick_engine){
        .interval = o->equity_interval, .message_last = INT64_MIN, .report_last = INT64_MIN};
    if (!(t->slots = fs_arena_array(e->arena, slots, sizeof *t->slots)) ||
        !(t->views = fs_arena_array(e->arena, slots, sizeof *t->views)) ||
        !(t->dirty = fs_arena_array(e->arena, slots, sizeof *t->dirty)) ||
        !(t->marks = fs_arena_array(e->arena, slots, sizeof *t->marks)) || take_symbols(e, symbols, o) ||
        fs_engine_build(e))
        return -1;
    for (int side = 0; side < 2; side++) {
        t->fees[side] = e->fees;
        double bps = side ? o->maker_bps : o->taker_bps;
        if (!isnan(bps) && fs_fees_sided(side ? "maker" : "taker", bps, &t->fees[side]))
            return -1;
    }
    for (int of = 0; of < FS_LATENCY_COUNT; of++)
        if (!(t->latency[of] = fs_latency_open(&o->latency[of], of, o->seed)))
            return -1;
    return tick_feed_open(e, o) ? -1 : start(e);
}

struct fs_engine *fs_engine_new_ticks(const struct fs_engine_options *options,
                                      const struct fs_tick_options *ticks,
                                      const struct fs_tick_symbol *symbols, int count)
{
    struct fs_engine *e = check_options(options, ticks) ? NULL : fs_engine_make(options, count);
    if (!e)
        return NULL;
    if (build(e, ticks, symbols)) {
        fs_engine_free(e);
        return NULL;
    }
    return e;
}

int64_t fs_tick_first(const struct fs_engine *e)
{
    return e->ticks->first;
}

void fs_tick_result(struct fs_engine *e, struct fs_result *r)
{
    struct tick_engine *t = e->ticks;
    struct fs_feed_figures *f = &t->figures;
    const struct tick_cursor *x = &t->exchange;
    int64_t counts[8];
    memcpy(counts, t->counts, sizeof counts);
    for (int32_t i = x->at; i < x->block->count; i++) /* of a run that was stopped */
        counts[x->block->events[i].type & 7]--;
    f->events = t->happened;
    f->trades = counts[FS_EVENT_TRADE];
    f->quotes = counts[FS_EVENT_QUOTE];
    f->book = counts[FS_EVENT_BOOK];
    f->gaps = counts[FS_EVENT_GAP];
    r->events = f->events + e->updates + e->fills;
    r->first_time = t->first;
    r->last_time = t->last;
    for (int i = 0; i < e->count; i++) {
        for (int result = FS_APPLY_OLD; result < FS_APPLY_COUNT; result++)
            f->refused += fs_venue_results(t->slots[i].venue, result);
        f->gaps += fs_venue_results(t->slots[i].venue, FS_APPLY_GAP);
    }
    f->late = t->recorded ? fs_ticks_late(t->local.ticks) : 0;
    f->last_price = "the middle of the best prices; the last trade where a side is empty";
    f->equity_interval = t->interval;
    f->marks = t->mark_count == r->equity_count ? t->mark_count : 0;
    f->mark = (const double *const *)t->marks;
    r->feed = f;
}

void fs_tick_free(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    if (!t)
        return;
    tick_tape_close(t);
    for (int i = 0; t->slots && i < e->count; i++) {
        if (t->slots[i].seen != t->slots[i].venue)
            fs_venue_free(t->slots[i].seen);
        fs_venue_free(t->slots[i].venue);
        if (t->marks)
            free(t->marks[i]);
    }
    for (int of = 0; of < FS_LATENCY_COUNT; of++)
        fs_latency_close(t->latency[of]);
    free(t->messages.entries);
    free(t->reports.entries);
    free(t->levels);
}
