/*
 * bind_check.h: how C functions of Lua check what they are given, with the error texts of the LuaJIT face.
 *
 * All of these raise a Lua error at the script's line. `name` is "ta.sma", `argument` counts from 1.
 */
#ifndef FINSMART_SCRIPT_BIND_CHECK_H
#define FINSMART_SCRIPT_BIND_CHECK_H

#include <lua.h>
#include <stddef.h>
#include <stdint.h>

/* "bad argument #1 to 'ta.sma' (...)" */
int fs_bind_bad(lua_State *L, int argument, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5), noreturn));
/* A whole number from min to max at the stack index `argument`; `standard` (NULL: none) where it is nil or
 * absent. */
int32_t fs_bind_int(lua_State *L, int argument, const char *name, const char *param, double min, double max,
                    const double *standard);
/* The same for any number. */
double fs_bind_number(lua_State *L, int argument, const char *name, const char *param, double min, double max,
                      const double *standard);
/* The index of a text among `choices` (ended by NULL); `expected` lists them for the error. */
int32_t fs_bind_choice(lua_State *L, int argument, const char *name, const char *param,
                       const char *const *choices, const char *expected, const double *standard);
/* More than `most` arguments are an error. */
void fs_bind_count(lua_State *L, int most, const char *name);
/* An input of a stream's update: the number at `argument` + 1 (the stream itself is at 1), or that field of
 * the bar at index 2 when there is no number at 2. */
double fs_bind_input(lua_State *L, int argument, const char *name, const char *field);
/* "nothing", or the type's name. */
const char *fs_bind_type(lua_State *L, int index);

#endif
