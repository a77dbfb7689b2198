#include "script/testing_backtest.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"
#include "frame/frame.h"
#include "script/series.h"
#include "script/state.h"
#include "trade/engine.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char backtest_key; /* registry: metatable */

static int collect(lua_State *L)
{
    struct fs_test_backtest *test = lua_touserdata(L, 1);
    if (!test)
        return 0;
    fs_engine_free(test->engine);
    for (int i = 0; i < test->frame_count; i++)
        fs_frame_unref(test->frames[i]);
    fs_arena_free(test->arena);
    free(test->decisions.bytes);
    *test = (struct fs_test_backtest){0};
    return 0;
}

/* Trusted files look at the beginning of any userdata as if it were a series. */
_Static_assert(sizeof(struct fs_test_backtest) >= sizeof(struct fs_lua_series), "as large as a series");

struct fs_test_backtest *fs_test_backtest_push(lua_State *L)
{
    struct fs_test_backtest *test = lua_newuserdata(L, sizeof *test);
    *test = (struct fs_test_backtest){0};
    lua_pushlightuserdata(L, &backtest_key);
    lua_rawget(L, LUA_REGISTRYINDEX);
    lua_setmetatable(L, -2);
    if (!(test->arena = fs_arena_new()))
        fs_state_raise(L);
    return test;
}

int fs_test_backtest_opened(lua_State *L, int handle, const struct fs_test_backtest *test)
{
    lua_newtable(L);
    lua_pushvalue(L, handle);
    lua_setfield(L, -2, "handle");
    lua_pushlightuserdata(L, test->engine);
    lua_setfield(L, -2, "engine");
    return 1;
}

struct fs_test_backtest *fs_test_backtest_check(lua_State *L)
{
    struct fs_test_backtest *test = lua_touserdata(L, 1);
    if (!test || !test->engine)
        luaL_error(L, "backtest expected");
    return test;
}

double fs_test_option(lua_State *L, int options, const char *name, double fallback)
{
    lua_getfield(L, options, name);
    double value = lua_isnumber(L, -1)    ? lua_tonumber(L, -1)
                   : lua_isboolean(L, -1) ? lua_toboolean(L, -1)
                                          : fallback;
    lua_pop(L, 1);
    return value;
}

const char *fs_test_option_text(lua_State *L, int options, const char *name, struct fs_arena *arena)
{
    lua_getfield(L, options, name);
    const char *text = lua_tostring(L, -1), *copy = text ? fs_arena_strdup(arena, text) : NULL;
    if (text && !copy)
        fs_state_raise(L);
    lua_pop(L, 1);
    return copy;
}

void fs_test_engine_options(lua_State *L, int options, struct fs_test_backtest *test,
                            struct fs_engine_options *out)
{
    fs_engine_defaults(out);
    out->cash = llround(fs_test_option(L, options, "cash", 100000) * (double)FS_SCALE);
    out->fees.bps = fs_test_option(L, options, "fee_bps", 0);
    out->fees.per_share = fs_test_option(L, options, "fee_per_share", 0);
    out->slippage_bps = fs_test_option(L, options, "slippage_bps", 0);
    out->volume_share = fs_test_option(L, options, "volume_share", 0);
    out->impact = fs_test_option(L, options, "impact", 0);
    out->warmup = (int64_t)fs_test_option(L, options, "warmup", 0);
    out->limits.max_leverage = fs_test_option(L, options, "max_leverage", 1);
    out->limits.allow_short = fs_test_option(L, options, "allow_short", 1) != 0.0;
    fs_test_decisions_sink(&test->decisions, &out->decisions);
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

/* backtest_open({ symbol, ... }, { { time, open, high, low, close, volume, further ... }, ... }, options, { name, ... }) ->
 * { handle, engine } */
static int backtest_open(lua_State *L)
{
    int count = (int)lua_objlen(L, 1);
    struct fs_test_backtest *test = fs_test_backtest_push(L);
    int handle = lua_gettop(L);
    struct fs_series *series = fs_arena_array(test->arena, (size_t)count + 1, sizeof *series);
    if (!series)
        return fs_state_raise(L);
    int64_t interval = (int64_t)(fs_test_option(L, 3, "interval", 86400) * 1e9);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 1, i + 1);
        series[i].symbol = fs_arena_strdup(test->arena, luaL_checkstring(L, -1));
        lua_rawgeti(L, 2, i + 1);
        take_series(L, test->arena, &series[i], interval);
        series[i].lot = llround(fs_test_option(L, 3, "lot", 1) * (double)FS_SCALE);
        series[i].tick = llround(fs_test_option(L, 3, "tick", 0) * (double)FS_SCALE);
        series[i].min_notional = llround(fs_test_option(L, 3, "min_notional", 0) * (double)FS_SCALE);
        lua_pop(L, 2);
    }
    struct fs_engine_options options;
    fs_test_engine_options(L, 3, test, &options);
    if (!(test->engine = fs_engine_new(&options, series, count)))
        return fs_state_raise(L);
    return fs_test_backtest_opened(L, handle, test);
}

static int backtest_close(lua_State *L)
{
    fs_test_backtest_check(L);
    return collect(L);
}

void fs_testing_backtest_host(lua_State *L)
{
    static const luaL_Reg functions[] = {{"backtest_open", backtest_open},
                                         {"backtest_open_ticks", fs_test_open_ticks},
                                         {"backtest_result", fs_test_result},
                                         {"backtest_close", backtest_close},
                                         {NULL, NULL}};
    luaL_register(L, NULL, functions);
    lua_pushlightuserdata(L, &backtest_key);
    lua_newtable(L);
    lua_pushcfunction(L, collect);
    lua_setfield(L, -2, "__gc");
    lua_rawset(L, LUA_REGISTRYINDEX);
}
