/* closing.c: the equity series while it grows, and the result. */
#include "base/error.h"
#include "base/progress.h"
#include "base/time.h"
#include "trade/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static int grow(void *array, int64_t *capacity, int64_t needed, size_t size)
{
    if (needed <= *capacity)
        return 0;
    int64_t room = *capacity ? *capacity : 4096;
    while (room < needed)
        room *= 2;
    void **memory = array, *larger = realloc(*memory, (size_t)room * size);
    if (!larger)
        return fs_error_nomem();
    *memory = larger;
    *capacity = room;
    return 0;
}

int fs_closing_reserve(struct fs_engine *e, int64_t points)
{
    const size_t page = (size_t)2 << 20;
    size_t size = ((size_t)points * sizeof *e->equity + page - 1) / page * page;
    if (size < 4 * page)
        return 0; /* it grows as it needs */
    if (!(e->equity = aligned_alloc(page, size)))
        return fs_error_nomem();
    madvise(e->equity, size, MADV_HUGEPAGE); /* a wish: without it each 4 KiB costs a fault */
    e->equity_capacity = (int64_t)(size / sizeof *e->equity);
    return 0;
}

/* The times of the points go on being those of slots[0], or become our own. */
static int keep_times(struct fs_engine *e, const int64_t *time, int count)
{
    int64_t have = e->equity_count, all = have + count;
    if (e->clock && all <= e->clock_count && !memcmp(e->clock + have, time, (size_t)count * sizeof *time))
        return 0;
    const int64_t *clock = e->clock;
    if (grow(&e->equity_time, &e->time_capacity, all, sizeof *e->equity_time))
        return -1;
    if (clock)
        memcpy(e->equity_time, clock, (size_t)have * sizeof *clock);
    e->clock = NULL;
    memcpy(e->equity_time + have, time, (size_t)count * sizeof *time);
    return 0;
}

static int keep(struct fs_engine *e, const int64_t *time, const double *equity, const double *benchmark,
                int count)
{
    int64_t all = e->equity_count + count, capacity = e->equity_capacity;
    if (keep_times(e, time, count) || grow(&e->equity, &capacity, all, sizeof *equity))
        return -1;
    if (benchmark) {
        capacity = e->equity_benchmark ? e->equity_capacity : 0;
        if (grow(&e->equity_benchmark, &capacity, all, sizeof *benchmark))
            return -1;
        memcpy(e->equity_benchmark + e->equity_count, benchmark, (size_t)count * sizeof *benchmark);
    }
    memcpy(e->equity + e->equity_count, equity, (size_t)count * sizeof *equity);
    e->equity_capacity = capacity;
    e->equity_count = all;
    return 0;
}

/* Keeps the last point of each UTC day: a later one of the same day takes the place of the one before. */
static int keep_days(struct fs_engine *e, const double *benchmark)
{
    for (int i = 0; i < e->block_count; i++) {
        int64_t count = e->equity_count;
        if (count && fs_time_utc_day(e->equity_time[count - 1]) == fs_time_utc_day(e->block_time[i]))
            e->equity_count--;
        if (keep(e, &e->block_time[i], &e->block_equity[i], benchmark ? benchmark + i : NULL, 1))
            return -1;
    }
    return 0;
}

void fs_closing_write_trades(struct fs_engine *e)
{
    for (; e->trades_written < e->trades.count; e->trades_written++) {
        const struct fs_trade_record *trade = &e->trades.records[e->trades_written];
        fs_records_trade(e->records, e->slots[trade->slot].series.symbol, trade);
    }
}

int fs_closing_flush(struct fs_engine *e)
{
    const double *benchmark = e->options.benchmark ? e->block_benchmark : NULL;
    int status = 0;
    if (!e->block_count)
        return 0;
    if (e->options.progress && !e->ticks)
        fs_progress_update((double)e->bars);
    fs_curve_add(&e->curve, e->block_time, e->block_equity, benchmark, e->block_count);
    if (e->options.keep_equity == FS_EQUITY_BAR)
        status = keep(e, e->block_time, e->block_equity, benchmark, e->block_count);
    else if (e->options.keep_equity == FS_EQUITY_DAY)
        status = keep_days(e, benchmark);
    for (int i = 0; e->records && i < e->block_count; i++)
        fs_records_equity(e->records, e->block_time[i], e->block_equity[i], benchmark ? benchmark[i] : 0.0);
    e->block_count = 0;
    return status;
}

static int add_open_trades(struct fs_engine *e)
{
    int64_t closed = e->trades.count;
    for (int s = 0; s < e->count; s++) {
        struct fs_holding *h = &e->slots[s].holding;
        if (e->account.units[s].currency)
            h->rate = e->ledger.books[e->account.units[s].currency].rate;
        if (fs_holding_open_trades(h, &e->trades, s, h->mark))
            return -1;
    }
    e->result.open_trades = e->trades.count - closed;
    return 0;
}

