#include "script/state.h"

#include "base/activity.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"
#include "compute/calculation.h"
#include "script/columns.h"
#include "script/compute_bindings.h"
#include "script/compute_face.h"
#include "script/frames.h"
#include "script/handles.h"
#include "script/pow.h"
#include "script/series.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

static char state_key; /* registry: the struct fs_state */
/* Whose arena new streams go to. The table of streams belongs to the process, and states may be nested (a
 * test runs a strategy). */
static struct fs_state *streams_of;
static char entry_key; /* registry: the table of entries */

/* Counts and refuses growth over the limit, never a shrink or a free. LuaJIT's own allocator stays behind it:
 * it hands out addresses that LuaJIT can use on every machine. */
static void *allocate(void *data, void *block, size_t old, size_t size)
{
    struct fs_state *state = data;
    if (size > old && state->limit && state->used + (size - old) > state->limit) {
        state->exhausted = 1;
        return NULL;
    }
    void *result = state->allocate(state->allocate_data, block, old, size);
    if (result || size == 0)
        state->used += size - old;
    else
        state->exhausted = 1;
    return result;
}

struct fs_state *fs_state_of(lua_State *L)
{
    lua_pushlightuserdata(L, &state_key);
    lua_rawget(L, LUA_REGISTRYINDEX);
    struct fs_state *state = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return state;
}

int fs_state_raise(lua_State *L)
{
    const struct fs_error *error = fs_error_last();
    lua_pushstring(L, error ? error->message : "unknown failure");
    if (error && error->hint)
        lua_pushfstring(L, " (%s)", error->hint);
    else
        lua_pushliteral(L, "");
    lua_concat(L, 2);
    fs_error_clear();
    return lua_error(L);
}

/* A list of numbers becomes a series in its place on the stack; any other table is no series. */
static const struct fs_lua_series *series_of_list(lua_State *L, int index)
{
    int length = (int)lua_objlen(L, index);
    if (lua_getmetatable(L, index)) {
        lua_pop(L, 1);
        return NULL;
    }
    struct fs_lua_series *series = fs_series_push(L, length);
    for (int i = 0; i < length; i++) {
        lua_rawgeti(L, index, i + 1);
        int is_number = lua_type(L, -1) == LUA_TNUMBER;
        series->data[i] = lua_tonumber(L, -1);
        lua_pop(L, 1);
        if (!is_number) {
            lua_pop(L, 1);
            return NULL;
        }
    }
    lua_replace(L, index);
    return series;
}

static const double *series_get(lua_State *L, int index, size_t *length)
{
    const struct fs_lua_series *series =
        lua_type(L, index) == LUA_TTABLE ? series_of_list(L, index) : fs_series_at(L, index);
    *length = series ? (size_t)series->length : 0;
    return series ? series->data : NULL;
}

static double *series_push(lua_State *L, size_t length)
{
    return fs_series_push(L, length > INT64_MAX ? INT64_MAX : (int64_t)length)->data;
}

static int bind_compute(lua_State *L)
{
    static const struct fs_series_bridge bridge = {series_get, series_push};
    fs_bind_compute(L, &bridge);
    return 1;
}

static void push_compute_face(lua_State *L)
{
    union {
        const struct fs_face *in;
        void *out;
    } pointer = {fs_face_table()};
    lua_pushlightuserdata(L, pointer.out);
}

/* Name -> pointer of each calculation. */
static void push_calculations(lua_State *L)
{
    size_t count;
    const struct fs_calculation *list = fs_calculations(&count);
    lua_createtable(L, 0, (int)count);
    for (size_t i = 0; i < count; i++) {
        void *pointer;
        memcpy(&pointer, list[i].function, sizeof pointer);
        lua_pushlightuserdata(L, pointer);
        lua_setfield(L, -2, list[i].name);
    }
}

