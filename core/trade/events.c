/* events.c: when the events of instruments take effect, and who is told. */
#include "base/calendar.h"
#include "base/error.h"
#include "base/time.h"
#include "base/zone.h"
#include "market/instrument.h"
#include "trade/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* When a day of an exchange begins: at midnight there, or where its session opens in the evening before. */
static int64_t day_begins(const struct fs_calendar *calendar, int64_t midnight)
{
    int64_t day = fs_time_utc_day(midnight), begins, open, close;
    if (fs_zone_to_utc(fs_calendar_zone(calendar), midnight, FS_ZONE_FIRST, &begins))
        begins = midnight;
    if (fs_calendar_session(calendar, day, &open, &close) == 0 && open < begins)
        begins = open;
    fs_error_clear();
    return begins;
}

/* When a contract has traded for the last time on a day. */
static int64_t day_ends(const struct fs_calendar *calendar, int64_t midnight)
{
    int64_t open, close;
    if (calendar && fs_calendar_session(calendar, fs_time_utc_day(midnight), &open, &close) == 0)
        return close;
    fs_error_clear();
    return midnight + FS_NS_PER_DAY;
}

/* The end of the bar that is under way at `time`, else `time`: a bar is of one kind of unit from its open to its close. */
static int64_t between_bars(const struct fs_series *series, int64_t time)
{
    int64_t low = 0, high = series->count;
    while (low < high) { /* the first bar that starts at `time` or later */
        int64_t middle = (low + high) / 2;
        if (series->time[middle] < time)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return time;
    int64_t end = fs_series_end(series, low - 1);
    return fs_series_opening(series, low - 1) < time && time < end ? end : time;
}

static int64_t takes_effect(const struct fs_series *series, const struct fs_instrument_event *event)
{
    int64_t time = event->time;
    if (event->dated && event->type == FS_IEVENT_EXPIRY)
        time = day_ends(series->calendar, time);
    else if (event->dated && series->calendar)
        time = day_begins(series->calendar, time);
    return event->type < FS_IEVENT_FUNDING ? between_bars(series, time) : time;
}

static int by_time(const void *a, const void *b)
{
    const struct happening *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->turn > y->turn) - (x->turn < y->turn);
}

static void add(struct fs_engine *e, int slot, const struct fs_instrument_event *event)
{
    struct happening *h = &e->happenings[e->happening_count];
    *h = (struct happening){.at = takes_effect(&e->slots[slot].series, event),
                            .turn = e->happening_count++,
                            .slot = slot,
                            .into = event->into ? fs_engine_slot(e, event->into) : -1,
                            .event = *event};
}

/* A future ends when its instrument says, unless an event says otherwise. */
static int add_expiries(struct fs_engine *e)
{
    uint8_t *said = fs_arena_array(e->arena, (size_t)e->count, 1);
    if (!said)
        return -1;
    for (int64_t k = 0; k < e->happening_count; k++)
        said[e->happenings[k].slot] |= e->happenings[k].event.type == FS_IEVENT_EXPIRY;
    for (int slot = 0; slot < e->count; slot++) {
        const struct fs_instrument *i = e->slots[slot].series.instrument;
        if (i && i->kind == FS_INSTRUMENT_FUTURE && i->expiry != INT64_MAX && !said[slot])
            add(e, slot,
                &(struct fs_instrument_event){
                    .time = i->expiry, .symbol = i->symbol, .type = FS_IEVENT_EXPIRY});
    }
    return 0;
}

static void stand(struct slot *s, int type, int64_t time)
{
    switch (type) {
    case FS_IEVENT_HALT:
        s->halted = 1;
        break;
    case FS_IEVENT_RESUME:
        s->halted = 0;
        s->resumed = time;
        break;
    case FS_IEVENT_JOIN:
        s->outsider = 0;
        break;
    case FS_IEVENT_LEAVE:
        s->outsider = 1;
        break;
    case FS_IEVENT_MERGER:
    case FS_IEVENT_DELISTING:
    case FS_IEVENT_EXPIRY:
        s->gone = 1;
        break;
    default:
        break;
    }
}

