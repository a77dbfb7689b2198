/* setup.c: an engine is made and taken apart. */
#include "base/error.h"
#include "base/time.h"
#include "market/instrument.h"
#include "market/symbol.h"
#include "trade/state.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_symbol(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;
    return strcmp(x->series.symbol, y->series.symbol);
}

static int check_options(const struct fs_engine_options *o)
{
    if (o->cash <= 0)
        return fs_error_set(FS_E_INPUT, "the starting cash is %g; expected above 0", (double)o->cash / 1e8);
    if (!(o->slippage_bps >= 0.0) || o->slippage_bps > 10000.0)
        return fs_error_set(FS_E_INPUT, "the slippage is %g basis points; expected 0 to 10000",
                            o->slippage_bps);
    if (!(o->volume_share >= 0.0) || o->volume_share > 1.0)
        return fs_error_set(FS_E_INPUT, "the share of the volume is %g; expected 0 to 1", o->volume_share);
    if (!(o->impact >= 0.0) || o->impact > 1.0)
        return fs_error_set(FS_E_INPUT, "the impact is %g of the price; expected 0 to 1", o->impact);
    if (o->order_latency < 0 || o->change_latency < 0 || o->cancel_latency < 0)
        return fs_error_set(FS_E_INPUT, "a latency is negative");
    if (!(o->price_band >= 0.0) || o->price_band >= 1.0)
        return fs_error_set(FS_E_INPUT, "the price band is %g of the price; expected 0 to below 1",
                            o->price_band);
    if (o->warmup < 0)
        return fs_error_set(FS_E_INPUT, "the warm-up is %" PRId64 " bars; expected 0 or more", o->warmup);
    if (o->price_path != FS_PATH_OHLC && o->price_path != FS_PATH_WORST)
        return fs_error_set(FS_E_INPUT, "there is no price path %d", o->price_path);
    if (o->lots < FS_LOTS_FIFO || o->lots > FS_LOTS_AVERAGE)
        return fs_error_set(FS_E_INPUT, "there is no way %d to close lots", o->lots);
    if (!(o->periods_per_year >= 0.0) || isinf(o->periods_per_year))
        return fs_error_set(FS_E_INPUT, "periods a year are %g; expected above 0, or 0 to derive them",
                            o->periods_per_year);
    if (!isfinite(o->risk_free))
        return fs_error_set(FS_E_INPUT, "the risk-free rate is not a number");
    return 0;
}

/* Every series has the extra columns of the first. */
static int check_extra(const struct fs_series *first, const struct fs_series *s)
{
    int same = first->extra_count == s->extra_count;
    for (int i = 0; same && i < s->extra_count; i++)
        same = !strcmp(first->extra_names[i], s->extra_names[i]);
    if (same)
        return 0;
    return fs_error_set(FS_E_INPUT, "symbols '%s' and '%s' differ in their further columns", first->symbol,
                        s->symbol);
}

static int take_series(struct fs_engine *e, const struct fs_series *series, int count)
{
    for (int i = 0; i < count; i++) {
        if (fs_series_check_shape(&series[i]))
            return -1;
        struct slot *s = &e->slots[i];
        s->series = series[i];
        s->lot = series[i].lot ? series[i].lot : FS_SCALE;
        s->opened = s->used_bar = s->ranged = -1;
        s->resumed = s->band_session = s->session_until = INT64_MIN;
        if ((e->options.volume_share > 0.0 || e->options.impact > 0.0) && !series[i].volume)
            return fs_error_set(FS_E_INPUT, "symbol '%s' has no volume, of which fills are to be a share",
                                series[i].symbol);
        if (!(s->series.symbol = fs_arena_strdup(e->arena, series[i].symbol)))
            return -1;
    }
    qsort(e->slots, (size_t)count, sizeof *e->slots, by_symbol);
    int64_t bars = 0, longest = 0;
    for (int i = 0; i < count; i++) {
        struct slot *s = &e->slots[i];
        if (i && !strcmp(s->series.symbol, e->slots[i - 1].series.symbol))
            return fs_error_set(FS_E_INPUT, "symbol '%s' is there twice", s->series.symbol);
        if (check_extra(&e->slots[0].series, &s->series) || !(s->id = fs_symbol_id(s->series.symbol)))
            return -1;
        bars += s->series.count;
        longest = s->series.count > longest ? s->series.count : longest;
    }
    if (!bars)
        return fs_error_set(FS_E_INPUT, "there are no bars to run over");
    return e->options.keep_equity == FS_EQUITY_BAR ? fs_closing_reserve(e, longest) : 0;
}

/* Announces the first bar of every slot, and derives what follows from the data's shape. */
static void start_slots(struct fs_engine *e)
{
    const struct fs_series *shortest = NULL;
    e->first_time = INT64_MAX;
    e->last_time = FS_TIME_NONE;
    for (int i = 0; i < e->count; i++) {
        struct slot *s = &e->slots[i];
        if (!s->series.count)
            continue;
        int64_t first = s->series.time[0], last = s->series.time[s->series.count - 1];
        e->first_time = first < e->first_time ? first : e->first_time;
        e->last_time = last > e->last_time ? last : e->last_time;
        s->end = fs_series_end(&s->series, 0);
        fs_agenda_set(&e->agenda, (uint32_t)i, s->end, (uint32_t)i);
        if (!shortest || s->series.interval < shortest->interval)
            shortest = &s->series;
    }
    struct fs_conventions *c = &e->result.conventions;
    c->periods_basis = "as given";
    c->periods_per_year = e->options.periods_per_year > 0.0
                              ? e->options.periods_per_year
                              : fs_periods_per_year(shortest, &c->periods_basis);
    e->view.now = e->first_time;
    e->last_point = FS_TIME_NONE;
    fs_curve_init(&e->curve, e->start_cash, e->options.risk_free / c->periods_per_year);
    if (e->options.keep_equity == FS_EQUITY_BAR) {
        e->clock = e->slots[0].series.time;
        e->clock_count = e->slots[0].series.count;
    }
}

