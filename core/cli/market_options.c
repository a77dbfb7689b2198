#include "cli/market_options.h"

#include "base/decimal.h"
#include "base/error.h"
#include "base/time.h"

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
     .type = FS_OPT_TEXT,
     .value = "DATASET",
     .doc = "dataset of bars to run over"},
    {.name = "symbol",
     .letter = 's',
     .type = FS_OPT_LIST,
     .value = "SYMBOL",
     .doc = "trade this symbol; else all of the dataset"},
    {.name = "from", .type = FS_OPT_TEXT, .value = "DATE", .doc = "first bar, inclusive (date or time, UTC)"},
    {.name = "to",
     .type = FS_OPT_TEXT,
     .value = "DATE",
     .doc = "last bar, inclusive; a date means its whole day"},
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
    NUMBER("slippage-bps", "X", "0", 0, 10000,
           "market and stop fills are this much worse, within the bar's high and low"),
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
     .value = "DURATION",
     .doc = "until an order is at the broker (250ms, 2s); it meets the bars that open from then on"},
    {.name = "latency-change",
     .type = FS_OPT_TEXT,
     .value = "DURATION",
     .doc = "the same for a change; else as --latency"},
    {.name = "latency-cancel",
     .type = FS_OPT_TEXT,
     .value = "DURATION",
     .doc = "for a cancellation; else as --latency"},
    NUMBER("max-order-qty", "N", NULL, 1e-8, 9e10, "gate: refuse orders above this quantity"),
    NUMBER("max-order-notional", "AMOUNT", NULL, 1e-4, 9e14, "gate: refuse orders above this value"),
    NUMBER("max-position", "N", NULL, 1e-8, 9e10,
           "gate: refuse orders that lead beyond this position, long or short"),
    NUMBER("price-collar", "FRACTION", NULL, 1e-8, 1e6,
           "gate: refuse limit prices further than this from the last price (0.05 is 5 %)"),
    NUMBER("max-leverage", "X", "1", 1e-8, 1e6, "gate: gross exposure is at most this many times equity"),
    {.name = "account",
     .type = FS_OPT_CHOICE,
     .value = "TERMS",
     .choices = "free|cash|margin",
     .fallback = "free",
     .doc = "free: --max-leverage alone; cash: nothing borrowed, settled money only; margin: initial and "
            "maintenance "
            "margin, with margin calls (--max-leverage then is off unless given)"},
    {.name = "settlement-days",
     .type = FS_OPT_INT,
     .value = "N",
     .fallback = "1",
     .min = 0,
     .max = 10,
     .doc = "cash account: sessions until the money of a sale can be spent"},
    NUMBER("margin-initial", "FRACTION", "0.5", 1e-4, 10,
           "margin account: equity to open positions, of their value"),
    NUMBER("margin-long", "FRACTION", "0.25", 1e-4, 10, "margin account: equity to keep long positions"),
    NUMBER("margin-short", "FRACTION", "0.3", 1e-4, 10, "margin account: equity to keep short positions"),
    NUMBER("interest-debit", "RATE", "0", 0, 10,
           "interest a year that negative cash costs (0.06 is 6 %), actual/360"),
    NUMBER("interest-credit", "RATE", "0", -1, 10,
           "interest a year that cash earns, but for the proceeds of shorts"),
    NUMBER("borrow-rate", "RATE", "0", -1, 100, "fee a year for the value of what is sold short, actual/360"),
    {.name = "currency",
     .type = FS_OPT_TEXT,
     .value = "CODE",
     .doc = "the account's currency, such as USD; else that of the instruments"},
    {.name = "fx",
     .type = FS_OPT_TEXT,
     .value = "DATASET",
     .doc =
         "dataset of bars of exchange rates (symbols such as EURUSD), for instruments of other currencies"},
    NUMBER("fx-bps", "X", "0", 0, 1000, "conversions of currencies are this much worse than the rate"),
    {.name = "fx-age",
     .type = FS_OPT_TEXT,
     .value = "DURATION",
     .fallback = "7d",
     .doc = "with an exchange rate older than this nothing is ordered"},
    {.name = "fx-keep",
     .type = FS_OPT_FLAG,
     .doc =
         "balances of other currencies stay until ctx:convert; else fills convert what they need and bring"},
    {.name = "lots",
     .type = FS_OPT_CHOICE,
     .value = "ORDER",
     .choices = "fifo|lifo|average",
     .fallback = "fifo",
     .doc = "which lots a sale closes: the first, the last, or a share of all at their average price"},
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
    NUMBER(
        "price-band", "FRACTION", "0", 0, 0.999999,
        "limits up and down: nothing trades further than this from the close of the session before; 0: none"),
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

