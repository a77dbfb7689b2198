#include "script/strategy.h"

#include "base/arena.h"
#include "base/error.h"
#include "script/state.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

struct strategy {
    struct fs_runner runner; /* first: the runner is the strategy */
    struct fs_state *state;
    struct fs_arena *arena;
    const struct fs_strategy_options *options; /* while loading */
    int stopped;                               /* by somebody, before the end of the data */
};

static int push_load(lua_State *L, void *arg)
{
    const struct strategy *self = arg;
    lua_pushstring(L, self->runner.path);
    lua_createtable(L, self->options->param_count, 0);
    for (int i = 0; i < self->options->param_count; i++) {
        lua_pushstring(L, self->options->params[i]);
        lua_rawseti(L, -2, i + 1);
    }
    return 2;
}

static const char *keep(lua_State *L, struct fs_arena *arena, int index)
{
    const char *text = lua_tostring(L, index);
    char *copy = text ? fs_arena_strdup(arena, text) : NULL;
    if (text && !copy)
        luaL_error(L, "out of memory");
    return copy;
}

/* { { name, value, doc }, ... } */
static void take_params(lua_State *L, struct fs_arena *arena, struct fs_runner *runner, int index)
{
    int count = (int)lua_objlen(L, index);
    struct fs_param *list = fs_arena_array(arena, (size_t)count + 1, sizeof *list);
    if (!list)
        luaL_error(L, "out of memory");
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, index, i + 1);
        for (int field = 1; field <= 3; field++)
            lua_rawgeti(L, -field, field);
        list[i].name = keep(L, arena, -3);
        list[i].doc = keep(L, arena, -1);
        int type = lua_type(L, -2);
        list[i].type = type == LUA_TNUMBER ? 'n' : type == LUA_TBOOLEAN ? 'b' : 's';
        list[i].number = type == LUA_TBOOLEAN ? lua_toboolean(L, -2) : lua_tonumber(L, -2);
        list[i].text = type == LUA_TSTRING ? keep(L, arena, -2) : NULL;
        lua_pop(L, 4);
    }
    runner->params = list;
    runner->param_count = count;
}

void fs_strategy_take(lua_State *L, int first, struct fs_arena *arena, struct fs_runner *runner)
{
    runner->name = keep(L, arena, first);
    runner->version = keep(L, arena, first + 1);
    runner->description = keep(L, arena, first + 2);
    snprintf(runner->hash, sizeof runner->hash, "%s", lua_tostring(L, first + 3));
    take_params(L, arena, runner, first + 4);
}

static void take_load(lua_State *L, int first, void *arg)
{
    struct strategy *self = arg;
    fs_strategy_take(L, first, self->arena, &self->runner);
}

struct run {
    struct strategy *self;
    struct fs_engine *engine;
};

static int push_run(lua_State *L, void *arg)
{
    lua_pushlightuserdata(L, ((struct run *)arg)->engine);
    return 1;
}

static void take_run(lua_State *L, int first, void *arg)
{
    ((struct run *)arg)->self->stopped = lua_toboolean(L, first);
}

static int run(struct fs_runner *runner, struct fs_engine *engine)
{
    struct strategy *self = (struct strategy *)runner;
    struct run arg = {self, engine};
    if (fs_state_enter(self->state, "strategy.run", push_run, take_run, &arg))
        return -1;
    if (self->stopped)
        return fs_error_set(FS_E_CANCELLED, "stopped before the end of the data");
    return 0;
}

struct names {
    const char *path, *among;
    char *out;
    size_t size;
};

static int push_path(lua_State *L, void *arg)
{
    lua_pushstring(L, ((struct names *)arg)->path);
    lua_pushstring(L, ((struct names *)arg)->among);
    return 2;
}

static void take_names(lua_State *L, int first, void *arg)
{
    struct names *names = arg;
    snprintf(names->out, names->size, "%s", lua_tostring(L, first));
}

int fs_strategy_handlers(struct fs_runner *runner, const char *among, char *names, size_t size)
{
    struct names arg = {runner->path, among, names, size};
    *names = '\0';
    return fs_state_enter(((struct strategy *)runner)->state, "kinds.handlers", push_path, take_names, &arg);
}

static void free_strategy(struct fs_runner *runner)
{
    struct strategy *self = (struct strategy *)runner;
    if (!self)
        return;
    fs_state_free(self->state);
    fs_arena_free(self->arena);
    free(self);
}

struct fs_runner *fs_strategy_load(const char *path, const struct fs_strategy_options *options)
{
    struct strategy *self = calloc(1, sizeof *self);
    struct fs_state_options state = {.memory_limit = options->memory_limit,
                                     .interpret = options->interpret,
                                     .home = options->home,
                                     .out = stderr,
                                     .seed = 1};
    if (!self) {
        fs_error_nomem();
        return NULL;
    }
    self->options = options;
    if (!(self->arena = fs_arena_new()) || !(self->runner.path = fs_arena_strdup(self->arena, path)) ||
        !(self->state = fs_state_new(&state)) ||
        fs_state_enter(self->state, "strategy.load", push_load, take_load, self)) {
        free_strategy(&self->runner);
        return NULL;
    }
    self->options = NULL;
    self->runner.run = run;
    self->runner.free = free_strategy;
    return &self->runner;
}
