#include "cli/market_options.h"

#include "base/decimal.h"
#include "base/error.h"
#include "cli/account_options.h"
#include "cli/tick_data.h"
#include "cli/tick_options.h"
#include "trade/latency.h"

#include <stdlib.h>
#include <string.h>

#define NUMBER(option, argument, default_text, low, high, text)                                              \
    {                                                                                                        \
        .name = option, .type = FS_OPT_NUMBER, .value = argument, .fallback = default_text, .min = low,      \
        .max = high, .doc = text                                                                             \
    }

const struct fs_option fs_market_options[] = {
    {.name = "data",
     .letter = 'd',
     .type = FS_OPT_LIST,
     .value = "DATASET",
     .doc = "dataset to run over: of bars, or of ticks: a book or quotes, and trades (--data book --data "
            "trades)"},
    {.name = "symbol",
     .letter = 's',
     .type = FS_OPT_LIST,
     .value = "SYMBOL",
     .doc = "trade this symbol; else all of the dataset"},
    {.name = "from",
     .type = FS_OPT_TEXT,
     .value = "DATE",
     .doc = "first bar or tick, inclusive (date or time, UTC)"},
    {.name = "to",
     .type = FS_OPT_TEXT,
     .value = "DATE",
     .doc = "last bar or tick, inclusive; a date means its whole day"},
    NUMBER("cash", "AMOUNT", "100000", 0.01, 9e10, "money at the start"),
    {.name = "benchmark",
     .type = FS_OPT_TEXT,
     .value = "SYMBOL",
     .doc = "symbol of the dataset to compare with; it is not traded unless --symbol names it too"},
    NUMBER("rf", "RATE", "0", -1, 10, "risk-free rate a year, as a fraction, for the ratios"),
    NUMBER("periods", "N", NULL, 0.001, 1e9, "bars a year, for figures a year; else derived from the data"),
    NUMBER("fee-bps", "X", "0", 0, 10000, "fee in basis points of each fill's value"),
    NUMBER("fee-per-share", "X", "0", 0, 1e6, "fee for each unit filled"),
    NUMBER("fee-per-trade", "X", "0", 0, 1e6, "fee for each order that fills"),
    NUMBER("fee-minimum", "X", "0", 0, 1e6, "least fee of a fill"),
    NUMBER("maker-bps", "X", NULL, -10000, 10000,
           "ticks: instead of --fee-bps for fills of resting orders; below 0 is a rebate"),
    NUMBER("taker-bps", "X", NULL, -10000, 10000, "ticks: the same for fills that took from the market"),
    NUMBER("slippage-bps", "X", "0", 0, 10000,
           "market and stop fills are this much worse, within the bar's high and low"),
    {.name = "lots",
     .type = FS_OPT_CHOICE,
     .value = "METHOD",
     .choices = "fifo|lifo|average",
     .fallback = "fifo",
     .doc = "what a sale closes, for trades and their results: the first or last lot bought, or all at their "
            "average"},
    {.name = "price-path",
     .type = FS_OPT_CHOICE,
     .value = "PATH",
     .choices = "ohlc|worst",
     .fallback = "ohlc",
     .doc = "what comes first inside a bar: the nearer of high and low, or what hurts"},
    NUMBER("volume-share", "FRACTION", "0", 0, 1,
           "fills take at most this share of a bar's volume, the rest waits; 0: any quantity"),
    NUMBER("impact", "FRACTION", "0", 0, 1,
           "market and stop fills of a bar's whole volume are this much worse, smaller ones less"),
    {.name = "impact-shape",
     .type = FS_OPT_CHOICE,
     .value = "SHAPE",
     .choices = "root|linear|square",
     .fallback = "root",
     .doc = "how the impact grows with the share of the volume"},
    {.name = "latency",
     .type = FS_OPT_TEXT,
     .value = "LATENCY",
     .doc = "until an order is at the broker (250ms, 2s); it meets the bars that open from then on. Over "
            "ticks also "
            "normal:5ms:1ms, lognormal:5ms:0.5, exponential:1ms:4ms, uniform:1ms:5ms or file:measured.csv"},
    {.name = "latency-change",
     .type = FS_OPT_TEXT,
     .value = "LATENCY",
     .doc = "the same for a change; else as --latency"},
    {.name = "latency-cancel",
     .type = FS_OPT_TEXT,
     .value = "LATENCY",
     .doc = "for a cancellation; else as --latency"},
    {.name = "latency-report",
     .type = FS_OPT_TEXT,
     .value = "LATENCY",
     .doc = "ticks: until the strategy hears what happened to an order; else as --latency"},
    {.name = "latency-feed",
     .type = FS_OPT_TEXT,
     .value = "LATENCY",
     .doc = "ticks: until the strategy hears what happened in the market; else \"recorded\" where the data "
            "has times "
            "of receipt, and 0"},
    {.name = "latency-seed",
     .type = FS_OPT_INT,
     .value = "N",
     .min = 0,
     .max = 9e15,
     .doc = "ticks: of the random latencies; else 1"},
    {.name = "queue",
     .type = FS_OPT_TEXT,
     .value = "MODEL",
     .doc =
         "ticks: who left a queue of which only the sum is known: risk-averse, power:N or log; else power:1"},
    {.name = "equity-interval",
     .type = FS_OPT_TEXT,
     .value = "DURATION",
     .doc = "ticks: time between equity points; else 1m"},
    NUMBER("max-order-qty", "N", NULL, 1e-8, 9e10, "gate: refuse orders above this quantity"),
    NUMBER("max-order-notional", "AMOUNT", NULL, 1e-4, 9e14, "gate: refuse orders above this value"),
    NUMBER("max-position", "N", NULL, 1e-8, 9e10,
           "gate: refuse orders that lead beyond this position, long or short"),
    NUMBER("price-collar", "FRACTION", NULL, 1e-8, 1e6,
           "gate: refuse limit prices further than this from the last price (0.05 is 5 %)"),
    NUMBER("max-leverage", "X", NULL, 1e-8, 1e6,
           "gate: gross exposure is at most this many times equity; else 1, and any with --account margin"),
    {.name = "account",
     .type = FS_OPT_CHOICE,
     .value = "TERMS",
     .choices = "free|cash|margin",
     .fallback = "free",
     .doc = "free: --max-leverage alone; cash: nothing borrowed or sold short, purchases from settled cash; "
            "margin: initial and maintenance margin, and margin calls"},
    {.name = "settlement-days",
     .type = FS_OPT_INT,
     .value = "N",
     .fallback = "1",
     .min = 0,
     .max = 10,
     .doc = "cash account: sessions until the money of a sale can be spent"},
    NUMBER("margin-initial", "FRACTION", "0.5", 1e-4, 1,
           "margin account: equity to open positions, of their value"),
    NUMBER("margin-long", "FRACTION", "0.25", 1e-4, 1, "margin account: equity to keep long positions"),
    NUMBER("margin-short", "FRACTION", "0.3", 1e-4, 1, "margin account: equity to keep short positions"),
    NUMBER("margin-minimum", "AMOUNT", "2000", 0, 9e10,
           "margin account: least equity to borrow or to sell short"),
    NUMBER("interest-debit", "RATE", "0", 0, 10,
           "interest a year that negative cash costs (0.06 is 6 %), actual/360"),
    NUMBER("interest-credit", "RATE", "0", -1, 10,
           "interest a year that cash earns, but for the proceeds of short sales"),
    NUMBER("borrow-rate", "RATE", "0", -1, 100,
           "fee a year on the value of what is sold short, actual/360; an instrument may have its own"),
    {.name = "currency",
     .type = FS_OPT_TEXT,
     .value = "CODE",
     .doc = "the account's currency, such as USD; else that of the instruments"},
    {.name = "fx",
     .type = FS_OPT_TEXT,
     .value = "DATASET",
     .doc = "dataset of bars of exchange rates (symbols such as EURUSD), for instruments of other "
            "currencies"},
    NUMBER("fx-bps", "X", "0", 0, 1000, "conversions of currencies are this much worse than the rate"),
    {.name = "fx-age",
     .type = FS_OPT_TEXT,
     .value = "DURATION",
     .fallback = "7d",
     .doc = "with an exchange rate older than this no position is opened"},
    {.name = "fx-keep",
     .type = FS_OPT_FLAG,
     .doc = "balances of other currencies stay until ctx:convert; else fills convert what they need and "
            "bring"},
    {.name = "no-short", .type = FS_OPT_FLAG, .doc = "gate: refuse sales beyond the position"},
    NUMBER("lot", "N", "1", 1e-8, 9e10, "smallest step of a quantity (0.001: fractions)"),
    NUMBER("tick", "X", "0", 0, 9e10,
           "gate: refuse limit and stop prices that are no multiple of this; 0: any"),
    NUMBER("min-notional", "AMOUNT", "0", 0, 9e10,
           "gate: refuse orders of a smaller value, but for closing a position"),
    {.name = "instruments",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "what is traded under the symbols: kind, currency, lot, tick, multiplier, margins, expiry"},
    {.name = "events",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "dividends, splits, renames, mergers, delistings, expiries, rolls and funding, by date"},
    {.name = "universe",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "who is a member from when to when: symbol, from, to; others can only be closed"},
    {.name = "halts",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "when nothing of a symbol trades: symbol, from, to"},
    NUMBER("price-band", "FRACTION", "0", 0, 0.999999,
           "limits up and down: nothing trades further than this from the close of the session before "
           "(ticks: no "
           "limit price further from the last trade); 0: none"),
    {.name = "warmup",
     .type = FS_OPT_INT,
     .value = "BARS",
     .fallback = "0",
     .min = 0,
     .max = 1e12,
     .doc = "bars of each symbol before orders are allowed"},
    {0},
};