const struct fs_result *fs_engine_finish(struct fs_engine *e)
{
    if (e->finished)
        return &e->result;
    struct fs_result *r = &e->result;
    if (fs_engine_settle(e) || fs_closing_flush(e) || add_open_trades(e) ||
        fs_journal_hash_text(e->journal, r->journal_hash))
        return NULL;
    if (fs_ledger_sum(&e->ledger) != 0) {
        fs_error_set(FS_E_INTERNAL, "the ledger does not balance at the end of the run");
        return NULL;
    }
    if (e->records) {
        fs_closing_write_trades(e);
        struct fs_records *records = e->records;
        e->records = NULL;
        if (fs_records_close(records)) /* the result is none the worse for it */
            e->unwritten = fs_error_take();
    }
    e->finished = 1;
    r->complete = e->phase == PHASE_END && !e->failed;
    r->conventions.ddof = 1;
    r->conventions.risk_free = e->options.risk_free;
    r->conventions.periods = e->curve.n;
    fs_metrics_compute(&e->curve, &r->conventions, e->start_cash, e->trades.records, e->trades.count,
                       e->traded, e->exposed, fs_money_double(fs_ledger_total(&e->ledger, FS_ACCOUNT_FEES)),
                       &r->metrics);
    r->trades = e->trades.records;
    r->trade_count = e->trades.count;
    r->equity_count = e->equity_count;
    r->equity_time = e->clock ? e->clock : e->equity_time;
    r->equity_value = e->equity;
    r->benchmark_value = e->equity_benchmark;
    struct fs_recorded *recorded = fs_arena_array(e->arena, (size_t)e->recording_count + 1, sizeof *recorded);
    if (!recorded)
        return NULL;
    for (int i = 0; i < e->recording_count; i++)
        recorded[i] = (struct fs_recorded){e->recordings[i].name, e->recordings[i].count,
                                           e->recordings[i].time, e->recordings[i].value};
    r->recorded = recorded;
    r->recorded_count = e->recording_count;
    if (fs_account_summarise(e))
        return NULL;
    r->event_log = e->event_log;
    r->event_count = e->event_count;
    r->dividends = fs_money_double(-fs_ledger_total(&e->ledger, FS_ACCOUNT_DIVIDENDS));
    r->funding = fs_money_double(-fs_ledger_total(&e->ledger, FS_ACCOUNT_FUNDING));
    int checks = fs_gate_count(e->gate);
    struct fs_refusals *refusals = fs_arena_array(e->arena, (size_t)checks, sizeof *refusals);
    if (!refusals)
        return NULL;
    for (int i = 0; i < checks; i++) {
        int number = fs_gate_number(e->gate, i);
        refusals[i] = (struct fs_refusals){fs_gate_name(e->gate, number), e->refused[number]};
    }
    r->refusals = refusals;
    r->refusal_count = checks;
    r->first_refusal = e->first_refusal;
    r->bars = e->bars;
    r->orders = e->orders;
    r->fills = e->fills;
    r->rejected = e->rejected;
    r->cut = e->cut;
    r->cancelled = e->cancelled;
    r->expired = e->expired;
    r->events = e->bars + e->updates + e->fills;
    r->first_time = r->last_time =
        FS_TIME_NONE; /* of what ran: a run that was stopped did not see the rest */
    for (int s = 0; s < e->count; s++) {
        const struct slot *slot = &e->slots[s];
        if (!slot->next)
            continue;
        int64_t first = slot->series.time[0], last = slot->series.time[slot->next - 1];
        r->first_time = r->first_time == FS_TIME_NONE || first < r->first_time ? first : r->first_time;
        r->last_time = last > r->last_time ? last : r->last_time;
    }
    if (e->ticks)
        fs_tick_result(e, r);
    return r;
}

int fs_engine_record(struct fs_engine *e, const char *name, double value)
{
    struct recording *series = NULL;
    for (int i = 0; i < e->recording_count && !series; i++)
        if (!strcmp(e->recordings[i].name, name))
            series = &e->recordings[i];
    if (!series) {
        struct recording *more =
            realloc(e->recordings, ((size_t)e->recording_count + 1) * sizeof *e->recordings);
        if (!more)
            return fs_error_nomem();
        e->recordings = more;
        series = &more[e->recording_count];
        *series = (struct recording){.name = fs_arena_strdup(e->arena, name)};
        if (!series->name)
            return -1;
        e->recording_count++;
    }
    int64_t capacity = series->capacity;
    if (grow(&series->time, &capacity, series->count + 1, sizeof *series->time))
        return -1;
    capacity = series->capacity;
    if (grow(&series->value, &capacity, series->count + 1, sizeof *series->value))
        return -1;
    series->capacity = capacity;
    series->time[series->count] = e->view.now;
    series->value[series->count++] = value;
    return 0;
}

int fs_engine_rows(struct fs_engine *e)
{
    struct fs_error *unwritten = e->unwritten;
    e->unwritten = NULL;
    return unwritten ? fs_error_restore(unwritten) : 0;
}