static int open_state(lua_State *L)
{
    struct fs_state *state = lua_touserdata(L, 1);
    lua_pushlightuserdata(L, &state_key);
    lua_pushlightuserdata(L, state);
    lua_rawset(L, LUA_REGISTRYINDEX);
    luaL_openlibs(L);
    fs_series_open(L);
    fs_frames_open(L);
    size_t length;
    const unsigned char *boot = fs_embedded_find("boot", &length);
    if (luaL_loadbufferx(L, (const char *)boot, length, "=[boot]", "t"))
        return lua_error(L);
    lua_newtable(L);
    fs_host_open(L);
    fs_frames_host(L);
    fs_columns_host(L);
    fs_data_host(L);
    fs_pattern_host(L);
    fs_rule_host(L);
    fs_test_host(L);
    fs_face_open(L);
    if (state->interpret)
        lua_pushcfunction(L, bind_compute);
    else
        push_compute_face(L);
    lua_setfield(L, -2, state->interpret ? "bind_compute" : "compute_face");
    if (!state->rules) {
        push_calculations(L);
        lua_setfield(L, -2, "calculations");
    }
    lua_pushboolean(L, state->interpret);
    lua_setfield(L, -2, "interpret");
    lua_pushboolean(L, state->rules);
    lua_setfield(L, -2, "rules");
    lua_call(L, 1, 1);
    lua_pushlightuserdata(L, &entry_key);
    lua_insert(L, -2);
    lua_rawset(L, LUA_REGISTRYINDEX);
    return 0;
}

static int on_panic(lua_State *L);

struct fs_state *fs_state_new(const struct fs_state_options *options)
{
    struct fs_state *state = calloc(1, sizeof *state);
    if (!state) {
        fs_error_nomem();
        return NULL;
    }
    if (!fs_pow_pinned()) {
        fs_error_set(FS_E_INTERNAL, "the C library's pow() was not found");
        free(state);
        return NULL;
    }
    state->limit = options->memory_limit;
    state->interpret = options->interpret || options->rules;
    state->rules = options->rules;
    state->out = options->out ? options->out : stdout;
    state->seed = state->first_seed = options->seed;
    if ((options->home && !(state->home = strdup(options->home))) || !(state->streams = fs_arena_new()) ||
        !(state->L = luaL_newstate())) {
        fs_state_free(state);
        fs_error_nomem();
        return NULL;
    }
    state->allocate = lua_getallocf(state->L, &state->allocate_data);
    lua_setallocf(state->L, allocate, state);
    lua_atpanic(state->L, on_panic);
    /* There is no emergency collection: with the default pause a script could be refused memory while half of
     * the limit is garbage. */
    lua_gc(state->L, LUA_GCSETPAUSE, state->limit ? 110 : 150);
    if (lua_cpcall(state->L, open_state, state)) {
        const char *message = lua_tostring(state->L, -1);
        fs_error_set(FS_E_INTERNAL, "the script state failed to start: %s", message ? message : "?");
        fs_state_free(state);
        return NULL;
    }
    return state;
}

void fs_state_free(struct fs_state *state)
{
    if (!state)
        return;
    if (state->L && !state->broken) {
        /* Only with its own allocator back does LuaJIT give the whole of its memory back. */
        lua_setallocf(state->L, state->allocate, state->allocate_data);
        lua_close(state->L);
    }
    if (streams_of == state)
        streams_of = NULL;
    fs_arena_free(state->streams);
    free(state->home);
    free(state);
}

void fs_state_renew(struct fs_state *state)
{
    if (streams_of == state)
        streams_of = NULL; /* the arena forgets its owner too */
    fs_arena_reset(state->streams);
    state->seed = state->first_seed;
    state->draws = 0;
}

void fs_state_where(char *text, size_t size)
{
    const struct fs_activity *now = fs_activity();
    char when[FS_TIME_TEXT] = "";
    *text = '\0';
    if (!*now->handler || !strcmp(now->handler, "test") || !strcmp(now->handler, "shell"))
        return;
    size_t length =
        (size_t)snprintf(text, size, "%s%s%s", now->handler, *now->symbol ? " of " : "", now->symbol);
    if (now->bar >= 0 && length < size)
        length +=
            (size_t)snprintf(text + length, size - length, now->ticks ? " at event %lld" : " at bar %lld",
                             (long long)now->bar + !now->ticks);
    if (now->time && length < size && fs_time_format(now->time, when, sizeof when))
        snprintf(text + length, size - length, " (%s)", when);
}

enum { HOOK_STEP = 1000 };

/* Counting stops at every HOOK_STEP instructions; once the budget is spent, at every one, so that a pcall which
 * swallows the error gets the next one at its next instruction. */
static void on_count(lua_State *L, lua_Debug *info)
{
    (void)info;
    struct fs_state *state = fs_state_of(L);
    state->budget -= HOOK_STEP;
    if (state->budget > 0)
        return;
    state->spent = 1;
    lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
    luaL_error(L, "over its budget of instructions");
}

void fs_state_budget(struct fs_state *state, int64_t instructions)
{
    state->budget = instructions;
    state->spent = 0;
    lua_sethook(state->L, instructions ? on_count : NULL, instructions ? LUA_MASKCOUNT : 0, HOOK_STEP);
}