/* What was before the first bar: nobody held anything, and nobody was there to be told. */
static void skip_past(struct fs_engine *e)
{
    for (; e->happening_next < e->happening_count; e->happening_next++) {
        const struct happening *h = &e->happenings[e->happening_next];
        if (h->at > e->first_time)
            return;
        /* At the very beginning: before the first bar opens, unless it is to be told. */
        if (h->at == e->first_time && h->event.type <= FS_IEVENT_FUNDING)
            return;
        stand(&e->slots[h->slot], h->event.type, h->at);
        if (h->event.type == FS_IEVENT_RENAME && h->into >= 0)
            e->slots[h->slot].gone = 1;
    }
}

/* Splits and dividends of the benchmark, which is to be compared with an account that has them. */
static int prepare_benchmark(struct fs_engine *e)
{
    const struct fs_engine_options *o = &e->options;
    struct happening *list = NULL;
    int64_t count = 0, most = 0;
    for (int64_t i = 0; o->benchmark && i < o->event_count; i++)
        most += !strcmp(o->events[i].symbol, o->benchmark->symbol);
    if (!most)
        return 0;
    if (!(list = fs_arena_array(e->arena, (size_t)most, sizeof *list)))
        return -1;
    for (int64_t i = 0; i < o->event_count; i++)
        if (!strcmp(o->events[i].symbol, o->benchmark->symbol)) {
            list[count] = (struct happening){
                .at = takes_effect(o->benchmark, &o->events[i]), .turn = count, .event = o->events[i]};
            count++;
        }
    qsort(list, (size_t)count, sizeof *list, by_time);
    return fs_adjust_benchmark(e, list, count);
}

/* Amounts are in the currency of the instrument. */
static int check_currency(const struct fs_engine *e, int slot, const struct fs_instrument_event *event)
{
    const struct fs_instrument *i = e->slots[slot].series.instrument;
    if (!event->currency || !i || !i->currency || !strcmp(event->currency, i->currency))
        return 0;
    fs_error_set(FS_E_INPUT, "%s of %s: its amount is in %s; expected %s, the currency of its prices",
                 fs_instrument_event_name(event->type), event->symbol, event->currency, i->currency);
    return fs_error_hint("convert the amount at the rate of its day");
}

int fs_events_prepare(struct fs_engine *e)
{
    const struct fs_engine_options *o = &e->options;
    int64_t most = e->count;
    for (int slot = 0; slot < e->count; slot++)
        e->slots[slot].outsider = o->universe != 0;
    for (int64_t i = 0; i < o->event_count; i++)
        most += fs_engine_slot(e, o->events[i].symbol) >= 0;
    if (!(e->happenings = fs_arena_array(e->arena, (size_t)most, sizeof *e->happenings)))
        return -1;
    for (int64_t i = 0; i < o->event_count; i++) {
        int slot = fs_engine_slot(e, o->events[i].symbol);
        if (slot >= 0 && check_currency(e, slot, &o->events[i]))
            return -1;
        if (slot >= 0)
            add(e, slot, &o->events[i]);
    }
    if (add_expiries(e))
        return -1;
    qsort(e->happenings, (size_t)e->happening_count, sizeof *e->happenings, by_time);
    skip_past(e);
    if (prepare_benchmark(e))
        return -1;
    fs_streams_lower_due(e, fs_events_due(e));
    return 0;
}

int64_t fs_events_due(const struct fs_engine *e)
{
    return e->happening_next < e->happening_count ? e->happenings[e->happening_next].at : INT64_MAX;
}

static double number(int64_t mantissa, int there)
{
    return there ? (double)mantissa / 1e8 : NAN;
}