/* A number option as mantissa (1e-8). */
static int mantissa(const struct fs_args *args, const char *name, int64_t *out)
{
    const char *text = fs_args_text(args, name);
    if (fs_decimal_parse(text, strlen(text), FS_SCALE_EXP, FS_ROUND_EXACT, out) == 0)
        return 0;
    return fs_error_wrap(FS_E_USAGE, "option '--%s' is '%s'; expected a number with at most 8 decimals", name,
                         text);
}

static double limit(const struct fs_args *args, const char *name)
{
    return fs_args_given(args, name) ? fs_args_number(args, name) : 0.0;
}

/* A latency that is always one, or `fallback` where the option is not given. What only ticks take is left to
 * tick_options.c. */
static int duration(const struct fs_args *args, const char *name, int64_t fallback, int64_t *ns)
{
    struct fs_latency latency;
    const char *text = fs_args_text(args, name);
    *ns = fallback;
    if (!text)
        return 0;
    if (fs_latency_parse(text, &latency))
        return fs_error_wrap(FS_E_USAGE, "option '--%s' is '%s'", name, text);
    if (!fs_latency_constant(&latency, ns))
        *ns = 0;
    return 0;
}

/* How the market takes orders. */
static int read_market(const struct fs_args *args, struct fs_engine_options *o)
{
    const char *shape = fs_args_text(args, "impact-shape");
    o->slippage_bps = fs_args_number(args, "slippage-bps");
    o->price_path = !strcmp(fs_args_text(args, "price-path"), "worst") ? FS_PATH_WORST : FS_PATH_OHLC;
    o->volume_share = fs_args_number(args, "volume-share");
    o->price_band = fs_args_number(args, "price-band");
    o->impact = fs_args_number(args, "impact");
    const char *lots = fs_args_text(args, "lots");
    o->lots = !strcmp(lots, "lifo")      ? FS_LOTS_LIFO
              : !strcmp(lots, "average") ? FS_LOTS_AVERAGE
                                         : FS_LOTS_FIFO;
    o->impact_shape = !strcmp(shape, "root")     ? FS_IMPACT_ROOT
                      : !strcmp(shape, "linear") ? FS_IMPACT_LINEAR
                                                 : FS_IMPACT_SQUARE;
    return duration(args, "latency", 0, &o->order_latency) ||
                   duration(args, "latency-change", o->order_latency, &o->change_latency) ||
                   duration(args, "latency-cancel", o->order_latency, &o->cancel_latency)
               ? -1
               : 0;
}

