/*
 * values.h: Lua values as JSON and back.
 */
#ifndef FINSMART_SCRIPT_VALUES_H
#define FINSMART_SCRIPT_VALUES_H

#include <jansson.h>
#include <lua.h>

/* The value at a stack index as JSON; json_decref() it. A table whose keys are 1..n is an array, any other an object
 * whose keys are in the order of their bytes; an empty table is an object. A series is an array of numbers (times are
 * texts, RFC 3339), a frame an object of arrays by column. NaN and infinities, which JSON lacks, are null. Functions and
 * other objects are an error, as is a table within itself: NULL, with the thread's error naming the place ("run().a.b").
 */
json_t *fs_values_json(lua_State *L, int index, const char *place);

/* Pushes JSON as a Lua value: objects and arrays as tables; null as NaN with `nan`, so that arrays of numbers keep their
 * places, else as nil. May raise a Lua error (memory, depth): call it inside fs_state_enter(). */
void fs_values_push(lua_State *L, const json_t *value, int nan);

#endif
