#include "script/rule.h"

#include "base/error.h"
#include "script/state.h"
#include "script/values.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RULE_MEMORY = 64 << 20 };

struct fs_rule {
    struct fs_state *state;
    const char *path;                      /* while loading */
    const struct fs_rule_options *options; /* while loading */
    int64_t budget;
    char id[128];
    char severity[16];
};

static int push_load(lua_State *L, void *arg)
{
    const struct fs_rule *rule = arg;
    lua_pushstring(L, rule->path);
    lua_newtable(L);
    for (int i = 0; i < rule->options->param_count; i++) {
        lua_pushstring(L, rule->options->params[i]);
        lua_rawseti(L, -2, i + 1);
    }
    return 2;
}

static void take_load(lua_State *L, int first, void *arg)
{
    struct fs_rule *rule = arg;
    snprintf(rule->id, sizeof rule->id, "%s", lua_tostring(L, first));
    snprintf(rule->severity, sizeof rule->severity, "%s", lua_tostring(L, first + 1));
}

struct fs_rule *fs_rule_load(const char *path, const struct fs_rule_options *options)
{
    struct fs_rule *rule = calloc(1, sizeof *rule);
    struct fs_state_options state = {.memory_limit = RULE_MEMORY, .rules = 1, .out = stderr, .seed = 1};
    if (!rule) {
        fs_error_nomem();
        return NULL;
    }
    rule->path = path;
    rule->options = options;
    rule->budget = options->budget ? options->budget : FS_RULE_BUDGET;
    if (!(rule->state = fs_state_new(&state)) ||
        fs_state_enter(rule->state, "rule.load", push_load, take_load, rule)) {
        fs_rule_free(rule);
        return NULL;
    }
    return rule;
}

void fs_rule_free(struct fs_rule *rule)
{
    if (!rule)
        return;
    fs_state_free(rule->state);
    free(rule);
}

const char *fs_rule_id(const struct fs_rule *rule)
{
    return rule->id;
}

const char *fs_rule_severity(const struct fs_rule *rule)
{
    return rule->severity;
}

struct question {
    const struct fs_rule_order *order;
    const struct fs_rule_context *context;
    struct fs_verdict *verdict;
};

static void set_number(lua_State *L, const char *name, double value)
{
    if (isnan(value))
        return;
    lua_pushnumber(L, value);
    lua_setfield(L, -2, name);
}

static void set_text(lua_State *L, const char *name, const char *value)
{
    if (!value)
        return;
    lua_pushstring(L, value);
    lua_setfield(L, -2, name);
}

static int push_check(lua_State *L, void *arg)
{
    const struct question *question = arg;
    const struct fs_rule_order *order = question->order;
    lua_newtable(L);
    set_number(L, "id", (double)order->id);
    set_text(L, "symbol", order->symbol);
    set_text(L, "side", order->side);
    set_text(L, "type", order->type);
    set_text(L, "tif", order->tif);
    set_number(L, "qty", order->qty);
    set_number(L, "limit", order->limit);
    set_number(L, "stop", order->stop);
    lua_newtable(L);
    set_number(L, "cash", question->context->cash);
    set_number(L, "equity", question->context->equity);
    set_number(L, "now", question->context->now);
    return 2;
}

static void take_check(lua_State *L, int first, void *arg)
{
    struct fs_verdict *verdict = ((struct question *)arg)->verdict;
    verdict->verdict = (int)lua_tointeger(L, first);
    snprintf(verdict->reason, sizeof verdict->reason, "%s",
             lua_tostring(L, first + 1) ? lua_tostring(L, first + 1) : "");
    if (lua_istable(L, first + 2))
        verdict->details = fs_values_json(L, first + 2, "details");
}

int fs_rule_check(struct fs_rule *rule, const struct fs_rule_order *order,
                  const struct fs_rule_context *context, struct fs_verdict *verdict)
{
    struct question question = {order, context, verdict};
    *verdict = (struct fs_verdict){.verdict = FS_VERDICT_REJECT};
    rule->state->context = context;
    fs_state_budget(rule->state, rule->budget);
    int status = fs_state_enter(rule->state, "rule.check", push_check, take_check, &question);
    int spent = rule->state->spent;
    fs_state_budget(rule->state, 0);
    rule->state->context = NULL;
    if (spent) {
        status = fs_error_set(FS_E_LIMIT, "rule '%s': over its budget of %lld instructions for one verdict",
                              rule->id, (long long)rule->budget);
        verdict->verdict = FS_VERDICT_REJECT;
    }
    if (status)
        snprintf(verdict->reason, sizeof verdict->reason, "%s", fs_error_last()->message);
    return status;
}

static const struct fs_rule_context *context_of(lua_State *L)
{
    const struct fs_rule_context *context = fs_state_of(L)->context;
    if (!context)
        luaL_error(L, "ctx is valid during check only");
    return context;
}

static int ask(lua_State *L, double (*function)(void *data, const char *symbol), void *data)
{
    double value = function ? function(data, luaL_checkstring(L, 1)) : NAN;
    lua_pushnumber(L, value);
    return 1;
}

static int ask_price(lua_State *L)
{
    const struct fs_rule_context *context = context_of(L);
    return ask(L, context->price, context->data);
}

static int ask_position(lua_State *L)
{
    const struct fs_rule_context *context = context_of(L);
    return ask(L, context->position, context->data);
}

static int ask_pending(lua_State *L)
{
    const struct fs_rule_context *context = context_of(L);
    return ask(L, context->pending, context->data);
}

void fs_rule_host(lua_State *L)
{
    static const luaL_Reg functions[] = {{"rule_price", ask_price},
                                         {"rule_position", ask_position},
                                         {"rule_pending", ask_pending},
                                         {NULL, NULL}};
    luaL_register(L, NULL, functions);
}
