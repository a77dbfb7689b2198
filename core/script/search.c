#include "script/search.h"

#include "base/arena.h"
#include "base/error.h"
#include "plugin/runner.h"
#include "script/state.h"
#include "script/strategy.h"
#include "store/weights.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

struct fs_search {
    struct fs_state *state;
    struct fs_arena *arena;
    struct fs_runner about;    /* of a strategy in Lua */
    struct fs_runner *plugin;  /* as opened first, for what it says of itself */
    struct fs_runner *running; /* a plugin's present run */
    const char *what;
    int refused; /* by the last push: the number of a constraint */
    double objective;
    int stopped;
    const struct fs_search_options *options; /* while opening */
    const char *const *given;                /* of the present call */
    int given_count;
};

static int ends_with(const char *text, const char *end)
{
    size_t a = strlen(text), b = strlen(end);
    return a >= b && !strcmp(text + a - b, end);
}

int fs_search_is_plugin(const char *what)
{
    return !strncmp(what, "plugin:", 7) || ends_with(what, ".so");
}

static struct fs_runner *open_plugin(const char *what, const char *const *given, int count)
{
    return fs_plugin_runner_open(what + (ends_with(what, ".so") ? 0 : 7), given, count);
}

struct fs_runner *fs_search_runner(const char *what, const char *const *given, int count,
                                   const struct fs_search_options *options)
{
    if (fs_search_is_plugin(what))
        return open_plugin(what, given, count);
    if (fs_weights_named(what)) {
        if (!count)
            return fs_weights_open(what);
        fs_error_set(FS_E_USAGE, "%s: a file of weights has no parameters; '--param %s' sets one", what,
                     *given);
        return NULL;
    }
    struct fs_strategy_options strategy = {
        .params = given, .param_count = count, .memory_limit = options->memory_limit, .home = options->home};
    return fs_strategy_load(what, &strategy);
}

static void push_texts(lua_State *L, const char *const *texts, int count)
{
    lua_createtable(L, count, 0);
    for (int i = 0; i < count; i++) {
        lua_pushstring(L, texts[i]);
        lua_rawseti(L, -2, i + 1);
    }
}

static int push_path(lua_State *L, void *arg)
{
    lua_pushstring(L, ((struct fs_search *)arg)->what);
    return 1;
}

static int push_given(lua_State *L, void *arg)
{
    const struct fs_search *self = arg;
    push_texts(L, self->given, self->given_count);
    return 1;
}

static int push_judges(lua_State *L, void *arg)
{
    const struct fs_search_options *options = ((struct fs_search *)arg)->options;
    lua_pushstring(L, options->objective);
    push_texts(L, options->constraints, options->constraint_count);
    push_texts(L, fs_figure_names, FS_FIGURES);
    return 3;
}