struct entry {
    const char *name;
    int (*push)(lua_State *L, void *arg);
    void (*take)(lua_State *L, int first, void *arg);
    void *arg;
    int failed;
};

static const char *text_field(lua_State *L, int index, const char *name)
{
    lua_getfield(L, index, name);
    const char *text = lua_tostring(L, -1); /* the table keeps it alive */
    lua_pop(L, 1);
    return text;
}

/* The error that the trusted files made of what went wrong, as the thread's error. */
static void set_error(lua_State *L, int index)
{
    const char *message = lua_istable(L, index) ? text_field(L, index, "message") : lua_tostring(L, index);
    const char *hint = lua_istable(L, index) ? text_field(L, index, "hint") : NULL;
    const char *code = lua_istable(L, index) ? text_field(L, index, "code") : NULL;
    int number = FS_E_SCRIPT;
    for (int i = FS_E_USAGE; code && i <= FS_E_INTERNAL; i++)
        if (!strcmp(code, fs_error_code_name(i)))
            number = i;
    fs_error_set(number, "%s", message ? message : "the script failed");
    if (hint)
        fs_error_hint("%s", hint);
}

static int enter(lua_State *L)
{
    struct entry *entry = lua_touserdata(L, 1);
    lua_pushlightuserdata(L, &entry_key);
    lua_rawget(L, LUA_REGISTRYINDEX);
    lua_getfield(L, -1, entry->name);
    int count = entry->push ? entry->push(L, entry->arg) : 0;
    int first = lua_gettop(L) - count;
    lua_call(L, count, LUA_MULTRET);
    if (!lua_toboolean(L, first)) {
        entry->failed = 1;
        set_error(L, first + 1);
    } else if (entry->take) {
        entry->take(L, first + 1, entry->arg);
    }
    return 0;
}

static int use_streams(struct fs_state *state)
{
    if (streams_of == state)
        return 0;
    streams_of = state;
    return fs_handles_use(state->streams);
}

/* LuaJIT panics in protected calls too: when the limit on memory leaves nothing for the pages of compiled code to be
 * writable again. */
static int on_panic(lua_State *L)
{
    void *data;
    lua_getallocf(L, &data); /* the stack may be in any state */
    struct fs_state *state = data;
    if (state->rescue) {
        state->broken = 1;
        longjmp(*state->rescue, 1);
    }
    return 0;
}

static int call(struct fs_state *state, struct entry *entry)
{
    jmp_buf here, *outer = state->rescue;
    int status = LUA_ERRMEM;
    state->rescue = &here;
    if (setjmp(here) == 0)
        status = lua_cpcall(state->L, enter, entry);
    else
        state->exhausted = 1;
    state->rescue = outer;
    return status;
}

int fs_state_enter(struct fs_state *state, const char *name, int (*push)(lua_State *L, void *arg),
                   void (*take)(lua_State *L, int first, void *arg), void *arg)
{
    struct entry entry = {name, push, take, arg, 0};
    if (state->broken)
        return fs_error_set(FS_E_LIMIT, "the script ran out of memory and can't go on");
    state->exhausted = 0;
    struct fs_state *outer = streams_of;
    if (use_streams(state))
        return -1;
    int top = lua_gettop(state->L);
    int status = call(state, &entry);
    if (status && state->exhausted) {
        char where[256];
        fs_state_where(where, sizeof where);
        fs_error_set(FS_E_LIMIT, "%s: the script needs more memory than its limit of %zu MB%s%s%s",
                     fs_activity()->script, state->limit >> 20, *where ? " (in " : "", where,
                     *where ? ")" : "");
        fs_error_hint("keep less in tables, or raise --memory-limit");
    } else if (status) {
        const char *message = lua_type(state->L, -1) == LUA_TSTRING ? lua_tostring(state->L, -1) : NULL;
        fs_error_set(FS_E_SCRIPT, "%s", message ? message : "the script failed");
    }
    if (!state->broken)
        lua_settop(state->L, top);
    if (state->exhausted &&
        !state->broken) { /* there is no collection in need: make room for whoever goes on with this state */
        size_t limit = state->limit;
        state->limit = 0;
        lua_gc(state->L, LUA_GCCOLLECT, 0);
        state->limit = limit;
    }
    if (outer && outer != state) {
        struct fs_error *error = fs_error_take();
        use_streams(outer);
        fs_error_restore(error);
    }
    return status || entry.failed ? -1 : 0;
}