/* The place of an extra column; -1: there is none. */
static int extra_named(const struct fs_engine *e, const char *name)
{
    for (int i = 0; i < fs_engine_extra_count(e); i++)
        if (!strcmp(fs_engine_extra_name(e, i), name))
            return i;
    return -1;
}

int fs_engine_build(struct fs_engine *e)
{
    if (fs_account_prepare(e))
        return -1;
    e->extra = fs_arena_array(e->arena, (size_t)e->slots[0].series.extra_count + 1, sizeof *e->extra);
    if (!e->extra || fs_agenda_init(&e->agenda, (uint32_t)e->count) ||
        fs_book_init(&e->book, (uint32_t)e->count) || fs_exposure_init(&e->exposure, (uint32_t)e->count) ||
        !(e->gate = fs_gate_new(&e->options.limits)) || fs_fees_prepare(&e->options.fees, &e->fees) ||
        !(e->journal = fs_journal_hash_new()) || fs_ledger_deposit(&e->ledger, e->options.cash))
        return -1;
    e->book.exposure = &e->exposure;
    fs_journal_hash_tell(e->journal, e->options.decisions);
    e->view.extra = e->extra;
    e->open_auction = extra_named(e, "open_auction");
    e->close_auction = extra_named(e, "close_auction");
    e->slippage = (int64_t)llrint(e->options.slippage_bps * 1e8);
    double leverage = e->options.limits.max_leverage;
    e->leverage = leverage > 0.0 ? (int64_t)llrint(leverage * 1e8) : INT64_MAX;
    if (e->options.benchmark) {
        if (fs_series_check_shape(e->options.benchmark) ||
            fs_series_check(e->options.benchmark, 0, e->options.benchmark->count))
            return -1;
        e->benchmark_close = NAN;
    }
    e->start_cash = fs_money_double(e->ledger.balance[FS_ACCOUNT_CASH]);
    e->view.cash = e->view.equity = e->start_cash;
    if (e->options.out_dir &&
        !(e->records = fs_records_open(e->options.out_dir, e->options.benchmark != NULL)))
        return -1;
    return 0;
}

struct fs_engine *fs_engine_make(const struct fs_engine_options *options, int count)
{
    if (check_options(options))
        return NULL;
    if (count < 1) {
        fs_error_set(FS_E_INPUT, "there is no symbol to run over");
        return NULL;
    }
    struct fs_engine *e = calloc(1, sizeof *e);
    if (!e) {
        fs_error_nomem();
        return NULL;
    }
    e->options = *options;
    e->count = count;
    e->wants = options->wants;
    e->due = INT64_MAX;
    e->activity = fs_activity();
    e->check_block = CHECK_BLOCK / count > CHECK_BLOCK_MIN ? CHECK_BLOCK / count : CHECK_BLOCK_MIN;
    size_t slots = (size_t)count;
    if (!(e->arena = fs_arena_new()) || !(e->slots = fs_arena_array(e->arena, slots, sizeof *e->slots)) ||
        !(e->slot_views = fs_arena_array(e->arena, slots, sizeof *e->slot_views)) ||
        !(e->opening = fs_arena_array(e->arena, slots, sizeof *e->opening))) {
        fs_engine_free(e);
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        e->slot_views[i].price = NAN;
        e->slots[i].holding.method = options->lots;
    }
    return e;
}

struct fs_engine *fs_engine_new(const struct fs_engine_options *options, const struct fs_series *series,
                                int count)
{
    struct fs_engine *e = fs_engine_make(options, count);
    if (!e)
        return NULL;
    if (take_series(e, series, count) || fs_engine_build(e)) {
        fs_engine_free(e);
        return NULL;
    }
    e->band = (int64_t)llrint(e->options.price_band * 1e8);
    start_slots(e);
    if (fs_events_prepare(e) || (e->account.on && fs_account_clock(e))) {
        fs_engine_free(e);
        return NULL;
    }
    return e;
}

void fs_engine_free(struct fs_engine *e)
{
    if (!e)
        return;
    fs_tick_free(e);
    if (e->slots)
        for (int i = 0; i < e->count; i++) {
            fs_holding_clear(&e->slots[i].holding);
            free(e->slots[i].factors);
        }
    fs_agenda_clear(&e->agenda);
    fs_book_clear(&e->book);
    fs_exposure_clear(&e->exposure);
    fs_gate_free(e->gate);
    fs_journal_hash_free(e->journal);
    fs_records_close(e->records);
    fs_error_free(e->unwritten);
    free(e->trades.records);
    free(e->queue);
    free(e->equity);
    free(e->equity_benchmark);
    free(e->equity_time);
    free(e->streams);
    free(e->timers);
    free(e->found);
    free(e->changes);
    free(e->event_log);
    fs_account_free(e);
    for (int i = 0; i < e->recording_count; i++) {
        free(e->recordings[i].time);
        free(e->recordings[i].value);
    }
    free(e->recordings);
    fs_arena_free(e->arena);
    free(e);
}
