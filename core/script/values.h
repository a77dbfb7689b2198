/*
 * values.h: what a script returned, as JSON.
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

#endif
