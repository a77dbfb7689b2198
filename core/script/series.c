#include "script/series.h"

#include "frame/frame.h"

#include <lauxlib.h>

static char meta_key; /* registry: the metatable of series */

static int collect(lua_State *L)
{
    struct fs_lua_series *series = lua_touserdata(L, 1);
    if (series && series->tag == FS_SERIES_TAG && series->owner) {
        fs_buffer_unref(series->owner);
        series->owner = NULL;
    }
    return 0;
}

static void push_meta(lua_State *L)
{
    lua_pushlightuserdata(L, &meta_key);
    lua_rawget(L, LUA_REGISTRYINDEX);
}

void fs_series_open(lua_State *L)
{
    lua_pushlightuserdata(L, &meta_key);
    lua_newtable(L);
    lua_rawset(L, LUA_REGISTRYINDEX);
}

/* Copies the metamethods of the table at argument 1 into the metatable. Returns nothing. */
int fs_series_set_methods(lua_State *L)
{
    push_meta(L);
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -4);
    }
    lua_pushcfunction(L, collect);
    lua_setfield(L, -2, "__gc");
    return 0;
}

static struct fs_lua_series *push(lua_State *L, int64_t inside)
{
    if (inside < 0 || inside > (INT64_MAX >> 4) ||
        (uint64_t)inside * 8 + sizeof(struct fs_lua_series) > INT32_MAX)
        luaL_error(L, "a series of %f values is too large", (double)inside);
    struct fs_lua_series *series = lua_newuserdata(L, sizeof *series + (size_t)inside * sizeof(double));
    *series = (struct fs_lua_series){.tag = FS_SERIES_TAG, .length = inside, .data = series->values};
    push_meta(L);
    lua_setmetatable(L, -2);
    return series;
}

struct fs_lua_series *fs_series_push(lua_State *L, int64_t length)
{
    return push(L, length);
}

struct fs_lua_series *fs_series_push_view(lua_State *L, const double *data, int64_t length,
                                          struct fs_buffer *owner)
{
    struct fs_lua_series *series = push(L, 0);
    /* Views are read only: the Lua face writes through no series that scripts have seen. */
    union {
        const double *in;
        double *out;
    } pointer = {data};
    series->data = pointer.out;
    series->length = length;
    series->owner = owner ? fs_buffer_ref(owner) : NULL;
    return series;
}

struct fs_lua_series *fs_series_at(lua_State *L, int index)
{
    struct fs_lua_series *series = lua_type(L, index) == LUA_TUSERDATA ? lua_touserdata(L, index) : NULL;
    return series && lua_objlen(L, index) >= sizeof *series && series->tag == FS_SERIES_TAG ? series : NULL;
}
