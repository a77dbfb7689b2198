/*
 * frame_ops.c: what frame_ops.lua calls to work on whole frames (frame/ops.h).
 *
 * The Lua side has checked what a script gave and says so in the script's words; the checks here only keep a
 * mistake there from touching memory. Arrays are userdata, so that a Lua error loses none; texts belong to
 * the argument tables.
 */
#include "script/frames.h"

#include "base/error.h"
#include "frame/frame.h"
#include "frame/ops.h"
#include "script/series.h"
#include "script/state.h"

#include <lauxlib.h>
#include <string.h>

/* Pushes a result, whose reference is taken; NULL raises the thread's error. */
static int give(lua_State *L, struct fs_frame *result)
{
    if (!result)
        return fs_state_raise(L);
    fs_frames_push(L, result);
    return 1;
}

/* The same for a frame with memory of its own. Lua counts only the few bytes of the userdata: so that a loop
 * over large frames does not outgrow the process, collection is moved on as if Lua had allocated it all. */
static int give_new(lua_State *L, struct fs_frame *result)
{
    size_t bytes = 0;
    for (int i = 0; result && i < fs_frame_columns(result); i++)
        bytes += fs_type_size(fs_frame_column(result, i)->type);
    int64_t kilobytes = result ? fs_frame_rows(result) / 1024 * (int64_t)bytes : 0;
    give(L, result);
    if (kilobytes > 0)
        lua_gc(L, LUA_GCSTEP, (int)(kilobytes < 1 << 20 ? kilobytes : 1 << 20));
    return 1;
}

static void *array(lua_State *L, int count, size_t size)
{
    void *memory = lua_newuserdata(L, ((size_t)count + 1) * size);
    memset(memory, 0, ((size_t)count + 1) * size);
    return memory;
}

/* The texts of the list at an index; their memory is the list's. */
static const char **texts(lua_State *L, int index, int *count)
{
    luaL_checktype(L, index, LUA_TTABLE);
    *count = (int)lua_objlen(L, index);
    const char **list = array(L, *count, sizeof *list);
    for (int i = 0; i < *count; i++) {
        lua_rawgeti(L, index, i + 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "name %d is a %s; expected a text", i + 1, luaL_typename(L, -1));
        list[i] = lua_tostring(L, -1);
        lua_pop(L, 1);
    }
    return list;
}

/* A whole number from `least` to `most`. */
static int64_t integer(lua_State *L, int index, double least, double most)
{
    double x = luaL_checknumber(L, index);
    if (!(x >= least && x <= most))
        luaL_error(L, "%f is out of range; expected a number from %f to %f", x, least, most);
    return (int64_t)x;
}

#define NANOSECONDS_MAX 9.2e18

/* select(frame, { name, ... }) -> frame of these columns */
static int select_columns(lua_State *L)
{
    const struct fs_frame *frame = fs_frames_check(L, 1);
    int count;
    const char **names = texts(L, 2, &count);
    return give(L, fs_frame_select(frame, names, count));
}

/* rename(frame, { name, ... }, { new name, ... }) -> frame of all columns */
static int rename_columns(lua_State *L)
{
    const struct fs_frame *frame = fs_frames_check(L, 1);
    int count, others;
    const char **from = texts(L, 2, &count), **to = texts(L, 3, &others);
    if (count != others)
        return luaL_error(L, "%d names and %d new ones", count, others);
    return give(L, fs_frame_rename(frame, from, to, count));
}

/* slice(frame, first, rows) -> frame; first counts from 0 */
static int slice(lua_State *L)
{
    const struct fs_frame *frame = fs_frames_check(L, 1);
    return give(L, fs_frame_slice(frame, integer(L, 2, 0, 0x1p53), integer(L, 3, 0, 0x1p53)));
}

/* filter(frame, series) -> the rows where it is there and not 0 */
static int filter(lua_State *L)
{
    const struct fs_frame *frame = fs_frames_check(L, 1);
    const struct fs_lua_series *series = fs_series_at(L, 2);
    if (!series || series->length != fs_frame_rows(frame))
        return luaL_error(L, "series with a value for each row expected");
    uint8_t *mask = lua_newuserdata(L, (size_t)series->length + 1);
    for (int64_t i = 0; i < series->length; i++) {
        double x = series->data[i];
        mask[i] = x == x && x != 0.0;
    }
    return give_new(L, fs_frame_filter(frame, mask));
}

/* sort(frame, { name, ... }, descending) -> frame */
static int sort(lua_State *L)
{
    const struct fs_frame *frame = fs_frames_check(L, 1);
    int count;
    const char **names = texts(L, 2, &count);
    struct fs_sort_key *keys = array(L, count, sizeof *keys);
    for (int i = 0; i < count; i++)
        keys[i] = (struct fs_sort_key){names[i], lua_toboolean(L, 3)};
    return give_new(L, fs_frame_sort(frame, keys, count));
}

