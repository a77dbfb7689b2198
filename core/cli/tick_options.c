#include "cli/tick_options.h"

#include "base/error.h"
#include "base/time.h"
#include "cli/market_options.h"
#include "trade/tick_texts.h"

#include <stdlib.h>
#include <string.h>

static const char *const latency_names[FS_LATENCY_COUNT] = {"latency", "latency-change", "latency-cancel",
                                                            "latency-report", "latency-feed"};

/* Is an option given with another value than it has anyway? A replay gives all of them. */
static int is_set(const struct fs_args *args, const char *name)
{
    const struct fs_option *o = fs_market_options;
    while (o->name && strcmp(o->name, name) != 0)
        o++;
    return fs_args_given(args, name) && !(o->fallback && !strcmp(o->fallback, fs_args_text(args, name)));
}

/* Options of bars, and what to say of them over ticks. */
static int check_ticks(const struct fs_args *args, const struct fs_backtest_data *data)
{
    static const char *const of_bars[] = {"slippage-bps", "price-path", "volume-share", "impact",
                                          "impact-shape", "benchmark",  "warmup",       "events",
                                          "universe",     "halts"};
    for (size_t i = 0; i < sizeof of_bars / sizeof *of_bars; i++)
        if (is_set(args, of_bars[i]))
            return fs_error_set(
                FS_E_USAGE,
                "option '--%s' is of bars; dataset '%s' has ticks, over which orders fill at what the "
                "market shows",
                of_bars[i], data->dataset);
    if (fs_args_given(args, "weights"))
        return fs_error_set(
            FS_E_USAGE,
            "option '--weights': weights are followed at the closes of bars; dataset '%s' has "
            "ticks",
            data->dataset);
    if (!fs_args_given(args, "queue"))
        return 0;
    if (!data->ticks->sums)
        return fs_error_set(
            FS_E_USAGE,
            "option '--queue': dataset '%s' tells every order, so that places in queues are exact",
            data->dataset);
    if (data->ticks->no_trades) {
        fs_error_set(FS_E_USAGE,
                     "option '--queue': there are no trades, which a queue model needs to tell who left");
        return fs_error_hint("name the dataset of the trades too: --data %s --data TRADES", data->dataset);
    }
    return 0;
}

static int check_bars(const struct fs_args *args, const struct fs_backtest_data *data)
{
    static const char *const of_ticks[] = {"queue",     "latency-report",  "latency-feed", "latency-seed",
                                           "maker-bps", "equity-interval", "taker-bps"};
    for (size_t i = 0; i < sizeof of_ticks / sizeof *of_ticks; i++)
        if (is_set(args, of_ticks[i]))
            return fs_error_set(FS_E_USAGE, "option '--%s' is of ticks; dataset '%s' has bars", of_ticks[i],
                                data->dataset);
    for (int of = 0; of < 3; of++) {
        struct fs_latency latency;
        int64_t ns;
        const char *text = fs_args_text(args, latency_names[of]);
        if (text && fs_latency_parse(text, &latency) == 0 && !fs_latency_constant(&latency, &ns))
            return fs_error_set(FS_E_USAGE,
                                "option '--%s' is '%s'; over bars it is one duration such as 250ms",
                                latency_names[of], text);
    }
    return 0;
}

int fs_tick_options_check(const struct fs_args *args, const struct fs_backtest_data *data)
{
    return data->ticks ? check_ticks(args, data) : check_bars(args, data);
}

static int read_latencies(const struct fs_args *args, const struct fs_backtest_data *data,
                          struct fs_tick_options *o)
{
    const char *texts[FS_LATENCY_COUNT];
    int wrong;
    for (int of = 0; of < FS_LATENCY_COUNT; of++)
        texts[of] = fs_args_text(args, latency_names[of]);
    if (fs_tick_latencies_read(texts, data->ticks->received, o, &wrong))
        return fs_error_wrap(FS_E_USAGE, "option '--%s' is '%s'", latency_names[wrong], texts[wrong]);
    return 0;
}

int fs_tick_options_read(const struct fs_args *args, const struct fs_backtest_data *data,
                         struct fs_tick_options *o)
{
    fs_tick_defaults(o);
    o->open = fs_tick_data_open;
    o->data = data->ticks;
    o->from = data->ticks->from;
    const char *queue = fs_args_text(args, "queue"), *interval = fs_args_text(args, "equity-interval"),
               *seed = fs_args_text(args, "latency-seed");
    if (queue && fs_tick_queue_read(queue, o))
        return fs_error_wrap(FS_E_USAGE, "option '--queue' is '%s'", queue);
    if (read_latencies(args, data, o))
        return -1;
    if (interval && (fs_duration_parse(interval, strlen(interval), &o->equity_interval) ||
                     o->equity_interval < FS_NS_PER_MS))
        return fs_error_wrap(
            FS_E_USAGE, "option '--equity-interval' is '%s'; expected a duration such as 1m, of 1ms at least",
            interval);
    if (seed)
        o->seed = (uint64_t)fs_args_int(args, "latency-seed");
    if (fs_args_given(args, "maker-bps"))
        o->maker_bps = fs_args_number(args, "maker-bps");
    if (fs_args_given(args, "taker-bps"))
        o->taker_bps = fs_args_number(args, "taker-bps");
    if (fs_args_given(args, "price-band"))
        o->band = (int64_t)(fs_args_number(args, "price-band") * 1e8 + 0.5);
    return 0;
}