int fs_market_options_read(const struct fs_args *args, struct fs_engine_options *o)
{
    fs_engine_defaults(o);
    if (mantissa(args, "cash", &o->cash) || read_market(args, o))
        return -1;
    o->fees = (struct fs_fees){fs_args_number(args, "fee-bps"), fs_args_number(args, "fee-per-share"),
                               fs_args_number(args, "fee-per-trade"), fs_args_number(args, "fee-minimum")};
    o->limits = (struct fs_limits){
        .max_order_qty = limit(args, "max-order-qty"),
        .max_order_notional = limit(args, "max-order-notional"),
        .max_position = limit(args, "max-position"),
        .price_collar = limit(args, "price-collar"),
        .max_leverage = fs_args_given(args, "max-leverage") ? fs_args_number(args, "max-leverage") : 1.0,
        .allow_short = !fs_args_flag(args, "no-short")};
    if (fs_account_options_read(args, o))
        return -1;
    o->warmup = fs_args_int(args, "warmup");
    o->risk_free = fs_args_number(args, "rf");
    o->periods_per_year = limit(args, "periods");
    return 0;
}

/* What is asked for of the data, but for their names. `request` is cleared by free() of its symbols. */
static int read_request(const struct fs_args *args, struct fs_backtest_request *r)
{
    *r = (struct fs_backtest_request){.home = fs_args_home(args),
                                      .benchmark = fs_args_text(args, "benchmark"),
                                      .from = INT64_MIN,
                                      .to = INT64_MAX};
    if ((fs_args_given(args, "from") && fs_backtest_time("from", fs_args_text(args, "from"), 0, &r->from)) ||
        (fs_args_given(args, "to") && fs_backtest_time("to", fs_args_text(args, "to"), 1, &r->to)) ||
        mantissa(args, "lot", &r->lot) || mantissa(args, "tick", &r->tick) ||
        mantissa(args, "min-notional", &r->min_notional))
        return -1;
    if (r->from > r->to)
        return fs_error_set(FS_E_USAGE, "--from %s is after --to %s", fs_args_text(args, "from"),
                            fs_args_text(args, "to"));
    return (r->symbols = fs_args_texts(args, "symbol", &r->symbol_count)) ? 0 : -1;
}