static void show(struct fs_engine *e, const struct happening *h, const struct fs_event_record *record)
{
    const struct fs_instrument_event *x = &h->event;
    e->view.slot = h->slot;
    e->view.event = (struct fs_event_view){
        .type = x->type,
        .into = h->into,
        .other = x->into,
        .amount = number(x->amount, x->type == FS_IEVENT_DIVIDEND || x->type == FS_IEVENT_DELISTING ||
                                        x->type == FS_IEVENT_MERGER),
        .ratio = x->before ? (double)x->after / (double)x->before : NAN,
        .price = record->price ? number(record->price, 1) : number(x->price, x->price != 0),
        .into_price = number(x->into_price, x->into_price != 0),
        .rate = number(x->rate, x->type == FS_IEVENT_FUNDING),
        .before = (double)record->before / 1e8,
        .after = (double)record->after / 1e8,
        .cash = (double)record->cash / 1e8,
        .fee = (double)record->fee / 1e8,
    };
}

/* Keeps what met a position, for the result. */
static int keep(struct fs_engine *e, const struct fs_event_record *record)
{
    if (!record->before || record->type > FS_IEVENT_FUNDING)
        return 0;
    if (e->event_count == e->event_capacity) {
        int64_t capacity = e->event_capacity ? e->event_capacity * 2 : 32;
        struct fs_event_record *log = realloc(e->event_log, (size_t)capacity * sizeof *log);
        if (!log)
            return fs_error_nomem();
        e->event_log = log;
        e->event_capacity = capacity;
    }
    e->event_log[e->event_count++] = *record;
    return 0;
}

/* What was paid into a currency so far, its exchanges left out. */
static fs_i128 paid_in(const struct fs_engine *e, int currency)
{
    return fs_ledger_balance(&e->ledger, currency, FS_ACCOUNT_CASH) +
           fs_ledger_balance(&e->ledger, currency, FS_ACCOUNT_CONVERSION);
}

static int happen(struct fs_engine *e, const struct happening *h)
{
    struct slot *s = &e->slots[h->slot];
    int currency = e->account.units[h->slot].currency;
    struct fs_event_record record = {.time = e->view.now,
                                     .slot = h->slot,
                                     .into = h->into,
                                     .type = h->event.type,
                                     .before = s->holding.qty};
    fs_i128 cash = paid_in(e, currency);
    if (fs_effects_apply(e, h, &record))
        return -1;
    cash = paid_in(e, currency) - cash + record.fee * FS_MONEY;
    if (fs_amount_to_decimal(cash, 16, 8, FS_ROUND_HALF_EVEN, &record.cash))
        return -1;
    stand(s, h->event.type, h->at);
    record.after = s->holding.qty;
    fs_account_posted(e);
    fs_journal_hash_event(e->journal, &record, s->series.symbol, h->event.into);
    if (e->records)
        fs_records_event(e->records, &record, s->series.symbol, h->event.into);
    show(e, h, &record);
    e->happened = record;
    return keep(e, &record);
}

int fs_events_step(struct fs_engine *e)
{
    while (fs_events_due(e) <= e->view.now) {
        if (happen(e, &e->happenings[e->happening_next++])) {
            e->failed = 1;
            return FS_STEP_ERROR;
        }
        if (e->wants & FS_WANT_EVENT)
            return FS_STEP_EVENT;
    }
    return 0;
}

const struct fs_instrument_event *fs_engine_happened(const struct fs_engine *e,
                                                     const struct fs_event_record **did)
{
    *did = &e->happened;
    return &e->happenings[e->happening_next - 1].event;
}

int fs_engine_standing(const struct fs_engine *e, int slot)
{
    if (slot < 0 || slot >= e->count)
        return 0;
    const struct slot *s = &e->slots[slot];
    return (s->outsider ? 0 : FS_SLOT_MEMBER) | (s->halted ? FS_SLOT_HALTED : 0) |
           (s->gone ? FS_SLOT_GONE : 0);
}
