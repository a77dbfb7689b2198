#include "script/testing_backtest.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"
#include "script/series.h"
#include "script/state.h"
#include "trade/engine.h"
#include "trade/result.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

static char backtest_key; /* registry: metatable */

/* An engine over a test's frames. Lua owns it; the series it reads are copied into the arena. */
struct backtest {
    struct fs_engine *engine;
    struct fs_arena *arena;
    uint64_t padding[6]; /* as large as trusted files expect of any userdata */
};

static int collect(lua_State *L)
{
    struct backtest *test = lua_touserdata(L, 1);
    if (!test)
        return 0;
    fs_engine_free(test->engine);
    fs_arena_free(test->arena);
    test->engine = NULL;
    test->arena = NULL;
    return 0;
}

static struct backtest *check_backtest(lua_State *L)
{
    struct backtest *test = lua_touserdata(L, 1);
    if (!test || !test->engine)
        luaL_error(L, "backtest expected");
    return test;
}

/* Column `index` of the list on top of the stack, copied; NULL where there is none. */
static const double *take_column(lua_State *L, struct fs_arena *arena, int index, int64_t *count)
{
    lua_rawgeti(L, -1, index);
    const struct fs_lua_series *series = fs_series_at(L, -1);
    double *copy = NULL;
    if (series) {
        if (index == 1)
            *count = series->length;
        else if (series->length != *count)
            luaL_error(L, "a column has %d values, the times are %d", (int)series->length, (int)*count);
        copy = fs_arena_array(arena, (size_t)series->length + 1, sizeof *copy);
        if (!copy)
            fs_state_raise(L);
        memcpy(copy, series->data, (size_t)series->length * sizeof *copy);
    }
    lua_pop(L, 1);
    return copy;
}

/* The further columns, whose names are the list at index 4, follow the volume. */
static void take_extra(lua_State *L, struct fs_arena *arena, struct fs_series *series)
{
    int count = (int)lua_objlen(L, 4);
    const char **names = fs_arena_array(arena, (size_t)count + 1, sizeof *names);
    const double **values = fs_arena_array(arena, (size_t)count + 1, sizeof *values);
    if (!names || !values)
        fs_state_raise(L);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 4, i + 1);
        names[i] = fs_arena_strdup(arena, luaL_checkstring(L, -1));
        lua_pop(L, 1);
        values[i] = take_column(L, arena, 7 + i, &series->count);
        if (!names[i])
            fs_state_raise(L);
    }
    series->extra = values;
    series->extra_names = names;
    series->extra_count = count;
}

static void take_series(lua_State *L, struct fs_arena *arena, struct fs_series *series, int64_t interval)
{
    const double *seconds = take_column(L, arena, 1, &series->count);
    if (!seconds)
        luaL_error(L, "the times are missing");
    int64_t *time = fs_arena_array(arena, (size_t)series->count + 1, sizeof *time);
    if (!time)
        fs_state_raise(L);
    for (int64_t i = 0; i < series->count; i++)
        time[i] = (int64_t)floor(seconds[i]) * FS_NS_PER_SECOND +
                  llround((seconds[i] - floor(seconds[i])) * 1e6) * FS_NS_PER_US;
    series->time = time;
    series->open = take_column(L, arena, 2, &series->count);
    series->high = take_column(L, arena, 3, &series->count);
    series->low = take_column(L, arena, 4, &series->count);
    series->close = take_column(L, arena, 5, &series->count);
    series->volume = take_column(L, arena, 6, &series->count);
    series->interval = interval;
    take_extra(L, arena, series);
}

static double option(lua_State *L, const char *name, double fallback)
{
    lua_getfield(L, 3, name);
    double value = lua_isnumber(L, -1)    ? lua_tonumber(L, -1)
                   : lua_isboolean(L, -1) ? lua_toboolean(L, -1)
                                          : fallback;
    lua_pop(L, 1);
    return value;
}

/* backtest_open({ symbol, ... }, { { time, open, high, low, close, volume, further ... }, ... }, options, { name, ... }) ->
 * { handle, engine } */
static int backtest_open(lua_State *L)
{
    int count = (int)lua_objlen(L, 1);
    struct backtest *test = lua_newuserdata(L, sizeof *test);
    memset(test, 0, sizeof *test);
    lua_pushlightuserdata(L, &backtest_key);
    lua_rawget(L, LUA_REGISTRYINDEX);
    lua_setmetatable(L, -2);
    int handle = lua_gettop(L);
    struct fs_series *series = NULL;
    if (!(test->arena = fs_arena_new()) ||
        !(series = fs_arena_array(test->arena, (size_t)count + 1, sizeof *series)))
        return fs_state_raise(L);
    int64_t interval = (int64_t)(option(L, "interval", 86400) * 1e9);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 1, i + 1);
        series[i].symbol = fs_arena_strdup(test->arena, luaL_checkstring(L, -1));
        lua_rawgeti(L, 2, i + 1);
        take_series(L, test->arena, &series[i], interval);
        series[i].lot = llround(option(L, "lot", 1) * (double)FS_SCALE);
        series[i].tick = llround(option(L, "tick", 0) * (double)FS_SCALE);
        series[i].min_notional = llround(option(L, "min_notional", 0) * (double)FS_SCALE);
        lua_pop(L, 2);
    }
    struct fs_engine_options options;
    fs_engine_defaults(&options);
    options.cash = llround(option(L, "cash", 100000) * (double)FS_SCALE);
    options.fees.bps = option(L, "fee_bps", 0);
    options.fees.per_share = option(L, "fee_per_share", 0);
    options.slippage_bps = option(L, "slippage_bps", 0);
    options.volume_share = option(L, "volume_share", 0);
    options.impact = option(L, "impact", 0);
    options.warmup = (int64_t)option(L, "warmup", 0);
    options.limits.max_leverage = option(L, "max_leverage", 1);
    options.limits.allow_short = option(L, "allow_short", 1) != 0.0;
    if (!(test->engine = fs_engine_new(&options, series, count)))
        return fs_state_raise(L);
    lua_newtable(L);
    lua_pushvalue(L, handle);
    lua_setfield(L, -2, "handle");
    lua_pushlightuserdata(L, test->engine);
    lua_setfield(L, -2, "engine");
    return 1;
}

