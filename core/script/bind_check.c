#include "script/bind_check.h"

#include <lauxlib.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int fs_bind_bad(lua_State *L, int argument, const char *name, const char *format, ...)
{
    char what[512];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    luaL_error(L, "bad argument #%d to '%s' (%s)", argument, name, what);
    __builtin_unreachable();
}

const char *fs_bind_type(lua_State *L, int index)
{
    return lua_isnoneornil(L, index) ? "nothing" : luaL_typename(L, index);
}

/* The value at an index as errors show it. */
static const char *shown(lua_State *L, int index, char *buffer, size_t size)
{
    switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL:
        return "missing";
    case LUA_TSTRING:
        snprintf(buffer, size, "'%.32s'", lua_tostring(L, index));
        return buffer;
    case LUA_TNUMBER:
        snprintf(buffer, size, "%.14g", lua_tonumber(L, index));
        return buffer;
    default:
        snprintf(buffer, size, "a %s", luaL_typename(L, index));
        return buffer;
    }
}

static double number(lua_State *L, int argument, const char *name, const char *param, double min, double max,
                     const double *standard, int whole)
{
    if (standard && lua_isnoneornil(L, argument))
        return *standard;
    /* lua_type, not lua_isnumber: a text that looks like a number is a mistake, as in the face */
    double value = lua_type(L, argument) == LUA_TNUMBER ? lua_tonumber(L, argument) : (double)NAN;
    if (value >= min && value <= max && (!whole || value == floor(value)))
        return value;
    char text[64];
    fs_bind_bad(L, argument, name, "%s is %s; expected %s from %.14g to %.14g", param,
                shown(L, argument, text, sizeof text), whole ? "an integer" : "a number", min, max);
}

int32_t fs_bind_int(lua_State *L, int argument, const char *name, const char *param, double min, double max,
                    const double *standard)
{
    return (int32_t)number(L, argument, name, param, min, max, standard, 1);
}

double fs_bind_number(lua_State *L, int argument, const char *name, const char *param, double min, double max,
                      const double *standard)
{
    return number(L, argument, name, param, min, max, standard, 0);
}

int32_t fs_bind_choice(lua_State *L, int argument, const char *name, const char *param,
                       const char *const *choices, const char *expected, const double *standard)
{
    if (standard && lua_isnoneornil(L, argument))
        return (int32_t)*standard;
    if (lua_type(L, argument) == LUA_TSTRING)
        for (int32_t i = 0; choices[i]; i++)
            if (strcmp(choices[i], lua_tostring(L, argument)) == 0)
                return i;
    char text[64];
    fs_bind_bad(L, argument, name, "%s is %s; expected %s", param, shown(L, argument, text, sizeof text),
                expected);
}

void fs_bind_count(lua_State *L, int most, const char *name)
{
    if (lua_gettop(L) > most)
        fs_bind_bad(L, most + 1, name, "it takes at most %d here", most);
}

double fs_bind_input(lua_State *L, int argument, const char *name, const char *field)
{
    if (lua_type(L, 2) == LUA_TNUMBER) {
        if (lua_type(L, argument + 1) != LUA_TNUMBER)
            fs_bind_bad(L, argument, name, "number expected, got %s", fs_bind_type(L, argument + 1));
        return lua_tonumber(L, argument + 1);
    }
    if (lua_istable(L, 2) || lua_isuserdata(L, 2) || lua_type(L, 2) == 10 /* cdata */) {
        lua_getfield(L, 2, field);
        if (lua_type(L, -1) == LUA_TNUMBER) {
            double value = lua_tonumber(L, -1);
            lua_pop(L, 1);
            return value;
        }
    }
    fs_bind_bad(L, 1, name, "number or bar expected, got %s", fs_bind_type(L, 2));
}
