#include "script/values.h"

#include "base/error.h"
#include "base/time.h"
#include "frame/frame.h"
#include "script/frames.h"
#include "script/series.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64, PLACE_MAX = 256 };

static json_t *to_json(lua_State *L, int index, const char *place, int depth);
static json_t *sorted(json_t *object);

static json_t *number(double x)
{
    if (!isfinite(x))
        return json_null();
    if (x == floor(x) && fabs(x) < 0x1p53 && !(x == 0.0 && signbit(x)))
        return json_integer((json_int_t)x);
    return json_real(x);
}

static json_t *time_text(int64_t ns)
{
    char text[FS_TIME_TEXT];
    fs_time_format(ns, text, sizeof text);
    return *text ? json_string(text) : json_null();
}

static json_t *series_json(const struct fs_lua_series *series)
{
    json_t *array = json_array();
    for (int64_t i = 0; array && i < series->length; i++) {
        double x = series->data[i];
        json_t *item = series->kind == FS_SERIES_TIME && fabs(x) < 9.2e9
                           ? time_text((int64_t)floor(x) * 1000000000 + llround((x - floor(x)) * 1e6) * 1000)
                       : series->kind == FS_SERIES_BOOL && !isnan(x) ? json_boolean(x != 0.0)
                                                                     : number(x);
        if (json_array_append_new(array, item)) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

static json_t *cell(const struct fs_column *c, int64_t i)
{
    if (fs_column_is_null(c, i))
        return json_null();
    switch (c->type) {
    case FS_F64:
        return number(((const double *)c->data)[i]);
    case FS_I64:
        return json_integer(((const int64_t *)c->data)[i]);
    case FS_I32:
        return json_integer(((const int32_t *)c->data)[i]);
    case FS_BOOL:
        return json_boolean(((const uint8_t *)c->data)[i]);
    case FS_TIME:
        return time_text(((const int64_t *)c->data)[i]);
    default: {
        size_t length;
        const char *text = fs_dict_get(c->dict, ((const int32_t *)c->data)[i], &length);
        return text ? json_stringn(text, length) : json_null();
    }
    }
}

static json_t *frame_json(const struct fs_frame *frame)
{
    json_t *object = json_object();
    for (int k = 0; object && k < fs_frame_columns(frame); k++) {
        const struct fs_column *c = fs_frame_column(frame, k);
        json_t *array = json_array();
        for (int64_t i = 0; array && i < c->length; i++)
            json_array_append_new(array, cell(c, i));
        json_object_set_new(object, c->name, array);
    }
    return object;
}

/* 1..n and nothing else? Then n, else -1. */
static int64_t array_length(lua_State *L, int index)
{
    int64_t count = 0, length = (int64_t)lua_objlen(L, index);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        double key = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : 0.0;
        if (!(key >= 1 && key <= (double)length && key == floor(key))) {
            lua_pop(L, 1);
            return -1;
        }
        count++;
    }
    return count == length && count > 0 ? count : -1;
}

static json_t *array_json(lua_State *L, int index, int64_t length, const char *place, int depth)
{
    json_t *array = json_array();
    for (int64_t i = 1; array && i <= length; i++) {
        char inner[PLACE_MAX];
        snprintf(inner, sizeof inner, "%s[%lld]", place, (long long)i);
        lua_rawgeti(L, index, (int)i);
        json_t *item = to_json(L, lua_gettop(L), inner, depth + 1);
        lua_pop(L, 1);
        if (!item || json_array_append_new(array, item)) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static int set_member(lua_State *L, json_t *object, const char *place, int depth)
{
    char key[64], inner[PLACE_MAX];
    int type = lua_type(L, -2);
    if (type == LUA_TNUMBER)
        snprintf(key, sizeof key, "%.14g", lua_tonumber(L, -2));
    else if (type == LUA_TBOOLEAN)
        snprintf(key, sizeof key, "%s", lua_toboolean(L, -2) ? "true" : "false");
    else if (type != LUA_TSTRING)
        return fs_error_set(FS_E_SCRIPT, "%s has a key that is a %s; JSON has names only", place,
                            lua_typename(L, type));
    const char *name = type == LUA_TSTRING ? lua_tostring(L, -2) : key;
    snprintf(inner, sizeof inner, "%s.%s", place, name);
    json_t *item = to_json(L, lua_gettop(L), inner, depth + 1);
    if (!item)
        return -1;
    if (json_object_set_new(object, name, item))
        return fs_error_set(FS_E_SCRIPT, "%s: the name is not UTF-8 text", place);
    return 0;
}

static json_t *to_json(lua_State *L, int index, const char *place, int depth)
{
    json_t *result = NULL;
    const struct fs_lua_series *series;
    const struct fs_frame *frame;
    if (depth > DEPTH_MAX) {
        fs_error_set(FS_E_SCRIPT, "%.60s...: tables nested more than %d deep, or a table within itself",
                     place, DEPTH_MAX);
        return NULL;
    }
    luaL_checkstack(L, 8, "too deep");
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        return json_null();
    case LUA_TBOOLEAN:
        return json_boolean(lua_toboolean(L, index));
    case LUA_TNUMBER:
        result = number(lua_tonumber(L, index));
        break;
    case LUA_TSTRING: {
        size_t length;
        const char *text = lua_tolstring(L, index, &length);
        if (!(result = json_stringn(text, length))) {
            fs_error_set(FS_E_SCRIPT, "%s is not UTF-8 text", place);
            return NULL;
        }
        break;
    }
    case LUA_TTABLE: {
        int64_t length = array_length(L, index);
        if (length > 0)
            return array_json(L, index, length, place, depth);
        result = json_object();
        lua_pushnil(L);
        while (result && lua_next(L, index)) {
            if (set_member(L, result, place, depth)) {
                json_decref(result);
                lua_pop(L, 2);
                return NULL;
            }
            lua_pop(L, 1);
        }
        result = sorted(result);
        break;
    }
    case LUA_TUSERDATA:
        if ((series = fs_series_at(L, index)))
            result = series_json(series);
        else if ((frame = fs_frames_at(L, index)))
            result = frame_json(frame);
        break;
    default:
        break;
    }
    if (!result && fs_error_last_code() == FS_OK)
        fs_error_set(
            FS_E_SCRIPT,
            "%s is a %s, which has no form in JSON; return numbers, texts, tables, series and frames", place,
            luaL_typename(L, index));
    return result;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The object with its names in order: the order of a Lua table changes from run to run. */
static json_t *sorted(json_t *object)
{
    size_t count = json_object_size(object), i = 0;
    const char **names = calloc(count + 1, sizeof *names);
    json_t *result = json_object();
    if (names && result) {
        for (void *it = json_object_iter(object); it; it = json_object_iter_next(object, it))
            names[i++] = json_object_iter_key(it);
        qsort(names, count, sizeof *names, by_name);
        for (i = 0; i < count; i++)
            json_object_set(result, names[i], json_object_get(object, names[i]));
    }
    free(names);
    json_decref(object);
    return result;
}

json_t *fs_values_json(lua_State *L, int index, const char *place)
{
    fs_error_clear();
    return to_json(L, index < 0 ? lua_gettop(L) + 1 + index : index, place, 0);
}

void fs_values_push(lua_State *L, const json_t *value, int nan)
{
    luaL_checkstack(L, 4, "too deep");
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        lua_newtable(L);
        for (void *it = json_object_iter((json_t *)(uintptr_t)value); it;
             it = json_object_iter_next((json_t *)(uintptr_t)value, it)) {
            fs_values_push(L, json_object_iter_value(it), nan);
            lua_setfield(L, -2, json_object_iter_key(it));
        }
        break;
    case JSON_ARRAY:
        lua_newtable(L);
        for (size_t i = 0; i < json_array_size(value); i++) {
            fs_values_push(L, json_array_get(value, i), nan);
            lua_rawseti(L, -2, (int)i + 1);
        }
        break;
    case JSON_STRING:
        lua_pushlstring(L, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        lua_pushnumber(L, json_number_value(value));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        lua_pushboolean(L, json_is_true(value));
        break;
    default:
        if (nan)
            lua_pushnumber(L, NAN);
        else
            lua_pushnil(L);
    }
}
