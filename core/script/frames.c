#include "script/frames.h"

#include "base/error.h"
#include "frame/frame.h"
#include "script/series.h"
#include "script/state.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

#define FRAME_TAG UINT64_C(0x5e71e5f15a4a7002)

struct holder {
    uint64_t tag;
    struct fs_frame *frame;
    uint64_t padding[6]; /* as large as a series' header, which trusted files may look for in any userdata */
};
_Static_assert(sizeof(struct holder) >= sizeof(struct fs_lua_series),
               "a series' header fits in any userdata");

static char meta_key; /* registry: the metatable of frames */

static int collect(lua_State *L)
{
    struct holder *holder = lua_touserdata(L, 1);
    if (holder && holder->tag == FRAME_TAG && holder->frame) {
        fs_frame_unref(holder->frame);
        holder->frame = NULL;
    }
    return 0;
}

void fs_frames_open(lua_State *L)
{
    lua_pushlightuserdata(L, &meta_key);
    lua_newtable(L);
    lua_pushcfunction(L, collect);
    lua_setfield(L, -2, "__gc");
    lua_rawset(L, LUA_REGISTRYINDEX);
}

/* An empty holder on the stack, so that a reference put into it can't be lost. */
static struct holder *push_holder(lua_State *L)
{
    struct holder *holder = lua_newuserdata(L, sizeof *holder);
    memset(holder, 0, sizeof *holder);
    holder->tag = FRAME_TAG;
    lua_pushlightuserdata(L, &meta_key);
    lua_rawget(L, LUA_REGISTRYINDEX);
    lua_setmetatable(L, -2);
    return holder;
}

struct protected_push {
    struct fs_frame *frame;
    int taken;
};

static int push_protected(lua_State *L)
{
    struct protected_push *push = lua_touserdata(L, 1);
    push_holder(L)->frame = push->frame;
    push->taken = 1;
    return 1;
}

void fs_frames_push(lua_State *L, struct fs_frame *frame)
{
    struct protected_push push = {frame, 0};
    lua_pushcfunction(L, push_protected);
    lua_pushlightuserdata(L, &push);
    if (lua_pcall(L, 1, 1, 0)) {
        if (!push.taken)
            fs_frame_unref(frame);
        lua_error(L);
    }
}

struct fs_frame *fs_frames_at(lua_State *L, int index)
{
    struct holder *holder = lua_type(L, index) == LUA_TUSERDATA ? lua_touserdata(L, index) : NULL;
    return holder && lua_objlen(L, index) >= sizeof *holder && holder->tag == FRAME_TAG ? holder->frame
                                                                                        : NULL;
}

struct fs_frame *fs_frames_check(lua_State *L, int index)
{
    struct fs_frame *frame = fs_frames_at(L, index);
    if (!frame)
        luaL_error(L, "frame expected, got %s (call it with a colon: f:method())", luaL_typename(L, index));
    return frame;
}

/* Copies the metamethods of the table at argument 1 into the metatable. */
static int set_methods(lua_State *L)
{
    lua_pushlightuserdata(L, &meta_key);
    lua_rawget(L, LUA_REGISTRYINDEX);
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -4);
    }
    return 0;
}

static int is_frame(lua_State *L)
{
    lua_pushboolean(L, fs_frames_at(L, 1) != NULL);
    return 1;
}

static int rows(lua_State *L)
{
    lua_pushnumber(L, (lua_Number)fs_frame_rows(fs_frames_check(L, 1)));
    return 1;
}

/* columns(frame) -> { "time", "close", ... }, { "timestamp", "f64", ... } */
static int columns(lua_State *L)
{
    const struct fs_frame *frame = fs_frames_check(L, 1);
    lua_newtable(L);
    lua_newtable(L);
    for (int i = 0; i < fs_frame_columns(frame); i++) {
        const struct fs_column *column = fs_frame_column(frame, i);
        lua_pushstring(L, column->name);
        lua_rawseti(L, -3, i + 1);
        lua_pushstring(L, fs_type_name(column->type));
        lua_rawseti(L, -2, i + 1);
    }
    return 2;
}

static double value_at(const struct fs_column *c, int64_t i)
{
    if (fs_column_is_null(c, i))
        return NAN;
    switch (c->type) {
    case FS_F64:
        return ((const double *)c->data)[i];
    case FS_I64:
        return (double)((const int64_t *)c->data)[i];
    case FS_I32:
        return ((const int32_t *)c->data)[i];
    case FS_BOOL:
        return ((const uint8_t *)c->data)[i];
    case FS_TIME:
        return (double)((const int64_t *)c->data)[i] / 1e9;
    default:
        return NAN;
    }
}

static void push_texts(lua_State *L, const struct fs_column *c)
{
    const int32_t *codes = c->data;
    lua_createtable(L, (int)(c->length < 1 << 20 ? c->length : 1 << 20), 0);
    for (int64_t i = 0; i < c->length; i++) {
        size_t length = 0;
        const char *text = fs_column_is_null(c, i) ? NULL : fs_dict_get(c->dict, codes[i], &length);
        if (text)
            lua_pushlstring(L, text, length);
        else
            lua_pushboolean(L, 0); /* a missing text is false, so that the list keeps its length */
        lua_rawseti(L, -2, (int)i + 1);
    }
}