struct fs_backtest_data *fs_market_data_load(const struct fs_args *args)
{
    struct fs_backtest_request request;
    if (!fs_args_given(args, "data")) {
        fs_error_set(FS_E_USAGE, "which data? option '--data DATASET' is missing");
        fs_error_hint("finsmart data list shows the datasets; finsmart import makes one");
        return NULL;
    }
    int count = 0;
    char **names = fs_tick_datasets(args, &count);
    if (!names || read_request(args, &request)) {
        free(names);
        return NULL;
    }
    request.instruments = fs_args_text(args, "instruments");
    request.events = fs_args_text(args, "events");
    request.universe = fs_args_text(args, "universe");
    request.halts = fs_args_text(args, "halts");
    request.fx = fs_args_text(args, "fx");
    struct fs_backtest_data *data;
    request.dataset = names[0];
    int ticks = fs_tick_datasets_are(request.home, (const char *const *)names, count);
    if (ticks > 0)
        data = fs_tick_data_load(&request, (const char *const *)names, count);
    else
        data = ticks == 0 ? fs_backtest_data_load(&request) : NULL;
    free((void *)request.symbols);
    free(names);
    if (data && fs_tick_options_check(args, data)) {
        fs_backtest_data_free(data);
        return NULL;
    }
    return data;
}

struct fs_engine *fs_market_engine(const struct fs_args *args, const struct fs_backtest_data *data,
                                   const struct fs_engine_options *options)
{
    struct fs_tick_options ticks;
    if (!data->ticks)
        return fs_engine_new(options, data->series, data->count);
    if (fs_tick_options_read(args, data, &ticks))
        return NULL;
    return fs_engine_new_ticks(options, &ticks, data->ticks->symbols, data->count);
}

void fs_market_data_use(const struct fs_backtest_data *data, struct fs_engine_options *o)
{
    o->benchmark = data->benchmark;
    o->events = data->events;
    o->event_count = data->event_count;
    o->universe = data->universe;
    o->account.rates = data->rates;
    o->account.rate_count = data->rate_count;
}
