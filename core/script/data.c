/*
 * data.c: datasets for scripts: what data.load and its neighbours ask of the store.
 */
#include "base/calendar.h"
#include "base/error.h"
#include "base/time.h"
#include "frame/frame.h"
#include "frame/ops.h"
#include "market/series.h"
#include "script/frames.h"
#include "script/state.h"
#include "store/history.h"
#include "store/kinds.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

/* The rows asked for, of one symbol or of all. `visible` is the end of the last bar that may be seen. */
struct range {
    int64_t from, to, visible;
};

/* A time in seconds, a date or a time as text; a date as the end of a range means its whole day. */
static int64_t time_argument(lua_State *L, int index, int64_t absent, int is_end)
{
    if (lua_isnoneornil(L, index))
        return absent;
    if (lua_type(L, index) == LUA_TNUMBER) {
        double seconds = lua_tonumber(L, index);
        if (!(seconds > -9.2e9 && seconds < 9.2e9))
            luaL_error(L, "%f is no time between the years 1678 and 2262", seconds);
        return (int64_t)(seconds * 1e6) * FS_NS_PER_US;
    }
    size_t length;
    const char *text = luaL_checklstring(L, index, &length);
    int64_t time, day;
    if (fs_time_parse(text, length, NULL, &time))
        fs_state_raise(L);
    if (is_end && fs_time_parse_date(text, length, &day) == 0)
        time += FS_NS_PER_DAY - 1;
    fs_error_clear();
    return time;
}

/* How many of the rows that began by `visible` a strategy may know: a bar once it has ended, as the engine says when. */
static int64_t known_rows(const struct fs_history *history, const struct fs_history_symbol *symbol,
                          const struct fs_column *time, const struct range *range)
{
    int64_t rows = time->length;
    const int64_t *starts = time->data;
    const char *calendar = fs_history_calendar(history);
    struct fs_series bars = {.count = rows,
                             .time = starts,
                             .interval = symbol->interval > 0 ? symbol->interval : FS_NS_PER_DAY,
                             .calendar = calendar ? fs_calendar_find(calendar) : NULL};
    fs_error_clear();
    if (rows && fs_history_kind(history) == FS_KIND_BARS && fs_series_end(&bars, rows - 1) > range->visible)
        rows--; /* those before it ended with its start at the latest */
    while (rows && starts[rows - 1] > range->to)
        rows--;
    return rows;
}

static struct fs_frame *load_symbol(const struct fs_history *history, const struct fs_history_symbol *symbol,
                                    const struct range *range)
{
    if (range->visible == INT64_MAX)
        return fs_history_load(history, symbol->name, range->from, range->to);
    struct fs_frame *all = fs_history_load(history, symbol->name, range->from, range->visible);
    const struct fs_column *time = all ? fs_frame_find(all, "time") : NULL;
    if (!time || time->type != FS_TIME)
        return all;
    struct fs_frame *known = fs_frame_slice(all, 0, known_rows(history, symbol, time, range));
    fs_frame_unref(all);
    return known;
}

/* The frame with the symbol in every row. Takes the frame over. */
static struct fs_frame *with_symbol(struct fs_frame *frame, const char *symbol)
{
    struct fs_frame *result = frame ? fs_frame_new() : NULL;
    struct fs_dict *dict = result ? fs_dict_new() : NULL;
    void *codes;
    int failed = !dict || fs_dict_put(dict, symbol, strlen(symbol)) < 0;
    for (int i = 0; !failed && i < fs_frame_columns(frame); i++)
        failed = fs_frame_add_shared(result, fs_frame_column(frame, i), NULL);
    if (failed)
        fs_dict_unref(dict);
    else if (fs_frame_add_new(result, "symbol", FS_STRING, fs_frame_rows(frame), dict, &codes))
        failed = 1;
    else
        memset(codes, 0, (size_t)fs_frame_rows(frame) * sizeof(int32_t));
    fs_frame_unref(frame);
    if (failed) {
        fs_frame_unref(result);
        return NULL;
    }
    return result;
}

static struct fs_frame *load_all(const struct fs_history *history, const struct range *range)
{
    int count = fs_history_symbols(history), loaded = 0;
    struct fs_frame **frames = calloc((size_t)count + 1, sizeof(struct fs_frame *));
    struct fs_frame *result = NULL;
    if (!frames) {
        fs_error_nomem();
        return NULL;
    }
    for (; loaded < count; loaded++) {
        const struct fs_history_symbol *symbol = fs_history_symbol(history, loaded);
        if (!(frames[loaded] = with_symbol(load_symbol(history, symbol, range), symbol->name)))
            break;
    }
    if (loaded == count)
        result = fs_frame_concat(frames, count);
    for (int i = 0; i < loaded; i++)
        fs_frame_unref(frames[i]);
    free(frames);
    return result;
}

static struct fs_frame *load(const char *home, const char *dataset, const char *symbol,
                             const struct range *range)
{
    struct fs_history *history = fs_history_open(home, dataset);
    struct fs_frame *frame = NULL;
    if (!history)
        return NULL;
    if (symbol || fs_history_symbols(history) == 1) {
        const struct fs_history_symbol *found =
            symbol ? fs_history_find(history, symbol) : fs_history_symbol(history, 0);
        frame = found ? load_symbol(history, found, range) : NULL;
    } else {
        frame = load_all(history, range);
    }
    fs_history_close(history);
    return frame;
}

static const char *home_of(lua_State *L)
{
    const char *home = fs_state_of(L)->home;
    if (!home)
        luaL_error(L, "there are no datasets here");
    return home;
}

/* data_load(dataset, symbol or nil, from or nil, to or nil, seconds up to which bars may be seen or nil) -> frame */
static int data_load(lua_State *L)
{
    const char *home = home_of(L), *dataset = luaL_checkstring(L, 1), *symbol = luaL_optstring(L, 2, NULL);
    struct range range = {time_argument(L, 3, INT64_MIN, 0), time_argument(L, 4, INT64_MAX, 1),
                          time_argument(L, 5, INT64_MAX, 0)};
    struct fs_frame *frame = load(home, dataset, symbol, &range);
    if (!frame)
        return fs_state_raise(L);
    fs_frames_push(L, frame);
    return 1;
}

/* data_list() -> { "sp500", ... } */
static int data_list(lua_State *L)
{
    char **names = fs_history_list(home_of(L));
    if (!names)
        return fs_state_raise(L);
    size_t count = 0;
    while (names[count])
        count++;
    lua_newtable(
        L); /* may raise: one block of names is all that could be lost, with the process near its end */
    for (size_t i = 0; i < count; i++) {
        lua_pushstring(L, names[i]);
        lua_rawseti(L, -2, (int)i + 1);
    }
    free(names);
    return 1;
}

/* data_symbols(dataset) -> { "AAPL", ... } */
static int data_symbols(lua_State *L)
{
    struct fs_history *history = fs_history_open(home_of(L), luaL_checkstring(L, 1));
    if (!history)
        return fs_state_raise(L);
    lua_newtable(L);
    for (int i = 0; i < fs_history_symbols(history); i++) {
        lua_pushstring(L, fs_history_symbol(history, i)->name);
        lua_rawseti(L, -2, i + 1);
    }
    fs_history_close(history);
    return 1;
}

void fs_data_host(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"data_load", data_load}, {"data_list", data_list}, {"data_symbols", data_symbols}, {NULL, NULL}};
    luaL_register(L, NULL, functions);
}