/* A duration, or `fallback` where the option is not given. */
static int duration(const struct fs_args *args, const char *name, int64_t fallback, int64_t *ns)
{
    const char *text = fs_args_text(args, name);
    *ns = fallback;
    if (!text || (fs_duration_parse(text, strlen(text), ns) == 0 && *ns >= 0))
        return 0;
    return fs_error_wrap(FS_E_USAGE, "option '--%s' is '%s'; expected a duration such as 250ms", name, text);
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
    o->impact_shape = !strcmp(shape, "root")     ? FS_IMPACT_ROOT
                      : !strcmp(shape, "linear") ? FS_IMPACT_LINEAR
                                                 : FS_IMPACT_SQUARE;
    return duration(args, "latency", 0, &o->order_latency) ||
                   duration(args, "latency-change", o->order_latency, &o->change_latency) ||
                   duration(args, "latency-cancel", o->order_latency, &o->cancel_latency)
               ? -1
               : 0;
}

/* On what terms the account is kept. */
static int read_account(const struct fs_args *args, struct fs_engine_options *o)
{
    const char *terms = fs_args_text(args, "account"), *lots = fs_args_text(args, "lots");
    o->account = (struct fs_account_options){
        .currency = fs_args_text(args, "currency"),
        .terms = !strcmp(terms, "free")   ? FS_TERMS_FREE
                 : !strcmp(terms, "cash") ? FS_TERMS_CASH
                                          : FS_TERMS_MARGIN,
        .settlement_days = (int)fs_args_int(args, "settlement-days"),
        .initial = fs_args_number(args, "margin-initial"),
        .maintenance_long = fs_args_number(args, "margin-long"),
        .maintenance_short = fs_args_number(args, "margin-short"),
        .interest_debit = fs_args_number(args, "interest-debit"),
        .interest_credit = fs_args_number(args, "interest-credit"),
        .borrow_rate = fs_args_number(args, "borrow-rate"),
        .fx_bps = fs_args_number(args, "fx-bps"),
        .keep_currencies = fs_args_flag(args, "fx-keep"),
        .lots = !strcmp(lots, "fifo")   ? FS_LOTS_FIFO
                : !strcmp(lots, "lifo") ? FS_LOTS_LIFO
                                        : FS_LOTS_AVERAGE,
    };
    if (o->account.terms == FS_TERMS_MARGIN && !fs_args_given(args, "max-leverage"))
        o->limits.max_leverage = 0.0;
    return duration(args, "fx-age", 0, &o->account.fx_age);
}

int fs_market_options_read(const struct fs_args *args, struct fs_engine_options *o)
{
    fs_engine_defaults(o);
    if (mantissa(args, "cash", &o->cash) || read_market(args, o))
        return -1;
    o->fees = (struct fs_fees){fs_args_number(args, "fee-bps"), fs_args_number(args, "fee-per-share"),
                               fs_args_number(args, "fee-per-trade"), fs_args_number(args, "fee-minimum")};
    o->limits = (struct fs_limits){.max_order_qty = limit(args, "max-order-qty"),
                                   .max_order_notional = limit(args, "max-order-notional"),
                                   .max_position = limit(args, "max-position"),
                                   .price_collar = limit(args, "price-collar"),
                                   .max_leverage = fs_args_number(args, "max-leverage"),
                                   .allow_short = !fs_args_flag(args, "no-short")};
    if (read_account(args, o))
        return -1;
    o->warmup = fs_args_int(args, "warmup");
    o->risk_free = fs_args_number(args, "rf");
    o->periods_per_year = limit(args, "periods");
    return 0;
}

struct fs_backtest_data *fs_market_data_load(const struct fs_args *args)
{
    struct fs_backtest_request request = {.home = fs_args_home(args),
                                          .dataset = fs_args_text(args, "data"),
                                          .benchmark = fs_args_text(args, "benchmark"),
                                          .from = INT64_MIN,
                                          .to = INT64_MAX};
    if (!request.dataset) {
        fs_error_set(FS_E_USAGE, "which data? option '--data DATASET' is missing");
        fs_error_hint("finsmart data list shows the datasets; finsmart import makes one");
        return NULL;
    }
    if ((fs_args_given(args, "from") &&
         fs_backtest_time("from", fs_args_text(args, "from"), 0, &request.from)) ||
        (fs_args_given(args, "to") && fs_backtest_time("to", fs_args_text(args, "to"), 1, &request.to)) ||
        mantissa(args, "lot", &request.lot) || mantissa(args, "tick", &request.tick) ||
        mantissa(args, "min-notional", &request.min_notional))
        return NULL;
    if (request.from > request.to) {
        fs_error_set(FS_E_USAGE, "--from %s is after --to %s", fs_args_text(args, "from"),
                     fs_args_text(args, "to"));
        return NULL;
    }
    request.instruments = fs_args_text(args, "instruments");
    request.events = fs_args_text(args, "events");
    request.universe = fs_args_text(args, "universe");
    request.halts = fs_args_text(args, "halts");
    request.fx = fs_args_text(args, "fx");
    request.symbols = fs_args_texts(args, "symbol", &request.symbol_count);
    struct fs_backtest_data *data = request.symbols ? fs_backtest_data_load(&request) : NULL;
    free((void *)request.symbols);
    return data;
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