/* concat({ frame, ... }) -> frame */
static int concat(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    int count = (int)lua_objlen(L, 1);
    struct fs_frame **frames = array(L, count, sizeof(struct fs_frame *));
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 1, i + 1);
        frames[i] = fs_frames_check(L, lua_gettop(L)); /* the list keeps it */
        lua_pop(L, 1);
    }
    return give_new(L, fs_frame_concat(frames, count));
}

static int describe(lua_State *L)
{
    return give(L, fs_frame_describe(fs_frames_check(L, 1)));
}

/* Three lists from an index on: columns, names of aggregates, names of the result. */
static struct fs_aggregation *aggregations(lua_State *L, int index, int ddof, int *count)
{
    int counts[3];
    const char **lists[3];
    for (int i = 0; i < 3; i++)
        lists[i] = texts(L, index + i, &counts[i]);
    *count = counts[0];
    if (counts[1] != *count || counts[2] != *count)
        luaL_error(L, "lists of aggregates of different lengths");
    struct fs_aggregation *all = array(L, *count, sizeof *all);
    for (int i = 0; i < *count; i++) {
        all[i] = (struct fs_aggregation){lists[0][i], fs_aggregate_parse(lists[1][i]), lists[2][i], ddof};
        if (all[i].aggregate < 0)
            fs_state_raise(L);
    }
    return all;
}

/* group(frame, keys, columns, aggregates, names, ddof) -> frame */
static int group(lua_State *L)
{
    const struct fs_frame *frame = fs_frames_check(L, 1);
    int ddof = (int)integer(L, 6, 0, 1e6), key_count, count;
    const char **keys = texts(L, 2, &key_count);
    const struct fs_aggregation *all = aggregations(L, 3, ddof, &count);
    return give_new(L, fs_frame_group(frame, keys, key_count, all, count));
}

/* join(left, right, keys, kind) -> frame */
static int join(lua_State *L)
{
    const struct fs_frame *left = fs_frames_check(L, 1), *right = fs_frames_check(L, 2);
    int kind = (int)integer(L, 4, FS_JOIN_INNER, FS_JOIN_LEFT), count;
    const char **keys = texts(L, 3, &count);
    return give_new(L, fs_frame_join(left, right, keys, count, kind));
}

/* asof(left, right, on, by, direction, tolerance or nil, forbid_exact) -> frame */
static int asof(lua_State *L)
{
    const struct fs_frame *left = fs_frames_check(L, 1), *right = fs_frames_check(L, 2);
    struct fs_asof how = {.on = luaL_checkstring(L, 3),
                          .direction = (int)integer(L, 5, FS_ASOF_BACKWARD, FS_ASOF_NEAREST),
                          .tolerance = lua_isnil(L, 6) ? -1 : integer(L, 6, 0, NANOSECONDS_MAX),
                          .forbid_exact = lua_toboolean(L, 7)};
    how.by = texts(L, 4, &how.by_count);
    return give_new(L, fs_frame_join_asof(left, right, &how));
}

/* resample(frame, time, nanoseconds, origin in seconds, by [, columns, aggregates, names]) -> frame */
static int resample(lua_State *L)
{
    const struct fs_frame *frame = fs_frames_check(L, 1);
    double origin = luaL_checknumber(L, 4);
    if (!(origin > -9.2e9 && origin < 9.2e9))
        return luaL_error(L, "resample: origin %f is no time between the years 1678 and 2262", origin);
    struct fs_resample how = {.time = luaL_checkstring(L, 2),
                              .interval = integer(L, 3, 0, NANOSECONDS_MAX),
                              .origin = fs_frames_time(origin)};
    how.by = texts(L, 5, &how.by_count);
    if (!lua_isnoneornil(L, 6))
        how.aggregations = aggregations(L, 6, 1, &how.count);
    return give_new(L, fs_frame_resample(frame, &how));
}

/* rolling(frame, window, kind, least, ddof, columns, names) -> frame */
static int rolling(lua_State *L)
{
    const struct fs_frame *frame = fs_frames_check(L, 1);
    int64_t window = integer(L, 2, 1, 0x1p53), least = integer(L, 4, 1, 0x1p53);
    int kind = (int)integer(L, 3, FS_ROLL_COUNT, FS_ROLL_STD), ddof = (int)integer(L, 5, 0, 1e6);
    int count, others;
    const char **columns = texts(L, 6, &count), **names = texts(L, 7, &others);
    if (count != others)
        return luaL_error(L, "%d columns and %d names", count, others);
    struct fs_rolling *windows = array(L, count, sizeof *windows);
    for (int i = 0; i < count; i++)
        windows[i] = (struct fs_rolling){columns[i], kind, window, least, ddof, names[i]};
    return give_new(L, fs_frame_rolling(frame, windows, count));
}

void fs_frame_ops_host(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"frame_select", select_columns},
        {"frame_rename", rename_columns},
        {"frame_slice", slice},
        {"frame_filter", filter},
        {"frame_sort", sort},
        {"frame_concat", concat},
        {"frame_describe", describe},
        {"frame_group", group},
        {"frame_join", join},
        {"frame_asof", asof},
        {"frame_resample", resample},
        {"frame_rolling", rolling},
        {NULL, NULL},
    };
    luaL_register(L, NULL, functions);
}