/* A plugin's parameters as { { name, value }, ... }. */
static int push_values(lua_State *L, void *arg)
{
    const struct fs_runner *runner = ((struct fs_search *)arg)->running;
    lua_createtable(L, runner->param_count, 0);
    for (int i = 0; i < runner->param_count; i++) {
        const struct fs_param *param = &runner->params[i];
        lua_createtable(L, 2, 0);
        lua_pushstring(L, param->name);
        lua_rawseti(L, -2, 1);
        if (param->type == 'n')
            lua_pushnumber(L, param->number);
        else if (param->type == 'b')
            lua_pushboolean(L, param->number != 0.0);
        else
            lua_pushstring(L, param->text ? param->text : "");
        lua_rawseti(L, -2, 2);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

static void take_refusal(lua_State *L, int first, void *arg)
{
    ((struct fs_search *)arg)->refused = (int)lua_tointeger(L, first);
}

static void take_about(lua_State *L, int first, void *arg)
{
    struct fs_search *self = arg;
    self->about.path = self->what;
    fs_strategy_take(L, first, self->arena, &self->about);
}

static int open_lua(struct fs_search *self, const struct fs_search_options *options)
{
    struct fs_state_options state = {
        .memory_limit = options->memory_limit, .home = options->home, .out = stderr, .seed = 1};
    if (!(self->state = fs_state_new(&state)))
        return -1;
    self->options = options;
    if (options->objective && fs_state_enter(self->state, "search.judges", push_judges, NULL, self))
        return -1;
    self->options = NULL;
    return 0;
}

struct fs_search *fs_search_open(const char *what, const struct fs_search_options *options)
{
    if (fs_weights_named(what)) {
        fs_error_set(FS_E_USAGE, "%s: a file of weights has no parameters to try", what);
        return NULL;
    }
    struct fs_search *self = calloc(1, sizeof *self);
    if (!self) {
        fs_error_nomem();
        return NULL;
    }
    int status = -1;
    if ((self->arena = fs_arena_new()) && (self->what = fs_arena_strdup(self->arena, what)) &&
        open_lua(self, options) == 0) {
        if (fs_search_is_plugin(what))
            status = (self->plugin = open_plugin(what, NULL, 0)) ? 0 : -1;
        else
            status = fs_state_enter(self->state, "search.open", push_path, take_about, self);
    }
    if (status == 0)
        return self;
    fs_search_free(self);
    return NULL;
}

void fs_search_free(struct fs_search *self)
{
    if (!self)
        return;
    fs_search_end(self);
    if (self->plugin)
        self->plugin->free(self->plugin);
    fs_state_free(self->state);
    fs_arena_free(self->arena);
    free(self);
}

const struct fs_runner *fs_search_strategy(const struct fs_search *self)
{
    return self->plugin ? self->plugin : &self->about;
}

int fs_search_check(struct fs_search *self, const char *const *given, int count)
{
    if (self->plugin) {
        struct fs_runner *runner = open_plugin(self->what, given, count);
        if (!runner)
            return -1;
        runner->free(runner);
        return 0;
    }
    self->given = given;
    self->given_count = count;
    return fs_state_enter(self->state, "search.check", push_given, NULL, self);
}

int fs_search_begin(struct fs_search *self, const char *const *given, int count)
{
    self->given = given;
    self->given_count = count;
    self->refused = 0;
    int status;
    if (self->plugin) {
        if (!(self->running = open_plugin(self->what, given, count)))
            return -1;
        status = fs_state_enter(self->state, "search.values", push_values, take_refusal, self);
    } else {
        status = fs_state_enter(self->state, "search.begin", push_given, take_refusal, self);
    }
    return status ? -1 : self->refused;
}

struct call {
    struct fs_search *self;
    void *engine;
    const double *figures;
};

static int push_engine(lua_State *L, void *arg)
{
    lua_pushlightuserdata(L, ((struct call *)arg)->engine);
    return 1;
}

static void take_stopped(lua_State *L, int first, void *arg)
{
    ((struct call *)arg)->self->stopped = lua_toboolean(L, first);
}

int fs_search_run(struct fs_search *self, struct fs_engine *engine)
{
    if (self->plugin)
        return self->running->run(self->running, engine);
    struct call call = {self, engine, NULL};
    if (fs_state_enter(self->state, "search.run", push_engine, take_stopped, &call))
        return -1;
    if (self->stopped)
        return fs_error_set(FS_E_CANCELLED, "stopped before the end of the data");
    return 0;
}

static int push_figures(lua_State *L, void *arg)
{
    const struct call *call = arg;
    lua_createtable(L, 0, FS_FIGURES);
    for (int i = 0; i < FS_FIGURES; i++) {
        lua_pushnumber(L, call->figures[i]);
        lua_setfield(L, -2, fs_figure_names[i]);
    }
    return 1;
}

static void take_score(lua_State *L, int first, void *arg)
{
    struct fs_search *self = ((struct call *)arg)->self;
    self->objective = lua_tonumber(L, first);
    self->refused = (int)lua_tointeger(L, first + 1);
}

int fs_search_score(struct fs_search *self, const double figures[FS_FIGURES], double *objective)
{
    struct call call = {self, NULL, figures};
    if (fs_state_enter(self->state, "search.score", push_figures, take_score, &call))
        return -1;
    *objective = self->objective;
    return self->refused;
}

void fs_search_end(struct fs_search *self)
{
    if (self->running)
        self->running->free(self->running);
    self->running = NULL;
    if (self->state)
        fs_state_renew(self->state);
}