static void set_number(lua_State *L, const char *name, double value)
{
    lua_pushnumber(L, value);
    lua_setfield(L, -2, name);
}

static void push_metrics(lua_State *L, const struct fs_metrics *m)
{
    lua_newtable(L);
    set_number(L, "total_return", m->total_return);
    set_number(L, "cagr", m->cagr);
    set_number(L, "volatility", m->volatility);
    set_number(L, "sharpe", m->sharpe);
    set_number(L, "sortino", m->sortino);
    set_number(L, "calmar", m->calmar);
    set_number(L, "max_drawdown", m->max_drawdown);
    set_number(L, "max_drawdown_days", m->max_drawdown_days);
    set_number(L, "win_rate", m->win_rate);
    set_number(L, "profit_factor", m->profit_factor);
    set_number(L, "exposure", m->exposure);
    set_number(L, "turnover", m->turnover);
    set_number(L, "fees", m->fees);
}

static void push_trades(lua_State *L, const struct fs_engine *engine, const struct fs_result *result)
{
    const double scale = (double)FS_SCALE;
    lua_newtable(L);
    for (int64_t i = 0; i < result->trade_count; i++) {
        const struct fs_trade_record *trade = &result->trades[i];
        lua_newtable(L);
        lua_pushstring(L, fs_engine_symbol(engine, trade->slot));
        lua_setfield(L, -2, "symbol");
        lua_pushstring(L, trade->side == FS_BUY ? "long" : "short");
        lua_setfield(L, -2, "side");
        set_number(L, "qty", (double)trade->qty / scale);
        set_number(L, "entry_time", (double)trade->entry_time / 1e9);
        set_number(L, "entry_price", (double)trade->entry_price / scale);
        if (trade->exit_time != FS_TIME_NONE) {
            set_number(L, "exit_time", (double)trade->exit_time / 1e9);
            set_number(L, "exit_price", (double)trade->exit_price / scale);
        }
        set_number(L, "fees", (double)trade->fees / scale);
        set_number(L, "pnl", trade->pnl);
        lua_rawseti(L, -2, (int)i + 1);
    }
}

static int backtest_result(lua_State *L)
{
    struct backtest *test = check_backtest(L);
    const struct fs_result *result = fs_engine_finish(test->engine);
    if (!result)
        return fs_state_raise(L);
    lua_newtable(L);
    set_number(L, "orders", (double)result->orders);
    set_number(L, "fills", (double)result->fills);
    set_number(L, "rejected", (double)result->rejected);
    set_number(L, "bars", (double)result->bars);
    set_number(L, "final_equity", result->metrics.final_equity);
    lua_pushstring(L, result->journal_hash);
    lua_setfield(L, -2, "journal_hash");
    push_metrics(L, &result->metrics);
    lua_setfield(L, -2, "metrics");
    push_trades(L, test->engine, result);
    lua_setfield(L, -2, "trades");
    struct fs_lua_series *equity = fs_series_push(L, result->equity_count);
    if (result->equity_count)
        memcpy(equity->values, result->equity_value, (size_t)result->equity_count * sizeof(double));
    lua_setfield(L, -2, "equity");
    lua_newtable(L);
    for (int i = 0; i < result->recorded_count; i++) {
        const struct fs_recorded *recorded = &result->recorded[i];
        struct fs_lua_series *values = fs_series_push(L, recorded->count);
        memcpy(values->values, recorded->value, (size_t)recorded->count * sizeof(double));
        lua_setfield(L, -2, recorded->name);
    }
    lua_setfield(L, -2, "recorded");
    return 1;
}

static int backtest_close(lua_State *L)
{
    check_backtest(L);
    return collect(L);
}

void fs_testing_backtest_host(lua_State *L)
{
    static const luaL_Reg functions[] = {{"backtest_open", backtest_open},
                                         {"backtest_result", backtest_result},
                                         {"backtest_close", backtest_close},
                                         {NULL, NULL}};
    luaL_register(L, NULL, functions);
    lua_pushlightuserdata(L, &backtest_key);
    lua_newtable(L);
    lua_pushcfunction(L, collect);
    lua_setfield(L, -2, "__gc");
    lua_rawset(L, LUA_REGISTRYINDEX);
}
