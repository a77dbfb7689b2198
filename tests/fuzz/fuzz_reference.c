/* Files of events, halts, universes and instruments: the first byte says which, and in which format. What is accepted keeps
 * what the headers promise, and an account goes through it with its books in order. */
#include "market/event_file.h"
#include "market/instrument_file.h"
#include "market/symbol.h"
#include "small_run.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int ok)
{
    if (!ok)
        abort();
}

static int is_symbol(const char *text)
{
    return text && *text && strlen(text) <= FS_SYMBOL_MAX;
}

static void check_event(const struct fs_instrument_event *e)
{
    int ratio = e->before > 0 && e->after > 0;
    must(e->type > 0 && e->type < FS_IEVENT_COUNT && is_symbol(e->symbol));
    must(e->amount >= 0 && e->price >= 0 && e->into_price >= 0 && e->before >= 0 && e->after >= 0);
    must(e->type != FS_IEVENT_DIVIDEND || e->amount > 0);
    must(e->type != FS_IEVENT_SPLIT || ratio);
    must(e->type != FS_IEVENT_ROLL || !e->price == !e->into_price);
    if (e->type == FS_IEVENT_RENAME || e->type == FS_IEVENT_ROLL || (e->type == FS_IEVENT_MERGER && ratio))
        must(is_symbol(e->into) && strcmp(e->into, e->symbol) != 0);
}

static void try_events(const char *path, int which)
{
    struct small_market market;
    struct fs_engine_options options;
    struct fs_events *events = fs_events_new();
    must(events != NULL);
    int failed = which == 0   ? fs_events_read(events, path)
                 : which == 1 ? fs_events_read_halts(events, path)
                              : fs_events_read_universe(events, path);
    if (failed) {
        must(fs_error_last() != NULL);
    } else {
        fs_engine_defaults(&options);
        options.cash = INT64_MAX / 4;
        options.events = fs_events_list(events, &options.event_count);
        options.universe = which == 2;
        for (int64_t i = 0; i < options.event_count; i++)
            check_event(&options.events[i]);
        small_market(&market);
        small_run(&options, &market, NULL);
    }
    fs_events_free(events);
}

static void check_instrument(const struct fs_instrument *i)
{
    must(is_symbol(i->symbol) && i->kind >= FS_INSTRUMENT_EQUITY && i->kind <= FS_INSTRUMENT_PERPETUAL);
    must(i->lot >= 0 && i->tick >= 0 && i->min_notional >= 0 && i->multiplier > 0);
    must(i->kind != FS_INSTRUMENT_FX || (i->base && *i->base));
    must(i->kind != FS_INSTRUMENT_FUTURE || i->expiry != INT64_MAX);
    must(!i->currency || (strlen(i->currency) >= 3 && strlen(i->currency) <= 8));
}

static void try_instruments(const char *path)
{
    struct small_market market;
    struct fs_engine_options options;
    struct fs_instruments *instruments = fs_instruments_read(path);
    if (!instruments) {
        must(fs_error_last() != NULL);
        return;
    }
    small_market(&market);
    for (int i = 0; i < fs_instruments_count(instruments); i++) {
        const struct fs_instrument *one = fs_instruments_at(instruments, i);
        check_instrument(one);
        must(fs_instruments_find(instruments, one->symbol) == one);
        must(!i || strcmp(fs_instruments_at(instruments, i - 1)->symbol, one->symbol) < 0);
    }
    for (int s = 0; s < SYMBOLS; s++) {
        struct fs_series *series = &market.series[s];
        if ((series->instrument = fs_instruments_find(instruments, series->symbol))) {
            series->lot = series->instrument->lot;
            series->tick = series->instrument->tick;
        }
    }
    fs_engine_defaults(&options);
    options.cash = INT64_MAX / 4;
    small_run(&options, &market, NULL);
    fs_instruments_free(instruments);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    const char *path = small_file(data + 1, size - 1, data[0] >> 2);
    if ((data[0] & 3) == 3)
        try_instruments(path);
    else
        try_events(path, data[0] & 3);
    fs_error_clear();
    return 0;
}