/* column(frame, name) -> series, or a list of texts, or nothing. Numbers of f64 columns are not copied. */
static int column(lua_State *L)
{
    const struct fs_frame *frame = fs_frames_check(L, 1);
    const struct fs_column *c = fs_frame_find(frame, luaL_checkstring(L, 2));
    if (!c)
        return 0;
    if (c->type == FS_STRING) {
        push_texts(L, c);
    } else if (c->type == FS_F64 && !c->validity) {
        fs_series_push_view(L, c->data, c->length, c->owner);
        /* Memory without an owner of its own lives as long as the frame. */
        if (!c->owner && c->length)
            return luaL_error(L, "column '%s' has no owner", c->name);
    } else {
        struct fs_lua_series *series = fs_series_push(L, c->length);
        series->kind = c->type == FS_TIME   ? FS_SERIES_TIME
                       : c->type == FS_BOOL ? FS_SERIES_BOOL
                                            : FS_SERIES_NUMBER;
        for (int64_t i = 0; i < c->length; i++)
            series->values[i] = value_at(c, i);
    }
    return 1;
}

int64_t fs_frames_time(double seconds)
{
    double whole = floor(seconds);
    return (int64_t)whole * 1000000000 + llround((seconds - whole) * 1e6) * 1000;
}

/* Adds a column of numbers; times are stored as nanoseconds. */
static void add_series(lua_State *L, struct fs_frame *frame, const char *name,
                       const struct fs_lua_series *series)
{
    void *data;
    int type = series->kind == FS_SERIES_TIME ? FS_TIME : series->kind == FS_SERIES_BOOL ? FS_BOOL : FS_F64;
    if (type == FS_TIME)
        for (int64_t i = 0; i < series->length; i++)
            if (!(series->data[i] > -9.2e9 && series->data[i] < 9.2e9))
                luaL_error(L, "column '%s', row %d is no time", name, (int)i + 1);
    if (fs_frame_add_new(frame, name, type, series->length, NULL, &data))
        fs_state_raise(L);
    for (int64_t i = 0; i < series->length; i++) {
        double x = series->data[i];
        if (type == FS_F64)
            ((double *)data)[i] = x;
        else if (type == FS_TIME)
            ((int64_t *)data)[i] = fs_frames_time(x);
        else
            ((uint8_t *)data)[i] = x != 0.0;
    }
}

static void add_texts(lua_State *L, struct fs_frame *frame, const char *name, int list)
{
    struct fs_dict *dict = fs_dict_new();
    int64_t count = (int64_t)lua_objlen(L, list);
    void *data = NULL;
    if (!dict || fs_frame_add_new(frame, name, FS_STRING, count, dict, &data))
        fs_state_raise(L);
    for (int64_t i = 0; i < count; i++) {
        lua_rawgeti(L, list, (int)i + 1);
        size_t length = 0;
        const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &length) : NULL;
        if (!text)
            luaL_error(L, "column '%s', row %d is a %s; expected a text as in row 1", name, (int)i + 1,
                       luaL_typename(L, -1));
        int32_t code = fs_dict_put(dict, text, length);
        if (code < 0)
            fs_state_raise(L);
        ((int32_t *)data)[i] = code;
        lua_pop(L, 1);
    }
}

/* make({ name, ... }, { series or list of texts, ... }) -> frame */
static int make(lua_State *L)
{
    struct holder *holder = push_holder(L);
    if (!(holder->frame = fs_frame_new()))
        return fs_state_raise(L);
    int result = lua_gettop(L);
    int count = (int)lua_objlen(L, 1);
    for (int i = 1; i <= count; i++) {
        lua_rawgeti(L, 1, i);
        lua_rawgeti(L, 2, i);
        const char *name = luaL_checkstring(L, -2);
        const struct fs_lua_series *series = fs_series_at(L, -1);
        if (series)
            add_series(L, holder->frame, name, series);
        else
            add_texts(L, holder->frame, name, lua_gettop(L));
        lua_pop(L, 2);
    }
    lua_settop(L, result);
    return 1;
}

/* beside(a, b) -> the columns of both side by side; b's replace a's of the same name */
static int beside(lua_State *L)
{
    const struct fs_frame *parts[2] = {fs_frames_check(L, 1), fs_frames_check(L, 2)};
    struct holder *holder = push_holder(L);
    if (!(holder->frame = fs_frame_new()))
        return fs_state_raise(L);
    for (int part = 0; part < 2; part++)
        for (int i = 0; i < fs_frame_columns(parts[part]); i++) {
            const struct fs_column *c = fs_frame_column(parts[part], i);
            const struct fs_column *newer = part == 0 ? fs_frame_find(parts[1], c->name) : NULL;
            if (part == 1 && fs_frame_find(holder->frame, c->name))
                continue;
            if (fs_frame_add_shared(holder->frame, newer ? newer : c, NULL))
                return fs_state_raise(L);
        }
    return 1;
}

void fs_frames_host(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"frame_methods", set_methods}, {"is_frame", is_frame},
        {"frame_rows", rows},           {"frame_columns", columns},
        {"frame_column", column},       {"frame_make", make},
        {"frame_beside", beside},       {NULL, NULL},
    };
    luaL_register(L, NULL, functions);
    fs_frame_ops_host(L);
}
