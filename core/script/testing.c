#include "script/testing.h"

#include "base/cancel.h"
#include "base/error.h"
#include "script/rule.h"
#include "script/state.h"
#include "script/testing_backtest.h"
#include "script/values.h"

#include <jansson.h>
#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char rule_key; /* metatable of loaded rules */

static int free_rule(lua_State *L)
{
    struct fs_rule **holder = lua_touserdata(L, 1);
    if (holder && *holder) {
        fs_rule_free(*holder);
        *holder = NULL;
    }
    return 0;
}

/* rule_open(path, { "name=value", ... } [, budget]) -> rule, id */
static int rule_open(lua_State *L)
{
    const char *params[64];
    const char *path = luaL_checkstring(L, 1);
    int count = (int)lua_objlen(L, 2);
    if (count > 64)
        return luaL_error(L, "more than 64 params");
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 2, i + 1);
        params[i] = luaL_checkstring(L, -1); /* the table keeps it */
        lua_pop(L, 1);
    }
    int64_t budget = (int64_t)luaL_optnumber(L, 3, 0);
    struct fs_rule **holder = lua_newuserdata(L, 64); /* as large as trusted files expect of any userdata */
    memset(holder, 0, 64);
    lua_pushlightuserdata(L, &rule_key);
    lua_rawget(L, LUA_REGISTRYINDEX);
    lua_setmetatable(L, -2);
    struct fs_rule_options options = {.params = params, .param_count = count, .budget = budget};
    *holder = fs_rule_load(path, &options);
    if (!*holder)
        return fs_state_raise(L);
    lua_pushstring(L, fs_rule_id(*holder));
    return 2;
}

static double number_field(lua_State *L, int index, const char *name, double fallback)
{
    lua_getfield(L, index, name);
    double value = lua_isnumber(L, -1) ? lua_tonumber(L, -1) : fallback;
    lua_pop(L, 1);
    return value;
}

static const char *text_field(lua_State *L, int index, const char *name, const char *fallback)
{
    lua_getfield(L, index, name);
    const char *value =
        lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : fallback; /* the table keeps it */
    lua_pop(L, 1);
    return value;
}

/* The figures that a test gives: ctx.price[symbol] and the like, in the test's own state. */
struct figures {
    lua_State *L;
    int context;
};

