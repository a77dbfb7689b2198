#include "script/report_document.h"

#include "base/time.h"
#include "script/report.h"
#include "script/series.h"
#include "trade/engine.h"
#include "trade/result.h"
#include "trade/runner.h"
#include "version.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

static double seconds(int64_t time)
{
    return (double)time / 1e9;
}

/* The setters leave the table on top of the stack; what is missing is left out. */
static void set_number(lua_State *L, const char *name, double value)
{
    lua_pushnumber(L, value);
    lua_setfield(L, -2, name);
}

static void set_text(lua_State *L, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

static void set_time(lua_State *L, const char *name, int64_t time)
{
    if (time != FS_TIME_NONE)
        set_number(L, name, seconds(time));
}

static void set_values(lua_State *L, const char *name, const double *values, int64_t count)
{
    if (!values)
        return;
    fs_series_push_view(L, values, count, NULL);
    lua_setfield(L, -2, name);
}

static void set_times(lua_State *L, const char *name, const int64_t *times, int64_t count)
{
    struct fs_lua_series *series = fs_series_push(L, count);
    series->kind = FS_SERIES_TIME;
    for (int64_t i = 0; i < count; i++)
        series->data[i] = seconds(times[i]);
    lua_setfield(L, -2, name);
}

static void set_texts(lua_State *L, const char *name, const char *const *texts, int count)
{
    if (!texts || count <= 0)
        return;
    lua_createtable(L, count, 0);
    for (int i = 0; i < count; i++) {
        lua_pushstring(L, texts[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_setfield(L, -2, name);
}

static void set_script(lua_State *L, const struct fs_runner *runner)
{
    lua_newtable(L);
    set_text(L, "name", runner->name);
    set_text(L, "version", runner->version);
    set_text(L, "description", runner->description);
    set_text(L, "path", runner->path);
    set_text(L, "hash", runner->hash);
    lua_setfield(L, -2, "script");

    lua_createtable(L, runner->param_count, 0);
    for (int i = 0; i < runner->param_count; i++) {
        const struct fs_param *param = &runner->params[i];
        lua_newtable(L);
        set_text(L, "name", param->name);
        set_text(L, "doc", param->doc);
        if (param->type == 'n')
            lua_pushnumber(L, param->number);
        else if (param->type == 'b')
            lua_pushboolean(L, param->number != 0);
        else
            lua_pushstring(L, param->text ? param->text : "");
        lua_setfield(L, -2, "value");
        lua_rawseti(L, -2, i + 1);
    }
    lua_setfield(L, -2, "params");
}

static void set_data(lua_State *L, const struct fs_report *report)
{
    lua_newtable(L);
    set_text(L, "dataset", report->dataset);
    set_text(L, "hash", report->data_hash);
    set_time(L, "from", report->result->first_time);
    set_time(L, "to", report->result->last_time);
    set_number(L, "bars", (double)report->result->bars);
    lua_createtable(L, report->series_count, 0);
    for (int i = 0; i < report->series_count; i++) {
        lua_pushstring(L, report->series[i].symbol);
        lua_rawseti(L, -2, i + 1);
    }
    lua_setfield(L, -2, "symbols");
    lua_setfield(L, -2, "data");
}

static void set_metrics(lua_State *L, const struct fs_metrics *m)
{
#define METRIC(name)                                                                                         \
    {                                                                                                        \
#name, m->name                                                                                       \
    }
    const struct {
        const char *name;
        double value;
    } metrics[] = {
        METRIC(total_return), METRIC(cagr),          METRIC(volatility),   METRIC(sharpe),
        METRIC(sortino),      METRIC(calmar),        METRIC(max_drawdown), METRIC(max_drawdown_days),
        METRIC(win_rate),     METRIC(profit_factor), METRIC(exposure),     METRIC(turnover),
        METRIC(fees),         METRIC(mean_trade),    METRIC(best_trade),   METRIC(worst_trade),
        METRIC(mean_return),  METRIC(skewness),      METRIC(kurtosis),
    };
    const struct {
        const char *name;
        double value;
    } compared[] = {METRIC(benchmark_return), METRIC(beta), METRIC(alpha)};
#undef METRIC
    lua_newtable(L);
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        set_number(L, metrics[i].name, metrics[i].value);
    for (size_t i = 0; i < sizeof compared / sizeof *compared; i++)
        if (!isnan(compared[i].value))
            set_number(L, compared[i].name, compared[i].value);
    lua_setfield(L, -2, "metrics");
}

static void set_conventions(lua_State *L, const struct fs_conventions *conventions)
{
    lua_newtable(L);
    set_text(L, "returns", "simple, from one point of the account's value to the next");
    set_text(L, "compounding", "geometric");
    set_number(L, "periods_per_year", conventions->periods_per_year);
    set_text(L, "periods_basis", conventions->periods_basis);
    set_number(L, "periods", (double)conventions->periods);
    set_number(L, "risk_free", conventions->risk_free);
    set_number(L, "ddof", conventions->ddof);
    set_text(L, "annual_left_out", conventions->annual_left_out);
    lua_setfield(L, -2, "conventions");
}

static void set_trades(lua_State *L, const struct fs_report *report)
{
    const struct fs_result *result = report->result;
    lua_createtable(L, result->trade_count < INT32_MAX ? (int)result->trade_count : 0, 0);
    for (int64_t i = 0; i < result->trade_count; i++) {
        const struct fs_trade_record *trade = &result->trades[i];
        lua_createtable(L, 0, 9);
        set_text(L, "symbol", fs_engine_symbol(report->engine, trade->slot));
        set_text(L, "side", trade->side == FS_SELL ? "short" : "long");
        /* in the units of the end, as the prices of the page are */
        double units = trade->exit_time == FS_TIME_NONE
                           ? 1.0
                           : fs_engine_units(report->engine, trade->slot, trade->exit_time);
        set_number(L, "qty", (double)trade->qty / FS_SCALE * units);
        set_time(L, "entry_time", trade->entry_time);
        set_number(L, "entry_price", (double)trade->entry_price / FS_SCALE / units);
        set_time(L, "exit_time", trade->exit_time);
        if (trade->exit_time != FS_TIME_NONE)
            set_number(L, "exit_price", (double)trade->exit_price / FS_SCALE / units);
        set_number(L, "pnl", trade->pnl);
        set_number(L, "fees", (double)trade->fees / FS_SCALE * fs_engine_rate(report->engine, trade->slot));
        double point = fs_engine_point_value(report->engine, trade->slot);
        if (point != 1.0) /* what the quantity times the price is to be multiplied by */
            set_number(L, "point", point);
        lua_rawseti(L, -2, (int)i + 1);
    }
    lua_setfield(L, -2, "trades");
}

/* The events that met a position. */
static void set_events(lua_State *L, const struct fs_report *report)
{
    const struct fs_result *result = report->result;
    if (!result->event_count)
        return;
    lua_createtable(L, 0, 0);
    for (int64_t i = 0; i < result->event_count && i < INT32_MAX; i++) {
        const struct fs_event_record *event = &result->event_log[i];
        lua_createtable(L, 0, 10);
        set_time(L, "time", event->time);
        set_text(L, "symbol", fs_engine_symbol(report->engine, event->slot));
        set_text(L, "type", fs_instrument_event_name(event->type));
        if (event->into >= 0)
            set_text(L, "into", fs_engine_symbol(report->engine, event->into));
        set_number(L, "before", (double)event->before / FS_SCALE);
        set_number(L, "after", (double)event->after / FS_SCALE);
        double rate = fs_engine_rate(report->engine, event->slot);
        set_number(L, "cash", (double)event->cash / FS_SCALE * rate);
        set_number(L, "fee", (double)event->fee / FS_SCALE * rate);
        lua_rawseti(L, -2, (int)i + 1);
    }
    lua_setfield(L, -2, "events");
    set_number(L, "dividends", result->dividends);
    set_number(L, "funding", result->funding);
}

static void set_curves(lua_State *L, const struct fs_report *report)
{
    const struct fs_result *result = report->result;
    lua_newtable(L);
    set_times(L, "time", result->equity_time, result->equity_count);
    set_values(L, "value", result->equity_value, result->equity_count);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "at_end");
    if (result->benchmark_value && report->benchmark) {
        lua_newtable(L);
        set_text(L, "name", report->benchmark);
        set_values(L, "value", result->benchmark_value, result->equity_count);
        lua_getfield(L, -2, "time");
        lua_setfield(L, -2, "time");
        lua_setfield(L, -3, "benchmark");
    }
    lua_setfield(L, -2, "equity");

    lua_createtable(L, result->recorded_count, 0);
    for (int i = 0; i < result->recorded_count; i++) {
        const struct fs_recorded *recorded = &result->recorded[i];
        lua_newtable(L);
        set_text(L, "name", recorded->name);
        set_times(L, "time", recorded->time, recorded->count);
        set_values(L, "value", recorded->value, recorded->count);
        lua_rawseti(L, -2, i + 1);
    }
    lua_setfield(L, -2, "recorded");
}

static void set_refusals(lua_State *L, const struct fs_result *result)
{
    lua_createtable(L, result->refusal_count, 0);
    int count = 0;
    for (int i = 0; i < result->refusal_count; i++) {
        if (result->refusals[i].count == 0)
            continue;
        lua_newtable(L);
        set_text(L, "reason", result->refusals[i].rule);
        set_number(L, "count", (double)result->refusals[i].count);
        lua_rawseti(L, -2, ++count);
    }
    lua_setfield(L, -2, "rejections");
    set_text(L, "first_refusal", result->first_refusal);
}

/* What of the run's settings changes its result, besides cash: costs and how orders are filled. */
static void set_options(lua_State *L, const struct fs_engine_options *o)
{
    if (!o)
        return;
    lua_newtable(L);
    set_number(L, "fee_bps", o->fees.bps);
    set_number(L, "fee_per_share", o->fees.per_share);
    set_number(L, "fee_per_trade", o->fees.per_trade);
    set_number(L, "fee_minimum", o->fees.minimum);
    set_number(L, "slippage_bps", o->slippage_bps);
    set_number(L, "volume_share", o->volume_share);
    set_number(L, "impact", o->impact);
    set_text(L, "impact_shape",
             o->impact_shape == FS_IMPACT_ROOT     ? "root"
             : o->impact_shape == FS_IMPACT_LINEAR ? "linear"
                                                   : "square");
    set_number(L, "latency_ms", (double)o->order_latency / 1e6);
    set_number(L, "latency_change_ms", (double)o->change_latency / 1e6);
    set_number(L, "latency_cancel_ms", (double)o->cancel_latency / 1e6);
    set_number(L, "max_leverage", o->limits.max_leverage);
    set_number(L, "warmup", (double)o->warmup);
    set_text(L, "lots", fs_lots_words(o->lots));
    set_text(L, "price_path", o->price_path == FS_PATH_WORST ? "worst" : "ohlc");
    set_text(L, "equity",
             o->keep_equity == FS_EQUITY_BAR   ? "bar"
             : o->keep_equity == FS_EQUITY_DAY ? "day"
                                               : "none");
    lua_pushboolean(L, o->limits.allow_short);
    lua_setfield(L, -2, "short_sales");
    lua_setfield(L, -2, "options");
}

/* A column in the units of the end of the run: split away, where there were splits. */
static void set_column(lua_State *L, const struct fs_report *report, const struct fs_series *series,
                       const char *name, const double *values, int volume)
{
    int slot = fs_engine_slot(report->engine, series->symbol);
    if (!values || slot < 0 || !series->count ||
        fs_engine_units(report->engine, slot, series->time[0]) == 1.0) {
        set_values(L, name, values, series->count);
        return;
    }
    struct fs_lua_series *out = fs_series_push(L, series->count);
    for (int64_t i = 0; i < series->count; i++) {
        double units = fs_engine_units(report->engine, slot, series->time[i]);
        out->data[i] = volume ? values[i] * units : values[i] / units;
    }
    lua_setfield(L, -2, name);
}

/* prices(symbol) -> { time, open, high, low, close, volume }, or nothing: asked for the symbols that were traded. */
static int prices(lua_State *L)
{
    const struct fs_report *report = lua_touserdata(L, lua_upvalueindex(1));
    const char *symbol = luaL_checkstring(L, 1);
    for (int i = 0; i < report->series_count; i++) {
        const struct fs_series *series = &report->series[i];
        if (strcmp(series->symbol, symbol) != 0)
            continue;
        lua_newtable(L);
        set_times(L, "time", series->time, series->count);
        set_column(L, report, series, "open", series->open, 0);
        set_column(L, report, series, "high", series->high, 0);
        set_column(L, report, series, "low", series->low, 0);
        set_column(L, report, series, "close", series->close, 0);
        set_column(L, report, series, "volume", series->volume, 1);
        return 1;
    }
    return 0;
}

int fs_report_push(lua_State *L, const struct fs_report *report)
{
    const struct fs_result *result = report->result;
    luaL_checkstack(L, 16, "report");
    lua_newtable(L);
    set_script(L, report->runner);
    set_data(L, report);
    set_metrics(L, &result->metrics);
    set_conventions(L, &result->conventions);
    set_trades(L, report);
    set_events(L, report);
    set_curves(L, report);
    set_refusals(L, result);
    set_options(L, report->options);
    lua_pushboolean(L, result->complete);
    lua_setfield(L, -2, "complete");
    set_number(L, "cash", report->cash);
    set_number(L, "orders", (double)result->orders);
    set_number(L, "fills", (double)result->fills);
    set_number(L, "rejected", (double)result->rejected);
    set_text(L, "currency", report->currency);
    set_text(L, "journal_hash", result->journal_hash);
    set_text(L, "version", FINSMART_VERSION);
    set_texts(L, "words", report->words, report->word_count);
    set_texts(L, "warnings", report->warnings, report->warning_count);
    union {
        const struct fs_report *in;
        void *out;
    } pointer = {report};
    lua_pushlightuserdata(L, pointer.out);
    lua_pushcclosure(L, prices, 1);
    return 2;
}