static double figure(const struct figures *figures, const char *table, const char *symbol)
{
    lua_State *L = figures->L;
    lua_getfield(L, figures->context, table);
    double value = NAN;
    if (lua_istable(L, -1)) {
        lua_pushstring(L, symbol);
        lua_rawget(L, -2);
        if (lua_isnumber(L, -1))
            value = lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return value;
}

static double price_of(void *data, const char *symbol)
{
    return figure(data, "price", symbol);
}

static double position_of(void *data, const char *symbol)
{
    double value = figure(data, "position", symbol);
    return isnan(value) ? 0.0 : value;
}

static double pending_of(void *data, const char *symbol)
{
    double value = figure(data, "pending", symbol);
    return isnan(value) ? 0.0 : value;
}

/* rule_ask(rule, order, ctx) -> "allow" | "warn" | "reject", reason, details, failed */
static int rule_ask(lua_State *L)
{
    struct fs_rule **holder = lua_touserdata(L, 1);
    if (!holder || !*holder)
        return luaL_error(L, "rule expected");
    struct figures figures = {L, 3};
    struct fs_rule_order order = {
        .id = (int64_t)number_field(L, 2, "id", 1),
        .symbol = text_field(L, 2, "symbol", "TEST"),
        .side = text_field(L, 2, "side", "buy"),
        .type = text_field(L, 2, "type", "market"),
        .tif = text_field(L, 2, "tif", "gtc"),
        .qty = number_field(L, 2, "qty", 1),
        .limit = number_field(L, 2, "limit", NAN),
        .stop = number_field(L, 2, "stop", NAN),
    };
    struct fs_rule_context context = {
        .cash = number_field(L, 3, "cash", 100000),
        .equity = number_field(L, 3, "equity", 100000),
        .now = number_field(L, 3, "now", 0),
        .price = price_of,
        .position = position_of,
        .pending = pending_of,
        .data = &figures,
    };
    struct fs_verdict verdict;
    int failed = fs_rule_check(*holder, &order, &context, &verdict);
    fs_error_clear();
    static const char *const names[] = {"allow", "warn", "reject"};
    lua_pushstring(L, names[verdict.verdict]);
    lua_pushstring(L, verdict.reason);
    if (verdict.details)
        fs_values_push(L, verdict.details, 0);
    else
        lua_newtable(L);
    json_decref(verdict.details);
    lua_pushboolean(L, failed);
    return 4;
}

void fs_test_host(lua_State *L)
{
    static const luaL_Reg functions[] = {{"rule_open", rule_open}, {"rule_ask", rule_ask}, {NULL, NULL}};
    luaL_register(L, NULL, functions);
    fs_testing_backtest_host(L);
    lua_pushlightuserdata(L, &rule_key);
    lua_newtable(L);
    lua_pushcfunction(L, free_rule);
    lua_setfield(L, -2, "__gc");
    lua_pushliteral(L, "rule");
    lua_setfield(L, -2, "__metatable");
    lua_rawset(L, LUA_REGISTRYINDEX);
}

struct run {
    const char *path;
    const struct fs_testing_options *options;
    const struct fs_testing_listener *listener;
    int index, count;
    char name[256];
};

static int push_load(lua_State *L, void *arg)
{
    const struct run *run = arg;
    lua_pushstring(L, run->path);
    lua_pushboolean(L, run->options->coverage);
    return 2;
}

static void take_load(lua_State *L, int first, void *arg)
{
    ((struct run *)arg)->count = (int)lua_tointeger(L, first);
}

static int push_index(lua_State *L, void *arg)
{
    lua_pushinteger(L, ((struct run *)arg)->index);
    return 1;
}

static void take_name(lua_State *L, int first, void *arg)
{
    struct run *run = arg;
    snprintf(run->name, sizeof run->name, "%s", lua_tostring(L, first));
}

/* { { script, ran, lines, missed }, ... } */
static void take_coverage(lua_State *L, int first, void *arg)
{
    struct run *run = arg;
    for (int i = 1; i <= (int)lua_objlen(L, first); i++) {
        lua_rawgeti(L, first, i);
        for (int k = 1; k <= 4; k++)
            lua_rawgeti(L, -k, k);
        run->listener->covered(run->listener->data, lua_tostring(L, -4), (int)lua_tointeger(L, -3),
                               (int)lua_tointeger(L, -2), lua_tostring(L, -1));
        lua_pop(L, 5);
    }
}

static int run_tests(struct fs_state *state, struct run *run)
{
    if (fs_state_enter(state, "test.load", push_load, take_load, run))
        return -1;
    for (run->index = 1; run->index <= run->count && !fs_cancel_requested(); run->index++) {
        if (fs_state_enter(state, "test.name", push_index, take_name, run))
            return -1;
        if (run->options->contains && !strstr(run->name, run->options->contains))
            continue;
        char *problem = NULL;
        if (fs_state_enter(state, "test.run", push_index, NULL, run)) {
            problem = fs_error_text(fs_error_last());
            fs_error_clear();
        }
        run->listener->test(run->listener->data, run->path, run->name, problem);
        free(problem);
    }
    return run->options->coverage ? fs_state_enter(state, "test.coverage", NULL, take_coverage, run) : 0;
}

int fs_testing_run(const char *path, const struct fs_testing_options *options,
                   const struct fs_testing_listener *listener)
{
    struct fs_state_options state_options = {.memory_limit = options->memory_limit,
                                             .interpret = options->coverage,
                                             .home = options->home,
                                             .out = stderr,
                                             .seed = 1};
    struct fs_state *state = fs_state_new(&state_options);
    if (!state)
        return -1;
    struct run run = {.path = path, .options = options, .listener = listener};
    int status = run_tests(state, &run);
    fs_state_free(state);
    return status;
}
